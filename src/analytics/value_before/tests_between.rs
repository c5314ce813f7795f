//! The days between two snapshots.

use chrono::{Datelike as _, Utc};
use rust_decimal::{Decimal, dec};

use super::{
    tests::{Sync, buy, deposit, portfolio, row},
    *,
};
use crate::{
    analytics::performance::{Grade, measure},
    domain::{Snapshot, Transaction},
    portfolio::sample::november,
};

/// A day of November, its value, how well it is known, and the coverage.
type Known = (u32, Option<Decimal>, Grade, Option<Decimal>);

fn between(rows: Vec<Transaction>, syncs: &[Sync<'_>]) -> Vec<Known> {
    let (portfolio, history) = portfolio(rows, syncs);
    let measured = measure(&portfolio, &history, |_| true, &Utc, november(30)).remove(0);
    let days = value_between(&portfolio, &history, &measured, &Utc);
    let known = |it: EarlyDay| {
        let coverage = it.coverage.map(|it| it.round_dp(3));
        (it.day.day(), it.value, it.grade, coverage)
    };
    days.into_iter().map(known).collect()
}

fn derived(day: u32, value: Decimal) -> Known {
    (day, Some(value), Grade::Derived, Some(dec!(1)))
}

fn estimated(day: u32, value: Decimal) -> Known {
    (day, Some(value), Grade::Estimated, Some(dec!(1)))
}

fn unknown(day: u32, coverage: Decimal) -> Known {
    (day, None, Grade::Unknown, Some(coverage))
}

type Rows<'a> = &'a [(&'a str, Option<Decimal>, Decimal)];

/// Cash and units of VTI, each at 100 or 110.
const A: Rows<'_> = &[
    ("USD", Some(dec!(1000)), dec!(1000)),
    ("VTI", Some(dec!(10)), dec!(1000)),
];
const B: Rows<'_> = &[
    ("USD", Some(dec!(480)), dec!(480)),
    ("VTI", Some(dec!(15)), dec!(1650)),
];

/// The example of the specification: from Monday 2 to Monday 16 November.
#[test]
fn units_follow_from_rows_and_prices_from_the_days_before() {
    let rows = vec![buy("1", 4, dec!(5), dec!(104))];
    let days = between(rows, &[("a", 2, A), ("a", 16, B)]);
    let mut expected = vec![estimated(3, dec!(2000)), derived(4, dec!(2040))];
    expected.extend((5..=11).map(|day| estimated(day, dec!(2040))));
    // The price of the 4th is six trading days old; that of the 16th, a later one,
    // only says how much is missing: 480 of 480 and 15 × 110 or 104.
    assert_eq!(days[..9], expected);
    assert!(days[9..].iter().all(|it| it.1.is_none()), "{days:?}");
    assert_eq!(days[9], unknown(12, dec!(0.225)));
    assert_eq!(days.len(), 13);
}

#[test]
fn what_rows_do_not_make_up_is_unknown_on_every_day_between() {
    // Of the five units, no row tells.
    let days = between(vec![], &[("a", 2, A), ("a", 5, B)]);
    // Neither of the units nor of the cash that they cost.
    assert_eq!(days, [unknown(3, dec!(0)), unknown(4, dec!(0))]);

    // A little that no row explains is left out, and the rest has its value.
    let little: Rows<'_> = &[
        ("BND", Some(dec!(2)), dec!(40)),
        ("USD", Some(dec!(1000)), dec!(1000)),
        ("VTI", Some(dec!(10)), dec!(1010)),
    ];
    let days = between(vec![], &[("a", 2, A), ("a", 5, little)]);
    let known = |day| (day, Some(dec!(2000)), Grade::Estimated, Some(dec!(0.98)));
    assert_eq!(days, [known(3), known(4)]);
}

#[test]
fn a_row_that_a_snapshot_has_already_is_no_difference() {
    // The first snapshot has the purchase of the day after; its cash moves later.
    let has: Rows<'_> = &[("VTI", Some(dec!(15)), dec!(1500))];
    let after: Rows<'_> = &[("VTI", Some(dec!(15)), dec!(1530))];
    let rows = vec![row("1", 3, ("transfer", "transfer"), dec!(5), dec!(0))];
    let days = between(rows, &[("a", 2, has), ("a", 5, after)]);
    assert_eq!(days, [estimated(3, dec!(1500)), estimated(4, dec!(1500))]);
}

#[test]
fn a_friday_is_the_price_of_its_weekend() {
    let days = between(vec![], &[("a", 6, A), ("a", 9, A)]);
    assert_eq!(days, [derived(7, dec!(2000)), derived(8, dec!(2000))]);
    assert_eq!(between(vec![], &[("a", 9, A), ("a", 10, A)]), []);
}

#[test]
fn money_moves_on_its_day_and_so_does_the_value() {
    let more: Rows<'_> = &[
        ("USD", Some(dec!(1500)), dec!(1500)),
        ("VTI", Some(dec!(10)), dec!(1000)),
    ];
    let rows = vec![deposit("1", 4, dec!(500))];
    let days = between(rows, &[("a", 2, A), ("a", 6, more)]);
    let expected = [(3, dec!(2000)), (4, dec!(2500)), (5, dec!(2500))];
    assert_eq!(days, expected.map(|(day, value)| estimated(day, value)));
}

#[test]
fn an_account_that_was_not_synced_meanwhile_is_missing() {
    // b is valued on the first day and the last; a in between as well.
    let b: Rows<'_> = &[("USD", Some(dec!(50)), dec!(50))];
    let syncs = [("a", 9, A), ("b", 9, b), ("a", 11, A), ("a", 13, A)];
    // After its last sync nobody knows what became of b: there is one valued day.
    assert_eq!(between(vec![], &syncs), []);
    let syncs = [syncs[0], syncs[1], syncs[2], ("a", 13, A), ("b", 13, b)];
    let days = between(vec![], &syncs);
    let (before, after) = (estimated(10, dec!(2050)), estimated(12, dec!(2050)));
    assert_eq!(days, [before, derived(11, dec!(2050)), after]);
}

#[test]
fn a_holding_has_days_between_its_snapshots_too() {
    let syncs: [Sync<'_>; 2] = [("a", 2, A), ("a", 6, B)];
    let (portfolio, _) = portfolio(vec![buy("1", 4, dec!(5), dec!(104))], &syncs);
    let snapshots: Vec<Snapshot> = syncs.iter().flat_map(super::tests::snapshots).collect();
    let own = |it: &Snapshot| {
        it.row
            .as_ref()
            .is_some_and(|it| it.security_id.as_str() == "VTI")
    };
    let snapshots: Vec<_> = snapshots.into_iter().filter(own).collect();
    let usd = Currency::iso("USD");
    let (account, vti) = ("a".into(), "VTI".into());
    let days = holding_between(&portfolio, &account, &vti, Some(&usd), &snapshots, &Utc);
    let days: Vec<_> = days.iter().map(|it| (it.day.day(), it.value)).collect();
    let expected = [(3, dec!(1000)), (4, dec!(1560)), (5, dec!(1560))];
    assert_eq!(days, expected.map(|(day, value)| (day, Some(value))));
}
