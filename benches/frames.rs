//! How long one frame of each page takes while scrolling, and how long its
//! model takes to rebuild, headless and by number of transactions.
//!
//! `cargo bench --bench frames` for 10,000, 100,000 and 1,000,000; figures are
//! kept in `docs/performance.md`.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../tests/common/sample.rs"]
mod sample;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use holdfast::{
    domain::Portfolio,
    state::{
        AccountFilter, Direction, HoldingColumn, HoldingsQuery, TransactionColumn,
        TransactionsQuery,
    },
    ui::{
        PageModel,
        holdings::{HoldingsInput, HoldingsModel},
        transactions::{TransactionsInput, TransactionsModel},
    },
};

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
const REBUILDS: usize = 9;

fn main() {
    for size in SIZES {
        let portfolio = Arc::new(sample::many(size));
        println!("\n{size} transactions");
        models(&portfolio);
    }
}

/// Prints the median of some durations.
fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!("{what:<44} p50 {:8.3} ms   p99 {:8.3} ms", at(50), at(99));
}

fn rebuild<M: PageModel>(what: &str, portfolio: &Arc<Portfolio>, query: &M::Query) {
    let time = || {
        let start = Instant::now();
        std::hint::black_box(M::build(portfolio, query));
        start.elapsed()
    };
    report(what, (0..REBUILDS).map(|_| time()).collect());
}

fn models(portfolio: &Arc<Portfolio>) {
    use TransactionColumn as By;
    for column in [
        By::Date,
        By::Type,
        By::Security,
        By::Account,
        By::Quantity,
        By::Price,
        By::Fees,
        By::CashEffect,
    ] {
        let query = TransactionsQuery {
            sort: (column, Direction::Descending),
            ..TransactionsQuery::default()
        };
        transactions(&format!("transactions by {column:?}"), portfolio, query);
    }
    for search in ["company", "tk17 dividend", "no such thing"] {
        let query = TransactionsQuery {
            search: search.to_owned(),
            ..TransactionsQuery::default()
        };
        transactions(&format!("transactions with {search:?}"), portfolio, query);
    }
    let query = HoldingsQuery {
        open: Some("brokerage/AAPL/0".into()),
        sort: (HoldingColumn::Gain, Direction::Descending),
        ..HoldingsQuery::default()
    };
    let input = HoldingsInput {
        query,
        accounts: AccountFilter::All,
        today: sample::today(),
    };
    rebuild::<HoldingsModel>("holdings by gain, one open", portfolio, &input);
}

fn transactions(what: &str, portfolio: &Arc<Portfolio>, query: TransactionsQuery) {
    let input = TransactionsInput {
        query,
        accounts: AccountFilter::All,
        today: sample::today(),
    };
    rebuild::<TransactionsModel>(what, portfolio, &input);
}
