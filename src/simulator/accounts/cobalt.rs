//! The account at Cobalt Exchange.

use chrono::Weekday::Mon;
use rust_decimal::{Decimal, dec};

use super::steps::{buy, deposit, every, sell, transfer_in};
use crate::simulator::{
    plan::{
        AccountPlan,
        Action::{Reward, Withdraw},
        Rule,
        When::{Day, Monthly, Weekly},
    },
    securities::{ADA, BTC, DOGE, ETH, SOL, US_DOLLAR},
};

pub(super) static CRYPTO: AccountPlan = AccountPlan {
    key: "crypto",
    name: "Crypto",
    official_name: None,
    mask: "8846",
    kind: "investment",
    subtype: "crypto exchange",
    cash: &US_DOLLAR,
    unlisted_cash: Decimal::ZERO,
    margin_loan: None,
    tells_lots: false,
    rules: &[
        Rule(Day(0), deposit(dec!(600.00), "deposit", "ACH DEPOSIT")),
        Rule(
            Day(0),
            transfer_in(&BTC, dec!(0.05118204), Some(dec!(2204.75))),
        ),
        Rule(
            Day(0),
            transfer_in(&ETH, dec!(0.58310244), Some(dec!(1280.10))),
        ),
        Rule(
            Day(0),
            transfer_in(&SOL, dec!(5.01200000), Some(dec!(411.38))),
        ),
        Rule(Day(1), buy(&ADA, dec!(250), dec!(1.60))),
        Rule(Day(3), buy(&DOGE, dec!(220), dec!(1.00))),
        Rule(Monthly(1), deposit(dec!(620.00), "deposit", "ACH DEPOSIT")),
        Rule(Weekly(Mon), buy(&BTC, dec!(55), dec!(0.55))),
        Rule(Monthly(8), buy(&ETH, dec!(75), dec!(0.75))),
        Rule(Monthly(22), buy(&ETH, dec!(75), dec!(0.75))),
        Rule(Monthly(12), buy(&SOL, dec!(80), dec!(0.80))),
        Rule(Monthly(10), Reward(&ETH, "interest")),
        Rule(Monthly(10), Reward(&SOL, "interest")),
        Rule(every(4, 1, 14), sell(&ETH, 5, dec!(1.20))),
        Rule(every(6, 2, 14), Withdraw(dec!(300.00))),
    ],
    on_sync: &[
        deposit(dec!(100.00), "deposit", "ACH DEPOSIT"),
        buy(&BTC, dec!(75), dec!(0.75)),
        buy(&ETH, dec!(45), dec!(0.45)),
        sell(&DOGE, 4, dec!(0.10)),
    ],
    traded: &[&BTC, &ETH, &SOL, &ADA, &DOGE],
};
