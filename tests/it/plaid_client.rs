//! The Plaid client over real HTTP, against answers that Plaid never documents.

use std::time::Duration;

use crate::common::raw::{RawServer, Reply};
use chrono::NaiveDate;
use holdfast::{
    connect::{
        AccessToken, DateRange, FailureKind, Misfit, RowIssue, RowProblem, Secret, SyncFailure,
    },
    domain::Holding,
    plaid::{BaseUrl, Credentials, Deadlines, PlaidClient, PlaidError, TransactionsAnswer},
    text::{self, format::Figures},
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
async fn an_answer_that_says_little_of_a_connection_is_read_as_far_as_it_goes() {
    let status = json!({"investments": {"last_successful_update": "2026-06-14T10:00:00Z"}});
    for item in [
        json!(null),
        json!(1),
        json!("access-sandbox-top-secret"),
        json!({}),
        json!({"item_id": null, "consent_expiration_time": "soon", "error": null}),
    ] {
        let body = json!({"request_id": "r", "item": item, "status": status}).to_string();
        let server = RawServer::start([Reply::json(200, &body)]).await;
        let answer = client(&server).item(&token()).await.expect("an answer");
        assert_eq!(answer.item_id, None, "{body}");
        assert!(answer.data_as_of.is_some(), "{body}");
        assert!(answer.failure.is_none() && answer.institution_id.is_none());
    }
    let body = json!({"request_id": "r", "item": {
        "institution_id": "ins_1",
        "error": {"error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED"},
    }});
    let server = RawServer::start([Reply::json(200, &body.to_string())]).await;
    let answer = client(&server).item(&token()).await.expect("an answer");
    assert_eq!(answer.institution_id, Some("ins_1".into()));
    let failure = answer.failure.expect("a condition");
    assert_eq!(failure.kind, FailureKind::SignInNeeded);
    assert_eq!(failure.request_id.as_deref(), Some("r"));
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
async fn of_a_list_whose_total_keeps_changing_nothing_is_lost() {
    let replies = [
        page(0..2, 4),
        page(2..4, 5),
        page(0..2, 6),
        page(2..4, 7),
        page(4..7, 7),
    ];
    let (answer, left) = transactions(replies).await;
    let answer = answer.expect("what there is");
    assert_eq!(answer.transactions.len(), 7);
    assert!(answer.complete && answer.is_contradictory);
    assert_eq!(left, 0);
}

/// A page with that in place of its total.
fn page_with_total(ids: std::ops::Range<usize>, total: &Value) -> Reply {
    let rows: Value = ids.map(row).collect();
    let mut body = json!({
        "accounts": [{"account_id": "a", "type": "investment"}],
        "investment_transactions": rows,
    });
    if *total != json!("absent") {
        body["total_investment_transactions"] = total.clone();
    }
    Reply::json(200, &body.to_string())
}

#[tokio::test]
async fn a_total_that_cannot_be_is_read_to_the_end_and_not_believed() {
    let totals = [
        json!(-1),
        json!(null),
        json!("absent"),
        json!("many"),
        json!(2.5),
    ];
    for total in totals {
        let pages = [0..2, 2..3, 3..3].map(|ids| page_with_total(ids, &total));
        let (answer, left) = transactions(pages).await;
        let answer = answer.expect("what there is");
        assert_eq!(ids(&answer), ["t0", "t1", "t2"], "{total}");
        assert!(answer.is_contradictory, "{total}");
        assert_eq!(left, 0, "{total}");
    }
    let (answer, left) = transactions([page_with_total(0..2, &json!("2"))]).await;
    let answer = answer.expect("both rows");
    assert!(
        answer.complete && !answer.is_contradictory,
        "a text that says 2"
    );
    assert_eq!(left, 0);
}

#[tokio::test]
async fn more_rows_than_the_total_are_all_kept() {
    let (answer, left) = transactions([page(0..5, 2)]).await;
    let answer = answer.expect("five rows");
    assert_eq!(answer.transactions.len(), 5);
    assert!(answer.complete && answer.is_contradictory);
    assert_eq!(left, 0);

    let replies = [page(0..500, 3), page(500..600, 3)];
    let (answer, left) = transactions(replies).await;
    let answer = answer.expect("more than a full page");
    assert_eq!(answer.transactions.len(), 600);
    assert!(answer.is_contradictory);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_server_that_repeats_its_pages_is_left_soon() {
    let replies = (0..4).map(|_| page(0..2, 9));
    let (answer, left) = transactions(replies).await;
    let answer = answer.expect("what there is");
    assert_eq!(ids(&answer), ["t0", "t1"]);
    assert!(!answer.complete && answer.is_contradictory);
    assert_eq!(left, 2, "the second page brought nothing new");
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
    assert_eq!(ids(&answer), ["t0", "t2", "t3", "t6"]);
    assert_eq!(answer.transactions[1].amount, None, "unknown, not zero");
    assert!(
        answer.complete && !answer.is_contradictory,
        "seven rows arrived"
    );
    assert_eq!(
        answer.left_out,
        ["t1".into()],
        "it is there, and has no day"
    );
    let skipped = |it: &&RowIssue| it.skipped;
    assert_eq!(answer.row_issues.iter().filter(skipped).count(), 3);
}

/// The only holding of an answer with these fields changed, and what is said
/// of it.
async fn holding_with(change: Value) -> (Option<Holding>, Vec<(String, String)>) {
    let mut holding = json!({
        "account_id": "a", "security_id": "s", "quantity": 10, "institution_price": 200,
        "institution_price_as_of": "2026-06-14", "institution_value": 2000,
        "cost_basis": 1500, "iso_currency_code": "USD", "vested_quantity": null,
        "tax_lots": [{"institution_lot_id": "L1", "quantity": 5, "cost_basis": 700}],
    });
    for (field, value) in change.as_object().expect("fields") {
        holding[field] = value.clone();
    }
    let body = json!({
        "accounts": [{"account_id": "a", "name": "Brokerage", "mask": "1111"}],
        "securities": [{"security_id": "s", "name": "Lotted Fund"}],
        "holdings": [holding],
    });
    let server = RawServer::start([Reply::json(200, &body.to_string())]).await;
    let answer = client(&server).holdings(&token(), today()).await;
    let answer = answer.expect("an answer");
    let issues = answer.row_issues.into_iter();
    let open = Figures::default();
    let issues = issues.map(|it| (text::row_name(&it.row, open), text::row_problem(&it, open)));
    let issues = issues.collect();
    (answer.holdings.into_iter().next(), issues)
}

#[tokio::test]
async fn a_field_that_cannot_be_read_costs_only_itself() {
    let (as_sent, issues) = holding_with(json!({})).await;
    let as_sent = as_sent.expect("a holding");
    assert_eq!(issues, []);
    let check = async |change: Value, expected: &dyn Fn(&mut Holding), said: &[&str]| {
        let (found, issues) = holding_with(change.clone()).await;
        let mut holding = as_sent.clone();
        expected(&mut holding);
        assert_eq!(found, Some(holding), "{change}");
        let (rows, problems): (Vec<_>, Vec<_>) = issues.into_iter().unzip();
        let named = "holding of Lotted Fund in Brokerage ••1111";
        assert!(rows.iter().all(|it| it == named), "{rows:?}");
        assert_eq!(problems.len(), said.len(), "{problems:?}");
        for (problem, said) in problems.iter().zip(said) {
            assert!(problem.contains(said), "{problem}");
        }
    };
    check(json!({"cost_basis": "1500.00"}), &|_| {}, &["cost_basis"]).await;
    for wrong in [json!("n/a"), json!({"value": 1}), json!([1]), json!(true)] {
        let lost = |it: &mut Holding| it.cost_basis = None;
        check(json!({"cost_basis": wrong}), &lost, &["cost_basis"]).await;
    }
    let empty = |it: &mut Holding| it.tax_lots.clear();
    check(json!({"tax_lots": null}), &empty, &[]).await;
    check(json!({"tax_lots": "none"}), &empty, &["tax_lots"]).await;
    check(json!({"tax_lots": {}}), &empty, &["tax_lots"]).await;
    let lots = json!([
        {"institution_lot_id": "L1", "quantity": 5, "cost_basis": 700, "purchase_price": "n/a"},
        null,
    ]);
    let said = ["tax lot purchase_price", "tax lot is not an object"];
    check(json!({"tax_lots": lots}), &|_| {}, &said).await;
    let no_currency = |it: &mut Holding| it.currency = None;
    check(
        json!({"iso_currency_code": ["USD"]}),
        &no_currency,
        &["iso_currency_code"],
    )
    .await;
    let no_value = |it: &mut Holding| it.institution_value = None;
    check(
        json!({"institution_value": {}}),
        &no_value,
        &["institution_value"],
    )
    .await;
}

#[tokio::test]
async fn a_day_ahead_is_no_day_of_a_price() {
    let check = async |day: Value, price_day: Option<&str>, as_of: &str, issues: usize| {
        let (found, said) = holding_with(json!({"institution_price_as_of": day})).await;
        let found = found.expect("the row stays");
        let date = |it: &str| it.parse::<NaiveDate>().expect("a date");
        assert_eq!(found.institution_price_as_of, price_day.map(date), "{day}");
        assert_eq!(found.as_of, date(as_of), "{day}");
        assert_eq!(said.len(), issues, "{day}: {said:?}");
    };
    check(json!("2026-06-01"), Some("2026-06-01"), "2026-06-01", 0).await;
    check(json!(null), None, "2026-06-15", 0).await;
    // It is tomorrow already somewhere.
    check(json!("2026-06-16"), Some("2026-06-16"), "2026-06-15", 0).await;
    check(json!("2026-06-17"), None, "2026-06-15", 1).await;
    check(json!("2999-12-31"), None, "2026-06-15", 1).await;
    check(json!("0001-01-01"), None, "2026-06-15", 1).await;
    check(json!("yesterday"), None, "2026-06-15", 1).await;
    check(json!(20_260_601), None, "2026-06-15", 1).await;
}

#[tokio::test]
async fn a_transaction_of_an_impossible_day_is_kept_and_reported() {
    let dated = |id: usize, day: &str| {
        let mut row = row(id);
        row["date"] = day.into();
        row
    };
    let days = ["0001-01-01", "2999-12-31", "2026-06-20"];
    let rows: Value = days
        .iter()
        .enumerate()
        .map(|(id, day)| dated(id, day))
        .collect();
    let (answer, _) = transactions([page_of(&rows, 3)]).await;
    let answer = answer.expect("all rows");
    let found = answer.transactions.iter().map(|it| it.date.to_string());
    assert_eq!(found.collect::<Vec<_>>(), days);
    assert!(answer.complete);
    let name = |it: &RowIssue| text::row_name(&it.row, Figures::default());
    let rows: Vec<_> = answer.row_issues.iter().map(name).collect();
    assert_eq!(
        rows,
        [
            "transaction BUY of 0001-01-01 in Brokerage",
            "transaction BUY of 2999-12-31 in Brokerage",
        ]
    );
}

/// The ids of the holdings of an answer, beside their quantities.
async fn holding_ids(rows: &[(&str, &str, u32)]) -> Vec<(String, String)> {
    let rows: Value = rows
        .iter()
        .map(|(account, security, quantity)| {
            json!({"account_id": account, "security_id": security, "quantity": quantity})
        })
        .collect();
    let body = json!({"holdings": rows}).to_string();
    let server = RawServer::start([Reply::json(200, &body)]).await;
    let answer = client(&server).holdings(&token(), today()).await;
    let holdings = answer.expect("an answer without accounts").holdings;
    let name = |it: Holding| (it.id.to_string(), format!("{:?}", it.quantity));
    let mut ids: Vec<_> = holdings.into_iter().map(name).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn holdings_have_ids_of_their_own_in_whatever_order_they_come() {
    let rows = [("a", "s", 1), ("a", "s", 2), ("b", "s", 1), ("a", "s", 3)];
    let ids = holding_ids(&rows).await;
    let mut turned = rows;
    turned.reverse();
    assert_eq!(holding_ids(&turned).await, ids);

    let slashes = [
        ("a/b", "c", 1),
        ("a", "b/c", 1),
        ("a~1b", "c", 1),
        ("a", "b~1c", 1),
    ];
    let mut ids: Vec<_> = holding_ids(&slashes)
        .await
        .into_iter()
        .map(|it| it.0)
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 4, "{ids:?}");
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
    let problems: Vec<_> = answer.row_issues.iter().map(|it| &it.problem).collect();
    let rounded = RowProblem::Rounded {
        digits: 35,
        kept: rounded,
    };
    assert_eq!(problems, [&rounded, &Misfit::TooLarge.into()]);
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
