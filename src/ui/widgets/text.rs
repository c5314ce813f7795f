//! One line of text in a rectangle, cut with … where it does not fit.

use std::sync::Arc;

use egui::{
    Align, Color32, FontId, Galley, Painter, Pos2, Rect, Response, StrokeKind, Ui,
    text::{LayoutJob, TextWrapping},
    vec2,
};

use crate::{
    text::one_line,
    ui::theme::{self, Palette},
};

/// How wide a line of text is.
pub fn text_width(ui: &Ui, text: &str, font: FontId) -> f32 {
    let ink = Color32::PLACEHOLDER;
    line(ui.painter(), f32::INFINITY, text, font, ink).size().x
}

/// Paints from the left edge, vertically centered; returns what was covered.
pub fn text_left(painter: &Painter, rect: Rect, text: &str, font: FontId, color: Color32) -> Rect {
    let galley = line(painter, rect.width(), text, font, color);
    let at = Pos2::new(rect.left(), rect.center().y - galley.size().y / 2.0);
    paint(painter, at, galley, color)
}

/// The same of a name, which is said in full while the pointer is over
/// `response` if it is cut.
pub fn name_left(
    ui: &Ui,
    response: Response,
    rect: Rect,
    name: &str,
    font: FontId,
    color: Color32,
) -> Response {
    let galley = line(ui.painter(), rect.width(), name, font, color);
    let is_cut = galley.elided;
    let at = Pos2::new(rect.left(), rect.center().y - galley.size().y / 2.0);
    paint(ui.painter(), at, galley, color);
    if is_cut {
        response.on_hover_text(name)
    } else {
        response
    }
}

/// The same in up to two lines.
pub(super) fn name_in_two_lines(
    ui: &Ui,
    response: Response,
    rect: Rect,
    name: &str,
    font: FontId,
    color: Color32,
) {
    let mut job = LayoutJob::simple_singleline(one_line(name).into_owned(), font, color);
    job.wrap = TextWrapping {
        max_width: rect.width().max(0.0),
        max_rows: 2,
        ..TextWrapping::default()
    };
    let galley = ui.painter().layout_job(job);
    let is_cut = galley.elided;
    let at = Pos2::new(rect.left(), rect.center().y - galley.size().y / 2.0);
    paint(ui.painter(), at, galley, color);
    if is_cut {
        response.on_hover_text(name);
    }
}

/// Paints up to the right edge, vertically centered; returns what was covered.
pub fn text_right(painter: &Painter, rect: Rect, text: &str, font: FontId, color: Color32) -> Rect {
    let galley = line(painter, rect.width(), text, font, color);
    let at = Pos2::new(
        rect.right() - galley.size().x,
        rect.center().y - galley.size().y / 2.0,
    );
    paint(painter, at, galley, color)
}

/// Left and right of the text of a badge.
const BADGE_PADDING: f32 = 7.0;
const NARROWEST_BADGE: f32 = 48.0;

fn badge_font() -> FontId {
    theme::semibold(11.0)
}

/// How wide a badge at the left edge of `rect` may be.
fn widest_badge(rect: Rect) -> f32 {
    (rect.width() * 0.4).max(NARROWEST_BADGE)
}

/// Whether a badge at the left edge of `rect` has room for the whole ticker.
pub fn badge_fits(ui: &Ui, rect: Rect, ticker: &str) -> bool {
    text_width(ui, ticker, badge_font()) + 2.0 * BADGE_PADDING <= widest_badge(rect)
}

/// Paints a ticker on its own ground at the left edge of `rect`; returns what
/// was covered.
pub fn paint_badge(painter: &Painter, palette: &Palette, rect: Rect, text: &str) -> Rect {
    let most = widest_badge(rect) - 2.0 * BADGE_PADDING;
    let galley = line(painter, most, text, badge_font(), palette.text);
    let width = (galley.size().x + 2.0 * BADGE_PADDING).max(NARROWEST_BADGE);
    let badge = Rect::from_min_size(
        Pos2::new(rect.left(), rect.center().y - 10.0),
        vec2(width, 20.0),
    );
    painter.rect(
        badge,
        5.0,
        palette.raised,
        (1.0, palette.stroke),
        StrokeKind::Inside,
    );
    let at = badge.center() - galley.size() / 2.0;
    paint(painter, at, galley, palette.text);
    badge
}

fn paint(painter: &Painter, at: Pos2, galley: Arc<Galley>, color: Color32) -> Rect {
    let rect = Rect::from_min_size(at, galley.size());
    painter.galley(at, galley, color);
    rect
}

/// One line of text, as long as the width allows, whatever breaks lines in it.
pub(super) fn line(
    painter: &Painter,
    width: f32,
    text: &str,
    font: FontId,
    color: Color32,
) -> Arc<Galley> {
    let text = one_line(text).into_owned();
    let mut job = LayoutJob::simple_singleline(text, font, color);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    job.halign = Align::LEFT;
    painter.layout_job(job)
}
