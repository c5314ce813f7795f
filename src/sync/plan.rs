//! What a sync will write: decided here, in full, before anything is written.
//!
//! Rules, each held by a test at the end of the file:
//!
//! - Rows are told apart by id alone. Two fills that agree in every figure are
//!   two transactions.
//! - An account's holdings are replaced only when the answer lists the account.
//!   An answer that lists no account at all replaces nothing and misses nothing.
//! - A transaction vanishes (is marked, never deleted) when it is stored inside
//!   the window, its account answered, every row of the window arrived, and it
//!   was not among them.
//! - What the institution says now replaces what it said before, whole rows at a
//!   time; only a security keeps its last price after it is sold.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::Hash,
};

use chrono::NaiveDate;

use crate::connect::{Fetched, RowIssue, Stored, SyncPlan, SyncSummary};
use crate::domain::{
    Account, AccountId, Holding, Security, SecurityId, Transaction, TransactionId,
};
use crate::valuation::{Amounts, Worth, balance_alone};

/// Compares what was fetched with what is stored.
///
/// Planning again over the result of the plan changes nothing more. `today`
/// becomes the day on which accounts went missing.
pub fn plan(stored: &Stored, fetched: Fetched, today: NaiveDate) -> SyncPlan {
    let answered = fetched.accounts.iter().map(|it| it.id.clone());
    let (holdings, strays) = by_account(answered, fetched.holdings);
    let mut accounts = fetched.accounts;
    accounts.extend(fetched.other_accounts);
    let listed: HashSet<AccountId> = accounts.iter().map(|it| it.id.clone()).collect();
    let mut issues = fetched.row_issues;
    issues.extend(strays);
    let securities = changed_securities(stored, fetched.securities, &holdings);
    let transactions = Transactions::compare(stored, &listed, fetched.transactions, &mut issues);
    let removed = if fetched.transactions_complete {
        vanished(stored, &listed, &transactions.seen)
    } else {
        vec![]
    };

    let new_securities = by_id(&securities, |it| &it.id);
    let new_accounts = by_id(&accounts, |it| &it.id);
    let known = Known {
        securities: vec![&new_securities, &stored.securities],
        accounts: vec![&new_accounts, &stored.accounts],
    };
    let summary = SyncSummary {
        added: transactions.added.len(),
        changed: transactions.changed.len(),
        removed: removed.len(),
        holdings: holdings.values().map(Vec::len).sum(),
        holdings_changed: count_changed_holdings(stored, &holdings),
        value_after: if listed.is_empty() {
            value_before(stored)
        } else {
            value_after(stored, &holdings, &known)
        },
        value_before: value_before(stored),
        incomplete: !fetched.transactions_complete,
        window_start: Some(fetched.window.start),
        row_issues: issues,
    };
    SyncPlan {
        item: fetched.item,
        institution: fetched.institution,
        accounts: changed_accounts(stored, accounts, &listed, today),
        securities,
        holdings,
        added: transactions.added,
        changed: transactions.changed,
        removed,
        today,
        summary,
    }
}

/// New and changed accounts, then those that went missing today.
fn changed_accounts(
    stored: &Stored,
    fetched: Vec<Account>,
    listed: &HashSet<AccountId>,
    today: NaiveDate,
) -> Vec<Account> {
    let mut changed: Vec<Account> = fetched
        .into_iter()
        .filter(|it| stored.accounts.get(&it.id) != Some(it))
        .collect();
    if listed.is_empty() {
        return changed;
    }
    let mut missing: Vec<Account> = stored
        .accounts
        .values()
        .filter(|it| it.missing_since.is_none() && !listed.contains(&it.id))
        .cloned()
        .map(|it| Account {
            missing_since: Some(today),
            ..it
        })
        .collect();
    missing.sort_by(|a, b| a.id.cmp(&b.id));
    changed.append(&mut missing);
    changed
}

