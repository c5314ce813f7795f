//! Every page in windows of four sizes: no two words meet, and none leaves the
//! window.

use egui::Rect;
use egui_kittest::Harness;
use holdfast::{
    portfolio::History,
    state::{AllocationForm, AppState, GrowthLine, HeldHistory, HistoryQuery, Screen, SyncHistory},
    text::Label as _,
};

use crate::common::{
    frame::{self, Frame},
    page,
    painted::{self, Text},
    portfolio, sample,
};

/// 900 × 600, 1280 × 800, 1920 × 1080 and 3840 × 2160.
const SIZES: [[f32; 2]; 4] = [
    [900.0, 600.0],
    [1280.0, 800.0],
    [1920.0, 1080.0],
    [3840.0, 2160.0],
];

/// What can be seen of a text.
fn seen(text: &Text) -> Rect {
    text.place.intersect(text.clip)
}

fn check(name: &str, window: &Harness<'_, Frame>, size: [f32; 2]) {
    let whole = Rect::from_min_size(egui::Pos2::ZERO, size.into());
    let texts = painted::texts(window.output());
    let shown: Vec<_> = texts
        .iter()
        .filter(|it| !it.words.trim().is_empty() && seen(it).is_positive())
        .collect();
    assert!(shown.len() > 10, "{name} at {size:?} shows nothing");
    for (at, text) in shown.iter().enumerate() {
        assert!(
            whole.expand(0.5).contains_rect(seen(text)),
            "{text:?} leaves {name} at {size:?}"
        );
        for other in &shown[at + 1..] {
            let both = seen(text).intersect(seen(other)).shrink(1.0);
            assert!(
                !both.is_positive(),
                "on {name} at {size:?}\n{text:?}\nmeets\n{other:?}"
            );
        }
    }
}

fn check_all(name: &str, state: &AppState) {
    check_in(&SIZES, name, state);
}

fn check_in(sizes: &[[f32; 2]], name: &str, state: &AppState) {
    for &size in sizes {
        let window = frame::open(state.clone(), size);
        check(name, &window, size);
    }
}

#[test]
fn no_words_meet_on_any_page_in_any_size() {
    for screen in [
        Screen::Welcome,
        Screen::Overview,
        Screen::Holdings,
        Screen::Allocation,
        Screen::Transactions,
        Screen::Connections,
        Screen::Settings,
    ] {
        for portfolio in [portfolio::portfolio(), sample::portfolio()] {
            check_all(screen.label(), &page::state(screen, portfolio));
        }
    }
}

#[test]
fn what_keys_do_is_said_in_full() {
    for size in SIZES {
        let window = frame::open(page::state(Screen::Settings, sample::portfolio()), size);
        for text in painted::texts(window.output()) {
            assert!(!text.is_cut, "{text:?} at {size:?}");
        }
    }
}

#[test]
fn no_words_meet_on_the_performance_page() {
    let mut state = page::state(Screen::Performance, sample::portfolio());
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    let mut history = History::default();
    for snapshot in sample::history("brokerage", "AAPL").snapshots() {
        history.add(portfolio, snapshot);
    }
    state.held_history = Some(HeldHistory::new(history.handed_on(portfolio)));
    for line in GrowthLine::ALL {
        state.view.performance.line = line;
        check_all(line.label(), &state);
    }
}

#[test]
fn no_words_meet_beside_details_and_in_the_forms_of_the_allocation() {
    let mut state = page::state(Screen::Holdings, portfolio::portfolio());
    state.view.holdings.open = Some("brokerage/aapl/0".into());
    // In the smallest window the details lie upon the table.
    check_in(&SIZES[1..], "a holding", &state);
    for form in AllocationForm::ALL {
        let mut state = page::state(Screen::Allocation, portfolio::portfolio());
        state.view.allocation.form = form;
        check_all(form.label(), &state);
    }
    let mut state = page::state(Screen::Connections, portfolio::portfolio());
    state.view.history = Some(HistoryQuery::default());
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    let runs = portfolio
        .connections
        .iter()
        .filter_map(|it| it.last_run.clone());
    state.sync_history = Some(SyncHistory::new(runs.collect()));
    check_all("the history", &state);
}
