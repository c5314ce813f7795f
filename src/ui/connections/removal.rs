//! Removing a connection, or the history that one has left.

use egui::RichText;

use super::{ConnectionCard, ConnectionsForm, outcome};
use crate::{
    connect::{Environment, SyncFailure},
    domain::ItemId,
    state::{AppState, Command, Removal},
    text,
    ui::{theme, widgets},
};

/// Asks before removing, and says exactly what goes and what stays.
pub(super) fn removal_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    connection: &ConnectionCard,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let is_removed = connection.disconnected_at.is_some();
    let title = if is_removed {
        format!("Delete the history of {}?", connection.name)
    } else {
        format!("Remove {}?", connection.name)
    };
    ui.add_space(4.0);
    widgets::inset(ui, |ui| {
        ui.label(
            RichText::new(title)
                .font(theme::semibold(13.0))
                .color(palette.warn),
        );
        ui.label(removal_text(state.environment, connection));
        let mut keep_history = None;
        ui.horizontal_wrapped(|ui| {
            if !is_removed && ui.button("Remove, keep history").clicked() {
                keep_history = Some(true);
            }
            let delete = if is_removed {
                "Delete history"
            } else {
                "Remove and delete history"
            };
            if widgets::danger_button(ui, delete).clicked() {
                keep_history = Some(false);
            }
            if ui.button("Keep everything").clicked() || widgets::escape_pressed(ui) {
                form.removing = None;
            }
        });
        if let Some(keep_history) = keep_history {
            form.removing = None;
            commands.push(Command::Remove {
                item: connection.item.clone(),
                keep_history,
            });
        }
    });
}

/// Why the removal of a connection did not work, if it did not.
pub(super) fn failed<'a>(state: &'a AppState, item: &ItemId) -> Option<&'a SyncFailure> {
    state.removals.get(item)?.failure.as_ref()
}

/// Shows how far a removal is, and offers one that did not work again.
pub(super) fn progress_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    connection: &ConnectionCard,
    removal: &Removal,
    is_primary: bool,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    ui.add_space(4.0);
    let Some(failure) = &removal.failure else {
        ui.label(RichText::new("Removing…").color(palette.muted));
        return;
    };
    widgets::inset(ui, |ui| {
        let title = format!("{} was not removed", connection.name);
        ui.label(
            RichText::new(title)
                .font(theme::semibold(13.0))
                .color(palette.warn),
        );
        let mut text = text::failure(failure.kind).sentence.to_owned();
        if connection.disconnected_at.is_none() {
            text.push_str(" Nothing was deleted here; its access token is still in ");
            text.push_str(text::KEYRING);
            text.push('.');
            if state.environment == Environment::Production {
                text.push_str(" Until it is removed, Plaid goes on billing it.");
            }
        }
        ui.label(text);
        ui.horizontal(|ui| {
            if widgets::action_button(ui, "Remove again", is_primary).clicked() {
                commands.push(Command::Remove {
                    item: connection.item.clone(),
                    keep_history: removal.keep_history,
                });
            }
            if ui.button("Keep everything").clicked() {
                commands.push(Command::ForgetRemoval(connection.item.clone()));
            }
        });
        outcome::disclosed_details_ui(ui, connection, failure, form);
    });
}

fn removal_text(environment: Environment, connection: &ConnectionCard) -> String {
    let here = format!(
        "{}, {} and {}",
        text::counted(connection.accounts.len(), "account"),
        text::counted(connection.holdings, "holding"),
        text::counted(connection.transactions, "transaction"),
    );
    let heirs = connection
        .accounts
        .iter()
        .filter_map(|it| it.carried_to.as_deref());
    let heirs: Vec<&str> = heirs.collect();
    let carried = if heirs.is_empty() {
        String::new()
    } else {
        let names = heirs.join(", ");
        format!(" With them goes what was carried over to {names}.")
    };
    if connection.disconnected_at.is_some() {
        return format!(
            "On this computer: {here} are deleted.{carried} They cannot be brought back."
        );
    }
    let at_plaid = match environment {
        Environment::Demo => "In the demo's simulator: the connection ends.".to_owned(),
        Environment::Production | Environment::Sandbox => format!(
            "At Plaid: the connection ends, and with it Plaid's billing for it. Its access \
             token leaves {}. To come back you connect anew.",
            text::KEYRING
        ),
    };
    format!(
        "{at_plaid}\nOn this computer: {here} stay as history, or are deleted too.{carried} What \
         is deleted cannot be brought back."
    )
}
