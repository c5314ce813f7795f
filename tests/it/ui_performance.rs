//! The performance page: what was paid in is no gain, what is not known is said.

use std::sync::Arc;

use egui::Key;
use egui_kittest::kittest::Queryable as _;
use holdfast::{
    domain::{Currency, Explained, Measure, Scope},
    state::{
        AppState, Command, CurrencyChoice, Drawer, GrowthLine, PartBy, PerformanceQuery, Screen,
    },
    ui::{
        MeasuredInput, PageModel as _, Scopes,
        export::performance_csv,
        performance::{PerformanceInput, PerformanceModel},
    },
};
use rust_decimal::{Decimal, dec};

use crate::common::{
    frame,
    measured::{self, DAYS, Day},
    page, painted,
};

const SIZE: [f32; 2] = [1400.0, 900.0];

fn state(days: &[Day]) -> AppState {
    measured::state(Screen::Performance, days)
}

fn model(state: &AppState) -> PerformanceModel {
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    PerformanceModel::build(portfolio, &PerformanceInput::of(state))
}

#[test]
fn a_deposit_is_no_gain_and_the_parts_add_up() {
    let model = model(&state(&DAYS));
    let shown = model.shown.expect("something to measure");
    let bridge = shown.bridge.expect("a bridge");
    assert_eq!(
        (
            bridge.begin,
            bridge.inflow,
            bridge.income,
            bridge.price,
            bridge.end
        ),
        (dec!(1000), dec!(500), dec!(5), dec!(40), dec!(1545))
    );
    assert_eq!(bridge.gain(), dec!(45));
    // 45 over 1,000 and the 500 that were there for two of ten days.
    let ratio = shown
        .performance
        .time_weighted
        .known()
        .map(|it| it.round_dp(6));
    assert_eq!(ratio, Some(dec!(0.040909)));
    let gains: Decimal = shown.rows.iter().map(|it| it.gain).sum();
    assert_eq!(gains, bridge.gain());
    let shares: Option<Decimal> = shown.rows.iter().map(|it| it.contribution).sum();
    let shares = shares.map(|it| it.round_dp(6));
    assert_eq!(shares, Some(dec!(0.040909)));
}

fn explained(measure: Measure) -> Drawer {
    Drawer::Explanation(Box::new(Explained {
        measure,
        of: Scope::Whole,
        currency: Some(Currency::iso("USD")),
        during: None,
    }))
}

#[test]
fn the_page_says_its_figures_and_how_they_come_about() {
    let mut state = state(&DAYS);
    state.view.drawer = Some(explained(Measure::Gain));
    let harness = frame::open(state.clone(), SIZE);
    let spoken = frame::spoken(&harness);
    for said in [
        "+4.1%",
        "+$45.00",
        "In: +$500.00",
        "Price: +$40.00",
        "Begin: $1,000.00",
        "End: $1,545.00",
        "Total, gain +$45.00",
    ] {
        assert!(spoken.iter().any(|it| it == said), "{said}: {spoken:?}");
    }
    let explains = |part: &str| spoken.iter().any(|it| it.contains(part));
    assert!(explains("What was paid in or out is no part of it"));
    assert!(explains("10 Nov 2026 · Contribution, +$500.00, Brokerage"));
    assert!(explains("holdfast performance --explain gain"));
    state.view.drawer = Some(explained(Measure::TimeWeighted));
    frame::shoot_all(&state, "explanation");
}

#[test]
fn narrow_windows_keep_every_digit_and_no_two_figures_touch() {
    for width in [900.0, 1100.0, 1280.0, 1440.0] {
        let window = frame::open(state(&DAYS), [width, 1400.0]);
        let texts = painted::texts(window.output());
        let november = texts.iter().find(|it| it.words == "+4.1");
        assert!(november.is_some(), "at {width}: {texts:?}");
        let dates = texts.iter().find(|it| it.words == "1 Nov – 11 Nov 2026");
        assert!(dates.is_some_and(|it| !it.is_cut), "at {width}: {texts:?}");
        // Amounts and names of the steps, and the labels of the axes.
        let amounts = texts.iter().filter(|it| (it.size - 11.0).abs() < 0.01);
        let amounts: Vec<_> = amounts.filter(|it| !it.words.is_empty()).collect();
        assert!(amounts.iter().any(|it| it.words == "+500"), "{amounts:?}");
        for (at, one) in amounts.iter().enumerate() {
            for other in &amounts[at + 1..] {
                assert!(
                    !one.place.intersects(other.place),
                    "at {width}: {one:?} {other:?}"
                );
            }
        }
    }
}

