//! Kinds of fault in other forms than they were reported in: the cases from 40
//! on of `tests/fixtures/cases`, each as its `expected.md` says.

use holdfast::{
    state::Screen,
    ui::{
        PageModel as _,
        overview::{OverviewModel, OverviewQuery},
    },
};
use rust_decimal::{Decimal, dec};
use serde_json::{Value, json};

use crate::common::cases::{Case, PAGES, row_with, sum};

/// The days of the line of value, as the overview draws it.
fn observed(case: &Case) -> Vec<Decimal> {
    let state = case.state(Screen::Overview);
    let portfolio = state.portfolio.clone().expect("a portfolio");
    let model = OverviewModel::build(&portfolio, &OverviewQuery::of(&state));
    model.points.iter().map(|it| it.value).collect()
}

/// The market value of one category of an allocation, and its gain.
fn value_and_gain<'a>(rows: &'a [Value], category: &str) -> (&'a Value, &'a Value) {
    let row = row_with(rows, "category", category);
    (&row["market_value"], &row["gain"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_of_zero_is_no_loss_of_all() {
    let case = Case::through_all_stages("40-price-of-zero").await;
    let by_security = case.rows(&["allocation", "--by", "security"]);
    assert_eq!(sum(&by_security, "market_value"), dec!(500));
    assert_eq!(sum(&by_security, "gain"), dec!(100));
    case.spoken(Screen::Overview).says("$500.00");
    let holdings = case.spoken(Screen::Holdings);
    holdings.mentions("Halted Corp, value –, gain – –");
    holdings.mentions("Delisted Corp, value –, gain – –");
    holdings.mentions("value $500.00, gain +$100.00 +25.0%");
    for screen in PAGES {
        case.spoken(screen).never_mentions("5,000.00");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn units_times_price_stands_in_only_where_the_price_is_of_one_unit() {
    let case = Case::through_all_stages("41-prices-per-unit-and-per-hundred").await;
    let by_security = case.rows(&["allocation", "--by", "security"]);
    let value = |security| value_and_gain(&by_security, security).0;
    assert_eq!(value("muni"), &Value::Null);
    assert_eq!(value("note"), "29100");
    assert_eq!(value("loan"), "2000");
    assert_eq!(sum(&by_security, "market_value"), dec!(31800));
    case.spoken(Screen::Overview).says("$31,800.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gift_and_cash_have_no_gain() {
    let case = Case::through_all_stages("42-zero-cost-beside-real-cost").await;
    let by_security = case.rows(&["allocation", "--by", "security"]);
    let gain = |security| value_and_gain(&by_security, security).1;
    assert_eq!(gain("gift"), &Value::Null);
    assert_eq!(gain("usd"), &Value::Null);
    assert_eq!((gain("abc"), gain("mmf")), (&json!("200"), &json!("0")));
    let holdings = case.spoken(Screen::Holdings);
    holdings.mentions("gain covers 42% of value, value $3,500.00, gain +$200.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_halves_of_a_vested_part_go_together() {
    let case = Case::through_all_stages("43-halves-of-vesting").await;
    let by_security = case.rows(&["allocation", "--by", "security"]);
    assert_eq!(sum(&by_security, "market_value"), dec!(1100));
    assert_eq!(sum(&by_security, "gain"), dec!(20));
    case.spoken(Screen::Overview).says("$1,100.00");
    let holdings = case.spoken(Screen::Holdings);
    holdings.mentions("First Grant Corp, value $400.00, gain – –");
    holdings.mentions("Second Grant Corp, value $600.00, gain – –");
    holdings.mentions("Vested Grant Corp, value $100.00, gain +$20.00 +25.0%");
    holdings.mentions("Later Grant Corp, value $0.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_by_its_value_alone_is_owned_or_owed() {
    let case = Case::through_all_stages("44-worth-without-units").await;
    assert_eq!(case.rows(&["holdings"]).len(), 4);
    let by_account = case.rows(&["allocation", "--by", "account"]);
    assert_eq!(sum(&by_account, "market_value"), dec!(11500));
    case.spoken(Screen::Overview).says("$11,500.00");
    let holdings = case.spoken(Screen::Holdings);
    holdings.mentions("Collective Fund, value $4,000.00, gain +$600.00");
    holdings.mentions("Margin debit, value −$500.00");
    holdings.mentions("Total · 3 holdings");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_sync_does_not_know_is_no_change() {
    let mut case = Case::connect("45-unknown-at-one-sync").await;
    case.sync("sync1").await;
    case.sync("sync2").await;
    let overview = case.spoken(Screen::Overview);
    overview.says("$5,000.00");
    overview.never_mentions("−$3,000.00");
    assert!(!observed(&case).contains(&dec!(5000)));
    case.sync("sync3").await;
    let overview = case.spoken(Screen::Overview);
    overview.says("$8,100.00");
    overview.never_mentions("+$3,100.00");
    let observed = observed(&case);
    assert!(!observed.contains(&dec!(5000)), "{observed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_and_short_net_and_another_order_is_no_change() {
    let mut case = Case::connect("46-long-and-short").await;
    case.sync("sync1").await;
    case.spoken(Screen::Overview).says("$5,000.00");
    let holdings = case.spoken(Screen::Holdings);
    holdings.mentions("ABC Abc Corp, value $3,000.00, gain +$1,100.00");
    holdings.mentions("ABC Abc Corp, value −$3,000.00, gain +$300.00");
    holdings.mentions("value $5,000.00, gain +$2,400.00");
    let summaries = case.sync("sync2").await;
    assert_eq!(summaries[0].holdings_changed, 0);
    case.spoken(Screen::Overview).says("$5,000.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_is_no_part_of_what_is_owned() {
    let case = Case::through_all_stages("47-more-owed-than-owned").await;
    let by_class = case.rows(&["allocation"]);
    assert_eq!(sum(&by_class, "market_value"), dec!(-1000));
    let weights = by_class.iter().filter_map(|it| it["weight"].as_str());
    let weights: Vec<Decimal> = weights.map(|it| it.parse().expect("a weight")).collect();
    assert_eq!(weights, [dec!(1)]);
    case.spoken(Screen::Overview).says("−$1,000.00");
    let holdings = case.spoken(Screen::Holdings);
    holdings.mentions("Motor Corp, value −$3,000.00, gain −$500.00 −20.0%");
    holdings.mentions("value −$1,000.00, gain −$100.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_without_a_currency_counts_in_one_or_apart() {
    let case = Case::through_all_stages("48-no-currency").await;
    let by_class = case.rows(&["allocation"]);
    let (usd, none): (Vec<_>, Vec<_>) = by_class
        .into_iter()
        .partition(|it| it["iso_currency_code"] == "USD");
    assert_eq!(sum(&usd, "market_value"), dec!(7000));
    assert_eq!(sum(&none, "market_value"), dec!(70));
    let mut overview = case.open(Screen::Overview);
    overview.run();
    case.spoken(Screen::Overview).says("$7,000.00");
    case.spoken(Screen::Overview).mentions("70.00");
    let transactions = case.spoken(Screen::Transactions);
    transactions.mentions("cash effect −$500.00");
    transactions.mentions("−7.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_price_never_wins() {
    let case = Case::through_all_stages("49-one-security-at-two-institutions").await;
    let security = &case.rows(&["securities"])[0];
    assert_eq!(security["institution_price"], "500");
    assert_eq!(security["institution_price_as_of"], "2026-11-25");
    case.spoken(Screen::Overview).says("$7,880.00");
    let by_security = case.rows(&["allocation", "--by", "security"]);
    assert_eq!(by_security.len(), 1);
    assert_eq!(
        value_and_gain(&by_security, "vtx"),
        (&json!("7880"), &json!("1380"))
    );
    let holdings = case.spoken(Screen::Holdings);
    holdings.mentions("Total · 2 holdings");
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_without_holdings_are_seen() {
    let case = Case::through_all_stages("50-balances-beside-holdings").await;
    let accounts = case.rows(&["accounts"]);
    let names: Vec<_> = accounts
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(names, ["Brokerage", "Pension", "TFSA"]);
    let overview = case.spoken(Screen::Overview);
    overview.says("$1,000.00");
    overview.mentions("CA$2,500.00");
    overview.mentions("Pension");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_margin_loan_and_both_sides_of_a_gap_are_named() {
    let case = Case::through_all_stages("51-margin-loan-and-gaps").await;
    let overview = case.spoken(Screen::Overview);
    overview.says("$13,000.00");
    for figure in ["$4,000.00", "$100.00", "$250.00"] {
        overview.mentions(figure);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_beyond_belief_are_not_believed() {
    let case = Case::through_all_stages("52-dates-beyond-belief").await;
    assert_eq!(case.rows(&["transactions"]).len(), 3);
    for row in case.rows(&["holdings"]) {
        assert_ne!(row["as_of"], "2031-01-01");
    }
    // The overview says that such a day came, and "as of" no page does.
    case.spoken(Screen::Overview)
        .mentions("institution_price_as_of is 2031-01-01, which cannot be");
    for screen in PAGES.into_iter().filter(|it| *it != Screen::Overview) {
        case.spoken(screen).never_mentions("2031");
    }
    for screen in PAGES {
        case.spoken(screen).never_mentions("Jan 2031");
    }
    let transactions = case.spoken(Screen::Transactions);
    transactions.never_mentions("2034");
    transactions.never_mentions("Jan 2025");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_contradicts_itself_loses_nothing() {
    let mut case = Case::connect("53-answers-that-contradict-themselves").await;
    for stage in ["sync1", "sync2", "sync3", "sync4", "sync5"] {
        case.try_sync(stage).await;
        let rows = case.rows(&["transactions"]);
        assert_eq!(rows.len(), 3, "{stage}");
        for row in &rows {
            assert_eq!(row["removed_on"], Value::Null, "{stage}: {row}");
        }
        let transactions = case.spoken(Screen::Transactions);
        transactions.mentions("cash effect +$512.00");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_in_the_history_of_an_account_stays() {
    let case = Case::through_all_stages("54-an-account-comes-back").await;
    assert_eq!(observed(&case), [dec!(8000), dec!(5000), dec!(8000)]);
    case.spoken(Screen::Overview).says("$8,000.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_plan_mean_what_plaid_means() {
    let case = Case::through_all_stages("55-words-of-a-plan").await;
    let page = case.spoken(Screen::Transactions);
    page.mentions("Contributions +$850.00");
    page.mentions("Dividends & interest +$75.00");
    page.mentions("Withdrawals −$100.00");
    page.mentions("Costs −$40.00");
    page.mentions("cash effect +$525.00");
    page.mentions("fees $41.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_takes_back_one_row_at_most() {
    let case = Case::through_all_stages("56-cancellations").await;
    let rows = case.rows(&["transactions"]);
    let of = |id| &row_with(&rows, "investment_transaction_id", id)["counterpart_id"];
    let taken_back = ["b1", "b2"].iter().filter(|it| *of(it) == "x1").count();
    assert_eq!(taken_back, 1);
    for alone in ["b3", "x2", "s1"] {
        assert_eq!(of(alone), &Value::Null, "{alone}");
    }
    case.spoken(Screen::Transactions)
        .mentions("cash effect −$300.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sum_beyond_counting_is_unknown() {
    let case = Case::through_all_stages("57-beyond-counting").await;
    let by_class = case.rows(&["allocation"]);
    let equity = row_with(&by_class, "category", "equity");
    assert_eq!(equity["market_value"], Value::Null);
    let overview = case.spoken(Screen::Overview);
    overview.mentions("0.15823001");
    for screen in PAGES {
        case.spoken(screen).never_mentions("140,000,000,000");
        case.spoken(screen).never_mentions("79,228,162,514");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_that_falls_silent_is_doubted_and_a_sale_of_all_is_not() {
    let mut case = Case::connect("58-one-account-falls-silent").await;
    case.sync("sync1").await;
    let summaries = case.sync("sync2").await;
    assert!(!summaries[0].row_issues.is_empty());
    let overview = case.spoken(Screen::Overview);
    overview.says("$8,000.00");
    overview.never_mentions("−$3,000.00");
    let summaries = case.sync("sync3").await;
    assert!(summaries[0].row_issues.is_empty());
    case.spoken(Screen::Overview).says("$5,000.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn fragments_are_read_as_far_as_they_go() {
    let case = Case::through_all_stages("59-fragments").await;
    assert_eq!(
        sum(&case.rows(&["holdings"]), "institution_value"),
        dec!(3000)
    );
    case.spoken(Screen::Overview).says("$2,500.00");
    let issues = case.rows(&["syncs"])[0]["row_issues"].clone();
    let skipped = issues.as_array().expect("a list").iter();
    let skipped = skipped.filter(|it| it["skipped"] == true).count();
    assert!(skipped >= 4, "{issues:#?}");
}
