//! `holdfast connect`

use super::{CliError, ConnectArgs, Ending, Options, connections, keys, output, world};
use crate::{
    domain::AccessToken,
    sync::{self, journal},
};

/// Adds a connection, by its token or at one of the sandbox's institutions.
pub(super) async fn run(options: &Options, args: ConnectArgs) -> Result<Ending, CliError> {
    let place = world::place(options)?;
    let ctx = place.context(world::now()).await?;
    let connected = if let Some(institution) = args.sandbox {
        sync::connect_sandbox(ctx, &institution, world::now()).await
    } else {
        let token = AccessToken::new(keys::secret_from_stdin("Access token")?);
        sync::connect_token(ctx, &token, world::now()).await
    };
    journal::outcome(&ctx.log, "connect", &connected);
    let connected = connected?;
    let verb = if connected.was_known {
        "Connected again"
    } else {
        "Connected"
    };
    output::tell(&format!(
        "{verb}: {}. Next: holdfast sync",
        connected.connection.name
    ));
    connections::print(&[(connected.connection, 0)], options.format())?;
    Ok(Ending::Well)
}
