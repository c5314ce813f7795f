//! The demo: a sample portfolio, served by the simulator inside this program.
//!
//! Everything on its screens came through the same client, sync and store code
//! as real data; only the server differs. When the demo is new, its three
//! institutions are connected, and two years of syncs are made up for by
//! syncing with the simulator turned back to one past day after the other.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Local, NaiveDate, NaiveTime, TimeZone as _, Utc};
use tokio_util::sync::CancellationToken;

use super::{Opened, Session, blocking};
use crate::{
    connect::{Environment, FailureKind, Secret, SyncFailure, SyncOutcome, SyncStep, SyncSummary},
    domain::ItemId,
    log::Log,
    plaid::BaseUrl,
    simulator::{self, Config, DEMO_SEED, INSTITUTIONS, Simulator, SimulatorError},
    storage::{DataFolder, Database},
    sync::{self, Context, SyncError},
    vault::{Entry, Vault},
};

type PastSyncs = HashMap<ItemId, Vec<NaiveDate>>;

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

/// Starts the simulator where the stored demo left off, and puts back the
/// worthless keys and tokens that a keyring in memory has lost.
pub(super) async fn open(
    folder: DataFolder,
    vault: Arc<dyn Vault>,
    log: Log,
    now: DateTime<Utc>,
) -> Result<Opened, SyncFailure> {
    let stored = read(&folder).await?;
    let simulator = Simulator::start(Config::resumed(today(now), stored.past_syncs))
        .await
        .map_err(|error| refused(&error))?;
    let url = BaseUrl::parse(&simulator.url()).map_err(SyncError::from)?;
    let context = Context {
        log,
        ..Context::new(Environment::Demo, folder, vault, url)
    };
    restore_secrets(&context, stored.connected).await?;
    Ok(Opened {
        context,
        simulator: Some(simulator),
    })
}

/// Connects and back-fills a demo that is new, and goes on with one whose
/// preparation was interrupted. A day that fails ends it. Returns at once where
/// all is long done; then neither the keyring nor the simulator is touched.
pub async fn prepare(
    session: &Session,
    now: DateTime<Utc>,
    report: impl Fn(Preparation) + Clone + Send + Sync + 'static,
) -> Result<Prepared, SyncFailure> {
    let today = today(now);
    let stored = read(session.folder()).await?;
    let is_new = stored.connections == 0;
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
        for institution in INSTITUTIONS {
            let connected = sync::connect_sandbox(context, institution, now).await?;
            items.push(connected.connection.item_id);
        }
    }
    report(Preparation::Connected(items.clone()));
    let of = days.len() + 1;
    for (done, day) in days.into_iter().enumerate() {
        simulator.set_today(day);
        let silent = |_: &ItemId, _| {};
        let results = sync_all(context, &items, noon(day), silent).await;
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
    Ok(sync_all(context, &items, now, progress).await)
}

async fn sync_all(
    context: &Context,
    items: &[ItemId],
    now: DateTime<Utc>,
    progress: impl Fn(&ItemId, SyncStep) + Clone + Send + Sync + 'static,
) -> Prepared {
    let never = CancellationToken::new();
    sync::sync_all(context, items.iter().cloned(), now, progress, never).await
}

/// What the data folder tells of the demo's past.
struct Stored {
    /// How many connections there are, removed ones included.
    connections: usize,
    /// Those that can be synced.
    connected: Vec<ItemId>,
    /// The days of every good sync.
    past_syncs: PastSyncs,
}

impl Stored {
    /// The days whose made-up sync is still to come.
    fn missing_days(&self, today: NaiveDate) -> Vec<NaiveDate> {
        let anchor = Config::resumed(today, self.past_syncs.clone()).anchor;
        let latest = self.past_syncs.values().flatten().max();
        simulator::back_fill_dates(anchor)
            .into_iter()
            .filter(|day| latest.is_none_or(|latest| day > latest))
            .collect()
    }
}

async fn read(folder: &DataFolder) -> Result<Stored, SyncFailure> {
    let folder = folder.clone();
    blocking(move || {
        let Some(database) = Database::open_existing(&folder)? else {
            return Ok(Stored {
                connections: 0,
                connected: vec![],
                past_syncs: PastSyncs::new(),
            });
        };
        let mut past_syncs = PastSyncs::new();
        for run in database.sync_runs()? {
            if let SyncOutcome::Success(_) = run.outcome {
                let day = today(run.started_at);
                past_syncs.entry(run.item_id).or_default().push(day);
            }
        }
        let connections = database.connections()?;
        Ok(Stored {
            connections: connections.len(),
            connected: connections
                .into_iter()
                .filter(|it| it.disconnected_at.is_none())
                .map(|it| it.item_id)
                .collect(),
            past_syncs,
        })
    })
    .await
}

async fn restore_secrets(context: &Context, connected: Vec<ItemId>) -> Result<(), SyncFailure> {
    let client_id = Secret::new(simulator::CLIENT_ID.to_owned());
    let secret = Secret::new(simulator::SECRET.to_owned());
    if !sync::has_keys(context).await? {
        sync::save_keys(context, &client_id, &secret).await?;
    }
    let vault = Arc::clone(&context.vault);
    blocking(move || {
        for institution in INSTITUTIONS {
            let item = simulator::item_id(DEMO_SEED, institution);
            let entry = Entry::AccessToken(&item);
            if connected.contains(&item) && vault.read(Environment::Demo, entry)?.is_none() {
                let token = simulator::access_token(DEMO_SEED, institution);
                vault.write(Environment::Demo, entry, token.secret())?;
            }
        }
        Ok(())
    })
    .await
}

fn refused(error: &SimulatorError) -> SyncFailure {
    SyncFailure::local(
        FailureKind::Unknown,
        format!("the demo's own server did not start: {error}"),
    )
}

/// The day of an instant, where the person is.
fn today(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Local).date_naive()
}

/// The middle of a day, where the person is: far from the days beside it.
fn noon(day: NaiveDate) -> DateTime<Utc> {
    let noon = day.and_time(NaiveTime::MIN) + chrono::Duration::hours(12);
    Local
        .from_local_datetime(&noon)
        .earliest()
        .map_or_else(|| noon.and_utc(), |it| it.with_timezone(&Utc))
}
