use std::sync::Arc;

use rust_decimal::dec;

use super::*;
use crate::connect::{Misfit, RowIssue, RowKind, RowName, SyncFailure, SyncRun, SyncSummary};
use crate::domain::{Answer, Balances, Resolution};
use crate::portfolio::sample::{account, connection, holding, noon, november, security};

fn find_all(portfolio: &Portfolio) -> Vec<Attention> {
    find(portfolio, |_| true, |_| true, noon(21))
}

fn run(outcome: SyncOutcome) -> SyncRun {
    SyncRun {
        record: None,
        item_id: "item".into(),
        started_at: noon(20),
        finished_at: noon(20),
        outcome,
    }
}

/// One connection, `Fidelity`, synced on the 20th, with one account, which is
/// empty.
fn portfolio() -> Portfolio {
    let mut brokerage = account("Brokerage", "item");
    brokerage.balances.current = Some(dec!(0));
    Portfolio {
        connections: vec![connection("item", "Fidelity", 20)],
        accounts: vec![brokerage],
        ..Portfolio::default()
    }
}

#[test]
fn an_account_of_which_nothing_is_known_is_said() {
    let mut portfolio = portfolio();
    portfolio.accounts[0].balances.current = None;
    let nothing = Attention::BalanceAlone {
        id: "Brokerage".into(),
        account: "Brokerage".to_owned(),
        balance: None,
        currency: None,
    };
    assert_eq!(find_all(&portfolio), [nothing]);
}

#[test]
fn all_well_needs_no_attention() {
    assert_eq!(find_all(&portfolio()), []);
}

#[test]
fn a_failed_sync_comes_first_and_says_from_when_the_data_is() {
    let mut portfolio = portfolio();
    portfolio.accounts[0].missing_since = Some(november(3));
    let failure = SyncFailure::local(FailureKind::SignInNeeded, "ITEM_LOGIN_REQUIRED");
    portfolio.connections[0].last_run = Some(run(SyncOutcome::Failed(failure.clone())));
    let found = find_all(&portfolio);
    assert_eq!(
        found[0],
        Attention::Failed {
            item: "item".into(),
            name: "Fidelity".into(),
            failure,
            data_from: Some(noon(20)),
        }
    );
    assert!(found[0].is_urgent());
    assert_eq!(found.len(), 2);
}

#[test]
fn an_account_that_is_doubted_is_said_with_its_balance() {
    let mut portfolio = portfolio();
    let account = &mut portfolio.accounts[0];
    account.doubted_since = Some(november(3));
    account.balances.current = Some(dec!(50000));
    let expected = Attention::AccountDoubted {
        id: account.id.clone(),
        account: account.display_name(),
        since: november(3),
        balance: Some(dec!(50000)),
        currency: account.balances.currency.clone(),
    };
    assert!(find_all(&portfolio).contains(&expected));
    portfolio.accounts[0].missing_since = Some(november(4));
    assert!(!find_all(&portfolio).contains(&expected), "it is gone");
}

#[test]
fn what_the_person_cancelled_is_no_news() {
    let mut portfolio = portfolio();
    let cancelled = SyncFailure::local(FailureKind::Cancelled, "");
    portfolio.connections[0].last_run = Some(run(SyncOutcome::Failed(cancelled)));
    assert_eq!(find_all(&portfolio), []);
}

#[test]
fn a_consent_is_mentioned_fourteen_days_before_its_end() {
    let check = |at: DateTime<Utc>, expected: usize| {
        let mut portfolio = portfolio();
        portfolio.connections[0].consent_expires_at = Some(at);
        assert_eq!(find_all(&portfolio).len(), expected, "{at}");
    };
    check(noon(21) + TimeDelta::days(14), 1);
    check(noon(21) + TimeDelta::days(15), 0);
    check(noon(2), 1);
}

#[test]
fn data_is_old_after_seven_days_whoever_read_it() {
    let check = |synced: u32, read: Option<u32>, expected: Option<u32>| {
        let mut portfolio = portfolio();
        portfolio.connections[0].last_success = Some(noon(synced));
        portfolio.connections[0].data_as_of = read.map(noon);
        let expected: Vec<_> = expected
            .map(|day| Attention::OldData {
                item: "item".into(),
                name: "Fidelity".into(),
                from: noon(day),
            })
            .into_iter()
            .collect();
        assert_eq!(find_all(&portfolio), expected);
    };
    check(14, None, None);
    check(13, None, Some(13));
    check(20, Some(10), Some(10));
}

#[test]
fn a_sync_that_is_dated_ahead_is_not_fresh_for_ever() {
    let mut portfolio = portfolio();
    let name: Arc<str> = "Fidelity".into();
    for (at, is_ahead) in [
        (noon(21) + TimeDelta::hours(23), false),
        (noon(21) + TimeDelta::days(400), true),
    ] {
        portfolio.connections[0].last_success = Some(at);
        let name = Arc::clone(&name);
        let expected = is_ahead.then_some(Attention::SyncedAhead {
            item: "item".into(),
            name,
            at,
        });
        let expected: Vec<_> = expected.into_iter().collect();
        assert_eq!(find_all(&portfolio), expected);
    }
}

