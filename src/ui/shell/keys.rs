//! What the keys of the whole window do, and the window that lists them.

use egui::{Label, RichText, Ui};

use crate::{
    state::{AppState, Command, SyncTarget, Table, UiScale},
    ui::{
        shortcuts::{self, Action},
        theme,
    },
};

/// Turns pressed shortcuts into commands.
pub(in crate::ui) fn shortcuts(
    ui: &Ui,
    state: &AppState,
    is_help_open: &mut bool,
    commands: &mut Vec<Command>,
) {
    let pressed = |action| shortcuts::take(ui, action);
    for screen in shortcuts::pages() {
        if pressed(Action::Show(screen)) {
            commands.push(Command::Show(screen));
        }
    }
    if pressed(Action::Sync) && state.can_sync() {
        commands.push(Command::Sync(SyncTarget::All));
    }
    if pressed(Action::HideAmounts) {
        commands.push(Command::HideAmounts(!state.choices.hide_amounts));
    }
    if pressed(Action::Export)
        && let Some(table) = Table::of(state.screen)
    {
        commands.push(Command::Export(table));
    }
    let scale = state.choices.scale;
    let scales = [
        (Action::Larger, scale.larger()),
        (Action::Smaller, scale.smaller()),
        (Action::UsualSize, UiScale::default()),
    ];
    for (action, wanted) in scales {
        if pressed(action) {
            commands.push(Command::Scale(wanted));
        }
    }
    if pressed(Action::Help) {
        *is_help_open = !*is_help_open;
    }
    if *is_help_open && pressed(Action::Close) {
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

/// For the names of keys; longer lists of them have several lines.
const KEYS_WIDTH: f32 = 170.0;

/// The shortcuts, a line each.
pub(in crate::ui) fn list_ui(ui: &mut Ui) {
    let palette = theme::palette(ui);
    ui.spacing_mut().interact_size.y = 20.0;
    egui::Grid::new("keys")
        .num_columns(2)
        .spacing([24.0, 6.0])
        .show(ui, |ui| {
            for (keys, what) in shortcuts::lines() {
                let keys = RichText::new(keys).font(theme::semibold(13.0));
                ui.scope(|ui| {
                    ui.set_max_width(KEYS_WIDTH);
                    ui.add(Label::new(keys).wrap());
                });
                ui.add(Label::new(RichText::new(*what).color(palette.muted)).wrap());
                ui.end_row();
            }
        });
}
