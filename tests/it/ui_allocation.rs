//! The allocation page, by what it says and does.

use std::sync::Arc;

use crate::common::{
    page::{self, Page},
    portfolio,
};
use egui::{Role, vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use holdfast::{
    domain::{AllocationBy, Currency},
    state::{AllocationForm, AppState, Command, CurrencyChoice, Drill, Screen, Table},
    text::{Label as _, format},
    ui::{
        PageModel as _,
        allocation::{AllocationModel, AllocationPageQuery},
        export::allocation_csv,
    },
};
use rust_decimal::Decimal;

const WINDOW: [f32; 2] = [1244.0, 846.0];

fn state(by: AllocationBy) -> AppState {
    let mut state = page::state(Screen::Allocation, portfolio::portfolio());
    state.view.allocation.by = by;
    state
}

/// Clicks on the name in a row: its figures open how they come about.
fn click_name(harness: &mut Harness<'_, Page>, row: &str) {
    let row = harness.get_by_label_contains(row).rect();
    page::click_at(harness, row.left_center() + vec2(40.0, 0.0));
}

#[test]
fn it_looks_as_designed() {
    page::shoot_all(&state(AllocationBy::Sector), "allocation");
    page::shoot_all(&state(AllocationBy::Security), "allocation-security");
}

#[test]
fn a_category_opens_into_its_securities_and_the_breadcrumb_leads_back() {
    let mut harness = page::open(state(AllocationBy::Sector), WINDOW);
    click_name(&mut harness, "Technology, 3 holdings");
    let drill = Drill {
        by: AllocationBy::Sector,
        category: "Technology".to_owned(),
    };
    assert_eq!(harness.state().state.view.allocation.drill, Some(drill));
    harness.get_by_label("› Technology");
    harness.get_by_label_contains("Apple Inc., 1 holdings");

    harness.get_by_label("All › Sector").click();
    harness.run();
    assert_eq!(harness.state().state.view.allocation.drill, None);
    harness.get_by_label_contains("Technology, 3 holdings");
}

#[test]
fn treemap_and_bars_show_the_same_and_open_the_same() {
    for form in [AllocationForm::Treemap, AllocationForm::Bars] {
        let mut harness = page::open(state(AllocationBy::Sector), WINDOW);
        harness.get_by_label(form.label()).click();
        harness.run();
        assert_eq!(harness.state().state.view.allocation.form, form);
        harness.get_by_label_contains("Technology, 3 holdings");
        let model = model(&harness.state().state);
        for slice in &model.slices {
            let part = format!("{} {}", slice.label, format::percent(slice.weight));
            assert!(harness.query_by_label(&part).is_some(), "{form:?}: {part}");
        }
        let technology = model.slices.iter().find(|it| it.label == "Technology");
        let weight = format::percent(technology.expect("a slice").weight);
        harness
            .get_by_label(&format!("Technology {weight}"))
            .click();
        harness.run();
        let query = &harness.state().state.view.allocation;
        assert!(query.drill.is_some() && query.form == form);
        harness.get_by_label("› Technology");
    }
}

#[test]
fn tiles_and_bars_lie_within_the_page_in_every_size() {
    for size in [[684.0, 546.0], WINDOW, [1700.0, 1000.0], [3600.0, 2000.0]] {
        for form in [AllocationForm::Treemap, AllocationForm::Bars] {
            let mut state = state(AllocationBy::Security);
            state.view.allocation.form = form;
            let harness = page::open(state, size);
            let model = model(&harness.state().state);
            let parts = model.slices.iter().map(|it| {
                let part = format!("{} {}", it.label, format::percent(it.weight));
                harness.get_by_label(&part).rect()
            });
            let parts: Vec<_> = parts.collect();
            let page = egui::Rect::from_min_size(egui::Pos2::ZERO, size.into());
            for (at, part) in parts.iter().enumerate() {
                assert!(page.contains_rect(*part), "{size:?} {form:?}: {part}");
                for other in &parts[at + 1..] {
                    let both = part.intersect(*other).shrink(0.1);
                    assert!(both.is_negative(), "{size:?} {form:?}: {part} {other}");
                }
            }
        }
    }
}

#[test]
fn a_high_window_shows_what_is_in_the_slices() {
    for by in [AllocationBy::AssetClass, AllocationBy::Account] {
        let mut harness = page::open(state(by), [1724.0, 1012.0]);
        let model = model(&harness.state().state);
        assert!(model.inside.len() > model.slices.len());
        for (at, slice) in model.slices.iter().enumerate() {
            let within = model.inside.iter().filter(|it| it.slice == at);
            let sum: Decimal = within.map(|it| it.value).sum();
            assert_eq!(Some(sum), slice.value, "{by:?} {}", slice.label);
        }
        let tiles = harness.get_all_by_role(Role::Button);
        let apple = tiles.into_iter().find(|it| {
            let label = it.accesskit_node().label().unwrap_or_default();
            label.starts_with("AAPL, ") || label.starts_with("Apple Inc., ")
        });
        apple.expect("a tile").click();
        harness.run();
        let expected = Command::OpenHolding("brokerage/aapl/0".into());
        assert_eq!(harness.state().commands, [expected]);
    }
    let low = page::open(state(AllocationBy::AssetClass), WINDOW);
    assert!(low.query_by_label_contains("What is in them").is_none());
    let flat = page::open(state(AllocationBy::Security), [1724.0, 1012.0]);
    assert!(flat.query_by_label_contains("What is in them").is_none());
}

fn model(state: &AppState) -> AllocationModel {
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    AllocationModel::build(portfolio, &AllocationPageQuery::of(state))
}

#[test]
fn a_security_opens_its_holding() {
    let mut harness = page::open(state(AllocationBy::Security), WINDOW);
    click_name(&mut harness, "Apple Inc., 1 holdings");
    assert_eq!(
        harness.state().commands,
        [Command::OpenHolding("brokerage/aapl/0".into())]
    );
}

#[test]
fn each_currency_stands_apart() {
    let mut harness = page::open(state(AllocationBy::Account), WINDOW);
    harness.get_by_label_contains("Two currencies are shown apart");
    harness.get_by_label("CAD").click();
    harness.run();
    let expected = CurrencyChoice::Chosen(Some(Currency::iso("CAD")));
    assert_eq!(harness.state().state.view.currency, expected);
    harness.get_by_label_contains("RRSP ••2210, 3 holdings, CA$39,374.51, 100.0%");
}

#[test]
fn short_positions_are_listed_beneath() {
    let harness = page::open(state(AllocationBy::AssetClass), WINDOW);
    harness.get_by_label_contains("Tesla, Inc., −$3,105.40");
    harness.get_by_label_contains("Short positions are listed but left out of the donut");
}

#[test]
fn the_table_can_be_saved_and_copied() {
    let mut harness = page::open(state(AllocationBy::AssetClass), WINDOW);
    for (button, command) in [
        ("Save as CSV", Command::Export(Table::Allocation)),
        ("Copy as CSV", Command::CopyTable(Table::Allocation)),
    ] {
        harness.get_by_label("Export").click();
        harness.run();
        harness.get_by_label(button).click();
        harness.run();
        assert_eq!(harness.state().commands.last(), Some(&command));
    }
}

#[test]
fn the_export_has_every_digit_and_the_short_positions() {
    let query = AllocationPageQuery::of(&state(AllocationBy::AssetClass));
    let model = AllocationModel::build(&Arc::new(portfolio::portfolio()), &query);
    let csv = allocation_csv(&model, false).expect("text");
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "Asset class,Holdings,Value,Weight,Gain,Gain coverage,Currency"
    );
    assert!(
        lines
            .iter()
            .any(|it| it.starts_with("\"Tesla, Inc.\",1,-3105.40,,")),
        "{csv}"
    );
    assert!(
        !allocation_csv(&model, true)
            .expect("text")
            .contains("3105.40")
    );
}

#[test]
fn hidden_amounts_leave_the_shares() {
    let mut state = state(AllocationBy::AssetClass);
    state.choices.hide_amounts = true;
    let harness = page::open(state, WINDOW);
    let spoken = page::spoken(&harness);
    assert!(spoken.iter().any(|it| it.contains('%')));
    for text in spoken {
        assert!(!text.contains('$'), "{text}");
    }
}
