//! What stands on a chart that is saved as an image, beside the chart itself.

use chrono::NaiveDate;

use super::{Label as _, format};
use crate::{
    domain::AllocationBy,
    state::{GrowthLine, TransactionsQuery},
};

/// The title of a chart of values at syncs.
pub const VALUE_AT_SYNCS: &str = "Value, observed at syncs";
/// The title of the bars of every month.
pub const CASH_FLOW_PER_MONTH: &str = "Cash flow per month";
/// Said where every amount on it is dots.
pub const AMOUNTS_HIDDEN: &str = "Amounts hidden";
/// Rows without a currency.
pub const NO_CURRENCY: &str = "No currency";

/// `As of 27 Nov 2026`
pub fn as_of(day: NaiveDate) -> String {
    format!("As of {}", format::date(day))
}

/// `All accounts, without 1 hidden account`
pub fn accounts(name: &str, hidden: usize) -> String {
    match hidden {
        0 => name.to_owned(),
        1 => format!("{name}, without 1 hidden account"),
        _ => format!("{name}, without {hidden} hidden accounts"),
    }
}

/// `Allocation by sector · Equity`
pub fn allocation(by: AllocationBy, open: Option<&str>) -> String {
    let by = by.label().to_lowercase();
    match open {
        Some(open) => format!("Allocation by {by} · {open}"),
        None => format!("Allocation by {by}"),
    }
}

/// What the chart of the performance page draws.
pub fn growth(line: GrowthLine) -> &'static str {
    match line {
        GrowthLine::Value => "Value, and what was paid in",
        GrowthLine::Return => "Time-weighted return",
        GrowthLine::Drawdown => "Drawdown, at observations",
    }
}

/// What the rows of the transactions were narrowed to; the month among them
/// stands out instead.
pub fn narrowed(query: &TransactionsQuery) -> Vec<String> {
    let kinds = query.kinds.iter().map(|it| it.label().to_owned());
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    let search = query.search.trim();
    let search = (!search.is_empty()).then(|| format!("Search “{search}”"));
    let range = query.range.map(|it| it.label().to_owned());
    let kinds = Some(kinds).filter(|it| !it.is_empty());
    [kinds, search, range].into_iter().flatten().collect()
}

/// `Dec 2025 – Nov 2026`
pub fn months(first: NaiveDate, last: NaiveDate) -> String {
    format!("{} – {}", format::month(first), format::month(last))
}
