//! Signing in on a page of Plaid's in the browser: to connect institutions, and
//! to repair connections.
//!
//! The page is noted before anybody sees it: its address and token in the
//! keyring, the fact in the database. A program that is closed meanwhile can
//! ask after it once it runs again, and a keyring that refuses does so before
//! anything is connected.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::{Connected, Context, SyncError, blocking, connect, keys};
use crate::{
    domain::{
        AddedItem, Connection, FailureKind, HostedLink, InstitutionId, ItemId, LinkExit, LinkGoal,
        LinkSession, LinkStatus, PendingLink, Secret, SyncFailure,
    },
    plaid::{LinkPurpose, PlaidClient, PlaidError},
    storage::Database,
};

/// Stands for the person at Plaid, and says nothing about them. Every person
/// has a Plaid account of their own, so one name does for all.
const USER: &str = "holdfast";
/// Plaid's default, where it does not say when a page stops working.
const USUAL_LIFETIME: TimeDelta = TimeDelta::minutes(30);
/// A page whose outcome is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLink {
    pub pending: PendingLink,
    /// Where the person signs in. As secret as a token.
    pub url: Secret,
    link_token: Secret,
}

/// What came of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkOutcome {
    /// New connections, not exchanged yet.
    Added(Vec<AddedItem>),
    /// The connection works again.
    Repaired(ItemId),
    /// The person left the page, or the institution would not have them.
    Left(Option<LinkExit>),
    /// Nobody finished the page in time.
    Expired,
}

/// Opens a page for `goal`. Its address is for the browser.
pub async fn open_link(
    ctx: &Context,
    goal: LinkGoal,
    now: DateTime<Utc>,
) -> Result<OpenLink, SyncFailure> {
    let client = keys::client(ctx).await?;
    let token = match goal.item() {
        Some(item) => Some(
            keys::token(ctx, item)
                .await?
                .ok_or(SyncError::TokenMissing)?,
        ),
        None => None,
    };
    let purpose = match (&goal, &token) {
        (LinkGoal::SignIn(_), Some(token)) => LinkPurpose::SignIn(token),
        (LinkGoal::Consent(_), Some(token)) => LinkPurpose::Consent(token),
        (LinkGoal::ChooseAccounts(_), Some(token)) => LinkPurpose::ChooseAccounts(token),
        (LinkGoal::Connect, _) | (_, None) => LinkPurpose::Connect,
    };
    let link = client
        .create_link(purpose, USER)
        .await
        .map_err(SyncError::from)?;
    let open = OpenLink {
        pending: PendingLink {
            goal,
            opened_at: now,
            expires_at: link.expires_at.unwrap_or(now + USUAL_LIFETIME),
        },
        url: link.url,
        link_token: link.link_token,
    };
    note(ctx, &open).await?;
    Ok(open)
}

/// The page that an earlier run of the program left open, if there is one.
pub async fn reopen_link(ctx: &Context) -> Result<Option<OpenLink>, SyncFailure> {
    let folder = ctx.folder.clone();
    let pending = blocking(move || {
        let database = Database::open_existing(&folder)?;
        Ok(database.map_or(Ok(None), |it| it.pending_link())?)
    })
    .await?;
    let Some((pending, link)) = pending.zip(keys::pending_link(ctx).await?) else {
        forget(ctx).await?;
        return Ok(None);
    };
    Ok(Some(OpenLink {
        pending,
        url: link.url,
        link_token: link.link_token,
    }))
}

/// Waits until the person is done with the page, it expires, or `cancel`.
///
/// Asks every [`Context::link_pause`], easing off. While Plaid cannot be
/// reached it keeps asking; `report` hears of that, and when it is over.
pub async fn follow_link(
    ctx: &Context,
    open: &OpenLink,
    now: DateTime<Utc>,
    report: impl Fn(Option<FailureKind>) + Send + Sync,
    cancel: CancellationToken,
) -> Result<LinkOutcome, SyncFailure> {
    let client = keys::client(ctx).await?;
    let lifetime = (open.pending.expires_at - now).to_std().unwrap_or_default();
    let deadline = Instant::now() + lifetime;
    let waiting = wait(&client, ctx.link_pause, open, deadline, &report);
    let session = cancel
        .run_until_cancelled(waiting)
        .await
        .unwrap_or(Err(SyncError::Cancelled))?;
    Ok(outcome(ctx, &client, &open.pending.goal, session).await?)
}

/// Asks once what came of a page that is not waited for any more: something may
/// have been connected at the last moment. Then forgets the page.
pub async fn abandon_link(ctx: &Context, open: &OpenLink) -> Result<Vec<AddedItem>, SyncFailure> {
    let client = keys::client(ctx).await?;
    let session = match client.link_session(&open.link_token).await {
        Ok(session) => session.added,
        Err(error) if error.kind() == FailureKind::LinkExpired => vec![],
        Err(error) => return Err(error.into()),
    };
    if session.is_empty() {
        close_link(ctx).await?;
    }
    Ok(session)
}

/// Forgets the page, once everything that came of it is dealt with.
pub async fn close_link(ctx: &Context) -> Result<(), SyncFailure> {
    Ok(forget(ctx).await?)
}

