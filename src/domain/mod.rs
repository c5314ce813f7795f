//! The vocabulary: what a portfolio is made of.
//!
//! Plain values without I/O, clock, serde or floats. Money and quantities are
//! [`rust_decimal::Decimal`] with every digit that was received; what an
//! institution did not say is `None`, never zero.
#![deny(clippy::float_arithmetic)]

mod account;
mod allocation;
mod connection;
mod environment;
mod failure;
mod holding;
mod ids;
mod link;
mod money;
mod pending_link;
mod portfolio;
#[cfg(test)]
pub(crate) mod sample;
mod secret;
mod security;
mod succession;
mod sync;
mod transaction;

pub use account::{Account, AccountChoice, AccountType, Balances};
pub use allocation::AllocationBy;
pub use connection::{CONSENT_WARNING, Connection, Institution, ItemReport};
pub use environment::Environment;
pub use failure::{FailureKind, NextStep, SyncFailure};
pub use holding::{Holding, PositionType, TaxLot};
pub use ids::{AccountId, HoldingId, InstitutionId, ItemId, SecurityId, TransactionId};
pub use link::{
    AddedAccount, AddedItem, AddedKey, HostedLink, LinkEnd, LinkExit, LinkOutcome, LinkSession,
    LinkStatus, Twin, TwinDecision,
};
pub use money::{Currency, Money, Totals};
pub use pending_link::{LinkGoal, PendingLink};
pub use portfolio::{AccountValue, HoldingValue, Portfolio};
pub use secret::{AccessToken, Secret};
pub use security::{AssetClass, FixedIncome, OptionContract, Security, YieldRate};
pub use succession::{Succession, SuccessionProposal, propose_successions};
pub use sync::{
    DateRange, Fetched, RowIssue, Stored, SyncOutcome, SyncPlan, SyncRun, SyncStep, SyncSummary,
};
pub use transaction::{Transaction, TransactionKind, TransactionType, match_cancellations};
