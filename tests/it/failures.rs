//! Every code of Plaid's that the contract lists (§7), from the wire to the
//! card: what is said, which button helps, and what stands behind "Details".

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use crate::common::{page, portfolio};
use axum::{Router, http::StatusCode};
use egui_kittest::{Harness, kittest::Queryable as _};
use holdfast::{
    connect::{AccessToken, FailureKind, LinkGoal, Secret, SyncFailure, SyncOutcome},
    plaid::{BaseUrl, Credentials, PlaidClient},
    state::{AppState, Command, Screen, SyncTarget},
    text,
};

const WINDOW: [f32; 2] = [1244.0, 846.0];
const REQUEST_ID: &str = "HNTDNrA8F1shFEW";
const KEPT: &str = "Stored data of 21 Nov 2026 stays in all totals.";

/// Type, code, status, button, and a part of the sentence.
type Row = (&'static str, &'static str, u16, &'static str, &'static str);

/// The contract's table, in its order.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("ITEM_ERROR", "ITEM_LOGIN_REQUIRED", 400, "Reconnect", "sign in again"),
    ("ITEM_ERROR", "ACCESS_NOT_GRANTED", 400, "Reconnect", "permission was left out"),
    ("INVALID_INPUT", "ADDITIONAL_CONSENT_REQUIRED", 400, "Reconnect", "no consent to share investments"),
    ("ITEM_ERROR", "ITEM_LOCKED", 400, "Reconnect", "on its own site first"),
    ("ITEM_ERROR", "PASSWORD_RESET_REQUIRED", 400, "Reconnect", "on its own site first"),
    ("ITEM_ERROR", "USER_SETUP_REQUIRED", 400, "Reconnect", "on its own site first"),
    ("ITEM_ERROR", "ITEM_NOT_FOUND", 400, "Connect again", "no longer exists at Plaid"),
    ("INVALID_INPUT", "USER_PERMISSION_REVOKED", 400, "Connect again", "was withdrawn"),
    ("INVALID_INPUT", "INVALID_ACCESS_TOKEN", 400, "Connect again", "the other environment"),
    ("INVALID_INPUT", "INVALID_API_KEYS", 400, "Open keys", "client ID and secret"),
    ("INVALID_INPUT", "UNAUTHORIZED_ENVIRONMENT", 400, "Open Plaid Dashboard", "not enabled"),
    ("INVALID_INPUT", "INVALID_PRODUCT", 400, "Open Plaid Dashboard", "not enabled"),
    ("INVALID_INPUT", "UNAUTHORIZED_ROUTE_ACCESS", 400, "Open Plaid Dashboard", "not enabled"),
    ("ITEM_ERROR", "PRODUCT_NOT_READY", 400, "Sync again", "still collecting"),
    ("ITEM_ERROR", "PRODUCTS_NOT_SUPPORTED", 400, "Remove…", "does not offer investments"),
    ("ITEM_ERROR", "PRODUCT_NOT_SUPPORTED", 400, "Remove…", "does not offer investments"),
    ("ITEM_ERROR", "PRODUCT_NOT_ENABLED", 400, "Remove…", "does not offer investments"),
    ("ITEM_ERROR", "NO_INVESTMENT_ACCOUNTS", 400, "Reconnect", "No investment accounts are shared"),
    ("ITEM_ERROR", "NO_ACCOUNTS", 400, "Reconnect", "No investment accounts are shared"),
    ("INVALID_INPUT", "INVALID_ACCOUNT_ID", 400, "Try again", "no longer shared"),
    ("INVALID_INPUT", "INVALID_PUBLIC_TOKEN", 400, "Connect again", "took too long"),
    ("INVALID_INPUT", "INVALID_LINK_TOKEN", 400, "Connect again", "took too long"),
    ("INSTITUTION_ERROR", "INSTITUTION_DOWN", 400, "Sync again", "does not answer"),
    ("INSTITUTION_ERROR", "INSTITUTION_NOT_RESPONDING", 400, "Sync again", "does not answer"),
    ("INSTITUTION_ERROR", "INSTITUTION_NOT_AVAILABLE", 400, "Sync again", "does not answer"),
    ("INSTITUTION_ERROR", "INSTITUTION_NO_LONGER_SUPPORTED", 400, "Remove…", "cannot reach this institution"),
    ("INSTITUTION_ERROR", "INSTITUTION_REGISTRATION_REQUIRED", 400, "Remove…", "after a registration"),
    ("INSTITUTION_ERROR", "UNAUTHORIZED_INSTITUTION", 400, "Remove…", "after a registration"),
    ("RATE_LIMIT_EXCEEDED", "INVESTMENT_HOLDINGS_GET_LIMIT", 429, "Sync again", "too many requests"),
    ("RATE_LIMIT_EXCEEDED", "INVESTMENT_TRANSACTIONS_LIMIT", 429, "Sync again", "too many requests"),
    ("RATE_LIMIT_EXCEEDED", "ITEM_GET_LIMIT", 429, "Sync again", "too many requests"),
    ("RATE_LIMIT_EXCEEDED", "ACCOUNTS_LIMIT", 429, "Sync again", "too many requests"),
    ("RATE_LIMIT_EXCEEDED", "RATE_LIMIT", 429, "Sync again", "too many requests"),
    ("RATE_LIMIT_EXCEEDED", "INSTITUTION_RATE_LIMIT", 429, "Sync again", "too many requests"),
    ("RATE_LIMIT_EXCEEDED", "A_NEW_ONE", 429, "Sync again", "too many requests"),
    ("API_ERROR", "INTERNAL_SERVER_ERROR", 500, "Try again", "internal error"),
    ("API_ERROR", "PLANNED_MAINTENANCE", 503, "Sync again", "maintenance"),
    ("INVALID_REQUEST", "MISSING_FIELDS", 400, "Copy report", "refused the request"),
    ("INVALID_REQUEST", "UNKNOWN_FIELDS", 400, "Copy report", "refused the request"),
    ("INVALID_REQUEST", "INVALID_FIELD", 400, "Copy report", "refused the request"),
    ("INVALID_REQUEST", "INVALID_BODY", 400, "Copy report", "refused the request"),
    ("INVALID_REQUEST", "NOT_FOUND", 404, "Copy report", "refused the request"),
    ("INVALID_REQUEST", "SANDBOX_ONLY", 400, "Open keys", "sandbox only"),
    ("SOMETHING_NEW", "NEVER_SEEN", 400, "Try again", "does not know"),
];