/// The connection that seems to be the same login: of the same institution, and
/// with an account of the same last digits. Asked before the new one is kept,
/// because Plaid bills both.
pub async fn twin(ctx: &Context, added: &AddedItem) -> Result<Option<Connection>, SyncFailure> {
    let (folder, added) = (ctx.folder.clone(), added.clone());
    let twin = blocking(move || match Database::open_existing(&folder)? {
        Some(database) => {
            let portfolio = database.portfolio()?;
            let is_twin = |it: &&Connection| {
                let accounts = portfolio
                    .accounts
                    .iter()
                    .filter(|a| a.item_id == it.item_id);
                let masks: Vec<_> = accounts.filter_map(|a| a.mask.as_deref()).collect();
                it.disconnected_at.is_none()
                    && is_same_login(it.institution_id.as_ref(), &masks, &added)
            };
            Ok(portfolio.connections.iter().find(is_twin).cloned())
        }
        None => Ok(None),
    })
    .await?;
    Ok(twin)
}

/// Makes a connection of what was added on the page. One that cannot be kept is
/// removed at Plaid again.
///
/// # Errors
/// [`FailureKind::LinkExpired`] when it was exchanged before, or too late.
pub async fn keep_added(
    ctx: &Context,
    added: &AddedItem,
    now: DateTime<Utc>,
) -> Result<Connected, SyncFailure> {
    let client = keys::client(ctx).await?;
    let (token, _) = client
        .exchange_public_token(&added.public_token)
        .await
        .map_err(SyncError::from)?;
    connect::keep_or_remove(ctx, &client, &token, now).await
}

/// Removes what was added on the page at Plaid, so that it is not billed.
pub async fn discard_added(ctx: &Context, added: &AddedItem) -> Result<(), SyncFailure> {
    let client = keys::client(ctx).await?;
    let (token, _) = client
        .exchange_public_token(&added.public_token)
        .await
        .map_err(SyncError::from)?;
    Ok(client.remove_item(&token).await.map_err(SyncError::from)?)
}

/// Notes the page: first in the keyring, which may refuse.
async fn note(ctx: &Context, open: &OpenLink) -> Result<(), SyncError> {
    let link = HostedLink {
        link_token: open.link_token.clone(),
        url: open.url.clone(),
        expires_at: None,
    };
    keys::store_pending_link(ctx, &link).await?;
    let (folder, pending) = (ctx.folder.clone(), open.pending.clone());
    blocking(move || Ok(Database::open(&folder)?.save_pending_link(&pending)?)).await
}

async fn forget(ctx: &Context) -> Result<(), SyncError> {
    let folder = ctx.folder.clone();
    blocking(move || match Database::open_existing(&folder)? {
        Some(mut database) => Ok(database.forget_pending_link()?),
        None => Ok(()),
    })
    .await?;
    keys::forget_pending_link(ctx).await
}

/// The session once the person is done; `None` when that is too late.
async fn wait(
    client: &PlaidClient,
    first_pause: Duration,
    open: &OpenLink,
    deadline: Instant,
    report: &(impl Fn(Option<FailureKind>) + Send + Sync),
) -> Result<Option<LinkSession>, SyncError> {
    let mut pause = first_pause;
    let mut trouble = None;
    loop {
        let now = match client.link_session(&open.link_token).await {
            Ok(session) if session.status == LinkStatus::Finished => return Ok(Some(session)),
            Ok(_) => None,
            Err(error) if error.kind() == FailureKind::LinkExpired => return Ok(None),
            Err(error) if may_pass(&error) => Some(error.kind()),
            Err(error) => return Err(error.into()),
        };
        if now != trouble {
            report(now);
            trouble = now;
        }
        if Instant::now() >= deadline {
            return Ok(None);
        }
        sleep(pause).await;
        pause = (pause * 23 / 20).min(first_pause * 10 / 3);
    }
}

/// Whether asking again is the answer to `error`.
fn may_pass(error: &PlaidError) -> bool {
    error.is_passing()
        || matches!(
            error.kind(),
            FailureKind::RateLimited | FailureKind::Maintenance
        )
}

async fn outcome(
    ctx: &Context,
    client: &PlaidClient,
    goal: &LinkGoal,
    session: Option<LinkSession>,
) -> Result<LinkOutcome, SyncError> {
    let Some(session) = session else {
        return Ok(LinkOutcome::Expired);
    };
    if let Some(item) = goal.item()
        && session.exit.is_none()
    {
        // What a repair lists is not documented: the connection itself says.
        let token = keys::token(ctx, item)
            .await?
            .ok_or(SyncError::TokenMissing)?;
        return match client.item(&token).await?.failure {
            None => Ok(LinkOutcome::Repaired(item.clone())),
            Some(failure) => Err(SyncError::Reported(failure)),
        };
    }
    Ok(if session.added.is_empty() {
        LinkOutcome::Left(session.exit)
    } else {
        LinkOutcome::Added(session.added)
    })
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
    use crate::domain::AddedAccount;

    #[test]
    fn the_same_login_is_known_by_institution_and_last_digits() {
        let institution = InstitutionId::from("ins_1");
        let account = |mask: Option<&str>| AddedAccount {
            name: None,
            mask: mask.map(Into::into),
            subtype: None,
        };
        let added = |id: &str, masks: &[Option<&str>]| AddedItem {
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
