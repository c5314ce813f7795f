//! What an account holds after a number of rows.
//!
//! Holdings are not stored: they are computed by applying the rows in order, so
//! the two cannot disagree.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{market::with_digits, securities::Security};

/// One row of an account's history.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) date: NaiveDate,
    pub(super) name: String,
    pub(super) security: Option<&'static Security>,
    /// The grant, for rows of a stock plan.
    pub(super) grant: Option<&'static str>,
    /// Plaid's `type`.
    pub(super) kind: &'static str,
    pub(super) subtype: &'static str,
    pub(super) quantity: Decimal,
    pub(super) price: Decimal,
    /// With Plaid's sign: positive when cash leaves. Fees are included.
    pub(super) amount: Decimal,
    pub(super) fees: Option<Decimal>,
    pub(super) effect: Effect,
}

impl Row {
    /// Whether the row is about that security.
    pub(super) fn is_of(&self, security: &Security) -> bool {
        self.security.is_some_and(|it| it.key == security.key)
    }
}

/// What a row does to the positions. The cash changes by the amount, too,
/// except where it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Effect {
    /// Nothing but the cash.
    Cash,
    /// A lot at the amount paid; with a negative quantity, a short one.
    Open,
    /// A lot that was not paid for from the account's cash.
    Receive { cost: Option<Decimal> },
    /// A grant, so many units of which are vested already.
    Grant { vested: Decimal },
    /// The oldest units go.
    Close,
    /// As `Close`, on the day that so many units of a grant became vested.
    Vest { units: Decimal },
    /// The latest lot goes, and the money comes back.
    TakeBack,
    /// The row's quantity comes on top of what is held, at no cost.
    Split,
}

/// Units that came in together.
#[derive(Clone, Debug)]
pub(super) struct Lot {
    pub(super) opened: NaiveDate,
    /// Negative for a short position.
    pub(super) quantity: Decimal,
    /// `None` where nobody told.
    pub(super) cost: Option<Decimal>,
}

/// The lots of one security, or of one grant of it.
#[derive(Clone, Debug)]
pub(super) struct Position {
    pub(super) security: &'static Security,
    pub(super) grant: Option<&'static str>,
    /// Of a grant, the units still held that are the person's own.
    pub(super) vested: Decimal,
    /// Oldest first.
    pub(super) lots: Vec<Lot>,
}

impl Position {
    /// The units held, negative when short.
    pub(super) fn quantity(&self) -> Decimal {
        self.lots.iter().map(|lot| lot.quantity).sum()
    }

    /// What the units cost; unknown as soon as one lot's cost is.
    pub(super) fn cost(&self) -> Option<Decimal> {
        self.lots.iter().map(|lot| lot.cost).sum()
    }

    /// Takes `units` off the oldest lots.
    fn close(&mut self, units: Decimal) {
        let mut open = units;
        while open > Decimal::ZERO
            && let Some(lot) = self.lots.first_mut()
        {
            let size = lot.quantity.abs();
            if size <= open {
                open -= size;
                self.lots.remove(0);
            } else {
                let left = size - open;
                lot.cost = lot.cost.map(|cost| with_digits(cost * left / size, 2));
                lot.quantity = if lot.quantity.is_sign_negative() {
                    -left
                } else {
                    left
                };
                open = Decimal::ZERO;
            }
        }
    }

    fn split(&mut self, more: Decimal) {
        let held = self.quantity();
        if held.is_zero() {
            return;
        }
        let ratio = ((held + more) / held).normalize();
        for lot in &mut self.lots {
            lot.quantity *= ratio;
        }
    }
}

/// Cash and positions of one account.
#[derive(Clone, Debug, Default)]
pub(super) struct Positions {
    pub(super) cash: Decimal,
    /// In the order in which they were first held. A position that was sold
    /// stays, without lots.
    all: Vec<Position>,
}

impl Positions {
    /// What `rows` lead to.
    pub(super) fn after<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let mut positions = Self::default();
        for row in rows {
            positions.apply(row);
        }
        positions
    }

    /// Takes one more row into account.
    pub(super) fn apply(&mut self, row: &Row) {
        if !matches!(row.effect, Effect::Receive { .. }) {
            self.cash -= row.amount;
        }
        let Some(security) = row.security else { return };
        let lot = |quantity, cost| Lot {
            opened: row.date,
            quantity,
            cost,
        };
        match row.effect {
            Effect::Cash => {}
            Effect::Open => {
                let lot = lot(row.quantity, Some(row.amount));
                self.position(security, row.grant).lots.push(lot);
            }
            Effect::Receive { cost } => {
                let lot = lot(row.quantity, cost);
                self.position(security, row.grant).lots.push(lot);
            }
            Effect::Grant { vested } => {
                let lot = lot(row.quantity, None);
                let position = self.position(security, row.grant);
                position.vested += vested;
                position.lots.push(lot);
            }
            Effect::Close => self.position(security, row.grant).close(row.quantity.abs()),
            Effect::Vest { units } => {
                let position = self.position(security, row.grant);
                position.vested += units + row.quantity;
                position.close(row.quantity.abs());
            }
            Effect::TakeBack => {
                self.position(security, row.grant).lots.pop();
            }
            Effect::Split => self.position(security, row.grant).split(row.quantity),
        }
    }

    /// Every position that is held.
    pub(super) fn held(&self) -> impl Iterator<Item = &Position> {
        self.all.iter().filter(|it| !it.lots.is_empty())
    }

    /// The position of a security outside any grant.
    pub(super) fn of(&self, security: &Security) -> Option<&Position> {
        self.held()
            .find(|it| it.security.key == security.key && it.grant.is_none())
    }

    /// The position of one grant.
    pub(super) fn of_grant(&self, grant: &str) -> Option<&Position> {
        self.held().find(|it| it.grant == Some(grant))
    }

    fn position(
        &mut self,
        security: &'static Security,
        grant: Option<&'static str>,
    ) -> &mut Position {
        let found = self
            .all
            .iter()
            .position(|it| it.security.key == security.key && it.grant == grant);
        let index = found.unwrap_or_else(|| {
            self.all.push(Position {
                security,
                grant,
                vested: Decimal::ZERO,
                lots: Vec::new(),
            });
            self.all.len() - 1
        });
        &mut self.all[index]
    }
}
