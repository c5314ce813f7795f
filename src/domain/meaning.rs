//! What a transaction means: its kind, and what it does to cash.
//!
//! One table, told by type, subtype and signs:
//! `docs/spec/transactions.md`. The words are Plaid's, from "Investment
//! transaction types schema" at <https://plaid.com/docs/api/accounts/>.

use std::{cmp::Ordering, ops::Deref, sync::Arc};

use rust_decimal::Decimal;

use super::{FlowKind, TransactionKind, TransactionType, kind::plain};

/// What the signs of a row say, whatever its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Movement {
    /// Units came in, and cash went out for them.
    Bought,
    /// Units went out, and cash came in for them.
    Sold,
    CashIn,
    CashOut,
    UnitsIn,
    UnitsOut,
    Nothing,
}

/// Where the amount of a row goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CashRule {
    /// It is cash that came in or went out.
    Moves(FlowKind),
    /// That much came in by the series, and bought units at once.
    BoughtAtOnce(FlowKind),
    /// Units were sold for that much, which went out at once by the series.
    SoldAtOnce(FlowKind),
    /// Only units moved; it is what they are worth.
    InKind,
}

/// A subtype's part in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Word {
    Buy,
    Sell,
    Reinvestment,
    Dividend,
    CapitalGain,
    Interest,
    InterestReceivable,
    ReturnOfPrincipal,
    Contribution,
    Withdrawal,
    Distribution,
    Pending,
    Transfer,
    Trade,
    OptionExercise,
    Expiry,
    CorporateAction,
    Adjustment,
    Fee,
    Tax,
    /// No subtype, or one that is not known.
    Unknown,
}

impl Word {
    fn of(subtype: &str) -> Self {
        match &*plain(subtype) {
            "buy" | "buy to cover" => Self::Buy,
            "sell" | "sell short" => Self::Sell,
            "dividend reinvestment"
            | "interest reinvestment"
            | "long-term capital gain reinvestment"
            | "short-term capital gain reinvestment" => Self::Reinvestment,
            "dividend" | "qualified dividend" | "non-qualified dividend" => Self::Dividend,
            "long-term capital gain" | "short-term capital gain" | "unqualified gain" => {
                Self::CapitalGain
            }
            "interest" => Self::Interest,
            "interest receivable" => Self::InterestReceivable,
            "return of principal" => Self::ReturnOfPrincipal,
            "contribution" | "loan payment" | "deposit" => Self::Contribution,
            "withdrawal" => Self::Withdrawal,
            "distribution" => Self::Distribution,
            "pending credit" | "pending debit" => Self::Pending,
            "transfer" | "send" | "request" => Self::Transfer,
            "trade" | "rebalance" => Self::Trade,
            "assignment" | "exercise" => Self::OptionExercise,
            "expire" => Self::Expiry,
            "merger" | "spin off" | "split" | "stock distribution" => Self::CorporateAction,
            "adjustment" => Self::Adjustment,
            "account fee" | "fund fee" | "legal fee" | "management fee" | "margin expense"
            | "miscellaneous fee" | "transfer fee" | "trust fee" => Self::Fee,
            "tax" | "tax withheld" | "non-resident tax" => Self::Tax,
            _ => Self::Unknown,
        }
    }
}

/// Plaid's subtype of a transaction, in Plaid's spelling. What it means is looked
/// up once, not whenever a row is asked for its kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subtype(Arc<(Box<str>, Word)>);

impl From<&str> for Subtype {
    fn from(text: &str) -> Self {
        Self(Arc::new((text.into(), Word::of(text))))
    }
}

impl Subtype {
    /// Whether an option or a right comes to its end: it is exercised, or assigned, or
    /// expires.
    pub fn ends_option(&self) -> bool {
        matches!(self.0.1, Word::OptionExercise | Word::Expiry)
    }

    /// Whether a holding came out of another one.
    pub fn is_spin_off(&self) -> bool {
        *plain(&self.0.0) == *"spin off"
    }

    /// Whether it is the reinvestment of that kind of income.
    pub fn is_reinvestment_of(&self, income: &Self) -> bool {
        let words = plain(&self.0.0);
        let reinvested = words.strip_suffix("reinvestment").map(str::trim);
        reinvested.is_some_and(|it| plain(&income.0.0).contains(it))
    }

    /// Whether the money is still to be settled.
    pub(super) fn is_pending(&self) -> bool {
        self.0.1 == Word::Pending
    }
}

impl Deref for Subtype {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0.0
    }
}

/// What a row says that its kind is told by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape<'a> {
    transaction_type: &'a TransactionType,
    word: Word,
    /// Above zero when cash leaves, as Plaid counts it; `Equal` too where it is
    /// not known.
    amount: Ordering,
    /// Above zero when units come in; `Equal` where there are none, as in rows
    /// without a security or of cash.
    units: Ordering,
}

