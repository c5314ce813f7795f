//! One environment while it is on screen: its state, its background work, and
//! what each command does to them.

mod link;
mod show;

use std::{collections::BTreeMap, mem, sync::Arc};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Options, export::Export, notice, tasks::Tasks};
use crate::{
    connect::{Environment, LinkEnd, LinkOutcome, SyncStep, Twin},
    domain::ItemId,
    state::{
        AppState, Attempt, Choices, Command, Event, Keys, KeysStatus, Removal, SyncStatus,
        SyncTarget, Table,
    },
    ui::{Runner, Ui},
};

/// An open environment. Dropping it cancels its syncs; what they still have to
/// say is not heard.
pub(super) struct World {
    pub(super) state: AppState,
    tasks: Tasks,
    events: mpsc::Receiver<Event>,
    /// The syncs that run, and how to cancel them.
    syncs: BTreeMap<ItemId, CancellationToken>,
    /// Stops waiting for the page in the browser.
    link: Option<CancellationToken>,
    /// The twins that are still to be decided about.
    twins: Vec<Twin>,
    /// The syncs that have ended while others still run.
    ended: notice::Ended,
    loading: Loading,
    /// The demo is new: an empty portfolio is no news.
    is_awaiting_demo: bool,
    closing: CancellationToken,
    _close: DropGuard,
}

/// Several syncs that end at about the same time lead to one reload.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loading {
    Idle,
    Running {
        /// Something was stored since it began.
        again: bool,
    },
}

/// Where to go after a command or an event.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Go {
    /// To the person's own environment, opened anew.
    Home,
    Demo,
    /// To the environment whose keys were just stored.
    WithKeys(Environment, KeysStatus),
}

impl World {
    /// Opens an environment and starts to read what is stored of it; for the
    /// demo, to prepare what is missing.
    pub(super) fn open(
        options: &Options,
        environment: Environment,
        choices: Choices,
        ctx: &egui::Context,
        now: DateTime<Utc>,
    ) -> Self {
        let session = Arc::new(options.session(environment));
        let closing = CancellationToken::new();
        let mut state = AppState::new(
            environment,
            session.folder().path().to_owned(),
            choices,
            now,
        );
        state.log_path = session.log().path().unwrap_or_default();
        let (tasks, events) = Tasks::new(
            options.runtime.clone(),
            session,
            ctx.clone(),
            closing.clone(),
        );
        let mut world = Self {
            state,
            tasks,
            events,
            syncs: BTreeMap::new(),
            link: None,
            twins: vec![],
            ended: vec![],
            loading: Loading::Idle,
            is_awaiting_demo: environment == Environment::Demo,
            _close: closing.clone().drop_guard(),
            closing,
        };
        world.reload();
        if world.is_awaiting_demo {
            world.tasks.prepare_demo(now);
        }
        world
    }

    /// Closes the environment; what was shown is freed off the frame.
    pub(super) fn close(mut self, ui: Ui) {
        self.tasks.free((ui, self.state.portfolio.take()));
    }

    /// Where page models are built.
    pub(super) fn runner(&self) -> Runner {
        self.tasks.runner()
    }

    /// Takes in what background work has reported.
    pub(super) fn take_in(&mut self) -> Option<Go> {
        while let Ok(event) = self.events.try_recv() {
            if let Some(go) = self.take_in_one(event) {
                return Some(go);
            }
        }
        None
    }

