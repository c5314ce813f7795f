//! The only module that knows SQL and the data folder.
//!
//! One SQLite file per environment, readable by its owner only. Numbers are
//! text with every digit that was received. It knows nothing of networks or
//! keyrings, and holds no secret.
#![deny(clippy::float_arithmetic)]

mod account_choices;
mod account_values;
mod accounts;
mod checksums;
mod columns;
mod connections;
mod error;
mod folder;
mod former_rows;
mod holdings;
mod known;
mod migrate;
mod open;
mod overlays;
mod pending_link;
mod resolutions;
mod row_issues;
mod securities;
mod snapshots;
mod sql;
mod sync_runs;
#[cfg(test)]
mod tests;
mod transactions;
mod verify;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use rusqlite::{Connection as Sqlite, TransactionBehavior};

pub use account_values::Valuing;
pub use error::{SqliteError, StorageError};
pub use folder::{DataFolder, SyncLock};
pub(crate) use folder::{decoded, encoded};
pub use known::{Known, Unknown};
pub use open::Stamp;

use crate::connect::{
    Connection, DateRange, DaysRead, FailureKind, Institution, ItemReport, SettingAside, Stored,
    SyncFailure, SyncPlan, SyncRun,
};
use crate::domain::{
    Account, AccountId, Holding, ItemId, Security, SecurityId, Snapshot, Transaction, TransactionId,
};
use crate::files::Held;
use crate::portfolio::Portfolio;
use columns::Texts;

/// An open portfolio file. Every task opens its own.
#[derive(Debug)]
pub struct Database {
    db: Sqlite,
    /// How the file was found, where it is read without SQLite's locks.
    found: Option<open::Found>,
    /// Held while it may be written to: it is not deleted meanwhile.
    _in_use: Option<Held>,
}

impl Database {
    /// Opens the portfolio of `folder`, made where it is missing and brought to
    /// the newest schema.
    pub fn open(folder: &DataFolder) -> Result<Self, StorageError> {
        let in_use = folder.lock_use()?;
        Ok(Self {
            db: open::to_write(folder)?,
            found: None,
            _in_use: Some(in_use),
        })
    }

    /// Opens the portfolio of `folder` to read, if there is one; makes nothing,
    /// and works where nothing can be written. What is there and cannot be read
    /// is an error.
    pub fn open_existing(folder: &DataFolder) -> Result<Option<Self>, StorageError> {
        Ok(open::to_read(folder)?.map(|reading| Self {
            db: reading.db,
            found: reading.found,
            _in_use: None,
        }))
    }

    /// Reads from the portfolio of `folder`, if there is one: as it was at one
    /// moment, or not at all.
    pub fn read<T>(
        folder: &DataFolder,
        rows: impl FnOnce(&Self) -> Result<T, StorageError>,
    ) -> Result<Option<T>, StorageError> {
        let Some(database) = Self::open_existing(folder)? else {
            return Ok(None);
        };
        let read = rows(&database).map_err(|error| database.examined(error))?;
        database
            .found
            .as_ref()
            .map_or(Ok(()), open::Found::confirm)?;
        Ok(Some(read))
    }

    /// Reads everything at one moment. What accounts were worth at their syncs is
    /// for `valuing` to say, where it is not kept.
    pub fn facts<V: Valuing>(&self, valuing: V) -> Result<Portfolio, StorageError> {
        let texts = &mut Texts::default();
        let _moment = self.moment()?;
        let db = &self.db;
        let mut transactions = transactions::all(db, texts)?;
        let entered = resolutions::entered(db, texts)?;
        transactions.reserve_exact(entered.len());
        transactions.extend(entered);
        Ok(Portfolio {
            connections: connections::all(db, None)?,
            accounts: accounts::all(db, texts)?,
            securities: securities::all(db, texts)?,
            holdings: holdings::current(db, texts)?,
            transactions,
            account_values: account_values::all(db, valuing, texts)?,
            account_gaps: accounts::gaps(db, texts)?,
            pending_link: pending_link::get(db)?,
            resolutions: resolutions::all(db, texts)?,
            successions: account_choices::successions(db, texts)?,
            carried: vec![],
            past: None,
            set_aside: self.syncs_set_aside()?,
        })
    }

