//! Brings a database to the newest schema.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use super::{DataFolder, StorageError, folder::private_file};

/// `Hold` in ASCII: says that a SQLite file is a portfolio.
const APPLICATION_ID: i64 = 0x486f_6c64;

/// Every migration, in order. A released one is never edited.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("../../sql/migrations/0001_initial.sql"),
    include_str!("../../sql/migrations/0002_pending_link.sql"),
    include_str!("../../sql/migrations/0003_account_choices.sql"),
    include_str!("../../sql/migrations/0004_unknown_amounts.sql"),
];

/// Applies what is missing of `migrations`; copies the file before it changes
/// one that holds data. Several may open a file at once: one of them migrates.
///
/// Errors: [`StorageError::Newer`] for a database of a later version, and
/// [`StorageError::Foreign`] for one of another program; neither is touched.
pub(super) fn migrate(
    connection: &mut Connection,
    folder: &DataFolder,
    migrations: &[&str],
) -> Result<(), StorageError> {
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    if version(connection, folder, known)? == known {
        return Ok(());
    }
    let _claim = folder.lock_schema()?;
    let found = version(connection, folder, known)?;
    if found == known {
        return Ok(());
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    if found > 0 {
        copy(connection, folder, found)?;
    }
    Migrations::new(migrations.iter().map(|sql| M::up(sql)).collect())
        .to_latest(connection)
        .map_err(StorageError::Migration)
}

/// The version of a portfolio that is not newer than `known`; 0 for an empty
/// file. Only reads.
fn version(connection: &Connection, folder: &DataFolder, known: i64) -> Result<i64, StorageError> {
    // Of one moment: another program may be making the file just now, and
    // tables that are seen without its mark would be somebody else's.
    let moment = connection.unchecked_transaction()?;
    let number = |sql: &str| moment.query_row(sql, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let is_empty = application == 0 && number("SELECT count(*) FROM sqlite_schema")? == 0;
    if application != APPLICATION_ID && !is_empty {
        return Err(StorageError::Foreign {
            path: folder.database_path(),
        });
    }
    let found = number("PRAGMA user_version")?;
    if found > known {
        return Err(StorageError::Newer { found, known });
    }
    Ok(found)
}

/// Copies the database as it is, readable by its owner only.
fn copy(connection: &Connection, folder: &DataFolder, version: i64) -> Result<(), StorageError> {
    let path = folder.backup_path(version);
    let file = private_file(&path)?;
    file.set_len(0).map_err(StorageError::io(&path))?;
    connection.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
    file.sync_all().map_err(StorageError::io(&path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::Environment;

    const FIRST: &str = "CREATE TABLE fund (name TEXT NOT NULL) STRICT;";
    const SECOND: &str = "ALTER TABLE fund ADD COLUMN ticker TEXT;";
    const BROKEN: &str = "DELETE FROM fund; ALTER TABLE fond ADD COLUMN ticker TEXT;";

    /// A database of the first version with one row.
    fn first_version() -> (tempfile::TempDir, DataFolder, Connection) {
        let root = tempfile::tempdir().expect("a folder");
        let folder = DataFolder::open(root.path(), Environment::Demo).expect("a folder");
        let mut db = Connection::open(folder.database_path()).expect("SQLite opens");
        migrate(&mut db, &folder, &[FIRST]).expect("it migrates");
        db.execute("INSERT INTO fund VALUES ('世界')", [])
            .expect("a row");
        (root, folder, db)
    }

    fn names(db: &Connection) -> Vec<String> {
        let mut statement = db.prepare("SELECT name FROM fund").expect("it prepares");
        let names = statement.query_map([], |row| row.get(0)).expect("it runs");
        names.collect::<Result<_, _>>().expect("texts")
    }

    #[test]
    fn the_file_is_copied_before_it_changes() {
        let (_root, folder, mut db) = first_version();
        assert!(!folder.backup_path(1).exists(), "nothing to keep yet");
        migrate(&mut db, &folder, &[FIRST, SECOND]).expect("it migrates");
        assert_eq!(names(&db), ["世界"]);
        db.prepare("SELECT ticker FROM fund").expect("a new column");

        let mut copy = Connection::open(folder.backup_path(1)).expect("the copy opens");
        assert_eq!(names(&copy), ["世界"]);
        assert!(
            copy.prepare("SELECT ticker FROM fund").is_err(),
            "as it was"
        );
        migrate(&mut copy, &folder, &[FIRST]).expect("the old program opens the copy");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_copy() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_root, folder, mut db) = first_version();
        migrate(&mut db, &folder, &[FIRST, SECOND]).expect("it migrates");
        let copy = std::fs::metadata(folder.backup_path(1)).expect("a copy");
        assert_eq!(copy.permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_migration_that_fails_changes_nothing_and_may_be_tried_again() {
        let (_root, folder, mut db) = first_version();
        for _ in 0..2 {
            let error = migrate(&mut db, &folder, &[FIRST, BROKEN]).expect_err("it fails");
            assert!(matches!(error, StorageError::Migration(_)), "{error:?}");
            assert_eq!(names(&db), ["世界"]);
        }
        migrate(&mut db, &folder, &[FIRST, SECOND]).expect("it migrates");
        assert_eq!(names(&db), ["世界"]);
    }
}
