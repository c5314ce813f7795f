//! What the person decides about accounts, and says of what needs attention.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Tasks;
use crate::{
    connect::FailureKind,
    domain::{AccountChoice, AccountId, Resolution, Succession, Transaction, TransactionId},
    state::{Event, News},
    storage::{Database, StorageError},
    sync::SyncError,
};

impl Tasks {
    /// Keeps what was changed about an account since the form began with
    /// `before`.
    pub(in crate::app) fn change_account(
        &self,
        account: AccountId,
        before: AccountChoice,
        choice: AccountChoice,
    ) {
        self.write(move |database| {
            database.change_account_choice(&account, |stored| stored.changed(&before, &choice))
        });
    }

    /// Keeps whether an account continues one that is gone.
    pub(in crate::app) fn save_succession(&self, succession: Succession, now: DateTime<Utc>) {
        self.write(move |database| database.save_succession(&succession, now));
    }

    /// Forgets what was decided about an account that is gone.
    pub(in crate::app) fn forget_succession(&self, old: AccountId) {
        self.write(move |database| database.forget_succession(&old));
    }

    /// Keeps what the person said of what needs attention.
    pub(in crate::app) fn save_resolutions(&self, resolutions: Vec<Resolution>) {
        self.answer(move |database| database.save_resolutions(&resolutions));
    }

    /// Takes it back.
    pub(in crate::app) fn delete_resolution(&self, id: Arc<str>) {
        self.answer(move |database| database.delete_resolution(&id).map(drop));
    }

    /// Keeps a transaction that the person entered.
    pub(in crate::app) fn enter_transaction(&self, row: Transaction, now: DateTime<Utc>) {
        self.answer(move |database| database.enter_transaction(&row, now).map(drop));
    }

    /// Takes it back.
    pub(in crate::app) fn delete_entered(&self, row: TransactionId) {
        self.answer(move |database| database.delete_entered(&row).map(drop));
    }

    /// Sets a sync aside, or takes it back.
    pub(in crate::app) fn set_sync_aside(&self, run: i64, is_aside: bool, now: DateTime<Utc>) {
        let change = move |database: &mut Database| database.set_sync_aside(run, is_aside, now);
        self.change(move |it| change(it).map(drop), News::SyncNotSetAside);
    }

    fn write(
        &self,
        change: impl FnOnce(&mut Database) -> Result<(), StorageError> + Send + 'static,
    ) {
        self.change(change, News::AccountNotChanged);
    }

    fn answer(
        &self,
        change: impl FnOnce(&mut Database) -> Result<(), StorageError> + Send + 'static,
    ) {
        self.change(change, News::AnswerNotKept);
    }

    /// Changes what is stored, or tells by `failed` why it was not.
    fn change(
        &self,
        change: impl FnOnce(&mut Database) -> Result<(), StorageError> + Send + 'static,
        failed: fn(Option<FailureKind>) -> News,
    ) {
        let session = Arc::clone(&self.session);
        self.start_blocking(
            move || {
                let changed = Database::open(session.folder()).and_then(|mut it| change(&mut it));
                match changed.map_err(SyncError::from) {
                    Ok(()) => Event::Stored,
                    Err(error) => Event::News(failed(Some(error.kind()))),
                }
            },
            move || Event::News(failed(None)),
        );
    }
}
