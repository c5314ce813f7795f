//! Reading rows, and their decimal, date, instant, id and text columns.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rusqlite::{Connection as Sqlite, Params, Row, RowIndex, types::ValueRef};
use rust_decimal::Decimal;

use super::StorageError;
use crate::domain::{Currency, Subtype};

/// Runs a statement and hands every row to `read`. A value that cannot be read
/// is reported with `table` and the row's first column, which is its id.
pub(super) fn each_row(
    db: &Sqlite,
    table: &'static str,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        read(row).map_err(|error| error.found_in(table, || id(row)))?;
    }
    Ok(())
}

/// [`each_row`], collected.
pub(super) fn every_row<T>(
    db: &Sqlite,
    table: &'static str,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StorageError>,
) -> Result<Vec<T>, StorageError> {
    let mut values = vec![];
    each_row(db, table, sql, params, |row| {
        values.push(read(row)?);
        Ok(())
    })?;
    values.shrink_to_fit();
    Ok(values)
}

/// What a row is called: its first column.
pub(super) fn id(row: &Row<'_>) -> String {
    match row.get_ref(0) {
        Ok(ValueRef::Text(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        Ok(ValueRef::Integer(number)) => number.to_string(),
        Ok(ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_)) | Err(_) => "?".to_owned(),
    }
}

/// A column's name, or its place in the statement: a name is looked up again
/// for every row, which takes measurable time over 100,000 rows.
pub(super) trait Column: RowIndex + Copy {}

impl Column for &str {}
impl Column for usize {}

/// Shares equal texts, so that 100,000 rows of one account name it once.
#[derive(Default)]
pub(super) struct Texts {
    texts: HashSet<Arc<str>>,
    subtypes: HashMap<Box<str>, Subtype>,
}

impl Texts {
    pub(super) fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(shared) = self.texts.get(text) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&shared));
        shared
    }

    /// A text column.
    pub(super) fn text(
        &mut self,
        row: &Row<'_>,
        column: impl Column,
    ) -> Result<Arc<str>, StorageError> {
        self.maybe_text(row, column)?
            .ok_or_else(|| damaged(row, column))
    }

    /// A text column that may be NULL.
    pub(super) fn maybe_text(
        &mut self,
        row: &Row<'_>,
        column: impl Column,
    ) -> Result<Option<Arc<str>>, StorageError> {
        Ok(text(row, column)?.map(|it| self.share(it)))
    }

    /// The subtype of a transaction, which may be NULL.
    pub(super) fn subtype(
        &mut self,
        row: &Row<'_>,
        column: impl Column,
    ) -> Result<Option<Subtype>, StorageError> {
        let Some(text) = text(row, column)? else {
            return Ok(None);
        };
        if let Some(shared) = self.subtypes.get(text) {
            return Ok(Some(shared.clone()));
        }
        let subtype = Subtype::from(text);
        self.subtypes.insert(text.into(), subtype.clone());
        Ok(Some(subtype))
    }

    /// The two columns of a currency, under their usual names.
    pub(super) fn currency(&mut self, row: &Row<'_>) -> Result<Option<Currency>, StorageError> {
        self.currency_in(row, "iso_currency_code", "unofficial_currency_code")
    }

    /// The two columns of a currency.
    pub(super) fn currency_in(
        &mut self,
        row: &Row<'_>,
        iso: impl Column,
        unofficial: impl Column,
    ) -> Result<Option<Currency>, StorageError> {
        if let Some(code) = self.maybe_text(row, iso)? {
            return Ok(Some(Currency::Iso(code)));
        }
        let code = self.maybe_text(row, unofficial)?;
        Ok(code.map(Currency::Unofficial))
    }
}

/// The text itself, borrowed from the row.
pub(super) fn text<'a>(
    row: &'a Row<'_>,
    column: impl Column,
) -> Result<Option<&'a str>, StorageError> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(damaged(row, column)),
        },
        ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => Err(damaged(row, column)),
    }
}

/// A column whose text is parsed, and may be NULL.
fn parsed<T>(
    row: &Row<'_>,
    column: impl Column,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, StorageError> {
    match text(row, column)? {
        None => Ok(None),
        Some(text) => parse(text).map(Some).ok_or_else(|| damaged(row, column)),
    }
}

/// A decimal column that may be NULL.
pub(super) fn maybe_decimal(
    row: &Row<'_>,
    column: impl Column,
) -> Result<Option<Decimal>, StorageError> {
    parsed(row, column, |it| Decimal::from_str_exact(it).ok())
}

/// A date column that may be NULL.
pub(super) fn maybe_date(
    row: &Row<'_>,
    column: impl Column,
) -> Result<Option<NaiveDate>, StorageError> {
    parsed(row, column, |it| it.parse().ok())
}

/// A date column.
pub(super) fn date(row: &Row<'_>, column: impl Column) -> Result<NaiveDate, StorageError> {
    maybe_date(row, column)?.ok_or_else(|| damaged(row, column))
}

/// An instant column that may be NULL.
pub(super) fn maybe_instant(
    row: &Row<'_>,
    column: impl Column,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    parsed(row, column, |it| {
        let instant = DateTime::parse_from_rfc3339(it).ok()?;
        Some(instant.with_timezone(&Utc))
    })
}

/// An instant column.
pub(super) fn instant(row: &Row<'_>, column: impl Column) -> Result<DateTime<Utc>, StorageError> {
    maybe_instant(row, column)?.ok_or_else(|| damaged(row, column))
}

/// A count column.
pub(super) fn count(row: &Row<'_>, column: impl Column) -> Result<usize, StorageError> {
    maybe_count(row, column)?.ok_or_else(|| damaged(row, column))
}

/// A count column that may be NULL.
pub(super) fn maybe_count(
    row: &Row<'_>,
    column: impl Column,
) -> Result<Option<usize>, StorageError> {
    let count: Option<i64> = row.get(column)?;
    let count = count.map(usize::try_from).transpose();
    count.map_err(|_negative| damaged(row, column))
}

pub(super) fn damaged(row: &Row<'_>, column: impl Column) -> StorageError {
    let statement = row.as_ref();
    let name = column
        .idx(statement)
        .and_then(|at| statement.column_name(at));
    StorageError::Damaged {
        table: "",
        column: name.unwrap_or_default().to_owned(),
        row: String::new(),
    }
}

/// The text of an instant, with as many digits as it has.
pub(super) fn instant_text(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The official code of a currency, for its column.
pub(super) fn iso(currency: Option<&Currency>) -> Option<&str> {
    match currency {
        Some(Currency::Iso(code)) => Some(code),
        Some(Currency::Unofficial(_)) | None => None,
    }
}

/// The unofficial code of a currency, for its column.
pub(super) fn unofficial(currency: Option<&Currency>) -> Option<&str> {
    match currency {
        Some(Currency::Unofficial(code)) => Some(code),
        Some(Currency::Iso(_)) | None => None,
    }
}
