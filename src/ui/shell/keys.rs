//! Keyboard shortcuts, and the window that lists them.

use egui::{Key, KeyboardShortcut, Modifiers, RichText, Ui};

use crate::{
    state::{AppState, Command, Screen, SyncTarget, Table},
    ui::theme,
};

/// The shortcuts as they are listed, without the ones that every program has.
const LIST: &[(&str, &str)] = &[
    ("Ctrl 1 … 4", "Overview, Holdings, Allocation, Transactions"),
    ("Ctrl 7, Ctrl 8", "Connections, Settings"),
    ("Ctrl K", "Go anywhere or do anything by its name"),
    ("Ctrl F", "Search"),
    ("Ctrl R", "Sync"),
    ("Ctrl H", "Hide or show amounts"),
    ("Ctrl E", "Export the table"),
    ("Arrows, Page keys, Home, End", "Move through a table"),
    ("Enter", "Open the details of a row"),
    ("Ctrl C", "Copy the row"),
    (
        "Esc",
        "Close what was opened last, or keep what is about to go",
    ),
    ("F1", "This list"),
];

const PAGES: [(Key, Screen); 6] = [
    (Key::Num1, Screen::Overview),
    (Key::Num2, Screen::Holdings),
    (Key::Num3, Screen::Allocation),
    (Key::Num4, Screen::Transactions),
    (Key::Num7, Screen::Connections),
    (Key::Num8, Screen::Settings),
];

/// Turns pressed shortcuts into commands.
pub(in crate::ui) fn shortcuts(
    ui: &Ui,
    state: &AppState,
    is_help_open: &mut bool,
    commands: &mut Vec<Command>,
) {
    let pressed = |key| {
        let shortcut = KeyboardShortcut::new(Modifiers::COMMAND, key);
        ui.input_mut(|it| it.consume_shortcut(&shortcut))
    };
    for (key, screen) in PAGES {
        if pressed(key) {
            commands.push(Command::Show(screen));
        }
    }
    if pressed(Key::R) && state.can_sync() {
        commands.push(Command::Sync(SyncTarget::All));
    }
    if pressed(Key::H) {
        commands.push(Command::HideAmounts(!state.choices.hide_amounts));
    }
    if pressed(Key::E)
        && let Some(table) = Table::of(state.screen)
    {
        commands.push(Command::Export(table));
    }
    if ui.input_mut(|it| it.consume_key(Modifiers::NONE, Key::F1)) {
        *is_help_open = !*is_help_open;
    }
    if *is_help_open && ui.input_mut(|it| it.consume_key(Modifiers::NONE, Key::Escape)) {
        *is_help_open = false;
    }
}

/// Lists the shortcuts, while open.
pub(in crate::ui) fn help_ui(ctx: &egui::Context, is_open: &mut bool) {
    let frame = egui::Frame::window(&ctx.global_style()).inner_margin(theme::PADDING);
    egui::Window::new("Keys")
        .open(is_open)
        .frame(frame)
        .collapsible(false)
        .resizable(false)
        .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO)
        .show(ctx, list_ui);
}

/// The shortcuts, a line each.
pub(in crate::ui) fn list_ui(ui: &mut Ui) {
    let palette = theme::palette(ui);
    ui.spacing_mut().interact_size.y = 20.0;
    egui::Grid::new("keys")
        .num_columns(2)
        .spacing([24.0, 6.0])
        .show(ui, |ui| {
            for (keys, what) in LIST {
                ui.label(RichText::new(*keys).font(theme::semibold(13.0)));
                ui.label(RichText::new(*what).color(palette.muted));
                ui.end_row();
            }
        });
}
