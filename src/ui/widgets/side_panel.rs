//! The panel of details at the right of a table.

use egui::{Area, Frame, Key, Rect, Stroke, Ui, UiBuilder};

use crate::ui::theme;

/// Shows a panel of details at `rect`: beside the table, or over it where the
/// window is narrow.
pub fn side_panel<R>(ui: &mut Ui, rect: Rect, beside: bool, add: impl FnOnce(&mut Ui) -> R) -> R {
    let palette = theme::palette(ui);
    let paint = |ui: &mut Ui| {
        Frame::new()
            .fill(palette.card)
            .stroke(Stroke::new(1.0, palette.stroke))
            .corner_radius(theme::CARD_RADIUS)
            .inner_margin(theme::PADDING)
            .show(ui, |ui| {
                ui.set_min_size(ui.available_size());
                add(ui)
            })
            .inner
    };
    if beside {
        return ui
            .scope_builder(UiBuilder::new().max_rect(rect), paint)
            .inner;
    }
    Area::new(ui.scope_id().with("side panel"))
        .fixed_pos(rect.min)
        .constrain(false)
        .show(ui.ctx(), |ui| {
            ui.scope_builder(UiBuilder::new().max_rect(rect), paint)
                .inner
        })
        .inner
}

/// Whether Esc was pressed, and not to leave a text field or a menu.
pub fn escape_pressed(ui: &Ui) -> bool {
    let is_busy = ui.ctx().text_edit_focused() || egui::Popup::is_any_open(ui.ctx());
    !is_busy && ui.input(|it| it.key_pressed(Key::Escape))
}
