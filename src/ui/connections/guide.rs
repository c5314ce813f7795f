//! The way to Plaid keys of one's own, for somebody who has nothing yet.

use egui::{Align2, Label, Pos2, RichText, Role, Sense, Shape, Stroke, Ui, WidgetInfo, vec2};

use super::{
    ConnectionsForm,
    key_steps::{ENVIRONMENT, KEYS, KEYS_PAGE, Step, page_button},
    primary::Primary,
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
    primary: Option<Primary<'_>>,
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
        let has_keys = state.keys.are_known();
        step_ui(ui, 1, has_keys, &ACCOUNT, |ui| {
            page_button(ui, "Make an account", SIGN_UP_PAGE);
        });
        step_ui(ui, 2, has_keys, &ENVIRONMENT, |_| {});
        step_ui(ui, 3, has_keys, &KEYS, |ui| {
            if form.keys.is_none() {
                ui.horizontal_wrapped(|ui| {
                    let label = if has_keys {
                        "Change keys…"
                    } else {
                        "Enter keys…"
                    };
                    let is_primary = primary == Some(Primary::EnterKeys);
                    if widgets::action_button(ui, label, is_primary).clicked() {
                        form.open_keys(state.environment);
                    }
                    page_button(ui, "Open the page of keys", KEYS_PAGE);
                });
            } else {
                page_button(ui, "Open the page of keys", KEYS_PAGE);
                side::keys_entry_ui(ui, state, form, commands);
            }
        });
        step_ui(ui, 4, false, &CONNECT, |ui| {
            side::add_ui(ui, state, primary, form, commands);
        });
    });
}

fn step_ui(
    ui: &mut Ui,
    number: usize,
    is_done: bool,
    step: &Step,
    add_contents: impl FnOnce(&mut Ui),
) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let (rect, response) = ui.allocate_exact_size(vec2(CIRCLE, CIRCLE), Sense::hover());
        response.widget_info(|| {
            let done = if is_done { ", done" } else { "" };
            WidgetInfo::labeled(Role::Label, true, format!("Step {number}{done}"))
        });
        number_ui(ui, rect.center(), number, is_done);
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

/// The step's number in a circle, or a tick when it is done.
fn number_ui(ui: &Ui, center: Pos2, number: usize, is_done: bool) {
    let palette = theme::palette(ui);
    let edge = if is_done {
        palette.gain
    } else {
        palette.stroke
    };
    ui.painter()
        .circle(center, CIRCLE / 2.0, palette.raised, Stroke::new(1.0, edge));
    if is_done {
        let at = |x: f32, y: f32| center + vec2(x, y);
        let tick = vec![at(-5.0, 0.5), at(-1.5, 4.0), at(5.0, -4.0)];
        let ink = Stroke::new(2.0, palette.gain);
        ui.painter().add(Shape::line(tick, ink));
    } else {
        let font = theme::semibold(12.0);
        ui.painter()
            .text(center, Align2::CENTER_CENTER, number, font, palette.text);
    }
}
