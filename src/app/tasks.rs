//! Background work. Every task answers with [`Event`]s and wakes the window.

mod accounts;
mod connect;
mod connections;
mod demo;
mod exports;
mod link;
mod records;

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use tokio::{runtime::Handle, sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{
    connect::{FailureKind, SyncFailure},
    portfolio::AsOf,
    session::{Retried, Session},
    state::{Event, News},
    storage::Stamp,
    sync::{SyncError, journal, run_blocking},
    ui::Runner,
};

/// How many events may wait for the window. A task that has more to say waits;
/// only progress is dropped.
const WAITING_EVENTS: usize = 64;

/// Starts background work in one environment.
#[derive(Clone)]
pub(super) struct Tasks {
    runtime: Handle,
    session: Arc<Session>,
    answers: Answers,
    /// Cancelled when the environment is closed.
    closing: CancellationToken,
    /// How the portfolio looked before it was read last.
    read: Arc<Mutex<Stamp>>,
}

/// Where tasks answer. Once the environment is closed, nobody listens any
/// more, and that is no error.
#[derive(Clone)]
struct Answers {
    events: mpsc::Sender<Event>,
    ctx: egui::Context,
}

impl Answers {
    async fn send(&self, event: Event) {
        if self.events.send(event).await.is_ok() {
            self.ctx.request_repaint();
        }
    }

    /// Sends what may be lost when the window does not keep up.
    fn send_progress(&self, event: Event) {
        if self.events.try_send(event).is_ok() {
            self.ctx.request_repaint();
        }
    }
}

impl Tasks {
    /// Tasks that work on `session` until `closing`, and where their events come
    /// out.
    pub(super) fn new(
        runtime: Handle,
        session: Arc<Session>,
        ctx: egui::Context,
        closing: CancellationToken,
    ) -> (Self, mpsc::Receiver<Event>) {
        let (sender, events) = mpsc::channel(WAITING_EVENTS);
        let answers = Answers {
            events: sender,
            ctx,
        };
        let tasks = Self {
            runtime,
            session,
            answers,
            closing,
            read: Arc::default(),
        };
        (tasks, events)
    }

    /// Runs page models on blocking threads. Where one panics, a notice says
    /// so, beside the page's own words.
    pub(super) fn runner(&self) -> Runner {
        let tasks = self.clone();
        Arc::new(move |work| {
            let nothing_more = move || {
                work();
                None::<Event>
            };
            tasks.start_blocking(nothing_more, || Event::News(News::PageNotPrepared));
        })
    }

    /// Frees what is no longer shown: a large portfolio takes longer than a
    /// frame has.
    pub(super) fn free(&self, replaced: impl Send + 'static) {
        self.runtime.spawn(run_blocking(move || drop(replaced)));
    }

    /// Reads the portfolio, as of now or of an earlier day.
    pub(super) fn load(&self, as_of: Option<AsOf>) {
        let (session, read) = (Arc::clone(&self.session), Arc::clone(&self.read));
        self.start_blocking(
            move || load(&session, &read, as_of),
            || Event::LoadFailed(broken_off("reading the portfolio")),
        );
    }

    /// Has the portfolio read again where another program has changed it.
    pub(super) fn look_for_changes(&self) {
        let (session, read) = (Arc::clone(&self.session), Arc::clone(&self.read));
        let look = move || {
            let now = Stamp::of(session.folder());
            let has_changed = *read.lock().unwrap_or_else(PoisonError::into_inner) != now;
            has_changed.then_some(Event::Stored)
        };
        self.start_blocking(look, || Event::Stored);
    }

    /// Deletes everything stored of the environment; with `end_at_plaid`, once its
    /// connections have ended there. The Plaid keys stay.
    pub(super) fn delete_local_data(&self, end_at_plaid: bool, now: DateTime<Utc>) {
        let session = Arc::clone(&self.session);
        self.start(
            async move {
                match session.delete(end_at_plaid, now).await {
                    Ok(outcome) => Event::LocalDataDeleted(outcome),
                    Err(failure) => Event::News(News::DataNotDeleted(Some(failure.kind))),
                }
            },
            || Event::News(News::DataNotDeleted(None)),
        );
    }

    /// Tries again to delete what an earlier deletion left in the keyring. Only
    /// there is the keyring asked at a start.
    pub(super) fn delete_what_is_left(&self) {
        let session = Arc::clone(&self.session);
        self.start_blocking(
            move || {
                let news = match session.delete_what_is_left() {
                    Ok(Retried::NothingLeft) => return None,
                    Ok(Retried::Deleted) => News::RestDeleted,
                    Ok(Retried::StillLeft(why)) => News::TokensLeft(why),
                    Err(error) => News::RestNotDeleted(error.kind()),
                };
                Some(Event::News(news))
            },
            || Event::News(News::RestNotDeleted(FailureKind::Internal)),
        );
    }

    /// Runs `work` and sends its event, if it has one; where it panics, that of
    /// `broken`.
    fn start<E: Into<Option<Event>> + Send + 'static>(
        &self,
        work: impl Future<Output = E> + Send + 'static,
        broken: impl FnOnce() -> Event + Send + 'static,
    ) {
        let (task, answers) = (self.runtime.spawn(work), self.answers.clone());
        self.runtime.spawn(async move {
            let event = task.await.map_or_else(|_| Some(broken()), Into::into);
            if let Some(event) = event {
                answers.send(event).await;
            }
        });
    }

    /// The same for work that blocks.
    fn start_blocking<E: Into<Option<Event>> + Send + 'static>(
        &self,
        work: impl FnOnce() -> E + Send + 'static,
        broken: impl FnOnce() -> Event + Send + 'static,
    ) {
        self.start(run_blocking(work), broken);
    }
}

fn load(session: &Session, seen: &Mutex<Stamp>, as_of: Option<AsOf>) -> Event {
    let began = Instant::now();
    // Before it is read: what is written meanwhile is seen at the next look.
    *seen.lock().unwrap_or_else(PoisonError::into_inner) = Stamp::of(session.folder());
    let read = match as_of {
        Some(as_of) => session.portfolio_as_of(as_of),
        None => session.portfolio(),
    };
    match read {
        Ok(portfolio) => {
            if !portfolio.is_empty() {
                journal::loaded(session.log(), &portfolio, began.elapsed());
            }
            Event::PortfolioLoaded(Arc::new(portfolio))
        }
        Err(error) => Event::LoadFailed(SyncError::from(error).into()),
    }
}

fn broken_off(what: &str) -> SyncFailure {
    SyncFailure::local(
        FailureKind::Internal,
        format!("a fault in the program ended {what}"),
    )
}
