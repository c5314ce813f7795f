//! Adds and removes connections.
//!
//! The token goes to the keyring before the connection goes to the database, and
//! leaves Plaid before it leaves the keyring: a token that nobody can find any
//! more would go on being billed.

use chrono::{DateTime, Utc};

use super::{Context, SyncError, blocking, failure, keys, lock};
use crate::{
    connect::{
        AccessToken, AtPlaid, Connection, Environment, FailureKind, Institution, ItemReport,
        SyncFailure,
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
    Err(match end_at_plaid(ctx, client, token).await {
        Ok(_) => failure,
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

/// Ends a connection that nobody could find any more, so that it is not billed;
/// tries again where that may help, for the token is forgotten afterwards.
pub(super) async fn end_at_plaid(
    ctx: &Context,
    client: &PlaidClient,
    token: &AccessToken,
) -> Result<AtPlaid, PlaidError> {
    for seconds in [1, 2, 4] {
        match client.remove_item(token).await {
            Err(error) if error.is_passing() => {
                tokio::time::sleep(ctx.retry_pause * seconds).await;
            }
            answer => return ended(answer),
        }
    }
    ended(client.remove_item(token).await)
}

/// What an answer shows of the end of a connection; an error where nothing does.
fn ended(answer: Result<(), PlaidError>) -> Result<AtPlaid, PlaidError> {
    use FailureKind::{ConnectionGone, ConsentRevoked};
    match answer {
        Ok(()) => Ok(AtPlaid::Ended),
        // Billing ends with the connection, and with the person's permission
        // (https://plaid.com/docs/api/items/#itemremove).
        Err(error)
            if error.is_of_plaid() && matches!(error.kind(), ConnectionGone | ConsentRevoked) =>
        {
            Ok(AtPlaid::WasGone)
        }
        Err(error) => Err(error),
    }
}

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
        None if was_removed(ctx, item).await? => AtPlaid::NotAsked,
        None => AtPlaid::Unconfirmed(SyncError::TokenMissing.into()),
    };
    let (folder, item) = (ctx.folder.clone(), item.clone());
    blocking(move || {
        Database::open(&folder)?.remove_connection(&item, keep_history, now)?;
        drop(lock);
        Ok(())
    })
    .await?;
    Ok(at_plaid)
}

/// Whether a connection was removed before, and only its history is there.
async fn was_removed(ctx: &Context, item: &ItemId) -> Result<bool, SyncError> {
    let (folder, item) = (ctx.folder.clone(), item.clone());
    blocking(move || {
        let connections = match Database::open_existing(&folder)? {
            Some(database) => database.connections()?,
            None => vec![],
        };
        let removed = connections.iter().filter(|it| it.disconnected_at.is_some());
        Ok(removed.into_iter().any(|it| it.item_id == item))
    })
    .await
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
