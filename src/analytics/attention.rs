//! What the person should know or do: found in the portfolio, most urgent first.

mod kind;
mod review;
mod subject;

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

pub use kind::{Attention, Leads, Named};
pub use review::{AccountCheck, Item, Resolved, Review, alike, review};
use subject::muted;

use crate::{
    connect::{CONSENT_WARNING, Connection, FailureKind, RowIssue, RowProblem, SyncOutcome},
    domain::{Account, AccountId, Currency, Holding, ItemId},
    portfolio::{Portfolio, is_balance, propose_successions},
    valuation::{CurrencySource, Source, Sum, Unknown, Worth},
};

/// Data is old when nobody read it from the institution for longer than this.
const OLD: TimeDelta = TimeDelta::days(7);

/// A sync is dated ahead when it is by more than this: clocks are set right by
/// minutes, and the person travels.
const AHEAD: TimeDelta = TimeDelta::days(1);

/// How many names a sentence lists.
const MOST_NAMES: usize = 3;

/// Finds everything that needs attention among the accounts that are `in_view`
/// and the connections that the view `covers`, most urgent first; without what
/// only the history of syncs tells, and what the person muted.
pub fn find(
    portfolio: &Portfolio,
    in_view: impl Fn(&AccountId) -> bool,
    covers: impl Fn(&ItemId) -> bool,
    now: DateTime<Utc>,
) -> Vec<Attention> {
    let muted = muted(portfolio);
    let mut found = find_all(portfolio, in_view, covers, now);
    found.retain(|it| muted.is_empty() || !muted.contains(&it.subject().id()));
    found
}

/// The same with what the person muted.
fn find_all(
    portfolio: &Portfolio,
    in_view: impl Fn(&AccountId) -> bool,
    covers: impl Fn(&ItemId) -> bool,
    now: DateTime<Utc>,
) -> Vec<Attention> {
    let connections = portfolio.connections.iter();
    let connections: Vec<&Connection> = connections
        .filter(|it| it.disconnected_at.is_none() && covers(&it.item_id))
        .collect();
    let accounts = portfolio.accounts.iter();
    let accounts: Vec<&Account> = accounts.filter(|it| in_view(&it.id)).collect();
    let connections = || connections.iter().copied();
    let mut found = vec![];
    found.extend(connections().filter_map(failed));
    found.extend(connections().filter_map(|it| consent_ends(it, now)));
    found.extend(connections().filter_map(|it| old_data(it, now)));
    found.extend(connections().filter_map(row_issues));
    find_changed_accounts(portfolio, &accounts, &mut found);
    let holdings = portfolio
        .holdings
        .iter()
        .filter(|it| in_view(&it.account_id));
    let valued: Vec<(&Holding, Worth)> = holdings.map(|it| (it, portfolio.worth(it))).collect();
    find_unknown_figures(portfolio, &valued, &mut found);
    let counted = accounts.iter().filter(|it| !portfolio.is_gone(it));
    for account in counted {
        found.extend(doubted(account));
        found.extend(margin_loan(account));
        found.extend(balance(account, &valued));
    }
    found
}

/// Accounts that are gone, and those that may continue one.
fn find_changed_accounts(portfolio: &Portfolio, accounts: &[&Account], found: &mut Vec<Attention>) {
    let is_removed = |it: &Account| {
        let connection = portfolio.connection(&it.item_id);
        connection.is_some_and(|connection| connection.disconnected_at.is_some())
    };
    let proposals = propose_successions(portfolio);
    let is_new = |it: &Account| proposals.iter().any(|pair| pair.new == it.id);
    let is_old = |it: &Account| proposals.iter().any(|pair| pair.old == it.id);
    for account in accounts.iter().filter(|it| is_new(it)) {
        found.push(Attention::SameAccount {
            id: account.id.clone(),
            account: account.display_name(),
        });
    }
    for account in accounts.iter().filter(|it| !is_removed(it) && !is_old(it)) {
        found.extend(
            account
                .missing_since
                .map(|since| Attention::AccountMissing {
                    id: account.id.clone(),
                    account: account.display_name(),
                    since,
                }),
        );
    }
}

fn doubted(account: &Account) -> Option<Attention> {
    Some(Attention::AccountDoubted {
        id: account.id.clone(),
        account: account.display_name(),
        since: account.doubted_since?,
        balance: account.balances.current,
        currency: account.balances.currency.clone(),
    })
}

/// Figures that are not known, or not as reported.
fn find_unknown_figures(
    portfolio: &Portfolio,
    valued: &[(&Holding, Worth)],
    found: &mut Vec<Attention>,
) {
    let named = |is_meant: &dyn Fn(&Holding, &Worth) -> bool| {
        let meant = valued
            .iter()
            .filter(|(holding, worth)| is_meant(holding, worth));
        named(portfolio, meant.map(|(holding, _)| *holding))
    };
    let is_cost_missing = |holding: &Holding, worth: &Worth| {
        let is_missing = matches!(worth.cost, Err(Unknown::NotReported | Unknown::ZeroCost));
        is_missing && !is_balance(holding)
    };
    let is_inferred = |holding: &Holding, worth: &Worth| {
        let is_own = worth.currency_source == CurrencySource::Row;
        !is_own && worth.currency.is_some() && !is_balance(holding)
    };
    found.extend(named(&|_, worth| worth.value.is_err()).map(Attention::NoValue));
    found.extend(named(&is_cost_missing).map(Attention::NoCostBasis));
    let is_derived =
        |_: &Holding, worth: &Worth| worth.value.is_ok() && worth.value_source == Source::Derived;
    found.extend(named(&is_derived).map(Attention::DerivedValue));
    found.extend(named(&is_inferred).map(Attention::InferredCurrency));
}

