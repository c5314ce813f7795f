//! What an institution reports of one account on a day.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    ledger::Ledger,
    market::{Market, weekday_until, with_digits},
    plan::AccountPlan,
    positions::{Lot, Position},
    securities::Security,
};

/// One account's figures on a day.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) account_id: String,
    pub(super) plan: &'static AccountPlan,
    /// Cash.
    pub(super) available: Decimal,
    /// What the holdings count for, with cash that is in none of them.
    pub(super) current: Decimal,
    pub(super) holdings: Vec<HoldingRow>,
}

/// One holding on a day.
#[derive(Debug)]
pub(super) struct HoldingRow {
    pub(super) security: &'static Security,
    pub(super) quantity: Decimal,
    pub(super) price: Decimal,
    pub(super) price_as_of: NaiveDate,
    pub(super) value: Decimal,
    pub(super) cost: Option<Decimal>,
    /// Of a grant, the units and value that are the person's own.
    pub(super) vested: Option<(Decimal, Decimal)>,
    /// Empty where the institution tells none.
    pub(super) lots: Vec<Lot>,
}

impl HoldingRow {
    /// What the row adds to the account's balance: of a grant, what is vested.
    pub(super) fn counted(&self) -> Decimal {
        self.vested.map_or(self.value, |(_, value)| value)
    }
}

impl Statement {
    /// The statement of `ledger` on `date`, at the prices of that `tick`.
    pub(super) fn new(ledger: &Ledger, market: &Market, date: NaiveDate, tick: u64) -> Self {
        let positions = ledger.positions_on(date);
        let mut holdings: Vec<_> = positions
            .held()
            .map(|position| {
                let price = market.price_at_tick(position.security, date, tick);
                holding(ledger.plan, position, price, date)
            })
            .collect();
        if !positions.cash.is_zero() {
            holdings.push(HoldingRow {
                security: ledger.plan.cash,
                quantity: positions.cash,
                price: Decimal::ONE,
                price_as_of: date,
                value: positions.cash,
                cost: Some(positions.cash),
                vested: None,
                lots: Vec::new(),
            });
        }
        let listed: Decimal = holdings.iter().map(HoldingRow::counted).sum();
        Self {
            account_id: ledger.account_id(),
            plan: ledger.plan,
            available: with_digits(positions.cash, 2),
            current: with_digits(listed + ledger.plan.unlisted_cash, 2),
            holdings,
        }
    }
}

fn holding(plan: &AccountPlan, position: &Position, price: Decimal, date: NaiveDate) -> HoldingRow {
    let security = position.security;
    let quantity = position.quantity();
    HoldingRow {
        security,
        quantity,
        price,
        price_as_of: if security.always_open {
            date
        } else {
            weekday_until(date)
        },
        value: with_digits(quantity * price, 2),
        cost: position.cost(),
        vested: position
            .grant
            .map(|_| (position.vested, with_digits(position.vested * price, 2))),
        lots: if plan.tells_lots {
            position.lots.clone()
        } else {
            Vec::new()
        },
    }
}
