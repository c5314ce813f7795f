//! What the slices hold: every security as a tile in the color of its slice,
//! below the table where a window has the height for it.

use egui::{Rect, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rust_decimal::prelude::ToPrimitive as _;

use super::{AllocationModel, forms::weight, model::Inside, squares::squares, table::Pointed};
use crate::{
    state::Command,
    text::format::{self, Figures},
    ui::{theme, widgets},
};

const PADDING: f32 = 6.0;
const LINE: f32 = 17.0;
/// Smaller tiles have no words, which the pointer tells instead.
const SMALLEST: egui::Vec2 = vec2(40.0, 24.0);

/// Shows the tiles in all the space there is; a click opens the holding.
pub(super) fn inside_ui(
    ui: &mut Ui,
    model: &AllocationModel,
    figures: Figures,
    highlighted: Option<usize>,
    now: &mut Pointed,
    commands: &mut Vec<Command>,
) {
    let (whole, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let slices: Vec<f32> = model.slices.iter().map(weight).collect();
    for (slice, place) in squares(&slices, whole).into_iter().enumerate() {
        let within = || model.inside.iter().filter(|it| it.slice == slice);
        let values: Vec<f32> = within()
            .map(|it| it.value.to_f32().unwrap_or_default())
            .collect();
        let tiles = squares(&values, place.shrink(1.0));
        for (at, (inside, tile)) in within().zip(tiles).enumerate() {
            let id = ui.scope_id().with(("inside", slice, at));
            let response = ui.interact(tile, id, Sense::click());
            let said = said(model, inside, figures);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
            tile_ui(ui, model, inside, tile.shrink(0.5));
            if response.hovered() {
                now.slice = Some(slice);
            }
            if response.hovered() || highlighted == Some(slice) {
                let edge = (1.5, theme::palette(ui).text);
                let place = tile.shrink(0.5);
                ui.painter()
                    .rect_stroke(place, 3.0, edge, StrokeKind::Inside);
            }
            widgets::focus_ring(ui, &response, tile);
            if response.on_hover_text(said).clicked() {
                commands.push(Command::OpenHolding(inside.holding.clone()));
            }
        }
    }
}

fn said(model: &AllocationModel, inside: &Inside, figures: Figures) -> String {
    let allocation = model.allocation.as_ref();
    let currency = allocation.and_then(|it| it.currency.as_ref());
    let value = figures.money(Some(inside.value), currency);
    let slice = &model.slices[inside.slice].label;
    format!(
        "{}, {slice}, {value}, {}",
        inside.label,
        format::percent(inside.weight)
    )
}

fn tile_ui(ui: &Ui, model: &AllocationModel, inside: &Inside, tile: Rect) {
    let palette = theme::palette(ui);
    let ground = palette.categories[model.slices[inside.slice].color];
    ui.painter().rect_filled(tile, 3.0, ground);
    if tile.width() < SMALLEST.x || tile.height() < SMALLEST.y {
        return;
    }
    let ink = theme::ink_on(palette, ground);
    let line = |at: f32| {
        Rect::from_min_size(
            pos2(tile.left() + PADDING, tile.top() + 4.0 + at * LINE),
            vec2(tile.width() - 2.0 * PADDING, LINE),
        )
    };
    let font = || theme::semibold(12.0);
    let is_cut = widgets::text_width(ui, &inside.label, font()) > line(0.0).width();
    // A ticker says more than the first letters of a name.
    let name = match &inside.ticker {
        Some(ticker) if is_cut => ticker,
        Some(_) | None => inside.label.as_str(),
    };
    widgets::text_left(ui.painter(), line(0.0), name, font(), ink);
    if line(1.0).bottom() <= tile.bottom() - 2.0 {
        let share = format::percent(inside.weight);
        widgets::text_left(ui.painter(), line(1.0), &share, theme::regular(12.0), ink);
    }
}
