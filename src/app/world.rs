//! One environment while it is on screen: its state and its background work.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Options, export::Export, tasks::Tasks};
use crate::{
    connect::Environment,
    domain::ItemId,
    state::{AppState, Choices, Destination, Effect, Event, Input},
    ui::{Runner, Ui},
};

/// An open environment. Dropping it cancels its syncs; their further events are
/// dropped.
pub(super) struct World {
    pub(super) state: AppState,
    tasks: Tasks,
    events: mpsc::Receiver<Event>,
    options: Options,
    /// Cancels the last sync of each connection.
    syncs: BTreeMap<ItemId, CancellationToken>,
    /// Cancels the syncs that make up the demo's past.
    preparing: CancellationToken,
    /// Stops waiting for the page in the browser.
    link: CancellationToken,
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
        let today = state.today();
        state.as_of = options.as_of.filter(|it| *it < today);
        state.as_shown_then = options.as_shown_then;
        state.updates.host = options.feed.as_ref().map(|it| it.host().into());
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
            options: options.clone(),
            syncs: BTreeMap::new(),
            preparing: closing.child_token(),
            link: closing.child_token(),
            _close: closing.clone().drop_guard(),
            closing,
        };
        let effects = world.state.begin();
        world.perform(effects);
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
            let destination = self.take_in(event);
            if destination.is_some() {
                return destination;
            }
        }
        None
    }

    /// Takes in a command or an event and does what follows from it; returns
    /// where to go.
    pub(super) fn take_in(&mut self, input: impl Into<Input>) -> Option<Destination> {
        let effects = self.state.reduce(input);
        self.perform(effects)
    }

    /// Does what follows from a command or an event.
    fn perform(&mut self, effects: Vec<Effect>) -> Option<Destination> {
        let (tasks, now) = (&self.tasks, self.state.now);
        let mut destination = None;
        for effect in effects {
            match effect {
                Effect::Load => tasks.load(self.state.wanted_past()),
                Effect::PrepareDemo => tasks.prepare_demo(now, self.preparing.clone()),
                Effect::ReadHistory => tasks.read_history(),
                Effect::ReadSecurityHistory(security) => tasks.read_security_history(security),
                Effect::ReadHeldHistory(portfolio, today) => {
                    tasks.read_held_history(portfolio, today);
                }
                Effect::ReadLog => tasks.read_log(),
                Effect::Sync {
                    items,
                    whole_history,
                } => {
                    for item in items {
                        let cancel = self.closing.child_token();
                        tasks.sync(&item, now, whole_history, cancel.clone());
                        self.syncs.insert(item, cancel);
                    }
                }
                Effect::CancelSyncs(items) => {
                    for item in &items {
                        self.syncs.get(item).unwrap_or(&self.preparing).cancel();
                    }
                }
                Effect::SaveKeys(keys) => {
                    tasks.save_keys(self.options.session(keys.environment), keys, now);
                }
                Effect::ConnectToken(token) => tasks.connect_token(token, now),
                Effect::DecideToken { twin, decision } => tasks.decide_token(twin, decision, now),
                Effect::ConnectSandbox(institution) => tasks.connect_sandbox(institution, now),
                Effect::Remove {
                    item,
                    name,
                    keep_history,
                } => tasks.remove(item, name, keep_history, now),
                Effect::ChangeAccount {
                    account,
                    before,
                    choice,
                } => tasks.change_account(account, before, choice),
                Effect::SaveSuccession(succession) => tasks.save_succession(succession, now),
                Effect::ForgetSuccession(old) => tasks.forget_succession(old),
                Effect::SaveResolutions(all) => tasks.save_resolutions(all),
                Effect::DeleteResolution(id) => tasks.delete_resolution(id),
                Effect::SetSyncAside(run) => tasks.set_sync_aside(run, true, now),
                Effect::TakeSyncBack(run) => tasks.set_sync_aside(run, false, now),
                Effect::EnterTransaction(row) => tasks.enter_transaction(row, now),
                Effect::DeleteEntered(row) => tasks.delete_entered(row),
                Effect::OpenLink(goal) => {
                    self.link = self.closing.child_token();
                    tasks.open_link(goal, now, self.link.clone());
                }
                Effect::ResumeLink => {
                    self.link = self.closing.child_token();
                    tasks.resume_link(now, self.link.clone());
                }
                Effect::DiscardLink => tasks.discard_link(now),
                Effect::CancelLink => self.link.cancel(),
                Effect::DecideTwin {
                    twin,
                    decision,
                    is_last,
                } => tasks.decide(*twin, decision, is_last, now),
                Effect::DeleteLocalData { end_at_plaid } => {
                    tasks.delete_local_data(end_at_plaid, now);
                }
                Effect::OpenDataFolder => tasks.open_data_folder(),
                Effect::CopyReport => tasks.copy_report(now),
                Effect::LookForUpdate => {
                    tasks.look_for_update(self.options.feed.clone(), &self.options.root);
                }
                Effect::Export(table) => {
                    if let Some(export) = Export::of(table, &self.state) {
                        tasks.export(export);
                    }
                }
                Effect::CopyTable(table) => {
                    if let Some(export) = Export::of(table, &self.state) {
                        tasks.copy(export);
                    }
                }
                Effect::SaveChart(chart) => tasks.save_chart(chart, &self.state),
                Effect::Free(portfolio) => tasks.free(portfolio),
                Effect::Open(there) => destination = Some(there),
            }
        }
        destination
    }
}
