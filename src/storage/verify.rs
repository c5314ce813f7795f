//! Looks whether the portfolio is whole: what SQLite knows of its file, that
//! every reference leads somewhere, that every value is what its column holds,
//! and that what is stored twice is the same twice.
//!
//! A digit that became another digit in a row that is stored once is not found:
//! the file keeps no sums of its rows.

use rusqlite::{Connection as Sqlite, types::ValueRef};

use super::{Database, StorageError, Valuing, migrate, sql};
use crate::{
    domain::{Account, Security, Snapshot},
    portfolio::AccountValue,
};

/// How many findings of one kind are told.
const MOST: usize = 20;

/// The columns that hold more than any text, in whatever table.
const DECIMALS: &[&str] = &[
    "amount",
    "balance_available",
    "balance_current",
    "balance_limit",
    "close_price",
    "cost_basis",
    "current_value",
    "fees",
    "fixed_income_face_value",
    "fixed_income_percentage",
    "institution_price",
    "institution_value",
    "margin_loan_amount",
    "market_value",
    "option_strike_price",
    "price",
    "purchase_price",
    "quantity",
    "vested_quantity",
    "vested_value",
];
const DATES: &[&str] = &[
    "as_of",
    "close_price_as_of",
    "date",
    "fixed_income_issue_date",
    "fixed_income_maturity_date",
    "institution_price_as_of",
    "missing_since",
    "option_expiration_date",
    "removed_on",
];
const INSTANTS: &[&str] = &[
    "consent_expires_at",
    "created_at",
    "data_as_of",
    "decided_at",
    "disconnected_at",
    "expires_at",
    "finished_at",
    "institution_price_datetime",
    "opened_at",
    "original_purchase_datetime",
    "started_at",
    "transaction_datetime",
    "update_datetime",
];

impl Database {
    /// What is wrong with the portfolio, each in words; nothing where it is well.
    pub fn verify(&self) -> Result<Vec<String>, StorageError> {
        let mut findings = vec![];
        let db = self.db.unchecked_transaction()?;
        for found in [
            structure(&db),
            schema(&db),
            references(&db),
            values(&db),
            current_holdings(&db),
        ] {
            add(found, &mut findings)?;
        }
        drop(db);
        // What loading refuses beyond these checks.
        for read in [
            self.facts(EverySnapshot).map(drop),
            self.sync_runs().map(drop),
            self.link_results().map(drop),
        ] {
            add(read.map(|()| vec![]), &mut findings)?;
        }
        Ok(findings)
    }

    /// The error that came of a read or a write; where the file proves broken
    /// when it is looked at, that it is.
    pub(super) fn examined(&self, error: StorageError) -> StorageError {
        let is_odd = match &error {
            StorageError::Damaged { .. } => true,
            StorageError::Sqlite(error) => {
                error.code() == Some(rusqlite::ErrorCode::ConstraintViolation)
            }
            StorageError::Corrupt(_)
            | StorageError::Io { .. }
            | StorageError::NoDataFolder
            | StorageError::AlreadyRunning
            | StorageError::PageOpen
            | StorageError::DiskFull
            | StorageError::NotAFile { .. }
            | StorageError::NotAFolder { .. }
            | StorageError::DanglingLink { .. }
            | StorageError::Empty { .. }
            | StorageError::Unfinished { .. }
            | StorageError::Outdated { .. }
            | StorageError::Migration(_)
            | StorageError::Newer { .. }
            | StorageError::Foreign { .. } => false,
        };
        if !is_odd {
            return error;
        }
        match texts(&self.db, "PRAGMA quick_check(1)") {
            Ok(said) if said == ["ok"] => error,
            Ok(said) => {
                let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
                let said = said.into_iter().next();
                StorageError::Corrupt(rusqlite::Error::SqliteFailure(code, said).into())
            }
            Err(broken) => broken,
        }
    }
}

/// Reads snapshots and values none. No values are kept by its rule, so that every
/// snapshot is read.
struct EverySnapshot;

impl Valuing for EverySnapshot {
    const RULE: u32 = 0;

    fn add(&mut self, _: i64, _: Snapshot, _: Option<&Security>, _: Option<&Account>) {}

    fn finish(self) -> Vec<(i64, AccountValue)> {
        vec![]
    }
}

