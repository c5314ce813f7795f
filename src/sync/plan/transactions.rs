//! Which transactions are new, changed and gone.

use std::collections::BTreeMap;

use ahash::{HashSet, HashSetExt as _};

use super::{accounts::Accounts, doubt};
use crate::connect::{Misfit, RowIssue, RowIssues, RowKind, RowName, RowProblem, Stored};
use crate::domain::{AccountId, Transaction, TransactionId};

/// The fetched transactions, sorted out.
#[derive(Default)]
pub(super) struct Transactions {
    pub(super) added: Vec<Transaction>,
    pub(super) changed: Vec<Transaction>,
    pub(super) seen: HashSet<TransactionId>,
    /// The accounts that any row is of.
    accounts: HashSet<AccountId>,
}

impl Transactions {
    pub(super) fn compare(
        stored: &Stored,
        accounts: &Accounts,
        fetched: Vec<Transaction>,
        issues: &mut RowIssues,
    ) -> Self {
        let mut sorted = Self {
            seen: HashSet::with_capacity(fetched.len()),
            ..Self::default()
        };
        // Collected in the room of what was fetched: a first sync's rows stay
        // where they are.
        let added = fetched.into_iter().filter_map(|row| {
            if !sorted.seen.insert(row.id.clone()) {
                return None;
            }
            if !sorted.accounts.contains(&row.account_id) {
                sorted.accounts.insert(row.account_id.clone());
            }
            let has_account = accounts.listed.contains_key(&row.account_id)
                || stored.accounts.contains_key(&row.account_id);
            if !has_account {
                issues.push(RowIssue::left_out(
                    RowName {
                        day: Some(row.date.to_string()),
                        ..RowName::named(RowKind::Transaction, &*row.name)
                    },
                    Misfit::NoAccount,
                ));
                return None;
            }
            match stored.transactions.get(&row.id) {
                Some(old) if old.removed_on.is_none() && says_the_same(old, &row) => None,
                Some(_) => {
                    sorted.changed.push(row);
                    None
                }
                None => Some(row),
            }
        });
        sorted.added = added.collect();
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

/// The stored transactions that should have been among the fetched ones, those
/// of accounts that are doubted left out.
pub(super) fn vanished(
    stored: &Stored,
    accounts: &Accounts,
    fetched: &Transactions,
    issues: &mut Vec<RowIssue>,
) -> Vec<TransactionId> {
    let mut gone: BTreeMap<&AccountId, Vec<&Transaction>> = BTreeMap::new();
    let missing = stored.transactions.values();
    let missing = missing.filter(|row| row.removed_on.is_none() && !fetched.seen.contains(&row.id));
    missing.for_each(|row| gone.entry(&row.account_id).or_default().push(row));
    let mut ids = vec![];
    for (id, rows) in gone {
        let account = accounts.listed.get(id);
        let Some(account) = account.filter(|it| it.doubted_since.is_none()) else {
            continue;
        };
        if !fetched.accounts.contains(id) && doubt::is_too_many_at_once(&rows) {
            let row = RowName::named(RowKind::Account, account.display_name());
            let problem = RowProblem::NoTransactions { known: rows.len() };
            issues.push(RowIssue::kept(row, problem));
        } else {
            ids.extend(rows.into_iter().map(|row| row.id.clone()));
        }
    }
    ids.sort();
    ids
}
