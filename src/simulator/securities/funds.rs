//! Funds, exchange-traded and mutual.

use rust_decimal::{Decimal, dec};

use super::{Security, etf, fund};

pub(in crate::simulator) static VTI: Security = Security {
    yearly_yield: dec!(0.013),
    ..etf(
        "VTI",
        "Vanguard Total Stock Market ETF",
        (dec!(262.4), dec!(338.6)),
    )
};

pub(in crate::simulator) static VXUS: Security = Security {
    yearly_yield: dec!(0.028),
    ..etf(
        "VXUS",
        "Vanguard Total International Stock ETF",
        (dec!(60.2), dec!(74.1)),
    )
};

pub(in crate::simulator) static BND: Security = Security {
    volatility: dec!(0.0025),
    yearly_yield: dec!(0.036),
    ..etf(
        "BND",
        "Vanguard Total Bond Market ETF",
        (dec!(72.1), dec!(74.3)),
    )
};

pub(in crate::simulator) static VNQ: Security = Security {
    yearly_yield: dec!(0.038),
    ..etf("VNQ", "Vanguard Real Estate ETF", (dec!(94.6), dec!(91.2)))
};

pub(in crate::simulator) static XEQT: Security = Security {
    currency: "CAD",
    exchange: Some("XTSE"),
    yearly_yield: dec!(0.019),
    ..etf(
        "XEQT",
        "iShares Core Equity ETF Portfolio",
        (dec!(31.2), dec!(39.8)),
    )
};

pub(in crate::simulator) static VFV: Security = Security {
    currency: "CAD",
    exchange: Some("XTSE"),
    yearly_yield: dec!(0.011),
    ..etf(
        "VFV",
        "Vanguard S&P 500 Index ETF (CAD)",
        (dec!(134.6), dec!(168.3)),
    )
};

pub(in crate::simulator) static JAPAN_FUND: Security = Security {
    yearly_yield: dec!(0.017),
    ..fund(
        "JP-INDEX",
        "日本株式インデックスファンド",
        (dec!(14.21), dec!(18.64)),
    )
};

pub(in crate::simulator) static LONG_NAME_FUND: Security = Security {
    ticker: Some("EGDIX"),
    yearly_yield: dec!(0.024),
    ..fund(
        "EGDIX",
        "Evergreen Global Developed Markets ex-Controversial Weapons Low-Carbon Transition \
         Enhanced Index Fund – Institutional Plus Accumulation Shares, Currency Hedged",
        (dec!(21.35), dec!(25.9)),
    )
};

pub(in crate::simulator) static MONEY_MARKET: Security = Security {
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

pub(in crate::simulator) static TARGET_FUND: Security = fund(
    "EVG-TARGET-2055",
    "Evergreen Target Retirement 2055 Trust",
    (dec!(52.31), dec!(64.85)),
);

pub(in crate::simulator) static LARGE_CAP_TRUST: Security = Security {
    yearly_yield: dec!(0.012),
    ..fund(
        "EVG-LARGE-CAP",
        "Evergreen Large Cap Index Trust",
        (dec!(88.12), dec!(114.7)),
    )
};

pub(in crate::simulator) static WORLD_TRUST: Security = Security {
    yearly_yield: dec!(0.026),
    ..fund(
        "EVG-WORLD",
        "Evergreen International Index Trust",
        (dec!(31.48), dec!(38.02)),
    )
};

pub(in crate::simulator) static BOND_TRUST: Security = Security {
    volatility: dec!(0.002),
    yearly_yield: dec!(0.034),
    ..fund(
        "EVG-BOND",
        "Evergreen Core Bond Trust",
        (dec!(11.08), dec!(11.42)),
    )
};

pub(in crate::simulator) static STABLE_VALUE: Security = Security {
    cash_equivalent: true,
    volatility: Decimal::ZERO,
    ..fund(
        "EVG-STABLE",
        "Evergreen Stable Value Fund",
        (dec!(24.15), dec!(25.52)),
    )
};
