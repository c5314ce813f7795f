//! The transactions page: its model without a window, and its view by label.
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
    domain::{Currency, TransactionKind},
    portfolio::Portfolio,
    state::{
        AccountFilter, Direction, Month, RangeChoice, Screen, TransactionColumn, TransactionsQuery,
    },
    ui::{
        PageModel as _,
        export::transactions_csv,
        transactions::{LeftOut, TransactionsInput, TransactionsModel},
    },
};
use rust_decimal::dec;

fn build(portfolio: &Arc<Portfolio>, query: TransactionsQuery) -> TransactionsModel {
    let input = TransactionsInput {
        query,
        accounts: AccountFilter::All,
        today: sample::today(),
        hide_amounts: false,
    };
    TransactionsModel::build(portfolio, &input)
}

fn model(query: TransactionsQuery) -> TransactionsModel {
    build(&Arc::new(sample::portfolio()), query)
}

fn ids(model: &TransactionsModel) -> Vec<&str> {
    (0..model.rows.len())
        .map(|line| model.row(line).unwrap().id.as_str())
        .collect()
}

fn sorted(column: TransactionColumn, direction: Direction) -> TransactionsModel {
    model(TransactionsQuery {
        sort: (column, direction),
        ..TransactionsQuery::default()
    })
}

/// Every input after the first follows the model before it.
fn followed(queries: impl IntoIterator<Item = TransactionsQuery>) -> Vec<TransactionsModel> {
    let portfolio = Arc::new(sample::portfolio());
    let mut models: Vec<TransactionsModel> = vec![];
    for query in queries {
        let input = TransactionsInput {
            query,
            accounts: AccountFilter::All,
            today: sample::today(),
            hide_amounts: false,
        };
        let model = match models.last() {
            Some(latest) => TransactionsModel::follow(latest, &portfolio, &input),
            None => TransactionsModel::build(&portfolio, &input),
        };
        models.push(model);
    }
    models
}

#[test]
fn another_order_of_the_same_rows_looks_for_nothing_anew() {
    let by_fees = TransactionsQuery {
        sort: (TransactionColumn::Fees, Direction::Ascending),
        ..TransactionsQuery::default()
    };
    let searched = TransactionsQuery {
        search: "dividend".to_owned(),
        ..by_fees.clone()
    };
    let queries = [
        TransactionsQuery::default(),
        by_fees.clone(),
        searched.clone(),
        by_fees.clone(),
    ];
    let models = followed(queries.clone());
    for (query, followed) in queries.into_iter().zip(&models) {
        let anew = model(query);
        assert_eq!(ids(followed), ids(&anew));
        assert_eq!(followed.found.sums, anew.found.sums);
    }
    assert!(Arc::ptr_eq(&models[0].found, &models[1].found));
    assert!(!Arc::ptr_eq(&models[1].found, &models[2].found));
}

const AUGUST: Month = Month {
    year: 2026,
    month: 8,
};

#[test]
fn newest_come_first_until_asked_otherwise() {
    let down = model(TransactionsQuery::default());
    assert_eq!(ids(&down)[..2], ["m21-1", "m21-2"]);
    let up = sorted(TransactionColumn::Date, Direction::Ascending);
    assert_eq!(up.row(0).unwrap().date, sample::day(2025, 1, 15));
    assert_eq!(down.rows.len(), down.found.rows_in_view);
}

#[test]
fn every_column_sorts_with_unknown_last_in_both_directions() {
    for direction in [Direction::Ascending, Direction::Descending] {
        let fees = sorted(TransactionColumn::Fees, direction);
        assert_eq!(fees.row(fees.rows.len() - 1).unwrap().fees, None);
        let names = sorted(TransactionColumn::Security, direction);
        assert!(
            names
                .security(names.row(names.rows.len() - 1).unwrap())
                .is_none()
        );
    }
    let first = |column, direction| {
        let model = sorted(column, direction);
        ids(&model)[0].to_owned()
    };
    assert_eq!(
        first(TransactionColumn::Fees, Direction::Descending),
        "m21-3",
        "a fee of its own"
    );
    assert_eq!(
        first(TransactionColumn::Quantity, Direction::Ascending),
        "t03"
    );
    assert_eq!(
        first(TransactionColumn::CashEffect, Direction::Ascending),
        "t12"
    );
    assert_eq!(
        first(TransactionColumn::Price, Direction::Descending),
        "t04"
    );
    assert_eq!(
        first(TransactionColumn::Account, Direction::Ascending),
        "t18",
        "the newest of 401(k)"
    );
}

