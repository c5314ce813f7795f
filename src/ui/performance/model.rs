//! What the performance page shows, measured and in order.

use std::{borrow::Cow, sync::Arc};

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
        value_before::{counted, has_early_days, value_before, value_between},
    },
    domain::Currency,
    portfolio::Portfolio,
    state::{HeldHistory, PartBy},
    text::format,
    ui::{
        PageModel,
        widgets::{UnseenLine, marks_of},
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
    /// What stands below the rows, measured as they are.
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
        let history = input.measured.history.as_ref();
        let early = history
            .filter(|_| input.query.estimated)
            .map(HeldHistory::history);
        let counts = counted(portfolio, early, Cow::Borrowed(measured), &Local);
        let observed = measured.performance(from, None);
        let chosen = matches!(counts, Cow::Owned(_)).then(|| counts.performance(from, None));
        let performance = chosen.as_ref().unwrap_or(&observed);
        let is_of_accounts = match input.query.by.grouping() {
            Some(by) => by.is_of_accounts(),
            None => input.query.by == PartBy::Account,
        };
        let total = Total::of(if is_of_accounts {
            performance
        } else {
            &observed
        });
        let rows = part_rows(measured, &observed, portfolio, (input, early));
        let widest = |of: fn(&PartRow) -> Decimal, get: fn(&Bridge) -> Decimal| {
            format::widest(
                rows.iter()
                    .map(of)
                    .chain(total.iter().map(|it| get(&it.bridge))),
            )
        };
        let before = history.and_then(|it| value_before(portfolio, it.history(), measured, &Local));
        let between = history.map_or_else(Vec::new, |it| {
            value_between(portfolio, it.history(), measured, &Local)
        });
        let days = measured.days.iter().map(|it| (it.day, it.value)).collect();
        let unseen = UnseenLine::of(portfolio, before.as_ref(), &between, days, from);
        let bridge = performance.bridge.known().copied();
        let marks = marks_of(portfolio, measured);
        Self {
            currency: measured.currency.clone(),
            widest: [
                widest(|it| it.flows, Bridge::net_flow),
                widest(|it| it.income, |it| it.income),
                widest(|it| it.gain, Bridge::gain),
            ],
            bridge,
            growth: Growth::of(measured, (&observed, performance), unseen, marks),
            rows,
            has_early: before.as_ref().is_some_and(has_early_days),
            total,
            years: years(&counts),
            volatility: counts.volatility(from, None).known().copied(),
            performance: chosen.unwrap_or(observed),
        }
    }
}
