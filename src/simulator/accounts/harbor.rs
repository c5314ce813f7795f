//! The accounts at Harbor Brokerage.

use rust_decimal::{Decimal, dec};

use super::steps::{FREE, buy, buy_units, charge, deposit, every, sell, transfer_in};
use crate::simulator::{
    plan::{
        AccountPlan,
        Action::{
            CancelLatest, Coupon, Dividend, Dividends, Interest, Receive, Reward, SellShort, Split,
            Withdraw,
        },
        Rule,
        When::{Day, Monthly},
    },
    securities::{
        AAPL, AAPL_CALL, BND, CANADIAN_DOLLAR, ESCROW, GIC, JAPAN_FUND, JNJ, KO, LOAN,
        LONG_NAME_FUND, MONEY_MARKET, MSFT, NVDA, PARTNERSHIP, RY, SHOP, SONY, TREASURY, TSLA,
        UNLISTED_SPIN_OFF, US_DOLLAR, VFV, VNQ, VTI, VXUS, XEQT,
    },
};

pub(super) static BROKERAGE: AccountPlan = AccountPlan {
    key: "brokerage",
    name: "Individual brokerage",
    official_name: Some("Harbor Individual Margin Account"),
    mask: "4417",
    kind: "brokerage",
    subtype: "brokerage",
    cash: &US_DOLLAR,
    unlisted_cash: Decimal::ZERO,
    margin_loan: Some(dec!(0.00)),
    tells_lots: true,
    rules: &[
        Rule(
            Day(0),
            deposit(dec!(5200.00), "deposit", "WIRE TRANSFER RECEIVED"),
        ),
        Rule(Day(0), transfer_in(&VTI, dec!(110), Some(dec!(22418.55)))),
        Rule(Day(0), transfer_in(&AAPL, dec!(45), Some(dec!(5230.10)))),
        Rule(Day(0), transfer_in(&SONY, dec!(180), None)),
        Rule(
            Day(0),
            transfer_in(&PARTNERSHIP, dec!(25), Some(dec!(6000.00))),
        ),
        Rule(Day(0), transfer_in(&MSFT, dec!(14), Some(dec!(4387.25)))),
        Rule(Day(0), transfer_in(&NVDA, dec!(11), Some(dec!(2902.64)))),
        Rule(Day(0), transfer_in(&JNJ, dec!(20), Some(dec!(3012.80)))),
        Rule(
            Day(0),
            transfer_in(&TREASURY, dec!(60), Some(dec!(5821.50))),
        ),
        Rule(
            Day(0),
            transfer_in(&MONEY_MARKET, dec!(6000), Some(dec!(6000.00))),
        ),
        Rule(Day(6), buy(&MONEY_MARKET, dec!(500), FREE)),
        Rule(Day(9), SellShort(&TSLA, dec!(12))),
        Rule(Day(26), buy_units(&AAPL_CALL, dec!(100), dec!(0.65))),
        Rule(Day(40), buy_units(&LOAN, dec!(25), dec!(4.95))),
        // Two fills of one order, alike in every figure.
        Rule(Day(75), buy_units(&KO, dec!(10), dec!(0))),
        Rule(Day(75), buy_units(&KO, dec!(10), dec!(0))),
        Rule(Day(131), buy_units(&MSFT, dec!(2), dec!(0))),
        Rule(Day(132), CancelLatest(&MSFT)),
        Rule(
            Day(205),
            Receive {
                security: &UNLISTED_SPIN_OFF,
                units: dec!(8),
                cost: Some(dec!(164.32)),
                subtype: "spin off",
                name: "SPIN-OFF SHARES RECEIVED",
            },
        ),
        Rule(
            Day(206),
            Receive {
                security: &ESCROW,
                units: dec!(150),
                cost: Some(dec!(0.00)),
                subtype: "merger",
                name: "MERGER: ESCROW RECEIPT",
            },
        ),
        Rule(Day(310), Split(&NVDA)),
        Rule(Day(398), sell(&SONY, 20, dec!(0.02))),
        Rule(
            Day(702),
            charge(dec!(30.00), "fee", "transfer fee", "OUTGOING WIRE FEE"),
        ),
        Rule(
            Monthly(2),
            deposit(dec!(1800.00), "deposit", "ELECTRONIC FUNDS TRANSFER"),
        ),
        Rule(Monthly(4), buy(&VTI, dec!(830), FREE)),
        Rule(Monthly(4), buy(&BND, dec!(400), FREE)),
        Rule(Monthly(11), buy(&KO, dec!(170), FREE)),
        Rule(every(2, 0, 18), buy(&JNJ, dec!(410), FREE)),
        Rule(every(2, 1, 18), buy(&AAPL, dec!(560), FREE)),
        Rule(every(3, 1, 24), sell(&VTI, 2, dec!(0.01))),
        Rule(every(4, 2, 24), sell(&MSFT, 8, dec!(0.03))),
        Rule(every(5, 3, 9), Withdraw(dec!(1500.00))),
        Rule(every(6, 4, 15), Coupon(&TREASURY)),
        Rule(
            every(3, 0, 6),
            charge(dec!(12.50), "fee", "management fee", "ADVISORY FEE"),
        ),
        Rule(
            every(6, 1, 20),
            charge(
                dec!(7.83),
                "fee",
                "margin expense",
                "SHORT POSITION BORROW FEE",
            ),
        ),
        Rule(
            every(12, 3, 16),
            charge(dec!(214.00), "cash", "tax withheld", "BACKUP WITHHOLDING"),
        ),
        Rule(Monthly(15), Dividends { reinvest: false }),
        Rule(Monthly(28), Reward(&MONEY_MARKET, "dividend")),
        Rule(Monthly(28), Interest(dec!(0.011))),
    ],
    on_sync: &[
        deposit(dec!(250.00), "deposit", "ELECTRONIC FUNDS TRANSFER"),
        buy(&VTI, dec!(380), FREE),
        buy(&KO, dec!(150), FREE),
        Dividend(&JNJ),
        sell(&BND, 3, dec!(0.01)),
    ],
    traded: &[&VTI, &AAPL, &MSFT, &JNJ, &KO, &BND],
};

