use super::*;

#[test]
fn the_same_rows_in_another_order_are_no_change() {
    let lot = |ordinal, units: Decimal| Holding {
        quantity: Some(units),
        ..holding("a", "s", ordinal, dec!(100))
    };
    let mut fetched = answer();
    fetched.holdings = vec![lot(0, dec!(1)), lot(1, dec!(2)), lot(2, dec!(3))];
    let first = plan(&Stored::default(), fetched, today());
    let stored = applied(&Stored::default(), &first);
    let turned = next_from(&stored, |it| {
        it.holdings = vec![lot(0, dec!(3)), lot(1, dec!(1)), lot(2, dec!(2))];
    });
    assert_eq!(turned.summary.holdings_changed, 0);
    let one_less = next_from(&stored, |it| {
        it.holdings = vec![lot(0, dec!(3)), lot(1, dec!(2))];
    });
    assert_eq!(one_less.summary.holdings_changed, 1);
    let one_other = next_from(&stored, |it| {
        it.holdings = vec![lot(0, dec!(9)), lot(1, dec!(2)), lot(2, dec!(3))];
    });
    assert_eq!(one_other.summary.holdings_changed, 1);
}

#[test]
fn a_price_without_a_day_is_that_of_the_sync() {
    let priced = |price: Decimal, day: Option<NaiveDate>| {
        move |it: &mut Fetched| {
            it.holdings[0].institution_price = Some(price);
            it.holdings[0].institution_price_as_of = day;
            it.holdings[0].as_of = day.unwrap_or(today());
        }
    };
    let undated = next(priced(dec!(52), None));
    assert_eq!(undated.securities[0].institution_price_as_of, Some(today()));
    let older = next_from(
        &applied(&stored(), &undated),
        priced(dec!(1), Some(day(6, 29))),
    );
    assert_eq!(older.securities, [], "an older price never wins");

    let mut ahead = stored();
    let id = SecurityId::from("s");
    if let Some(it) = ahead.securities.get_mut(&id) {
        it.institution_price_as_of = NaiveDate::from_ymd_opt(2999, 1, 1);
    }
    let plan = next_from(&ahead, priced(dec!(53), Some(today())));
    assert_eq!(plan.securities[0].institution_price, Some(dec!(53)));
}

#[test]
fn two_rows_of_one_security_stay_two() {
    let plan = next(|it| it.holdings.push(holding("a", "s", 1, dec!(0.75))));
    assert_eq!(plan.summary.holdings, 2);
    assert_eq!(plan.summary.holdings_changed, 1);
    assert_eq!(usd(&plan.summary.value_after), Some(dec!(501.00)));
}

#[test]
fn a_holding_read_on_another_day_is_the_same_holding() {
    let mut before = answer();
    before.holdings[0].institution_price_as_of = None;
    let mut after = before.clone();
    after.holdings[0].as_of = today();
    let first = plan(&Stored::default(), before, day(6, 29));
    let second = plan(&applied(&Stored::default(), &first), after, today());
    assert_eq!(second.summary.holdings_changed, 0);
}

#[test]
fn values_stay_apart_by_currency_and_unknown_is_not_zero() {
    let plan = next(|it| {
        it.holdings.push(Holding {
            currency: Some(Currency::iso("CAD")),
            ..holding("a", "c", 0, dec!(80))
        });
        it.holdings.push(Holding {
            institution_price: None,
            institution_value: None,
            currency: Some(Currency::iso("JPY")),
            ..holding("a", "j", 0, dec!(1))
        });
    });
    let after = &plan.summary.value_after;
    assert_eq!(usd(after), Some(dec!(500.25)));
    assert_eq!(after.get(Some(&Currency::iso("CAD"))), Some(dec!(80)));
    let yen = after.sum(Some(&Currency::iso("JPY"))).expect("a sum");
    assert_eq!((yen.known(), yen.missing()), (None, 1));
}

#[test]
fn a_security_has_the_price_of_its_latest_holding() {
    let plan = next(|it| {
        it.accounts.push(account("b"));
        it.holdings.push(Holding {
            institution_price: Some(dec!(51.5)),
            institution_price_as_of: Some(day(6, 30)),
            as_of: day(6, 30),
            ..holding("b", "s", 0, dec!(1))
        });
    });
    assert_eq!(plan.securities[0].institution_price, Some(dec!(51.5)));
    assert_eq!(plan.securities[0].institution_price_as_of, Some(day(6, 30)));
}

#[test]
fn an_older_price_does_not_replace_a_newer_one() {
    let plan = next(|it| {
        it.holdings[0].institution_price = Some(dec!(1));
        it.holdings[0].institution_price_as_of = Some(day(6, 1));
        it.holdings[0].as_of = day(6, 1);
    });
    assert_eq!(plan.securities, []);
}

#[test]
fn a_security_keeps_its_price_after_it_is_sold_but_not_its_old_name() {
    let mut named = answer();
    named.securities[0].name = Some("Acme".into());
    named.securities[0].ticker_symbol = Some("ACME".into());
    let before = applied(
        &Stored::default(),
        &plan(&Stored::default(), named, today()),
    );
    let plan = next_from(&before, |it| {
        sold_out(it);
        it.securities[0].name = Some("Acme Holdings".into());
    });
    let [security] = &plan.securities[..] else {
        panic!("one security: {:?}", plan.securities);
    };
    assert_eq!(security.name.as_deref(), Some("Acme Holdings"));
    assert_eq!(security.ticker_symbol, None);
    assert_eq!(security.institution_price, Some(dec!(50.025)));
}

#[test]
fn a_held_security_that_is_no_longer_described_still_gets_its_price() {
    let plan = next(|it| {
        it.securities.clear();
        it.holdings = vec![holding("a", "s", 0, dec!(600))];
    });
    assert_eq!(plan.securities[0].institution_price, Some(dec!(60)));
}
