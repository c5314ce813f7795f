//! The holdings page: its model without a window, and its view by label.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use crate::common::{
    page::{self, Page},
    sample,
};
use egui::{Key, Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use holdfast::{
    domain::Currency,
    portfolio::Portfolio,
    state::{
        AccountFilter, Chart, Command, Direction, GroupBy, HoldingColumn, HoldingsQuery, Screen,
    },
    ui::{
        PageModel as _,
        export::holdings_csv,
        holdings::{HoldingRow, HoldingsInput, HoldingsModel, Line},
    },
    valuation::Unknown,
};
use rust_decimal::dec;

fn flat() -> HoldingsQuery {
    HoldingsQuery {
        group_by: GroupBy::None,
        ..HoldingsQuery::default()
    }
}

fn model_of(portfolio: Portfolio, query: HoldingsQuery) -> HoldingsModel {
    let input = HoldingsInput {
        query,
        accounts: AccountFilter::All,
        today: sample::today(),
        hide_amounts: false,
        history: None,
    };
    HoldingsModel::build(&Arc::new(portfolio), &input)
}

fn model(query: HoldingsQuery) -> HoldingsModel {
    model_of(sample::portfolio(), query)
}

/// The names of the rows from top to bottom.
fn names(model: &HoldingsModel) -> Vec<String> {
    model
        .lines
        .iter()
        .filter_map(|line| match line {
            Line::Row(at) => Some(model.name(&model.rows[*at]).into_owned()),
            Line::Group { .. } => None,
        })
        .collect()
}

fn row<'a>(model: &'a HoldingsModel, name: &str) -> &'a HoldingRow {
    let found = model.rows.iter().find(|it| model.name(it) == name);
    found.unwrap_or_else(|| panic!("a row of {name}"))
}

fn search(text: &str) -> HoldingsModel {
    model(HoldingsQuery {
        search: text.to_owned(),
        ..flat()
    })
}

#[test]
fn grants_of_a_stock_plan_are_one_row() {
    let model = model(flat());
    let microsoft = row(&model, "Microsoft Corporation");
    assert_eq!(microsoft.holdings.len(), 2);
    assert_eq!(microsoft.quantity, Some(dec!(62.500)));
    assert_eq!(microsoft.value(), Some(dec!(26950.00)));
    assert_eq!(microsoft.cost_basis(), Some(dec!(17250.00)));
    assert_eq!(microsoft.gain(), Some(dec!(9700.00)));
    assert_eq!(model.rows_in_view, 15, "16 holdings");
}

#[test]
fn one_grant_of_unknown_cost_is_left_out_of_the_cost_and_said_so() {
    let mut portfolio = sample::portfolio();
    let grants = portfolio.holdings.iter_mut();
    for grant in grants
        .filter(|it| it.security_id.as_str() == "MSFT")
        .skip(1)
    {
        grant.cost_basis = None;
    }
    let model = model_of(portfolio, flat());
    let microsoft = row(&model, "Microsoft Corporation");
    assert_eq!(microsoft.value(), Some(dec!(26950.00)));
    assert_eq!(microsoft.cost_basis(), Some(dec!(11040.00)));
    assert_eq!(microsoft.gain_unknown(), Some(Unknown::NotReported));
    let coverage = microsoft.total.coverage().unwrap();
    assert!(coverage > dec!(0) && coverage < dec!(1), "{coverage}");
}

#[test]
fn what_is_unknown_sorts_last_in_both_directions() {
    let sorted = |column, direction| {
        let model = model(HoldingsQuery {
            sort: (column, direction),
            ..flat()
        });
        names(&model)
    };
    let up = sorted(HoldingColumn::Value, Direction::Ascending);
    let down = sorted(HoldingColumn::Value, Direction::Descending);
    assert_eq!(up.last().unwrap(), "Unknown security");
    assert_eq!(down.last().unwrap(), "Unknown security");
    assert_eq!(up[0], "Tesla, Inc.", "the short position is the least");
    assert_eq!(down[0], "Vanguard Total Stock Market ETF");
    for direction in [Direction::Ascending, Direction::Descending] {
        let gains = sorted(HoldingColumn::GainPercent, direction);
        assert!(gains[12..].contains(&"US Dollar".to_owned()), "{gains:?}");
    }
}

