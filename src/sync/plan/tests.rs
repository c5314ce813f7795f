use rust_decimal::{Decimal, dec};

use super::*;
use crate::connect::{DateRange, ItemReport};
use crate::domain::{Account, AccountType, Balances, Currency};
use crate::valuation::Amounts;

mod accounts;
mod doubt;
mod holdings;
mod transactions;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a date")
}

fn today() -> NaiveDate {
    day(6, 30)
}

fn account(id: &str) -> Account {
    Account {
        id: id.into(),
        item_id: "item".into(),
        name: "Brokerage".into(),
        official_name: None,
        mask: Some("0001".into()),
        account_type: AccountType::Investment,
        subtype: Some("ira".into()),
        balances: Balances {
            current: Some(dec!(1234.50)),
            ..Balances::default()
        },
        holder_category: None,
        missing_since: None,
        doubted_since: None,
        choice: crate::domain::AccountChoice::default(),
    }
}

fn holding(account: &str, security: &str, ordinal: u32, value: Decimal) -> Holding {
    Holding {
        id: format!("{account}/{security}/{ordinal}").into(),
        account_id: account.into(),
        security_id: security.into(),
        quantity: Some(dec!(10)),
        institution_price: Some(value / dec!(10)),
        institution_price_as_of: Some(day(6, 29)),
        institution_price_datetime: None,
        institution_value: Some(value),
        cost_basis: None,
        currency: Some(Currency::iso("USD")),
        vested_quantity: None,
        vested_value: None,
        tax_lots: vec![],
        as_of: day(6, 29),
    }
}

fn transaction(id: &str, date: NaiveDate, amount: Decimal) -> Transaction {
    Transaction {
        id: id.into(),
        account_id: "a".into(),
        security_id: Some("s".into()),
        date,
        datetime: None,
        name: "BUY".into(),
        quantity: Some(dec!(0.00000001)),
        amount: Some(amount),
        price: Some(dec!(0.177494362)),
        fees: None,
        transaction_type: "buy".into(),
        subtype: Some("buy".into()),
        currency: Some(Currency::iso("USD")),
        removed_on: None,
        context: crate::domain::Context::default(),
    }
}

/// An answer with one account that holds `s`, and two transactions.
fn answer() -> Fetched {
    Fetched {
        item: ItemReport {
            item_id: "item".into(),
            institution_id: None,
            institution_name: None,
            consent_expires_at: None,
            data_as_of: None,
            is_manual: false,
            failure: None,
        },
        institution: None,
        accounts: vec![account("a")],
        other_accounts: vec![],
        securities: vec![Security::unknown("s".into())],
        holdings: vec![holding("a", "s", 0, dec!(500.25))],
        transactions: vec![
            transaction("t1", day(5, 1), dec!(12.50)),
            transaction("t2", day(5, 2), dec!(-3)),
        ],
        window: DateRange {
            start: day(4, 1),
            end: today(),
        },
        transactions_left_out: vec![],
        transactions_complete: true,
        transactions_contradict: false,
        row_issues: vec![],
    }
}

/// What a plan leaves on disk, as the store would.
fn applied(stored: &Stored, plan: &SyncPlan) -> Stored {
    let mut stored = stored.clone();
    for it in &plan.accounts {
        stored.accounts.insert(it.id.clone(), it.clone());
    }
    for it in &plan.securities {
        stored.securities.insert(it.id.clone(), it.clone());
    }
    for (account, rows) in &plan.holdings {
        stored.holdings.insert(account.clone(), rows.clone());
    }
    for it in plan.added.iter().chain(&plan.changed) {
        stored.transactions.insert(it.id.clone(), it.clone());
    }
    for id in &plan.removed {
        let row = stored.transactions.get_mut(id).expect("a stored row");
        row.removed_on = Some(plan.today);
    }
    stored
}

/// What [`answer`] leaves on disk.
fn stored() -> Stored {
    applied(
        &Stored::default(),
        &plan(&Stored::default(), answer(), today()),
    )
}

/// Plans `answer` changed by `change` over the stored [`answer`], and holds
/// that planning it again changes nothing more.
fn next(change: impl FnOnce(&mut Fetched)) -> SyncPlan {
    next_from(&stored(), change)
}

fn next_from(stored: &Stored, change: impl FnOnce(&mut Fetched)) -> SyncPlan {
    let mut fetched = answer();
    change(&mut fetched);
    let plan = plan(stored, fetched.clone(), today());
    assert_unchanged(&super::plan(&applied(stored, &plan), fetched, today()));
    plan
}

fn assert_unchanged(plan: &SyncPlan) {
    assert_eq!(plan.accounts, []);
    assert_eq!(plan.securities, []);
    assert_eq!(plan.added, []);
    assert_eq!(plan.changed, []);
    assert_eq!(plan.removed, []);
    assert_eq!(plan.summary.holdings_changed, 0);
    assert_eq!(plan.summary.value_before, plan.summary.value_after);
}

fn ids<'a>(rows: impl IntoIterator<Item = &'a Transaction>) -> Vec<&'a str> {
    rows.into_iter().map(|it| it.id.as_str()).collect()
}

fn usd(totals: &Amounts) -> Option<Decimal> {
    totals.get(Some(&Currency::iso("USD")))
}

/// Nothing is left, and the balance says so too.
fn sold_out(fetched: &mut Fetched) {
    fetched.holdings.clear();
    fetched.accounts[0].balances.current = Some(dec!(0));
}

fn plan_on(stored: &Stored, day: NaiveDate, change: fn(&mut Fetched)) -> SyncPlan {
    let mut fetched = answer();
    change(&mut fetched);
    plan(stored, fetched, day)
}

#[test]
fn a_first_sync_adds_everything() {
    let plan = plan(&Stored::default(), answer(), today());
    assert_eq!(plan.accounts, [account("a")]);
    assert_eq!(ids(&plan.added), ["t1", "t2"]);
    assert_eq!(plan.holdings[&AccountId::from("a")].len(), 1);
    let summary = plan.summary;
    assert_eq!((summary.added, summary.changed, summary.removed), (2, 0, 0));
    assert_eq!((summary.holdings, summary.holdings_changed), (1, 1));
    assert_eq!(usd(&summary.value_before), None);
    assert_eq!(usd(&summary.value_after), Some(dec!(500.25)));
}

#[test]
fn the_same_answer_again_changes_nothing() {
    assert_unchanged(&next(|_| {}));
}

#[test]
fn a_long_chain_of_answers_ends_where_the_last_one_alone_would() {
    let mut state = Stored::default();
    for round in 0..40_u32 {
        let mut fetched = answer();
        fetched.transactions = (0..30)
            .filter(|it| (it * 7 + round) % 5 != 0)
            .map(|it| {
                let amount = Decimal::new(i64::from(it + round / 10), 8);
                transaction(&format!("t{it}"), day(5, it % 28 + 1), amount)
            })
            .collect();
        let expected: Vec<Transaction> = fetched.transactions.clone();
        let decided = plan(&state, fetched.clone(), today());
        state = applied(&state, &decided);
        assert_unchanged(&plan(&state, fetched, today()));
        for row in &expected {
            assert_eq!(state.transactions.get(&row.id), Some(row));
        }
        let live = state
            .transactions
            .values()
            .filter(|it| it.removed_on.is_none())
            .count();
        assert_eq!(live, expected.len());
    }
}
