//! Value, return and drawdown as the points of lines.

use chrono::NaiveDate;
use egui_plot::PlotPoint;
use rust_decimal::Decimal;

use crate::{
    analytics::performance::{Measured, Performance, ValuedDay},
    state::GrowthLine,
    ui::widgets::{Mark, UnseenLine, day_at, point},
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
        let point_of = |it: &ValuedDay| point(it.day, it.value);
        let value = match observed.span {
            Some(span) => {
                let days = measured.days.iter();
                let days = days.filter(|it| (span.from..=span.to).contains(&it.day));
                days.filter_map(point_of).collect()
            }
            None if unseen.is_empty() => vec![],
            // One day is observed: the line before leads to it.
            None => measured
                .days
                .first()
                .and_then(point_of)
                .into_iter()
                .collect(),
        };
        let span = shown.span.filter(|_| shown.time_weighted.known().is_some());
        let chained = span.map(|it| chain(it.from, shown));
        let (time_weighted, drawdown) = chained.unwrap_or_default();
        Self {
            paid_in: unseen.paid_in_and(observed),
            unseen: unseen.over(&value),
            value,
            time_weighted,
            drawdown,
            marks,
        }
    }

    /// The first and the last day that a line is drawn of.
    pub(in crate::ui) fn range(&self, line: GrowthLine) -> Option<(NaiveDate, NaiveDate)> {
        let points = self.line(line);
        let (first, last) = (day_at(points.first()?.x)?, day_at(points.last()?.x)?);
        let begin = match line {
            GrowthLine::Value => self.unseen.begin(first),
            GrowthLine::Return | GrowthLine::Drawdown => first,
        };
        Some((begin, last))
    }

    pub(in crate::ui) fn line(&self, line: GrowthLine) -> &[PlotPoint] {
        match line {
            GrowthLine::Value => &self.value,
            GrowthLine::Return => &self.time_weighted,
            GrowthLine::Drawdown => &self.drawdown,
        }
    }
}

/// The return up to each day, and its fall from the height before it.
fn chain(first: NaiveDate, performance: &Performance) -> (Vec<PlotPoint>, Vec<PlotPoint>) {
    let (mut growth, mut height) = (Decimal::ONE, Decimal::ONE);
    let mut returns = Vec::from_iter(point(first, Decimal::ZERO));
    let mut falls = returns.clone();
    for it in &performance.subperiods {
        let ratio = it.ratio.as_ref().ok().copied().flatten();
        let factor = Decimal::ONE.saturating_add(ratio.unwrap_or_default());
        growth = growth.saturating_mul(factor);
        height = height.max(growth);
        let fall = growth.checked_div(height).unwrap_or_default() - Decimal::ONE;
        let day = it.span.to;
        returns.extend(point(day, growth.saturating_sub(Decimal::ONE)));
        falls.extend(point(day, fall));
    }
    (returns, falls)
}
