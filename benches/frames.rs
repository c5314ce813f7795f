//! How long one frame of each page takes while scrolling, and how long its
//! model takes to rebuild: headless, by number of transactions.
//!
//! `cargo bench --bench frames` measures 10,000, 100,000 and 1,000,000, or the
//! sizes named after `--`. Figures are kept in `docs/performance.md`.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../tests/it/common/sample.rs"]
mod sample;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use egui::{
    Event, FullOutput, Modifiers, MouseWheelSource, MouseWheelUnit, RawInput, Rect, TouchPhase, Ui,
    pos2, vec2,
};
use holdfast::{
    connect::Environment,
    state::{
        AppState, Choices, Direction, HoldingColumn, HoldingsQuery, TransactionColumn,
        TransactionsQuery,
    },
    ui::{
        PageModel,
        allocation::{AllocationModel, AllocationPageQuery, allocation_ui},
        connections::{ConnectionsForm, ConnectionsModel, connections_ui},
        holdings::{HoldingsInput, HoldingsModel, holdings_ui},
        overview::{OverviewModel, OverviewQuery, overview_ui},
        theme,
        transactions::{TransactionsInput, TransactionsModel, transactions_ui},
    },
};

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
const REBUILDS: usize = 15;
const FRAMES: usize = 400;

fn main() {
    // Cargo passes `--bench`; a number is a size.
    let named: Vec<usize> = std::env::args().filter_map(|it| it.parse().ok()).collect();
    let sizes = if named.is_empty() {
        SIZES.to_vec()
    } else {
        named
    };
    for size in sizes {
        let mut state = AppState::new(
            Environment::Demo,
            "/data".into(),
            Choices::default(),
            sample::now(),
        );
        state.portfolio = Some(Arc::new(sample::many(size)));
        println!("\n{size} transactions");
        models(&state);
        frames(&state);
    }
}

/// Prints the median and the 99th percentile.
fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!("{what:<42} p50 {:8.3} ms   p99 {:8.3} ms", at(50), at(99));
}

fn build<M: PageModel>(state: &AppState, query: &M::Query) -> M {
    M::build(state.portfolio.as_ref().expect("a portfolio"), query)
}

fn rebuild<M: PageModel>(what: &str, state: &AppState, query: &M::Query) {
    repeat(what, || build::<M>(state, query));
}

fn repeat<M>(what: &str, build: impl Fn() -> M) {
    let time = || {
        let start = Instant::now();
        std::hint::black_box(build());
        start.elapsed()
    };
    report(what, (0..REBUILDS).map(|_| time()).collect());
}

/// Searching from nothing; sorting what is shown already, as a click on a column does.
fn models(state: &AppState) {
    use TransactionColumn as By;
    let transactions = |what: &str, query: TransactionsQuery| {
        let input = TransactionsInput {
            query,
            ..TransactionsInput::of(state)
        };
        rebuild::<TransactionsModel>(what, state, &input);
    };
    transactions("transactions", TransactionsQuery::default());
    let latest = build::<TransactionsModel>(state, &TransactionsInput::of(state));
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
        let input = TransactionsInput {
            query,
            ..TransactionsInput::of(state)
        };
        repeat(&format!("sort transactions by {column:?}"), || {
            TransactionsModel::follow(&latest, &latest.portfolio, &input)
        });
    }
    for search in ["company", "tk17 dividend", "no such thing"] {
        let query = TransactionsQuery {
            search: search.to_owned(),
            ..TransactionsQuery::default()
        };
        transactions(&format!("search transactions for {search:?}"), query);
    }
    let holdings = HoldingsInput {
        query: HoldingsQuery {
            open: Some("brokerage/AAPL/0".into()),
            sort: (HoldingColumn::Gain, Direction::Descending),
            ..HoldingsQuery::default()
        },
        ..HoldingsInput::of(state)
    };
    rebuild::<HoldingsModel>("sort holdings by Gain, one open", state, &holdings);
    rebuild::<OverviewModel>("overview", state, &OverviewQuery::of(state));
    rebuild::<AllocationModel>("allocation", state, &AllocationPageQuery::of(state));
}

/// Layout, painting and tessellation of each page under a turning wheel.
fn frames(state: &AppState) {
    let mut commands = vec![];
    let model = build::<OverviewModel>(state, &OverviewQuery::of(state));
    scroll("frame of overview", |ui| {
        overview_ui(ui, state, Some(&model), None, None, &mut commands);
    });
    let model = build::<HoldingsModel>(state, &HoldingsInput::of(state));
    scroll("frame of holdings", |ui| {
        holdings_ui(ui, state, Some(&model), &mut commands);
    });
    let open = HoldingsInput {
        query: HoldingsQuery {
            open: Some("brokerage/AAPL/0".into()),
            ..HoldingsQuery::default()
        },
        history: Some(sample::history("brokerage", "AAPL")),
        ..HoldingsInput::of(state)
    };
    let model = build::<HoldingsModel>(state, &open);
    scroll("frame of holdings, one open", |ui| {
        holdings_ui(ui, state, Some(&model), &mut commands);
    });
    let model = build::<AllocationModel>(state, &AllocationPageQuery::of(state));
    scroll("frame of allocation", |ui| {
        allocation_ui(ui, state, Some(&model), &mut commands);
    });
    let model = build::<TransactionsModel>(state, &TransactionsInput::of(state));
    scroll("frame of transactions", |ui| {
        transactions_ui(ui, state, Some(&model), &mut commands);
    });
    let model = build::<ConnectionsModel>(state, &());
    let mut form = ConnectionsForm::default();
    scroll("frame of connections", |ui| {
        connections_ui(ui, state, Some(&model), &mut form, &mut commands);
    });
    println!("{} commands", commands.len());
}

fn scroll(what: &str, mut page: impl FnMut(&mut Ui)) {
    let ctx = egui::Context::default();
    theme::install(&ctx);
    let mut frame = |number: usize| {
        let input = wheel(number);
        let start = Instant::now();
        let output: FullOutput = ctx.run_ui(input, |ui| {
            egui::CentralPanel::default().show(ui, |ui| page(ui));
        });
        let shapes = output.shapes.clone();
        std::hint::black_box(ctx.tessellate(shapes, output.pixels_per_point));
        let took = start.elapsed();
        output.drop_without_applying_deltas();
        took
    };
    // The first frames load fonts and find out sizes.
    for number in 0..20 {
        frame(number);
    }
    report(what, (20..20 + FRAMES).map(frame).collect());
}

/// A pointer over the table and a wheel that turns.
fn wheel(number: usize) -> RawInput {
    let time = f64::from(u32::try_from(number).unwrap_or_default()) / 60.0;
    RawInput {
        screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0))),
        time: Some(time),
        focused: true,
        events: vec![
            Event::PointerMoved(pos2(500.0, 640.0)),
            Event::MouseWheel {
                unit: MouseWheelUnit::Point,
                delta: vec2(0.0, -120.0),
                phase: TouchPhase::Move,
                source: MouseWheelSource::Wheel,
                modifiers: Modifiers::NONE,
            },
        ],
        ..RawInput::default()
    }
}
