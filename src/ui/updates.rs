//! Whether there is a newer version: asked on a press, never by itself.

use egui::{Button, Label, OpenUrl, RichText, ScrollArea, Ui};

use super::{theme, widgets};
use crate::{
    state::{Command, Looked, UpdateFailure, UpdateStatus, Updates},
    text,
};

/// How high the notes of a version may be.
const NOTES_HEIGHT: f32 = 220.0;

/// Shows what is known of newer versions, and the button that asks.
pub(super) fn updates_ui(ui: &mut Ui, updates: &Updates, commands: &mut Vec<Command>) {
    let Some(host) = &updates.host else {
        widgets::paragraph(ui, &text::update_failure(UpdateFailure::NoFeed));
        return;
    };
    let is_asking = updates.status == UpdateStatus::Asking;
    ui.horizontal(|ui| {
        let button = ui.add_enabled(!is_asking, Button::new("Look for a newer version"));
        let hint = format!("Asks {host} once. Nothing of yours is sent, nothing is installed.");
        if button.on_hover_text(hint).clicked() {
            commands.push(Command::LookForUpdate);
        }
        if is_asking {
            ui.label(format!("Asking {host}…"));
        }
    });
    match &updates.status {
        UpdateStatus::NotAsked | UpdateStatus::Asking => {}
        UpdateStatus::Known(Ok(looked)) => looked_ui(ui, looked),
        UpdateStatus::Known(Err(failure)) => {
            let warn = theme::palette(ui).warn;
            let said = RichText::new(text::update_failure(*failure)).color(warn);
            ui.add(Label::new(said).wrap());
        }
    }
}

fn looked_ui(ui: &mut Ui, looked: &Looked) {
    widgets::paragraph(ui, &text::looked(looked));
    if !looked.is_newer {
        return;
    }
    widgets::inset(ui, |ui| {
        ScrollArea::vertical()
            .id_salt("notes of a version")
            .max_height(NOTES_HEIGHT)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                let notes = text::release_notes(&looked.newest);
                ui.add(Label::new(notes).wrap().selectable(true));
            });
    });
    let button = ui.button("Open its page");
    if button.on_hover_text(&*looked.newest.page).clicked() {
        let page = OpenUrl::new_tab(&looked.newest.page);
        ui.ctx().open_url(page);
    }
}
