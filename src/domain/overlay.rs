//! What the person says over the facts: how a difference came about, and rows
//! that no institution lists. No fact is altered by it, and each can be taken
//! back.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rust_decimal::Decimal;

use super::{AccountId, Currency, ItemId, SecurityId, Transaction, TransactionId};

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
        if self.date > today || !super::is_believable_date(self.date, today) {
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
            context: super::Context {
                is_entered: true,
                ..super::Context::default()
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

#[cfg(test)]
mod tests;
