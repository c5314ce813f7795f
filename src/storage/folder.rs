//! The data folder of one environment: who may read it, and who is syncing.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    thread::sleep,
    time::Duration,
};

use super::StorageError;
use crate::{
    connect::Environment,
    domain::ItemId,
    files::{self, Held, Lock},
};

const DATABASE: &str = "portfolio.sqlite3";
const BACKUP: &str = "portfolio.before-v";
const SUFFIX: &str = ".sqlite3";
const LOCKS: &str = "locks";
const LOCK: &str = ".lock";
/// The locks that belong to no item; those of items have hexadecimal names.
const PAGE: &str = "page";
const SCHEMA: &str = "schema";
const USE: &str = "portfolio";
/// A portfolio, or a copy of one, that is being made.
const NEW: &str = "portfolio.new.sqlite3";

/// No file system takes a much longer name.
const LONGEST_NAME: usize = 200;

/// How often, and how long apart, a deletion looks whether nobody writes any more.
const LOOKS: usize = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// The folder of one environment, `<root>/<environment>`.
#[derive(Clone, Debug)]
pub struct DataFolder {
    root: PathBuf,
    path: PathBuf,
}

/// Held while a connection is synced, or a page is waited for; dropping it ends
/// the claim.
#[derive(Debug)]
pub struct SyncLock {
    #[expect(dead_code, reason = "held, not read")]
    held: Held,
}

/// Everything in a data folder, claimed to be deleted: nobody syncs, connects or
/// writes anything down meanwhile.
#[derive(Debug)]
pub(crate) struct Locked {
    folder: PathBuf,
    held: Vec<(PathBuf, Held)>,
}

impl DataFolder {
    /// Where the platform keeps a program's data: `~/.local/share/holdfast` on
    /// Linux. On Windows that of this computer, which is not copied to others
    /// where the person signs in: two programs would write to copies of one file.
    pub fn default_root() -> Result<PathBuf, StorageError> {
        directories::ProjectDirs::from("", "", "holdfast")
            .map(|it| it.data_local_dir().to_owned())
            .ok_or(StorageError::NoDataFolder)
    }

    /// Opens the folder, made where it is missing, with mode 0700. In the folder
    /// above it nobody else can change anything then.
    pub fn open(root: &Path, environment: Environment) -> Result<Self, StorageError> {
        let folder = Self::at(root, environment);
        files::create_unshared_folder(&folder.root).map_err(StorageError::io(&folder.root))?;
        private_folder(&folder.path)?;
        files::close_to_others(&folder.path).map_err(StorageError::io(&folder.path))?;
        Ok(folder)
    }

    /// The folder, whether it is there or not.
    pub fn at(root: &Path, environment: Environment) -> Self {
        Self {
            root: root.to_owned(),
            path: root.join(environment.as_str()),
        }
    }

    /// The folder above the environments, with the settings.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The portfolio file.
    pub fn database_path(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Where the portfolio is copied before its schema changes.
    pub(super) fn backup_path(&self, version: i64) -> PathBuf {
        self.path.join(format!("{BACKUP}{version}{SUFFIX}"))
    }

    /// Where a portfolio, or a copy of it, lies until it is whole.
    pub(super) fn new_path(&self) -> PathBuf {
        self.path.join(NEW)
    }

    /// Claims a connection for one sync.
    ///
    /// Errors: [`StorageError::AlreadyRunning`] while it is claimed, by this
    /// process or another.
    pub fn lock(&self, item: &ItemId) -> Result<SyncLock, StorageError> {
        let mut name = encoded(item);
        name.truncate(LONGEST_NAME);
        let held = lock_file(&self.lock_path(&name)?, Lock::Now)?;
        Ok(SyncLock { held })
    }

    /// Claims the one page for signing in that may be waited for.
    ///
    /// Errors: [`StorageError::PageOpen`] while it is claimed, by this process
    /// or another.
    pub fn lock_page(&self) -> Result<SyncLock, StorageError> {
        let held = page(lock_file(&self.lock_path(PAGE)?, Lock::Now))?;
        Ok(SyncLock { held })
    }

    /// Waits until nobody else makes the portfolio or changes its schema, and
    /// claims that.
    pub(super) fn lock_schema(&self) -> Result<Held, StorageError> {
        lock_file(&self.lock_path(SCHEMA)?, Lock::Waiting)
    }

    /// Waits until nobody deletes the portfolio, and keeps it from being
    /// deleted. Several may hold it.
    pub(super) fn lock_use(&self) -> Result<Held, StorageError> {
        lock_file(&self.lock_path(USE)?, Lock::Shared)
    }

    /// The file of a lock.
    fn lock_path(&self, name: &str) -> Result<PathBuf, StorageError> {
        let locks = self.path.join(LOCKS);
        private_folder(&locks)?;
        Ok(locks.join(format!("{name}{LOCK}")))
    }

    /// Deletes what Holdfast keeps in the folder: the portfolio, the copies made
    /// before its schema changed, the locks. Whatever else lies there stays: a
    /// person may have pointed `--data-dir` at a folder with files of their own.
    ///
    /// Errors: [`StorageError::AlreadyRunning`] while a connection is synced or
    /// something is written, [`StorageError::PageOpen`] while a page is waited
    /// for; nothing is deleted then.
    pub fn delete_all(&self) -> Result<(), StorageError> {
        self.lock_all()?.delete()
    }

    /// Claims everything in the folder; errors as [`DataFolder::delete_all`].
    pub(crate) fn lock_all(&self) -> Result<Locked, StorageError> {
        let mut locked = Locked {
            folder: self.path.clone(),
            held: vec![],
        };
        if !self.path.is_dir() {
            return Ok(locked);
        }
        // Also where nobody has written yet: whoever begins now has to wait.
        let in_use = self.lock_path(USE)?;
        locked.held.push((in_use.clone(), lock_patiently(&in_use)?));
        for path in entries(&self.path.join(LOCKS))? {
            if path == in_use || !has_name(&path, is_lock) {
                continue;
            }
            let held = if has_name(&path, |it| it == format!("{SCHEMA}{LOCK}")) {
                lock_patiently(&path)?
            } else if has_name(&path, |it| it == format!("{PAGE}{LOCK}")) {
                page(lock_file(&path, Lock::Now))?
            } else {
                lock_file(&path, Lock::Now)?
            };
            locked.held.push((path, held));
        }
        Ok(locked)
    }
}

impl Locked {
    /// The items that were ever synced here, as far as their locks name them.
    pub(crate) fn items(&self) -> impl Iterator<Item = ItemId> {
        let names = self
            .held
            .iter()
            .filter_map(|(path, _)| path.file_stem()?.to_str());
        names.filter_map(decoded)
    }

