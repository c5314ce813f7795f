//! Pure functions over facts and their values: what needs attention, cash flows, what
//! crosses a border, allocation, value over time.
//!
//! No clock, no I/O. Nothing here adds two currencies, and what is not known
//! never enters a sum; `docs/spec/figures.md` holds the formulas.
#![deny(clippy::float_arithmetic)]

pub mod allocation;
pub mod attention;
pub mod cash_flow;
pub mod changes;
pub mod explanation;
pub mod flows;
pub mod groups;
pub mod holding_history;
pub mod performance;
pub mod reconciliation;
pub mod value_before;
pub mod value_history;
