//! `holdfast remove`

use super::{CliError, Ending, Options, RemoveArgs, output, world};
use crate::{
    domain::ItemId,
    sync::{self, journal},
};

/// Ends a connection at Plaid, then here.
pub(super) async fn run(options: &Options, args: RemoveArgs) -> Result<Ending, CliError> {
    let item = ItemId::from(args.item_id);
    if world::portfolio(options)?.connection(&item).is_none() {
        return Err(CliError::Usage(
            "there is no such connection; `holdfast connections` lists them",
        ));
    }
    let session = world::session(options)?;
    let ctx = session.context(world::now()).await?;
    let removed = sync::remove(ctx, &item, args.keep_history, world::now()).await;
    journal::outcome(&ctx.log, "remove", &removed);
    removed?;
    output::tell(if args.keep_history {
        "Removed at Plaid, and its token from the keyring. Its history stays on this computer."
    } else {
        "Removed at Plaid and on this computer."
    });
    Ok(Ending::Well)
}
