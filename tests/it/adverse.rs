//! Answers that nobody would send on purpose, all the way to the screen.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crate::common::{
    frame, page,
    raw::{RawServer, Reply},
    world::World,
};
use egui_kittest::kittest::NodeT as _;
use holdfast::{
    connect::{AccessToken, DateRange, Environment, RowIssues, RowProblem, Secret},
    plaid::{BaseUrl, Credentials, PlaidClient, TransactionsAnswer},
    state::Screen,
};
use serde_json::{Value, json};

/// 10 MB in letters of three bytes.
fn huge() -> Value {
    "株".repeat((10 << 20) / 3).into()
}

/// The window lays out a text in whole before it cuts it: pages took up to a
/// quarter of a minute.
#[tokio::test(flavor = "multi_thread")]
async fn names_of_ten_megabytes_do_not_hold_up_the_window() {
    let world = World::new().await;
    world.proxy.edit("/investments/holdings/get", |answer| {
        answer["accounts"][0]["name"] = huge();
        answer["securities"][0]["name"] = huge();
        answer["securities"][1]["ticker_symbol"] = huge();
        answer["holdings"][0]["cost_basis"] = huge();
    });
    world.proxy.edit("/investments/transactions/get", |answer| {
        answer["investment_transactions"][0]["name"] = huge();
    });
    world.proxy.edit("/institutions/get_by_id", |answer| {
        answer["institution"]["name"] = huge();
    });
    let item = world.connect(0).await;
    let summary = world.sync(&item).await.expect("a sync");
    let shortened = RowProblem::Shortened {
        characters: 3_495_253,
    };
    let mut problems = summary.row_issues.iter().map(|it| &it.problem);
    assert!(problems.any(|it| *it == shortened), "{problems:?}");
    let again = world.sync(&item).await.expect("a sync");
    assert_eq!(again.changed, 0, "what is shortened stays the same");

    let portfolio = world.portfolio();
    let name = &portfolio.connection(&item).expect("it is kept").name;
    assert_eq!(name.chars().count(), 1_001, "with … at its end");
    for screen in [
        Screen::Overview,
        Screen::Holdings,
        Screen::Allocation,
        Screen::Transactions,
        Screen::Connections,
    ] {
        let mut state = page::state(screen, portfolio.clone());
        state.environment = Environment::Sandbox;
        let window = frame::open(state, [1440.0, 900.0]);
        let nodes = window.root().children_recursive();
        let texts = nodes.flat_map(|it| [it.accesskit_node().label(), it.accesskit_node().value()]);
        let longest = texts.flatten().map(|it| it.chars().count()).max();
        assert!(longest < Some(3_000), "{screen:?}: {longest:?}");
    }
}

/// Answers every page of transactions with 500 rows that `row` makes of their
/// numbers, without an end; counts the pages.
async fn endless(
    row: impl Fn(usize) -> Value + Clone + Send + Sync + 'static,
) -> (String, Arc<AtomicUsize>) {
    // Another total with every page, and never reached.
    endless_of(row, |page| json!(100_000_000 + page)).await
}

/// The same with these totals.
async fn endless_of(
    row: impl Fn(usize) -> Value + Clone + Send + Sync + 'static,
    total: impl Fn(usize) -> Value + Clone + Send + Sync + 'static,
) -> (String, Arc<AtomicUsize>) {
    let pages = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&pages);
    let router = axum::Router::new().fallback(move |body: axum::body::Bytes| {
        let page = counted.fetch_add(1, Ordering::SeqCst);
        let request: Value = serde_json::from_slice(&body).expect("a request");
        let offset = request["options"]["offset"].as_u64().expect("an offset");
        let offset = usize::try_from(offset).expect("an offset that fits");
        let rows: Vec<_> = (offset..offset + 500).map(&row).collect();
        let answer = json!({
            "accounts": [], "securities": [], "item": {"item_id": "i"}, "request_id": "r",
            "investment_transactions": rows,
            "total_investment_transactions": total(page),
        });
        async move { answer.to_string() }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, pages)
}

/// What a client makes of such a list.
async fn read(url: &str) -> TransactionsAnswer {
    let secret = |text: &str| Secret::new(text.to_owned());
    let credentials = Credentials {
        client_id: secret("id"),
        secret: secret("secret"),
    };
    let base = BaseUrl::parse(url).expect("an address");
    let client = PlaidClient::new(base, &credentials).expect("a client");
    let token = AccessToken::new(secret("access-sandbox-1"));
    let end = chrono::NaiveDate::from_ymd_opt(2026, 6, 15).expect("a date");
    let window = DateRange {
        start: end - chrono::Months::new(24),
        end,
    };
    let answer = client.transactions(&token, window, &mut |_, _| {}).await;
    answer.expect("what there is")
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_pages_of_rows_that_cannot_be_read_end_early() {
    for row in [
        json!(5),
        json!({}),
        json!({"investment_transaction_id": null}),
    ] {
        let (url, pages) = endless(move |_| row.clone()).await;
        let answer = read(&url).await;
        assert!(!answer.complete);
        assert_eq!(answer.row_issues.len(), RowIssues::MOST + 1);
        let last = &answer.row_issues[RowIssues::MOST];
        assert!(
            matches!(last.problem, RowProblem::More(_)) && last.skipped,
            "{last:?}"
        );
        let pages = pages.load(Ordering::SeqCst);
        assert!(pages < 50, "{pages} pages");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_pages_of_the_same_rows_end_at_once() {
    let row = |at: usize| {
        json!({"investment_transaction_id": format!("t{}", at % 500), "account_id": "a",
            "date": "2026-06-01", "name": "BUY", "type": "buy", "subtype": "buy", "amount": 1})
    };
    let (url, pages) = endless(row).await;
    let answer = read(&url).await;
    assert!(!answer.complete);
    assert_eq!(answer.transactions.len(), 500);
    let pages = pages.load(Ordering::SeqCst);
    assert!(pages <= 4, "{pages} pages");
}

/// Full pages of rows that are all new, beyond any total that is said.
#[tokio::test(flavor = "multi_thread")]
async fn an_endless_list_is_never_complete() {
    let row = |at: usize| json!({"investment_transaction_id": format!("t{at}")});
    for total in [json!(7), json!(-1), json!(null)] {
        let (url, pages) = endless_of(row, move |_| total.clone()).await;
        let answer = read(&url).await;
        assert!(!answer.complete && answer.is_contradictory);
        let pages = pages.load(Ordering::SeqCst);
        assert!(pages < 50, "{pages} pages");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_millions_of_rows_is_not_taken_apart() {
    let rows = vec!["5"; 2_000_000].join(",");
    let body = format!(
        r#"{{"accounts": [], "investment_transactions": [{rows}], "request_id": "r",
            "item": {{"item_id": "i"}}, "total_investment_transactions": 2000000}}"#
    );
    let server = RawServer::start([Reply::json(200, &body), Reply::json(200, &body)]).await;
    let answer = read(&server.url).await;
    assert!(answer.is_contradictory);
    assert!(answer.row_issues.len() < 10, "{}", answer.row_issues.len());
}
