//! Accounts that continue others.
//!
//! An institution may list an account under a new id, after it renamed it or
//! after the person connected again; see `docs/spec/accounts.md`. The person confirms
//! which one it is; then both are shown as one. Nothing on disk is rewritten.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::Portfolio;
use crate::domain::{Account, AccountId, Transaction, TransactionType};

/// An account that seems to continue one that is gone: for the person to
/// confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuccessionProposal {
    pub old: AccountId,
    pub new: AccountId,
    /// The transactions of the old account.
    pub transactions: usize,
    /// Those among them that the new account lists as well, under other ids.
    pub in_both: usize,
}

/// Hands transactions and values of every account that is gone on to the one
/// that continues it, and takes it out of the list.
///
/// A transaction that the successor lists as well is counted once: rows agree
/// in date, amount, quantity and type, each with one row only, so that two
/// identical fills stay two. Values of the old account count until the first
/// of its successor. An account that is listed again is on its own again.
pub(super) fn carry_over(portfolio: &mut Portfolio) {
    let mut pairs = effective(portfolio);
    while let Some((old, new)) = take_next(&mut pairs) {
        hand_on_transactions(&mut portfolio.transactions, &old, &new);
        hand_on_values(portfolio, &old, &new);
        if let Some(at) = portfolio.accounts.iter().position(|it| it.id == old) {
            portfolio.carried.push(portfolio.accounts.remove(at));
        }
    }
}

/// Who continues whom.
fn effective(portfolio: &Portfolio) -> HashMap<AccountId, AccountId> {
    let is_gone = |id| {
        portfolio
            .account(id)
            .is_some_and(|it| portfolio.is_gone(it))
    };
    portfolio
        .successions
        .iter()
        .filter(|it| it.is_same && is_gone(&it.old) && portfolio.account(&it.new).is_some())
        .map(|it| (it.old.clone(), it.new.clone()))
        .collect()
}

/// Takes out a pair whose old account continues no other that is left, in the
/// order of ids. `None` when none or only circles are left, which cannot have
/// been confirmed.
fn take_next(pairs: &mut HashMap<AccountId, AccountId>) -> Option<(AccountId, AccountId)> {
    let heirs: HashSet<&AccountId> = pairs.values().collect();
    let first = pairs.keys().filter(|it| !heirs.contains(it)).min()?.clone();
    pairs.remove_entry(&first)
}

/// The fields in which rows of two accounts agree that are the same
/// transaction.
type Likeness<'a> = (
    NaiveDate,
    Option<Decimal>,
    Option<Decimal>,
    &'a TransactionType,
);

fn likeness(row: &Transaction) -> Likeness<'_> {
    (row.date, row.amount, row.quantity, &row.transaction_type)
}

/// Which of the rows of `old` are listed by `new` as well, by position.
fn in_both(rows: &[Transaction], old: &AccountId, new: &AccountId) -> HashSet<usize> {
    let mut listed: HashMap<Likeness<'_>, usize> = HashMap::new();
    for row in rows.iter().filter(|it| it.account_id == *new) {
        if row.removed_on.is_none() {
            *listed.entry(likeness(row)).or_default() += 1;
        }
    }
    let of_old = rows.iter().enumerate();
    of_old
        .filter(|(_, it)| it.account_id == *old && it.removed_on.is_none())
        .filter(|(_, it)| match listed.get_mut(&likeness(it)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        })
        .map(|(at, _)| at)
        .collect()
}

fn hand_on_transactions(rows: &mut Vec<Transaction>, old: &AccountId, new: &AccountId) {
    let twice = in_both(rows, old, new);
    let mut at = 0;
    rows.retain_mut(|row| {
        let is_twice = twice.contains(&at);
        at += 1;
        if row.account_id == *old {
            row.account_id = new.clone();
        }
        !is_twice
    });
}

fn hand_on_values(portfolio: &mut Portfolio, old: &AccountId, new: &AccountId) {
    let until = first_seen(portfolio).get(new).copied();
    portfolio.account_values.retain_mut(|value| {
        if value.account_id != *old {
            return true;
        }
        value.account_id = new.clone();
        until.is_none_or(|until| value.synced_at < until)
    });
    for gap in &mut portfolio.account_gaps {
        if gap.account_id == *old {
            gap.account_id = new.clone();
        }
    }
}

