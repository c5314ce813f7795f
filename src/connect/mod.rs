//! The words of connecting and syncing: environments, connections, pages for
//! signing in, secrets, the steps of a sync, and why one failed.
//!
//! Plain values without I/O or clock.
#![deny(clippy::float_arithmetic)]

mod connection;
mod environment;
mod failure;
mod institution;
mod link;
mod pending_link;
mod removal;
mod row_issue;
mod secret;
mod sync;

pub use connection::{CONSENT_WARNING, Connection};
pub use environment::Environment;
pub use failure::{FailureKind, NextStep, SyncFailure, error_chain};
pub use institution::{Institution, ItemReport};
pub use link::{
    AddedAccount, AddedItem, AddedKey, HostedLink, LinkEnd, LinkExit, LinkOutcome, LinkSession,
    LinkStatus, NewConnection, TokenItem, Twin, TwinDecision,
};
pub use pending_link::{LinkGoal, PendingLink};
pub use removal::{AtPlaid, DataDeletion};
pub use row_issue::{Misfit, RowIssue, RowIssues, RowKind, RowName, RowProblem};
pub use secret::{AccessToken, Secret};
pub use sync::{
    AsideSync, DateRange, DaysRead, Fetched, SettingAside, Shown, Stored, SyncOutcome, SyncPlan,
    SyncRecord, SyncRun, SyncStep, SyncSummary,
};
