//! Sums: every total of every page and command is exactly what it claims to
//! sum, and two places that name the same figure agree. The rules are those of
//! `docs/spec/figures.md`; the sums are worked out a second time here.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::Days;
use holdfast::{
    connect::{DateRange, Fetched},
    domain::{AccountId, Security, SecurityId},
    portfolio::{Portfolio, is_balance},
    simulator,
};
use proptest::{
    prelude::ProptestConfig,
    test_runner::{RngSeed, TestRunner},
};
use rust_decimal::Decimal;

use crate::common::{
    agreement::{check_pages, filters},
    cases::{self, Case},
    commands::Printed,
    generated,
    in_process::InProcess,
    line::check_line,
    portfolio,
    program::Program,
    stored::{File, fetched},
    world::{self, World},
};

/// How many portfolios are made up.
const PORTFOLIOS: u32 = 1_000;

/// How many of them are stored, too.
const STORED: u32 = 24;

/// Of how many of these each command runs as a process.
const PROCESSES: u32 = 4;

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
        let portfolio = Arc::new(case.portfolio());
        let printed = Printed::of(None, |arguments| case.rows(arguments));
        printed.check(&portfolio);
        printed.check_window(&portfolio, cases::now());
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
    let printed = Printed::of(None, |arguments| {
        program.json(&[&["--environment", "sandbox"], arguments].concat())
    });
    printed.check(&portfolio);
    printed.check_window(&portfolio, world::now());
}

#[test]
fn portfolios_made_up_at_random_add_up() {
    made_up(PORTFOLIOS, |portfolio| {
        for filter in filters(portfolio).into_iter().take(3) {
            check_pages(portfolio, &filter, generated::now());
            check_line(portfolio, &filter, generated::today());
        }
    });
}

#[test]
fn commands_on_portfolios_made_up_at_random_say_what_the_pages_say() {
    let commands = InProcess::default();
    let now = generated::now();
    made_up(PORTFOLIOS, |portfolio| {
        let groups = portfolio.groups();
        let groups = groups.iter().map(|it| Some(&**it));
        for group in groups.chain([None]) {
            let run = |arguments: &[&str]| commands.rows(portfolio, now, arguments);
            let printed = Printed::of(group, run);
            printed.check(portfolio);
            printed.check_window(portfolio, now);
            printed.check_attention(portfolio, now);
        }
    });
}

#[test]
fn portfolios_made_up_at_random_come_back_from_a_file_with_every_digit() {
    let commands = InProcess::default();
    let processes = Cell::new(PROCESSES);
    made_up(STORED, |portfolio| {
        let file = file_of(portfolio);
        let stored = Arc::new(file.portfolio());
        check_stored(portfolio, &stored);
        let run = |arguments: &[&str]| commands.rows(&stored, generated::now(), arguments);
        let printed = Printed::of(None, run);
        printed.check(&stored);
        printed.check_window(&stored, generated::now());
        if let Some(left) = processes.get().checked_sub(1) {
            processes.set(left);
            let program = Program {
                data: file.root.path(),
                url: "http://127.0.0.1:9",
            };
            let by_process = Printed::of(None, |arguments| {
                program.json(&[&["--environment", "demo"], arguments].concat())
            });
            by_process.check(&stored);
            assert_eq!(by_process.holdings, printed.holdings);
            assert_eq!(by_process.positions, printed.positions);
            assert_eq!(by_process.transactions, printed.transactions);
            assert_eq!(by_process.cash_flow, printed.cash_flow);
            assert_eq!(by_process.allocation, printed.allocation);
        }
    });
}

/// A file to which a portfolio was synced, connection by connection, twice: at
/// first with the accounts and transactions that are gone the second time.
fn file_of(portfolio: &Portfolio) -> File {
    let file = File::new();
    let today = generated::today();
    for connection in &portfolio.connections {
        let is_of = |id: &AccountId| {
            let account = portfolio.account(id);
            account.is_some_and(|it| it.item_id == connection.item_id)
        };
        let accounts = portfolio.accounts.iter().filter(|it| is_of(&it.id));
        let holdings = portfolio.holdings.iter();
        let holdings = holdings.filter(|it| is_of(&it.account_id) && !is_balance(it));
        let transactions = portfolio.transactions.iter();
        let transactions = transactions.filter(|it| is_of(&it.account_id));
        let mut answer = Fetched {
            accounts: accounts.cloned().collect(),
            holdings: holdings.cloned().collect(),
            transactions: transactions.cloned().collect(),
            window: DateRange {
                start: today - Days::new(730),
                end: today,
            },
            ..fetched(connection.item_id.as_str())
        };
        let held = answer.holdings.iter().map(|it| &it.security_id);
        let traded = answer.transactions.iter();
        let named: BTreeSet<&SecurityId> = held
            .chain(traded.filter_map(|it| it.security_id.as_ref()))
            .collect();
        answer.securities = named
            .into_iter()
            .map(|id| {
                let known = portfolio.security(id).cloned();
                known.unwrap_or_else(|| Security::unknown(id.clone()))
            })
            .collect();
        file.sync(answer.clone(), today - Days::new(1));
        answer.accounts.retain(|it| it.missing_since.is_none());
        answer.transactions.retain(|it| it.removed_on.is_none());
        file.sync(answer, today);
    }
    for account in &portfolio.accounts {
        let choice = account.choice.clone();
        let mut database = file.database();
        let changed = database.change_account_choice(&account.id, |_| choice.clone());
        changed.expect("it is written");
    }
    file
}

/// Every row came back as it was.
fn check_stored(portfolio: &Portfolio, stored: &Portfolio) {
    let figures = |portfolio: &Portfolio| -> BTreeMap<String, String> {
        let holdings = portfolio.holdings.iter().filter(|it| !is_balance(it));
        // A zero has no sign in a file.
        let text = |figures: &[Option<Decimal>]| {
            let unsigned = |it: Decimal| if it.is_zero() { it.abs() } else { it };
            let figures = figures.iter().map(|it| it.map(unsigned));
            format!("{:?}", figures.collect::<Vec<_>>())
        };
        let holdings = holdings.map(|it| {
            let held = [it.quantity, it.institution_price, it.institution_value];
            let rest = [it.cost_basis, it.vested_quantity, it.vested_value];
            let figures = text(&[held, rest].concat());
            (it.id.to_string(), format!("{figures} {:?}", it.currency))
        });
        let transactions = portfolio.transactions.iter().map(|it| {
            let figures = text(&[it.quantity, it.price, it.fees, it.amount]);
            let rest = (it.date, &it.subtype, it.removed_on);
            (it.id.to_string(), format!("{figures} {rest:?}"))
        });
        holdings.chain(transactions).collect()
    };
    assert_eq!(figures(portfolio), figures(stored));
    assert_eq!(portfolio.accounts.len(), stored.accounts.len());
}

/// Makes up portfolios: the same ones everywhere, so that a fault found once is
/// found again.
fn made_up(portfolios: u32, check: impl Fn(&Arc<Portfolio>)) {
    let config = ProptestConfig {
        cases: portfolios,
        rng_seed: RngSeed::Fixed(20_261_126),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let checked = TestRunner::new(config).run(&generated::portfolios(), |portfolio| {
        check(&Arc::new(portfolio));
        Ok(())
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
}
