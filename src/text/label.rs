//! The words shown for a choice, a column, a page or a step.

use crate::{
    analytics::changes::Difference,
    connect::{Environment, FailureKind, LinkGoal, SyncStep, SyncSummary},
    domain::{AllocationBy, FlowKind, Measure, Movement, TransactionKind},
    state::{
        AllocationForm, Chart, GrowthLine, HoldingColumn, OverviewList, PartBy, PerformanceColumn,
        RangeChoice, Screen, TransactionColumn, Waiting,
    },
    text::format::{self, count},
};

/// Something that has one short text wherever it is shown.
pub trait Label {
    /// The text, in sentence case.
    fn label(self) -> &'static str;
}

impl Label for Environment {
    fn label(self) -> &'static str {
        match self {
            Self::Production => "Production",
            Self::Sandbox => "Sandbox",
            Self::Demo => "Demo",
        }
    }
}

impl Label for TransactionKind {
    fn label(self) -> &'static str {
        match self {
            Self::Buy => "Buy",
            Self::Sell => "Sell",
            Self::Dividend => "Dividend",
            Self::Interest => "Interest",
            Self::CapitalGain => "Capital gain",
            Self::Contribution => "Contribution",
            Self::Withdrawal => "Withdrawal",
            Self::Transfer => "Transfer",
            Self::Fee => "Fee",
            Self::Tax => "Tax",
            Self::InterestPaid => "Interest paid",
            Self::ReturnOfPrincipal => "Principal returned",
            Self::CorporateAction => "Corporate action",
            Self::OptionEvent => "Option event",
            Self::Adjustment => "Adjustment",
            Self::Unclassified => "Unclassified",
            Self::Cancelled => "Cancelled",
        }
    }
}

impl Label for FlowKind {
    fn label(self) -> &'static str {
        match self {
            Self::Contributions => "Contributions",
            Self::DividendsAndInterest => "Dividends & interest",
            Self::Sells => "Sells",
            Self::Buys => "Buys",
            Self::Costs => "Costs",
            Self::Withdrawals => "Withdrawals",
            Self::Transfers => "Transfers",
            Self::Other => "Other",
        }
    }
}

impl Label for Movement {
    fn label(self) -> &'static str {
        match self {
            Self::Bought => "bought",
            Self::Sold => "sold",
            Self::CashIn => "cash in",
            Self::CashOut => "cash out",
            Self::UnitsIn => "units in",
            Self::UnitsOut => "units out",
            Self::Nothing => "no figures",
        }
    }
}

impl Label for AllocationBy {
    fn label(self) -> &'static str {
        match self {
            Self::AssetClass => "Asset class",
            Self::Security => "Security",
            Self::Sector => "Sector",
            Self::Account => "Account",
            Self::Institution => "Institution",
            Self::Currency => "Currency",
        }
    }
}

/// The page's title.
impl Label for Screen {
    fn label(self) -> &'static str {
        match self {
            Self::Welcome => "Welcome",
            Self::Overview => "Overview",
            Self::Holdings => "Holdings",
            Self::Allocation => "Allocation",
            Self::Transactions => "Transactions",
            Self::Performance => "Performance",
            Self::Attention => "Needs attention",
            Self::Connections => "Connections",
            Self::Settings => "Settings",
        }
    }
}

impl Label for RangeChoice {
    fn label(self) -> &'static str {
        match self {
            Self::OneMonth => "1M",
            Self::ThreeMonths => "3M",
            Self::SixMonths => "6M",
            Self::YearToDate => "YTD",
            Self::OneYear => "1Y",
            Self::All => "All",
        }
    }
}

impl Label for AllocationForm {
    fn label(self) -> &'static str {
        match self {
            Self::Donut => "Donut",
            Self::Treemap => "Treemap",
            Self::Bars => "Bars",
        }
    }
}

impl Label for OverviewList {
    fn label(self) -> &'static str {
        match self {
            Self::Largest => "Largest holdings",
            Self::Movers => "Moved most",
        }
    }
}

impl Label for Difference {
    fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Gone => "Gone",
            Self::Units => "Units",
            Self::Price => "Price alone",
            Self::Basis => "Cost basis",
            Self::Value => "Value",
        }
    }
}

impl Label for PartBy {
    fn label(self) -> &'static str {
        match self {
            Self::Holding => "Holding",
            Self::Account => "Account",
            Self::Institution => "Institution",
            Self::AccountType => "Account type",
            Self::Group => "Group",
            Self::AssetClass => "Asset class",
            Self::Sector => "Sector",
        }
    }
}

impl Label for PerformanceColumn {
    fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Flows => "Flows",
            Self::Income => "Income",
            Self::Gain => "Gain",
            Self::Contribution => "Contribution",
            Self::TimeWeighted => "TWR",
            Self::MoneyWeighted => "XIRR",
        }
    }
}

impl Label for GrowthLine {
    fn label(self) -> &'static str {
        match self {
            Self::Value => "Value",
            Self::Return => "Return %",
            Self::Drawdown => "Drawdown",
        }
    }
}

