//! `holdfast report`

use std::io::{self, Write as _};

use super::{CliError, Ending, Options, world};
use crate::session::report;

/// Prints what a request for help needs.
pub(super) fn run(options: &Options) -> Result<Ending, CliError> {
    let text = report(&world::session(options)?, world::now());
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(CliError::Output)?;
    Ok(Ending::Well)
}
