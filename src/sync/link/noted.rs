//! The one page that is noted: its address and token in the keyring, the fact in
//! the database. Its lock is held by who waits for it.

use super::super::{Context, SyncError, blocking, keys};
use crate::{
    connect::{HostedLink, PendingLink},
    storage::{Database, SyncLock},
};

/// Claims the page, in this program and others.
pub(in crate::sync) async fn lock_page(ctx: &Context) -> Result<SyncLock, SyncError> {
    let folder = ctx.folder.clone();
    blocking(move || Ok(folder.lock_page()?)).await
}

/// Notes the page: first in the keyring, which may refuse.
pub(super) async fn note(
    ctx: &Context,
    link: &HostedLink,
    pending: PendingLink,
) -> Result<(), SyncError> {
    keys::store_pending_link(ctx, link).await?;
    let folder = ctx.folder.clone();
    blocking(move || Ok(Database::open(&folder)?.save_pending_link(&pending)?)).await
}

/// Forgets the page: everything that came of it is dealt with.
pub(in crate::sync) async fn forget(ctx: &Context) -> Result<(), SyncError> {
    let folder = ctx.folder.clone();
    blocking(move || match Database::open_existing(&folder)? {
        Some(_) => Ok(Database::open(&folder)?.forget_pending_link()?),
        None => Ok(()),
    })
    .await?;
    keys::forget_pending_link(ctx).await
}
