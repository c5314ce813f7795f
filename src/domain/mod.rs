//! The facts: what a portfolio is made of, as reported and stored.
//!
//! Plain values without I/O, clock, serde, floats or rules of valuation. Money
//! and quantities are [`rust_decimal::Decimal`] with every digit that was
//! received; what an institution did not say is `None`, never zero.
#![deny(clippy::float_arithmetic)]

mod account;
mod allocation;
mod dates;
mod grouping;
mod holding;
mod ids;
mod kind;
mod meaning;
mod measure;
mod money;
mod order;
mod overlay;
mod security;
mod snapshot;
mod succession;
mod transaction;

pub use account::{Account, AccountChoice, AccountGap, AccountType, Balances};
pub use allocation::AllocationBy;
pub use dates::{end_of_day, is_believable_date};
pub use grouping::Grouping;
pub use holding::{Holding, PositionType, TaxLot};
pub use ids::{AccountId, HoldingId, InstitutionId, ItemId, SecurityId, TransactionId};
pub use kind::{FlowClass, FlowKind, TransactionKind, TransactionType};
pub use meaning::{CashRule, Movement, Subtype};
pub use measure::{Explained, Measure, Scope};
pub use money::{Currency, CurrencySource};
pub use order::compare_holdings;
pub use overlay::{Answer, Entry, EntryFault, EntryKind, Resolution, Subject, Topic};
pub use security::{AssetClass, FixedIncome, OptionContract, Security, YieldRate};
pub use snapshot::{Snapshot, SnapshotRow};
pub use succession::Succession;
pub use transaction::{Context, Meaning, Relation, Standing, Transaction};
