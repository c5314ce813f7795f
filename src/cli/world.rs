//! Where a command works: environment, folder, keyring, server.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{CliError, Options};
use crate::{
    app::Preferences,
    domain::{Environment, Portfolio},
    plaid::BaseUrl,
    storage::{DataFolder, Database},
    sync::Context,
    vault::OsVault,
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

/// What a sync or a connection attempt needs.
pub(super) fn context(options: &Options) -> Result<Context, CliError> {
    let environment = environment(options)?;
    let url = match (&options.plaid_url, environment.plaid_url()) {
        (Some(url), _) => url,
        (None, Some(url)) => url,
        (None, None) => {
            return Err(CliError::Usage(
                "the demo syncs in its window; without one, run `holdfast simulator` and name it with --plaid-url",
            ));
        }
    };
    let base_url = BaseUrl::parse(url)?;
    let folder = DataFolder::open(&options.root()?, environment)?;
    Ok(Context::new(
        environment,
        folder,
        Arc::new(OsVault::default()),
        base_url,
    ))
}
