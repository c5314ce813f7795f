//! Pages in windows of every size: nothing is cut off, lists use the height.

use crate::common::{
    measured,
    page::{self, Page},
    painted, portfolio, sample,
};
use chrono::TimeDelta;
use egui::Role;
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use holdfast::{
    connect::{SyncOutcome, SyncRun, SyncSummary},
    domain::{AllocationBy, Currency},
    portfolio::History,
    state::{AppState, GroupBy, HistoryQuery, Screen, SyncHistory},
    text::{AttentionText as _, format::Figures},
    ui::{
        PageModel as _,
        attention::{AttentionInput, AttentionModel},
    },
    valuation::Amounts,
};
use rust_decimal::dec;

/// The page's part, its margin included, of a window of 900 × 600.
const SMALLEST: [f32; 2] = [844.0, 532.0];
/// Of one of 1280 × 800.
const DEFAULT: [f32; 2] = [1084.0, 732.0];
/// Of one of 1920 × 1080, and of 3840 × 2160.
const LARGE: [f32; 2] = [1724.0, 1012.0];
const LARGEST: [f32; 2] = [3644.0, 2092.0];

fn overview() -> AppState {
    let mut portfolio = portfolio::portfolio();
    portfolio.transactions = sample::many(200).transactions;
    for (at, row) in portfolio.transactions.iter_mut().enumerate() {
        row.account_id = "brokerage".into();
        row.id = format!("row {at}").as_str().into();
    }
    page::state(Screen::Overview, portfolio.prepared())
}

/// The rows of "Latest transactions".
fn latest(page: &Harness<'_, Page>) -> Vec<egui::Rect> {
    let buttons = page.get_all_by_role(Role::Button);
    let rows = buttons.filter(|it| {
        let label = it.accesskit_node().label().unwrap_or_default();
        label.matches(", ").count() == 3
    });
    rows.map(|it| it.rect()).collect()
}

#[test]
fn the_overview_fits_into_the_default_window() {
    let page = page::open(overview(), DEFAULT);
    let window = egui::Rect::from_min_size(egui::Pos2::ZERO, DEFAULT.into());
    let rows = latest(&page);
    assert!(rows.len() >= 5, "{}", rows.len());
    for row in rows {
        assert!(window.contains_rect(row), "{row} is cut off");
    }
    for title in ["Largest holdings", "Needs attention"] {
        assert!(window.contains_rect(page.get_by_label(title).rect()));
    }
}

#[test]
fn the_lists_of_the_overview_use_the_height() {
    for (size, least) in [(LARGE, 10), (LARGEST, 25)] {
        let page = page::open(overview(), size);
        let rows = latest(&page);
        assert!(rows.len() >= least, "{} at {size:?}", rows.len());
        let last = rows.iter().map(egui::Rect::bottom).fold(0.0, f32::max);
        let card = size[1] - 24.0;
        assert!(card - last < 60.0, "{last} of {card}");
    }
}

#[test]
fn rows_of_the_lists_stand_beside_each_other() {
    for size in [DEFAULT, LARGE, LARGEST] {
        let page = page::open(overview(), size);
        let top = |rows: &mut dyn Iterator<Item = egui::Rect>| {
            rows.map(|it| it.top()).fold(f32::INFINITY, f32::min)
        };
        let largest = page.get_all_by_label_contains(", gain ");
        let largest = top(&mut largest.map(|it| it.rect()));
        let latest = top(&mut latest(&page).into_iter());
        assert!((largest - latest).abs() < 0.5, "{largest} {latest}");
    }
}

#[test]
fn how_the_total_came_about_is_said_in_full_in_the_default_window() {
    let days = [
        (1, dec!(500000000.11), dec!(5), dec!(500000000.22)),
        (11, dec!(900000005.33), dec!(5), dec!(740000000.44)),
    ];
    let page = page::open(measured::state(Screen::Overview, &days), DEFAULT);
    let texts = painted::texts(page.output());
    let line = texts.iter().find(|it| it.words.starts_with("market "));
    let line = line.expect("how it came about");
    assert!(line.words.contains("not explained"), "{line:?}");
    assert!(!line.is_cut, "{line:?}");
}

#[test]
fn what_is_said_of_a_holding_stands_row_below_row() {
    let mut state = page::state(Screen::Holdings, sample::portfolio());
    state.view.holdings.open = Some("roth/VTI/0".into());
    let page = page::open(state, LARGE);
    let rows = [
        "Quantity ",
        "Price, ",
        "Average cost ",
        "Cost basis ",
        "Weight ",
        "Dividends, 12 months ",
        "First purchase on record ",
    ];
    let rows = rows.map(|it| page.get_by_label_contains(it).rect());
    for pair in rows.windows(2) {
        let between = pair[1].top() - pair[0].bottom();
        assert!((0.0..4.0).contains(&between), "{pair:?}");
        assert!((pair[1].width() - pair[0].width()).abs() < 0.5, "{pair:?}");
    }
}

