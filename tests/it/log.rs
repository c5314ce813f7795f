//! The log after a whole run: it tells what went wrong, and nothing personal.

use std::{fs, path::Path, sync::Arc};

use chrono::{DateTime, Days, NaiveDate, Utc};
use holdfast::{
    connect::{Environment, FailureKind, Secret},
    domain::ItemId,
    plaid::BaseUrl,
    portfolio::Portfolio,
    session::{self, Session},
    simulator::{self, Config, Simulator},
    sync::{self, journal},
    vault::MemoryVault,
};
use tokio_util::sync::CancellationToken;

use crate::common::world::connected;

fn now() -> DateTime<Utc> {
    today().and_hms_opt(12, 0, 0).expect("noon").and_utc()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date")
}

/// A computer that connected everything and synced it, and then ran into
/// trouble of several kinds.
async fn run(root: &Path) -> (Session, Portfolio, Vec<String>) {
    let config = Config {
        anchor: today() + Days::new(60),
        ..Config::demo(today())
    };
    let seed = config.seed;
    let simulator = Simulator::start(config).await.expect("it starts");
    let url = BaseUrl::parse(&simulator.url()).expect("an address");
    let vault = Arc::new(MemoryVault::default());
    let session = Session::new(root, Environment::Sandbox, Some(url), vault).logging("test", now);
    let ctx = session.context(now()).await.expect("a folder");
    let no_keys = sync::connect_sandbox(ctx, simulator::INSTITUTIONS[0], now()).await;
    journal::outcome(&ctx.log, "connect", &no_keys);
    let secret = |text: &str| Secret::new(text.to_owned());
    let (client_id, key) = (secret(simulator::CLIENT_ID), secret(simulator::SECRET));
    let saved = sync::save_keys(ctx, &client_id, &key).await;
    assert_eq!(saved, Ok(()));

    let mut items: Vec<ItemId> = vec![];
    for institution in simulator::INSTITUTIONS {
        let made = sync::connect_sandbox(ctx, institution, now()).await;
        journal::outcome(&ctx.log, "connect", &made);
        items.push(connected(made).expect("it connects").connection.item_id);
    }
    let never = CancellationToken::new();
    let synced = sync::sync_all(ctx, items.clone(), now(), |_, _| {}, never.clone()).await;
    assert!(synced.values().all(Result::is_ok));
    let portfolio = session.portfolio().expect("a portfolio");
    journal::loaded(session.log(), &portfolio, std::time::Duration::ZERO);

    // A token that Plaid does not know, and a server that does not answer.
    let tokens: Vec<String> = simulator::INSTITUTIONS
        .iter()
        .map(|it| {
            simulator::access_token(seed, it)
                .secret()
                .reveal()
                .to_owned()
        })
        .collect();
    sync::remove(ctx, &items[2], true, now())
        .await
        .expect("it is removed");
    let dead = simulator::access_token(seed, simulator::INSTITUTIONS[2]);
    let refused = sync::connect_token(ctx, &dead, now()).await;
    journal::outcome(&ctx.log, "connect", &refused);
    drop(simulator);
    let mut offline = ctx.clone();
    offline.retry_pause = std::time::Duration::ZERO;
    let failed = sync::sync_item(&offline, &items[0], now(), |_| {}, never).await;
    assert_eq!(
        failed.expect_err("nobody is there").kind,
        FailureKind::Offline
    );
    (session, portfolio, tokens)
}

fn now_length() -> usize {
    "2026-11-23T12:00:00.000Z".len()
}

/// Every text that the log must not have.
fn personal(portfolio: &Portfolio) -> Vec<String> {
    let mut texts: Vec<String> = vec![];
    for account in &portfolio.accounts {
        texts.push(account.name.to_string());
        texts.extend(account.mask.as_deref().map(str::to_owned));
        texts.push(account.id.to_string());
        texts.extend(account.balances.current.map(|it| it.to_string()));
    }
    texts.extend(portfolio.connections.iter().map(|it| it.name.to_string()));
    for holding in &portfolio.holdings {
        let figures = [
            holding.quantity,
            portfolio.worth(holding).value.ok(),
            holding.cost_basis,
        ];
        texts.extend(figures.into_iter().flatten().map(|it| it.to_string()));
    }
    for transaction in &portfolio.transactions {
        texts.push(transaction.name.to_string());
        texts.extend(transaction.amount.map(|it| it.to_string()));
        texts.push(transaction.id.to_string());
    }
    let securities = portfolio.securities.values();
    texts.extend(securities.filter_map(|it| it.name.as_deref().map(str::to_owned)));
    // A short number may well be a count or a part of the time.
    texts.retain(|it| it.len() > 4 || !it.chars().all(|it| it.is_ascii_digit()));
    texts.retain(|it| it.len() > 3);
    texts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_run_is_told_without_anything_personal_or_secret() {
    let root = tempfile::tempdir().expect("a folder");
    let (session, portfolio, tokens) = Box::pin(run(root.path())).await;
    let path = session.log().path().expect("a log");
    assert_eq!(path, root.path().join("sandbox/logs/holdfast.log"));
    let log = fs::read_to_string(&path).expect("the log");

    let has = |parts: &[&str]| {
        let found = log
            .lines()
            .any(|line| parts.iter().all(|it| line.contains(it)));
        assert!(found, "{parts:?} in\n{log}");
    };
    has(&["info start version=", "environment=sandbox", "program=test"]);
    has(&["error connect kind=keys_missing"]);
    has(&["info connect result=done"]);
    has(&[
        "info plaid.call endpoint=/item/get",
        "ms=",
        "status=ok",
        "request_id=",
    ]);
    has(&["info sync.began item=", "institution=ins_"]);
    has(&["info sync.fetched", "transactions=", "complete=yes"]);
    has(&["info sync.ended", "added=", "holdings="]);
    has(&["info loaded connections=3 accounts=6"]);
    has(&[
        "error plaid.call endpoint=/item/get",
        "code=",
        "status=400",
        "request_id=",
    ]);
    has(&["error plaid.call", "kind=offline"]);
    has(&["error sync.failed", "kind=offline"]);

    let mut unwanted = personal(&portfolio);
    assert!(unwanted.len() > 1_000, "{}", unwanted.len());
    unwanted.extend(tokens);
    unwanted.extend([simulator::SECRET, simulator::CLIENT_ID].map(str::to_owned));
    unwanted.extend(["access-sandbox", "public-sandbox", "127.0.0.1", "http"].map(str::to_owned));
    let report = session::report(&session, now());
    // The time of a line looks like an amount: `00.000`.
    let log: Vec<_> = log.lines().map(|it| &it[now_length()..]).collect();
    let log = log.join("\n");
    let report = report.replace("00.000Z", "");
    for text in &unwanted {
        assert!(!log.contains(text), "{text:?} is in the log");
        assert!(!report.contains(text), "{text:?} is in the report");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_counts_connections_and_quotes_errors() {
    let root = tempfile::tempdir().expect("a folder");
    let (session, ..) = Box::pin(run(root.path())).await;
    let report = session::report(&session, now());
    assert!(report.starts_with(&format!("Holdfast {}\n", env!("CARGO_PKG_VERSION"))));
    assert!(report.contains("Environment: sandbox\n"), "{report}");
    assert!(
        report.contains("Connections: 1 synced, 1 failed, 1 removed\n"),
        "{report}"
    );
    assert!(
        report.contains("2026-11-23T12:00:00.000Z error sync.failed"),
        "{report}"
    );
}
