//! What can go wrong with the portfolio file and its folder.

use std::{io::ErrorKind, path::PathBuf};

use rusqlite::ErrorCode;

/// Why the data folder or the database could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// A folder or file could not be created, read or removed.
    #[error("could not use {}", path.display())]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },

    /// The platform names no folder for a program's data.
    #[error("this computer names no folder for program data; use --data-dir")]
    NoDataFolder,

    /// Another sync of the same connection, here or in another process.
    #[error("a sync of this institution is running already")]
    AlreadyRunning,

    /// A page for signing in is waited for, here or in another process.
    #[error("a page for signing in is waited for already")]
    PageOpen,

    /// The disk, or the person's share of it, is full.
    #[error("the disk is full")]
    DiskFull,

    /// Something else lies where the file should be.
    #[error("{} is not a file", path.display())]
    NotAFile { path: PathBuf },

    /// Something else lies where a folder should be.
    #[error("{} is not a folder", path.display())]
    NotAFolder { path: PathBuf },

    /// A link on the way to the file leads nowhere.
    #[error("{} is a link to something that is not there", path.display())]
    DanglingLink { path: PathBuf },

    /// The file is there and has no content: a copy broke off, or a disk failed.
    /// Holdfast never leaves one behind.
    #[error(
        "{} is empty: put a copy of it back, or delete it to begin anew",
        path.display()
    )]
    Empty { path: PathBuf },

    /// Nothing can be written there, and changes lie beside the file that have
    /// to be written into it before it can be read.
    #[error(
        "{} holds changes that cannot be taken in while nothing can be written there",
        path.display()
    )]
    Unfinished { path: PathBuf },

    /// Of an older schema, in a place where nothing can be written.
    #[error(
        "{} was written by an older version of Holdfast and has to be brought up to date, \
         but nothing can be written there",
        path.display()
    )]
    Outdated { path: PathBuf },

    /// SQLite refused.
    #[error("the portfolio file could not be read or written")]
    Sqlite(#[source] SqliteError),

    /// SQLite does not recognize the file, or finds it broken.
    #[error("the portfolio file is damaged or is no database")]
    Corrupt(#[source] SqliteError),

    /// The schema could not be brought up to date; the copy made before stays.
    #[error("the portfolio file could not be brought up to date")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),

    /// Written by a later version of the program.
    #[error(
        "the portfolio file was written by a newer version of Holdfast (schema {found}, this one knows {known}); update Holdfast to open it"
    )]
    Newer { found: i64, known: i64 },

    /// A SQLite file of another program.
    #[error("{} belongs to another program", path.display())]
    Foreign { path: PathBuf },

    /// A stored text that is not what its column holds.
    #[error("the portfolio file is damaged: {column} of {table} {row} cannot be read")]
    Damaged {
        table: &'static str,
        column: String,
        /// The id of the row.
        row: String,
    },
}

/// What SQLite says, in one text. An error of `rusqlite` repeats its text as its
/// source, and some print the whole statement.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SqliteError(rusqlite::Error);

impl From<rusqlite::Error> for SqliteError {
    fn from(error: rusqlite::Error) -> Self {
        if let rusqlite::Error::SqlInputError { error, msg, .. } = error {
            return Self(rusqlite::Error::SqliteFailure(error, Some(msg)));
        }
        Self(error)
    }
}

impl SqliteError {
    /// The kind of SQLite's own error; `None` where it is not SQLite's.
    pub(super) fn code(&self) -> Option<ErrorCode> {
        self.0.sqlite_error_code()
    }

    /// SQLite's number of it, which tells more than the kind.
    fn extended_code(&self) -> Option<i32> {
        self.0.sqlite_error().map(|error| error.extended_code)
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        let error = SqliteError::from(error);
        // What SQLite says of a full disk when it cannot make room for the file
        // with which it keeps track of readers.
        if error.extended_code() == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) {
            return Self::DiskFull;
        }
        match error.code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Corrupt(error),
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            _ => Self::Sqlite(error),
        }
    }
}

impl From<rusqlite_migration::Error> for StorageError {
    fn from(error: rusqlite_migration::Error) -> Self {
        let rusqlite_migration::Error::RusqliteError { err, .. } = error else {
            return Self::Migration(error.into());
        };
        let error = Self::from(err);
        if let Self::Sqlite(error) = error {
            Self::Migration(error.into())
        } else {
            error
        }
    }
}

impl StorageError {
    /// What kind of error it is, in one word for the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::NoDataFolder => "no_data_folder",
            Self::AlreadyRunning => "already_running",
            Self::PageOpen => "page_open",
            Self::DiskFull => "disk_full",
            Self::NotAFile { .. } => "not_a_file",
            Self::NotAFolder { .. } => "not_a_folder",
            Self::DanglingLink { .. } => "dangling_link",
            Self::Empty { .. } => "empty",
            Self::Unfinished { .. } => "unfinished",
            Self::Outdated { .. } => "outdated",
            Self::Sqlite(_) => "sqlite",
            Self::Corrupt(_) => "corrupt",
            Self::Migration(_) => "migration",
            Self::Newer { .. } => "newer",
            Self::Foreign { .. } => "foreign",
            Self::Damaged { .. } => "damaged",
        }
    }

    /// The number that SQLite or the operating system gave the error.
    pub fn code(&self) -> Option<i32> {
        match self {
            Self::Io { source, .. } => source.raw_os_error(),
            Self::Sqlite(error) | Self::Corrupt(error) => error.extended_code(),
            Self::NoDataFolder
            | Self::AlreadyRunning
            | Self::PageOpen
            | Self::DiskFull
            | Self::NotAFile { .. }
            | Self::NotAFolder { .. }
            | Self::DanglingLink { .. }
            | Self::Empty { .. }
            | Self::Unfinished { .. }
            | Self::Outdated { .. }
            | Self::Migration(_)
            | Self::Newer { .. }
            | Self::Foreign { .. }
            | Self::Damaged { .. } => None,
        }
    }

    /// The table and nothing of its content, where a stored value is damaged.
    pub fn table(&self) -> Option<&'static str> {
        if let Self::Damaged { table, .. } = self {
            Some(table)
        } else {
            None
        }
    }

    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| {
            let full = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded];
            if full.contains(&source.kind()) {
                Self::DiskFull
            } else {
                Self::Io { path, source }
            }
        }
    }

    /// Says where a damaged value is, unless that is known already.
    pub(super) fn found_in(mut self, table: &'static str, row: impl FnOnce() -> String) -> Self {
        if let Self::Damaged {
            table: known_table,
            row: known_row,
            ..
        } = &mut self
            && known_table.is_empty()
        {
            *known_table = table;
            *known_row = row();
        }
        self
    }
}
