//! What transactions are to each other, and what their securities and accounts
//! say of them.
//!
//! The rules, each with its reasons, are in `docs/spec/transactions.md`. None
//! depends on the order of the rows.

mod cancellation;
mod nearest;
mod other_half;
mod settlement;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use super::Portfolio;
use crate::{
    domain::{AccountId, AssetClass, Context, Currency, Relation, Transaction},
    valuation::currency_of,
};

/// Fills in the [`Context`] of every transaction, and the currency of those
/// that have none.
pub(super) fn relate(portfolio: &mut Portfolio) {
    let accounts: HashMap<_, _> = portfolio.accounts.iter().map(|it| (&it.id, it)).collect();
    for row in &mut portfolio.transactions {
        let security = row.security_id.as_ref();
        let security = security.and_then(|it| portfolio.securities.get(it));
        row.context = Context {
            is_of_cash: security.is_some_and(|it| it.asset_class == Some(AssetClass::Cash)),
            is_entered: row.context.is_entered,
            ..Context::default()
        };
        if row.currency.is_none() {
            let account = accounts.get(&row.account_id).copied();
            let (currency, source) = currency_of(None, security, account);
            row.context.currency_source = source;
            row.currency = currency.cloned();
        }
    }
    relate_rows(&mut portfolio.transactions);
}

/// Finds the other row of each row that has one. Cancellations come first: a
/// row that was cancelled is not paired with a cash row.
fn relate_rows(rows: &mut [Transaction]) {
    cancellation::link(rows);
    settlement::link(rows);
    other_half::link(rows);
}

/// Whether a row is listed and belongs to no other yet.
fn is_free(row: &Transaction) -> bool {
    row.removed_on.is_none() && row.context.relation == Relation::None
}

/// The rows that `is_wanted` by account and currency, as indices.
type ByMoney<'a> = BTreeMap<(&'a AccountId, Option<&'a Currency>), Vec<usize>>;

fn by_money(rows: &[Transaction], is_wanted: impl Fn(&Transaction) -> bool) -> ByMoney<'_> {
    let mut groups = ByMoney::new();
    for (at, row) in rows.iter().enumerate() {
        if is_free(row) && is_wanted(row) {
            let key = (&row.account_id, row.currency.as_ref());
            groups.entry(key).or_default().push(at);
        }
    }
    for group in groups.values_mut() {
        group.sort_unstable_by(|&a, &b| {
            (rows[a].date, &rows[a].id).cmp(&(rows[b].date, &rows[b].id))
        });
    }
    groups
}