    fn take_in_one(&mut self, event: Event) -> Option<Go> {
        let mut go = None;
        let mut changed = false;
        match &event {
            Event::PortfolioLoaded(portfolio) => {
                if self.loaded() {
                    self.reload();
                }
                if self.is_awaiting_demo && portfolio.is_empty() {
                    return None;
                }
                self.is_awaiting_demo = false;
                self.refresh_history();
            }
            Event::LoadFailed(_) => {
                changed = self.loaded();
                self.forget_preparation();
            }
            Event::SyncEnded { item, result, .. } => {
                self.syncs.remove(item);
                self.ended.push((item.clone(), result.clone()));
                changed = true;
            }
            Event::Stored | Event::Connected { .. } | Event::Removed { .. } => changed = true,
            Event::LinkKept(connection) => {
                changed = true;
                let item = connection.item_id.clone();
                self.sync_linked(&item);
            }
            Event::LinkEnded(result) => {
                changed = true;
                self.link = None;
                if let Ok(LinkOutcome {
                    end: LinkEnd::Repaired(item),
                    ..
                }) = result
                {
                    let item = item.clone();
                    self.sync_linked(&item);
                }
            }
            Event::LocalDataDeleted => go = Some(Go::Home),
            Event::KeysChanged { environment, keys } if *environment != self.state.environment => {
                go = Some(Go::WithKeys(*environment, keys.clone()));
            }
            // Of a security that is not in the panel any more.
            Event::SecurityHistoryRead(history)
                if self.open_security().as_ref() != Some(&history.security) =>
            {
                return None;
            }
            Event::SecurityHistoryRead(_)
            | Event::KeysChanged { .. }
            | Event::KeysRefused(_)
            | Event::NotRemoved { .. }
            | Event::SyncStep { .. }
            | Event::ConnectRefused(_)
            | Event::LinkOpened(_)
            | Event::LinkTrouble(_)
            | Event::HistoryRead(_)
            | Event::LogRead(_)
            | Event::Notice { .. } => {}
        }
        let is_decided = matches!(event, Event::LinkEnded(_));
        let is_loaded = matches!(event, Event::PortfolioLoaded(_));
        let replaced = self.state.portfolio.clone().filter(|_| is_loaded);
        self.state.apply(event);
        if is_loaded {
            self.read_security_history();
        }
        if let Some(portfolio) = replaced {
            self.tasks.free(portfolio);
        }
        if is_decided {
            self.ask_on();
        }
        if changed {
            self.reload();
        }
        if !self.ended.is_empty() && !self.state.is_syncing() {
            let ended = mem::take(&mut self.ended);
            let (text, is_problem) = notice::of_syncs(&ended, self.state.portfolio.as_deref());
            self.state.say(text, is_problem);
        }
        go
    }

    /// Carries out a command.
    pub(super) fn carry_out(&mut self, command: Command, options: &Options) -> Option<Go> {
        let now = self.state.now;
        match command {
            Command::Show(screen) => self.state.show(screen),
            Command::ShowAccounts(filter) => self.state.view.accounts = filter,
            Command::ShowCurrency(currency) => self.state.view.currency = currency,
            Command::ShowRange(range) => self.state.view.range = range,
            Command::QueryHoldings(query) => self.query_holdings(query),
            Command::QueryAllocation(query) => self.state.view.allocation = query,
            Command::QueryTransactions(query) => self.state.view.transactions = query,
            Command::ShowHistory(query) => self.show_history(query),
            Command::OpenHolding(id) => self.open_holding(id),
            Command::OpenTransaction(id) => self.open_transaction(id),
            Command::OpenAccount(id) => self.open_account(id),
            Command::HideAmounts(hide) => self.state.choices.hide_amounts = hide,
            Command::Theme(theme) => self.state.choices.theme = theme,
            Command::Compact(compact) => self.state.choices.compact = compact,
            Command::HideColumns(columns) => self.state.choices.hidden_columns = columns,
            Command::Sync(target) => self.sync(&target, false),
            Command::SyncWholeHistory(item) => self.sync(&SyncTarget::One(item), true),
            Command::CancelSync(target) => self.cancel(&target),
            Command::SaveKeys(keys) => self.save_keys(keys, options),
            Command::ConnectToken(token) => {
                self.state.connecting = Attempt::Running("Checking the token with Plaid…");
                self.tasks.connect_token(token, now);
            }
            Command::ConnectSandbox(institution) => {
                self.state.connecting = Attempt::Running("Connecting in the sandbox…");
                self.tasks.connect_sandbox(institution, now);
            }
            Command::Remove { item, keep_history } => self.remove(&item, keep_history),
            Command::ForgetRemoval(item) => {
                self.state.removals.remove(&item);
            }
            Command::ChangeAccount { account, choice } => {
                self.tasks
                    .write(move |it| it.save_account_choice(&account, &choice));
            }
            Command::DecideSuccession(succession) => {
                self.tasks
                    .write(move |it| it.save_succession(&succession, now));
            }
            Command::SeparateAccount(old) => {
                self.tasks.write(move |it| it.forget_succession(&old));
            }
            Command::OpenLink(goal) => self.open_link(goal),
            Command::ResumeLink => self.resume_link(),
            Command::DiscardLink => self.discard_link(),
            Command::CancelLink => self.cancel_link(),
            Command::DecideTwin(decision) => self.decide_twin(decision),
            Command::ResetConnecting => self.state.connecting = Attempt::Idle,
            Command::OpenDemo => return Some(Go::Demo),
            Command::CloseDemo => return Some(Go::Home),
            Command::DeleteLocalData => self.delete_local_data(),
            Command::OpenDataFolder => self.tasks.open_data_folder(),
            Command::ShowLog => self.tasks.read_log(),
            Command::HideLog => self.state.log = None,
            Command::CopyReport => self.tasks.copy_report(now),
            Command::Export(table) => self.export(table, Tasks::export),
            Command::CopyTable(table) => self.export(table, Tasks::copy),
            Command::SaveChart(chart) => self.tasks.save_chart(chart, self.state.today()),
            Command::DismissNotice => self.state.notice = None,
        }
        None
    }

