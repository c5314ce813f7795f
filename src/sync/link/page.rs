//! Waiting for a page, and dealing with what is added on it as it comes.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::{
    super::{Context, SyncError, keys, login},
    added::{self, Progress, may_pass},
    noted::forget,
    open::{OpenLink, reopen_link},
};
use crate::{
    connect::{
        AddedItem, AddedKey, Connection, FailureKind, LinkEnd, LinkOutcome, LinkSession,
        LinkStatus, NewConnection, SyncFailure, Twin,
    },
    plaid::{PlaidClient, PlaidError},
};

/// How long what was added can be exchanged; see
/// <https://plaid.com/docs/api/items/#itempublic_tokenexchange>.
const TOKEN_LIFETIME: Duration = Duration::from_mins(30);

/// What is heard of a page while it is waited for.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkNews {
    /// Plaid cannot say how the page stands, or can again.
    Trouble(Option<FailureKind>),
    /// A new connection is there.
    Kept(Box<Connection>),
}

/// Waits until the person is done with the page, it expires, or `cancel`.
///
/// Asks every [`Context::link_pause`], easing off. While Plaid cannot be
/// reached it keeps asking. `report` hears of that, and of every connection as
/// soon as it is kept. The page is forgotten at the end, unless there is
/// something to decide or it was cancelled.
pub async fn follow_link(
    ctx: &Context,
    open: &OpenLink,
    now: DateTime<Utc>,
    report: impl Fn(LinkNews) + Send + Sync,
    cancel: CancellationToken,
) -> Result<LinkOutcome, SyncFailure> {
    let mut page = Page::new(ctx, open, now, &report).await?;
    let end = page.wait(&cancel).await;
    Ok(page.finish(end).await?)
}

/// Asks once what came of a page that is not waited for any more: something may
/// have been connected at the last moment. Then forgets the page, unless there
/// is something to decide.
pub async fn abandon_link(
    ctx: &Context,
    open: &OpenLink,
    now: DateTime<Utc>,
) -> Result<LinkOutcome, SyncFailure> {
    let mut page = Page::new(ctx, open, now, &|_| {}).await?;
    match page.client.link_session(&open.link_token).await {
        Ok(session) if open.pending.goal.item().is_none() => {
            if let Some(failure) = page.keep_added(session.added).await? {
                return Err(failure);
            }
        }
        Err(error) if !is_over(&error) => return Err(error.into()),
        Ok(_) | Err(_) => {}
    }
    Ok(page.finish(Ok(LinkEnd::Left(None))).await?)
}

/// The same for a page that an earlier run of the program left open, if there
/// is one.
pub async fn settle_link(
    ctx: &Context,
    now: DateTime<Utc>,
) -> Result<Option<LinkOutcome>, SyncFailure> {
    match reopen_link(ctx).await? {
        Some(open) => abandon_link(ctx, &open, now).await.map(Some),
        None => Ok(None),
    }
}

/// Whether Plaid says that nothing more can come of a page.
fn is_over(error: &PlaidError) -> bool {
    error.is_of_plaid() && error.kind() == FailureKind::LinkExpired
}

/// A page while it is waited for.
struct Page<'a, R> {
    ctx: &'a Context,
    client: PlaidClient,
    open: &'a OpenLink,
    now: DateTime<Utc>,
    report: &'a R,
    kept: Vec<Connection>,
    twins: Vec<Twin>,
    failure: Option<SyncFailure>,
    trouble: Option<FailureKind>,
}

impl<'a, R: Fn(LinkNews) + Send + Sync> Page<'a, R> {
    async fn new(
        ctx: &'a Context,
        open: &'a OpenLink,
        now: DateTime<Utc>,
        report: &'a R,
    ) -> Result<Self, SyncError> {
        Ok(Self {
            ctx,
            client: keys::client(ctx).await?,
            open,
            now,
            report,
            kept: vec![],
            twins: vec![],
            failure: None,
            trouble: None,
        })
    }

    async fn wait(&mut self, cancel: &CancellationToken) -> Result<LinkEnd, SyncError> {
        let lifetime = self.open.pending.expires_at - self.now;
        let deadline = Instant::now() + lifetime.to_std().unwrap_or_default();
        let mut pause = self.ctx.link_pause;
        let longest = pause * 10 / 3;
        loop {
            let asked = self.client.link_session(&self.open.link_token);
            let trouble = match cancel.run_until_cancelled(asked).await {
                None => return Ok(LinkEnd::Cancelled),
                Some(Ok(session)) => match self.after(session).await? {
                    Look::End(end) => return Ok(end),
                    Look::Again(trouble) => trouble,
                },
                Some(Err(error)) if is_over(&error) => return Ok(LinkEnd::Expired),
                Some(Err(error)) if may_pass(&error) || !error.is_of_plaid() => Some(error.kind()),
                Some(Err(error)) => return Err(error.into()),
            };
            self.tell(trouble);
            // While something is left to deal with, as long as it can be.
            let grace = if trouble.is_some() {
                TOKEN_LIFETIME
            } else {
                Duration::ZERO
            };
            if Instant::now() >= deadline + grace {
                return Ok(LinkEnd::Expired);
            }
            if cancel.run_until_cancelled(sleep(pause)).await.is_none() {
                return Ok(LinkEnd::Cancelled);
            }
            pause = (pause * 23 / 20).min(longest);
        }
    }