    /// Every connection, removed ones too, by name.
    pub fn connections(&self) -> Result<Vec<Connection>, StorageError> {
        connections::all(&self.db, None)
    }

    /// One connection, removed or not.
    pub fn connection(&self, item: &ItemId) -> Result<Option<Connection>, StorageError> {
        let found = connections::all(&self.db, Some(item))?;
        Ok(found.into_iter().next())
    }

    /// Every account, by institution and name.
    pub fn accounts(&self) -> Result<Vec<Account>, StorageError> {
        accounts::all(&self.db, &mut Texts::default())
    }

    /// Which days the syncs of a connection read, the oldest first.
    pub fn days_read(&self, item: &ItemId) -> Result<Vec<DaysRead>, StorageError> {
        sync_runs::days_read(&self.db, item)
    }

    /// The securities of these ids that are on disk.
    pub fn securities_by_id<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a SecurityId>,
    ) -> Result<HashMap<SecurityId, Security>, StorageError> {
        let texts = &mut Texts::default();
        let mut found = HashMap::new();
        for id in ids {
            if let Some(security) = securities::by_id(&self.db, id, texts)? {
                found.insert(id.clone(), security);
            }
        }
        Ok(found)
    }

    /// Every sync, the oldest first.
    pub fn sync_runs(&self) -> Result<Vec<SyncRun>, StorageError> {
        sync_runs::all(&self.db)
    }

    /// What every account that ever held a security had of it at each of its
    /// syncs, the oldest first.
    pub fn snapshots_of(&self, security: &SecurityId) -> Result<Vec<Snapshot>, StorageError> {
        snapshots::of_security(&self.db, security, &mut Texts::default())
    }

    /// Passes on what accounts held at every sync after the one of a number, the
    /// oldest first, with the number of the sync. Numbers begin at 1.
    pub fn each_snapshot_since(
        &self,
        after: i64,
        mut take: impl FnMut(i64, &Snapshot),
    ) -> Result<(), StorageError> {
        let texts = &mut Texts::default();
        snapshots::each_since(&self.db, after, texts, |run, snapshot| {
            take(run, &snapshot);
            Ok(())
        })
    }

    /// What is on disk of a connection, its transactions within `window` only, and
    /// no securities: whatever an answer names is asked for by its id.
    pub fn stored(&self, item: &ItemId, window: DateRange) -> Result<Stored, StorageError> {
        let texts = &mut Texts::default();
        let _moment = self.moment()?;
        let db = &self.db;
        let accounts = accounts::of_item(db, item, texts)?;
        Ok(Stored {
            accounts: accounts.into_iter().map(|it| (it.id.clone(), it)).collect(),
            securities: HashMap::new(),
            holdings: self.holdings_of(item)?,
            transactions: transactions::of_item_between(db, item, window, texts)?,
            hidden: account_choices::hidden_of_item(db, item)?,
        })
    }

    /// What the accounts of a connection hold.
    pub fn holdings_of(
        &self,
        item: &ItemId,
    ) -> Result<BTreeMap<AccountId, Vec<Holding>>, StorageError> {
        let mut by_account: BTreeMap<AccountId, Vec<Holding>> = BTreeMap::new();
        for holding in holdings::of_item(&self.db, item, &mut Texts::default())? {
            by_account
                .entry(holding.account_id.clone())
                .or_default()
                .push(holding);
        }
        Ok(by_account)
    }

    /// The transactions of these ids that are on disk of a connection, of whatever
    /// day: an institution may move a row to another day, across the edge of a
    /// window.
    pub fn transactions_by_id<'a>(
        &self,
        item: &ItemId,
        ids: impl IntoIterator<Item = &'a TransactionId>,
    ) -> Result<Vec<Transaction>, StorageError> {
        transactions::by_id(&self.db, item, ids, &mut Texts::default())
    }

    /// Writes all that a plan says, a snapshot of what the accounts hold then with
    /// what `valuing` says they are worth, and the record of the sync: everything
    /// or nothing.
    pub fn apply<V: Valuing>(
        &mut self,
        plan: &SyncPlan,
        started_at: DateTime<Utc>,
        now: DateTime<Utc>,
        valuing: V,
    ) -> Result<(), StorageError> {
        let written = self.write_plan(plan, started_at, now, valuing);
        written.map_err(|error| self.examined(error))
    }

    fn write_plan<V: Valuing>(
        &mut self,
        plan: &SyncPlan,
        started_at: DateTime<Utc>,
        now: DateTime<Utc>,
        valuing: V,
    ) -> Result<(), StorageError> {
        let db = self.write()?;
        let before = former_rows::Before::read(&db, plan)?;
        connections::save(&db, &plan.item, plan.institution.as_ref(), now)?;
        for account in &plan.accounts {
            accounts::save(&db, account)?;
        }
        for gap in &plan.gaps {
            accounts::save_gap(&db, gap)?;
        }
        securities::save_all(&db, &plan.securities, plan.today)?;
        for (account, holdings) in &plan.holdings {
            holdings::replace(&db, account, holdings)?;
        }
        transactions::apply(&db, plan)?;
        let item = &plan.item.item_id;
        let run = sync_runs::save_success(&db, item, &plan.summary, started_at, now)?;
        for account in plan.holdings.keys() {
            snapshots::keep(&db, run, account)?;
        }
        for table in ["account_snapshots", "holding_versions"] {
            checksums::seal(&db, table, "sync_run_id = ?1", [run])?;
        }
        account_values::keep(&db, valuing)?;
        before.keep(&db, run, plan)?;
        Ok(db.commit()?)
    }

    /// Sets the sync of a number aside, whose findings count no more, or takes it
    /// back. Neither changes what it found.
    pub fn set_sync_aside(
        &mut self,
        run: i64,
        is_aside: bool,
        now: DateTime<Utc>,
    ) -> Result<SettingAside, StorageError> {
        let db = self.write()?;
        let done = sync_runs::set_aside(&db, run, is_aside, now)?;
        db.commit()?;
        Ok(done)
    }

    /// Records that a sync failed. Of a connection that is not on disk nothing
    /// is recorded.
    pub fn record_failure(
        &mut self,
        item: &ItemId,
        started_at: DateTime<Utc>,
        now: DateTime<Utc>,
        failure: &SyncFailure,
    ) -> Result<(), StorageError> {
        let db = self.write()?;
        sync_runs::save_failure(&db, item, failure, started_at, now)?;
        Ok(db.commit()?)
    }

    /// Adds a connection, or brings what is known of it up to date.
    pub fn save_connection(
        &mut self,
        report: &ItemReport,
        institution: Option<&Institution>,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let db = self.write()?;
        connections::save(&db, report, institution, now)?;
        Ok(db.commit()?)
    }

    /// Marks a connection as removed: it leaves the totals, and its history
    /// stays. `end_unconfirmed` is why Plaid did not confirm that it ended, if so.
    pub fn disconnect(
        &mut self,
        item: &ItemId,
        end_unconfirmed: Option<FailureKind>,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let db = self.write()?;
        connections::disconnect(&db, item, end_unconfirmed, now)?;
        Ok(db.commit()?)
    }

    /// Deletes a connection and everything of it, snapshots too.
    pub fn delete_connection(&mut self, item: &ItemId) -> Result<(), StorageError> {
        let db = self.write()?;
        connections::delete(&db, item)?;
        Ok(db.commit()?)
    }

    /// Has all that is read until it is dropped be of one moment; `None` where a
    /// wider reading has that begun already.
    fn moment(&self) -> Result<Option<rusqlite::Transaction<'_>>, StorageError> {
        let is_wide = self.db.is_autocommit();
        Ok(is_wide
            .then(|| self.db.unchecked_transaction())
            .transpose()?)
    }

    /// Begins the one transaction of a change.
    fn write(&mut self) -> Result<rusqlite::Transaction<'_>, StorageError> {
        Ok(self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?)
    }
}
