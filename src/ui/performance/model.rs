//! What the performance page shows, measured and in order.

use std::sync::Arc;

use chrono::Local;
use rust_decimal::Decimal;

use super::{
    input::PerformanceInput,
    lines::Growth,
    months::{YearRow, years},
    parts::{PartRow, part_rows},
};
use crate::{
    analytics::{
        performance::{Bridge, Measured, Performance},
        value_before::{has_early_days, value_before, with_early_days},
    },
    domain::Currency,
    portfolio::Portfolio,
    text::format,
    ui::{
        PageModel,
        widgets::{EarlyLine, marks_of},
    },
};

/// The performance page, ready to paint.
pub struct PerformanceModel {
    pub portfolio: Arc<Portfolio>,
    /// Whether the history was read; until then nothing is measured.
    pub is_read: bool,
    /// Those that something was held in, that of most holdings first.
    pub currencies: Vec<Option<Currency>>,
    /// What is said of the currency on screen; `None` where nothing was ever
    /// held.
    pub shown: Option<Shown>,
}

/// What is said of one currency.
pub struct Shown {
    pub currency: Option<Currency>,
    pub performance: Performance,
    /// Whether days before the first sync could count, or do.
    pub has_early: bool,
    /// What the rows add up to: they are measured from the first sync on.
    pub total: Option<Total>,
    /// By the year, from the whole months of the range.
    pub volatility: Option<Decimal>,
    /// The bridge, where it is known.
    pub bridge: Option<Bridge>,
    pub growth: Growth,
    /// By account or by holding, in the order of the table.
    pub rows: Vec<PartRow>,
    /// The longest to write of flows, income and gain, the total among them.
    pub widest: [Option<Decimal>; 3],
    /// Newest first.
    pub years: Vec<YearRow>,
}

/// The last row of the table.
pub struct Total {
    pub bridge: Bridge,
    pub time_weighted: Option<Decimal>,
    pub money_weighted: Option<Decimal>,
}

impl Total {
    fn of(performance: &Performance) -> Option<Self> {
        let money = performance.money_weighted.known();
        Some(Self {
            bridge: *performance.bridge.known()?,
            time_weighted: performance.time_weighted.known().copied(),
            money_weighted: money.map(|it| it.yearly.unwrap_or(it.of_span)),
        })
    }
}

impl PageModel for PerformanceModel {
    type Query = PerformanceInput;

    fn build(portfolio: &Arc<Portfolio>, input: &PerformanceInput) -> Self {
        let measured = input.measured(portfolio);
        let currencies: Vec<_> = measured.iter().map(|it| it.currency.clone()).collect();
        let at = input
            .currency
            .position(currencies.iter().map(Option::as_ref));
        let shown = measured.get(at).map(|it| Shown::of(it, portfolio, input));
        Self {
            portfolio: Arc::clone(portfolio),
            is_read: input.measured.history.is_some(),
            currencies,
            shown,
        }
    }
}

impl Shown {
    fn of(measured: &Measured, portfolio: &Portfolio, input: &PerformanceInput) -> Self {
        let from = input.range.start(input.measured.today);
        let observed = measured.performance(from, None);
        let total = Total::of(&observed);
        let rows = part_rows(measured, &observed, portfolio, input);
        let widest = |of: fn(&PartRow) -> Decimal, get: fn(&Bridge) -> Decimal| {
            format::widest(
                rows.iter()
                    .map(of)
                    .chain(total.iter().map(|it| get(&it.bridge))),
            )
        };
        let history = input.measured.history.as_ref();
        let before = history.and_then(|it| value_before(portfolio, it.history(), measured, &Local));
        let early = before.as_ref();
        let early = early.map_or_else(EarlyLine::default, |it| EarlyLine::of(it, portfolio, from));
        let has_early = before.as_ref().is_some_and(has_early_days);
        let history = history.filter(|_| has_early && input.query.estimated);
        let estimated =
            history.and_then(|it| with_early_days(portfolio, it.history(), measured, &Local));
        let chosen = estimated.as_ref().map(|it| it.performance(from, None));
        let performance = chosen.as_ref().unwrap_or(&observed);
        let bridge = performance.bridge.known().copied();
        let shown = estimated.as_ref().unwrap_or(measured);
        let marks = marks_of(portfolio, measured);
        Self {
            currency: measured.currency.clone(),
            widest: [
                widest(|it| it.flows, Bridge::net_flow),
                widest(|it| it.income, |it| it.income),
                widest(|it| it.gain, Bridge::gain),
            ],
            bridge,
            growth: Growth::of(measured, (&observed, performance), early, marks),
            rows,
            has_early,
            total,
            years: years(shown),
            volatility: shown.volatility(from, None).known().copied(),
            performance: chosen.unwrap_or(observed),
        }
    }
}
