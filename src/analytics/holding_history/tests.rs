use rust_decimal::dec;

use super::*;
use crate::domain::{SnapshotRow, Succession};
use crate::portfolio::{
    AccountValue,
    sample::{self, noon, november as day},
};

/// What `account` had of the security on a day of November, in dollars.
fn value(account: &str, on: u32, value: Option<Decimal>) -> Snapshot {
    Snapshot {
        row: Some(SnapshotRow {
            security_id: "security".into(),
            quantity: None,
            institution_price: None,
            institution_value: value,
            cost_basis: None,
            vested_quantity: None,
            vested_value: None,
            currency: Some(Currency::iso("USD")),
        }),
        ..none(account, on)
    }
}

/// It had none of it on that day.
fn none(account: &str, on: u32) -> Snapshot {
    Snapshot {
        synced_at: noon(on),
        account_id: account.into(),
        balance: None,
        balance_currency: None,
        row: None,
    }
}

/// A portfolio whose account `new` continues `old`, synced on those days.
fn portfolio(old: &[u32], new: &[u32]) -> Portfolio {
    let synced = |account: &'static str, days: &[u32]| {
        let values = days.iter().map(|&on| AccountValue {
            synced_at: noon(on),
            account_id: account.into(),
            currency: Some(Currency::iso("USD")),
            market_value: Some(dec!(1000)),
            unknown: [].into(),
        });
        values.collect::<Vec<_>>()
    };
    let mut gone = sample::account("old", "item");
    gone.missing_since = Some(day(30));
    Portfolio {
        connections: vec![sample::connection("item", "Institution", 30)],
        accounts: vec![gone, sample::account("new", "item")],
        account_values: [synced("old", old), synced("new", new)].concat(),
        successions: vec![Succession {
            old: "old".into(),
            new: "new".into(),
            is_same: true,
        }],
        ..Portfolio::default()
    }
    .prepared()
}

/// The points of account `new` as day of the month and value.
fn check(portfolio: &Portfolio, values: &[Snapshot], expected: &[(u32, Decimal)]) {
    let usd = Currency::iso("USD");
    let points = holding_history(
        portfolio,
        &"new".into(),
        Some(&usd),
        values,
        &Utc,
        NaiveDate::MAX,
    );
    let expected: Vec<_> = expected
        .iter()
        .map(|&(on, value)| ValuePoint {
            day: day(on),
            value,
        })
        .collect();
    assert_eq!(points, expected);
}

#[test]
fn rows_of_one_sync_add_up_and_other_accounts_do_not() {
    check(
        &portfolio(&[], &[1, 2]),
        &[
            value("new", 1, Some(dec!(10.01))),
            value("new", 1, Some(dec!(0.09))),
            value("other", 1, Some(dec!(7))),
            value("new", 2, Some(dec!(11))),
        ],
        &[(1, dec!(10.10)), (2, dec!(11))],
    );
}

#[test]
fn another_currency_is_another_holding() {
    let mut canadian = value("new", 1, Some(dec!(99)));
    canadian.row.as_mut().expect("a row").currency = Some(Currency::iso("CAD"));
    let values = [canadian, value("new", 1, Some(dec!(10)))];
    check(&portfolio(&[], &[1]), &values, &[(1, dec!(10))]);
}

#[test]
fn it_begins_when_it_is_first_held_and_a_gap_is_worth_nothing() {
    check(
        &portfolio(&[], &[1, 2, 3, 4]),
        &[
            none("new", 1),
            value("new", 2, Some(dec!(10))),
            none("new", 3),
            value("new", 4, Some(dec!(12))),
        ],
        &[(2, dec!(10)), (3, dec!(0)), (4, dec!(12))],
    );
}

#[test]
fn a_day_of_unknown_value_has_no_point() {
    check(
        &portfolio(&[], &[1, 2, 3]),
        &[
            value("new", 1, Some(dec!(10))),
            value("new", 2, None),
            value("new", 2, Some(dec!(5))),
            value("new", 3, Some(dec!(12))),
        ],
        &[(1, dec!(10)), (3, dec!(12))],
    );
}

#[test]
fn the_last_sync_of_a_day_counts() {
    let mut portfolio = portfolio(&[], &[1, 2]);
    let evening = noon(1) + chrono::Duration::hours(8);
    portfolio.account_values[1].synced_at = evening;
    let mut later = value("new", 1, Some(dec!(12)));
    later.synced_at = evening;
    let values = [value("new", 1, Some(dec!(10))), later];
    check(&portfolio, &values, &[(1, dec!(12))]);
}

#[test]
fn an_account_that_continues_another_goes_on_with_its_values() {
    check(
        &portfolio(&[1, 2, 3], &[2, 4]),
        &[
            value("old", 1, Some(dec!(10))),
            // Both were listed once: the one that continues counts from here on.
            value("new", 2, Some(dec!(11))),
            value("old", 2, Some(dec!(100))),
            value("old", 3, Some(dec!(100))),
            value("new", 4, Some(dec!(13))),
        ],
        &[(1, dec!(10)), (2, dec!(11)), (4, dec!(13))],
    );
}
