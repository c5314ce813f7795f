//! Signing in on a page in the browser, from opening it to what came of it.

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::{Tasks, broken_off};
use crate::{
    domain::{AddedItem, FailureKind, LinkGoal, SyncFailure},
    state::{Event, LinkEnd, OpenPage, Twin},
    sync::{self, Context, LinkOutcome, OpenLink, journal},
};

impl Tasks {
    /// Opens a page for `goal`, sends the browser there and waits for what
    /// comes of it.
    pub(in crate::app) fn open_link(
        &self,
        goal: LinkGoal,
        now: DateTime<Utc>,
        cancel: CancellationToken,
    ) {
        let tasks = self.clone();
        self.start_link(async move {
            let ctx = tasks.place.context(now).await?;
            let open = sync::open_link(ctx, goal, now).await?;
            let url = egui::OpenUrl::new_tab(open.url.reveal());
            tasks.answers.ctx.open_url(url);
            tasks.follow(ctx, &open, now, cancel).await
        });
    }

    /// Waits for a page that an earlier run of the program left open.
    pub(in crate::app) fn resume_link(&self, now: DateTime<Utc>, cancel: CancellationToken) {
        let tasks = self.clone();
        self.start_link(async move {
            let ctx = tasks.place.context(now).await?;
            match sync::reopen_link(ctx).await? {
                Some(open) => tasks.follow(ctx, &open, now, cancel).await,
                None => Ok(LinkEnd::Expired),
            }
        });
    }

    /// Gives up a page that an earlier run of the program left open.
    pub(in crate::app) fn discard_link(&self, now: DateTime<Utc>) {
        let tasks = self.clone();
        self.start_link(async move {
            let ctx = tasks.place.context(now).await?;
            match sync::reopen_link(ctx).await? {
                Some(open) => abandon(ctx, &open, now).await,
                None => Ok(LinkEnd::Cancelled),
            }
        });
    }

    /// Keeps a second connection to the same login, or removes it at Plaid.
    /// Forgets the page when it was the `last` one to decide about.
    pub(in crate::app) fn decide(
        &self,
        added: AddedItem,
        keep: bool,
        last: bool,
        now: DateTime<Utc>,
    ) {
        let tasks = self.clone();
        self.start_link(async move {
            let ctx = tasks.place.context(now).await?;
            let kept = if keep {
                let kept = sync::keep_added(ctx, &added, now).await;
                kept.map(|it| vec![(it.connection.item_id, it.connection.name.to_string())])
            } else {
                sync::discard_added(ctx, &added).await.map(|()| vec![])
            };
            if last {
                sync::close_link(ctx).await?;
            }
            Ok(LinkEnd::Connected {
                kept: kept?,
                twins: vec![],
                failure: None,
            })
        });
    }

    fn start_link(
        &self,
        work: impl Future<Output = Result<LinkEnd, SyncFailure>> + Send + 'static,
    ) {
        let log = self.place.log().clone();
        self.start(
            async move {
                let end = work.await;
                journal::outcome(&log, "link", &end);
                Event::LinkEnded(end.unwrap_or_else(LinkEnd::Failed))
            },
            || Event::LinkEnded(LinkEnd::Failed(broken_off("connecting"))),
        );
    }

    async fn follow(
        &self,
        ctx: &Context,
        open: &OpenLink,
        now: DateTime<Utc>,
        cancel: CancellationToken,
    ) -> Result<LinkEnd, SyncFailure> {
        let page = OpenPage {
            goal: open.pending.goal.clone(),
            url: open.url.clone(),
            opened_at: open.pending.opened_at,
            expires_at: open.pending.expires_at,
            trouble: None,
        };
        self.answers.send(Event::LinkOpened(page)).await;
        let answers = self.answers.clone();
        let report = move |trouble| answers.send_progress(Event::LinkTrouble(trouble));
        let outcome = sync::follow_link(ctx, open, now, report, cancel).await;
        match outcome {
            Ok(outcome) => settle(ctx, outcome, now).await,
            // The window closes: the page waits for the next run.
            Err(_) if self.closing.is_cancelled() => Ok(LinkEnd::Cancelled),
            Err(failure) if failure.kind == FailureKind::Cancelled => abandon(ctx, open, now).await,
            Err(failure) => {
                sync::close_link(ctx).await?;
                Err(failure)
            }
        }
    }
}

/// Stops waiting for a page; what was connected on it at the last moment is
/// kept.
async fn abandon(
    ctx: &Context,
    open: &OpenLink,
    now: DateTime<Utc>,
) -> Result<LinkEnd, SyncFailure> {
    let added = sync::abandon_link(ctx, open).await?;
    if added.is_empty() {
        return Ok(LinkEnd::Cancelled);
    }
    settle(ctx, LinkOutcome::Added(added), now).await
}

/// Deals with what came of a page, as far as nothing has to be asked.
async fn settle(
    ctx: &Context,
    outcome: LinkOutcome,
    now: DateTime<Utc>,
) -> Result<LinkEnd, SyncFailure> {
    let end = match outcome {
        LinkOutcome::Added(items) => keep_all(ctx, items, now).await?,
        LinkOutcome::Repaired(item) => LinkEnd::Repaired(item),
        LinkOutcome::Left(exit) => LinkEnd::Left(exit.and_then(|it| it.error)),
        LinkOutcome::Expired => LinkEnd::Expired,
    };
    let asks = matches!(&end, LinkEnd::Connected { twins, .. } if !twins.is_empty());
    if !asks {
        sync::close_link(ctx).await?;
    }
    Ok(end)
}

async fn keep_all(
    ctx: &Context,
    items: Vec<AddedItem>,
    now: DateTime<Utc>,
) -> Result<LinkEnd, SyncFailure> {
    let (mut kept, mut twins, mut failure) = (vec![], vec![], None);
    for added in items {
        if let Some(known) = sync::twin(ctx, &added).await? {
            let known = known.name.to_string();
            twins.push(Twin { added, known });
            continue;
        }
        match sync::keep_added(ctx, &added, now).await {
            Ok(it) => kept.push((it.connection.item_id, it.connection.name.to_string())),
            Err(error) => failure = Some(error),
        }
    }
    Ok(LinkEnd::Connected {
        kept,
        twins,
        failure,
    })
}
