//! What the performance page shows, measured and in order.

use std::{borrow::Cow, sync::Arc};

use chrono::Local;
use rust_decimal::Decimal;

use super::{
    input::PerformanceInput,
    lines::Growth,
    months::{YearRow, longest, years},
    parts::{PartRow, part_rows},
};
use crate::{
    analytics::{
        performance::{Bridge, Measured, Performance},
        value_before::counted,
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
    pub total: Option<PartRow>,
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
    /// Their longest figures, as they are written.
    pub longest_months: Vec<String>,
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
        let total = PartRow::total(if is_of_accounts {
            performance
        } else {
            &observed
        });
        let rows = part_rows(measured, &observed, portfolio, (input, early));
        let widest =
            |of: fn(&PartRow) -> Decimal| format::widest(rows.iter().chain(&total).map(of));
        let unseen = UnseenLine::beside(portfolio, history, measured, from);
        let has_early = unseen.may_count;
        let bridge = performance.bridge.known().copied();
        let marks = marks_of(portfolio, measured);
        let years = years(&counts);
        Self {
            currency: measured.currency.clone(),
            widest: [
                widest(|it| it.flows),
                widest(|it| it.income),
                widest(|it| it.gain),
            ],
            bridge,
            growth: Growth::of(measured, (&observed, performance), unseen, marks),
            rows,
            has_early,
            total,
            longest_months: longest(&years),
            years,
            volatility: counts.volatility(from, None).known().copied(),
            performance: chosen.unwrap_or(observed),
        }
    }
}