    /// Deals with what is new, and says whether that was all.
    async fn after(&mut self, session: LinkSession) -> Result<Look, SyncError> {
        let was_added = !session.added.is_empty();
        // What a repair lists is not documented, and nothing new.
        let repaired = self.open.pending.goal.item();
        if repaired.is_none()
            && let Some(failure) = self.keep_added(session.added).await?
        {
            return Ok(Look::Again(Some(failure.kind)));
        }
        if session.status == LinkStatus::Waiting {
            return Ok(Look::Again(None));
        }
        match repaired {
            Some(item) if session.exit.is_none() => {
                // The connection itself says whether it works.
                let token = keys::token(self.ctx, item)
                    .await?
                    .ok_or(SyncError::TokenMissing)?;
                match self.client.item(&token).await {
                    // What is not about it says nothing of it.
                    Ok(answer) if answer.item_id.as_ref() != Some(item) => {
                        Ok(Look::Again(Some(FailureKind::Malformed)))
                    }
                    Ok(answer) => match answer.failure {
                        None => Ok(Look::End(LinkEnd::Repaired(item.clone()))),
                        Some(failure) => Err(SyncError::Reported(failure)),
                    },
                    Err(error) if may_pass(&error) || !error.is_of_plaid() => {
                        Ok(Look::Again(Some(error.kind())))
                    }
                    Err(error) => Err(error.into()),
                }
            }
            None if was_added => Ok(Look::End(LinkEnd::Connected)),
            Some(_) | None => Ok(Look::End(LinkEnd::Left(session.exit))),
        }
    }

    /// Keeps what is new, or has it decided about. Returns the failure, where
    /// one that may pass leaves something to be dealt with.
    async fn keep_added(
        &mut self,
        items: Vec<AddedItem>,
    ) -> Result<Option<SyncFailure>, SyncError> {
        for added in items {
            let progress = added::progress(self.ctx, &added.key).await?;
            if self.is_asked_about(&added.key) || progress == Progress::Done {
                continue;
            }
            if progress == Progress::Untouched {
                // Before anything is exchanged.
                let new = NewConnection::Added(added.clone());
                if let Some(known) = login::known(self.ctx, &new).await? {
                    self.twins.push(Twin { new, known });
                    continue;
                }
            }
            match added::keep(self.ctx, &self.client, &added, self.now).await {
                Ok(connection) => {
                    (self.report)(LinkNews::Kept(Box::new(connection.clone())));
                    self.kept.push(connection);
                }
                Err(failure) => {
                    if added::progress(self.ctx, &added.key).await? != Progress::Done {
                        return Ok(Some(failure));
                    }
                    self.failure = Some(failure);
                }
            }
        }
        Ok(None)
    }

    fn is_asked_about(&self, key: &AddedKey) -> bool {
        let keys = self.twins.iter().filter_map(|twin| match &twin.new {
            NewConnection::Added(added) => Some(&added.key),
            NewConnection::ByToken(_) | NewConnection::Made(_) => None,
        });
        keys.into_iter().any(|it| it == key)
    }

    fn tell(&mut self, trouble: Option<FailureKind>) {
        if trouble != self.trouble {
            self.trouble = trouble;
            (self.report)(LinkNews::Trouble(trouble));
        }
    }

    /// Forgets the page once nothing can come of it any more.
    async fn finish(mut self, end: Result<LinkEnd, SyncError>) -> Result<LinkOutcome, SyncError> {
        let is_over = match &end {
            Ok(LinkEnd::Cancelled) => false,
            Ok(_) | Err(SyncError::Reported(_)) => true,
            Err(_) => false,
        };
        if is_over && self.twins.is_empty() {
            if let Some(lost) = added::lost(self.ctx).await? {
                self.failure = Some(lost);
            }
            forget(self.ctx).await?;
        }
        let mut end = end?;
        let connected = !self.kept.is_empty() || !self.twins.is_empty();
        if connected && matches!(end, LinkEnd::Left(_) | LinkEnd::Expired) {
            // What was connected counts, however the page was left.
            end = LinkEnd::Connected;
        }
        Ok(LinkOutcome {
            kept: self.kept,
            twins: self.twins,
            failure: self.failure,
            end,
        })
    }
}

/// What one look at a page shows.
enum Look {
    End(LinkEnd),
    /// There is more to come, or to deal with once the trouble has passed.
    Again(Option<FailureKind>),
}
