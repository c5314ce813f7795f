//! Painting one row.

use std::{ops::RangeInclusive, sync::Arc};

use egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Pos2, Rect, Shape, Stroke, Ui, pos2,
    text::{LayoutJob, TextFormat, TextWrapping},
    vec2,
};

use super::{CELL_PADDING, columns::Placed};
use crate::ui::{
    theme::{self, Palette},
    widgets::{paint_badge, text_left},
};

/// The size of a figure that does not fit at full size.
const SMALLER: f32 = 0.85;

/// Paints the cells of a row. Columns are named by their index; what is said
/// of a column that is left out is not painted.
pub struct RowPainter<'a> {
    ui: &'a Ui,
    rect: Rect,
    pointer: Option<Pos2>,
    columns: &'a [Option<Placed>],
    struck: bool,
    pub(super) selected: bool,
    pub(super) label: String,
    pub(super) hint: Option<String>,
}

impl<'a> RowPainter<'a> {
    pub(super) fn new(
        ui: &'a Ui,
        rect: Rect,
        pointer: Option<Pos2>,
        columns: &'a [Option<Placed>],
    ) -> Self {
        Self {
            ui,
            rect,
            pointer,
            columns,
            struck: false,
            selected: false,
            label: String::new(),
            hint: None,
        }
    }

