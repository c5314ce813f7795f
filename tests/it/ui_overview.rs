//! The overview, by what it says and does.

use crate::common::{
    page::{self, Page},
    portfolio,
};
use egui::{Event, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};
use holdfast::{
    connect::LinkGoal,
    portfolio::Portfolio,
    state::{Chart, Command, RangeChoice, Screen},
};

const WINDOW: [f32; 2] = [1244.0, 846.0];

#[test]
fn it_looks_as_designed() {
    let state = page::state(Screen::Overview, portfolio::portfolio());
    page::shoot_all(&state, "overview");
}

#[test]
fn each_currency_has_its_total() {
    let state = page::state(Screen::Overview, portfolio::portfolio());
    let harness = page::open(state, WINDOW);
    harness.get_by_label("$436,450.70");
    harness.get_by_label("CA$39,374.51");
}

#[test]
fn rows_and_buttons_lead_to_their_pages() {
    let state = page::state(Screen::Overview, portfolio::portfolio());
    let mut harness = page::open(state, WINDOW);
    for part in [
        "Vanguard Total Stock Market ETF, $122,631.62",
        "Dividend, VTI, +$312.40",
        "6M",
        "Reconnect",
    ] {
        harness.state_mut().state.screen = Screen::Overview;
        harness.run();
        harness.get_by_label_contains(part).click();
        harness.run();
    }
    let expected = [
        Command::OpenHolding("brokerage/vti/0".into()),
        Command::OpenTransaction("t1".into()),
        Command::ShowRange(RangeChoice::SixMonths),
        Command::Show(Screen::Connections),
        Command::OpenLink(LinkGoal::SignIn("coinharbor".into())),
    ];
    assert_eq!(harness.state().commands, expected);
}

#[test]
fn hidden_amounts_leave_no_digit_of_an_amount() {
    let mut state = page::state(Screen::Overview, portfolio::portfolio());
    state.choices.hide_amounts = true;
    let harness = page::open(state, WINDOW);
    let spoken = page::spoken(&harness);
    assert!(spoken.iter().any(|it| it.contains("•••")));
    for text in spoken {
        assert!(!text.contains('$'), "{text}");
        for digits in ["436,450", "122,631", "312.40", "1,204", "39,374"] {
            assert!(!text.contains(digits), "{text}");
        }
    }
}

#[test]
fn with_nothing_connected_it_says_what_to_do() {
    let state = page::state(Screen::Overview, Portfolio::default());
    let mut harness = page::open(state, WINDOW);
    harness.get_by_label("Open connections").click();
    harness.run();
    assert_eq!(
        harness.state().commands,
        [Command::Show(Screen::Connections)]
    );
}

#[test]
fn the_wheel_over_the_plot_does_not_scroll_the_page_too() {
    let state = page::state(Screen::Overview, portfolio::portfolio());
    let mut harness = page::open(state, [838.0, 530.0]);
    // How far the wheel over the element of that label moves the page.
    let mut wheel_over = |label: &str| {
        let top =
            |it: &Harness<'_, Page>| it.get_by_label("Value · observed at syncs").rect().top();
        let before = top(&harness);
        let place = harness.get_by_label_contains(label).rect().center();
        harness.hover_at(place);
        harness.run();
        harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, -60.0),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        harness.run();
        top(&harness) - before
    };
    let moved = wheel_over("Chart of value over time");
    assert!(moved.abs() < 0.5, "{moved}");
    let moved = wheel_over("Total value");
    assert!(moved < -20.0, "{moved}");
}

#[test]
fn a_chart_is_saved_by_the_button_on_its_card() {
    let state = page::state(Screen::Overview, portfolio::portfolio());
    let mut harness = page::open(state, WINDOW);
    let button = harness.get_by_label("Save the value chart as image");
    button.click();
    harness.run();
    let expected = [Command::SaveChart(Chart::Value)];
    assert_eq!(harness.state().commands, expected);
}
