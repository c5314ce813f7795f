//! The page: institutions at the left, adding one and the keys at the right.

use super::{ConnectionsForm, ConnectionsModel, card, guide, primary::Primary, side, succession};
use crate::{
    connect::Environment,
    state::{AppState, Command, HistoryQuery},
    text,
    ui::{theme, widgets},
};

/// From this width on there are two columns.
const TWO_COLUMNS: f32 = 820.0;

/// The right column.
const SIDE_WIDTH: f32 = 380.0;

/// Shows the page. `model` is `None` until the portfolio is read.
pub fn connections_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: Option<&ConnectionsModel>,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    form.take_in(&state.saving_keys, &state.connecting);
    let primary = Primary::of(state, model, form);
    egui::ScrollArea::vertical()
        .id_salt("connections")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            let width = ui.available_width();
            if width < TWO_COLUMNS {
                institutions_ui(ui, state, model, primary, form, commands);
                side::side_ui(ui, state, primary, form, commands);
                return;
            }
            let side_width = SIDE_WIDTH.min(width * 0.36);
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = theme::GAP;
                column_ui(ui, width - side_width - theme::GAP, |ui| {
                    institutions_ui(ui, state, model, primary, form, commands);
                });
                column_ui(ui, side_width, |ui| {
                    side::side_ui(ui, state, primary, form, commands);
                });
            });
        });
}

fn column_ui(ui: &mut egui::Ui, width: f32, add_contents: impl FnOnce(&mut egui::Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = theme::GAP;
        add_contents(ui);
    });
}

fn institutions_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: Option<&ConnectionsModel>,
    primary: Option<Primary<'_>>,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let Some(model) = model else {
        widgets::skeleton_rows(ui, 6);
        return;
    };
    if model.connections.is_empty() {
        match state.environment {
            Environment::Demo => widgets::skeleton_rows(ui, 6),
            Environment::Production | Environment::Sandbox => {
                guide::first_run_ui(ui, state, primary, form, commands);
            }
        }
    } else {
        ui.horizontal(|ui| {
            let count = text::counted(model.connections.len(), "institution");
            ui.label(egui::RichText::new(count).color(theme::palette(ui).muted));
            widgets::at_the_end(ui, |ui| {
                if ui.button("Sync history").clicked() {
                    commands.push(Command::ShowHistory(Some(HistoryQuery::default())));
                }
            });
        });
    }
    for (at, row) in model.proposals.iter().enumerate() {
        let is_primary = at == 0 && primary == Some(Primary::CarryOver);
        succession::proposal_ui(ui, row, is_primary, commands);
    }
    let groups = &model.groups;
    for connection in &model.connections {
        card::connection_ui(ui, state, connection, groups, primary, form, commands);
    }
}
