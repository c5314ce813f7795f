//! Investment transactions.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{AccountId, Currency, SecurityId, TransactionId};

/// One row of an account's history, as the institution reports it.
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    pub id: TransactionId,
    pub account_id: AccountId,
    pub security_id: Option<SecurityId>,
    /// The posting date, usually that of settlement.
    pub date: NaiveDate,
    pub datetime: Option<DateTime<Utc>>,
    pub name: Arc<str>,
    /// Units: positive when bought, negative when sold; for cash rows it
    /// follows the amount.
    pub quantity: Option<Decimal>,
    /// As Plaid counts it: positive when cash **leaves** the account. Stored
    /// and exported so; everything else reads [`Transaction::cash_effect`].
    /// `None` while the institution does not say, as of a merger that is not
    /// priced yet.
    pub amount: Option<Decimal>,
    pub price: Option<Decimal>,
    /// All fees together. Whether `amount` includes them is not documented, so
    /// they are shown beside it and neither added nor subtracted.
    pub fees: Option<Decimal>,
    pub transaction_type: TransactionType,
    pub subtype: Option<Arc<str>>,
    pub currency: Option<Currency>,
    /// The day of the first sync whose window covered the row and did not
    /// return it. Kept, shown apart, and left out of sums.
    pub removed_on: Option<NaiveDate>,
    /// The other half of a cancellation, on both rows; see
    /// [`match_cancellations`].
    pub counterpart: Option<TransactionId>,
}

impl Transaction {
    /// What the row does to cash: positive when money comes in, `None` while
    /// its amount is unknown.
    ///
    /// The one place where Plaid's sign is turned round.
    pub fn cash_effect(&self) -> Option<Decimal> {
        self.amount.map(|it| -it)
    }

    /// What the row is to a person.
    pub fn kind(&self) -> TransactionKind {
        TransactionKind::of(self)
    }

    /// Whether the row counts in sums: neither removed by the institution, nor
    /// a cancellation, nor cancelled.
    pub fn counts(&self) -> bool {
        self.removed_on.is_none()
            && self.counterpart.is_none()
            && self.transaction_type != TransactionType::Cancel
    }

    /// Whether every figure is zero: the shadow some institutions add beside a
    /// reinvestment. Shown greyed out. A row without an amount is none.
    pub fn is_ghost(&self) -> bool {
        let zero = |it: Option<Decimal>| it.is_none_or(|it| it.is_zero());
        matches!(
            self.transaction_type,
            TransactionType::Buy | TransactionType::Sell
        ) && self.amount.is_some_and(|it| it.is_zero())
            && zero(self.quantity)
            && zero(self.price)
            && zero(self.fees)
    }
}

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
        match text {
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

/// What a transaction is to a person: type and subtype drawn together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TransactionKind {
    Buy,
    Sell,
    Dividend,
    Interest,
    /// Money paid into the account.
    Contribution,
    /// Money taken out of the account.
    Withdrawal,
    Fee,
    Tax,
    Split,
    Transfer,
    Cancelled,
    Other,
}

impl TransactionKind {
    /// Every kind, in the order of the filter chips.
    pub const ALL: [Self; 12] = [
        Self::Buy,
        Self::Sell,
        Self::Dividend,
        Self::Interest,
        Self::Contribution,
        Self::Withdrawal,
        Self::Fee,
        Self::Tax,
        Self::Split,
        Self::Transfer,
        Self::Cancelled,
        Self::Other,
    ];

    /// Decides by subtype first, because one subtype appears under several
    /// types; then by type; and by the amount's sign where only that tells
    /// (CONTRACT §3).
    fn of(row: &Transaction) -> Self {
        if row.transaction_type == TransactionType::Cancel || row.counterpart.is_some() {
            return Self::Cancelled;
        }
        match row.subtype.as_deref().unwrap_or_default() {
            "dividend"
            | "qualified dividend"
            | "non-qualified dividend"
            | "distribution"
            | "stock distribution"
            | "long-term capital gain"
            | "short-term capital gain"
            | "unqualified gain"
            | "return of principal" => Self::Dividend,
            "interest" | "interest receivable" => Self::Interest,
            "tax" | "tax withheld" | "non-resident tax" => Self::Tax,
            "account fee" | "fund fee" | "legal fee" | "management fee" | "margin expense"
            | "miscellaneous fee" | "transfer fee" | "trust fee" => Self::Fee,
            "split" => Self::Split,
            "buy"
            | "buy to cover"
            | "dividend reinvestment"
            | "interest reinvestment"
            | "long-term capital gain reinvestment"
            | "short-term capital gain reinvestment" => Self::Buy,
            "sell" | "sell short" => Self::Sell,
            "contribution" if row.transaction_type == TransactionType::Buy => Self::Buy,
            "deposit" | "contribution" => Self::Contribution,
            "withdrawal" => Self::Withdrawal,
            "transfer" | "send" | "request" | "spin off" | "merger" | "assignment" | "exercise"
            | "expire"
                if !matches!(
                    row.transaction_type,
                    TransactionType::Buy | TransactionType::Sell
                ) =>
            {
                Self::Transfer
            }
            _ => Self::of_type(&row.transaction_type),
        }
    }

    fn of_type(transaction_type: &TransactionType) -> Self {
        match transaction_type {
            TransactionType::Buy => Self::Buy,
            TransactionType::Sell => Self::Sell,
            TransactionType::Fee => Self::Fee,
            TransactionType::Transfer => Self::Transfer,
            TransactionType::Cancel => Self::Cancelled,
            TransactionType::Cash | TransactionType::Other(_) => Self::Other,
        }
    }
}

