//! Scenarios of the simulator, over real HTTP: what a file asks for is what a
//! client meets.

use std::time::{Duration, Instant};

use chrono::NaiveDate;
use holdfast::{
    connect::{AccessToken, DateRange, FailureKind, Secret, SyncFailure},
    plaid::{BaseUrl, Credentials, PlaidClient, PlaidError},
    simulator::{
        CLIENT_ID, Config, DEMO_SEED, INSTITUTIONS, SECRET, Scenario, Simulator, access_token,
    },
};
use serde_json::{Value, json};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 15).expect("a date")
}

/// A simulator with these rules, and a client of it.
struct World {
    simulator: Simulator,
    client: PlaidClient,
    token: AccessToken,
}

impl World {
    async fn with(rules: Value) -> Self {
        let simulator = Simulator::start(Config {
            scenario: scenario(&rules),
            ..Config::demo(today())
        });
        let simulator = simulator.await.expect("it starts");
        let credentials = Credentials {
            client_id: Secret::new(CLIENT_ID.to_owned()),
            secret: Secret::new(SECRET.to_owned()),
        };
        let base = BaseUrl::parse(&simulator.url()).expect("loopback");
        Self {
            simulator,
            client: PlaidClient::new(base, &credentials).expect("a client"),
            token: access_token(DEMO_SEED, INSTITUTIONS[0]),
        }
    }

    /// The item, once more.
    async fn item(&self) -> Result<(), PlaidError> {
        self.client.item(&self.token).await.map(drop)
    }

    /// How many transactions there are, and whether that is all.
    async fn transactions(&self) -> Result<(usize, bool), PlaidError> {
        let window = DateRange {
            start: today() - chrono::Months::new(24),
            end: today(),
        };
        let mut quiet = |_, _| {};
        let answer = self.client.transactions(&self.token, window, &mut quiet);
        answer.await.map(|it| (it.transactions.len(), it.complete))
    }

    /// The status and text of an answer, whatever it is.
    async fn raw(&self) -> (u16, String) {
        let request = reqwest::Client::new()
            .post(format!("{}/item/get", self.simulator.url()))
            .header("PLAID-CLIENT-ID", CLIENT_ID)
            .header("PLAID-SECRET", SECRET)
            .json(&json!({ "access_token": self.token.secret().reveal() }));
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }
}

fn scenario(rules: &Value) -> Scenario {
    Scenario::parse(&json!({ "rules": rules }).to_string()).expect("a scenario")
}

fn failure<T>(result: Result<T, PlaidError>) -> Option<SyncFailure> {
    result.err().map(Into::into)
}

fn kind<T>(result: Result<T, PlaidError>) -> Option<FailureKind> {
    failure(result).map(|it| it.kind)
}

#[tokio::test]
async fn every_code_of_the_contract_is_known_by_name() {
    let world = World::with(json!([])).await;
    let check = async |error_type: &str, status: u16, codes: &[&str]| {
        for code in codes {
            let rules = json!([{"endpoint": "*", "error": code}]);
            world.simulator.set_scenario(scenario(&rules));
            let (answered, body) = world.raw().await;
            let body: Value = serde_json::from_str(&body).expect("JSON");
            assert_eq!(
                (answered, body["error_type"].as_str()),
                (status, Some(error_type))
            );
            let failure = failure(world.item().await).expect("refused");
            assert_eq!(failure.code.as_deref(), Some(*code));
            assert!(failure.request_id.is_some());
        }
    };
    let item = [
        "ITEM_LOGIN_REQUIRED",
        "ACCESS_NOT_GRANTED",
        "ITEM_LOCKED",
        "PASSWORD_RESET_REQUIRED",
        "USER_SETUP_REQUIRED",
        "ITEM_NOT_FOUND",
        "PRODUCT_NOT_READY",
        "PRODUCTS_NOT_SUPPORTED",
        "PRODUCT_NOT_SUPPORTED",
        "PRODUCT_NOT_ENABLED",
        "NO_INVESTMENT_ACCOUNTS",
        "NO_ACCOUNTS",
    ];
    check("ITEM_ERROR", 400, &item).await;
    let input = [
        "ADDITIONAL_CONSENT_REQUIRED",
        "USER_PERMISSION_REVOKED",
        "INVALID_ACCESS_TOKEN",
        "INVALID_API_KEYS",
        "UNAUTHORIZED_ENVIRONMENT",
        "INVALID_PRODUCT",
        "UNAUTHORIZED_ROUTE_ACCESS",
        "INVALID_ACCOUNT_ID",
        "INVALID_PUBLIC_TOKEN",
        "INVALID_LINK_TOKEN",
    ];
    check("INVALID_INPUT", 400, &input).await;
    let institution = [
        "INSTITUTION_DOWN",
        "INSTITUTION_NOT_RESPONDING",
        "INSTITUTION_NOT_AVAILABLE",
        "INSTITUTION_NO_LONGER_SUPPORTED",
        "INSTITUTION_REGISTRATION_REQUIRED",
        "UNAUTHORIZED_INSTITUTION",
    ];
    check("INSTITUTION_ERROR", 400, &institution).await;
    let limits = [
        "INVESTMENT_HOLDINGS_GET_LIMIT",
        "INVESTMENT_TRANSACTIONS_LIMIT",
        "ITEM_GET_LIMIT",
        "ACCOUNTS_LIMIT",
        "RATE_LIMIT",
        "INSTITUTION_RATE_LIMIT",
    ];
    check("RATE_LIMIT_EXCEEDED", 429, &limits).await;
    check("API_ERROR", 500, &["INTERNAL_SERVER_ERROR"]).await;
    check("API_ERROR", 503, &["PLANNED_MAINTENANCE"]).await;
    let request = [
        "MISSING_FIELDS",
        "UNKNOWN_FIELDS",
        "INVALID_FIELD",
        "INVALID_BODY",
        "SANDBOX_ONLY",
    ];
    check("INVALID_REQUEST", 400, &request).await;
    check("INVALID_REQUEST", 404, &["NOT_FOUND"]).await;
}

