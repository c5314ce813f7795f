//! Value over time, and the donut.

use egui::{Rect, RichText, pos2, vec2};

use super::OverviewModel;
use crate::{
    state::{AppState, Command, Screen},
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
pub(super) fn value_ui(ui: &mut egui::Ui, state: &AppState, model: &OverviewModel) {
    if model.observed_days < 2 {
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
    widgets::TimePlot {
        subject: ui.scope_id().with(("value", &state.view.accounts)),
        name: &name,
        points: &model.plot,
        range: (
            state
                .view
                .range
                .start(today)
                .unwrap_or(first.day)
                .min(first.day),
            today.max(last.day),
        ),
        currency: model.currency(),
        figures,
    }
    .show(ui);
}

/// Donut and legend, side by side where both fit.
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
    let size = (ui.available_width() * 0.47).clamp(110.0, 170.0);
    let mut clicked = None;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        let slices = slices(&model.slices, palette);
        let donut = widgets::Donut {
            name: "Allocation by asset class",
            size,
            slices: &slices,
            highlighted: None,
        }
        .show(ui);
        let (title, value) = match donut.hovered.map(|at| &model.slices[at]) {
            Some(slice) => (slice.label.clone(), slice.value),
            None if allocation.negatives.is_empty() => {
                (classes(allocation.categories.len()), allocation.total)
            }
            None => (text::WITHOUT_SHORTS.to_owned(), allocation.total),
        };
        donut.middle(
            ui,
            &[
                (&title, theme::regular(12.0), palette.muted),
                (
                    &figures.compact_money(value, model.currency()),
                    theme::semibold(14.0),
                    palette.text,
                ),
            ],
        );
        clicked = donut.clicked;
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for slice in &model.slices {
                legend_row_ui(ui, slice);
            }
            if !allocation.negatives.is_empty() {
                let text = RichText::new("Short positions have no slice").color(palette.muted);
                ui.add(egui::Label::new(text).wrap());
            }
        });
    });
    if clicked.is_some() {
        commands.push(Command::Show(Screen::Allocation));
    }
}

/// `7 classes`.
fn classes(count: usize) -> String {
    match count {
        1 => "1 class".to_owned(),
        _ => format!("{count} classes"),
    }
}

fn legend_row_ui(ui: &mut egui::Ui, slice: &DonutSlice) {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), 25.0);
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
        pos2(rect.left() + 17.0, rect.top()),
        pos2(drawn.left() - 8.0, rect.bottom()),
    );
    let (font, ink) = (theme::body(), palette.text);
    widgets::name_left(ui, response, name, &slice.label, font, ink);
}
