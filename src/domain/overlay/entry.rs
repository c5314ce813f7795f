//! Rows that no institution lists, as the person enters them.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::{
    AccountId, Context, Currency, SecurityId, Transaction, TransactionId, is_believable_date,
};

/// What a row that the person enters was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EntryKind {
    #[default]
    Buy,
    Sell,
    /// A dividend that bought units at once.
    Reinvestment,
    Dividend,
    Interest,
    Deposit,
    Withdrawal,
    TransferIn,
    TransferOut,
    Fee,
    Tax,
}

impl EntryKind {
    pub const ALL: [Self; 11] = [
        Self::Buy,
        Self::Sell,
        Self::Reinvestment,
        Self::Dividend,
        Self::Interest,
        Self::Deposit,
        Self::Withdrawal,
        Self::TransferIn,
        Self::TransferOut,
        Self::Fee,
        Self::Tax,
    ];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
            Self::Reinvestment => "reinvestment",
            Self::Dividend => "dividend",
            Self::Interest => "interest",
            Self::Deposit => "deposit",
            Self::Withdrawal => "withdrawal",
            Self::TransferIn => "transfer-in",
            Self::TransferOut => "transfer-out",
            Self::Fee => "fee",
            Self::Tax => "tax",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// Whether units of the security move.
    pub fn moves_units(self) -> bool {
        match self {
            Self::Buy | Self::Sell | Self::Reinvestment | Self::TransferIn | Self::TransferOut => {
                true
            }
            Self::Dividend
            | Self::Interest
            | Self::Deposit
            | Self::Withdrawal
            | Self::Fee
            | Self::Tax => false,
        }
    }

    /// Type and subtype in Plaid's words.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Buy => ("buy", "buy"),
            Self::Sell => ("sell", "sell"),
            Self::Reinvestment => ("buy", "dividend reinvestment"),
            Self::Dividend => ("cash", "dividend"),
            Self::Interest => ("cash", "interest"),
            Self::Deposit => ("cash", "deposit"),
            Self::Withdrawal => ("cash", "withdrawal"),
            Self::TransferIn | Self::TransferOut => ("transfer", "transfer"),
            Self::Fee => ("fee", "miscellaneous fee"),
            Self::Tax => ("fee", "tax"),
        }
    }

    /// Whether the amount leaves the account's cash, by which Plaid signs it.
    fn takes_cash(self) -> bool {
        match self {
            Self::Buy
            | Self::Reinvestment
            | Self::Withdrawal
            | Self::TransferOut
            | Self::Fee
            | Self::Tax => true,
            Self::Sell | Self::Dividend | Self::Interest | Self::Deposit | Self::TransferIn => {
                false
            }
        }
    }
}

/// A row as the person enters it; no figure has a sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub account: AccountId,
    /// Of what moved units, or was earned; none for cash.
    pub security: Option<SecurityId>,
    pub kind: EntryKind,
    pub date: NaiveDate,
    pub units: Option<Decimal>,
    pub price: Option<Decimal>,
    pub amount: Option<Decimal>,
    pub fees: Option<Decimal>,
    pub currency: Option<Currency>,
}

/// Why a row cannot be taken as it was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryFault {
    /// It moves units, and says of which security or how many not.
    NoUnits,
    /// It moves cash, and says neither how much nor at which price.
    NoAmount,
    /// A figure has a sign: the kind tells the direction.
    Negative,
    /// The day is ahead, or beyond belief.
    Date,
    TooLarge,
}

impl Entry {
    /// The row in the form and with the signs that institutions' rows have.
    /// `today` is the last day that can have happened.
    pub fn transaction(
        &self,
        id: TransactionId,
        today: NaiveDate,
    ) -> Result<Transaction, EntryFault> {
        let figures = [self.units, self.price, self.amount, self.fees];
        if figures.iter().flatten().any(Decimal::is_sign_negative) {
            return Err(EntryFault::Negative);
        }
        if self.date > today || !is_believable_date(self.date, today) {
            return Err(EntryFault::Date);
        }
        let moves_units = self.kind.moves_units();
        let is_transfer = matches!(self.kind, EntryKind::TransferIn | EntryKind::TransferOut);
        let units = self.units.filter(|it| moves_units && !it.is_zero());
        let has_units = units.is_some() && self.security.is_some();
        if moves_units && !has_units && !(is_transfer && self.security.is_none()) {
            return Err(EntryFault::NoUnits);
        }
        let amount = match self.amount {
            Some(amount) => Some(amount),
            None => self.worth()?,
        };
        if amount.is_none() && !(is_transfer && has_units) {
            return Err(EntryFault::NoAmount);
        }
        let signed = |figure: Decimal, is_positive: bool| {
            if is_positive || figure.is_zero() {
                figure
            } else {
                -figure
            }
        };
        let is_out = matches!(self.kind, EntryKind::Sell | EntryKind::TransferOut);
        let (word, subtype) = self.kind.words();
        Ok(Transaction {
            id,
            account_id: self.account.clone(),
            security_id: self.security.clone(),
            date: self.date,
            datetime: None,
            name: self.kind.as_str().into(),
            quantity: units.map(|it| signed(it, !is_out)),
            amount: amount.map(|it| signed(it, self.kind.takes_cash())),
            price: self.price,
            fees: self.fees,
            transaction_type: word.into(),
            subtype: Some(subtype.into()),
            currency: self.currency.clone(),
            removed_on: None,
            context: Context {
                is_entered: true,
                ..Context::default()
            },
        })
    }

    /// Units × price, with the fees that a purchase has on top and a sale has
    /// taken off.
    fn worth(&self) -> Result<Option<Decimal>, EntryFault> {
        let Some((units, price)) = self.units.zip(self.price) else {
            return Ok(None);
        };
        let fees = self.fees.unwrap_or_default();
        let bare = units.checked_mul(price);
        let worth = match self.kind {
            EntryKind::Buy => bare.and_then(|it| it.checked_add(fees)),
            EntryKind::Sell => bare.and_then(|it| it.checked_sub(fees)),
            EntryKind::Reinvestment
            | EntryKind::Dividend
            | EntryKind::Interest
            | EntryKind::Deposit
            | EntryKind::Withdrawal
            | EntryKind::TransferIn
            | EntryKind::TransferOut
            | EntryKind::Fee
            | EntryKind::Tax => bare,
        };
        worth.map(Some).ok_or(EntryFault::TooLarge)
    }
}
