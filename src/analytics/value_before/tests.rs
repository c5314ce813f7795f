use chrono::Utc;
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

use super::*;
use crate::{
    analytics::performance::{Grade, Reason, measure},
    domain::{Snapshot, SnapshotRow, Transaction},
    portfolio::{
        AccountValue,
        sample::{self, november, transaction},
    },
};

/// A row of VTI; `units` of zero are none.
pub(super) fn row(
    id: &str,
    day: u32,
    words: (&str, &str),
    units: Decimal,
    amount: Decimal,
) -> Transaction {
    Transaction {
        security_id: Some("VTI".into()).filter(|_| !units.is_zero()),
        quantity: Some(units).filter(|it| !it.is_zero()),
        subtype: Some(words.1.into()),
        ..transaction(id, "a", day, words.0, amount)
    }
}

pub(super) fn buy(id: &str, day: u32, units: Decimal, price: Decimal) -> Transaction {
    row(id, day, ("buy", "buy"), units, units * price)
}

pub(super) fn deposit(id: &str, day: u32, amount: Decimal) -> Transaction {
    row(id, day, ("cash", "deposit"), dec!(0), -amount)
}

/// What an account held at a sync: units and value of each.
pub(super) type Sync<'a> = (&'a str, u32, &'a [(&'a str, Option<Decimal>, Decimal)]);

