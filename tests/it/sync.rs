//! Whole syncs: the real client, database and simulator; only the keyring is in
//! memory, and a proxy makes trouble where a test asks for it.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::common::{
    proxy::Fault,
    world::{FullVault, World, noon, now, secret, today},
};
use chrono::Days;
use holdfast::{
    connect::{AccessToken, Environment, FailureKind, SyncFailure, SyncOutcome, SyncStep},
    domain::{ItemId, TransactionId},
    plaid::BaseUrl,
    portfolio::Portfolio,
    simulator::{self},
    sync::{self, Context},
    valuation::Amounts,
    vault::{Entry, MemoryVault},
};
use rust_decimal::Decimal;
use tokio_util::sync::CancellationToken;

const HOLDINGS: &str = "/investments/holdings/get";
const TRANSACTIONS: &str = "/investments/transactions/get";

fn kind<T>(result: Result<T, SyncFailure>) -> Option<FailureKind> {
    result.err().map(|it| it.kind)
}

fn by_code(totals: &Amounts) -> BTreeMap<String, Decimal> {
    totals
        .iter()
        .map(|(currency, sum)| {
            let code = currency.map_or("-", |it| it.code());
            (code.to_owned(), sum.expect("a sum that fits"))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_brings_what_the_institution_reports() {
    let world = World::new().await;
    let item = world.connect(0).await;
    let summary = world.sync(&item).await.expect("a sync");

    let portfolio = world.portfolio();
    let reported = world.reported_totals(&[&item]).await;
    assert_eq!(by_code(&summary.value_after), reported);
    let mut stored = Amounts::default();
    for holding in &portfolio.holdings {
        stored.add_known(portfolio.worth(holding).value, holding.currency.as_ref());
    }
    assert_eq!(by_code(&stored), reported);
    assert_eq!(summary.holdings, portfolio.holdings.len());

    let asked = serde_json::json!({
        "start_date": (today() - chrono::Months::new(24)).to_string(),
        "end_date": today().to_string(),
        "options": {"count": 1},
    });
    let answer = world.ask(TRANSACTIONS, &item, asked).await;
    let total = answer["total_investment_transactions"].as_u64();
    assert_eq!(total, Some(summary.added as u64));
    assert_eq!(portfolio.transactions.len(), summary.added);
    assert!(!summary.incomplete);
    assert_eq!(summary.row_issues, []);
    assert_eq!(world.last_outcome(&item), SyncOutcome::Success(summary));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_day_again_changes_no_transaction() {
    let world = World::new().await;
    let item = world.connect(0).await;
    world.sync(&item).await.expect("a sync");
    let before = world.data();
    let again = world.sync(&item).await.expect("a sync");
    assert_eq!((again.added, again.changed, again.removed), (0, 0, 0));
    let after = world.data();
    assert_eq!(before.transactions, after.transactions);
    assert_eq!(before.holdings.len(), after.holdings.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_sync_adds_what_happened_since() {
    let world = World::new().await;
    let item = world.connect(0).await;
    let first = world.sync(&item).await.expect("a sync");
    let later = today() + Days::new(45);
    world.simulator.set_today(later);
    let second = world.sync_on(&item, later).await.expect("a sync");
    assert!(second.added > 0, "{second:?}");
    assert_eq!(second.value_before, first.value_after);
    let reported = world.reported_totals(&[&item]).await;
    assert_eq!(by_code(&second.value_after), reported);
    let stored = world.portfolio().transactions.len();
    assert_eq!(stored, first.added + second.added);
}

/// Leaves a transaction out of every answer, until told otherwise.
fn hide(world: &World, id: &TransactionId) -> Arc<AtomicBool> {
    let hide = Arc::new(AtomicBool::new(true));
    let (hidden, hiding) = (id.clone(), Arc::clone(&hide));
    world.proxy.edit(TRANSACTIONS, move |answer| {
        if !hiding.load(Ordering::SeqCst) {
            return;
        }
        let rows = answer["investment_transactions"]
            .as_array_mut()
            .expect("rows");
        let before = rows.len();
        rows.retain(|it| it["investment_transaction_id"] != hidden.as_str());
        // The simulator's pages are read from its own total.
        let taken = before - rows.len();
        let total = answer["total_investment_transactions"]
            .as_u64()
            .expect("a total");
        answer["total_investment_transactions"] = (total - taken as u64).into();
    });
    hide
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vanished_transaction_is_marked_and_comes_back() {
    let world = World::new().await;
    let item = world.connect(0).await;
    world.sync(&item).await.expect("a sync");
    let gone = world.portfolio().transactions[0].id.clone();

    let hide = hide(&world, &gone);
    let summary = world.sync(&item).await.expect("a sync");
    assert_eq!((summary.added, summary.removed), (0, 1));
    let removed = |portfolio: &Portfolio| -> Vec<_> {
        let rows = portfolio.transactions.iter();
        rows.filter(|it| it.removed_on.is_some())
            .map(|it| (it.id.clone(), it.removed_on))
            .collect()
    };
    assert_eq!(removed(&world.portfolio()), [(gone, Some(today()))]);

    hide.store(false, Ordering::SeqCst);
    let summary = world.sync(&item).await.expect("a sync");
    assert_eq!((summary.added, summary.changed), (0, 1));
    assert_eq!(removed(&world.portfolio()), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn fetching_everything_again_marks_what_vanished_long_ago() {
    let world = World::new().await;
    // One with a single page: its length may not change from page to page.
    let item = world.connect(1).await;
    world.sync(&item).await.expect("a sync");
    let transactions = world.portfolio().transactions;
    let oldest = transactions.last().expect("a transaction").id.clone();
    hide(&world, &oldest);
    let summary = world.sync(&item).await.expect("a sync");
    assert_eq!((summary.added, summary.removed), (0, 0));

    let whole = Context {
        whole_history: true,
        ..world.ctx.clone()
    };
    let never = CancellationToken::new();
    let synced = sync::sync_item(&whole, &item, noon(today()), |_| {}, never).await;
    let summary = synced.expect("a sync");
    assert_eq!((summary.added, summary.changed, summary.removed), (0, 0, 1));
    let rows = world.portfolio().transactions;
    assert_eq!(rows.len(), transactions.len());
    let marked: Vec<_> = rows.iter().filter(|it| it.removed_on.is_some()).collect();
    assert_eq!(marked.len(), 1);
    assert_eq!(marked[0].id, oldest);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_may_move_into_the_window() {
    let world = World::new().await;
    let item = world.connect(0).await;
    world.sync(&item).await.expect("a sync");
    let before = world.portfolio();
    let old = before.transactions.last().expect("a row").clone();
    let newest = before.transactions[0].id.clone();

    let moved = old.id.clone();
    world.proxy.edit(TRANSACTIONS, move |answer| {
        let rows = answer["investment_transactions"]
            .as_array_mut()
            .expect("rows");
        // The newest row stands in for the old one, as if that had been posted
        // again today.
        for row in rows {
            if row["investment_transaction_id"] == newest.as_str() {
                row["investment_transaction_id"] = moved.as_str().into();
            }
        }
    });
    let summary = world.sync(&item).await.expect("a sync");
    assert_eq!((summary.added, summary.changed, summary.removed), (0, 1, 1));
    let after = world.portfolio();
    let row = after.transactions.iter().find(|it| it.id == old.id);
    assert!(row.expect("the row").date > old.date);
    assert_eq!(after.transactions.len(), before.transactions.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_institution_that_fails_does_not_stop_the_others() {
    let world = World::new().await;
    let mut items = vec![];
    for institution in 0..3 {
        items.push(world.connect(institution).await);
    }
    let broken = items[1].clone();
    world
        .ask("/sandbox/item/reset_login", &broken, serde_json::json!({}))
        .await;

    let steps = Arc::new(std::sync::Mutex::new(vec![]));
    let seen = Arc::clone(&steps);
    let results = sync::sync_all(
        &world.ctx,
        items.clone(),
        now(),
        move |item, step| seen.lock().expect("no panic").push((item.clone(), step)),
        CancellationToken::new(),
    )
    .await;
    assert_eq!(results.len(), 3);
    for (item, result) in results {
        if item == broken {
            assert_eq!(kind(result), Some(FailureKind::SignInNeeded));
            let SyncOutcome::Failed(failure) = world.last_outcome(&item) else {
                panic!("the failure is on record");
            };
            assert_eq!(failure.kind, FailureKind::SignInNeeded);
        } else {
            assert!(result.expect("a sync").added > 0);
        }
    }
    let good: Vec<&ItemId> = items.iter().filter(|it| **it != broken).collect();
    let mut stored = Amounts::default();
    let portfolio = world.portfolio();
    for holding in &portfolio.holdings {
        stored.add_known(portfolio.worth(holding).value, holding.currency.as_ref());
    }
    assert_eq!(by_code(&stored), world.reported_totals(&good).await);

    let steps = steps.lock().expect("no panic");
    let of_first: Vec<&SyncStep> = steps
        .iter()
        .filter(|(item, _)| *item == items[0])
        .map(|(_, step)| step)
        .collect();
    assert_eq!(of_first.first(), Some(&&SyncStep::Keyring));
    assert_eq!(of_first.last(), Some(&&SyncStep::Saving));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_sync_leaves_everything_as_it_was() {
    let world = World::new().await;
    let item = world.connect(0).await;
    world.sync(&item).await.expect("a sync");
    let before = world.portfolio();

    let later = today() + Days::new(45);
    world.simulator.set_today(later);
    world.proxy.fault(TRANSACTIONS, Fault::Hang);
    let cancel = CancellationToken::new();
    let running = sync::sync_item(&world.ctx, &item, noon(later), |_| {}, cancel.clone());
    let (result, ()) = tokio::join!(running, async {
        world.proxy.until_hanging().await;
        cancel.cancel();
    });
    assert_eq!(kind(result), Some(FailureKind::Cancelled));
    assert_eq!(world.portfolio(), before);

    let summary = world.sync_on(&item, later).await.expect("the lock is free");
    assert!(summary.added > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_of_the_same_sync_is_turned_away() {
    let world = World::new().await;
    let item = world.connect(0).await;
    world.proxy.fault(HOLDINGS, Fault::Hang);
    let cancel = CancellationToken::new();
    let running = sync::sync_item(&world.ctx, &item, now(), |_| {}, cancel.clone());
    let (first, second) = tokio::join!(running, async {
        world.proxy.until_hanging().await;
        let second = world.sync(&item).await;
        let removed = sync::remove(&world.ctx, &item, false, now()).await;
        assert_eq!(kind(removed), Some(FailureKind::AlreadyRunning));
        cancel.cancel();
        second
    });
    assert_eq!(kind(second), Some(FailureKind::AlreadyRunning));
    assert_eq!(kind(first), Some(FailureKind::Cancelled));
    let connection = world.portfolio().connection(&item).cloned();
    assert_eq!(connection.expect("it stays").last_run, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_between_two_pages_leaves_the_data_as_it_was() {
    let world = World::with(simulator::Config {
        // Several pages for each institution.
        transactions: 4_000,
        ..simulator::Config::demo(today())
    })
    .await;
    let item = world.connect(0).await;
    let check = async |path, faults: Vec<Fault>, expected| {
        let before = world.data();
        for fault in faults {
            world.proxy.fault(path, fault);
        }
        assert_eq!(kind(world.sync(&item).await), Some(expected));
        assert_eq!(world.data(), before);
        let SyncOutcome::Failed(failure) = world.last_outcome(&item) else {
            panic!("the failure is on record");
        };
        assert_eq!(failure.kind, expected);
    };
    // As often as a sync asks again, and once more.
    let rates = || (0..4).map(|_| Fault::Error("RATE_LIMIT_EXCEEDED", "RATE_LIMIT"));
    check(HOLDINGS, vec![Fault::CutOff], FailureKind::Malformed).await;
    let not_ready = (0..6).map(|_| Fault::Error("ITEM_ERROR", "PRODUCT_NOT_READY"));
    check(HOLDINGS, not_ready.collect(), FailureKind::NotReady).await;

    let second_page = [Fault::Pass].into_iter().chain(rates()).collect();
    check(TRANSACTIONS, second_page, FailureKind::RateLimited).await;
    world.sync(&item).await.expect("a sync");
    check(TRANSACTIONS, rates().collect(), FailureKind::RateLimited).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_plaid_is_a_failure_on_record() {
    let mut world = World::new().await;
    let item = world.connect(0).await;
    world.sync(&item).await.expect("a sync");
    let before = world.data();
    // Nothing listens on port 1.
    world.ctx.base_url = BaseUrl::parse("http://127.0.0.1:1").expect("an address");
    assert_eq!(kind(world.sync(&item).await), Some(FailureKind::Offline));
    assert_eq!(world.data(), before);

    let removed = sync::remove(&world.ctx, &item, false, now()).await;
    assert_eq!(kind(removed), Some(FailureKind::Offline));
    assert!(world.token(&item).is_some());
    assert_eq!(world.data(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_and_wrong_secrets_are_told_apart() {
    let world = World::new().await;
    let item = world.connect(0).await;
    let vault = &world.ctx.vault;

    world.save_keys("wrong", " keys\n").await.expect("saved");
    assert_eq!(kind(world.sync(&item).await), Some(FailureKind::WrongKeys));

    let spaced = format!(" {}\n", simulator::CLIENT_ID);
    let saved = world.save_keys(&spaced, simulator::SECRET).await;
    assert_eq!(saved, Ok(()));
    assert_eq!(
        world.save_keys("  ", "x").await.err().map(|it| it.kind),
        Some(FailureKind::KeysMissing)
    );
    world.sync(&item).await.expect("the space is dropped");

    let entry = Entry::AccessToken(&item);
    let other = secret("access-sandbox-00000000-0000-0000-0000-000000000000");
    assert_eq!(vault.write(Environment::Sandbox, entry, &other), Ok(()));
    assert_eq!(kind(world.sync(&item).await), Some(FailureKind::WrongToken));
    assert_eq!(vault.delete(Environment::Sandbox, entry), Ok(()));
    assert_eq!(
        kind(world.sync(&item).await),
        Some(FailureKind::TokenMissing)
    );

    assert_eq!(sync::has_keys(&world.ctx).await, Ok(true));
    assert_eq!(vault.delete(Environment::Sandbox, Entry::Keys), Ok(()));
    assert_eq!(sync::has_keys(&world.ctx).await, Ok(false));
    assert_eq!(
        kind(world.sync(&item).await),
        Some(FailureKind::KeysMissing)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_known_renews_its_connection() {
    let world = World::new().await;
    let item = world.connect(0).await;
    let token = AccessToken::new(world.token(&item).expect("a token"));
    let again = world.paste(&token).await.expect("connected");
    assert!(again.was_known);
    assert_eq!(again.connection.item_id, item);
    assert_eq!(world.portfolio().connections.len(), 1);

    let production = AccessToken::new(secret("access-production-1234"));
    let refused = sync::connect_token(&world.ctx, &production, now()).await;
    assert_eq!(kind(refused), Some(FailureKind::WrongToken));
    let unknown = AccessToken::new(secret("access-sandbox-1234"));
    let refused = sync::connect_token(&world.ctx, &unknown, now()).await;
    assert_eq!(kind(refused), Some(FailureKind::WrongToken));
    assert_eq!(world.portfolio().connections.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_refuses_leaves_no_orphan_at_plaid() {
    let mut world = World::new().await;
    world.ctx.vault = Arc::new(FullVault(MemoryVault::default()));
    let saved = world.save_keys(simulator::CLIENT_ID, simulator::SECRET);
    assert_eq!(saved.await, Ok(()));
    let institution = simulator::INSTITUTIONS[0];
    let refused = sync::connect_sandbox(&world.ctx, institution, now()).await;
    assert_eq!(kind(refused), Some(FailureKind::KeyringLocked));
    assert_eq!(world.proxy.count("/item/remove"), 1);
    assert!(world.portfolio().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_connection_is_gone_everywhere() {
    let world = World::new().await;
    let (item, other) = (world.connect(0).await, world.connect(1).await);
    world.sync(&item).await.expect("a sync");
    world.sync(&other).await.expect("a sync");
    let token = AccessToken::new(world.token(&item).expect("a token"));

    sync::remove(&world.ctx, &item, false, now())
        .await
        .expect("removed");
    assert_eq!(world.token(&item), None);
    let portfolio = world.portfolio();
    assert_eq!(portfolio.connections.len(), 1);
    assert!(portfolio.accounts.iter().all(|it| it.item_id == other));
    let refused = sync::connect_token(&world.ctx, &token, now()).await;
    assert!(refused.is_err(), "Plaid knows the token no more");

    // Removed at Plaid by another program: there is nothing left to remove.
    world
        .ask("/item/remove", &other, serde_json::json!({}))
        .await;
    sync::remove(&world.ctx, &other, true, now())
        .await
        .expect("removed");
    assert_eq!(world.token(&other), None);
    assert!(
        !world.portfolio().transactions.is_empty(),
        "history is kept"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_holds_a_secret() {
    let world = World::new().await;
    let item = world.connect(0).await;
    world.sync(&item).await.expect("a sync");
    world.proxy.fault(HOLDINGS, Fault::CutOff);
    world.sync(&item).await.expect_err("a failure on record");
    let token = world.token(&item).expect("a token");
    let needles = [token.reveal(), simulator::SECRET, simulator::CLIENT_ID];
    let mut folders = vec![world.root.path().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file");
            files += 1;
            for needle in needles {
                let found = bytes
                    .windows(needle.len())
                    .any(|it| it == needle.as_bytes());
                assert!(!found, "{}", path.display());
            }
        }
    }
    assert!(files > 0);
}
