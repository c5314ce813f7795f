//! The secrets a sync needs, from the vault; and how the Plaid keys get there.

use std::sync::Arc;

use super::{Context, SyncError, blocking};
use crate::{
    domain::{AccessToken, Environment, ItemId, Secret, SyncFailure},
    plaid::{Credentials, PlaidClient},
    vault::{Entry, Vault},
};

/// Stores the Plaid keys of the context's environment.
///
/// Space around them, as pasting leaves it, is dropped; an empty key is refused.
pub async fn save_keys(
    ctx: &Context,
    client_id: &Secret,
    secret: &Secret,
) -> Result<(), SyncFailure> {
    let client_id = trimmed(client_id, "client ID")?;
    let secret = trimmed(secret, "secret")?;
    with_vault(ctx, move |vault, environment| {
        vault.write(environment, Entry::ClientId, &client_id)?;
        vault.write(environment, Entry::Secret, &secret)?;
        Ok(())
    })
    .await?;
    Ok(())
}

/// Whether both keys of the environment are stored. Opens the keyring.
pub async fn has_keys(ctx: &Context) -> Result<bool, SyncFailure> {
    Ok(with_vault(ctx, read_keys).await?.is_some())
}

/// A client with the stored keys.
pub(super) async fn client(ctx: &Context) -> Result<PlaidClient, SyncError> {
    let credentials = with_vault(ctx, read_keys)
        .await?
        .ok_or(SyncError::KeysMissing)?;
    Ok(PlaidClient::new(ctx.base_url.clone(), &credentials)?)
}

/// The stored token of a connection.
pub(super) async fn token(ctx: &Context, item: &ItemId) -> Result<Option<AccessToken>, SyncError> {
    let item = item.clone();
    with_vault(ctx, move |vault, environment| {
        let secret = vault.read(environment, Entry::AccessToken(&item))?;
        Ok(secret.map(AccessToken::new))
    })
    .await
}

pub(super) async fn store_token(
    ctx: &Context,
    item: &ItemId,
    token: &AccessToken,
) -> Result<(), SyncError> {
    let (item, secret) = (item.clone(), token.secret().clone());
    with_vault(ctx, move |vault, environment| {
        Ok(vault.write(environment, Entry::AccessToken(&item), &secret)?)
    })
    .await
}

pub(super) async fn forget_token(ctx: &Context, item: &ItemId) -> Result<(), SyncError> {
    let item = item.clone();
    with_vault(ctx, move |vault, environment| {
        Ok(vault.delete(environment, Entry::AccessToken(&item))?)
    })
    .await
}

fn read_keys(
    vault: &dyn Vault,
    environment: Environment,
) -> Result<Option<Credentials>, SyncError> {
    let client_id = vault.read(environment, Entry::ClientId)?;
    let secret = vault.read(environment, Entry::Secret)?;
    Ok(client_id
        .zip(secret)
        .map(|(client_id, secret)| Credentials { client_id, secret }))
}

async fn with_vault<T: Send + 'static>(
    ctx: &Context,
    work: impl FnOnce(&dyn Vault, Environment) -> Result<T, SyncError> + Send + 'static,
) -> Result<T, SyncError> {
    let (vault, environment) = (Arc::clone(&ctx.vault), ctx.environment);
    blocking(move || work(&*vault, environment)).await
}

fn trimmed(key: &Secret, name: &'static str) -> Result<Secret, SyncError> {
    match key.reveal().trim() {
        "" => Err(SyncError::EmptyKey { name }),
        text => Ok(Secret::new(text.to_owned())),
    }
}
