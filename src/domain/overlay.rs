//! What the person says over the facts: how a difference came about, and rows
//! that no institution lists. No fact is altered by it, and each can be taken
//! back.

mod entry;

pub use entry::{Entry, EntryFault, EntryKind};

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use rust_decimal::Decimal;

use super::{AccountId, Currency, ItemId, SecurityId};

/// What an item that needs attention is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    SyncFailed,
    ConsentEnds,
    NeverSynced,
    OldData,
    SyncedAhead,
    RowIssues,
    AccountMissing,
    AccountDoubted,
    SameAccount,
    /// Units that no row explains.
    Units,
    /// Cash that no row explains.
    Cash,
    BalanceGap,
    BalanceAlone,
    MarginLoan,
    NoValue,
    NoCostBasis,
    DerivedValue,
    InferredCurrency,
    OldPrice,
    LoneCancellations,
}

impl Topic {
    pub const ALL: [Self; 20] = [
        Self::SyncFailed,
        Self::ConsentEnds,
        Self::NeverSynced,
        Self::OldData,
        Self::SyncedAhead,
        Self::RowIssues,
        Self::AccountMissing,
        Self::AccountDoubted,
        Self::SameAccount,
        Self::Units,
        Self::Cash,
        Self::BalanceGap,
        Self::BalanceAlone,
        Self::MarginLoan,
        Self::NoValue,
        Self::NoCostBasis,
        Self::DerivedValue,
        Self::InferredCurrency,
        Self::OldPrice,
        Self::LoneCancellations,
    ];

    /// Its name in the file, on the command line and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SyncFailed => "sync failed",
            Self::ConsentEnds => "consent ends",
            Self::NeverSynced => "never synced",
            Self::OldData => "old data",
            Self::SyncedAhead => "synced ahead",
            Self::RowIssues => "rows not taken",
            Self::AccountMissing => "account missing",
            Self::AccountDoubted => "account doubted",
            Self::SameAccount => "same account",
            Self::Units => "units",
            Self::Cash => "cash",
            Self::BalanceGap => "balance",
            Self::BalanceAlone => "no holdings",
            Self::MarginLoan => "margin loan",
            Self::NoValue => "no value",
            Self::NoCostBasis => "no cost basis",
            Self::DerivedValue => "derived value",
            Self::InferredCurrency => "inferred currency",
            Self::OldPrice => "old price",
            Self::LoneCancellations => "lone cancellations",
        }
    }

    /// The topic of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// What an item that needs attention is about, so exactly that it is another
/// item once it says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub topic: Topic,
    pub item: Option<ItemId>,
    pub account: Option<AccountId>,
    pub security: Option<SecurityId>,
    pub currency: Option<Currency>,
    /// The sync that found it, of a difference.
    pub found_at: Option<DateTime<Utc>>,
    /// How large it is: units or money, signed.
    pub size: Option<Decimal>,
    /// What else makes it this one.
    pub detail: Option<Arc<str>>,
}

impl Subject {
    /// One of which no more than the topic is known.
    pub fn of(topic: Topic) -> Self {
        Self {
            topic,
            item: None,
            account: None,
            security: None,
            currency: None,
            found_at: None,
            size: None,
            detail: None,
        }
    }

    /// Its name: twelve hexadecimal digits that every version and every computer
    /// works out alike.
    pub fn id(&self) -> Arc<str> {
        let found_at = |it: DateTime<Utc>| it.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let parts = [
            Some(self.topic.as_str().to_owned()),
            self.item.as_ref().map(ToString::to_string),
            self.account.as_ref().map(ToString::to_string),
            self.security.as_ref().map(ToString::to_string),
            self.currency.as_ref().map(|it| it.code().to_owned()),
            self.found_at.map(found_at),
            self.size.map(|it| it.normalize().to_string()),
            self.detail.as_deref().map(str::to_owned),
        ];
        // FNV-1a; no part has the separators.
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for part in parts {
            let separator: &[u8] = if part.is_some() { &[1] } else { &[2] };
            for byte in part
                .iter()
                .flat_map(|it| it.bytes())
                .chain(separator.iter().copied())
            {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        format!("{:012x}", hash >> 16).into()
    }
}

/// What the person said of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// It came from or went to somewhere outside: it flows in or out, in kind.
    Transfer,
    /// It was earned: income in kind.
    Income,
    /// The same holding in other units.
    Split,
    /// Nobody will tell: it stays unexplained, and is asked no more.
    Leave,
    /// It is known, and listed no more while it says the same.
    Mute,
}

impl Answer {
    pub const ALL: [Self; 5] = [
        Self::Transfer,
        Self::Income,
        Self::Split,
        Self::Leave,
        Self::Mute,
    ];

    /// Its name in the file and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Income => "income",
            Self::Split => "split",
            Self::Leave => "leave",
            Self::Mute => "mute",
        }
    }

    /// The answer of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// Whether it tells where a difference came from.
    pub fn explains(self) -> bool {
        match self {
            Self::Transfer | Self::Income | Self::Split => true,
            Self::Leave | Self::Mute => false,
        }
    }
}

/// An answer that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// The name of its subject when it was kept; an account may have been
    /// continued by another one since.
    pub id: Arc<str>,
    pub subject: Subject,
    pub answer: Answer,
    pub decided_at: DateTime<Utc>,
}

impl Resolution {
    /// The answer that is given now.
    pub fn new(subject: Subject, answer: Answer, decided_at: DateTime<Utc>) -> Self {
        Self {
            id: subject.id(),
            subject,
            answer,
            decided_at,
        }
    }
}

#[cfg(test)]
mod tests;
