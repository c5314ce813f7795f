//! A table of any length: only the rows in sight are asked for and painted.
//!
//! Cells are painted, not laid out: a frame costs the same for a hundred rows
//! and for a million. The header stays on top, the footer below the last row.
//! Arrow, Page, Home and End keys move a cursor, Enter or a click activates
//! its row; for screen readers every row in sight is a row with a label.

mod columns;
mod row;

use std::ops::Range;

use egui::{
    Align2, CornerRadius, CursorIcon, EventFilter, Id, Key, Rect, Response, Role, ScrollArea,
    Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

pub use columns::{Column, Width};
pub use row::RowPainter;

use crate::{state::Direction, ui::theme};
use columns::{Placed, place};

/// Left and right of the text of a cell.
const CELL_PADDING: f32 = 8.0;

/// A table that is about to be shown.
pub struct Table<'a, K> {
    name: &'static str,
    columns: &'a [Column<K>],
    rows: usize,
    row_height: f32,
    footers: usize,
    sorted_by: Option<(K, Direction)>,
    selected: Option<usize>,
}

/// What was asked of a table.
pub struct TableOutput<K> {
    /// The new order, after a click on a column's title.
    pub sort: Option<(K, Direction)>,
    /// The row that was clicked, or on which Enter was pressed.
    pub activated: Option<usize>,
}

