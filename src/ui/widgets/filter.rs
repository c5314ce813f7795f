//! What narrows a table down: the search field, chips, and its menu.

use egui::{
    Button, Color32, CornerRadius, Key, Margin, Pos2, Response, RichText, Role, Sense, Stroke,
    StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use super::controls::focus_ring;
use crate::ui::{
    shortcuts::{self, Action},
    theme,
};

/// A field to type a search into, reached by the key that `hint` is followed by.
/// `name` is what screen readers say. Returns the new text after a change; Esc
/// clears it.
pub fn search_field(ui: &mut Ui, name: &str, hint: &str, width: f32, text: &str) -> Option<String> {
    let palette = theme::palette(ui);
    let mut buffer = text.to_owned();
    let hint = format!("{hint} {}", shortcuts::hint(Action::Search));
    let field = TextEdit::singleline(&mut buffer)
        .hint_text(RichText::new(&hint).color(palette.muted))
        .desired_width(width)
        .frame(
            egui::Frame::new()
                .fill(palette.background)
                .stroke(Stroke::new(1.0, palette.control))
                .corner_radius(theme::CONTROL_RADIUS)
                .inner_margin(Margin::symmetric(11, 7)),
        );
    let response = ui.add(field);
    let shown = buffer.clone();
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(true, text, &shown, &hint);
        info.label = Some(name.to_owned());
        info
    });
    if shortcuts::take(ui, Action::Search) {
        response.request_focus();
    }
    focus_ring(ui, &response, response.rect);
    if response.lost_focus() && ui.input(|it| it.key_pressed(Key::Escape)) {
        buffer.clear();
    }
    (buffer != text).then_some(buffer)
}

/// A choice that is on or off.
pub fn chip(ui: &mut Ui, text: &str, is_on: bool) -> Response {
    let palette = theme::palette(ui);
    let (ink, fill, stroke) = if is_on {
        (palette.text, palette.accent_soft, palette.accent)
    } else {
        (palette.muted, palette.card, palette.control)
    };
    let button = Button::new(RichText::new(text).color(ink))
        .fill(fill)
        .stroke(Stroke::new(1.0, stroke))
        .corner_radius(15)
        .selected(is_on);
    let response = ui.add(button);
    focus_ring(ui, &response, response.rect);
    response
}

/// How much room a [`chip`] takes, the gap after it included.
pub fn chip_width(ui: &Ui, text: &str) -> f32 {
    let ink = theme::palette(ui).text;
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), theme::body(), ink);
    galley.size().x + 2.0 * ui.spacing().button_padding.x + ui.spacing().item_spacing.x + 2.0
}

/// A narrowing that a click takes away. `name` is what screen readers say.
pub fn removable_chip(ui: &mut Ui, text: &str, name: &str) -> Response {
    let palette = theme::palette(ui);
    let ink = palette.text;
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), theme::body(), ink);
    let size = vec2(galley.size().x + 42.0, 30.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{text}: {name}")));
    focus_ring(ui, &response, rect.shrink(1.5));
    let stroke = if response.hovered() || response.has_focus() {
        palette.accent
    } else {
        palette.control
    };
    ui.painter().rect(
        rect,
        CornerRadius::same(theme::CONTROL_RADIUS),
        palette.card,
        Stroke::new(1.0, stroke),
        StrokeKind::Inside,
    );
    let at = pos2(rect.left() + 11.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
    cross(ui, pos2(rect.right() - 16.0, rect.center().y), 3.5, ink);
    response.on_hover_text(name)
}

/// A small × that closes what it stands in. `name` is what screen readers say.
pub fn close_button(ui: &mut Ui, name: &str) -> Response {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let ink = if response.hovered() {
        palette.text
    } else {
        palette.muted
    };
    focus_ring(ui, &response, rect);
    cross(ui, rect.center(), 4.0, ink);
    response.on_hover_text(name)
}

fn cross(ui: &Ui, center: Pos2, arm: f32, ink: Color32) {
    for side in [vec2(arm, arm), vec2(arm, -arm)] {
        let ends = [center - side, center + side];
        ui.painter().line_segment(ends, Stroke::new(1.5, ink));
    }
}
