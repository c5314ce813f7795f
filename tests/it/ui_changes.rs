//! What came of the value over the range, and what the last sync changed: on the
//! overview and in the drawer behind the age of the data.

use chrono::TimeDelta;
use egui::Key;
use egui_kittest::kittest::Queryable as _;
use holdfast::{
    state::{AppState, Command, Drawer, OverviewList, RangeChoice, Screen},
    ui::{
        PageModel as _,
        changes::{ChangeRow, ChangesInput, ChangesModel},
        overview::{CourseInput, CourseModel},
    },
};
use rust_decimal::dec;

use crate::common::{
    frame,
    measured::{self, DAYS, Day},
    sample,
};

const SIZE: [f32; 2] = [1440.0, 900.0];
const SMALLEST: [f32; 2] = [900.0, 600.0];

/// The same, and on the 20th a price that fell.
const THREE: [Day; 3] = [DAYS[0], DAYS[1], (20, dec!(1005), dec!(5), dec!(530))];

fn overview(days: &[Day]) -> AppState {
    measured::state(Screen::Overview, days)
}

fn says(spoken: &[String], part: &str) -> bool {
    spoken.iter().any(|it| it.contains(part))
}

#[test]
fn what_was_paid_in_stands_beside_the_gain_and_is_none() {
    for size in [SIZE, SMALLEST] {
        let harness = frame::open(overview(&DAYS), size);
        let spoken = frame::spoken(&harness);
        assert!(says(&spoken, "$1,545.00"), "{spoken:?}");
        assert!(spoken.iter().any(|it| it == "+$45.00 +4.1%"), "{spoken:?}");
        let parts = "market +$40.00 · you added $500.00 · income $5.00";
        assert!(spoken.iter().any(|it| it == parts), "{spoken:?}");
    }
    let mut state = overview(&DAYS);
    frame::shoot_all(&state, "course");
    state.view.overview_list = OverviewList::Movers;
    state.view.drawer = Some(Drawer::Changes);
    frame::shoot_all(&state, "changes");
}

#[test]
fn the_range_drives_gain_chart_and_movers_alike() {
    let mut state = overview(&THREE);
    // A month before is the 15th: the value of the 11th is the last up to it.
    state.now += TimeDelta::days(24);
    let check = |range, gain, mover, points| {
        let mut state = state.clone();
        state.view.range = range;
        let portfolio = state.portfolio.as_ref().expect("a portfolio");
        let model = CourseModel::build(portfolio, &CourseInput::of(&state));
        let usd = holdfast::domain::Currency::iso("USD");
        let course = model.of(Some(&usd)).expect("a course");
        let bridge = course.bridge.known().expect("a bridge");
        assert_eq!(bridge.gain(), gain, "{range:?}");
        assert_eq!(course.movers[0].gain, mover, "{range:?}");
        assert_eq!(course.paid_in.len(), points, "{range:?}");
    };
    check(RangeChoice::All, dec!(35), dec!(35), 3);
    check(RangeChoice::OneMonth, dec!(-10), dec!(-10), 2);
    state.view.range = RangeChoice::OneMonth;
    state.view.overview_list = OverviewList::Movers;
    let harness = frame::open(state, SIZE);
    let spoken = frame::spoken(&harness);
    assert!(says(&spoken, "−$10.00 −0.6%"), "{spoken:?}");
    assert!(says(&spoken, "−$10.00, contribution −0.6%"), "{spoken:?}");
}

#[test]
fn after_a_first_sync_it_says_what_is_missing() {
    let harness = frame::open(overview(&DAYS[..1]), SIZE);
    let spoken = frame::spoken(&harness);
    assert!(says(&spoken, "Sync on another day"), "{spoken:?}");
    assert!(!says(&spoken, "market"), "{spoken:?}");
}

