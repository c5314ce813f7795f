//! Hosted Link, the whole way: the client, the simulator, and its page filled in
//! as a browser would.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use holdfast::{
    connect::{AccessToken, FailureKind, HostedLink, LinkSession, LinkStatus, Secret, SyncFailure},
    plaid::{BaseUrl, Credentials, LinkPurpose, PlaidClient, PlaidError},
    simulator::{self, CLIENT_ID, Config, DEMO_SEED, INSTITUTIONS, SECRET, Simulator},
};
use serde_json::json;

const USER: &str = "one-person";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 15).expect("a date")
}

/// The simulator's pages expire by the clock of the computer.
#[expect(clippy::disallowed_methods, reason = "as the app does")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn client(url: &str) -> PlaidClient {
    let credentials = Credentials {
        client_id: Secret::new(CLIENT_ID.to_owned()),
        secret: Secret::new(SECRET.to_owned()),
    };
    let base = BaseUrl::parse(url).expect("loopback");
    PlaidClient::new(base, &credentials).expect("a client")
}

fn code<T>(result: Result<T, PlaidError>) -> Option<String> {
    result.err().and_then(|it| SyncFailure::from(it).code)
}

/// A simulator, a client of it and somebody with a browser.
struct World {
    simulator: Simulator,
    client: PlaidClient,
}

impl World {
    async fn new() -> Self {
        Self::with(Config::demo(today())).await
    }

    async fn with(config: Config) -> Self {
        let simulator = Simulator::start(config).await.expect("it starts");
        let client = client(&simulator.url());
        Self { simulator, client }
    }

    async fn link(&self, purpose: LinkPurpose<'_>) -> HostedLink {
        let link = self.client.create_link(purpose, USER).await;
        link.expect("a page")
    }

    async fn session(&self, link: &HostedLink) -> LinkSession {
        let session = self.client.link_session(&link.link_token).await;
        session.expect("what came of it")
    }

    /// Opens the page and returns the session that its form carries.
    async fn open(&self, link: &HostedLink) -> String {
        let answer = reqwest::get(link.url.reveal()).await.expect("a page");
        assert_eq!(answer.status(), 200);
        let html = answer.text().await.expect("text");
        let (_, rest) = html
            .split_once("name=\"session\" value=\"")
            .expect("a form");
        rest.split_once('"').expect("a value").0.to_owned()
    }

    /// Sends the form; returns the status of what is shown then.
    async fn submit(&self, link: &HostedLink, form: &str) -> u16 {
        let request = reqwest::Client::new()
            .post(link.url.reveal())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form.to_owned());
        request.send().await.expect("a page").status().as_u16()
    }

    /// Signs in at the institution for the first time.
    async fn connect(&self, institution: usize) -> AccessToken {
        let link = self.link(LinkPurpose::Connect).await;
        let form = format!("action=connect&institution={}", INSTITUTIONS[institution]);
        assert_eq!(self.submit(&link, &form).await, 200);
        let session = self.session(&link).await;
        let token = &session.added[0].public_token;
        let exchanged = self.client.exchange_public_token(token).await;
        exchanged.expect("an access token").0
    }
}

#[tokio::test]
async fn a_page_connects_an_institution() {
    let world = World::new().await;
    let link = world.link(LinkPurpose::Connect).await;
    assert!(link.expires_at.expect("it ends") > now());
    let printed = format!("{link:?}");
    assert!(!printed.contains(link.link_token.reveal()), "{printed}");
    let session = world.session(&link).await;
    assert_eq!((session.status, session.open), (LinkStatus::Waiting, 0));

    let id = world.open(&link).await;
    let session = world.session(&link).await;
    assert_eq!((session.status, session.open), (LinkStatus::Waiting, 1));

    let form = format!("session={id}&action=connect&institution=ins_holdfast_2");
    assert_eq!(world.submit(&link, &form).await, 200);
    assert_eq!(world.submit(&link, &form).await, 409, "it is finished");
    let session = world.session(&link).await;
    assert_eq!((session.status, session.open), (LinkStatus::Finished, 0));
    assert_eq!(session.exit, None);
    let [item] = session.added.as_slice() else {
        panic!("one connection: {session:?}");
    };
    assert_eq!(item.institution_id, Some("ins_holdfast_2".into()));
    assert!(item.institution_name.is_some());
    assert!(item.accounts.iter().all(|it| it.name.is_some()));
    assert!(item.accounts.iter().any(|it| it.mask.is_some()));

    let exchanged = world.client.exchange_public_token(&item.public_token).await;
    let (token, item_id) = exchanged.expect("an access token");
    assert_eq!(item_id, simulator::item_id(DEMO_SEED, "ins_holdfast_2"));
    assert!(world.client.item(&token).await.is_ok());
    let again = world.client.exchange_public_token(&item.public_token).await;
    assert_eq!(code(again).as_deref(), Some("INVALID_PUBLIC_TOKEN"));
}

