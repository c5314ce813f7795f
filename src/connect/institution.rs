//! What an institution and Plaid say of a connection.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::SyncFailure;
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
