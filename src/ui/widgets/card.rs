//! Grounds: cards, insets, and what stands there when there is no data.

use egui::{
    Align, Frame, Label, Layout, Margin, Response, RichText, Sense, Shape, Stroke, Ui, vec2,
};

use super::{at_the_end, in_what_is_left, text_width};
use crate::ui::theme;

/// A card over the whole width, as high as its contents.
pub fn card<R>(ui: &mut Ui, title: Option<&str>, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    frame(ui)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 8.0;
            title_ui(ui, title);
            add_contents(ui)
        })
        .inner
}

/// A card that fills the space `ui` has. What does not fit scrolls.
pub fn card_filling<R>(
    ui: &mut Ui,
    title: Option<&str>,
    add_contents: impl FnOnce(&mut Ui) -> R,
) -> R {
    frame(ui)
        .show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            title_ui(ui, title);
            add_contents(ui)
        })
        .inner
}

/// A ground on a card, for something that stands out.
pub fn inset<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    let palette = theme::palette(ui);
    Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, palette.stroke))
        .corner_radius(theme::CARD_RADIUS)
        .inner_margin(Margin::symmetric(16, 12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add_contents(ui)
        })
        .inner
}

/// A line above a page that says what is wrong with what it shows; whether the
/// button that leads to the repair was clicked.
pub fn banner(ui: &mut Ui, text: &str, action: Option<&str>) -> bool {
    const MARGIN: f32 = 12.0;
    const SIGN: f32 = 16.0;
    let palette = theme::palette(ui);
    let line = |ui: &mut Ui| {
        warning_sign(ui);
        at_the_end(ui, |ui| {
            let clicked = action.is_some_and(|it| ui.button(it).clicked());
            in_what_is_left(ui, |ui| {
                let label = Label::new(RichText::new(text).color(palette.text));
                ui.add(label.wrap());
            });
            clicked
        })
    };
    // What the sentence has beside the sign and the button, and so its lines.
    let spacing = ui.spacing();
    let button = action.map_or(0.0, |it| {
        let name = text_width(ui, it, theme::body());
        name + 2.0 * spacing.button_padding.x + spacing.item_spacing.x
    });
    let room = ui.available_width() - 2.0 * MARGIN - SIGN - spacing.item_spacing.x - button;
    let (font, ink) = (theme::body(), palette.text);
    let galley = (ui.painter()).layout(text.to_owned(), font, ink, room - 2.0);
    let height = (galley.size().y + 4.0).max(28.0);
    let clicked = Frame::new()
        .fill(palette.card)
        .stroke(Stroke::new(1.0, palette.warn))
        .corner_radius(theme::CONTROL_RADIUS)
        .inner_margin(Margin::symmetric(12, 3))
        .show(ui, |ui| {
            ui.allocate_ui_with_layout(
                vec2(ui.available_width(), height),
                Layout::left_to_right(Align::Center),
                line,
            )
            .inner
        })
        .inner;
    ui.add_space(theme::GAP - ui.spacing().item_spacing.y);
    clicked
}

/// A triangle with an exclamation mark.
fn warning_sign(ui: &mut Ui) {
    let ink = theme::palette(ui).warn;
    let (rect, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
    let at = |x: f32, y: f32| rect.center() + vec2(x, y);
    let stroke = Stroke::new(1.4, ink);
    let edge = vec![at(0.0, -6.5), at(7.0, 5.5), at(-7.0, 5.5)];
    ui.painter().add(Shape::closed_line(edge, stroke));
    ui.painter()
        .line_segment([at(0.0, -2.5), at(0.0, 1.5)], stroke);
    ui.painter().circle_filled(at(0.0, 3.5), 0.9, ink);
}

/// Muted sentences with room between the lines.
pub fn paragraph(ui: &mut Ui, text: &str) -> Response {
    let text = RichText::new(text)
        .color(theme::palette(ui).muted)
        .line_height(Some(19.0));
    ui.add(Label::new(text).wrap())
}

/// What a page or card will show.
pub fn empty_state(ui: &mut Ui, title: &str, text: &str) {
    let palette = theme::palette(ui);
    ui.vertical_centered(|ui| {
        ui.add_space(32.0);
        ui.label(
            RichText::new(title)
                .font(theme::semibold(16.0))
                .color(palette.text),
        );
        ui.set_max_width(ui.available_width().min(440.0));
        ui.label(RichText::new(text).color(palette.muted));
        ui.add_space(12.0);
    });
}

/// A card in place of a table without rows: what it will show, and the one thing
/// to do now; whether the button for it was clicked.
pub fn empty_table(ui: &mut Ui, title: &str, text: &str, action: &str) -> bool {
    card(ui, None, |ui| {
        empty_state(ui, title, text);
        ui.vertical_centered(|ui| ui.button(action).clicked()).inner
    })
}

/// Grey rows while data is being read.
pub fn skeleton_rows(ui: &mut Ui, rows: usize) {
    let palette = theme::palette(ui);
    for _ in 0..rows {
        let size = vec2(ui.available_width(), theme::ROW_HEIGHT);
        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        ui.painter()
            .rect_filled(rect.shrink2(vec2(0.0, 6.0)), 5.0, palette.raised);
    }
}

fn frame(ui: &Ui) -> Frame {
    let palette = theme::palette(ui);
    Frame::new()
        .fill(palette.card)
        .stroke(Stroke::new(1.0, palette.stroke))
        .corner_radius(theme::CARD_RADIUS)
        .inner_margin(Margin::same(theme::PADDING))
}

fn title_ui(ui: &mut Ui, title: Option<&str>) {
    let palette = theme::palette(ui);
    if let Some(title) = title {
        let text = RichText::new(title)
            .font(theme::label())
            .color(palette.muted);
        ui.add(egui::Label::new(text).truncate());
    }
}