/// The holdings of every account that answered, none for one that was sold
/// out; and the rows that belong to none of them.
fn by_account(
    answered: impl Iterator<Item = AccountId>,
    fetched: Vec<Holding>,
) -> (BTreeMap<AccountId, Vec<Holding>>, Vec<RowIssue>) {
    let mut holdings: BTreeMap<AccountId, Vec<Holding>> = answered.map(|id| (id, vec![])).collect();
    let mut strays = vec![];
    for holding in fetched {
        match holdings.get_mut(&holding.account_id) {
            Some(rows) => rows.push(holding),
            None => strays.push(left_out(
                format!("holding of {}/{}", holding.account_id, holding.security_id),
                "its account is not among the accounts",
            )),
        }
    }
    (holdings, strays)
}

/// New and changed securities, each with the price of its latest holding.
fn changed_securities(
    stored: &Stored,
    fetched: Vec<Security>,
    holdings: &BTreeMap<AccountId, Vec<Holding>>,
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
        .map(|it| with_price(stored.securities.get(&it.id), it, &priced))
        .filter(|it| stored.securities.get(&it.id) != Some(it))
        .collect()
}

fn when_priced(holding: &Holding) -> impl PartialOrd {
    (holding.as_of, holding.institution_price_datetime)
}

/// The stored price, unless a holding has one that is as recent.
fn with_price(
    old: Option<&Security>,
    security: Security,
    priced: &BTreeMap<&SecurityId, &Holding>,
) -> Security {
    let old_as_of = old.and_then(|it| it.institution_price_as_of);
    let (institution_price, institution_price_as_of) = match priced.get(&security.id) {
        Some(holding) if old_as_of.is_none_or(|it| it <= holding.as_of) => {
            (holding.institution_price, holding.institution_price_as_of)
        }
        _ => (old.and_then(|it| it.institution_price), old_as_of),
    };
    Security {
        institution_price,
        institution_price_as_of,
        ..security
    }
}

/// The fetched transactions, sorted out.
#[derive(Default)]
struct Transactions {
    added: Vec<Transaction>,
    changed: Vec<Transaction>,
    seen: HashSet<TransactionId>,
}

impl Transactions {
    fn compare(
        stored: &Stored,
        listed: &HashSet<AccountId>,
        fetched: Vec<Transaction>,
        issues: &mut Vec<RowIssue>,
    ) -> Self {
        let mut sorted = Self {
            seen: HashSet::with_capacity(fetched.len()),
            ..Self::default()
        };
        for row in fetched {
            if !sorted.seen.insert(row.id.clone()) {
                continue;
            }
            let has_account =
                listed.contains(&row.account_id) || stored.accounts.contains_key(&row.account_id);
            match stored.transactions.get(&row.id) {
                _ if !has_account => issues.push(left_out(
                    format!("transaction {}", row.id),
                    "its account is not among the accounts",
                )),
                Some(old) if old.removed_on.is_none() && says_the_same(old, &row) => {}
                Some(_) => sorted.changed.push(row),
                None => sorted.added.push(row),
            }
        }
        sorted
    }
}

/// Whether two rows agree in everything the institution says.
fn says_the_same(old: &Transaction, new: &Transaction) -> bool {
    let Transaction {
        id,
        account_id,
        security_id,
        date,
        datetime,
        name,
        quantity,
        amount,
        price,
        fees,
        transaction_type,
        subtype,
        currency,
        removed_on: _,
        context: _,
    } = old;
    *id == new.id
        && *account_id == new.account_id
        && *security_id == new.security_id
        && *date == new.date
        && *datetime == new.datetime
        && *name == new.name
        && *quantity == new.quantity
        && *amount == new.amount
        && *price == new.price
        && *fees == new.fees
        && *transaction_type == new.transaction_type
        && *subtype == new.subtype
        && *currency == new.currency
}

