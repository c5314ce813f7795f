//! The accounts at Evergreen Retirement.

use rust_decimal::{Decimal, dec};

use super::steps::{FREE, buy, deposit, every, transfer_in};
use crate::simulator::{
    plan::{
        AccountPlan,
        Action::{Contribute, Dividends, FundFee, Grant, Vest},
        GrantPlan, Rule,
        When::{Day, Monthly},
    },
    securities::{
        BOND_TRUST, EMPLOYER, LARGE_CAP_TRUST, STABLE_VALUE, TARGET_FUND, US_DOLLAR, WORLD_TRUST,
    },
};

pub(super) static RETIREMENT: AccountPlan = AccountPlan {
    key: "401k",
    name: "401(k)",
    official_name: Some("Tidewater Robotics 401(k) Savings Plan"),
    mask: "7731",
    kind: "investment",
    subtype: "401k",
    cash: &US_DOLLAR,
    unlisted_cash: Decimal::ZERO,
    margin_loan: None,
    tells_lots: false,
    rules: &[
        Rule(
            Day(0),
            transfer_in(&TARGET_FUND, dec!(612.418), Some(dec!(27300.00))),
        ),
        Rule(
            Day(0),
            transfer_in(&LARGE_CAP_TRUST, dec!(301.552), Some(dec!(21950.00))),
        ),
        Rule(
            Day(0),
            transfer_in(&WORLD_TRUST, dec!(388.207), Some(dec!(11020.00))),
        ),
        Rule(
            Day(0),
            transfer_in(&BOND_TRUST, dec!(742.116), Some(dec!(8340.00))),
        ),
        Rule(
            Day(0),
            transfer_in(&STABLE_VALUE, dec!(205.034), Some(dec!(4950.00))),
        ),
        Rule(Monthly(1), Contribute(&TARGET_FUND, dec!(420.00))),
        Rule(Monthly(1), Contribute(&LARGE_CAP_TRUST, dec!(310.00))),
        Rule(Monthly(1), Contribute(&WORLD_TRUST, dec!(280.00))),
        Rule(Monthly(1), Contribute(&BOND_TRUST, dec!(190.00))),
        Rule(Monthly(15), Contribute(&TARGET_FUND, dec!(420.00))),
        Rule(Monthly(15), Contribute(&LARGE_CAP_TRUST, dec!(310.00))),
        Rule(Monthly(22), Dividends { reinvest: true }),
        Rule(every(3, 0, 25), FundFee(&TARGET_FUND, dec!(14.75))),
    ],
    on_sync: &[
        Contribute(&TARGET_FUND, dec!(85.00)),
        Contribute(&LARGE_CAP_TRUST, dec!(60.00)),
        Contribute(&STABLE_VALUE, dec!(25.00)),
    ],
    traded: &[&TARGET_FUND, &LARGE_CAP_TRUST, &WORLD_TRUST, &BOND_TRUST],
};

pub(super) static STOCK_PLAN: AccountPlan = AccountPlan {
    key: "stock-plan",
    name: "Stock plan",
    official_name: Some("Tidewater Robotics Equity Awards"),
    mask: "0512",
    kind: "investment",
    subtype: "stock plan",
    cash: &US_DOLLAR,
    unlisted_cash: Decimal::ZERO,
    margin_loan: None,
    tells_lots: false,
    rules: &[
        Rule(Day(0), Grant(&FIRST_GRANT)),
        Rule(Day(20), Grant(&SECOND_GRANT)),
        Rule(Day(420), Grant(&THIRD_GRANT)),
        Rule(
            Monthly(1),
            deposit(dec!(210.00), "contribution", "ESPP PAYROLL CONTRIBUTION"),
        ),
        Rule(
            Monthly(15),
            deposit(dec!(210.00), "contribution", "ESPP PAYROLL CONTRIBUTION"),
        ),
        Rule(every(6, 5, 28), buy(&EMPLOYER, dec!(2500), FREE)),
        Rule(every(3, 1, 20), Vest(&FIRST_GRANT)),
        Rule(every(3, 1, 20), Vest(&SECOND_GRANT)),
        Rule(every(3, 1, 20), Vest(&THIRD_GRANT)),
    ],
    on_sync: &[deposit(
        dec!(105.00),
        "contribution",
        "ESPP PAYROLL CONTRIBUTION",
    )],
    traded: &[&EMPLOYER],
};

static FIRST_GRANT: GrantPlan = GrantPlan {
    name: "RSU 1",
    security: &EMPLOYER,
    units: dec!(160),
    tranche: dec!(20),
    vested: dec!(40),
};
static SECOND_GRANT: GrantPlan = GrantPlan {
    name: "RSU 2",
    security: &EMPLOYER,
    units: dec!(240),
    tranche: dec!(15),
    vested: dec!(0),
};
static THIRD_GRANT: GrantPlan = GrantPlan {
    name: "RSU 3",
    security: &EMPLOYER,
    units: dec!(192),
    tranche: dec!(12),
    vested: dec!(0),
};
