//! What a page is asked to show. A query is an input of a page's model, which
//! is rebuilt off the frame whenever its query or the portfolio changes.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use serde_json::Value;

use super::saved::{Text, or_default, text, text_or_default, understood};
use crate::domain::{AllocationBy, Explained, Grouping, HoldingId, TransactionId, TransactionKind};

/// How far back a time plot reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RangeChoice {
    OneMonth,
    ThreeMonths,
    SixMonths,
    YearToDate,
    #[default]
    OneYear,
    All,
}

impl RangeChoice {
    /// Every choice, in order.
    pub const ALL: [Self; 6] = [
        Self::OneMonth,
        Self::ThreeMonths,
        Self::SixMonths,
        Self::YearToDate,
        Self::OneYear,
        Self::All,
    ];

    /// The first day it covers, seen from `today`; `None` for all.
    pub fn start(self, today: NaiveDate) -> Option<NaiveDate> {
        let months = |count| today.checked_sub_months(chrono::Months::new(count));
        match self {
            Self::OneMonth => months(1),
            Self::ThreeMonths => months(3),
            Self::SixMonths => months(6),
            Self::YearToDate => NaiveDate::from_ymd_opt(today.year(), 1, 1),
            Self::OneYear => months(12),
            Self::All => None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Ascending,
    #[default]
    Descending,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// A column of the holdings table. It is written in the words of the first
/// `settings.json`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HoldingColumn {
    Security,
    Account,
    Quantity,
    Price,
    #[default]
    Value,
    Weight,
    #[serde(rename = "Cost basis")]
    CostBasis,
    Gain,
    #[serde(rename = "Gain %")]
    GainPercent,
}

impl HoldingColumn {
    /// Those that can be hidden, in order.
    pub const OPTIONAL: [Self; 8] = [
        Self::Account,
        Self::Quantity,
        Self::Price,
        Self::Value,
        Self::Weight,
        Self::CostBasis,
        Self::Gain,
        Self::GainPercent,
    ];
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    None,
    #[default]
    Account,
    Type,
    Sector,
    Institution,
}

/// What the lines of the performance page's table are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartBy {
    #[default]
    Holding,
    Account,
    Institution,
    AccountType,
    Group,
    AssetClass,
    Sector,
}

impl PartBy {
    /// Every choice, in order.
    pub const ALL: [Self; 7] = [
        Self::Holding,
        Self::Account,
        Self::Institution,
        Self::AccountType,
        Self::Group,
        Self::AssetClass,
        Self::Sector,
    ];

    /// What lines of several accounts or holdings have in common.
    pub fn grouping(self) -> Option<Grouping> {
        match self {
            Self::Holding | Self::Account => None,
            Self::Institution => Some(Grouping::Institution),
            Self::AccountType => Some(Grouping::AccountType),
            Self::Group => Some(Grouping::Group),
            Self::AssetClass => Some(Grouping::AssetClass),
            Self::Sector => Some(Grouping::Sector),
        }
    }
}

/// A column of the performance page's table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PerformanceColumn {
    Name,
    Flows,
    Income,
    #[default]
    Gain,
    Contribution,
    TimeWeighted,
    MoneyWeighted,
}

/// What the performance page draws over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrowthLine {
    #[default]
    Value,
    Return,
    Drawdown,
}

impl GrowthLine {
    /// Every choice, in order.
    pub const ALL: [Self; 3] = [Self::Value, Self::Return, Self::Drawdown];
}

/// Which holdings the overview lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverviewList {
    #[default]
    Largest,
    /// Those that gained or lost most over the range.
    Movers,
}

impl OverviewList {
    /// Every choice, in order.
    pub const ALL: [Self; 2] = [Self::Largest, Self::Movers];
}

/// What stands beside a page, whichever it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drawer {
    /// What the last sync changed.
    Changes,
    /// How a figure comes about.
    #[serde(with = "text")]
    Explanation(Box<Explained>),
}

/// What the performance page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PerformanceQuery {
    #[serde(deserialize_with = "or_default")]
    pub by: PartBy,
    #[serde(deserialize_with = "or_default")]
    pub line: GrowthLine,
    #[serde(deserialize_with = "or_default")]
    pub sort: (PerformanceColumn, Direction),
    /// Whether days before the first sync that follow from transactions count.
    #[serde(deserialize_with = "or_default")]
    pub estimated: bool,
}

/// What the page of what needs attention shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttentionQuery {
    /// The item whose records are shown, by its id.
    #[serde(deserialize_with = "or_default")]
    pub open: Option<String>,
    /// Which of the pages of items, from zero on.
    #[serde(deserialize_with = "or_default")]
    pub page: usize,
    /// Whether what was resolved is listed.
    #[serde(deserialize_with = "or_default")]
    pub shows_resolved: bool,
}

/// What the holdings page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HoldingsQuery {
    #[serde(deserialize_with = "or_default")]
    pub search: String,
    #[serde(deserialize_with = "or_default")]
    pub group_by: GroupBy,
    #[serde(deserialize_with = "or_default")]
    pub sort: (HoldingColumn, Direction),
    /// Keys of the groups that are folded.
    #[serde(deserialize_with = "understood")]
    pub folded: Vec<String>,
    /// The row in the detail panel.
    #[serde(with = "text")]
    pub open: Option<HoldingId>,
}

/// A slice that was opened: the securities within one category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drill {
    #[serde(with = "text")]
    pub by: AllocationBy,
    /// The category's key, as the allocation names it.
    pub category: String,
}

/// How the allocation is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllocationForm {
    #[default]
    Donut,
    Treemap,
    Bars,
}

impl AllocationForm {
    /// Every choice, in order.
    pub const ALL: [Self; 3] = [Self::Donut, Self::Treemap, Self::Bars];
}

/// What the allocation page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AllocationQuery {
    #[serde(with = "text_or_default")]
    pub by: AllocationBy,
    /// `None` at the top.
    #[serde(deserialize_with = "or_default")]
    pub drill: Option<Drill>,
    #[serde(deserialize_with = "or_default")]
    pub form: AllocationForm,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionColumn {
    #[default]
    Date,
    Type,
    Security,
    Account,
    Quantity,
    Price,
    Fees,
    CashEffect,
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month a day lies in.
    pub fn of(date: NaiveDate) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
        }
    }
}

/// What the transactions page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TransactionsQuery {
    #[serde(deserialize_with = "or_default")]
    pub search: String,
    /// Empty for every kind.
    #[serde(with = "text")]
    pub kinds: Vec<TransactionKind>,
    /// The month clicked in the chart.
    #[serde(with = "text")]
    pub month: Option<Month>,
    #[serde(deserialize_with = "or_default")]
    pub range: Option<RangeChoice>,
    #[serde(deserialize_with = "or_default")]
    pub sort: (TransactionColumn, Direction),
    #[serde(with = "text")]
    pub open: Option<TransactionId>,
    /// Only these, which a figure rests on. It is not kept: what a figure rests on is
    /// another thing after the next sync.
    #[serde(skip)]
    pub only: Option<Arc<[TransactionId]>>,
}

/// `2026-03`
impl Text for Month {
    fn to_value(&self) -> Value {
        format!("{:04}-{:02}", self.year, self.month).into()
    }

    fn of(value: &Value) -> Option<Self> {
        let day = format!("{}-01", value.as_str()?);
        Some(Self::of(day.parse().ok()?))
    }
}