#[test]
fn equal_rows_stay_newest_first() {
    for direction in [Direction::Ascending, Direction::Descending] {
        let model = sorted(TransactionColumn::Type, direction);
        let rows: Vec<_> = (0..model.rows.len())
            .map(|line| model.row(line).unwrap())
            .collect();
        for pair in rows.windows(2) {
            if pair[0].kind() == pair[1].kind() && pair[0].subtype == pair[1].subtype {
                assert!(pair[0].date >= pair[1].date);
            }
        }
    }
}

#[test]
fn a_row_is_found_by_security_account_text_and_type() {
    let found = |text: &str| {
        let model = model(TransactionsQuery {
            search: text.to_owned(),
            ..TransactionsQuery::default()
        });
        ids(&model)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(found("bitcoin"), ["t04"]);
    assert_eq!(found("CRYPTO btc"), ["t04"]);
    assert_eq!(found("us0378331005 dividend"), ["t06"]);
    assert_eq!(found("account fee"), ["t09"]);
    assert!(found("nothing of the kind").is_empty());
}

#[test]
fn the_footer_adds_what_counts_and_no_two_currencies() {
    let usd = Currency::iso("USD");
    let august = model(TransactionsQuery {
        month: Some(AUGUST),
        ..TransactionsQuery::default()
    });
    assert_eq!(august.rows.len(), 14);
    let sums = |model: &TransactionsModel, currency: &Currency| {
        let mut sums = model.found.sums.iter();
        let found = sums.find(|it| it.currency.as_ref() == Some(currency));
        found.map(|it| (it.fees, it.cash_effect)).unwrap()
    };
    // 6.94 beside trades, and two fees of their own: 4.95 and 12.50.
    assert_eq!(sums(&august, &usd).0, Some(dec!(24.39)));
    let expected: rust_decimal::Decimal = (0..14)
        .filter_map(|line| august.row(line).unwrap().cash_effect())
        .sum();
    assert_eq!(sums(&august, &usd).1, Some(expected));

    let september = model(TransactionsQuery {
        month: Some(Month { month: 9, ..AUGUST }),
        ..TransactionsQuery::default()
    });
    assert_eq!(
        september.found.left_out,
        LeftOut {
            removed: 1,
            cancelled: 2,
            empty: 1,
            ..LeftOut::default()
        }
    );
    assert_eq!(
        sums(&september, &Currency::iso("CAD")),
        (Some(dec!(9.99)), Some(dec!(-1499.99)))
    );
    assert_eq!(september.found.sums.len(), 2);
}

#[test]
fn kinds_and_dates_filter_and_the_bars_follow_all_but_the_month() {
    let dividends = model(TransactionsQuery {
        kinds: vec![TransactionKind::Dividend],
        month: Some(AUGUST),
        ..TransactionsQuery::default()
    });
    assert_eq!(ids(&dividends).len(), 3);
    let [usd] = dividends.found.cash_flow.as_slice() else {
        panic!("one currency")
    };
    assert_eq!(usd.months.len(), 22, "every month has bars");
    assert_eq!(dividends.found.bars[0].months.len(), 22);
    assert_eq!(usd.kinds().len(), 1, "of dividends only");

    let recent = model(TransactionsQuery {
        range: Some(RangeChoice::ThreeMonths),
        ..TransactionsQuery::default()
    });
    let start = sample::day(2026, 8, 21);
    assert!((0..recent.rows.len()).all(|line| recent.row(line).unwrap().date >= start));
}

#[test]
fn a_row_without_security_still_has_a_name_and_an_account() {
    let model = model(TransactionsQuery::default());
    let row = |id: &str| {
        let at = ids(&model).iter().position(|it| *it == id).unwrap();
        model.row(at).unwrap()
    };
    assert_eq!(model.name(row("t05")), "CONTRIBUTION ");
    assert_eq!(model.account_name(row("t05")), "401(k)");
    assert!(
        model.security(row("t18")).is_none(),
        "named but never described"
    );
}

#[test]
fn the_open_row_is_known_even_when_it_is_filtered_away() {
    let open = |search: &str| {
        model(TransactionsQuery {
            search: search.to_owned(),
            open: Some("t04".into()),
            ..TransactionsQuery::default()
        })
    };
    assert_eq!(open("bitcoin").open.unwrap().line, Some(0));
    let hidden = open("apple");
    assert_eq!(hidden.open.unwrap().line, None);
    assert_eq!(hidden.open_row().unwrap().id.as_str(), "t04");
}

#[test]
fn a_hundred_thousand_rows_are_each_there_once_in_every_order() {
    let portfolio = Arc::new(sample::many(100_000));
    for column in [
        TransactionColumn::Date,
        TransactionColumn::Type,
        TransactionColumn::Security,
        TransactionColumn::Account,
        TransactionColumn::Quantity,
        TransactionColumn::Price,
        TransactionColumn::Fees,
        TransactionColumn::CashEffect,
    ] {
        let model = build(
            &portfolio,
            TransactionsQuery {
                sort: (column, Direction::Descending),
                ..TransactionsQuery::default()
            },
        );
        let mut rows = model.rows.clone();
        rows.sort_unstable();
        assert!(rows.iter().copied().eq(0..100_000), "{column:?}");
    }
    let found = build(
        &portfolio,
        TransactionsQuery {
            search: "tk42".to_owned(),
            ..TransactionsQuery::default()
        },
    );
    assert!(!found.rows.is_empty() && found.rows.len() < 1_000);
}

#[test]
fn the_export_is_the_table_as_it_stands() {
    let model = model(TransactionsQuery {
        search: "shopify".to_owned(),
        ..TransactionsQuery::default()
    });
    let csv = transactions_csv(&model, false).unwrap();
    assert_eq!(
        csv.lines().nth(1).unwrap(),
        "2026-09-09,Buy,Shopify Inc.,SHOP,Margin (CAD),10,149.00,9.99,-1499.99,CAD,,t17"
    );
    assert!(!transactions_csv(&model, true).unwrap().contains("1499.99"));
}

#[test]
fn looks_like_the_design() {
    let mut state = page::state(Screen::Transactions, sample::portfolio());
    page::shoot_all(&state, "transactions");
    state.view.transactions.month = Some(AUGUST);
    state.view.transactions.open = Some("t03".into());
    page::shoot_all(&state, "transactions-open");
}

fn open_page() -> Harness<'static, Page> {
    let state = page::state(Screen::Transactions, sample::portfolio());
    page::open(state, [1244.0, 846.0])
}

