//! Signing in on a page in the browser, as the window shows it.

use chrono::{DateTime, Utc};

use std::sync::Arc;

use crate::connect::{FailureKind, LinkEnd, LinkGoal, LinkOutcome, Secret, SyncFailure, Twin};
use crate::domain::ItemId;

/// How far a sign-in on a page in the browser is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Linking {
    #[default]
    Idle,
    /// Plaid is asked for a page.
    Opening(LinkGoal),
    /// The person is in the browser.
    Waiting(OpenPage),
    /// Something was connected that seems to be there already.
    Asking(Vec<Twin>),
    /// What a decision about a twin asked for is being done; these are still to
    /// be decided about.
    Deciding(Vec<Twin>),
    /// The person left the page; why, where Plaid says so.
    Left(Option<SyncFailure>),
    /// Nobody finished the page in time.
    Expired,
    Failed(SyncFailure),
    /// The names of what was connected.
    Connected(Vec<Arc<str>>),
    /// The connection works again.
    Repaired(LinkGoal),
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
    /// The names of what was connected on it so far.
    pub kept: Vec<Arc<str>>,
}

impl Linking {
    /// Whether something is under way or waits for a decision.
    pub fn is_active(&self) -> bool {
        match self {
            Self::Opening(_) | Self::Waiting(_) | Self::Asking(_) | Self::Deciding(_) => true,
            Self::Idle
            | Self::Left(_)
            | Self::Expired
            | Self::Failed(_)
            | Self::Connected(_)
            | Self::Repaired(_) => false,
        }
    }

    /// The connection that is being repaired.
    pub fn repairing(&self) -> Option<&ItemId> {
        match self {
            Self::Opening(goal) => goal.item(),
            Self::Waiting(page) => page.goal.item(),
            Self::Idle
            | Self::Asking(_)
            | Self::Deciding(_)
            | Self::Left(_)
            | Self::Expired
            | Self::Failed(_)
            | Self::Connected(_)
            | Self::Repaired(_) => None,
        }
    }

    /// Takes in how a sign-in ended.
    pub(super) fn end(&mut self, result: Result<LinkOutcome, SyncFailure>) {
        let outcome = match result {
            Ok(outcome) => outcome,
            Err(failure) => {
                *self = Self::Failed(failure);
                return;
            }
        };
        let goal = if let Self::Waiting(OpenPage { goal, .. }) | Self::Opening(goal) = self {
            goal.clone()
        } else {
            LinkGoal::Connect
        };
        let names = outcome.kept.iter().map(|it| Arc::clone(&it.name));
        let names: Vec<_> = names.collect();
        *self = match (outcome.failure, outcome.end) {
            _ if !outcome.twins.is_empty() => Self::Asking(outcome.twins),
            (Some(failure), _) => Self::Failed(failure),
            (None, _) if !names.is_empty() => Self::Connected(names),
            (None, LinkEnd::Repaired(_)) => Self::Repaired(goal),
            (None, LinkEnd::Left(exit)) => Self::Left(exit.and_then(|it| it.error)),
            (None, LinkEnd::Expired) => Self::Expired,
            (None, LinkEnd::Cancelled | LinkEnd::Connected) => Self::Idle,
        };
    }
}
