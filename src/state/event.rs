//! What background work reports.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::{OpenPage, SecurityHistory, SyncHistory};
use crate::connect::{
    Connection, Environment, FailureKind, LinkOutcome, SyncFailure, SyncStep, SyncSummary,
};
use crate::domain::ItemId;
use crate::portfolio::Portfolio;

/// Which Plaid keys are stored. Known only after the keyring was opened for
/// another reason; looking is not worth a prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeysStatus {
    /// The client id with its middle left out, `5f3c…91ab`.
    pub client_id_hint: Option<String>,
}

/// An answer from the runtime; [`super::AppState::apply`] takes it in.
#[derive(Clone, Debug)]
pub enum Event {
    PortfolioLoaded(Arc<Portfolio>),
    LoadFailed(SyncFailure),
    /// Something was stored in between; the portfolio is read again.
    Stored,
    SyncStep {
        item: ItemId,
        step: SyncStep,
    },
    SyncEnded {
        item: ItemId,
        at: DateTime<Utc>,
        took: Duration,
        result: Result<SyncSummary, SyncFailure>,
    },
    KeysChanged {
        /// Which may be another one than the one on screen.
        environment: Environment,
        keys: KeysStatus,
    },
    KeysRefused(SyncFailure),
    Connected {
        name: String,
    },
    ConnectRefused(SyncFailure),
    /// What is said of it; a problem where Plaid did not confirm that it ended.
    Removed {
        item: ItemId,
        said: String,
        is_problem: bool,
    },
    /// Nothing was deleted on this computer.
    NotRemoved {
        item: ItemId,
        failure: SyncFailure,
    },
    /// Everything stored of the environment on screen is gone.
    LocalDataDeleted,
    /// A page for signing in is open in the browser.
    LinkOpened(OpenPage),
    /// Plaid cannot say how the page stands, or can again.
    LinkTrouble(Option<FailureKind>),
    /// Something was connected on it, and the page may be open still.
    LinkKept(Box<Connection>),
    LinkEnded(Result<LinkOutcome, SyncFailure>),
    HistoryRead(SyncHistory),
    SecurityHistoryRead(SecurityHistory),
    /// The newest lines of the log, the oldest of them first.
    LogRead(Arc<[String]>),
    Notice {
        text: String,
        is_problem: bool,
    },
}
