//! What is said about Plaid rests on Plaid's own answer: something else that
//! answers with status 200, an answer without `request_id`, or none at all, is
//! never taken for success.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use holdfast::{
    connect::{
        AccessToken, AtPlaid, Environment, FailureKind, LinkEnd, LinkGoal, LinkOutcome, SyncFailure,
    },
    domain::ItemId,
    log::Log,
    simulator,
    sync::{self, LinkNews, OpenLink},
    vault::Entry,
};
use tokio_util::sync::CancellationToken;

use crate::common::{
    proxy::Fault,
    world::{World, now, secret},
};

const REMOVE: &str = "/item/remove";
const INSTITUTION: &str = "/institutions/get_by_id";
const EXCHANGE: &str = "/item/public_token/exchange";
const CREATE: &str = "/link/token/create";
const SESSION: &str = "/link/token/get";
const ITEM: &str = "/item/get";

/// Bodies that come with status 200 and are not Plaid's.
const IMPOSTORS: [&str; 5] = [
    "<html><body>Sign in to the network</body></html>",
    "",
    "{}",
    r#"["not an object"]"#,
    r#"{"request_id": ""}"#,
];

fn kind<T>(result: Result<T, SyncFailure>) -> Option<FailureKind> {
    result.err().map(|it| it.kind)
}

