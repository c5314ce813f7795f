//! When a request is worth another try, and how long until then: see
//! <https://plaid.com/docs/errors/rate-limit-exceeded/>.
//!
//! Every pause is told as it begins, and ends with the future that waits: who
//! drops the future cancels the pause.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::watch, time::Instant};

use super::PlaidError;
use crate::connect::{AccessToken, FailureKind};

/// A client's readiness to wait. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Patience {
    /// What one second of every pause takes: a second, and less in tests.
    pub second: Duration,
    /// Keeps requests below Plaid's limits; `None` where a server has none.
    pub budget: Option<Budget>,
    /// Is sent each pause as it begins, and `None` as it ends.
    pub waits: watch::Sender<Option<Wait>>,
}

/// A pause before a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// What made it necessary.
    pub reason: FailureKind,
    pub pause: Duration,
}

/// The pauses before each further try, in seconds. Those that grow by doubling
/// are made up to a quarter longer at random, so that several connections do
/// not ask again all at once.
const PASSING: &[u64] = &[1, 2, 4];
const LIMITED: &[u64] = &[60, 120, 240];
const PREPARING: &[u64] = &[10, 30, 60, 120, 300];

/// How often a request failed in each way that passes.
#[derive(Debug, Default)]
pub(super) struct Tries {
    passing: usize,
    limited: usize,
    preparing: usize,
}

impl Tries {
    /// How many seconds to wait after `error`, and whether about so many;
    /// `None` where another try is of no use, or one too many.
    fn next(&mut self, error: &PlaidError) -> Option<(u64, bool)> {
        let kind = error.kind();
        let (count, pauses, varied) = if error.is_passing() {
            (&mut self.passing, PASSING, true)
        } else if kind == FailureKind::RateLimited {
            (&mut self.limited, LIMITED, true)
        } else if kind == FailureKind::NotReady {
            (&mut self.preparing, PREPARING, false)
        } else {
            return None;
        };
        let seconds = *pauses.get(*count)?;
        *count += 1;
        Some((seconds, varied))
    }
}

impl Patience {
    /// Waits until a request to `endpoint` about an item is within the budget.
    pub(super) async fn admit(&self, endpoint: &'static str, item: Option<&AccessToken>) {
        let Some(budget) = &self.budget else { return };
        while let Err(pause) = budget.take(endpoint, item, self.second * 60, Instant::now()) {
            self.wait(FailureKind::RateLimited, pause).await;
        }
    }

    /// Waits for the next try after `error`; gives it back where there is none.
    pub(super) async fn after(
        &self,
        error: PlaidError,
        tries: &mut Tries,
    ) -> Result<(), PlaidError> {
        let Some((seconds, varied)) = tries.next(&error) else {
            return Err(error);
        };
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        let mut pause = self.second * seconds;
        if varied {
            let random = RandomState::new().hash_one(seconds) % 256;
            pause += pause * u32::try_from(random).unwrap_or_default() / 1024;
        }
        self.wait(error.kind(), pause).await;
        Ok(())
    }

    async fn wait(&self, reason: FailureKind, pause: Duration) {
        self.waits.send_replace(Some(Wait { reason, pause }));
        tokio::time::sleep(pause).await;
        self.waits.send_replace(None);
    }
}

/// An endpoint and the hash of a token.
type Counted = (&'static str, u64);

/// Counts the requests of the last minute. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    hasher: RandomState,
    recent: Arc<Mutex<HashMap<Counted, VecDeque<Instant>>>>,
}

impl Budget {
    /// Counts a request made `now`, or says how long it has to wait. `minute` is
    /// how long a request counts.
    fn take(
        &self,
        endpoint: &'static str,
        item: Option<&AccessToken>,
        minute: Duration,
        now: Instant,
    ) -> Result<(), Duration> {
        let Some(limit) = limit(endpoint) else {
            return Ok(());
        };
        let item = self.hasher.hash_one(item.map(|it| it.secret().reveal()));
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let times = recent.entry((endpoint, item)).or_default();
        while times.front().is_some_and(|it| *it + minute <= now) {
            times.pop_front();
        }
        match times.front() {
            Some(oldest) if times.len() >= limit => Err(*oldest + minute - now),
            Some(_) | None => {
                times.push_back(now);
                Ok(())
            }
        }
    }
}

