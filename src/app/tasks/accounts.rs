//! What the person decides about accounts.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Tasks;
use crate::{
    domain::{AccountChoice, AccountId, Succession},
    state::{Event, News},
    storage::{Database, StorageError},
    sync::blocking,
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
        let work = move || Ok(change(&mut Database::open(session.folder())?)?);
        self.start(
            async move {
                match blocking(work).await {
                    Ok(()) => Event::Stored,
                    Err(error) => Event::News(News::AccountNotChanged(Some(error.kind()))),
                }
            },
            || Event::News(News::AccountNotChanged(None)),
        );
    }
}
