//! What the program shows, as plain data: no egui, no I/O.
//!
//! Views read [`AppState`] and push [`Command`]s; background work answers with
//! [`Event`]s. The two enums list everything that can happen, and
//! [`AppState::reduce`] is where it does: it returns the [`Effect`]s to follow.

mod accounts;
mod command;
mod event;
mod history;
mod link;
mod news;
mod query;
mod reduce;
mod saved;
mod scale;
mod show;
mod update;
mod view;

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Local, Utc};
use serde::{Deserialize, Deserializer, Serialize};

pub use accounts::AccountFilter;
pub use command::{Chart, Command, Keys, SyncTarget, Table};
pub use event::{Event, KeysStatus};
pub use history::{
    HeldHistory, HistoryQuery, Reconciled, SecurityHistory, SyncHistory, SyncRunKey,
};
pub use link::{Linking, OpenPage};
pub use news::{News, Notice};
pub use query::{
    AllocationForm, AllocationQuery, AttentionQuery, Direction, Drawer, Drill, GroupBy, GrowthLine,
    HoldingColumn, HoldingsQuery, Month, OverviewList, PartBy, PerformanceColumn, PerformanceQuery,
    RangeChoice, TransactionColumn, TransactionsQuery,
};

pub use reduce::{Destination, Effect, Input};
pub(crate) use saved::or_default;
pub use scale::UiScale;
pub use update::{Looked, Release, UpdateFailure, UpdateStatus, Updates, Version};
pub use view::{CurrencyChoice, View};

pub use crate::domain::AllocationBy;

use crate::connect::{Environment, SyncFailure, SyncRun, SyncStep, Twin};
use crate::domain::{ItemId, end_of_day};
use crate::portfolio::{AsOf, Past, Portfolio};
use saved::understood;

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
    Performance,
    Attention,
    Connections,
    Settings,
}

/// How the window looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    #[default]
    System,
    Dark,
    Light,
}

/// Choices of the person that are kept for the next start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    #[serde(deserialize_with = "or_default")]
    pub theme: ThemeChoice,
    #[serde(deserialize_with = "or_default")]
    pub hide_amounts: bool,
    /// Table rows of 26 instead of 34 points.
    #[serde(deserialize_with = "or_default")]
    pub compact: bool,
    #[serde(deserialize_with = "or_default")]
    pub scale: UiScale,
    /// Columns left out of the holdings table, and of its exports.
    #[serde(deserialize_with = "optional_columns")]
    pub hidden_columns: Vec<HoldingColumn>,
}

impl Choices {
    /// Takes over what another program changed from `base` to `theirs`, as far
    /// as the person did not choose something else here.
    pub fn follow(&mut self, base: &Self, theirs: &Self) {
        let Self {
            theme,
            hide_amounts,
            compact,
            scale,
            hidden_columns,
        } = self;
        follow(theme, &base.theme, &theirs.theme);
        follow(hide_amounts, &base.hide_amounts, &theirs.hide_amounts);
        follow(compact, &base.compact, &theirs.compact);
        follow(scale, &base.scale, &theirs.scale);
        follow(hidden_columns, &base.hidden_columns, &theirs.hidden_columns);
    }
}

/// Takes `theirs` where it is `base` still here.
pub(crate) fn follow<T: Clone + PartialEq>(mine: &mut T, base: &T, theirs: &T) {
    if *mine == *base {
        mine.clone_from(theirs);
    }
}

/// Reads columns that can be hidden, in order.
fn optional_columns<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<HoldingColumn>, D::Error> {
    let named: Vec<HoldingColumn> = understood(from)?;
    let is_named = |it: &HoldingColumn| named.contains(it);
    Ok(HoldingColumn::OPTIONAL
        .into_iter()
        .filter(is_named)
        .collect())
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
    /// Ended together with those that still run, or without being put on
    /// record: how all others ended is told by the portfolio.
    Ended(SyncRun),
}

impl SyncStatus {
    /// Whether it has not ended yet.
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Running { .. })
    }

    /// How it ended.
    pub fn ended(&self) -> Option<&SyncRun> {
        match self {
            Self::Running { .. } => None,
            Self::Ended(run) => Some(run),
        }
    }
}

/// An attempt to connect an institution or to save keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Attempt {
    #[default]
    Idle,
    Running(Waiting),
    Failed(SyncFailure),
    Done,
}

/// What an attempt waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Plaid, which checks an access token.
    Token,
    /// One of the sandbox's institutions.
    Sandbox,
    Keyring,
}

