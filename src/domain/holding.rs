//! Holdings: what an institution reports to be in an account.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{AccountId, Currency, HoldingId, SecurityId};

/// One row an institution reports. Several rows may share account and security.
///
/// What it counts for is decided by `valuation::Worth`.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    pub id: HoldingId,
    pub account_id: AccountId,
    pub security_id: SecurityId,
    /// Units held; negative for a short position. For options already the
    /// number of contracts times their size. Some plans report a value alone.
    pub quantity: Option<Decimal>,
    pub institution_price: Option<Decimal>,
    pub institution_price_as_of: Option<NaiveDate>,
    pub institution_price_datetime: Option<DateTime<Utc>>,
    /// The value as the institution states it; negative for a short position.
    pub institution_value: Option<Decimal>,
    /// What all units of the row cost in total, never per unit.
    pub cost_basis: Option<Decimal>,
    pub currency: Option<Currency>,
    /// Of a stock plan: the units that already belong to the person.
    pub vested_quantity: Option<Decimal>,
    pub vested_value: Option<Decimal>,
    /// Empty when the institution does not provide lots.
    pub tax_lots: Vec<TaxLot>,
    /// The day the figures speak for: that of the price where it is known, else
    /// that of the sync.
    pub as_of: NaiveDate,
}

/// Units acquired together, as the institution lists them.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxLot {
    pub institution_lot_id: Option<Arc<str>>,
    pub original_purchase_datetime: Option<DateTime<Utc>>,
    pub quantity: Option<Decimal>,
    pub purchase_price: Option<Decimal>,
    pub cost_basis: Option<Decimal>,
    pub current_value: Option<Decimal>,
    pub position_type: Option<PositionType>,
}

/// Whether a lot is owned or owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PositionType {
    Long,
    Short,
    Other(Arc<str>),
}

impl PositionType {
    /// The word in Plaid's spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Long => "LONG",
            Self::Short => "SHORT",
            Self::Other(text) => text,
        }
    }
}

impl From<&str> for PositionType {
    fn from(text: &str) -> Self {
        match text {
            "LONG" => Self::Long,
            "SHORT" => Self::Short,
            _ => Self::Other(text.into()),
        }
    }
}