/// The labels of the rows in sight.
fn rows(page: &Harness<'_, Page>) -> Vec<String> {
    page.get_all_by_role(Role::Row)
        .filter_map(|it| it.accesskit_node().label())
        .collect()
}

#[test]
fn a_click_on_a_month_filters_and_a_second_one_clears() {
    let mut page = open_page();
    page.get_by_label_contains("Aug 2026, Contributions")
        .click();
    page.run();
    assert_eq!(page.state().state.view.transactions.month, Some(AUGUST));
    assert!(
        rows(&page)
            .last()
            .unwrap()
            .starts_with("14 of 106 transactions")
    );
    page.get_by_label_contains("Aug 2026, Contributions")
        .click();
    page.run();
    assert_eq!(page.state().state.view.transactions.month, None);
}

#[test]
fn chips_choose_types_and_the_month_goes_by_its_cross() {
    let mut page = open_page();
    page.get_by_label("Dividend").click();
    page.run();
    assert!(
        rows(&page)
            .iter()
            .all(|it| it.contains("Dividend") || it.contains("of 106"))
    );
    page.state_mut().state.view.transactions.month = Some(AUGUST);
    page.run();
    page.get_by_label("Aug 2026: Show all months").click();
    page.run();
    assert_eq!(page.state().state.view.transactions.month, None);
    page.get_by_label("All types").click();
    page.run();
    assert!(page.state().state.view.transactions.kinds.is_empty());
}

#[test]
fn removed_and_cancelled_rows_say_so() {
    let mut page = open_page();
    page.state_mut().state.view.transactions.month = Some(Month { month: 9, ..AUGUST });
    page.run();
    let rows = rows(&page);
    let with = |text: &str| rows.iter().filter(|it| it.contains(text)).count();
    assert_eq!(
        with("no longer listed by the institution since 20 Sep 2026"),
        1
    );
    assert_eq!(with(", cancelled"), 2);
    assert_eq!(with("a row without any figures"), 1);
}