/// A removal that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// Its accounts, holdings and transactions stay.
    pub keep_history: bool,
    /// Why it is not done; `None` while it is under way.
    pub failure: Option<SyncFailure>,
}

/// Whether the portfolio is being read. Several syncs that end at about the
/// same time lead to one more reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Loading {
    #[default]
    Idle,
    Running {
        /// Something was stored since it began.
        again: bool,
    },
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
    /// The syncs that run, and how those ended that ran with them.
    pub syncs: BTreeMap<ItemId, SyncStatus>,
    /// The connections that are being removed, or could not be.
    pub removals: BTreeMap<ItemId, Removal>,
    pub keys: KeysStatus,
    pub connecting: Attempt,
    /// What an access token led to, while the person decides about it.
    pub token_twin: Option<Box<Twin>>,
    pub saving_keys: Attempt,
    /// How far a sign-in on a page in the browser is.
    pub linking: Linking,
    pub choices: Choices,
    pub view: View,
    /// Every sync on record; read when it is first asked for.
    pub sync_history: Option<SyncHistory>,
    /// Of the security in the holdings' panel; read when it is opened.
    pub security_history: Option<SecurityHistory>,
    /// Of all accounts; there while something on screen is measured from it.
    pub held_history: Option<HeldHistory>,
    /// How every account came out; worked out after every reading.
    pub reconciled: Option<Reconciled>,
    pub notice: Option<Notice>,
    /// Whether there is a newer version of the program.
    pub updates: Updates,
    /// The earlier day that is asked for; what is shown says its own.
    pub as_of: Option<chrono::NaiveDate>,
    /// An earlier day is asked for as it was shown then, not as it is known now.
    pub as_shown_then: bool,
    loading: Loading,
    /// The demo is being prepared: its portfolio may still be empty.
    is_awaiting_demo: bool,
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
            token_twin: None,
            saving_keys: Attempt::default(),
            linking: Linking::default(),
            choices,
            view: View::default(),
            sync_history: None,
            security_history: None,
            held_history: None,
            reconciled: None,
            notice: None,
            updates: Updates::default(),
            as_of: None,
            as_shown_then: false,
            loading: Loading::default(),
            is_awaiting_demo: environment == Environment::Demo,
            now,
        }
    }

    /// Whether any connection is being synced.
    pub fn is_syncing(&self) -> bool {
        self.syncs.values().any(SyncStatus::is_running)
    }

    /// Whether the person has nothing of their own yet.
    pub fn is_first_run(&self) -> bool {
        self.environment != Environment::Demo
            && self.portfolio.as_ref().is_some_and(|it| it.is_empty())
    }

    /// Whether pressing Sync would do something.
    pub fn can_sync(&self) -> bool {
        let mut connections = self.portfolio.iter().flat_map(|it| &it.connections);
        let is_of_now = self.as_of.is_none() && self.past().is_none();
        !self.is_syncing() && is_of_now && connections.any(|it| it.disconnected_at.is_none())
    }

    /// Of the connections that are being synced together: how many have ended,
    /// and how many there are. `None` while nothing is synced.
    pub fn batch(&self) -> Option<(usize, usize)> {
        let ended = self.syncs.values().filter_map(SyncStatus::ended).count();
        self.is_syncing().then_some((ended, self.syncs.len()))
    }

    /// Whether this connection is being synced.
    pub fn is_running(&self, item: &ItemId) -> bool {
        self.syncs.get(item).is_some_and(SyncStatus::is_running)
    }

    /// What the portfolio on screen says of itself where it is of an earlier day.
    pub fn past(&self) -> Option<&Past> {
        self.portfolio.as_ref()?.past.as_ref()
    }

    /// The earlier day that is asked for, and which of its pictures.
    pub fn wanted_past(&self) -> Option<AsOf> {
        Some(AsOf {
            day: self.as_of?,
            is_shown_then: self.as_shown_then,
        })
    }

    /// The day that everything on screen is of, in the person's time zone: today,
    /// or an earlier one.
    pub fn today(&self) -> chrono::NaiveDate {
        self.past().map_or_else(|| self.actual_today(), |it| it.day)
    }

    /// Today, in the person's time zone, whatever day is on screen.
    pub fn actual_today(&self) -> chrono::NaiveDate {
        self.now.with_timezone(&Local).date_naive()
    }

    /// The moment that everything on screen is of: now, or the end of an earlier
    /// day.
    pub fn moment(&self) -> DateTime<Utc> {
        let end = self.past().and_then(|it| end_of_day(it.day, &Local));
        end.unwrap_or(self.now)
    }
}
