//! Snapshots: what a sync found, kept for good.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::{AccountId, Currency, SecurityId};

/// What one account held at one sync: one for each row that the institution
/// reported, or a single one without a row where the account held nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub synced_at: DateTime<Utc>,
    pub account_id: AccountId,
    /// The account's balance then, all its assets together.
    pub balance: Option<Decimal>,
    /// The currency of the balance.
    pub balance_currency: Option<Currency>,
    pub row: Option<SnapshotRow>,
}

/// A row as it was reported at a sync; see [`super::Holding`] for the fields.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotRow {
    pub security_id: SecurityId,
    pub quantity: Option<Decimal>,
    pub institution_price: Option<Decimal>,
    pub institution_value: Option<Decimal>,
    pub cost_basis: Option<Decimal>,
    pub vested_quantity: Option<Decimal>,
    pub vested_value: Option<Decimal>,
    pub currency: Option<Currency>,
}
