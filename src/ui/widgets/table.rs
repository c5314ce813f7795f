//! A table of any length: only the rows in sight are asked for and painted.
//!
//! Cells are painted, not laid out: a frame costs the same for a hundred rows
//! and for a million. The header stays on top, the footer below the last row.
//! Arrow, Page, Home and End keys move a cursor, Enter or a click activates
//! its row, a right click opens its menu, Ctrl C copies it; for screen readers
//! every row in sight is a row with a label.

mod columns;
mod cursor;
mod header;
mod row;

use std::ops::Range;

use egui::{
    CornerRadius, Id, Pos2, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

pub use columns::{Column, Width, cell_width, figure_width, quantity_width};
pub use row::{NO_TICKER, RowPainter};

use super::controls::paint_ring;
use crate::{
    state::Direction,
    text::tsv_line,
    ui::{
        shortcuts::{self, Action},
        theme,
    },
};
use columns::{CELL_PADDING, Placed, place};
use cursor::Cursor;

/// A table that is about to be shown.
pub struct Table<'a, C> {
    name: &'static str,
    columns: &'a [Column<C>],
    rows: usize,
    row_height: f32,
    footers: usize,
    note: &'a str,
    order: Id,
    sorted_by: Option<(C, Direction)>,
    selected: Option<usize>,
}

/// What was asked of a table.
pub struct TableOutput<C> {
    /// The new order, after a click on a column's title.
    pub sort: Option<(C, Direction)>,
    /// The row that was clicked, or on which Enter was pressed.
    pub activated: Option<usize>,
    /// The row and column of the figure that is to be explained.
    pub explained: Option<(usize, C)>,
    /// The row that a key moved the cursor to.
    pub moved: Option<usize>,
    /// The row that the pointer is at.
    pub hovered: Option<usize>,
}

impl<'a, C: Copy + PartialEq> Table<'a, C> {
    /// A table of that accessible name.
    pub fn new(name: &'static str, columns: &'a [Column<C>]) -> Self {
        Self {
            name,
            columns,
            rows: 0,
            row_height: theme::ROW_HEIGHT,
            footers: 0,
            note: "",
            order: Id::NULL,
            sorted_by: None,
            selected: None,
        }
    }

    /// How many rows there are, and how high one is.
    #[must_use]
    pub fn rows(mut self, rows: usize, row_height: f32) -> Self {
        self.rows = rows;
        self.row_height = row_height;
        self
    }

    /// How many lines of totals follow the last row, always in sight.
    #[must_use]
    pub fn footers(mut self, footers: usize) -> Self {
        self.footers = footers;
        self
    }

    /// A few sentences below everything.
    #[must_use]
    pub fn note(mut self, note: &'a str) -> Self {
        self.note = note;
        self
    }

    /// What decides which rows there are and their order: where it changes, the
    /// table begins at its top again.
    #[must_use]
    pub fn order(mut self, order: impl std::hash::Hash + std::fmt::Debug) -> Self {
        self.order = Id::unique(order);
        self
    }

    /// The column that carries the arrow.
    #[must_use]
    pub fn sorted_by(mut self, sorted_by: (C, Direction)) -> Self {
        self.sorted_by = Some(sorted_by);
        self
    }

    /// The row that is open elsewhere.
    #[must_use]
    pub fn selected(mut self, selected: Option<usize>) -> Self {
        self.selected = selected;
        self
    }

