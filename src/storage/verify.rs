//! Looks whether the portfolio is whole: what SQLite knows of its file, that
//! every reference leads somewhere, that every value is what its column holds,
//! that every row is as it was written, and that what is stored twice is the
//! same twice.
//!
//! A row that another program deleted is missed only by what refers to it.

use rusqlite::{Connection as Sqlite, Row, types::ValueRef};

use super::{Database, StorageError, Valuing, checksums, migrate, sql};
use crate::{
    domain::{Account, Security, Snapshot},
    portfolio::{AccountValue, Finding},
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
    "size",
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
    "entered_at",
    "expires_at",
    "finished_at",
    "found_at",
    "institution_price_datetime",
    "opened_at",
    "original_purchase_datetime",
    "set_aside_at",
    "started_at",
    "transaction_datetime",
    "update_datetime",
];

impl Database {
    /// What is wrong with the portfolio; nothing where it is well.
    pub fn verify(&self) -> Result<Vec<Finding>, StorageError> {
        let mut findings = vec![];
        let db = self.db.unchecked_transaction()?;
        for found in [
            structure(&db),
            schema(&db),
            references(&db),
            rows(&db),
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
    check: Result<Vec<Finding>, StorageError>,
    findings: &mut Vec<Finding>,
) -> Result<(), StorageError> {
    match check {
        Ok(found) => findings.extend(found),
        Err(StorageError::Damaged { table, column, row }) => {
            let table = table.to_owned();
            findings.push(Finding::UnreadableValue { table, column, row });
        }
        Err(StorageError::Corrupt(error)) => findings.push(Finding::Structure(error.to_string())),
        // A value of another type than the column's.
        Err(StorageError::Sqlite(error)) if error.code().is_none() => {
            let cause = error.to_string();
            findings.push(Finding::UnreadableRow { cause });
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

fn structure(db: &Sqlite) -> Result<Vec<Finding>, StorageError> {
    let mut said = texts(db, &format!("PRAGMA integrity_check({MOST})"))?;
    said.retain(|it| it != "ok");
    Ok(said.into_iter().map(Finding::Structure).collect())
}

/// The tables, indexes and triggers that are not as the migrations make them.
fn schema(db: &Sqlite) -> Result<Vec<Finding>, StorageError> {
    let mut right = Sqlite::open_in_memory()?;
    checksums::register(&right)?;
    migrate::fill(&mut right, migrate::MIGRATIONS)?;
    let sql = "SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema WHERE sql IS NOT NULL";
    let found = texts(db, sql)?;
    let mut missing = texts(&right, sql)?;
    missing.retain(|it| !found.contains(it));
    Ok(missing
        .iter()
        .filter_map(|it| it.split_once(':'))
        .map(|(name, _)| Finding::Schema {
            object: name.to_owned(),
        })
        .take(MOST)
        .collect())
}

fn references(db: &Sqlite) -> Result<Vec<Finding>, StorageError> {
    let mut statement = db.prepare("PRAGMA foreign_key_check")?;
    let found = statement.query_map([], |row| {
        Ok(Finding::LostReference {
            table: row.get("table")?,
            parent: row.get("parent")?,
        })
    })?;
    Ok(found.take(MOST).collect::<Result<_, _>>()?)
}

/// Every value of every row, and the row by its checksum.
fn rows(db: &Sqlite) -> Result<Vec<Finding>, StorageError> {
    let (mut unreadable, mut altered, mut outside) = (vec![], vec![], vec![]);
    for table in texts(db, checksums::TABLES)? {
        let columns = Columns::of(db, &table)?;
        let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for (at, column) in columns.names.iter().enumerate() {
                if unreadable.len() < MOST && !fits(column, row.get_ref(at)?) {
                    unreadable.push(Finding::UnreadableValue {
                        table: table.clone(),
                        column: column.clone(),
                        row: columns.row_name(row)?,
                    });
                }
            }
            let Some(place) = columns.checksum else {
                continue;
            };
            let stored = row.get_ref(place)?;
            if stored == ValueRef::Null && outside.len() < MOST {
                let (table, row) = (table.clone(), columns.row_name(row)?);
                outside.push(Finding::ChangedOutside { table, row });
            } else if stored != ValueRef::Null
                && altered.len() < MOST
                && stored != ValueRef::Integer(columns.checksum_of(row, place)?.into())
            {
                let (table, row) = (table.clone(), columns.row_name(row)?);
                altered.push(Finding::Altered { table, row });
            }
        }
    }
    unreadable.extend(altered);
    unreadable.extend(outside);
    Ok(unreadable)
}

/// The columns of a table, in their order.
struct Columns {
    names: Vec<String>,
    /// Those of the primary key; the first one where there is none.
    key: Vec<usize>,
    checksum: Option<usize>,
}

impl Columns {
    fn of(db: &Sqlite, table: &str) -> Result<Self, StorageError> {
        // By value: rusqlite takes the names of a statement's columns to be UTF-8,
        // which those of a damaged file may not be.
        let mut about = db.prepare("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid")?;
        let about = about.query_map([table], |row| Ok((lossy(row.get_ref(0)?), row.get(1)?)))?;
        let about: Vec<(String, usize)> = about.collect::<Result<_, _>>()?;
        let mut key: Vec<usize> = (0..about.len()).filter(|at| about[*at].1 > 0).collect();
        key.sort_by_key(|at| about[*at].1);
        if key.is_empty() {
            key.push(0);
        }
        let names: Vec<String> = about.into_iter().map(|it| it.0).collect();
        Ok(Self {
            key,
            checksum: names.iter().position(|it| it == checksums::COLUMN),
            names,
        })
    }

    /// What a row is called.
    fn row_name(&self, row: &Row<'_>) -> Result<String, StorageError> {
        let parts = self.key.iter().map(|at| Ok(lossy(row.get_ref(*at)?)));
        Ok(parts.collect::<Result<Vec<_>, StorageError>>()?.join("/"))
    }

    /// What the checksum of a row has to be.
    fn checksum_of(&self, row: &Row<'_>, place: usize) -> Result<i32, StorageError> {
        let others = (0..self.names.len()).filter(|at| *at != place);
        let values: Vec<ValueRef<'_>> =
            others.map(|at| row.get_ref(at)).collect::<Result<_, _>>()?;
        Ok(checksums::of(values))
    }
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
fn current_holdings(db: &Sqlite) -> Result<Vec<Finding>, StorageError> {
    Ok(texts(db, sql::SNAPSHOTS_UNLIKE_HOLDINGS)?
        .into_iter()
        .take(MOST)
        .map(|holding| Finding::UnlikeSnapshot { holding })
        .collect())
}

fn texts(db: &Sqlite, sql: &str) -> Result<Vec<String>, StorageError> {
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok(lossy(row.get_ref(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
