use rust_decimal::dec;

use super::*;
use crate::connect::Connection;
use crate::domain::Succession;
use crate::portfolio::{
    AccountValue,
    sample::{self, noon, november as day},
};

/// `old` and `new` at one institution, of two connections; the first of them
/// was removed.
fn portfolio() -> Portfolio {
    let connection = |item: &str, removed: Option<u32>| Connection {
        institution_id: Some("ins_1".into()),
        disconnected_at: removed.map(noon),
        end_unconfirmed: None,
        ..sample::connection(item, item, 9)
    };
    let account = |id: &str, item: &str| Account {
        name: "Brokerage".into(),
        mask: Some("4821".into()),
        subtype: Some("ira".into()),
        ..sample::account(id, item)
    };
    Portfolio {
        connections: vec![connection("first", Some(5)), connection("second", None)],
        accounts: vec![account("old", "first"), account("new", "second")],
        ..Portfolio::default()
    }
}

fn row(id: &str, account: &str, on: u32, amount: Decimal) -> Transaction {
    sample::transaction(id, account, on, "buy", amount)
}

fn value(account: &str, on: u32, value: Decimal) -> AccountValue {
    AccountValue {
        synced_at: noon(on),
        account_id: account.into(),
        currency: None,
        market_value: Some(value),
        unknown: [].into(),
    }
}

fn same(old: &str, new: &str) -> Succession {
    Succession {
        old: old.into(),
        new: new.into(),
        is_same: true,
    }
}

fn pairs(portfolio: &Portfolio) -> Vec<(String, String)> {
    let proposals = propose_successions(portfolio).into_iter();
    proposals
        .map(|it| (it.old.to_string(), it.new.to_string()))
        .collect()
}

fn proposed(change: impl FnOnce(&mut Portfolio)) -> bool {
    let mut portfolio = portfolio();
    change(&mut portfolio);
    !pairs(&portfolio).is_empty()
}

#[test]
fn an_account_connected_again_is_proposed() {
    assert_eq!(pairs(&portfolio()), [("old".into(), "new".into())]);
}

#[test]
fn nothing_is_proposed_of_accounts_that_are_still_there() {
    assert!(!proposed(|it| it.connections[0].disconnected_at = None));
    assert!(proposed(|it| {
        it.connections[0].disconnected_at = None;
        it.accounts[0].missing_since = Some(day(5));
    }));
    assert!(!proposed(|it| it.accounts[1].missing_since = Some(day(5))));
}

#[test]
fn another_institution_type_number_or_name_is_another_account() {
    assert!(!proposed(
        |it| it.connections[1].institution_id = Some("ins_2".into())
    ));
    assert!(!proposed(|it| it.connections[1].institution_id = None));
    assert!(!proposed(|it| it.accounts[1].subtype = Some("401k".into())));
    assert!(!proposed(|it| it.accounts[1].mask = Some("0001".into())));
    let without_number = |name: &str, it: &mut Portfolio| {
        it.accounts[1].mask = None;
        it.accounts[1].name = name.into();
    };
    assert!(!proposed(|it| without_number("Savings", it)));
    assert!(proposed(|it| without_number(" BROKERAGE", it)));
    assert!(proposed(|it| it.accounts[1].name = "Renamed".into()));
}

#[test]
fn within_one_connection_the_new_account_came_after_the_old_one() {
    let at_once = |seen: u32| {
        proposed(|it| {
            it.accounts[0].item_id = "second".into();
            it.accounts[0].missing_since = Some(day(5));
            it.account_values = vec![value("old", 4, dec!(1)), value("new", seen, dec!(1))];
        })
    };
    assert!(!at_once(4));
    assert!(at_once(5));
}

#[test]
fn of_two_candidates_the_more_alike_is_proposed_and_then_the_other() {
    let mut portfolio = portfolio();
    let mut renamed = portfolio.accounts[1].clone();
    renamed.id = "another".into();
    renamed.name = "Something else".into();
    portfolio.accounts.push(renamed);
    assert_eq!(pairs(&portfolio), [("old".into(), "new".into())]);
    portfolio.successions.push(Succession {
        is_same: false,
        ..same("old", "new")
    });
    assert_eq!(pairs(&portfolio), [("old".into(), "another".into())]);
}

#[test]
fn a_proposal_says_what_is_carried_over() {
    let mut portfolio = portfolio();
    portfolio.transactions = vec![
        row("1", "old", 2, dec!(5)),
        row("2", "old", 3, dec!(5)),
        row("3", "new", 3, dec!(5.00)),
    ];
    let proposal = &propose_successions(&portfolio)[0];
    assert_eq!((proposal.transactions, proposal.in_both), (2, 1));
}

#[test]
fn the_history_of_both_is_one() {
    let mut portfolio = portfolio();
    portfolio.successions = vec![same("old", "new")];
    portfolio.transactions = vec![
        row("1", "old", 2, dec!(5)),
        // Two fills alike, of which the new account lists one.
        row("2", "old", 3, dec!(5)),
        row("3", "old", 3, dec!(5)),
        row("4", "new", 3, dec!(5)),
        row("5", "new", 4, dec!(7)),
    ];
    portfolio.account_values = vec![
        value("old", 2, dec!(100)),
        value("old", 4, dec!(110)),
        value("new", 4, dec!(111)),
    ];
    let portfolio = portfolio.prepared();
    let ids: Vec<_> = portfolio.accounts.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["new"]);
    assert_eq!(portfolio.carried[0].id, "old".into());
    let rows: Vec<_> = portfolio
        .transactions
        .iter()
        .map(|it| (it.id.as_str(), it.account_id.as_str()))
        .collect();
    assert_eq!(
        rows,
        [("5", "new"), ("3", "new"), ("4", "new"), ("1", "new")]
    );
    let expected = [value("new", 2, dec!(100)), value("new", 4, dec!(111))];
    assert_eq!(portfolio.account_values, expected);
    assert_eq!(pairs(&portfolio), []);
}

#[test]
fn a_chain_ends_at_the_account_that_is_there() {
    let mut portfolio = portfolio();
    let mut oldest = portfolio.accounts[0].clone();
    oldest.id = "z-oldest".into();
    portfolio.accounts.push(oldest);
    portfolio.successions = vec![same("old", "new"), same("z-oldest", "old")];
    portfolio.transactions = vec![row("1", "z-oldest", 2, dec!(5))];
    let portfolio = portfolio.prepared();
    assert_eq!(portfolio.transactions[0].account_id, "new".into());
    assert_eq!(portfolio.carried.len(), 2);
}

#[test]
fn a_circle_changes_nothing() {
    let mut portfolio = portfolio();
    portfolio.connections[1].disconnected_at = Some(noon(6));
    portfolio.successions = vec![same("old", "new"), same("new", "old")];
    portfolio.transactions = vec![row("1", "old", 2, dec!(5))];
    let unchanged = portfolio.clone();
    assert_eq!(portfolio.prepared(), unchanged);
}

#[test]
fn an_account_that_is_listed_again_is_on_its_own_again() {
    let mut portfolio = portfolio();
    portfolio.connections[0].disconnected_at = None;
    portfolio.successions = vec![same("old", "new")];
    let unchanged = portfolio.clone();
    assert_eq!(portfolio.prepared(), unchanged);
}
