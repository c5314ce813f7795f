//! What crosses the border of an account, a portfolio or a holding.
//!
//! The table, row by row, with its reasons: `docs/spec/flows.md`. Nothing here
//! knows a price but those that rows say.

mod effect;
mod matching;

pub use effect::{Effect, Legs, Unreadable, effect, ends_option, is_by_sign, signed_units};
pub use matching::{Crossing, Match, Moved, TRANSFER_DAYS, match_transfers};

use rust_decimal::Decimal;

/// The largest figure that is believed: sums of a billion of them still fit.
const REACH: Decimal = Decimal::from_parts(2_808_348_672, 232_830_643, 0, false, 0);

/// `figure`, unless it is so large that it can only be a mistake.
pub fn within_reach(figure: Decimal) -> Option<Decimal> {
    (figure.abs() <= REACH).then_some(figure)
}

/// Whether an account says how much cash it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CashListing {
    /// Cash is among what is measured.
    Listed,
    /// Its cash is unknown: only securities are measured, and what goes between
    /// them and cash crosses the border.
    NotListed,
}

#[cfg(test)]
mod tests;
