//! The way to Plaid keys of one's own, for somebody who has nothing yet.

use egui::{Align2, Label, RichText, Sense, Stroke, Ui, vec2};

use super::{
    ConnectionsForm,
    key_steps::{ENVIRONMENT, KEYS, KEYS_PAGE, Step, page_button},
    side,
};
use crate::{
    state::{AppState, Command},
    ui::{theme, widgets},
};

/// Where somebody makes an account.
const SIGN_UP_PAGE: &str = "https://dashboard.plaid.com/signup";

/// The circle with a step's number.
const CIRCLE: f32 = 24.0;
/// Forms are no wider than this.
const COLUMN: f32 = 420.0;

const ACCOUNT: Step = Step {
    title: "Make an account at Plaid",
    text: "Plaid is the company that talks to banks and brokers. With keys of your own, nobody \
           but you and Plaid sees what is read: there is no server of ours in between.",
};

const CONNECT: Step = Step {
    title: "Connect and sync",
    text: "In production Plaid bills you two monthly subscriptions for each connection, one for \
           holdings and one for transactions. Only removing the connection ends them; Holdfast \
           does that for you.",
};

/// Leads from nothing to the first connection.
pub(super) fn first_run_ui(
    ui: &mut Ui,
    state: &AppState,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    widgets::card(ui, None, |ui| {
        ui.label(
            RichText::new("Your own Plaid keys, in three minutes").font(theme::semibold(16.0)),
        );
        widgets::paragraph(
            ui,
            "Keys are what Plaid knows you by: a client ID, like a name, and a secret, like a \
             password.",
        );
        ui.add_space(4.0);
        step_ui(ui, 1, &ACCOUNT, |ui| {
            page_button(ui, "Make an account", SIGN_UP_PAGE);
        });
        step_ui(ui, 2, &ENVIRONMENT, |_| {});
        step_ui(ui, 3, &KEYS, |ui| {
            if form.keys.is_none() {
                ui.horizontal_wrapped(|ui| {
                    let clicked = if state.keys.client_id_hint.is_some() {
                        ui.button("Change keys…").clicked()
                    } else {
                        widgets::primary_button(ui, "Enter keys…").clicked()
                    };
                    if clicked {
                        form.open_keys(state.environment);
                    }
                    page_button(ui, "Open the page of keys", KEYS_PAGE);
                });
            } else {
                page_button(ui, "Open the page of keys", KEYS_PAGE);
                side::keys_entry_ui(ui, state, form, commands);
            }
        });
        step_ui(ui, 4, &CONNECT, |ui| {
            side::add_ui(ui, state, form, commands);
        });
    });
}

fn step_ui(ui: &mut Ui, number: usize, step: &Step, add_contents: impl FnOnce(&mut Ui)) {
    let palette = theme::palette(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let (rect, _) = ui.allocate_exact_size(vec2(CIRCLE, CIRCLE), Sense::hover());
        let ring = Stroke::new(1.0, palette.stroke);
        ui.painter()
            .circle(rect.center(), CIRCLE / 2.0, palette.raised, ring);
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            number,
            theme::semibold(12.0),
            palette.text,
        );
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            ui.add_space(3.0);
            let title = RichText::new(step.title).font(theme::semibold(14.0));
            ui.add(Label::new(title).wrap());
            widgets::paragraph(ui, step.text);
            ui.set_max_width(ui.available_width().min(COLUMN));
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            add_contents(ui);
        });
    });
    ui.add_space(4.0);
}
