//! Tables on stdout, and lines for the person on stderr.

mod table;
mod write;

use std::{
    error::Error,
    io::{self, BufWriter, Write as _},
};

pub(super) use table::{Cell, Column, either, field, figure, shown};
pub use table::{Format, Table};

use super::CliError;
use crate::{connect::error_chain, text::printable};

/// Prints a table on stdout, after what it leaves out on stderr.
pub(super) fn print(table: Table<'_>, format: Format) -> Result<(), CliError> {
    if let Some(left_out) = &table.left_out {
        tell(left_out);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    table
        .write(format, &mut out)
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
