//! What happens in an account, in few words.

use rust_decimal::Decimal;

use crate::simulator::{
    plan::{
        Action::{self, Buy, BuyUnits, Charge, Deposit, Receive, Sell},
        When,
    },
    securities::Security,
};

/// No fee.
pub(super) const FREE: Decimal = Decimal::ZERO;

pub(super) const fn deposit(amount: Decimal, subtype: &'static str, name: &'static str) -> Action {
    Deposit {
        amount,
        subtype,
        name,
    }
}

pub(super) const fn buy_units(security: &'static Security, units: Decimal, fee: Decimal) -> Action {
    BuyUnits {
        security,
        units,
        fee,
    }
}

pub(super) const fn transfer_in(
    security: &'static Security,
    units: Decimal,
    cost: Option<Decimal>,
) -> Action {
    Receive {
        security,
        units,
        cost,
        subtype: "transfer",
        name: "TRANSFER OF ASSETS RECEIVED",
    }
}

pub(super) const fn buy(security: &'static Security, amount: Decimal, fee: Decimal) -> Action {
    Buy {
        security,
        amount,
        fee,
    }
}

pub(super) const fn sell(security: &'static Security, percent: u32, fee: Decimal) -> Action {
    Sell {
        security,
        percent,
        fee,
    }
}

pub(super) const fn every(months: u32, first: u32, day: u32) -> When {
    When::Every { months, first, day }
}

pub(super) const fn charge(
    amount: Decimal,
    kind: &'static str,
    subtype: &'static str,
    name: &'static str,
) -> Action {
    Charge {
        amount,
        kind,
        subtype,
        name,
    }
}
