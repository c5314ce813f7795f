//! Which transactions are new, changed and gone.

use std::collections::HashSet;

use super::accounts::Accounts;
use crate::connect::{RowIssue, RowIssues, Stored};
use crate::domain::{Transaction, TransactionId};

/// The fetched transactions, sorted out.
#[derive(Default)]
pub(super) struct Transactions {
    pub(super) added: Vec<Transaction>,
    pub(super) changed: Vec<Transaction>,
    pub(super) seen: HashSet<TransactionId>,
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
        for row in fetched {
            if !sorted.seen.insert(row.id.clone()) {
                continue;
            }
            let has_account = accounts.listed.contains_key(&row.account_id)
                || stored.accounts.contains_key(&row.account_id);
            match stored.transactions.get(&row.id) {
                _ if !has_account => issues.push(RowIssue::left_out(
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
pub(super) fn vanished(
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
