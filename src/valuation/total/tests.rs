use rust_decimal::dec;

use super::*;
use crate::valuation::{CurrencySource, Source, Unknown};

fn row(
    units: Decimal,
    value: Option<Decimal>,
    cost: Result<Decimal, Unknown>,
    currency: &str,
) -> Worth {
    Worth {
        units: Some(units),
        value: value.ok_or(Unknown::NotReported),
        value_source: Source::Reported,
        cost,
        currency: Some(Currency::iso(currency)),
        currency_source: CurrencySource::Row,
    }
}

fn dollars(units: Decimal, value: Decimal, cost: Decimal) -> Worth {
    row(units, Some(value), Ok(cost), "USD")
}

const UNKNOWN: Result<Decimal, Unknown> = Err(Unknown::NotReported);

#[test]
fn an_unknown_cost_is_left_out_and_said_so() {
    let total = Total::of(&[
        dollars(dec!(140), dec!(33107.20), dec!(19870.40)),
        row(dec!(12844.18), Some(dec!(12844.18)), UNKNOWN, "USD"),
        row(dec!(1), None, Ok(dec!(5)), "USD"),
    ]);
    assert_eq!(total.value.known(), Some(dec!(45951.38)));
    assert_eq!(total.cost.known(), Some(dec!(19870.40)));
    assert_eq!(total.gain.known(), Some(dec!(13236.80)));
    assert_eq!(
        total.gain_ratio().map(|it| it.round_dp(4)),
        Some(dec!(0.6662))
    );
    assert_eq!(
        total.coverage().map(|it| it.round_dp(4)),
        Some(dec!(0.7205))
    );
    assert_eq!(
        (total.rows, total.value.missing(), total.gain.missing()),
        (3, 1, 1)
    );
}

#[test]
fn nothing_known_is_not_zero() {
    let total = Total::of(&[row(dec!(1), Some(dec!(10)), UNKNOWN, "USD")]);
    assert_eq!((total.gain.known(), total.cost.known()), (None, None));
    assert_eq!(
        (total.gain_ratio(), total.coverage()),
        (None, Some(dec!(0)))
    );
    let unvalued = Total::of(&[row(dec!(1), None, UNKNOWN, "USD")]);
    assert_eq!((unvalued.value.known(), unvalued.coverage()), (None, None));
}

#[test]
fn two_currencies_have_two_totals_the_larger_one_first() {
    let totals = Totals::of(&[
        row(dec!(1), Some(dec!(10)), Ok(dec!(8)), "CAD"),
        dollars(dec!(1), dec!(1), dec!(2)),
        dollars(dec!(1), dec!(2), dec!(2)),
    ]);
    let gains: Vec<_> = totals
        .by_size()
        .iter()
        .map(|(currency, total)| (currency.map(Currency::code), total.gain.known()))
        .collect();
    assert_eq!(
        gains,
        [(Some("USD"), Some(dec!(-1))), (Some("CAD"), Some(dec!(2)))]
    );
}

/// Sold short for 1,200, worth 1,000 to buy back: 200 gained.
#[test]
fn a_short_position_gains_when_its_price_falls() {
    let short = dollars(dec!(-10), dec!(-1000), dec!(-1200));
    let alone = Total::of([&short]);
    assert_eq!(alone.gain.known(), Some(dec!(200)));
    assert_eq!(
        alone.gain_ratio().map(|it| it.round_dp(4)),
        Some(dec!(0.1667))
    );

    let both = Total::of([&short, &dollars(dec!(1), dec!(1300), dec!(1200))]);
    assert_eq!(both.value.known(), Some(dec!(300)));
    assert_eq!(both.cost.known(), Some(dec!(0)));
    assert_eq!(both.gain_ratio(), Some(dec!(0.125)), "300 of 2,400");
}

#[test]
fn what_cost_nothing_has_a_gain_but_no_ratio() {
    let free = Total::of(&[dollars(dec!(5), dec!(50), dec!(0))]);
    assert_eq!(
        (free.gain.known(), free.gain_ratio()),
        (Some(dec!(50)), None)
    );
}

#[test]
fn totals_of_parts_add_up_to_the_total_of_all() {
    let rows = [
        dollars(dec!(1), dec!(10), dec!(8)),
        dollars(dec!(-2), dec!(-7), dec!(-9)),
        row(dec!(1), None, Ok(dec!(5)), "USD"),
        row(dec!(1), Some(dec!(3)), Err(Unknown::Cash), "USD"),
        row(dec!(1), Some(Decimal::MAX), UNKNOWN, "USD"),
        row(dec!(1), Some(Decimal::MAX), UNKNOWN, "USD"),
    ];
    for split in 0..=rows.len() {
        let mut parts = Total::of(&rows[..split]);
        parts.add_total(&Total::of(&rows[split..]));
        assert_eq!(parts.rows, rows.len());
        assert_eq!(parts.value.known(), None, "too large");
        assert_eq!(parts.gain, Total::of(&rows).gain);
        assert_eq!(parts.gain_ratio(), Total::of(&rows).gain_ratio());
    }
}
