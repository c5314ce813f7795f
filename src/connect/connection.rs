//! Connections: one login at one institution.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{FailureKind, SyncFailure, SyncRun};
use crate::domain::{InstitutionId, ItemId};

/// How long before its end a consent is listed as needing attention.
pub const CONSENT_WARNING: TimeDelta = TimeDelta::days(14);

/// A stored connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    pub item_id: ItemId,
    pub institution_id: Option<InstitutionId>,
    /// The institution's name, or its id where no name is known.
    pub name: Arc<str>,
    pub created_at: DateTime<Utc>,
    /// When the person removed the connection but kept its history: it is no
    /// longer synced, and what it held leaves the totals.
    pub disconnected_at: Option<DateTime<Utc>>,
    /// Why Plaid did not confirm that it ended when it was removed: it may be
    /// billed there still.
    pub end_unconfirmed: Option<FailureKind>,
    pub consent_expires_at: Option<DateTime<Utc>>,
    pub data_as_of: Option<DateTime<Utc>>,
    pub is_manual: bool,
    /// When the latest successful sync ended.
    pub last_success: Option<DateTime<Utc>>,
    /// The latest sync, whatever its outcome.
    pub last_run: Option<SyncRun>,
}

impl Connection {
    /// Tells institutions apart: the institution's id, or the connection's where
    /// that is not known.
    pub fn institution_key(&self) -> &str {
        match &self.institution_id {
            Some(id) => id.as_str(),
            None => self.item_id.as_str(),
        }
    }

    /// Why the latest sync failed, if it did.
    pub fn failure(&self) -> Option<&SyncFailure> {
        self.last_run.as_ref().and_then(SyncRun::failure)
    }
}
