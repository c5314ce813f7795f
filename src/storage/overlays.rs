//! What the person says, and what waits for them: rows that no sync writes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Database, StorageError, account_choices, pending_link, resolutions};
use crate::{
    connect::{AddedKey, PendingLink},
    domain::{AccountChoice, AccountId, Resolution, Succession, Transaction, TransactionId},
};

impl Database {
    /// Changes what the person decided about an account: `change` is given what
    /// is decided by then, and nobody else decides meanwhile.
    pub fn change_account_choice(
        &mut self,
        account: &AccountId,
        change: impl FnOnce(&AccountChoice) -> AccountChoice,
    ) -> Result<(), StorageError> {
        let db = self.write()?;
        let decided = account_choices::of_account(&db, account)?;
        account_choices::save(&db, account, &change(&decided).tidied())?;
        Ok(db.commit()?)
    }

    /// Keeps what the person decided about an account that may continue one
    /// that is gone.
    pub fn save_succession(
        &mut self,
        succession: &Succession,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let db = self.write()?;
        account_choices::save_succession(&db, succession, now)?;
        Ok(db.commit()?)
    }

    /// Shows an account apart again from the one that continues it; whether it
    /// does may be asked anew.
    pub fn forget_succession(&mut self, old: &AccountId) -> Result<(), StorageError> {
        account_choices::forget_succession(&self.db, old)
    }

    /// Keeps what the person said of what needs attention: all of it or nothing.
    pub fn save_resolutions(&mut self, all: &[Resolution]) -> Result<(), StorageError> {
        let db = self.write()?;
        for resolution in all {
            resolutions::save(&db, resolution)?;
        }
        Ok(db.commit()?)
    }

    /// Takes back what the person said; whether anything was said under that id.
    pub fn delete_resolution(&mut self, id: &str) -> Result<bool, StorageError> {
        resolutions::delete(&self.db, id)
    }

    /// Keeps a transaction that the person entered, whatever its id; returns the
    /// one it has from here on.
    pub fn enter_transaction(
        &mut self,
        row: &Transaction,
        now: DateTime<Utc>,
    ) -> Result<TransactionId, StorageError> {
        let db = self.write()?;
        let id = resolutions::enter(&db, row, now)?;
        db.commit()?;
        Ok(id)
    }

    /// Takes back a transaction that the person entered; whether there was one of
    /// that id. What an institution lists is never touched.
    pub fn delete_entered(&mut self, id: &TransactionId) -> Result<bool, StorageError> {
        resolutions::delete_entered(&self.db, id)
    }

    /// The page in the browser whose outcome is not known yet.
    pub fn pending_link(&self) -> Result<Option<PendingLink>, StorageError> {
        pending_link::get(&self.db)
    }

    /// Notes that a page was opened, in place of an older one.
    pub fn save_pending_link(&mut self, link: &PendingLink) -> Result<(), StorageError> {
        let db = self.write()?;
        pending_link::save(&db, link)?;
        Ok(db.commit()?)
    }

    /// Forgets the page that was opened, and what came of it.
    pub fn forget_pending_link(&mut self) -> Result<(), StorageError> {
        let db = self.write()?;
        pending_link::delete(&db)?;
        Ok(db.commit()?)
    }

    /// Of what was added on the page and was touched, whether it is dealt with.
    pub fn link_results(&self) -> Result<BTreeMap<AddedKey, bool>, StorageError> {
        pending_link::results(&self.db)
    }

    /// Notes that something added on the page is touched, or dealt with.
    pub fn save_link_result(&mut self, key: &AddedKey, is_done: bool) -> Result<(), StorageError> {
        let db = self.write()?;
        pending_link::save_result(&db, key, is_done)?;
        Ok(db.commit()?)
    }
}