#[test]
fn keys_reach_the_last_row_and_enter_opens_it() {
    let state = page::state(Screen::Transactions, sample::many(100_000));
    let mut page = page::open(state, [1244.0, 846.0]);
    page.get_by_label("Transactions").focus();
    page.run();
    for key in [Key::End, Key::ArrowUp, Key::PageDown, Key::Enter] {
        page.key_press(key);
        page.run();
    }
    let last = page
        .state()
        .state
        .portfolio
        .as_ref()
        .unwrap()
        .transactions
        .last();
    let open = page.state().state.view.transactions.open.clone();
    assert_eq!(open, last.map(|it| it.id.clone()));
    assert!(rows(&page).len() < 40, "only rows in sight are there");
    page.get_by_label_contains("As the institution puts it");
}

#[test]
fn hidden_amounts_are_hidden_in_bars_rows_and_sums() {
    let mut state = page::state(Screen::Transactions, sample::portfolio());
    state.choices.hide_amounts = true;
    state.view.transactions.month = Some(AUGUST);
    state.view.transactions.open = Some("t03".into());
    let page = page::open(state, [1244.0, 846.0]);
    for text in page::spoken(&page) {
        let has_amount = text.contains('$') || text.contains("2,405") || text.contains("16.458");
        assert!(!has_amount, "{text}");
    }
}

#[test]
fn a_row_dated_by_mistake_is_in_the_table_and_said_of_the_bars() {
    let mut portfolio = sample::portfolio();
    let row =
        |id, date, amount| sample::transaction(id, date, "roth", None, ("cash", "deposit"), amount);
    portfolio.transactions.extend([
        row("old", sample::day(1, 1, 1), dec!(-1)),
        row("new", sample::day(9999, 12, 31), dec!(-2)),
    ]);
    let portfolio = portfolio.prepared();
    let model = build(&Arc::new(portfolio.clone()), TransactionsQuery::default());
    assert_eq!(model.rows.len(), 108);
    assert_eq!(
        (
            model.found.bars[0].months.len(),
            model.found.bars[0].outside
        ),
        (22, 2)
    );
    let page = page::open(
        page::state(Screen::Transactions, portfolio),
        [1244.0, 846.0],
    );
    page.get_by_label_contains("2 rows are dated outside of these months");
}

#[test]
fn what_one_row_paid_in_and_bought_is_said_in_row_and_panel() {
    let mut portfolio = sample::portfolio();
    let words = ("buy", "contribution");
    let bought = holdfast::domain::Transaction {
        quantity: Some(dec!(2)),
        ..sample::transaction(
            "plan",
            sample::today(),
            "401k",
            Some("FXAIX"),
            words,
            dec!(420),
        )
    };
    portfolio.transactions.push(bought);
    let mut state = page::state(Screen::Transactions, portfolio.prepared());
    state.view.transactions.open = Some("plan".into());
    let page = page::open(state, [1244.0, 846.0]);
    let said = "Contribution, Fidelity 500 Index Fund, 401(k), $0.00, $420.00 paid in and bought";
    page.get_by_label_contains(said);
    page.get_by_label_contains("$420.00 paid in and bought at once.");
}

#[test]
fn nothing_found_offers_to_clear_the_filters() {
    let mut page = open_page();
    page.get_by_label("Search transactions").focus();
    page.run();
    page.get_by_label("Search transactions")
        .type_text("no such thing");
    page.run();
    page.get_by_label("No transaction matches");
    page.get_by_label("Clear filters").click();
    page.run();
    assert_eq!(
        page.state().state.view.transactions,
        TransactionsQuery::default()
    );
}

#[test]
fn a_row_opened_elsewhere_comes_into_sight() {
    let mut state = page::state(Screen::Transactions, sample::many(10_000));
    let oldest = state
        .portfolio
        .as_ref()
        .and_then(|it| it.transactions.last());
    state.view.transactions.open = oldest.map(|it| it.id.clone());
    let page = page::open(state, [1244.0, 846.0]);
    let is_open = |it: &egui_kittest::Node<'_>| {
        it.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
    };
    assert!(page.get_all_by_role(Role::Row).any(|it| is_open(&it)));
}