/// How many requests a minute Plaid takes about one item, or about one
/// institution: in production, which is stricter than the sandbox
/// (<https://plaid.com/docs/errors/rate-limit-exceeded/>).
fn limit(endpoint: &str) -> Option<usize> {
    match endpoint {
        "/investments/holdings/get" | "/item/get" | "/accounts/get" => Some(15),
        "/investments/transactions/get" | "/item/remove" => Some(30),
        "/institutions/get_by_id" => Some(400),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{connect::Secret, plaid::ApiError};

    fn token(name: &str) -> AccessToken {
        AccessToken::new(Secret::new(name.to_owned()))
    }

    #[test]
    fn a_budget_is_of_one_minute_one_endpoint_and_one_item() {
        const ITEM: &str = "/item/get";
        let minute = Duration::from_mins(1);
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let budget = Budget::default();
        let (one, two) = (token("one"), token("two"));
        let take = |endpoint, item, seconds| {
            budget
                .clone()
                .take(endpoint, item, minute, start + second * seconds)
        };
        for seconds in 0..15 {
            assert_eq!(take(ITEM, Some(&one), seconds), Ok(()));
        }
        assert_eq!(take(ITEM, Some(&one), 15), Err(second * 45));
        assert_eq!(take(ITEM, Some(&two), 15), Ok(()));
        assert_eq!(take("/accounts/get", Some(&one), 15), Ok(()));
        assert_eq!(take("/link/token/get", None, 15), Ok(()));
        assert_eq!(take(ITEM, Some(&one), 60), Ok(()));
        assert_eq!(take(ITEM, Some(&one), 60), Err(second));
    }

    #[tokio::test]
    async fn a_request_beyond_the_budget_waits_and_says_so() {
        let (waits, told) = watch::channel(None);
        let patience = Patience {
            second: Duration::from_millis(10),
            budget: Some(Budget::default()),
            waits,
        };
        let started = Instant::now();
        for _ in 0..15 {
            patience.admit("/item/get", None).await;
        }
        assert_eq!(*told.borrow(), None);
        let last = patience.admit("/item/get", None);
        let watch = async {
            tokio::task::yield_now().await;
            *told.borrow()
        };
        let ((), seen) = tokio::join!(last, watch);
        assert_eq!(seen.expect("a pause").reason, FailureKind::RateLimited);
        assert_eq!(*told.borrow(), None);
        assert!(started.elapsed() >= Duration::from_millis(600));
    }

    #[test]
    fn each_failure_has_its_pauses() {
        let check = |error: &dyn Fn() -> PlaidError, expected: &[u64]| {
            let mut tries = Tries::default();
            let pauses = std::iter::from_fn(|| tries.next(&error()));
            let pauses: Vec<_> = pauses.map(|(seconds, _)| seconds).collect();
            assert_eq!(pauses, expected, "{:?}", error());
        };
        let endpoint = "/item/get";
        let api = |error_type: &str, code: &str| {
            let body = serde_json::json!({"error_type": error_type, "error_code": code});
            let body = serde_json::from_value(body).expect("an error");
            let error = Box::new(ApiError::new(body, 400));
            PlaidError::Api { endpoint, error }
        };
        check(&|| api("API_ERROR", "INTERNAL_SERVER_ERROR"), &[1, 2, 4]);
        check(&|| PlaidError::TimedOut { endpoint }, &[1, 2, 4]);
        for (status, expected) in [
            (502, [1, 2, 4].as_slice()),
            (429, &[60, 120, 240]),
            (403, &[]),
        ] {
            check(&|| PlaidError::Gateway { endpoint, status }, expected);
        }
        check(&|| api("RATE_LIMIT_EXCEEDED", "ANY"), &[60, 120, 240]);
        let preparing = [10, 30, 60, 120, 300];
        check(&|| api("ITEM_ERROR", "PRODUCT_NOT_READY"), &preparing);
        check(&|| api("ITEM_ERROR", "ITEM_LOGIN_REQUIRED"), &[]);
        check(&|| api("API_ERROR", "PLANNED_MAINTENANCE"), &[]);
        check(&|| api("INSTITUTION_ERROR", "INSTITUTION_DOWN"), &[]);
        check(&|| api("INVALID_REQUEST", "UNKNOWN_FIELDS"), &[]);
        check(&|| PlaidError::TooLarge { endpoint }, &[]);
    }
}
