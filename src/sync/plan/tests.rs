use rust_decimal::{Decimal, dec};

use super::*;
use crate::connect::{DateRange, ItemReport};
use crate::domain::{AccountType, Balances, Currency};

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
        transactions_complete: true,
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
fn identical_fills_are_two_transactions() {
    let plan = next(|it| {
        it.transactions
            .push(transaction("t3", day(5, 1), dec!(12.50)));
    });
    assert_eq!(ids(&plan.added), ["t3"]);
    assert_eq!(plan.removed, []);
}

#[test]
fn one_id_twice_in_an_answer_is_one_transaction() {
    let plan = next(|it| {
        let row = transaction("t3", day(6, 1), dec!(1));
        it.transactions.extend([row.clone(), row]);
    });
    assert_eq!(plan.summary.added, 1);
}

#[test]
fn a_row_that_differs_in_any_field_is_changed() {
    let check = |change: fn(&mut Transaction)| {
        let plan = next(|it| change(&mut it.transactions[0]));
        assert_eq!(ids(&plan.changed), ["t1"]);
        assert_eq!(plan.summary.added, 0);
        assert_eq!(plan.summary.removed, 0);
    };
    check(|it| it.amount = Some(dec!(12.51)));
    check(|it| it.quantity = None);
    check(|it| it.price = Some(dec!(0.177494363)));
    check(|it| it.fees = Some(dec!(0)));
    check(|it| it.name = "BUY 2".into());
    check(|it| it.date = day(5, 3));
    check(|it| it.security_id = None);
    check(|it| it.transaction_type = "cancel".into());
    check(|it| it.subtype = None);
    check(|it| it.currency = None);
    check(|it| it.datetime = Some(chrono::DateTime::UNIX_EPOCH));
}

#[test]
fn a_vanished_row_is_removed_once_and_changed_when_it_returns() {
    let gone = next(|it| {
        it.transactions.remove(0);
    });
    assert_eq!(gone.removed, ["t1".into()]);
    assert_eq!(gone.today, today());

    let returned = next_from(&applied(&stored(), &gone), |_| {});
    assert_eq!(ids(&returned.changed), ["t1"]);
    assert_eq!(returned.changed[0].removed_on, None);
}

#[test]
fn nothing_vanishes_from_an_incomplete_answer() {
    let plan = next(|it| {
        it.transactions.remove(0);
        it.transactions_complete = false;
    });
    assert_eq!(plan.removed, []);
    assert!(plan.summary.incomplete);
}

#[test]
fn a_row_of_a_day_outside_of_the_window_is_taken_all_the_same() {
    let plan = next(|it| {
        it.transactions
            .push(transaction("old", day(3, 31), dec!(1)));
    });
    assert_eq!(ids(&plan.added), ["old"]);
}

#[test]
fn a_row_may_move_across_the_edge_of_the_window() {
    let plan = next(|it| it.transactions[0].date = day(3, 31));
    assert_eq!(ids(&plan.changed), ["t1"]);
    assert_eq!(plan.removed, []);

    let back = next_from(&applied(&stored(), &plan), |_| {});
    assert_eq!(ids(&back.changed), ["t1"]);
    assert_eq!(back.added, []);
}

#[test]
fn an_account_that_is_not_listed_keeps_its_rows() {
    let plan = next(|it| {
        it.accounts = vec![account("b")];
        it.holdings = vec![holding("b", "s", 0, dec!(7))];
        it.transactions.clear();
    });
    let missing = Account {
        missing_since: Some(today()),
        ..account("a")
    };
    assert_eq!(plan.accounts, [account("b"), missing]);
    assert_eq!(plan.holdings.keys().collect::<Vec<_>>(), [&"b".into()]);
    assert_eq!(plan.removed, []);
    assert_eq!(usd(&plan.summary.value_before), Some(dec!(500.25)));
    assert_eq!(usd(&plan.summary.value_after), Some(dec!(7)));

    let still = next_from(&applied(&stored(), &plan), |it| {
        it.accounts = vec![account("b")];
        it.holdings.clear();
    });
    assert_eq!(
        still.accounts,
        [],
        "missing since the first day, not the last"
    );

    let back = next_from(&applied(&stored(), &plan), |it| {
        it.accounts.push(account("b"));
    });
    assert_eq!(back.accounts, [account("a")]);
}

#[test]
fn an_answer_without_accounts_replaces_and_misses_nothing() {
    let plan = next(|it| {
        it.accounts.clear();
        it.holdings.clear();
        it.transactions.clear();
    });
    assert_eq!(plan.accounts, []);
    assert!(plan.holdings.is_empty());
    assert_eq!(plan.removed, []);
    assert_eq!(usd(&plan.summary.value_after), Some(dec!(500.25)));
}

#[test]
fn an_account_without_holdings_is_emptied() {
    let plan = next(|it| it.holdings.clear());
    assert_eq!(plan.holdings[&AccountId::from("a")], []);
    assert_eq!(plan.summary.holdings_changed, 1);
    assert_eq!(usd(&plan.summary.value_after), None);
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
fn rows_of_an_account_that_nobody_lists_are_reported() {
    let plan = next(|it| {
        it.holdings.push(holding("x", "s", 0, dec!(1)));
        it.transactions.push(Transaction {
            account_id: "x".into(),
            ..transaction("t3", day(5, 5), dec!(1))
        });
    });
    let rows: Vec<&str> = plan
        .summary
        .row_issues
        .iter()
        .map(|it| it.row.as_str())
        .collect();
    assert_eq!(rows, ["holding of x/s", "transaction t3"]);
    assert_eq!(plan.added, []);
    assert_eq!(usd(&plan.summary.value_after), Some(dec!(500.25)));
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
        it.holdings.clear();
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
