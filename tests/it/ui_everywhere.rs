//! Every page in windows of four sizes: no two words meet, and none leaves the
//! window.

use egui::Rect;
use egui_kittest::{Harness, kittest::Queryable as _};
use holdfast::{
    portfolio::{History, Portfolio},
    state::{AllocationForm, AppState, Drawer, GrowthLine, HistoryQuery, Screen, SyncHistory},
    text::Label as _,
    ui::theme,
};

use crate::common::{
    frame::{self, Frame},
    measured, page,
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

/// The sample with names that are hard to paint wherever there is a name.
fn hard_names() -> Portfolio {
    let names = [
        "קרן נאמנות ישראלית לצמיחה",
        "صندوق الاستثمار العالمي \u{202e}Fund\u{202c}",
        "🚀👩\u{200d}🔬 To the moon \u{fe0f}🇨🇭",
        "Fund\r\nof two\u{2028}lines\tand a tab",
        "全世界株式インデックス・ファンド",
    ];
    let mut names = names.into_iter().cycle();
    let mut name = || names.next().expect("they go round");
    let mut portfolio = sample::portfolio();
    let mut ids: Vec<_> = portfolio.securities.keys().cloned().collect();
    ids.sort();
    for id in ids {
        let security = portfolio.securities.get_mut(&id).expect("it is there");
        security.name = Some(name().into());
    }
    for account in &mut portfolio.accounts {
        account.name = name().into();
        account.choice.groups = [name().into()].into();
    }
    for row in &mut portfolio.transactions {
        row.name = name().into();
    }
    for connection in &mut portfolio.connections {
        connection.name = name().into();
    }
    portfolio.prepared()
}

/// Where the machine has a font for a script, the window takes it; the embedded one
/// has neither Hebrew nor Arabic.
#[test]
fn names_in_any_script_meet_nothing_and_keep_to_their_row() {
    let mut system = fontdb::Database::new();
    system.load_system_fonts();
    let has_dejavu = system.faces().any(|it| it.post_script_name == "DejaVuSans");
    for screen in [
        Screen::Overview,
        Screen::Holdings,
        Screen::Allocation,
        Screen::Transactions,
        Screen::Connections,
    ] {
        let state = page::state(screen, hard_names());
        for size in [SIZES[0], SIZES[2]] {
            let window = frame::open(state.clone(), size);
            check(screen.label(), &window, size);
            for row in window.query_all_by_role(egui::Role::Row) {
                let height = row.rect().height();
                assert!((height - theme::ROW_HEIGHT).abs() < 0.5, "{row:?}");
            }
            for text in painted::texts(window.output()) {
                let is_name = text.words.contains(['ק', 'ص', '🚀', '株']);
                assert!(!is_name || text.place.height() < 60.0, "{text:?}");
            }
            let has = |it| {
                window
                    .ctx
                    .fonts_mut(|fonts| fonts.has_glyph(&theme::body(), it))
            };
            assert!(!has_dejavu || (has('ק') && has('ص')));
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
fn no_words_meet_on_the_page_of_needs_and_beside_what_changed() {
    let mut state = measured::state(Screen::Attention, &measured::DAYS);
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    let history = state.held_history.as_ref().expect("a history");
    state.reconciled = Some(history.reconcile(portfolio, state.today()));
    check_all("needs", &state);
    state.screen = Screen::Overview;
    check_all("the overview with needs", &state);
    state.view.drawer = Some(Drawer::Changes);
    // In the smallest window the drawer lies upon the page.
    check_in(&SIZES[1..], "what changed", &state);
}

#[test]
fn no_words_meet_on_the_performance_page() {
    let mut state = page::state(Screen::Performance, sample::portfolio());
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    let mut history = History::default();
    for snapshot in sample::history("brokerage", "AAPL").snapshots() {
        history.add(portfolio, snapshot);
    }
    let history = history.handed_on(portfolio);
    measured::hold(&mut state, history);
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
