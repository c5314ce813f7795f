//! The securities of the sample portfolio.
//!
//! Symbols of well-known stocks and funds, so that the tables read like real
//! ones; the prices are invented. Together they cover every type that Plaid
//! knows, and the odd cases: no ticker, no type, a name in another script, a
//! very long one, and one that is held but never listed.

use rust_decimal::{Decimal, dec};

/// What is fixed about a security; its price on a day is the market's matter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Security {
    /// Unique; the identifier is derived from it.
    pub(super) key: &'static str,
    pub(super) ticker: Option<&'static str>,
    pub(super) name: Option<&'static str>,
    /// Plaid's `type`.
    pub(super) kind: Option<&'static str>,
    pub(super) subtype: Option<&'static str>,
    pub(super) currency: &'static str,
    pub(super) cash_equivalent: bool,
    pub(super) exchange: Option<&'static str>,
    pub(super) sector: Option<&'static str>,
    pub(super) industry: Option<&'static str>,
    pub(super) terms: Terms,
    /// Whether `securities` names it; one is held without being listed.
    pub(super) listed: bool,
    /// The price that the walk tends to at the start of the history and 24
    /// months later; both as after a split.
    pub(super) then: Decimal,
    pub(super) now: Decimal,
    /// About what it moves in a day, as a ratio.
    pub(super) volatility: Decimal,
    pub(super) price_digits: u32,
    /// Digits of a quantity bought for an amount of money.
    pub(super) unit_digits: u32,
    /// Dividends, interest or rewards of a year, as a ratio of the price.
    pub(super) yearly_yield: Decimal,
    /// Whether it has a new price on weekends too.
    pub(super) always_open: bool,
    pub(super) split: Option<Split>,
}

/// A split: from that day on, one unit is `ratio` units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Split {
    /// Days after the start of the history; moved on to a weekday.
    pub(super) day: i64,
    pub(super) ratio: Decimal,
}

/// Details of options and bonds. Their years count from the end of the history.
#[derive(Clone, Copy, Debug)]
pub(super) enum Terms {
    None,
    Call {
        underlying: &'static str,
        strike: Decimal,
        years: i32,
    },
    Bond {
        percentage: Decimal,
        face_value: Decimal,
        issued_years_ago: i32,
        years: i32,
    },
}

const BLANK: Security = Security {
    key: "",
    ticker: None,
    name: None,
    kind: None,
    subtype: None,
    currency: "USD",
    cash_equivalent: false,
    exchange: None,
    sector: None,
    industry: None,
    terms: Terms::None,
    listed: true,
    then: Decimal::ONE,
    now: Decimal::ONE,
    volatility: Decimal::ZERO,
    price_digits: 2,
    unit_digits: 0,
    yearly_yield: Decimal::ZERO,
    always_open: false,
    split: None,
};

const fn cash(key: &'static str, name: &'static str, currency: &'static str) -> Security {
    Security {
        key,
        ticker: Some(key),
        name: Some(name),
        kind: Some("cash"),
        subtype: Some("cash"),
        currency,
        cash_equivalent: true,
        ..BLANK
    }
}

const fn stock(
    key: &'static str,
    name: &'static str,
    (sector, industry): (&'static str, &'static str),
    (then, now): (Decimal, Decimal),
) -> Security {
    Security {
        key,
        ticker: Some(key),
        name: Some(name),
        kind: Some("equity"),
        subtype: Some("common stock"),
        exchange: Some("XNAS"),
        sector: Some(sector),
        industry: Some(industry),
        then,
        now,
        volatility: dec!(0.011),
        ..BLANK
    }
}

const fn etf(key: &'static str, name: &'static str, (then, now): (Decimal, Decimal)) -> Security {
    Security {
        key,
        ticker: Some(key),
        name: Some(name),
        kind: Some("etf"),
        subtype: Some("etf"),
        exchange: Some("ARCX"),
        then,
        now,
        volatility: dec!(0.007),
        unit_digits: 4,
        ..BLANK
    }
}

const fn fund(key: &'static str, name: &'static str, (then, now): (Decimal, Decimal)) -> Security {
    Security {
        key,
        name: Some(name),
        kind: Some("mutual fund"),
        subtype: Some("mutual fund"),
        then,
        now,
        volatility: dec!(0.006),
        price_digits: 4,
        unit_digits: 3,
        ..BLANK
    }
}

