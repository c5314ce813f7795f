//! What the server knows, and the shape of requests and answers.

use std::time::Duration;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::{
    error::Refusal,
    item::{History, Item},
    link::Links,
    market::Market,
    scenario::Scenario,
};

/// Everything the server knows.
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) history: History,
    pub(super) today: NaiveDate,
    pub(super) market: Market,
    /// One for each of the institutions, then those that were made beside them.
    pub(super) items: Vec<Item>,
    /// What was asked of Hosted Link, and the public tokens that came of it.
    pub(super) links: Links,
    /// Requests answered so far.
    pub(super) requests: u64,
    /// How long the first transactions of an item take.
    pub(super) first_delay: Duration,
    /// What goes wrong.
    pub(super) scenario: Scenario,
}

pub(super) type Answer = Result<Map<String, Value>, Refusal>;

/// A request, as far as it matters.
pub(super) struct Request<'a> {
    pub(super) path: &'a str,
    pub(super) client_id: Option<&'a str>,
    pub(super) secret: Option<&'a str>,
    pub(super) body: &'a [u8],
}

/// An object of these fields.
pub(super) fn object<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
