//! Cash, coins, bonds, and what fits nowhere else.

use rust_decimal::dec;

use super::{BLANK, Security, Terms, cash, coin};

pub(in crate::simulator) static US_DOLLAR: Security = cash("CUR:USD", "U S Dollar", "USD");

pub(in crate::simulator) static CANADIAN_DOLLAR: Security =
    cash("CUR:CAD", "Canadian Dollar", "CAD");

pub(in crate::simulator) static BTC: Security =
    coin("BTC", "Bitcoin", 2, (dec!(58200), dec!(91400)));

pub(in crate::simulator) static ETH: Security = Security {
    yearly_yield: dec!(0.032),
    ..coin("ETH", "Ethereum", 2, (dec!(2510), dec!(3380)))
};

pub(in crate::simulator) static SOL: Security = Security {
    yearly_yield: dec!(0.061),
    ..coin("SOL", "Solana", 3, (dec!(138), dec!(181)))
};

pub(in crate::simulator) static ADA: Security =
    coin("ADA", "Cardano", 6, (dec!(0.412), dec!(0.633)));

pub(in crate::simulator) static DOGE: Security =
    coin("DOGE", "Dogecoin", 8, (dec!(0.121), dec!(0.177494362)));

pub(in crate::simulator) static TREASURY: Security = Security {
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

pub(in crate::simulator) static GIC: Security = Security {
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

pub(in crate::simulator) static LOAN: Security = Security {
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

pub(in crate::simulator) static AAPL_CALL: Security = Security {
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

pub(in crate::simulator) static PARTNERSHIP: Security = Security {
    key: "LP-RIVERBEND",
    name: Some("Riverbend Timberland Partners LP"),
    kind: Some("other"),
    subtype: Some("limited partnership unit"),
    then: dec!(251),
    now: dec!(268.5),
    volatility: dec!(0.001),
    ..BLANK
};

pub(in crate::simulator) static ESCROW: Security = Security {
    key: "ESCROW-TIDAL",
    name: Some("TIDAL BASIN HLDGS ESCROW RCPT"),
    then: dec!(0.42),
    now: dec!(0.35),
    volatility: dec!(0.004),
    price_digits: 4,
    ..BLANK
};

/// Held, but never among the `securities`.
pub(in crate::simulator) static UNLISTED_SPIN_OFF: Security = Security {
    key: "SPIN-OFF-UNLISTED",
    listed: false,
    then: dec!(22.1),
    now: dec!(19.7),
    volatility: dec!(0.012),
    ..BLANK
};
