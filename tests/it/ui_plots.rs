//! Charts: their bounds, their first and last points, and the labels of their axes.

use crate::common::{
    page::{self, Page},
    painted, portfolio, sample,
};
use egui::{Event, Modifiers, MouseWheelUnit, TouchPhase, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};
use holdfast::state::{AccountFilter, AppState, Screen};

const WINDOW: [f32; 2] = [1244.0, 846.0];

/// The size of the labels of axes.
const AXIS: f32 = 11.0;

fn overview() -> AppState {
    page::state(Screen::Overview, portfolio::portfolio())
}

fn holding(security: &str) -> AppState {
    let mut state = page::state(Screen::Holdings, sample::portfolio());
    open_holding(&mut state, security);
    state
}

fn open_holding(state: &mut AppState, security: &str) {
    state.view.holdings.open = Some(format!("brokerage/{security}/0").as_str().into());
    state.security_history = Some(sample::history("brokerage", security));
}

fn is_axis(text: &painted::Text) -> bool {
    (text.size - AXIS).abs() < 0.01 && !text.is_semibold
}

/// Turns the wheel over the chart whose name begins so, to see more of less.
fn zoom(page: &mut Harness<'_, Page>, chart: &str) {
    let place = page.get_by_label_contains(chart).rect();
    page.hover_at(place.left_center() + vec2(place.width() * 0.3, 0.0));
    page.run();
    page.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, 400.0),
        phase: TouchPhase::Move,
        modifiers: Modifiers::NONE,
        source: egui::MouseWheelSource::Wheel,
    });
    page.run();
    page.remove_cursor();
    page.run();
}

/// The labels of the axes of amounts.
fn amounts(page: &Harness<'_, Page>) -> Vec<String> {
    let texts = painted::texts(page.output()).into_iter();
    texts
        .filter(|it| is_axis(it) && it.words.contains('$'))
        .map(|it| it.words)
        .collect()
}

#[test]
fn another_holding_is_not_shown_within_the_bounds_of_the_last() {
    let mut page = page::open(holding("AAPL"), WINDOW);
    zoom(&mut page, "Chart of the holding's value");
    assert_ne!(
        amounts(&page),
        amounts(&page::open(holding("AAPL"), WINDOW))
    );
    open_holding(&mut page.state_mut().state, "MSFT");
    page.run();
    let fresh = page::open(holding("MSFT"), WINDOW);
    assert_eq!(amounts(&page), amounts(&fresh));
    assert!(!amounts(&page).is_empty());
    let line = |page: &Harness<'_, Page>| painted::dots(page.output(), 2.5);
    assert_eq!(line(&page), line(&fresh));
}

#[test]
fn another_account_is_not_shown_within_the_bounds_of_the_last() {
    let one = || AccountFilter::Account("brokerage".into());
    let mut page = page::open(overview(), WINDOW);
    zoom(&mut page, "Chart of value over time");
    page.state_mut().state.view.accounts = one();
    page.run();
    let mut fresh = overview();
    fresh.view.accounts = one();
    let fresh = page::open(fresh, WINDOW);
    assert_eq!(amounts(&page), amounts(&fresh));
    assert!(!amounts(&page).is_empty());
}

#[test]
fn zooming_shows_the_amounts_of_the_days_in_view() {
    let mut page = page::open(overview(), WINDOW);
    let all = amounts(&page);
    zoom(&mut page, "Chart of value over time");
    let zoomed = amounts(&page);
    assert!(zoomed.len() >= 2, "{zoomed:?}");
    assert_ne!(all, zoomed);
    // The line still takes most of the height.
    let chart = page
        .get_by_label_contains("Chart of value over time")
        .rect();
    let inside = painted::dots(page.output(), 2.5).into_iter();
    let inside: Vec<_> = inside
        .filter(|(dot, clip)| clip.contains_rect(*dot))
        .map(|(dot, _)| dot.center().y)
        .collect();
    let highest = inside.iter().copied().fold(f32::MAX, f32::min);
    let lowest = inside.iter().copied().fold(f32::MIN, f32::max);
    assert!(
        lowest - highest > chart.height() * 0.4,
        "{inside:?} in {chart}"
    );
}

#[test]
fn the_first_and_the_last_point_are_whole() {
    for state in [overview(), holding("AAPL")] {
        let page = page::open(state, WINDOW);
        let dots = painted::dots(page.output(), 2.5);
        assert!(dots.len() > 10);
        for (dot, clip) in dots {
            assert!(clip.contains_rect(dot), "{dot} is cut off by {clip}");
        }
    }
}

#[test]
fn labels_of_axes_meet_nothing() {
    let transactions = page::state(Screen::Transactions, sample::portfolio());
    for state in [overview(), holding("AAPL"), transactions] {
        for size in [WINDOW, [838.0, 530.0], [1904.0, 1000.0]] {
            if state.screen == Screen::Holdings && size[0] < 1000.0 {
                // There the panel lies over the table.
                continue;
            }
            let page = page::open(state.clone(), size);
            let texts = painted::texts(page.output());
            let seen = |it: &painted::Text| it.place.intersect(it.clip).shrink(0.5);
            for label in texts.iter().filter(|it| is_axis(it)) {
                for other in &texts {
                    let meets = seen(label).is_positive()
                        && seen(other).is_positive()
                        && seen(label).intersects(seen(other));
                    let is_same = std::ptr::eq(label, other);
                    assert!(is_same || !meets, "{label:?} meets {other:?} at {size:?}");
                }
            }
        }
    }
}
