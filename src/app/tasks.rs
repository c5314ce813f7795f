//! Background work. Every task answers with [`Event`]s and wakes the window.

mod accounts;
mod link;
mod records;

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, NaiveDate, Utc};
use tokio::{runtime::Handle, sync::mpsc, task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{
    export::{self, Export},
    picture::Picture,
};
use crate::{
    connect::{
        AccessToken, FailureKind, Secret, SyncFailure, SyncOutcome, SyncRun, SyncStep, SyncSummary,
    },
    domain::ItemId,
    session::{
        Retried, Session,
        demo::{self, Preparation},
    },
    state::{Chart, Event, Keys, KeysStatus, News},
    storage::Stamp,
    sync::{self, Connected, Context, blocking, journal},
    ui::{Runner, widgets},
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
        let (runtime, answers) = (self.runtime.clone(), self.answers.clone());
        Arc::new(move |work| {
            let task = runtime.spawn_blocking(work);
            let answers = answers.clone();
            runtime.spawn(async move {
                if task.await.is_err_and(|it| it.is_panic()) {
                    answers.send(Event::News(News::PageNotPrepared)).await;
                }
            });
        })
    }

    /// Frees what is no longer shown: a large portfolio takes longer than a
    /// frame has.
    pub(super) fn free(&self, replaced: impl Send + 'static) {
        self.runtime.spawn_blocking(move || drop(replaced));
    }

    /// Reads the portfolio.
    pub(super) fn load(&self) {
        let (session, read) = (Arc::clone(&self.session), Arc::clone(&self.read));
        self.start(async move { load(&session, read).await }, || {
            Event::LoadFailed(broken_off("reading the portfolio"))
        });
    }

    /// Has the portfolio read again where another program has changed it.
    pub(super) fn look_for_changes(&self) {
        let (session, read) = (Arc::clone(&self.session), Arc::clone(&self.read));
        let look = move || {
            let now = Stamp::of(session.folder());
            *read.lock().unwrap_or_else(PoisonError::into_inner) != now
        };
        let (looking, answers) = (self.runtime.spawn_blocking(look), self.answers.clone());
        self.runtime.spawn(async move {
            if let Ok(true) = looking.await {
                answers.send(Event::Stored).await;
            }
        });
    }

    /// Syncs one connection until `cancel`; with `whole_history`, all of its
    /// transactions.
    pub(super) fn sync(
        &self,
        item: &ItemId,
        now: DateTime<Utc>,
        whole_history: bool,
        cancel: CancellationToken,
    ) {
        let started = Instant::now();
        let ended = {
            let item = item.clone();
            move |result| ended_sync(item, now, started.elapsed(), result)
        };
        let (session, item, answers) = (
            Arc::clone(&self.session),
            item.clone(),
            self.answers.clone(),
        );
        let broken = ended.clone();
        self.start(
            async move {
                let progress = |step| {
                    let item = item.clone();
                    answers.send_progress(Event::SyncStep { item, step });
                };
                ended(match session.context(now).await {
                    Ok(context) => {
                        let context = Context {
                            whole_history,
                            ..context.clone()
                        };
                        sync::sync_item(&context, &item, now, progress, cancel).await
                    }
                    Err(failure) => Err(failure),
                })
            },
            move || broken(Err(broken_off("the sync"))),
        );
    }

    /// Adds a connection by its access token.
    pub(super) fn connect_token(&self, token: Secret, now: DateTime<Utc>) {
        let session = Arc::clone(&self.session);
        self.connect(async move {
            let context = session.context(now).await?;
            sync::connect_token(context, &AccessToken::new(token), now).await
        });
    }

    /// Adds one of the sandbox's institutions.
    pub(super) fn connect_sandbox(&self, institution: String, now: DateTime<Utc>) {
        let session = Arc::clone(&self.session);
        self.connect(async move {
            let context = session.context(now).await?;
            sync::connect_sandbox(context, &institution, now).await
        });
    }

    fn connect(
        &self,
        attempt: impl Future<Output = Result<Connected, SyncFailure>> + Send + 'static,
    ) {
        let log = self.session.log().clone();
        self.start(
            async move {
                let connected = attempt.await;
                journal::outcome(&log, "connect", &connected);
                match connected {
                    Ok(Connected { connection, .. }) => Event::Connected {
                        name: connection.name,
                    },
                    Err(failure) => Event::ConnectRefused(failure),
                }
            },
            || Event::ConnectRefused(broken_off("connecting")),
        );
    }

    /// Removes a connection at Plaid, in the keyring and here.
    pub(super) fn remove(
        &self,
        item: ItemId,
        name: Arc<str>,
        keep_history: bool,
        now: DateTime<Utc>,
    ) {
        let session = Arc::clone(&self.session);
        let broken = Event::NotRemoved {
            item: item.clone(),
            failure: broken_off("the removal"),
        };
        self.start(
            async move {
                let removed = match session.context(now).await {
                    Ok(context) => sync::remove(context, &item, keep_history, now).await,
                    Err(failure) => Err(failure),
                };
                journal::outcome(session.log(), "remove", &removed);
                match removed {
                    Ok(at_plaid) => Event::Removed {
                        item,
                        name: name.to_string(),
                        kept_history: keep_history,
                        at_plaid,
                    },
                    Err(failure) => Event::NotRemoved { item, failure },
                }
            },
            move || broken,
        );
    }

    /// Stores Plaid keys, for the environment that they name.
    pub(super) fn save_keys(&self, session: Session, keys: Keys, now: DateTime<Utc>) {
        self.start(
            async move {
                let saved = match session.context(now).await {
                    Ok(context) => sync::accept_keys(context, &keys.client_id, &keys.secret).await,
                    Err(failure) => Err(failure),
                };
                journal::outcome(session.log(), "keys", &saved);
                match saved {
                    Ok(()) => Event::KeysChanged {
                        environment: keys.environment,
                        keys: KeysStatus {
                            client_id_hint: hint(keys.client_id.reveal().trim()),
                            have_served: false,
                        },
                    },
                    Err(failure) => Event::KeysRefused(failure),
                }
            },
            || Event::KeysRefused(broken_off("saving the keys")),
        );
    }

    /// Deletes everything stored of the environment. The Plaid keys stay.
    pub(super) fn delete_local_data(&self) {
        let session = Arc::clone(&self.session);
        self.start(
            async move {
                match blocking(move || session.delete_local_data()).await {
                    Ok(left) => Event::LocalDataDeleted(left),
                    Err(error) => Event::News(News::DataNotDeleted(Some(error.kind()))),
                }
            },
            || Event::News(News::DataNotDeleted(None)),
        );
    }

    /// Tries again to delete what an earlier deletion left in the keyring. Only
    /// there is the keyring asked at a start.
    pub(super) fn delete_what_is_left(&self) {
        let (session, answers) = (Arc::clone(&self.session), self.answers.clone());
        self.runtime.spawn(async move {
            let news = match blocking(move || session.delete_what_is_left()).await {
                Ok(Retried::NothingLeft) => return,
                Ok(Retried::Deleted) => News::RestDeleted,
                Ok(Retried::StillLeft(why)) => News::TokensLeft(why),
                Err(error) => News::RestNotDeleted(error.kind()),
            };
            answers.send(Event::News(news)).await;
        });
    }

    /// Shows the data folder in the platform's file manager.
    pub(super) fn open_data_folder(&self) {
        let session = Arc::clone(&self.session);
        self.runtime.spawn({
            let answers = self.answers.clone();
            async move {
                let show =
                    move || export::show_folder(session.folder().root(), session.folder().path());
                if blocking(move || Ok(show()))
                    .await
                    .is_ok_and(|it| it.is_err())
                {
                    answers.send(Event::News(News::NoFileManager)).await;
                }
            }
        });
    }

    /// Writes a table into the person's download folder.
    pub(super) fn export(&self, table: Export) {
        self.start_blocking(
            move || match table.write() {
                Ok(path) => Event::News(News::TableExported(path)),
                Err(error) => Event::News(News::TableNotExported(Some(error.to_string()))),
            },
            || Event::News(News::TableNotExported(None)),
        );
    }

    /// Writes a chart, as the window shows it next, into the person's download
    /// folder.
    pub(super) fn save_chart(&self, chart: Chart, day: NaiveDate) {
        let (tasks, ctx) = (self.clone(), self.answers.ctx.clone());
        let Some(rect) = widgets::chart_rect(&ctx, chart) else {
            return;
        };
        let pixels_per_point = ctx.pixels_per_point();
        ctx.request_screenshot(move |window| {
            let picture = Picture {
                window,
                rect,
                pixels_per_point,
            };
            let stem = format!("holdfast-{}-{day}", chart.name());
            tasks.start_blocking(
                move || match picture.write(&stem) {
                    Ok(path) => Event::News(News::ChartSaved(path)),
                    Err(error) => Event::News(News::ChartNotSaved(Some(error.to_string()))),
                },
                || Event::News(News::ChartNotSaved(None)),
            );
        });
    }

    /// Puts a table on the clipboard.
    pub(super) fn copy(&self, table: Export) {
        let ctx = self.answers.ctx.clone();
        self.start_blocking(
            move || match table.csv() {
                Ok(text) => {
                    ctx.copy_text(text);
                    Event::News(News::TableCopied)
                }
                Err(_) => Event::News(News::TableNotCopied),
            },
            || Event::News(News::TableNotCopied),
        );
    }

    /// Prepares what is missing of the demo, until the environment is closed.
    pub(super) fn prepare_demo(&self, now: DateTime<Utc>, cancel: CancellationToken) {
        let (tasks, closing) = (self.clone(), self.closing.clone());
        self.start(
            async move {
                closing
                    .run_until_cancelled(tasks.prepare(now, cancel))
                    .await
                    .unwrap_or(Event::Stored)
            },
            || Event::DemoFailed(broken_off("preparing the demo")),
        );
    }

    async fn prepare(&self, now: DateTime<Utc>, cancel: CancellationToken) -> Event {
        let tasks = self.clone();
        let report = move |preparation| tasks.report_preparation(preparation);
        let prepared = match demo::prepare(&self.session, now, report, cancel).await {
            Ok(prepared) => prepared,
            Err(failure) => return Event::DemoFailed(failure),
        };
        let is_ready = !prepared.is_empty() && prepared.values().all(Result::is_ok);
        for (item, result) in prepared {
            let ended = ended_sync(item, now, Duration::ZERO, result);
            self.answers.send(ended).await;
        }
        if is_ready {
            Event::News(News::DemoReady)
        } else {
            Event::Stored
        }
    }

    fn report_preparation(&self, preparation: Preparation) {
        match preparation {
            Preparation::Connected(items) => {
                for item in items {
                    let step = SyncStep::Connection;
                    self.answers.send_progress(Event::SyncStep { item, step });
                }
            }
            Preparation::Step(item, step) => {
                self.answers.send_progress(Event::SyncStep { item, step });
            }
            Preparation::Synced { day, done, of } => {
                let news = News::DemoDay { day, done, of };
                self.answers.send_progress(Event::News(news));
                self.answers.send_progress(Event::Stored);
            }
        }
    }

    /// Runs `work` and sends its event; where it panics, that of `broken`.
    fn start(
        &self,
        work: impl Future<Output = Event> + Send + 'static,
        broken: impl FnOnce() -> Event + Send + 'static,
    ) {
        self.answer_with(self.runtime.spawn(work), broken);
    }

    /// The same for work that blocks.
    fn start_blocking(
        &self,
        work: impl FnOnce() -> Event + Send + 'static,
        broken: impl FnOnce() -> Event + Send + 'static,
    ) {
        self.answer_with(self.runtime.spawn_blocking(work), broken);
    }

    fn answer_with(
        &self,
        task: JoinHandle<Event>,
        broken: impl FnOnce() -> Event + Send + 'static,
    ) {
        let answers = self.answers.clone();
        self.runtime.spawn(async move {
            let event = task.await.unwrap_or_else(|_| broken());
            answers.send(event).await;
        });
    }
}