fn before(rows: Vec<Transaction>, syncs: &[Sync<'_>]) -> ValueBefore {
    before_of(rows, syncs, |_| true)
}

fn before_of(
    transactions: Vec<Transaction>,
    syncs: &[Sync<'_>],
    in_view: impl Fn(&AccountId) -> bool,
) -> ValueBefore {
    both_of(transactions, syncs, in_view).1
}

/// The rows of a sync.
pub(super) fn snapshots((account, day, rows): &Sync<'_>) -> impl Iterator<Item = Snapshot> {
    rows.iter().map(|(security, units, value)| {
        let row = SnapshotRow {
            security_id: (*security).into(),
            quantity: *units,
            institution_price: None,
            institution_value: Some(*value),
            cost_basis: None,
            vested_quantity: None,
            vested_value: None,
            currency: Some(Currency::iso("USD")),
        };
        Snapshot {
            synced_at: sample::noon(*day),
            account_id: (*account).into(),
            balance: None,
            balance_currency: None,
            row: Some(row),
        }
    })
}

/// A portfolio of two accounts, and its history.
pub(super) fn portfolio(
    transactions: Vec<Transaction>,
    syncs: &[Sync<'_>],
) -> (Portfolio, History) {
    let mut portfolio = Portfolio {
        connections: vec![sample::connection("item", "Bank", 30)],
        accounts: ["a", "b"].map(|it| sample::account(it, "item")).into(),
        transactions,
        ..Portfolio::default()
    };
    for (id, class) in [("VTI", "etf"), ("BND", "etf"), ("USD", "cash")] {
        let security = sample::security(id, class);
        portfolio.securities.insert(id.into(), security);
    }
    for (account, day, rows) in syncs {
        portfolio.account_values.push(AccountValue {
            synced_at: sample::noon(*day),
            account_id: (*account).into(),
            currency: Some(Currency::iso("USD")),
            market_value: Some(rows.iter().map(|it| it.2).sum()),
            unknown: [].into(),
        });
    }
    let portfolio = portfolio.prepared();
    let mut history = History::default();
    for snapshot in syncs.iter().flat_map(snapshots) {
        history.add(&portfolio, &snapshot);
    }
    let history = history.handed_on(&portfolio);
    (portfolio, history)
}

/// What is measured, and what is known of the time before.
fn both_of(
    transactions: Vec<Transaction>,
    syncs: &[Sync<'_>],
    in_view: impl Fn(&AccountId) -> bool,
) -> (Measured, ValueBefore, Option<Measured>) {
    let (portfolio, history) = portfolio(transactions, syncs);
    let measured = measure(&portfolio, &history, in_view, &Utc, november(30)).remove(0);
    let before = value_before(&portfolio, &history, &measured, &Utc).expect("a snapshot");
    let early = returns::with_early_days(&portfolio, &history, &measured, &Utc);
    assert_eq!(has_early_days(&before), early.is_some());
    (measured, before, early)
}

/// A day of November, its value, how well it is known, and the coverage.
type Known = (u32, Option<Decimal>, Grade, Decimal);

fn known(before: &ValueBefore) -> Vec<Known> {
    use chrono::Datelike as _;
    let day = |it: &EarlyDay| {
        let coverage = it.coverage.unwrap_or(dec!(-1)).round_dp(3);
        (it.day.day(), it.value, it.grade, coverage)
    };
    before.days.iter().map(day).collect()
}

/// The example of the specification.
fn example() -> Vec<Transaction> {
    vec![
        deposit("1", 2, dec!(1400)),
        buy("2", 3, dec!(10), dec!(100)),
        deposit("3", 12, dec!(640)),
        buy("4", 12, dec!(5), dec!(108)),
    ]
}

const FIRST: Sync<'_> = (
    "a",
    18,
    &[
        ("USD", Some(dec!(500)), dec!(500)),
        ("VTI", Some(dec!(15)), dec!(1650)),
    ],
);

#[test]
fn a_first_sync_shows_what_follows_from_its_rows() {
    let before = before(example(), &[FIRST]);
    let derived = |day, value| (day, Some(value), Grade::Derived, dec!(1));
    let estimated = |day, value| (day, Some(value), Grade::Estimated, dec!(1));
    let expected = [
        derived(2, dec!(1400)),
        derived(3, dec!(1400)),
        estimated(4, dec!(1400)),
        estimated(5, dec!(1400)),
        estimated(6, dec!(1400)),
        estimated(7, dec!(1400)),
        estimated(8, dec!(1400)),
        estimated(9, dec!(1400)),
        estimated(10, dec!(1400)),
        (11, None, Grade::Unknown, dec!(0.270)),
        derived(12, dec!(2120)),
        estimated(13, dec!(2120)),
        estimated(14, dec!(2120)),
        estimated(15, dec!(2120)),
        estimated(16, dec!(2120)),
        estimated(17, dec!(2120)),
    ];
    assert_eq!(known(&before), expected);
    let paid_in = [(2, dec!(1510)), (11, dec!(1510)), (12, dec!(2150))];
    let mut paid_in: Vec<_> = paid_in.map(|(day, paid)| (november(day), paid)).into();
    paid_in.push((november(18), dec!(2150)));
    assert_eq!(before.paid_in, paid_in);
    assert_eq!(before.days[9].missing, ["VTI".into()]);
}

#[test]
fn nothing_is_rolled_back_beyond_what_there_was() {
    let mut rows = example();
    rows.push(buy("5", 10, dec!(20), dec!(100)));
    rows.push(deposit("6", 10, dec!(2000)));
    let before = before(rows, &[FIRST]);
    let last = before.days.iter().rfind(|it| it.coverage.is_none());
    assert_eq!(last.map(|it| it.day), Some(november(9)));
    assert!(
        before
            .days
            .iter()
            .all(|it| it.day > november(9) || it.value.is_none())
    );
    let limit = before
        .limits
        .iter()
        .find(|it| it.because == Because::TurnsNegative);
    let limit = limit.map(|it| (it.security.clone(), it.before));
    assert_eq!(limit, Some((Some("VTI".into()), november(10))));
}

#[test]
fn a_direction_that_is_in_the_sign_needs_an_institution_that_signs() {
    let moved = || row("t", 11, ("transfer", "transfer"), dec!(4), dec!(0));
    let grade = |before: &ValueBefore, day| {
        let mut days = before.days.iter();
        days.find(|it| it.day == november(day)).map(|it| it.grade)
    };
    let mut rows = example();
    rows.push(moved());
    let unproven = before(rows.clone(), &[FIRST]);
    assert_eq!(grade(&unproven, 12), Some(Grade::Derived));
    assert_eq!(grade(&unproven, 10), Some(Grade::Unknown));
    let of_vti = |it: &&Limit| it.security.is_some();
    let limit = unproven.limits.iter().find(of_vti).map(|it| it.because);
    assert_eq!(limit, Some(Because::SignsNotProven));

    // A sale that is signed as it should be shows the convention.
    rows.push(row("s", 12, ("sell", "sell"), dec!(-1), dec!(-108)));
    let shown = before(rows.clone(), &[FIRST]);
    assert_eq!(grade(&shown, 3), Some(Grade::Estimated));

    // One that is not contradicts it.
    rows.push(row("u", 12, ("sell", "sell"), dec!(1), dec!(-108)));
    assert_eq!(grade(&before(rows, &[FIRST]), 3), Some(Grade::Unknown));

    // Units between two snapshots that come out by such a row prove it.
    let mut rows = example();
    rows.push(moved());
    rows.push(row("v", 20, ("transfer", "transfer"), dec!(-2), dec!(0)));
    let second: Sync<'_> = (
        "a",
        23,
        &[
            ("USD", Some(dec!(500)), dec!(500)),
            ("VTI", Some(dec!(13)), dec!(1430)),
        ],
    );
    assert_eq!(
        grade(&before(rows, &[FIRST, second]), 3),
        Some(Grade::Derived)
    );
}

#[test]
fn units_that_come_without_rows_are_not_rolled_back() {
    let second: Sync<'_> = (
        "a",
        23,
        &[
            ("USD", Some(dec!(500)), dec!(500)),
            ("VTI", Some(dec!(16)), dec!(1760)),
        ],
    );
    let before = before(example(), &[FIRST, second]);
    let limit = before.limits.iter().find(|it| it.security.is_some());
    assert_eq!(limit.map(|it| it.because), Some(Because::ComesWithoutRows));
    assert!(
        before
            .days
            .iter()
            .all(|it| it.grade != Grade::Derived || it.day < november(3))
    );
}

#[test]
fn a_late_row_that_the_snapshot_has_is_taken_back_with_it() {
    let mut rows = example();
    rows.push(buy("late", 20, dec!(3), dec!(110)));
    let second: Sync<'_> = (
        "a",
        23,
        &[
            ("USD", Some(dec!(500)), dec!(500)),
            ("VTI", Some(dec!(15)), dec!(1650)),
        ],
    );
    let before = before(rows, &[FIRST, second]);
    // 12 units and the cash that they were bought with.
    let day = before.days.iter().find(|it| it.day == november(12));
    assert_eq!(
        day.and_then(|it| it.value),
        Some(dec!(830) + dec!(12) * dec!(108))
    );
}

