//! `holdfast completions`

use std::io::{self, Write as _};

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Cli, CliError, Ending};

/// Prints the script with which `shell` completes the command line.
pub(super) fn run(shell: Shell) -> Result<Ending, CliError> {
    let mut script = vec![];
    clap_complete::generate(shell, &mut Cli::command(), "holdfast", &mut script);
    io::stdout()
        .lock()
        .write_all(&script)
        .map_err(CliError::Output)?;
    Ok(Ending::Well)
}
