//! Sums: every total of every page and command is exactly what it claims to
//! sum, and two places that name the same figure agree. The rules are those of
//! `docs/spec/figures.md`; the sums are worked out a second time here.

use std::sync::Arc;

use proptest::{
    prelude::ProptestConfig,
    test_runner::{RngSeed, TestRunner},
};

use crate::common::{
    agreement::{check_pages, filters},
    cases::{self, Case},
    generated::{self, portfolios},
    portfolio,
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
            }
        }
    }
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
        }
        Ok(())
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
}