#[test]
fn a_split_is_not_applied_twice_and_no_price_crosses_it() {
    let rows = vec![
        deposit("1", 2, dec!(1400)),
        buy("2", 3, dec!(10), dec!(100)),
        row("s", 5, ("sell", "sell"), dec!(-1), dec!(-100)),
        row("3", 6, ("transfer", "split"), dec!(9), dec!(0)),
    ];
    let first: Sync<'_> = (
        "a",
        18,
        &[
            ("USD", Some(dec!(500)), dec!(500)),
            ("VTI", Some(dec!(18)), dec!(990)),
        ],
    );
    let before = before(rows, &[first]);
    let value = |day| {
        let mut days = before.days.iter();
        let day = days.find(|it| it.day == november(day));
        day.and_then(|it| it.value)
    };
    assert_eq!(value(5), Some(dec!(500) + dec!(900)));
    assert_eq!(value(6), None, "the price of before the split");
    assert_eq!(value(9), None);
}

proptest! {
    #[test]
    fn neither_another_account_nor_the_order_of_rows_changes_anything(
        rows in prop::collection::vec((2_u32..18, 0_usize..4, 1_i64..9, any::<bool>()), 0..24),
        seed in any::<prop::sample::Index>(),
    ) {
        let mut all = example();
        for (at, (day, kind, units, is_other)) in rows.iter().enumerate() {
            let (id, units) = (format!("r{at}"), Decimal::from(*units));
            let mut row = match kind {
                0 => buy(&id, *day, units, dec!(101)),
                1 => row(&id, *day, ("sell", "sell"), -units, units * dec!(-102)),
                2 => deposit(&id, *day, units),
                _ => row(&id, *day, ("transfer", "transfer"), units, dec!(0)),
            };
            if *is_other {
                row.account_id = "b".into();
            }
            all.push(row);
        }
        let other: Sync<'_> = ("b", 18, &[("VTI", Some(dec!(9)), dec!(1000)), ("BND", None, dec!(7))]);
        let own = |id: &AccountId| id.as_str() == "a";
        let whole = before_of(all.clone(), &[FIRST, other], own);
        let alone: Vec<_> = all.iter().filter(|it| own(&it.account_id)).cloned().collect();
        prop_assert_eq!(&before(alone, &[FIRST]), &whole);
        let at = seed.index(all.len());
        all.rotate_left(at);
        all.reverse();
        prop_assert_eq!(before_of(all, &[FIRST, other], own), whole);
    }

    #[test]
    fn a_value_is_what_was_held_at_its_prices(
        rows in prop::collection::vec((2_u32..18, 1_i64..9, 90_i64..110), 1..12),
    ) {
        // Every day's purchases are paid in on that day; the rest follows.
        let mut all = vec![deposit("0", 2, dec!(500))];
        let mut units = Decimal::ZERO;
        for (at, (day, bought, price)) in rows.iter().enumerate() {
            let (bought, price) = (Decimal::from(*bought), Decimal::from(*price));
            units += bought;
            all.push(buy(&format!("b{at}"), *day, bought, price));
            all.push(deposit(&format!("d{at}"), *day, bought * price));
        }
        let held = [("USD", Some(dec!(500)), dec!(500)), ("VTI", Some(units), units * dec!(100))];
        let before = before(all.clone(), &[("a", 18, &held)]);
        for day in &before.days {
            let mut had = Decimal::ZERO;
            let mut last: Option<(NaiveDate, Decimal, Decimal)> = None;
            for row in all.iter().filter(|it| it.date <= day.day && it.quantity.is_some()) {
                let (bought, cost) = (row.quantity.unwrap_or_default(), row.amount.unwrap_or_default());
                had += bought;
                last = Some(match last {
                    Some((date, units, sum)) if date == row.date => (date, units + bought, sum + cost),
                    Some(it) if it.0 > row.date => it,
                    Some(_) | None => (row.date, bought, cost),
                });
            }
            if let Some(value) = day.value {
                let held = last.map_or(Decimal::ZERO, |(_, units, sum)| had * (sum / units));
                prop_assert_eq!(value, dec!(500) + held);
            } else {
                prop_assert!(!had.is_zero());
            }
        }
    }
}

