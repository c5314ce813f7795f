//! The kinds of transactions: Plaid's types, and the kinds, classes and series
//! that they are shown and added up by.

use std::{borrow::Cow, sync::Arc};

/// Plaid's transaction type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TransactionType {
    Buy,
    Sell,
    /// Takes back a pending transaction.
    Cancel,
    /// Changes a cash position.
    Cash,
    Fee,
    /// Changes a position without buying or selling.
    Transfer,
    /// Any other, in Plaid's spelling.
    Other(Arc<str>),
}

impl TransactionType {
    /// The type in Plaid's spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
            Self::Cancel => "cancel",
            Self::Cash => "cash",
            Self::Fee => "fee",
            Self::Transfer => "transfer",
            Self::Other(text) => text,
        }
    }
}

impl From<&str> for TransactionType {
    fn from(text: &str) -> Self {
        match &*plain(text) {
            "buy" => Self::Buy,
            "sell" => Self::Sell,
            "cancel" => Self::Cancel,
            "cash" => Self::Cash,
            "fee" => Self::Fee,
            "transfer" => Self::Transfer,
            _ => Self::Other(text.into()),
        }
    }
}

/// A word as Plaid lists it: institutions send some in capitals or with blanks
/// around them.
pub(super) fn plain(word: &str) -> Cow<'_, str> {
    let word = word.trim();
    if word.bytes().any(|it| it.is_ascii_uppercase()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Borrowed(word)
    }
}

/// The kind of a transaction, by which it is shown and filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TransactionKind {
    Buy,
    Sell,
    Dividend,
    Interest,
    /// A fund's distribution of gains.
    CapitalGain,
    /// Paid into the account, as cash or in kind; repayments of a plan's loan
    /// too.
    Contribution,
    /// Taken out of the account, as cash or in kind.
    Withdrawal,
    /// Moved from or to somewhere else, as cash or in kind.
    Transfer,
    Fee,
    Tax,
    /// Interest the account paid, as on a margin loan.
    InterestPaid,
    /// Capital paid back: no income.
    ReturnOfPrincipal,
    /// A split, merger, spin-off or stock distribution.
    CorporateAction,
    /// An exercise, assignment or expiry.
    OptionEvent,
    /// Units or cash corrected.
    Adjustment,
    /// The words do not tell; see [`super::Movement`].
    Unclassified,
    Cancelled,
}

impl TransactionKind {
    /// Every kind, in the order of the filter chips.
    pub const ALL: [Self; 17] = [
        Self::Buy,
        Self::Sell,
        Self::Dividend,
        Self::Interest,
        Self::CapitalGain,
        Self::Contribution,
        Self::Withdrawal,
        Self::Transfer,
        Self::Fee,
        Self::Tax,
        Self::InterestPaid,
        Self::ReturnOfPrincipal,
        Self::CorporateAction,
        Self::OptionEvent,
        Self::Adjustment,
        Self::Unclassified,
        Self::Cancelled,
    ];

    /// The word in JSON and CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
            Self::Dividend => "dividend",
            Self::Interest => "interest",
            Self::CapitalGain => "capital gain",
            Self::Contribution => "contribution",
            Self::Withdrawal => "withdrawal",
            Self::Transfer => "transfer",
            Self::Fee => "fee",
            Self::Tax => "tax",
            Self::InterestPaid => "interest paid",
            Self::ReturnOfPrincipal => "return of principal",
            Self::CorporateAction => "corporate action",
            Self::OptionEvent => "option event",
            Self::Adjustment => "adjustment",
            Self::Unclassified => "unclassified",
            Self::Cancelled => "cancelled",
        }
    }

    /// The class that all transactions of the kind are in.
    pub fn flow_class(self) -> FlowClass {
        match self {
            Self::Contribution | Self::Withdrawal | Self::Transfer => FlowClass::External,
            Self::Dividend | Self::Interest | Self::CapitalGain => FlowClass::Income,
            Self::Fee | Self::Tax | Self::InterestPaid => FlowClass::Cost,
            Self::Buy | Self::Sell => FlowClass::Trade,
            Self::ReturnOfPrincipal
            | Self::CorporateAction
            | Self::OptionEvent
            | Self::Adjustment => FlowClass::Internal,
            Self::Unclassified => FlowClass::Unclassified,
            Self::Cancelled => FlowClass::None,
        }
    }
}

/// How a transaction counts in sums of flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FlowClass {
    /// Money or units that enter or leave the account from outside.
    External,
    /// What the account earned.
    Income,
    /// Fees, taxes and interest that the account paid.
    Cost,
    /// Turns cash into units, or back.
    Trade,
    /// Changes units or cash without any of these.
    Internal,
    /// Type and subtype do not tell.
    Unclassified,
    /// A cancellation, or a row that was cancelled.
    None,
}

impl FlowClass {
    /// The word in JSON and CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::External => "external",
            Self::Income => "income",
            Self::Cost => "cost",
            Self::Trade => "trade",
            Self::Internal => "internal",
            Self::Unclassified => "unclassified",
            Self::None => "none",
        }
    }
}

/// A series of the monthly bars: what cash came from or went to. In the order
/// of stacking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FlowKind {
    /// Paid into the account.
    Contributions,
    /// A fund's distributions of gains too.
    DividendsAndInterest,
    /// Proceeds of sales: cash of the account, although not new money.
    Sells,
    Buys,
    /// Fees, taxes and interest paid.
    Costs,
    /// Taken out of the account.
    Withdrawals,
    /// Cash moved from or to other accounts and places.
    Transfers,
    /// Everything else that moves cash.
    Other,
}

impl FlowKind {
    /// Every series.
    pub const ALL: [Self; 8] = [
        Self::Contributions,
        Self::DividendsAndInterest,
        Self::Sells,
        Self::Buys,
        Self::Costs,
        Self::Withdrawals,
        Self::Transfers,
        Self::Other,
    ];

    /// The word in JSON and CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contributions => "contributions",
            Self::DividendsAndInterest => "dividends and interest",
            Self::Sells => "sells",
            Self::Buys => "buys",
            Self::Costs => "costs",
            Self::Withdrawals => "withdrawals",
            Self::Transfers => "transfers",
            Self::Other => "other",
        }
    }
}
