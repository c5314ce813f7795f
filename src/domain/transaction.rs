//! Investment transactions.

use std::{cmp::Ordering, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{
    AccountId, CashRule, Currency, CurrencySource, FlowClass, FlowKind, Movement, SecurityId,
    TransactionId, TransactionKind, TransactionType,
    meaning::{Shape, Subtype, sign},
};

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
    pub subtype: Option<Subtype>,
    pub currency: Option<Currency>,
    /// The day of the first sync whose window covered the row and did not
    /// return it. Kept, shown apart, and left out of sums.
    pub removed_on: Option<NaiveDate>,
    /// What the institution does not say of it.
    pub context: Context,
}

/// What the other rows, its security and its account say of a transaction. The
/// portfolio fills it in; a row by itself has the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The other row that belongs to it.
    pub relation: Relation,
    /// Whether its security is cash: its quantity is money, then, not units.
    pub is_of_cash: bool,
    /// Whose word the row's currency is.
    pub currency_source: CurrencySource,
    /// Whether the person entered the row: no institution lists it.
    pub is_entered: bool,
}

/// The other row that belongs to a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Relation {
    #[default]
    None,
    /// The other half of a cancellation, on both rows.
    Cancellation(TransactionId),
    /// The cash row that pays this trade or is paid by it, on the trade.
    OtherHalf(TransactionId),
    /// The settled row that took the place of this pending one.
    SettledBy(TransactionId),
}

/// Whether a row is in sums, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Counted,
    /// Not listed by the institution any more, since the sync of that day.
    Removed(NaiveDate),
    /// Taken back by a cancellation.
    Cancelled,
    /// Takes back another row.
    Cancellation,
    /// Takes back a row that is not on record.
    LoneCancellation,
    /// Pending, and settled by another row.
    Settled,
    /// A buy or sell in which every figure is zero.
    Empty,
}

impl Standing {
    /// The word in JSON and CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Removed(_) => "removed",
            Self::Cancelled => "cancelled",
            Self::Cancellation => "cancellation",
            Self::LoneCancellation => "lone cancellation",
            Self::Settled => "settled",
            Self::Empty => "empty",
        }
    }
}

/// What a row means, worked out once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The kind of the row: by type, subtype and signs, and by the row that belongs to it.
    pub kind: TransactionKind,
    /// What the signs of the row say, whatever its words.
    pub movement: Movement,
    /// Where the amount goes.
    pub cash_rule: CashRule,
    units: Ordering,
    amount: Option<Decimal>,
    fees: Option<Decimal>,
}

impl Meaning {
    /// What the row does to cash: positive when money comes in. It is the sum
    /// of [`Meaning::parts`]; `None` where cash moves and the amount is unknown.
    ///
    /// This and the parts are the one place where Plaid's sign is turned round.
    pub fn cash_effect(self) -> Option<Decimal> {
        match self.cash_rule {
            // Without the sign that a negated zero would have.
            CashRule::Moves(_) => {
                let amount = self.amount?;
                Some(if amount.is_zero() {
                    amount.abs()
                } else {
                    -amount
                })
            }
            CashRule::BoughtAtOnce(_) | CashRule::SoldAtOnce(_) | CashRule::InKind => {
                Some(Decimal::ZERO)
            }
        }
    }

    /// What the row does to cash by series, each positive when money comes in;
    /// none where no cash moved or the amount is unknown. There is no second one
    /// without a first.
    pub fn parts(self) -> [Option<(FlowKind, Decimal)>; 2] {
        let Some(amount) = self.amount.filter(|it| !it.is_zero()) else {
            return [None, None];
        };
        let size = amount.abs();
        match self.cash_rule {
            CashRule::Moves(series) => [Some((series, -amount)), None],
            CashRule::BoughtAtOnce(source) => {
                // Taken back where units went out and the money came back.
                let taken_back = self.movement == Movement::Sold;
                let paid = if taken_back { -size } else { size };
                [Some((source, paid)), Some((FlowKind::Buys, -paid))]
            }
            CashRule::SoldAtOnce(target) => [Some((FlowKind::Sells, size)), Some((target, -size))],
            CashRule::InKind => [None, None],
        }
    }

    /// What units that moved without cash are worth, positive when they came
    /// in; `None` for every other row, and where that is not said.
    pub fn value_in_kind(self) -> Option<Decimal> {
        let size = self.amount.filter(|it| !it.is_zero())?.abs();
        match (self.cash_rule, self.units) {
            (CashRule::InKind, Ordering::Less) => Some(-size),
            (CashRule::InKind, _) => Some(size),
            (CashRule::Moves(_) | CashRule::BoughtAtOnce(_) | CashRule::SoldAtOnce(_), _) => None,
        }
    }

    /// The fees of the row, refunds negative: the amount of a fee, else what
    /// the institution says beside the amount.
    ///
    /// The fees beside a fee repeat its amount; they count where that is zero.
    pub fn fees_paid(self) -> Option<Decimal> {
        match self.amount.filter(|it| !it.is_zero()) {
            Some(amount) if self.kind == TransactionKind::Fee => Some(amount),
            _ => self.fees,
        }
    }
}

