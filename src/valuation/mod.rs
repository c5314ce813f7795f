//! The one place that decides what a row is worth, and how rows add up.
//!
//! [`Worth`] is the rule for a row, [`Sum`], [`Amounts`] and [`Total`] are the
//! ways in which rows add up, [`Position`] is what belongs together. Every page,
//! command and export asks here. The rules: `docs/spec/figures.md`.
#![deny(clippy::float_arithmetic)]

mod amounts;
mod currency;
mod exact;
mod position;
mod total;
mod worth;

pub use amounts::{Amounts, Sum};
pub use currency::{CurrencySource, currency_of};
pub use position::{Position, PositionRow, positions};
pub(crate) use total::ratio;
pub use total::{Total, Totals};
pub use worth::{Source, Unknown, Worth, balance_alone, confirms_zero, is_priced_per_unit};
