//! Value, return and drawdown as the points of lines.

use chrono::NaiveDate;
use egui_plot::PlotPoint;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::{
    analytics::performance::{Measured, Performance, Span},
    state::GrowthLine,
    ui::widgets::{Mark, UnseenLine, day_at, plot_x},
};

/// The lines of the chart; a line that is not computable is empty.
pub struct Growth {
    value: Vec<PlotPoint>,
    /// What the begin and all that was paid in since add up to.
    pub(super) paid_in: Vec<PlotPoint>,
    time_weighted: Vec<PlotPoint>,
    drawdown: Vec<PlotPoint>,
    /// What is known of the days without a sync.
    pub unseen: UnseenLine,
    /// Corporate actions, whenever they were.
    pub(super) marks: Vec<Mark>,
}

impl Growth {
    /// `unseen` and `marks` go with the line of values, which is of what was observed;
    /// the others are of the performance that is shown.
    pub(super) fn of(
        measured: &Measured,
        (observed, shown): (&Performance, &Performance),
        unseen: UnseenLine,
        marks: Vec<Mark>,
    ) -> Self {
        let mut growth = match observed.span {
            Some(span) => Self::over(measured, observed, span),
            None => Self::empty(),
        };
        if let Some(span) = shown.span.filter(|_| shown.time_weighted.known().is_some()) {
            growth.chain(span.from, shown);
        }
        if growth.value.is_empty() && !unseen.is_empty() {
            // One day is observed: the line before leads to it.
            growth.value = measured
                .days
                .first()
                .and_then(|it| point(it.day, it.value))
                .into_iter()
                .collect();
        }
        Self {
            paid_in: unseen.paid_in_and(std::mem::take(&mut growth.paid_in)),
            unseen,
            marks,
            ..growth
        }
    }

    fn over(measured: &Measured, performance: &Performance, span: Span) -> Self {
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
        growth
    }

    fn empty() -> Self {
        Self {
            value: vec![],
            paid_in: vec![],
            time_weighted: vec![],
            drawdown: vec![],
            unseen: UnseenLine::default(),
            marks: vec![],
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

    /// The first and the last day that a line is drawn of.
    pub(in crate::ui) fn range(&self, line: GrowthLine) -> Option<(NaiveDate, NaiveDate)> {
        let points = self.line(line);
        let (first, last) = (day_at(points.first()?.x)?, day_at(points.last()?.x)?);
        let unseen = self.unseen.first.filter(|_| line == GrowthLine::Value);
        Some((unseen.map_or(first, |it| it.min(first)), last))
    }

    pub(in crate::ui) fn line(&self, line: GrowthLine) -> &[PlotPoint] {
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
