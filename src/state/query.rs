//! What a page is asked to show. A query is an input of a page's model, which
//! is rebuilt off the frame whenever its query or the portfolio changes.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};

use crate::domain::{
    Account, AccountId, AllocationBy, HoldingId, ItemId, TransactionId, TransactionKind,
};
use crate::portfolio::Portfolio;

/// Which accounts every view and total covers. Hidden ones are covered only by
/// their own name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AccountFilter {
    #[default]
    All,
    /// A group of the person's, such as `Retirement`.
    Group(Arc<str>),
    Connection(ItemId),
    Account(AccountId),
}

impl AccountFilter {
    /// Whether `account` is in view.
    pub fn contains(&self, portfolio: &Portfolio, account: &AccountId) -> bool {
        match portfolio.account(account) {
            Some(account) => self.names(account) && !self.leaves_out(account),
            None => *self == Self::All,
        }
    }

    /// Whether it would be in view were it not hidden.
    fn names(&self, account: &Account) -> bool {
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
            .filter(|it| self.names(it) && self.leaves_out(it) && !portfolio.is_gone(it))
            .count()
    }

    /// Whether accounts of this connection may be in view.
    pub fn covers(&self, portfolio: &Portfolio, connection: &ItemId) -> bool {
        match self {
            Self::All => true,
            Self::Group(_) => portfolio
                .accounts
                .iter()
                .any(|it| it.item_id == *connection && self.names(it)),
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
            Self::Group(_) => portfolio.accounts.iter().any(|it| self.names(it)),
        }
    }
}

#[cfg(test)]
mod tests;

/// How far back a time plot reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RangeChoice {
    OneMonth,
    ThreeMonths,
    SixMonths,
    YearToDate,
    #[default]
    OneYear,
    All,
}

impl RangeChoice {
    /// Every choice, in order.
    pub const ALL: [Self; 6] = [
        Self::OneMonth,
        Self::ThreeMonths,
        Self::SixMonths,
        Self::YearToDate,
        Self::OneYear,
        Self::All,
    ];

    /// The first day it covers, seen from `today`; `None` for all.
    pub fn start(self, today: NaiveDate) -> Option<NaiveDate> {
        let months = |count| today.checked_sub_months(chrono::Months::new(count));
        match self {
            Self::OneMonth => months(1),
            Self::ThreeMonths => months(3),
            Self::SixMonths => months(6),
            Self::YearToDate => NaiveDate::from_ymd_opt(today.year(), 1, 1),
            Self::OneYear => months(12),
            Self::All => None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    #[default]
    Descending,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HoldingColumn {
    Security,
    Account,
    Quantity,
    Price,
    #[default]
    Value,
    Weight,
    CostBasis,
    Gain,
    GainPercent,
}

impl HoldingColumn {
    /// Those that can be hidden, in order.
    pub const OPTIONAL: [Self; 8] = [
        Self::Account,
        Self::Quantity,
        Self::Price,
        Self::Value,
        Self::Weight,
        Self::CostBasis,
        Self::Gain,
        Self::GainPercent,
    ];

    /// The name it is stored under in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Security => "Security",
            Self::Account => "Account",
            Self::Quantity => "Quantity",
            Self::Price => "Price",
            Self::Value => "Value",
            Self::Weight => "Weight",
            Self::CostBasis => "Cost basis",
            Self::Gain => "Gain",
            Self::GainPercent => "Gain %",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GroupBy {
    None,
    #[default]
    Account,
    Type,
    Sector,
    Institution,
}

/// What the holdings page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoldingsQuery {
    pub search: String,
    pub group_by: GroupBy,
    pub sort: (HoldingColumn, Direction),
    /// Keys of the groups that are folded.
    pub folded: Vec<String>,
    /// The row in the detail panel.
    pub open: Option<HoldingId>,
}

/// A slice that was opened: the securities within one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drill {
    pub by: AllocationBy,
    /// The category's key, as the allocation names it.
    pub category: String,
}

/// What the allocation page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllocationQuery {
    pub by: AllocationBy,
    /// `None` at the top.
    pub drill: Option<Drill>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TransactionColumn {
    #[default]
    Date,
    Type,
    Security,
    Account,
    Quantity,
    Price,
    Fees,
    CashEffect,
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month a day lies in.
    pub fn of(date: NaiveDate) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
        }
    }
}

/// What the transactions page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactionsQuery {
    pub search: String,
    /// Empty for every kind.
    pub kinds: Vec<TransactionKind>,
    /// The month clicked in the chart.
    pub month: Option<Month>,
    pub range: Option<RangeChoice>,
    pub sort: (TransactionColumn, Direction),
    pub open: Option<TransactionId>,
}