#[test]
fn how_much_is_held_is_the_last_to_go() {
    for (size, open) in [(SMALLEST, None), (DEFAULT, Some("roth/VTI/0".into()))] {
        let mut state = page::state(Screen::Holdings, sample::portfolio());
        state.view.holdings.open = open;
        let page = page::open(state, size);
        page.get_by_role_and_label(Role::ColumnHeader, "Quantity");
        let titles = page.get_all_by_role(Role::ColumnHeader);
        let labels = titles.filter_map(|it| it.accesskit_node().label());
        assert!(labels.count() < 8, "some are left out at {size:?}");
    }
}

#[test]
fn figures_stand_near_their_names_in_the_widest_window() {
    for screen in [Screen::Holdings, Screen::Transactions] {
        let page = page::open(page::state(screen, sample::portfolio()), LARGEST);
        let title = |label| page.get_by_role_and_label(Role::ColumnHeader, label).rect();
        let (name, next) = (title("Security"), title("Quantity"));
        assert!(next.right() - name.left() < 1900.0, "{name} {next}");
    }
}

#[test]
fn the_overview_lists_what_its_page_does() {
    let mut state = overview();
    measured::reconcile(&mut state, History::default());
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    let model = AttentionModel::build(portfolio, &AttentionInput::of(&state));
    assert!(model.items.len() > 2);
    let page = page::open(state, LARGEST);
    let texts = painted::texts(page.output());
    for (item, _) in model.grouped() {
        let title = item.attention.title(Figures { hide: false });
        let is_said = texts.iter().any(|it| it.words == title);
        assert!(is_said, "{title}: {texts:?}");
    }
}

#[test]
fn the_legend_names_every_class_in_full() {
    for size in [DEFAULT, LARGE, LARGEST] {
        let page = page::open(overview(), size);
        let texts = painted::texts(page.output());
        for name in ["Fixed income", "Cryptocurrency"] {
            let entry = texts.iter().find(|it| it.words == name);
            let entry = entry.unwrap_or_else(|| panic!("no {name} at {size:?}"));
            assert!(!entry.is_cut, "{entry:?} at {size:?}");
        }
        let middle = texts.iter().find(|it| it.words.ends_with(" classes"));
        assert!(middle.is_none_or(|it| !it.is_cut), "at {size:?}");
    }
}

#[test]
fn the_donut_grows_with_its_card() {
    let donut = |size| {
        let page = page::open(page::state(Screen::Allocation, sample::portfolio()), size);
        page.get_by_role_and_label(Role::Image, "Allocation by asset class")
            .rect()
    };
    assert!(donut(LARGE).width() > donut(DEFAULT).width() + 100.0);
}

#[test]
fn categories_are_named_in_full_in_the_smallest_window() {
    for by in [AllocationBy::AssetClass, AllocationBy::Sector] {
        let mut state = page::state(Screen::Allocation, sample::portfolio());
        state.view.allocation.by = by;
        let page = page::open(state, [844.0, 532.0]);
        for text in painted::texts(page.output()) {
            assert!(!text.is_cut, "{text:?}");
        }
    }
}

#[test]
fn the_longest_bar_is_that_of_the_largest_weight() {
    let page = page::open(page::state(Screen::Allocation, sample::portfolio()), LARGE);
    let bars = painted::filled(page.output(), 4.0);
    let longest = bars.iter().map(egui::Rect::width).fold(0.0, f32::max);
    assert!((longest - 64.0).abs() < 0.5, "{longest}");
}

/// The sample with BND in a second account, as many hold the same cash.
fn equal_rows() -> AppState {
    let mut portfolio = sample::portfolio();
    let mut held = portfolio.holdings.iter();
    let first = held.find(|it| it.security_id.as_str() == "BND");
    let mut second = first.expect("held").clone();
    second.id = "brokerage/BND/0".into();
    second.account_id = "brokerage".into();
    portfolio.holdings.push(second);
    let mut state = page::state(Screen::Holdings, portfolio.prepared());
    state.view.holdings.group_by = GroupBy::None;
    state
}

/// The labels of the rows that begin so.
fn rows(page: &Harness<'_, Page>, start: &str) -> Vec<String> {
    let rows = page.get_all_by_role(Role::Row);
    let labels = rows.filter_map(|it| it.accesskit_node().label());
    labels.filter(|it| it.starts_with(start)).collect()
}

#[test]
fn equal_rows_are_told_apart_beside_the_panel() {
    let name = "BND Vanguard Total Bond Market ETF";
    let mut state = equal_rows();
    assert!(rows(&page::open(state.clone(), LARGE), &format!("{name} · ")).is_empty());
    state.view.holdings.open = Some("roth/VTI/0".into());
    let page = page::open(state, DEFAULT);
    for account in ["401(k)", "Brokerage"] {
        assert_eq!(rows(&page, &format!("{name} · {account},")).len(), 1);
    }
    assert!(rows(&page, "VTI Vanguard Total Stock Market ETF · ").is_empty());
}

