//! Painting one row.

use std::{borrow::Cow, sync::Arc};

use egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Pos2, Rect, Shape, Stroke, Ui, pos2,
    text::{LayoutJob, TextFormat, TextWrapping},
    vec2,
};

use super::columns::{CELL_PADDING, Placed};
use crate::{
    text::one_line,
    ui::{
        theme::{self, Palette},
        widgets::{
            explain::{explained_area, explained_hint, mark_explained},
            paint_badge, text_left,
        },
    },
};

/// The size of a figure that does not fit at full size.
const SMALLER: f32 = 0.85;

/// What the badge of a security without a ticker shows.
pub const NO_TICKER: &str = "—";

/// Paints the cells of a row. What is said of a column that is left out is not
/// painted.
pub struct RowPainter<'a, C> {
    ui: &'a Ui,
    rect: Rect,
    pointer: Option<Pos2>,
    columns: &'a [Placed<C>],
    struck: bool,
    pub(super) selected: bool,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    /// The first column whose figure opens how it comes about.
    pub(super) explained: Option<C>,
    /// That of them whose figure the pointer is at.
    pub(super) explained_at_pointer: Option<C>,
    /// The texts of the cells, where the row is copied rather than painted.
    pub(super) copied: Option<Vec<String>>,
}

impl<'a, C: Copy + PartialEq> RowPainter<'a, C> {
    pub(super) fn new(
        ui: &'a Ui,
        rect: Rect,
        pointer: Option<Pos2>,
        columns: &'a [Placed<C>],
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
            explained: None,
            explained_at_pointer: None,
            copied: None,
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
        self.ground(self.palette().raised);
    }

    /// Gives the row the ground of what is chosen.
    pub fn mark(&mut self) {
        self.selected = true;
        self.ground(self.palette().accent_soft);
    }

    fn ground(&self, color: Color32) {
        if self.copied.is_none() {
            self.ui.painter().rect_filled(self.rect, 0.0, color);
        }
    }

    /// Strikes out every text painted from now on.
    pub fn strike_out(&mut self) {
        self.struck = true;
    }

    /// Where a column is painted, if it is.
    fn placed(&self, column: C) -> Option<Placed<C>> {
        let is_painted = self.copied.is_none();
        let mut columns = self.columns.iter().filter(|_| is_painted);
        columns.find(|it| it.name == column).copied()
    }

    /// Whether the pointer is over a cell.
    fn is_over(&self, column: C) -> bool {
        self.pointer
            .zip(self.placed(column))
            .is_some_and(|(at, placed)| placed.x.contains(at.x))
    }

