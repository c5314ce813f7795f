//! Rows of one currency, added up: the one total that every page shows.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Sum, Worth};
use crate::domain::Currency;

/// What rows of one currency are worth together.
///
/// A row whose value is not known is in no sum; one whose cost is not known is
/// in the value, but not in cost or gain: [`Total::coverage`] says how much of
/// the value the gain speaks for. `docs/spec/figures.md` has the formulas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// How many rows were added, valued or not.
    pub rows: usize,
    /// Market value, short positions negative.
    pub value: Sum,
    /// Cost of the rows whose gain is known.
    pub cost: Sum,
    /// Unrealized gain, value − cost.
    pub gain: Sum,
    /// What the gain is measured against: costs, and what short positions
    /// brought, as positive amounts.
    stake: Sum,
    /// The value by absolute amounts, of all rows and of those whose gain is
    /// known.
    size: Sum,
    covered: Sum,
}

impl Total {
    /// The total of `rows`, which are of one currency.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Worth>) -> Self {
        let mut total = Self::default();
        for row in rows {
            total.add(row);
        }
        total
    }

    /// The total of nothing, where that is known: worth zero, which is not
    /// unknown.
    pub fn zero() -> Self {
        let mut total = Self::default();
        total.value.add(Decimal::ZERO);
        total
    }

    /// Adds a row.
    pub fn add(&mut self, row: &Worth) {
        self.rows += 1;
        self.value.add_known(row.value);
        let Ok(value) = row.value else {
            return;
        };
        self.size.add(value.abs());
        // Where nothing is covered, the sum is zero and not unknown.
        self.covered.add(Decimal::ZERO);
        let gain = row.gain();
        self.gain.add_known(gain);
        if let (Ok(cost), Ok(_)) = (row.cost, gain) {
            self.cost.add(cost);
            let is_short = row.units.is_some_and(|units| units < Decimal::ZERO);
            self.stake.add(if is_short { -cost } else { cost });
            self.covered.add(value.abs());
        }
    }

    /// Adds all rows of `other`.
    pub fn add_total(&mut self, other: &Self) {
        self.rows += other.rows;
        self.value.add_sum(&other.value);
        self.cost.add_sum(&other.cost);
        self.gain.add_sum(&other.gain);
        self.stake.add_sum(&other.stake);
        self.size.add_sum(&other.size);
        self.covered.add_sum(&other.covered);
    }

    /// Gain ÷ cost, short positions counting with what they brought: `0.05`
    /// means +5 %. `None` when the gain is unknown, or cost nothing or less.
    pub fn gain_ratio(&self) -> Option<Decimal> {
        ratio(self.gain.known()?, self.stake.known()?)
    }

    /// The share of the value, by absolute amounts, that belongs to rows whose
    /// gain is known: `0.97` means that the gain covers 97 % of value. `None`
    /// where there is no value to cover.
    pub fn coverage(&self) -> Option<Decimal> {
        ratio(self.covered.known()?, self.size.known()?)
    }
}

/// `part` ÷ `whole`; undefined for a whole of nothing or less.
pub(crate) fn ratio(part: Decimal, whole: Decimal) -> Option<Decimal> {
    (whole > Decimal::ZERO)
        .then(|| part.checked_div(whole))
        .flatten()
}

/// [`Total`]s by currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals(BTreeMap<Option<Currency>, Total>);

impl Totals {
    /// Adds up `rows`, each in its currency.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Worth>) -> Self {
        let mut totals = Self::default();
        for row in rows {
            totals.add(row);
        }
        totals
    }

    /// Adds a row in its currency.
    pub fn add(&mut self, row: &Worth) {
        self.0.entry(row.currency.clone()).or_default().add(row);
    }

    /// Every currency with its total: that of most rows first, then by code.
    pub fn by_size(&self) -> Vec<(Option<&Currency>, &Total)> {
        let all = self.0.iter();
        let mut all: Vec<_> = all
            .map(|(currency, total)| (currency.as_ref(), total))
            .collect();
        all.sort_by_key(|(_, total)| std::cmp::Reverse(total.rows));
        all
    }
}

#[cfg(test)]
mod tests;
