//! What the connection is worth before and after the sync.

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

use super::accounts::Accounts;
use crate::connect::Stored;
use crate::domain::{Account, AccountId, Holding, Security, SecurityId};
use crate::valuation::{Amounts, Worth, balance_alone};

/// What the connection was worth after the latest sync: the accounts that were
/// listed and are not hidden.
pub(super) fn value_before(stored: &Stored) -> Amounts {
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
pub(super) fn after<'a>(
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
pub(super) struct Known<'a> {
    pub(super) securities: Vec<&'a HashMap<SecurityId, Security>>,
    pub(super) accounts: Vec<&'a HashMap<AccountId, Account>>,
}

impl Known<'_> {
    /// The value of accounts with their holdings by currency, by the rule for
    /// every row; one without holdings is worth its balance.
    pub(super) fn value<'h>(
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
