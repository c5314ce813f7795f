//! The demo's own Plaid, and what is stored of its past.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Local, NaiveDate, Utc};

use crate::{
    connect::{Environment, FailureKind, Secret, SyncFailure, SyncOutcome},
    domain::ItemId,
    log::Log,
    plaid::BaseUrl,
    simulator::{self, Config, DEMO_SEED, INSTITUTIONS, Simulator, SimulatorError},
    storage::{DataFolder, Database},
    sync::{self, Context, SyncError, blocking},
    vault::{Entry, Vault},
};

type PastSyncs = HashMap<ItemId, Vec<NaiveDate>>;

/// Starts the simulator where the stored demo left off, and puts back its
/// worthless keys and tokens, which are kept in memory only.
pub(super) async fn open(
    folder: DataFolder,
    vault: Arc<dyn Vault>,
    log: Log,
    now: DateTime<Utc>,
) -> Result<(Context, Simulator), SyncFailure> {
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
    Ok((context, simulator))
}

/// What the data folder tells of the demo's past.
pub(super) struct Stored {
    /// Those that can be synced.
    pub(super) connected: Vec<ItemId>,
    /// The days of every good sync.
    pub(super) past_syncs: PastSyncs,
}

impl Stored {
    /// The days whose made-up sync is still to come.
    pub(super) fn missing_days(&self, today: NaiveDate) -> Vec<NaiveDate> {
        let anchor = Config::resumed(today, self.past_syncs.clone()).anchor;
        let latest = self.past_syncs.values().flatten().max();
        simulator::back_fill_dates(anchor)
            .into_iter()
            .filter(|day| latest.is_none_or(|latest| day > latest))
            .collect()
    }
}

pub(super) async fn read(folder: &DataFolder) -> Result<Stored, SyncFailure> {
    let folder = folder.clone();
    let read = blocking(move || {
        let Some(database) = Database::open_existing(&folder)? else {
            return Ok(Stored {
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
            connected: connections
                .into_iter()
                .filter(|it| it.disconnected_at.is_none())
                .map(|it| it.item_id)
                .collect(),
            past_syncs,
        })
    });
    Ok(read.await?)
}

async fn restore_secrets(context: &Context, connected: Vec<ItemId>) -> Result<(), SyncFailure> {
    let client_id = Secret::new(simulator::CLIENT_ID.to_owned());
    let secret = Secret::new(simulator::SECRET.to_owned());
    if !sync::has_keys(context).await? {
        sync::save_keys(context, &client_id, &secret).await?;
    }
    let vault = Arc::clone(&context.vault);
    let restore = blocking(move || {
        for institution in INSTITUTIONS {
            let item = simulator::item_id(DEMO_SEED, institution);
            let entry = Entry::AccessToken(&item);
            if connected.contains(&item) && vault.read(Environment::Demo, entry)?.is_none() {
                let token = simulator::access_token(DEMO_SEED, institution);
                vault.write(Environment::Demo, entry, token.secret())?;
            }
        }
        Ok(())
    });
    Ok(restore.await?)
}

fn refused(error: &SimulatorError) -> SyncFailure {
    SyncFailure::local(
        FailureKind::Internal,
        format!("the demo's own server did not start: {error}"),
    )
}

/// The day of an instant, where the person is.
pub(super) fn today(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Local).date_naive()
}
