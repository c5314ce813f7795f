//! Value, return and drawdown over time.

use egui::{Color32, Ui};

use super::model::Shown;
use crate::{
    state::{AppState, Chart, Command, GrowthLine, PerformanceQuery},
    text::{
        Label as _,
        format::{self, Figures},
    },
    ui::{
        theme::{self, Palette},
        widgets::{self, PlotUnit},
    },
};

/// From this width on the legend has room beside the choice.
const LEGEND_FITS: f32 = 350.0;

/// Whether days count that no sync has seen.
const COUNT_EARLY: &str = "Count days before the first sync: estimated";

/// The card of the chart: what is drawn, and the choice of it.
pub(super) fn growth_ui(ui: &mut Ui, state: &AppState, shown: &Shown, commands: &mut Vec<Command>) {
    let query = state.view.performance;
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        let is_dashed = query.line == GrowthLine::Value && !shown.growth.unseen.segments.is_empty();
        let title = if is_dashed {
            "Growth · dashed: derived"
        } else {
            "Growth"
        };
        let title = egui::RichText::new(title).font(theme::label());
        ui.label(title.color(palette.muted));
        if query.line == GrowthLine::Value && ui.available_width() > LEGEND_FITS {
            legend_ui(ui);
        }
        widgets::at_the_end(ui, |ui| {
            let lines = GrowthLine::ALL.map(|it| (it.label(), it));
            if let Some(line) = widgets::segmented(ui, &lines, query.line) {
                commands.push(Command::QueryPerformance(PerformanceQuery {
                    line,
                    ..query
                }));
            }
        });
    });
    if shown.has_early {
        let mut estimated = query.estimated;
        if widgets::check_box(ui, &mut estimated, COUNT_EARLY) {
            commands.push(Command::QueryPerformance(PerformanceQuery {
                estimated,
                ..query
            }));
        }
    }
    if shown.growth.range(query.line).is_none() {
        widgets::empty_state(
            ui,
            "There is no line to draw",
            "The figures above say why it is not computable, and what mends it.",
        );
        return;
    }
    plot_ui(ui, state, shown);
}

/// The line alone, in all the space there is.
pub(in crate::ui) fn plot_ui(ui: &mut Ui, state: &AppState, shown: &Shown) {
    let query = state.view.performance;
    let Some((first, last)) = shown.growth.range(query.line) else {
        return;
    };
    let figures = Figures::of(state);
    let is_value = query.line == GrowthLine::Value;
    if is_value && !shown.growth.unseen.is_empty() {
        widgets::unseen_ui(ui, &shown.growth.unseen);
    }
    let name = format!(
        "Chart of {}, {} to {}",
        query.line.label().to_lowercase(),
        format::date(first),
        format::date(last)
    );
    widgets::TimePlot {
        chart: Chart::Growth,
        subject: ui
            .scope_id()
            .with(("growth", query.line.label(), &state.view.accounts)),
        name: &name,
        points: shown.growth.line(query.line),
        beside: if is_value { &shown.growth.paid_in } else { &[] },
        unseen: Some(&shown.growth.unseen).filter(|_| is_value),
        is_joined: !is_value,
        marks: &shown.growth.marks,
        range: (first, last),
        unit: if is_value {
            PlotUnit::Money(shown.currency.as_ref(), figures)
        } else {
            PlotUnit::Ratio
        },
    }
    .show(ui);
}

/// What the two lines are.
pub(in crate::ui) fn lines(palette: &Palette) -> [(Color32, &'static str); 2] {
    [
        (palette.accent, "value"),
        (palette.categories[2], "begin and what was paid in"),
    ]
}

fn legend_ui(ui: &mut Ui) {
    let palette = theme::palette(ui);
    let [(value, _), (paid_in, _)] = lines(palette);
    for (color, text) in [(value, "value"), (paid_in, "paid in")] {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(8.0, 8.0), egui::Sense::hover());
        ui.painter().circle_filled(rect.center(), 3.5, color);
        ui.label(
            egui::RichText::new(text)
                .font(theme::label())
                .color(palette.muted),
        );
    }
}