    /// Deletes as [`DataFolder::delete_all`] does.
    pub(crate) fn delete(self) -> Result<(), StorageError> {
        let mut files = entries(&self.folder)?;
        files.retain(|it| has_name(it, is_portfolio));
        // A journal goes before its database: left alone, SQLite would play it
        // into the next one of that name.
        files.sort_unstable_by(|a, b| b.cmp(a));
        for path in files {
            files::remove(&path).map_err(StorageError::io(path))?;
        }
        for (path, held) in self.held {
            files::remove(&path).map_err(StorageError::io(path))?;
            // Some systems remove a file's name only once it is closed.
            drop(held);
        }
        let locks = self.folder.join(LOCKS);
        files::remove_empty_folder(&locks).map_err(StorageError::io(locks))
    }
}

/// An item as a name that every file system takes: its bytes in hexadecimal.
pub(crate) fn encoded(item: &ItemId) -> String {
    let digit = |it: u8| char::from_digit(u32::from(it), 16).unwrap_or_default();
    let bytes = item.as_str().bytes();
    bytes
        .flat_map(|it| [digit(it >> 4), digit(it & 15)])
        .collect()
}

/// The item of such a name.
pub(crate) fn decoded(name: &str) -> Option<ItemId> {
    let digits: Option<Vec<u32>> = name.chars().map(|it| it.to_digit(16)).collect();
    let bytes = digits?
        .chunks(2)
        .map(|it| match it {
            [high, low] => u8::try_from(high << 4 | low).ok(),
            _ => None,
        })
        .collect::<Option<Vec<u8>>>()?;
    Some(String::from_utf8(bytes).ok()?.into())
}

/// A database, and what SQLite lays beside it.
pub(super) fn beside(database: &Path) -> [PathBuf; 4] {
    ["", "-wal", "-shm", "-journal"].map(|suffix| {
        let mut path = database.as_os_str().to_owned();
        path.push(suffix);
        path.into()
    })
}

/// Whether a file is the portfolio, a copy of it, or a journal of one of these.
fn is_portfolio(name: &str) -> bool {
    let database = ["-wal", "-shm", "-journal"]
        .iter()
        .find_map(|journal| name.strip_suffix(journal))
        .unwrap_or(name);
    let version = database
        .strip_prefix(BACKUP)
        .and_then(|it| it.strip_suffix(SUFFIX));
    let is_copy = version.is_some_and(|it| it.parse::<u32>().is_ok());
    database == DATABASE || database == NEW || is_copy
}

fn is_lock(name: &str) -> bool {
    name.ends_with(LOCK)
}

fn has_name(path: &Path, is_wanted: impl FnOnce(&str) -> bool) -> bool {
    let name = path.file_name().and_then(|it| it.to_str());
    name.is_some_and(is_wanted)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, StorageError> {
    files::entries(folder).map_err(StorageError::io(folder))
}

fn private_folder(path: &Path) -> Result<(), StorageError> {
    files::create_folder(path).map_err(StorageError::io(path))
}

/// Takes a lock.
///
/// Errors: [`StorageError::AlreadyRunning`] where [`Lock::Now`] finds it held.
fn lock_file(path: &Path, lock: Lock) -> Result<Held, StorageError> {
    let folder = path.parent().unwrap_or(path);
    for _ in 0..LOOKS {
        match files::lock(path, lock) {
            // Who deletes everything took the folder away, too.
            Err(error) if error.kind() == ErrorKind::NotFound => private_folder(folder)?,
            taken => {
                let taken = taken.map_err(StorageError::io(path))?;
                return taken.ok_or(StorageError::AlreadyRunning);
            }
        }
    }
    Err(StorageError::AlreadyRunning)
}

/// A claim of the page, which is not of a sync.
fn page(claimed: Result<Held, StorageError>) -> Result<Held, StorageError> {
    match claimed {
        Err(StorageError::AlreadyRunning) => Err(StorageError::PageOpen),
        claimed => claimed,
    }
}

/// [`lock_file`] alone, after a few looks.
fn lock_patiently(path: &Path) -> Result<Held, StorageError> {
    for _ in 0..LOOKS {
        match lock_file(path, Lock::Now) {
            Err(StorageError::AlreadyRunning) => sleep(PAUSE),
            claimed => return claimed,
        }
    }
    Err(StorageError::AlreadyRunning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_comes_back_from_its_name() {
        for id in ["M5eVJqLnv3tbzdngLDp9FL5OlDNxlNhlE55op", "株/../x", ""] {
            let item = ItemId::from(id);
            assert_eq!(decoded(&encoded(&item)), Some(item));
        }
        for name in ["page", "schema", "portfolio", "abc", "ff"] {
            assert_eq!(decoded(name), None, "{name}");
        }
    }
}
