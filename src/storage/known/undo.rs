//! What rows were before the syncs that do not count.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::{Connection as Sqlite, OptionalExtension as _, named_params, types::Value};

use super::Syncs;
use crate::storage::{StorageError, former_rows::Table, sql};

/// A row as it is by the syncs that count.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Whether it is not there by them.
    pub(super) is_absent: bool,
    /// The columns that are others by them.
    pub(super) columns: BTreeMap<String, Value>,
    /// A sync that counts says all of it.
    pub(super) is_settled: bool,
    /// The columns that a sync that counts says.
    settled: BTreeSet<String>,
}

/// Rows by table and key.
pub(super) type Undone = BTreeMap<(Table, String), Row>;

/// What one sync changed of one row.
struct Change {
    run: i64,
    table: Table,
    key: String,
    /// The row was not there before.
    is_new: bool,
    columns: Vec<(String, Value)>,
}

/// Goes back through what is kept, the latest sync first.
pub(super) fn read(db: &Sqlite, syncs: &Syncs) -> Result<Undone, StorageError> {
    let mut undone = Undone::new();
    let Some(first) = syncs.first_left_out() else {
        return Ok(undone);
    };
    let mut statement = db.prepare_cached(sql::FORMER_ROWS_SINCE)?;
    let mut rows = statement.query(named_params! { ":first": first })?;
    let mut open: Option<Change> = None;
    while let Some(row) = rows.next()? {
        let about: String = row.get("about")?;
        let Some(table) = Table::named(&about) else {
            continue;
        };
        let (run, key): (i64, String) = (row.get("sync_run_id")?, row.get("row_key")?);
        let is_same = |it: &Change| it.run == run && it.table == table && it.key == key;
        if !open.as_ref().is_some_and(is_same) {
            let change = Change {
                run,
                table,
                key,
                is_new: row.get("is_new")?,
                columns: vec![],
            };
            if let Some(done) = open.replace(change) {
                undo(db, syncs, done, &mut undone)?;
            }
        }
        let column: Option<String> = row.get("name")?;
        if let (Some(name), Some(change)) = (column, &mut open) {
            change.columns.push((name, row.get("value")?));
        }
    }
    if let Some(done) = open {
        undo(db, syncs, done, &mut undone)?;
    }
    Ok(undone)
}

fn undo(
    db: &Sqlite,
    syncs: &Syncs,
    change: Change,
    undone: &mut Undone,
) -> Result<(), StorageError> {
    let row = undone
        .entry((change.table, change.key.clone()))
        .or_default();
    if row.is_settled {
        return Ok(());
    }
    let day = match change.table {
        Table::Transactions => day_of(db, &change, row)?,
        Table::Connections
        | Table::Accounts
        | Table::Gaps
        | Table::Securities
        | Table::Holdings
        | Table::Lots => None,
    };
    if syncs.holds(change.run, day) {
        // A security is described by several connections, each a part of it.
        row.is_settled = change.is_new || change.table != Table::Securities;
        row.settled
            .extend(change.columns.into_iter().map(|it| it.0));
    } else if change.is_new {
        row.is_absent = row.settled.is_empty();
        if row.is_absent {
            row.columns.clear();
        }
    } else {
        row.is_absent = false;
        let others = change.columns.into_iter();
        let others = others.filter(|it| !row.settled.contains(&it.0));
        row.columns.extend(others.collect::<Vec<_>>());
    }
    Ok(())
}

/// The day of a transaction as it was after a change.
fn day_of(db: &Sqlite, change: &Change, row: &Row) -> Result<Option<NaiveDate>, StorageError> {
    let before = change.columns.iter().find(|it| it.0 == "date");
    let known = row.columns.get("date").or(before.map(|it| &it.1));
    let day = match known {
        Some(Value::Text(day)) => Some(day.clone()),
        Some(Value::Null | Value::Integer(_) | Value::Real(_) | Value::Blob(_)) => None,
        None => {
            let mut statement = db.prepare_cached(
                "SELECT date FROM main.investment_transactions \
                 WHERE account_id = json_extract(?1, '$[0]') \
                 AND investment_transaction_id = json_extract(?1, '$[1]')",
            )?;
            statement
                .query_row([&change.key], |row| row.get(0))
                .optional()?
        }
    };
    Ok(day.and_then(|it| it.parse().ok()))
}
