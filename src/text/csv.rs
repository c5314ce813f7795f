//! CSV in which no text is run as a formula by a spreadsheet or as a command by
//! a terminal.

use std::io;

use rust_decimal::Decimal;

use super::printable;

/// Writes rows as CSV.
///
/// Names come from institutions. One that a spreadsheet would take for a
/// formula gets an apostrophe in front; a number, negative ones too, is left
/// as it is. See <https://owasp.org/www-community/attacks/CSV_Injection>.
pub struct CsvWriter<W: io::Write>(csv::Writer<W>);

impl<W: io::Write> CsvWriter<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self(csv::Writer::from_writer(out))
    }

    /// Writes one row, the titles too.
    pub fn row(&mut self, fields: impl IntoIterator<Item = impl AsRef<str>>) -> io::Result<()> {
        let fields = fields.into_iter().map(|it| guarded(it.as_ref()));
        Ok(self.0.write_record(fields)?)
    }

    /// Writes what is still held back.
    pub fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Rows as one text.
pub fn csv_text<Field: AsRef<str>>(
    rows: impl Iterator<Item = impl IntoIterator<Item = Field>>,
) -> io::Result<String> {
    let mut bytes = vec![];
    let mut writer = CsvWriter::new(&mut bytes);
    for row in rows {
        writer.row(row)?;
    }
    writer.flush()?;
    drop(writer);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The cells of one row as a line for a spreadsheet, with a tab between two.
/// They are guarded as those of [`CsvWriter`], but for signed figures.
pub fn tsv_line(mut cells: Vec<String>) -> String {
    for cell in &mut cells {
        let is_figure = cell.starts_with(['+', '-']) && !cell.contains(char::is_alphabetic);
        if !is_figure {
            *cell = guarded(cell).replace(['\t', '\n', '\r'], " ");
        }
    }
    cells.join("\t")
}

fn guarded(field: &str) -> String {
    let text = printable(field);
    if is_formula(field) && field.parse::<Decimal>().is_err() {
        format!("'{text}")
    } else {
        text
    }
}

/// Whether a spreadsheet might calculate: some drop blanks and what cannot be
/// seen, and take full-width signs for the plain ones.
fn is_formula(field: &str) -> bool {
    let is_blank = |letter: char| letter.is_whitespace() || super::is_unseen(letter);
    let first = field.trim_start_matches(is_blank);
    first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_row_has_no_formula_and_as_many_cells_as_columns() {
        let cells = ["=1+1", "a\tb", "", "+$1.00", "-A1"];
        let line = tsv_line(cells.map(str::to_owned).to_vec());
        assert_eq!(line.split('\t').count(), 5);
        assert!(
            line.starts_with("'=1+1\t") && line.ends_with("\t\t+$1.00\t'-A1"),
            "{line:?}"
        );
    }

    #[test]
    fn no_field_is_a_formula() {
        for field in [
            "=1+1", "+1-1", "-1+1", "@SUM(A1)", "＝1", "＋A1", "－A1", "＠A1", "-", "--5",
        ] {
            assert_eq!(guarded(field), format!("'{field}"));
            for blank in [
                " ", "\u{a0}", "\u{3000}", "\t", "\r", "\n", "\u{feff}", "\u{200b}",
            ] {
                let field = format!("{blank}{blank}{field}");
                assert!(guarded(&field).starts_with('\''), "{field:?}");
            }
        }
    }

    #[test]
    fn a_number_is_no_formula() {
        for field in [
            "-5",
            "-0.004",
            "-79228162514264337593543950335",
            "1,5",
            "A-B",
            "–",
            "",
        ] {
            assert_eq!(guarded(field), field);
        }
    }

    #[test]
    fn a_row_is_one_line() {
        let rows = [
            ["Name", "Amount"],
            ["a\r\nb, \"c\"\u{2028}\u{202e}d", "-1.50"],
        ];
        let text = csv_text(rows.into_iter()).expect("memory can be written");
        let expected = "Name,Amount\n\"a\u{fffd}\u{fffd}b, \"\"c\"\"\u{fffd}\u{fffd}d\",-1.50\n";
        assert_eq!(text, expected);
    }
}
