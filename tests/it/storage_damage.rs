//! A file in which single bits have turned: what of it is found.

use std::{fs, process::Command};

use crate::common::stored::{File, fetched, first_day, noon, transaction};
use chrono::{DateTime, Days, Utc};
use holdfast::{
    connect::{
        AddedKey, FailureKind, Fetched, LinkGoal, PendingLink, RowIssue, RowKind, RowName,
        RowProblem, SyncFailure, SyncRun,
    },
    domain::{AccountChoice, Answer, Currency, Resolution, Subject, Succession, TaxLot, Topic},
    portfolio::{Finding, Portfolio},
    storage::{Database, StorageError},
    sync, text,
};
use rust_decimal::dec;

/// How many bits are turned, one after the other, at places all over the file.
const BITS: usize = 240;

/// A portfolio of two connections, several syncs and some hundred transactions.
fn filled() -> File {
    let file = File::new();
    for day in 0..3 {
        for item in ["one", "two"] {
            let mut answer = fetched(item);
            let account = format!("{item}-first");
            let row = |at| transaction(&format!("{item}-{at}"), &account, dec!(100.10));
            answer.transactions = (0..150).map(row).collect();
            file.sync(answer, first_day() + Days::new(day));
        }
    }
    // Into one file, without a journal.
    let raw = file.raw();
    raw.pragma_update(None, "wal_checkpoint", "TRUNCATE").ok();
    drop(raw);
    file
}

/// Everything that the window and the commands show.
type Shown = (Portfolio, Vec<SyncRun>);

fn shown(file: &File) -> Result<Shown, StorageError> {
    let read = Database::read(&file.folder, |it| Ok((sync::load(it)?, it.sync_runs()?)))?;
    Ok(read.expect("a file"))
}

fn findings(file: &File) -> Result<Vec<Finding>, StorageError> {
    let read = Database::read(&file.folder, Database::verify)?;
    Ok(read.expect("a file"))
}

