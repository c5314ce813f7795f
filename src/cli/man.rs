//! `holdfast man`

use std::{
    fs::File,
    io::{self, Write as _},
    path::Path,
};

use clap::CommandFactory as _;

use super::{Cli, CliError, Ending};

/// What the first page says behind its commands, in the language of such pages.
const MORE: &str = r#".SH "EXIT STATUS"
.TP
0
All well.
.TP
1
An error; one line on stderr says which.
.TP
2
The command line was not understood.
.TP
3
Some institutions were synced and some were not, or a connection was removed here and Plaid did not confirm that it ended.
.TP
130
\fBholdfast sync\fR was interrupted while it prepared the demo.
.SH ENVIRONMENT
.TP
HOLDFAST_DATA_DIR
As \fB\-\-data\-dir\fR.
.SH FILES
.TP
~/.local/share/holdfast
The settings and, in a folder for each environment, portfolio, copies and log; below $XDG_DATA_HOME where that is set, on macOS ~/Library/Application Support/holdfast. Access tokens and keys are in the keyring alone.
"#;

/// Writes `holdfast.1`, and a page such as `holdfast-sync.1` for each command,
/// into `folder`.
pub(super) fn run(folder: &Path) -> Result<Ending, CliError> {
    match write(folder) {
        Ok(()) => Ok(Ending::Well),
        Err(source) => Err(CliError::Write {
            path: folder.to_owned(),
            source,
        }),
    }
}

fn write(folder: &Path) -> io::Result<()> {
    clap_mangen::generate_to(Cli::command(), folder)?;
    let mut first = File::options()
        .append(true)
        .open(folder.join("holdfast.1"))?;
    first.write_all(MORE.as_bytes())
}
