//! Connecting by an access token: the same login is recognized as on a page, and
//! nothing is kept before somebody decided.

use crate::common::{
    proxy::Fault,
    world::{World, now},
};
use holdfast::{
    connect::{AccessToken, Environment, FailureKind, LinkOutcome, Twin, TwinDecision},
    domain::ItemId,
    simulator::{self, INSTITUTIONS},
    sync::{self, Pasted},
    vault::Entry,
};
use serde_json::{Value, json};

const ACCOUNTS: &str = "/accounts/get";
const REMOVE: &str = "/item/remove";

/// A computer on which one institution is connected and synced, and the token of
/// another item of the same login.
async fn with_a_login_twice() -> (World, ItemId, AccessToken) {
    let world = World::new().await;
    let known = world.connect(0).await;
    world.sync(&known).await.expect("a sync");
    let token = world.token_beside(0);
    (world, known, token)
}

async fn asked(world: &World, token: &AccessToken) -> Twin {
    match sync::connect_token(&world.ctx, token, now()).await {
        Ok(Pasted::Asked(twin)) => *twin,
        other => panic!("it is asked about: {other:?}"),
    }
}

async fn decided(world: &World, twin: &Twin, decision: TwinDecision) -> LinkOutcome {
    let decided = sync::decide_twin(&world.ctx, twin, decision, true, now()).await;
    decided.expect("it is done")
}

