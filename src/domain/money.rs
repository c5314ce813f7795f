//! Currencies. Amounts in two of them are never added.

use std::{fmt, sync::Arc};

/// A currency as the institution names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Currency {
    /// An ISO 4217 code, such as `USD`.
    Iso(Arc<str>),
    /// Anything else that is counted like money, such as `BTC`.
    Unofficial(Arc<str>),
}

impl Currency {
    /// An ISO 4217 currency.
    pub fn iso(code: impl Into<Arc<str>>) -> Self {
        Self::Iso(code.into())
    }

    /// The code, official or not.
    pub fn code(&self) -> &str {
        match self {
            Self::Iso(code) | Self::Unofficial(code) => code,
        }
    }

    /// How many digits its amounts have after the point when shown.
    ///
    /// From the minor units of ISO 4217; eight for unofficial currencies,
    /// which in practice are cryptocurrencies.
    pub fn minor_digits(&self) -> u32 {
        match self {
            Self::Iso(code) => match &**code {
                "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF"
                | "UGX" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
                "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
                _ => 2,
            },
            Self::Unofficial(_) => 8,
        }
    }
}

/// Where a row's currency comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CurrencySource {
    /// The row's own.
    #[default]
    Row,
    /// The row says none; its security is counted in it.
    Security,
    /// Neither the row nor its security says one; the account's balances are
    /// in it.
    Account,
    /// None of these says one.
    Nobody,
}

impl CurrencySource {
    /// Its name on the command line and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Security => "security",
            Self::Account => "account",
            Self::Nobody => "nobody",
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
