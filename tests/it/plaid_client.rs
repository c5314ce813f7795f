//! The Plaid client over real HTTP, against answers that Plaid never documents.

use std::time::Duration;

use crate::common::raw::{RawServer, Reply};
use chrono::NaiveDate;
use holdfast::{
    connect::{AccessToken, DateRange, FailureKind, RowIssue, Secret, SyncFailure},
    plaid::{BaseUrl, Credentials, Deadlines, PlaidClient, PlaidError, TransactionsAnswer},
};
use rust_decimal::dec;
use serde_json::{Value, json};

const TOKEN: &str = "access-sandbox-top-secret";
const CLIENT_ID: &str = "the-client-id";
const SECRET: &str = "the-plaid-secret";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 15).expect("a date")
}

fn token() -> AccessToken {
    AccessToken::new(Secret::new(TOKEN.to_owned()))
}

fn client(server: &RawServer) -> PlaidClient {
    let credentials = Credentials {
        client_id: Secret::new(CLIENT_ID.to_owned()),
        secret: Secret::new(SECRET.to_owned()),
    };
    let base = BaseUrl::parse(&server.url).expect("loopback");
    PlaidClient::new(base, &credentials).expect("a client")
}

/// Asks for the item of a server with one reply, and is disappointed.
async fn item(reply: Reply) -> PlaidError {
    let server = RawServer::start([reply]).await;
    let result = client(&server).item(&token()).await;
    let error = result.expect_err("no usable answer");
    assert_no_secret(&format!("{error} {error:?}"));
    error
}

fn kind(error: PlaidError) -> FailureKind {
    let failure = SyncFailure::from(error);
    assert_no_secret(&format!("{failure:?}"));
    failure.kind
}

fn assert_no_secret(text: &str) {
    for secret in ["top-secret", CLIENT_ID, SECRET] {
        assert!(!text.contains(secret), "{text}");
    }
}

/// A transaction with every field that is needed.
fn row(id: usize) -> Value {
    json!({
        "investment_transaction_id": format!("t{id}"), "account_id": "a", "security_id": "s",
        "date": "2026-06-01", "name": "BUY", "quantity": 1, "amount": 10.5, "price": 10.5,
        "fees": 0, "type": "buy", "subtype": "buy", "iso_currency_code": "USD",
    })
}

/// A page of the transactions with these ids, of `total` in all.
fn page(ids: impl IntoIterator<Item = usize>, total: usize) -> Reply {
    page_of(&ids.into_iter().map(row).collect(), total)
}

fn page_of(rows: &Value, total: usize) -> Reply {
    let body = json!({
        "accounts": [{"account_id": "a", "name": "Brokerage", "type": "investment"}],
        "investment_transactions": rows, "securities": [], "item": {"item_id": "i"},
        "total_investment_transactions": total, "request_id": "r",
    });
    Reply::json(200, &body.to_string())
}

/// All transactions of a server, and how many of its replies were not wanted.
async fn transactions(
    replies: impl IntoIterator<Item = Reply>,
) -> (Result<TransactionsAnswer, PlaidError>, usize) {
    let server = RawServer::start(replies).await;
    let window = DateRange {
        start: today() - chrono::Months::new(24),
        end: today(),
    };
    let answer = client(&server)
        .transactions(&token(), window, &mut |_, _| {})
        .await;
    (answer, server.left())
}

fn ids(answer: &TransactionsAnswer) -> Vec<&str> {
    let rows = answer.transactions.iter();
    rows.map(|it| it.id.as_str()).collect()
}

#[tokio::test]
async fn a_redirect_is_refused_and_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = RawServer::start([Reply::json(200, "{}")]).await;
        let head = format!(
            "HTTP/1.1 {status} Moved\r\nLocation: {}/item/get\r\nContent-Length: 0\r\n\r\n",
            elsewhere.url
        );
        let error = item(Reply::Bytes(head.into_bytes())).await;
        assert!(matches!(error, PlaidError::Redirected { .. }), "{error:?}");
        assert!(elsewhere.seen().is_empty(), "the keys went elsewhere");
    }
}