impl Label for Measure {
    fn label(self) -> &'static str {
        match self {
            Self::Value => "Value",
            Self::UnrealizedGain => "Unrealized gain",
            Self::Weight => "Weight",
            Self::Gain => "Gain",
            Self::TimeWeighted => "Time-weighted return",
            Self::MoneyWeighted => "Money-weighted (XIRR)",
            Self::Drawdown => "Drawdown, at observations",
            Self::Volatility => "Volatility",
            Self::PaidIn => "Paid in, net",
            Self::Balance => "Balance less holdings",
            Self::Units => "Units without a record",
        }
    }
}

impl Label for HoldingColumn {
    fn label(self) -> &'static str {
        match self {
            Self::Security => "Security",
            Self::Account => "Account",
            Self::Quantity => "Quantity",
            Self::Price => "Price",
            Self::Value => "Value",
            Self::Weight => "Weight",
            Self::CostBasis => "Cost basis",
            Self::Gain => "Gain",
            Self::GainPercent => "Gain %",
        }
    }
}

impl Label for TransactionColumn {
    fn label(self) -> &'static str {
        match self {
            Self::Date => "Date",
            Self::Type => "Type",
            Self::Security => "Security",
            Self::Account => "Account",
            Self::Quantity => "Quantity",
            Self::Price => "Price",
            Self::Fees => "Fees",
            Self::CashEffect => "Cash effect",
        }
    }
}

/// What a chart is called within a sentence.
impl Label for Chart {
    fn label(self) -> &'static str {
        match self {
            Self::Value => "the value chart",
            Self::HoldingValue => "the value chart of the holding",
            Self::Allocation => "the allocation",
            Self::CashFlow => "the cash flow",
            Self::Growth => "the growth chart",
        }
    }
}

impl Label for &SyncStep {
    fn label(self) -> &'static str {
        match self {
            SyncStep::Keyring => "Waiting for the keyring",
            SyncStep::Connection => "Asking Plaid",
            SyncStep::Holdings => "Holdings",
            SyncStep::Transactions { .. } => "Transactions",
            SyncStep::Waiting {
                reason: FailureKind::NotReady,
                ..
            } => "Plaid is preparing the data",
            SyncStep::Waiting {
                reason: FailureKind::RateLimited,
                ..
            } => "Plaid takes no more requests for now",
            SyncStep::Waiting { .. } => "Plaid did not answer",
            SyncStep::Saving => "Saving",
        }
    }
}

/// What was done once the page for this goal is finished.
impl Label for &LinkGoal {
    fn label(self) -> &'static str {
        match self {
            LinkGoal::Connect => "Connected",
            LinkGoal::SignIn(_) => "Signed in again",
            LinkGoal::Consent(_) => "Consent given",
            LinkGoal::ChooseAccounts(_) => "Accounts chosen",
        }
    }
}

impl Label for Waiting {
    fn label(self) -> &'static str {
        match self {
            Self::Token => "Checking the token with Plaid…",
            Self::Sandbox => "Connecting in the sandbox…",
            Self::Keyring => "Waiting for the keyring…",
        }
    }
}

/// How far a sync is: `Transactions 1,500 of 2,310`.
pub fn progress(step: &SyncStep) -> String {
    let label = step.label();
    match step {
        SyncStep::Transactions {
            received,
            total: Some(total),
        } => format!("{label} {} of {}", count(*received), count(*total)),
        SyncStep::Transactions {
            received: received @ 1..,
            total: None,
        } => format!("{label} {}", count(*received)),
        SyncStep::Waiting { pause, .. } => format!("{label}, again in {}", format::pause(*pause)),
        SyncStep::Keyring
        | SyncStep::Connection
        | SyncStep::Holdings
        | SyncStep::Transactions { total: None, .. }
        | SyncStep::Saving => label.to_owned(),
    }
}

/// What is said of a list of transactions that is not to be relied on in whole.
pub fn doubtful_list(summary: &SyncSummary) -> Option<&'static str> {
    match (summary.contradictory, summary.incomplete) {
        (true, true) => Some(
            "Plaid's list of transactions contradicts itself, and broke off; what arrived is \
             kept, nothing counts as gone, and the next sync asks for all of it again.",
        ),
        (true, false) => Some(
            "Plaid's list of transactions contradicts itself; what it lists is kept, and nothing \
             counts as gone.",
        ),
        (false, true) => Some(
            "The list of transactions broke off; what arrived is kept, and the next sync asks \
             for all of it again.",
        ),
        (false, false) => None,
    }
}

/// How a sync that went well ended, in a word or two.
pub fn synced(summary: &SyncSummary) -> &'static str {
    match summary.row_issues.as_slice() {
        _ if summary.contradictory => "Contradictory list",
        _ if summary.incomplete => "Broke off",
        [] => "Synced",
        [..] => "Synced, rows to look at",
    }
}

/// Says what was connected.
pub fn connected(names: &str) -> String {
    format!("Connected {names}")
}

/// `3 accounts`.
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", format::count(count))
}
