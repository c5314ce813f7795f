use rust_decimal::dec;

use super::*;
use crate::domain::{Account, AccountGap};
use crate::portfolio::{
    AccountValue,
    sample::{self, november as day},
};

fn account(id: &str, missing_since: Option<u32>) -> Account {
    Account {
        missing_since: missing_since.map(day),
        ..sample::account(id, "item")
    }
}

/// A snapshot on a day of November, at `minute` past noon.
fn value(account: &str, on: u32, minute: u32, currency: &str, value: Decimal) -> AccountValue {
    let time = day(on).and_hms_opt(12, minute, 0).expect("a time");
    AccountValue {
        synced_at: time.and_utc(),
        account_id: account.into(),
        currency: Some(Currency::iso(currency)),
        market_value: Some(value),
        unknown: [].into(),
    }
}

fn history(accounts: Vec<Account>, values: Vec<AccountValue>) -> Vec<ValueHistory> {
    let portfolio = Portfolio {
        accounts,
        account_values: values,
        ..Portfolio::default()
    };
    value_history(&portfolio, |_| true, &Utc, day(30))
}

/// The only currency's points as day of the month and value.
fn check_points(accounts: Vec<Account>, values: Vec<AccountValue>, expected: &[(u32, Decimal)]) {
    let history = history(accounts, values);
    assert_eq!(history.len(), 1);
    let expected: Vec<_> = expected
        .iter()
        .map(|&(on, value)| ValuePoint {
            day: day(on),
            value,
        })
        .collect();
    assert_eq!(history[0].points, expected);
}

#[test]
fn an_account_is_carried_forward_until_its_next_snapshot() {
    check_points(
        vec![account("a", None), account("b", None)],
        vec![
            value("a", 1, 0, "USD", dec!(100.10)),
            value("b", 3, 0, "USD", dec!(50)),
            value("a", 5, 0, "USD", dec!(110)),
        ],
        &[(1, dec!(100.10)), (3, dec!(150.10)), (5, dec!(160))],
    );
}

#[test]
fn several_syncs_of_one_day_collapse_to_the_last() {
    check_points(
        vec![account("a", None)],
        vec![
            value("a", 1, 0, "USD", dec!(100)),
            value("a", 1, 30, "USD", dec!(101)),
        ],
        &[(1, dec!(101))],
    );
}

#[test]
fn an_account_counts_until_the_day_it_is_missing() {
    check_points(
        vec![account("a", None), account("b", Some(4))],
        vec![
            value("a", 1, 0, "USD", dec!(10)),
            value("b", 1, 0, "USD", dec!(5)),
            value("a", 4, 0, "USD", dec!(11)),
        ],
        &[(1, dec!(15)), (4, dec!(11))],
    );
}

#[test]
fn an_account_counts_until_its_connection_is_removed() {
    let mut removed = sample::connection("item", "Institution", 3);
    removed.disconnected_at = Some(sample::noon(4));
    let portfolio = Portfolio {
        connections: vec![removed],
        accounts: vec![
            account("a", None),
            Account {
                item_id: "other".into(),
                ..account("b", None)
            },
        ],
        account_values: vec![
            value("a", 3, 0, "USD", dec!(5)),
            value("b", 3, 0, "USD", dec!(10)),
            value("b", 6, 0, "USD", dec!(11)),
        ],
        ..Portfolio::default()
    };
    let history = value_history(&portfolio, |_| true, &Utc, day(30));
    let values: Vec<_> = history[0].points.iter().map(|it| it.value).collect();
    assert_eq!(values, [dec!(15), dec!(10), dec!(11)]);
}

#[test]
fn an_account_that_is_back_keeps_its_gap() {
    let check = |now_missing: Option<u32>, expected: &[Decimal]| {
        let portfolio = Portfolio {
            accounts: vec![account("a", None), account("b", now_missing)],
            account_values: vec![
                value("a", 1, 0, "USD", dec!(10)),
                value("b", 1, 0, "USD", dec!(5)),
                value("a", 4, 0, "USD", dec!(11)),
                value("a", 7, 0, "USD", dec!(12)),
                value("b", 7, 0, "USD", dec!(6)),
                value("a", 9, 0, "USD", dec!(13)),
            ],
            account_gaps: vec![AccountGap {
                account_id: "b".into(),
                from: day(3),
                until: day(7),
            }],
            ..Portfolio::default()
        };
        let history = value_history(&portfolio, |_| true, &Utc, day(30));
        let values: Vec<_> = history[0].points.iter().map(|it| it.value).collect();
        assert_eq!(values, expected);
    };
    check(None, &[dec!(15), dec!(10), dec!(11), dec!(18), dec!(19)]);
    check(Some(9), &[dec!(15), dec!(10), dec!(11), dec!(18), dec!(13)]);
}

#[test]
fn an_account_out_of_view_is_left_out() {
    let portfolio = Portfolio {
        accounts: vec![account("a", None), account("b", None)],
        account_values: vec![
            value("a", 1, 0, "USD", dec!(10)),
            value("b", 1, 0, "USD", dec!(5)),
            value("gone", 1, 0, "USD", dec!(7)),
        ],
        ..Portfolio::default()
    };
    let history = value_history(&portfolio, |it| it.as_str() == "b", &Utc, day(30));
    assert_eq!(history[0].points[0].value, dec!(5));
}

#[test]
fn a_currency_no_longer_held_is_worth_zero() {
    let history = history(
        vec![account("a", None)],
        vec![
            value("a", 1, 0, "CAD", dec!(10)),
            value("a", 1, 0, "USD", dec!(1)),
            value("a", 2, 0, "USD", dec!(12)),
        ],
    );
    let values = |at: usize| -> Vec<_> { history[at].points.iter().map(|it| it.value).collect() };
    assert_eq!(values(0), [dec!(10), dec!(0)]);
    assert_eq!(values(1), [dec!(1), dec!(12)]);
}

#[test]
fn days_begin_at_midnight_where_the_person_is() {
    let portfolio = Portfolio {
        accounts: vec![account("a", None)],
        account_values: vec![value("a", 1, 0, "USD", dec!(1))],
        ..Portfolio::default()
    };
    let far_east = chrono::FixedOffset::east_opt(13 * 3600).expect("an offset");
    let history = value_history(&portfolio, |_| true, &far_east, day(30));
    assert_eq!(history[0].points[0].day, day(2));
}

#[test]
fn what_is_dated_ahead_does_not_stretch_the_line() {
    let mut gone = account("b", None);
    gone.missing_since = NaiveDate::from_ymd_opt(2031, 1, 1);
    let mut ahead = value("a", 2, 0, "USD", dec!(99));
    ahead.synced_at += chrono::TimeDelta::days(1000);
    let values = vec![
        value("b", 1, 0, "USD", dec!(5)),
        value("a", 1, 1, "USD", dec!(100)),
        ahead,
        value("a", 3, 0, "USD", dec!(110)),
    ];
    let history = history(vec![account("a", None), gone], values);
    let points: Vec<_> = history[0]
        .points
        .iter()
        .map(|it| (it.day, it.value))
        .collect();
    assert_eq!(points, [(day(1), dec!(105)), (day(3), dec!(115))]);
}
