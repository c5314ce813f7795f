//! The three institutions and six accounts of the sample portfolio, and what
//! happens in them. Everything here is invented.

mod cobalt;
mod evergreen;
mod harbor;

use rust_decimal::Decimal;

use self::{
    cobalt::CRYPTO,
    evergreen::{RETIREMENT, STOCK_PLAN},
    harbor::{BROKERAGE, ROTH, TFSA},
};
use super::{
    plan::{
        Action::{self, Buy, BuyUnits, Charge, Deposit, Receive, Sell},
        InstitutionPlan, When,
    },
    securities::Security,
};

/// No fee.
const FREE: Decimal = Decimal::ZERO;

pub(super) static INSTITUTIONS: [InstitutionPlan; 3] = [
    InstitutionPlan {
        id: "ins_holdfast_1",
        name: "Harbor Brokerage",
        url: "https://harbor-brokerage.example",
        color: "#1f5fa8",
        oauth: true,
        accounts: &[&BROKERAGE, &ROTH, &TFSA],
    },
    InstitutionPlan {
        id: "ins_holdfast_2",
        name: "Evergreen Retirement",
        url: "https://evergreen-retirement.example",
        color: "#2f7d4f",
        oauth: false,
        accounts: &[&RETIREMENT, &STOCK_PLAN],
    },
    InstitutionPlan {
        id: "ins_holdfast_3",
        name: "Cobalt Exchange",
        url: "https://cobalt-exchange.example",
        color: "#2b3fa0",
        oauth: true,
        accounts: &[&CRYPTO],
    },
];

const fn deposit(amount: Decimal, subtype: &'static str, name: &'static str) -> Action {
    Deposit {
        amount,
        subtype,
        name,
    }
}

const fn buy_units(security: &'static Security, units: Decimal, fee: Decimal) -> Action {
    BuyUnits {
        security,
        units,
        fee,
    }
}

const fn transfer_in(security: &'static Security, units: Decimal, cost: Option<Decimal>) -> Action {
    Receive {
        security,
        units,
        cost,
        subtype: "transfer",
        name: "TRANSFER OF ASSETS RECEIVED",
    }
}

const fn buy(security: &'static Security, amount: Decimal, fee: Decimal) -> Action {
    Buy {
        security,
        amount,
        fee,
    }
}

const fn sell(security: &'static Security, percent: u32, fee: Decimal) -> Action {
    Sell {
        security,
        percent,
        fee,
    }
}

const fn every(months: u32, first: u32, day: u32) -> When {
    When::Every { months, first, day }
}

const fn charge(
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