/// The example of the specification, with its early days in the return.
#[test]
fn estimated_days_enter_a_return_only_when_they_are_asked_for() {
    let sync = [
        ("USD", Some(dec!(500)), dec!(500)),
        ("VTI", Some(dec!(15)), dec!(1650)),
    ];
    let (measured, _, early) = both_of(example(), &[("a", 18, &sync)], |_| true);
    assert_eq!(measured.performance(None, None).span, None);
    let early = early.expect("early days");
    let found = early.performance(None, None);
    let bridge = *found.bridge.known().expect("a bridge");
    assert_eq!((bridge.begin, bridge.end), (dec!(1400), dec!(2150)));
    assert_eq!((bridge.inflow, bridge.gain()), (dec!(640), dec!(110)));
    assert_eq!(bridge.unexplained, dec!(0));
    // 80 over 1,400 and a deposit that was there for one day of two; 30 over 2,120.
    let rate = found.time_weighted.known().map(|it| it.round_dp(6));
    assert_eq!(rate, Some(dec!(0.061321)));
    assert_eq!(found.time_weighted.grade, Grade::Estimated);
    assert_eq!(found.bridge.grade, Grade::Estimated);
    let note = Reason::EarlyDays(november(18));
    assert!(found.time_weighted.notes.contains(&note));
    // After the first sync nothing is estimated by it.
    let later = [
        ("USD", Some(dec!(500)), dec!(500)),
        ("VTI", Some(dec!(15)), dec!(1665)),
    ];
    let syncs: [Sync<'_>; 2] = [("a", 18, &sync), ("a", 19, &later)];
    let (measured, _, early) = both_of(example(), &syncs, |_| true);
    let early = early.expect("early days");
    let (own, with) = (
        measured.performance(None, None),
        early.performance(Some(november(18)), None),
    );
    assert_eq!(own.bridge, with.bridge);
    assert_eq!(own.time_weighted, with.time_weighted);
    let all = early.performance(None, None);
    let bridge = *all.bridge.known().expect("a bridge");
    assert_eq!(
        (bridge.inflow, bridge.gain(), bridge.end),
        (dec!(640), dec!(125), dec!(2165))
    );
}

#[test]
fn a_transfer_on_its_way_before_the_first_sync_is_no_fall() {
    let at_b = |row: Transaction| Transaction {
        account_id: "b".into(),
        ..row
    };
    let rows = vec![
        deposit("1", 2, dec!(1000)),
        at_b(deposit("2", 2, dec!(500))),
        deposit("3", 4, dec!(-300)),
        at_b(deposit("4", 6, dec!(300))),
    ];
    let sync = |cash| [("USD", Some(cash), cash)];
    let (a, b) = (sync(dec!(700)), sync(dec!(800)));
    let syncs: [Sync<'_>; 2] = [("a", 10, &a), ("b", 10, &b)];
    let (_, _, early) = both_of(rows, &syncs, |_| true);
    let early = early.expect("early days");
    let values: Vec<_> = early.days.iter().map(|it| it.value).collect();
    assert_eq!(values, [dec!(1500); 9]);
    let found = early.performance(None, None);
    assert_eq!(found.time_weighted.value, Ok(dec!(0)));
    assert_eq!(found.flows, []);
}
