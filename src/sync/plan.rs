//! What a sync will write: decided here, in full, before anything is written.
//!
//! Rules, each held by a test:
//!
//! - Rows are told apart by id alone. Two fills that agree in every figure are
//!   two transactions.
//! - An account's holdings are replaced only when the answer lists the account.
//!   An answer that lists no account at all misses none.
//! - An account that lists less than before without a reason is doubted: what it
//!   held stays, and no snapshot of it is taken.
//! - A transaction vanishes (is marked, never deleted) when it is stored inside
//!   the window, its account answered and is not doubted, every row of the window
//!   arrived in a list that does not contradict itself, and it was not among
//!   them. All of an account's at once do not vanish: such a list is doubted.
//! - What the institution says now replaces what it said before, whole rows at a
//!   time; only a security keeps its last price after it is sold.

mod accounts;
mod doubt;
mod holdings;
mod transactions;
mod value;

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

use chrono::NaiveDate;

use crate::connect::{
    Fetched, RowIssue, RowIssues, RowKind, RowName, RowProblem, Stored, SyncPlan, SyncSummary,
};
use crate::domain::{AccountId, AssetClass, Holding, Security, SecurityId, Transaction};
use accounts::Accounts;
use holdings::count_changed_holdings;
use transactions::{Transactions, vanished};
use value::{Known, after, value_before};

/// Compares what was fetched with what is stored.
///
/// Planning again over the result of the plan changes nothing more. `today`
/// becomes the day on which accounts went missing.
pub fn plan(stored: &Stored, mut fetched: Fetched, today: NaiveDate) -> SyncPlan {
    let mut issues = std::mem::take(&mut fetched.row_issues);
    let mut accounts = Accounts::of(stored, &fetched, &mut issues);
    issues.extend(accounts.unanswered(stored));
    let mut holdings = by_account(&accounts, std::mem::take(&mut fetched.holdings));
    for (id, problem) in doubts(stored, &accounts, &holdings, &fetched, today) {
        holdings.remove(&id);
        if let Some(account) = accounts.listed.get_mut(&id) {
            let before = stored.accounts.get(&id).and_then(|it| it.doubted_since);
            account.doubted_since = before.or(Some(today));
            let row = RowName::named(RowKind::Account, account.display_name());
            issues.push(RowIssue::kept(row, problem));
        }
    }
    let securities = changed_securities(stored, fetched.securities, &holdings, today);
    let mut strays = RowIssues::default();
    let mut transactions =
        Transactions::compare(stored, &accounts, fetched.transactions, &mut strays);
    issues.extend(strays.into_vec());
    transactions.seen.extend(fetched.transactions_left_out);
    let removed = if fetched.transactions_complete && !fetched.transactions_contradict {
        vanished(stored, &accounts, &transactions, &mut issues)
    } else {
        vec![]
    };

    let new_securities = by_id(&securities, |it| &it.id);
    let known = Known {
        securities: vec![&new_securities, &stored.securities],
        accounts: vec![&accounts.listed, &stored.accounts],
    };
    let summary = SyncSummary {
        added: transactions.added.len(),
        changed: transactions.changed.len(),
        removed: removed.len(),
        holdings: after(stored, &accounts, &holdings)
            .filter_map(|(_, rows)| Some(rows?.len()))
            .sum(),
        holdings_changed: count_changed_holdings(stored, &holdings),
        value_before: value_before(stored),
        value_after: known.value(
            after(stored, &accounts, &holdings).filter(|(id, _)| !stored.hidden.contains(*id)),
        ),
        incomplete: !fetched.transactions_complete,
        window_start: Some(fetched.window.start),
        contradictory: fetched.transactions_contradict,
        row_issues: issues,
    };
    SyncPlan {
        item: fetched.item,
        institution: fetched.institution,
        accounts: accounts.changed(stored, today),
        gaps: accounts.gaps(stored, today),
        securities,
        holdings,
        added: transactions.added,
        changed: transactions.changed,
        removed,
        today,
        summary,
    }
}

