//! What stands there before anything is connected.

use egui::{Align, Frame, Label, Layout, Margin, RichText, Stroke, Ui, vec2};

use super::{theme, widgets};
use crate::{
    connect::Environment,
    state::{AppState, Command, Screen},
    text::KEYRING,
};

const WIDTH: f32 = 900.0;
const CARD_HEIGHT: f32 = 190.0;
/// Narrower cards have more lines.
const NARROW: f32 = 272.0;
const NARROW_CARD_HEIGHT: f32 = 214.0;

/// Shows the page.
pub(super) fn welcome_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let room = ui.available_size();
    let width = room.x.min(WIDTH);
    let left = (room.x - width) / 2.0;
    ui.add_space((room.y * 0.11).max(8.0));
    ui.horizontal_top(|ui| {
        ui.add_space(left);
        ui.vertical(|ui| {
            ui.set_width(width);
            let heading = RichText::new("Your whole portfolio, on your own computer.")
                .font(theme::semibold(34.0))
                .color(palette.text);
            ui.add(Label::new(heading).wrap());
            let lead = format!(
                "Connect your brokers through Plaid, press Sync, and browse offline. Tokens stay \
                 in {KEYRING}; nothing else leaves this machine."
            );
            let lead = RichText::new(lead)
                .font(theme::regular(15.0))
                .color(palette.muted);
            ui.add(Label::new(lead).wrap());
            ui.add_space(16.0);
            cards_ui(ui, state, width, commands);
        });
    });
}

fn cards_ui(ui: &mut Ui, state: &AppState, width: f32, commands: &mut Vec<Command>) {
    let card_width = (width - 2.0 * theme::GAP) / 3.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        let connect = "Use your own Plaid keys. Takes three minutes; sandbox keys are free.";
        card_ui(ui, card_width, "Connect with Plaid", connect, |ui| {
            if widgets::primary_button(ui, "Connect").clicked() {
                commands.push(Command::Show(Screen::Connections));
            }
        });
        demo_card_ui(ui, state, card_width, commands);
        let kept = format!(
            "Tokens and keys: {KEYRING} only. Portfolio: one SQLite file here. Network: only \
             while you sync or connect, only to Plaid."
        );
        card_ui(ui, card_width, "Where things are kept", &kept, |ui| {
            if ui.button("Settings").clicked() {
                commands.push(Command::Show(Screen::Settings));
            }
        });
    });
}

/// Leads into the demo; in the demo, out of it.
fn demo_card_ui(ui: &mut Ui, state: &AppState, width: f32, commands: &mut Vec<Command>) {
    if state.environment == Environment::Demo {
        let text = "The sample portfolio is being prepared by a simulator on this computer.";
        card_ui(ui, width, "This is the demo", text, |ui| {
            if ui.button("Close the demo").clicked() {
                commands.push(Command::CloseDemo);
            }
        });
        return;
    }
    let text = "A sample portfolio with three institutions, synced from a simulator on this \
                computer.";
    card_ui(ui, width, "Look around first", text, |ui| {
        if ui.button("Open the demo").clicked() {
            commands.push(Command::OpenDemo);
        }
    });
}

fn card_ui(ui: &mut Ui, width: f32, title: &str, text: &str, action: impl FnOnce(&mut Ui)) {
    let palette = theme::palette(ui);
    let height = if width < NARROW {
        NARROW_CARD_HEIGHT
    } else {
        CARD_HEIGHT
    };
    ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(Align::Min), |ui| {
        ui.set_width(width);
        let ground = Frame::new()
            .fill(palette.card)
            .stroke(Stroke::new(1.0, palette.stroke))
            .corner_radius(theme::CARD_RADIUS)
            .inner_margin(Margin::symmetric(22, 20));
        ground.show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            let title = RichText::new(title)
                .font(theme::semibold(16.0))
                .color(palette.text);
            ui.label(title);
            widgets::paragraph(ui, text);
            ui.with_layout(Layout::bottom_up(Align::Min), action);
        });
    });
}