    /// The colors to paint in.
    pub fn palette(&self) -> &'static Palette {
        theme::palette(self.ui)
    }

    /// What a screen reader says of the row.
    pub fn label(&mut self, label: impl Into<String>) {
        self.label = label.into();
    }

    /// Gives the row the ground of a group's heading.
    pub fn raise(&self) {
        let ground = self.palette().raised;
        self.ui.painter().rect_filled(self.rect, 0.0, ground);
    }

    /// Strikes out every text painted from now on.
    pub fn strike_out(&mut self) {
        self.struck = true;
    }

    /// Says more while the pointer is over a cell.
    pub fn hint(&mut self, column: usize, text: impl Into<String>) {
        let is_over = self
            .pointer
            .is_some_and(|at| self.columns[column].is_some_and(|placed| placed.x.contains(at.x)));
        if is_over {
            self.hint = Some(text.into());
        }
    }

    /// Says more while the pointer is anywhere over the row.
    pub fn hint_everywhere(&mut self, text: impl Into<String>) {
        if self.pointer.is_some() {
            self.hint = Some(text.into());
        }
    }

    /// The inside of a cell.
    pub fn cell(&self, column: usize) -> Option<Rect> {
        let placed = self.columns[column]?;
        let x = placed.x.min + CELL_PADDING..=placed.x.max - CELL_PADDING;
        Some(Rect::from_x_y_ranges(x, self.rect.y_range()))
    }

    /// Text of regular weight, cut off with … where it does not fit.
    pub fn text(&self, column: usize, text: &str, color: Color32) {
        self.write(column, 0.0, text, theme::body(), color);
    }

    /// Text of semibold weight.
    pub fn strong(&self, column: usize, text: &str, color: Color32) {
        self.write(column, 0.0, text, theme::semibold(13.0), color);
    }

    /// Text that leaves `margin` free at the side it is aligned to.
    pub fn text_beside(&self, column: usize, margin: f32, text: &str, color: Color32) {
        self.write(column, margin, text, theme::body(), color);
    }

    /// The same in semibold.
    pub fn strong_beside(&self, column: usize, margin: f32, text: &str, color: Color32) {
        self.write(column, margin, text, theme::semibold(13.0), color);
    }

    /// Semibold text from the first of some columns over the others.
    /// The `note` after it is muted.
    pub fn strong_over(&self, columns: RangeInclusive<usize>, text: &str, note: &str) {
        let Some(room) = self.span(columns) else {
            return;
        };
        let (painter, palette) = (self.ui.painter(), self.palette());
        let text = text_left(painter, room, text, theme::semibold(13.0), palette.text);
        let beside = room.with_min_x(text.right() + 7.0);
        text_left(painter, beside, note, theme::body(), palette.muted);
    }

    /// A ticker in a badge, then a name.
    pub fn badge(&self, column: usize, ticker: &str, name: &str, color: Color32) {
        let Some(cell) = self.cell(column) else {
            return;
        };
        let covered = paint_badge(self.ui.painter(), self.palette(), cell, ticker);
        let margin = covered.right() - cell.left() + 10.0;
        self.write(column, margin, name, theme::body(), color);
    }

    /// The arrow of a group that can be folded, its title and a note, from the
    /// first of some columns over the others.
    pub fn heading(&self, columns: RangeInclusive<usize>, folded: bool, title: &str, note: &str) {
        let Some(room) = self.span(columns) else {
            return;
        };
        let palette = self.palette();
        let center = pos2(room.left() + 5.0, room.center().y);
        let triangle = if folded {
            [vec2(-2.5, -4.0), vec2(3.0, 0.0), vec2(-2.5, 4.0)]
        } else {
            [vec2(-4.0, -2.5), vec2(4.0, -2.5), vec2(0.0, 3.0)]
        };
        let triangle = triangle.iter().map(|it| center + *it).collect();
        let painter = self.ui.painter();
        painter.add(Shape::convex_polygon(triangle, palette.muted, Stroke::NONE));
        let font = theme::semibold(13.0);
        let beside = room.with_min_x(room.left() + 16.0);
        let title = text_left(painter, beside, title, font.clone(), palette.text);
        let beside = room.with_min_x(title.right() + 5.0);
        text_left(painter, beside, note, font, palette.muted);
    }

    /// From the inside of the first of some columns to that of the last.
    fn span(&self, columns: RangeInclusive<usize>) -> Option<Rect> {
        let mut cells = columns.filter_map(|it| self.cell(it));
        let first = cells.next()?;
        Some(
            cells
                .next_back()
                .map_or(first, |it| first.with_max_x(it.right())),
        )
    }

    /// A bar as long as `share` of `width`, at the right end of a cell.
    pub fn bar(&self, column: usize, share: f32, width: f32) {
        let Some(cell) = self.cell(column) else {
            return;
        };
        let filled = (share.clamp(0.0, 1.0) * width).max(4.0);
        let rect = Rect::from_min_size(
            pos2(cell.right() - width, cell.center().y - 2.0),
            vec2(filled, 4.0),
        );
        let ink = self.palette().accent;
        self.ui
            .painter()
            .rect_filled(rect, CornerRadius::same(2), ink);
    }

    /// Writes into a cell, and returns how wide the text is.
    fn write(&self, column: usize, margin: f32, text: &str, font: FontId, color: Color32) -> f32 {
        let (Some(cell), Some(placed)) = (self.cell(column), self.columns[column]) else {
            return 0.0;
        };
        let room = (cell.width() - margin).max(0.0);
        let mut galley = self.line(text, room, font.clone(), color);
        if galley.elided && placed.right {
            // A figure is rather small than cut off.
            let small = FontId::new(font.size * SMALLER, font.family);
            galley = self.line(text, room, small, color);
        }
        let size = galley.size();
        let (anchor, x) = if placed.right {
            (Align2::RIGHT_CENTER, cell.right() - margin)
        } else {
            (Align2::LEFT_CENTER, cell.left() + margin)
        };
        let at = anchor.anchor_size(pos2(x, cell.center().y), size);
        self.ui.painter().galley(at.min, galley, color);
        size.x
    }

    fn line(&self, text: &str, room: f32, font_id: FontId, color: Color32) -> Arc<Galley> {
        let strikethrough = if self.struck {
            Stroke::new(1.0, color)
        } else {
            Stroke::NONE
        };
        let format = TextFormat {
            font_id,
            color,
            strikethrough,
            ..TextFormat::default()
        };
        let mut job = LayoutJob::single_section(text.to_owned(), format);
        job.wrap = TextWrapping::truncate_at_width(room);
        self.ui.painter().layout_job(job)
    }
}
