//! Where a command works: environment, folder, keyring, server.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{CliError, Options};
use crate::{
    app::{Place, Preferences},
    domain::{Environment, Portfolio},
    plaid::BaseUrl,
    storage::{DataFolder, Database},
    vault::{FallbackVault, OsVault},
};

/// The time. Everything else is told it.
#[expect(clippy::disallowed_methods, reason = "the command line's clock")]
pub(super) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The environment that is named, or else the one in use.
pub(super) fn environment(options: &Options) -> Result<Environment, CliError> {
    match options.environment {
        Some(environment) => Ok(environment),
        None => Ok(Preferences::load(&options.root()?)?.environment),
    }
}

/// Everything that is stored; makes nothing.
pub(super) fn portfolio(options: &Options) -> Result<Portfolio, CliError> {
    let folder = DataFolder::at(&options.root()?, environment(options)?);
    match Database::open_existing(&folder)? {
        Some(database) => Ok(database.portfolio()?),
        None => Ok(Portfolio::default()),
    }
}

/// Where a sync or a connection attempt reads and writes. The demo's secrets
/// stay in memory where there is no keyring.
pub(super) fn place(options: &Options) -> Result<Place, CliError> {
    let url = options
        .plaid_url
        .as_deref()
        .map(BaseUrl::parse)
        .transpose()?;
    let vault = Arc::new(FallbackVault::new(OsVault::default()));
    Ok(Place::new(
        &options.root()?,
        environment(options)?,
        url,
        vault,
    ))
}
