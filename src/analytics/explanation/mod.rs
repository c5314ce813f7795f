//! How a figure comes about: what went in, what was left out and why, what
//! limits it. One type for every figure; `text::explanation` puts it into words,
//! for the window and the command line alike.

mod checks;
mod over_time;
mod worth;

pub use checks::{explain_balance, explain_units};
pub use over_time::{
    explain_between, explain_over_time, explain_paid_in, explain_unseen_day, explain_valued_day,
};
pub use worth::explain_worth;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::performance::{Bridge, Grade, Reason, ScopeFlow, Span, Subperiod};
use crate::{
    domain::{AccountId, Explained, SecurityId, TransactionId},
    valuation::Unknown,
};

/// How a figure comes about.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub what: Explained,
    /// The time that it is measured over, where it is.
    pub span: Option<Span>,
    pub outcome: Outcome,
    /// How well it is known, where that is told apart.
    pub grade: Option<Grade>,
    /// The share of value that it speaks for, where that is known.
    pub coverage: Option<Decimal>,
    /// What is left out of it, what makes it less sure, or why there is none.
    pub limits: Vec<Limit>,
    /// What went in, in the order in which it is read.
    pub inputs: Vec<Input>,
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The limits say why.
    Unknown,
    Amount(Decimal),
    /// An amount that is written with its sign.
    Change(Decimal),
    /// A part of a whole.
    Share(Decimal),
    /// A return.
    Rate(Decimal),
    Units(Decimal),
}

impl Outcome {
    fn of(value: Option<Decimal>, known: fn(Decimal) -> Self) -> Self {
        value.map_or(Self::Unknown, known)
    }

    /// The figure itself.
    pub fn figure(self) -> Option<Decimal> {
        match self {
            Self::Unknown => None,
            Self::Amount(it)
            | Self::Change(it)
            | Self::Share(it)
            | Self::Rate(it)
            | Self::Units(it) => Some(it),
        }
    }
}

/// What is left out of a figure, or makes it less sure.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// Of a figure over time.
    OverTime(Reason),
    /// A row without a known value is in no sum.
    NoValue {
        account: AccountId,
        security: SecurityId,
        because: Unknown,
    },
    /// A row without a known cost is in no gain.
    NoGain {
        account: AccountId,
        security: SecurityId,
        because: Unknown,
    },
    /// What is worth less than nothing has no share of a whole.
    Owed(Decimal),
    /// A balance and the rows differ by so much that nothing explains.
    Unexplained(Decimal),
    /// There is nothing to compare a balance with, or no balance.
    NotComparable,
}

/// What went into a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// An amount that others add up to, or that is divided by.
    Sum(SumOf, Decimal),
    Bridge(Box<Bridge>),
    Subperiod(Box<Subperiod>),
    /// The return of a whole month; `None` where it is not computable.
    Month {
        span: Span,
        rate: Option<Decimal>,
    },
    Flow(Box<ScopeFlow>),
    Row(Box<RowInput>),
    /// The value of an account on a day.
    Account {
        account: AccountId,
        day: NaiveDate,
        value: Decimal,
    },
    /// A transaction that makes up a difference.
    Explains(TransactionId),
}

/// What a sum is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SumOf {
    Value,
    Cost,
    /// The value of the rows whose gain is known.
    ValueWithGain,
    /// What the weights are shares of.
    Base,
    /// What an institution says that an account is worth.
    Balance,
    /// What its rows add up to.
    Listed,
    /// A margin loan.
    Loan,
    UnitsBefore,
    UnitsMoved,
    UnitsAfter,
    Begin,
    NetFlow,
    InTransit,
    /// Trades of which the accounts have only one side yet.
    Unsettled,
}

/// A row as an institution reports it, with what it counts for.
#[derive(Clone, Debug, PartialEq)]
pub struct RowInput {
    pub account: AccountId,
    pub security: SecurityId,
    pub units: Option<Decimal>,
    pub price: Option<Decimal>,
    pub priced_on: Option<NaiveDate>,
    pub value: Option<Decimal>,
    pub cost: Option<Decimal>,
    /// Whether the value is units × price, worked out here.
    pub is_derived: bool,
}

#[cfg(test)]
mod tests;