#[test]
fn the_drawer_opens_behind_the_age_and_escape_closes_it() {
    for size in [SIZE, SMALLEST] {
        for screen in [Screen::Overview, Screen::Holdings, Screen::Settings] {
            let state = measured::state(screen, &THREE);
            let mut harness = frame::open(state, size);
            harness.get_by_label_contains("Synced 9 h ago").click();
            harness.run();
            let opened = Command::OpenDrawer(Some(Drawer::Changes));
            assert_eq!(harness.state().commands, [opened], "{screen:?}");
            let spoken = frame::spoken(&harness);
            for part in [
                "Close details",
                "11 Nov – 20 Nov 2026",
                "Begin $1,545.00",
                "Price −$10.00",
                "End $1,535.00",
                "Price alone · 1",
                "price $108.00 → $106.00",
            ] {
                assert!(says(&spoken, part), "{part} on {screen:?}: {spoken:?}");
            }
            harness.key_press(Key::Escape);
            harness.run();
            assert_eq!(harness.state().state.view.drawer, None, "{screen:?}");
        }
    }
}

fn changes(state: &AppState) -> ChangesModel {
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    ChangesModel::build(portfolio, &ChangesInput::of(state))
}

#[test]
fn the_whole_and_every_holding_are_told_since_the_same_sync() {
    // Two syncs on the 20th: what is new is new since the 11th.
    let fell = (20, dec!(1005), dec!(5), dec!(535));
    let mut state = overview(&[DAYS[0], DAYS[1], fell, THREE[2]]);
    let model = changes(&state);
    let span = model.bridges[0].span.expect("two days");
    let days = [11, 20].map(|it| sample::day(2026, 11, it));
    assert_eq!([span.from, span.to], days);
    let mut holdings = 0;
    for row in &model.rows {
        if let ChangeRow::Holding(change) = row {
            assert_eq!([change.from, change.to].map(|it| it.date_naive()), days);
            holdings += 1;
        }
    }
    assert_eq!(holdings, 1);
    state.view.drawer = Some(Drawer::Changes);
    let spoken = frame::spoken(&frame::open(state, SIZE));
    for part in ["11 Nov – 20 Nov 2026", "price $108.00 → $106.00"] {
        assert!(says(&spoken, part), "{part}: {spoken:?}");
    }
}

#[test]
fn nothing_is_said_where_nothing_is_different() {
    let later_that_day = (1, dec!(500), dec!(5), dec!(510));
    for days in [&DAYS[..1], &[DAYS[0], later_that_day]] {
        let mut state = overview(days);
        let model = changes(&state);
        assert_eq!(model.rows, []);
        assert_eq!(model.bridges[0].span, None);
        state.view.drawer = Some(Drawer::Changes);
        let spoken = frame::spoken(&frame::open(state, SIZE));
        assert!(says(&spoken, "Sync on another day"), "{spoken:?}");
        assert!(!says(&spoken, "since "), "{spoken:?}");
    }
    let (_, cash, units, value) = DAYS[1];
    let mut state = overview(&[DAYS[0], DAYS[1], (20, cash, units, value)]);
    assert_eq!(changes(&state).rows, []);
    state.view.drawer = Some(Drawer::Changes);
    let spoken = frame::spoken(&frame::open(state, SIZE));
    assert!(says(&spoken, "No holding differs"), "{spoken:?}");
}

#[test]
fn hidden_amounts_are_in_neither() {
    let mut state = overview(&THREE);
    state.choices.hide_amounts = true;
    state.view.drawer = Some(Drawer::Changes);
    state.view.overview_list = OverviewList::Movers;
    let harness = frame::open(state, SIZE);
    let spoken = frame::spoken(&harness);
    assert!(says(&spoken, "price ••• → •••"), "{spoken:?}");
    for part in ["1,545", "1,535", "500.00", "108", "106", "$"] {
        let shown: Vec<_> = spoken.iter().filter(|it| it.contains(part)).collect();
        assert!(shown.is_empty(), "{part}: {shown:?}");
    }
}
