//! What one row does to its account.

use rust_decimal::{Decimal, dec};

use super::{CashListing, within_reach};
use crate::domain::{
    AssetClass, CashRule, FlowKind, Meaning, Movement, Subtype, Transaction, TransactionKind,
};

/// How far units × price may be from an amount that was rounded to cents.
const ROUNDING: Decimal = dec!(0.01);

/// What a row does to securities and cash of its account, and what of that is
/// earned or paid. See `docs/spec/flows.md` for the signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Legs {
    /// Value that moves into securities.
    pub securities: Decimal,
    /// Cash that comes in.
    pub cash: Decimal,
    /// Dividends, interest and a fund's gains, positive when received.
    pub income: Decimal,
    /// Fees and interest, positive when paid.
    pub fees: Decimal,
    /// Taxes, positive when paid.
    pub taxes: Decimal,
    /// Whether the words do not tell what the cash was.
    pub is_unclassified: bool,
}

impl Legs {
    /// What crosses the border of the account, positive when it comes in.
    pub fn flow(self, listing: CashListing) -> Decimal {
        let cash = match listing {
            CashListing::Listed => self.cash,
            CashListing::NotListed => Decimal::ZERO,
        };
        self.securities + cash - self.income + self.fees + self.taxes
    }

    /// What units did that moved without cash, and are worth so much, positive where
    /// they came in: those that income bought are income, and those that were taken
    /// for a fee or a tax are a cost.
    pub fn in_kind(value: Decimal, meaning: Meaning) -> Self {
        let legs = Self {
            securities: value,
            ..Self::default()
        };
        match (meaning.cash_rule, meaning.kind) {
            (CashRule::BoughtAtOnce(FlowKind::DividendsAndInterest), _) => Self {
                income: value,
                ..legs
            },
            (CashRule::SoldAtOnce(FlowKind::Costs), TransactionKind::Tax) => Self {
                taxes: -value,
                ..legs
            },
            (CashRule::SoldAtOnce(FlowKind::Costs), _) => Self {
                fees: -value,
                ..legs
            },
            (
                CashRule::Moves(_)
                | CashRule::BoughtAtOnce(_)
                | CashRule::SoldAtOnce(_)
                | CashRule::InKind,
                _,
            ) => legs,
        }
    }

    /// The same of a row of cash: what is bought of that is cash.
    #[must_use]
    pub fn all_in_cash(self) -> Self {
        Self {
            cash: self.cash + self.securities,
            securities: Decimal::ZERO,
            ..self
        }
    }

    /// The same without what belongs to cash alone, for an account that does
    /// not list it: cash's own interest is neither income nor cost there.
    #[must_use]
    pub fn seen_by(self, listing: CashListing, kind: TransactionKind, is_named: bool) -> Self {
        let is_of_cash = match kind {
            TransactionKind::Interest => !is_named,
            TransactionKind::InterestPaid => true,
            TransactionKind::Buy
            | TransactionKind::Sell
            | TransactionKind::Dividend
            | TransactionKind::CapitalGain
            | TransactionKind::Contribution
            | TransactionKind::Withdrawal
            | TransactionKind::Transfer
            | TransactionKind::Fee
            | TransactionKind::Tax
            | TransactionKind::ReturnOfPrincipal
            | TransactionKind::CorporateAction
            | TransactionKind::OptionEvent
            | TransactionKind::Adjustment
            | TransactionKind::Unclassified
            | TransactionKind::Cancelled => false,
        };
        if listing == CashListing::NotListed && is_of_cash {
            Self {
                income: Decimal::ZERO,
                fees: Decimal::ZERO,
                ..self
            }
        } else {
            self
        }
    }
}

/// Why it is not known what a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unreadable {
    /// It moves cash, and the institution does not say how much.
    NoAmount,
    /// A figure of it is beyond all reason.
    TooLarge,
}

/// What a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Known(Legs),
    /// Units came in or went out without cash.
    InKind {
        units: Decimal,
        /// What the row says that they are worth, with the sign of the units.
        value: Option<Decimal>,
        /// Units × the row's price, where it has one: the value of what is surely
        /// priced by the unit.
        by_price: Option<Decimal>,
    },
    Unknown(Unreadable),
}