const fn coin(
    key: &'static str,
    name: &'static str,
    price_digits: u32,
    (then, now): (Decimal, Decimal),
) -> Security {
    Security {
        key,
        ticker: Some(key),
        name: Some(name),
        kind: Some("cryptocurrency"),
        subtype: Some("cryptocurrency"),
        then,
        now,
        volatility: dec!(0.022),
        price_digits,
        unit_digits: 8,
        always_open: true,
        ..BLANK
    }
}

pub(super) static US_DOLLAR: Security = cash("CUR:USD", "U S Dollar", "USD");
pub(super) static CANADIAN_DOLLAR: Security = cash("CUR:CAD", "Canadian Dollar", "CAD");

pub(super) static VTI: Security = Security {
    yearly_yield: dec!(0.013),
    ..etf(
        "VTI",
        "Vanguard Total Stock Market ETF",
        (dec!(262.4), dec!(338.6)),
    )
};
pub(super) static VXUS: Security = Security {
    yearly_yield: dec!(0.028),
    ..etf(
        "VXUS",
        "Vanguard Total International Stock ETF",
        (dec!(60.2), dec!(74.1)),
    )
};
pub(super) static BND: Security = Security {
    volatility: dec!(0.0025),
    yearly_yield: dec!(0.036),
    ..etf(
        "BND",
        "Vanguard Total Bond Market ETF",
        (dec!(72.1), dec!(74.3)),
    )
};
pub(super) static VNQ: Security = Security {
    yearly_yield: dec!(0.038),
    ..etf("VNQ", "Vanguard Real Estate ETF", (dec!(94.6), dec!(91.2)))
};
pub(super) static AAPL: Security = Security {
    yearly_yield: dec!(0.005),
    ..stock(
        "AAPL",
        "Apple Inc.",
        ("Electronic Technology", "Telecommunications Equipment"),
        (dec!(196.3), dec!(248.9)),
    )
};
pub(super) static MSFT: Security = Security {
    yearly_yield: dec!(0.008),
    ..stock(
        "MSFT",
        "Microsoft Corporation",
        ("Technology Services", "Packaged Software"),
        (dec!(402.5), dec!(478.2)),
    )
};
pub(super) static NVDA: Security = Security {
    volatility: dec!(0.02),
    yearly_yield: dec!(0.0004),
    split: Some(Split {
        day: 310,
        ratio: dec!(4),
    }),
    ..stock(
        "NVDA",
        "NVIDIA Corporation",
        ("Electronic Technology", "Semiconductors"),
        (dec!(118.7), dec!(176.4)),
    )
};
pub(super) static JNJ: Security = Security {
    exchange: Some("XNYS"),
    yearly_yield: dec!(0.031),
    ..stock(
        "JNJ",
        "Johnson & Johnson",
        ("Health Technology", "Pharmaceuticals: Major"),
        (dec!(156.2), dec!(178.5)),
    )
};
pub(super) static KO: Security = Security {
    exchange: Some("XNYS"),
    yearly_yield: dec!(0.029),
    ..stock(
        "KO",
        "The Coca-Cola Company",
        ("Consumer Non-Durables", "Beverages: Non-Alcoholic"),
        (dec!(62.8), dec!(70.4)),
    )
};
pub(super) static SONY: Security = Security {
    exchange: Some("XNYS"),
    subtype: Some("depositary receipt"),
    yearly_yield: dec!(0.006),
    ..stock(
        "SONY",
        "Sony Group Corporation Sponsored ADR",
        ("Consumer Durables", "Electronics/Appliances"),
        (dec!(18.9), dec!(27.3)),
    )
};
pub(super) static TSLA: Security = Security {
    volatility: dec!(0.024),
    ..stock(
        "TSLA",
        "Tesla, Inc.",
        ("Consumer Durables", "Motor Vehicles"),
        (dec!(248.1), dec!(291.6)),
    )
};
pub(super) static AAPL_CALL: Security = Security {
    key: "AAPL-CALL-260",
    ticker: Some("AAPL260C"),
    name: Some("Apple Inc. call, strike 260"),
    kind: Some("derivative"),
    subtype: Some("option"),
    exchange: Some("XCBO"),
    terms: Terms::Call {
        underlying: "AAPL",
        strike: dec!(260),
        years: 2,
    },
    then: dec!(21.4),
    now: dec!(28.6),
    volatility: dec!(0.03),
    ..BLANK
};
pub(super) static TREASURY: Security = Security {
    key: "UST-4.125",
    name: Some("US TREASURY NOTE 4.125%"),
    kind: Some("fixed income"),
    subtype: Some("treasury"),
    terms: Terms::Bond {
        percentage: dec!(4.125),
        face_value: dec!(100),
        issued_years_ago: 4,
        years: 6,
    },
    then: dec!(97.3),
    now: dec!(99.1),
    volatility: dec!(0.002),
    price_digits: 3,
    yearly_yield: dec!(0.04125),
    ..BLANK
};
pub(super) static MONEY_MARKET: Security = Security {
    cash_equivalent: true,
    ticker: Some("HGVXX"),
    subtype: Some("money market fund"),
    volatility: Decimal::ZERO,
    price_digits: 2,
    unit_digits: 2,
    yearly_yield: dec!(0.042),
    ..fund(
        "HGVXX",
        "Harbor Government Money Market Fund",
        (Decimal::ONE, Decimal::ONE),
    )
};
pub(super) static LOAN: Security = Security {
    key: "LOAN-7.5",
    ticker: Some("SSLN75"),
    name: Some("Senior secured loan participation 7.5%"),
    kind: Some("loan"),
    subtype: Some("loan"),
    then: dec!(98.5),
    now: dec!(99.8),
    volatility: dec!(0.001),
    ..BLANK
};
pub(super) static PARTNERSHIP: Security = Security {
    key: "LP-RIVERBEND",
    name: Some("Riverbend Timberland Partners LP"),
    kind: Some("other"),
    subtype: Some("limited partnership unit"),
    then: dec!(251),
    now: dec!(268.5),
    volatility: dec!(0.001),
    ..BLANK
};
pub(super) static ESCROW: Security = Security {
    key: "ESCROW-TIDAL",
    name: Some("TIDAL BASIN HLDGS ESCROW RCPT"),
    then: dec!(0.42),
    now: dec!(0.35),
    volatility: dec!(0.004),
    price_digits: 4,
    ..BLANK
};
/// Held, but never among the `securities`.
pub(super) static UNLISTED_SPIN_OFF: Security = Security {
    key: "SPIN-OFF-UNLISTED",
    listed: false,
    then: dec!(22.1),
    now: dec!(19.7),
    volatility: dec!(0.012),
    ..BLANK
};

