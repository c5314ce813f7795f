//! What happened to an account between two valued days.

use chrono::{Datelike as _, NaiveDate, Weekday};
use rust_decimal::Decimal;

use crate::{
    analytics::flows::{CashListing, Legs, Unreadable},
    domain::{AccountId, SecurityId, TransactionId, TransactionKind},
};

/// Why value crossed a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A row of that kind.
    Row(TransactionKind),
    /// A row that moved units without cash.
    InKind,
    /// A row whose words do not tell what its cash was.
    Unclassified,
    /// The account was seen for the first time, or again.
    FirstSeen,
    /// The account is no longer listed, or its connection was removed.
    Removed,
    /// What no row of the account explains, and a row of another account does.
    Transferred,
    /// What no row explains, and the person said that it was transferred.
    ToldTransfer,
    /// What no row explains, and the person said that it was earned.
    ToldIncome,
    /// Units that no row explains, at the price of the snapshot that found them.
    UnexplainedUnits,
    /// Cash that no row explains.
    UnexplainedCash,
    /// A holding whose value was not known before.
    BecameKnown,
    /// A holding whose value is not known any more.
    NoLongerKnown,
}

impl Cause {
    /// Its name on the command line and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Row(kind) => kind.as_str(),
            Self::InKind => "in kind",
            Self::Unclassified => "unclassified",
            Self::FirstSeen => "first seen",
            Self::Removed => "removed",
            Self::Transferred => "transferred",
            Self::ToldTransfer => "resolved as transfer",
            Self::ToldIncome => "resolved as income",
            Self::UnexplainedUnits => "unexplained units",
            Self::UnexplainedCash => "unexplained cash",
            Self::BecameKnown => "became known",
            Self::NoLongerKnown => "no longer known",
        }
    }

    /// Whether no row and no list of accounts tells of it.
    pub fn is_unexplained(self) -> bool {
        matches!(
            self,
            Self::UnexplainedUnits
                | Self::UnexplainedCash
                | Self::BecameKnown
                | Self::NoLongerKnown
        )
    }

    /// Whether it rests on what the person said.
    pub fn is_told(self) -> bool {
        matches!(self, Self::ToldTransfer | Self::ToldIncome)
    }

    /// Whether it was a transfer of which the account has no row.
    pub(super) fn is_transfer_without_row(self) -> bool {
        matches!(self, Self::Transferred | Self::ToldTransfer)
    }

    /// Whether it was found by a snapshot, at the prices of that day's end: it
    /// had no part in the day.
    pub(super) fn is_found_at_end(self) -> bool {
        self.is_unexplained()
            || self.is_told()
            || matches!(self, Self::FirstSeen | Self::Transferred)
    }
}

/// A row, or a difference that no row explains, on the day it takes effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub day: NaiveDate,
    pub account: AccountId,
    /// The security it is about; none for cash.
    pub security: Option<SecurityId>,
    pub cause: Cause,
    pub transaction: Option<TransactionId>,
    /// What it did; unknown where the row does not say, or no price is known.
    pub legs: Result<Legs, NoLegs>,
    /// Units that moved without cash, signed.
    pub units_in_kind: Option<Decimal>,
    /// Of what an account had when it was first seen: the first day on which that may
    /// have come.
    pub since: Option<NaiveDate>,
    /// The holding of the same account that this one became, or was before: nothing
    /// crosses the border of the account.
    pub exchange: Option<SecurityId>,
    /// Whether the value of the units is another day's price.
    pub is_estimated: bool,
    /// Whether the person entered the row.
    pub is_entered: bool,
}

/// Why it is not known what an entry did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoLegs {
    Row(Unreadable),
    /// Units moved, and nobody says what they were worth.
    NoPrice,
}

impl Entry {
    /// What crosses the border of the account, positive when it comes in; zero
    /// where that is unknown, which the scope counts apart.
    pub fn flow(&self, listing: CashListing) -> Decimal {
        if self.exchange.is_some() {
            return Decimal::ZERO;
        }
        let listing = if self.is_of_opening() {
            CashListing::Listed
        } else {
            listing
        };
        self.legs.map_or(Decimal::ZERO, |it| it.flow(listing))
    }

    /// Whether it tells where that came from which an account had when it was first
    /// seen.
    pub(super) fn is_of_first_value(&self) -> bool {
        self.cause == Cause::FirstSeen || self.since.is_some()
    }

    /// Whether it is a row that made up what an account had when it was first seen, from
    /// nothing: its cash is known, whether the account lists it or not.
    pub(super) fn is_of_opening(&self) -> bool {
        self.since.is_some() && self.transaction.is_some()
    }

    /// What crosses the border of its holding.
    pub fn flow_of_holding(&self) -> Decimal {
        let of_holding = |it: Legs| it.flow(CashListing::NotListed);
        self.legs.map_or(Decimal::ZERO, of_holding)
    }
}

/// The day that is `days` business days after `day`; holidays are not known.
pub(in crate::analytics) fn business_days_after(day: NaiveDate, days: u32) -> NaiveDate {
    step(day, days, NaiveDate::succ_opt)
}

/// The same before it.
pub(in crate::analytics) fn business_days_before(day: NaiveDate, days: u32) -> NaiveDate {
    step(day, days, NaiveDate::pred_opt)
}

fn step(day: NaiveDate, days: u32, next: fn(&NaiveDate) -> Option<NaiveDate>) -> NaiveDate {
    let (mut day, mut left) = (day, days);
    while left > 0 {
        let Some(following) = next(&day) else {
            return day;
        };
        day = following;
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    day
}
