//! Sums: the one way in which amounts add up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Unknown, exact::Exact};
use crate::domain::Currency;

/// A sum of amounts in one currency, with the number of amounts that are
/// unknown, by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// `None` where no amount is known.
    known: Option<Exact>,
    unknown: BTreeMap<Unknown, usize>,
}

impl Sum {
    /// Adds an amount that is known.
    pub fn add(&mut self, amount: Decimal) {
        self.add_exact(Exact::Decimal(amount));
    }

    fn add_exact(&mut self, amount: Exact) {
        self.known = Some(self.known.map_or(amount, |sum| sum.add(amount)));
    }

    /// Adds an amount, or counts why it is not known.
    pub fn add_known(&mut self, amount: Result<Decimal, Unknown>) {
        match amount {
            Ok(amount) => self.add(amount),
            Err(because) => *self.unknown.entry(because).or_default() += 1,
        }
    }

    /// Adds all that `other` added.
    pub fn add_sum(&mut self, other: &Self) {
        if let Some(amount) = other.known {
            self.add_exact(amount);
        }
        for (&because, count) in &other.unknown {
            *self.unknown.entry(because).or_default() += count;
        }
    }

    /// The sum of what is known: `None` when nothing is, or when it is too
    /// large for a decimal.
    pub fn known(&self) -> Option<Decimal> {
        self.known?.shown()
    }

    /// The sum, if nothing is missing in it.
    pub fn complete(&self) -> Option<Decimal> {
        self.known().filter(|_| self.unknown.is_empty())
    }

    /// How many amounts are not known, and so not in it.
    pub fn missing(&self) -> usize {
        self.unknown.values().sum()
    }

    /// Why amounts are missing, and how many for each reason.
    pub fn because(&self) -> impl Iterator<Item = (Unknown, usize)> {
        let is_too_large = self.known.is_some_and(|sum| sum.shown().is_none());
        let too_large = is_too_large.then_some((Unknown::TooLarge, 1));
        let counted = self
            .unknown
            .iter()
            .map(|(&because, &count)| (because, count));
        counted.chain(too_large)
    }
}

/// Sums by currency, because nothing adds across currencies; in the order of the
/// codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amounts(Vec<(Option<Currency>, Sum)>);

impl Amounts {
    /// Adds `amount` to the sum of its currency.
    pub fn add(&mut self, amount: Decimal, currency: Option<&Currency>) {
        self.of(currency).add(amount);
    }

    /// Adds an amount to the sum of its currency, or counts there why it is not
    /// known.
    pub fn add_known(&mut self, amount: Result<Decimal, Unknown>, currency: Option<&Currency>) {
        self.of(currency).add_known(amount);
    }

    /// Adds every sum of `other`.
    pub fn add_all(&mut self, other: &Self) {
        for (currency, sum) in &other.0 {
            self.of(currency.as_ref()).add_sum(sum);
        }
    }

    fn of(&mut self, currency: Option<&Currency>) -> &mut Sum {
        // A handful at most: comparing them costs less than a copy for each row.
        let known = self.0.iter().position(|(it, _)| it.as_ref() == currency);
        let at = known.unwrap_or_else(|| {
            let at = self.0.partition_point(|(it, _)| it.as_ref() < currency);
            self.0.insert(at, (currency.cloned(), Sum::default()));
            at
        });
        &mut self.0[at].1
    }

    /// The sum of what is known in one currency: `None` when nothing is, or
    /// when it is too large to hold.
    pub fn get(&self, currency: Option<&Currency>) -> Option<Decimal> {
        self.sum(currency)?.known()
    }

    /// The sum in one currency, if anything was added in it.
    pub fn sum(&self, currency: Option<&Currency>) -> Option<&Sum> {
        let mut all = self.0.iter();
        all.find(|(it, _)| it.as_ref() == currency)
            .map(|(_, sum)| sum)
    }

    /// Every currency with the sum of what is known in it, in the order of
    /// their codes.
    pub fn iter(&self) -> impl Iterator<Item = (Option<&Currency>, Option<Decimal>)> {
        self.sums().map(|(currency, sum)| (currency, sum.known()))
    }

    /// Every currency with its sum, in the order of their codes.
    pub fn sums(&self) -> impl Iterator<Item = (Option<&Currency>, &Sum)> {
        self.0
            .iter()
            .map(|(currency, sum)| (currency.as_ref(), sum))
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Sums as they are stored: `None` for one that is too large to know.
impl FromIterator<(Option<Currency>, Option<Decimal>)> for Amounts {
    fn from_iter<I: IntoIterator<Item = (Option<Currency>, Option<Decimal>)>>(sums: I) -> Self {
        let mut amounts = Self::default();
        for (currency, sum) in sums {
            amounts.add_known(sum.ok_or(Unknown::TooLarge), currency.as_ref());
        }
        amounts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn two_currencies_never_add() {
        let (usd, cad) = (Currency::iso("USD"), Currency::iso("CAD"));
        let mut amounts = Amounts::default();
        amounts.add(dec!(1.10), Some(&usd));
        amounts.add(dec!(2), Some(&cad));
        amounts.add(dec!(0.05), Some(&usd));
        assert_eq!(amounts.get(Some(&usd)), Some(dec!(1.15)));
        assert_eq!(amounts.get(Some(&cad)), Some(dec!(2)));
        assert_eq!(amounts.get(None), None);
    }

    #[test]
    fn a_sum_that_does_not_fit_is_unknown_and_only_then() {
        let mut amounts = Amounts::default();
        for amount in [Decimal::MAX, Decimal::MAX, dec!(1), -Decimal::MAX] {
            amounts.add(amount, None);
        }
        assert_eq!(amounts.get(None), None);
        let sum = amounts.sum(None).expect("a sum");
        assert_eq!(sum.because().collect::<Vec<_>>(), [(Unknown::TooLarge, 1)]);
        amounts.add(dec!(-1), None);
        assert_eq!(amounts.get(None), Some(Decimal::MAX));
    }

    #[test]
    fn what_is_missing_is_counted_by_its_reason() {
        let mut sum = Sum::default();
        assert_eq!((sum.known(), sum.complete()), (None, None));
        sum.add(dec!(5));
        sum.add_known(Err(Unknown::NotReported));
        let mut whole = Sum::default();
        whole.add_known(Err(Unknown::NotReported));
        whole.add_known(Err(Unknown::ZeroPrice));
        whole.add_sum(&sum);
        assert_eq!(whole.known(), Some(dec!(5)));
        assert_eq!(whole.complete(), None);
        assert_eq!(whole.missing(), 3);
        let because: Vec<_> = whole.because().collect();
        assert_eq!(
            because,
            [(Unknown::NotReported, 2), (Unknown::ZeroPrice, 1)]
        );
    }
}