    /// Says more while the pointer is over a cell.
    pub fn hint<'t>(&mut self, column: C, text: impl Into<Cow<'t, str>>) {
        if self.is_over(column) {
            self.hint = Some(text.into().into_owned());
        }
    }

    /// Says more while the pointer is anywhere over the row.
    pub fn hint_everywhere(&mut self, text: impl Into<String>) {
        if self.pointer.is_some() {
            self.hint = Some(text.into());
        }
    }

    /// The inside of a cell.
    fn cell(&self, column: C) -> Option<Rect> {
        Some(inside(&self.placed(column)?, self.rect))
    }

    /// Text of regular weight, cut off with … where it does not fit.
    pub fn text(&mut self, column: C, text: &str, color: Color32) {
        self.write(column, 0.0, text, theme::body(), color);
    }

    /// A figure that opens how it comes about.
    pub fn explained(&mut self, column: C, text: &str, color: Color32) {
        self.explained_beside(column, 0.0, text, color);
    }

    /// The same with `margin` beside it.
    pub fn explained_beside(&mut self, column: C, margin: f32, text: &str, color: Color32) {
        self.explained.get_or_insert(column);
        let Some(figure) = self.write(column, margin, text, theme::body(), color) else {
            return;
        };
        let is_pointed_at = self
            .pointer
            .is_some_and(|it| explained_area(figure).contains(it));
        if is_pointed_at {
            self.explained_at_pointer = Some(column);
            self.hint(column, explained_hint());
        }
        mark_explained(self.ui.painter(), self.palette(), figure, is_pointed_at);
    }

    /// Text of semibold weight.
    pub fn strong(&mut self, column: C, text: &str, color: Color32) {
        self.write(column, 0.0, text, theme::semibold(13.0), color);
    }

    /// Text that leaves `margin` free at the side it is aligned to.
    pub fn text_beside(&mut self, column: C, margin: f32, text: &str, color: Color32) {
        self.write(column, margin, text, theme::body(), color);
    }

    /// The same in semibold.
    pub fn strong_beside(&mut self, column: C, margin: f32, text: &str, color: Color32) {
        self.write(column, margin, text, theme::semibold(13.0), color);
    }

    /// Semibold text from the first of some columns over the others, which are
    /// empty. The `note` after it is muted.
    pub fn strong_over(&mut self, columns: &[C], text: &str, note: &str) {
        let Some(room) = self.span(columns, &[text, note]) else {
            return;
        };
        let (painter, palette) = (self.ui.painter(), self.palette());
        let text = text_left(painter, room, text, theme::semibold(13.0), palette.text);
        let beside = room.with_min_x(text.right() + 7.0);
        text_left(painter, beside, note, theme::body(), palette.muted);
    }

    /// Muted text over the same.
    pub fn muted_over(&mut self, columns: &[C], text: &str) {
        if let Some(room) = self.span(columns, &[text]) {
            let ink = self.palette().muted;
            text_left(self.ui.painter(), room, text, theme::body(), ink);
        }
    }

    /// Whether a column is among those for which there is room.
    pub fn shows(&self, column: C) -> bool {
        self.columns.iter().any(|it| it.name == column)
    }

    /// A ticker in a badge, then a name.
    pub fn badge(&mut self, column: C, ticker: Option<&str>, name: &str, color: Color32) {
        self.copy(column, &[ticker.unwrap_or_default()]);
        let Some(cell) = self.cell(column) else {
            self.copy(column, &[name]);
            return;
        };
        let ticker = ticker.unwrap_or(NO_TICKER);
        let covered = paint_badge(self.ui.painter(), self.palette(), cell, ticker);
        let margin = covered.right() - cell.left() + 10.0;
        self.write(column, margin, name, theme::body(), color);
    }

    /// A dot, then a name.
    pub fn dot(&mut self, column: C, dot: Color32, name: &str, color: Color32) {
        const RADIUS: f32 = 5.0;
        if let Some(cell) = self.cell(column) {
            let center = pos2(cell.left() + RADIUS, cell.center().y);
            self.ui.painter().circle_filled(center, RADIUS, dot);
        }
        self.write(column, 17.0, name, theme::body(), color);
    }

    /// The arrow of a group that can be folded, its title and a note, from the
    /// first of some columns over the others, which are empty.
    pub fn heading(&mut self, columns: &[C], folded: bool, title: &str, note: &str) {
        let Some(room) = self.span(columns, &[title, note]) else {
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

    /// From the inside of the first of some columns to that of the last, of
    /// those that are not left out. The texts there are copied with the first.
    fn span(&mut self, columns: &[C], texts: &[&str]) -> Option<Rect> {
        let is_shown = |column: &&C| self.columns.iter().any(|it| it.name == **column);
        if let Some(first) = columns.iter().find(is_shown) {
            self.copy(*first, texts);
        }
        let mut shown = columns.iter().filter_map(|it| self.placed(*it));
        let first = shown.next()?;
        let last = shown.next_back().unwrap_or(first);
        Some(inside(&first, self.rect).union(inside(&last, self.rect)))
    }

    /// A bar as long as `share` of `width`, which it has at the right end of a
    /// cell.
    pub fn bar(&self, column: C, share: f32, width: f32, ink: Color32) {
        let Some(cell) = self.cell(column) else {
            return;
        };
        let filled = (share.clamp(0.0, 1.0) * width).max(4.0);
        let rect = Rect::from_min_size(
            pos2(cell.right() - width, cell.center().y - 2.0),
            vec2(filled, 4.0),
        );
        self.ui
            .painter()
            .rect_filled(rect, CornerRadius::same(2), ink);
    }

    /// Returns what was covered, unless nothing was painted.
    fn write(
        &mut self,
        column: C,
        margin: f32,
        text: &str,
        font: FontId,
        color: Color32,
    ) -> Option<Rect> {
        self.copy(column, &[text]);
        let placed = self.placed(column)?;
        let cell = inside(&placed, self.rect);
        let room = (cell.width() - margin).max(0.0);
        let mut galley = self.line(text, room, font.clone(), color);
        if galley.elided && placed.right {
            // A figure is rather small than cut off.
            let small = FontId::new(font.size * SMALLER, font.family);
            galley = self.line(text, room, small, color);
        }
        if galley.elided {
            self.hint(column, text);
        }
        let (anchor, x) = if placed.right {
            (Align2::RIGHT_CENTER, cell.right() - margin)
        } else {
            (Align2::LEFT_CENTER, cell.left() + margin)
        };
        let at = anchor.anchor_size(pos2(x, cell.center().y), galley.size());
        self.ui.painter().galley(at.min, galley, color);
        Some(at)
    }

    /// Notes the texts of a cell, where the row is copied.
    fn copy(&mut self, column: C, texts: &[&str]) {
        let place = self.columns.iter().position(|it| it.name == column);
        let Some(cells) = &mut self.copied else {
            return;
        };
        if let Some(cell) = place.and_then(|at| cells.get_mut(at)) {
            for text in texts.iter().filter(|it| !it.is_empty()) {
                if !cell.is_empty() {
                    cell.push(' ');
                }
                cell.push_str(text);
            }
        }
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
        let mut job = LayoutJob::single_section(one_line(text).into_owned(), format);
        job.wrap = TextWrapping::truncate_at_width(room);
        self.ui.painter().layout_job(job)
    }
}

/// The inside of a cell.
fn inside<C>(placed: &Placed<C>, row: Rect) -> Rect {
    let x = placed.x.min + CELL_PADDING..=placed.x.max - CELL_PADDING;
    Rect::from_x_y_ranges(x, row.y_range())
}
