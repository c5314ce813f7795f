//! What the performance page shows, measured and in order.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{
    input::PerformanceInput,
    lines::Growth,
    months::{YearRow, years},
    parts::{PartRow, part_rows},
};
use crate::{
    analytics::performance::{Bridge, Measured, Performance},
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
        let performance = measured.performance(from, None);
        let bridge = performance.bridge.known().copied();
        let rows = part_rows(measured, &performance, portfolio, input);
        let widest = |of: fn(&PartRow) -> Decimal, total: fn(&Bridge) -> Decimal| {
            format::widest(rows.iter().map(of).chain(bridge.iter().map(total)))
        };
        let history = input.measured.history.as_ref();
        let early = EarlyLine::before(portfolio, history, measured, from);
        let marks = marks_of(portfolio, measured);
        Self {
            currency: measured.currency.clone(),
            widest: [
                widest(|it| it.flows, Bridge::net_flow),
                widest(|it| it.income, |it| it.income),
                widest(|it| it.gain, Bridge::gain),
            ],
            bridge,
            growth: Growth::of(measured, &performance, early, marks),
            rows,
            years: years(measured),
            volatility: measured.volatility(from, None).known().copied(),
            performance,
        }
    }
}
