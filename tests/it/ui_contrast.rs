//! Words against what they stand on, as they are painted.

use egui::Role;
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use holdfast::{
    connect::Environment,
    domain::TransactionKind,
    portfolio::{History, Portfolio},
    state::{
        AllocationForm, AppState, Drawer, HistoryQuery, Month, Screen, SyncHistory, ThemeChoice,
    },
    text::Label as _,
    ui::theme,
};
use rust_decimal::dec;

use crate::common::{
    frame::{self, Frame},
    measured::{self, DAYS},
    page, painted, portfolio, sample,
};

/// WCAG AA, less what colors of 8 bits round.
const LEAST: f64 = 4.45;

fn check(window: &Harness<'_, Frame>, name: &str) {
    let off = window.root().children_recursive();
    let off = off.filter(|it| it.accesskit_node().is_disabled());
    let off: Vec<_> = off.map(|it| it.rect()).collect();
    let mut seen = 0;
    for (text, ink, ground) in painted::inks(window.output()) {
        // What cannot be used now is exempt.
        if off.iter().any(|it| it.contains(text.place.center())) {
            continue;
        }
        let contrast = theme::contrast(ground.blend(ink), ground);
        let theme = window.state().state.choices.theme;
        assert!(
            contrast >= LEAST,
            "{contrast:.2} of {ink:?} on {ground:?} on {name} in {theme:?}: {text:?}"
        );
        seen += 1;
    }
    assert!(seen > 10, "{seen} on {name}");
}

/// In both themes, and with the pointer over a row.
fn check_all(name: &str, state: &AppState) {
    for theme in [ThemeChoice::Dark, ThemeChoice::Light] {
        let mut state = state.clone();
        state.choices.theme = theme;
        let mut window = frame::open(state, [1440.0, 900.0]);
        check(&window, name);
        let row = window.query_all_by_role(Role::Row).next();
        let row = row.map(|it| it.rect().center());
        if let Some(place) = row {
            window.hover_at(place);
            window.run();
            check(&window, name);
        }
    }
}

#[test]
fn words_can_be_read_on_every_page() {
    check_all(
        "welcome",
        &page::state(Screen::Welcome, Portfolio::default()),
    );
    check_all(
        "first run",
        &page::state(Screen::Connections, Portfolio::default()),
    );
    for screen in [
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
fn words_can_be_read_on_whatever_is_chosen() {
    let mut state = page::state(Screen::Holdings, sample::portfolio());
    state.view.holdings.open = Some("brokerage/TSLA/0".into());
    check_all("a holding", &state);
    for form in AllocationForm::ALL {
        let mut state = page::state(Screen::Allocation, sample::portfolio());
        state.view.allocation.form = form;
        check_all(form.label(), &state);
    }
    let mut state = page::state(Screen::Transactions, sample::portfolio());
    state.view.transactions.month = Some(Month::of(sample::day(2026, 8, 1)));
    state.view.transactions.kinds = vec![TransactionKind::Sell];
    state.view.transactions.open = Some("t03".into());
    check_all("a transaction", &state);
    let mut state = page::state(Screen::Connections, portfolio::portfolio());
    state.environment = Environment::Sandbox;
    check_all("the sandbox", &state);
    state.view.history = Some(HistoryQuery::default());
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    let runs = portfolio.connections.iter();
    let runs = runs.filter_map(|it| it.last_run.clone());
    state.sync_history = Some(SyncHistory::new(runs.collect()));
    check_all("the history", &state);
}

#[test]
fn words_can_be_read_on_what_is_measured() {
    let fell = (20, dec!(1005), dec!(5), dec!(430));
    for screen in [Screen::Overview, Screen::Performance] {
        let mut state = measured::state(screen, &[DAYS[0], DAYS[1], fell]);
        check_all(screen.label(), &state);
        state.view.drawer = Some(Drawer::Changes);
        check_all("what changed", &state);
    }
    let mut state = page::state(Screen::Attention, portfolio::portfolio());
    measured::reconcile(&mut state, History::default());
    check_all("attention", &state);
}
