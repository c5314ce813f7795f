//! Opening a page, or the one that an earlier run of the program left open.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    super::{Context, SyncError, blocking, keys},
    added,
    noted::{forget, lock_page, note},
};
use crate::{
    connect::{LinkGoal, PendingLink, Secret, SyncFailure},
    plaid::LinkPurpose,
    storage::{Database, SyncLock},
};

/// Stands for the person at Plaid, and says nothing about them. Every person
/// has a Plaid account of their own, so one name does for all.
const USER: &str = "holdfast";
/// Plaid's default, where it does not say when a page stops working.
const USUAL_LIFETIME: TimeDelta = TimeDelta::minutes(30);
/// Longer than Plaid lets a page work where nothing else is asked for.
const LONGEST_LIFETIME: TimeDelta = TimeDelta::hours(24);

/// A page whose outcome is waited for. While it is there, no other page is
/// opened or waited for, in this program or another.
#[derive(Debug)]
pub struct OpenLink {
    pub pending: PendingLink,
    /// Where the person signs in. As secret as a token.
    pub url: Secret,
    pub(super) link_token: Secret,
    _page_lock: SyncLock,
}

impl OpenLink {
    /// Whether the page still works.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        now < self.pending.expires_at
    }
}

/// Opens a page for `goal`. Its address is for the browser. What came of an
/// earlier page has to be settled before: the new one takes its place.
pub async fn open_link(
    ctx: &Context,
    goal: LinkGoal,
    now: DateTime<Utc>,
) -> Result<OpenLink, SyncFailure> {
    let page_lock = lock_page(ctx).await?;
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
    let pending = PendingLink {
        goal,
        opened_at: now,
        expires_at: expiry(link.expires_at, now),
    };
    note(ctx, &link, pending.clone()).await?;
    Ok(OpenLink {
        pending,
        url: link.url,
        link_token: link.link_token,
        _page_lock: page_lock,
    })
}

/// The page that an earlier run of the program left open, if there is one.
pub async fn reopen_link(ctx: &Context) -> Result<Option<OpenLink>, SyncFailure> {
    let page_lock = lock_page(ctx).await?;
    let folder = ctx.folder.clone();
    let pending = blocking(move || {
        let database = Database::open_existing(&folder)?;
        Ok(database.map_or(Ok(None), |it| it.pending_link())?)
    })
    .await?;
    let Some((pending, link)) = pending.zip(keys::pending_link(ctx).await?) else {
        let lost = added::lost(ctx).await?;
        forget(ctx).await?;
        return lost.map_or(Ok(None), Err);
    };
    Ok(Some(OpenLink {
        pending,
        url: link.url,
        link_token: link.link_token,
        _page_lock: page_lock,
    }))
}

/// When a page that is opened `now` stops working: as Plaid says, where the two
/// clocks agree so far that it can be.
fn expiry(told: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    told.filter(|at| (now..=now + LONGEST_LIFETIME).contains(at))
        .unwrap_or(now + USUAL_LIFETIME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_by_a_clock_far_from_this_one_is_not_believed() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let check = |told: Option<i64>, minutes: i64| {
            let told = told.map(|it| now + TimeDelta::minutes(it));
            assert_eq!(
                expiry(told, now),
                now + TimeDelta::minutes(minutes),
                "{told:?}"
            );
        };
        check(Some(240), 240);
        check(None, 30);
        check(Some(-5), 30);
        check(Some(525_600), 30);
    }
}
