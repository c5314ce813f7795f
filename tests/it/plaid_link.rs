//! Hosted Link: what the client sends, and how it understands what Plaid answers.

use crate::common::raw::{RawServer, Reply};
use holdfast::{
    connect::{AccessToken, LinkSession, LinkStatus, Secret},
    plaid::{BaseUrl, Credentials, LinkPurpose, PlaidClient, PlaidError},
};
use serde_json::{Value, json};

const USER: &str = "one-person";

fn client(url: &str) -> PlaidClient {
    let key = || Secret::new("key".to_owned());
    let credentials = Credentials {
        client_id: key(),
        secret: key(),
    };
    let base = BaseUrl::parse(url).expect("loopback");
    PlaidClient::new(base, &credentials).expect("a client")
}

#[tokio::test]
async fn each_purpose_sends_what_it_needs_and_no_more() {
    let token = AccessToken::new(Secret::new("access-sandbox-1".to_owned()));
    for (purpose, more) in [
        (LinkPurpose::Connect, json!({"products": ["investments"]})),
        (
            LinkPurpose::SignIn(&token),
            json!({"access_token": "access-sandbox-1"}),
        ),
        (
            LinkPurpose::Consent(&token),
            json!({
                "access_token": "access-sandbox-1",
                "additional_consented_products": ["investments"],
            }),
        ),
        (
            LinkPurpose::ChooseAccounts(&token),
            json!({
                "access_token": "access-sandbox-1",
                "update": {"account_selection_enabled": true},
            }),
        ),
    ] {
        let body = json!({
            "link_token": "link-sandbox-1", "expiration": "2026-06-15T12:00:00Z",
            "hosted_link_url": "https://secure.plaid.com/hl/1", "request_id": "r",
        });
        let server = RawServer::start([Reply::json(200, &body.to_string())]).await;
        let link = client(&server.url).create_link(purpose, USER).await;
        let url = link.expect("a page").url;
        assert_eq!(url.reveal(), "https://secure.plaid.com/hl/1");
        let sent: Value = serde_json::from_str(&server.seen()[0].body).expect("JSON");
        let mut expected = json!({
            "client_name": "Holdfast", "language": "en", "country_codes": ["US"],
            "user": {"client_user_id": USER}, "hosted_link": {},
        });
        let fields = expected.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        assert_eq!(sent, expected, "{purpose:?}");
    }
}

#[tokio::test]
async fn a_page_elsewhere_or_nowhere_is_refused() {
    for page in [json!("https://plaid.example.com/hl/1"), Value::Null] {
        let body = json!({"link_token": "l", "hosted_link_url": page, "request_id": "r"});
        let server = RawServer::start([Reply::json(200, &body.to_string())]).await;
        let client = client(&server.url);
        let link = client.create_link(LinkPurpose::Connect, USER).await;
        let error = link.expect_err("no page of Plaid's");
        assert!(matches!(error, PlaidError::ForeignPage { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("example"), "{error}");
    }
}

/// What a page has come to, by an answer with these sessions.
async fn session_of(sessions: Value) -> LinkSession {
    let body = json!({
        "link_token": "l", "expiration": null, "link_sessions": sessions, "request_id": "r",
    });
    let server = RawServer::start([Reply::json(200, &body.to_string())]).await;
    let token = Secret::new("l".to_owned());
    let session = client(&server.url).link_session(&token).await;
    session.expect("an answer that can be read")
}

#[tokio::test]
async fn old_answers_and_odd_ones_are_understood() {
    let finished = "2024-07-29T20:24:05.330312653Z";
    for nothing in [json!(null), json!([]), json!([{"link_session_id": "s"}])] {
        let session = session_of(nothing).await;
        assert_eq!(session.status, LinkStatus::Waiting);
    }
    let old = json!({"public_token": "public-sandbox-1", "metadata": {
        "institution": {"institution_id": "ins_1", "name": ""},
        "accounts": [{"name": "IRA", "mask": null, "subtype": "ira"}],
    }});
    for results in [
        json!(null),
        json!({"item_add_results": []}),
        json!({"item_add_results": null}),
    ] {
        let row = json!({"finished_at": finished, "on_success": old, "results": results});
        let session = session_of(json!([row.clone(), row])).await;
        assert_eq!(session.status, LinkStatus::Finished);
        assert_eq!(session.added.len(), 1, "the same token is one connection");
        assert_eq!(session.added[0].institution_name, None);
        assert_eq!(session.added[0].accounts[0].mask, None);
    }
    let left = json!({"error": {"error_code": "", "error_message": ""},
        "metadata": {"status": "institution_not_found"}});
    let session = session_of(json!([{"finished_at": finished, "on_exit": left}])).await;
    let exit = session.exit.expect("left");
    assert_eq!(exit.status.as_deref(), Some("institution_not_found"));
    assert_eq!(exit.error, None);
    let session = session_of(json!([{"finished_at": finished, "exit": left}, {}])).await;
    assert_eq!(session.status, LinkStatus::Waiting, "open a second time");
    let example = include_str!("../fixtures/plaid/link_token_get.json");
    let server = RawServer::start([Reply::json(200, example)]).await;
    let token = Secret::new("l".to_owned());
    let session = client(&server.url).link_session(&token).await;
    assert_eq!(session.expect("Plaid's own example").added.len(), 2);
}
