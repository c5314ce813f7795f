//! Hosted Link: pages on which a person signs in, and what comes of them.
//!
//! The page itself is in `link_page`; here is what each one was asked for, how
//! often it was opened, and the public tokens that came of it.

use std::{
    net::SocketAddr,
    time::{Duration, SystemTime},
};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::random::uuid;

/// Everything asked of Hosted Link.
#[derive(Debug)]
pub(super) struct Links {
    pub(super) pages: Vec<Link>,
    /// Those that are not exchanged yet.
    pub(super) public_tokens: Vec<PublicToken>,
    pub(super) lifetime: Duration,
    pub(super) public_token_lifetime: Duration,
    /// Where the pages are.
    pub(super) address: Option<SocketAddr>,
}

/// A token that is good once, for an item.
#[derive(Debug)]
pub(super) struct PublicToken {
    pub(super) token: String,
    pub(super) item: usize,
    pub(super) good_until: DateTime<Utc>,
}

/// One page.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) token: String,
    pub(super) created_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) purpose: Purpose,
    pub(super) sessions: Vec<Session>,
}

/// What a page is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Connect,
    /// Update mode: an item is repaired, and given consent where that was asked.
    Repair {
        item: usize,
        consent: bool,
    },
}

/// One time that a page was opened.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) started_at: DateTime<Utc>,
    pub(super) finished_at: Option<DateTime<Utc>>,
    pub(super) added: Vec<Value>,
    /// The person left, with this error or none.
    pub(super) exit: Option<Value>,
}

/// What the person does on a page.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    /// Signs in at an institution, and is done or adds another one.
    Connect { item: usize, done: bool },
    /// Signs in again, in update mode.
    Repair,
    /// Is done.
    Finish,
    /// Leaves, after the error with this code or after none.
    Leave { code: Option<String> },
}

/// Why a page does not do what the person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageError {
    Unknown,
    Expired,
    /// That time it was opened is over.
    Finished,
    /// Nothing that can be done on this page.
    Impossible,
}

impl Links {
    pub(super) fn new(lifetime: Duration, public_token_lifetime: Duration) -> Self {
        Self {
            pages: vec![],
            public_tokens: vec![],
            lifetime,
            public_token_lifetime,
            address: None,
        }
    }

    pub(super) fn set_address(&mut self, address: SocketAddr) {
        self.address = Some(address);
    }

    /// Uses a public token up, if it is good.
    pub(super) fn take(&mut self, token: &str) -> Option<PublicToken> {
        let at = self.public_tokens.iter().position(|it| it.token == token)?;
        let found = self.public_tokens.swap_remove(at);
        (now() < found.good_until).then_some(found)
    }

    /// The page of a token, while it works.
    pub(super) fn page(&mut self, token: &str) -> Result<&mut Link, PageError> {
        let link = self.pages.iter_mut().find(|it| it.token == token);
        let link = link.ok_or(PageError::Unknown)?;
        if now() < link.expires_at {
            Ok(link)
        } else {
            Err(PageError::Expired)
        }
    }
}

impl Link {
    /// Opens the page once more; returns the id of this time.
    pub(super) fn open(&mut self, seed: u64, number: u64) -> String {
        let id = uuid(seed, &[4, number]);
        self.sessions.push(Session {
            id: id.clone(),
            started_at: now(),
            finished_at: None,
            added: vec![],
            exit: None,
        });
        id
    }

    pub(super) fn session(&mut self, id: &str) -> Result<&mut Session, PageError> {
        let session = self.sessions.iter_mut().find(|it| it.id == id);
        let session = session.ok_or(PageError::Unknown)?;
        match session.finished_at {
            None => Ok(session),
            Some(_) => Err(PageError::Finished),
        }
    }
}

/// The time on the server's clock. Pages and tokens expire by it; the portfolio
/// does not depend on it.
#[expect(
    clippy::disallowed_methods,
    reason = "a stand-in for a server has a clock of its own"
)]
pub(super) fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
