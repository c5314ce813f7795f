//! What the person asks for.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::connect::{Environment, LinkGoal, Secret, TwinDecision};
use crate::domain::{
    AccountChoice, AccountId, Answer, Entry, Explained, HoldingId, ItemId, Subject, Succession,
    TransactionId,
};

use super::{
    AccountFilter, AllocationQuery, AttentionQuery, CurrencyChoice, Drawer, HistoryQuery,
    HoldingColumn, HoldingsQuery, OverviewList, PerformanceQuery, RangeChoice, Screen, ThemeChoice,
    TransactionsQuery, UiScale,
};

/// What to sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncTarget {
    All,
    One(ItemId),
}

impl SyncTarget {
    /// Whether this connection is meant.
    pub(super) fn covers(&self, item: &ItemId) -> bool {
        match self {
            Self::All => true,
            Self::One(one) => one == item,
        }
    }
}

/// Plaid keys as they were typed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    pub environment: Environment,
    pub client_id: Secret,
    pub secret: Secret,
}

/// A table that can be exported as it stands: filter, order, columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Holdings,
    Allocation,
    Transactions,
    Performance,
}

impl Table {
    /// The table of a page.
    pub fn of(screen: Screen) -> Option<Self> {
        match screen {
            Screen::Holdings => Some(Self::Holdings),
            Screen::Allocation => Some(Self::Allocation),
            Screen::Transactions => Some(Self::Transactions),
            Screen::Performance => Some(Self::Performance),
            Screen::Welcome
            | Screen::Overview
            | Screen::Attention
            | Screen::Connections
            | Screen::Settings => None,
        }
    }
}

/// A chart that can be saved as an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chart {
    Value,
    /// The value of the holding in the panel.
    HoldingValue,
    Allocation,
    CashFlow,
    /// Value, return or drawdown.
    Growth,
}

impl Chart {
    /// The word in a file's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::HoldingValue => "holding-value",
            Self::Allocation => "allocation",
            Self::CashFlow => "cash-flow",
            Self::Growth => "growth",
        }
    }
}

/// Something a view asks for; [`super::AppState::reduce`] takes it in.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Show(Screen),
    ShowAccounts(AccountFilter),
    ShowRange(RangeChoice),
    /// Shows every page as of the end of an earlier day, or of now again.
    ShowAsOf(Option<NaiveDate>),
    /// Shows an earlier day as it was shown then, or as it is known now.
    ShowThen(bool),
    ShowCurrency(CurrencyChoice),
    /// The whole new query: what to search, group and sort by, what to open.
    QueryHoldings(HoldingsQuery),
    QueryAllocation(AllocationQuery),
    QueryTransactions(TransactionsQuery),
    QueryPerformance(PerformanceQuery),
    QueryAttention(AttentionQuery),
    /// Which holdings the overview lists.
    ShowOverviewList(OverviewList),
    /// Opens something beside the page, or closes it.
    OpenDrawer(Option<Drawer>),
    /// Opens the history of syncs, or the institutions again.
    ShowHistory(Option<HistoryQuery>),
    /// Opens the holdings page with this row in the detail panel.
    OpenHolding(HoldingId),
    /// Opens the transactions page at this row.
    OpenTransaction(TransactionId),

    HideAmounts(bool),
    Theme(ThemeChoice),
    Compact(bool),
    /// How large everything is.
    Scale(UiScale),
    /// All columns that are left out of the holdings table.
    HideColumns(Vec<HoldingColumn>),

    Sync(SyncTarget),
    /// Sets the sync of this number aside.
    SetSyncAside(i64),
    /// Has it count again.
    TakeSyncBack(i64),
    /// Syncs one connection with all transactions there are, 24 months of them.
    SyncWholeHistory(ItemId),
    CancelSync(SyncTarget),
    SaveKeys(Keys),
    /// Adds a connection by its access token.
    ConnectToken(Secret),
    /// Answers what is done about an access token of a login that is connected
    /// already.
    DecideToken(TwinDecision),
    /// Neither adds it nor ends it at Plaid.
    LeaveToken,
    /// Adds one of the sandbox's invented institutions.
    ConnectSandbox(String),
    Remove {
        item: ItemId,
        /// Keeps accounts, holdings and transactions on this computer.
        keep_history: bool,
    },
    /// Keeps what was decided about an account; of what was not changed in the
    /// form, nothing.
    ChangeAccount {
        account: AccountId,
        /// What the form began with.
        before: AccountChoice,
        choice: AccountChoice,
    },
    /// Says whether an account continues one that is gone.
    DecideSuccession(Succession),
    /// Shows an account apart again from the one that continues it.
    SeparateAccount(AccountId),
    /// Says of what needs attention how it came about, or that it need not be
    /// listed.
    Resolve {
        subjects: Vec<Subject>,
        answer: Answer,
    },
    /// Takes back what was said, by its id.
    UndoResolution(Arc<str>),
    /// Adds a transaction that no institution lists.
    EnterTransaction(Box<Entry>),
    /// Takes back a transaction that the person entered.
    RemoveEntered(TransactionId),
    /// Forgets that a removal did not work.
    ForgetRemoval(ItemId),
    /// Opens a page of Plaid's in the browser, to connect or to repair.
    OpenLink(LinkGoal),
    /// Waits for the page that an earlier run of the program left open.
    ResumeLink,
    /// Gives that page up.
    DiscardLink,
    /// Stops waiting for the page.
    CancelLink,
    /// Answers what is done about a second connection to the same login.
    DecideTwin(TwinDecision),

    OpenDemo,
    /// Goes back from the demo to the person's own portfolio.
    CloseDemo,
    DeleteLocalData {
        /// Ends every connection at Plaid first.
        end_at_plaid: bool,
    },
    OpenDataFolder,
    /// Shows the newest lines of the log.
    ShowLog,
    HideLog,
    /// Puts a report for a request for help on the clipboard.
    CopyReport,
    /// Asks whether there is a newer version of the program.
    LookForUpdate,

    /// Writes a table as CSV into the person's download folder.
    Export(Table),
    /// Puts a table as CSV on the clipboard.
    CopyTable(Table),
    /// Saves a chart as it stands on the screen.
    SaveChart(Chart),
    DismissNotice,
}

impl Command {
    /// Opens how a figure comes about.
    pub fn explain(what: Explained) -> Self {
        Self::OpenDrawer(Some(Drawer::Explanation(Box::new(what))))
    }
}
