//! Securities: what can be held.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{Currency, InstitutionId, SecurityId};

/// A stock, fund, bond, option, coin or currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Security {
    pub id: SecurityId,
    pub name: Option<Arc<str>>,
    pub ticker_symbol: Option<Arc<str>>,
    pub asset_class: Option<AssetClass>,
    pub subtype: Option<Arc<str>>,
    /// Whether it is as good as cash; a money-market fund is, without being cash.
    pub is_cash_equivalent: Option<bool>,
    /// The latest price that an institution gave with a holding.
    pub institution_price: Option<Decimal>,
    pub institution_price_as_of: Option<NaiveDate>,
    /// Plaid's own price, of another date than the institution's.
    pub close_price: Option<Decimal>,
    pub close_price_as_of: Option<NaiveDate>,
    pub update_datetime: Option<DateTime<Utc>>,
    pub currency: Option<Currency>,
    pub cusip: Option<Arc<str>>,
    pub isin: Option<Arc<str>>,
    pub sedol: Option<Arc<str>>,
    pub institution_security_id: Option<Arc<str>>,
    pub institution_id: Option<InstitutionId>,
    /// A similar security with prices; possibly one that nobody holds.
    pub proxy_security_id: Option<SecurityId>,
    pub market_identifier_code: Option<Arc<str>>,
    pub sector: Option<Arc<str>>,
    pub industry: Option<Arc<str>>,
    pub cfi_code: Option<Arc<str>>,
    pub option_contract: Option<OptionContract>,
    pub fixed_income: Option<FixedIncome>,
}

impl Security {
    /// A security of which nothing is known but its id.
    pub fn unknown(id: SecurityId) -> Self {
        Self {
            id,
            name: None,
            ticker_symbol: None,
            asset_class: None,
            subtype: None,
            is_cash_equivalent: None,
            institution_price: None,
            institution_price_as_of: None,
            close_price: None,
            close_price_as_of: None,
            update_datetime: None,
            currency: None,
            cusip: None,
            isin: None,
            sedol: None,
            institution_security_id: None,
            institution_id: None,
            proxy_security_id: None,
            market_identifier_code: None,
            sector: None,
            industry: None,
            cfi_code: None,
            option_contract: None,
            fixed_income: None,
        }
    }

    /// The best name there is: name, ticker, the institution's id, or Plaid's.
    pub fn display_name(&self) -> &str {
        self.name
            .as_deref()
            .or(self.ticker_symbol.as_deref())
            .or(self.institution_security_id.as_deref())
            .unwrap_or(self.id.as_str())
    }
}

/// The kind of risk a security is: Plaid's `type`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AssetClass {
    Cash,
    Cryptocurrency,
    Derivative,
    Equity,
    Etf,
    FixedIncome,
    Loan,
    MutualFund,
    /// Any other, in Plaid's spelling; `other` itself too.
    Other(Arc<str>),
}

impl AssetClass {
    /// The class in Plaid's spelling, spaces included.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Cash => "cash",
            Self::Cryptocurrency => "cryptocurrency",
            Self::Derivative => "derivative",
            Self::Equity => "equity",
            Self::Etf => "etf",
            Self::FixedIncome => "fixed income",
            Self::Loan => "loan",
            Self::MutualFund => "mutual fund",
            Self::Other(text) => text,
        }
    }
}

impl From<&str> for AssetClass {
    fn from(text: &str) -> Self {
        match text {
            "cash" => Self::Cash,
            "cryptocurrency" => Self::Cryptocurrency,
            "derivative" => Self::Derivative,
            "equity" => Self::Equity,
            "etf" => Self::Etf,
            "fixed income" => Self::FixedIncome,
            "loan" => Self::Loan,
            "mutual fund" => Self::MutualFund,
            _ => Self::Other(text.into()),
        }
    }
}

/// The terms of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionContract {
    /// `put`, `call` or a newer word.
    pub contract_type: Option<Arc<str>>,
    pub expiration_date: Option<NaiveDate>,
    pub strike_price: Option<Decimal>,
    pub underlying_security_ticker: Option<Arc<str>>,
}

/// The terms of a bond or bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedIncome {
    pub yield_rate: Option<YieldRate>,
    pub maturity_date: Option<NaiveDate>,
    pub issue_date: Option<NaiveDate>,
    pub face_value: Option<Decimal>,
}

/// A bond's rate of return, in percent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YieldRate {
    pub percentage: Option<Decimal>,
    /// `coupon`, `coupon_equivalent`, `discount`, `yield`, or not said.
    pub rate_type: Option<Arc<str>>,
}