#[tokio::test]
async fn every_session_counts_and_each_may_add_several() {
    let world = World::new().await;
    let link = world.link(LinkPurpose::Connect).await;
    let (first, second) = (world.open(&link).await, world.open(&link).await);
    let form = format!("session={first}&action=add&institution=ins_holdfast_1");
    assert_eq!(world.submit(&link, &form).await, 200);
    let session = world.session(&link).await;
    assert_eq!((session.status, session.open), (LinkStatus::Waiting, 2));
    assert_eq!(session.added.len(), 1, "known as soon as it is added");

    for form in [
        format!("session={first}&action=add&institution=ins_holdfast_2"),
        format!("session={first}&action=finish"),
        format!("session={second}&action=connect&institution=ins_holdfast_3"),
    ] {
        assert_eq!(world.submit(&link, &form).await, 200);
    }
    let session = world.session(&link).await;
    assert_eq!((session.status, session.open), (LinkStatus::Finished, 0));
    let ids = session.added.iter().map(|it| it.institution_id.clone());
    let expected = INSTITUTIONS.map(|it| Some(it.into()));
    assert_eq!(ids.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn leaving_says_why() {
    let world = World::new().await;
    let link = world.link(LinkPurpose::Connect).await;
    assert_eq!(world.submit(&link, "action=leave").await, 200);
    let session = world.session(&link).await;
    assert_eq!(session.status, LinkStatus::Finished);
    let exit = session.exit.expect("left");
    assert_eq!(exit.status.as_deref(), Some("requires_credentials"));
    assert_eq!(exit.error, None);

    let error = "action=leave&error=INSTITUTION_NOT_RESPONDING";
    assert_eq!(world.submit(&link, error).await, 200);
    let exit = world.session(&link).await.exit.expect("left again");
    let failure = exit.error.expect("an error");
    assert_eq!(failure.kind, FailureKind::InstitutionDown);
    assert_eq!(failure.code.as_deref(), Some("INSTITUTION_NOT_RESPONDING"));

    // A later success is what counts.
    let form = "action=connect&institution=ins_holdfast_1";
    assert_eq!(world.submit(&link, form).await, 200);
    let session = world.session(&link).await;
    assert_eq!((session.added.len(), session.exit), (1, None));
}

#[tokio::test]
async fn an_expired_page_and_an_expired_public_token_are_refused() {
    let world = World::with(Config {
        link_lifetime: Duration::ZERO,
        ..Config::demo(today())
    })
    .await;
    let link = world.link(LinkPurpose::Connect).await;
    let form = "action=connect&institution=ins_holdfast_1";
    assert_eq!(world.submit(&link, form).await, 410);
    let session = world.session(&link).await;
    assert_eq!(session.status, LinkStatus::Waiting);
    assert!(session.expires_at.expect("it ended") <= now());
    let unknown = Secret::new("link-sandbox-unknown".to_owned());
    let refused = world.client.link_session(&unknown).await;
    assert_eq!(code(refused).as_deref(), Some("INVALID_LINK_TOKEN"));

    let world = World::with(Config {
        public_token_lifetime: Duration::ZERO,
        ..Config::demo(today())
    })
    .await;
    let link = world.link(LinkPurpose::Connect).await;
    assert_eq!(world.submit(&link, form).await, 200);
    let token = &world.session(&link).await.added[0].public_token;
    let refused = world.client.exchange_public_token(token).await;
    assert_eq!(code(refused).as_deref(), Some("INVALID_PUBLIC_TOKEN"));
}

#[tokio::test]
async fn update_mode_repairs_a_login() {
    let world = World::new().await;
    let token = world.connect(0).await;
    let body = json!({ "access_token": token.secret().reveal() });
    let reset = reqwest::Client::new()
        .post(format!(
            "{}/sandbox/item/reset_login",
            world.simulator.url()
        ))
        .header("PLAID-CLIENT-ID", CLIENT_ID)
        .header("PLAID-SECRET", SECRET)
        .json(&body);
    assert_eq!(reset.send().await.expect("an answer").status(), 200);
    let report = world.client.item(&token).await.expect("a report");
    let failure = report.failure.expect("signed out");
    assert_eq!(failure.kind, FailureKind::SignInNeeded);

    let link = world.link(LinkPurpose::SignIn(&token)).await;
    let other = "action=add&institution=ins_holdfast_2";
    assert_eq!(world.submit(&link, other).await, 400, "it only repairs");
    assert_eq!(world.submit(&link, "action=connect").await, 200);
    let session = world.session(&link).await;
    assert_eq!(session.status, LinkStatus::Finished);
    assert_eq!((session.added, session.exit), (vec![], None));
    let report = world.client.item(&token).await.expect("a report");
    assert_eq!(report.failure, None, "the same token works again");
    assert!(world.client.holdings(&token, today()).await.is_ok());
}

#[tokio::test]
async fn update_mode_renews_consent() {
    let world = World::new().await;
    let token = world.connect(0).await;
    let soon = now() + Duration::from_hours(1);
    world.simulator.set_consent_end(INSTITUTIONS[0], Some(soon));
    let report = world.client.item(&token).await.expect("a report");
    let end = report.consent_expires_at.expect("an end");
    assert_eq!(end.timestamp_millis(), soon.timestamp_millis());

    world.simulator.withdraw_consent(INSTITUTIONS[0]);
    let refused = world.client.holdings(&token, today()).await;
    let needed = Some("ADDITIONAL_CONSENT_REQUIRED");
    assert_eq!(code(refused).as_deref(), needed);
    for (purpose, expected) in [
        (LinkPurpose::ChooseAccounts(&token), needed),
        (LinkPurpose::SignIn(&token), needed),
        (LinkPurpose::Consent(&token), None),
    ] {
        let link = world.link(purpose).await;
        assert_eq!(world.submit(&link, "action=connect").await, 200);
        let answer = world.client.holdings(&token, today()).await;
        assert_eq!(code(answer).as_deref(), expected, "{purpose:?}");
    }
    let report = world.client.item(&token).await.expect("a report");
    assert!(report.consent_expires_at.expect("an end") > soon);
}

/// `.ci/contract` sets the address of the proxy that holds both sides to
/// Plaid's published schema.
#[tokio::test]
async fn the_whole_way_keeps_to_the_contract() {
    let mut world = World::new().await;
    if let Ok(proxy) = std::env::var("HOLDFAST_CONTRACT_URL") {
        world.client = client(&proxy);
    }
    let link = world.link(LinkPurpose::Connect).await;
    world.session(&link).await;
    let first = world.open(&link).await;
    world.session(&link).await;
    for form in [
        "action=leave",
        "action=leave&error=ITEM_LOCKED",
        &format!("session={first}&action=connect&institution=ins_holdfast_2"),
    ] {
        assert_eq!(world.submit(&link, form).await, 200);
        world.session(&link).await;
    }
    let token = &world.session(&link).await.added[0].public_token;
    let exchanged = world.client.exchange_public_token(token).await;
    let (token, _) = exchanged.expect("an access token");
    for purpose in [
        LinkPurpose::SignIn(&token),
        LinkPurpose::Consent(&token),
        LinkPurpose::ChooseAccounts(&token),
    ] {
        let link = world.link(purpose).await;
        assert_eq!(world.submit(&link, "action=connect").await, 200);
        let session = world.session(&link).await;
        assert_eq!(session.status, LinkStatus::Finished);
    }
    world.client.item(&token).await.expect("a report");
}
