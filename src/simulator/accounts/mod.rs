//! The three institutions and six accounts of the sample portfolio, and what
//! happens in them. Everything here is invented.

mod cobalt;
mod evergreen;
mod harbor;
mod steps;

use self::{
    cobalt::CRYPTO,
    evergreen::{RETIREMENT, STOCK_PLAN},
    harbor::{BROKERAGE, ROTH, TFSA},
};
use super::plan::InstitutionPlan;

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
