//! Connecting and repairing on a page in the browser: the real client, database
//! and simulator, with its page filled in as a browser would.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::common::{
    proxy::Fault,
    world::{FullVault, World, today},
};
use chrono::{DateTime, Utc};
use holdfast::{
    connect::{Environment, FailureKind, LinkEnd, LinkGoal, LinkOutcome, Twin, TwinDecision},
    domain::ItemId,
    plaid::BaseUrl,
    simulator::{self, INSTITUTIONS},
    sync::{self, LinkNews, OpenLink},
    vault::{Entry, MemoryVault},
};
use tokio_util::sync::CancellationToken;

const SESSION: &str = "/link/token/get";
const EXCHANGE: &str = "/item/public_token/exchange";

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
    follow_from(world, open, now()).await
}

/// The same, begun at another time.
async fn follow_from(
    world: &World,
    open: &OpenLink,
    now: DateTime<Utc>,
) -> Result<LinkOutcome, FailureKind> {
    let cancel = CancellationToken::new();
    sync::follow_link(&world.ctx, open, now, |_| {}, cancel)
        .await
        .map_err(|it| it.kind)
}

async fn reopen(world: &World) -> OpenLink {
    let open = sync::reopen_link(&world.ctx).await.expect("it is noted");
    open.expect("a page")
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

fn adding(institution: usize) -> String {
    format!("action=add&institution={}", INSTITUTIONS[institution])
}

fn connecting(institution: usize) -> String {
    format!("action=connect&institution={}", INSTITUTIONS[institution])
}

/// What came of a page on which this was done.
async fn after(world: &World, form: &str) -> LinkOutcome {
    let open = open(world, LinkGoal::Connect).await;
    submit(&open, form).await;
    follow(world, &open).await.expect("an outcome")
}

fn names(outcome: &LinkOutcome) -> Vec<String> {
    outcome.kept.iter().map(|it| it.name.to_string()).collect()
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
    let open = open(&world, LinkGoal::Connect).await;
    assert!(!format!("{open:?}").contains(open.url.reveal()));
    submit(&open, &connecting(1)).await;
    let outcome = follow(&world, &open).await.expect("an outcome");
    assert_eq!(outcome.end, LinkEnd::Connected);
    assert_eq!(names(&outcome), ["Evergreen Retirement"]);
    assert_eq!(pending(&world), (false, false));
    world.sync(&outcome.kept[0].item_id).await.expect("a sync");
    assert!(!world.portfolio().holdings.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_page_may_add_several_and_be_opened_twice() {
    let world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    submit(&open, &adding(0)).await;
    submit(&open, &connecting(2)).await;
    let outcome = follow(&world, &open).await.expect("two were added");
    assert_eq!(names(&outcome), ["Harbor Brokerage", "Cobalt Exchange"]);
    assert_eq!(world.portfolio().connections.len(), 2);
}

/// A one-time token is good for half an hour, which a page may outlast.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_added_is_kept_while_the_page_is_still_open() {
    let world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    submit(&open, &adding(0)).await;
    let cancel = CancellationToken::new();
    let report = |news| {
        if matches!(news, LinkNews::Kept(_)) {
            cancel.cancel();
        }
    };
    let outcome = sync::follow_link(&world.ctx, &open, now(), report, cancel.clone()).await;
    assert_eq!(outcome.expect("cancelled").end, LinkEnd::Cancelled);
    assert_eq!(world.portfolio().connections.len(), 1);
    assert_eq!(pending(&world), (true, true), "the page is open still");

    // Asked after again, it is no news, and no twin of itself.
    submit(&open, &connecting(1)).await;
    drop(open);
    let again = reopen(&world).await;
    let outcome = follow(&world, &again).await;
    let outcome = outcome.expect("finished");
    assert_eq!(names(&outcome), ["Evergreen Retirement"]);
    assert_eq!(outcome.failure, None);
    assert_eq!(world.proxy.count(EXCHANGE), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_never_finished_counts_for_what_was_added() {
    let world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    submit(&open, &adding(0)).await;
    // Its time is over at the first look.
    let outcome = follow_from(&world, &open, open.pending.expires_at).await;
    let outcome = outcome.expect("an outcome");
    assert_eq!(outcome.end, LinkEnd::Connected);
    assert_eq!(names(&outcome), ["Harbor Brokerage"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_that_fails_in_passing_is_tried_again() {
    let world = world().await;
    for fault in [
        Fault::Error("API_ERROR", "INTERNAL_SERVER_ERROR"),
        Fault::Error("RATE_LIMIT_EXCEEDED", "RATE_LIMIT"),
    ] {
        world.proxy.fault(EXCHANGE, fault);
    }
    let outcome = after(&world, &connecting(0)).await;
    assert_eq!(names(&outcome), ["Harbor Brokerage"]);
    assert_eq!(outcome.failure, None);
    assert_eq!(world.proxy.count(EXCHANGE), 3);
}

/// Plaid has exchanged the token, and its answer never arrived: nobody can use
/// or remove the connection, and it is billed.
#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_whose_answer_is_lost_is_said_aloud() {
    let world = world().await;
    world.proxy.fault(EXCHANGE, Fault::LoseAnswer);
    let outcome = after(&world, &connecting(0)).await;
    let failure = outcome.failure.expect("it is lost");
    assert_eq!(failure.kind, FailureKind::LeftAtPlaid);
    assert!(outcome.kept.is_empty());
    assert_eq!(pending(&world), (false, false), "nothing is left to do");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_has_expired_leaves_nothing() {
    let config = simulator::Config {
        public_token_lifetime: Duration::ZERO,
        ..simulator::Config::demo(today())
    };
    let world = hurried(World::with(config).await);
    let outcome = after(&world, &connecting(0)).await;
    let failure = outcome.failure.expect("it is too late");
    assert_eq!(failure.kind, FailureKind::LinkExpired);
    assert!(world.portfolio().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_was_closed_meanwhile_asks_after_the_page() {
    let world = world().await;
    let before = open(&world, LinkGoal::Connect).await;
    submit(&before, &connecting(0)).await;

    let taken = sync::reopen_link(&world.ctx).await;
    let kind = taken.err().map(|it| it.kind);
    assert_eq!(kind, Some(FailureKind::PageOpen), "it runs still");
    let url = before.url.clone();
    drop(before);
    let again = reopen(&world).await;
    assert_eq!(again.url, url);
    let outcome = follow(&world, &again).await;
    assert_eq!(names(&outcome.expect("finished")), ["Harbor Brokerage"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_noted_page_without_its_token_is_forgotten() {
    let mut world = world().await;
    drop(open(&world, LinkGoal::Connect).await);
    world.ctx.vault = Arc::new(MemoryVault::default());
    let again = sync::reopen_link(&world.ctx).await;
    assert!(again.expect("it is looked for").is_none());
    assert_eq!(pending(&world), (false, false));
}

/// A computer on which one institution is connected and synced, and the same
/// login was added on a page.
async fn with_a_twin() -> (World, ItemId, Twin) {
    let world = world().await;
    let first = world.connect(0).await;
    world.sync(&first).await.expect("a sync");
    let exchanges = world.proxy.count(EXCHANGE);
    let outcome = after(&world, &connecting(0)).await;
    assert!(outcome.kept.is_empty());
    let [twin] = outcome.twins.as_slice() else {
        panic!("one twin: {outcome:?}");
    };
    assert_eq!(twin.known.item_id, first);
    assert_eq!(world.proxy.count(EXCHANGE), exchanges, "not before asking");
    assert_eq!(pending(&world), (true, true), "until it is decided");
    (world, first, twin.clone())
}

async fn decide(world: &World, twin: &Twin, decision: TwinDecision) -> LinkOutcome {
    let decided = sync::decide_twin(&world.ctx, twin, decision, true, now()).await;
    assert_eq!(pending(world), (false, false), "it is dealt with");
    decided.expect("it is done")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_login_is_recognized_and_another_one_is_not() {
    let (world, ..) = with_a_twin().await;
    let outcome = after(&world, &connecting(1)).await;
    assert_eq!(names(&outcome), ["Evergreen Retirement"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_declined_is_removed_at_plaid() {
    let (world, _, twin) = with_a_twin().await;
    let outcome = decide(&world, &twin, TwinDecision::Discard).await;
    assert!(outcome.kept.is_empty());
    assert_eq!(world.proxy.count("/item/remove"), 1);
    assert_eq!(world.portfolio().connections.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_twin_may_be_kept_all_the_same() {
    let (world, _, twin) = with_a_twin().await;
    let outcome = decide(&world, &twin, TwinDecision::KeepBoth).await;
    assert_eq!(outcome.kept.len(), 1);
    assert_eq!(world.proxy.count("/item/remove"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_refuses_leaves_no_orphan() {
    let mut world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    submit(&open, &connecting(0)).await;
    refuse_tokens(&mut world).await;
    let outcome = follow(&world, &open).await.expect("an outcome");
    let failure = outcome.failure.expect("it is not kept");
    assert_eq!(failure.kind, FailureKind::KeyringLocked);
    assert_eq!(world.proxy.count("/item/remove"), 1);
    assert!(world.portfolio().connections.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orphan_that_cannot_be_removed_is_said_aloud() {
    let mut world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    submit(&open, &connecting(0)).await;
    refuse_tokens(&mut world).await;
    world.proxy.fault(
        "/item/remove",
        Fault::Error("API_ERROR", "PLANNED_MAINTENANCE"),
    );
    let outcome = follow(&world, &open).await.expect("an outcome");
    let failure = outcome.failure.expect("it is not kept");
    assert_eq!(failure.kind, FailureKind::LeftAtPlaid);
}

/// Gives the computer a keyring that takes keys and no tokens.
async fn refuse_tokens(world: &mut World) {
    world.ctx.vault = Arc::new(FullVault(MemoryVault::default()));
    let saved = world.save_keys(simulator::CLIENT_ID, simulator::SECRET);
    assert_eq!(saved.await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_there_is_no_page_and_nothing_to_go_on_with() {
    let mut world = world().await;
    // Nothing listens on port 1.
    world.ctx.base_url = BaseUrl::parse("http://127.0.0.1:1").expect("an address");
    let opened = sync::open_link(&world.ctx, LinkGoal::Connect, now()).await;
    let kind = opened.err().map(|it| it.kind);
    assert_eq!(kind, Some(FailureKind::Offline));
    assert_eq!(pending(&world), (false, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_the_page_says_why() {
    let world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    submit(&open, "action=leave&error=INSTITUTION_DOWN").await;
    let outcome = follow(&world, &open).await.expect("an outcome");
    let LinkEnd::Left(Some(exit)) = outcome.end else {
        panic!("the person left: {outcome:?}");
    };
    let failure = exit.error.expect("a reason");
    assert_eq!(failure.kind, FailureKind::InstitutionDown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_expires() {
    let config = simulator::Config {
        link_lifetime: Duration::ZERO,
        ..simulator::Config::demo(today())
    };
    let world = hurried(World::with(config).await);
    let open = open(&world, LinkGoal::Connect).await;
    let outcome = follow(&world, &open).await.expect("an outcome");
    assert_eq!(outcome.end, LinkEnd::Expired);
    assert_eq!(pending(&world), (false, false));
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
    let report = |news| {
        if let LinkNews::Trouble(trouble) = news {
            heard.lock().expect("no panic before").push(trouble);
        }
    };
    let cancel = CancellationToken::new();
    let outcome = sync::follow_link(&world.ctx, &open, now(), report, cancel).await;
    assert_eq!(names(&outcome.expect("an outcome")), ["Harbor Brokerage"]);
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
    assert_eq!(cancelled.expect("an outcome").end, LinkEnd::Cancelled);
    submit(&open, &connecting(0)).await;
    let late = sync::abandon_link(&world.ctx, &open, now()).await;
    assert_eq!(names(&late.expect("asked")), ["Harbor Brokerage"]);
    assert_eq!(pending(&world), (false, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_page_is_forgotten_unless_nobody_can_be_asked() {
    let world = world().await;
    let open = open(&world, LinkGoal::Connect).await;
    world.proxy.fault(SESSION, Fault::LoseAnswer);
    let abandoned = sync::abandon_link(&world.ctx, &open, now()).await;
    assert_eq!(
        abandoned.map_err(|it| it.kind).err(),
        Some(FailureKind::PlaidTrouble)
    );
    assert_eq!(pending(&world), (true, true), "something may come of it");
    let abandoned = sync::abandon_link(&world.ctx, &open, now()).await;
    assert!(abandoned.expect("asked").kept.is_empty());
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
    let outcome = follow(&world, &open).await.expect("an outcome");
    assert_eq!(outcome.end, LinkEnd::Repaired(item.clone()));
    assert_eq!(pending(&world), (false, false));
    assert_eq!(world.data(), before, "nothing is lost on the way");
    world.sync(&item).await.expect("a sync");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repair_that_is_left_repairs_nothing() {
    let world = world().await;
    let item = broken(&world).await;
    let open = open(&world, LinkGoal::SignIn(item)).await;
    submit(&open, "action=leave").await;
    let outcome = follow(&world, &open).await.expect("an outcome");
    assert!(matches!(outcome.end, LinkEnd::Left(_)), "{outcome:?}");
}
