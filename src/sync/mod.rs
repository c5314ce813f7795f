//! Brings connections up to date, and adds and removes them.
//!
//! A sync fetches, decides what to write with the pure [`plan()`], and writes it
//! in one transaction. Until that transaction begins it can be cancelled;
//! whatever fails before it leaves the stored portfolio as it was.
//!
//! The keyring and the database block, so both are used in `spawn_blocking`.
//! A keyring that waits for its person cannot be interrupted: a program that
//! wants to end at once shuts its runtime down without waiting for such tasks.
#![deny(clippy::float_arithmetic)]

mod connect;
mod context;
mod decide;
mod failure;
mod fetch;
pub mod journal;
mod keep;
mod keys;
mod link;
mod login;
mod plan;
mod remove;
mod stored;
mod window;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Datelike as _, Local, NaiveDate, Utc};
use tokio::{task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

pub use connect::{Pasted, connect_sandbox, connect_token};
pub use context::{Context, blocking, run_blocking};
pub use decide::decide_twin;
pub use failure::SyncError;
pub use keep::Connected;
pub use keys::{accept_keys, has_keys, save_keys};
pub use link::{
    LinkNews, OpenLink, abandon_link, follow_link, open_link, reopen_link, settle_link,
};
pub use plan::plan;
pub use remove::remove;
pub use stored::{
    history, history_after, load, load_as_of, load_as_shown, load_with_history, snapshots_of,
    stored, write,
};

use crate::{
    connect::{FailureKind, SyncFailure, SyncStep, SyncSummary},
    domain::ItemId,
    storage::{Database, SyncLock},
};

/// Syncs one connection, started at `now`.
///
/// A failure is recorded as the connection's latest sync, except where nothing
/// was tried: when the connection is being synced already, in this program or
/// another, and when the person cancelled.
pub async fn sync_item(
    ctx: &Context,
    item: &ItemId,
    now: DateTime<Utc>,
    progress: impl Fn(SyncStep) + Send + Sync,
    cancel: CancellationToken,
) -> Result<SyncSummary, SyncFailure> {
    check_clock(now)?;
    let clock = Clock::start(now);
    let lock = Arc::new(context::lock(ctx, item).await?);
    let result = fetch_and_save(ctx, item, clock, &progress, cancel, &lock).await;
    let took = clock.started.elapsed();
    match result {
        Ok(summary) => {
            journal::synced(&ctx.log, item, &summary, took);
            Ok(summary)
        }
        Err(SyncError::Cancelled) => {
            journal::cancelled(&ctx.log, item, took);
            Err(SyncError::Cancelled.into())
        }
        Err(error) => {
            journal::sync_failed(&ctx.log, item, &error, took);
            Err(record_failure(ctx, item, clock, error.into()).await)
        }
    }
}

/// Syncs connections side by side; one that fails does not stop the others.
/// `cancel` stops all of them.
pub async fn sync_all(
    ctx: &Context,
    items: impl IntoIterator<Item = ItemId>,
    now: DateTime<Utc>,
    progress: impl Fn(&ItemId, SyncStep) + Clone + Send + Sync + 'static,
    cancel: CancellationToken,
) -> BTreeMap<ItemId, Result<SyncSummary, SyncFailure>> {
    let mut tasks = JoinSet::new();
    let mut running = HashMap::new();
    for item in items {
        let (ctx, id, progress, cancel) =
            (ctx.clone(), item.clone(), progress.clone(), cancel.clone());
        let task = tasks.spawn(async move {
            sync_item(&ctx, &id, now, |step| progress(&id, step), cancel).await
        });
        running.insert(task.id(), item);
    }

    let mut results = BTreeMap::new();
    while let Some(ended) = tasks.join_next_with_id().await {
        let (task, result) = ended.unwrap_or_else(|error| {
            let broken = SyncFailure::local(FailureKind::Internal, "the sync broke off");
            (error.id(), Err(broken))
        });
        if let Some(item) = running.remove(&task) {
            results.insert(item, result);
        }
    }
    results
}

async fn fetch_and_save(
    ctx: &Context,
    item: &ItemId,
    clock: Clock,
    progress: &(impl Fn(SyncStep) + Send + Sync),
    cancel: CancellationToken,
    lock: &Arc<SyncLock>,
) -> Result<SyncSummary, SyncError> {
    let _turn = cancel
        .run_until_cancelled(ctx.turns.acquire())
        .await
        .ok_or(SyncError::Cancelled)?;
    let fetched = cancel
        .run_until_cancelled(fetch::fetch(ctx, item, clock.today(), progress))
        .await
        .unwrap_or(Err(SyncError::Cancelled))?;
    if cancel.is_cancelled() {
        return Err(SyncError::Cancelled);
    }
    journal::fetched(&ctx.log, item, &fetched, clock.started.elapsed());
    progress(SyncStep::Saving);
    let (folder, item, lock) = (ctx.folder.clone(), item.clone(), Arc::clone(lock));
    blocking(move || {
        let mut database = Database::open(&folder)?;
        let plan = plan(&stored(&database, &item, &fetched)?, fetched, clock.today());
        write(&mut database, &plan, clock.started_at, clock.now())?;
        // Held until here, even if nobody waits for the result any more.
        drop(lock);
        Ok(plan.summary)
    })
    .await
}

/// Writes the failure down and returns it.
async fn record_failure(
    ctx: &Context,
    item: &ItemId,
    clock: Clock,
    failure: SyncFailure,
) -> SyncFailure {
    let (folder, item, recorded) = (ctx.folder.clone(), item.clone(), failure.clone());
    let written = blocking(move || {
        Database::open(&folder)?.record_failure(&item, clock.started_at, clock.now(), &recorded)?;
        Ok(())
    })
    .await;
    match written {
        Ok(()) => failure,
        Err(error) => {
            journal::trouble(&ctx.log, "sync.unrecorded", &error);
            failure::with_aftermath(failure, "it could not be recorded", error)
        }
    }
}

/// Refuses a time that only a wrong clock tells: years before this program was
/// made, or a lifetime after. What is read, written and believed of
/// certificates depends on it.
pub fn check_clock(now: DateTime<Utc>) -> Result<(), SyncError> {
    if (2020..2120).contains(&now.year()) {
        Ok(())
    } else {
        Err(SyncError::ClockWrong { now })
    }
}

/// The time of a sync: told once, at its start, and measured from there on.
#[derive(Clone, Copy)]
struct Clock {
    started_at: DateTime<Utc>,
    started: Instant,
}

impl Clock {
    fn start(now: DateTime<Utc>) -> Self {
        Self {
            started_at: now,
            started: Instant::now(),
        }
    }

    fn now(self) -> DateTime<Utc> {
        self.started_at + self.started.elapsed()
    }

    /// The day of the start, where the person is.
    fn today(self) -> NaiveDate {
        self.started_at.with_timezone(&Local).date_naive()
    }
}
