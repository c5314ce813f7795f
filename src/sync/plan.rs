//! What a sync will write: decided here, in full, before anything is written.
//!
//! Rules, each held by a test at the end of the file:
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
//!   them.
//! - What the institution says now replaces what it said before, whole rows at a
//!   time; only a security keeps its last price after it is sold.

mod accounts;
mod doubt;

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap, HashSet},
    hash::Hash,
};

use chrono::NaiveDate;

use crate::connect::{Fetched, RowIssue, RowIssues, Stored, SyncPlan, SyncSummary};
use crate::domain::{
    Account, AccountId, AssetClass, Holding, Security, SecurityId, Transaction, TransactionId,
    compare_holdings,
};
use crate::valuation::{Amounts, Worth, balance_alone};
use accounts::Accounts;

/// Compares what was fetched with what is stored.
///
/// Planning again over the result of the plan changes nothing more. `today`
/// becomes the day on which accounts went missing.
pub fn plan(stored: &Stored, mut fetched: Fetched, today: NaiveDate) -> SyncPlan {
    let mut issues = std::mem::take(&mut fetched.row_issues);
    let mut accounts = Accounts::of(stored, &fetched, &mut issues);
    let mut holdings = by_account(&accounts, std::mem::take(&mut fetched.holdings));
    for (id, problem) in doubts(stored, &accounts, &holdings, &fetched, today) {
        holdings.remove(&id);
        if let Some(account) = accounts.listed.get_mut(&id) {
            let before = stored.accounts.get(&id).and_then(|it| it.doubted_since);
            account.doubted_since = before.or(Some(today));
            issues.push(noted(
                format!("account {}", account.display_name()),
                &problem,
            ));
        }
    }
    let securities = changed_securities(stored, fetched.securities, &holdings, today);
    let mut strays = RowIssues::default();
    let mut transactions =
        Transactions::compare(stored, &accounts, fetched.transactions, &mut strays);
    issues.extend(strays.into_vec());
    transactions.seen.extend(fetched.transactions_left_out);
    let removed = if fetched.transactions_complete && !fetched.transactions_contradict {
        vanished(stored, &accounts, &transactions.seen)
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
) -> Vec<(AccountId, String)> {
    let described = fetched.securities.iter().map(|it| (&it.id, it));
    let described: HashMap<&SecurityId, &Security> = described.collect();
    let is_cash = |id: &SecurityId| {
        let security = described.get(id).copied();
        let security = security.or_else(|| stored.securities.get(id));
        security.is_some_and(|it| it.asset_class == Some(AssetClass::Cash))
    };
    let doubted = holdings.iter().filter_map(|(id, listed)| {
        let of_account = fetched
            .transactions
            .iter()
            .filter(|it| it.account_id == *id);
        let transactions: Vec<&Transaction> = of_account.collect();
        let case = doubt::Case {
            before: stored.accounts.get(id)?,
            now: accounts.listed.get(id)?,
            held: stored.holdings.get(id)?,
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
        accounts: &Accounts,
        fetched: Vec<Transaction>,
        issues: &mut RowIssues,
    ) -> Self {
        let mut sorted = Self {
            seen: HashSet::with_capacity(fetched.len()),
            ..Self::default()
        };
        for row in fetched {
            if !sorted.seen.insert(row.id.clone()) {
                continue;
            }
            let has_account = accounts.listed.contains_key(&row.account_id)
                || stored.accounts.contains_key(&row.account_id);
            match stored.transactions.get(&row.id) {
                _ if !has_account => issues.push(left_out(
                    format!("transaction {} of {}", row.name, row.date),
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
    accounts: &Accounts,
    seen: &HashSet<TransactionId>,
) -> Vec<TransactionId> {
    let is_believed = |id| {
        let account = accounts.listed.get(id);
        account.is_some_and(|it| it.doubted_since.is_none())
    };
    let mut ids: Vec<TransactionId> = stored
        .transactions
        .values()
        .filter(|it| {
            it.removed_on.is_none() && !seen.contains(&it.id) && is_believed(&it.account_id)
        })
        .map(|it| it.id.clone())
        .collect();
    ids.sort();
    ids
}

/// How many holdings are new, gone, or differ in more than the day they were
/// read on.
///
/// Rows of one account and security have no names: they are compared as they
/// come, in whatever order. A row that went and one that came in its place are
/// one that differs.
fn count_changed_holdings(stored: &Stored, holdings: &BTreeMap<AccountId, Vec<Holding>>) -> usize {
    holdings
        .iter()
        .map(|(account, new)| {
            let old = stored.holdings.get(account).map_or(&[][..], Vec::as_slice);
            let mut differing: HashMap<&SecurityId, (usize, usize)> = HashMap::new();
            for (side, holding) in unmatched(old, new) {
                let (gone, come) = differing.entry(&holding.security_id).or_default();
                *(match side {
                    Side::Old => gone,
                    Side::New => come,
                }) += 1;
            }
            differing
                .values()
                .map(|(gone, come)| gone.max(come))
                .sum::<usize>()
        })
        .sum()
}

enum Side {
    Old,
    New,
}

/// The rows that are in one of the two lists and not in the other.
fn unmatched<'a>(old: &'a [Holding], new: &'a [Holding]) -> Vec<(Side, &'a Holding)> {
    let sorted = |rows: &'a [Holding]| {
        let mut rows: Vec<&Holding> = rows.iter().collect();
        rows.sort_by(|a, b| compare_holdings(a, b));
        rows.into_iter().peekable()
    };
    let (mut old, mut new) = (sorted(old), sorted(new));
    let mut unmatched = vec![];
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(old), Some(new)) => compare_holdings(old, new),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return unmatched,
        };
        if order == Ordering::Less {
            unmatched.extend(old.next().map(|it| (Side::Old, it)));
        } else if order == Ordering::Greater {
            unmatched.extend(new.next().map(|it| (Side::New, it)));
        } else {
            old.next();
            new.next();
        }
    }
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

/// The accounts that count after the sync, with what they hold then: the new
/// holdings, or those that stay.
fn after<'a>(
    stored: &'a Stored,
    accounts: &'a Accounts,
    holdings: &'a BTreeMap<AccountId, Vec<Holding>>,
) -> impl Iterator<Item = (&'a AccountId, Option<&'a Vec<Holding>>)> {
    accounts.counting(stored).map(move |id| {
        let rows = holdings.get(id).or_else(|| stored.holdings.get(id));
        (id, rows)
    })
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

fn noted(row: String, problem: &str) -> RowIssue {
    RowIssue {
        row,
        problem: problem.to_owned(),
        skipped: false,
    }
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
