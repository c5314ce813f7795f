//! A computer whose clock was wrong for a while.

use std::sync::Arc;

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use holdfast::{
    connect::{Environment, FailureKind, SyncOutcome},
    session::{Session, demo},
    sync,
    vault::MemoryVault,
};
use tokio_util::sync::CancellationToken;

use crate::common::world::{World, today};

/// A world that was synced at first, then again on `wrong`, whatever Plaid's
/// own day, and that lives on for half a year.
async fn synced_on(wrong: NaiveDate) {
    let world = World::new().await;
    let item = world.connect(0).await;
    let first = world.sync(&item).await.expect("a sync");
    assert!(first.added > 0);
    let astray = world.sync_on(&item, wrong).await.expect("a sync");
    assert_eq!((astray.changed, astray.removed), (0, 0));

    let later = today() + Months::new(6);
    world.simulator.set_today(later);
    world.sync_on(&item, later).await.expect("a sync");
    let right = World::new().await;
    let other = right.connect(0).await;
    right.simulator.set_today(later);
    right.sync_on(&other, later).await.expect("a sync");

    let days = |world: &World| {
        let mut days: Vec<_> = world
            .portfolio()
            .transactions
            .iter()
            .filter(|it| it.date > today())
            .map(|it| (it.date, it.amount))
            .collect();
        days.sort();
        days
    };
    assert_eq!(days(&world), days(&right), "{wrong}");
    assert!(!days(&world).is_empty());

    // Once, and not with every sync from then on.
    world
        .sync_on(&item, later + Days::new(1))
        .await
        .expect("a sync");
    let SyncOutcome::Success(last) = world.last_outcome(&item) else {
        panic!("a success");
    };
    let start = later + Days::new(1) - Days::new(90);
    assert_eq!(last.window_start, Some(start), "{wrong}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_ahead_loses_no_transaction() {
    synced_on(today() + Months::new(48)).await;
    // Still ahead of the first sync after it was set right, and not after.
    synced_on(today() + Months::new(7)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_behind_loses_no_transaction() {
    synced_on(today() - Months::new(16)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_cannot_be_right_is_an_error() {
    let world = World::new().await;
    let item = world.connect(0).await;
    for wrong in [
        DateTime::UNIX_EPOCH - TimeDelta::days(400),
        DateTime::UNIX_EPOCH,
        DateTime::UNIX_EPOCH + TimeDelta::days(70_000),
        DateTime::<Utc>::MIN_UTC,
        DateTime::<Utc>::MAX_UTC,
    ] {
        let never = CancellationToken::new();
        let synced = sync::sync_item(&world.ctx, &item, wrong, |_| {}, never).await;
        let failure = synced.expect_err("no such day");
        assert_eq!(failure.kind, FailureKind::ClockWrong, "{wrong}");
        let root = tempfile::tempdir().expect("a folder");
        let vault = Arc::new(MemoryVault::default());
        let session = Session::new(root.path(), Environment::Demo, None, vault);
        let context = session.context(wrong).await;
        let kind = context.err().map(|it| it.kind);
        assert_eq!(kind, Some(FailureKind::ClockWrong), "{wrong}");
        let demo = demo::prepare(&session, wrong, |_| {}, CancellationToken::new()).await;
        let kind = demo.err().map(|it| it.kind);
        assert_eq!(kind, Some(FailureKind::ClockWrong), "{wrong}");
    }
    assert_eq!(world.database().sync_runs().expect("the syncs"), []);
}
