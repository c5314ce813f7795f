//! Brings a database to the newest schema.

use rusqlite::{Connection, Transaction};
use rusqlite_migration::{M, Migrations};

use std::fs;

use super::{DataFolder, StorageError, checksums, folder::beside};
use crate::files;

/// `Hold` in ASCII: says that a SQLite file is a portfolio.
const APPLICATION_ID: i64 = 0x486f_6c64;

/// Every migration, in order. A released one is never edited.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("../../sql/migrations/0001_initial.sql"),
    include_str!("../../sql/migrations/0002_pending_link.sql"),
    include_str!("../../sql/migrations/0003_account_choices.sql"),
    include_str!("../../sql/migrations/0004_unknown_amounts.sql"),
    include_str!("../../sql/migrations/0005_sync_windows.sql"),
    include_str!("../../sql/migrations/0006_holdings_without_units.sql"),
    include_str!("../../sql/migrations/0007_doubts.sql"),
    include_str!("../../sql/migrations/0008_unconfirmed_ends.sql"),
    include_str!("../../sql/migrations/0009_row_issues.sql"),
    include_str!("../../sql/migrations/0010_history_of_changes.sql"),
    include_str!("../../sql/migrations/0011_checksums.sql"),
    include_str!("../../sql/migrations/0012_resolutions.sql"),
    include_str!("../../sql/migrations/0013_syncs_set_aside.sql"),
    include_str!("../../sql/migrations/0014_former_rows_shorter.sql"),
];

/// The version since which rows have a checksum; those that were there before get
/// theirs with it.
const FIRST_WITH_CHECKSUMS: usize = 11;

/// The version whose migration writes these rows anew.
const SHORTER_FORMER_ROWS: usize = 14;

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
    copy(connection, folder, found)?;
    apply(connection, migrations)
}

/// Makes a portfolio of the newest schema out of an empty file.
pub(super) fn fill(connection: &mut Connection, migrations: &[&str]) -> Result<(), StorageError> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    apply(connection, migrations)
}

/// Whether a portfolio is of the newest schema. Only reads; errors as
/// [`migrate`].
pub(super) fn is_newest(
    connection: &Connection,
    folder: &DataFolder,
) -> Result<bool, StorageError> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    Ok(version(connection, folder, known)? == known)
}

fn apply(connection: &mut Connection, migrations: &[&str]) -> Result<(), StorageError> {
    let steps = (1..).zip(migrations).map(|(version, sql)| match version {
        FIRST_WITH_CHECKSUMS => M::up_with_hook(sql, |db: &Transaction<'_>| {
            checksums::seal_all(db).map_err(Into::into)
        }),
        SHORTER_FORMER_ROWS => M::up_with_hook(sql, |db: &Transaction<'_>| {
            let mut tables = ["former_names", "former_rows"].into_iter();
            let sealed = tables.try_for_each(|it| checksums::seal(db, it, "true", []));
            sealed.map_err(Into::into)
        }),
        _ => M::up(sql),
    });
    let migrations = Migrations::new(steps.collect());
    Ok(migrations.to_latest(connection)?)
}

