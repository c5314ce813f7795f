//! Charts saved as images: each says what it shows, of when, and of what part.

use std::sync::Arc;

use egui_kittest::{Harness, kittest::Queryable as _};
use holdfast::{
    domain::AllocationBy,
    portfolio::{History, Portfolio},
    state::{
        AccountFilter, AllocationQuery, AppState, Chart, Screen, ThemeChoice, TransactionsQuery,
    },
    ui::{picture::Picture, theme, widgets},
};

use crate::common::{frame, measured, page, painted, sample};

const CHARTS: [Chart; 5] = [
    Chart::Value,
    Chart::HoldingValue,
    Chart::Allocation,
    Chart::CashFlow,
    Chart::Growth,
];

/// Everything that a chart may be drawn of.
fn state(screen: Screen) -> AppState {
    let mut state = page::state(screen, sample::portfolio());
    state.view.holdings.open = Some("brokerage/AAPL/0".into());
    state.security_history = Some(sample::history("brokerage", "AAPL"));
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    let mut history = History::default();
    for snapshot in sample::history("brokerage", "AAPL").snapshots() {
        history.add(portfolio, snapshot);
    }
    let history = history.handed_on(portfolio);
    measured::hold(&mut state, history);
    state
}

/// What stands on the image of a chart.
fn words(chart: Chart, state: &AppState) -> Vec<String> {
    let picture = picture(chart, state);
    let mut shown = Harness::new_ui(move |ui| {
        theme::install(ui.ctx());
        picture.show(ui);
    });
    shown.set_size(egui::vec2(1200.0, 720.0));
    shown.run();
    let texts = painted::texts(shown.output());
    assert!(
        shown.query_by_label_contains("Save").is_none(),
        "{chart:?} has a button"
    );
    texts.into_iter().map(|it| it.words).collect()
}

fn picture(chart: Chart, state: &AppState) -> Picture {
    let ctx = egui::Context::default();
    theme::install(&ctx);
    theme::apply(&ctx, ThemeChoice::Dark);
    Picture::of(chart, state, &ctx)
}

#[test]
fn every_image_has_title_date_what_it_is_narrowed_to_and_a_legend() {
    let check = |chart, title: &str, legend: &[&str], narrowed: &[&str]| {
        let words = words(chart, &state(Screen::Overview));
        let says = |part: &str| words.iter().any(|it| it.contains(part));
        assert!(says(title), "{chart:?}: {words:?}");
        assert!(says("As of "), "{chart:?}: {words:?}");
        for part in legend.iter().chain(narrowed) {
            assert!(says(part), "{chart:?} lacks {part}: {words:?}");
        }
    };
    let all = ["All accounts", "USD"];
    check(Chart::Value, "Value, observed at syncs", &["value"], &all);
    let one = ["Apple Inc.", "Brokerage", "USD"];
    check(Chart::HoldingValue, "Apple Inc.", &["value"], &one);
    let classes = ["Equity", "Fixed income"];
    check(
        Chart::Allocation,
        "Allocation by asset class",
        &classes,
        &all,
    );
    let kinds = ["Dividends & interest"];
    check(Chart::CashFlow, "Cash flow per month", &kinds, &all);
    let lines = ["value", "begin and what was paid in"];
    check(Chart::Growth, "Value, and what was paid in", &lines, &all);
}

#[test]
fn an_image_says_its_accounts_and_its_search() {
    let mut state = state(Screen::Transactions);
    state.view.accounts = AccountFilter::Account("brokerage".into());
    state.view.transactions = TransactionsQuery {
        search: "dividend".to_owned(),
        ..TransactionsQuery::default()
    };
    let words = words(Chart::CashFlow, &state).join("\n");
    assert!(words.contains("Brokerage"), "{words}");
    assert!(words.contains("Search “dividend”"), "{words}");
}

