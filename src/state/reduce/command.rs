//! What a command does to the state.

use std::mem;

use crate::{
    connect::{LinkGoal, TwinDecision},
    domain::{Answer, ItemId, Resolution, Subject},
    state::{
        AppState, Attempt, Command, Destination, Effect, Linking, News, Removal, SyncStatus,
        SyncTarget, UpdateStatus, Waiting,
    },
};

impl AppState {
    /// Takes in what the person asks for.
    pub(super) fn carry_out(&mut self, command: Command) -> Option<Effect> {
        match command {
            Command::Show(screen) => return self.show(screen),
            Command::ShowAccounts(filter) => self.view.accounts = filter,
            Command::ShowCurrency(currency) => self.view.currency = currency,
            Command::ShowRange(range) => self.view.range = range,
            Command::ShowAsOf(day) => return self.show_as_of(day),
            Command::ShowThen(as_shown_then) => return self.show_then(as_shown_then),
            Command::QueryHoldings(query) => return self.query_holdings(query),
            Command::QueryAllocation(query) => self.view.allocation = query,
            Command::QueryTransactions(query) => self.view.transactions = query,
            Command::QueryPerformance(query) => self.view.performance = query,
            Command::QueryAttention(query) => self.view.attention = query,
            Command::ShowOverviewList(list) => self.view.overview_list = list,
            Command::OpenDrawer(drawer) => return self.open_drawer(drawer),
            Command::ShowHistory(query) => return self.show_history(query),
            Command::OpenHolding(id) => return self.open_holding(id),
            Command::OpenTransaction(id) => self.open_transaction(id),

            Command::HideAmounts(hide) => self.choices.hide_amounts = hide,
            Command::Theme(theme) => self.choices.theme = theme,
            Command::Compact(compact) => self.choices.compact = compact,
            Command::Scale(scale) => self.choices.scale = scale,
            Command::HideColumns(columns) => self.choices.hidden_columns = columns,

            Command::SetSyncAside(run) => return Some(Effect::SetSyncAside(run)),
            Command::TakeSyncBack(run) => return Some(Effect::TakeSyncBack(run)),
            Command::Sync(target) => return self.sync(&target, false),
            Command::SyncWholeHistory(item) => return self.sync(&SyncTarget::One(item), true),
            Command::CancelSync(target) => return Some(self.cancel(&target)),
            Command::SaveKeys(keys) => {
                self.saving_keys = Attempt::Running(Waiting::Keyring);
                return Some(Effect::SaveKeys(keys));
            }
            Command::ConnectToken(token) => {
                return Some(self.connect(Waiting::Token, Effect::ConnectToken(token)));
            }
            Command::DecideToken(decision) => return self.decide_token(decision),
            Command::LeaveToken => self.leave_token(false),
            Command::ConnectSandbox(institution) => {
                return Some(self.connect(Waiting::Sandbox, Effect::ConnectSandbox(institution)));
            }
            Command::Remove { item, keep_history } => return self.remove(item, keep_history),
            Command::ForgetRemoval(item) => drop(self.removals.remove(&item)),

            Command::ChangeAccount {
                account,
                before,
                choice,
            } => {
                return Some(Effect::ChangeAccount {
                    account,
                    before,
                    choice,
                });
            }
            Command::DecideSuccession(decision) => return Some(Effect::SaveSuccession(decision)),
            Command::Resolve { subjects, answer } => return Some(self.resolve(subjects, answer)),
            Command::UndoResolution(id) => return Some(Effect::DeleteResolution(id)),
            Command::EnterTransaction(entry) => {
                // What the form refuses never comes here.
                let row = entry.transaction("new".into(), self.today());
                return row.ok().map(Effect::EnterTransaction);
            }
            Command::RemoveEntered(row) => return Some(Effect::DeleteEntered(row)),
            Command::SeparateAccount(old) => return Some(Effect::ForgetSuccession(old)),

            Command::OpenLink(_) if self.linking.is_active() => self.say(News::PageInTheWay),
            Command::OpenLink(goal) => {
                self.linking = Linking::Opening(goal.clone());
                return Some(Effect::OpenLink(goal));
            }
            Command::ResumeLink => {
                self.linking = Linking::Opening(LinkGoal::Connect);
                return Some(Effect::ResumeLink);
            }
            Command::DiscardLink => {
                self.linking = Linking::Deciding(vec![]);
                return Some(Effect::DiscardLink);
            }
            Command::CancelLink => return Some(Effect::CancelLink),
            Command::DecideTwin(decision) => return self.decide_twin(decision),

            Command::OpenDemo => return Some(Effect::Open(Destination::Demo)),
            Command::CloseDemo => return Some(Effect::Open(Destination::Home)),
            Command::DeleteLocalData { .. } if self.is_syncing() => self.say(News::SyncInTheWay),
            Command::DeleteLocalData { end_at_plaid } => {
                return Some(Effect::DeleteLocalData { end_at_plaid });
            }
            Command::OpenDataFolder => return Some(Effect::OpenDataFolder),
            Command::ShowLog => return Some(Effect::ReadLog),
            Command::HideLog => self.log = None,
            Command::CopyReport => return Some(Effect::CopyReport),
            Command::LookForUpdate if self.updates.status == UpdateStatus::Asking => {}
            Command::LookForUpdate => {
                self.updates.status = UpdateStatus::Asking;
                return Some(Effect::LookForUpdate);
            }

            Command::Export(_) | Command::CopyTable(_) if self.portfolio.is_none() => {
                self.say(News::NothingToExport);
            }
            Command::Export(table) => return Some(Effect::Export(table)),
            Command::CopyTable(table) => return Some(Effect::CopyTable(table)),
            Command::SaveChart(chart) => return Some(Effect::SaveChart(chart)),
            Command::DismissNotice => self.notice = None,
        }
        None
    }

