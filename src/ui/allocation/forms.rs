//! The treemap and the bars: other forms of what the donut shows. Every part is
//! a control of its own, reachable by Tab and named for screen readers.

use egui::{Align2, Rect, Response, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rust_decimal::prelude::ToPrimitive as _;

use super::{DonutSlice, squares::squares};
use crate::{
    domain::Currency,
    text::format::{self, Figures},
    ui::{theme, widgets},
};

/// What is drawn, and how its figures are written.
pub(super) struct Parts<'a> {
    pub(super) slices: &'a [DonutSlice],
    pub(super) currency: Option<&'a Currency>,
    pub(super) figures: Figures,
    /// The part whose table row is pointed at.
    pub(super) highlighted: Option<usize>,
}

/// What the pointer or a key did.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Touched {
    pub(super) hovered: Option<usize>,
    pub(super) clicked: Option<usize>,
}

/// Between two tiles, and two bars.
const GAP: f32 = 2.0;
/// Inside a tile.
const PADDING: f32 = 10.0;
const LINE: f32 = 18.0;
/// Narrower tiles have no words, which the pointer tells instead.
const NARROWEST: f32 = 56.0;

const TALLEST_BAR: f32 = 64.0;
const SHORTEST_BAR: f32 = 20.0;
/// For the name of a bar, at most.
const WIDEST_NAME: f32 = 180.0;

impl Parts<'_> {
    /// Tiles whose areas are the weights.
    pub(super) fn treemap_ui(&self, ui: &mut Ui) -> Touched {
        let (whole, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        let weights = self.slices.iter().map(weight);
        let tiles = squares(&weights.collect::<Vec<_>>(), whole);
        let mut touched = Touched::default();
        for (at, (slice, tile)) in self.slices.iter().zip(tiles).enumerate() {
            let tile = tile.shrink(GAP / 2.0);
            let response = self.part_ui(ui, at, slice, tile, &mut touched);
            self.tile(ui, slice, tile, self.stands_out(at, &response));
            widgets::focus_ring(ui, &response, tile);
        }
        touched
    }

    fn tile(&self, ui: &Ui, slice: &DonutSlice, tile: Rect, stands_out: bool) {
        let palette = theme::palette(ui);
        let ground = palette.categories[slice.color];
        let ink = theme::ink_on(palette, ground);
        ui.painter().rect_filled(tile, 4.0, ground);
        if stands_out {
            let edge = (2.0, palette.text);
            ui.painter()
                .rect_stroke(tile, 4.0, edge, StrokeKind::Inside);
        }
        if tile.width() < NARROWEST {
            return;
        }
        let lines = [
            (slice.label.clone(), theme::semibold(14.0)),
            (format::percent(slice.weight), theme::body()),
            (
                self.figures.money(slice.value, self.currency),
                theme::body(),
            ),
        ];
        let mut top = tile.top() + PADDING;
        for (words, font) in lines {
            let line = Rect::from_min_max(
                pos2(tile.left() + PADDING, top),
                pos2(tile.right() - PADDING, top + LINE),
            );
            top += LINE;
            if line.bottom() > tile.bottom() - 4.0 {
                break;
            }
            widgets::text_left(ui.painter(), line, &words, font, ink);
        }
    }

    /// A bar for each part, the longest for the largest.
    pub(super) fn bars_ui(&self, ui: &mut Ui) -> Touched {
        let whole = ui.available_size();
        let count = self.slices.len().max(1).to_f32().unwrap_or(1.0);
        let height = (whole.y / count).clamp(SHORTEST_BAR, TALLEST_BAR);
        let width = |text: &str| widgets::text_width(ui, text, theme::body());
        let names = self.slices.iter().map(|it| width(&it.label));
        let name_width = names.fold(0.0, f32::max).min(WIDEST_NAME);
        let figure = |it: &DonutSlice| {
            let value = self.figures.money(it.value, self.currency);
            format!("{}   {value}", format::percent(it.weight))
        };
        let figures: Vec<_> = self.slices.iter().map(figure).collect();
        let figure_width = figures.iter().map(|it| width(it)).fold(0.0, f32::max);
        let largest = self.slices.iter().map(weight).fold(0.0, f32::max);

        let mut touched = Touched::default();
        ui.spacing_mut().item_spacing.y = 0.0;
        let above = ((whole.y - height * count) / 2.0).max(0.0);
        ui.add_space(above);
        for (at, (slice, figure)) in self.slices.iter().zip(figures).enumerate() {
            let (row, _) = ui.allocate_exact_size(vec2(whole.x, height), Sense::hover());
            let response = self.part_ui(ui, at, slice, row, &mut touched);
            let palette = theme::palette(ui);
            if self.stands_out(at, &response) {
                ui.painter().rect_filled(row, 5.0, palette.accent_soft);
            }
            let inner = row.shrink2(vec2(8.0, 0.0));
            let name = inner.with_max_x(inner.left() + name_width);
            widgets::text_left(
                ui.painter(),
                name,
                &slice.label,
                theme::body(),
                palette.text,
            );
            let from = name.right() + 14.0;
            let room = (inner.right() - figure_width - 12.0 - from).max(1.0);
            let share = if largest > 0.0 {
                weight(slice) / largest
            } else {
                0.0
            };
            let thick = (height * 0.46).min(26.0);
            let bar = Rect::from_min_size(
                pos2(from, row.center().y - thick / 2.0),
                vec2((room * share).max(2.0), thick),
            );
            let color = palette.categories[slice.color];
            ui.painter().rect_filled(bar, 4.0, color);
            let at = pos2(bar.right() + 10.0, row.center().y);
            let (font, ink) = (theme::body(), palette.muted);
            ui.painter()
                .text(at, Align2::LEFT_CENTER, figure, font, ink);
            widgets::focus_ring(ui, &response, row);
        }
        touched
    }

    /// A part as a control: what is gathered of several opens nothing.
    fn part_ui(
        &self,
        ui: &Ui,
        at: usize,
        slice: &DonutSlice,
        place: Rect,
        touched: &mut Touched,
    ) -> Response {
        let opens = slice.categories.len() == 1;
        let sense = if opens {
            Sense::click()
        } else {
            Sense::hover()
        };
        let response = ui.interact(place, ui.scope_id().with(("part", at)), sense);
        let said = format!("{} {}", slice.label, format::percent(slice.weight));
        let role = if opens { Role::Button } else { Role::Label };
        response.widget_info(|| WidgetInfo::labeled(role, true, &said));
        if response.hovered() {
            touched.hovered = Some(at);
        }
        if response.clicked() {
            touched.clicked = Some(at);
        }
        let value = self.figures.money(slice.value, self.currency);
        response.on_hover_text(format!("{said}\n{value}"))
    }

    fn stands_out(&self, at: usize, response: &Response) -> bool {
        response.hovered() || self.highlighted == Some(at)
    }
}

/// The share of a slice, as an area or a length.
pub(super) fn weight(slice: &DonutSlice) -> f32 {
    let weight = slice.weight.and_then(|it| it.to_f32());
    weight.unwrap_or_default().max(0.0)
}
