//! `holdfast man`

use std::path::Path;

use clap::CommandFactory as _;

use super::{Cli, CliError, Ending};

/// Writes `holdfast.1`, and a page such as `holdfast-sync.1` for each command,
/// into `folder`.
pub(super) fn run(folder: &Path) -> Result<Ending, CliError> {
    match clap_mangen::generate_to(Cli::command(), folder) {
        Ok(()) => Ok(Ending::Well),
        Err(source) => Err(CliError::Write {
            path: folder.to_owned(),
            source,
        }),
    }
}
