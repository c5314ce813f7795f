//! One set of icons, painted with lines: the embedded font has none.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use crate::state::Screen;

const WIDTH: f32 = 1.5;

/// The icon of a page, 18 points wide.
pub(super) fn page_icon(painter: &Painter, center: Pos2, screen: Screen, ink: Color32) {
    let stroke = Stroke::new(WIDTH, ink);
    let at = |x: f32, y: f32| center + vec2(x, y);
    match screen {
        Screen::Welcome | Screen::Overview => {
            for (x, y) in [(-5.0, -5.0), (5.0, -5.0), (-5.0, 5.0), (5.0, 5.0)] {
                let square = Rect::from_center_size(at(x, y), vec2(7.0, 7.0));
                painter.rect_stroke(square, 1.5, stroke, StrokeKind::Inside);
            }
        }
        Screen::Holdings => {
            for y in [-6.0, 0.0, 6.0] {
                painter.circle_filled(at(-7.0, y), 1.5, ink);
                painter.line_segment([at(-3.0, y), at(8.0, y)], stroke);
            }
        }
        Screen::Allocation => {
            painter.circle_stroke(center, 7.5, stroke);
            painter.line_segment([center, at(0.0, -7.5)], stroke);
            painter.line_segment([center, at(6.5, 3.8)], stroke);
        }
        Screen::Transactions => {
            arrow(painter, at(-8.0, -4.0), at(8.0, -4.0), stroke);
            arrow(painter, at(8.0, 4.0), at(-8.0, 4.0), stroke);
        }
        Screen::Performance => {
            let line = [at(-8.0, 5.0), at(-3.0, 0.0), at(1.0, 3.0), at(8.0, -6.0)];
            painter.line(line.to_vec(), stroke);
            painter.line_segment([at(8.0, -6.0), at(3.5, -6.0)], stroke);
            painter.line_segment([at(8.0, -6.0), at(8.0, -1.5)], stroke);
        }
        Screen::Attention => {
            let edge = vec![at(0.0, -7.0), at(8.0, 6.5), at(-8.0, 6.5)];
            painter.add(Shape::closed_line(edge, stroke));
            painter.line_segment([at(0.0, -2.5), at(0.0, 2.0)], stroke);
            painter.circle_filled(at(0.0, 4.5), 1.0, ink);
        }
        Screen::Connections => {
            painter.circle_stroke(at(-5.0, 0.0), 3.5, stroke);
            painter.circle_stroke(at(5.0, 0.0), 3.5, stroke);
            painter.line_segment([at(-1.5, 0.0), at(1.5, 0.0)], stroke);
        }
        Screen::Settings => {
            for (y, knob) in [(-5.0, 3.0), (0.0, -3.0), (5.0, 1.0)] {
                painter.line_segment([at(-8.0, y), at(8.0, y)], stroke);
                painter.circle_filled(at(knob, y), 2.5, ink);
            }
        }
    }
}

fn arrow(painter: &Painter, from: Pos2, to: Pos2, stroke: Stroke) {
    let back = (from - to).normalized() * 4.0;
    painter.line_segment([from, to], stroke);
    painter.line_segment([to, to + back + vec2(0.0, 3.0)], stroke);
    painter.line_segment([to, to + back - vec2(0.0, 3.0)], stroke);
}

/// Two arrows that follow each other round.
pub(super) fn sync_icon(painter: &Painter, center: Pos2, radius: f32, ink: Color32) {
    let stroke = Stroke::new(WIDTH, ink);
    for half in [0.0, std::f32::consts::PI] {
        let point = |turn: f32| {
            let angle = half + turn;
            center + radius * vec2(angle.cos(), angle.sin())
        };
        let arc = (0_u8..=8)
            .map(|it| point(0.5 + f32::from(it) * 0.27))
            .collect();
        painter.add(Shape::line(arc, stroke));
        let tip = point(2.66);
        let outward = (tip - center).normalized();
        let along = vec2(-outward.y, outward.x);
        for side in [outward, -outward] {
            painter.line_segment([tip, tip + (side - along) * 2.6], stroke);
        }
    }
}

/// A small triangle that points down.
pub(super) fn chevron(painter: &Painter, center: Pos2, ink: Color32) {
    let line = vec![
        pos2(center.x - 3.5, center.y - 2.0),
        pos2(center.x, center.y + 2.0),
        pos2(center.x + 3.5, center.y - 2.0),
    ];
    painter.add(Shape::line(line, Stroke::new(WIDTH, ink)));
}

/// The ring of the program's icon.
pub(super) fn logo(painter: &Painter, center: Pos2, first: Color32, second: Color32) {
    for (start, ink) in [(-1.2_f32, first), (1.94, second)] {
        let arc = (0_u8..=24)
            .map(|it| {
                let angle = start + f32::from(it) / 24.0 * std::f32::consts::PI;
                center + 7.0 * vec2(angle.cos(), angle.sin())
            })
            .collect();
        painter.add(Shape::line(arc, Stroke::new(4.0, ink)));
    }
}