/// The stored transactions that should have been among the fetched ones.
fn vanished(
    stored: &Stored,
    listed: &HashSet<AccountId>,
    seen: &HashSet<TransactionId>,
) -> Vec<TransactionId> {
    let mut ids: Vec<TransactionId> = stored
        .transactions
        .values()
        .filter(|it| {
            it.removed_on.is_none() && !seen.contains(&it.id) && listed.contains(&it.account_id)
        })
        .map(|it| it.id.clone())
        .collect();
    ids.sort();
    ids
}

/// How many holdings are new, gone, or differ in more than the day they were
/// read on.
fn count_changed_holdings(stored: &Stored, holdings: &BTreeMap<AccountId, Vec<Holding>>) -> usize {
    let none = vec![];
    holdings
        .iter()
        .map(|(account, new)| {
            let old = stored.holdings.get(account).unwrap_or(&none);
            let known: HashMap<_, _> = old.iter().map(|it| (&it.id, it)).collect();
            let kept = new.iter().filter(|it| known.contains_key(&it.id)).count();
            let equal = new
                .iter()
                .filter(|it| {
                    known.get(&it.id).is_some_and(|&old| {
                        let as_of = old.as_of;
                        Holding {
                            as_of,
                            ..(*it).clone()
                        } == *old
                    })
                })
                .count();
            // Gone, new, and kept but different.
            (old.len() - kept) + (new.len() - equal)
        })
        .sum()
}

/// What the connection was worth after the latest sync: the accounts that were
/// listed and are not hidden.
fn value_before(stored: &Stored) -> Amounts {
    let known = Known {
        securities: vec![&stored.securities],
        accounts: vec![&stored.accounts],
    };
    let counted = stored
        .accounts
        .values()
        .filter(|account| account.missing_since.is_none() && !stored.hidden.contains(&account.id));
    known.value(counted.map(|account| (&account.id, stored.holdings.get(&account.id))))
}

/// What the connection is worth after the sync.
fn value_after(
    stored: &Stored,
    holdings: &BTreeMap<AccountId, Vec<Holding>>,
    known: &Known<'_>,
) -> Amounts {
    let counted = holdings.iter().filter(|it| !stored.hidden.contains(it.0));
    known.value(counted.map(|(account, rows)| (account, Some(rows))))
}

/// What is known of securities and accounts: the newest first.
struct Known<'a> {
    securities: Vec<&'a HashMap<SecurityId, Security>>,
    accounts: Vec<&'a HashMap<AccountId, Account>>,
}

impl Known<'_> {
    /// The value of accounts with their holdings by currency, by the rule for
    /// every row; one without holdings is worth its balance.
    fn value<'h>(
        &self,
        accounts: impl Iterator<Item = (&'h AccountId, Option<&'h Vec<Holding>>)>,
    ) -> Amounts {
        let mut amounts = Amounts::default();
        for (id, holdings) in accounts {
            let account = find(&self.accounts, id);
            let holdings = holdings.map_or(&[][..], Vec::as_slice);
            if let (Some(account), []) = (account, holdings) {
                let balance = balance_alone(account).into_iter();
                balance.for_each(|it| amounts.add(it, account.balances.currency.as_ref()));
            }
            for holding in holdings {
                let security = find(&self.securities, &holding.security_id);
                let worth = Worth::of(holding, security, account);
                amounts.add_known(worth.value, worth.currency.as_ref());
            }
        }
        amounts
    }
}

fn find<'a, K: Eq + Hash, V>(maps: &[&'a HashMap<K, V>], key: &K) -> Option<&'a V> {
    maps.iter().find_map(|map| map.get(key))
}

fn by_id<K: Clone + Eq + Hash, V: Clone>(all: &[V], id: impl Fn(&V) -> &K) -> HashMap<K, V> {
    all.iter().map(|it| (id(it).clone(), it.clone())).collect()
}

fn left_out(row: String, problem: &str) -> RowIssue {
    RowIssue {
        row,
        problem: problem.to_owned(),
        skipped: true,
    }
}

#[cfg(test)]
mod tests;