fn failed(connection: &Connection) -> Option<Attention> {
    let failure = connection.failure()?;
    // The person caused these failures: a sync that was cancelled, or started
    // twice.
    if matches!(
        failure.kind,
        FailureKind::Cancelled | FailureKind::AlreadyRunning
    ) {
        return None;
    }
    Some(Attention::Failed {
        item: connection.item_id.clone(),
        name: connection.name.clone(),
        failure: failure.clone(),
        data_from: connection.last_success,
    })
}

fn consent_ends(connection: &Connection, now: DateTime<Utc>) -> Option<Attention> {
    let at = connection.consent_expires_at?;
    (at - now <= CONSENT_WARNING).then(|| Attention::ConsentEnds {
        item: connection.item_id.clone(),
        name: connection.name.clone(),
        at,
    })
}

fn old_data(connection: &Connection, now: DateTime<Utc>) -> Option<Attention> {
    if failed(connection).is_some() {
        // The card of the failure has the date of the figures.
        return None;
    }
    let (item, name) = (connection.item_id.clone(), connection.name.clone());
    let Some(synced) = connection.last_success else {
        return connection
            .last_run
            .is_none()
            .then_some(Attention::NeverSynced { item, name });
    };
    if synced - now > AHEAD {
        return Some(Attention::SyncedAhead {
            item,
            name,
            at: synced,
        });
    }
    let from = connection.data_as_of.unwrap_or(synced).min(synced);
    (now - from > OLD).then_some(Attention::OldData { item, name, from })
}

fn row_issues(connection: &Connection) -> Option<Attention> {
    match &connection.last_run.as_ref()?.outcome {
        SyncOutcome::Success(summary) => {
            // What an account is doubted for has a card of its own.
            let issues = summary.row_issues.iter();
            let issues: Vec<&RowIssue> = issues
                .filter(|issue| !matches!(issue.problem, RowProblem::Doubted { .. }))
                .collect();
            Some(Attention::RowIssues {
                item: connection.item_id.clone(),
                name: connection.name.clone(),
                rows: issues.len(),
                skipped: issues.iter().filter(|issue| issue.skipped).count(),
                first: (*issues.first()?).clone(),
            })
        }
        SyncOutcome::Failed(_) => None,
    }
}

fn named<'a>(portfolio: &Portfolio, holdings: impl Iterator<Item = &'a Holding>) -> Option<Named> {
    let mut counted = HashSet::new();
    let mut securities = BTreeSet::new();
    let mut names = vec![];
    let mut seen = HashSet::new();
    for holding in holdings {
        // Rows of one account and security are one holding.
        counted.insert((&holding.account_id, &holding.security_id));
        securities.insert(holding.security_id.clone());
        let name = portfolio.security_name(&holding.security_id);
        if !seen.contains(&name) && names.len() < MOST_NAMES {
            names.push(name.as_deref().map(str::to_owned));
        }
        seen.insert(name);
    }
    let others = seen.len() - names.len();
    let count = counted.len();
    (count > 0).then_some(Named {
        count,
        names,
        others,
        securities,
    })
}

fn margin_loan(account: &Account) -> Option<Attention> {
    let amount = account.balances.margin_loan_amount?;
    (!amount.is_zero()).then(|| Attention::MarginLoan {
        id: account.id.clone(),
        account: account.display_name(),
        amount,
        currency: account.balances.currency.clone(),
    })
}

/// What the account's balance tells beside its holdings. The two are compared
/// only where both are known and in one currency.
fn balance(account: &Account, valued: &[(&Holding, Worth)]) -> Option<Attention> {
    let balance = account.balances.current;
    let currency = account.balances.currency.as_ref();
    let rows = || valued.iter().filter(|it| it.0.account_id == account.id);
    let is_unknown = balance.is_none() && rows().next().is_none();
    if is_unknown || rows().any(|(holding, _)| is_balance(holding)) {
        return Some(Attention::BalanceAlone {
            id: account.id.clone(),
            account: account.display_name(),
            balance,
            currency: currency.cloned(),
        });
    }
    let balance = balance?;
    let mut sum = Sum::default();
    sum.add(Decimal::ZERO);
    for (_, worth) in rows() {
        if worth.currency.as_ref() != currency {
            return None;
        }
        sum.add_known(worth.value);
    }
    let holdings = sum.complete()?;
    let digits = currency.map_or(2, Currency::minor_digits);
    let gap = balance.checked_sub(holdings)?.round_dp(digits);
    (!gap.is_zero()).then(|| Attention::BalanceGap {
        id: account.id.clone(),
        account: account.display_name(),
        balance,
        holdings,
        currency: currency.cloned(),
    })
}

#[cfg(test)]
mod tests;
