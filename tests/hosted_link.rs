//! Connecting and repairing on a page in the browser: the real client, database
//! and simulator, with its page filled in as a browser would.

mod common;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::{DateTime, Utc};
use common::{
    proxy::Fault,
    world::{FullVault, World, today},
};
use holdfast::{
    domain::{AddedItem, Environment, FailureKind, ItemId, LinkGoal, SyncFailure},
    simulator::{self, INSTITUTIONS},
    sync::{self, LinkOutcome, OpenLink},
    vault::{Entry, MemoryVault},
};
use tokio_util::sync::CancellationToken;

const SESSION: &str = "/link/token/get";

/// The simulator's pages expire by the clock of the computer.
#[expect(clippy::disallowed_methods, reason = "as the app does")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

async fn world() -> World {
    hurried(World::new().await)
}

/// Asks after a page every few milliseconds.
fn hurried(mut world: World) -> World {
    world.ctx.link_pause = Duration::from_millis(5);
    world
}

async fn open(world: &World, goal: LinkGoal) -> OpenLink {
    let open = sync::open_link(&world.ctx, goal, now()).await;
    open.expect("a page")
}

async fn follow(world: &World, open: &OpenLink) -> Result<LinkOutcome, FailureKind> {
    let cancel = CancellationToken::new();
    sync::follow_link(&world.ctx, open, now(), |_| {}, cancel)
        .await
        .map_err(|it| it.kind)
}

/// Sends the page's form, as a browser does.
async fn submit(open: &OpenLink, form: &str) {
    let answer = reqwest::Client::new()
        .post(open.url.reveal())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form.to_owned())
        .send()
        .await
        .expect("the page");
    assert_eq!(answer.status(), 200, "{form}");
}

fn connecting(institution: usize) -> String {
    format!("action=connect&institution={}", INSTITUTIONS[institution])
}

async fn added(world: &World, form: &str) -> (OpenLink, Vec<AddedItem>) {
    let open = open(world, LinkGoal::Connect).await;
    submit(&open, form).await;
    match follow(world, &open).await {
        Ok(LinkOutcome::Added(items)) => (open, items),
        other => panic!("{other:?}"),
    }
}

