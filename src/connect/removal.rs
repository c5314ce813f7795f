//! What became of a connection at Plaid when it was removed here.

use super::SyncFailure;

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
