//! Opens the portfolio file, to write or only to read.
//!
//! SQLite alone opens it: closing any other descriptor of it drops the locks
//! that SQLite holds in this process, and then another program takes away the
//! journal that a sync is writing to. Its modes are set by path; until that is
//! done the folder keeps others out.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use rusqlite::{Connection as Sqlite, ErrorCode, OpenFlags};

use super::{DataFolder, StorageError, checksums, folder::beside, migrate};
use crate::files;

/// How long a writer waits for another one to finish.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// Opens the portfolio to write, made where it is missing and brought to the
/// newest schema. Its owner alone may read it then.
pub(super) fn to_write(folder: &DataFolder) -> Result<Sqlite, StorageError> {
    if !is_there(folder)? {
        create(folder)?;
    }
    let path = folder.database_path();
    files::close_to_others(&path).map_err(StorageError::io(&path))?;
    let mut db = connection(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // First, because it refuses files that are not ours to change.
    migrate::migrate(&mut db, folder, migrate::MIGRATIONS)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    Ok(db)
}

/// The portfolio opened to read, and how it was found where nobody is kept
/// from changing it meanwhile.
pub(super) struct Reading {
    pub(super) db: Sqlite,
    pub(super) found: Option<Found>,
}

/// Opens the portfolio to read, if there is one. Makes nothing, but brings an
/// older one to the newest schema.
///
/// Where nothing can be written, on a full disk or a file system that is only
/// read, the file is read alone. That is refused while changes to it lie beside
/// it: what would be shown is not what is stored.
pub(super) fn to_read(folder: &DataFolder) -> Result<Option<Reading>, StorageError> {
    if !is_there(folder)? {
        return Ok(None);
    }
    let reading = match with_others(folder) {
        Err(error) if error.is_of_writing() => alone(folder)?,
        opened => Reading {
            db: opened?,
            found: None,
        },
    };
    reading.db.pragma_update(None, "query_only", true)?;
    Ok(Some(reading))
}

/// Opens the portfolio as SQLite does beside writers: it keeps track of readers
/// in a file of its own.
fn with_others(folder: &DataFolder) -> Result<Sqlite, StorageError> {
    let path = folder.database_path();
    let db = connection(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if !migrate::is_newest(&db, folder)? {
        let in_use = folder.lock_use();
        let newest = in_use.and_then(|held| to_write(folder).map(|_| drop(held)));
        newest.map_err(|error| outdated(folder, error))?;
    }
    Ok(db)
}

/// Opens a portfolio that lies where nothing can be written.
fn alone(folder: &DataFolder) -> Result<Reading, StorageError> {
    let path = folder.database_path();
    let found = Found::at(&path)?;
    let mut uri =
        url::Url::from_file_path(std::path::absolute(&path).map_err(StorageError::io(&path))?)
            .map_err(|()| StorageError::NotAFile { path: path.clone() })?;
    // Without it SQLite asks for the files that it keeps track with.
    uri.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let db = connection(Path::new(uri.as_str()), flags)?;
    if !migrate::is_newest(&db, folder)? {
        return Err(StorageError::Outdated { path });
    }
    Ok(Reading {
        db,
        found: Some(found),
    })
}

fn outdated(folder: &DataFolder, error: StorageError) -> StorageError {
    if error.is_of_writing() {
        let path = folder.database_path();
        StorageError::Outdated { path }
    } else {
        error
    }
}

fn connection(path: &Path, flags: OpenFlags) -> Result<Sqlite, StorageError> {
    let db = Sqlite::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    checksums::register(&db)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    db.pragma_update(None, "trusted_schema", false)?;
    // What is sorted on the way stays out of the system's temporary folder.
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

/// Makes the portfolio under another name and then puts it in its place, so
/// that nobody ever finds half of one. Several may want to: one of them does.
fn create(folder: &DataFolder) -> Result<(), StorageError> {
    let _claim = folder.lock_schema()?;
    if is_there(folder)? {
        return Ok(());
    }
    let (path, new) = (folder.database_path(), folder.new_path());
    for path in beside(&new) {
        files::remove(&path).map_err(StorageError::io(&path))?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut db = connection(&new, flags)?;
    files::close_to_others(&new).map_err(StorageError::io(&new))?;
    migrate::fill(&mut db, migrate::MIGRATIONS)?;
    // Now, while nobody else has it open: changing it later does not wait for
    // others, and fails.
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.close().map_err(|(_, error)| error)?;
    fs::rename(&new, &path).map_err(StorageError::io(&path))?;
    files::sync_folder(folder.path()).map_err(StorageError::io(folder.path()))
}

/// Whether there is a portfolio. Opens nothing.
///
/// Errors: what lies there is no file, or an empty one, or cannot be seen: that
/// is not the same as nothing.
pub(super) fn is_there(folder: &DataFolder) -> Result<bool, StorageError> {
    let path = folder.database_path();
    match fs::metadata(&path) {
        Ok(found) if !found.is_file() => Err(StorageError::NotAFile { path }),
        Ok(found) if found.len() == 0 => Err(StorageError::Empty { path }),
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => match dangling_link(&path) {
            Some(path) => Err(StorageError::DanglingLink { path }),
            None => Ok(false),
        },
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            let is_file = |it: &&Path| fs::metadata(it).is_ok_and(|found| !found.is_dir());
            let path = path.ancestors().find(is_file).unwrap_or(&path).to_owned();
            Err(StorageError::NotAFolder { path })
        }
        Err(error) => Err(StorageError::io(path)(error)),
    }
}

/// The part of a path that is a link to what is not there.
fn dangling_link(path: &Path) -> Option<PathBuf> {
    let is_link = |it: &&Path| fs::symlink_metadata(it).is_ok_and(|found| found.is_symlink());
    let is_dangling = |it: &&Path| is_link(it) && !it.exists();
    path.ancestors().find(is_dangling).map(Path::to_owned)
}

/// How the portfolio and its journal look from outside: whoever writes changes
/// that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp([Option<(u64, SystemTime)>; 2]);

impl Stamp {
    /// As they look now. Opens nothing.
    pub fn of(folder: &DataFolder) -> Self {
        let [database, journal, ..] = beside(&folder.database_path());
        Self([database, journal].map(|path| {
            let found = fs::metadata(path).ok().filter(|it| it.len() > 0)?;
            Some((found.len(), found.modified().ok()?))
        }))
    }
}

/// How a portfolio file looks from outside: which one it is, its length and when
/// it was changed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    path: PathBuf,
    length: u64,
    changed: Option<SystemTime>,
}

impl Found {
    /// Errors: [`StorageError::Unfinished`] while changes to it lie beside it.
    fn at(path: &Path) -> Result<Self, StorageError> {
        for journal in beside(path).into_iter().filter(|it| it != path) {
            match fs::metadata(&journal) {
                Ok(found) if found.len() > 0 && !is_index(&journal) => {
                    return Err(StorageError::Unfinished { path: journal });
                }
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(StorageError::io(journal)(error));
                }
                Ok(_) | Err(_) => {}
            }
        }
        let found = fs::metadata(path).map_err(StorageError::io(path))?;
        Ok(Self {
            path: path.to_owned(),
            length: found.len(),
            changed: found.modified().ok(),
        })
    }

    /// Fails where the file was changed since it was found.
    pub(super) fn confirm(&self) -> Result<(), StorageError> {
        if Self::at(&self.path)? == *self {
            Ok(())
        } else {
            let path = self.path.clone();
            Err(StorageError::Unfinished { path })
        }
    }
}

/// Whether a file holds no content, only where in the journal it is found.
fn is_index(path: &Path) -> bool {
    path.to_string_lossy().ends_with("-shm")
}

impl StorageError {
    /// Whether it came of that nothing can be written.
    fn is_of_writing(&self) -> bool {
        match self {
            Self::DiskFull => true,
            Self::Sqlite(error) => matches!(
                error.code(),
                Some(
                    ErrorCode::ReadOnly
                        | ErrorCode::CannotOpen
                        | ErrorCode::SystemIoFailure
                        | ErrorCode::PermissionDenied
                )
            ),
            Self::Io { source, .. } => matches!(
                source.kind(),
                ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
            ),
            Self::NoDataFolder
            | Self::AlreadyRunning
            | Self::PageOpen
            | Self::NotAFile { .. }
            | Self::NotAFolder { .. }
            | Self::DanglingLink { .. }
            | Self::Empty { .. }
            | Self::Unfinished { .. }
            | Self::Outdated { .. }
            | Self::Corrupt(_)
            | Self::Migration(_)
            | Self::Newer { .. }
            | Self::Foreign { .. }
            | Self::Damaged { .. } => false,
        }
    }
}
