//! Tables on stdout: as text for people, as JSON and CSV for programs.

use std::{
    error::Error,
    io::{self, BufWriter, Write},
};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rust_decimal::Decimal;

use super::CliError;
use crate::{
    connect::error_chain,
    text::{CsvWriter, printable},
};

/// The longest text in a table for people, in characters.
const WIDEST: usize = 60;

/// How a table is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// The columns that have a title, aligned.
    Text,
    /// One array of objects, every column a field.
    Json,
    /// A header line and a line per row, every column a field.
    Csv,
}

/// A field. Its name is a promise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    name: &'static str,
    /// Its heading in text; none where the field is for programs.
    title: Option<&'static str>,
    is_numeric: bool,
    /// Whether people see the next field where this one is unknown.
    has_other: bool,
}

/// A field for programs only.
pub(super) const fn field(name: &'static str) -> Column {
    Column {
        name,
        title: None,
        is_numeric: false,
        has_other: false,
    }
}

/// A field that people see too.
pub(super) const fn shown(name: &'static str, title: &'static str) -> Column {
    Column {
        name,
        title: Some(title),
        is_numeric: false,
        has_other: false,
    }
}

/// A field that people see, or in its place the field that follows, where only
/// that one is known.
pub(super) const fn either(name: &'static str, title: &'static str) -> Column {
    Column {
        has_other: true,
        ..shown(name, title)
    }
}

/// A figure that people see too, aligned right.
pub(super) const fn figure(name: &'static str, title: &'static str) -> Column {
    Column {
        name,
        title: Some(title),
        is_numeric: true,
        has_other: false,
    }
}

/// The content of one field of one row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
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

/// Prints rows on stdout.
pub(super) fn print(
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    format: Format,
) -> Result<(), CliError> {
    let mut out = BufWriter::new(io::stdout().lock());
    write(columns, rows, format, &mut out)
        .and_then(|()| out.flush())
        .map_err(CliError::Output)
}

/// Prints one line on stderr, for the person.
pub(super) fn tell(line: &str) {
    // Where stderr is closed there is nowhere to report it.
    drop(writeln!(io::stderr(), "{}", printable(line)));
}

/// Prints an error and its causes as one line on stderr.
pub(super) fn complain(error: &dyn Error) {
    tell(&format!("holdfast: {}", error_chain(error)));
}

fn write(
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    format: Format,
    out: &mut impl Write,
) -> io::Result<()> {
    match format {
        Format::Text => write_text(columns, rows, out),
        Format::Json => write_json(columns, rows, out),
        Format::Csv => write_csv(columns, rows, out),
    }
}

fn write_json(
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    out: &mut impl Write,
) -> io::Result<()> {
    out.write_all(b"[")?;
    for (at, row) in rows.enumerate() {
        out.write_all(if at == 0 { b"\n  {" } else { b",\n  {" })?;
        let names = columns.iter().map(|it| it.name);
        write_fields(names.zip(&row), out)?;
        out.write_all(b"}")?;
    }
    out.write_all(b"\n]\n")
}

fn write_fields<'a>(
    fields: impl Iterator<Item = (&'static str, &'a Cell)>,
    out: &mut impl Write,
) -> io::Result<()> {
    for (at, (name, cell)) in fields.enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        write!(out, "{comma}\"{name}\": ")?;
        write_cell(cell, out)?;
    }
    Ok(())
}

fn write_cell(cell: &Cell, out: &mut impl Write) -> io::Result<()> {
    match cell {
        Cell::Unknown => out.write_all(b"null"),
        Cell::Text(text) => Ok(serde_json::to_writer(out, text)?),
        Cell::Instant(instant) => write!(out, "\"{}\"", in_utc(*instant)),
        Cell::Decimal(value) => write!(out, "\"{value}\""),
        Cell::Count(count) => write!(out, "{count}"),
        Cell::Flag(flag) => write!(out, "{flag}"),
        Cell::Rows(rows) => {
            out.write_all(b"[")?;
            for (at, row) in rows.iter().enumerate() {
                out.write_all(if at == 0 { b"{" } else { b", {" })?;
                write_fields(row.iter().map(|(name, cell)| (*name, cell)), out)?;
                out.write_all(b"}")?;
            }
            out.write_all(b"]")
        }
    }
}

fn write_csv(
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut csv = CsvWriter::new(out);
    csv.row(columns.iter().map(|it| it.name))?;
    for row in rows {
        let fields: io::Result<Vec<String>> = row.iter().map(csv_field).collect();
        csv.row(fields?)?;
    }
    csv.flush()
}

