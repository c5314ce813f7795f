//! What the syncs on record tell, and which of them are asked for.

use std::sync::{Arc, Weak};

use chrono::{DateTime, Local, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use serde_json::Value;

use super::saved::{Text, or_default, text};
use crate::analytics::{
    performance::Ledgers,
    reconciliation::{Reconciliation, reconcile},
};
use crate::connect::SyncRun;
use crate::domain::{ItemId, SecurityId, Snapshot};
use crate::portfolio::{History, Portfolio};

/// Every sync on record, the newest first. Equal to itself and its clones only.
#[derive(Clone, Debug, Default)]
pub struct SyncHistory(Arc<[SyncRun]>);

impl SyncHistory {
    /// Takes syncs over, the oldest of them first.
    pub fn new(mut runs: Vec<SyncRun>) -> Self {
        runs.reverse();
        Self(runs.into())
    }

    /// The syncs, the newest first.
    pub fn runs(&self) -> &[SyncRun] {
        &self.0
    }
}

impl PartialEq for SyncHistory {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What the syncs on record tell of one security, the oldest first. Equal to
/// itself and its clones only.
#[derive(Clone, Debug)]
pub struct SecurityHistory {
    pub security: SecurityId,
    snapshots: Arc<[Snapshot]>,
}

impl SecurityHistory {
    /// Takes the snapshots of a security over, the oldest of them first.
    pub fn new(security: SecurityId, snapshots: Vec<Snapshot>) -> Self {
        Self {
            security,
            snapshots: snapshots.into(),
        }
    }

    /// What every account that ever held it had of it at each sync.
    pub fn snapshots(&self) -> &[Snapshot] {
        &self.snapshots
    }
}

impl PartialEq for SecurityHistory {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.snapshots, &other.snapshots)
    }
}

/// What every account held at its syncs, and how it got there, as it was read of one
/// portfolio. Equal to itself and its clones only.
#[derive(Clone, Debug)]
pub struct HeldHistory(Arc<Held>);

#[derive(Debug)]
struct Held {
    history: Arc<History>,
    /// Only compared, never read.
    portfolio: Weak<Portfolio>,
    today: NaiveDate,
    ledgers: Arc<Ledgers>,
}

impl HeldHistory {
    /// Reads all accounts of `portfolio`, up to `today`. Off the frame: it takes time
    /// by the transaction.
    pub fn read(
        portfolio: &Arc<Portfolio>,
        history: impl Into<Arc<History>>,
        today: NaiveDate,
    ) -> Self {
        let history = history.into();
        let ledgers = Ledgers::read(portfolio, &history, |_| true, &Local, today);
        Self(Arc::new(Held {
            history,
            portfolio: Arc::downgrade(portfolio),
            today,
            ledgers: ledgers.into(),
        }))
    }

    /// What was held.
    pub fn history(&self) -> &History {
        &self.0.history
    }

    /// All accounts of `portfolio` up to `today`: as they were read, or read anew of
    /// another portfolio or on another day.
    pub fn ledgers(&self, portfolio: &Arc<Portfolio>, today: NaiveDate) -> Arc<Ledgers> {
        let held = &*self.0;
        let is_same = std::ptr::eq(held.portfolio.as_ptr(), Arc::as_ptr(portfolio));
        if is_same && held.today == today {
            return Arc::clone(&held.ledgers);
        }
        Ledgers::read(portfolio, &held.history, |_| true, &Local, today).into()
    }

    /// How the accounts of `portfolio` came out.
    pub fn reconcile(&self, portfolio: &Arc<Portfolio>, today: NaiveDate) -> Reconciled {
        let ledgers = self.ledgers(portfolio, today);
        Reconciled {
            portfolio: Arc::downgrade(portfolio),
            reconciliation: reconcile(portfolio, &ledgers, &Local).into(),
        }
    }
}

impl PartialEq for HeldHistory {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// How every account came out, as it was worked out of one portfolio and its
/// history. Equal to itself and its clones only.
#[derive(Clone, Debug)]
pub struct Reconciled {
    /// Only compared, never read.
    portfolio: Weak<Portfolio>,
    reconciliation: Arc<Reconciliation>,
}

impl Reconciled {
    /// Whether it was worked out of this portfolio.
    pub fn is_of(&self, portfolio: &Arc<Portfolio>) -> bool {
        std::ptr::eq(self.portfolio.as_ptr(), Arc::as_ptr(portfolio))
    }

    /// The reconciliation itself.
    pub fn get(&self) -> &Reconciliation {
        &self.reconciliation
    }
}

impl PartialEq for Reconciled {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.reconciliation, &other.reconciliation)
    }
}

/// Names one sync: its connection and when it began.
pub type SyncRunKey = (ItemId, DateTime<Utc>);

/// Which syncs are listed, and which is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HistoryQuery {
    /// Only those of one connection.
    #[serde(with = "text")]
    pub item: Option<ItemId>,
    /// Only those that failed, broke off, or left rows out.
    #[serde(deserialize_with = "or_default")]
    pub only_problems: bool,
    /// The sync in the detail panel.
    #[serde(with = "text")]
    pub open: Option<SyncRunKey>,
}

/// `2026-03-01T09:30:00+00:00 item`
impl Text for SyncRunKey {
    fn to_value(&self) -> Value {
        format!("{} {}", self.1.to_rfc3339(), self.0).into()
    }

    fn of(value: &Value) -> Option<Self> {
        let (began, item) = value.as_str()?.split_once(' ')?;
        let began: DateTime<Utc> = began.parse().ok()?;
        Some((item.into(), began))
    }
}
