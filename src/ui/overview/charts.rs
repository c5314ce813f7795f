//! Value over time, and the donut.

use egui::{Rect, RichText, pos2, vec2};
use rust_decimal::prelude::ToPrimitive as _;

use super::{Course, OverviewModel};
use crate::{
    state::{AppState, Chart, Command, Screen},
    text::{
        self,
        format::{self, Figures},
    },
    ui::{
        allocation::{DonutSlice, slices},
        theme, widgets,
    },
};

/// Shows the value at the syncs of the range.
pub(in crate::ui) fn value_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &OverviewModel,
    course: Option<&Course>,
) {
    let unseen = course.map(|it| &it.unseen).filter(|it| !it.is_empty());
    if model.observed_days < 2 && unseen.is_none() {
        widgets::empty_state(
            ui,
            "One day is observed so far",
            "Every sync adds a point to this line. It begins to tell something with the next \
             one, on another day.",
        );
        return;
    }
    let (Some(first), Some(last)) = (model.points.first(), model.points.last()) else {
        widgets::empty_state(
            ui,
            "No sync lies within this range",
            "Choose a longer one to see older values.",
        );
        return;
    };
    let figures = Figures::of(state);
    let today = state.today();
    let name = format!(
        "Chart of value over time, {} to {}, from {} to {}",
        format::date(first.day),
        format::date(last.day),
        figures.money(Some(first.value), model.currency()),
        figures.money(Some(last.value), model.currency()),
    );
    if let Some(unseen) = unseen {
        widgets::unseen_ui(ui, unseen);
    }
    let begin = unseen.map_or(first.day, |it| it.begin(first.day));
    widgets::TimePlot {
        chart: Chart::Value,
        subject: ui.scope_id().with(("value", &state.view.accounts)),
        name: &name,
        points: &model.plot,
        range: (
            state.view.range.start(today).unwrap_or(begin).min(begin),
            today.max(last.day),
        ),
        beside: course.map_or(&[], |it| &it.paid_in),
        unseen,
        is_joined: false,
        marks: course.map_or(&[], |it| &it.marks),
        unit: widgets::PlotUnit::Money(model.currency(), figures),
    }
    .show(ui);
}

/// The largest donut beside a legend.
const LARGEST_DONUT: f32 = 720.0;
const SMALLEST_DONUT: f32 = 104.0;
/// Between the donut and its legend.
const LEGEND_GAP: f32 = 18.0;
/// The height of a row of the legend, where there is room.
const LEGEND_ROW: f32 = 25.0;
/// From the left edge of a row of the legend to its name.
const LEGEND_NAME: f32 = 17.0;

/// Donut and legend, side by side.
pub(super) fn allocation_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    model: &OverviewModel,
    commands: &mut Vec<Command>,
) {
    let Some(allocation) = &model.allocation else {
        return;
    };
    let palette = theme::palette(ui);
    let space = ui.available_size();
    // The names come first: the donut has what they leave.
    let size = (space.x - LEGEND_GAP - legend_width(ui, model))
        .min(space.x * 0.5)
        .min(space.y)
        .clamp(SMALLEST_DONUT, LARGEST_DONUT);
    let has_shorts = !allocation.negatives.is_empty();
    let mut clicked = None;
    let note_height = if has_shorts { 18.0 } else { 0.0 };
    let rows = model.slices.len().max(1).to_f32().unwrap_or(1.0);
    let row_height = ((space.y - note_height) / rows).clamp(17.0, LEGEND_ROW);
    let legend_height = row_height * rows + note_height;
    // Both in the middle of the card.
    let above = |height: f32| ((space.y - height) / 2.0).max(0.0).round();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = LEGEND_GAP;
        let slices = slices(&model.slices, palette);
        let donut = ui.vertical(|ui| {
            ui.add_space(above(size));
            widgets::Donut {
                name: "Allocation by asset class",
                size,
                slices: &slices,
                highlighted: None,
            }
            .show(ui)
        });
        let donut = donut.inner;
        let (title, value) = match donut.hovered.map(|at| &model.slices[at]) {
            Some(slice) => (slice.label.clone(), slice.value),
            None if size < 120.0 => (String::new(), allocation.total),
            None => (classes(allocation.categories.len()), allocation.total),
        };
        let is_large = size > 200.0;
        let title_font = theme::regular(if is_large { 13.0 } else { 11.0 });
        let value_font = theme::semibold(if is_large { 20.0 } else { 14.0 });
        donut.middle(
            ui,
            &[
                (&title, title_font, palette.muted),
                (
                    &figures.compact_money(value, model.currency()),
                    value_font,
                    palette.text,
                ),
            ],
        );
        clicked = donut.clicked;
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add_space(above(legend_height));
            for slice in &model.slices {
                legend_row_ui(ui, slice, row_height);
            }
            if has_shorts {
                let text = RichText::new(text::WITHOUT_SHORTS).color(palette.muted);
                ui.add(egui::Label::new(text).truncate())
                    .on_hover_text("Short positions have no slice.");
            }
        });
    });
    if clicked.is_some() {
        commands.push(Command::Show(Screen::Allocation));
    }
}

/// How wide the longest entry of the legend is.
fn legend_width(ui: &egui::Ui, model: &OverviewModel) -> f32 {
    let width = |text: &str| widgets::text_width(ui, text, theme::body());
    let share = width("100.0%");
    let names = model.slices.iter().map(|it| width(&it.label));
    LEGEND_NAME + names.fold(0.0, f32::max) + 8.0 + share
}

/// `7 classes`.
fn classes(count: usize) -> String {
    match count {
        1 => "1 class".to_owned(),
        _ => format!("{count} classes"),
    }
}

fn legend_row_ui(ui: &mut egui::Ui, slice: &DonutSlice, height: f32) {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    let share = format::percent(slice.weight);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{} {share}", slice.label))
    });
    let painter = ui.painter();
    let dot = pos2(rect.left() + 5.0, rect.center().y);
    painter.circle_filled(dot, 5.0, palette.categories[slice.color]);
    let drawn = widgets::text_right(painter, rect, &share, theme::body(), palette.muted);
    let name = Rect::from_min_max(
        pos2(rect.left() + LEGEND_NAME, rect.top()),
        pos2(drawn.left() - 8.0, rect.bottom()),
    );
    let (font, ink) = (theme::body(), palette.text);
    widgets::name_left(ui, response, name, &slice.label, font, ink);
}
