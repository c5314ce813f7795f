//! Ends a connection, at Plaid and here.
//!
//! The token leaves Plaid before it leaves the keyring: a token that nobody can
//! find any more would go on being billed.

use chrono::{DateTime, Utc};

use super::{Context, SyncError, blocking, context::lock, keep::ended, keys};
use crate::{
    connect::{AtPlaid, FailureKind, SyncFailure},
    domain::ItemId,
    storage::Database,
};

/// Removes a connection at Plaid, then its token, then everything stored of it;
/// with `keep_history` it is only marked as removed at `now`.
///
/// While Plaid or the keyring cannot be reached, or something else answers for
/// Plaid, nothing is removed at all. A connection that Plaid no longer has is
/// removed here all the same; so is one without a token, or with one that Plaid
/// does not know, of which it is not known whether it ended.
pub async fn remove(
    ctx: &Context,
    item: &ItemId,
    keep_history: bool,
    now: DateTime<Utc>,
) -> Result<AtPlaid, SyncFailure> {
    let lock = lock(ctx, item).await?;
    let at_plaid = match keys::token(ctx, item).await? {
        Some(token) => {
            let client = keys::client(ctx).await?;
            let at_plaid = match ended(client.remove_item(&token).await) {
                Ok(at_plaid) => at_plaid,
                Err(error) if error.is_of_plaid() && error.kind() == FailureKind::WrongToken => {
                    AtPlaid::Unconfirmed(error.into())
                }
                Err(error) => return Err(error.into()),
            };
            keys::forget_token(ctx, item).await?;
            at_plaid
        }
        None => without_token(ctx, item).await?,
    };
    let (folder, item) = (ctx.folder.clone(), item.clone());
    let unconfirmed = at_plaid.failure().map(|it| it.kind);
    blocking(move || {
        let mut database = Database::open(&folder)?;
        if keep_history {
            database.disconnect(&item, unconfirmed, now)?;
        } else {
            database.delete_connection(&item)?;
        }
        drop(lock);
        Ok(())
    })
    .await?;
    Ok(at_plaid)
}

/// What is known of the end of a connection whose token is not there. One that
/// was removed before, its history kept, is what it was found to be then.
async fn without_token(ctx: &Context, item: &ItemId) -> Result<AtPlaid, SyncError> {
    let (folder, item) = (ctx.folder.clone(), item.clone());
    blocking(move || {
        let connections = match Database::open_existing(&folder)? {
            Some(database) => database.connections()?,
            None => vec![],
        };
        let mut removed = connections.iter().filter(|it| it.disconnected_at.is_some());
        Ok(match removed.find(|it| it.item_id == item) {
            Some(connection) => match connection.end_unconfirmed {
                None => AtPlaid::NotAsked,
                Some(kind) => AtPlaid::Unconfirmed(SyncFailure::local(kind, "")),
            },
            None => AtPlaid::Unconfirmed(SyncError::TokenMissing.into()),
        })
    })
    .await
}