pub(super) static JAPAN_FUND: Security = Security {
    yearly_yield: dec!(0.017),
    ..fund(
        "JP-INDEX",
        "日本株式インデックスファンド",
        (dec!(14.21), dec!(18.64)),
    )
};
pub(super) static LONG_NAME_FUND: Security = Security {
    ticker: Some("EGDIX"),
    yearly_yield: dec!(0.024),
    ..fund(
        "EGDIX",
        "Evergreen Global Developed Markets ex-Controversial Weapons Low-Carbon Transition \
         Enhanced Index Fund – Institutional Plus Accumulation Shares, Currency Hedged",
        (dec!(21.35), dec!(25.9)),
    )
};

pub(super) static XEQT: Security = Security {
    currency: "CAD",
    exchange: Some("XTSE"),
    yearly_yield: dec!(0.019),
    ..etf(
        "XEQT",
        "iShares Core Equity ETF Portfolio",
        (dec!(31.2), dec!(39.8)),
    )
};
pub(super) static VFV: Security = Security {
    currency: "CAD",
    exchange: Some("XTSE"),
    yearly_yield: dec!(0.011),
    ..etf(
        "VFV",
        "Vanguard S&P 500 Index ETF (CAD)",
        (dec!(134.6), dec!(168.3)),
    )
};
pub(super) static RY: Security = Security {
    currency: "CAD",
    exchange: Some("XTSE"),
    yearly_yield: dec!(0.036),
    ..stock(
        "RY",
        "Royal Bank of Canada",
        ("Finance", "Major Banks"),
        (dec!(152.7), dec!(197.4)),
    )
};
pub(super) static SHOP: Security = Security {
    currency: "CAD",
    exchange: Some("XTSE"),
    volatility: dec!(0.021),
    ..stock(
        "SHOP",
        "Shopify Inc.",
        ("Commercial Services", "Internet Software/Services"),
        (dec!(104.3), dec!(163.9)),
    )
};
pub(super) static GIC: Security = Security {
    key: "GIC-3.6",
    name: Some("GIC 3.60% annual"),
    kind: Some("fixed income"),
    subtype: Some("certificate of deposit"),
    currency: "CAD",
    terms: Terms::Bond {
        percentage: dec!(3.6),
        face_value: dec!(100),
        issued_years_ago: 2,
        years: 1,
    },
    then: dec!(100),
    now: dec!(100),
    yearly_yield: dec!(0.036),
    ..BLANK
};

