//! What the person decides about accounts.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Tasks;
use crate::{
    domain::{AccountChoice, AccountId, Succession},
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

    fn write(
        &self,
        change: impl FnOnce(&mut Database) -> Result<(), StorageError> + Send + 'static,
    ) {
        let session = Arc::clone(&self.session);
        self.start_blocking(
            move || {
                let changed = Database::open(session.folder()).and_then(|mut it| change(&mut it));
                match changed.map_err(SyncError::from) {
                    Ok(()) => Event::Stored,
                    Err(error) => Event::News(News::AccountNotChanged(Some(error.kind()))),
                }
            },
            || Event::News(News::AccountNotChanged(None)),
        );
    }
}
