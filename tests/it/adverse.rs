//! Answers that nobody would send on purpose, all the way to the screen.

use std::time::{Duration, Instant};

use crate::common::{frame, page, world::World};
use holdfast::{connect::Environment, state::Screen};
use serde_json::Value;

/// 10 MB in letters of three bytes.
fn huge() -> Value {
    "株".repeat((10 << 20) / 3).into()
}

/// The window lays out a text in whole before it cuts it: pages took up to a
/// quarter of a minute.
#[tokio::test(flavor = "multi_thread")]
async fn names_of_ten_megabytes_do_not_hold_up_the_window() {
    let world = World::new().await;
    world.proxy.edit("/investments/holdings/get", |answer| {
        answer["accounts"][0]["name"] = huge();
        answer["securities"][0]["name"] = huge();
        answer["securities"][1]["ticker_symbol"] = huge();
        answer["holdings"][0]["cost_basis"] = huge();
    });
    world.proxy.edit("/investments/transactions/get", |answer| {
        answer["investment_transactions"][0]["name"] = huge();
    });
    world.proxy.edit("/institutions/get_by_id", |answer| {
        answer["institution"]["name"] = huge();
    });
    let item = world.connect(0).await;
    let summary = world.sync(&item).await.expect("a sync");
    let shortened = "has 3495253 characters; the first 1000 are kept";
    let mut problems = summary.row_issues.iter().map(|it| &it.problem);
    assert!(problems.any(|it| it.contains(shortened)), "{problems:?}");
    let again = world.sync(&item).await.expect("a sync");
    assert_eq!(again.changed, 0, "what is shortened stays the same");

    let portfolio = world.portfolio();
    let name = &portfolio.connection(&item).expect("it is kept").name;
    assert_eq!(name.chars().count(), 1_001, "with … at its end");
    for screen in [
        Screen::Overview,
        Screen::Holdings,
        Screen::Allocation,
        Screen::Transactions,
        Screen::Connections,
    ] {
        let mut state = page::state(screen, portfolio.clone());
        state.environment = Environment::Sandbox;
        let began = Instant::now();
        drop(frame::open(state, [1440.0, 900.0]));
        let took = began.elapsed();
        assert!(took < Duration::from_secs(2), "{screen:?}: {took:?}");
    }
}