#[test]
fn names_sort_without_regard_to_case() {
    let model = model(HoldingsQuery {
        sort: (HoldingColumn::Security, Direction::Ascending),
        ..flat()
    });
    assert_eq!(
        names(&model)[..3],
        [
            "Apple Inc.",
            "Bitcoin",
            "eMAXIS Slim 全世界株式（オール・カントリー）"
        ]
    );
}

#[test]
fn a_row_is_found_by_name_ticker_isin_cusip_and_account() {
    for text in [
        "apple",
        "aapl",
        "us0378331005",
        "037833100",
        "inc brokerage apple",
    ] {
        assert_eq!(names(&search(text)), ["Apple Inc."], "{text}");
    }
    assert_eq!(names(&search("全世界")).len(), 1);
    assert_eq!(names(&search("roth")).len(), 2);
    let nothing = search("no such thing");
    assert!(nothing.lines.is_empty() && nothing.totals.is_empty());
    assert_eq!(nothing.rows_in_view, 15);
}

#[test]
fn searching_does_not_change_a_weight() {
    let all = model(flat());
    let found = search("apple");
    assert_eq!(
        row(&all, "Apple Inc.").weight,
        row(&found, "Apple Inc.").weight
    );
}

#[test]
fn two_currencies_have_two_totals_and_weights_of_their_own() {
    let model = model(flat());
    let [usd, cad] = model.totals.as_slice() else {
        panic!("two totals, got {:?}", model.totals)
    };
    assert_eq!(usd.currency, Some(Currency::iso("USD")));
    assert_eq!(usd.rows, 13);
    assert_eq!(usd.without_value, 1);
    assert_eq!(
        usd.total.value.known(),
        Some(dec!(426445.49)),
        "the short position subtracts"
    );
    assert_eq!(cad.total.value.known(), Some(dec!(13903.05)));
    assert_eq!(cad.total.gain.known(), Some(dec!(1270.80)));
    assert_eq!(cad.total.coverage().unwrap().round_dp(4), dec!(0.6525));
    for total in [usd, cad] {
        assert_eq!(total.weight.unwrap().round_dp(10), dec!(1));
    }
    assert_eq!(
        row(&model, "Shopify Inc.").weight.unwrap().round_dp(4),
        dec!(0.6525)
    );
}

#[test]
fn a_short_row_has_no_weight_and_gains_when_it_falls() {
    let model = model(flat());
    let short = model
        .rows
        .iter()
        .find(|it| it.quantity < Some(dec!(0)))
        .unwrap();
    // 18 are held elsewhere: the position is not owed, this part of it is.
    assert_eq!(short.weight, None);
    assert_eq!(short.gain(), Some(dec!(489.50)));
    assert_eq!(short.gain_ratio().unwrap().round_dp(4), dec!(0.1688));
}

#[test]
fn groups_follow_the_sorting_and_fold() {
    let by_value = model(HoldingsQuery::default());
    let titles: Vec<_> = by_value.groups.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(
        titles,
        ["Roth IRA", "401(k)", "Brokerage", "Crypto", "Margin (CAD)"]
    );
    assert_eq!(by_value.groups[0].note.as_deref(), Some("Vanguard"));
    assert_eq!(
        by_value.groups[0].totals[0].total.value.known(),
        Some(dec!(169196.13))
    );

    let margin = &by_value.groups[4];
    let currencies: Vec<_> = margin.totals.iter().map(|it| it.currency.clone()).collect();
    assert_eq!(
        currencies,
        [Some(Currency::iso("CAD")), Some(Currency::iso("USD"))],
        "a line for each currency"
    );

    let folded = model(HoldingsQuery {
        folded: vec!["roth".to_owned()],
        ..HoldingsQuery::default()
    });
    assert!(folded.groups[0].folded);
    assert!(matches!(folded.lines[1], Line::Group { group: 1, .. }));
    assert_eq!(
        folded.totals, by_value.totals,
        "folding hides, nothing more"
    );
}

