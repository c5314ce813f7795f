//! How a connection stands.

use super::ConnectionCard;
use crate::{
    connect::{SyncFailure, SyncOutcome, SyncRun, SyncStep, SyncSummary},
    state::{AppState, SyncStatus},
};

/// How the connection stands: what this run of the program saw comes before
/// what is stored.
pub(super) enum Status<'a> {
    New,
    /// Removed, its history kept.
    Removed(chrono::DateTime<chrono::Utc>),
    Running {
        since: chrono::DateTime<chrono::Utc>,
        step: &'a SyncStep,
        cancelling: bool,
    },
    Synced {
        at: chrono::DateTime<chrono::Utc>,
        took: chrono::Duration,
        summary: &'a SyncSummary,
    },
    Failed(&'a SyncFailure),
}

impl<'a> Status<'a> {
    pub(super) fn of(state: &'a AppState, connection: &'a ConnectionCard) -> Self {
        if let Some(at) = connection.disconnected_at {
            return Self::Removed(at);
        }
        let sync = state.syncs.get(&connection.item);
        if let Some(SyncStatus::Running {
            since,
            step,
            cancelling,
        }) = sync
        {
            return Self::Running {
                since: *since,
                step,
                cancelling: *cancelling,
            };
        }
        // The one on record where it is the same, or later than the window's.
        let runs = sync.and_then(SyncStatus::ended).into_iter();
        let runs = runs.chain(&connection.last_run);
        Self::ended(runs.max_by_key(|it| it.started_at))
    }

    /// How the latest sync ended.
    pub(super) fn ended(run: Option<&'a SyncRun>) -> Self {
        match run {
            Some(run) => match &run.outcome {
                SyncOutcome::Success(summary) => Self::Synced {
                    at: run.finished_at,
                    took: run.finished_at - run.started_at,
                    summary,
                },
                SyncOutcome::Failed(failure) => Self::Failed(failure),
            },
            None => Self::New,
        }
    }
}