/// What a row that counts does to its account.
pub fn effect(row: &Transaction, meaning: Meaning) -> Effect {
    let figures = [row.amount, row.quantity, row.price, row.fees];
    let is_large = |it: &Decimal| within_reach(*it).is_none();
    if figures.iter().flatten().any(is_large) {
        return Effect::Unknown(Unreadable::TooLarge);
    }
    match meaning.cash_rule {
        CashRule::InKind => in_kind(row, meaning),
        CashRule::Moves(_) | CashRule::BoughtAtOnce(_) | CashRule::SoldAtOnce(_)
            if is_for_nothing(row, meaning) =>
        {
            in_kind(row, meaning)
        }
        CashRule::Moves(_) => match meaning.cash_effect() {
            Some(cash) => Effect::Known(moves(row, meaning, cash)),
            None => Effect::Unknown(Unreadable::NoAmount),
        },
        CashRule::BoughtAtOnce(series) | CashRule::SoldAtOnce(series) => {
            at_once(row, meaning, series)
        }
    }
}

/// Whether units were bought or sold, or came or went at once, and the row says that
/// nothing was paid: they moved by themselves.
fn is_for_nothing(row: &Transaction, meaning: Meaning) -> bool {
    let is_free = row.amount.is_some_and(|it| it.is_zero());
    let is_meant = match (meaning.cash_rule, meaning.kind) {
        (CashRule::BoughtAtOnce(_) | CashRule::SoldAtOnce(_), _)
        | (_, TransactionKind::Buy | TransactionKind::Sell) => true,
        (CashRule::Moves(_) | CashRule::InKind, _) => false,
    };
    is_free && is_meant && signed_units(row, meaning).is_some()
}

/// Whether a purchase or sale for nothing closes an option, or what is exercised like
/// one, as a right: at its end it is worth nothing, and what it was worth before is
/// gained or lost.
pub fn ends_option(row: &Transaction, meaning: Meaning, class: Option<&AssetClass>) -> bool {
    let has_price = row.price.is_some_and(|it| !it.is_zero());
    let is_exercised = row.subtype.as_ref().is_some_and(Subtype::ends_option);
    (class == Some(&AssetClass::Derivative) || is_exercised)
        && !has_price
        && matches!(meaning.cash_rule, CashRule::Moves(_))
        && is_for_nothing(row, meaning)
}

/// The units that a row moves: positive when they come in. Where its kind tells
/// their direction it is that, because not every institution signs the quantity.
/// `None` where it moves none: beside what moves cash alone, as a dividend does, a
/// quantity is something else.
pub fn signed_units(row: &Transaction, meaning: Meaning) -> Option<Decimal> {
    let units = row.units().filter(|_| moves_units(meaning))?;
    Some(match told_direction(meaning) {
        Some(Direction::In) => units.abs(),
        Some(Direction::Out) => -units.abs(),
        None => units,
    })
}

/// Whether a row of that meaning moves units: each that does has their value, too.
fn moves_units(meaning: Meaning) -> bool {
    use TransactionKind as Kind;
    match (meaning.cash_rule, meaning.kind) {
        (CashRule::InKind | CashRule::BoughtAtOnce(_) | CashRule::SoldAtOnce(_), _)
        | (_, Kind::Buy | Kind::Sell | Kind::CorporateAction | Kind::OptionEvent) => true,
        (CashRule::Moves(_), Kind::Unclassified) => {
            matches!(meaning.movement, Movement::Bought | Movement::Sold)
        }
        (
            CashRule::Moves(_),
            Kind::Dividend
            | Kind::Interest
            | Kind::CapitalGain
            | Kind::Contribution
            | Kind::Withdrawal
            | Kind::Transfer
            | Kind::Fee
            | Kind::Tax
            | Kind::InterestPaid
            | Kind::ReturnOfPrincipal
            | Kind::Adjustment
            | Kind::Cancelled,
        ) => false,
    }
}

/// Where units go.
enum Direction {
    In,
    Out,
}

/// The direction that a purchase or a sale tells by its kind; `None` where the sign
/// of the units alone tells it. Where units and cash are both turned round, it was
/// taken back.
fn told_direction(meaning: Meaning) -> Option<Direction> {
    let unless = |taken_back: Movement, direction, other| {
        Some(if meaning.movement == taken_back {
            other
        } else {
            direction
        })
    };
    let bought = || unless(Movement::Sold, Direction::In, Direction::Out);
    match (meaning.cash_rule, meaning.kind) {
        (CashRule::BoughtAtOnce(_), _) | (_, TransactionKind::Buy) => bought(),
        (CashRule::SoldAtOnce(_), _) => Some(Direction::Out),
        (_, TransactionKind::Sell) => unless(Movement::Bought, Direction::Out, Direction::In),
        (CashRule::Moves(_) | CashRule::InKind, _) => None,
    }
}

/// Whether the direction of a row's units is told by their sign alone, rather
/// than by its kind.
pub fn is_by_sign(meaning: Meaning) -> bool {
    told_direction(meaning).is_none()
}

