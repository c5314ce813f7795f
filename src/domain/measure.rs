//! The figures that show how they come about, and what they are of.

use chrono::NaiveDate;

use super::{AccountId, AllocationBy, Currency, Grouping, SecurityId};

/// A kind of figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// What is held is worth.
    Value,
    /// What it is worth beyond what it cost.
    UnrealizedGain,
    /// Its share of a whole.
    Weight,
    /// What market and income did over a span, less costs.
    Gain,
    TimeWeighted,
    MoneyWeighted,
    Drawdown,
    /// How much the returns of months differ.
    Volatility,
    /// The begin, and what flowed in and out since.
    PaidIn,
    /// An account's balance against what it lists.
    Balance,
    /// Units against the transactions between two syncs.
    Units,
}

impl Measure {
    /// Every kind, in order.
    pub const ALL: [Self; 11] = [
        Self::Value,
        Self::UnrealizedGain,
        Self::Weight,
        Self::Gain,
        Self::TimeWeighted,
        Self::MoneyWeighted,
        Self::Drawdown,
        Self::Volatility,
        Self::PaidIn,
        Self::Balance,
        Self::Units,
    ];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::UnrealizedGain => "unrealized-gain",
            Self::Weight => "weight",
            Self::Gain => "gain",
            Self::TimeWeighted => "time-weighted",
            Self::MoneyWeighted => "money-weighted",
            Self::Drawdown => "drawdown",
            Self::Volatility => "volatility",
            Self::PaidIn => "paid-in",
            Self::Balance => "balance",
            Self::Units => "units",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// Whether it is measured over a span, from what was held at each sync.
    pub fn is_over_time(self) -> bool {
        match self {
            Self::Value | Self::UnrealizedGain | Self::Weight | Self::Balance => false,
            Self::Gain
            | Self::TimeWeighted
            | Self::MoneyWeighted
            | Self::Drawdown
            | Self::Volatility
            | Self::PaidIn
            | Self::Units => true,
        }
    }
}

/// What a figure is of, within the accounts in view.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All of them.
    Whole,
    Account(AccountId),
    /// A security within an account.
    Holding(AccountId, SecurityId),
    /// A security over all of them.
    Security(SecurityId),
    /// A category of an allocation, by its key there.
    Category(AllocationBy, String),
    /// Accounts or holdings that are taken together, by their key.
    Group(Grouping, String),
}

/// Names one figure.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Explained {
    pub measure: Measure,
    pub of: Scope,
    pub currency: Option<Currency>,
    /// The days that it is measured between, of a month or a year; `None` of the
    /// range that is chosen, and of what is held now.
    pub during: Option<(NaiveDate, NaiveDate)>,
}

impl Explained {
    /// A figure of the range that is chosen, or of what is held now.
    pub fn new(measure: Measure, of: Scope, currency: Option<&Currency>) -> Self {
        Self {
            measure,
            of,
            currency: currency.cloned(),
            during: None,
        }
    }
}
