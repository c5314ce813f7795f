//! The portfolio: an immutable snapshot of everything on disk.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{
    Account, AccountId, Connection, Currency, Holding, ItemId, PendingLink, Security, SecurityId,
    Transaction, match_cancellations,
};

/// Everything stored, read at one moment and shared as `Arc<Portfolio>`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Portfolio {
    /// By name.
    pub connections: Vec<Connection>,
    /// By institution, then name.
    pub accounts: Vec<Account>,
    pub securities: HashMap<SecurityId, Security>,
    /// The latest of every account that is still listed.
    pub holdings: Vec<Holding>,
    /// Newest first, removed ones included.
    pub transactions: Vec<Transaction>,
    /// Every account's value at every sync, oldest first.
    pub account_values: Vec<AccountValue>,
    /// A page in the browser that an earlier run of the program left open.
    pub pending_link: Option<PendingLink>,
}

/// What one account was worth, in one currency, at one sync.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountValue {
    pub synced_at: DateTime<Utc>,
    pub account_id: AccountId,
    pub currency: Option<Currency>,
    pub market_value: Decimal,
}

impl Portfolio {
    /// Puts transactions in order and links cancellations.
    #[must_use]
    pub fn prepared(mut self) -> Self {
        self.transactions
            .sort_unstable_by(|a, b| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id)));
        match_cancellations(&mut self.transactions);
        self
    }

    /// Whether nothing is connected and nothing is stored.
    pub fn is_empty(&self) -> bool {
        self.connections.is_empty() && self.accounts.is_empty()
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

    /// What is known of a security; an institution may name one without
    /// describing it.
    pub fn security(&self, id: &SecurityId) -> Option<&Security> {
        self.securities.get(id)
    }

    /// When the latest successful sync of any connection ended.
    pub fn last_success(&self) -> Option<DateTime<Utc>> {
        self.connections
            .iter()
            .filter_map(|it| it.last_success)
            .max()
    }

    /// The latest day that a holding speaks for.
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.holdings.iter().map(|it| it.as_of).max()
    }
}
