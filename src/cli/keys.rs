//! `holdfast keys set`

use super::{CliError, Ending, Options, output, stdin, world};
use crate::{
    connect::{Environment, Secret},
    session::Preferences,
    sync::{self, journal},
    text::KEYRING,
};

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
    let secret = stdin::secret("Secret")?;
    let session = world::session(options)?;
    let ctx = session.context(world::now()).await?;
    let saved = sync::accept_keys(ctx, &Secret::new(client_id), &secret).await;
    journal::outcome(&ctx.log, "keys", &saved);
    saved?;
    output::tell(&format!(
        "Plaid accepts the keys. They are in {KEYRING}, for {environment}."
    ));
    let chosen = Preferences {
        environment,
        ..settings.clone()
    };
    chosen.save(&settings, &root)?;
    Ok(Ending::Well)
}
