//! Signing in on a page in the browser, from opening it to what came of it.

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::{Tasks, broken_off};
use crate::{
    connect::{LinkEnd, LinkGoal, LinkOutcome, SyncFailure, Twin, TwinDecision},
    state::{Event, OpenPage},
    sync::{self, Context, LinkNews, OpenLink, journal},
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
            let ctx = tasks.session.context(now).await?;
            if let Some(earlier) = tasks.settle(ctx, now).await?
                && !earlier.twins.is_empty()
            {
                // One question after the other.
                return Ok(earlier);
            }
            let opened = cancel.run_until_cancelled(sync::open_link(ctx, goal, now));
            let Some(open) = opened.await.transpose()? else {
                // Its address was never shown, so nothing can be added on it.
                return Ok(nothing(LinkEnd::Cancelled));
            };
            let url = egui::OpenUrl::new_tab(open.url.reveal());
            tasks.answers.ctx.open_url(url);
            tasks.follow(ctx, &open, now, cancel).await
        });
    }

    /// Waits for a page that an earlier run of the program left open.
    pub(in crate::app) fn resume_link(&self, now: DateTime<Utc>, cancel: CancellationToken) {
        let tasks = self.clone();
        self.start_link(async move {
            let ctx = tasks.session.context(now).await?;
            match sync::reopen_link(ctx).await? {
                Some(open) => tasks.follow(ctx, &open, now, cancel).await,
                None => Ok(nothing(LinkEnd::Expired)),
            }
        });
    }

    /// Gives up a page that an earlier run of the program left open.
    pub(in crate::app) fn discard_link(&self, now: DateTime<Utc>) {
        let tasks = self.clone();
        self.start_link(async move {
            let ctx = tasks.session.context(now).await?;
            let settled = tasks.settle(ctx, now).await?;
            Ok(settled.unwrap_or_else(|| nothing(LinkEnd::Cancelled)))
        });
    }

    /// Does what was decided about a second connection to the same login.
    /// Forgets the page when it was the `last` one to decide about.
    pub(in crate::app) fn decide(
        &self,
        twin: Twin,
        decision: TwinDecision,
        last: bool,
        now: DateTime<Utc>,
    ) {
        let tasks = self.clone();
        self.start_link(async move {
            let ctx = tasks.session.context(now).await?;
            let outcome = sync::decide_twin(ctx, &twin, decision, last, now).await?;
            tasks.tell_kept(&outcome).await;
            Ok(outcome)
        });
    }

    fn start_link(
        &self,
        work: impl Future<Output = Result<LinkOutcome, SyncFailure>> + Send + 'static,
    ) {
        let log = self.session.log().clone();
        self.start(
            async move {
                let end = work.await;
                journal::outcome(&log, "link", &end);
                Event::LinkEnded(end)
            },
            || Event::LinkEnded(Err(broken_off("connecting"))),
        );
    }

    async fn follow(
        &self,
        ctx: &Context,
        open: &OpenLink,
        now: DateTime<Utc>,
        cancel: CancellationToken,
    ) -> Result<LinkOutcome, SyncFailure> {
        let page = OpenPage {
            goal: open.pending.goal.clone(),
            url: open.url.clone(),
            opened_at: open.pending.opened_at,
            expires_at: open.pending.expires_at,
            trouble: None,
            kept: vec![],
        };
        self.answers.send(Event::LinkOpened(page)).await;
        let tasks = self.clone();
        let report = move |news| match news {
            LinkNews::Trouble(trouble) => {
                tasks.answers.send_progress(Event::LinkTrouble(trouble));
            }
            LinkNews::Kept(connection) => {
                // Its first sync begins with it: it must not be lost.
                let answers = tasks.answers.clone();
                tasks.runtime.spawn(async move {
                    answers.send(Event::LinkKept(connection)).await;
                });
            }
        };
        let outcome = sync::follow_link(ctx, open, now, report, cancel).await?;
        // When the window closes, the page waits for the next run.
        if outcome.end == LinkEnd::Cancelled && !self.closing.is_cancelled() {
            let late = sync::abandon_link(ctx, open, now).await?;
            return Ok(self.given_up(late).await);
        }
        Ok(outcome)
    }

    /// Finds out what came of an earlier page, if there is one.
    async fn settle(
        &self,
        ctx: &Context,
        now: DateTime<Utc>,
    ) -> Result<Option<LinkOutcome>, SyncFailure> {
        match sync::settle_link(ctx, now).await? {
            Some(outcome) => Ok(Some(self.given_up(outcome).await)),
            None => Ok(None),
        }
    }

    /// What came of a page that the person gave up.
    async fn given_up(&self, mut outcome: LinkOutcome) -> LinkOutcome {
        self.tell_kept(&outcome).await;
        if let LinkEnd::Left(_) = outcome.end {
            outcome.end = LinkEnd::Cancelled;
        }
        outcome
    }

    async fn tell_kept(&self, outcome: &LinkOutcome) {
        for connection in &outcome.kept {
            let connection = Box::new(connection.clone());
            self.answers.send(Event::LinkKept(connection)).await;
        }
    }
}

fn nothing(end: LinkEnd) -> LinkOutcome {
    LinkOutcome {
        kept: vec![],
        twins: vec![],
        failure: None,
        end,
    }
}