/// The sign of a figure; `Equal` where it is not known.
pub(super) fn sign(figure: Option<Decimal>) -> Ordering {
    match figure {
        Some(figure) if figure.is_zero() => Ordering::Equal,
        Some(figure) if figure.is_sign_negative() => Ordering::Less,
        Some(_) => Ordering::Greater,
        None => Ordering::Equal,
    }
}

impl<'a> Shape<'a> {
    pub(super) fn new(
        transaction_type: &'a TransactionType,
        subtype: Option<&Subtype>,
        amount: Ordering,
        units: Ordering,
    ) -> Self {
        Self {
            transaction_type,
            word: subtype.map_or(Word::Unknown, |it| it.0.1),
            amount,
            units,
        }
    }

    /// Which way units moved.
    pub(super) fn units(self) -> Ordering {
        self.units
    }

    /// What the signs say.
    pub(super) fn movement(self) -> Movement {
        match (self.units, self.amount) {
            (Ordering::Greater, Ordering::Greater) => Movement::Bought,
            (Ordering::Less, Ordering::Less) => Movement::Sold,
            (Ordering::Greater, Ordering::Equal | Ordering::Less) => Movement::UnitsIn,
            (Ordering::Less, Ordering::Equal | Ordering::Greater) => Movement::UnitsOut,
            (Ordering::Equal, Ordering::Less) => Movement::CashIn,
            (Ordering::Equal, Ordering::Greater) => Movement::CashOut,
            (Ordering::Equal, Ordering::Equal) => Movement::Nothing,
        }
    }

    /// Whether units came in or went out.
    fn has_units(self) -> bool {
        self.units != Ordering::Equal
    }

    /// The kind: the subtype decides before the type, because one subtype
    /// appears under several types.
    pub(super) fn kind(self) -> TransactionKind {
        use TransactionKind as Kind;
        use TransactionType as Type;
        let is = |it: &Type| self.transaction_type == it;
        let trade = if is(&Type::Buy) {
            Some(Kind::Buy)
        } else if is(&Type::Sell) {
            Some(Kind::Sell)
        } else {
            None
        };
        if is(&Type::Cancel) {
            return Kind::Cancelled;
        }
        match self.word {
            Word::Buy if !is(&Type::Sell) => Kind::Buy,
            Word::Sell if !is(&Type::Buy) => Kind::Sell,
            Word::Reinvestment => Kind::Buy,
            Word::Dividend | Word::CapitalGain | Word::Interest if self.reinvested() => Kind::Buy,
            Word::Dividend => Kind::Dividend,
            Word::CapitalGain => Kind::CapitalGain,
            Word::Interest if self.amount == Ordering::Greater => Kind::InterestPaid,
            Word::Interest | Word::InterestReceivable => Kind::Interest,
            Word::ReturnOfPrincipal => Kind::ReturnOfPrincipal,
            Word::Contribution => Kind::Contribution,
            Word::Withdrawal => Kind::Withdrawal,
            Word::Distribution => self.distribution(),
            Word::Pending => Kind::Transfer,
            Word::Transfer => trade.unwrap_or(Kind::Transfer),
            // Of a buy or sale, type and subtype contradict each other here.
            Word::Buy | Word::Sell | Word::Trade => {
                self.side().or(trade).unwrap_or(Kind::Unclassified)
            }
            Word::OptionExercise => trade.unwrap_or(Kind::OptionEvent),
            Word::Expiry => Kind::OptionEvent,
            Word::CorporateAction => Kind::CorporateAction,
            Word::Adjustment => Kind::Adjustment,
            Word::Fee => Kind::Fee,
            Word::Tax => Kind::Tax,
            Word::Unknown => self.kind_by_type(),
        }
    }

    /// Whether the row bought units with income.
    fn reinvested(self) -> bool {
        match self.word {
            Word::Reinvestment => true,
            Word::Dividend | Word::CapitalGain | Word::Interest => {
                *self.transaction_type == TransactionType::Buy
            }
            Word::Buy
            | Word::Sell
            | Word::InterestReceivable
            | Word::ReturnOfPrincipal
            | Word::Contribution
            | Word::Withdrawal
            | Word::Distribution
            | Word::Pending
            | Word::Transfer
            | Word::Trade
            | Word::OptionExercise
            | Word::Expiry
            | Word::CorporateAction
            | Word::Adjustment
            | Word::Fee
            | Word::Tax
            | Word::Unknown => false,
        }
    }

    /// Out of a plan, or a payment of which nothing else is known.
    fn distribution(self) -> TransactionKind {
        let leaves = match self.transaction_type {
            TransactionType::Sell => true,
            TransactionType::Transfer if self.has_units() => true,
            TransactionType::Buy
            | TransactionType::Cancel
            | TransactionType::Cash
            | TransactionType::Fee
            | TransactionType::Transfer
            | TransactionType::Other(_) => self.amount == Ordering::Greater,
        };
        if leaves {
            TransactionKind::Withdrawal
        } else {
            TransactionKind::Unclassified
        }
    }

