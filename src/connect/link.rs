//! Signing in at an institution, on a page of Plaid's in the browser.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{AccessToken, Connection, ItemReport, NextStep, Secret, SyncFailure};
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

/// A connection that an access token leads to, before anything of it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenItem {
    pub token: AccessToken,
    pub report: ItemReport,
    pub accounts: Vec<AddedAccount>,
}

/// A connection that is not kept yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewConnection {
    /// Added on a page; its one-time token is not exchanged.
    Added(AddedItem),
    /// Named by an access token that the person has.
    ByToken(Box<TokenItem>),
    /// Made by this program in the sandbox: nobody else has its token.
    Made(Box<TokenItem>),
}

impl NewConnection {
    pub fn institution_id(&self) -> Option<&InstitutionId> {
        match self {
            Self::Added(added) => added.institution_id.as_ref(),
            Self::ByToken(item) | Self::Made(item) => item.report.institution_id.as_ref(),
        }
    }

    /// Its identifier; what was added on a page has none before its token is
    /// exchanged.
    pub fn item_id(&self) -> Option<&ItemId> {
        match self {
            Self::Added(_) => None,
            Self::ByToken(item) | Self::Made(item) => Some(&item.report.item_id),
        }
    }

    /// The last digits of its accounts, as far as they are known.
    pub fn masks(&self) -> impl Iterator<Item = &str> {
        let accounts = match self {
            Self::Added(added) => &added.accounts,
            Self::ByToken(item) | Self::Made(item) => &item.accounts,
        };
        accounts.iter().filter_map(|it| it.mask.as_deref())
    }
}

/// A new connection that seems to be the same login as a known one. Plaid bills
/// both, and every account would be there twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    pub new: NewConnection,
    pub known: Connection,
}

impl Twin {
    /// Whether the known connection works no more, so that the new one is to
    /// take its place.
    pub fn is_known_gone(&self) -> bool {
        let failure = self.known.failure();
        failure.is_some_and(|it| it.kind.next_step() == NextStep::ConnectAgain)
    }
}

/// What is done about a [`Twin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwinDecision {
    /// The new one is not kept, and ended at Plaid at once.
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