#[test]
fn a_doubted_account_has_one_card() {
    let mut portfolio = portfolio();
    portfolio.accounts[0].doubted_since = Some(november(20));
    portfolio.accounts[0].balances.current = None;
    let doubt = RowIssue::kept(
        RowName::named(RowKind::Account, "Brokerage"),
        RowProblem::Doubted {
            lists_none: true,
            balance: None,
            currency: None,
        },
    );
    let summary = SyncSummary {
        row_issues: vec![doubt],
        ..SyncSummary::default()
    };
    portfolio.connections[0].last_run = Some(run(SyncOutcome::Success(summary)));
    let found = find_all(&portfolio);
    let of_rows = found
        .iter()
        .filter(|it| matches!(it, Attention::RowIssues { .. }));
    assert_eq!(of_rows.count(), 0, "{found:?}");
    let doubts = found
        .iter()
        .filter(|it| matches!(it, Attention::AccountDoubted { .. }));
    assert_eq!(doubts.count(), 1, "{found:?}");
}

#[test]
fn a_connection_without_a_sync_is_not_old_but_new() {
    let mut portfolio = portfolio();
    portfolio.connections[0].last_success = None;
    let (item, name) = ("item".into(), "Fidelity".into());
    assert_eq!(
        find_all(&portfolio),
        [Attention::NeverSynced { item, name }]
    );
}

#[test]
fn rows_that_did_not_fit_are_counted() {
    let mut portfolio = portfolio();
    let issue = |skipped| RowIssue {
        skipped,
        ..RowIssue::kept(RowName::named(RowKind::Transaction, "t"), Misfit::NoAmount)
    };
    portfolio.connections[0].last_run = Some(run(SyncOutcome::Success(SyncSummary {
        row_issues: vec![issue(true), issue(false)],
        ..SyncSummary::default()
    })));
    assert_eq!(
        find_all(&portfolio),
        [Attention::RowIssues {
            item: "item".into(),
            name: "Fidelity".into(),
            rows: 2,
            skipped: 1,
            first: issue(true),
        }]
    );
}

#[test]
fn missing_cost_bases_are_named_once_each_except_for_cash() {
    let mut portfolio = portfolio();
    let classes = [
        ("A", "etf"),
        ("A", "etf"),
        ("B", "etf"),
        ("C", "equity"),
        ("D", "equity"),
    ];
    for (id, class) in classes {
        portfolio.securities.insert(id.into(), security(id, class));
        portfolio
            .holdings
            .push(holding("Brokerage", id, Some(dec!(1))));
    }
    portfolio
        .securities
        .insert("USD".into(), security("USD", "cash"));
    portfolio
        .holdings
        .push(holding("Brokerage", "USD", Some(dec!(1))));
    let names = ["A", "B", "C"].map(|it| Some(it.to_owned())).to_vec();
    assert_eq!(
        find_all(&portfolio),
        [Attention::NoCostBasis(Named {
            count: 4,
            names,
            others: 1,
            securities: ["A", "B", "C", "D"].map(Into::into).into(),
        })]
    );
}

/// Balance and holdings of an account that holds 10.00 and 2.50 dollars.
fn check_gap(balances: Balances, expected: Option<Decimal>) {
    let mut portfolio = portfolio();
    portfolio.accounts[0].balances = balances;
    for (id, value) in [("A", dec!(10.00)), ("B", dec!(2.50))] {
        let mut holding = holding("Brokerage", id, Some(value));
        holding.cost_basis = Some(value);
        portfolio.holdings.push(holding);
    }
    let gaps: Vec<_> = find_all(&portfolio)
        .into_iter()
        .map(|it| {
            let Attention::BalanceGap {
                balance, holdings, ..
            } = it
            else {
                panic!("{it:?}");
            };
            balance - holdings
        })
        .collect();
    assert_eq!(gaps, Vec::from_iter(expected));
}

#[test]
fn a_balance_that_is_not_the_sum_of_the_holdings_is_shown() {
    let usd = |current| Balances {
        current,
        currency: Some(Currency::iso("USD")),
        ..Balances::default()
    };
    check_gap(usd(Some(dec!(12.5))), None);
    check_gap(usd(Some(dec!(12.504))), None);
    check_gap(usd(Some(dec!(20))), Some(dec!(7.50)));
    check_gap(usd(None), None);
    let canadian = Balances {
        currency: Some(Currency::iso("CAD")),
        ..usd(Some(dec!(20)))
    };
    check_gap(canadian, None);
}

#[test]
fn what_is_muted_is_listed_no_more_while_it_says_the_same() {
    let mut portfolio = portfolio();
    portfolio.connections[0].last_success = Some(noon(10));
    let [old] = &find_all(&portfolio)[..] else {
        panic!("one item");
    };
    let muted = Resolution::new(old.subject(), Answer::Mute, noon(21));
    portfolio.resolutions = vec![muted];
    assert_eq!(find_all(&portfolio), []);
    portfolio.connections[0].last_success = Some(noon(11));
    assert_eq!(find_all(&portfolio).len(), 1, "it says another day");
}

#[test]
fn every_item_has_a_name_of_its_own() {
    let mut portfolio = portfolio();
    let account = &mut portfolio.accounts[0];
    account.doubted_since = Some(november(3));
    account.balances.margin_loan_amount = Some(dec!(5));
    portfolio.connections[0].last_success = Some(noon(2));
    for id in ["A", "B"] {
        portfolio.holdings.push(holding("Brokerage", id, None));
    }
    let found = find_all(&portfolio);
    let ids: BTreeSet<_> = found.iter().map(|it| it.subject().id()).collect();
    assert!(found.len() > 3);
    assert_eq!(ids.len(), found.len(), "{found:?}");
}
