//! Signing in on a page in the browser, as the window shows it.

use chrono::{DateTime, Utc};

use crate::domain::{AddedItem, FailureKind, ItemId, LinkGoal, Secret, SyncFailure};

/// How far a sign-in on a page in the browser is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Linking {
    #[default]
    Idle,
    /// Plaid is asked for a page.
    Opening(LinkGoal),
    /// The person is in the browser.
    Waiting(OpenPage),
    /// Something was connected that seems to be there already.
    Asking(Vec<Twin>),
    /// What a decision about a twin asked for is being done.
    Deciding,
    /// The person left the page; why, where Plaid says so.
    Left(Option<SyncFailure>),
    /// Nobody finished the page in time.
    Expired,
    Failed(SyncFailure),
    /// With what to say: what was connected or repaired.
    Done(String),
}

/// A page that is open in the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPage {
    pub goal: LinkGoal,
    /// As secret as a token.
    pub url: Secret,
    pub opened_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Why Plaid cannot say at the moment how it stands.
    pub trouble: Option<FailureKind>,
}

/// A new connection that seems to be the same login as a known one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    pub added: AddedItem,
    /// The name of the known connection.
    pub known: String,
}

/// How a sign-in ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkEnd {
    Connected {
        /// What was kept, with the names.
        kept: Vec<(ItemId, String)>,
        /// What the person has to decide about.
        twins: Vec<Twin>,
        /// Why something else could not be kept.
        failure: Option<SyncFailure>,
    },
    Repaired(ItemId),
    Left(Option<SyncFailure>),
    Expired,
    Failed(SyncFailure),
    /// The person cancelled, and nothing was connected.
    Cancelled,
}

impl Linking {
    /// Whether something is under way or waits for a decision.
    pub fn is_active(&self) -> bool {
        match self {
            Self::Opening(_) | Self::Waiting(_) | Self::Asking(_) | Self::Deciding => true,
            Self::Idle | Self::Left(_) | Self::Expired | Self::Failed(_) | Self::Done(_) => false,
        }
    }

    /// The connection that is being repaired.
    pub fn repairing(&self) -> Option<&ItemId> {
        match self {
            Self::Opening(goal) => goal.item(),
            Self::Waiting(page) => page.goal.item(),
            Self::Idle
            | Self::Asking(_)
            | Self::Deciding
            | Self::Left(_)
            | Self::Expired
            | Self::Failed(_)
            | Self::Done(_) => None,
        }
    }

    /// Takes in how a sign-in ended.
    pub(super) fn end(&mut self, end: LinkEnd) {
        *self = match end {
            LinkEnd::Connected {
                kept,
                twins,
                failure,
            } => match (failure, twins.is_empty()) {
                (_, false) => Self::Asking(twins),
                (Some(failure), true) => Self::Failed(failure),
                (None, true) if kept.is_empty() => Self::Idle,
                (None, true) => Self::Done(connected(&kept)),
            },
            LinkEnd::Repaired(_) => Self::Done("Signed in again".to_owned()),
            LinkEnd::Left(failure) => Self::Left(failure),
            LinkEnd::Expired => Self::Expired,
            LinkEnd::Failed(failure) => Self::Failed(failure),
            LinkEnd::Cancelled => Self::Idle,
        };
    }
}

fn connected(kept: &[(ItemId, String)]) -> String {
    let names: Vec<_> = kept.iter().map(|(_, name)| name.as_str()).collect();
    format!("Connected {}", names.join(", "))
}