#[test]
fn accounts_of_one_name_are_told_apart() {
    let mut state = equal_rows();
    let mut portfolio = portfolio::portfolio();
    for (account, mask) in portfolio.accounts.iter_mut().zip(["1111", "2222"]) {
        account.choice.name = Some("Broker".into());
        account.mask = Some(mask.into());
    }
    let names = holdfast::text::AccountNames::of(&portfolio);
    let name = |at: usize| names.get(&portfolio.accounts[at].id);
    assert_eq!(name(0), Some("Broker ••1111"));
    assert_eq!(name(1), Some("Broker ••2222"));
    state.portfolio = Some(std::sync::Arc::new(portfolio));
    let page = page::open(state, LARGE);
    let texts = painted::texts(page.output());
    assert!(texts.iter().any(|it| it.words == "Broker ••1111"));
}

#[test]
fn names_have_what_the_figures_do_not_need() {
    let mut state = equal_rows();
    state.view.holdings.open = Some("roth/VTI/0".into());
    for (screen, size) in [
        (Screen::Holdings, DEFAULT),
        (Screen::Holdings, LARGE),
        (Screen::Transactions, LARGE),
    ] {
        let mut state = state.clone();
        state.screen = screen;
        if screen == Screen::Holdings {
            state.view.holdings.group_by = GroupBy::Account;
        }
        let page = page::open(state, size);
        let texts = painted::texts(page.output());
        let names = texts.iter().filter(|it| it.words.starts_with("Vanguard"));
        for name in names {
            assert!(!name.is_cut, "{name:?} on {screen:?} at {size:?}");
        }
    }
}

#[test]
fn accounts_are_named_in_full_where_there_is_room() {
    let mut portfolio = sample::portfolio();
    for account in &mut portfolio.accounts {
        account.name = format!("{} at the old broker", account.name).into();
    }
    for screen in [Screen::Holdings, Screen::Transactions] {
        let mut state = page::state(screen, portfolio.clone());
        state.view.holdings.group_by = GroupBy::None;
        let page = page::open(state, LARGE);
        let texts = painted::texts(page.output());
        let names = texts
            .iter()
            .filter(|it| it.words.ends_with("the old broker"));
        for name in names {
            assert!(!name.is_cut, "{name:?} on {screen:?}");
        }
    }
}

#[test]
fn the_history_of_syncs_is_whole_in_every_size() {
    let mut before = Amounts::default();
    before.add(dec!(38475.70), Some(&Currency::iso("CAD")));
    before.add(dec!(183247.30), Some(&Currency::iso("USD")));
    let started_at = portfolio::now();
    let run = |index: i64, took: i64| SyncRun {
        record: None,
        item_id: "meridian".into(),
        started_at: started_at - TimeDelta::days(index),
        finished_at: started_at - TimeDelta::days(index) + TimeDelta::milliseconds(took),
        outcome: SyncOutcome::Success(SyncSummary {
            value_before: before.clone(),
            value_after: before.clone(),
            ..SyncSummary::default()
        }),
    };
    for size in [SMALLEST, DEFAULT, LARGE, LARGEST] {
        let mut state = page::state(Screen::Connections, portfolio::portfolio());
        state.view.history = Some(HistoryQuery::default());
        state.sync_history = Some(SyncHistory::new(vec![run(0, 20), run(1, 1200)]));
        let page = page::open(state, size);
        let texts = painted::texts(page.output());
        let is_shown = texts.iter().any(|it| it.words.contains(" · $183,247.30"));
        assert!(is_shown, "{size:?}: {texts:?}");
        for text in texts {
            assert!(!text.is_cut, "{text:?} at {size:?}");
        }
    }
}

#[test]
fn controls_of_the_allocation_overlap_nothing_in_the_smallest_window() {
    for size in [SMALLEST, DEFAULT] {
        let state = page::state(Screen::Allocation, portfolio::portfolio());
        let page = page::open(state, size);
        let mut places: Vec<_> = page
            .get_all_by_role(Role::RadioButton)
            .map(|it| it.rect())
            .collect();
        places.push(page.get_by_label("Export").rect());
        places.push(page.get_by_label("All › Asset class").rect());
        let window = egui::Rect::from_min_size(egui::Pos2::ZERO, size.into());
        for (at, place) in places.iter().enumerate() {
            assert!(window.contains_rect(*place), "{place} at {size:?}");
            for other in &places[at + 1..] {
                let both = place.intersect(*other).shrink(0.5);
                assert!(both.is_negative(), "{place} {other} at {size:?}");
            }
        }
    }
}
