//! Value, cost and unrealized gain of holdings, one total per currency.
//!
//! A holding whose cost basis is not known counts towards the value but not
//! towards cost or gain; [`GainTotal::coverage`] says how much of the value
//! the gain speaks for. `docs/spec/figures.md` has the formulas.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::sum::Sum;
use crate::domain::{Currency, Holding};

/// Returns the unrealized gain of one holding as a ratio of its cost: `0.05`
/// means +5 %.
///
/// A short position's cost is what was received for it, so its gain is
/// measured against that amount, as a positive number.
///
/// Returns `None` when gain or cost is unknown, and when a long position cost
/// nothing or less: the ratio is then undefined.
///
/// ```
/// # use holdfast::analytics::gain::gain_ratio;
/// # use rust_decimal::dec;
/// assert_eq!(gain_ratio(Some(dec!(25)), Some(dec!(100)), dec!(2)), Some(dec!(0.25)));
/// assert_eq!(gain_ratio(Some(dec!(25)), Some(dec!(-100)), dec!(-2)), Some(dec!(0.25)));
/// assert_eq!(gain_ratio(Some(dec!(25)), Some(dec!(0)), dec!(2)), None);
/// ```
pub fn gain_ratio(
    gain: Option<Decimal>,
    cost_basis: Option<Decimal>,
    quantity: Decimal,
) -> Option<Decimal> {
    ratio(gain?, stake(cost_basis?, quantity))
}

/// What a holding cost, as the positive amount that its gain is measured
/// against; below zero only for a long position of negative cost.
fn stake(cost_basis: Decimal, quantity: Decimal) -> Decimal {
    if quantity < Decimal::ZERO {
        -cost_basis
    } else {
        cost_basis
    }
}

fn ratio(part: Decimal, whole: Decimal) -> Option<Decimal> {
    (whole > Decimal::ZERO)
        .then(|| part.checked_div(whole))
        .flatten()
}

/// Holdings of one currency, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GainTotal {
    /// How many holdings there are, valued or not.
    pub holdings: usize,
    /// How many of them have no known value and are in no sum.
    pub without_value: usize,
    /// Market value, short positions negative. `None`, here and below, when
    /// nothing is known or the sum is too large to hold.
    pub value: Option<Decimal>,
    /// Cost of the holdings whose gain is known.
    pub cost_basis: Option<Decimal>,
    pub gain: Option<Decimal>,
    /// Gain ÷ cost, short positions counting with the amount received.
    pub gain_ratio: Option<Decimal>,
    /// The share of the value, by absolute amounts, that belongs to holdings
    /// whose gain is known: `0.97` means that the gain covers 97 % of value.
    pub coverage: Option<Decimal>,
}

/// [`GainTotal`]s by currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GainTotals(BTreeMap<Option<Currency>, GainTotal>);

impl GainTotals {
    /// Adds up `holdings`.
    pub fn of<'a>(holdings: impl IntoIterator<Item = &'a Holding>) -> Self {
        let mut sums: BTreeMap<Option<Currency>, Sums> = BTreeMap::new();
        for holding in holdings {
            sums.entry(holding.currency.clone())
                .or_default()
                .add(holding);
        }
        Self(
            sums.into_iter()
                .map(|(currency, sums)| (currency, sums.total()))
                .collect(),
        )
    }

    /// The total in one currency, if there is any holding in it.
    pub fn get(&self, currency: Option<&Currency>) -> Option<&GainTotal> {
        self.0.get(&currency.cloned())
    }

    /// Every currency with its total: that of most holdings first, then by
    /// code.
    pub fn by_size(&self) -> Vec<(Option<&Currency>, &GainTotal)> {
        let mut all: Vec<_> = self.0.iter().map(|(at, it)| (at.as_ref(), it)).collect();
        all.sort_by_key(|(_, total)| std::cmp::Reverse(total.holdings));
        all
    }

    /// Whether there is no holding at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Default)]
struct Sums {
    holdings: usize,
    without_value: usize,
    value: Sum,
    cost_basis: Sum,
    gain: Sum,
    stake: Sum,
    size: Sum,
    covered_size: Sum,
}

impl Sums {
    fn add(&mut self, holding: &Holding) {
        self.holdings += 1;
        let Some(value) = holding.market_value() else {
            self.without_value += 1;
            return;
        };
        self.value.add(value);
        self.size.add(value.abs());
        // Nothing covered is zero, not unknown.
        self.covered_size.add(Decimal::ZERO);
        if let (Some(cost_basis), Some(gain)) =
            (holding.counted_cost_basis(), holding.unrealized_gain())
        {
            self.cost_basis.add(cost_basis);
            self.gain.add(gain);
            self.stake.add(stake(cost_basis, holding.quantity));
            self.covered_size.add(value.abs());
        }
    }

