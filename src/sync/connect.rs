//! Adds and removes connections.
//!
//! The token goes to the keyring before the connection goes to the database, and
//! leaves Plaid before it leaves the keyring: a token that nobody can find any
//! more would go on being billed.

use chrono::{DateTime, Utc};

use super::{Context, SyncError, blocking, failure, keys, lock};
use crate::{
    connect::{
        AccessToken, Connection, Environment, FailureKind, Institution, ItemReport, SyncFailure,
    },
    domain::ItemId,
    plaid::{PlaidClient, PlaidError},
    storage::Database,
};

/// What became of a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Connected {
    pub connection: Connection,
    /// The connection was there already; the token took the place of its old one.
    pub was_known: bool,
}

/// Adds a connection by its access token, after asking Plaid about it.
///
/// Nothing is kept when the token is not of this environment, when Plaid does
/// not accept it, or when the keyring does not take it.
pub async fn connect_token(
    ctx: &Context,
    token: &AccessToken,
    now: DateTime<Utc>,
) -> Result<Connected, SyncFailure> {
    if !token.belongs_to(ctx.environment) {
        return Err(SyncError::ForeignToken.into());
    }
    let client = keys::client(ctx).await?;
    let report = client.item(token).await.map_err(SyncError::from)?;
    Ok(keep(ctx, &client, token, report, now).await?)
}

/// Creates a connection to one of the sandbox's invented institutions.
///
/// When it cannot be kept, it is removed at Plaid again.
pub async fn connect_sandbox(
    ctx: &Context,
    institution_id: &str,
    now: DateTime<Utc>,
) -> Result<Connected, SyncFailure> {
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
    keep_or_remove(ctx, &client, &token, report, now).await
}

/// Keeps a connection that was just made, as far as it is known. One that
/// cannot be kept is removed at Plaid again: nobody could find it any more, and
/// it would be billed.
pub(super) async fn keep_or_remove(
    ctx: &Context,
    client: &PlaidClient,
    token: &AccessToken,
    report: ItemReport,
    now: DateTime<Utc>,
) -> Result<Connected, SyncFailure> {
    let failure = match keep(ctx, client, token, report, now).await {
        Ok(connected) => return Ok(connected),
        Err(error) => SyncFailure::from(error),
    };
    Err(match client.remove_item(token).await {
        Ok(()) => failure,
        Err(error) => SyncFailure {
            kind: FailureKind::LeftAtPlaid,
            ..failure::with_aftermath(
                failure,
                "the new connection could not be removed at Plaid",
                error.into(),
            )
        },
    })
}

/// Removes a connection at Plaid, then its token, then everything stored of it;
/// with `keep_history` it is only marked as removed at `now`.
///
/// While Plaid or the keyring cannot be reached nothing is removed at all. A
/// connection that Plaid no longer has is removed here all the same.
pub async fn remove(
    ctx: &Context,
    item: &ItemId,
    keep_history: bool,
    now: DateTime<Utc>,
) -> Result<(), SyncFailure> {
    let lock = lock(ctx, item).await?;
    if let Some(token) = keys::token(ctx, item).await? {
        let client = keys::client(ctx).await?;
        if let Err(error) = client.remove_item(&token).await {
            let failure = SyncFailure::from(SyncError::from(error));
            if !is_gone(failure.kind) {
                return Err(failure);
            }
        }
        keys::forget_token(ctx, item).await?;
    }
    let (folder, item) = (ctx.folder.clone(), item.clone());
    blocking(move || {
        Database::open(&folder)?.remove_connection(&item, keep_history, now)?;
        drop(lock);
        Ok(())
    })
    .await?;
    Ok(())
}

async fn create_in_sandbox(
    client: &PlaidClient,
    institution_id: &str,
) -> Result<(AccessToken, ItemId), PlaidError> {
    let public_token = client.create_sandbox_public_token(institution_id).await?;
    client.exchange_public_token(&public_token).await
}

/// Keeps a connection: its token in the keyring first, then the connection.
async fn keep(
    ctx: &Context,
    client: &PlaidClient,
    token: &AccessToken,
    report: ItemReport,
    now: DateTime<Utc>,
) -> Result<Connected, SyncError> {
    let item = report.item_id.clone();
    let previous = keys::token(ctx, &item).await?;
    keys::store_token(ctx, &item, token).await?;
    let institution = match &report.institution_id {
        // No reason to fail: a sync asks for the name again.
        Some(id) if report.institution_name.is_none() => client.institution(id).await.ok(),
        _ => None,
    };
    match save(ctx, report, institution, now).await {
        Ok(connected) => Ok(connected),
        Err(error) => {
            match &previous {
                Some(token) => keys::store_token(ctx, &item, token).await?,
                None => keys::forget_token(ctx, &item).await?,
            }
            Err(error)
        }
    }
}

async fn save(
    ctx: &Context,
    report: ItemReport,
    institution: Option<Institution>,
    now: DateTime<Utc>,
) -> Result<Connected, SyncError> {
    let folder = ctx.folder.clone();
    blocking(move || {
        let mut database = Database::open(&folder)?;
        let find = |connections: Vec<Connection>| {
            connections
                .into_iter()
                .find(|it| it.item_id == report.item_id)
        };
        let was_known =
            find(database.connections()?).is_some_and(|it| it.disconnected_at.is_none());
        database.save_connection(&report, institution.as_ref(), now)?;
        let connection = find(database.connections()?).ok_or(SyncError::NotSaved)?;
        Ok(Connected {
            connection,
            was_known,
        })
    })
    .await
}

/// Whether Plaid says that there is nothing left to remove.
fn is_gone(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::ConnectionGone | FailureKind::ConsentRevoked | FailureKind::WrongToken
    )
}
