//! A rule: what happens to which calls.

use std::time::Duration;

use crate::simulator::error::Refusal;

#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) endpoint: String,
    pub(super) institution: Option<String>,
    pub(super) calls: Calls,
    pub(super) effect: Effect,
    /// The requests to its endpoint so far.
    pub(super) seen: u64,
}

#[derive(Clone, Debug)]
pub(super) enum Calls {
    All,
    These(Vec<u64>),
    Every(u64),
    From(u64),
}

/// What happens to one call.
#[derive(Clone, Debug, Default)]
pub(in crate::simulator) struct Effect {
    pub(in crate::simulator) delay: Duration,
    /// Instead of the real answer.
    pub(in crate::simulator) answer: Option<Answer>,
    /// Changes of the real answer.
    pub(in crate::simulator) more_rows: i64,
    pub(in crate::simulator) repeats_page: bool,
    pub(in crate::simulator) item_error: Option<Refusal>,
    /// How the answer is sent.
    pub(in crate::simulator) drip: Option<Duration>,
    pub(in crate::simulator) truncate: Option<usize>,
    pub(in crate::simulator) reset: Option<usize>,
}

/// An answer that does not depend on the request.
#[derive(Clone, Debug)]
pub(in crate::simulator) enum Answer {
    Refusal(Refusal),
    Raw {
        status: u16,
        content_type: String,
        body: String,
    },
}

impl Calls {
    pub(super) fn contains(&self, call: u64) -> bool {
        match self {
            Self::All => true,
            Self::These(calls) => calls.contains(&call),
            Self::Every(step) => call.is_multiple_of(*step),
            Self::From(first) => call >= *first,
        }
    }
}