#[test]
fn only_the_chosen_accounts_are_in_view() {
    let input = HoldingsInput {
        query: flat(),
        accounts: AccountFilter::Connection("item-Vanguard".into()),
        today: sample::today(),
        hide_amounts: false,
        history: None,
    };
    let model = HoldingsModel::build(&Arc::new(sample::portfolio()), &input);
    assert_eq!(model.rows_in_view, 2);
    let weights = model.rows.iter().filter_map(|it| it.weight);
    assert_eq!(weights.sum::<rust_decimal::Decimal>().round_dp(10), dec!(1));
}

#[test]
fn the_panel_knows_dividends_purchases_and_transactions() {
    let model = model(HoldingsQuery {
        open: Some("brokerage/AAPL/0".into()),
        ..HoldingsQuery::default()
    });
    let detail = model.detail.as_ref().unwrap();
    assert_eq!(
        detail.dividends.get(Some(&Currency::iso("USD"))),
        Some(dec!(35.00))
    );
    assert_eq!(detail.first_bought, Some(sample::day(2025, 3, 12)));
    assert_eq!(detail.transaction_count, 3);
    let line = model.open_line.unwrap();
    assert!(matches!(model.lines[line], Line::Row(at) if model.rows[at] == detail.row));
}

#[test]
fn what_a_plan_buys_at_once_is_bought_and_what_it_reinvests_at_once_a_dividend() {
    let mut portfolio = sample::portfolio();
    let bought = |id, day, words, amount| holdfast::domain::Transaction {
        quantity: Some(dec!(1)),
        ..sample::transaction(id, day, "401k", Some("FXAIX"), words, amount)
    };
    let dividend = ("buy", "dividend reinvestment");
    let gain = ("buy", "long-term capital gain reinvestment");
    portfolio.transactions.extend([
        bought(
            "p1",
            sample::day(2026, 5, 4),
            ("buy", "contribution"),
            dec!(420),
        ),
        bought("p2", sample::day(2026, 6, 4), dividend, dec!(17.20)),
        bought("p3", sample::day(2026, 6, 4), gain, dec!(80)),
    ]);
    let query = HoldingsQuery {
        open: Some("401k/FXAIX/0".into()),
        ..HoldingsQuery::default()
    };
    let model = model_of(portfolio.prepared(), query);
    let detail = model.detail.as_ref().unwrap();
    assert_eq!(detail.first_bought, Some(sample::day(2026, 5, 4)));
    assert_eq!(
        detail.dividends.get(Some(&Currency::iso("USD"))),
        Some(dec!(17.20))
    );
}

/// The page with a holding open that was worth less a month before.
fn page_with_history(hide_amounts: bool) -> Harness<'static, Page> {
    let mut state = page::state(Screen::Holdings, sample::portfolio());
    state.choices.hide_amounts = hide_amounts;
    state.view.holdings.open = Some("brokerage/AAPL/0".into());
    state.security_history = Some(sample::history("brokerage", "AAPL"));
    page::open(state, [1244.0, 846.0])
}

#[test]
fn the_panel_draws_what_the_syncs_told_and_saves_it() {
    let mut page = page_with_history(false);
    page.get_by_label_contains("Chart of the holding's value, ");
    page.get_by_label_contains(" to $33,107.20");
    page.get_by_label("Save the value chart of the holding as image")
        .click();
    page.run();
    let expected = [Command::SaveChart(Chart::HoldingValue)];
    assert_eq!(page.state().commands, expected);
}

#[test]
fn the_history_of_another_security_is_not_drawn() {
    let mut state = page::state(Screen::Holdings, sample::portfolio());
    state.view.holdings.open = Some("brokerage/AAPL/0".into());
    state.security_history = Some(sample::history("brokerage", "MSFT"));
    let page = page::open(state, [1244.0, 846.0]);
    page.get_by_label_contains("First purchase on record");
    assert!(page.query_by_label_contains("Chart of").is_none());
}

