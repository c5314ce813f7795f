//! Kinds of fault that only a second sync shows, in further forms: answers that
//! are not believed, accounts that end or come back, other ids. Each case as its
//! `expected.md` says.

use std::sync::Arc;

use chrono::TimeDelta;
use holdfast::{
    analytics::attention::Attention,
    state::Screen,
    text::{AttentionText as _, format::Figures},
    ui::{
        PageModel as _,
        overview::{OverviewModel, OverviewQuery},
    },
};
use rust_decimal::{Decimal, dec};
use serde_json::Value;

use crate::common::cases::{Case, row_with};

fn overview(case: &Case) -> OverviewModel {
    let state = case.state(Screen::Overview);
    let portfolio = Arc::new(case.portfolio());
    OverviewModel::build(&portfolio, &OverviewQuery::of(&state))
}

/// The line of value, as the overview draws it.
fn observed(case: &Case) -> Vec<Decimal> {
    let points = overview(case).points;
    points.iter().map(|it| it.value).collect()
}

/// How many transactions are no longer listed.
fn gone(case: &Case) -> usize {
    let rows = case.rows(&["transactions"]);
    rows.iter()
        .filter(|row| !row["removed_on"].is_null())
        .count()
}

/// What needs attention, in words.
fn attention(case: &Case) -> Vec<String> {
    let figures = Figures { hide: false };
    let said = |card: &Attention| format!("{}: {}", card.title(figures), card.text(figures));
    overview(case).attention.iter().map(said).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_do_not_vanish_all_at_once() {
    let mut case = Case::connect("61-transactions-fall-silent").await;
    case.sync("sync1").await;
    case.sync("sync2").await;
    assert_eq!(gone(&case), 0);
    let said = attention(&case);
    assert!(
        said.iter().any(|it| it.contains("none of its 4")),
        "{said:?}"
    );
    case.spoken(Screen::Transactions)
        .mentions("cash effect −$400.00");
    case.sync("sync3").await;
    assert_eq!(gone(&case), 1);
    assert_eq!(attention(&case), Vec::<String>::new());
    case.spoken(Screen::Transactions)
        .mentions("cash effect −$300.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_names_no_account_is_doubted_aloud() {
    let mut case = Case::connect("62-no-account-answers").await;
    case.sync("sync1").await;
    case.sync("sync2").await;
    case.spoken(Screen::Overview).says("$10,000.00");
    let said = attention(&case);
    assert!(
        said.iter().any(|it| it.contains("describes no account")),
        "{said:?}"
    );
    assert_eq!(gone(&case), 0);
    case.sync("sync3").await;
    assert_eq!(attention(&case), Vec::<String>::new());
    assert!(observed(&case).iter().all(|it| *it == dec!(10000)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubted_account_is_said_once() {
    let mut case = Case::connect("13-outage-looks-like-empty").await;
    case.sync("sync1").await;
    case.sync("sync2").await;
    let said = attention(&case);
    let doubts = said.iter().filter(|it| it.contains("lists"));
    assert_eq!(doubts.count(), 1, "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emptied_account_is_worth_zero() {
    let case = Case::through_all_stages("65-sold-out").await;
    let overview = case.rows(&["overview"]);
    let total = row_with(&overview, "row", "total");
    assert_eq!(total["market_value"], "0");
    assert_eq!(total["iso_currency_code"], "USD");
    case.spoken(Screen::Overview).says("$0.00");
    assert_eq!(observed(&case), [dec!(10000), dec!(0)]);
    assert_eq!(attention(&case), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_gone_twice_has_two_gaps() {
    let mut case = Case::connect("68-an-account-comes-back-twice").await;
    for stage in ["sync1", "sync2", "sync3", "sync4", "sync5"] {
        case.sync(stage).await;
        assert_eq!(gone(&case), 0, "{stage}");
    }
    let expected = [13000, 10000, 13000, 10000, 13000].map(Decimal::from);
    assert_eq!(observed(&case), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_id_of_a_security_is_no_loss() {
    let case = Case::through_all_stages("71-a-security-under-another-id").await;
    assert_eq!(gone(&case), 0);
    assert_eq!(case.rows(&["transactions"]).len(), 4);
    assert_eq!(observed(&case), [dec!(10000), dec!(10000)]);
    assert_eq!(attention(&case), Vec::<String>::new());
    let positions = case.rows(&["positions"]);
    assert_eq!(positions.len(), 2);
}

/// The clock of a computer was ahead by years at one sync.
#[tokio::test(flavor = "multi_thread")]
async fn a_sync_in_the_future_neither_stretches_the_line_nor_stays_fresh() {
    let mut case = Case::connect("62-no-account-answers").await;
    case.sync("sync1").await;
    case.set_ahead(TimeDelta::days(1500));
    case.sync("sync1").await;
    case.set_ahead(TimeDelta::zero());
    assert_eq!(observed(&case), [dec!(10000)]);
    case.spoken(Screen::Overview)
        .mentions("synced in the future");
    case.sync("sync3").await;
    assert_eq!(observed(&case), [dec!(10000), dec!(10000)]);
    let rows = case.rows(&["syncs"]);
    assert!(rows.iter().all(|row| row["failure"] == Value::Null));
    case.spoken(Screen::Overview)
        .never_mentions("in the future");
}