impl Transaction {
    /// What the row means.
    pub fn meaning(&self) -> Meaning {
        let shape = self.shape();
        let kind = shape.kind();
        let cash_rule = match shape.cash_rule(kind) {
            CashRule::BoughtAtOnce(_) if self.has_other_half() => CashRule::Moves(FlowKind::Buys),
            CashRule::SoldAtOnce(_) if self.has_other_half() => CashRule::Moves(FlowKind::Sells),
            rule @ (CashRule::Moves(_)
            | CashRule::BoughtAtOnce(_)
            | CashRule::SoldAtOnce(_)
            | CashRule::InKind) => rule,
        };
        let kind = self.kind_of(kind);
        // The words and the units agree on a trade, and the amount alone says
        // otherwise: its sign is the mistake.
        let is_contradicted = matches!(cash_rule, CashRule::Moves(_))
            && matches!(
                (kind, shape.movement()),
                (TransactionKind::Buy, Movement::UnitsIn)
                    | (TransactionKind::Sell, Movement::UnitsOut)
            );
        Meaning {
            kind,
            movement: shape.movement(),
            cash_rule,
            units: shape.units(),
            amount: self.amount.map(|it| if is_contradicted { -it } else { it }),
            fees: self.fees,
        }
    }

    /// The kind of a row whose words and signs say `kind`.
    fn kind_of(&self, kind: TransactionKind) -> TransactionKind {
        match &self.context.relation {
            Relation::Cancellation(_) => TransactionKind::Cancelled,
            // The cash row beside it is the contribution, withdrawal or income.
            Relation::OtherHalf(_) if self.transaction_type == TransactionType::Sell => {
                TransactionKind::Sell
            }
            Relation::OtherHalf(_) => TransactionKind::Buy,
            Relation::None | Relation::SettledBy(_) => kind,
        }
    }

    /// The kind of the row: by type, subtype and signs, and by the row that belongs to it.
    pub fn kind(&self) -> TransactionKind {
        self.meaning().kind
    }

    /// The class of its kind.
    pub fn flow_class(&self) -> FlowClass {
        self.kind().flow_class()
    }

    /// What the signs of the row say, whatever its words.
    pub fn movement(&self) -> Movement {
        self.shape().movement()
    }

    /// See [`Meaning::cash_effect`].
    pub fn cash_effect(&self) -> Option<Decimal> {
        self.meaning().cash_effect()
    }

    /// See [`Meaning::parts`].
    pub fn parts(&self) -> impl Iterator<Item = (FlowKind, Decimal)> + use<> {
        self.meaning().parts().into_iter().flatten()
    }

    /// See [`Meaning::value_in_kind`].
    pub fn value_in_kind(&self) -> Option<Decimal> {
        self.meaning().value_in_kind()
    }

    /// See [`Meaning::fees_paid`].
    pub fn fees_paid(&self) -> Option<Decimal> {
        self.meaning().fees_paid()
    }

    /// Whether the row is in sums, and why not.
    pub fn standing(&self) -> Standing {
        if let Some(day) = self.removed_on {
            return Standing::Removed(day);
        }
        let is_cancel = self.transaction_type == TransactionType::Cancel;
        match &self.context.relation {
            Relation::Cancellation(_) if is_cancel => Standing::Cancellation,
            Relation::Cancellation(_) => Standing::Cancelled,
            Relation::SettledBy(_) => Standing::Settled,
            Relation::None | Relation::OtherHalf(_) if is_cancel => Standing::LoneCancellation,
            Relation::None | Relation::OtherHalf(_) if self.is_ghost() => Standing::Empty,
            Relation::None | Relation::OtherHalf(_) => Standing::Counted,
        }
    }

    /// Whether the row is in sums.
    pub fn counts(&self) -> bool {
        self.standing() == Standing::Counted
    }

    /// Whether the money is still to be settled.
    pub fn is_pending(&self) -> bool {
        self.subtype.as_ref().is_some_and(Subtype::is_pending)
    }

    /// Whether every figure is zero: the shadow some institutions add beside a
    /// reinvestment. Shown greyed out. A row without an amount is none.
    pub fn is_ghost(&self) -> bool {
        let zero = |figure: Option<Decimal>| figure.is_none_or(|it| it.is_zero());
        matches!(
            self.transaction_type,
            TransactionType::Buy | TransactionType::Sell
        ) && self.amount.is_some_and(|it| it.is_zero())
            && zero(self.quantity)
            && zero(self.price)
            && zero(self.fees)
    }

    /// The other half of a cancellation.
    pub fn counterpart(&self) -> Option<&TransactionId> {
        match &self.context.relation {
            Relation::Cancellation(id) => Some(id),
            Relation::None | Relation::OtherHalf(_) | Relation::SettledBy(_) => None,
        }
    }

    /// Where the amount goes.
    pub fn cash_rule(&self) -> CashRule {
        self.meaning().cash_rule
    }

    /// Whether a cash row beside it is the money of this trade.
    fn has_other_half(&self) -> bool {
        matches!(self.context.relation, Relation::OtherHalf(_))
    }

    /// The units that the row names, with the sign that they are reported with;
    /// `None` where it names none. Beside cash the quantity is the money again, and so
    /// it is of rows of type cash and fee that repeat the amount in it.
    pub fn units(&self) -> Option<Decimal> {
        let is_of_units = self.security_id.is_some() && !self.context.is_of_cash;
        let units = self.quantity.filter(|it| is_of_units && !it.is_zero())?;
        let is_of_money = matches!(
            self.transaction_type,
            TransactionType::Cash | TransactionType::Fee
        );
        let repeats = self.amount.is_some_and(|it| it.abs() == units.abs())
            && self.price != Some(Decimal::ONE);
        (!(is_of_money && repeats)).then_some(units)
    }

    fn shape(&self) -> Shape<'_> {
        Shape::new(
            &self.transaction_type,
            self.subtype.as_ref(),
            sign(self.amount),
            sign(self.units()),
        )
    }
}

#[cfg(test)]
pub(crate) mod tests;