    /// Shows the table as a card over all the space there is. `row` paints a
    /// row, `footer` a line of totals, and `menu` fills the menu of a row.
    pub fn show(
        self,
        ui: &mut Ui,
        mut row: impl FnMut(usize, &mut RowPainter<'_, C>),
        mut footer: impl FnMut(usize, &mut RowPainter<'_, C>),
        menu: impl FnMut(usize, &mut Ui),
    ) -> TableOutput<C> {
        let palette = theme::palette(ui);
        let id = ui.scope_id().with(self.name);
        let (card, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        let radius = CornerRadius::same(theme::CARD_RADIUS);
        ui.painter().rect(
            card,
            radius,
            palette.card,
            Stroke::new(1.0, palette.stroke),
            StrokeKind::Inside,
        );
        let mut inner = card.shrink(1.0);
        let columns = place(self.columns, inner.x_range());
        let header = Rect::from_min_size(inner.min, vec2(inner.width(), self.row_height.min(36.0)));
        let mut output = TableOutput {
            sort: self.header_ui(ui, id, header, &columns),
            activated: None,
            explained: None,
            moved: None,
            hovered: None,
        };
        inner.max.y -= self.note_height(ui, inner.width());

        let footers = self.row_height * float(self.footers);
        let all_rows = self.row_height * float(self.rows);
        let room = (inner.bottom() - header.bottom() - footers).max(0.0);
        let body = Rect::from_min_size(
            header.left_bottom(),
            vec2(inner.width(), all_rows.min(room)),
        );
        self.body_ui(ui, id, body, &columns, &mut output, &mut row, menu);
        let mut bottom = body.bottom();
        for line in 0..self.footers {
            let rect = Rect::from_min_size(
                pos2(inner.left(), bottom),
                vec2(inner.width(), self.row_height),
            );
            bottom = rect.bottom();
            let response = ui.interact(rect, id.with(("footer", line)), Sense::hover());
            paint_row(ui, &response, rect, &columns, |painter| {
                footer(line, painter);
            });
            if line + 1 < self.footers {
                row_line(ui, rect);
            }
        }
        self.note_ui(ui, pos2(inner.left(), bottom), inner.width());
        output
    }

    /// The rows in sight, and what is done to them.
    #[expect(clippy::too_many_arguments, reason = "what is to be shown, and where")]
    fn body_ui(
        &self,
        ui: &mut Ui,
        id: Id,
        body: Rect,
        columns: &[Placed<C>],
        output: &mut TableOutput<C>,
        row: &mut impl FnMut(usize, &mut RowPainter<'_, C>),
        mut menu: impl FnMut(usize, &mut Ui),
    ) {
        let focus = ui.interact(body, id, Sense::FOCUSABLE);
        focus.widget_info(|| WidgetInfo::labeled(Role::Table, true, self.name));
        let mut cursor = Cursor::load(ui, &focus, self.order, self.selected);
        let page = whole(body.height() / self.row_height).max(1);
        output.moved = cursor.move_by_keys(ui, &focus, self.rows, page);
        let reveal = output.moved.or(cursor.newly_selected);
        if focus.has_focus() && shortcuts::is_pressed(ui, Action::Open) {
            output.activated = cursor.at.filter(|at| *at < self.rows);
        }
        if focus.has_focus() && shortcuts::is_pressed(ui, Action::Explain) {
            let at = cursor.at.filter(|at| *at < self.rows);
            output.explained = at.and_then(|at| {
                let column = self.read(ui, at, row, |it| it.explained);
                Some((at, column?))
            });
        }
        if let Some(at) = cursor.at.filter(|at| *at < self.rows)
            && cursor::is_copy_asked(ui, &focus)
        {
            self.copy(ui, at, row);
        }

        let mut area = ui.new_child(egui::UiBuilder::new().max_rect(body).id_salt(id));
        area.set_clip_rect(body.intersect(ui.clip_rect()));
        let mut scroll = ScrollArea::vertical()
            .id_salt(self.name)
            .auto_shrink([false, false]);
        if cursor.is_reordered {
            scroll = scroll.vertical_scroll_offset(0.0);
        }
        scroll.show_viewport(&mut area, |ui, viewport| {
            ui.set_height(self.row_height * float(self.rows));
            if let Some(at) = reveal {
                let place = self.row_rect(body, viewport, at);
                ui.scroll_to_rect(place.with_max_x(place.left() + 1.0), None);
            }
            for at in self.in_sight(viewport) {
                let rect = self.row_rect(body, viewport, at);
                let response = ui.interact(rect, id.with(at), Sense::CLICK);
                if response.clicked() || response.secondary_clicked() {
                    focus.request_focus();
                    cursor.at = Some(at);
                }
                // The second click of two is not another one.
                let is_clicked =
                    response.clicked() && !response.double_clicked() && !response.triple_clicked();
                if response.hovered() {
                    output.hovered = Some(at);
                }
                let is_selected = self.selected == Some(at);
                let explained = paint_row(ui, &response, rect, columns, |painter| {
                    if is_selected {
                        painter.mark();
                    }
                    row(at, painter);
                });
                match explained.filter(|_| is_clicked) {
                    Some(column) => output.explained = Some((at, column)),
                    None if is_clicked => output.activated = Some(at),
                    None => {}
                }
                row_line(ui, rect);
                if focus.has_focus() && cursor.at == Some(at) {
                    paint_ring(ui, rect.shrink(1.0));
                }
                response.context_menu(|ui| {
                    if ui.button("Copy row").clicked() {
                        self.copy(ui, at, row);
                    }
                    menu(at, ui);
                });
            }
        });
        if focus.has_focus() && cursor.at.is_none() {
            paint_ring(ui, body);
        }
        cursor.store(ui, &focus);
    }

    /// Puts the cells of a row into the clipboard, those too for which there is
    /// no room, as they are shown.
    fn copy(&self, ui: &Ui, at: usize, row: &mut impl FnMut(usize, &mut RowPainter<'_, C>)) {
        let cells = self.read(ui, at, row, |it| it.copied.unwrap_or_default());
        ui.copy_text(tsv_line(cells));
    }

    /// Has a row say what it has, unpainted.
    fn read<R>(
        &self,
        ui: &Ui,
        at: usize,
        row: &mut impl FnMut(usize, &mut RowPainter<'_, C>),
        what: impl FnOnce(RowPainter<'_, C>) -> R,
    ) -> R {
        let columns = place(self.columns, egui::Rangef::new(0.0, f32::INFINITY));
        let mut painter = RowPainter::new(ui, Rect::NOTHING, None, &columns);
        painter.copied = Some(vec![String::new(); columns.len()]);
        row(at, &mut painter);
        what(painter)
    }

    /// Where a row stands. In f64: a million rows lie tens of millions of points
    /// down.
    fn row_rect(&self, body: Rect, viewport: Rect, at: usize) -> Rect {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "the difference is within the screen"
        )]
        let below = (at as f64 * f64::from(self.row_height) - f64::from(viewport.top())) as f32;
        let size = vec2(body.width(), self.row_height);
        Rect::from_min_size(pos2(body.left(), body.top() + below), size)
    }

    fn in_sight(&self, viewport: Rect) -> Range<usize> {
        let first = whole(viewport.top() / self.row_height);
        let last = whole(viewport.bottom() / self.row_height) + 1;
        first..last.min(self.rows)
    }

    fn note_height(&self, ui: &Ui, width: f32) -> f32 {
        let note = self.note_galley(ui, width);
        note.map_or(0.0, |it| it.size().y + 2.0 * NOTE_MARGIN)
    }

    fn note_ui(&self, ui: &Ui, left_top: Pos2, width: f32) {
        if let Some(note) = self.note_galley(ui, width) {
            let place = left_top + vec2(NOTE_MARGIN, NOTE_MARGIN);
            let rect = Rect::from_min_size(place, note.size());
            let response = ui.interact(rect, ui.scope_id().with("note"), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, self.note));
            ui.painter().galley(place, note, theme::palette(ui).muted);
        }
    }

    fn note_galley(&self, ui: &Ui, width: f32) -> Option<std::sync::Arc<egui::Galley>> {
        let ink = theme::palette(ui).muted;
        (!self.note.is_empty()).then(|| {
            let width = width - 2.0 * NOTE_MARGIN;
            ui.painter()
                .layout(self.note.to_owned(), theme::body(), ink, width)
        })
    }
}

/// Around the sentences below a table.
const NOTE_MARGIN: f32 = 14.0;

/// Ground, cells, label and tooltip of one row; the column of the figure that the
/// pointer is at, where that opens how it comes about.
fn paint_row<C: Copy + PartialEq>(
    ui: &Ui,
    response: &Response,
    rect: Rect,
    columns: &[Placed<C>],
    paint: impl FnOnce(&mut RowPainter<'_, C>),
) -> Option<C> {
    let palette = theme::palette(ui);
    let mut painter = RowPainter::new(ui, rect, response.hover_pos(), columns);
    if response.hovered() && response.sense.senses_click() {
        let soft = palette.raised.gamma_multiply(0.6);
        ui.painter().rect_filled(rect, 0.0, soft);
    }
    paint(&mut painter);
    let explained = painter.explained_at_pointer;
    let (label, hint, selected) = (painter.label, painter.hint, painter.selected);
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, &label));
    if let Some(hint) = hint {
        response.clone().on_hover_text_at_pointer(hint);
    }
    explained
}

/// The line below a row.
fn row_line(ui: &Ui, rect: Rect) {
    let stroke = Stroke::new(1.0, theme::palette(ui).stroke);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, stroke);
}

#[expect(
    clippy::cast_precision_loss,
    reason = "rows are counted in millions at most"
)]
fn float(count: usize) -> f32 {
    count as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped; a whole number of rows"
)]
fn whole(number: f32) -> usize {
    number.max(0.0) as usize
}
