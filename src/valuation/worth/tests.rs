use rust_decimal::dec;

use super::*;

/// A row of 10 units at 20 worth 200, of a stock in dollars, without a cost.
fn row() -> Holding {
    Holding {
        id: "holding".into(),
        account_id: "account".into(),
        security_id: "security".into(),
        quantity: Some(dec!(10)),
        institution_price: Some(dec!(20)),
        institution_price_as_of: None,
        institution_price_datetime: None,
        institution_value: Some(dec!(200)),
        cost_basis: None,
        currency: Some(Currency::iso("USD")),
        vested_quantity: None,
        vested_value: None,
        tax_lots: vec![],
        as_of: chrono::NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date"),
    }
}

fn of_class(class: Option<&str>, row: &Holding) -> Worth {
    let security = Security {
        asset_class: class.map(Into::into),
        ..Security::unknown("security".into())
    };
    Worth::of(row, Some(&security), None)
}

fn stock(row: &Holding) -> Worth {
    of_class(Some("equity"), row)
}

#[test]
fn what_is_reported_comes_before_arithmetic() {
    let mut row = row();
    row.institution_value = Some(dec!(201.37));
    let worth = stock(&row);
    assert_eq!(
        (worth.value, worth.value_source),
        (Ok(dec!(201.37)), Source::Reported)
    );
    row.institution_value = None;
    let worth = stock(&row);
    assert_eq!(
        (worth.value, worth.value_source),
        (Ok(dec!(200)), Source::Derived)
    );
}

#[test]
fn a_price_that_may_be_in_percent_of_par_makes_no_value() {
    let mut row = row();
    row.institution_value = None;
    for class in [Some("fixed income"), Some("loan"), Some("other"), None] {
        assert_eq!(
            of_class(class, &row).value,
            Err(Unknown::UnitsDoNotFit),
            "{class:?}"
        );
    }
    assert_eq!(
        Worth::of(&row, None, None).value,
        Err(Unknown::UnitsDoNotFit)
    );
    for class in ["etf", "mutual fund", "cryptocurrency", "cash"] {
        assert_eq!(of_class(Some(class), &row).value, Ok(dec!(200)), "{class}");
    }
}

#[test]
fn an_option_is_worth_its_price_for_each_share_and_contracts_are_not_guessed() {
    let check = |units: Decimal, expected| {
        let mut row = row();
        row.quantity = Some(units);
        row.institution_value = None;
        let worth = of_class(Some("derivative"), &row);
        assert_eq!((worth.units, worth.value), (Some(units), expected));
    };
    check(dec!(200), Ok(dec!(4000)));
    check(dec!(-100.00), Ok(dec!(-2000)));
    check(dec!(2), Err(Unknown::UnitsDoNotFit));
    check(dec!(-150), Err(Unknown::UnitsDoNotFit));
}

#[test]
fn a_price_and_value_of_zero_beside_units_is_no_total_loss() {
    let check = |price: Option<Decimal>, value: Option<Decimal>, expected| {
        let mut row = row();
        row.institution_price = price;
        row.institution_value = value;
        assert_eq!(stock(&row).value, expected, "{price:?} {value:?}");
    };
    check(Some(dec!(0)), Some(dec!(0)), Err(Unknown::ZeroPrice));
    check(Some(dec!(0.00)), None, Err(Unknown::ZeroPrice));
    check(None, Some(dec!(0)), Err(Unknown::ZeroPrice));
    check(Some(dec!(20)), Some(dec!(0)), Ok(dec!(200)));
    check(Some(dec!(0)), Some(dec!(200)), Ok(dec!(200)));
    check(None, None, Err(Unknown::NotReported));
    let mut sold = row();
    sold.quantity = Some(dec!(0));
    sold.institution_value = Some(dec!(0));
    assert_eq!(stock(&sold).value, Ok(dec!(0)));
}

#[test]
fn what_is_owed_is_below_zero_with_and_without_a_sign() {
    for value in [dec!(200), dec!(-200)] {
        let mut short = row();
        short.quantity = Some(dec!(-10));
        short.institution_value = Some(value);
        short.cost_basis = Some(dec!(240));
        let worth = stock(&short);
        assert_eq!((worth.value, worth.gain()), (Ok(dec!(-200)), Ok(dec!(40))));
    }
}

#[test]
fn a_value_without_units_is_known() {
    let mut row = row();
    row.quantity = None;
    let worth = stock(&row);
    assert_eq!((worth.units, worth.value), (None, Ok(dec!(200))));
    row.quantity = Some(dec!(0));
    row.institution_price = Some(dec!(0));
    let worth = stock(&row);
    assert_eq!((worth.units, worth.value), (None, Ok(dec!(200))));
    row.quantity = None;
    row.institution_value = None;
    assert_eq!(stock(&row).value, Err(Unknown::NotReported));
}

