//! What stands in the cells of a transaction, as far as it has such a figure.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::{
    domain::{Movement, Transaction, TransactionKind},
    text::Label as _,
};

/// A figure of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Known(Decimal),
    /// The institution did not say.
    Unknown,
    /// Such a row has none: a dividend has no price. Nothing is shown.
    NotApplicable,
}

impl Cell {
    /// The figure, if there is one.
    pub fn known(self) -> Option<Decimal> {
        match self {
            Self::Known(figure) => Some(figure),
            Self::Unknown | Self::NotApplicable => None,
        }
    }

    fn of(kind: impl Fn() -> TransactionKind, figure: Option<Decimal>) -> Self {
        let is_trade = || matches!(kind(), TransactionKind::Buy | TransactionKind::Sell);
        match figure {
            // Most cash rows carry zeros for what they do not have.
            Some(figure) if !figure.is_zero() || is_trade() => Self::Known(figure),
            None if is_trade() => Self::Unknown,
            Some(_) | None => Self::NotApplicable,
        }
    }
}

/// The units of a row.
pub(crate) fn quantity(row: &Transaction) -> Cell {
    Cell::of(|| row.kind(), row.quantity)
}

/// The price of a row.
pub(crate) fn price(row: &Transaction) -> Cell {
    Cell::of(|| row.kind(), row.price)
}

/// The fees of a row, as they are added up: the amount of a fee, too.
pub(crate) fn fees(row: &Transaction) -> Cell {
    let meaning = row.meaning();
    Cell::of(|| meaning.kind, meaning.fees_paid())
}

/// What kind of row it is, in as much detail as the institution gives:
/// "Account fee" rather than "Fee". Of a row whose words do not tell, what its
/// signs say.
pub(crate) fn type_label(row: &Transaction) -> Cow<'_, str> {
    let kind = row.kind();
    let subtype = row.subtype.as_deref().map(str::trim);
    let subtype = subtype.filter(|it| !it.is_empty());
    let detail = match kind {
        TransactionKind::Fee
        | TransactionKind::Tax
        | TransactionKind::Transfer
        | TransactionKind::CorporateAction
        | TransactionKind::OptionEvent => subtype,
        TransactionKind::Contribution | TransactionKind::Withdrawal => {
            let shown = ["loan payment", "distribution"];
            subtype.filter(|it| shown.iter().any(|word| it.eq_ignore_ascii_case(word)))
        }
        TransactionKind::Unclassified => {
            let movement = row.movement().label();
            return Cow::Owned(format!("{}: {movement}", kind.label()));
        }
        TransactionKind::Buy
        | TransactionKind::Sell
        | TransactionKind::Dividend
        | TransactionKind::Interest
        | TransactionKind::CapitalGain
        | TransactionKind::InterestPaid
        | TransactionKind::ReturnOfPrincipal
        | TransactionKind::Adjustment
        | TransactionKind::Cancelled => None,
    };
    match detail {
        Some(subtype) => Cow::Owned(capitalized(subtype)),
        None => Cow::Borrowed(kind.label()),
    }
}

/// What decides a row's [`type_label`].
pub(super) fn type_key(row: &Transaction) -> (TransactionKind, Option<&str>, Movement) {
    let meaning = row.meaning();
    (meaning.kind, row.subtype.as_deref(), meaning.movement)
}

pub(super) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