/// What SQLite knows of the file.
fn is_well_for_sqlite(file: &File) -> bool {
    let raw = file.raw();
    let said = raw.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
    said.is_ok_and(|it| it == "ok")
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures of this measurement")]
fn what_is_damaged_is_found() {
    let file = filled();
    let path = file.folder.database_path();
    let whole = fs::read(&path).expect("a file");
    let before = shown(&file).expect("it is whole");
    assert_eq!(findings(&file).expect("it is whole"), []);

    let (mut found, mut unread, mut unseen, mut harmless) = (0, 0, vec![], 0);
    for bit in 0..BITS {
        // A place every so many bytes, another bit each time.
        let at = bit * (whole.len() / BITS) + bit % 97;
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (bit % 8);
        fs::write(&path, &damaged).expect("it is written");
        let is_reported = findings(&file).map_or(true, |it| !it.is_empty());
        let is_well = is_well_for_sqlite(&file);
        assert!(is_reported || is_well, "byte {at}: SQLite finds more");
        match (is_reported, shown(&file)) {
            (true, Err(_)) => unread += 1,
            (true, Ok(_)) => found += 1,
            (false, Ok(after)) if after == before => harmless += 1,
            (false, Ok(_)) => unseen.push(at),
            (false, Err(error)) => panic!("byte {at}: only reading fails: {error}"),
        }
    }
    eprintln!(
        "of {BITS} bits: {unread} cannot be read, {found} are found by looking, {harmless} change \
         nothing that is shown"
    );
    assert_eq!(unseen, [0; 0], "places of bits that change what is shown");
    fs::write(&path, &whole).expect("it is whole again");
}

#[test]
fn what_the_program_would_not_write_is_found() {
    for (statement, expected) in [
        (
            "UPDATE investment_transactions SET amount = '1O0' WHERE investment_transaction_id = 'one-7'",
            "amount of investment_transactions one-7 cannot be read",
        ),
        (
            "UPDATE accounts SET missing_since = 'yesterday' WHERE account_id = 'one-first'",
            "missing_since of accounts one-first cannot be read",
        ),
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM accounts WHERE account_id = 'two-first'",
            "a row of investment_transactions refers to a row of accounts that is not there",
        ),
        (
            "UPDATE holdings SET quantity = '11' WHERE account_id = 'two-first'",
            "holding two-first/VTI/0 differs from its latest snapshot",
        ),
    ] {
        let file = filled();
        file.raw().execute_batch(statement).expect(statement);
        let found = findings(&file).expect("it can be looked at");
        assert!(
            found.iter().any(|it| text::finding(it) == expected),
            "{statement}: {found:?}"
        );
        let output = Command::new(env!("CARGO_BIN_EXE_holdfast"))
            .args(["--environment", "demo", "verify", "--csv", "--data-dir"])
            .arg(file.root.path())
            .output()
            .expect("it starts");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_whole_file_and_none_are_well() {
    for file in [filled(), File::new()] {
        let output = Command::new(env!("CARGO_BIN_EXE_holdfast"))
            .args(["--environment", "demo", "verify", "--json", "--data-dir"])
            .arg(file.root.path())
            .output()
            .expect("it starts");
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let rows: Vec<serde_json::Value> =
            serde_json::from_slice(&output.stdout).expect("a JSON array");
        assert!(rows.is_empty());
    }
}

/// A portfolio with rows in every table.
fn filled_everywhere() -> File {
    let file = filled();
    let mut answer = fetched("one");
    answer.holdings[0].institution_value = None;
    answer.holdings[0].institution_price = None;
    answer.holdings[0].tax_lots = vec![TaxLot {
        institution_lot_id: Some("lot".into()),
        original_purchase_datetime: None,
        quantity: Some(dec!(10)),
        purchase_price: None,
        cost_basis: None,
        current_value: None,
        position_type: None,
    }];
    let row = RowName::named(RowKind::Transaction, "t");
    answer.row_issues = vec![RowIssue::left_out(
        row,
        RowProblem::Shortened { characters: 9 },
    )];
    // Some transactions changed, one moved to the other account, the others are gone.
    let mut changed = transaction("one-1", "one-first", dec!(7));
    answer.transactions = vec![changed.clone()];
    changed.account_id = "one-second".into();
    changed.id = "one-2".into();
    answer.transactions.push(changed);
    let without = Fetched {
        accounts: vec![answer.accounts[0].clone()],
        ..answer.clone()
    };
    for (answer, day) in [(without, 5), (answer, 9)] {
        file.sync(answer, first_day() + Days::new(day));
    }
    let mut database = file.database();
    let now = noon(first_day());
    let choice = |it: &AccountChoice| AccountChoice {
        name: Some("Mine".into()),
        groups: vec!["Ours".into()],
        ..it.clone()
    };
    let succession = Succession {
        old: "one-first".into(),
        new: "two-first".into(),
        is_same: true,
    };
    let page = PendingLink {
        goal: LinkGoal::Connect,
        opened_at: now,
        expires_at: now,
    };
    let added = AddedKey {
        session: "session".into(),
        position: 0,
    };
    database
        .change_account_choice(&"one-first".into(), choice)
        .and_then(|()| database.save_succession(&succession, now))
        .and_then(|()| database.save_pending_link(&page))
        .and_then(|()| database.save_link_result(&added, false))
        .and_then(|()| database.save_link_result(&added, true))
        .and_then(|()| {
            let failure = SyncFailure {
                kind: FailureKind::Offline,
                code: None,
                request_id: None,
                detail: "no network".to_owned(),
            };
            database.record_failure(&"two".into(), now, now, &failure)
        })
        .and_then(|()| database.disconnect(&"two".into(), None, now))
        .and_then(|()| database.save_resolutions(&[told(now)]))
        .and_then(|()| database.enter_transaction(&transaction("mine", "one-first", dec!(7)), now))
        .and_then(|_| database.set_sync_aside(1, true, now))
        .expect("it is written");
    drop(database);
    file
}

/// An answer in which nothing is left out.
fn told(now: DateTime<Utc>) -> Resolution {
    let subject = Subject {
        item: Some("one".into()),
        account: Some("one-first".into()),
        security: Some("VTI".into()),
        currency: Some(Currency::iso("USD")),
        found_at: Some(now),
        size: Some(dec!(4)),
        detail: Some("words".into()),
        ..Subject::of(Topic::Units)
    };
    Resolution::new(subject, Answer::Income, now)
}

/// The tables, and the columns of each that its checksum is over.
fn columns(db: &rusqlite::Connection) -> Vec<(String, String)> {
    let sql = "SELECT tables.name, columns.name
               FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
               WHERE tables.type = 'table' AND columns.name <> 'checksum'";
    let mut statement = db.prepare(sql).expect("it prepares");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.expect("it runs")
        .collect::<Result<_, _>>()
        .expect("texts")
}

#[test]
fn every_table_is_well_after_whatever_is_written() {
    let file = filled_everywhere();
    assert_eq!(findings(&file).expect("it is whole"), []);
    for (table, _) in columns(&file.raw()) {
        assert!(file.rows(&table) > 0, "{table} is empty");
    }
    let mut database = file.database();
    database
        .forget_succession(&"one-first".into())
        .expect("it is forgotten");
    database
        .delete_connection(&"one".into())
        .expect("it is deleted");
    database.forget_pending_link().expect("it is forgotten");
    drop(database);
    assert_eq!(findings(&file).expect("it is whole"), []);
}

/// Does something to every column of every table, each time in a whole file, and
/// says what came of it.
fn with_each_column(
    change: impl Fn(&rusqlite::Connection, &str, &str) -> rusqlite::Result<()>,
    judge: impl Fn(&str, &str, &rusqlite::Result<()>, &[Finding]),
) {
    let file = filled_everywhere();
    let path = file.folder.database_path();
    file.raw()
        .pragma_update(None, "wal_checkpoint", "TRUNCATE")
        .ok();
    let whole = fs::read(&path).expect("a file");
    let columns = columns(&file.raw());
    for (table, column) in columns {
        fs::write(&path, &whole).expect("it is whole");
        let raw = file.raw();
        let done = change(&raw, &table, &column);
        drop(raw);
        judge(
            &table,
            &column,
            &done,
            &findings(&file).expect("it is looked at"),
        );
    }
}

#[test]
fn what_another_program_changes_is_called_that_or_refused() {
    with_each_column(
        |db, table, column| db.execute_batch(&format!("UPDATE {table} SET {column} = {column}")),
        |table, column, done, found| {
            if let Err(error) = done {
                assert!(
                    error.to_string().contains("never changes"),
                    "{table}.{column}: {error}"
                );
                assert_eq!(found, [], "{table}.{column}");
            } else {
                assert!(!found.is_empty(), "{table}.{column}");
                let is_outside = |it: &Finding| matches!(it, Finding::ChangedOutside { table: named, .. } if named == table);
                assert!(found.iter().all(is_outside), "{table}.{column}: {found:?}");
            }
        },
    );
}

#[test]
fn a_value_that_turned_into_another_one_is_found_in_every_column() {
    with_each_column(
        |db, table, column| {
            let names = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1";
            let mut triggers = db.prepare(names)?;
            for name in triggers.query_map([table], |row| row.get::<_, String>(0))? {
                db.execute_batch(&format!("DROP TRIGGER {}", name?))?;
            }
            db.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")?;
            db.execute_batch(&format!(
                "UPDATE {table} SET {column} = CASE typeof({column})
                    WHEN 'integer' THEN {column} + 1000 WHEN 'text' THEN 'x' || substr({column}, 2)
                    WHEN 'null' THEN '1' END"
            ))
        },
        |table, column, done, found| {
            assert_eq!(*done, Ok(()), "{table}.{column}");
            let is_it = |it: &Finding| matches!(it, Finding::Altered { table: named, .. } if named == table);
            assert!(found.iter().any(is_it), "{table}.{column}: {found:?}");
        },
    );
}

#[test]
fn a_row_of_another_program_is_read_and_the_next_sync_makes_it_ours() {
    let file = filled();
    file.raw()
        .execute_batch(
            "UPDATE accounts SET name = 'Theirs' WHERE account_id = 'one-first';
             INSERT INTO investment_transactions (investment_transaction_id, account_id, date, type, name)
             VALUES ('theirs', 'one-first', '2020-01-01', 'buy', 'Theirs')",
        )
        .expect("it is written");
    let portfolio = file.portfolio();
    let account = portfolio
        .accounts
        .iter()
        .find(|it| it.name == "Theirs".into());
    assert!(account.is_some());
    assert!(
        portfolio
            .transactions
            .iter()
            .any(|it| it.id == "theirs".into())
    );
    let found = findings(&file).expect("it is looked at");
    let said: Vec<_> = found.iter().map(text::finding).collect();
    assert_eq!(
        said,
        [
            "accounts one-first was changed outside of Holdfast",
            "investment_transactions one-first/theirs was changed outside of Holdfast",
        ]
    );
    file.sync(fetched("one"), first_day() + Days::new(4));
    assert_eq!(findings(&file).expect("it is looked at").len(), 1);
}

#[test]
fn rows_of_an_older_file_get_their_checksums() {
    let file = File::new();
    let raw = file.raw();
    for migration in OLDER {
        raw.execute_batch(migration).expect("it applies");
    }
    raw.execute_batch(
        "PRAGMA application_id = 1215261796; PRAGMA user_version = 10;
         INSERT INTO connections (item_id, created_at, is_manual) VALUES ('item', '2026-01-01T00:00:00Z', 0);
         INSERT INTO accounts (account_id, item_id, name, type) VALUES ('a', 'item', 'A', 'investment');
         INSERT INTO sync_runs (sync_run_id, item_id, started_at, finished_at, outcome)
         VALUES (1, 'item', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', 'success');
         INSERT INTO account_snapshots VALUES (1, 'a', '10', 'USD', NULL);
         INSERT INTO investment_transactions (investment_transaction_id, account_id, date, type, name)
         VALUES ('t', 'a', '2025-01-01', 'buy', 'Bought')",
    )
    .expect("it is filled");
    drop(raw);
    assert_eq!(file.portfolio().transactions.len(), 1);
    assert_eq!(findings(&file).expect("it is looked at"), []);
}

/// The migrations before checksums.
const OLDER: [&str; 10] = [
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
];