/// The version of a portfolio that is not newer than `known`. Only reads.
fn version(connection: &Connection, folder: &DataFolder, known: i64) -> Result<i64, StorageError> {
    // Of one moment: another program may be migrating the file just now.
    let moment = connection.unchecked_transaction()?;
    let number = |sql: &str| moment.query_row(sql, [], |row| row.get::<_, i64>(0));
    if number("PRAGMA application_id")? != APPLICATION_ID {
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

/// Copies the database as it is, readable by its owner only. SQLite alone opens
/// the copy, and it has its name once it is whole.
fn copy(connection: &Connection, folder: &DataFolder, version: i64) -> Result<(), StorageError> {
    let (path, new) = (folder.backup_path(version), folder.new_path());
    for path in beside(&new) {
        files::remove(&path).map_err(StorageError::io(&path))?;
    }
    connection.execute("VACUUM INTO ?1", [new.to_string_lossy()])?;
    files::close_to_others(&new).map_err(StorageError::io(&new))?;
    fs::rename(&new, &path).map_err(StorageError::io(&path))?;
    files::sync_folder(folder.path()).map_err(StorageError::io(folder.path()))
}

#[cfg(test)]
mod tests {
    use rusqlite::{named_params, types::Value};

    use super::*;
    use crate::{connect::Environment, storage::sql};

    const FIRST: &str = "CREATE TABLE fund (name TEXT NOT NULL) STRICT;";
    const SECOND: &str = "ALTER TABLE fund ADD COLUMN ticker TEXT;";
    const BROKEN: &str = "DELETE FROM fund; ALTER TABLE fond ADD COLUMN ticker TEXT;";

    /// A database of the first version with one row.
    fn first_version() -> (tempfile::TempDir, DataFolder, Connection) {
        let root = tempfile::tempdir().expect("a folder");
        let folder = DataFolder::open(root.path(), Environment::Demo).expect("a folder");
        let mut db = Connection::open(folder.database_path()).expect("SQLite opens");
        fill(&mut db, &[FIRST]).expect("it is filled");
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
            let cause = std::error::Error::source(&error).expect("a cause");
            assert_eq!(cause.to_string(), "no such table: fond");
            let cause = cause.source().map(ToString::to_string).unwrap_or_default();
            assert!(!cause.contains("DELETE"), "{cause}");
            assert_eq!(names(&db), ["世界"]);
        }
        migrate(&mut db, &folder, &[FIRST, SECOND]).expect("it migrates");
        assert_eq!(names(&db), ["世界"]);
    }

    #[test]
    fn what_syncs_wrote_over_says_the_same_in_the_shorter_form() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = DataFolder::open(root.path(), Environment::Demo).expect("a folder");
        let mut db = Connection::open(folder.database_path()).expect("SQLite opens");
        checksums::register(&db).expect("a function");
        fill(&mut db, &MIGRATIONS[..SHORTER_FORMER_ROWS - 1]).expect("it is filled");
        db.execute_batch(
            r#"INSERT INTO connections (item_id, created_at, is_manual) VALUES ('a', '2026-11-01T12:00:00Z', 0);
            INSERT INTO sync_runs (sync_run_id, item_id, started_at, finished_at, outcome)
            VALUES (1, 'a', '2026-11-01T12:00:00Z', '2026-11-01T12:00:01Z', 'success'),
                (2, 'a', '2026-11-02T12:00:00Z', '2026-11-02T12:00:01Z', 'success');
            INSERT INTO former_rows (sync_run_id, about, row_key, contents) VALUES
                (1, 'sync_runs', '[]', NULL),
                (2, 'sync_runs', '[]', NULL),
                (2, 'accounts', '["b"]', NULL),
                (2, 'securities', '["VTI"]', '{"close_price":"100.10","is_cash_equivalent":0,"sector":null}'),
                (2, 'investment_transactions', '["b","first"]', NULL),
                (2, 'investment_transactions', '["b","a \"b\""]', NULL),
                (2, 'investment_transactions', '["b","old"]', '{"amount":"-5"}'),
                (2, 'investment_transactions', '["c","first"]', NULL);"#,
        )
        .expect("rows");
        migrate(&mut db, &folder, MIGRATIONS).expect("it migrates");
        let mut since = db.prepare(sql::FORMER_ROWS_SINCE).expect("it prepares");
        let found = since.query_map(named_params! { ":first": 1 }, |row| {
            Ok(format!(
                "{} {} {} {} {:?} {:?}",
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, bool>(3)?,
                row.get::<_, Option<String>>(4)?,
                row.get::<_, Value>(5)?,
            ))
        });
        let mut found: Vec<String> = found.and_then(Iterator::collect).expect("rows");
        // The columns of a row are in no order.
        found.sort();
        let transaction = |rest: &str| format!("2 investment_transactions {rest}");
        let close = r#"2 securities ["VTI"] false Some("close_price") Text("100.10")"#;
        let expected = [
            "1 sync_runs [] true None Null".to_owned(),
            r#"2 accounts ["b"] true None Null"#.to_owned(),
            transaction(r#"["b","a \"b\""] true None Text("a \"b\"")"#),
            transaction(r#"["b","first"] true None Text("first")"#),
            transaction(r#"["b","old"] false Some("amount") Text("-5")"#),
            transaction(r#"["c","first"] true None Text("first")"#),
            close.to_owned(),
            r#"2 securities ["VTI"] false Some("is_cash_equivalent") Integer(0)"#.to_owned(),
            r#"2 securities ["VTI"] false Some("sector") Null"#.to_owned(),
            "2 sync_runs [] true None Null".to_owned(),
        ];
        assert_eq!(found, expected);
        let unsealed = "SELECT (SELECT count(*) FROM former_rows WHERE checksum IS NULL) \
             + (SELECT count(*) FROM former_names WHERE checksum IS NULL)";
        let unsealed: i64 = db
            .query_row(unsealed, [], |row| row.get(0))
            .expect("a number");
        assert_eq!(unsealed, 0);
    }
}
