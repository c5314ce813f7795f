//! The titles of the columns.

use egui::{Align2, CursorIcon, Id, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::{
    CELL_PADDING, Table,
    columns::{Column, Placed},
};
use crate::{
    state::Direction,
    ui::{theme, widgets::focus_ring},
};

impl<C: Copy + PartialEq> Table<'_, C> {
    /// Titles with arrows. Returns the order that a click asks for.
    pub(super) fn header_ui(
        &self,
        ui: &Ui,
        id: Id,
        rect: Rect,
        placed: &[Placed<C>],
    ) -> Option<(C, Direction)> {
        let palette = theme::palette(ui);
        let mut sort = None;
        for (at, column) in self.columns.iter().enumerate() {
            let Some(placed) = placed.iter().find(|it| it.name == column.name) else {
                continue;
            };
            let cell = Rect::from_x_y_ranges(placed.x, rect.y_range());
            let order = self
                .sorted_by
                .filter(|(by, _)| column.name == *by)
                .map(|(_, direction)| direction);
            let mut ink = palette.muted;
            if let Some(next) = column.next_order(order) {
                let response = ui
                    .interact(cell, id.with(("header", at)), Sense::click())
                    .on_hover_cursor(CursorIcon::PointingHand);
                response.widget_info(|| {
                    WidgetInfo::selected(Role::ColumnHeader, true, order.is_some(), column.title)
                });
                if response.hovered() || response.has_focus() {
                    ink = palette.text;
                }
                focus_ring(ui, &response, cell);
                if response.clicked() {
                    sort = Some((column.name, next));
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
}

fn title<C>(ui: &Ui, column: &Column<C>, cell: Rect, order: Option<Direction>, ink: egui::Color32) {
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