/// The accounts whose answer is not believed, with what is said about that.
fn doubts(
    stored: &Stored,
    accounts: &Accounts,
    holdings: &BTreeMap<AccountId, Vec<Holding>>,
    fetched: &Fetched,
    today: NaiveDate,
) -> Vec<(AccountId, RowProblem)> {
    let described = fetched.securities.iter().map(|it| (&it.id, it));
    let described: HashMap<&SecurityId, &Security> = described.collect();
    let is_cash = |id: &SecurityId| {
        let security = described.get(id).copied();
        let security = security.or_else(|| stored.securities.get(id));
        security.is_some_and(|it| it.asset_class == Some(AssetClass::Cash))
    };
    let doubted = holdings.iter().filter_map(|(id, listed)| {
        // What was not there before is not doubted, nor looked for in a million rows.
        let before = stored.accounts.get(id)?;
        let now = accounts.listed.get(id)?;
        let held = stored.holdings.get(id)?;
        let of_account = fetched
            .transactions
            .iter()
            .filter(|it| it.account_id == *id);
        let transactions: Vec<&Transaction> = of_account.collect();
        let case = doubt::Case {
            before,
            now,
            held,
            listed,
            transactions: &transactions,
            is_cash: &is_cash,
            today,
        };
        case.is_doubtful().then(|| (id.clone(), case.problem()))
    });
    doubted.collect()
}

/// The holdings of every account that answered, none for one that was sold
/// out.
fn by_account(accounts: &Accounts, fetched: Vec<Holding>) -> BTreeMap<AccountId, Vec<Holding>> {
    let answered = accounts.answered.iter();
    let mut holdings: BTreeMap<AccountId, Vec<Holding>> =
        answered.map(|id| (id.clone(), vec![])).collect();
    for holding in fetched {
        let rows = holdings.entry(holding.account_id.clone()).or_default();
        rows.push(holding);
    }
    holdings
}

/// New and changed securities, each with the price of its latest holding.
fn changed_securities(
    stored: &Stored,
    fetched: Vec<Security>,
    holdings: &BTreeMap<AccountId, Vec<Holding>>,
    today: NaiveDate,
) -> Vec<Security> {
    let mut priced: BTreeMap<&SecurityId, &Holding> = BTreeMap::new();
    for holding in holdings.values().flatten() {
        if holding.institution_price.is_some() {
            let latest = priced.entry(&holding.security_id).or_insert(holding);
            if when_priced(holding) > when_priced(latest) {
                *latest = holding;
            }
        }
    }
    let mut described: BTreeMap<SecurityId, Security> =
        fetched.into_iter().map(|it| (it.id.clone(), it)).collect();
    // An institution may go on holding what it no longer describes.
    for id in priced.keys() {
        if let Some(old) = stored.securities.get(*id) {
            described.entry((*id).clone()).or_insert(old.clone());
        }
    }
    described
        .into_values()
        .map(|it| with_price(stored.securities.get(&it.id), it, &priced, today))
        .filter(|it| stored.securities.get(&it.id) != Some(it))
        .collect()
}

fn when_priced(holding: &Holding) -> impl PartialOrd {
    (holding.as_of, holding.institution_price_datetime)
}

/// The stored price, unless a holding has one that is as recent, or the stored
/// one is of a day ahead, as earlier versions believed.
fn with_price(
    old: Option<&Security>,
    security: Security,
    priced: &BTreeMap<&SecurityId, &Holding>,
    today: NaiveDate,
) -> Security {
    let old_as_of = old.and_then(|it| it.institution_price_as_of);
    let (institution_price, institution_price_as_of) = match priced.get(&security.id) {
        Some(holding) if old_as_of.is_none_or(|it| it <= holding.as_of || it > today) => {
            (holding.institution_price, Some(holding.as_of))
        }
        _ => (old.and_then(|it| it.institution_price), old_as_of),
    };
    Security {
        institution_price,
        institution_price_as_of,
        ..security
    }
}

fn by_id<K: Clone + Eq + Hash, V: Clone>(all: &[V], id: impl Fn(&V) -> &K) -> HashMap<K, V> {
    all.iter().map(|it| (id(it).clone(), it.clone())).collect()
}

#[cfg(test)]
mod tests;
