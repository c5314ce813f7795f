//! What a sync tries again, when and how often: over real HTTP,
//! against a simulator that goes wrong by a scenario.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::common::world::{World, now};
use holdfast::{
    connect::{FailureKind, SyncFailure, SyncStep, SyncSummary},
    domain::ItemId,
    plaid::BaseUrl,
    simulator::Scenario,
    sync,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const HOLDINGS: &str = "/investments/holdings/get";
const TRANSACTIONS: &str = "/investments/transactions/get";

/// A world without the proxy, in which a second of waiting takes a millisecond.
async fn world() -> (World, ItemId) {
    let mut world = World::new().await;
    world.ctx.base_url = BaseUrl::parse(&world.simulator.url()).expect("loopback");
    world.ctx.retry_pause = Duration::from_millis(1);
    let item = world.connect(0).await;
    (world, item)
}

/// Syncs while this goes wrong; returns the steps too.
async fn sync_with(
    world: &World,
    item: &ItemId,
    rules: Value,
) -> (Result<SyncSummary, SyncFailure>, Vec<SyncStep>) {
    let text = json!({ "rules": rules }).to_string();
    let scenario = Scenario::parse(&text).expect("a scenario");
    world.simulator.set_scenario(scenario);
    let steps = Arc::new(Mutex::new(vec![]));
    let seen = Arc::clone(&steps);
    let progress = move |step| seen.lock().expect("no panic").push(step);
    let cancel = CancellationToken::new();
    let result = sync::sync_item(&world.ctx, item, now(), progress, cancel).await;
    let steps = steps.lock().expect("no panic").clone();
    (result, steps)
}

fn kind<T>(result: Result<T, SyncFailure>) -> Option<FailureKind> {
    result.err().map(|it| it.kind)
}

/// A rule for the first so many calls of an endpoint.
fn at_first(endpoint: &str, calls: u64, mut effect: Value) -> Value {
    effect["endpoint"] = json!(endpoint);
    effect["call"] = json!((1..=calls).collect::<Vec<_>>());
    json!([effect])
}

fn pauses(steps: &[SyncStep]) -> Vec<(FailureKind, Duration)> {
    let mut pauses = vec![];
    for step in steps {
        if let SyncStep::Waiting { reason, pause } = step {
            pauses.push((*reason, *pause));
        }
    }
    pauses
}

/// After each of the pauses the effect is gone: the sync works. Once more, and
/// it fails as `expected`.
async fn check(endpoint: &str, effect: Value, expected: FailureKind, seconds: &[u64]) {
    let (world, item) = world().await;
    let tries = seconds.len() as u64;
    let (result, steps) = sync_with(&world, &item, at_first(endpoint, tries, effect.clone())).await;
    let summary = result.expect("the last try works");
    assert!(!summary.incomplete);
    let pauses = pauses(&steps);
    assert_eq!(pauses.len(), seconds.len(), "{effect}: {steps:?}");
    for ((reason, pause), seconds) in pauses.iter().zip(seconds) {
        assert_eq!(*reason, expected, "{effect}");
        let least = Duration::from_millis(*seconds);
        assert!(*pause >= least && *pause <= least * 5 / 4, "{pause:?}");
    }
    let (result, _) = sync_with(&world, &item, at_first(endpoint, tries + 1, effect)).await;
    assert_eq!(kind(result), Some(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_internal_error_is_tried_three_times_more() {
    let error = json!({"error": "INTERNAL_SERVER_ERROR"});
    for endpoint in ["/item/get", HOLDINGS, TRANSACTIONS] {
        check(
            endpoint,
            error.clone(),
            FailureKind::PlaidTrouble,
            &[1, 2, 4],
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_and_a_broken_connection_are_tried_three_times_more() {
    for status in [500, 502, 503, 504] {
        let page = json!({ "html": status });
        check(HOLDINGS, page, FailureKind::PlaidTrouble, &[1, 2, 4]).await;
    }
    for effect in [json!({"truncate_after": 20}), json!({"reset_after": 0})] {
        check(HOLDINGS, effect, FailureKind::Offline, &[1, 2, 4]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_waited_for_from_a_minute_on() {
    for (endpoint, code) in [
        ("/item/get", "ITEM_GET_LIMIT"),
        (HOLDINGS, "INVESTMENT_HOLDINGS_GET_LIMIT"),
        (TRANSACTIONS, "INVESTMENT_TRANSACTIONS_LIMIT"),
        (HOLDINGS, "RATE_LIMIT"),
    ] {
        let limit = json!({ "error": code });
        check(endpoint, limit, FailureKind::RateLimited, &[60, 120, 240]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_in_preparation_is_waited_for() {
    let error = json!({"error": "PRODUCT_NOT_READY"});
    let seconds = [10, 30, 60, 120, 300];
    check(TRANSACTIONS, error, FailureKind::NotReady, &seconds).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_is_tried_again() {
    let (world, item) = world().await;
    for code in [
        "ITEM_LOGIN_REQUIRED",
        "ACCESS_NOT_GRANTED",
        "ADDITIONAL_CONSENT_REQUIRED",
        "ITEM_LOCKED",
        "ITEM_NOT_FOUND",
        "USER_PERMISSION_REVOKED",
        "INVALID_ACCESS_TOKEN",
        "INVALID_API_KEYS",
        "UNAUTHORIZED_ENVIRONMENT",
        "PRODUCTS_NOT_SUPPORTED",
        "NO_INVESTMENT_ACCOUNTS",
        "INVALID_ACCOUNT_ID",
        "INSTITUTION_DOWN",
        "INSTITUTION_NOT_RESPONDING",
        "INSTITUTION_NO_LONGER_SUPPORTED",
        "PLANNED_MAINTENANCE",
        "INVALID_FIELD",
        "NOT_FOUND",
    ] {
        let rules = at_first(HOLDINGS, 1, json!({ "error": code }));
        let (result, steps) = sync_with(&world, &item, rules).await;
        let failure = result.expect_err(code);
        assert_eq!(failure.code.as_deref(), Some(code));
        assert_eq!(pauses(&steps), [], "{code}");
    }
    for effect in [json!({"body": "{}"}), json!({"html": 403})] {
        let rules = at_first(HOLDINGS, 1, effect.clone());
        let (result, steps) = sync_with(&world, &item, rules).await;
        assert!(result.is_err(), "{effect}");
        assert_eq!(pauses(&steps), [], "{effect}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_tried_again_and_not_the_whole_list() {
    let (world, item) = world().await;
    let rules = json!([{"endpoint": TRANSACTIONS, "call": [2, 3], "html": 502}]);
    let (result, steps) = sync_with(&world, &item, rules).await;
    assert!(!result.expect("a sync").incomplete);
    let is_pause = |it: &SyncStep| matches!(it, SyncStep::Waiting { .. });
    // The end of a pause may be overtaken by the next one.
    let first = steps.iter().position(is_pause).expect("it is told");
    let last = steps.iter().rposition(is_pause).expect("it is told");
    let (before, after) = (&steps[first - 1], &steps[last + 1]);
    let one_page = matches!(before, SyncStep::Transactions { received: 500, .. });
    assert!(one_page && before == after, "{steps:?}");
    let again = |it: &&SyncStep| matches!(it, SyncStep::Transactions { received: 0, .. });
    assert_eq!(steps.iter().filter(again).count(), 1, "{steps:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_can_be_cancelled() {
    let (mut world, item) = world().await;
    // So long that the test ends only because it is cancelled.
    world.ctx.retry_pause = Duration::from_hours(24);
    let rules = json!({"rules": [{"endpoint": HOLDINGS, "error": "PRODUCT_NOT_READY"}]});
    let scenario = Scenario::parse(&rules.to_string()).expect("a scenario");
    world.simulator.set_scenario(scenario);
    let cancel = CancellationToken::new();
    let button = cancel.clone();
    let progress = move |step: SyncStep| {
        if matches!(step, SyncStep::Waiting { .. }) {
            button.cancel();
        }
    };
    let result = sync::sync_item(&world.ctx, &item, now(), progress, cancel).await;
    assert_eq!(kind(result), Some(FailureKind::Cancelled));
}