fn pending(world: &World) -> (bool, bool) {
    let noted = world.portfolio().pending_link.is_some();
    let vault = &world.ctx.vault;
    let secret = vault.read(Environment::Sandbox, Entry::PendingLink);
    (noted, secret.expect("memory answers").is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_connected_in_the_browser_can_be_synced() {
    let world = world().await;
    let (open, items) = added(&world, &connecting(1)).await;
    assert_eq!(pending(&world), (true, true), "until it is dealt with");
    assert!(!format!("{open:?}").contains(open.url.reveal()));

    let kept = sync::keep_added(&world.ctx, &items[0], now()).await;
    let connection = kept.expect("a connection").connection;
    sync::close_link(&world.ctx).await.expect("it is forgotten");
    assert_eq!(pending(&world), (false, false));
    world.sync(&connection.item_id).await.expect("a sync");
    assert!(!world.portfolio().holdings.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_page_may_add_several_and_be_opened_twice() {
    let world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    submit(
        &open,
        &format!("action=add&institution={}", INSTITUTIONS[0]),
    )
    .await;
    submit(&open, &connecting(2)).await;
    let Ok(LinkOutcome::Added(items)) = follow(&world, &open).await else {
        panic!("two were added");
    };
    for item in &items {
        sync::keep_added(&world.ctx, item, now())
            .await
            .expect("kept");
    }
    assert_eq!(world.portfolio().connections.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_was_closed_meanwhile_asks_after_the_page() {
    let world = world().await;
    let before = open(&world, LinkGoal::Connect).await;
    submit(&before, &connecting(0)).await;

    let again = sync::reopen_link(&world.ctx).await.expect("it is noted");
    assert_eq!(again.as_ref().map(|it| &it.url), Some(&before.url));
    let outcome = follow(&world, &again.expect("a page")).await;
    assert!(matches!(outcome, Ok(LinkOutcome::Added(items)) if items.len() == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_noted_page_without_its_token_is_forgotten() {
    let mut world = world().await;
    open(&world, LinkGoal::Connect).await;
    world.ctx.vault = Arc::new(MemoryVault::default());
    assert_eq!(sync::reopen_link(&world.ctx).await, Ok(None));
    assert_eq!(pending(&world), (false, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_login_is_recognized_before_it_is_exchanged() {
    let world = world().await;
    let first = world.connect(0).await;
    world.sync(&first).await.expect("a sync");
    let (_, items) = added(&world, &connecting(0)).await;
    let exchanges = world.proxy.count("/item/public_token/exchange");
    let twin = sync::twin(&world.ctx, &items[0]).await.expect("an answer");
    assert_eq!(twin.map(|it| it.item_id), Some(first));
    assert_eq!(
        world.proxy.count("/item/public_token/exchange"),
        exchanges,
        "nothing is exchanged for it"
    );
    let (_, others) = added(&world, &connecting(1)).await;
    assert_eq!(sync::twin(&world.ctx, &others[0]).await, Ok(None));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_declined_is_removed_at_plaid() {
    let world = world().await;
    let (_, items) = added(&world, &connecting(2)).await;
    let discarded = sync::discard_added(&world.ctx, &items[0]).await;
    assert_eq!(discarded, Ok(()));
    assert_eq!(world.proxy.count("/item/remove"), 1);
    assert!(world.portfolio().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_refuses_leaves_no_orphan() {
    let mut world = world().await;
    let (_, items) = added(&world, &connecting(0)).await;
    world.ctx.vault = Arc::new(FullVault(MemoryVault::default()));
    let saved = world.save_keys(simulator::CLIENT_ID, simulator::SECRET);
    assert_eq!(saved.await, Ok(()));
    let kept = sync::keep_added(&world.ctx, &items[0], now()).await;
    assert_eq!(
        kept.map_err(|it: SyncFailure| it.kind),
        Err(FailureKind::KeyringLocked)
    );
    assert_eq!(world.proxy.count("/item/remove"), 1);
    assert!(world.portfolio().connections.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orphan_that_cannot_be_removed_is_said_aloud() {
    let mut world = world().await;
    let (_, items) = added(&world, &connecting(0)).await;
    world.ctx.vault = Arc::new(FullVault(MemoryVault::default()));
    let saved = world.save_keys(simulator::CLIENT_ID, simulator::SECRET);
    assert_eq!(saved.await, Ok(()));
    world.proxy.fault(
        "/item/remove",
        Fault::Error("API_ERROR", "PLANNED_MAINTENANCE"),
    );
    let kept = sync::keep_added(&world.ctx, &items[0], now()).await;
    assert_eq!(
        kept.map_err(|it: SyncFailure| it.kind),
        Err(FailureKind::LeftAtPlaid)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_the_page_says_why() {
    let world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    submit(&open, "action=leave&error=INSTITUTION_DOWN").await;
    let Ok(LinkOutcome::Left(Some(exit))) = follow(&world, &open).await else {
        panic!("the person left");
    };
    let failure = exit.error.expect("a reason");
    assert_eq!(failure.kind, FailureKind::InstitutionDown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_expires() {
    let config = simulator::Config {
        link_lifetime: Duration::from_millis(40),
        ..simulator::Config::demo(today())
    };
    let world = hurried(World::with(config).await);
    let open = open(&world, LinkGoal::Connect).await;
    assert_eq!(follow(&world, &open).await, Ok(LinkOutcome::Expired));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_while_waiting_is_told_and_waited_out() {
    let world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    submit(&open, &connecting(0)).await;
    for _ in 0..2 {
        let fault = Fault::Error("API_ERROR", "INTERNAL_SERVER_ERROR");
        world.proxy.fault(SESSION, fault);
    }
    let heard = Mutex::new(vec![]);
    let report = |trouble| heard.lock().expect("no panic before").push(trouble);
    let cancel = CancellationToken::new();
    let outcome = sync::follow_link(&world.ctx, &open, now(), report, cancel).await;
    assert!(matches!(outcome, Ok(LinkOutcome::Added(_))), "{outcome:?}");
    let heard = heard.into_inner().expect("no panic before");
    assert_eq!(heard, [Some(FailureKind::PlaidTrouble)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_that_is_cancelled_ends_and_what_was_added_is_found() {
    let world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let cancelled = sync::follow_link(&world.ctx, &open, now(), |_| {}, cancel).await;
    assert_eq!(cancelled.map_err(|it| it.kind), Err(FailureKind::Cancelled));
    submit(&open, &connecting(0)).await;
    let late = sync::abandon_link(&world.ctx, &open).await.expect("asked");
    assert_eq!(late.len(), 1);
    assert_eq!(pending(&world), (true, true), "it is not dealt with yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_page_is_forgotten() {
    let world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    assert_eq!(sync::abandon_link(&world.ctx, &open).await, Ok(vec![]));
    assert_eq!(pending(&world), (false, false));
}

async fn broken(world: &World) -> ItemId {
    let item = world.connect(0).await;
    world.sync(&item).await.expect("a sync");
    let more = serde_json::json!({});
    world.ask("/sandbox/item/reset_login", &item, more).await;
    let failure = world.sync(&item).await.err().map(|it| it.kind);
    assert_eq!(failure, Some(FailureKind::SignInNeeded));
    item
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_repairs_a_connection() {
    let world = world().await;
    let item = broken(&world).await;
    let before = world.data();
    let open = open(&world, LinkGoal::SignIn(item.clone())).await;
    submit(&open, "action=connect").await;
    assert_eq!(
        follow(&world, &open).await,
        Ok(LinkOutcome::Repaired(item.clone()))
    );
    sync::close_link(&world.ctx).await.expect("it is forgotten");
    assert_eq!(world.data(), before, "nothing is lost on the way");
    world.sync(&item).await.expect("a sync");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repair_that_is_left_repairs_nothing() {
    let world = world().await;
    let item = broken(&world).await;
    let open = open(&world, LinkGoal::SignIn(item)).await;
    submit(&open, "action=leave").await;
    let outcome = follow(&world, &open).await;
    assert!(matches!(outcome, Ok(LinkOutcome::Left(_))), "{outcome:?}");
}
