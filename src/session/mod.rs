//! One environment: where its portfolio lies, and how Plaid is reached for it.

mod deletion;
pub mod demo;
mod demo_server;
mod preferences;
mod report;
mod update;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Local, Utc};
use tokio::sync::OnceCell;

use deletion::Deletion;

pub use deletion::Retried;
pub use preferences::{Preferences, PreferencesError};
pub use report::report;
pub use update::look_for_update;

use crate::{
    connect::{
        Connection, DataDeletion, Environment, FailureKind, SettingAside, SyncFailure, SyncRun,
    },
    domain::{SecurityId, Snapshot},
    log::Log,
    plaid::BaseUrl,
    portfolio::{AsOf, Finding, History, Portfolio},
    simulator::Simulator,
    storage::{DataFolder, Database, StorageError},
    sync::{
        self, Context, SyncError, blocking, history, history_after, journal, load, load_as_of,
        load_as_shown, load_with_history,
    },
    vault::Vault,
};

/// An environment's data folder, keyring entries and Plaid server.
///
/// Reading what is stored needs neither keyring nor network. Both are opened
/// when the first sync or connection asks for the [`Context`]; for the demo
/// this starts the simulator, which then runs until the session is dropped.
pub struct Session {
    environment: Environment,
    folder: DataFolder,
    plaid_url: Option<BaseUrl>,
    vault: Arc<dyn Vault>,
    log: Log,
    opened: OnceCell<Opened>,
    /// What was read of the history.
    history: Mutex<Arc<History>>,
}

/// What a sync needs.
pub(crate) struct Opened {
    pub(crate) context: Context,
    /// The demo's own Plaid.
    pub(crate) simulator: Option<Simulator>,
}

impl Session {
    /// The session of an environment in the data folder `root`. Touches nothing
    /// yet. With `plaid_url`, that server takes the place of Plaid's or of the demo's
    /// own.
    pub fn new(
        root: &Path,
        environment: Environment,
        plaid_url: Option<BaseUrl>,
        vault: Arc<dyn Vault>,
    ) -> Self {
        Self {
            environment,
            folder: DataFolder::at(root, environment),
            plaid_url,
            vault,
            log: Log::off(),
            opened: OnceCell::new(),
            history: Mutex::default(),
        }
    }

