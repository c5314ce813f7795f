//! How a scope did: bridges and returns over a span.
//!
//! [`measure()`] reads the accounts of a scope once; [`Measured::performance`] and
//! [`Measured::by_months`] then answer for any span. Values come from snapshots
//! alone; what no row explains is never gain. The formulas, with their reasons
//! and an example each: `docs/spec/returns.md`; what is a flow:
//! `docs/spec/flows.md`.

mod bridge;
mod entry;
mod figure;
mod grouping;
mod ledger;
mod ledgers;
mod limits;
mod measure;
mod part;
mod returns;
mod security;
mod subperiod;
mod transfers;
mod units;
mod volatility;
pub mod xirr;

pub use bridge::Bridge;
pub use entry::{Cause, Entry, NoLegs};
pub(super) use entry::{business_days_after, business_days_before};
pub use figure::{Figure, Grade, Reason};
pub(super) use ledger::MISSING_DAYS;
pub use ledger::{CashLeft, Column, Ledger, Point, Rolled, Told, Unsettled};
pub use ledgers::Ledgers;
pub use measure::{Measured, ValuedDay, measure};
pub use part::Part;
pub use returns::{Drawdown, MoneyWeighted, Performance, ScopeFlow};
pub(super) use subperiod::TOO_LITTLE;
pub use subperiod::{Span, Subperiod};
pub use units::Units;

#[cfg(test)]
mod tests;
