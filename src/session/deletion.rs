//! Deletes what is stored of an environment on this computer: the portfolio,
//! its copies and locks, the log, and its tokens in the keyring.
//!
//! The keyring may be locked. What is to be deleted there is noted in a file of
//! its own before the portfolio goes, which alone knows it otherwise; the note
//! goes last. A program that finds one tries again.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use crate::{
    connect::{Environment, FailureKind},
    domain::ItemId,
    files,
    log::Log,
    storage::{DataFolder, Database, StorageError, decoded, encoded},
    sync::SyncError,
    vault::{Entry, Vault},
};

/// The note, in the environment's folder: a line for each entry of the keyring,
/// the item of a token in hexadecimal.
const NOTE: &str = "left-to-delete";
/// The line of a page in the browser.
const PAGE: &str = "page";

/// How a further attempt went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retried {
    /// There was nothing to do.
    NothingLeft,
    /// Everything is gone now.
    Deleted,
    /// The keyring still refuses.
    StillLeft(FailureKind),
}

/// Entries of the keyring that are to be deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entries {
    tokens: BTreeSet<ItemId>,
    page: bool,
}

/// What of an environment is deleted.
pub(super) struct Deletion {
    pub(super) environment: Environment,
    pub(super) folder: DataFolder,
    pub(super) vault: Arc<dyn Vault>,
    pub(super) log: Log,
}

impl Deletion {
    /// Deletes everything; the Plaid keys stay, but for the demo's, which earlier
    /// versions left in the keyring. Returns why something is still there.
    pub(super) fn delete_all(&self) -> Result<Option<FailureKind>, SyncError> {
        // Brings an older file up to date, which cannot be done once it is
        // claimed. One that cannot be read is one more reason to delete it.
        drop(Database::open_existing(&self.folder));
        let locked = self.folder.lock_all()?;
        let mut entries = self.noted()?;
        entries.page = true;
        entries.tokens.extend(locked.items());
        if let Ok(Some(connections)) = Database::read(&self.folder, Database::connections) {
            let items = connections.into_iter().map(|it| it.item_id);
            entries.tokens.extend(items);
        }
        self.note(&entries)?;
        locked.delete()?;
        let log = self.log.path().unwrap_or_default();
        self.log.delete().map_err(StorageError::io(log))?;
        if self.environment == Environment::Demo {
            for keys in [Entry::Keys, Entry::ClientId, Entry::Secret] {
                // Worthless: what a keyring keeps of them is no failure.
                self.vault.delete(self.environment, keys).ok();
            }
        }
        self.delete_entries(entries)
    }

    /// Deletes what an earlier deletion left in the keyring. Where it left
    /// nothing the keyring is not asked.
    pub(super) fn delete_noted(&self) -> Result<Retried, SyncError> {
        let mut entries = self.noted()?;
        if entries == Entries::default() {
            return Ok(Retried::NothingLeft);
        }
        // What was connected or opened again since is not what was deleted.
        let now = Database::read(&self.folder, |it| {
            Ok((it.connections()?, it.pending_link()?.is_some()))
        })?;
        if let Some((connections, has_page)) = now {
            for connection in connections {
                entries.tokens.remove(&connection.item_id);
            }
            entries.page &= !has_page;
        }
        Ok(match self.delete_entries(entries)? {
            None => Retried::Deleted,
            Some(why) => Retried::StillLeft(why),
        })
    }

    /// Deletes entries, and notes those that are still there; returns why.
    fn delete_entries(&self, entries: Entries) -> Result<Option<FailureKind>, SyncError> {
        let mut left = Entries::default();
        let mut failure = None;
        // A keyring that refuses is not asked again, each time by the person.
        let mut delete = |entry: Entry<'_>| match failure {
            Some(_) => false,
            None => match self.vault.delete(self.environment, entry) {
                Ok(()) => true,
                Err(error) => {
                    failure = Some(error.kind());
                    false
                }
            },
        };
        left.page = entries.page && !delete(Entry::PendingLink);
        left.tokens = entries.tokens;
        left.tokens.retain(|item| !delete(Entry::AccessToken(item)));
        self.note(&left)?;
        Ok(failure)
    }

    fn note_path(&self) -> PathBuf {
        self.folder.path().join(NOTE)
    }

    fn noted(&self) -> Result<Entries, StorageError> {
        let path = self.note_path();
        let text = match files::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(StorageError::io(path)(error)),
        };
        let items = text.lines().filter(|it| *it != PAGE);
        Ok(Entries {
            tokens: items.filter_map(decoded).collect(),
            page: text.lines().any(|it| it == PAGE),
        })
    }

    /// Notes what is to be deleted; without anything the note goes.
    fn note(&self, entries: &Entries) -> Result<(), StorageError> {
        let path = self.note_path();
        let written = if *entries == Entries::default() {
            files::remove(&path)
        } else if self.folder.path().is_dir() {
            let items = entries.tokens.iter().map(encoded);
            let page = entries.page.then(|| PAGE.to_owned());
            let lines: Vec<_> = items.chain(page).collect();
            files::replace(&path, (lines.join("\n") + "\n").as_bytes())
        } else {
            // Nothing was ever stored.
            Ok(())
        };
        written.map_err(StorageError::io(path))
    }
}
