//! A figure with how well it is known, and why not better.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::{AccountId, SecurityId, TransactionId};

/// How well a figure is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Snapshots say it.
    Observed,
    /// It follows from facts.
    Derived,
    /// It rests on a carried price, or on something that no row explains.
    Estimated,
    Unknown,
}

impl Grade {
    /// Its name on the command line and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Derived => "derived",
            Self::Estimated => "estimated",
            Self::Unknown => "unknown",
        }
    }
}

/// What limits a figure, or makes it unknown.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// No sync has valued everything yet.
    NoValue,
    /// One day has a value: there is no span.
    OneValue(NaiveDate),
    /// The first day with a value is later than the day asked for.
    BeginsLater { asked: NaiveDate, day: NaiveDate },
    /// The last day with a value is earlier than the day asked for.
    EndsEarlier { asked: NaiveDate, day: NaiveDate },
    /// No day with a value is within a week of this one.
    NoValueNear(NaiveDate),
    /// Rows that do not say what they moved, or units without any price.
    UnknownFlows(Vec<TransactionId>),
    /// Units came or went that no row explains, and no price is known.
    NoPrice(SecurityId),
    /// Too little was invested on the day to measure anything against.
    ChainBroken { day: NaiveDate, value: Decimal },
    /// Flows lie between two days with a value, and are large beside it.
    Approximate {
        from: NaiveDate,
        to: NaiveDate,
        share: Decimal,
    },
    /// The account lists no cash.
    SecuritiesOnly(AccountId),
    /// Cash of which the words do not tell what it was; the sizes together.
    Unclassified { rows: usize, amount: Decimal },
    /// Units and cash that no row explains; the sizes together.
    Unexplained { times: usize, amount: Decimal },
    /// Differences of which the person said how they came about; the sizes
    /// together.
    Told { times: usize, amount: Decimal },
    /// Days before the first snapshot, of this day, are worked out from transactions.
    EarlyDays(NaiveDate),
    /// So many transactions that the person entered.
    Entered(usize),
    /// It was split up to that day, as units and price say and no transaction does.
    SplitByRatio {
        security: SecurityId,
        day: NaiveDate,
    },
    /// An option whose last day was that is gone, and no transaction tells.
    Expired {
        account: AccountId,
        security: SecurityId,
        day: NaiveDate,
    },
    /// It is counted as worth nothing since that day: its price is zero, and the
    /// balance of the account is what all else is worth.
    Worthless {
        account: AccountId,
        security: SecurityId,
        day: NaiveDate,
    },
    /// Units in kind at the price of another day.
    EstimatedPrices(usize),
    /// It was never valued: it is in no figure.
    NeverValued {
        account: AccountId,
        security: SecurityId,
    },
    /// So many whole months are measured, and twelve are needed.
    TooFewMonths(usize),
    /// No rate balances the payments.
    NoRoot,
    /// More than one does: yearly rates, lowest first.
    SeveralRoots(Vec<Decimal>),
    /// Beyond what can be counted.
    TooLarge,
}

/// A figure, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure<T> {
    pub value: Result<T, Reason>,
    /// [`Grade::Unknown`] where there is no value.
    pub grade: Grade,
    /// The share of the value that it speaks for without anything unexplained;
    /// `None` where that is not positive.
    pub coverage: Option<Decimal>,
    /// What limits it.
    pub notes: Vec<Reason>,
}

impl<T> Figure<T> {
    pub(super) fn new(
        value: Result<T, Reason>,
        grade: Grade,
        coverage: Option<Decimal>,
        notes: Vec<Reason>,
    ) -> Self {
        let grade = if value.is_ok() { grade } else { Grade::Unknown };
        Self {
            value,
            grade,
            coverage,
            notes,
        }
    }

    /// The value, if it is known.
    pub fn known(&self) -> Option<&T> {
        self.value.as_ref().ok()
    }
}
