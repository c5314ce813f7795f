//! Sums: every total of every page and command is exactly what it claims to
//! sum, and two places that name the same figure agree. The rules are those of
//! `docs/spec/figures.md`; the sums are worked out a second time here.

use std::sync::Arc;

use chrono::Days;
use holdfast::simulator;
use proptest::{
    prelude::ProptestConfig,
    test_runner::{RngSeed, TestRunner},
};

use crate::common::{
    agreement::{check_pages, filters},
    cases::{self, Case},
    commands::check_commands,
    generated::{self, portfolios},
    line::check_line,
    portfolio,
    program::Program,
    world::{self, World},
};

/// How many portfolios are made up.
const PORTFOLIOS: u32 = 1_000;

#[test]
fn a_portfolio_like_a_persons_adds_up() {
    let portfolio = Arc::new(portfolio::portfolio());
    for filter in filters(&portfolio) {
        check_pages(&portfolio, &filter, portfolio::now());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_case_adds_up_at_every_stage() {
    for name in cases::all() {
        let mut case = Case::connect(&name).await;
        for stage in cases::stages(&name) {
            case.try_sync(&stage).await;
            let portfolio = Arc::new(case.portfolio());
            for filter in filters(&portfolio) {
                check_pages(&portfolio, &filter, cases::now());
                check_line(&portfolio, &filter, case.now().date_naive());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_say_what_the_pages_say() {
    for name in cases::all() {
        let mut case = Case::connect(&name).await;
        for stage in cases::stages(&name) {
            case.try_sync(&stage).await;
        }
        check_commands(&name, &case.portfolio(), |arguments| case.rows(arguments));
    }
}

/// Some days of the demo's two years: trades, income and corporate actions lie
/// between them.
#[tokio::test(flavor = "multi_thread")]
async fn the_demo_adds_up() {
    let last = world::today();
    let world = World::with(simulator::Config::demo(last)).await;
    let mut items = vec![];
    for institution in 0..simulator::INSTITUTIONS.len() {
        items.push(world.connect(institution).await);
    }
    for back in [400, 200, 30, 1, 0] {
        let day = last - Days::new(back);
        world.simulator.set_today(day);
        for item in &items {
            world.sync_on(item, day).await.expect("it is synced");
        }
    }
    let portfolio = Arc::new(world.portfolio());
    assert!(portfolio.holdings.len() > 20 && portfolio.transactions.len() > 100);
    for filter in filters(&portfolio) {
        check_pages(&portfolio, &filter, world::now());
        check_line(&portfolio, &filter, last);
    }
    let program = Program {
        data: world.root.path(),
        url: "http://127.0.0.1:9",
    };
    check_commands("demo", &portfolio, |arguments| {
        program.json(&[&["--environment", "sandbox"], arguments].concat())
    });
}

#[test]
fn portfolios_made_up_at_random_add_up() {
    // The same ones everywhere: a fault found once is found again.
    let config = ProptestConfig {
        cases: PORTFOLIOS,
        rng_seed: RngSeed::Fixed(20_261_126),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let checked = TestRunner::new(config).run(&portfolios(), |portfolio| {
        let portfolio = Arc::new(portfolio);
        for filter in filters(&portfolio).into_iter().take(3) {
            check_pages(&portfolio, &filter, generated::now());
            check_line(&portfolio, &filter, generated::today());
        }
        Ok(())
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
}