#[test]
fn the_halves_of_what_is_vested_go_together() {
    let check = |price: Option<Decimal>,
                 value: Option<Decimal>,
                 vested: (Option<Decimal>, Option<Decimal>),
                 expected: (Option<Decimal>, Result<Decimal, Unknown>)| {
        let mut row = row();
        row.institution_price = price;
        row.institution_value = value;
        (row.vested_quantity, row.vested_value) = vested;
        let worth = stock(&row);
        assert_eq!((worth.units, worth.value), expected, "{vested:?}");
    };
    let (price, value) = (Some(dec!(20)), Some(dec!(200)));
    let four = (Some(dec!(4)), Ok(dec!(80)));
    check(price, value, (Some(dec!(4)), Some(dec!(80))), four);
    check(price, value, (Some(dec!(4)), None), four);
    check(price, value, (None, Some(dec!(80))), four);
    check(None, value, (Some(dec!(4)), None), four);
    check(None, value, (None, Some(dec!(80))), four);
    check(price, value, (Some(dec!(4)), Some(dec!(0))), four);
    check(
        price,
        value,
        (Some(dec!(10)), None),
        (Some(dec!(10)), Ok(dec!(200))),
    );
    let nothing = (Some(dec!(0)), Ok(dec!(0)));
    check(price, value, (Some(dec!(0)), None), nothing);
    check(price, value, (None, Some(dec!(0))), nothing);
    check(price, value, (Some(dec!(0)), Some(dec!(0))), nothing);
    let more_than_held = (None, Err(Unknown::VestedUnclear));
    check(price, value, (Some(dec!(11)), None), more_than_held);
    let worth_more = (Some(dec!(11)), Some(dec!(220)));
    check(price, value, worth_more, more_than_held);
    let value_alone = (None, Ok(dec!(80)));
    check(None, None, (None, Some(dec!(80))), value_alone);
    let units_alone = (Some(dec!(4)), Err(Unknown::NotReported));
    check(None, None, (Some(dec!(4)), None), units_alone);
}

#[test]
fn a_cost_covers_the_units_that_count_or_is_unknown() {
    let cost = |quantity: Decimal, value: Decimal, cost: Decimal| {
        let mut row = row();
        row.quantity = Some(quantity);
        row.institution_value = Some(value);
        row.cost_basis = Some(cost);
        stock(&row).cost
    };
    assert_eq!(cost(dec!(10), dec!(200), dec!(150)), Ok(dec!(150)));
    assert_eq!(cost(dec!(10), dec!(200), dec!(0)), Err(Unknown::ZeroCost));
    assert_eq!(
        cost(dec!(-10), dec!(-200), dec!(0.00)),
        Err(Unknown::ZeroCost)
    );
    assert_eq!(cost(dec!(0), dec!(0), dec!(0)), Ok(dec!(0)));
    // Received for a short position, with either sign.
    assert_eq!(cost(dec!(-10), dec!(-200), dec!(240)), Ok(dec!(-240)));
    assert_eq!(cost(dec!(-10), dec!(-200), dec!(-240)), Ok(dec!(-240)));

    let mut grant = row();
    grant.cost_basis = Some(dec!(100));
    grant.vested_quantity = Some(dec!(4));
    assert_eq!(stock(&grant).cost, Err(Unknown::PartlyVested));
    grant.vested_quantity = Some(dec!(10));
    assert_eq!(stock(&grant).gain(), Ok(dec!(100)));
    let mut without_units = row();
    without_units.quantity = None;
    without_units.cost_basis = Some(dec!(150));
    assert_eq!(stock(&without_units).gain(), Ok(dec!(50)));
}

#[test]
fn cash_has_no_gain() {
    let mut cash = row();
    for cost in [dec!(0), dec!(200), dec!(150)] {
        cash.cost_basis = Some(cost);
        assert_eq!(of_class(Some("cash"), &cash).gain(), Err(Unknown::Cash));
    }
}

#[test]
fn a_figure_beyond_what_can_be_counted_is_unknown() {
    let mut huge = row();
    huge.quantity = Some(Decimal::MAX);
    huge.institution_value = None;
    assert_eq!(stock(&huge).value, Err(Unknown::TooLarge));
    huge.institution_value = Some(Decimal::MAX);
    huge.cost_basis = Some(-Decimal::MAX);
    assert_eq!(stock(&huge).gain(), Err(Unknown::TooLarge));
}

#[test]
fn a_row_of_a_snapshot_is_valued_like_a_holding() {
    let mut holding = row();
    for value in [Some(dec!(200)), None, Some(dec!(0))] {
        for vested in [(None, None), (Some(dec!(4)), None), (None, Some(dec!(80)))] {
            for class in [Some("equity"), Some("fixed income")] {
                holding.institution_value = value;
                (holding.vested_quantity, holding.vested_value) = vested;
                let snapshot = SnapshotRow {
                    security_id: holding.security_id.clone(),
                    quantity: holding.quantity,
                    institution_price: holding.institution_price,
                    institution_value: holding.institution_value,
                    cost_basis: None,
                    vested_quantity: holding.vested_quantity,
                    vested_value: holding.vested_value,
                    currency: holding.currency.clone(),
                };
                let security = Security {
                    asset_class: class.map(Into::into),
                    ..Security::unknown("security".into())
                };
                let then = Worth::of_snapshot(&snapshot, Some(&security), None);
                let now = Worth::of(&holding, Some(&security), None);
                assert_eq!((then.units, then.value), (now.units, now.value));
            }
        }
    }
}
