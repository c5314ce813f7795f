//! Securities: what can be held.

use std::{borrow::Cow, sync::Arc};

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

    /// Whether another id is one of the same security: a CUSIP, ISIN or SEDOL is the
    /// same and none differs; or, where no code tells, ticker, name, class, currency and
    /// contract are.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let codes = [
            (&self.cusip, &other.cusip),
            (&self.isin, &other.isin),
            (&self.sedol, &other.sedol),
        ];
        let mut shared = codes.iter().filter(|(a, b)| a.is_some() && b.is_some());
        let is_told = shared.clone().next().is_some();
        let is_alike = || {
            self.ticker_symbol.is_some()
                && self.ticker_symbol == other.ticker_symbol
                && self.name == other.name
                && self.asset_class == other.asset_class
                && self.currency == other.currency
                && self.option_contract == other.option_contract
        };
        if is_told {
            shared.all(|(a, b)| a == b)
        } else {
            is_alike()
        }
    }

    /// The best name there is: its name, an option's terms, its ticker, ISIN or
    /// CUSIP. `None` where nothing but ids is known, which name nothing.
    pub fn display_name(&self) -> Option<Cow<'_, str>> {
        let known =
            |text: &'_ Option<Arc<str>>| text.as_ref().is_some_and(|it| !it.trim().is_empty());
        let terms = || {
            self.option_contract
                .as_ref()
                .and_then(OptionContract::terms)
        };
        if let Some(name) = self.name.as_deref().filter(|_| known(&self.name)) {
            return Some(Cow::Borrowed(name));
        }
        terms().map(Cow::Owned).or_else(|| {
            let codes = [&self.ticker_symbol, &self.isin, &self.cusip];
            let code = codes.into_iter().find(|it| known(it))?;
            code.as_deref().map(Cow::Borrowed)
        })
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

impl OptionContract {
    /// `AAPL 20 Nov 2026 90.5 put`, as far as it is known. `None` of what is not
    /// known on what it is, or of which nothing else is.
    pub fn terms(&self) -> Option<String> {
        let mut terms = self.underlying_security_ticker.as_deref()?.to_owned();
        let day = self
            .expiration_date
            .map(|it| it.format("%-d %b %Y").to_string());
        let strike = self.strike_price.map(|it| it.normalize().to_string());
        let kind = self.contract_type.as_deref().map(str::to_owned);
        let mut rest = [day, strike, kind].into_iter().flatten().peekable();
        rest.peek()?;
        for part in rest {
            terms.push(' ');
            terms.push_str(&part);
        }
        Some(terms)
    }
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
