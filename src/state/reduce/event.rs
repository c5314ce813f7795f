//! What an event does to the state.

use std::{mem, sync::Arc};

use crate::{
    connect::{DataDeletion, LinkEnd, LinkOutcome, SyncFailure, SyncRun},
    domain::ItemId,
    portfolio::{Past, Portfolio},
    state::{
        AccountFilter, AppState, Attempt, Destination, Effect, Event, HeldHistory, Linking,
        Loading, News, Reconciled, Screen, SecurityHistory, SyncStatus, UpdateStatus,
    },
};

impl AppState {
    /// Takes in what background work reports.
    pub(super) fn take_in(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = vec![];
        match event {
            Event::PortfolioLoaded(portfolio) => effects.extend(self.portfolio_loaded(portfolio)),
            Event::LoadFailed(failure) => {
                self.load_failure = Some(failure);
                // What is shown stays, and is of the day that it was.
                self.as_of = self.past().map(|it| it.day);
                if let Some(past) = self.past() {
                    self.as_shown_then = past.is_shown_then();
                }
                effects.extend(self.loaded());
            }
            Event::DemoFailed(failure) => {
                self.load_failure = Some(failure);
                self.syncs.retain(|_, it| !it.is_running());
            }
            Event::Stored => effects.extend(self.reload()),
            Event::SyncStep { item, step } => self.advance(item, step),
            Event::SyncEnded(run) => {
                self.end_sync(run);
                effects.extend(self.reload());
            }
            Event::KeysChanged { environment, keys } => {
                self.saving_keys = Attempt::Done;
                if environment == self.environment {
                    self.keys = keys;
                } else {
                    effects.push(Effect::Open(Destination::WithKeys(environment, keys)));
                }
            }
            Event::KeysRefused(failure) => self.saving_keys = Attempt::Failed(failure),
            Event::Connected {
                name,
                was_known,
                failure,
            } => {
                self.connecting = failure.map_or(Attempt::Done, Attempt::Failed);
                effects.extend(self.connected(name, was_known));
            }
            Event::TokenAsked(twin) => {
                self.connecting = Attempt::Idle;
                self.token_twin = Some(twin);
            }
            Event::TokenEnded => self.leave_token(true),
            Event::ConnectRefused(failure) => self.connecting = Attempt::Failed(failure),
            Event::LinkOpened(page) => self.linking = Linking::Waiting(page),
            Event::LinkTrouble(trouble) => {
                if let Linking::Waiting(page) = &mut self.linking {
                    page.trouble = trouble;
                }
            }
            Event::LinkKept(connection) => {
                if let Linking::Waiting(page) = &mut self.linking {
                    page.kept.push(Arc::clone(&connection.name));
                }
                self.say(News::Connected(Arc::clone(&connection.name)));
                effects.extend(self.sync_linked(&connection.item_id));
                effects.extend(self.reload());
            }
            Event::LinkEnded(result) => {
                effects.extend(self.end_link(result));
                effects.extend(self.reload());
            }
            Event::NotRemoved { item, failure } => {
                if let Some(removal) = self.removals.get_mut(&item) {
                    removal.failure = Some(failure);
                }
            }
            Event::Removed {
                item,
                name,
                kept_history,
                at_plaid,
            } => {
                self.removals.remove(&item);
                self.say(News::Removed {
                    name,
                    kept_history,
                    at_plaid,
                    environment: self.environment,
                });
                effects.extend(self.reload());
            }
            Event::LocalDataDeleted(outcome) => effects.extend(self.data_deleted(outcome)),
            Event::HistoryRead(history) => self.sync_history = Some(history),
            Event::SecurityHistoryRead(history) => self.show_security_history(history),
            Event::HeldHistoryRead(history, reconciled) => {
                self.show_held_history(history, reconciled);
            }
            Event::LogRead(lines) => self.log = Some(lines),
            Event::UpdateLooked(what) => self.updates.status = UpdateStatus::Known(what),
            Event::News(news) => self.say(news),
        }
        effects
    }

    /// Shows what the syncs tell of a security, unless another one was opened in
    /// the panel meanwhile.
    fn show_security_history(&mut self, history: SecurityHistory) {
        if self.open_security().as_ref() == Some(&history.security) {
            self.security_history = Some(history);
        }
    }

    /// Shows a portfolio that was read, and has read and worked out anew what
    /// hangs on it.
    fn portfolio_loaded(&mut self, portfolio: Arc<Portfolio>) -> Vec<Effect> {
        let mut effects = Vec::from_iter(self.loaded());
        // While the demo is prepared, an empty portfolio is not shown.
        if self.is_awaiting_demo && portfolio.is_empty() {
            return effects;
        }
        // Another day was asked for meanwhile, and is read by now.
        if portfolio.past.as_ref().map(Past::as_of) != self.wanted_past() {
            effects.push(Effect::Free(portfolio));
            return effects;
        }
        self.is_awaiting_demo = false;
        effects.extend(self.portfolio.clone().map(Effect::Free));
        self.show_portfolio(Arc::clone(&portfolio));
        effects.push(Effect::ReadHeldHistory(portfolio, self.today()));
        effects.extend(self.refresh_history());
        effects.extend(self.refresh_security_history());
        effects
    }

