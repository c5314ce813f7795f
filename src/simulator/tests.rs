//! The figures agree with each other, and are the same every time.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use chrono::{Days, Months, NaiveDate};
use rust_decimal::{Decimal, dec};

use super::{
    CLIENT_ID, Config, DEMO_SEED, SECRET, access_token,
    accounts::INSTITUTIONS,
    item::{History, Item},
    ledger::Ledger,
    market::{Market, with_digits},
    positions::Row,
    statement::Statement,
    world::Request,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A market and its three items.
fn portfolio(seed: u64, anchor: NaiveDate) -> (Market, Vec<Item>) {
    let start = anchor - Months::new(24);
    let market = Market::new(seed, start, anchor + Days::new(400));
    let history = History { start, anchor };
    let items = INSTITUTIONS
        .iter()
        .map(|plan| Item::new(plan, seed, history, &market))
        .collect();
    (market, items)
}

/// Holds a statement against the rows by arithmetic that knows only what an
/// answer of the server says.
fn check_statement(statement: &Statement, rows: &[Row], what: &str) {
    let cash_key = statement.plan.cash.key;
    let mut units: BTreeMap<&str, Decimal> = BTreeMap::new();
    let mut cash = Decimal::ZERO;
    for row in rows {
        if (row.kind, row.subtype) != ("buy", "contribution") {
            cash -= row.amount;
        }
        if let Some(security) = row.security
            && security.key != cash_key
        {
            *units.entry(security.key).or_default() += row.quantity;
        }
        assert!(cash >= Decimal::ZERO, "{what}: overdrawn by {}", row.name);
    }
    units.insert(cash_key, cash);
    units.retain(|_, quantity| !quantity.is_zero());

    let mut held: BTreeMap<&str, Decimal> = BTreeMap::new();
    let mut counted = statement.plan.unlisted_cash;
    for row in &statement.holdings {
        *held.entry(row.security.key).or_default() += row.quantity;
        assert_eq!(
            row.value,
            with_digits(row.quantity * row.price, 2),
            "{what}"
        );
        counted += row.vested.map_or(row.value, |(_, value)| value);
        if !row.lots.is_empty() {
            let lots: Decimal = row.lots.iter().map(|lot| lot.quantity).sum();
            let cost: Option<Decimal> = row.lots.iter().map(|lot| lot.cost).sum();
            assert_eq!((lots, cost), (row.quantity, row.cost), "{what}");
        }
    }
    assert_eq!(held, units, "{what}");
    assert_eq!(statement.current, counted, "{what}");
    assert_eq!(statement.available, cash, "{what}");
}

#[test]
fn transactions_lead_to_the_holdings_on_every_day() {
    for (seed, anchor) in [
        (DEMO_SEED, "2026-11-21"),
        (1, "2024-02-29"),
        (77, "2027-07-04"),
    ] {
        let anchor = day(anchor);
        let (market, mut items) = portfolio(seed, anchor);
        for item in &mut items {
            for sync in 0..9 {
                item.sync(anchor + Days::new(13 * sync), &market);
            }
            for back in (0..850).step_by(17) {
                let date = anchor + Days::new(110) - Days::new(back);
                let statements = item.statements(date, &market);
                for (ledger, statement) in item.ledgers().iter().zip(&*statements) {
                    let rows = &ledger.rows()[..ledger.count_before(date + Days::new(1))];
                    let what = format!("seed {seed}, {} on {date}", ledger.plan.key);
                    check_statement(statement, rows, &what);
                }
            }
        }
    }
}

#[test]
fn cost_is_what_was_paid_for_the_units_still_held() {
    let anchor = day("2026-11-21");
    let (market, mut items) = portfolio(DEMO_SEED, anchor);
    let statements = items[0].statements(anchor, &market);
    let cost = |key| {
        let rows = &statements[0].holdings;
        rows.iter()
            .find(|it| it.security.key == key)
            .map(|it| it.cost)
    };
    let paid: Decimal = items[0].ledgers()[0]
        .rows()
        .iter()
        .filter(|row| row.security.is_some_and(|it| it.key == "KO") && row.kind == "buy")
        .map(|row| row.amount)
        .sum();
    assert_eq!(cost("KO"), Some(Some(paid)), "bought only");
    assert_eq!(cost("SONY"), Some(None), "came without a cost");
    assert!(
        cost("TSLA").flatten() < Some(Decimal::ZERO),
        "a short position"
    );
    assert!(cost("NVDA").flatten() < Some(dec!(11) * dec!(700)), "split");
}

#[test]
fn the_sample_is_as_large_and_as_odd_as_promised() {
    let anchor = day("2026-11-21");
    let (market, mut items) = portfolio(DEMO_SEED, anchor);
    let (mut accounts, mut rows) = (0, 0);
    let (mut holdings, mut types, mut pairs) = (0, BTreeSet::new(), BTreeSet::new());
    for item in &mut items {
        rows += item
            .ledgers()
            .iter()
            .map(|it| it.rows().len())
            .sum::<usize>();
        for statement in &*item.statements(anchor, &market) {
            accounts += 1;
            for row in &statement.holdings {
                holdings += 1;
                types.insert(row.security.kind);
                pairs.insert((statement.plan.key, row.security.key));
            }
        }
    }
    assert_eq!(accounts, 6);
    assert!((38..=46).contains(&holdings), "{holdings} holdings");
    assert!(
        pairs.len() < holdings,
        "no pair of account and security repeats"
    );
    assert!((1_250..=1_350).contains(&rows), "{rows} rows");
    assert_eq!(types.len(), 10, "{types:?}");
}

#[test]
fn rare_rows_are_there_for_every_seed() {
    for seed in [DEMO_SEED, 1, 2, 3, 4] {
        let (_, items) = portfolio(seed, day("2026-11-21"));
        let rows: Vec<_> = items[0].ledgers().iter().flat_map(Ledger::rows).collect();
        for kind in [
            ("cancel", "trade"),
            ("sell", "sell short"),
            ("transfer", "split"),
            ("transfer", "spin off"),
            ("cash", "withdrawal"),
            ("fee", "management fee"),
        ] {
            let found = rows.iter().any(|row| (row.kind, row.subtype) == kind);
            assert!(found, "seed {seed}: {kind:?}");
        }
        let alike = |pair: &[&Row]| {
            let figures = |row: &Row| (row.date, row.name.clone(), row.quantity, row.amount);
            pair[0].kind == "buy" && figures(pair[0]) == figures(pair[1])
        };
        assert!(rows.windows(2).any(alike), "seed {seed}: two like fills");
    }
}

#[test]
fn every_sync_changes_something_and_the_same_syncs_change_the_same() {
    let anchor = day("2026-11-21");
    let (market, mut once) = portfolio(5, anchor);
    let (_, mut again) = portfolio(5, anchor);
    for (one, other) in once.iter_mut().zip(&mut again) {
        let state = |item: &Item| -> Vec<(String, String)> {
            let rows = item.ledgers().iter().flat_map(Ledger::rows);
            rows.map(|row| (row.id.clone(), row.name.clone())).collect()
        };
        let mut ever = BTreeSet::new();
        for sync in 0..12 {
            let before = state(one);
            let date = anchor + Days::new(sync / 2);
            one.sync(date, &market);
            let after = state(one);
            let new = after
                .iter()
                .filter(|(id, _)| !before.iter().any(|it| it.0 == *id));
            let new: Vec<_> = new.map(|(id, _)| id.clone()).collect();
            assert!(!new.is_empty(), "sync {sync} of {}", one.plan.id);
            assert!(
                new.iter().all(|id| ever.insert(id.clone())),
                "an id came back"
            );
        }
        for sync in 0..12 {
            other.sync(anchor + Days::new(sync / 2), &market);
        }
        assert_eq!(state(one), state(other));
        let names = state(one);
        assert!(names.iter().any(|(_, name)| name.ends_with("(SETTLED)")));
    }
}

#[test]
fn a_sync_in_the_past_changes_nothing() {
    let anchor = day("2026-11-21");
    let (market, mut items) = portfolio(5, anchor);
    let rows = |item: &Item| {
        item.ledgers()
            .iter()
            .map(|it| it.rows().len())
            .sum::<usize>()
    };
    let before = rows(&items[0]);
    items[0].sync(anchor - Days::new(1), &market);
    assert_eq!(rows(&items[0]), before);
    items[0].sync(anchor + Days::new(9), &market);
    let after = rows(&items[0]);
    items[0].sync(anchor + Days::new(3), &market);
    assert_eq!(rows(&items[0]), after);
}

#[test]
fn only_the_first_transactions_of_an_item_take_long() {
    let config = Config {
        first_delay: Duration::from_secs(90),
        ..Config::demo(day("2026-11-21"))
    };
    let mut world = super::world(&config).expect("a world");
    let token = access_token(config.seed, super::INSTITUTIONS[0]);
    let token = token.secret().reveal();
    let body = format!(
        r#"{{"access_token":"{token}","start_date":"2026-01-01","end_date":"2026-02-01"}}"#
    );
    let mut delay = |path| {
        let request = Request {
            path,
            client_id: Some(CLIENT_ID),
            secret: Some(SECRET),
            body: body.as_bytes(),
        };
        world.respond(&request).delay
    };
    assert_eq!(delay("/item/get"), Duration::ZERO);
    assert_eq!(delay("/investments/transactions/get"), config.first_delay);
    assert_eq!(delay("/investments/transactions/get"), Duration::ZERO);
}

#[test]
fn institutions_are_public_in_the_order_of_the_plans() {
    let ids: Vec<_> = INSTITUTIONS.iter().map(|plan| plan.id).collect();
    assert_eq!(ids, super::INSTITUTIONS);
}