#[test]
fn an_empty_portfolio_has_no_rows_and_no_totals() {
    let model = model_of(Portfolio::default(), HoldingsQuery::default());
    assert!(model.rows.is_empty() && model.lines.is_empty() && model.totals.is_empty());
}

#[test]
fn the_export_is_the_table_with_every_digit() {
    let model = model(HoldingsQuery {
        search: "bitcoin".to_owned(),
        folded: vec!["crypto".to_owned()],
        ..HoldingsQuery::default()
    });
    let csv = holdings_csv(&model, &[], false).unwrap();
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines.len(), 2, "folded rows are exported: {csv}");
    assert_eq!(
        lines[1],
        "Coinbase,Crypto,Bitcoin,BTC,,cryptocurrency,0.18423519,91240.11,16809.64,0.039418,\
         9120.00,7689.64,0.843162,1,USD,2026-11-21"
    );
    let hidden = holdings_csv(&model, &[], true).unwrap();
    assert!(!hidden.contains("0.18423519") && !hidden.contains("16809.64"));
    assert!(hidden.contains("•••,•••,•••,0.039418,•••"), "{hidden}");
}

#[test]
fn the_export_has_no_formula_and_no_unseen_letter() {
    let mut portfolio = crate::common::portfolio::portfolio();
    let id = portfolio.holdings[0].security_id.clone();
    let security = portfolio.securities.get_mut(&id).expect("a security");
    security.name = Some("\u{a0}=HYPERLINK(\"x\")\u{202e}".into());
    let model = model_of(portfolio, HoldingsQuery::default());
    let csv = holdings_csv(&model, &[], false).unwrap();
    assert!(
        csv.contains(",\"'\u{a0}=HYPERLINK(\"\"x\"\")\u{fffd}\","),
        "{csv}"
    );
    assert!(csv.contains(",-") && !csv.contains("'-"), "{csv}");
}

#[test]
fn the_export_leaves_hidden_columns_out() {
    let model = model(HoldingsQuery {
        search: "bitcoin".to_owned(),
        ..HoldingsQuery::default()
    });
    let hidden = [HoldingColumn::CostBasis, HoldingColumn::Account];
    let csv = holdings_csv(&model, &hidden, false).unwrap();
    assert_eq!(
        csv,
        "Institution,Account,Security,Ticker,ISIN,Type,Quantity,Price,Value,Weight,Gain,\
         Gain ratio,Gain coverage,Currency,As of\n\
         Coinbase,Crypto,Bitcoin,BTC,,cryptocurrency,0.18423519,91240.11,16809.64,0.039418,\
         7689.64,0.843162,1,USD,2026-11-21\n"
    );
}

#[test]
fn looks_like_the_design() {
    let mut state = page::state(Screen::Holdings, sample::portfolio());
    page::shoot_all(&state, "holdings");
    state.view.holdings.open = Some("brokerage/AAPL/0".into());
    state.security_history = Some(sample::history("brokerage", "AAPL"));
    page::shoot_all(&state, "holdings-open");
}

/// The labels of the rows in sight.
fn rows(page: &Harness<'_, Page>) -> Vec<String> {
    page.get_all_by_role(Role::Row)
        .filter_map(|it| it.accesskit_node().label())
        .collect()
}

fn open_page() -> Harness<'static, Page> {
    let state = page::state(Screen::Holdings, sample::portfolio());
    page::open(state, [1244.0, 846.0])
}

#[test]
fn a_click_on_a_title_sorts_and_another_turns_round() {
    let mut page = open_page();
    page.get_by_label("None").click();
    page.run();
    page.get_by_label("Gain").click();
    page.run();
    assert!(rows(&page)[0].starts_with("VTI"), "{:?}", rows(&page));
    page.get_by_label("Gain").click();
    page.run();
    assert!(rows(&page)[0].starts_with("BND"), "the largest loss");
    page.get_by_label("Security").click();
    page.run();
    assert!(rows(&page)[0].starts_with("AAPL"), "names begin with A");
}