/// Adds what a check found. That the file is too broken to be checked is a
/// finding, too.
fn add(
    check: Result<Vec<String>, StorageError>,
    findings: &mut Vec<String>,
) -> Result<(), StorageError> {
    match check {
        Ok(found) => findings.extend(found),
        Err(error @ StorageError::Damaged { .. }) => findings.push(error.to_string()),
        Err(StorageError::Corrupt(error)) => {
            findings.push(format!("the file is damaged: {error}"));
        }
        // A value of another type than the column's.
        Err(StorageError::Sqlite(error)) if error.code().is_none() => {
            findings.push(format!("a row cannot be read: {error}"));
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

fn structure(db: &Sqlite) -> Result<Vec<String>, StorageError> {
    let mut said = texts(db, &format!("PRAGMA integrity_check({MOST})"))?;
    said.retain(|it| it != "ok");
    Ok(said)
}

/// The tables, indexes and triggers that are not as the migrations make them.
fn schema(db: &Sqlite) -> Result<Vec<String>, StorageError> {
    let mut right = Sqlite::open_in_memory()?;
    migrate::fill(&mut right, migrate::MIGRATIONS)?;
    let sql = "SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema WHERE sql IS NOT NULL";
    let found = texts(db, sql)?;
    let mut missing = texts(&right, sql)?;
    missing.retain(|it| !found.contains(it));
    Ok(missing
        .iter()
        .filter_map(|it| it.split_once(':'))
        .map(|(name, _)| format!("{name} is not as it was made"))
        .take(MOST)
        .collect())
}

fn references(db: &Sqlite) -> Result<Vec<String>, StorageError> {
    let mut statement = db.prepare("PRAGMA foreign_key_check")?;
    let found = statement.query_map([], |row| {
        let (table, parent): (String, String) = (row.get("table")?, row.get("parent")?);
        Ok(format!(
            "a row of {table} refers to a row of {parent} that is not there"
        ))
    })?;
    Ok(found.take(MOST).collect::<Result<_, _>>()?)
}

/// Every value of every table.
fn values(db: &Sqlite) -> Result<Vec<String>, StorageError> {
    let mut findings = vec![];
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                  ORDER BY name";
    for table in texts(db, tables)? {
        // By value: rusqlite takes the names of a statement's columns to be UTF-8,
        // which those of a damaged file may not be.
        let mut names = db.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let columns = names
            .query_map([&table], |row| Ok(lossy(row.get_ref(0)?)))?
            .collect::<Result<Vec<String>, _>>()?;
        let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for (at, column) in columns.iter().enumerate() {
                if findings.len() < MOST && !fits(column, row.get_ref(at)?) {
                    let id = lossy(row.get_ref(0)?);
                    findings.push(format!("{column} of {table} {id} cannot be read"));
                }
            }
        }
    }
    Ok(findings)
}

/// The text of a value, whatever bytes it has.
fn lossy(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => "?".to_owned(),
    }
}

/// Whether a value is one that Holdfast writes into a column of this name.
fn fits(column: &str, value: ValueRef<'_>) -> bool {
    use chrono::{DateTime, NaiveDate};
    use rust_decimal::Decimal;
    let ValueRef::Text(bytes) = value else {
        // What type a column has is for SQLite to check.
        return true;
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    if DECIMALS.contains(&column) {
        Decimal::from_str_exact(text).is_ok_and(|it| it.to_string() == text)
    } else if DATES.contains(&column) {
        text.parse::<NaiveDate>()
            .is_ok_and(|it| it.to_string() == text)
    } else if INSTANTS.contains(&column) {
        DateTime::parse_from_rfc3339(text).is_ok()
    } else {
        true
    }
}

/// What an account holds, against the snapshot that its latest sync took of it.
fn current_holdings(db: &Sqlite) -> Result<Vec<String>, StorageError> {
    Ok(texts(db, sql::SNAPSHOTS_UNLIKE_HOLDINGS)?
        .into_iter()
        .take(MOST)
        .map(|holding| format!("holding {holding} differs from its latest snapshot"))
        .collect())
}

fn texts(db: &Sqlite, sql: &str) -> Result<Vec<String>, StorageError> {
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok(lossy(row.get_ref(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