#[test]
fn a_figure_of_a_row_opens_how_it_comes_about() {
    let mut window = frame::open(state(&DAYS), [1700.0, 900.0]);
    window.get_by_label("Parts of the gain").focus();
    window.run();
    for key in [Key::ArrowDown, Key::I] {
        window.key_press(key);
        window.run();
    }
    let Some(Command::OpenDrawer(Some(Drawer::Explanation(what)))) = window.state().commands.last()
    else {
        panic!("{:?}", window.state().commands);
    };
    assert_eq!(what.measure, Measure::Gain);
    assert_ne!(what.of, Scope::Whole);
}

#[test]
fn hidden_amounts_are_nowhere() {
    let mut state = state(&DAYS);
    state.choices.hide_amounts = true;
    state.view.drawer = Some(explained(Measure::MoneyWeighted));
    let csv = performance_csv(&model(&state), true).expect("written");
    let harness = frame::open(state, SIZE);
    let mut spoken = frame::spoken(&harness);
    spoken.push(csv);
    for part in ["500.00", "1,545", "45.00", "1.5k", ",500,", "$"] {
        let shown: Vec<_> = spoken.iter().filter(|it| it.contains(part)).collect();
        assert!(shown.is_empty(), "{part}: {shown:?}");
    }
    assert!(spoken.iter().any(|it| it == "+4.1%"), "percentages stay");
}

#[test]
fn a_first_sync_says_what_is_missing() {
    let state = state(&DAYS[..1]);
    let shown = model(&state).shown.expect("an account");
    assert!(shown.performance.time_weighted.known().is_none());
    assert!(shown.bridge.is_none());
    let harness = page::open(state, SIZE);
    let spoken = page::spoken(&harness);
    let says = |part: &str| spoken.iter().any(|it| it.contains(part));
    assert!(says("Sync on another day"), "{spoken:?}");
    let is_rate = |it: &String| it.ends_with('%') && it.starts_with(['+', '−', '0']);
    assert!(
        !spoken.iter().any(is_rate),
        "no rate is made up: {spoken:?}"
    );
}

#[test]
fn what_was_measured_once_serves_every_order_and_span() {
    let mut state = state(&DAYS);
    let portfolio = Arc::clone(state.portfolio.as_ref().expect("a portfolio"));
    let scopes = Scopes::build(&portfolio, &MeasuredInput::of(&state));
    state.view.performance.by = PartBy::Account;
    state.view.currency = CurrencyChoice::Chosen(Some(Currency::iso("USD")));
    let input = PerformanceInput::of(&state);
    let anew = PerformanceModel::build(&portfolio, &input);
    let shared = PerformanceInput {
        scopes: Some(scopes),
        ..input
    };
    let next = PerformanceModel::build(&portfolio, &shared);
    let (next, anew) = (next.shown.expect("shown"), anew.shown.expect("shown"));
    assert_eq!(next.performance, anew.performance);
    assert_eq!(next.rows, anew.rows);
    assert_eq!(
        next.rows[0].time_weighted,
        next.performance.time_weighted.known().copied()
    );
}

#[test]
fn what_is_chosen_is_asked_for() {
    let mut harness = page::open(state(&DAYS), SIZE);
    for (label, expected) in [
        (
            "Account",
            PerformanceQuery {
                by: PartBy::Account,
                ..PerformanceQuery::default()
            },
        ),
        (
            "Drawdown",
            PerformanceQuery {
                by: PartBy::Account,
                line: GrowthLine::Drawdown,
                ..PerformanceQuery::default()
            },
        ),
    ] {
        harness.get_by_label(label).click();
        harness.run();
        let asked = harness.state().commands.last();
        assert_eq!(asked, Some(&Command::QueryPerformance(expected)), "{label}");
    }
}

