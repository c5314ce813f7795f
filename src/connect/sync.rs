//! What a sync fetches, decides and leaves behind.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use chrono::{DateTime, NaiveDate, Utc};

use super::{FailureKind, Institution, ItemReport, RowIssue, SyncFailure};
use crate::{
    domain::{
        Account, AccountGap, AccountId, Holding, ItemId, Security, SecurityId, Transaction,
        TransactionId,
    },
    valuation::Amounts,
};

/// Days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRange {
    pub start: NaiveDate,
    pub end: NaiveDate,
}

/// Everything one sync read of one connection.
#[derive(Clone, Debug)]
pub struct Fetched {
    pub item: ItemReport,
    pub institution: Option<Institution>,
    /// The accounts of the answer with the holdings, of whatever type.
    pub accounts: Vec<Account>,
    /// Accounts that only the answer with the transactions names: of what they
    /// hold, nothing was said.
    pub other_accounts: Vec<Account>,
    pub securities: Vec<Security>,
    pub holdings: Vec<Holding>,
    pub transactions: Vec<Transaction>,
    /// The days whose transactions were asked for.
    pub window: DateRange,
    /// Rows of the list of transactions that could not be read, but are there.
    pub transactions_left_out: Vec<TransactionId>,
    /// Whether as many transactions of the window arrived as were announced.
    /// Where not, none counts as vanished.
    pub transactions_complete: bool,
    /// Whether the list of transactions contradicts itself. Where it does, none
    /// counts as vanished.
    pub transactions_contradict: bool,
    pub row_issues: Vec<RowIssue>,
}

/// What is on disk of one connection before a sync.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    pub accounts: HashMap<AccountId, Account>,
    pub securities: HashMap<SecurityId, Security>,
    pub holdings: BTreeMap<AccountId, Vec<Holding>>,
    /// The transactions dated inside the window, removed ones too, and those of
    /// other days that the answer names.
    pub transactions: HashMap<TransactionId, Transaction>,
    /// The accounts that the person left out of all totals.
    pub hidden: HashSet<AccountId>,
}

/// What a sync will write, decided before anything is written.
#[derive(Clone, Debug)]
pub struct SyncPlan {
    pub item: ItemReport,
    pub institution: Option<Institution>,
    /// New and changed accounts.
    pub accounts: Vec<Account>,
    /// The time that accounts were gone which are back.
    pub gaps: Vec<AccountGap>,
    /// New and changed securities.
    pub securities: Vec<Security>,
    /// The whole new set of holdings of every account that answered. An
    /// account that is not named keeps what it has.
    pub holdings: BTreeMap<AccountId, Vec<Holding>>,
    /// Rows not on disk yet.
    pub added: Vec<Transaction>,
    /// Rows on disk that differ, or that came back after they were removed.
    pub changed: Vec<Transaction>,
    /// Rows on disk inside the window that the institution no longer lists.
    pub removed: Vec<TransactionId>,
    /// The day of the sync, written as `removed_on`.
    pub today: NaiveDate,
    pub summary: SyncSummary,
}

/// What a sync changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncSummary {
    /// Transactions that are new, changed and gone.
    pub added: usize,
    pub changed: usize,
    pub removed: usize,
    /// Holdings after the sync, and how many of them are new, gone or differ.
    pub holdings: usize,
    pub holdings_changed: usize,
    /// Market value of the connection before and after, by currency.
    pub value_before: Amounts,
    pub value_after: Amounts,
    /// Whether some transaction of the window did not arrive.
    pub incomplete: bool,
    /// The first day whose transactions were asked for, the last being that of
    /// the sync. Versions up to 0.1.0 did not note it.
    pub window_start: Option<NaiveDate>,
    /// Whether the list of transactions contradicts itself, so that nothing
    /// counts as vanished. Another sync does not help by itself.
    pub contradictory: bool,
    pub row_issues: Vec<RowIssue>,
}

/// How a sync ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncOutcome {
    Success(SyncSummary),
    Failed(SyncFailure),
}

/// Which days one sync read, as far as it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaysRead {
    /// The day on which it began, by the computer's clock, in UTC.
    pub day: NaiveDate,
    /// Whether every transaction of its window arrived.
    pub complete: bool,
    /// The first day that it asked for, where that was noted.
    pub start: Option<NaiveDate>,
}

/// One sync of one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncRun {
    pub item_id: ItemId,
    pub started_at: DateTime<Utc>,
    pub finished_at: DateTime<Utc>,
    pub outcome: SyncOutcome,
    /// What is on record of it; `None` of one that was not read from there.
    pub record: Option<SyncRecord>,
}

/// What the record of a sync says beside what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncRecord {
    /// Its number, by which it is set aside and taken back.
    pub id: i64,
    /// Since when the person has it set aside: what it found does not count.
    pub set_aside_at: Option<DateTime<Utc>>,
    /// Whether it is kept what it wrote over. Versions up to 0.1.0 kept nothing
    /// but snapshots.
    pub is_kept: bool,
}

/// What came of setting a sync aside or taking it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingAside {
    Done,
    /// There is no sync of that number.
    NoSuchSync,
    /// It failed, and found nothing.
    FoundNothing,
}

/// A sync that the person set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsideSync {
    /// Its number.
    pub run: i64,
    pub item_id: ItemId,
    pub started_at: DateTime<Utc>,
    /// The end of the connection's latest sync that counts, where that is an
    /// earlier one: what is shown of the connection is what that one found.
    pub shown: Shown,
}

/// From which sync comes what is shown of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// From one after the sync that was set aside.
    Later,
    /// From one before it, which began then.
    Earlier(DateTime<Utc>),
    /// From none: nothing is shown.
    Nothing,
}

impl SyncRun {
    /// Since when it is set aside, if it is.
    pub fn set_aside_at(&self) -> Option<DateTime<Utc>> {
        self.record?.set_aside_at
    }

    /// Why it failed, if it did.
    pub fn failure(&self) -> Option<&SyncFailure> {
        match &self.outcome {
            SyncOutcome::Success(_) => None,
            SyncOutcome::Failed(failure) => Some(failure),
        }
    }
}

/// Where a running sync is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncStep {
    /// The keyring may be asking the person.
    Keyring,
    /// What Plaid knows of the connection.
    Connection,
    Holdings,
    /// Rows received, of how many.
    Transactions {
        received: usize,
        total: Option<usize>,
    },
    /// Plaid is asked again after a pause, or later than it could be, for this
    /// reason. What was said before is gone on with then.
    Waiting {
        reason: FailureKind,
        pause: Duration,
    },
    /// Comparing and writing; from here on it cannot be cancelled.
    Saving,
}
