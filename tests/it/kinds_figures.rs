//! Kinds of fault in further forms: what counts, what a word means, accounts
//! without holdings. Each case as its `expected.md` says.

use holdfast::state::Screen;
use rust_decimal::{Decimal, dec};
use serde_json::{Value, json};

use crate::common::cases::{Case, PAGES, row_with, sum};

fn decimal(value: &Value) -> Option<Decimal> {
    let text = value.as_str()?;
    Some(text.parse().expect("a decimal"))
}

/// A figure of the month's line of all series, or of one.
fn month(rows: &[Value], month: &str, series: &str) -> Value {
    let found = rows
        .iter()
        .find(|row| row["month"] == month && row["series"] == series);
    found.unwrap_or(&Value::Null).clone()
}

fn net(rows: &[Value], series: &str) -> Option<Decimal> {
    decimal(&month(rows, "2026-11", series)["net"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_security_weighs_the_same_on_every_page() {
    let case = Case::through_all_stages("60-owed-in-one-account-held-in-another").await;
    let weights = |by: &str| -> Vec<Option<Decimal>> {
        let rows = case.rows(&["allocation", "--by", by]);
        rows.iter().map(|row| decimal(&row["weight"])).collect()
    };
    assert_eq!(weights("security"), [Some(dec!(0.68)), Some(dec!(0.32))]);
    assert_eq!(weights("account"), [Some(dec!(1)), None]);
    let holdings = case.spoken(Screen::Holdings);
    holdings.mentions("ABC Abc Corp, value $2,600.00");
    case.spoken(Screen::Overview).says("$5,000.00");
    for screen in [Screen::Holdings, Screen::Allocation] {
        // Abc as it would be with the short part left out.
        case.spoken(screen).never_mentions("43.3%");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn contracts_are_not_taken_for_shares() {
    let case = Case::through_all_stages("63-contracts-or-shares").await;
    let holdings = case.rows(&["holdings"]);
    let value = |security| row_with(&holdings, "security_id", security)["market_value"].clone();
    assert_eq!(decimal(&value("shares")), Some(dec!(700)));
    assert_eq!(value("contracts"), Value::Null);
    assert_eq!(sum(&holdings, "market_value"), dec!(1200));
    case.spoken(Screen::Overview).says("$1,200.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_of_what_is_vested_stands_alone_where_nothing_follows() {
    let case = Case::through_all_stages("64-a-half-of-vesting-alone").await;
    let holdings = case.rows(&["holdings"]);
    let figures = |security| {
        let row = row_with(&holdings, "security_id", security);
        (
            decimal(&row["counted_quantity"]),
            decimal(&row["market_value"]),
        )
    };
    assert_eq!(figures("w"), (None, Some(dec!(300))));
    assert_eq!(figures("abc"), (Some(dec!(40)), Some(dec!(2000))));
    assert_eq!(figures("xyz"), (Some(dec!(25)), None));
    case.spoken(Screen::Overview).says("$2,300.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_balances_are_no_position_of_one_security() {
    let case = Case::through_all_stages("66-two-balances-without-holdings").await;
    assert_eq!(case.rows(&["positions"]).len(), 2);
    for by in ["asset-class", "security", "account"] {
        let rows = case.rows(&["allocation", "--by", by]);
        let figures: Vec<_> = rows
            .iter()
            .map(|row| decimal(&row["market_value"]))
            .collect();
        assert_eq!(figures, [Some(dec!(52000)), Some(dec!(-500))], "{by}");
        let debt = rows[1]["label"].as_str().expect("a label");
        assert!(debt.starts_with("Margin Debt"), "{debt}");
    }
    case.spoken(Screen::Overview).says("$51,500.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_plan_with_either_sign() {
    let case = Case::through_all_stages("67-words-of-a-plan-turned-round").await;
    let rows = case.rows(&["cash-flow"]);
    let check = |series, expected| assert_eq!(net(&rows, series), Some(expected), "{series}");
    check("contributions", dec!(225));
    check("withdrawals", dec!(-1400));
    check("costs", dec!(-9.5));
    check("dividends and interest", dec!(9));
    check("other", dec!(90));
    check("all", dec!(-157));
    assert_eq!(net(&rows, "transfers"), None);
    let transactions = case.spoken(Screen::Transactions);
    transactions.mentions("cash effect −$157.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_without_a_known_amount_has_no_sum() {
    let case = Case::through_all_stages("69-amounts-not-known").await;
    let rows = case.rows(&["cash-flow"]);
    let october = month(&rows, "2026-10", "all");
    let figures = ["inflow", "outflow", "net"].map(|name| october[name].clone());
    assert_eq!(figures, [Value::Null, Value::Null, Value::Null]);
    assert_eq!(october["without_amount"], json!(1));
    let november = month(&rows, "2026-11", "all");
    assert_eq!(decimal(&november["net"]), Some(dec!(10)));
    assert_eq!(november["without_amount"], json!(1));
    let text = case.text(&["cash-flow"]);
    assert!(text.contains("No amount"), "{text}");
    let page = case.spoken(Screen::Transactions);
    page.mentions("cash effect +$10.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_words_contradict_each_other_signs_tell() {
    let case = Case::through_all_stages("70-words-that-contradict").await;
    let rows = case.rows(&["transactions"]);
    let kind = |id| {
        let row = row_with(&rows, "investment_transaction_id", id);
        row["kind"].clone()
    };
    assert_eq!([kind("1"), kind("2")], [json!("buy"), json!("sell")]);
    let flow = case.rows(&["cash-flow"]);
    assert_eq!(net(&flow, "buys"), Some(dec!(-100)));
    assert_eq!(net(&flow, "sells"), Some(dec!(200)));
    assert_eq!(net(&flow, "all"), Some(dec!(100)));
    for screen in PAGES {
        case.spoken(screen).never_mentions("−$200.00");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_position_is_owed_whatever_its_sign() {
    let case = Case::through_all_stages("72-owed-without-a-sign").await;
    let totals = case.rows(&["overview"]);
    let totals: Vec<_> = totals.iter().filter(|row| row["row"] == "total").collect();
    assert_eq!(totals.len(), 1, "{totals:#?}");
    assert_eq!(decimal(&totals[0]["market_value"]), Some(dec!(4500)));
    assert_eq!(decimal(&totals[0]["gain"]), Some(dec!(900)));
    case.spoken(Screen::Overview).says("$4,500.00");
    case.spoken(Screen::Holdings)
        .mentions("Index Fund, value −$500.00, gain −$100.00 −25.0%");
}
