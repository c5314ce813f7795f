//! The checksum of every row, in the column `checksum` of every table.
//!
//! It is a CRC-32 over all other values of the row, so that no single bit of it
//! can turn unseen, and it is written in the transaction that writes the row.
//! A row that another program wrote or changed has none: the schema takes it
//! away, and cannot compute one.

use crc32fast::hash;
use rusqlite::{
    CachedStatement, Connection as Sqlite, Params, Statement, ToSql,
    functions::FunctionFlags,
    types::{ToSqlOutput, ValueRef},
};

/// The column, which no checksum is over.
pub(super) const COLUMN: &str = "checksum";
/// Computes it in the statements of this program.
const FUNCTION: &str = "holdfast_checksum";

/// The names of all tables.
pub(super) const TABLES: &str = "SELECT name FROM sqlite_schema \
     WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";

/// Makes the function known that seals rows.
pub(super) fn register(db: &Sqlite) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    db.create_scalar_function(FUNCTION, -1, flags, |values| {
        let mut bytes = Vec::with_capacity(256);
        for at in 0..values.len() {
            append(&mut bytes, values.get_raw(at));
        }
        Ok(checksum(&bytes))
    })
}

/// The checksum over values in the order of their columns.
pub(super) fn of<'a>(values: impl IntoIterator<Item = ValueRef<'a>>) -> i32 {
    let mut bytes = Vec::with_capacity(256);
    for value in values {
        append(&mut bytes, value);
    }
    checksum(&bytes)
}

/// Runs a statement with the values of all columns, in their order, and then the
/// checksum over them. `bytes` is room that is used again.
pub(super) fn execute_sealed(
    statement: &mut Statement<'_>,
    values: &[&dyn ToSql],
    bytes: &mut Vec<u8>,
) -> rusqlite::Result<()> {
    bytes.clear();
    for (place, value) in (1..).zip(values) {
        let value = value.to_sql()?;
        if let ToSqlOutput::Borrowed(value) = value {
            append(bytes, value);
        } else if let ToSqlOutput::Owned(value) = &value {
            append(bytes, value.into());
        }
        statement.raw_bind_parameter(place, value)?;
    }
    statement.raw_bind_parameter(values.len() + 1, checksum(bytes))?;
    statement.raw_execute()?;
    Ok(())
}

/// Gives the rows of `table` that `condition` names their checksum, where they
/// have none.
pub(super) fn seal(
    db: &Sqlite,
    table: &str,
    condition: &str,
    params: impl Params,
) -> rusqlite::Result<()> {
    sealing(db, table, condition)?.execute(params)?;
    Ok(())
}

/// The statement of [`seal`], for many rows one after the other: asking for the
/// columns takes longer than a row.
pub(super) fn sealing<'db>(
    db: &'db Sqlite,
    table: &str,
    condition: &str,
) -> rusqlite::Result<CachedStatement<'db>> {
    let columns = columns(db, table)?.join("\", \"");
    db.prepare_cached(&format!(
        "UPDATE \"{table}\" SET {COLUMN} = {FUNCTION}(\"{columns}\") \
         WHERE {COLUMN} IS NULL AND {condition}"
    ))
}

/// Gives all rows of all tables their checksum.
pub(super) fn seal_all(db: &Sqlite) -> rusqlite::Result<()> {
    let mut tables = db.prepare(TABLES)?;
    let tables = tables.query_map([], |row| row.get(0))?;
    for table in tables.collect::<Result<Vec<String>, _>>()? {
        seal(db, &table, "true", [])?;
    }
    Ok(())
}

/// The columns of a table that its checksum is over.
pub(super) fn columns(db: &Sqlite, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut names =
        db.prepare_cached("SELECT name FROM pragma_table_info(?1) WHERE name <> ?2 ORDER BY cid")?;
    let names = names.query_map([table, COLUMN], |row| row.get(0))?;
    names.collect()
}

/// A value as it enters a checksum: its kind, its length, its bytes.
fn append(bytes: &mut Vec<u8>, value: ValueRef<'_>) {
    let (kind, own): (u8, &[u8]) = match &value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(number) => (1, &number.to_le_bytes()),
        ValueRef::Real(number) => (2, &number.to_bits().to_le_bytes()),
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(blob) => (4, blob),
    };
    bytes.push(kind);
    bytes.extend_from_slice(&(own.len() as u64).to_le_bytes());
    bytes.extend_from_slice(own);
}

/// As a signed number, which takes four bytes in a row.
fn checksum(bytes: &[u8]) -> i32 {
    hash(bytes).cast_signed()
}
