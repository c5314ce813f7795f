//! One environment while it is on screen: its state, its background work, and
//! what each command does to them.

mod link;

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Options, export::Export, tasks::Tasks};
use crate::{
    connect::Environment,
    domain::ItemId,
    state::{
        AppState, Attempt, Choices, Command, Destination, Effect, Event, Keys, News, Removal,
        SyncStatus, SyncTarget, Table, Waiting,
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
    closing: CancellationToken,
    _close: DropGuard,
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
            _close: closing.clone().drop_guard(),
            closing,
        };
        let load = world.state.reload();
        world.perform(load);
        if environment == Environment::Demo {
            world.tasks.prepare_demo(now);
        }
        world
    }

    /// Closes the environment; what was shown is freed off the frame.
    pub(super) fn close(mut self, ui: Ui) {
        self.tasks.free((ui, self.state.portfolio.take()));
    }

    /// Has what another program stored read, too.
    pub(super) fn look_for_changes(&self) {
        self.tasks.look_for_changes();
    }

    /// Tries again to delete what an earlier deletion could not.
    pub(super) fn delete_what_is_left(&self) {
        self.tasks.delete_what_is_left();
    }

    /// Where page models are built.
    pub(super) fn runner(&self) -> Runner {
        self.tasks.runner()
    }

    /// Takes in what background work has reported; returns where to go.
    pub(super) fn take_in_events(&mut self) -> Option<Destination> {
        while let Ok(event) = self.events.try_recv() {
            if let Event::SyncEnded(run) = &event {
                self.syncs.remove(&run.item_id);
            }
            let effects = self.state.apply(event);
            let destination = self.perform(effects);
            if destination.is_some() {
                return destination;
            }
        }
        None
    }

    /// Does what follows from an event or a command.
    fn perform(&mut self, effects: impl IntoIterator<Item = Effect>) -> Option<Destination> {
        let mut destination = None;
        for effect in effects {
            match effect {
                Effect::Load => self.tasks.load(),
                Effect::ReadHistory => self.tasks.read_history(),
                Effect::ReadSecurityHistory(security) => {
                    self.tasks.read_security_history(security);
                }
                Effect::Sync(item) => self.start_sync(item, false),
                Effect::Free(portfolio) => self.tasks.free(portfolio),
                Effect::Open(there) => destination = Some(there),
            }
        }
        destination
    }

    /// Carries out a command.
    pub(super) fn carry_out(&mut self, command: Command, options: &Options) -> Option<Destination> {
        let now = self.state.now;
        match command {
            Command::Show(screen) => self.state.show(screen),
            Command::ShowAccounts(filter) => self.state.view.accounts = filter,
            Command::ShowCurrency(currency) => self.state.view.currency = currency,
            Command::ShowRange(range) => self.state.view.range = range,
            Command::QueryHoldings(query) => {
                let effect = self.state.query_holdings(query);
                return self.perform(effect);
            }
            Command::QueryAllocation(query) => self.state.view.allocation = query,
            Command::QueryTransactions(query) => self.state.view.transactions = query,
            Command::ShowHistory(query) => {
                let effect = self.state.show_history(query);
                return self.perform(effect);
            }
            Command::OpenHolding(id) => {
                let effect = self.state.open_holding(id);
                return self.perform(effect);
            }
            Command::OpenTransaction(id) => self.state.open_transaction(id),
            Command::OpenAccount(id) => self.state.open_account(id),
            Command::HideAmounts(hide) => self.state.choices.hide_amounts = hide,
            Command::Theme(theme) => self.state.choices.theme = theme,
            Command::Compact(compact) => self.state.choices.compact = compact,
            Command::HideColumns(columns) => self.state.choices.hidden_columns = columns,
            Command::Sync(target) => self.sync(&target, false),
            Command::SyncWholeHistory(item) => self.sync(&SyncTarget::One(item), true),
            Command::CancelSync(target) => self.cancel(&target),
            Command::SaveKeys(keys) => self.save_keys(keys, options),
            Command::ConnectToken(token) => {
                self.state.connecting = Attempt::Running(Waiting::Token);
                self.tasks.connect_token(token, now);
            }
            Command::ConnectSandbox(institution) => {
                self.state.connecting = Attempt::Running(Waiting::Sandbox);
                self.tasks.connect_sandbox(institution, now);
            }
            Command::Remove { item, keep_history } => self.remove(&item, keep_history),
            Command::ForgetRemoval(item) => {
                self.state.removals.remove(&item);
            }
            Command::ChangeAccount {
                account,
                before,
                choice,
            } => {
                self.tasks.write(move |it| {
                    it.change_account_choice(&account, |now| now.changed(&before, &choice))
                });
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
            Command::OpenDemo => return Some(Destination::Demo),
            Command::CloseDemo => return Some(Destination::Home),
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
            self.state.say(News::NothingToSync);
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
        self.state.begin_sync(item);
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
        self.state.saving_keys = Attempt::Running(Waiting::Keyring);
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
            self.state.say(News::SyncInTheWay);
        } else {
            self.tasks.delete_local_data();
        }
    }

    fn export(&mut self, table: Table, to: fn(&Tasks, Export)) {
        match Export::of(table, &self.state) {
            Some(export) => to(&self.tasks, export),
            None => self.state.say(News::NothingToExport),
        }
    }
}
