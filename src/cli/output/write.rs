//! Tables as text for people, and as JSON and CSV for programs.

use std::io::{self, Write};

use chrono::{DateTime, SecondsFormat, Utc};

use super::{Cell, Column, Format, Table};
use crate::text::{CsvWriter, format, printable};

/// The longest text in a table for people, in characters.
const WIDEST: usize = 60;

impl Table<'_> {
    /// Writes header and rows, as they are printed on stdout.
    pub fn write(self, format: Format, out: &mut impl Write) -> io::Result<()> {
        match format {
            Format::Text => text(self.columns, self.rows, out),
            Format::Json => json(self.columns, self.rows, out),
            Format::Csv => csv(self.columns, self.rows, out),
        }
    }
}

fn json(
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

fn csv(
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut lines = CsvWriter::new(out);
    lines.row(columns.iter().map(|it| it.name))?;
    for row in rows {
        let fields: io::Result<Vec<String>> = row.iter().map(csv_field).collect();
        lines.row(fields?)?;
    }
    lines.flush()
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

fn text(
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
        Cell::Instant(instant) => format::instant(*instant),
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
    use rust_decimal::dec;

    use super::*;
    use crate::cli::output::{Format, Table, either, field, figure, shown};

    fn written(
        columns: &'static [Column],
        rows: impl IntoIterator<Item = Vec<Cell>>,
        format: Format,
    ) -> String {
        let mut out = vec![];
        let table = Table::new(columns, rows.into_iter().collect::<Vec<_>>());
        table
            .write(format, &mut out)
            .expect("memory can be written");
        String::from_utf8(out).expect("text")
    }

    fn sample(format: Format) -> String {
        const COLUMNS: &[Column] = &[
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
        written(COLUMNS, rows, format)
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
        assert_eq!(sample(Format::Json), expected);
    }

    #[test]
    fn csv_has_no_formulas() {
        let csv = sample(Format::Csv);
        let first = csv.lines().nth(1).expect("a row");
        assert!(first.starts_with("'=1+1,100.10,"), "{first}");
    }

    #[test]
    fn only_the_last_column_has_room_for_a_long_text() {
        const COLUMNS: &[Column] = &[shown("name", "Name"), shown("detail", "Detail")];
        let sentence = "Its balance of $2,250.00 is $250.00 more than its holdings come to.";
        let row = vec![sentence.into(), sentence.into()];
        let text = written(COLUMNS, [row], Format::Text);
        let line = text.lines().nth(1).expect("a row");
        assert!(line.ends_with(sentence), "{text}");
        assert_eq!(line.matches(sentence).count(), 1, "{text}");
    }

    #[test]
    fn people_see_whichever_code_is_known() {
        const COLUMNS: &[Column] = &[
            either("iso_currency_code", "Currency"),
            field("unofficial_currency_code"),
        ];
        let rows = [
            vec!["USD".into(), Cell::Unknown],
            vec![Cell::Unknown, "BTC".into()],
            vec![Cell::Unknown, Cell::Unknown],
        ];
        let text = written(COLUMNS, rows, Format::Text);
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        assert_eq!(lines, ["Currency", "USD", "BTC", "–"]);
    }

    #[test]
    fn text_aligns_and_obeys_no_name() {
        let text = sample(Format::Text);
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