#[test]
fn accounts_and_holdings_are_taken_together() {
    let mut state = state(&DAYS);
    for by in PartBy::ALL {
        state.view.performance.by = by;
        let shown = model(&state).shown.expect("something to measure");
        let gains: Decimal = shown.rows.iter().map(|it| it.gain).sum();
        assert_eq!(gains, dec!(45), "{by:?}");
        let shares: Option<Decimal> = shown.rows.iter().map(|it| it.contribution).sum();
        let share = shares.map(|it| it.round_dp(6));
        assert_eq!(share, Some(dec!(0.040909)), "{by:?}");
        let csv = performance_csv(&model(&state), false).expect("written");
        assert_eq!(csv.lines().count(), shown.rows.len() + 1, "{by:?}");
        // Every row that is something opens how its figures come about.
        for row in shown.rows.iter().filter(|it| it.of.is_some()) {
            let of = row.of.clone().expect("a scope");
            let what = Explained::new(Measure::Gain, of, Some(&Currency::iso("USD")));
            state.view.drawer = Some(Drawer::Explanation(Box::new(what)));
            let harness = frame::open(state.clone(), SIZE);
            let spoken = frame::spoken(&harness);
            let name = |it: &String| it.contains(&row.name);
            assert!(spoken.iter().any(name), "{by:?}: {spoken:?}");
        }
        state.view.drawer = None;
    }
}

#[test]
fn a_month_a_year_and_a_row_open_how_they_come_about() {
    let state = state(&DAYS);
    let shown = model(&state).shown.expect("something to measure");
    let span = shown.years[0].total.as_ref().expect("a year").span;
    let mut harness = page::open(state, SIZE);
    let spoken = page::spoken(&harness);
    let year = spoken
        .iter()
        .find(|it| it.starts_with("2026 "))
        .expect("a year");
    harness.get_by_label(year).click();
    harness.run();
    let what = Explained {
        during: Some((span.from, span.to)),
        ..Explained::new(
            Measure::TimeWeighted,
            Scope::Whole,
            Some(&Currency::iso("USD")),
        )
    };
    let asked = harness.state().commands.last().cloned();
    assert_eq!(
        asked,
        Some(Command::OpenDrawer(Some(Drawer::Explanation(Box::new(
            what
        )))))
    );
    let row = &shown.rows[0];
    let label = page::spoken(&harness);
    let label = label
        .iter()
        .find(|it| it.starts_with(&format!("{}, gain", row.name)));
    harness.get_by_label(label.expect("a row")).click();
    harness.run();
    let of = row.of.clone().expect("a scope");
    let what = Explained::new(Measure::Gain, of, Some(&Currency::iso("USD")));
    let asked = harness.state().commands.last().cloned();
    assert_eq!(
        asked,
        Some(Command::OpenDrawer(Some(Drawer::Explanation(Box::new(
            what
        )))))
    );
}

#[test]
fn the_records_of_a_figure_are_shown_alone() {
    let mut state = state(&DAYS);
    state.view.drawer = Some(explained(Measure::Gain));
    let mut harness = frame::open(state.clone(), SIZE);
    harness.get_by_label("Show these records").click();
    harness.run();
    let commands = &harness.state().commands;
    let [.., Command::QueryTransactions(query), Command::Show(screen)] = &commands[..] else {
        panic!("{commands:?}");
    };
    assert_eq!(*screen, Screen::Transactions);
    let flows = model(&state).shown.expect("measured").performance.flows;
    let flows: Vec<_> = flows.into_iter().filter_map(|it| it.transaction).collect();
    assert!(!flows.is_empty());
    assert_eq!(query.only.as_deref(), Some(&flows[..]));
    state.view.transactions = query.clone();
    state.view.drawer = None;
    state.screen = Screen::Transactions;
    let harness = frame::open(state, SIZE);
    let spoken = frame::spoken(&harness);
    let says = |part: &str| spoken.iter().any(|it| it.contains(part));
    assert!(says("1 record"), "{spoken:?}");
}