async fn load(session: &Arc<Session>, seen: Arc<Mutex<Stamp>>) -> Event {
    let (session, began) = (Arc::clone(session), Instant::now());
    let read = move || {
        // Before it is read: what is written meanwhile is seen at the next look.
        let now = Stamp::of(session.folder());
        *seen.lock().unwrap_or_else(PoisonError::into_inner) = now;
        let portfolio = session.portfolio()?;
        if !portfolio.is_empty() {
            journal::loaded(session.log(), &portfolio, began.elapsed());
        }
        Ok(portfolio)
    };
    match blocking(read).await {
        Ok(portfolio) => Event::PortfolioLoaded(Arc::new(portfolio)),
        Err(error) => Event::LoadFailed(error.into()),
    }
}

/// A sync that began at `now` and took so long.
fn ended_sync(
    item_id: ItemId,
    now: DateTime<Utc>,
    took: Duration,
    result: Result<SyncSummary, SyncFailure>,
) -> Event {
    Event::SyncEnded(SyncRun {
        item_id,
        started_at: now,
        finished_at: now + took,
        outcome: match result {
            Ok(summary) => SyncOutcome::Success(summary),
            Err(failure) => SyncOutcome::Failed(failure),
        },
    })
}

fn broken_off(what: &str) -> SyncFailure {
    SyncFailure::local(
        FailureKind::Unknown,
        format!("a fault in the program ended {what}"),
    )
}

/// A client id with its middle left out; `None` for one too short for that.
fn hint(client_id: &str) -> Option<String> {
    let letters: Vec<char> = client_id.chars().collect();
    let [head @ .., _, _, _, _] = letters.as_slice() else {
        return None;
    };
    let tail = &letters[head.len()..];
    (head.len() > 8).then(|| {
        let text = |it: &[char]| it.iter().collect::<String>();
        format!("{}…{}", text(&head[..4]), text(tail))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_tells_two_keys_apart_and_not_what_they_are() {
        assert_eq!(
            hint("5f3c0123456789abcdef91ab"),
            Some("5f3c…91ab".to_owned())
        );
        assert_eq!(hint("short-id"), None);
    }
}