    /// Bought or sold, by the units, else by the cash.
    fn side(self) -> Option<TransactionKind> {
        match self.units.then(self.amount) {
            Ordering::Greater => Some(TransactionKind::Buy),
            Ordering::Less => Some(TransactionKind::Sell),
            Ordering::Equal => None,
        }
    }

    /// The kind of a row without a subtype, or with one that is not known.
    fn kind_by_type(self) -> TransactionKind {
        match self.transaction_type {
            TransactionType::Buy if self.amount != Ordering::Less => TransactionKind::Buy,
            TransactionType::Sell if self.amount != Ordering::Greater => TransactionKind::Sell,
            TransactionType::Fee if self.has_units() && self.amount == Ordering::Equal => {
                TransactionKind::Adjustment
            }
            TransactionType::Fee => TransactionKind::Fee,
            TransactionType::Transfer => TransactionKind::Transfer,
            TransactionType::Cancel => TransactionKind::Cancelled,
            TransactionType::Buy
            | TransactionType::Sell
            | TransactionType::Cash
            | TransactionType::Other(_) => TransactionKind::Unclassified,
        }
    }

    /// Where the amount goes, of a row of that `kind` which stands alone.
    pub(super) fn cash_rule(self, kind: TransactionKind) -> CashRule {
        use TransactionKind as Kind;
        let is = |it: &TransactionType| self.transaction_type == it;
        let exchanged = matches!(self.movement(), Movement::Bought | Movement::Sold);
        let in_kind = self.has_units() && is(&TransactionType::Transfer);
        match kind {
            Kind::Buy if self.reinvested() => {
                CashRule::BoughtAtOnce(FlowKind::DividendsAndInterest)
            }
            Kind::Buy | Kind::Sell if in_kind && !exchanged => CashRule::InKind,
            Kind::Contribution | Kind::Withdrawal if in_kind => CashRule::InKind,
            // With units it is both, whatever its type.
            Kind::Contribution
                if self.has_units()
                    || is(&TransactionType::Buy) && self.amount != Ordering::Less =>
            {
                CashRule::BoughtAtOnce(FlowKind::Contributions)
            }
            Kind::Withdrawal
                if self.has_units()
                    || is(&TransactionType::Sell) && self.amount != Ordering::Greater =>
            {
                CashRule::SoldAtOnce(FlowKind::Withdrawals)
            }
            Kind::Fee | Kind::Tax if self.movement() == Movement::UnitsOut => {
                CashRule::SoldAtOnce(FlowKind::Costs)
            }
            Kind::CorporateAction if self.has_units() && self.movement() != Movement::Sold => {
                CashRule::InKind
            }
            Kind::OptionEvent | Kind::Unclassified if self.has_units() && !exchanged => {
                CashRule::InKind
            }
            Kind::Transfer | Kind::Adjustment if self.has_units() => CashRule::InKind,
            Kind::Buy
            | Kind::Sell
            | Kind::Dividend
            | Kind::Interest
            | Kind::CapitalGain
            | Kind::Contribution
            | Kind::Withdrawal
            | Kind::Transfer
            | Kind::Fee
            | Kind::Tax
            | Kind::InterestPaid
            | Kind::ReturnOfPrincipal
            | Kind::CorporateAction
            | Kind::OptionEvent
            | Kind::Adjustment
            | Kind::Unclassified
            | Kind::Cancelled => CashRule::Moves(self.series(kind)),
        }
    }

    /// The series that cash of that `kind` stands in.
    fn series(self, kind: TransactionKind) -> FlowKind {
        use TransactionKind as Kind;
        match (kind, self.movement()) {
            (Kind::Buy, _) | (Kind::Unclassified, Movement::Bought) => FlowKind::Buys,
            (Kind::Sell, _) | (Kind::Unclassified, Movement::Sold) => FlowKind::Sells,
            (Kind::Dividend | Kind::Interest | Kind::CapitalGain, _) => {
                FlowKind::DividendsAndInterest
            }
            (Kind::Contribution, _) => FlowKind::Contributions,
            (Kind::Withdrawal, _) => FlowKind::Withdrawals,
            (Kind::Transfer, _) => FlowKind::Transfers,
            (Kind::Fee | Kind::Tax | Kind::InterestPaid, _) => FlowKind::Costs,
            (
                Kind::ReturnOfPrincipal
                | Kind::CorporateAction
                | Kind::OptionEvent
                | Kind::Adjustment
                | Kind::Unclassified
                | Kind::Cancelled,
                _,
            ) => FlowKind::Other,
        }
    }
}

#[cfg(test)]
mod tests;