#[tokio::test]
async fn an_answer_over_64_mib_is_refused() {
    let announced = "HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n{";
    let error = item(Reply::Bytes(announced.into())).await;
    assert!(matches!(error, PlaidError::TooLarge { .. }), "{error:?}");

    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let spaces = [b"100000\r\n".as_slice(), &b" ".repeat(1 << 20), b"\r\n"].concat();
    let error = item(Reply::Endless(head.into(), spaces, 70)).await;
    assert!(matches!(error, PlaidError::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn a_page_of_a_gateway_is_not_an_answer_of_plaid() {
    let html = "<html><body>502 Bad Gateway</body></html>";
    for status in [500, 502, 503, 504] {
        let error = item(Reply::whole(status, "text/html", html)).await;
        let is_gateway = matches!(error, PlaidError::Gateway { status: it, .. } if it == status);
        assert!(is_gateway && error.is_passing(), "{error:?}");
        assert_eq!(kind(error), FailureKind::PlaidTrouble);
    }
    let error = item(Reply::whole(403, "text/html", html)).await;
    assert!(!error.is_passing(), "{error:?}");
    let error = item(Reply::whole(200, "text/html", html)).await;
    assert_eq!(kind(error), FailureKind::Malformed);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"item\": {";
    for bytes in [cut, "HTTP/1.1 200 OK\r\nConte", ""] {
        for reply in [Reply::Bytes(bytes.into()), Reply::Reset(bytes.into())] {
            let error = item(reply).await;
            assert!(error.is_passing(), "{error:?}");
            assert_eq!(kind(error), FailureKind::Offline);
        }
    }
}

/// Asks for the item, and waits no longer than this.
async fn item_within(deadlines: Deadlines, reply: Reply) -> PlaidError {
    let server = RawServer::start([reply]).await;
    let base = BaseUrl::parse(&server.url).expect("loopback");
    let credentials = Credentials {
        client_id: Secret::new(CLIENT_ID.to_owned()),
        secret: Secret::new(SECRET.to_owned()),
    };
    let client = PlaidClient::with_deadlines(base, &credentials, deadlines);
    let result = client.expect("a client").item(&token()).await;
    result.expect_err("no answer")
}

#[tokio::test]
async fn an_answer_that_never_comes_is_given_up() {
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"item\": {";
    for bytes in ["", "HTTP/1.1 200 OK\r\nConte", half] {
        let deadlines = Deadlines {
            silence: Duration::from_millis(200),
            ..Deadlines::default()
        };
        let error = item_within(deadlines, Reply::Silence(bytes.into())).await;
        assert!(error.is_passing(), "{error:?}");
        assert_eq!(kind(error), FailureKind::TimedOut);
    }
}

#[tokio::test]
async fn an_answer_that_drips_without_an_end_is_given_up() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n{";
    let deadlines = Deadlines {
        whole: Duration::from_millis(300),
        ..Deadlines::default()
    };
    let drip = Reply::Drip(head.into(), Duration::from_millis(20));
    let error = item_within(deadlines, drip).await;
    assert_eq!(kind(error), FailureKind::TimedOut);
}

#[tokio::test]
async fn json_of_another_shape_is_told_without_its_content() {
    for body in [
        "",
        "null",
        "[]",
        "{\"request_id\": \"r\"}",
        "{\"request_id\": \"r\", \"item\": 1}",
        "{\"request_id\": \"r\", \"item\": {\"item_id\": 7}}",
        "{\"request_id\": \"r\", \"item\": \"access-sandbox-top-secret\"}",
        "\"access-sandbox-top-secret\"",
        "{\"item\": {\"item_id\": \"i\"}",
    ] {
        let error = item(Reply::json(200, body)).await;
        let is_told = matches!(
            error,
            PlaidError::Malformed { .. } | PlaidError::Unsigned { .. }
        );
        assert!(is_told, "{body}: {error:?}");
        assert_eq!(kind(error), FailureKind::Malformed);
    }
    let body = json!({"access_token": {"it": TOKEN}, "item_id": "i", "request_id": "r"});
    let body = body.to_string();
    let server = RawServer::start([Reply::json(200, &body)]).await;
    let public = Secret::new("public-sandbox-top-secret".to_owned());
    let result = client(&server).exchange_public_token(&public).await;
    let error = result.expect_err("a token is a text");
    assert_no_secret(&format!("{error} {error:?}"));
    assert_eq!(kind(error), FailureKind::Malformed);
}

#[tokio::test]
async fn holdings_without_their_list_are_not_an_empty_portfolio() {
    let body = json!({"accounts": [], "securities": [], "item": {"item_id": "i"}});
    let server = RawServer::start([Reply::json(200, &body.to_string())]).await;
    let result = client(&server).holdings(&token(), today()).await;
    let error = result.expect_err("no list of holdings");
    assert!(format!("{:?}", SyncFailure::from(error)).contains("holdings"));
}

#[tokio::test]
async fn a_total_that_changes_once_starts_over() {
    let (answer, left) = transactions([page(0..2, 4), page(2..4, 5), page(0..5, 5)]).await;
    let answer = answer.expect("a whole list");
    assert_eq!(ids(&answer), ["t0", "t1", "t2", "t3", "t4"]);
    assert!(answer.complete);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_total_that_keeps_changing_is_a_failure() {
    let replies = [page(0..2, 4), page(2..4, 5), page(0..2, 6), page(2..4, 7)];
    let (answer, left) = transactions(replies).await;
    let error = answer.expect_err("no list to rely on");
    assert!(matches!(error, PlaidError::Unstable { .. }), "{error:?}");
    assert_eq!(kind(error), FailureKind::Incomplete);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn an_empty_page_before_the_total_ends_an_incomplete_list() {
    let (answer, left) = transactions([page(0..3, 9), page(0..0, 9), page(3..9, 9)]).await;
    let answer = answer.expect("what there is");
    assert_eq!(ids(&answer), ["t0", "t1", "t2"]);
    assert!(!answer.complete);
    assert_eq!(left, 1, "it does not ask on");
}

#[tokio::test]
async fn a_page_sent_twice_makes_the_list_incomplete() {
    let (answer, _) = transactions([page(0..2, 4), page(0..2, 4)]).await;
    let answer = answer.expect("what there is");
    assert_eq!(ids(&answer), ["t0", "t1"]);
    assert!(!answer.complete);
}

#[tokio::test]
async fn a_bad_row_costs_only_itself_and_is_reported() {
    let mut no_date = row(1);
    no_date["date"] = json!("soon");
    let mut no_amount = row(2);
    no_amount["amount"] = Value::Null;
    let mut no_kind = row(3);
    no_kind["type"] = Value::Null;
    let rows = json!([row(0), no_date, no_amount, no_kind, 5, "row", row(6)]);
    let (answer, _) = transactions([page_of(&rows, 7)]).await;
    let answer = answer.expect("the others");
    assert_eq!(ids(&answer), ["t0", "t2", "t6"]);
    assert_eq!(answer.transactions[1].amount, None, "unknown, not zero");
    assert!(!answer.complete, "a row that could not be read may be any");
    let skipped = |it: &&RowIssue| it.skipped;
    assert_eq!(answer.row_issues.iter().filter(skipped).count(), 4);
}

#[tokio::test]
async fn digits_beyond_28_are_rounded_and_reported() {
    let rows = serde_json::to_string(&json!([row(0), row(1)])).expect("JSON");
    let long = "0.12345678901234567890123456789012345";
    let rows = rows.replacen("\"price\":10.5", &format!("\"price\":{long}"), 1);
    let rows = rows.replacen("\"fees\":0", "\"fees\":1e40", 1);
    let rows: Value = serde_json::from_str(&rows).expect("JSON");
    let (answer, _) = transactions([page_of(&rows, 2)]).await;
    let answer = answer.expect("both rows");
    let rounded = dec!(0.1234567890123456789012345679);
    assert_eq!(answer.transactions[0].price, Some(rounded));
    assert_eq!(answer.transactions[0].fees, None, "unknown, not zero");
    let problems: Vec<_> = answer.row_issues.iter().map(|it| &*it.problem).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].contains("35 digits"), "{problems:?}");
    assert!(answer.complete, "no row was lost");
}

#[tokio::test]
async fn the_keys_travel_in_headers_and_nowhere_else() {
    let server = RawServer::start([]).await;
    let client = client(&server);
    assert_no_secret(&format!("{client:?}"));
    let error = client.item(&token()).await.expect_err("404");
    assert_no_secret(&format!("{error} {error:?}"));
    let seen = server.seen();
    let [request] = seen.as_slice() else {
        panic!("one request: {seen:?}");
    };
    let head = request.head.to_lowercase();
    for line in [
        "post /item/get http/1.1".to_owned(),
        format!("plaid-client-id: {CLIENT_ID}"),
        format!("plaid-secret: {SECRET}"),
        "plaid-version: 2020-09-14".to_owned(),
        "content-type: application/json".to_owned(),
    ] {
        assert!(head.lines().any(|it| it == line), "{line} in {head}");
    }
    assert!(!head.contains("top-secret"), "{head}");
    let body: Value = serde_json::from_str(&request.body).expect("JSON");
    assert_eq!(body, json!({"access_token": TOKEN}));
}

#[test]
fn plain_http_leaves_this_computer_never() {
    for url in [
        "http://sandbox.plaid.com",
        "http://192.168.1.2:8080",
        "http://127.0.0.1.nip.io",
        "http://[2001:db8::1]/",
        "ws://127.0.0.1",
    ] {
        let refused = BaseUrl::parse(url);
        assert!(
            matches!(refused, Err(PlaidError::InvalidBaseUrl)),
            "{url}: {refused:?}"
        );
    }
}
