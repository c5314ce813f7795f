//! The three institutions and six accounts of the sample portfolio, and what
//! happens in them. Everything here is invented.

use chrono::Weekday::Mon;
use rust_decimal::{Decimal, dec};

use super::{
    plan::{
        AccountPlan,
        Action::{
            self, Buy, BuyUnits, CancelLatest, Charge, Contribute, Coupon, Deposit, Dividend,
            Dividends, FundFee, Grant, Interest, Receive, Reward, Sell, SellShort, Split, Vest,
            Withdraw,
        },
        GrantPlan, InstitutionPlan, Rule,
        When::{self, Day, Every, Monthly, Weekly},
    },
    securities::{
        AAPL, AAPL_CALL, ADA, BND, BOND_TRUST, BTC, CANADIAN_DOLLAR, DOGE, EMPLOYER, ESCROW, ETH,
        GIC, JAPAN_FUND, JNJ, KO, LARGE_CAP_TRUST, LOAN, LONG_NAME_FUND, MONEY_MARKET, MSFT, NVDA,
        PARTNERSHIP, RY, SHOP, SOL, SONY, STABLE_VALUE, Security, TARGET_FUND, TREASURY, TSLA,
        UNLISTED_SPIN_OFF, US_DOLLAR, VFV, VNQ, VTI, VXUS, WORLD_TRUST, XEQT,
    },
};

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

static BROKERAGE: AccountPlan = AccountPlan {
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
            deposit(dec!(32000.00), "deposit", "WIRE TRANSFER RECEIVED"),
        ),
        Rule(Day(0), transfer_in(&VTI, dec!(110), Some(dec!(22418.55)))),
        Rule(Day(0), transfer_in(&AAPL, dec!(45), Some(dec!(5230.10)))),
        Rule(Day(0), transfer_in(&SONY, dec!(180), None)),
        Rule(
            Day(0),
            transfer_in(&PARTNERSHIP, dec!(25), Some(dec!(6000.00))),
        ),
        Rule(Day(1), buy_units(&MSFT, dec!(14), dec!(0))),
        Rule(Day(1), buy_units(&NVDA, dec!(11), dec!(0))),
        Rule(Day(2), buy_units(&JNJ, dec!(20), dec!(0))),
        Rule(Day(3), buy_units(&TREASURY, dec!(60), dec!(1.50))),
        Rule(Day(6), buy(&MONEY_MARKET, dec!(6000), FREE)),
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

static ROTH: AccountPlan = AccountPlan {
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
            deposit(dec!(24500.00), "deposit", "ROLLOVER RECEIVED"),
        ),
        Rule(Day(1), buy(&VTI, dec!(10500), FREE)),
        Rule(Day(1), buy(&VXUS, dec!(5200), FREE)),
        Rule(Day(2), buy(&VNQ, dec!(2900), FREE)),
        Rule(Day(5), buy(&JAPAN_FUND, dec!(2600), dec!(19.95))),
        Rule(Day(5), buy(&LONG_NAME_FUND, dec!(2400), dec!(19.95))),
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

static TFSA: AccountPlan = AccountPlan {
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
            deposit(dec!(21000.00), "deposit", "TRANSFER FROM CHEQUING"),
        ),
        Rule(Day(1), buy(&XEQT, dec!(8200), FREE)),
        Rule(Day(1), buy(&VFV, dec!(5100), FREE)),
        Rule(Day(2), buy_units(&RY, dec!(15), dec!(9.95))),
        Rule(Day(2), buy_units(&SHOP, dec!(12), dec!(9.95))),
        Rule(Day(7), buy_units(&GIC, dec!(30), dec!(0))),
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

static RETIREMENT: AccountPlan = AccountPlan {
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

static STOCK_PLAN: AccountPlan = AccountPlan {
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

static CRYPTO: AccountPlan = AccountPlan {
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
        Rule(Day(0), deposit(dec!(6400.00), "deposit", "ACH DEPOSIT")),
        Rule(Day(0), buy(&BTC, dec!(3100), dec!(12.40))),
        Rule(Day(0), buy(&ETH, dec!(1500), dec!(6.00))),
        Rule(Day(1), buy(&SOL, dec!(700), dec!(2.80))),
        Rule(Day(1), buy(&ADA, dec!(400), dec!(1.60))),
        Rule(Day(3), buy(&DOGE, dec!(250), dec!(1.00))),
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
    Every { months, first, day }
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