/// A server that gives the same answer to everything.
#[derive(Clone, Default)]
struct Server(Arc<Mutex<(u16, String)>>);

impl Server {
    async fn start() -> (Self, PlaidClient) {
        let server = Self::default();
        let answers = server.clone();
        let answer = move || {
            let (status, body) = answers.0.lock().expect("not poisoned").clone();
            async move { (StatusCode::from_u16(status).expect("a status"), body) }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
        let url = BaseUrl::parse(&format!("http://{address}")).expect("an address");
        let secret = |text: &str| Secret::new(text.to_owned());
        let credentials = Credentials {
            client_id: secret("id"),
            secret: secret("hush"),
        };
        (
            server,
            PlaidClient::new(url, &credentials).expect("a client"),
        )
    }

    fn answers(&self, (error_type, code, status, ..): Row) {
        let body = serde_json::json!({
            "error_type": error_type,
            "error_code": code,
            "error_message": "for developers only",
            "display_message": null,
            "request_id": REQUEST_ID,
        });
        *self.0.lock().expect("not poisoned") = (status, body.to_string());
    }
}

/// The connections page after Meridian's sync ended with `failure`.
fn failed(failure: SyncFailure) -> AppState {
    let mut state = page::state(Screen::Connections, portfolio::portfolio());
    let mut portfolio = portfolio::portfolio();
    portfolio
        .connections
        .retain(|it| it.item_id.as_str() == "meridian");
    state.portfolio = Some(Arc::new(portfolio));
    state.syncs = [("meridian".into(), page::ended(SyncOutcome::Failed(failure)))].into();
    state
}

fn click(harness: &mut Harness<'_, page::Page>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_code_of_the_contract_has_its_sentence_and_its_button() {
    let (server, client) = Server::start().await;
    let token = AccessToken::new(Secret::new("access-sandbox-1".to_owned()));
    for row in TABLE {
        let (_, code, _, button, sentence) = *row;
        server.answers(*row);
        let error = client.item(&token).await.expect_err("a refusal");
        let failure = SyncFailure::from(error);
        assert_eq!(failure.code.as_deref(), Some(code));
        let mut harness = page::open(failed(failure), WINDOW);
        let said = page::spoken(&harness);
        let told = said
            .iter()
            .find(|it| it.contains(sentence) && it.ends_with(KEPT));
        assert!(told.is_some(), "{code}: {said:?}");
        assert!(said.iter().any(|it| it == button), "{code}: {said:?}");
        let hidden = [code, REQUEST_ID, "for developers only"];
        let shows = |text: &&str| said.iter().any(|it| it.contains(*text));
        assert!(!hidden.iter().any(shows), "{code}: {said:?}");
        click(&mut harness, "Details");
        harness.get_by_label(&format!("Code {code}"));
        harness.get_by_label(&format!("Request ID {REQUEST_ID}"));
        harness.get_by_label("Copy details");
    }
}

#[test]
fn every_kind_is_said_with_one_button_that_does_something() {
    let mut seen = BTreeSet::new();
    for &kind in FailureKind::ALL {
        let failure = SyncFailure::local(kind, "a detail");
        let mut harness = page::open(failed(failure), WINDOW);
        let said = page::spoken(&harness);
        let sentence =
            |it: &&String| it.starts_with(text::failure(kind).sentence) && it.ends_with(KEPT);
        assert!(said.iter().any(|it| sentence(&it)), "{kind:?}: {said:?}");
        let label = text::step_button(kind.next_step());
        seen.insert(label);
        click(&mut harness, label);
        let page = harness.state();
        let item = || "meridian".into();
        match label {
            "Reconnect" => {
                let goal = LinkGoal::repair(item(), kind);
                assert_eq!(page.commands, [Command::OpenLink(goal)]);
            }
            "Connect again" => {
                assert_eq!(page.commands, [Command::OpenLink(LinkGoal::Connect)]);
            }
            "Try again" | "Sync again" => {
                let sync = Command::Sync(SyncTarget::One(item()));
                assert_eq!(page.commands, [sync]);
            }
            "Copy report" => assert_eq!(page.commands, [Command::CopyReport]),
            "Open keys" => assert!(page.form.keys.is_some()),
            "Remove…" => assert_eq!(page.form.removing, Some(item())),
            _ => {}
        }
    }
    assert_eq!(seen.len(), 8);
}

#[test]
fn a_connection_that_never_synced_says_that_nothing_is_stored() {
    let mut state = failed(SyncFailure::local(FailureKind::Offline, "a detail"));
    let mut portfolio = portfolio::portfolio();
    for connection in &mut portfolio.connections {
        connection.last_success = None;
    }
    state.portfolio = Some(Arc::new(portfolio));
    let harness = page::open(state, WINDOW);
    harness.get_by_label(
        "Plaid could not be reached; check the network. Nothing of it is stored yet.",
    );
}

/// The page that tells people what the tests hold.
const PAGE: &str = include_str!("../../docs/connections.md");

#[test]
fn the_page_about_connections_says_what_the_card_says() {
    // The contract's own names; the last row stands for all others.
    let rows = TABLE.iter().filter(|row| !PLACEHOLDERS.contains(&row.1));
    for (_, code, _, button, sentence) in rows {
        let named = format!("`{code}`");
        let told = |line: &str| {
            line.contains(&named)
                && line.contains(sentence)
                && line.ends_with(&format!("| {button} |"))
        };
        assert!(PAGE.lines().any(told), "{code}: {sentence} {button}");
    }
}

/// Codes that no contract lists.
const PLACEHOLDERS: [&str; 2] = ["A_NEW_ONE", "NEVER_SEEN"];

#[test]
fn every_test_that_the_page_names_is_there() {
    let mut named = 0;
    for word in PAGE.split('`').skip(1).step_by(2) {
        let Some((file, function)) = word.split_once("::") else {
            continue;
        };
        if function == "…" {
            continue;
        }
        let path = format!("{}/tests/it/{file}.rs", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).expect(&path);
        assert!(text.contains(&format!("fn {function}()")), "{word}");
        named += 1;
    }
    assert!(named > 50, "{named}");
}
