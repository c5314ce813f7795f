//! The data folder of one environment: who may read it, and who is syncing.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::StorageError;
use crate::connect::Environment;
use crate::domain::ItemId;

const DATABASE: &str = "portfolio.sqlite3";
const BACKUP: &str = "portfolio.before-v";
const SUFFIX: &str = ".sqlite3";
const LOCKS: &str = "locks";
const LOCK: &str = ".lock";

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
    // Closing the file unlocks it.
    _file: File,
}

impl DataFolder {
    /// Where the platform keeps a program's data: `~/.local/share/holdfast` on
    /// Linux.
    pub fn default_root() -> Result<PathBuf, StorageError> {
        directories::ProjectDirs::from("", "", "holdfast")
            .map(|it| it.data_dir().to_owned())
            .ok_or(StorageError::NoDataFolder)
    }

    /// Opens the folder, made where it is missing, with mode 0700.
    pub fn open(root: &Path, environment: Environment) -> Result<Self, StorageError> {
        let folder = Self::at(root, environment);
        private_folder(&folder.root)?;
        private_folder(&folder.path)?;
        close_to_others(&folder.path)?;
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

    /// Claims a connection for one sync.
    ///
    /// Errors: [`StorageError::AlreadyRunning`] while it is claimed, by this
    /// process or another.
    pub fn lock(&self, item: &ItemId) -> Result<SyncLock, StorageError> {
        let locks = self.path.join(LOCKS);
        private_folder(&locks)?;
        let mut name = String::new();
        for byte in item.as_str().bytes().take(100) {
            name.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or_default());
            name.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or_default());
        }
        let path = locks.join(name + LOCK);
        let file = private_file(&path)?;
        try_lock(&file, &path)?;
        Ok(SyncLock { _file: file })
    }

    /// Claims the one page for signing in that may be waited for.
    ///
    /// Errors: [`StorageError::PageOpen`] while it is claimed, by this process
    /// or another.
    pub fn lock_page(&self) -> Result<SyncLock, StorageError> {
        let locks = self.path.join(LOCKS);
        private_folder(&locks)?;
        // No item's file: their names are hexadecimal.
        let path = locks.join("page.lock");
        let file = private_file(&path)?;
        match try_lock(&file, &path) {
            Ok(()) => Ok(SyncLock { _file: file }),
            Err(StorageError::AlreadyRunning) => Err(StorageError::PageOpen),
            Err(error) => Err(error),
        }
    }

    /// Waits until nobody else changes the schema, and claims it.
    pub(super) fn lock_schema(&self) -> Result<File, StorageError> {
        let locks = self.path.join(LOCKS);
        private_folder(&locks)?;
        // No item's file: their names are hexadecimal.
        let path = locks.join("schema.lock");
        let file = private_file(&path)?;
        file.lock().map_err(StorageError::io(&path))?;
        Ok(file)
    }

    /// Deletes what Holdfast keeps in the folder: the portfolio, the copies made
    /// before its schema changed, the locks. Whatever else lies there stays: a
    /// person may have pointed `--data-dir` at a folder with files of their own.
    ///
    /// Errors: [`StorageError::AlreadyRunning`] while a connection is synced;
    /// nothing is deleted then.
    pub fn delete_all(&self) -> Result<(), StorageError> {
        let locks = self.path.join(LOCKS);
        let mut held = vec![];
        for path in entries(&locks)? {
            if has_name(&path, is_lock) {
                let file = private_file(&path)?;
                try_lock(&file, &path)?;
                held.push((path, file));
            }
        }
        let mut files = entries(&self.path)?;
        files.retain(|it| has_name(it, is_portfolio));
        // A journal goes before its database: left alone, SQLite would play it
        // into the next one of that name.
        files.sort_unstable_by(|a, b| b.cmp(a));
        for path in files {
            fs::remove_file(&path).map_err(StorageError::io(path))?;
        }
        for (path, file) in held {
            fs::remove_file(&path).map_err(StorageError::io(path))?;
            // Some systems remove a file's name only once it is closed.
            drop(file);
        }
        remove_if_empty(&locks)
    }
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
    database == DATABASE || is_copy
}

fn is_lock(name: &str) -> bool {
    name.ends_with(LOCK)
}

fn has_name(path: &Path, is_wanted: fn(&str) -> bool) -> bool {
    let name = path.file_name().and_then(|it| it.to_str());
    name.is_some_and(is_wanted)
}

fn remove_if_empty(folder: &Path) -> Result<(), StorageError> {
    match fs::remove_dir(folder) {
        Err(error)
            if !matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty
            ) =>
        {
            Err(StorageError::io(folder)(error))
        }
        _ => Ok(()),
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, StorageError> {
    match fs::read_dir(folder) {
        Ok(entries) => entries
            .map(|it| Ok(it.map_err(StorageError::io(folder))?.path()))
            .collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(vec![]),
        Err(error) => Err(StorageError::io(folder)(error)),
    }
}

fn try_lock(file: &File, path: &Path) -> Result<(), StorageError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(StorageError::AlreadyRunning),
        Err(TryLockError::Error(error)) => Err(StorageError::io(path)(error)),
    }
}

fn private_folder(path: &Path) -> Result<(), StorageError> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(StorageError::io(path))
}

/// Opens a file that only its owner may read, made where it is missing.
pub(super) fn private_file(path: &Path) -> Result<File, StorageError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(StorageError::io(path))?;
    close_to_others(path)?;
    Ok(file)
}

/// Takes away what others may do with a file or folder: one that was restored
/// from a backup is often open to everybody.
#[cfg(unix)]
fn close_to_others(path: &Path) -> Result<(), StorageError> {
    use std::os::unix::fs::PermissionsExt as _;
    let found = fs::metadata(path).map_err(StorageError::io(path))?;
    let mode = found.permissions().mode();
    let own = mode & !0o077;
    if own == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(own)).map_err(StorageError::io(path))
}

/// Elsewhere a person's own folder is closed to others already.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn close_to_others(_path: &Path) -> Result<(), StorageError> {
    Ok(())
}
