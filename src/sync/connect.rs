//! Adds connections without a page: by an access token, and at the sandbox's
//! institutions.

use chrono::{DateTime, Utc};

use super::{
    Context, SyncError,
    keep::{Connected, keep, keep_or_remove, remove_again},
    keys, login,
};
use crate::{
    connect::{AccessToken, Environment, ItemReport, NewConnection, SyncFailure, TokenItem, Twin},
    domain::ItemId,
    plaid::{PlaidClient, PlaidError},
};

/// What became of a connection without a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Pasted {
    Connected(Box<Connected>),
    /// Its login seems to be connected already: nothing is kept before somebody
    /// decided, see [`decide_twin`](super::decide_twin).
    Asked(Box<Twin>),
}

/// Adds a connection by its access token, after asking Plaid about it.
///
/// Nothing is kept when the token is not of this environment, when Plaid does
/// not accept it, when the keyring does not take it, and when another login of
/// its institution is connected and Plaid does not say which accounts this one
/// has.
pub async fn connect_token(
    ctx: &Context,
    token: &AccessToken,
    now: DateTime<Utc>,
) -> Result<Pasted, SyncFailure> {
    if !token.belongs_to(ctx.environment) {
        return Err(SyncError::ForeignToken.into());
    }
    let client = keys::client(ctx).await?;
    let answer = client.item(token).await.map_err(SyncError::from)?;
    let item = answer.item_id.clone().ok_or(SyncError::ItemUnknown)?;
    let report = answer.report(item);
    let twin = twin_of(ctx, &client, token, &report, NewConnection::ByToken).await?;
    if let Some(twin) = twin {
        return Ok(Pasted::Asked(Box::new(twin)));
    }
    let connected = keep(ctx, &client, token, report, now).await?;
    Ok(Pasted::Connected(Box::new(connected)))
}

/// The question about a connection whose login seems to be connected already.
async fn twin_of(
    ctx: &Context,
    client: &PlaidClient,
    token: &AccessToken,
    report: &ItemReport,
    new: fn(Box<TokenItem>) -> NewConnection,
) -> Result<Option<Twin>, SyncError> {
    if !login::may_be_known(ctx, report).await? {
        return Ok(None);
    }
    let new = new(Box::new(TokenItem {
        token: token.clone(),
        accounts: client.accounts(token).await?,
        report: report.clone(),
    }));
    let known = login::known(ctx, &new).await?;
    Ok(known.map(|known| Twin { new, known }))
}

/// Creates a connection to one of the sandbox's invented institutions, and asks
/// about it like about an access token.
///
/// When it cannot be kept, it is removed at Plaid again.
pub async fn connect_sandbox(
    ctx: &Context,
    institution_id: &str,
    now: DateTime<Utc>,
) -> Result<Pasted, SyncFailure> {
    if ctx.environment == Environment::Production {
        return Err(SyncError::SandboxOnly.into());
    }
    let client = keys::client(ctx).await?;
    let (token, item_id) = create_in_sandbox(&client, institution_id)
        .await
        .map_err(SyncError::from)?;
    let report = ItemReport {
        institution_id: Some(institution_id.into()),
        ..ItemReport::unread(item_id)
    };
    match twin_of(ctx, &client, &token, &report, NewConnection::Made).await {
        Ok(Some(twin)) => return Ok(Pasted::Asked(Box::new(twin))),
        Ok(None) => {}
        Err(error) => return Err(remove_again(ctx, &client, &token, error.into()).await),
    }
    let connected = keep_or_remove(ctx, &client, &token, report, now).await?;
    Ok(Pasted::Connected(Box::new(connected)))
}

async fn create_in_sandbox(
    client: &PlaidClient,
    institution_id: &str,
) -> Result<(AccessToken, ItemId), PlaidError> {
    let public_token = client.create_sandbox_public_token(institution_id).await?;
    client.exchange_public_token(&public_token).await
}
