//! What was added on a page: kept, or removed again.

use chrono::{DateTime, Utc};

use super::super::{
    Context, SyncError, blocking,
    keep::{end_at_plaid, keep_or_remove},
};
use crate::{
    connect::{AccessToken, AddedItem, AddedKey, Connection, FailureKind, ItemReport, SyncFailure},
    domain::ItemId,
    plaid::{PlaidClient, PlaidError},
    storage::Database,
};

/// Whether asking again is the answer to `error`.
pub(super) fn may_pass(error: &PlaidError) -> bool {
    error.is_passing()
        || matches!(
            error.kind(),
            FailureKind::RateLimited | FailureKind::Maintenance
        )
}

/// How far something that was added is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Untouched,
    /// Its token may have been exchanged, and the answer lost.
    Begun,
    Done,
}

/// How far `key` is.
pub(super) async fn progress(ctx: &Context, key: &AddedKey) -> Result<Progress, SyncError> {
    let (folder, key) = (ctx.folder.clone(), key.clone());
    blocking(move || {
        let results = Database::open(&folder)?.link_results()?;
        Ok(match results.get(&key) {
            None => Progress::Untouched,
            Some(false) => Progress::Begun,
            Some(true) => Progress::Done,
        })
    })
    .await
}

async fn note_progress(ctx: &Context, key: &AddedKey, is_done: bool) -> Result<(), SyncError> {
    let (folder, key) = (ctx.folder.clone(), key.clone());
    blocking(move || Ok(Database::open(&folder)?.save_link_result(&key, is_done)?)).await
}

/// Exchanges the one-time token and makes a connection of it; what cannot be
/// kept is removed at Plaid again.
///
/// A failure that may pass leaves it as it is, to be tried again; after any
/// other it is done with.
pub(in crate::sync) async fn keep(
    ctx: &Context,
    client: &PlaidClient,
    added: &AddedItem,
    now: DateTime<Utc>,
) -> Result<Connection, SyncFailure> {
    let (token, item) = exchange(ctx, client, added).await?;
    let report = ItemReport {
        institution_id: added.institution_id.clone(),
        institution_name: added.institution_name.clone(),
        ..ItemReport::unread(item)
    };
    let kept = keep_or_remove(ctx, client, &token, report, now).await;
    note_progress(ctx, &added.key, true).await?;
    Ok(kept?.connection)
}

/// Removes what was added at Plaid, so that it is not billed.
pub(in crate::sync) async fn discard(
    ctx: &Context,
    client: &PlaidClient,
    added: &AddedItem,
) -> Result<(), SyncFailure> {
    let (token, _) = exchange(ctx, client, added).await?;
    let removed = end_at_plaid(ctx, client, &token).await;
    note_progress(ctx, &added.key, true).await?;
    match removed {
        Ok(_) => Ok(()),
        Err(error) => Err(left_at_plaid(error.into())),
    }
}

async fn exchange(
    ctx: &Context,
    client: &PlaidClient,
    added: &AddedItem,
) -> Result<(AccessToken, ItemId), SyncFailure> {
    let before = progress(ctx, &added.key).await?;
    note_progress(ctx, &added.key, false).await?;
    let error = match client.exchange_public_token(&added.public_token).await {
        Ok(exchanged) => return Ok(exchanged),
        Err(error) => error,
    };
    // What did not come from Plaid says nothing about the one-time token.
    let is_done = error.is_of_plaid() && !may_pass(&error);
    let failure = SyncFailure::from(error);
    if !is_done {
        return Err(failure);
    }
    note_progress(ctx, &added.key, true).await?;
    Err(match (before, failure.kind) {
        // It was exchanged before, and nobody has the access token.
        (Progress::Begun, FailureKind::LinkExpired) => left_at_plaid(failure),
        _ => failure,
    })
}

/// What is told, once a page is over, of something added on it whose exchange
/// was begun and never answered.
pub(super) async fn lost(ctx: &Context) -> Result<Option<SyncFailure>, SyncError> {
    let folder = ctx.folder.clone();
    blocking(move || {
        let results = match Database::open_existing(&folder)? {
            Some(database) => database.link_results()?,
            None => return Ok(None),
        };
        let is_lost = results.values().any(|is_done| !is_done);
        let detail = "the exchange of its one-time token was never answered";
        Ok(is_lost.then(|| SyncFailure::local(FailureKind::LeftAtPlaid, detail)))
    })
    .await
}

/// A connection that was made, and can be neither used nor removed.
pub(in crate::sync) fn left_at_plaid(failure: SyncFailure) -> SyncFailure {
    SyncFailure {
        kind: FailureKind::LeftAtPlaid,
        ..failure
    }
}
