//! The secrets a sync needs, from the vault; and how the Plaid keys get there.

use std::sync::Arc;

use super::{Context, SyncError, blocking, journal};
use crate::{
    connect::{AccessToken, Environment, FailureKind, HostedLink, Secret, SyncFailure},
    domain::ItemId,
    plaid::{BaseUrl, Credentials, PlaidClient, PlaidError},
    vault::{Entry, Vault},
};

/// Tries the Plaid keys of the context's environment, and stores them when
/// Plaid accepts them. Nothing is stored otherwise.
///
/// Space around them, as pasting leaves it, is dropped; an empty key is refused.
///
/// # Errors
/// [`FailureKind::WrongKeys`] when Plaid knows no such pair,
/// [`FailureKind::OtherEnvironment`] when it is one of the other environment,
/// and what kept Plaid from answering.
pub async fn accept_keys(
    ctx: &Context,
    client_id: &Secret,
    secret: &Secret,
) -> Result<(), SyncFailure> {
    let keys = trimmed_keys(client_id, secret)?;
    // Opened first, so that a missing keyring is reported before a network
    // call.
    with_vault(ctx, read_keys).await?;
    if let Err(error) = try_keys(ctx, &ctx.base_url, &keys).await {
        let is_of_other = match &ctx.other_url {
            Some(url) if error.kind() == FailureKind::WrongKeys => {
                try_keys(ctx, url, &keys).await.is_ok()
            }
            _ => false,
        };
        return Err(if is_of_other {
            SyncError::KeysOfOtherEnvironment.into()
        } else {
            error.into()
        });
    }
    Ok(store_keys(ctx, keys).await?)
}

/// Stores the Plaid keys of the context's environment without trying them.
pub async fn save_keys(
    ctx: &Context,
    client_id: &Secret,
    secret: &Secret,
) -> Result<(), SyncFailure> {
    Ok(store_keys(ctx, trimmed_keys(client_id, secret)?).await?)
}

async fn try_keys(ctx: &Context, url: &BaseUrl, keys: &Credentials) -> Result<(), PlaidError> {
    let client = PlaidClient::new(url.clone(), keys)?.with_log(ctx.log.clone());
    client.try_keys().await
}

async fn store_keys(ctx: &Context, keys: Credentials) -> Result<(), SyncError> {
    with_vault(ctx, move |vault, environment| {
        let (id, secret) = (keys.client_id.reveal(), keys.secret.reveal());
        vault.write(environment, Entry::Keys, &Secret::joined(id, secret))?;
        for old in [Entry::ClientId, Entry::Secret] {
            vault.delete(environment, old)?;
        }
        Ok(())
    })
    .await
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
    let client = PlaidClient::new(ctx.base_url.clone(), &credentials)?;
    Ok(client.with_log(ctx.log.clone()))
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

/// Notes address and token of a page in the browser.
pub(super) async fn store_pending_link(ctx: &Context, link: &HostedLink) -> Result<(), SyncError> {
    let both = Secret::joined(link.link_token.reveal(), link.url.reveal());
    with_vault(ctx, move |vault, environment| {
        Ok(vault.write(environment, Entry::PendingLink, &both)?)
    })
    .await
}

/// The page that was noted.
pub(super) async fn pending_link(ctx: &Context) -> Result<Option<HostedLink>, SyncError> {
    with_vault(ctx, |vault, environment| {
        let both = vault.read(environment, Entry::PendingLink)?;
        Ok(both
            .and_then(|it| it.parted())
            .map(|(link_token, url)| HostedLink {
                link_token,
                url,
                expires_at: None,
            }))
    })
    .await
}

pub(super) async fn forget_pending_link(ctx: &Context) -> Result<(), SyncError> {
    with_vault(ctx, |vault, environment| {
        Ok(vault.delete(environment, Entry::PendingLink)?)
    })
    .await
}

fn read_keys(
    vault: &dyn Vault,
    environment: Environment,
) -> Result<Option<Credentials>, SyncError> {
    let keys = if let Some(keys) = vault.read(environment, Entry::Keys)? {
        keys.parted()
    } else {
        let client_id = vault.read(environment, Entry::ClientId)?;
        client_id.zip(vault.read(environment, Entry::Secret)?)
    };
    Ok(keys.map(|(client_id, secret)| Credentials { client_id, secret }))
}

async fn with_vault<T: Send + 'static>(
    ctx: &Context,
    work: impl FnOnce(&dyn Vault, Environment) -> Result<T, SyncError> + Send + 'static,
) -> Result<T, SyncError> {
    let (vault, environment) = (Arc::clone(&ctx.vault), ctx.environment);
    let result = blocking(move || work(&*vault, environment)).await;
    if let Err(error) = &result {
        journal::trouble(&ctx.log, "keyring", error);
    }
    result
}

fn trimmed_keys(client_id: &Secret, secret: &Secret) -> Result<Credentials, SyncError> {
    Ok(Credentials {
        client_id: trimmed(client_id, "client ID")?,
        secret: trimmed(secret, "secret")?,
    })
}

fn trimmed(key: &Secret, name: &'static str) -> Result<Secret, SyncError> {
    match key.reveal().trim() {
        "" => Err(SyncError::EmptyKey { name }),
        text => Ok(Secret::new(text.to_owned())),
    }
}
