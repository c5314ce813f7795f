//! Which accounts are in view, of the window and of the commands alike.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::saved::text;
use crate::{
    domain::{Account, AccountId, ItemId},
    portfolio::Portfolio,
};

/// Which accounts every view and total covers. Hidden ones are covered only by
/// their own name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountFilter {
    #[default]
    All,
    /// A group of the person's, such as `Retirement`.
    Group(Arc<str>),
    Connection(#[serde(with = "text")] ItemId),
    Account(#[serde(with = "text")] AccountId),
}

impl AccountFilter {
    /// Whether `account` is in view, and in totals. With all accounts, what
    /// belongs to none that is known is in view, too.
    pub fn contains(&self, portfolio: &Portfolio, account: &AccountId) -> bool {
        match portfolio.account(account) {
            Some(account) => self.is_of(account) && !self.leaves_out(account),
            None => *self == Self::All,
        }
    }

    /// Whether `account` would be in view were it not hidden.
    pub fn names(&self, portfolio: &Portfolio, account: &AccountId) -> bool {
        let known = portfolio.account(account);
        known.map_or(*self == Self::All, |it| self.is_of(it))
    }

    fn is_of(&self, account: &Account) -> bool {
        match self {
            Self::All => true,
            Self::Group(name) => account.choice.groups.contains(name),
            Self::Connection(item) => account.item_id == *item,
            Self::Account(id) => account.id == *id,
        }
    }

    fn leaves_out(&self, account: &Account) -> bool {
        account.choice.is_hidden && !matches!(self, Self::Account(_))
    }

    /// How many accounts are out of view and of all totals because the person
    /// hid them.
    pub fn hidden(&self, portfolio: &Portfolio) -> usize {
        let accounts = portfolio.accounts.iter();
        accounts
            .filter(|it| self.is_of(it) && self.leaves_out(it) && !portfolio.is_gone(it))
            .count()
    }

    /// Whether accounts of this connection may be in view.
    pub fn covers(&self, portfolio: &Portfolio, connection: &ItemId) -> bool {
        match self {
            Self::All => true,
            Self::Group(_) => portfolio
                .accounts
                .iter()
                .any(|it| it.item_id == *connection && self.is_of(it)),
            Self::Connection(item) => item == connection,
            Self::Account(id) => portfolio
                .account(id)
                .is_some_and(|it| it.item_id == *connection),
        }
    }

    /// Whether what it names is still there.
    pub fn exists_in(&self, portfolio: &Portfolio) -> bool {
        match self {
            Self::All => true,
            Self::Account(id) => portfolio.account(id).is_some(),
            Self::Connection(item) => portfolio.connection(item).is_some(),
            Self::Group(_) => portfolio.accounts.iter().any(|it| self.is_of(it)),
        }
    }
}

#[cfg(test)]
mod tests;
