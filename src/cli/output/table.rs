//! Rows under named columns.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

/// Rows that a command prints, made one by one as they are written.
pub struct Table<'a> {
    pub(super) columns: &'static [Column],
    pub(super) rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
    /// What its totals leave out, as a sentence for the person.
    pub(super) left_out: Option<String>,
}

impl<'a> Table<'a> {
    /// Each row has a cell for each column.
    pub(in crate::cli) fn new(
        columns: &'static [Column],
        rows: impl IntoIterator<Item = Vec<Cell>> + 'a,
    ) -> Self {
        Self {
            columns,
            rows: Box::new(rows.into_iter()),
            left_out: None,
        }
    }

    /// The same, and what is said of what is not in it.
    pub(in crate::cli) fn leaving_out(self, left_out: Option<String>) -> Self {
        Self { left_out, ..self }
    }
}

/// How a table is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The columns that have a title, aligned.
    Text,
    /// One array of objects, every column a field.
    Json,
    /// A header line and a line per row, every column a field.
    Csv,
}

/// A field. Its name is a promise.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Column {
    pub(super) name: &'static str,
    /// Its heading in text; none where the field is for programs.
    pub(super) title: Option<&'static str>,
    pub(super) is_numeric: bool,
    /// Whether people see the next field where this one is unknown.
    pub(super) has_other: bool,
}

/// A field for programs only.
pub(in crate::cli) const fn field(name: &'static str) -> Column {
    Column {
        name,
        title: None,
        is_numeric: false,
        has_other: false,
    }
}

/// A field that people see too.
pub(in crate::cli) const fn shown(name: &'static str, title: &'static str) -> Column {
    Column {
        name,
        title: Some(title),
        is_numeric: false,
        has_other: false,
    }
}

/// A field that people see, or in its place the field that follows, where only
/// that one is known.
pub(in crate::cli) const fn either(name: &'static str, title: &'static str) -> Column {
    Column {
        has_other: true,
        ..shown(name, title)
    }
}

/// A figure that people see too, aligned right.
pub(in crate::cli) const fn figure(name: &'static str, title: &'static str) -> Column {
    Column {
        name,
        title: Some(title),
        is_numeric: true,
        has_other: false,
    }
}

/// The content of one field of one row.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::cli) enum Cell {
    /// Null in JSON, empty in CSV and text.
    Unknown,
    Text(String),
    /// In UTC for programs, where the person is for people.
    Instant(DateTime<Utc>),
    /// A string in JSON, with every digit.
    Decimal(Decimal),
    Count(usize),
    Flag(bool),
    /// An array of objects, in CSV as JSON.
    Rows(Vec<Vec<(&'static str, Self)>>),
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Into::into)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Decimal> for Cell {
    fn from(value: Decimal) -> Self {
        Self::Decimal(value)
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Text(date.to_string())
    }
}

impl From<DateTime<Utc>> for Cell {
    fn from(instant: DateTime<Utc>) -> Self {
        Self::Instant(instant)
    }
}
