//! Lines of lists and panels.

use egui::{
    Align, Layout, Rect, Response, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo,
    text_selection::LabelSelectionState, vec2,
};

use super::{
    explain_button, focus_ring,
    text::{line, text_left},
};
use crate::{
    domain::Explained,
    state::{AppState, Command},
    ui::theme,
};

/// A line with a name at the left and a value at the right, which can be selected
/// where labels can.
pub fn key_value_row(ui: &mut Ui, key: &str, value: &str) {
    key_value(ui, key, value, 0.0);
}

/// The same with a button after the value, that opens how it comes about.
pub fn explained_row(
    ui: &mut Ui,
    state: &AppState,
    (key, value): (&str, &str),
    what: Explained,
    commands: &mut Vec<Command>,
) {
    const BUTTON: f32 = 28.0;
    let row = key_value(ui, key, value, BUTTON);
    let place = row.with_min_x(row.right() - BUTTON);
    let layout = Layout::right_to_left(Align::Center);
    let place = UiBuilder::new().max_rect(place).layout(layout);
    // Within the row, which has its place already.
    explain_button(&mut ui.new_child(place), state, what, commands);
}

/// Paints such a line, and leaves `margin` free at its right end.
fn key_value(ui: &mut Ui, key: &str, value: &str, margin: f32) -> Rect {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), theme::ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{key} {value}")));
    let painter = ui.painter();
    painter.hline(rect.x_range(), rect.bottom(), (1.0, palette.stroke));
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let drawn = text_left(painter, inner, key, theme::body(), palette.text);
    let space = inner.with_min_x(drawn.right() + 12.0);
    let space = space.with_max_x(inner.right() - margin);
    let galley = line(painter, space.width(), value, theme::body(), palette.text);
    let response = if galley.elided {
        response.on_hover_text(value)
    } else {
        response
    };
    let place = egui::Align2::RIGHT_CENTER.anchor_size(space.right_center(), galley.size());
    if ui.style().interaction.selectable_labels {
        let value = ui.interact(place, response.id.with("value"), Sense::CLICK | Sense::DRAG);
        let ink = palette.text;
        LabelSelectionState::label_text_selection(ui, &value, place.min, galley, ink, Stroke::NONE);
    } else {
        ui.painter().galley(place.min, galley, palette.text);
    }
    rect
}

/// A row of a list with a line beneath, that leads to more: the rectangle for
/// its text, and what was done to it.
pub fn list_row(ui: &mut Ui, label: impl Fn() -> String) -> (Rect, Response) {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), theme::ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label()));
    if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, palette.raised);
    }
    ui.painter()
        .hline(rect.x_range(), rect.bottom(), (1.0, palette.stroke));
    focus_ring(ui, &response, rect);
    (rect.shrink2(vec2(8.0, 0.0)), response)
}

/// What stands at the right end of a line: it has its room first.
pub fn at_the_end<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = Layout::right_to_left(Align::Center);
    ui.with_layout(layout, add_contents).inner
}

/// What has the room that is left there, and is cut off where that is too little.
pub fn in_what_is_left<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = Layout::left_to_right(Align::Center);
    ui.with_layout(layout, add_contents).inner
}
