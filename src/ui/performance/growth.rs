//! Value, return and drawdown over time.

use chrono::NaiveDate;
use egui::Ui;
use egui_plot::PlotPoint;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::model::Shown;
use crate::{
    analytics::performance::{Measured, Performance},
    state::{AppState, Chart, Command, GrowthLine, PerformanceQuery},
    text::{
        Label as _,
        format::{self, Figures},
    },
    ui::{
        theme,
        widgets::{self, PlotUnit, plot_x},
    },
};

/// The lines of the chart; a line that is not computable is empty.
pub struct Growth {
    value: Vec<PlotPoint>,
    /// What the begin and all that was paid in since add up to.
    paid_in: Vec<PlotPoint>,
    time_weighted: Vec<PlotPoint>,
    drawdown: Vec<PlotPoint>,
}

impl Growth {
    pub(super) fn of(measured: &Measured, performance: &Performance) -> Self {
        let Some(span) = performance.span else {
            return Self::empty();
        };
        let days = measured.days.iter();
        let days = days.filter(|it| (span.from..=span.to).contains(&it.day));
        let mut growth = Self {
            value: days.filter_map(|it| point(it.day, it.value)).collect(),
            ..Self::empty()
        };
        let begin = performance.subperiods.first().map(|it| it.begin);
        let mut paid_in = begin.unwrap_or_default();
        growth.paid_in.extend(point(span.from, paid_in));
        for it in &performance.subperiods {
            paid_in = paid_in.saturating_add(it.flow);
            growth.paid_in.extend(point(it.span.to, paid_in));
        }
        if performance.time_weighted.known().is_some() {
            growth.chain(span.from, performance);
        }
        growth
    }

    fn empty() -> Self {
        Self {
            value: vec![],
            paid_in: vec![],
            time_weighted: vec![],
            drawdown: vec![],
        }
    }

    /// The return up to each day, and its fall from the height before it.
    fn chain(&mut self, first: NaiveDate, performance: &Performance) {
        let (mut growth, mut height) = (Decimal::ONE, Decimal::ONE);
        self.time_weighted.extend(point(first, Decimal::ZERO));
        self.drawdown.extend(point(first, Decimal::ZERO));
        for it in &performance.subperiods {
            let ratio = it.ratio.as_ref().ok().copied().flatten();
            let factor = Decimal::ONE.saturating_add(ratio.unwrap_or_default());
            growth = growth.saturating_mul(factor);
            height = height.max(growth);
            let fall = growth.checked_div(height).unwrap_or_default() - Decimal::ONE;
            let day = it.span.to;
            self.time_weighted
                .extend(point(day, growth.saturating_sub(Decimal::ONE)));
            self.drawdown.extend(point(day, fall));
        }
    }

    fn line(&self, line: GrowthLine) -> &[PlotPoint] {
        match line {
            GrowthLine::Value => &self.value,
            GrowthLine::Return => &self.time_weighted,
            GrowthLine::Drawdown => &self.drawdown,
        }
    }
}

fn point(day: NaiveDate, figure: Decimal) -> Option<PlotPoint> {
    Some(PlotPoint::new(plot_x(day), figure.to_f64()?))
}

/// The card of the chart: what is drawn, and the choice of it.
pub(super) fn growth_ui(ui: &mut Ui, state: &AppState, shown: &Shown, commands: &mut Vec<Command>) {
    let query = state.view.performance;
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        let title = egui::RichText::new("Growth").font(theme::label());
        ui.label(title.color(palette.muted));
        if query.line == GrowthLine::Value {
            legend_ui(ui);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let lines = GrowthLine::ALL.map(|it| (it.label(), it));
            if let Some(line) = widgets::segmented(ui, &lines, query.line) {
                commands.push(Command::QueryPerformance(PerformanceQuery {
                    line,
                    ..query
                }));
            }
        });
    });
    let (points, performance) = (shown.growth.line(query.line), &shown.performance);
    let Some(span) = performance.span.filter(|_| !points.is_empty()) else {
        widgets::empty_state(
            ui,
            "There is no line to draw",
            "The figures above say why it is not computable, and what mends it.",
        );
        return;
    };
    let figures = Figures::of(state);
    let is_value = query.line == GrowthLine::Value;
    let name = format!(
        "Chart of {}, {} to {}",
        query.line.label().to_lowercase(),
        format::date(span.from),
        format::date(span.to)
    );
    widgets::note_chart(ui, Chart::Growth, ui.max_rect());
    widgets::TimePlot {
        subject: ui
            .scope_id()
            .with(("growth", query.line.label(), &state.view.accounts)),
        name: &name,
        points,
        beside: if is_value { &shown.growth.paid_in } else { &[] },
        range: (span.from, span.to),
        unit: if is_value {
            PlotUnit::Money(shown.currency.as_ref(), figures)
        } else {
            PlotUnit::Ratio
        },
    }
    .show(ui);
}

/// What the two lines are.
fn legend_ui(ui: &mut Ui) {
    let palette = theme::palette(ui);
    for (color, text) in [
        (palette.accent, "value"),
        (palette.categories[2], "begin and what was paid in"),
    ] {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(8.0, 8.0), egui::Sense::hover());
        ui.painter().circle_filled(rect.center(), 3.5, color);
        ui.label(
            egui::RichText::new(text)
                .font(theme::label())
                .color(palette.muted),
        );
    }
}
