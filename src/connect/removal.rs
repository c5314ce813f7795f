//! What became of connections at Plaid when they, or all data, were removed here.

use std::sync::Arc;

use super::{FailureKind, SyncFailure};

/// What is known of a connection at Plaid after its removal here. It is billed
/// there until it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtPlaid {
    /// Plaid ended it, and said so.
    Ended,
    /// Plaid said that it had ended before: removed by another program, or its
    /// permission withdrawn by the person.
    WasGone,
    /// It had been removed here before, with its history kept; Plaid was not
    /// asked anew.
    NotAsked,
    /// Plaid was not told, or did not say that it ended, for this reason.
    Unconfirmed(SyncFailure),
}

impl AtPlaid {
    /// Why it may be billed still, if so.
    pub fn failure(&self) -> Option<&SyncFailure> {
        match self {
            Self::Unconfirmed(failure) => Some(failure),
            Self::Ended | Self::WasGone | Self::NotAsked => None,
        }
    }
}

/// What came of deleting the data on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataDeletion {
    Deleted {
        /// Why tokens are still in the keyring, if they are.
        tokens_left: Option<FailureKind>,
        /// The names of the connections that may go on at Plaid.
        at_plaid: Vec<Arc<str>>,
    },
    /// It was not deleted: these connections could not be ended at Plaid, and
    /// with their tokens the way to end them would go.
    NotEnded {
        names: Vec<Arc<str>>,
        why: FailureKind,
    },
}