fn nothing_is_kept(world: &World, twin: &Twin) {
    assert_eq!(world.portfolio().connections.len(), 1);
    let item = twin.new.item_id().expect("Plaid said it");
    assert_eq!(world.token(item), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_is_connected_is_asked_about_before_anything_is_kept() {
    let (world, known, token) = with_a_login_twice().await;
    let twin = asked(&world, &token).await;
    assert_eq!(twin.known.item_id, known);
    assert_eq!(twin.new.masks().count(), 3);
    assert!(!format!("{twin:?}").contains(token.secret().reveal()));
    nothing_is_kept(&world, &twin);
    assert_eq!(world.proxy.count(REMOVE), 0, "it may be in use elsewhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_one_is_replaced_and_keeps_its_history() {
    let (world, known, token) = with_a_login_twice().await;
    let before = world.portfolio().transactions.len();
    let twin = asked(&world, &token).await;
    let outcome = decided(&world, &twin, TwinDecision::Replace).await;
    assert_eq!(outcome.failure, None);
    let new = &outcome.kept[0].item_id;
    assert_ne!(*new, known);
    assert!(world.token(new).is_some());
    assert_eq!(world.token(&known), None);
    assert_eq!(world.proxy.count(REMOVE), 1);
    let portfolio = world.portfolio();
    let old = portfolio.connection(&known).expect("its history");
    assert!(old.disconnected_at.is_some());
    assert_eq!(portfolio.transactions.len(), before);
    world.sync(new).await.expect("a sync of the new one");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_may_be_kept_and_the_new_one_may_be_ended() {
    let (world, known, token) = with_a_login_twice().await;
    let twin = asked(&world, &token).await;
    decided(&world, &twin, TwinDecision::Discard).await;
    assert_eq!(world.proxy.count(REMOVE), 1);
    nothing_is_kept(&world, &twin);
    let gone = sync::connect_token(&world.ctx, &token, now()).await;
    assert_eq!(gone.map_err(|it| it.kind), Err(FailureKind::WrongToken));

    let twin = asked(&world, &world.token_beside(0)).await;
    let outcome = decided(&world, &twin, TwinDecision::KeepBoth).await;
    assert_eq!(outcome.kept.len(), 1);
    assert_eq!(world.portfolio().connections.len(), 2);
    assert!(world.token(&known).is_some());
    assert_eq!(world.proxy.count(REMOVE), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_ended_is_said_aloud() {
    let (world, _, token) = with_a_login_twice().await;
    let twin = asked(&world, &token).await;
    world.proxy.fault(REMOVE, Fault::Impostor("<html></html>"));
    let discard = TwinDecision::Discard;
    let result = sync::decide_twin(&world.ctx, &twin, discard, true, now()).await;
    assert_eq!(result.map_err(|it| it.kind), Err(FailureKind::LeftAtPlaid));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_login_of_the_same_institution_is_not_asked_about() {
    let digits = |masks: Value| {
        move |answer: &mut Value| {
            for account in answer["accounts"].as_array_mut().expect("accounts") {
                account["mask"] = masks.clone();
            }
        }
    };
    for mask in [json!("0007"), json!(null), json!("")] {
        let (world, _, token) = with_a_login_twice().await;
        world.proxy.edit(ACCOUNTS, digits(mask.clone()));
        let connected = world.paste(&token).await.expect("connected");
        assert!(!connected.was_known, "{mask}");
        assert_eq!(world.portfolio().connections.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_institution_is_not_even_asked_for_its_accounts() {
    let (world, ..) = with_a_login_twice().await;
    world
        .paste(&world.token_beside(1))
        .await
        .expect("connected");
    assert_eq!(world.proxy.count(ACCOUNTS), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_a_connection_that_is_there_is_no_second_one() {
    let (world, known, _) = with_a_login_twice().await;
    let token = AccessToken::new(world.token(&known).expect("a token"));
    let again = world.paste(&token).await.expect("connected");
    assert!(again.was_known);
    assert_eq!(again.connection.item_id, known);
    assert_eq!(world.proxy.count(ACCOUNTS), 0);
    assert_eq!(world.portfolio().connections.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_was_removed_is_not_asked_about() {
    let (world, known, token) = with_a_login_twice().await;
    let removed = sync::remove(&world.ctx, &known, true, now()).await;
    removed.expect("removed");
    let connected = world.paste(&token).await.expect("connected");
    assert!(!connected.was_known);
}

/// Whether it is the same login cannot be told then, and a second one would be
/// billed.
#[tokio::test(flavor = "multi_thread")]
async fn where_plaid_does_not_say_the_accounts_nothing_is_kept() {
    let (world, _, token) = with_a_login_twice().await;
    for (fault, kind) in [
        (
            Fault::Error("API_ERROR", "INTERNAL_SERVER_ERROR"),
            FailureKind::PlaidTrouble,
        ),
        (
            Fault::Error("ITEM_ERROR", "ITEM_LOGIN_REQUIRED"),
            FailureKind::SignInNeeded,
        ),
        (
            Fault::Impostor(r#"{"request_id": "one"}"#),
            FailureKind::Malformed,
        ),
        (
            Fault::Impostor(r#"{"accounts": []}"#),
            FailureKind::Malformed,
        ),
    ] {
        world.proxy.fault(ACCOUNTS, fault);
        let result = sync::connect_token(&world.ctx, &token, now()).await;
        assert_eq!(result.map(|_| ()).map_err(|it| it.kind), Err(kind));
        assert_eq!(world.portfolio().connections.len(), 1);
    }
    // It is asked about once Plaid answers.
    nothing_is_kept(&world, &asked(&world, &token).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_does_not_say_which_connection_it_is_keeps_nothing() {
    let world = World::new().await;
    let token = simulator::access_token(simulator::DEMO_SEED, INSTITUTIONS[0]);
    let nothing = r#"{"request_id": "one", "status": null}"#;
    world.proxy.fault("/item/get", Fault::Impostor(nothing));
    let result = sync::connect_token(&world.ctx, &token, now()).await;
    assert_eq!(
        result.map(|_| ()).map_err(|it| it.kind),
        Err(FailureKind::Malformed)
    );
    assert!(world.portfolio().connections.is_empty());
    let item = simulator::item_id(simulator::DEMO_SEED, INSTITUTIONS[0]);
    let kept = world
        .ctx
        .vault
        .read(Environment::Sandbox, Entry::AccessToken(&item));
    assert_eq!(kept, Ok(None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_institution_that_is_connected_is_asked_about() {
    let (world, known, _) = with_a_login_twice().await;
    let again = || async {
        match sync::connect_sandbox(&world.ctx, INSTITUTIONS[0], now()).await {
            Ok(Pasted::Asked(twin)) => *twin,
            other => panic!("it is asked about: {other:?}"),
        }
    };
    let twin = again().await;
    assert_eq!(twin.known.item_id, known);
    nothing_is_kept(&world, &twin);
    // Nobody else has its token: what is not added is ended.
    decided(&world, &twin, TwinDecision::Discard).await;
    assert_eq!(world.proxy.count(REMOVE), 1);
    nothing_is_kept(&world, &twin);

    let twin = again().await;
    let outcome = decided(&world, &twin, TwinDecision::Replace).await;
    let new = &outcome.kept[0].item_id;
    assert_ne!(*new, known);
    assert_eq!(world.token(&known), None);
    world.sync(new).await.expect("a sync of the new one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_connection_that_cannot_be_asked_about_is_ended() {
    let (world, ..) = with_a_login_twice().await;
    world
        .proxy
        .fault(ACCOUNTS, Fault::Impostor("<html></html>"));
    let made = sync::connect_sandbox(&world.ctx, INSTITUTIONS[0], now()).await;
    assert_eq!(made.map_err(|it| it.kind), Err(FailureKind::Malformed));
    assert_eq!(world.proxy.count(REMOVE), 1);
    assert_eq!(world.portfolio().connections.len(), 1);
}