impl<'a, K: Copy + PartialEq> Table<'a, K> {
    /// A table of that accessible name.
    pub fn new(name: &'static str, columns: &'a [Column<K>]) -> Self {
        Self {
            name,
            columns,
            rows: 0,
            row_height: theme::ROW_HEIGHT,
            footers: 0,
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

    /// The column that carries the arrow.
    #[must_use]
    pub fn sorted_by(mut self, sorted_by: (K, Direction)) -> Self {
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
    /// row, `footer` a line of totals.
    pub fn show(
        self,
        ui: &mut Ui,
        mut row: impl FnMut(usize, &mut RowPainter<'_>),
        mut footer: impl FnMut(usize, &mut RowPainter<'_>),
    ) -> TableOutput<K> {
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
        let inner = card.shrink(1.0);
        let columns = place(self.columns, inner.x_range());
        let header = Rect::from_min_size(inner.min, vec2(inner.width(), self.row_height.min(36.0)));
        let sort = self.header_ui(ui, id, header, &columns);

        let footers = self.row_height * float(self.footers);
        let all_rows = self.row_height * float(self.rows);
        let room = (inner.bottom() - header.bottom() - footers).max(0.0);
        let body = Rect::from_min_size(
            header.left_bottom(),
            vec2(inner.width(), all_rows.min(room)),
        );
        let activated = self.body_ui(ui, id, body, &columns, &mut row);
        for line in 0..self.footers {
            let top = body.bottom() + self.row_height * float(line);
            let rect = Rect::from_min_size(
                pos2(inner.left(), top),
                vec2(inner.width(), self.row_height),
            );
            let response = ui.interact(rect, id.with(("footer", line)), Sense::hover());
            paint_row(ui, &response, rect, &columns, |painter| {
                footer(line, painter);
            });
            if line + 1 < self.footers {
                row_line(ui, rect);
            }
        }
        TableOutput { sort, activated }
    }

    /// Titles with arrows. Returns the order that a click asks for.
    fn header_ui(
        &self,
        ui: &Ui,
        id: Id,
        rect: Rect,
        columns: &[Option<Placed>],
    ) -> Option<(K, Direction)> {
        let palette = theme::palette(ui);
        let mut sort = None;
        for (at, (column, placed)) in self.columns.iter().zip(columns).enumerate() {
            let Some(placed) = placed else { continue };
            let cell = Rect::from_x_y_ranges(placed.x, rect.y_range());
            let order = self
                .sorted_by
                .filter(|(by, _)| column.sort == Some(*by))
                .map(|(_, direction)| direction);
            let mut ink = palette.muted;
            if let Some(key) = column.sort {
                let response = ui
                    .interact(cell, id.with(("header", at)), Sense::click())
                    .on_hover_cursor(CursorIcon::PointingHand);
                response.widget_info(|| {
                    WidgetInfo::selected(Role::ColumnHeader, true, order.is_some(), column.title)
                });
                if response.hovered() || response.has_focus() {
                    ink = palette.text;
                }
                if response.has_focus() {
                    focus_ring(ui, cell);
                }
                if response.clicked() {
                    sort = Some((
                        key,
                        order.map_or_else(|| column.first_order(), Direction::reversed),
                    ));
                }
            }
            title(ui, column, cell, order, ink);
        }
        ui.painter().hline(
            rect.x_range(),
            rect.bottom(),
            Stroke::new(1.0, palette.stroke),
        );
        sort
    }

    /// The rows in sight. Returns the one that was activated.
    fn body_ui(
        &self,
        ui: &mut Ui,
        id: Id,
        body: Rect,
        columns: &[Option<Placed>],
        row: &mut impl FnMut(usize, &mut RowPainter<'_>),
    ) -> Option<usize> {
        let focus = ui.interact(body, id, Sense::FOCUSABLE);
        focus.widget_info(|| WidgetInfo::labeled(Role::Table, true, self.name));
        let page = whole(body.height() / self.row_height).max(1);
        let moved = self.move_cursor(ui, &focus, page);
        let reveal = moved.or_else(|| self.newly_selected(ui, id));
        let cursor = cursor(ui, id).filter(|_| focus.has_focus());
        let mut activated = None;
        if let Some(at) = cursor
            && ui.input(|it| it.key_pressed(Key::Enter))
        {
            activated = Some(at);
        }

        let mut area = ui.new_child(egui::UiBuilder::new().max_rect(body).id_salt(id));
        area.set_clip_rect(body.intersect(ui.clip_rect()));
        ScrollArea::vertical()
            .id_salt(self.name)
            .auto_shrink([false, false])
            .show_viewport(&mut area, |ui, viewport| {
                ui.set_height(self.row_height * float(self.rows));
                if let Some(at) = reveal {
                    let top = body.top() - viewport.top() + self.row_height * float(at);
                    let target =
                        Rect::from_min_size(pos2(body.left(), top), vec2(1.0, self.row_height));
                    ui.scroll_to_rect(target, None);
                }
                for at in self.in_sight(viewport) {
                    // In f64: a million rows lie tens of millions of points down.
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_precision_loss,
                        reason = "the difference is within the screen"
                    )]
                    let top = body.top()
                        + (at as f64 * f64::from(self.row_height) - f64::from(viewport.top()))
                            as f32;
                    let size = vec2(body.width(), self.row_height);
                    let rect = Rect::from_min_size(pos2(body.left(), top), size);
                    let response = ui.interact(rect, id.with(at), Sense::CLICK);
                    if response.clicked() {
                        activated = Some(at);
                        focus.request_focus();
                        set_cursor(ui, id, at);
                    }
                    if self.selected == Some(at) {
                        ui.painter()
                            .rect_filled(rect, 0.0, theme::palette(ui).accent_soft);
                    }
                    paint_row(ui, &response, rect, columns, |painter| {
                        painter.selected = self.selected == Some(at);
                        row(at, painter);
                    });
                    row_line(ui, rect);
                    if cursor == Some(at) {
                        focus_ring(ui, rect.shrink(1.0));
                    }
                }
            });
        activated
    }

    /// The row that was opened since the last frame, here or elsewhere.
    fn newly_selected(&self, ui: &Ui, id: Id) -> Option<usize> {
        let id = id.with("selected");
        let before = ui.data_mut(|it| {
            let before = it.get_temp::<Option<usize>>(id).flatten();
            it.insert_temp(id, self.selected);
            before
        });
        self.selected.filter(|_| self.selected != before)
    }

    fn in_sight(&self, viewport: Rect) -> Range<usize> {
        let first = whole(viewport.top() / self.row_height);
        let last = whole(viewport.bottom() / self.row_height) + 1;
        first..last.min(self.rows)
    }

    /// Moves the cursor by the keys. Returns where it went.
    fn move_cursor(&self, ui: &Ui, focus: &Response, page: usize) -> Option<usize> {
        if !focus.has_focus() || self.rows == 0 {
            return None;
        }
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|it| it.set_focus_lock_filter(focus.id, filter));
        let last = self.rows - 1;
        let at = cursor(ui, focus.id).map(|it| it.min(last));
        let here = at.unwrap_or_default();
        let pressed = |key| ui.input(|it| it.key_pressed(key));
        let next = if pressed(Key::ArrowDown) {
            at.map_or(0, |it| it + 1)
        } else if pressed(Key::ArrowUp) {
            here.saturating_sub(1)
        } else if pressed(Key::PageDown) {
            here + page
        } else if pressed(Key::PageUp) {
            here.saturating_sub(page)
        } else if pressed(Key::Home) {
            0
        } else if pressed(Key::End) {
            last
        } else {
            return None;
        };
        set_cursor(ui, focus.id, next.min(last));
        Some(next.min(last))
    }
}

/// Ground, cells, label and tooltip of one row.
fn paint_row(
    ui: &Ui,
    response: &Response,
    rect: Rect,
    columns: &[Option<Placed>],
    paint: impl FnOnce(&mut RowPainter<'_>),
) {
    let palette = theme::palette(ui);
    let mut painter = RowPainter::new(ui, rect, response.hover_pos(), columns);
    if response.hovered() && response.sense.senses_click() {
        let soft = palette.raised.gamma_multiply(0.6);
        ui.painter().rect_filled(rect, 0.0, soft);
    }
    paint(&mut painter);
    let (label, hint, selected) = (painter.label, painter.hint, painter.selected);
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, &label));
    if let Some(hint) = hint {
        response.clone().on_hover_text_at_pointer(hint);
    }
}

/// The line below a row.
fn row_line(ui: &Ui, rect: Rect) {
    let stroke = Stroke::new(1.0, theme::palette(ui).stroke);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, stroke);
}

fn title<K>(ui: &Ui, column: &Column<K>, cell: Rect, order: Option<Direction>, ink: egui::Color32) {
    const ARROW: f32 = 12.0;
    let room = if order.is_some() { ARROW } else { 0.0 };
    let (anchor, at) = if column.right {
        (Align2::RIGHT_CENTER, cell.right() - CELL_PADDING - room)
    } else {
        (Align2::LEFT_CENTER, cell.left() + CELL_PADDING)
    };
    let text = ui.painter().text(
        pos2(at, cell.center().y),
        anchor,
        column.title,
        theme::label(),
        ink,
    );
    if let Some(direction) = order {
        let (center, up) = (
            pos2(text.right() + 7.0, cell.center().y + 1.0),
            direction == Direction::Ascending,
        );
        let tip = if up { -2.5 } else { 2.5 };
        let triangle = vec![
            center + vec2(-3.5, -tip),
            center + vec2(3.5, -tip),
            center + vec2(0.0, tip),
        ];
        ui.painter()
            .add(Shape::convex_polygon(triangle, ink, Stroke::NONE));
    }
}

fn focus_ring(ui: &Ui, rect: Rect) {
    ui.painter().rect_stroke(
        rect,
        CornerRadius::same(4),
        Stroke::new(1.5, theme::palette(ui).accent),
        StrokeKind::Inside,
    );
}

fn cursor(ui: &Ui, id: Id) -> Option<usize> {
    ui.data(|it| it.get_temp(id.with("cursor")))
}

fn set_cursor(ui: &Ui, id: Id, at: usize) {
    ui.data_mut(|it| it.insert_temp(id.with("cursor"), at));
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