pub(super) static TARGET_FUND: Security = fund(
    "EVG-TARGET-2055",
    "Evergreen Target Retirement 2055 Trust",
    (dec!(52.31), dec!(64.85)),
);
pub(super) static LARGE_CAP_TRUST: Security = Security {
    yearly_yield: dec!(0.012),
    ..fund(
        "EVG-LARGE-CAP",
        "Evergreen Large Cap Index Trust",
        (dec!(88.12), dec!(114.7)),
    )
};
pub(super) static WORLD_TRUST: Security = Security {
    yearly_yield: dec!(0.026),
    ..fund(
        "EVG-WORLD",
        "Evergreen International Index Trust",
        (dec!(31.48), dec!(38.02)),
    )
};
pub(super) static BOND_TRUST: Security = Security {
    volatility: dec!(0.002),
    yearly_yield: dec!(0.034),
    ..fund(
        "EVG-BOND",
        "Evergreen Core Bond Trust",
        (dec!(11.08), dec!(11.42)),
    )
};
pub(super) static STABLE_VALUE: Security = Security {
    cash_equivalent: true,
    volatility: Decimal::ZERO,
    ..fund(
        "EVG-STABLE",
        "Evergreen Stable Value Fund",
        (dec!(24.15), dec!(25.52)),
    )
};
pub(super) static EMPLOYER: Security = Security {
    exchange: Some("XNYS"),
    volatility: dec!(0.017),
    ..stock(
        "TWRB",
        "Tidewater Robotics Inc.",
        ("Producer Manufacturing", "Industrial Machinery"),
        (dec!(71.2), dec!(96.4)),
    )
};

pub(super) static BTC: Security = coin("BTC", "Bitcoin", 2, (dec!(58200), dec!(91400)));
pub(super) static ETH: Security = Security {
    yearly_yield: dec!(0.032),
    ..coin("ETH", "Ethereum", 2, (dec!(2510), dec!(3380)))
};
pub(super) static SOL: Security = Security {
    yearly_yield: dec!(0.061),
    ..coin("SOL", "Solana", 3, (dec!(138), dec!(181)))
};
pub(super) static ADA: Security = coin("ADA", "Cardano", 6, (dec!(0.412), dec!(0.633)));
pub(super) static DOGE: Security = coin("DOGE", "Dogecoin", 8, (dec!(0.121), dec!(0.177494362)));

/// Every security there is.
pub(super) static ALL: [&Security; 38] = [
    &US_DOLLAR,
    &CANADIAN_DOLLAR,
    &VTI,
    &VXUS,
    &BND,
    &VNQ,
    &AAPL,
    &MSFT,
    &NVDA,
    &JNJ,
    &KO,
    &SONY,
    &TSLA,
    &AAPL_CALL,
    &TREASURY,
    &MONEY_MARKET,
    &LOAN,
    &PARTNERSHIP,
    &ESCROW,
    &UNLISTED_SPIN_OFF,
    &JAPAN_FUND,
    &LONG_NAME_FUND,
    &XEQT,
    &VFV,
    &RY,
    &SHOP,
    &GIC,
    &TARGET_FUND,
    &LARGE_CAP_TRUST,
    &WORLD_TRUST,
    &BOND_TRUST,
    &STABLE_VALUE,
    &EMPLOYER,
    &BTC,
    &ETH,
    &SOL,
    &ADA,
    &DOGE,
];
