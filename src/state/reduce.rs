//! The one place that changes the state: a command or an event goes in, and
//! what has to be done because of it comes out.

mod command;
mod event;

use std::sync::Arc;

use chrono::NaiveDate;

use super::{
    AppState, Attempt, Chart, Command, Event, Keys, KeysStatus, Loading, News, Notice, Screen,
    SyncStatus, Table,
};
use crate::{
    connect::{Environment, LinkGoal, Secret, SyncStep, Twin, TwinDecision},
    domain::{
        AccountChoice, AccountId, ItemId, Resolution, SecurityId, Succession, Transaction,
        TransactionId,
    },
    portfolio::Portfolio,
};

/// What `app` has to do after the state took something in; how it goes comes
/// back as an [`Event`].
#[derive(Clone, Debug)]
pub enum Effect {
    /// Read the portfolio.
    Load,
    /// Prepare what is missing of the demo.
    PrepareDemo,
    /// Read every sync on record.
    ReadHistory,
    /// Read what the syncs on record tell of a security.
    ReadSecurityHistory(SecurityId),
    /// Read what every account of this portfolio held at its syncs, and work out how
    /// each came out, up to this day.
    ReadHeldHistory(Arc<Portfolio>, NaiveDate),
    /// Read the newest lines of the log.
    ReadLog,

    /// Begin syncs, each shown as running already.
    Sync {
        items: Vec<ItemId>,
        /// Fetch all transactions there are, 24 months of them.
        whole_history: bool,
    },
    CancelSyncs(Vec<ItemId>),
    SaveKeys(Keys),
    /// Add a connection by its access token.
    ConnectToken(Secret),
    /// Add one of the sandbox's invented institutions.
    ConnectSandbox(String),
    Remove {
        item: ItemId,
        name: Arc<str>,
        keep_history: bool,
    },

    /// Keep what was changed about an account since the form began with `before`.
    ChangeAccount {
        account: AccountId,
        before: AccountChoice,
        choice: AccountChoice,
    },
    SaveSuccession(Succession),
    ForgetSuccession(AccountId),
    /// Keep what the person said of what needs attention.
    SaveResolutions(Vec<Resolution>),
    DeleteResolution(Arc<str>),
    /// Set the sync of this number aside.
    SetSyncAside(i64),
    /// Have it count again.
    TakeSyncBack(i64),
    /// Keep a transaction that the person entered; its id is given then.
    EnterTransaction(Transaction),
    DeleteEntered(TransactionId),

    /// Open a page of Plaid's in the browser and wait for it.
    OpenLink(LinkGoal),
    /// Wait for the page that an earlier run of the program left open.
    ResumeLink,
    /// Give that page up.
    DiscardLink,
    /// Stop waiting for the page.
    CancelLink,
    /// Do what was decided about an access token.
    DecideToken {
        twin: Box<Twin>,
        decision: TwinDecision,
    },
    DecideTwin {
        twin: Box<Twin>,
        decision: TwinDecision,
        /// No other one waits for a decision.
        is_last: bool,
    },

    DeleteLocalData {
        /// End every connection at Plaid first.
        end_at_plaid: bool,
    },
    OpenDataFolder,
    CopyReport,
    /// Ask whether there is a newer version of the program.
    LookForUpdate,
    Export(Table),
    CopyTable(Table),
    SaveChart(Chart),
    /// Free what is no longer shown, off the frame.
    Free(Arc<Portfolio>),
    /// Open an environment anew.
    Open(Destination),
}

/// An environment to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The person's own.
    Home,
    Demo,
    /// The one whose keys were just stored.
    WithKeys(Environment, KeysStatus),
}

/// What the state takes in.
#[derive(Clone, Debug)]
pub enum Input {
    /// What the person asks for.
    Command(Command),
    /// What background work reports.
    Event(Event),
}

impl From<Command> for Input {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}

impl From<Event> for Input {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}

impl AppState {
    /// Takes a command or an event in, and returns what follows from it.
    pub fn reduce(&mut self, input: impl Into<Input>) -> Vec<Effect> {
        match input.into() {
            Input::Command(command) => {
                let effect = self.carry_out(command);
                let back = self.leave_past();
                effect.into_iter().chain(back).collect()
            }
            Input::Event(event) => self.take_in(event),
        }
    }

    /// What has to be done when the environment is opened.
    pub fn begin(&mut self) -> Vec<Effect> {
        let prepare = self.is_awaiting_demo.then_some(Effect::PrepareDemo);
        self.reload().into_iter().chain(prepare).collect()
    }

    /// Shows where the environment's keys were just stored.
    pub fn arrive_with_keys(&mut self, keys: KeysStatus) {
        self.screen = Screen::Connections;
        self.keys = keys;
        self.saving_keys = Attempt::Done;
    }

    /// Has the portfolio read, once more after the reading under way.
    fn reload(&mut self) -> Option<Effect> {
        let is_idle = self.loading == Loading::Idle;
        self.loading = Loading::Running { again: !is_idle };
        is_idle.then_some(Effect::Load)
    }

    /// Has every page shown as of the end of an earlier day, or of now again.
    fn show_as_of(&mut self, day: Option<NaiveDate>) -> Option<Effect> {
        let today = self.actual_today();
        let day = day.filter(|it| *it < today);
        if self.as_of == day {
            return None;
        }
        self.as_of = day;
        if day.is_some() && self.is_of_now_alone() {
            self.view.history = None;
            self.screen = Screen::Overview;
        }
        self.reload()
    }

    /// Has an earlier day shown as it was shown then, or as it is known now.
    fn show_then(&mut self, as_shown_then: bool) -> Option<Effect> {
        if self.as_shown_then == as_shown_then {
            return None;
        }
        self.as_shown_then = as_shown_then;
        self.as_of.and_then(|_| self.reload())
    }

    /// Goes back to now where a page is opened that is about nothing else.
    fn leave_past(&mut self) -> Option<Effect> {
        let is_due = self.as_of.is_some() && self.is_of_now_alone();
        is_due.then(|| self.show_as_of(None)).flatten()
    }

    /// Whether the page on screen is of now, whatever day is asked for.
    pub fn is_of_now_alone(&self) -> bool {
        matches!(
            self.screen,
            Screen::Connections | Screen::Settings | Screen::Welcome
        )
    }

    /// Replaces the notice in the status bar.
    pub fn say(&mut self, news: News) {
        self.notice = Some(Notice { news, at: self.now });
    }

    /// Has syncs begun, whose first step may ask for the keyring.
    fn begin_syncs(&mut self, items: Vec<ItemId>, whole_history: bool) -> Option<Effect> {
        for item in &items {
            self.advance(item.clone(), SyncStep::Keyring);
        }
        (!items.is_empty()).then_some(Effect::Sync {
            items,
            whole_history,
        })
    }

    /// Shows that a sync is at a step.
    fn advance(&mut self, item: ItemId, step: SyncStep) {
        if !self.is_syncing() {
            // The outcomes of earlier syncs are on record.
            self.syncs.clear();
        }
        let (since, cancelling) = match self.syncs.get(&item) {
            Some(SyncStatus::Running {
                since, cancelling, ..
            }) => (*since, *cancelling),
            Some(SyncStatus::Ended(_)) | None => (self.now, false),
        };
        let running = SyncStatus::Running {
            since,
            step,
            cancelling,
        };
        self.syncs.insert(item, running);
    }
}

#[cfg(test)]
mod tests;
