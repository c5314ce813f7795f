//! What was added on a page: recognized, kept, or removed again.

use chrono::{DateTime, Utc};

use super::{
    super::{Context, SyncError, blocking, connect, keys},
    forget, lock_page,
};
use crate::{
    connect::{
        AccessToken, AddedItem, AddedKey, Connection, FailureKind, ItemReport, LinkEnd,
        LinkOutcome, SyncFailure, Twin, TwinDecision,
    },
    domain::{InstitutionId, ItemId},
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

/// The connection that seems to be the same login: of the same institution, and
/// with an account of the same last digits. Asked before anything is exchanged.
pub(super) async fn twin(ctx: &Context, added: &AddedItem) -> Result<Option<Twin>, SyncError> {
    let (folder, added) = (ctx.folder.clone(), added.clone());
    blocking(move || {
        let Some(database) = Database::open_existing(&folder)? else {
            return Ok(None);
        };
        let accounts = database.accounts()?;
        let is_twin = |it: &Connection| {
            let own = accounts.iter().filter(|a| a.item_id == it.item_id);
            let masks: Vec<_> = own.filter_map(|a| a.mask.as_deref()).collect();
            it.disconnected_at.is_none()
                && is_same_login(it.institution_id.as_ref(), &masks, &added)
        };
        let known = database.connections()?.into_iter().find(is_twin);
        Ok(known.map(|known| Twin { added, known }))
    })
    .await
}

/// Exchanges the one-time token and makes a connection of it; what cannot be
/// kept is removed at Plaid again.
///
/// A failure that may pass leaves it as it is, to be tried again; after any
/// other it is done with.
pub(super) async fn keep(
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
    let kept = connect::keep_or_remove(ctx, client, &token, report, now).await;
    note_progress(ctx, &added.key, true).await?;
    Ok(kept?.connection)
}

/// Removes what was added at Plaid, so that it is not billed.
async fn discard(
    ctx: &Context,
    client: &PlaidClient,
    added: &AddedItem,
) -> Result<(), SyncFailure> {
    let (token, _) = exchange(ctx, client, added).await?;
    let removed = connect::end_at_plaid(ctx, client, &token).await;
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

/// Does what the person decided about a twin; forgets the page after the `last`
/// one.
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
    let _page_lock = lock_page(ctx).await?;
    let client = keys::client(ctx).await?;
    let mut outcome = LinkOutcome {
        kept: vec![],
        twins: vec![],
        failure: None,
        end: LinkEnd::Connected,
    };
    match decision {
        TwinDecision::Discard => {
            discard(ctx, &client, &twin.added).await?;
            outcome.end = LinkEnd::Cancelled;
        }
        TwinDecision::KeepBoth => outcome
            .kept
            .push(keep(ctx, &client, &twin.added, now).await?),
        TwinDecision::Replace => {
            let kept = keep(ctx, &client, &twin.added, now).await?;
            let known = &twin.known.item_id;
            if kept.item_id != *known {
                outcome.failure = match connect::remove(ctx, known, true, now).await {
                    Ok(at_plaid) => at_plaid.failure().map(|it| it.clone().still_at_plaid()),
                    Err(failure) => Some(failure),
                };
            }
            outcome.kept.push(kept);
        }
    }
    if last {
        forget(ctx).await?;
    }
    Ok(outcome)
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
fn left_at_plaid(failure: SyncFailure) -> SyncFailure {
    SyncFailure {
        kind: FailureKind::LeftAtPlaid,
        ..failure
    }
}

fn is_same_login(institution: Option<&InstitutionId>, masks: &[&str], added: &AddedItem) -> bool {
    let shared = |mask: &str| masks.contains(&mask);
    institution.is_some()
        && institution == added.institution_id.as_ref()
        && added
            .accounts
            .iter()
            .filter_map(|it| it.mask.as_deref())
            .any(shared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::{AddedAccount, Secret};

    #[test]
    fn the_same_login_is_known_by_institution_and_last_digits() {
        let institution = InstitutionId::from("ins_1");
        let account = |mask: Option<&str>| AddedAccount {
            name: None,
            mask: mask.map(Into::into),
            subtype: None,
        };
        let added = |id: &str, masks: &[Option<&str>]| AddedItem {
            key: AddedKey {
                session: "session".into(),
                position: 0,
            },
            public_token: Secret::new("public".to_owned()),
            institution_id: Some(id.into()),
            institution_name: None,
            accounts: masks.iter().map(|it| account(*it)).collect(),
        };
        let known = |added: &AddedItem| is_same_login(Some(&institution), &["1234", "0093"], added);
        assert!(known(&added("ins_1", &[Some("5555"), Some("1234")])));
        assert!(!known(&added("ins_2", &[Some("1234")])));
        assert!(!known(&added("ins_1", &[Some("5555")])));
        assert!(!known(&added("ins_1", &[None])));
        assert!(!is_same_login(
            None,
            &["1234"],
            &added("ins_1", &[Some("1234")])
        ));
    }
}