    /// Reads the portfolio again, once more after the reading under way.
    fn reload(&mut self) {
        self.loading = match self.loading {
            Loading::Idle => {
                self.tasks.load();
                Loading::Running { again: false }
            }
            Loading::Running { .. } => Loading::Running { again: true },
        };
    }

    /// Ends a reading; returns whether another one is due.
    fn loaded(&mut self) -> bool {
        mem::replace(&mut self.loading, Loading::Idle) == Loading::Running { again: true }
    }

    /// Ends the syncs that nobody asked for: the preparation of the demo, which
    /// has failed as a whole.
    fn forget_preparation(&mut self) {
        let asked_for = &self.syncs;
        self.state.syncs.retain(|item, status| {
            asked_for.contains_key(item) || !matches!(status, SyncStatus::Running { .. })
        });
    }

    /// Starts the syncs that do not run yet.
    fn sync(&mut self, target: &SyncTarget, whole_history: bool) {
        let connections = self.state.portfolio.iter().flat_map(|it| &it.connections);
        let items: Vec<ItemId> = connections
            .filter(|it| it.disconnected_at.is_none())
            .map(|it| it.item_id.clone())
            .filter(|item| match target {
                SyncTarget::All => true,
                SyncTarget::One(wanted) => wanted == item,
            })
            .filter(|item| !self.state.is_running(item))
            .collect();
        if items.is_empty() && !self.state.is_syncing() {
            self.state.say("Nothing is connected yet", false);
        }
        for item in items {
            self.start_sync(item, whole_history);
        }
    }

    fn start_sync(&mut self, item: ItemId, whole_history: bool) {
        let cancel = self.closing.child_token();
        let now = self.state.now;
        self.tasks.sync(&item, now, whole_history, cancel.clone());
        self.syncs.insert(item.clone(), cancel);
        self.state.apply(Event::SyncStep {
            item,
            step: SyncStep::Keyring,
        });
    }

    fn cancel(&mut self, target: &SyncTarget) {
        for (item, cancel) in &self.syncs {
            if matches!(target, SyncTarget::One(wanted) if wanted != item) {
                continue;
            }
            cancel.cancel();
            if let Some(SyncStatus::Running { cancelling, .. }) = self.state.syncs.get_mut(item) {
                *cancelling = true;
            }
        }
    }

    fn save_keys(&mut self, keys: Keys, options: &Options) {
        self.state.saving_keys = Attempt::Running("Waiting for the keyring…");
        let session = options.session(keys.environment);
        self.tasks.save_keys(session, keys, self.state.now);
    }

    fn remove(&mut self, item: &ItemId, keep_history: bool) {
        let Some(portfolio) = self.state.portfolio.clone() else {
            return;
        };
        if let Some(connection) = portfolio.connection(item) {
            let removal = Removal {
                keep_history,
                failure: None,
            };
            self.state.removals.insert(item.clone(), removal);
            self.tasks.remove(connection, keep_history, self.state.now);
        }
    }

    fn delete_local_data(&mut self) {
        if self.state.is_syncing() {
            self.state
                .say("A sync is running; cancel it or wait, then delete", true);
        } else {
            self.tasks.delete_local_data();
        }
    }

    fn export(&mut self, table: Table, to: fn(&Tasks, Export)) {
        match Export::of(table, &self.state) {
            Some(export) => to(&self.tasks, export),
            None => self.state.say("There is nothing to export yet", false),
        }
    }
}
