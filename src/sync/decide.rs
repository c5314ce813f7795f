//! What is done about a new connection to a login that is connected already, once
//! the person decided.

use chrono::{DateTime, Utc};

use super::{
    Context,
    keep::{end_at_plaid, keep, keep_or_remove},
    keys,
    link::{
        added::{self, left_at_plaid},
        noted::{forget, lock_page},
    },
    remove::remove,
};
use crate::{
    connect::{Connection, LinkEnd, LinkOutcome, NewConnection, SyncFailure, Twin, TwinDecision},
    plaid::PlaidClient,
};

/// Does what the person decided about a twin. Of those that were added on a
/// page the `last` one has the page forgotten.
///
/// # Errors
/// What kept the new connection from being dealt with. That the known one could
/// not be removed is told in the outcome: the new one was kept.
pub async fn decide_twin(
    ctx: &Context,
    twin: &Twin,
    decision: TwinDecision,
    last: bool,
    now: DateTime<Utc>,
) -> Result<LinkOutcome, SyncFailure> {
    match &twin.new {
        NewConnection::ByToken(_) | NewConnection::Made(_) => {
            decide(ctx, twin, decision, now).await
        }
        NewConnection::Added(_) => {
            let _page_lock = lock_page(ctx).await?;
            let outcome = decide(ctx, twin, decision, now).await?;
            if last {
                forget(ctx).await?;
            }
            Ok(outcome)
        }
    }
}

async fn decide(
    ctx: &Context,
    twin: &Twin,
    decision: TwinDecision,
    now: DateTime<Utc>,
) -> Result<LinkOutcome, SyncFailure> {
    let client = keys::client(ctx).await?;
    let mut outcome = LinkOutcome {
        kept: vec![],
        twins: vec![],
        failure: None,
        end: LinkEnd::Connected,
    };
    match decision {
        TwinDecision::Discard => {
            discard(ctx, &client, &twin.new).await?;
            outcome.end = LinkEnd::Cancelled;
        }
        TwinDecision::KeepBoth => outcome
            .kept
            .push(keep_new(ctx, &client, &twin.new, now).await?),
        TwinDecision::Replace => {
            let kept = keep_new(ctx, &client, &twin.new, now).await?;
            let known = &twin.known.item_id;
            if kept.item_id != *known {
                outcome.failure = match remove(ctx, known, true, now).await {
                    Ok(at_plaid) => at_plaid.failure().map(|it| it.clone().still_at_plaid()),
                    Err(failure) => Some(failure),
                };
            }
            outcome.kept.push(kept);
        }
    }
    Ok(outcome)
}

async fn keep_new(
    ctx: &Context,
    client: &PlaidClient,
    new: &NewConnection,
    now: DateTime<Utc>,
) -> Result<Connection, SyncFailure> {
    match new {
        NewConnection::Added(added) => added::keep(ctx, client, added, now).await,
        // Where it cannot be kept, the person has its token still.
        NewConnection::ByToken(item) => {
            let kept = keep(ctx, client, &item.token, item.report.clone(), now).await?;
            Ok(kept.connection)
        }
        NewConnection::Made(item) => {
            let report = item.report.clone();
            let kept = keep_or_remove(ctx, client, &item.token, report, now).await?;
            Ok(kept.connection)
        }
    }
}

async fn discard(
    ctx: &Context,
    client: &PlaidClient,
    new: &NewConnection,
) -> Result<(), SyncFailure> {
    match new {
        NewConnection::Added(added) => added::discard(ctx, client, added).await,
        NewConnection::ByToken(item) | NewConnection::Made(item) => {
            match end_at_plaid(ctx, client, &item.token).await {
                Ok(_) => Ok(()),
                Err(error) => Err(left_at_plaid(error.into())),
            }
        }
    }
}
