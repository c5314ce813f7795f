//! What background work reports.

use std::sync::Arc;

use super::{
    HeldHistory, Looked, News, OpenPage, Reconciled, SecurityHistory, SyncHistory, UpdateFailure,
};
use crate::connect::{
    AtPlaid, Connection, DataDeletion, Environment, FailureKind, LinkOutcome, SyncFailure, SyncRun,
    SyncStep, Twin,
};
use crate::domain::ItemId;
use crate::portfolio::Portfolio;

/// Which Plaid keys are stored. Known only after the keyring was opened for
/// another reason, because looking may prompt the person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeysStatus {
    /// The client id with its middle left out, `5f3c…91ab`.
    pub client_id_hint: Option<String>,
    /// Plaid has answered a sync with them since the program was started.
    pub have_served: bool,
}

impl KeysStatus {
    /// Whether they are known to be there.
    pub fn are_known(&self) -> bool {
        self.client_id_hint.is_some() || self.have_served
    }
}

/// An answer from the runtime; [`super::AppState::reduce`] takes it in.
#[derive(Clone, Debug)]
pub enum Event {
    PortfolioLoaded(Arc<Portfolio>),
    LoadFailed(SyncFailure),
    /// The demo could not be prepared.
    DemoFailed(SyncFailure),
    /// Something was stored in between; the portfolio is read again.
    Stored,
    SyncStep {
        item: ItemId,
        step: SyncStep,
    },
    SyncEnded(SyncRun),
    KeysChanged {
        /// Which may be another one than the one on screen.
        environment: Environment,
        keys: KeysStatus,
    },
    KeysRefused(SyncFailure),
    /// A connection was added without a page.
    Connected {
        name: Arc<str>,
        /// It was there already.
        was_known: bool,
        /// Why the one whose place it took was not removed, if it was not.
        failure: Option<SyncFailure>,
    },
    ConnectRefused(SyncFailure),
    /// The login of an access token seems to be connected already.
    TokenAsked(Box<Twin>),
    /// What an access token led to was ended at Plaid, as was decided.
    TokenEnded,
    Removed {
        item: ItemId,
        name: String,
        kept_history: bool,
        at_plaid: AtPlaid,
    },
    /// Nothing was deleted on this computer.
    NotRemoved {
        item: ItemId,
        failure: SyncFailure,
    },
    /// What came of deleting everything stored of the environment on screen.
    LocalDataDeleted(DataDeletion),
    /// A page for signing in is open in the browser.
    LinkOpened(OpenPage),
    /// Plaid cannot say how the page stands, or can again.
    LinkTrouble(Option<FailureKind>),
    /// Something was connected on it, and the page may be open still.
    LinkKept(Box<Connection>),
    LinkEnded(Result<LinkOutcome, SyncFailure>),
    HistoryRead(SyncHistory),
    SecurityHistoryRead(SecurityHistory),
    /// What every account held, and how it came out.
    HeldHistoryRead(HeldHistory, Reconciled),
    /// The newest lines of the log, the oldest of them first.
    LogRead(Arc<[String]>),
    UpdateLooked(Result<Looked, UpdateFailure>),
    News(News),
}
