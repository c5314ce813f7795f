//! Sums: every total of every page and command is exactly what it claims to
//! sum, and two places that name the same figure agree. The rules are those of
//! `docs/spec/figures.md`; the sums are worked out a second time here.

use std::sync::Arc;

use holdfast::{
    domain::{AllocationBy, Currency},
    state::AccountFilter,
};
use proptest::{
    prelude::ProptestConfig,
    test_runner::{RngSeed, TestRunner},
};

use rust_decimal::Decimal;
use serde_json::Value;

use crate::common::{
    agreement::{check_pages, filters},
    cases::{self, Case},
    generated::{self, portfolios},
    portfolio,
    truth::{self, Exact, Tally},
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

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_say_what_the_pages_say() {
    for name in cases::all() {
        let mut case = Case::connect(&name).await;
        for stage in cases::stages(&name) {
            case.try_sync(&stage).await;
        }
        let portfolio = case.portfolio();
        let rows = truth::rows(&portfolio, &AccountFilter::All);
        let overview = case.rows(&["overview"]);
        for (currency, of_currency) in truth::by_currency(&rows) {
            let tally = Tally::of(of_currency.iter().copied());
            let in_currency = |row: &Value| code(row) == currency.map(Currency::code);
            let of_row = |kind: &str| -> Vec<Value> {
                let wanted = overview.iter().filter(|row| row["row"] == kind);
                wanted.filter(|row| in_currency(row)).cloned().collect()
            };
            let [total] = &of_row("total")[..] else {
                panic!("{name}: one total in {currency:?}: {overview:#?}");
            };
            assert!(
                tally.value.is(figure(total, "market_value")),
                "{name}: {total}"
            );
            assert!(tally.gain.is(figure(total, "gain")), "{name}: {total}");
            assert_eq!(total["holdings"], tally.holdings(), "{name}");
            assert_eq!(total["without_value"], tally.value.missing, "{name}");
            check_parts(&name, &of_row("account"), total);
            for by in AllocationBy::ALL {
                let divided = case.rows(&["allocation", "--by", by.as_str()]);
                let parts: Vec<Value> = divided.into_iter().filter(in_currency).collect();
                check_parts(&name, &parts, total);
            }
            let positions = case.rows(&["positions"]);
            let parts: Vec<Value> = positions.into_iter().filter(in_currency).collect();
            check_parts(&name, &parts, total);
        }
    }
}

/// The parts of a total add up to it, as far as it is known.
fn check_parts(case: &str, parts: &[Value], total: &Value) {
    if figure(total, "market_value").is_none() {
        return;
    }
    for name in ["market_value", "gain"] {
        let known = parts.iter().filter_map(|part| figure(part, name));
        let exact = Exact::of(known.map(Some));
        assert!(
            exact.is(figure(total, name)),
            "{case}: {name} of {parts:#?}"
        );
    }
    let holdings = parts.iter().filter_map(|part| part["holdings"].as_u64());
    let known: Vec<u64> = holdings.collect();
    if known.len() == parts.len() {
        assert_eq!(total["holdings"], known.iter().sum::<u64>(), "{case}");
    }
}

fn figure(row: &Value, name: &str) -> Option<Decimal> {
    let text = row[name].as_str()?;
    Some(text.parse().expect("a decimal"))
}

fn code(row: &Value) -> Option<&str> {
    let code = row["iso_currency_code"].as_str();
    code.or_else(|| row["unofficial_currency_code"].as_str())
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
