//! Where a command works: environment, folder, keyring, server.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{CliError, Options};
use crate::{
    app::{Place, Preferences},
    domain::{Environment, Portfolio},
    plaid::BaseUrl,
    vault::{FallbackVault, OsVault, Vault},
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
    // Nothing is asked of the server or the keyring.
    let place = Place::new(&options.root()?, environment(options)?, None, vault());
    Ok(place.logging("command", now).portfolio()?)
}

/// Where a sync or a connection attempt reads and writes. The demo's secrets
/// stay in memory where there is no keyring.
pub(super) fn place(options: &Options) -> Result<Place, CliError> {
    let url = options
        .plaid_url
        .as_deref()
        .map(BaseUrl::parse)
        .transpose()?;
    let root = options.root()?;
    Ok(Place::new(&root, environment(options)?, url, vault()).logging("command", now))
}

fn vault() -> Arc<dyn Vault> {
    Arc::new(FallbackVault::new(OsVault::default()))
}