fn in_utc(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn csv_field(cell: &Cell) -> io::Result<String> {
    Ok(match cell {
        Cell::Unknown => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Instant(instant) => in_utc(*instant),
        Cell::Decimal(value) => value.to_string(),
        Cell::Count(count) => count.to_string(),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Rows(rows) if rows.is_empty() => String::new(),
        Cell::Rows(_) => {
            let mut json = vec![];
            write_cell(cell, &mut json)?;
            String::from_utf8_lossy(&json).into_owned()
        }
    })
}

fn write_text(
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    out: &mut impl Write,
) -> io::Result<()> {
    let visible: Vec<(usize, &Column, &str)> = columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| Some((at, column, column.title?)))
        .collect();
    let mut lines: Vec<Vec<String>> = vec![
        visible
            .iter()
            .map(|(.., title)| (*title).to_owned())
            .collect(),
    ];
    let last = visible.len().saturating_sub(1);
    lines.extend(rows.map(|row| {
        let fields = visible.iter().enumerate();
        fields
            .map(
                |(place, &(at, column, _))| match text_field(seen(&row, at, column)) {
                    // The last column pushes no other one off the screen.
                    whole if place == last => whole,
                    field => shortened(field),
                },
            )
            .collect()
    }));
    let width = |column: usize| {
        let widths = lines.iter().map(|line| line[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..visible.len()).map(width).collect();
    for line in &lines {
        let mut text = String::new();
        for ((field, &width), (_, column, _)) in line.iter().zip(&widths).zip(&visible) {
            let padded = if column.is_numeric {
                format!("{field:>width$}  ")
            } else {
                format!("{field:<width$}  ")
            };
            text.push_str(&padded);
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

/// What people see of a column.
fn seen<'a>(row: &'a [Cell], at: usize, column: &Column) -> &'a Cell {
    let other = row.get(at + 1).filter(|_| column.has_other);
    let own = &row[at];
    other
        .filter(|_| matches!(own, Cell::Unknown))
        .unwrap_or(own)
}

fn text_field(cell: &Cell) -> String {
    match cell {
        Cell::Unknown => "–".to_owned(),
        Cell::Text(text) => printable(text),
        Cell::Instant(instant) => crate::text::format::instant(*instant),
        Cell::Decimal(value) => value.to_string(),
        Cell::Count(count) => count.to_string(),
        Cell::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Cell::Rows(rows) => rows.len().to_string(),
    }
}

/// One long name must not push every column off the screen.
fn shortened(text: String) -> String {
    match text.char_indices().nth(WIDEST - 1) {
        Some((end, _)) if text.chars().count() > WIDEST => format!("{}…", &text[..end]),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn written(format: Format) -> String {
        let columns = [
            shown("name", "Name"),
            figure("amount", "Amount"),
            field("lots"),
            field("known"),
        ];
        let lot = vec![("quantity", Cell::from(dec!(1.50))), ("id", Cell::Unknown)];
        let rows = [
            vec![
                "=1+1".into(),
                dec!(100.10).into(),
                Cell::Rows(vec![lot]),
                true.into(),
            ],
            vec![
                "日本\u{1b}[31m \"x\"".into(),
                Cell::Unknown,
                Cell::Rows(vec![]),
                false.into(),
            ],
        ];
        let mut out = vec![];
        write(&columns, rows.into_iter(), format, &mut out).expect("memory can be written");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn json_keeps_digits_and_says_null() {
        let expected = concat!(
            "[\n",
            "  {\"name\": \"=1+1\", \"amount\": \"100.10\", ",
            "\"lots\": [{\"quantity\": \"1.50\", \"id\": null}], \"known\": true},\n",
            "  {\"name\": \"日本\\u001b[31m \\\"x\\\"\", \"amount\": null, ",
            "\"lots\": [], \"known\": false}\n",
            "]\n"
        );
        assert_eq!(written(Format::Json), expected);
    }

    #[test]
    fn csv_has_no_formulas() {
        let csv = written(Format::Csv);
        let first = csv.lines().nth(1).expect("a row");
        assert!(first.starts_with("'=1+1,100.10,"), "{first}");
    }

    #[test]
    fn only_the_last_column_has_room_for_a_long_text() {
        let columns = [shown("name", "Name"), shown("detail", "Detail")];
        let sentence = "Its balance of $2,250.00 is $250.00 more than its holdings come to.";
        let row = vec![sentence.into(), sentence.into()];
        let mut out = vec![];
        write(&columns, [row].into_iter(), Format::Text, &mut out).expect("memory can be written");
        let text = String::from_utf8(out).expect("text");
        let line = text.lines().nth(1).expect("a row");
        assert!(line.ends_with(sentence), "{text}");
        assert_eq!(line.matches(sentence).count(), 1, "{text}");
    }

    #[test]
    fn people_see_whichever_code_is_known() {
        let columns = [
            either("iso_currency_code", "Currency"),
            field("unofficial_currency_code"),
        ];
        let rows = [
            vec!["USD".into(), Cell::Unknown],
            vec![Cell::Unknown, "BTC".into()],
            vec![Cell::Unknown, Cell::Unknown],
        ];
        let mut out = vec![];
        write(&columns, rows.into_iter(), Format::Text, &mut out).expect("memory can be written");
        let text = String::from_utf8(out).expect("text");
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        assert_eq!(lines, ["Currency", "USD", "BTC", "–"]);
    }

    #[test]
    fn text_aligns_and_obeys_no_name() {
        let text = written(Format::Text);
        assert!(!text.contains('\u{1b}'), "{text}");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(
            lines[0].starts_with("Name ") && lines[0].ends_with("Amount"),
            "{text}"
        );
        assert!(lines[1].ends_with("100.10"), "{text}");
        assert!(lines[2].ends_with('–'), "{text}");
    }
}
