//! `holdfast remove`

use super::{CliError, Ending, Options, RemoveArgs, output, world};
use crate::{
    domain::ItemId,
    sync::{self, journal},
    text,
};

/// Ends a connection at Plaid, then here.
pub(super) async fn run(options: &Options, args: RemoveArgs) -> Result<Ending, CliError> {
    let item = ItemId::from(args.item_id);
    if world::portfolio(options)?.connection(&item).is_none() {
        return Err(CliError::NoSuchConnection);
    }
    let session = world::session(options)?;
    let ctx = session.context(world::now()).await?;
    let removed = sync::remove(ctx, &item, args.keep_history, world::now()).await;
    journal::outcome(&ctx.log, "remove", &removed);
    let at_plaid = removed?;
    let environment = session.environment();
    output::tell(&text::removed(&at_plaid, args.keep_history, environment));
    Ok(match at_plaid.failure() {
        None => Ending::Well,
        Some(_) => Ending::InPart,
    })
}