    fn total(&self) -> GainTotal {
        let ratio_of = |part: Sum, whole: Sum| ratio(part.known()?, whole.known()?);
        GainTotal {
            holdings: self.holdings,
            without_value: self.without_value,
            value: self.value.known(),
            cost_basis: self.cost_basis.known(),
            gain: self.gain.known(),
            gain_ratio: ratio_of(self.gain, self.stake),
            coverage: ratio_of(self.covered_size, self.size),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn holding(
        quantity: Decimal,
        value: Option<Decimal>,
        cost: Option<Decimal>,
        currency: &str,
    ) -> Holding {
        Holding {
            id: "account/security/0".into(),
            account_id: "account".into(),
            security_id: "security".into(),
            quantity,
            institution_price: None,
            institution_price_as_of: None,
            institution_price_datetime: None,
            institution_value: value,
            cost_basis: cost,
            currency: Some(Currency::iso(currency)),
            vested_quantity: None,
            vested_value: None,
            tax_lots: vec![],
            as_of: chrono::NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date"),
        }
    }

    fn total(holdings: &[Holding]) -> GainTotal {
        let usd = Currency::iso("USD");
        GainTotals::of(holdings)
            .get(Some(&usd))
            .cloned()
            .expect("a total in USD")
    }

    #[test]
    fn an_unknown_cost_is_left_out_and_said_so() {
        let total = total(&[
            holding(dec!(140), Some(dec!(33107.20)), Some(dec!(19870.40)), "USD"),
            holding(dec!(12844.18), Some(dec!(12844.18)), None, "USD"),
            holding(dec!(1), None, Some(dec!(5)), "USD"),
        ]);
        assert_eq!(total.value, Some(dec!(45951.38)));
        assert_eq!(total.cost_basis, Some(dec!(19870.40)));
        assert_eq!(total.gain, Some(dec!(13236.80)));
        assert_eq!(
            total.gain_ratio.map(|it| it.round_dp(4)),
            Some(dec!(0.6662))
        );
        assert_eq!(total.coverage.map(|it| it.round_dp(4)), Some(dec!(0.7205)));
        assert_eq!((total.holdings, total.without_value), (3, 1));
    }

    #[test]
    fn nothing_known_is_not_zero() {
        let all_unknown = total(&[holding(dec!(1), Some(dec!(10)), None, "USD")]);
        assert_eq!(all_unknown.gain, None);
        assert_eq!(all_unknown.cost_basis, None);
        assert_eq!(all_unknown.gain_ratio, None);
        assert_eq!(all_unknown.coverage, Some(dec!(0)));
        assert_eq!(total(&[holding(dec!(1), None, None, "USD")]).coverage, None);
    }

    #[test]
    fn two_currencies_have_two_totals_the_larger_one_first() {
        let totals = GainTotals::of(&[
            holding(dec!(1), Some(dec!(10)), Some(dec!(8)), "CAD"),
            holding(dec!(1), Some(dec!(1)), Some(dec!(2)), "USD"),
            holding(dec!(1), Some(dec!(2)), Some(dec!(2)), "USD"),
        ]);
        let gains: Vec<_> = totals
            .by_size()
            .iter()
            .map(|(currency, total)| (currency.map(Currency::code), total.gain))
            .collect();
        assert_eq!(
            gains,
            [(Some("USD"), Some(dec!(-1))), (Some("CAD"), Some(dec!(2)))]
        );
    }

    /// Sold short for 1,200, worth 1,000 to buy back: 200 gained, with either
    /// sign of the reported cost basis.
    #[test]
    fn a_short_position_gains_when_its_price_falls() {
        for cost in [dec!(-1200), dec!(1200)] {
            let short = holding(dec!(-10), Some(dec!(-1000)), Some(cost), "USD");
            let alone = total(std::slice::from_ref(&short));
            assert_eq!(alone.gain, Some(dec!(200)));
            assert_eq!(alone.cost_basis, Some(dec!(-1200)));
            assert_eq!(
                alone.gain_ratio.map(|it| it.round_dp(4)),
                Some(dec!(0.1667))
            );

            let long = holding(dec!(1), Some(dec!(1300)), Some(dec!(1200)), "USD");
            let both = total(&[short, long]);
            assert_eq!(both.value, Some(dec!(300)));
            assert_eq!(both.cost_basis, Some(dec!(0)));
            assert_eq!(both.gain_ratio, Some(dec!(0.125)), "300 of 2,400");
        }
    }

    #[test]
    fn what_cost_nothing_has_a_gain_but_no_ratio() {
        let free = total(&[holding(dec!(5), Some(dec!(50)), Some(dec!(0)), "USD")]);
        assert_eq!(free.gain, Some(dec!(50)));
        assert_eq!(free.gain_ratio, None);
    }

    #[test]
    fn a_plan_that_is_not_fully_vested_has_no_known_gain() {
        let mut plan = holding(dec!(100), Some(dec!(1000)), Some(dec!(400)), "USD");
        plan.vested_quantity = Some(dec!(40));
        plan.vested_value = Some(dec!(400));
        let total = total(&[plan]);
        assert_eq!(total.value, Some(dec!(400)));
        assert_eq!(total.gain, None);
    }

    #[test]
    fn a_sum_that_does_not_fit_is_unknown() {
        let huge = || holding(dec!(1), Some(Decimal::MAX), None, "USD");
        assert_eq!(total(&[huge(), huge(), huge()]).value, None);
    }
}
