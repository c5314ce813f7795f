//! A file in which single bits have turned: what of it is found.

use std::{fs, process::Command};

use crate::common::stored::{File, fetched, first_day, transaction};
use chrono::Days;
use holdfast::{
    connect::SyncRun,
    portfolio::Portfolio,
    storage::{Database, StorageError},
    sync,
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

fn findings(file: &File) -> Result<Vec<String>, StorageError> {
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
fn what_is_damaged_is_found_as_far_as_it_can_be_known() {
    let file = filled();
    let path = file.folder.database_path();
    let whole = fs::read(&path).expect("a file");
    let before = shown(&file).expect("it is whole");
    assert_eq!(findings(&file).expect("it is whole"), [""; 0]);

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
         nothing that is shown, {} change a text and are not found",
        unseen.len()
    );
    // A digit or letter of a text that is stored once became another one: the
    // file keeps no sums. Nothing else may go unseen.
    for at in unseen {
        let letters = at.saturating_sub(1)..(at + 2).min(whole.len());
        let is_text = whole[letters].iter().all(u8::is_ascii);
        assert!(is_text, "byte {at} is in no text");
    }
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
            found.iter().any(|it| it == expected),
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