async fn removed(world: &World, item: &ItemId) -> Result<AtPlaid, SyncFailure> {
    sync::remove(&world.ctx, item, true, now()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_that_plaid_did_not_answer_removes_nothing() {
    let world = World::new().await;
    let item = world.connect(0).await;
    for body in IMPOSTORS {
        world.proxy.fault(REMOVE, Fault::Impostor(body));
        let result = removed(&world, &item).await;
        assert_eq!(kind(result), Some(FailureKind::Malformed), "{body}");
        assert!(world.token(&item).is_some());
        let portfolio = world.portfolio();
        let connection = portfolio.connection(&item).expect("it is there");
        assert_eq!(connection.disconnected_at, None);
    }
    // An error of something else is no more evidence.
    world.proxy.edit(REMOVE, |answer| {
        *answer = serde_json::json!({"error_code": "ITEM_NOT_FOUND"});
    });
    assert!(removed(&world, &item).await.is_err());
    assert!(world.token(&item).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_tells_what_plaid_said() {
    let world = World::new().await;
    let [ended, gone, withdrawn, foreign] = [0, 1, 2, 0].map(|at| at);
    let item = world.connect(ended).await;
    assert_eq!(removed(&world, &item).await, Ok(AtPlaid::Ended));
    // Its history is deleted later on, of which Plaid knows nothing.
    assert_eq!(removed(&world, &item).await, Ok(AtPlaid::NotAsked));

    for (institution, code) in [
        (gone, "ITEM_NOT_FOUND"),
        (withdrawn, "USER_PERMISSION_REVOKED"),
    ] {
        let item = world.connect(institution).await;
        world.proxy.fault(REMOVE, Fault::Error("ITEM_ERROR", code));
        assert_eq!(removed(&world, &item).await, Ok(AtPlaid::WasGone), "{code}");
    }

    // It may belong to other keys, and be billed to them.
    let item = world.connect(foreign).await;
    let fault = Fault::Error("INVALID_INPUT", "INVALID_ACCESS_TOKEN");
    world.proxy.fault(REMOVE, fault);
    let at_plaid = removed(&world, &item).await.expect("removed here");
    let failure = at_plaid.failure().expect("not confirmed");
    assert_eq!(failure.kind, FailureKind::WrongToken);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_without_a_token_says_that_plaid_was_not_told() {
    let world = World::new().await;
    let item = world.connect(0).await;
    let entry = Entry::AccessToken(&item);
    let token = world.ctx.vault.read(Environment::Sandbox, entry);
    let token = token.expect("memory answers").expect("it is stored");
    let forgotten = world.ctx.vault.delete(Environment::Sandbox, entry);
    assert_eq!(forgotten, Ok(()));
    let at_plaid = removed(&world, &item).await.expect("removed here");
    assert_eq!(world.proxy.count(REMOVE), 0);
    let failure = at_plaid.failure().expect("not confirmed");
    assert_eq!(failure.kind, FailureKind::TokenMissing);
    let portfolio = world.portfolio();
    let connection = portfolio.connection(&item).expect("its history");
    assert!(connection.disconnected_at.is_some());
    let unconfirmed = |world: &World| world.portfolio().connections[0].end_unconfirmed;
    assert_eq!(unconfirmed(&world), Some(FailureKind::TokenMissing));
    // Nothing has confirmed it since.
    let again = removed(&world, &item).await.expect("removed here");
    let failure = again.failure().expect("not confirmed");
    assert_eq!(failure.kind, FailureKind::TokenMissing);
    assert_eq!(unconfirmed(&world), Some(FailureKind::TokenMissing));

    // Connected again, it can be ended for certain.
    let pasted = world
        .paste(&AccessToken::new(token))
        .await
        .expect("its own token");
    assert_eq!(pasted.connection.item_id, item);
    assert_eq!(unconfirmed(&world), None);
    assert_eq!(removed(&world, &item).await, Ok(AtPlaid::Ended));
    assert_eq!(unconfirmed(&world), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_something_else_accepts_are_not_stored() {
    let world = World::new().await;
    let accept = || async {
        let (id, key) = (secret("another-id"), secret("another-secret"));
        sync::accept_keys(&world.ctx, &id, &key).await
    };
    for body in IMPOSTORS {
        world.proxy.fault(INSTITUTION, Fault::Impostor(body));
        let kind = kind(accept().await);
        assert_eq!(kind, Some(FailureKind::Malformed), "{body}");
    }
    // Plaid's own errors that are not about the institution.
    for code in ["NEVER_SEEN", "INVALID_FIELD", "NOT_FOUND"] {
        world
            .proxy
            .fault(INSTITUTION, Fault::Error("SOMETHING", code));
        assert!(accept().await.is_err(), "{code}");
    }
    let stored = world.ctx.vault.read(Environment::Sandbox, Entry::Keys);
    let stored = stored.expect("memory answers").expect("the old ones");
    let (_, key) = stored.parted().expect("two of them");
    assert_eq!(key.reveal(), simulator::SECRET);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_were_accepted_leave_no_error_in_the_log() {
    let mut world = World::new().await;
    world.ctx.log = Log::new(world.root.path(), Environment::Sandbox, "test", now);
    let (id, key) = (secret(simulator::CLIENT_ID), secret(simulator::SECRET));
    assert_eq!(sync::accept_keys(&world.ctx, &id, &key).await, Ok(()));
    let errors = world.ctx.log.last_errors(9).expect("it is read");
    assert_eq!(errors, Vec::<String>::new());
    let lines = world.ctx.log.last_lines(9).expect("it is read");
    assert!(
        lines.iter().any(|it| it.contains("plaid.call")),
        "{lines:?}"
    );

    let wrong = sync::accept_keys(&world.ctx, &id, &secret("wrong")).await;
    assert_eq!(kind(wrong), Some(FailureKind::WrongKeys));
    let errors = world.ctx.log.last_errors(9).expect("it is read");
    assert!(errors[0].contains("INVALID_API_KEYS"), "{errors:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_made_only_of_plaids_own_answers() {
    let world = World::new().await;
    for body in IMPOSTORS {
        for path in ["/sandbox/public_token/create", EXCHANGE] {
            world.proxy.fault(path, Fault::Impostor(body));
            let institution = simulator::INSTITUTIONS[0];
            let result = sync::connect_sandbox(&world.ctx, institution, now()).await;
            assert_eq!(kind(result), Some(FailureKind::Malformed), "{path} {body}");
        }
        world.proxy.fault(CREATE, Fault::Impostor(body));
        let opened = sync::open_link(&world.ctx, LinkGoal::Connect, now()).await;
        assert_eq!(kind(opened), Some(FailureKind::Malformed), "{body}");
    }
    let portfolio = world.portfolio();
    assert!(portfolio.connections.is_empty() && portfolio.pending_link.is_none());

    let item = world.connect(0).await;
    let token = holdfast::connect::AccessToken::new(world.token(&item).expect("a token"));
    let stranger = r#"{"item": {"item_id": "stranger"}}"#;
    world.proxy.fault(ITEM, Fault::Impostor(stranger));
    let result = sync::connect_token(&world.ctx, &token, now()).await;
    assert_eq!(kind(result), Some(FailureKind::Malformed));
    assert_eq!(world.portfolio().connections.len(), 1);
}

/// The simulator's pages expire by the clock of the computer.
#[expect(clippy::disallowed_methods, reason = "as the app does")]
fn clock() -> DateTime<Utc> {
    Utc::now()
}

async fn page(world: &World, goal: LinkGoal, form: &str) -> OpenLink {
    let open = sync::open_link(&world.ctx, goal, clock()).await;
    let open = open.expect("a page");
    let answer = reqwest::Client::new()
        .post(open.url.reveal())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form.to_owned())
        .send();
    assert_eq!(answer.await.expect("the page").status(), 200);
    open
}

/// How the wait for a page ended, and the troubles that were told of.
async fn follow(world: &World, open: &OpenLink) -> (LinkOutcome, Vec<FailureKind>) {
    follow_from(world, open, clock()).await
}

/// The same, begun at another time.
async fn follow_from(
    world: &World,
    open: &OpenLink,
    now: DateTime<Utc>,
) -> (LinkOutcome, Vec<FailureKind>) {
    let troubles = Mutex::new(vec![]);
    let report = |news| {
        if let LinkNews::Trouble(Some(kind)) = news {
            troubles.lock().expect("no panic before").push(kind);
        }
    };
    let never = CancellationToken::new();
    let outcome = sync::follow_link(&world.ctx, open, now, report, never).await;
    let troubles = troubles.into_inner().expect("no panic before");
    (outcome.expect("an outcome"), troubles)
}

fn connecting(institution: usize) -> String {
    format!(
        "action=connect&institution={}",
        simulator::INSTITUTIONS[institution]
    )
}

async fn hurried() -> World {
    let mut world = World::new().await;
    world.ctx.link_pause = Duration::from_millis(5);
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_asked_after_until_plaid_itself_answers() {
    let world = hurried().await;
    let open = page(&world, LinkGoal::Connect, &connecting(0)).await;
    for path in [SESSION, EXCHANGE] {
        for body in IMPOSTORS {
            world.proxy.fault(path, Fault::Impostor(body));
        }
    }
    let (outcome, troubles) = follow(&world, &open).await;
    assert_eq!(outcome.failure, None);
    assert_eq!(outcome.kept.len(), 1, "{outcome:?}");
    assert_eq!(troubles[0], FailureKind::Malformed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_connection_is_removed_only_by_plaids_own_answer() {
    let world = hurried().await;
    world.connect(0).await;
    world
        .sync(&world.portfolio().connections[0].item_id)
        .await
        .expect("a sync");
    let open = page(&world, LinkGoal::Connect, &connecting(0)).await;
    let (outcome, _) = follow(&world, &open).await;
    drop(open);
    let twin = &outcome.twins[0];
    world.proxy.fault(REMOVE, Fault::Impostor(IMPOSTORS[0]));
    let discard = holdfast::connect::TwinDecision::Discard;
    let result = sync::decide_twin(&world.ctx, twin, discard, true, clock()).await;
    assert_eq!(kind(result), Some(FailureKind::LeftAtPlaid));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_could_find_any_more_is_removed_at_plaid_in_several_tries() {
    let world = hurried().await;
    world.connect(0).await;
    world
        .sync(&world.portfolio().connections[0].item_id)
        .await
        .expect("a sync");
    let open = page(&world, LinkGoal::Connect, &connecting(0)).await;
    let (outcome, _) = follow(&world, &open).await;
    drop(open);
    for _ in 0..3 {
        let fault = Fault::Error("API_ERROR", "INTERNAL_SERVER_ERROR");
        world.proxy.fault(REMOVE, fault);
    }
    let discard = holdfast::connect::TwinDecision::Discard;
    let result = sync::decide_twin(&world.ctx, &outcome.twins[0], discard, true, clock()).await;
    assert_eq!(result.map(|it| it.end), Ok(LinkEnd::Cancelled));
    assert_eq!(world.proxy.count(REMOVE), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_connection_itself_says_that_it_was_repaired() {
    let world = hurried().await;
    let item = world.connect(0).await;
    let open = page(&world, LinkGoal::SignIn(item.clone()), "action=connect").await;
    for body in IMPOSTORS {
        world.proxy.fault(ITEM, Fault::Impostor(body));
    }
    let once = AtomicBool::new(true);
    world.proxy.edit(ITEM, move |answer| {
        if once.swap(false, Ordering::SeqCst) {
            answer["item"]["item_id"] = "another".into();
        }
    });
    let (outcome, troubles) = follow(&world, &open).await;
    assert_eq!(outcome.end, LinkEnd::Repaired(item));
    assert_eq!(troubles, [FailureKind::Malformed]);
    assert_eq!(world.proxy.count(ITEM), IMPOSTORS.len() + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_addition_that_was_never_answered_for_is_said_when_its_page_ends() {
    let world = hurried().await;
    let open = page(&world, LinkGoal::Connect, &connecting(0)).await;
    world.proxy.fault(EXCHANGE, Fault::LoseAnswer);
    // The answer to the exchange is lost, and then every word of the page.
    let pages = std::sync::atomic::AtomicUsize::new(0);
    world.proxy.edit(SESSION, move |answer| {
        if pages.fetch_add(1, Ordering::SeqCst) > 0 {
            answer["link_sessions"] = serde_json::json!([]);
        }
    });
    // Its time is over, and while something is to be dealt with it is asked
    // after all the same.
    let over = open.pending.expires_at;
    let (outcome, _) = follow_from(&world, &open, over).await;
    assert_eq!(outcome.end, LinkEnd::Expired);
    let failure = outcome.failure.expect("it is said");
    assert_eq!(failure.kind, FailureKind::LeftAtPlaid);
}