#[tokio::test]
async fn an_error_may_say_everything_itself() {
    let error = json!({"code": "BRAND_NEW", "type": "INSTITUTION_ERROR", "status": 418,
        "display_message": "Closed on Sundays"});
    let world = World::with(json!([{"endpoint": "/item/get", "call": 2, "error": error}])).await;
    assert_eq!(failure(world.item().await), None);
    let failure = failure(world.item().await).expect("the second call");
    assert_eq!(failure.kind, FailureKind::InstitutionDown);
    assert_eq!(failure.detail, "Closed on Sundays");
    assert!(world.item().await.is_ok());
}

#[tokio::test]
async fn an_item_may_be_broken_in_a_good_answer() {
    let rules = json!([{"endpoint": "/item/get", "item_error": "ITEM_LOCKED"}]);
    let world = World::with(rules).await;
    let report = world.client.item(&world.token).await.expect("an answer");
    let failure = report.failure.expect("a broken item");
    assert_eq!(failure.kind, FailureKind::ActionAtInstitution);
}

#[tokio::test]
async fn bodies_can_be_anything() {
    let world = World::with(json!([
        {"endpoint": "/item/get", "call": 1, "html": 502},
        {"endpoint": "/item/get", "call": 2, "body": "{", "status": 200},
        {"endpoint": "/item/get", "call": 3, "body": "hello", "status": 503, "content_type": "text/plain"},
    ]))
    .await;
    let (status, text) = world.raw().await;
    assert_eq!(status, 502);
    assert!(text.starts_with("<html>"), "{text}");
    assert_eq!(kind(world.item().await), Some(FailureKind::Malformed));
    let (status, text) = world.raw().await;
    assert_eq!((status, &*text), (503, "hello"));
    assert!(world.item().await.is_ok());
}

#[tokio::test]
async fn an_answer_can_be_late_and_drip() {
    let world = World::with(json!([
        {"endpoint": "/item/get", "call": 1, "delay_ms": 120},
        {"endpoint": "/investments/transactions/get", "call": 1, "drip_ms": 1},
    ]))
    .await;
    let started = Instant::now();
    assert!(world.item().await.is_ok());
    assert!(started.elapsed() >= Duration::from_millis(120));
    let started = Instant::now();
    let (rows, complete) = world.transactions().await.expect("a whole list");
    assert!(rows > 500 && complete);
    let pieces = rows.min(500) * 300 / 1024;
    assert!(started.elapsed() >= Duration::from_millis(pieces as u64));
}

#[tokio::test]
async fn an_answer_can_break_off_in_two_ways() {
    let world = World::with(json!([
        {"endpoint": "/item/get", "call": [1, 2], "truncate_after": 40},
        {"endpoint": "/item/get", "call": [3, 4], "reset_after": 40},
        {"endpoint": "/item/get", "call": 5, "reset_after": 0},
        {"endpoint": "/item/get", "call": 6, "truncate_after": 0},
    ]))
    .await;
    let mut texts = vec![];
    for _ in 0..6 {
        let failure = failure(world.item().await).expect("cut off");
        assert_eq!(failure.kind, FailureKind::Offline);
        texts.push(failure.detail.to_lowercase());
    }
    assert!(!texts[0].contains("reset"), "{texts:?}");
    // Wine tells a reset as an end.
    if cfg!(unix) {
        assert!(texts[2].contains("reset"), "{texts:?}");
    }
    assert!(world.item().await.is_ok());
}

#[tokio::test]
async fn pages_can_repeat_and_totals_change() {
    const PATH: &str = "/investments/transactions/get";
    let world = World::with(json!([])).await;
    let (all, _) = world.transactions().await.expect("a list");
    let pages = all.div_ceil(500);
    assert!(pages > 1, "{all}");
    let set = |rules: Value| world.simulator.set_scenario(scenario(&rules));

    set(json!([{"endpoint": PATH, "call": 2, "more_rows": 1}]));
    assert_eq!(
        world.transactions().await.ok(),
        Some((all, true)),
        "it starts over"
    );
    set(json!([{"endpoint": PATH, "every": 2, "more_rows": -1}]));
    assert_eq!(
        world.transactions().await.ok(),
        Some((all, true)),
        "nothing is lost of a list that contradicts itself"
    );
    set(json!([{"endpoint": PATH, "more_rows": 1}]));
    assert_eq!(
        world.transactions().await.ok(),
        Some((all, false)),
        "an empty page"
    );
    set(json!([{"endpoint": PATH, "call": 2, "repeat_page": true}]));
    let (rows, complete) = world.transactions().await.expect("a list");
    assert!(rows < all && !complete, "{rows} of {all}");
}
