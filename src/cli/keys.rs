//! `holdfast keys set`

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use super::{CliError, Ending, Options, output, world};
use crate::{
    connect::{Environment, Secret},
    session::Preferences,
    sync::{self, journal},
};

/// The longest secret that is read.
const MAX_SECRET: u64 = 4096;

/// Stores the keys and makes their environment the one in use.
pub(super) async fn set(options: &Options, client_id: String) -> Result<Ending, CliError> {
    let Some(environment) = options.environment.filter(|it| *it != Environment::Demo) else {
        return Err(CliError::Usage(
            "say which keys these are: --environment sandbox or --environment production",
        ));
    };
    // Before anything is stored: settings that cannot be changed are no news to
    // tell afterwards.
    let root = options.root()?;
    let settings = Preferences::load(&root)?;
    settings.save(&settings, &root)?;
    let secret = secret_from_stdin("Secret")?;
    let session = world::session(options)?;
    let ctx = session.context(world::now()).await?;
    let saved = sync::accept_keys(ctx, &Secret::new(client_id), &secret).await;
    journal::outcome(&ctx.log, "keys", &saved);
    saved?;
    output::tell(&format!(
        "Plaid accepts the keys. They are in the system keyring, for {environment}."
    ));
    let chosen = Preferences {
        environment,
        ..settings.clone()
    };
    chosen.save(&settings, &root)?;
    Ok(Ending::Well)
}

/// Reads one line from stdin, asking for it where a person sits there.
pub(super) fn secret_from_stdin(name: &str) -> Result<Secret, CliError> {
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        output::tell(&format!(
            "{name} (it shows while you type; better: pipe it in):"
        ));
    }
    let mut line = String::new();
    stdin
        .take(MAX_SECRET)
        .read_line(&mut line)
        .map_err(CliError::Stdin)?;
    let secret = Secret::new(line.trim().to_owned());
    // The untrimmed copy goes the same way.
    drop(Secret::new(line));
    Ok(secret)
}
