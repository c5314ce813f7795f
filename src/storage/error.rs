//! What can go wrong with the portfolio file and its folder.

use std::path::PathBuf;

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

    /// SQLite refused.
    #[error("the portfolio file could not be read or written")]
    Sqlite(#[source] rusqlite::Error),

    /// SQLite does not recognize the file, or finds it broken.
    #[error("the portfolio file is damaged or is no database")]
    Corrupt(#[source] rusqlite::Error),

    /// The schema could not be brought up to date; the copy made before stays.
    #[error("the portfolio file could not be brought up to date")]
    Migration(#[source] rusqlite_migration::Error),

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

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Corrupt(error),
            _ => Self::Sqlite(error),
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
            Self::Sqlite(error) | Self::Corrupt(error) => {
                error.sqlite_error().map(|it| it.extended_code)
            }
            Self::NoDataFolder
            | Self::AlreadyRunning
            | Self::PageOpen
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

    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
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
