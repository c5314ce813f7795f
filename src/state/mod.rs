//! What the program shows, as plain data: no egui, no I/O.
//!
//! Views read [`AppState`] and push [`Command`]s; background work answers with
//! [`Event`]s. The two enums list everything that can happen.

mod command;
mod event;
mod history;
mod link;
mod query;
mod view;

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};

pub use command::{Chart, Command, Keys, SyncTarget, Table};
pub use event::{Event, KeysStatus};
pub use history::{HistoryQuery, SecurityHistory, SyncHistory, SyncRunKey};
pub use link::{Linking, OpenPage};
pub use query::{
    AccountFilter, AllocationQuery, Direction, Drill, GroupBy, HoldingColumn, HoldingsQuery, Month,
    RangeChoice, TransactionColumn, TransactionsQuery,
};

pub use view::{CurrencyChoice, View};

pub use crate::domain::AllocationBy;

use crate::connect::{Environment, SyncFailure, SyncStep, SyncSummary};
use crate::domain::ItemId;
use crate::portfolio::Portfolio;

/// The pages, in the order of the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Screen {
    /// Shown instead of the overview while nothing is stored.
    #[default]
    Welcome,
    Overview,
    Holdings,
    Allocation,
    Transactions,
    Connections,
    Settings,
}

/// How the window looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    #[default]
    System,
    Dark,
    Light,
}

/// What the person chose once and expects again at the next start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    pub theme: ThemeChoice,
    pub hide_amounts: bool,
    /// Table rows of 26 instead of 34 points.
    pub compact: bool,
    /// Columns left out of the holdings table, and of its exports.
    pub hidden_columns: Vec<HoldingColumn>,
}

/// Where one connection's sync is, apart from its stored data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncStatus {
    Running {
        since: DateTime<Utc>,
        step: SyncStep,
        /// The person pressed Cancel; the sync stops at the next opportunity.
        cancelling: bool,
    },
    /// Ended during this run of the program.
    Succeeded {
        at: DateTime<Utc>,
        took: chrono::Duration,
        summary: SyncSummary,
    },
    Failed {
        at: DateTime<Utc>,
        failure: SyncFailure,
    },
}

/// A one-line message in the status bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub is_problem: bool,
    pub at: DateTime<Utc>,
}

/// An attempt to connect an institution or to save keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Attempt {
    #[default]
    Idle,
    /// With what is being waited for: `Checking the token with Plaid…`.
    Running(&'static str),
    Failed(SyncFailure),
    Done,
}

/// A removal that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// Its accounts, holdings and transactions stay.
    pub keep_history: bool,
    /// Why it is not done; `None` while it is under way.
    pub failure: Option<SyncFailure>,
}

/// Everything the window shows.
#[derive(Clone, Debug)]
pub struct AppState {
    pub environment: Environment,
    /// The folder with the portfolio file, for Settings.
    pub data_dir: std::path::PathBuf,
    /// The file of the log, for Settings.
    pub log_path: std::path::PathBuf,
    /// The newest lines of the log while they are shown.
    pub log: Option<Arc<[String]>>,
    pub screen: Screen,
    /// The last good portfolio; it stays while a sync runs or fails.
    pub portfolio: Option<Arc<Portfolio>>,
    /// Why the portfolio could not be read, if it could not.
    pub load_failure: Option<SyncFailure>,
    /// The last sync of each connection during this run of the program.
    pub syncs: BTreeMap<ItemId, SyncStatus>,
    /// The connections that are being removed, or could not be.
    pub removals: BTreeMap<ItemId, Removal>,
    pub keys: KeysStatus,
    pub connecting: Attempt,
    pub saving_keys: Attempt,
    /// How far a sign-in on a page in the browser is.
    pub linking: Linking,
    pub choices: Choices,
    pub view: View,
    /// The history of syncs stands on the connections page while it is asked for.
    pub history: Option<HistoryQuery>,
    /// Every sync on record; read when it is first asked for.
    pub sync_history: Option<SyncHistory>,
    /// Of the security in the holdings' panel; read when it is opened.
    pub security_history: Option<SecurityHistory>,
    pub notice: Option<Notice>,
    /// The time, told by `app` before each frame.
    pub now: DateTime<Utc>,
}

