//! The simulator over real HTTP, as a client meets it.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use holdfast::simulator::{
    CLIENT_ID, Config, DEMO_SEED, INSTITUTIONS, SECRET, Simulator, access_token, back_fill_dates,
    item_id,
};
use serde_json::{Value, json};

/// A simulator and somebody who talks to it.
struct Caller {
    simulator: Simulator,
    http: reqwest::Client,
}

impl Caller {
    async fn of(config: Config) -> Self {
        // Only the first test to come here installs it.
        let _installed_before = rustls::crypto::ring::default_provider().install_default();
        Self {
            simulator: Simulator::start(config).await.unwrap(),
            http: reqwest::Client::new(),
        }
    }

    async fn demo() -> Self {
        Self::of(Config::demo(today())).await
    }

    /// The status and body of any answer.
    async fn post(&self, path: &str, secret: &str, body: &Value) -> (u16, Value) {
        let request = self
            .http
            .post(format!("{}{path}", self.simulator.url()))
            .header("PLAID-CLIENT-ID", CLIENT_ID)
            .header("PLAID-SECRET", secret)
            .json(body);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let body = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        (status, body)
    }

    /// The body of a good answer.
    async fn get(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.post(path, SECRET, &body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        assert!(answer["request_id"].is_string());
        answer
    }

    /// Expects a refusal with `code`.
    async fn refused(&self, path: &str, body: Value, code: &str) {
        let (status, answer) = self.post(path, SECRET, &body).await;
        assert!(status >= 400, "{path}: {answer}");
        assert_eq!(answer["error_code"], code, "{path}: {answer}");
        assert!(answer["request_id"].is_string() && answer["error_type"].is_string());
    }

    async fn transactions(&self, body: &Value, options: Value) -> Value {
        let mut body = body.clone();
        body["options"] = options;
        self.get("/investments/transactions/get", body).await
    }

    /// Every transaction of a request, page by page.
    async fn all(&self, body: &Value) -> Vec<Value> {
        let mut rows = Vec::new();
        loop {
            let options = json!({ "count": 500, "offset": rows.len() });
            let mut answer = self.transactions(body, options).await;
            let page = answer["investment_transactions"].take();
            rows.extend(page.as_array().unwrap().iter().cloned());
            if rows.len() as u64 >= answer["total_investment_transactions"].as_u64().unwrap() {
                return rows;
            }
            assert_eq!(page.as_array().unwrap().len(), 500);
        }
    }
}

fn today() -> NaiveDate {
    day("2026-11-21")
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn token(index: usize) -> String {
    let token = access_token(DEMO_SEED, INSTITUTIONS[index]);
    token.secret().reveal().to_owned()
}

/// The request for everything up to `today`.
fn whole(index: usize) -> Value {
    json!({ "access_token": token(index), "start_date": "2024-01-01", "end_date": "2026-11-21" })
}

fn with_token(index: usize) -> Value {
    json!({ "access_token": token(index) })
}

fn ids(rows: &[Value]) -> Vec<String> {
    let id = |row: &Value| {
        row["investment_transaction_id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    rows.iter().map(id).collect()
}

#[tokio::test]
async fn pages_join_to_the_whole_newest_first() {
    let caller = Caller::demo().await;
    let rows = caller.all(&whole(0)).await;
    assert!(rows.len() > 600);
    assert_eq!(ids(&rows).iter().collect::<BTreeSet<_>>().len(), rows.len());
    let dates: Vec<_> = rows
        .iter()
        .map(|row| row["date"].as_str().unwrap())
        .collect();
    assert!(dates.is_sorted_by(|a, b| a >= b));

    let mut by_sevens = Vec::new();
    for offset in (0..rows.len()).step_by(7) {
        let options = json!({ "count": 7, "offset": offset });
        let mut page = caller.transactions(&whole(0), options).await;
        let page = page["investment_transactions"].take();
        by_sevens.extend(page.as_array().unwrap().iter().cloned());
    }
    assert_eq!(by_sevens, rows);

    let default = caller.transactions(&whole(0), json!({})).await;
    let page = default["investment_transactions"].as_array().unwrap();
    assert_eq!(page.as_slice(), &rows[..100]);
    let beyond = caller
        .transactions(&whole(0), json!({ "offset": rows.len() }))
        .await;
    assert_eq!(beyond["investment_transactions"], json!([]));
}

#[tokio::test]
async fn dates_and_accounts_choose_rows() {
    let caller = Caller::demo().await;
    let all = caller.all(&whole(0)).await;
    let accounts = caller.get("/accounts/get", with_token(0)).await;
    let account = accounts["accounts"][1]["account_id"].clone();

    let mut body = whole(0);
    (body["start_date"], body["end_date"]) = (json!("2025-06-10"), json!("2025-07-09"));
    let options = json!({ "account_ids": [account], "count": 500 });
    let answer = caller.transactions(&body, options).await;
    let expected: Vec<_> = all
        .iter()
        .filter(|row| {
            row["account_id"] == account
                && ("2025-06-10"..="2025-07-09").contains(&row["date"].as_str().unwrap())
        })
        .cloned()
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(answer["investment_transactions"], json!(expected));
    assert_eq!(answer["accounts"].as_array().unwrap().len(), 1);

    let options = json!({ "account_ids": [account] });
    let body = json!({ "access_token": token(0), "options": options });
    let holdings = caller.get("/investments/holdings/get", body).await;
    for row in holdings["holdings"].as_array().unwrap() {
        assert_eq!(row["account_id"], account);
    }
}

#[tokio::test]
async fn numbers_are_sent_as_the_decimals_they_are() {
    let caller = Caller::demo().await;
    let holdings = caller.get("/investments/holdings/get", with_token(2)).await;
    let quantities: Vec<_> = holdings["holdings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["quantity"].to_string())
        .collect();
    let eight_digits = |text: &String| text.split_once('.').is_some_and(|it| it.1.len() == 8);
    assert!(
        quantities.iter().filter(|it| eight_digits(it)).count() >= 4,
        "{quantities:?}"
    );

    let rows = caller.all(&whole(2)).await;
    let cents = |row: &Value| row["amount"].to_string().split_once('.').unwrap().1.len() == 2;
    assert!(
        rows.iter().all(cents),
        "an amount has its two digits, 100.10 too"
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said_by_code() {
    let caller = Caller::demo().await;
    let check = async |path: &str, body: Value, code: &str| caller.refused(path, body, code).await;
    check("/nothing/here", json!({}), "NOT_FOUND").await;
    check("/item/get", json!([]), "INVALID_BODY").await;
    check("/item/get", json!({}), "MISSING_FIELDS").await;
    let extra = json!({ "access_token": token(0), "count": 1 });
    check("/item/get", extra, "UNKNOWN_FIELDS").await;
    let unknown = json!({ "access_token": "access-sandbox-0" });
    check("/accounts/get", unknown, "INVALID_ACCESS_TOKEN").await;
    let used = json!({ "public_token": "public-sandbox-0" });
    check("/item/public_token/exchange", used, "INVALID_PUBLIC_TOKEN").await;

    let path = "/investments/transactions/get";
    let with = |name: &str, value: Value| {
        let mut body = whole(0);
        body[name] = value;
        body
    };
    for (name, value) in [
        ("start_date", json!("2026-13-01")),
        ("start_date", json!("2026-1-1")),
        ("end_date", json!(20_260_101)),
        ("end_date", json!("2023-12-31")),
        ("options", Value::Null),
        ("options", json!({ "count": 0 })),
        ("options", json!({ "count": 501 })),
        ("options", json!({ "offset": -1 })),
        ("options", json!({ "count": 1.5 })),
        ("options", json!({ "account_ids": "all" })),
    ] {
        check(path, with(name, value), "INVALID_FIELD").await;
    }
    check(
        path,
        with("options", json!({ "cursor": "" })),
        "UNKNOWN_FIELDS",
    )
    .await;
    let other = json!({ "account_ids": ["nobody's"] });
    check(path, with("options", other), "INVALID_ACCOUNT_ID").await;

    let (status, answer) = caller.post("/item/get", "wrong", &with_token(0)).await;
    assert_eq!(
        (status, &answer["error_code"]),
        (400, &json!("INVALID_API_KEYS"))
    );
    let url = format!("{}/item/get", caller.simulator.url());
    assert_eq!(caller.http.get(url).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_removed_item_is_gone_and_connecting_again_makes_another_one() {
    let caller = Caller::demo().await;
    let path = "/investments/holdings/get";
    let before = caller.get(path, with_token(1)).await;
    caller.get("/item/remove", with_token(1)).await;
    caller
        .refused("/item/get", with_token(1), "INVALID_ACCESS_TOKEN")
        .await;
    caller.get("/item/get", with_token(0)).await;

    let create = json!({ "institution_id": INSTITUTIONS[1], "initial_products": ["investments"] });
    let created = caller.get("/sandbox/public_token/create", create).await;
    let exchange = json!({ "public_token": created["public_token"] });
    let path = "/item/public_token/exchange";
    let exchanged = caller.get(path, exchange.clone()).await;
    assert_ne!(exchanged["access_token"], token(1));
    assert_ne!(
        exchanged["item_id"],
        item_id(DEMO_SEED, INSTITUTIONS[1]).as_str()
    );
    caller
        .refused("/item/get", with_token(1), "INVALID_ACCESS_TOKEN")
        .await;
    caller.refused(path, exchange, "INVALID_PUBLIC_TOKEN").await;

    let again = json!({ "access_token": exchanged["access_token"] });
    let after = caller.get("/investments/holdings/get", again).await;
    let all = |answer: &Value, field: &str| -> Vec<Value> {
        let rows = answer["accounts"].as_array().expect("accounts").iter();
        rows.map(|it| it[field].clone()).collect()
    };
    assert_eq!(all(&after, "mask"), all(&before, "mask"));
    for id in all(&after, "account_id") {
        assert!(!all(&before, "account_id").contains(&id));
    }
}

#[tokio::test]
async fn a_reset_login_is_asked_for_and_said_inside_a_good_answer() {
    let caller = Caller::demo().await;
    caller.get("/sandbox/item/reset_login", with_token(2)).await;
    let path = "/investments/holdings/get";
    caller
        .refused(path, with_token(2), "ITEM_LOGIN_REQUIRED")
        .await;
    let item = caller.get("/item/get", with_token(2)).await;
    assert_eq!(item["item"]["error"]["error_code"], "ITEM_LOGIN_REQUIRED");
}

#[tokio::test]
async fn two_starts_serve_the_same() {
    let (one, other) = (Caller::demo().await, Caller::demo().await);
    for index in 0..3 {
        assert_eq!(one.all(&whole(index)).await, other.all(&whole(index)).await);
        let path = "/investments/holdings/get";
        let holdings = one.get(path, with_token(index)).await["holdings"].take();
        assert_eq!(
            holdings,
            other.get(path, with_token(index)).await["holdings"]
        );
    }
}

#[tokio::test]
async fn past_syncs_lead_to_where_the_demo_was_left() {
    let path = "/investments/holdings/get";
    let left = Caller::demo().await;
    let mut syncs = back_fill_dates(today());
    syncs.extend([0, 0, 5, 12].map(|days| today() + Days::new(days)));
    let mut holdings = Value::Null;
    for date in &syncs {
        left.simulator.set_today(*date);
        holdings = left.get(path, with_token(0)).await["holdings"].take();
    }
    let last = *syncs.last().unwrap();
    let mut body = whole(0);
    body["end_date"] = json!(last.to_string());
    let rows = left.all(&body).await;
    let newest = &rows[0]["date"];
    assert_eq!(
        newest,
        &json!(last.to_string()),
        "a sync brings rows of its day"
    );

    let item = item_id(DEMO_SEED, INSTITUTIONS[0]);
    let past_syncs = HashMap::from([(item, syncs)]);
    let resumed = Caller::of(Config::resumed(last, past_syncs)).await;
    assert_eq!(resumed.all(&body).await, rows);
    let accounts = resumed.get("/accounts/get", with_token(0)).await;
    assert_eq!(
        accounts["accounts"],
        left.get("/accounts/get", with_token(0)).await["accounts"]
    );
    let next = resumed.get(path, with_token(0)).await["holdings"].take();
    assert_eq!(next, left.get(path, with_token(0)).await["holdings"]);
    assert_ne!(next, holdings, "one more sync moved the portfolio on");
}

#[tokio::test]
async fn an_earlier_day_shows_the_portfolio_of_that_day() {
    let caller = Caller::demo().await;
    let all = caller.all(&whole(0)).await;
    caller.simulator.set_today(day("2025-03-14"));
    let then = caller.all(&whole(0)).await;
    let expected = all
        .iter()
        .filter(|row| row["date"].as_str().unwrap() <= "2025-03-14");
    assert_eq!(then, expected.cloned().collect::<Vec<_>>());
    let path = "/investments/holdings/get";
    let holdings = caller.get(path, with_token(0)).await;
    for row in holdings["holdings"].as_array().unwrap() {
        assert!(row["institution_price_as_of"].as_str().unwrap() <= "2025-03-14");
    }
    assert_eq!(
        holdings["holdings"],
        caller.get(path, with_token(0)).await["holdings"]
    );
}

#[tokio::test]
async fn a_hundred_thousand_transactions_come_page_by_page() {
    let config = Config {
        transactions: 100_000,
        ..Config::demo(today())
    };
    let caller = Caller::of(config).await;
    let mut total = 0;
    for index in 0..3 {
        let rows = caller.all(&whole(index)).await;
        assert_eq!(
            ids(&rows).into_iter().collect::<BTreeSet<_>>().len(),
            rows.len()
        );
        total += rows.len();
    }
    assert!((99_980..=100_000).contains(&total), "{total}");

    let small = Caller::demo().await;
    let path = "/accounts/get";
    let balances = caller.get(path, with_token(0)).await["accounts"].take();
    assert_eq!(balances, small.get(path, with_token(0)).await["accounts"]);
}