    /// The same session, with a log of what `program` does there.
    #[must_use]
    pub fn logging(self, program: &'static str, clock: fn() -> DateTime<Utc>) -> Self {
        let log = Log::new(self.folder.path(), self.environment, program, clock);
        Self { log, ..self }
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    pub fn environment(&self) -> Environment {
        self.environment
    }

    pub fn folder(&self) -> &DataFolder {
        &self.folder
    }

    /// Reads the stored portfolio; an empty one where nothing is stored. Blocks.
    pub fn portfolio(&self) -> Result<Portfolio, StorageError> {
        self.read(load)
    }

    /// The same as of the end of a day, where the person is. Blocks.
    pub fn portfolio_as_of(&self, as_of: AsOf) -> Result<Portfolio, StorageError> {
        let day_of = |at: DateTime<Utc>| at.with_timezone(&Local).date_naive();
        self.read(|it| {
            if as_of.is_shown_then {
                load_as_shown(it, as_of.day, day_of)
            } else {
                load_as_of(it, as_of.day, day_of)
            }
        })
    }

    /// Sets a sync aside or takes it back; nothing where nothing is stored. Blocks.
    pub fn set_sync_aside(
        &self,
        run: i64,
        is_aside: bool,
        now: DateTime<Utc>,
    ) -> Result<SettingAside, StorageError> {
        if Database::open_existing(&self.folder)?.is_none() {
            return Ok(SettingAside::NoSuchSync);
        }
        let set =
            Database::open(&self.folder).and_then(|mut it| it.set_sync_aside(run, is_aside, now));
        if let Err(error) = &set {
            journal::storage_failed(&self.log, error);
        }
        set
    }

    /// Reads the stored portfolio with what its accounts held at every sync, as of
    /// now or of the end of a day. Blocks.
    pub fn portfolio_with_history(
        &self,
        as_of: Option<AsOf>,
    ) -> Result<(Portfolio, History), StorageError> {
        let Some(as_of) = as_of else {
            return self.read(load_with_history);
        };
        let portfolio = self.portfolio_as_of(as_of)?;
        let history = self.read(|it| history(it, &portfolio))?;
        Ok((portfolio, history))
    }

    /// Reads what the accounts of a portfolio held at every sync: once all of it,
    /// and from then on what later syncs found. Blocks.
    pub(crate) fn history_of(&self, portfolio: &Portfolio) -> Result<Arc<History>, StorageError> {
        if portfolio.past.is_some() {
            return Ok(Arc::new(self.read(|it| history(it, portfolio))?));
        }
        // Who asks meanwhile waits, and does not read the same once more.
        let mut known = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        let read = self.read(|it| history_after(it, portfolio, &known).map(Arc::new))?;
        *known = Arc::clone(&read);
        Ok(read)
    }

    /// Reads every sync on record, the oldest first. Blocks.
    pub fn sync_history(&self) -> Result<Vec<SyncRun>, StorageError> {
        self.read(Database::sync_runs)
    }

    /// Reads what the syncs on record tell of a security, the oldest first.
    /// Blocks.
    pub(crate) fn snapshots_of(
        &self,
        security: &SecurityId,
    ) -> Result<Vec<Snapshot>, StorageError> {
        self.read(|it| sync::snapshots_of(it, security))
    }

    /// Reads from the file, or nothing where there is none.
    fn read<T: Default>(
        &self,
        rows: impl FnOnce(&Database) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let read = Database::read(&self.folder, rows).map(Option::unwrap_or_default);
        if let Err(error) = &read {
            journal::storage_failed(&self.log, error);
        }
        read
    }

    /// Deletes everything stored of the environment on this computer; with
    /// `end_at_plaid`, once every connection has ended there. Its Plaid keys stay.
    ///
    /// # Errors
    /// A sync runs or a page is waited for, or the portfolio cannot be read to
    /// end what is connected: nothing was deleted. Or the disk kept something
    /// from it.
    pub async fn delete(
        &self,
        end_at_plaid: bool,
        now: DateTime<Utc>,
    ) -> Result<DataDeletion, SyncFailure> {
        let end_at_plaid = end_at_plaid && self.environment != Environment::Demo;
        if end_at_plaid && let Some((names, why)) = self.end_connections(now).await? {
            return Ok(DataDeletion::NotEnded { names, why });
        }
        let (folder, deletion) = (self.folder.clone(), self.deletion());
        let is_demo = self.environment == Environment::Demo;
        let deleted = blocking(move || {
            // One that cannot be read is one more reason to delete it.
            let connections = Database::read(&folder, Database::connections);
            let connections = connections.ok().flatten().unwrap_or_default();
            let goes_on = |it: &Connection| {
                !is_demo && (it.disconnected_at.is_none() || it.end_unconfirmed.is_some())
            };
            Ok(DataDeletion::Deleted {
                tokens_left: deletion.delete_all()?,
                at_plaid: names(connections.into_iter().filter(goes_on)),
            })
        });
        Ok(deleted.await?)
    }

    /// Ends every connection at Plaid, their history kept. Returns the names of
    /// those that could not be ended, and why the first could not.
    async fn end_connections(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<(Vec<Arc<str>>, FailureKind)>, SyncFailure> {
        let folder = self.folder.clone();
        let connected = blocking(move || {
            let connections = Database::read(&folder, Database::connections)?;
            let mut connections = connections.unwrap_or_default();
            connections.retain(|it| it.disconnected_at.is_none());
            if !connections.is_empty() {
                // Where a page is waited for, nothing is deleted.
                drop(folder.lock_page()?);
            }
            Ok(connections)
        })
        .await?;
        let (mut left, mut why) = (vec![], None);
        for connection in connected {
            let ctx = self.context(now).await?;
            let removed = sync::remove(ctx, &connection.item_id, true, now).await;
            journal::outcome(&self.log, "remove", &removed);
            if let Err(failure) = removed {
                why = why.or(Some(failure.kind));
                left.push(connection.name);
            }
        }
        Ok(why.map(|why| (left, why)))
    }

    /// The same without a word to Plaid. Returns why something is
    /// still in the keyring; [`Session::delete_what_is_left`] tries again. Blocks.
    ///
    /// Errors: a sync runs or a page is waited for, and nothing was deleted; or
    /// the disk kept something from it.
    pub fn delete_local_data(&self) -> Result<Option<FailureKind>, SyncError> {
        self.deletion().delete_all()
    }

    /// Deletes what an earlier deletion left in the keyring. Where it left
    /// nothing the keyring is not asked. Blocks.
    pub fn delete_what_is_left(&self) -> Result<Retried, SyncError> {
        self.deletion().delete_noted()
    }

    fn deletion(&self) -> Deletion {
        Deletion {
            environment: self.environment,
            folder: self.folder.clone(),
            vault: Arc::clone(&self.vault),
            log: self.log.clone(),
        }
    }

    /// What is wrong with the stored portfolio; `None` where none is stored.
    /// Blocks.
    pub fn verify(&self) -> Result<Option<Vec<Finding>>, StorageError> {
        let read = Database::read(&self.folder, Database::verify);
        if let Err(error) = &read {
            journal::storage_failed(&self.log, error);
        }
        read
    }

    /// What a sync or connection at `now` needs. Makes the data folder where it
    /// is missing.
    pub async fn context(&self, now: DateTime<Utc>) -> Result<&Context, SyncFailure> {
        let opened = self.opened(now).await?;
        if let Some(simulator) = &opened.simulator {
            simulator.set_today(now.with_timezone(&Local).date_naive());
        }
        Ok(&opened.context)
    }

    pub(crate) async fn opened(&self, now: DateTime<Utc>) -> Result<&Opened, SyncFailure> {
        sync::check_clock(now)?;
        self.opened.get_or_try_init(|| self.open(now)).await
    }

    async fn open(&self, now: DateTime<Utc>) -> Result<Opened, SyncFailure> {
        let (root, environment) = (self.folder.root().to_owned(), self.environment);
        let (log, deletion) = (self.log.clone(), self.deletion());
        let folder = blocking(move || {
            let opened = DataFolder::open(&root, environment);
            if let Err(error) = &opened {
                journal::storage_failed(&log, error);
            }
            let folder = opened?;
            // The keyring is used from here on. Where it refuses, what comes next
            // says so.
            deletion.delete_noted().ok();
            Ok(folder)
        })
        .await?;
        let (vault, log) = (Arc::clone(&self.vault), self.log.clone());
        let (url, other_url) = match (&self.plaid_url, self.environment.plaid_url()) {
            (Some(url), _) => (url.clone(), None),
            (None, None) => {
                let (context, simulator) = demo_server::open(folder, vault, log, now).await?;
                return Ok(Opened {
                    context,
                    simulator: Some(simulator),
                });
            }
            (None, Some(url)) => {
                let other = self.environment.other().and_then(Environment::plaid_url);
                (plaid_url(url)?, other.map(plaid_url).transpose()?)
            }
        };
        Ok(Opened {
            context: Context {
                other_url,
                log,
                ..Context::new(self.environment, folder, vault, url)
            },
            simulator: None,
        })
    }
}

fn names(connections: impl Iterator<Item = Connection>) -> Vec<Arc<str>> {
    connections.map(|it| it.name).collect()
}

fn plaid_url(text: &str) -> Result<BaseUrl, SyncFailure> {
    Ok(BaseUrl::parse(text).map_err(SyncError::from)?)
}
