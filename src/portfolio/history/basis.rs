//! What the values of snapshots rest on, beside the snapshots.

use std::collections::{BTreeMap, HashMap};

use crate::{
    domain::{Account, AccountId, AssetClass, Currency, ItemId, Security, SecurityId},
    portfolio::Portfolio,
};

/// Facts that may be learnt or change after a snapshot, and decide what its rows
/// count for.
#[derive(Clone, Debug, Default)]
pub(super) struct Basis {
    accounts: BTreeMap<AccountId, OfAccount>,
    securities: HashMap<SecurityId, OfSecurity>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct OfAccount {
    /// The account that has its snapshots.
    heir: AccountId,
    /// Its connection, and the currency of its balance; `None` where it is not
    /// known.
    known: Option<(ItemId, Option<Currency>)>,
}

type OfSecurity = Option<(Option<AssetClass>, Option<Currency>)>;

impl OfAccount {
    fn of(id: &AccountId, portfolio: &Portfolio) -> Self {
        let heir = portfolio.successor(id).unwrap_or(id);
        let known = portfolio.account(heir);
        Self {
            heir: heir.clone(),
            known: known.map(|it: &Account| (it.item_id.clone(), it.balances.currency.clone())),
        }
    }
}

fn of_security(known: Option<&Security>) -> OfSecurity {
    known.map(|it| (it.asset_class.clone(), it.currency.clone()))
}

impl Basis {
    pub(super) fn add_account(&mut self, id: &AccountId, portfolio: &Portfolio) {
        let of = OfAccount::of(id, portfolio);
        self.accounts.insert(id.clone(), of);
    }

    pub(super) fn add_security(&mut self, id: &SecurityId, known: Option<&Security>) {
        if !self.securities.contains_key(id) {
            self.securities.insert(id.clone(), of_security(known));
        }
    }

    /// Whether all of it is still so.
    pub(super) fn holds_in(&self, portfolio: &Portfolio) -> bool {
        let mut accounts = self.accounts.iter();
        let mut securities = self.securities.iter();
        accounts.all(|(id, it)| it.known.is_some() && *it == OfAccount::of(id, portfolio))
            && securities.all(|(id, it)| *it == of_security(portfolio.security(id)))
    }
}
