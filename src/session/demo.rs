//! The demo: a sample portfolio, served by the simulator inside this program.
//!
//! Everything on its screens came through the same client, sync and store code
//! as real data; only the server differs. When the demo is new, its three
//! institutions are connected, and two years of syncs are made up for by
//! syncing with the simulator turned back to one past day after the other.

use std::collections::BTreeMap;

use chrono::{DateTime, Local, NaiveDate, NaiveTime, TimeZone as _, Utc};
use tokio_util::sync::CancellationToken;

use super::{
    Opened, Session,
    demo_server::{read, today},
};
use crate::{
    connect::{SyncFailure, SyncStep, SyncSummary, TwinDecision},
    domain::ItemId,
    simulator::{self, DEMO_SEED, INSTITUTIONS},
    sync::{self, Context, Pasted},
};

/// What happens while a new demo is prepared.
#[derive(Clone, Debug)]
pub enum Preparation {
    /// These connections are there and will be synced.
    Connected(Vec<ItemId>),
    /// The syncs of this day are stored; so many of all days are done.
    Synced {
        day: NaiveDate,
        done: usize,
        of: usize,
    },
    /// The last sync, that of today, is under way.
    Step(ItemId, SyncStep),
}

/// How the last sync of each connection ended; empty where there was nothing
/// to prepare.
pub type Prepared = BTreeMap<ItemId, Result<SyncSummary, SyncFailure>>;

/// Connects and back-fills a demo that is new, and goes on with one whose
/// preparation was interrupted. A day that fails ends it. Returns at once where
/// all is long done; then neither the keyring nor the simulator is touched.
pub async fn prepare(
    session: &Session,
    now: DateTime<Utc>,
    report: impl Fn(Preparation) + Clone + Send + Sync + 'static,
    cancel: CancellationToken,
) -> Result<Prepared, SyncFailure> {
    let today = today(now);
    let stored = read(session.folder()).await?;
    // Until something is synced, connecting may have been interrupted.
    let is_new = stored.past_syncs.is_empty();
    let days = stored.missing_days(today);
    if days.is_empty() && !is_new {
        return Ok(Prepared::new());
    }
    let Opened {
        context,
        simulator: Some(simulator),
    } = session.opened(now).await?
    else {
        return Ok(Prepared::new());
    };

    let mut items = stored.connected;
    if is_new {
        let is_missing = |it: &&str| !items.contains(&simulator::item_id(DEMO_SEED, it));
        let missing: Vec<_> = INSTITUTIONS.into_iter().filter(is_missing).collect();
        for institution in missing {
            items.extend(connect(context, institution, now).await?);
        }
    }
    report(Preparation::Connected(items.clone()));
    let of = days.len() + 1;
    for (done, day) in days.into_iter().enumerate() {
        simulator.set_today(day);
        let silent = |_: &ItemId, _| {};
        let results = sync_all(context, &items, noon(day), silent, &cancel).await;
        if results.values().any(Result::is_err) {
            return Ok(results);
        }
        report(Preparation::Synced {
            day,
            done: done + 1,
            of,
        });
    }
    simulator.set_today(today);
    let progress = move |item: &ItemId, step| report(Preparation::Step(item.clone(), step));
    Ok(sync_all(context, &items, now, progress, &cancel).await)
}

/// Connects one of the invented institutions, whatever else there is of it.
async fn connect(
    context: &Context,
    institution: &str,
    now: DateTime<Utc>,
) -> Result<Option<ItemId>, SyncFailure> {
    let twin = match sync::connect_sandbox(context, institution, now).await? {
        Pasted::Connected(connected) => return Ok(Some(connected.connection.item_id)),
        Pasted::Asked(twin) => twin,
    };
    let mut decided = sync::decide_twin(context, &twin, TwinDecision::KeepBoth, true, now).await?;
    Ok(decided.kept.pop().map(|it| it.item_id))
}

async fn sync_all(
    context: &Context,
    items: &[ItemId],
    now: DateTime<Utc>,
    progress: impl Fn(&ItemId, SyncStep) + Clone + Send + Sync + 'static,
    cancel: &CancellationToken,
) -> Prepared {
    sync::sync_all(
        context,
        items.iter().cloned(),
        now,
        progress,
        cancel.clone(),
    )
    .await
}

/// The middle of a day, where the person is: far from the days beside it.
fn noon(day: NaiveDate) -> DateTime<Utc> {
    let noon = day.and_time(NaiveTime::MIN) + chrono::Duration::hours(12);
    Local
        .from_local_datetime(&noon)
        .earliest()
        .map_or_else(|| noon.and_utc(), |it| it.with_timezone(&Utc))
}
