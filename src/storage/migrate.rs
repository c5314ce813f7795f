//! Brings a database to the newest schema.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use super::{DataFolder, StorageError, folder::private_file};

/// `Hold` in ASCII: says that a SQLite file is a portfolio.
const APPLICATION_ID: i64 = 0x486f_6c64;

/// Every migration, in order. A released one is never edited.
pub(super) const MIGRATIONS: &[&str] = &[include_str!("../../sql/migrations/0001_initial.sql")];

/// Applies what is missing of `migrations`; copies the file before it changes
/// one that holds data.
///
/// Errors: [`StorageError::Newer`] for a database of a later version, and
/// [`StorageError::Foreign`] for one of another program; neither is touched.
pub(super) fn migrate(
    connection: &mut Connection,
    folder: &DataFolder,
    migrations: &[&str],
) -> Result<(), StorageError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    let application: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application != APPLICATION_ID {
        return Err(StorageError::Foreign {
            path: folder.database_path(),
        });
    }
    if found > known {
        return Err(StorageError::Newer { found, known });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 {
        copy(connection, folder, found)?;
    }
    Migrations::new(migrations.iter().map(|sql| M::up(sql)).collect())
        .to_latest(connection)
        .map_err(StorageError::Migration)
}

/// Copies the database as it is, readable by its owner only.
fn copy(connection: &Connection, folder: &DataFolder, version: i64) -> Result<(), StorageError> {
    let path = folder.backup_path(version);
    private_file(&path)?
        .set_len(0)
        .map_err(StorageError::io(&path))?;
    connection.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
    Ok(())
}