impl AppState {
    /// A state with nothing loaded yet.
    pub fn new(
        environment: Environment,
        data_dir: std::path::PathBuf,
        choices: Choices,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            environment,
            data_dir,
            log_path: std::path::PathBuf::new(),
            log: None,
            screen: Screen::Overview,
            portfolio: None,
            load_failure: None,
            syncs: BTreeMap::new(),
            removals: BTreeMap::new(),
            keys: KeysStatus::default(),
            connecting: Attempt::default(),
            saving_keys: Attempt::default(),
            linking: Linking::default(),
            choices,
            view: View::default(),
            history: None,
            sync_history: None,
            security_history: None,
            notice: None,
            now,
        }
    }

    /// Whether any connection is being synced.
    pub fn is_syncing(&self) -> bool {
        self.syncs
            .values()
            .any(|it| matches!(it, SyncStatus::Running { .. }))
    }

    /// Whether the person has nothing of their own yet.
    pub fn is_first_run(&self) -> bool {
        self.environment != Environment::Demo
            && self.portfolio.as_ref().is_some_and(|it| it.is_empty())
    }

    /// Whether pressing Sync would do something.
    pub fn can_sync(&self) -> bool {
        let mut connections = self.portfolio.iter().flat_map(|it| &it.connections);
        !self.is_syncing() && connections.any(|it| it.disconnected_at.is_none())
    }

    /// Of the connections that are being synced together: how many have ended,
    /// and how many there are. `None` while nothing is synced.
    pub fn batch(&self) -> Option<(usize, usize)> {
        let running = self.syncs.values().filter_map(|it| match it {
            SyncStatus::Running { since, .. } => Some(*since),
            SyncStatus::Succeeded { .. } | SyncStatus::Failed { .. } => None,
        });
        let running: Vec<_> = running.collect();
        let began = running.iter().min()?;
        let ended = self.syncs.values().filter(|it| match it {
            SyncStatus::Running { .. } => false,
            SyncStatus::Succeeded { at, .. } | SyncStatus::Failed { at, .. } => at >= began,
        });
        let ended = ended.count();
        Some((ended, ended + running.len()))
    }

    /// Whether this connection is being synced.
    pub fn is_running(&self, item: &ItemId) -> bool {
        matches!(self.syncs.get(item), Some(SyncStatus::Running { .. }))
    }

    /// Today, in the person's time zone.
    pub fn today(&self) -> chrono::NaiveDate {
        self.now.with_timezone(&chrono::Local).date_naive()
    }

    /// Opens a page; the welcome page in place of an empty overview.
    pub fn show(&mut self, screen: Screen) {
        self.history = None;
        let is_empty = self.portfolio.as_ref().is_some_and(|it| it.is_empty());
        self.screen = if screen == Screen::Overview && is_empty {
            Screen::Welcome
        } else {
            screen
        };
    }

    /// Takes in what background work reports.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::PortfolioLoaded(portfolio) => self.show_portfolio(portfolio),
            Event::LoadFailed(failure) => self.load_failure = Some(failure),
            Event::Stored => {}
            Event::SyncStep { item, step } => self.advance(item, step),
            Event::SyncEnded {
                item,
                at,
                took,
                result,
            } => {
                let status = match result {
                    Ok(summary) => SyncStatus::Succeeded { at, took, summary },
                    Err(failure) => SyncStatus::Failed { at, failure },
                };
                self.syncs.insert(item, status);
            }
            Event::KeysChanged { environment, keys } => {
                if environment == self.environment {
                    self.keys = keys;
                }
                self.saving_keys = Attempt::Done;
            }
            Event::KeysRefused(failure) => self.saving_keys = Attempt::Failed(failure),
            Event::Connected { name } => {
                self.connecting = Attempt::Done;
                self.say(format!("Connected {name}"), false);
            }
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
                self.say(format!("Connected {}", connection.name), false);
            }
            Event::LinkEnded(result) => self.linking.end(result),
            Event::NotRemoved { item, failure } => {
                if let Some(removal) = self.removals.get_mut(&item) {
                    removal.failure = Some(failure);
                }
            }
            Event::Removed {
                item,
                said,
                is_problem,
            } => {
                self.removals.remove(&item);
                self.say(said, is_problem);
            }
            Event::LocalDataDeleted => self.say("Deleted the data on this computer", false),
            Event::HistoryRead(history) => self.sync_history = Some(history),
            Event::SecurityHistoryRead(history) => self.security_history = Some(history),
            Event::LogRead(lines) => self.log = Some(lines),
            Event::Notice { text, is_problem } => self.say(text, is_problem),
        }
    }

    /// Replaces the notice in the status bar.
    pub fn say(&mut self, text: impl Into<String>, is_problem: bool) {
        self.notice = Some(Notice {
            text: text.into(),
            is_problem,
            at: self.now,
        });
    }

    fn show_portfolio(&mut self, portfolio: Arc<Portfolio>) {
        let first = self.portfolio.is_none();
        self.load_failure = None;
        if portfolio.is_empty() && matches!(self.screen, Screen::Overview) && first {
            self.screen = Screen::Welcome;
        } else if !portfolio.is_empty() && self.screen == Screen::Welcome {
            self.screen = Screen::Overview;
        }
        if !self.view.accounts.exists_in(&portfolio) {
            self.view.accounts = AccountFilter::All;
        }
        self.portfolio = Some(portfolio);
    }

    fn advance(&mut self, item: ItemId, step: SyncStep) {
        let (since, cancelling) = match self.syncs.get(&item) {
            Some(SyncStatus::Running {
                since, cancelling, ..
            }) => (*since, *cancelling),
            _ => (self.now, false),
        };
        self.syncs.insert(
            item,
            SyncStatus::Running {
                since,
                step,
                cancelling,
            },
        );
    }
}
