//! A ring chart. Every slice is one thick open line, which is anti-aliased on
//! every renderer; the pointer is matched by angle.

use std::f32::consts::TAU;

use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo,
    epaint::PathStroke,
};

use super::controls::focus_ring;
use crate::{text::one_line, ui::theme};

/// One piece.
#[derive(Clone, Debug)]
pub struct Slice {
    /// What screen readers say: name and share.
    pub label: String,
    /// Its part of the whole; the parts need not add up to one.
    pub share: f32,
    pub color: Color32,
}

/// A donut, as it is to be painted.
#[derive(Debug)]
pub struct Donut<'a> {
    /// What it shows, for screen readers.
    pub name: &'a str,
    pub size: f32,
    pub slices: &'a [Slice],
    /// The slice that stands out because its table row is pointed at.
    pub highlighted: Option<usize>,
}

/// What the pointer did.
#[derive(Clone, Copy, Debug)]
pub struct DonutResponse {
    pub rect: Rect,
    pub hovered: Option<usize>,
    pub clicked: Option<usize>,
}

/// Radii as parts of the size.
const OUTER: f32 = 0.47;
const INNER: f32 = 0.30;

/// How far a slice that stands out reaches further.
const LIFT: f32 = 4.0;

impl Donut<'_> {
    /// Paints the ring. What stands in the middle is the caller's.
    pub fn show(self, ui: &mut Ui) -> DonutResponse {
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(self.size), Sense::click());
        let ring = Ring {
            center: rect.center(),
            inner: self.size * INNER,
            outer: self.size * OUTER,
            total: self.slices.iter().map(|it| it.share.max(0.0)).sum(),
            slices: self.slices,
        };
        let hovered = response.hover_pos().and_then(|at| ring.hit(at));
        if ui.is_rect_visible(rect) {
            let painter = ui.painter_at(rect.expand(LIFT));
            ring.paint(
                &painter,
                theme::palette(ui).card,
                hovered.or(self.highlighted),
            );
        }
        focus_ring(ui, &response, rect);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.name));
        for (at, slice) in self.slices.iter().enumerate() {
            let node = ui.interact(
                Rect::from_center_size(rect.center(), Vec2::ZERO),
                response.id.with(at),
                Sense::hover(),
            );
            node.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &slice.label));
        }
        let clicked = if response.clicked() { hovered } else { None };
        DonutResponse {
            rect,
            hovered,
            clicked,
        }
    }
}

impl DonutResponse {
    /// Writes up to three lines into the middle, cut where they do not fit.
    pub fn middle(&self, ui: &Ui, lines: &[(&str, FontId, Color32)]) {
        let width = self.rect.width() * INNER * 1.8;
        let painter = ui.painter();
        let galleys: Vec<_> = lines
            .iter()
            .filter(|(text, ..)| !text.is_empty())
            .map(|(text, font, color)| {
                let mut job = egui::text::LayoutJob::simple_singleline(
                    one_line(text).into_owned(),
                    font.clone(),
                    *color,
                );
                job.wrap = egui::text::TextWrapping::truncate_at_width(width);
                (painter.layout_job(job), *color)
            })
            .collect();
        let height: f32 = galleys.iter().map(|(it, _)| it.size().y + 2.0).sum();
        let mut top = self.rect.center().y - height / 2.0;
        for (galley, color) in galleys {
            let rect =
                Align2::CENTER_TOP.anchor_size(Pos2::new(self.rect.center().x, top), galley.size());
            top += galley.size().y + 2.0;
            painter.galley(rect.min, galley, color);
        }
    }
}

struct Ring<'a> {
    center: Pos2,
    inner: f32,
    outer: f32,
    total: f32,
    slices: &'a [Slice],
}

impl Ring<'_> {
    /// The slice at a place, if any.
    fn hit(&self, at: Pos2) -> Option<usize> {
        let away = at - self.center;
        if self.total <= 0.0 || !(self.inner..=self.outer + LIFT).contains(&away.length()) {
            return None;
        }
        let turned = (away.angle() + TAU / 4.0).rem_euclid(TAU) / TAU * self.total;
        let mut end = 0.0;
        self.slices.iter().position(|slice| {
            end += slice.share.max(0.0);
            turned < end
        })
    }

    /// Paints the slices from twelve o'clock on; where one stands out, the
    /// others step back towards `ground`.
    fn paint(&self, painter: &Painter, ground: Color32, standing_out: Option<usize>) {
        if self.total <= 0.0 {
            return;
        }
        let mut start = -TAU / 4.0;
        let mut gaps = vec![];
        for (at, slice) in self.slices.iter().enumerate() {
            let end = start + slice.share.max(0.0) / self.total * TAU;
            let (color, lift) = match standing_out {
                Some(it) if it == at => (slice.color, LIFT),
                Some(_) => (slice.color.lerp_to_gamma(ground, 0.45), 0.0),
                None => (slice.color, 0.0),
            };
            self.paint_slice(painter, start..end, lift, color);
            gaps.push(start);
            start = end;
        }
        if self.slices.len() > 1 {
            for angle in gaps {
                let direction = Vec2::angled(angle);
                let line = [
                    self.center + (self.inner - 1.0) * direction,
                    self.center + (self.outer + LIFT + 1.0) * direction,
                ];
                painter.line_segment(line, Stroke::new(2.0, ground));
            }
        }
    }

    fn paint_slice(
        &self,
        painter: &Painter,
        angles: std::ops::Range<f32>,
        lift: f32,
        color: Color32,
    ) {
        let outer = self.outer + lift;
        let middle = f32::midpoint(self.inner, outer);
        let sweep = angles.end - angles.start;
        // A point about every three pixels.
        let steps = (sweep * outer / 3.0).ceil().clamp(2.0, 2000.0);
        let is_closed = sweep > TAU - 1e-3;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 2 and 2000"
        )]
        let count = steps as u16 + u16::from(!is_closed);
        let points = (0..count)
            .map(|at| {
                let angle = angles.start + sweep * f32::from(at) / steps;
                self.center + middle * Vec2::angled(angle)
            })
            .collect();
        let stroke = PathStroke::new(outer - self.inner, color);
        painter.add(if is_closed {
            Shape::closed_line(points, stroke)
        } else {
            Shape::line(points, stroke)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_is_found_by_its_angle() {
        let slices = [3.0, 1.0].map(|share| Slice {
            label: String::new(),
            share,
            color: Color32::WHITE,
        });
        let ring = Ring {
            center: Pos2::ZERO,
            inner: 60.0,
            outer: 100.0,
            total: 4.0,
            slices: &slices,
        };
        assert_eq!(ring.hit(Pos2::new(1.0, -80.0)), Some(0));
        assert_eq!(ring.hit(Pos2::new(-1.0, -80.0)), Some(1));
        assert_eq!(ring.hit(Pos2::new(0.0, -10.0)), None);
        assert_eq!(ring.hit(Pos2::new(0.0, -120.0)), None);
    }
}
