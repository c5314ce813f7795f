//! Connections: one login at one institution.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{SyncFailure, SyncRun};
use crate::domain::{InstitutionId, ItemId};

/// A bank, broker or retirement plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    pub id: InstitutionId,
    pub name: Arc<str>,
    pub url: Option<Arc<str>>,
    /// `#rrggbb`.
    pub primary_color: Option<Arc<str>>,
    /// Whether signing in happens at the institution's own page.
    pub oauth: Option<bool>,
}

/// What Plaid says of a connection at the time of a sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemReport {
    pub item_id: ItemId,
    pub institution_id: Option<InstitutionId>,
    pub institution_name: Option<Arc<str>>,
    /// When the person's consent ends.
    pub consent_expires_at: Option<DateTime<Utc>>,
    /// When Plaid last read investments from the institution with success.
    pub data_as_of: Option<DateTime<Utc>>,
    /// The portfolio was typed in by hand in Plaid Link.
    pub is_manual: bool,
    /// A condition that the person has to act on, reported inside a good answer.
    pub failure: Option<SyncFailure>,
}

impl ItemReport {
    /// What is known of a connection that Plaid was not asked about yet.
    pub fn unread(item_id: ItemId) -> Self {
        Self {
            item_id,
            institution_id: None,
            institution_name: None,
            consent_expires_at: None,
            data_as_of: None,
            is_manual: false,
            failure: None,
        }
    }
}

/// How long before its end a consent is worth a word.
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
    pub consent_expires_at: Option<DateTime<Utc>>,
    pub data_as_of: Option<DateTime<Utc>>,
    pub is_manual: bool,
    /// When the latest successful sync ended.
    pub last_success: Option<DateTime<Utc>>,
    /// The latest sync, whatever its outcome.
    pub last_run: Option<SyncRun>,
}

impl Connection {
    /// Why the latest sync failed, if it did.
    pub fn failure(&self) -> Option<&SyncFailure> {
        self.last_run.as_ref().and_then(SyncRun::failure)
    }
}
