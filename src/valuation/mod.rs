//! The one place that decides what a row is worth, and how rows add up.
#![deny(clippy::float_arithmetic)]

mod amounts;
mod currency;

pub use amounts::Totals;
pub use currency::{CurrencySource, currency_of};
