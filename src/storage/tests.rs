//! Facts about the schema and the statements; `tests/storage.rs` has those of
//! the rows, `tests/storage_file.rs` those of the file.

use super::{migrate, row_issues, sql};
use crate::connect::{RowIssue, RowKind, RowName, RowProblem};

/// A database with the newest schema.
pub(super) fn in_memory() -> rusqlite::Connection {
    let db = rusqlite::Connection::open_in_memory().expect("SQLite opens");
    for migration in migrate::MIGRATIONS {
        db.execute_batch(migration).expect("a migration applies");
    }
    db
}

#[test]
fn every_statement_prepares_and_says_what_it_does() {
    let db = in_memory();
    for (path, statement) in sql::ALL {
        assert!(statement.starts_with("-- "), "{path} has no comment");
        if let Err(error) = db.prepare(statement) {
            panic!("{path}: {error}");
        }
    }
}

#[test]
fn every_statement_on_disk_is_used() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/sql/queries");
    let mut files = vec![];
    for table in std::fs::read_dir(folder).expect("the folder is there") {
        let table = table.expect("an entry").path();
        for file in std::fs::read_dir(table).expect("a folder per table") {
            let path = file.expect("an entry").path();
            let path = path.strip_prefix(folder).expect("below the folder");
            files.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    files.sort();
    let mut known: Vec<_> = sql::ALL
        .iter()
        .map(|(path, _)| (*path).to_owned())
        .collect();
    known.sort();
    assert_eq!(files, known);
}

#[test]
fn row_issues_of_earlier_versions_stay_in_words() {
    let db = rusqlite::Connection::open_in_memory().expect("a database in memory");
    let (before, after) = migrate::MIGRATIONS.split_at(8);
    let apply = |migrations: &[&str]| db.execute_batch(&migrations.concat()).expect("it applies");
    apply(before);
    db.execute_batch(
        "PRAGMA foreign_keys = OFF;
         INSERT INTO row_issues VALUES (1, 0, 'transaction t1', 'no date', 1);",
    )
    .expect("a row");
    apply(after);
    let found = db.query_row(sql::ROW_ISSUES_ALL, [], |row| {
        Ok(row_issues::row_issue(row).expect("it is read"))
    });
    let row = RowName::named(RowKind::InWords, "transaction t1");
    let problem = RowProblem::InWords("no date".to_owned());
    assert_eq!(found.expect("a row"), RowIssue::left_out(row, problem));
}

#[test]
fn schema_sql_is_the_schema_after_all_migrations() {
    let db = in_memory();
    let mut statement = db
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name")
        .expect("it prepares");
    let statements: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .expect("it runs")
        .collect::<Result<_, _>>()
        .expect("texts");
    let schema = format!(
        "-- The schema after all migrations, for reading. A test keeps it true.\n\n{};\n",
        statements.join(";\n\n")
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/sql/schema.sql");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written.replace("\r\n", "\n") == schema,
        "sql/schema.sql should be:\n{schema}"
    );
}