/// Links every cancellation with the transaction that it takes back.
///
/// Plaid names no partner (`cancel_transaction_id` is deprecated), so the two
/// belong together when they share account and security and their amounts
/// cancel out, or, where the cancellation repeats the sign, are equal; the
/// latest such row not after the cancellation is taken, and each row at most
/// once. A cancellation without a partner stays alone. Removed rows take no
/// part.
pub fn match_cancellations(rows: &mut [Transaction]) {
    let mut cancels: Vec<usize> = (0..rows.len())
        .filter(|&at| {
            rows[at].transaction_type == TransactionType::Cancel && rows[at].removed_on.is_none()
        })
        .collect();
    if cancels.is_empty() {
        return;
    }
    cancels.sort_by(|&a, &b| (rows[a].date, &rows[a].id).cmp(&(rows[b].date, &rows[b].id)));

    let key = |row: &Transaction| {
        (
            row.account_id.clone(),
            row.security_id.clone(),
            row.amount.map(|it| it.abs().normalize()),
        )
    };
    let mut candidates: HashMap<_, Vec<usize>> =
        cancels.iter().map(|&at| (key(&rows[at]), vec![])).collect();
    for (at, row) in rows.iter().enumerate() {
        let open = row.removed_on.is_none()
            && row.amount.is_some()
            && row.transaction_type != TransactionType::Cancel;
        if open && let Some(list) = candidates.get_mut(&key(row)) {
            list.push(at);
        }
    }
    for cancel in cancels {
        let Some(list) = candidates.get_mut(&key(&rows[cancel])) else {
            continue;
        };
        let best = list
            .iter()
            .enumerate()
            .filter(|&(_, &at)| rows[at].date <= rows[cancel].date)
            .max_by_key(|&(_, &at)| (rows[at].date, rows[at].id.clone()))
            .map(|(place, _)| place);
        if let Some(place) = best {
            let partner = list.swap_remove(place);
            rows[partner].counterpart = Some(rows[cancel].id.clone());
            rows[cancel].counterpart = Some(rows[partner].id.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn row(id: &str, day: u32, kind: &str, subtype: &str, amount: Decimal) -> Transaction {
        Transaction {
            id: id.into(),
            account_id: "account".into(),
            security_id: Some("security".into()),
            date: NaiveDate::from_ymd_opt(2026, 3, day).expect("a date"),
            datetime: None,
            name: "row".into(),
            quantity: Some(dec!(1)),
            amount: Some(amount),
            price: None,
            fees: None,
            transaction_type: kind.into(),
            subtype: Some(subtype.into()),
            currency: None,
            removed_on: None,
            counterpart: None,
        }
    }

    #[test]
    fn a_cancellation_takes_back_one_of_two_identical_fills() {
        let mut rows = [
            row("first", 1, "buy", "buy", dec!(100.0)),
            row("second", 2, "buy", "buy", dec!(100.0)),
            row("cancel", 3, "cancel", "", dec!(-100.00)),
            row("later", 4, "buy", "buy", dec!(100)),
        ];
        match_cancellations(&mut rows);
        assert_eq!(rows[1].counterpart, Some("cancel".into()));
        assert_eq!(rows[2].counterpart, Some("second".into()));
        assert!(rows[0].counts() && rows[3].counts());
        assert!(!rows[1].counts() && !rows[2].counts());
        assert_eq!(rows[1].kind(), TransactionKind::Cancelled);
    }

    #[test]
    fn a_cancellation_without_a_partner_stays_alone() {
        let mut rows = [
            row("other", 1, "buy", "buy", dec!(5)),
            row("cancel", 3, "cancel", "", dec!(7)),
        ];
        match_cancellations(&mut rows);
        assert_eq!(rows[0].counterpart, None);
        assert_eq!(rows[1].counterpart, None);
        assert!(!rows[1].counts());
    }

    #[test]
    fn a_row_without_an_amount_is_no_shadow_and_takes_nothing_back() {
        let unknown = |id, day, kind| Transaction {
            amount: None,
            quantity: Some(dec!(0)),
            ..row(id, day, kind, kind, dec!(0))
        };
        let mut rows = [unknown("bought", 1, "buy"), unknown("cancel", 2, "cancel")];
        match_cancellations(&mut rows);
        assert_eq!(rows[0].counterpart, None);
        assert!(rows[0].counts() && !rows[0].is_ghost());
        assert_eq!(rows[0].cash_effect(), None);
    }

    #[test]
    fn the_subtype_decides_before_the_type() {
        let check = |kind, subtype, expected| {
            assert_eq!(
                row("r", 1, kind, subtype, dec!(-1)).kind(),
                expected,
                "{kind}/{subtype}"
            );
        };
        check("fee", "dividend", TransactionKind::Dividend);
        check("cash", "dividend", TransactionKind::Dividend);
        check("buy", "dividend reinvestment", TransactionKind::Buy);
        check("buy", "contribution", TransactionKind::Buy);
        check("cash", "contribution", TransactionKind::Contribution);
        check("buy", "assignment", TransactionKind::Buy);
        check("transfer", "exercise", TransactionKind::Transfer);
        check("transfer", "split", TransactionKind::Split);
        check("cash", "something new", TransactionKind::Other);
    }

    #[test]
    fn cash_that_leaves_is_negative() {
        assert_eq!(
            row("r", 1, "buy", "buy", dec!(12.50)).cash_effect(),
            Some(dec!(-12.50))
        );
    }
}
