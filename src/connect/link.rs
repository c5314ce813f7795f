//! Signing in at an institution, on a page of Plaid's in the browser.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Connection, Secret, SyncFailure};
use crate::domain::{InstitutionId, ItemId};

/// A page on which the person signs in, and the token to ask after it.
///
/// Whoever has the page's address can use it: it is as secret as the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostedLink {
    pub link_token: Secret,
    pub url: Secret,
    /// When the page stops working.
    pub expires_at: Option<DateTime<Utc>>,
}

/// What has come of a [`HostedLink`] so far, over every time it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSession {
    pub status: LinkStatus,
    /// How many times it was opened without being finished: a window that was
    /// left, or one in which something may still be added.
    pub open: usize,
    /// What was connected. A repaired connection is not listed.
    pub added: Vec<AddedItem>,
    /// How the person left, where nothing was connected in the end.
    pub exit: Option<LinkExit>,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Whether the person is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStatus {
    /// Not opened yet, or open still.
    Waiting,
    /// Connected or repaired, or left wherever it was opened.
    Finished,
}

/// Which one of what was added on a page: no secret, and the same however
/// often the page is asked after.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AddedKey {
    /// Plaid's id of the time that the page was opened.
    pub session: Arc<str>,
    pub position: usize,
}

/// A new connection, before its public token is exchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedItem {
    pub key: AddedKey,
    /// Good once, and for half an hour.
    pub public_token: Secret,
    pub institution_id: Option<InstitutionId>,
    pub institution_name: Option<Arc<str>>,
    pub accounts: Vec<AddedAccount>,
}

/// An account of a new connection, as far as it helps to recognize it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedAccount {
    pub name: Option<Arc<str>>,
    pub mask: Option<Arc<str>>,
    pub subtype: Option<Arc<str>>,
}

/// Why the person left without connecting anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkExit {
    /// How far it went, in Plaid's words: `requires_credentials`,
    /// `institution_not_found` and others.
    pub status: Option<Arc<str>>,
    /// What went wrong, where something did.
    pub error: Option<SyncFailure>,
}

/// A new connection that seems to be the same login as a known one. Plaid bills
/// both, and every account would be there twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    pub added: AddedItem,
    pub known: Connection,
}

/// What is done about a [`Twin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwinDecision {
    /// The new one is removed at Plaid at once.
    Discard,
    /// The new one takes the place of the known one, which is removed at Plaid
    /// and keeps its history here.
    Replace,
    /// Both stay.
    KeepBoth,
}

/// Everything that came of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkOutcome {
    /// The new connections, in the order in which they were added.
    pub kept: Vec<Connection>,
    /// What the person has to decide about.
    pub twins: Vec<Twin>,
    /// Why something that was added could not be kept.
    pub failure: Option<SyncFailure>,
    pub end: LinkEnd,
}

/// How the wait for a page ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkEnd {
    /// Something was connected, and the person is done.
    Connected,
    /// The connection works again.
    Repaired(ItemId),
    /// The person left the page, or the institution would not have them.
    Left(Option<LinkExit>),
    /// Nobody finished the page in time.
    Expired,
    /// Nobody waits for it any more.
    Cancelled,
}
