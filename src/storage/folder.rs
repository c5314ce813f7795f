//! The data folder of one environment: who may read it, and who is syncing.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    thread::sleep,
    time::Duration,
};

use super::StorageError;
use crate::{connect::Environment, domain::ItemId, files};

const DATABASE: &str = "portfolio.sqlite3";
const BACKUP: &str = "portfolio.before-v";
const SUFFIX: &str = ".sqlite3";
const LOCKS: &str = "locks";
const LOCK: &str = ".lock";
/// The locks that are no item's: items' names are hexadecimal.
const PAGE: &str = "page";
const SCHEMA: &str = "schema";
const USE: &str = "portfolio";
/// A portfolio, or a copy of one, that is being made.
const NEW: &str = "portfolio.new.sqlite3";

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
    file: File,
}

/// Unlocked rather than closed: a program that is being started at this moment
/// has the file open for a little longer.
impl Drop for SyncLock {
    fn drop(&mut self) {
        self.file.unlock().ok();
    }
}

impl DataFolder {
    /// Where the platform keeps a program's data: `~/.local/share/holdfast` on
    /// Linux.
    pub fn default_root() -> Result<PathBuf, StorageError> {
        directories::ProjectDirs::from("", "", "holdfast")
            .map(|it| it.data_dir().to_owned())
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
        let mut name = String::new();
        for byte in item.as_str().bytes().take(100) {
            name.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or_default());
            name.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or_default());
        }
        let file = lock_file(&self.lock_path(&name)?, Locking::Now)?;
        Ok(SyncLock { file })
    }

    /// Claims the one page for signing in that may be waited for.
    ///
    /// Errors: [`StorageError::PageOpen`] while it is claimed, by this process
    /// or another.
    pub fn lock_page(&self) -> Result<SyncLock, StorageError> {
        match lock_file(&self.lock_path(PAGE)?, Locking::Now) {
            Ok(file) => Ok(SyncLock { file }),
            Err(StorageError::AlreadyRunning) => Err(StorageError::PageOpen),
            Err(error) => Err(error),
        }
    }

    /// Waits until nobody else makes the portfolio or changes its schema, and
    /// claims that.
    pub(super) fn lock_schema(&self) -> Result<File, StorageError> {
        lock_file(&self.lock_path(SCHEMA)?, Locking::Waiting)
    }

    /// Waits until nobody deletes the portfolio, and keeps it from being
    /// deleted. Several may hold it.
    pub(super) fn lock_use(&self) -> Result<File, StorageError> {
        lock_file(&self.lock_path(USE)?, Locking::Shared)
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
    /// something is written; nothing is deleted then.
    pub fn delete_all(&self) -> Result<(), StorageError> {
        let locks = self.path.join(LOCKS);
        let mut held = vec![];
        for path in entries(&locks)? {
            if has_name(&path, is_lock) {
                // Who only writes something down is done soon.
                let is_brief =
                    |name: &str| [SCHEMA, USE].iter().any(|it| name == format!("{it}{LOCK}"));
                let file = if has_name(&path, is_brief) {
                    claim_patiently(&path)?
                } else {
                    lock_file(&path, Locking::Now)?
                };
                held.push((path, file));
            }
        }
        let mut files = entries(&self.path)?;
        files.retain(|it| has_name(it, is_portfolio));
        // A journal goes before its database: left alone, SQLite would play it
        // into the next one of that name.
        files.sort_unstable_by(|a, b| b.cmp(a));
        for path in files {
            files::remove(&path).map_err(StorageError::io(path))?;
        }
        for (path, file) in held {
            files::remove(&path).map_err(StorageError::io(path))?;
            // Some systems remove a file's name only once it is closed.
            drop(file);
        }
        files::remove_empty_folder(&locks).map_err(StorageError::io(locks))
    }
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

/// How a lock is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Locking {
    /// Alone, or not at all.
    Now,
    /// Alone, however long another one holds it.
    Waiting,
    /// Together with others of this kind.
    Shared,
}

/// Opens the file of a lock and takes it.
fn lock_file(path: &Path, how: Locking) -> Result<File, StorageError> {
    let io = |error| StorageError::io(path)(error);
    loop {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = files::open(path, &mut options).map_err(io)?;
        match how {
            Locking::Now => match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(StorageError::AlreadyRunning),
                Err(TryLockError::Error(error)) => return Err(io(error)),
            },
            Locking::Waiting => file.lock().map_err(io)?,
            Locking::Shared => file.lock_shared().map_err(io)?,
        }
        // Whoever deleted the folder's content took the file away with its
        // lock: the next one would take another.
        if files::is_at(&file, path).map_err(io)? {
            return Ok(file);
        }
    }
}

/// [`claim`] alone, after a few looks.
fn claim_patiently(path: &Path) -> Result<File, StorageError> {
    for _ in 0..LOOKS {
        match lock_file(path, Locking::Now) {
            Err(StorageError::AlreadyRunning) => sleep(PAUSE),
            claimed => return claimed,
        }
    }
    Err(StorageError::AlreadyRunning)
}