pub(super) static ROTH: AccountPlan = AccountPlan {
    key: "roth-ira",
    name: "Roth IRA",
    official_name: Some("Harbor Roth Individual Retirement Account"),
    mask: "9083",
    kind: "investment",
    subtype: "roth",
    cash: &US_DOLLAR,
    unlisted_cash: Decimal::ZERO,
    margin_loan: None,
    tells_lots: false,
    rules: &[
        Rule(
            Day(0),
            deposit(dec!(1150.00), "deposit", "ROLLOVER RECEIVED"),
        ),
        Rule(Day(0), transfer_in(&VTI, dec!(40.118), Some(dec!(8977.41)))),
        Rule(
            Day(0),
            transfer_in(&VXUS, dec!(86.402), Some(dec!(4790.05))),
        ),
        Rule(Day(0), transfer_in(&VNQ, dec!(30.61), Some(dec!(2988.33)))),
        Rule(
            Day(0),
            transfer_in(&JAPAN_FUND, dec!(148.205), Some(dec!(1846.12))),
        ),
        Rule(Day(5), buy(&JAPAN_FUND, dec!(480), dec!(19.95))),
        Rule(
            Day(0),
            transfer_in(&LONG_NAME_FUND, dec!(88.031), Some(dec!(1790.40))),
        ),
        Rule(Day(5), buy(&LONG_NAME_FUND, dec!(520), dec!(19.95))),
        Rule(
            Monthly(3),
            deposit(dec!(580.00), "contribution", "ROTH IRA CONTRIBUTION"),
        ),
        Rule(Monthly(5), buy(&VTI, dec!(230), FREE)),
        Rule(Monthly(5), buy(&VXUS, dec!(130), FREE)),
        Rule(Monthly(6), buy(&JAPAN_FUND, dec!(90), FREE)),
        Rule(every(2, 0, 19), buy(&VNQ, dec!(110), FREE)),
        Rule(Monthly(16), Dividends { reinvest: true }),
        Rule(Monthly(28), Interest(dec!(0.018))),
        Rule(
            every(12, 11, 20),
            charge(dec!(25.00), "fee", "account fee", "ANNUAL ACCOUNT FEE"),
        ),
    ],
    on_sync: &[
        deposit(dec!(120.00), "contribution", "ROTH IRA CONTRIBUTION"),
        buy(&VXUS, dec!(95), FREE),
        Dividend(&VNQ),
    ],
    traded: &[&VTI, &VXUS, &VNQ],
};

pub(super) static TFSA: AccountPlan = AccountPlan {
    key: "tfsa",
    name: "TFSA",
    official_name: Some("Harbor Canada Tax-Free Savings Account"),
    mask: "2260",
    kind: "investment",
    subtype: "tfsa",
    cash: &CANADIAN_DOLLAR,
    unlisted_cash: dec!(18.25),
    margin_loan: None,
    tells_lots: false,
    rules: &[
        Rule(
            Day(0),
            deposit(dec!(1400.00), "deposit", "TRANSFER FROM CHEQUING"),
        ),
        Rule(Day(0), transfer_in(&XEQT, dec!(262), Some(dec!(7415.90)))),
        Rule(Day(0), transfer_in(&VFV, dec!(38), Some(dec!(4301.66)))),
        Rule(Day(0), transfer_in(&RY, dec!(13), Some(dec!(1688.11)))),
        Rule(Day(2), buy_units(&RY, dec!(2), dec!(9.95))),
        Rule(Day(0), transfer_in(&SHOP, dec!(9), Some(dec!(801.27)))),
        Rule(Day(2), buy_units(&SHOP, dec!(3), dec!(9.95))),
        Rule(Day(0), transfer_in(&GIC, dec!(30), Some(dec!(3000.00)))),
        Rule(
            Monthly(7),
            deposit(dec!(540.00), "contribution", "TFSA CONTRIBUTION"),
        ),
        Rule(Monthly(9), buy(&XEQT, dec!(260), FREE)),
        Rule(Monthly(9), buy(&VFV, dec!(190), FREE)),
        Rule(every(3, 2, 12), sell(&SHOP, 10, dec!(9.95))),
        Rule(every(3, 2, 13), buy_units(&RY, dec!(2), dec!(9.95))),
        Rule(Monthly(17), Dividends { reinvest: false }),
        Rule(
            every(3, 1, 20),
            charge(
                dec!(3.41),
                "cash",
                "non-resident tax",
                "NON-RESIDENT TAX WITHHELD",
            ),
        ),
        Rule(every(6, 5, 21), Coupon(&GIC)),
        Rule(Monthly(28), Interest(dec!(0.014))),
    ],
    on_sync: &[
        deposit(dec!(150.00), "contribution", "TFSA CONTRIBUTION"),
        buy(&XEQT, dec!(110), FREE),
        Dividend(&RY),
    ],
    traded: &[&XEQT, &VFV, &RY, &SHOP],
};
