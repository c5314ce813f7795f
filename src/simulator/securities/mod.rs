//! The securities of the sample portfolio.
//!
//! Symbols of well-known stocks and funds, so that the tables read like real
//! ones; the prices are invented. Together they cover every type that Plaid
//! knows, and the odd cases: no ticker, no type, a name in another script, a
//! very long one, and one that is held but never listed.

mod funds;
mod others;
mod stocks;

use rust_decimal::{Decimal, dec};

pub(super) use self::{
    funds::{
        BND, BOND_TRUST, JAPAN_FUND, LARGE_CAP_TRUST, LONG_NAME_FUND, MONEY_MARKET, STABLE_VALUE,
        TARGET_FUND, VFV, VNQ, VTI, VXUS, WORLD_TRUST, XEQT,
    },
    others::{
        AAPL_CALL, ADA, BTC, CANADIAN_DOLLAR, DOGE, ESCROW, ETH, GIC, LOAN, PARTNERSHIP, SOL,
        TREASURY, UNLISTED_SPIN_OFF, US_DOLLAR,
    },
    stocks::{AAPL, EMPLOYER, JNJ, KO, MSFT, NVDA, RY, SHOP, SONY, TSLA},
};

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