#[test]
fn typing_finds_and_the_button_clears() {
    let mut page = open_page();
    page.get_by_label("Search holdings").focus();
    page.run();
    page.get_by_label("Search holdings").type_text("apple");
    page.run();
    assert_eq!(rows(&page).len(), 3, "a group, a row and a total");
    page.get_by_label("Search holdings").type_text("xyz");
    page.run();
    page.get_by_label("No holding matches the search");
    page.get_by_label("Clear search").click();
    page.run();
    assert!(rows(&page).len() > 10);
}

/// The titles of the columns in sight, from the left.
fn titles(page: &Harness<'_, Page>) -> Vec<String> {
    page.get_all_by_role(Role::ColumnHeader)
        .filter_map(|it| it.accesskit_node().label())
        .collect()
}

#[test]
fn columns_are_hidden_and_shown_again_from_one_menu() {
    let mut page = open_page();
    let all = titles(&page);
    assert_eq!(all[..3], ["Security", "Quantity", "Price"]);
    page.get_by_label("Columns").click();
    page.run();
    // The menu stays open for more than one of them.
    for column in ["Quantity", "Weight"] {
        page.get_by_role_and_label(Role::CheckBox, column).click();
        page.run();
    }
    let left = titles(&page);
    assert_eq!(
        left,
        ["Security", "Price", "Value", "Cost basis", "Gain", "Gain %"]
    );
    for column in ["Quantity", "Weight"] {
        page.get_by_role_and_label(Role::CheckBox, column).click();
        page.run();
    }
    assert_eq!(titles(&page), all);
}

#[test]
fn the_account_has_a_column_where_the_groups_are_not_accounts() {
    let mut page = open_page();
    assert!(!titles(&page).contains(&"Account".to_owned()));
    page.get_by_label("None").click();
    page.run();
    assert_eq!(titles(&page)[..3], ["Security", "Account", "Quantity"]);
    page.get_by_role_and_label(Role::ColumnHeader, "Account")
        .click();
    page.run();
    assert!(rows(&page)[0].starts_with("FXAIX"), "{:?}", rows(&page));
    page.get_by_role_and_label(Role::ColumnHeader, "Account")
        .click();
    page.run();
    assert!(rows(&page)[0].starts_with("VXUS"), "{:?}", rows(&page));
}

#[test]
fn a_group_folds_by_click() {
    let mut page = open_page();
    assert!(rows(&page)[1].starts_with("VTI"));
    page.get_by_label_contains("Roth IRA unfolded").click();
    page.run();
    assert!(rows(&page)[0].starts_with("Roth IRA folded"));
    assert!(!rows(&page)[1].starts_with("VTI"));
}

#[test]
fn arrows_and_enter_open_a_row_and_escape_closes_it() {
    let mut page = open_page();
    page.get_by_label("Holdings").focus();
    page.run();
    for key in [Key::ArrowDown, Key::ArrowDown, Key::Enter] {
        page.key_press(key);
        page.run();
    }
    let open = page.state().state.view.holdings.open.clone();
    assert_eq!(open, Some("roth/VTI/0".into()));
    page.get_by_label_contains("First purchase on record");
    page.key_press(Key::Escape);
    page.run();
    assert_eq!(page.state().state.view.holdings.open, None);
}

#[test]
fn hidden_amounts_are_hidden_from_screen_readers_too() {
    let page = page_with_history(true);
    page.get_by_label_contains("Chart of the holding's value");
    for text in page::spoken(&page) {
        for amount in ["33,107", "19,870", "13,236", "141.93", "15,858"] {
            assert!(!text.contains(amount), "{text}");
        }
    }
    assert!(rows(&page).iter().any(|it| it.contains("+66.6%")));
}

#[test]
fn nothing_yet_says_what_will_be_here() {
    let state = page::state(Screen::Holdings, Portfolio::default());
    let page = page::open(state, [838.0, 530.0]);
    page.get_by_label("No holdings here yet");
}