#[test]
fn the_allocation_is_that_of_the_page_it_was_saved_on() {
    let title = |screen| {
        let mut state = state(screen);
        state.view.allocation = AllocationQuery {
            by: AllocationBy::Account,
            ..AllocationQuery::default()
        };
        words(Chart::Allocation, &state).join("\n")
    };
    assert!(title(Screen::Overview).contains("Allocation by asset class"));
    assert!(title(Screen::Allocation).contains("Allocation by account"));
}

#[test]
fn hidden_amounts_stay_hidden_in_images() {
    for chart in CHARTS {
        let mut state = state(Screen::Overview);
        assert!(words(chart, &state).iter().any(|it| it.contains('$')));
        state.choices.hide_amounts = true;
        let words = words(chart, &state);
        let shown: Vec<_> = words.iter().filter(|it| it.contains('$')).collect();
        assert!(shown.is_empty(), "{chart:?}: {shown:?}");
        assert!(words.iter().any(|it| it.contains("Amounts hidden")));
    }
}

#[test]
fn an_image_is_drawn_without_a_window() {
    let state = state(Screen::Overview);
    let drawn = picture(Chart::Allocation, &state).draw().expect("drawn");
    assert_eq!(drawn.size, [2400, 1440]);
    let palette = theme::palette_of(egui::Theme::Dark);
    assert_eq!(drawn[(0, 0)], palette.card);
    let accent = drawn.pixels.iter().filter(|it| **it == palette.accent);
    assert!(accent.count() > 1000);
}

#[test]
fn what_was_paid_in_is_drawn_beside_the_value() {
    let state = measured::state(Screen::Overview, &measured::DAYS);
    let words = words(Chart::Value, &state);
    assert!(words.iter().any(|it| it == "begin and what was paid in"));
    let drawn = picture(Chart::Value, &state).draw().expect("drawn");
    let ink = theme::palette_of(egui::Theme::Dark).categories[2];
    // More than the dot of its legend.
    let drawn = drawn.pixels.iter().filter(|it| **it == ink).count();
    assert!(drawn > 1500, "{drawn}");
}

#[test]
fn what_was_zoomed_into_is_what_is_drawn() {
    let state = state(Screen::Overview);
    let ctx = egui::Context::default();
    theme::install(&ctx);
    let days = |day| widgets::plot_x(sample::day(2026, 11, day));
    widgets::note_zoom(&ctx, Chart::Value, Some((days(3), days(9))));
    let picture = Arc::new(Picture::of(Chart::Value, &state, &ctx));
    let mut shown = Harness::new_ui(move |ui| {
        theme::install(ui.ctx());
        picture.show(ui);
    });
    shown.set_size(egui::vec2(1200.0, 720.0));
    shown.run();
    let words = painted::texts(shown.output());
    let span = "3 Nov – 9 Nov 2026";
    assert!(words.iter().any(|it| it.words.contains(span)), "{words:?}");
}

#[test]
fn nothing_is_drawn_of_nothing() {
    let state = page::state(Screen::Overview, Portfolio::default());
    for chart in CHARTS {
        assert!(picture(chart, &state).draw().is_none(), "{chart:?}");
    }
}

/// For looking at.
#[test]
fn images_for_looking_at() {
    let Some(folder) = crate::common::shots() else {
        return;
    };
    for chart in CHARTS {
        let drawn = picture(chart, &state(Screen::Allocation))
            .draw()
            .expect("drawn");
        let [width, height] = drawn.size.map(|it| u32::try_from(it).expect("a size"));
        let image = image::RgbaImage::from_raw(width, height, drawn.as_raw().to_vec());
        let path = std::path::Path::new(&folder).join(format!("image-{}.png", chart.name()));
        image.expect("an image").save(path).expect("saved");
    }
}

/// Frames need no models of images.
#[test]
fn the_window_opens_with_its_buttons() {
    let window = frame::open(state(Screen::Overview), [1280.0, 800.0]);
    window.get_by_label("Save the value chart as image");
    window.get_by_label("Save the allocation as image");
}
