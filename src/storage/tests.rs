//! Facts about the schema and the statements; `tests/storage.rs` has those of
//! the rows, `tests/storage_file.rs` those of the file.

use super::{columns::Texts, migrate, row_issues, snapshots, sql};
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

/// The tables that grow with every sync, or with every transaction.
const GROWING: &[&str] = &[
    "account_snapshots",
    "account_values",
    "former_rows",
    "holding_versions",
    "investment_transactions",
    "row_issues",
    "sync_run_values",
    "sync_runs",
    "unvalued_securities",
];

/// The statements that read the whole of such a table.
const READ_ALL: &[&str] = &[
    // The portfolio is held in memory: all transactions, and one value for each
    // account and sync.
    "account_values/all.sql",
    "account_values/count.sql",
    "account_values/unvalued.sql",
    "transactions/all.sql",
    // The list of all syncs, on demand.
    "row_issues/all.sql",
    "sync_run_values/all.sql",
    "sync_runs/all.sql",
    // Where syncs are set aside, or a day is asked for as it was shown then.
    "sync_runs/known.sql",
    // The history of all that was held, on demand.
    "snapshots/versions.sql",
    // On demand, or once in a long time: verifying, deleting a connection,
    // another rule of valuation.
    "account_values/clear.sql",
    "securities/delete_unused.sql",
    "snapshots/unlike_holdings.sql",
    "transactions/count.sql",
];

#[test]
fn no_statement_of_a_start_a_sync_or_a_page_reads_a_growing_table_from_end_to_end() {
    let db = in_memory();
    let mut scanning = std::collections::BTreeSet::new();
    for (path, statement) in sql::ALL {
        let mut plan = db
            .prepare(&format!("EXPLAIN QUERY PLAN {statement}"))
            .expect("it prepares");
        let steps = plan
            .raw_query()
            .mapped(|row| row.get::<_, String>("detail"))
            .collect::<Result<Vec<_>, _>>()
            .expect("a plan");
        for step in &steps {
            let mut words = step.split(' ');
            let is_scan = words.next() == Some("SCAN");
            let table = words.next().unwrap_or_default();
            let table = match table {
                "earlier" | "latest" => "holding_versions",
                other => other,
            };
            if is_scan && GROWING.contains(&table) {
                scanning.insert(*path);
            }
        }
    }
    assert_eq!(scanning, READ_ALL.iter().copied().collect());
}

/// What the institutions listed at three syncs, as versions before the tenth
/// stored it: the shares are unchanged at the second and gone at the third, the
/// fund is new at the second, and changed at the third.
const OLD_SNAPSHOTS: &str = "
    INSERT INTO connections (item_id, created_at, is_manual) VALUES ('item', '2026-01-01T00:00:00Z', 0);
    INSERT INTO accounts (account_id, item_id, name, type) VALUES ('a', 'item', 'A', 'investment');
    INSERT INTO sync_runs (sync_run_id, item_id, started_at, finished_at, outcome) VALUES
        (1, 'item', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', 'success'),
        (2, 'item', '2026-01-02T00:00:00Z', '2026-01-02T00:00:01Z', 'success'),
        (3, 'item', '2026-01-03T00:00:00Z', '2026-01-03T00:00:01Z', 'success');
    INSERT INTO account_snapshots VALUES
        (1, 'a', '10', 'USD', NULL), (2, 'a', '10', 'USD', NULL), (3, 'a', '7', 'USD', NULL);
    INSERT INTO holding_snapshots (
        sync_run_id, account_id, holding_id, security_id, quantity, institution_value,
        institution_price_as_of, iso_currency_code, as_of
    ) VALUES
        (1, 'a', 'a/s/0', 's', '1', '10', '2025-12-31', 'USD', '2025-12-31'),
        (2, 'a', 'a/s/0', 's', '1', '10', '2025-12-31', 'USD', '2025-12-31'),
        (2, 'a', 'a/f/0', 'f', '2', NULL, NULL, 'USD', '2026-01-02'),
        (3, 'a', 'a/f/0', 'f', '2', '7', '2026-01-03', 'USD', '2026-01-03');
";

#[test]
fn snapshots_of_earlier_versions_tell_the_same_and_are_stored_once() {
    let db = rusqlite::Connection::open_in_memory().expect("SQLite opens");
    let (earlier, later) = migrate::MIGRATIONS.split_at(9);
    for migration in earlier {
        db.execute_batch(migration).expect("a migration applies");
    }
    db.execute_batch(OLD_SNAPSHOTS).expect("it is filled");
    db.execute_batch(&later.concat())
        .expect("the later ones apply");

    let versions: i64 = db
        .query_row("SELECT count(*) FROM holding_versions", [], |row| {
            row.get(0)
        })
        .expect("a number");
    assert_eq!(
        versions, 4,
        "shares held, shares gone, fund new, fund changed"
    );
    let mut told = vec![];
    snapshots::each_since(&db, 0, &mut Texts::default(), |run, it| {
        let row = it.row.expect("something is held");
        let value = row.institution_value.map(|it| it.to_string());
        told.push((run, row.security_id.to_string(), value));
        Ok(())
    })
    .expect("they are read");
    let told: Vec<_> = told
        .iter()
        .map(|(run, security, value)| (*run, &**security, value.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (1, "s", Some("10")),
            (2, "f", None),
            (2, "s", Some("10")),
            (3, "f", Some("7")),
        ]
    );
    let broken: i64 = db
        .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| {
            row.get(0)
        })
        .expect("a number");
    assert_eq!(broken, 0);
}
