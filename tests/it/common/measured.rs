//! A brokerage account with cash and one fund, synced on days of November: what
//! was paid in is known, so that what came of it is.

use chrono::{DateTime, Utc};
use holdfast::{
    domain::{Currency, Holding, Snapshot, SnapshotRow, Transaction},
    portfolio::{AccountValue, History, Portfolio},
    state::{AccountFilter, AppState, HeldHistory, RangeChoice, Screen},
};
use rust_decimal::{Decimal, dec};

use super::{page, sample};

/// What a brokerage account held on a day of November: cash, and units of one
/// fund with their value.
pub(crate) type Day = (u32, Decimal, Decimal, Decimal);

/// An account whose deposit of 500 on the 10th is no gain: 1,000 on the 1st,
/// 1,545 on the 11th.
pub(crate) const DAYS: [Day; 2] = [
    (1, dec!(500), dec!(5), dec!(500)),
    (11, dec!(1005), dec!(5), dec!(540)),
];

fn row(id: &str, day: u32, security: Option<&str>, word: &str, amount: Decimal) -> Transaction {
    let date = sample::day(2026, 11, day);
    sample::transaction(id, date, "brokerage", security, ("cash", word), amount)
}

/// Shows `screen` of the account after these syncs.
pub(crate) fn state(screen: Screen, days: &[Day]) -> AppState {
    let mut portfolio = Portfolio {
        holdings: days.last().map(held).unwrap_or_default(),
        transactions: vec![
            row("paid in", 10, None, "deposit", dec!(-500)),
            row("paid out", 11, Some("VTI"), "dividend", dec!(-5)),
        ],
        account_values: vec![],
        ..sample::portfolio()
    };
    let mut snapshots = vec![];
    for (at, (day, cash, units, value)) in days.iter().enumerate() {
        // Those of one day are an hour apart.
        let earlier = days[..at].iter().filter(|it| it.0 == *day).count();
        let hour = 15 + u32::try_from(earlier).expect("few");
        let synced_at = sample::day(2026, 11, *day).and_hms_opt(hour, 0, 0);
        let synced_at = synced_at.expect("a time").and_utc();
        let rows = [("CUR:USD", *cash, *cash), ("VTI", *units, *value)];
        note_sync(&mut portfolio, &mut snapshots, synced_at, &rows);
    }
    let portfolio = portfolio.prepared();
    let mut history = History::default();
    for snapshot in &snapshots {
        history.add(&portfolio, snapshot);
    }
    let history = history.handed_on(&portfolio);
    let mut state = page::state(screen, portfolio);
    state.view.accounts = AccountFilter::Account("brokerage".into());
    state.view.range = RangeChoice::All;
    hold(&mut state, history);
    state
}

/// Has what accounts held at their syncs, as a page that shows it.
pub(crate) fn hold(state: &mut AppState, history: History) {
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    state.held_history = Some(HeldHistory::read(portfolio, history, state.today()));
}

/// Has how accounts came out.
pub(crate) fn reconcile(state: &mut AppState, history: History) {
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    let held = HeldHistory::read(portfolio, history, state.today());
    state.reconciled = Some(held.reconcile(portfolio, state.today()));
}

/// What an account held of a security at a sync: units, and their value in dollars.
pub(crate) fn snapshot(
    synced_at: DateTime<Utc>,
    account: &str,
    (security, units, value): (&str, Decimal, Decimal),
) -> Snapshot {
    let usd = || Some(Currency::iso("USD"));
    Snapshot {
        synced_at,
        account_id: account.into(),
        balance: None,
        balance_currency: usd(),
        row: Some(SnapshotRow {
            security_id: security.into(),
            quantity: Some(units),
            institution_price: None,
            institution_value: Some(value),
            cost_basis: None,
            vested_quantity: None,
            vested_value: None,
            currency: usd(),
        }),
    }
}

/// Notes what the brokerage account held at a sync: units of each security, and
/// their value in dollars.
pub(crate) fn note_sync(
    portfolio: &mut Portfolio,
    snapshots: &mut Vec<Snapshot>,
    synced_at: DateTime<Utc>,
    rows: &[(&str, Decimal, Decimal)],
) {
    let rows_of_sync = rows
        .iter()
        .map(|row| snapshot(synced_at, "brokerage", *row));
    snapshots.extend(rows_of_sync);
    portfolio.account_values.push(AccountValue {
        synced_at,
        account_id: "brokerage".into(),
        currency: Some(Currency::iso("USD")),
        market_value: Some(rows.iter().map(|it| it.2).sum()),
        unknown: [].into(),
    });
}

fn held((day, cash, units, value): &Day) -> Vec<Holding> {
    let row = |security: &str, quantity: Decimal, value: Decimal| Holding {
        id: format!("brokerage/{security}/0").into(),
        account_id: "brokerage".into(),
        security_id: security.into(),
        quantity: Some(quantity),
        institution_price: None,
        institution_price_as_of: None,
        institution_price_datetime: None,
        institution_value: Some(value),
        cost_basis: None,
        currency: Some(Currency::iso("USD")),
        vested_quantity: None,
        vested_value: None,
        tax_lots: vec![],
        as_of: sample::day(2026, 11, *day),
    };
    vec![row("CUR:USD", *cash, *cash), row("VTI", *units, *value)]
}