    /// Tells of a connection that was added without a page.
    fn connected(&mut self, name: Arc<str>, was_known: bool) -> Option<Effect> {
        self.say(if was_known {
            News::TokenRenewed(name)
        } else {
            News::Connected(name)
        });
        self.reload()
    }

    /// Tells that an access token was not added.
    pub(super) fn leave_token(&mut self, was_ended: bool) {
        self.token_twin = None;
        self.connecting = Attempt::Idle;
        self.say(News::TokenNotAdded { was_ended });
    }

    /// Tells what came of deleting all data; what is gone is not shown any more.
    fn data_deleted(&mut self, outcome: DataDeletion) -> Option<Effect> {
        let is_deleted = matches!(outcome, DataDeletion::Deleted { .. });
        self.say(News::DataDeletion {
            outcome,
            environment: self.environment,
        });
        if is_deleted {
            Some(Effect::Open(Destination::Home))
        } else {
            self.reload()
        }
    }

    /// Keeps how accounts came out, and what they held where a page shows it; nothing
    /// where another portfolio is on screen by now.
    fn show_held_history(&mut self, history: HeldHistory, reconciled: Reconciled) {
        let portfolio = self.portfolio.as_ref();
        if portfolio.is_some_and(|it| reconciled.is_of(it)) {
            self.held_history = Some(history).filter(|_| self.shows_held_history());
            self.reconciled = Some(reconciled);
        }
    }

    /// Ends a reading.
    fn loaded(&mut self) -> Option<Effect> {
        let is_due = self.loading == Loading::Running { again: true };
        self.loading = Loading::Idle;
        is_due.then(|| self.reload()).flatten()
    }

    fn show_portfolio(&mut self, portfolio: Arc<Portfolio>) {
        let is_first = self.portfolio.is_none();
        self.load_failure = None;
        if portfolio.is_empty() && self.screen == Screen::Overview && is_first {
            self.screen = Screen::Welcome;
        } else if !portfolio.is_empty() && self.screen == Screen::Welcome {
            self.screen = Screen::Overview;
        }
        if !self.view.accounts.exists_in(&portfolio) {
            self.view.accounts = AccountFilter::All;
        }
        if !self.is_syncing() {
            let is_on_record = |run: &SyncRun| {
                let connection = portfolio.connection(&run.item_id);
                connection
                    .and_then(|it| it.last_run.as_ref())
                    .is_some_and(|it| it.started_at >= run.started_at)
            };
            self.syncs.retain(|_, it| match it {
                SyncStatus::Running { .. } => true,
                SyncStatus::Ended(run) => !is_on_record(run),
            });
        }
        self.portfolio = Some(portfolio);
    }

    fn end_sync(&mut self, run: SyncRun) {
        self.keys.have_served |= run.failure().is_none();
        self.syncs
            .insert(run.item_id.clone(), SyncStatus::Ended(run));
        if self.is_syncing() {
            return;
        }
        let portfolio = self.portfolio.as_deref();
        let name = |item: &ItemId| Some(Arc::clone(&portfolio?.connection(item)?.name));
        let ended = self.syncs.values().filter_map(SyncStatus::ended);
        let ended = ended.map(|run| (name(&run.item_id), run.outcome.clone()));
        let news = News::Synced(ended.collect());
        self.say(news);
    }

    /// Begins the sync of what was just connected or repaired.
    fn sync_linked(&mut self, item: &ItemId) -> Option<Effect> {
        let idle = (!self.is_running(item)).then(|| item.clone());
        self.begin_syncs(Vec::from_iter(idle), false)
    }

    /// Takes in how a sign-in ended, and asks about the next twin where there
    /// is another one.
    fn end_link(&mut self, result: Result<LinkOutcome, SyncFailure>) -> Option<Effect> {
        let mut effect = None;
        if let Ok(LinkOutcome {
            end: LinkEnd::Repaired(item),
            ..
        }) = &result
        {
            effect = self.sync_linked(item);
        }
        let twins = if let Linking::Deciding(twins) = &mut self.linking {
            mem::take(twins)
        } else {
            vec![]
        };
        self.linking.end(result);
        if !twins.is_empty() {
            if let Linking::Failed(failure) = &self.linking {
                self.say(News::NotDone(failure.kind));
            }
            self.linking = Linking::Asking(twins);
        }
        effect
    }

    /// Has the history read again while it is shown. What is not shown is read
    /// when it is asked for next.
    fn refresh_history(&mut self) -> Option<Effect> {
        if self.view.history.is_none() {
            self.sync_history = None;
        }
        self.view.history.is_some().then_some(Effect::ReadHistory)
    }

    /// Has what the syncs tell of the security in the panel read. What was read
    /// of another one is forgotten.
    pub(in crate::state) fn refresh_security_history(&mut self) -> Option<Effect> {
        let open = self.open_security();
        let is_other = |it: &mut SecurityHistory| Some(&it.security) != open.as_ref();
        self.security_history.take_if(is_other);
        open.map(Effect::ReadSecurityHistory)
    }
}
