//! What is made of answers that are incomplete, odd or contradict what was said
//! before: the cases of `tests/fixtures/cases`, and others of their kinds.
//! Rules: `docs/spec/sync.md`.

use crate::common::{
    cases::Case,
    world::{self, World, today},
};
use chrono::{Days, TimeDelta};
use holdfast::{
    connect::RowIssue,
    simulator::INSTITUTIONS,
    state::Screen,
    text::{self, format::Figures},
};
use serde_json::{Value, json};

fn problems(issues: &[RowIssue]) -> String {
    let lines = issues
        .iter()
        .map(|it| text::row_issue(it, Figures::default()));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_an_outage_emptied_is_doubted_and_comes_back() {
    let mut case = Case::connect("13-outage-looks-like-empty").await;
    case.sync("sync1").await;
    let before = case.portfolio();
    let doubted = case.sync("sync2").await;
    let said = problems(&doubted[0].row_issues);
    assert!(said.contains("account Brokerage ••1111"), "{said}");
    assert!(said.contains("$50,000.00"), "{said}");
    assert_eq!(doubted[0].removed, 0);
    assert_eq!(doubted[0].value_after, doubted[0].value_before);
    let meanwhile = case.portfolio();
    assert_eq!(meanwhile.holdings, before.holdings);
    assert_eq!(meanwhile.transactions, before.transactions);
    assert_eq!(meanwhile.account_values, before.account_values);
    case.spoken(Screen::Overview)
        .mentions("••1111 lists fewer holdings than can be");

    let good = case.sync("sync3").await;
    assert_eq!(problems(&good[0].row_issues), "");
    assert_eq!((good[0].removed, good[0].holdings_changed), (0, 0));
    let after = case.portfolio();
    assert_eq!(after.accounts, before.accounts);
    assert_eq!(after.holdings, before.holdings);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_row_without_an_amount_costs_only_itself() {
    let mut case = Case::connect("27-pending-then-posted-beside-a-bad-row").await;
    case.sync("sync1").await;
    let second = case.sync("sync2").await;
    let summary = &second[0];
    assert!(!summary.incomplete && !summary.contradictory);
    assert_eq!((summary.added, summary.removed), (1, 1));
    let said = problems(&summary.row_issues);
    let named = "transaction MERGER CONSIDERATION PENDING of 2026-10-15 in Brokerage ••1111";
    assert!(said.contains(named), "{said}");
    let rows = case.portfolio().transactions;
    let find = |id: &str| rows.iter().find(|it| it.id.as_str() == id).expect("a row");
    assert_eq!(find("bad").amount, None);
    assert_eq!(find("bad").removed_on, None);
    assert!(find("pend-1").removed_on.is_some());
    let told = case.text(&["syncs"]).to_lowercase();
    assert!(!told.contains("sync again"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_types_cost_their_fields_and_no_value() {
    let mut case = Case::connect("24-odd-types").await;
    let first = case.sync("sync1").await;
    let said = problems(&first[0].row_issues);
    for (row, field) in [
        (
            "holding of Lotted Fund in Brokerage",
            "tax lot purchase_price",
        ),
        (
            "holding of Lotted Fund in Brokerage",
            "tax lot is not an object",
        ),
        ("holding of String Cost Fund in Brokerage", "cost_basis"),
        ("security String Cost Fund", "is_cash_equivalent"),
        ("transaction BUY of 2026-11-02 in Brokerage", "fees"),
    ] {
        let is_said = |line: &str| line.contains(row) && line.contains(field);
        assert!(said.lines().any(is_said), "{row}, {field}: {said}");
    }
    assert!(first[0].row_issues.iter().all(|it| !it.skipped), "{said}");
    let portfolio = case.portfolio();
    assert_eq!(portfolio.holdings.len(), 3);
    assert_eq!(portfolio.transactions.len(), 1);
    let values = portfolio.account_values.iter().map(|it| it.market_value);
    assert_eq!(values.collect::<Vec<_>>(), [Some(9000.into())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_of_any_type_count_when_they_hold_something() {
    let case = Case::through_all_stages("02-depository-with-holdings").await;
    let portfolio = case.portfolio();
    assert_eq!(portfolio.accounts.len(), 3);
    assert_eq!(portfolio.holdings.len(), 4);
    assert_eq!(portfolio.transactions.len(), 1);
    let values = portfolio.account_values.iter();
    let total: rust_decimal::Decimal = values.filter_map(|it| it.market_value).sum();
    assert_eq!(total, 12600.into());
}

#[tokio::test(flavor = "multi_thread")]
async fn values_without_units_are_holdings() {
    let mut case = Case::connect("17-value-without-quantity").await;
    let first = case.sync("sync1").await;
    assert_eq!(problems(&first[0].row_issues), "");
    let portfolio = case.portfolio();
    assert_eq!(portfolio.holdings.len(), 3);
    let without = portfolio.holdings.iter().filter(|it| it.quantity.is_none());
    assert_eq!(without.count(), 1, "a quantity of zero was reported");
}

/// The fields of a list, each without `field`.
fn without(list: &mut Value, field: &str) {
    for row in list.as_array_mut().expect("a list") {
        row.as_object_mut().expect("an object").remove(field);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fragment_is_read_as_far_as_it_goes() {
    let world = World::new().await;
    let item = world.connect(0).await;
    world.sync(&item).await.expect("a whole answer");
    let before = world.data();
    for path in ["/investments/holdings/get", "/investments/transactions/get"] {
        world.proxy.edit(path, |answer| {
            let fields = answer.as_object_mut().expect("an object");
            fields.remove("item");
            fields.remove("accounts");
            fields.remove("securities");
            fields.remove("total_investment_transactions");
        });
    }
    let summary = world.sync(&item).await.expect("a fragment");
    assert!(summary.contradictory, "how many rows there are is not said");
    assert!(!summary.incomplete);
    let after = world.data();
    assert_eq!(after.accounts, before.accounts);
    assert_eq!(after.holdings, before.holdings);
    assert_eq!(after.transactions, before.transactions);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_holdings_at_all_keeps_them() {
    let world = World::new().await;
    let item = world.connect(0).await;
    world.sync(&item).await.expect("a whole answer");
    let before = world.data();
    for odd in [Value::Null, json!("none"), json!({"rows": []})] {
        let world_odd = odd.clone();
        world
            .proxy
            .edit("/investments/holdings/get", move |answer| {
                answer["holdings"] = world_odd.clone();
            });
        let summary = world.sync(&item).await.expect("the rest");
        let said = problems(&summary.row_issues);
        assert!(said.contains("no list of holdings"), "{odd}: {said}");
        let after = world.data();
        assert_eq!(after.holdings, before.holdings, "{odd}");
        assert_eq!(after.account_values, before.account_values, "{odd}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_cannot_be_read_neither_keeps_others_nor_widens_the_window() {
    let world = World::new().await;
    let item = world.connect(0).await;
    world.proxy.edit("/investments/transactions/get", |answer| {
        answer["investment_transactions"][0]["date"] = json!({"day": 1});
        without(&mut answer["securities"], "name");
    });
    let first = world.sync(&item).await.expect("a sync");
    assert!(!first.incomplete && !first.contradictory);
    assert!(first.row_issues.iter().any(|it| it.skipped));
    let next = today() + Days::new(1);
    let second = world.sync_on(&item, next).await.expect("a sync");
    assert_eq!(second.removed, 0, "it is listed");
    let start = second.window_start.expect("a window");
    assert_eq!(start, next - Days::new(90));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_is_down_ends_the_sync_with_its_reason() {
    let world = World::new().await;
    let item = world.connect(0).await;
    world.sync(&item).await.expect("a whole answer");
    let before = world.data();
    world.proxy.edit("/investments/holdings/get", |answer| {
        answer["holdings"] = json!([]);
        answer["item"]["error"] = json!({
            "error_type": "INSTITUTION_ERROR", "error_code": "INSTITUTION_DOWN",
        });
    });
    let failure = world.sync(&item).await.expect_err("it is down");
    assert_eq!(failure.code.as_deref(), Some("INSTITUTION_DOWN"));
    assert_eq!(world.data(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_without_balance_and_holdings_is_doubted_alone() {
    let world = World::new().await;
    let item = world.connect(0).await;
    world.sync(&item).await.expect("a whole answer");
    let before = world.data();
    let holder = before.holdings[0].account_id.clone();
    let down = holder.to_string();
    world
        .proxy
        .edit("/investments/holdings/get", move |answer| {
            let rows = answer["holdings"].as_array_mut().expect("a list");
            rows.retain(|it| it["account_id"] != *down);
            for account in answer["accounts"].as_array_mut().expect("a list") {
                if account["account_id"] == *down {
                    account["balances"] = Value::Null;
                }
            }
        });
    let no_trades = holder.to_string();
    world
        .proxy
        .edit("/investments/transactions/get", move |answer| {
            let rows = answer["investment_transactions"].as_array_mut();
            let rows = rows.expect("a list");
            rows.retain(|it| it["account_id"] != *no_trades);
            answer["total_investment_transactions"] = rows.len().into();
        });
    let summary = world.sync(&item).await.expect("a sync");
    assert_eq!(summary.removed, 0);
    let after = world.data();
    assert_eq!(after.holdings, before.holdings);
    let doubted = after
        .accounts
        .iter()
        .filter(|it| it.doubted_since.is_some());
    assert_eq!(doubted.map(|it| &it.id).collect::<Vec<_>>(), [&holder]);
}

/// What is not said of the connection is not taken for changed.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_its_item_is_read_as_far_as_it_goes() {
    let world = World::new().await;
    let item = world.connect(0).await;
    let end = world::now() + TimeDelta::days(40);
    let institution = INSTITUTIONS[0];
    world.simulator.set_consent_end(institution, Some(end));
    world.sync(&item).await.expect("a sync");
    let before = world.portfolio();
    for gone in [json!(null), json!({}), json!("nothing")] {
        world
            .proxy
            .edit("/item/get", move |answer| answer["item"] = gone.clone());
        let summary = world.sync(&item).await.expect("a sync");
        let said = problems(&summary.row_issues);
        assert_eq!(
            said,
            "answer: does not say which connection it is about (kept)"
        );
    }
    let after = world.portfolio();
    let (before, after) = (&before.connections[0], &after.connections[0]);
    assert_eq!(after.consent_expires_at, Some(end));
    assert_eq!(after.institution_id, before.institution_id);
    assert_eq!(after.name, before.name);
}
