//! What a portfolio holds, and how it is found in there.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::{
    connect::{AsideSync, Connection, PendingLink},
    domain::{
        Account, AccountGap, AccountId, Currency, Holding, ItemId, Resolution, Security,
        SecurityId, Succession, Transaction,
    },
    valuation::Worth,
};

use super::Past;

/// Everything stored, read at one moment and shared as `Arc<Portfolio>`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Portfolio {
    /// By name.
    pub connections: Vec<Connection>,
    /// By institution, then name; without those that another one continues.
    pub accounts: Vec<Account>,
    pub securities: HashMap<SecurityId, Security>,
    /// The latest of every account that is still listed; for one that lists
    /// none, its balance ([`super::is_balance`]).
    pub holdings: Vec<Holding>,
    /// Newest first, removed ones included, and those that the person entered.
    pub transactions: Vec<Transaction>,
    /// Every account's value at every sync, oldest first; see [`super::AccountValues`].
    pub account_values: Vec<AccountValue>,
    /// The times that accounts were gone which are back.
    pub account_gaps: Vec<AccountGap>,
    /// A page in the browser that an earlier run of the program left open.
    pub pending_link: Option<PendingLink>,
    /// What the person said of what needs attention, the first of it first.
    pub resolutions: Vec<Resolution>,
    /// What the person said of accounts that may continue others.
    pub successions: Vec<Succession>,
    /// The accounts that another one continues: their transactions and values
    /// are that one's.
    pub carried: Vec<Account>,
    /// As of which earlier day it is; `None` where it is of now.
    pub past: Option<Past>,
    /// The syncs that the person set aside, the oldest first: nothing of what they
    /// found is here.
    pub set_aside: Vec<AsideSync>,
}

/// What one account was worth, in one currency, at one sync.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountValue {
    pub synced_at: DateTime<Utc>,
    pub account_id: AccountId,
    pub currency: Option<Currency>,
    /// The sum of what was known; for an account that held nothing its balance,
    /// and zero where it has none.
    /// `None` when nothing was known, or the sum is too large to hold.
    pub market_value: Option<Decimal>,
    /// The securities whose value was not known, by id: they are in no sum.
    pub unknown: Arc<[SecurityId]>,
}

impl Portfolio {
    /// What `holding` counts for: the figures that every page shows.
    pub fn worth(&self, holding: &Holding) -> Worth {
        let security = self.security(&holding.security_id);
        Worth::of(holding, security, self.account(&holding.account_id))
    }

    /// How many holdings there are: rows of one account, security and currency
    /// are one.
    pub fn holding_count(&self) -> usize {
        let rows = self.holdings.iter();
        let holdings: BTreeSet<_> = rows
            .map(|row| (&row.account_id, &row.security_id, self.worth(row).currency))
            .collect();
        holdings.len()
    }

    /// Whether nothing is connected and nothing is stored.
    pub fn is_empty(&self) -> bool {
        self.connections.is_empty() && self.accounts.is_empty() && self.past.is_none()
    }

    /// The account of that id.
    pub fn account(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.iter().find(|it| it.id == *id)
    }

    /// The connection of that id.
    pub fn connection(&self, id: &ItemId) -> Option<&Connection> {
        self.connections.iter().find(|it| it.item_id == *id)
    }

    /// The connection an account belongs to.
    pub fn connection_of(&self, account: &AccountId) -> Option<&Connection> {
        self.connection(&self.account(account)?.item_id)
    }

    /// The groups that accounts are in, by name.
    pub fn groups(&self) -> Vec<Arc<str>> {
        let accounts = self.accounts.iter();
        let mut groups: Vec<_> = accounts
            .flat_map(|it| it.choice.groups.iter().cloned())
            .collect();
        groups.sort_by_key(|it| (it.to_lowercase(), Arc::clone(it)));
        groups.dedup();
        groups
    }

    /// What is known of a security; an institution may name one without
    /// describing it.
    pub fn security(&self, id: &SecurityId) -> Option<&Security> {
        self.securities.get(id)
    }

    /// The best name of a security; `None` of one that nobody describes.
    pub fn security_name(&self, id: &SecurityId) -> Option<Cow<'_, str>> {
        self.security(id).and_then(Security::display_name)
    }

    /// When the latest successful sync of any connection ended.
    pub fn last_success(&self) -> Option<DateTime<Utc>> {
        self.connections
            .iter()
            .filter_map(|it| it.last_success)
            .max()
    }

    /// The accounts that `account` continues, directly or through others, the
    /// first of them first.
    pub fn predecessors<'a>(
        &'a self,
        account: &'a AccountId,
    ) -> impl Iterator<Item = &'a AccountId> {
        let carried = self.carried.iter().map(|it| &it.id);
        carried.filter(|it| self.successor(it) == Some(account))
    }

    /// The account that continues `account` in the end.
    pub fn successor<'a>(&'a self, account: &'a AccountId) -> Option<&'a AccountId> {
        let next = |id: &AccountId| {
            let mut pairs = self.successions.iter();
            let pair = pairs.find(|it| it.is_same && it.old == *id)?;
            Some(&pair.new)
        };
        // At most one step for each carried account, so that a circle ends.
        let mut last = next(account)?;
        for _ in &self.carried {
            match next(last).filter(|_| self.account(last).is_none()) {
                Some(further) => last = further,
                None => break,
            }
        }
        Some(last)
    }

    /// Whether the institution no longer lists an account, or its connection
    /// was removed.
    pub fn is_gone(&self, account: &Account) -> bool {
        account.missing_since.is_some()
            || self
                .connection(&account.item_id)
                .is_some_and(|it| it.disconnected_at.is_some())
    }

    /// The latest day that a holding speaks for.
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.holdings.iter().map(|it| it.as_of).max()
    }
}
