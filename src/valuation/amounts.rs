//! Sums by currency.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::domain::Currency;

/// Sums by currency, because nothing adds across currencies.
///
/// A sum too large for [`Decimal`] is kept as `None`: unknown, not wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals(BTreeMap<Option<Currency>, Option<Decimal>>);

impl Totals {
    /// Adds `amount` to the sum of its currency.
    pub fn add(&mut self, amount: Decimal, currency: Option<&Currency>) {
        let sum = self
            .0
            .entry(currency.cloned())
            .or_insert(Some(Decimal::ZERO));
        *sum = sum.and_then(|sum| sum.checked_add(amount));
    }

    /// Adds every sum of `other`.
    pub fn add_all(&mut self, other: &Self) {
        for (currency, amount) in &other.0 {
            match amount {
                Some(amount) => self.add(*amount, currency.as_ref()),
                None => {
                    self.0.insert(currency.clone(), None);
                }
            }
        }
    }

    /// The sum in one currency: `None` when nothing was added in it, or when
    /// the sum is too large to know.
    pub fn get(&self, currency: Option<&Currency>) -> Option<Decimal> {
        self.0.get(&currency.cloned()).copied().flatten()
    }

    /// Every currency with its sum, in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = (Option<&Currency>, Option<Decimal>)> {
        self.0
            .iter()
            .map(|(currency, sum)| (currency.as_ref(), *sum))
    }

    /// How many currencies there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn two_currencies_never_add() {
        let (usd, cad) = (Currency::iso("USD"), Currency::iso("CAD"));
        let mut totals = Totals::default();
        totals.add(dec!(1.10), Some(&usd));
        totals.add(dec!(2), Some(&cad));
        totals.add(dec!(0.05), Some(&usd));
        assert_eq!(totals.get(Some(&usd)), Some(dec!(1.15)));
        assert_eq!(totals.get(Some(&cad)), Some(dec!(2)));
        assert_eq!(totals.get(None), None);
    }

    #[test]
    fn a_sum_that_does_not_fit_is_unknown() {
        let mut totals = Totals::default();
        totals.add(Decimal::MAX, None);
        totals.add(Decimal::MAX, None);
        totals.add(dec!(1), None);
        assert_eq!(totals.get(None), None);
        assert_eq!(totals.len(), 1);
    }
}
