//! Keeps a connection, or ends at Plaid what cannot be kept.
//!
//! The token goes to the keyring before the connection goes to the database: a
//! token that nobody can find any more would go on being billed.

use chrono::{DateTime, Utc};

use super::{Context, SyncError, blocking, failure, keys};
use crate::{
    connect::{
        AccessToken, AtPlaid, Connection, FailureKind, Institution, ItemReport, SyncFailure,
    },
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
    match keep(ctx, client, token, report, now).await {
        Ok(connected) => Ok(connected),
        Err(error) => Err(remove_again(ctx, client, token, error.into()).await),
    }
}

/// Ends a connection that was just made and is not kept because of `failure`;
/// returns that, and whether the end was not reached either.
pub(super) async fn remove_again(
    ctx: &Context,
    client: &PlaidClient,
    token: &AccessToken,
    failure: SyncFailure,
) -> SyncFailure {
    match end_at_plaid(ctx, client, token).await {
        Ok(_) => failure,
        Err(error) => SyncFailure {
            kind: FailureKind::LeftAtPlaid,
            ..failure::with_aftermath(
                failure,
                "the new connection could not be removed at Plaid",
                error.into(),
            )
        },
    }
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
pub(super) fn ended(answer: Result<(), PlaidError>) -> Result<AtPlaid, PlaidError> {
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

/// Keeps a connection: its token in the keyring first, then the connection.
pub(super) async fn keep(
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