/// When each account was synced for the first time.
fn first_seen(portfolio: &Portfolio) -> HashMap<AccountId, DateTime<Utc>> {
    let mut first = HashMap::new();
    for value in &portfolio.account_values {
        let at: &mut DateTime<Utc> = first
            .entry(value.account_id.clone())
            .or_insert(value.synced_at);
        *at = value.synced_at.min(*at);
    }
    first
}

/// The accounts that seem to continue ones that are gone, and about which
/// nothing was decided: at most one for each.
///
/// They belong to the same institution and are of the same type and subtype,
/// where both are known; the digits of their numbers agree, or where one has
/// none, their names. Within one connection the new account appeared after the
/// old one was last seen.
pub fn propose_successions(portfolio: &Portfolio) -> Vec<SuccessionProposal> {
    let mut taken: HashSet<&AccountId> = HashSet::new();
    let mut decided = HashSet::new();
    for it in &portfolio.successions {
        decided.insert((&it.old, &it.new));
        if it.is_same {
            taken.insert(&it.new);
        }
    }
    let (gone, live): (Vec<&Account>, Vec<&Account>) = portfolio
        .accounts
        .iter()
        .partition(|it| portfolio.is_gone(it));
    let times = Times::of(portfolio);
    let mut pairs: Vec<(u8, &Account, &Account)> = vec![];
    for old in gone {
        for &new in &live {
            let is_open = !decided.contains(&(&old.id, &new.id)) && times.permit(old, new);
            if is_open && let Some(points) = resemblance(portfolio, old, new) {
                pairs.push((points, old, new));
            }
        }
    }
    pairs.sort_by(|a, b| (b.0, &a.1.id, &a.2.id).cmp(&(a.0, &b.1.id, &b.2.id)));
    let mut proposed = HashSet::new();
    pairs.retain(|(_, old, new)| {
        !taken.contains(&new.id) && proposed.insert(&old.id) && taken.insert(&new.id)
    });
    let proposals = pairs.into_iter().map(|(_, old, new)| {
        let (old, new) = (old.id.clone(), new.id.clone());
        let rows = &portfolio.transactions;
        SuccessionProposal {
            transactions: rows.iter().filter(|it| it.account_id == old).count(),
            in_both: in_both(rows, &old, &new).len(),
            old,
            new,
        }
    });
    proposals.collect()
}

/// When accounts were synced for the first and for the last time.
struct Times {
    first: HashMap<AccountId, DateTime<Utc>>,
    last: HashMap<AccountId, DateTime<Utc>>,
}

impl Times {
    fn of(portfolio: &Portfolio) -> Self {
        let mut last: HashMap<AccountId, DateTime<Utc>> = HashMap::new();
        for value in &portfolio.account_values {
            let at = last
                .entry(value.account_id.clone())
                .or_insert(value.synced_at);
            *at = value.synced_at.max(*at);
        }
        Self {
            first: first_seen(portfolio),
            last,
        }
    }

    /// Whether `new` can continue `old`: two that one connection listed side
    /// by side are two.
    fn permit(&self, old: &Account, new: &Account) -> bool {
        old.item_id != new.item_id
            || match (self.last.get(&old.id), self.first.get(&new.id)) {
                (Some(last), Some(first)) => last < first,
                _ => true,
            }
    }
}

/// How alike two accounts are: `None` when they cannot be the same.
fn resemblance(portfolio: &Portfolio, old: &Account, new: &Account) -> Option<u8> {
    let institution = |it: &Account| portfolio.connection(&it.item_id)?.institution_id.clone();
    let is_one_institution = old.item_id == new.item_id
        || institution(old).is_some_and(|it| institution(new) == Some(it));
    let agree = |a: &Option<_>, b: &Option<_>| a.is_none() || b.is_none() || a == b;
    if !is_one_institution
        || old.account_type != new.account_type
        || !agree(&old.subtype, &new.subtype)
        || !agree(&old.mask, &new.mask)
    {
        return None;
    }
    let has_mask = old.mask.is_some() && new.mask.is_some();
    let has_name = names(old).any(|it| names(new).any(|other| it == other));
    (has_mask || has_name).then(|| {
        let is_known = old.subtype.is_some() && new.subtype.is_some();
        4 * u8::from(has_mask) + 2 * u8::from(has_name) + u8::from(is_known)
    })
}

fn names(account: &Account) -> impl Iterator<Item = String> {
    [Some(&account.name), account.official_name.as_ref()]
        .into_iter()
        .flatten()
        .map(|it| it.trim().to_lowercase())
}

#[cfg(test)]
mod tests;