    /// Keeps what was said of differences.
    fn resolve(&self, subjects: Vec<Subject>, answer: Answer) -> Effect {
        let all = subjects.into_iter();
        let all = all.map(|it| Resolution::new(it, answer, self.now));
        Effect::SaveResolutions(all.collect())
    }

    /// Notes what an attempt to connect waits for.
    fn connect(&mut self, waiting: Waiting, effect: Effect) -> Effect {
        self.connecting = Attempt::Running(waiting);
        effect
    }

    /// Begins the syncs that do not run yet.
    fn sync(&mut self, target: &SyncTarget, whole_history: bool) -> Option<Effect> {
        if self.as_of.is_some() || self.past().is_some() {
            self.say(News::SyncOfToday);
            return None;
        }
        let connections = self.portfolio.iter().flat_map(|it| &it.connections);
        let idle = connections.filter(|connection| {
            connection.disconnected_at.is_none()
                && target.covers(&connection.item_id)
                && !self.is_running(&connection.item_id)
        });
        let items: Vec<ItemId> = idle.map(|it| it.item_id.clone()).collect();
        if items.is_empty() && !self.is_syncing() {
            self.say(News::NothingToSync);
        }
        self.begin_syncs(items, whole_history)
    }

    fn cancel(&mut self, target: &SyncTarget) -> Effect {
        let mut items = vec![];
        for (item, status) in &mut self.syncs {
            if let SyncStatus::Running { cancelling, .. } = status
                && target.covers(item)
            {
                *cancelling = true;
                items.push(item.clone());
            }
        }
        Effect::CancelSyncs(items)
    }

    fn remove(&mut self, item: ItemId, keep_history: bool) -> Option<Effect> {
        let name = self.portfolio.as_deref()?.connection(&item)?.name.clone();
        let removal = Removal {
            keep_history,
            failure: None,
        };
        self.removals.insert(item.clone(), removal);
        Some(Effect::Remove {
            item,
            name,
            keep_history,
        })
    }

    /// Has the decision about an access token carried out.
    fn decide_token(&mut self, decision: TwinDecision) -> Option<Effect> {
        let twin = self.token_twin.take()?;
        self.connecting = Attempt::Running(Waiting::Token);
        Some(Effect::DecideToken { twin, decision })
    }

    /// Has the decision about the first twin that waits for one carried out.
    fn decide_twin(&mut self, decision: TwinDecision) -> Option<Effect> {
        let Linking::Asking(twins) = &mut self.linking else {
            return None;
        };
        let mut rest = mem::take(twins);
        if rest.is_empty() {
            return None;
        }
        let twin = Box::new(rest.remove(0));
        let is_last = rest.is_empty();
        self.linking = Linking::Deciding(rest);
        Some(Effect::DecideTwin {
            twin,
            decision,
            is_last,
        })
    }
}