/// A row that moves cash and perhaps units for it.
fn moves(row: &Transaction, meaning: Meaning, cash: Decimal) -> Legs {
    use TransactionKind as Kind;
    let legs = Legs {
        cash,
        ..Legs::default()
    };
    let is_named = row.security_id.is_some() && !row.context.is_of_cash;
    match meaning.kind {
        Kind::Buy | Kind::Sell => trade(row, cash),
        Kind::Unclassified if matches!(meaning.movement, Movement::Bought | Movement::Sold) => {
            trade(row, cash)
        }
        Kind::Dividend | Kind::Interest | Kind::CapitalGain => Legs {
            income: cash,
            ..legs
        },
        Kind::Fee | Kind::InterestPaid => Legs {
            fees: -cash,
            ..legs
        },
        Kind::Tax => Legs {
            taxes: -cash,
            ..legs
        },
        Kind::CorporateAction | Kind::OptionEvent => Legs {
            securities: -cash,
            ..legs
        },
        Kind::ReturnOfPrincipal if is_named => Legs {
            securities: -cash,
            ..legs
        },
        Kind::Contribution | Kind::Withdrawal | Kind::Transfer => legs,
        Kind::ReturnOfPrincipal | Kind::Adjustment | Kind::Unclassified => Legs {
            is_unclassified: true,
            ..legs
        },
        Kind::Cancelled => Legs::default(),
    }
}

/// Cash exchanged for units. The fee is told apart where units × price says
/// whether the amount has it.
fn trade(row: &Transaction, cash: Decimal) -> Legs {
    let fee = row.fees.filter(|it| *it > Decimal::ZERO);
    let bare = (row.quantity.zip(row.price))
        .and_then(|(units, price)| units.checked_mul(price))
        .map(|it| it.abs())
        .filter(|it| !it.is_zero());
    let (Some(fee), Some(bare)) = (fee, bare) else {
        return Legs {
            securities: -cash,
            cash,
            ..Legs::default()
        };
    };
    // What was bought for, or sold for, positive when it left the account.
    let price_paid = if cash.is_sign_negative() { bare } else { -bare };
    let tolerance = ROUNDING.min(fee / Decimal::TWO);
    let is_near = |it: Decimal| (it + cash).abs() < tolerance;
    if is_near(price_paid + fee) {
        Legs {
            securities: -cash - fee,
            cash,
            fees: fee,
            ..Legs::default()
        }
    } else if is_near(price_paid) {
        Legs {
            securities: -cash,
            cash: cash - fee,
            fees: fee,
            ..Legs::default()
        }
    } else {
        Legs {
            securities: -cash,
            cash,
            ..Legs::default()
        }
    }
}

/// A row that is a purchase or sale and where its money came from or went to.
fn at_once(row: &Transaction, meaning: Meaning, series: FlowKind) -> Effect {
    if row.amount.is_none() {
        return Effect::Unknown(Unreadable::NoAmount);
    }
    // The part of the trade is turned: cash that buys goes out.
    let parts = meaning.parts().into_iter().flatten();
    let traded: Decimal = parts
        .filter(|(kind, _)| matches!(kind, FlowKind::Buys | FlowKind::Sells))
        .map(|(_, part)| -part)
        .sum();
    let mut legs = Legs {
        securities: traded,
        ..Legs::default()
    };
    match series {
        FlowKind::DividendsAndInterest => legs.income = traded,
        FlowKind::Costs if meaning.kind == TransactionKind::Tax => legs.taxes = -traded,
        FlowKind::Costs => legs.fees = -traded,
        FlowKind::Contributions
        | FlowKind::Withdrawals
        | FlowKind::Sells
        | FlowKind::Buys
        | FlowKind::Transfers
        | FlowKind::Other => {}
    }
    Effect::Known(legs)
}

/// A row that moves units alone.
fn in_kind(row: &Transaction, meaning: Meaning) -> Effect {
    let is_inside = matches!(
        meaning.kind,
        TransactionKind::CorporateAction | TransactionKind::OptionEvent
    );
    let Some(units) = signed_units(row, meaning).filter(|_| !is_inside) else {
        return Effect::Known(Legs::default());
    };
    let by_price = || {
        let price = row.price.filter(|it| !it.is_zero())?;
        units.checked_mul(price.abs())
    };
    let signed = |size: Decimal| {
        if units.is_sign_negative() {
            -size
        } else {
            size
        }
    };
    let of_row = meaning.value_in_kind().map(|it| signed(it.abs()));
    Effect::InKind {
        units,
        value: of_row,
        by_price: by_price(),
    }
}
