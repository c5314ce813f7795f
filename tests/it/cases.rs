//! Answers that went wrong in other programs: what the command line and the
//! window make of each case of `tests/fixtures/cases`, as its `expected.md` says.

use holdfast::{
    state::Screen,
    ui::{
        PageModel as _,
        holdings::{HoldingsInput, HoldingsModel},
        overview::{OverviewModel, OverviewQuery},
    },
};
use rust_decimal::dec;
use serde_json::{Value, json};

use crate::common::cases::{Case, PAGES, row_with, sum};
#[cfg(not(target_os = "macos"))]
use crate::common::{
    cases::{self, CaseServer},
    desktop::Session,
    program::Program,
};

/// The way of a person: the real binary, a real keyring, real HTTP. Nothing here
/// depends on the day, which is that of the computer.
#[cfg(not(target_os = "macos"))]
#[tokio::test(flavor = "multi_thread")]
async fn every_case_is_connected_by_token_and_synced() {
    let test = "cases::every_case_is_connected_by_token_and_synced";
    if !Session::new(test).with_keyring().enter() {
        return;
    }
    let server = CaseServer::start().await;
    for case in cases::all() {
        // A folder for each: every case counts its rows from `t1` on.
        let data = tempfile::tempdir().expect("a folder");
        let program = Program {
            data: data.path(),
            url: &server.url,
        };
        let keys = ["keys", "set", "--client-id", "x"];
        let keys = [&keys[..], &["--environment", "sandbox"]].concat();
        program.expect(0, &keys, "y\n");
        let tokens = cases::tokens(&case);
        for token in &tokens {
            program.expect(0, &["connect", "--access-token-stdin"], token);
        }
        let stages = cases::stages(&case);
        for stage in &stages {
            server.set_stage(&case, stage);
            program.expect(0, &["sync"], "");
        }
        let connections = program.json(&["connections"]);
        assert_eq!(connections.len(), tokens.len(), "{case}");
        for connection in &connections {
            assert!(connection["failure"].is_null(), "{connection}");
        }
        let syncs = program.json(&["syncs"]);
        assert_eq!(syncs.len(), stages.len() * tokens.len(), "{case}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_account_with_holdings_counts() {
    let case = Case::through_all_stages("02-depository-with-holdings").await;
    assert_eq!(case.rows(&["accounts"]).len(), 3);
    let by_account = case.rows(&["allocation", "--by", "account"]);
    for (account, value) in [("brk", "5000"), ("cma", "4600"), ("hsa", "3000")] {
        let row = row_with(&by_account, "category", account);
        assert_eq!(row["market_value"], value, "{account}");
    }
    let buy = &case.rows(&["transactions"])[0];
    assert_eq!(
        (&buy["date"], &buy["amount"]),
        (&json!("2026-11-02"), &json!("500"))
    );
    assert_eq!(case.rows(&["syncs"])[0]["row_issues"], json!([]));

    case.spoken(Screen::Overview).says("$12,600.00");
    let holdings = case.spoken(Screen::Holdings);
    holdings.mentions("value $12,600.00");
    holdings.mentions("Cash Management Brokerage ••2002 unfolded, value $4,600.00");
    case.spoken(Screen::Allocation).says("Total $12,600.00");
    let transactions = case.spoken(Screen::Transactions);
    transactions.mentions("2 Nov 2026, Buy, Total Market Index ETF");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_in_percent_of_par_is_not_multiplied_by_units() {
    let case = Case::through_all_stages("03-bond-percent-of-par").await;
    let by_security = case.rows(&["allocation", "--by", "security"]);
    let note = row_with(&by_security, "category", "ust");
    assert_eq!(note["market_value"], "49625");
    let bill = row_with(&by_security, "category", "ust2");
    assert_eq!(bill["market_value"], Value::Null);
    assert_eq!(case.rows(&["syncs"])[0]["value_after"], "49625 USD");

    case.spoken(Screen::Overview).says("$49,625.00");
    for screen in PAGES {
        case.spoken(screen).never_mentions("1,965,000");
    }
    let holdings = case.spoken(Screen::Holdings);
    holdings.mentions("US TREASURY BILL 03/2027, value –");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_takes_back_the_row_that_agrees_in_all() {
    let case = Case::through_all_stages("04-cancel-pairs-wrong-row").await;
    let rows = case.rows(&["transactions"]);
    let counterpart = |id| &row_with(&rows, "investment_transaction_id", id)["counterpart_id"];
    assert_eq!(counterpart("cancel"), "buy-mistake");
    assert_eq!(counterpart("buy-mistake"), "cancel");
    for alone in ["sell-real", "split", "cancel-order"] {
        assert_eq!(counterpart(alone), &Value::Null, "{alone}");
    }

    let transactions = case.spoken(Screen::Transactions);
    transactions.mentions("Oct 2026, Sells +$1,000.00");
    transactions.mentions("cash effect +$1,000.00");
    transactions.mentions("1 Oct 2026, Cancelled, Abc Corp, Brokerage, −$1,000.00, cancelled");
    transactions.says("5 Oct 2026, Sell, Abc Corp, Brokerage, +$1,000.00");
    let overview = case.spoken(Screen::Overview);
    overview.mentions("05 Oct, Sell, ABC, +$1,000.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cost_of_zero_is_no_purchase_at_nothing() {
    let case = Case::through_all_stages("05-zero-cost-basis-lots").await;
    let by_security = case.rows(&["allocation", "--by", "security"]);
    let trust = row_with(&by_security, "category", "tdf");
    assert_eq!(trust["market_value"], "3875");
    for unknown in ["tdf", "usd"] {
        let row = row_with(&by_security, "category", unknown);
        assert_eq!(row["gain"], Value::Null, "{unknown}");
    }
    assert_eq!(sum(&by_security, "gain"), dec!(500));

    let state = case.state(Screen::Holdings);
    let portfolio = state.portfolio.clone().expect("a portfolio");
    let model = HoldingsModel::build(&portfolio, &HoldingsInput::of(&state));
    let trusts: Vec<_> = model
        .rows
        .iter()
        .filter(|row| row.holdings.len() == 2)
        .collect();
    assert_eq!(trusts.len(), 1);
    assert_eq!(trusts[0].quantity, Some(dec!(15.5)));
    let holdings = case.spoken(Screen::Holdings);
    holdings.mentions("Target Date 2045 Trust, value $3,875.00, gain – –");
    holdings.mentions("US Dollar, value $1,000.00, gain – –");
    holdings.mentions("gain covers 45% of value, value $8,875.00, gain +$500.00 +14.3%");
    let overview = case.spoken(Screen::Overview);
    overview.says("Target Date 2045 Trust, $3,875.00, gain –");
    // Two rows of one security in one account are one holding.
    overview.mentions("1 holding has no cost basis");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_a_plan_is_no_dividend() {
    let case = Case::through_all_stages("10-plan-distribution").await;
    let transactions = case.spoken(Screen::Transactions);
    transactions.mentions("Nov 2026, ");
    transactions.mentions("Dividends & interest +$120.00");
    transactions.never_mentions("Dividend, Index Fund, 401k Plan, +$20,000.00");
    transactions.never_mentions("Dividend, Participant loan");
    let overview = case.spoken(Screen::Overview);
    overview.never_mentions("Dividend, IDXX, +$20,000.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_that_looks_like_empty_is_doubted_aloud() {
    let mut case = Case::connect("13-outage-looks-like-empty").await;
    case.sync("sync1").await;
    let before = case.portfolio();
    case.sync("sync2").await;
    let overview = case.spoken(Screen::Overview);
    overview.mentions("$50,000.00");
    overview.never_mentions("−$50,000.00");
    let removed = |rows: &[Value]| {
        let kept = rows.iter().filter(|row| row["removed_on"].is_null());
        rows.len() - kept.count()
    };
    assert_eq!(removed(&case.rows(&["transactions"])), 0);
    let issues = case.rows(&["syncs"])[0]["row_issues"].clone();
    assert_ne!(issues, json!([]));

    case.sync("sync3").await;
    let after = case.portfolio();
    assert_eq!(after.holdings, before.holdings);
    assert_eq!(after.transactions, before.transactions);
    let state = case.state(Screen::Overview);
    let portfolio = state.portfolio.clone().expect("a portfolio");
    let model = OverviewModel::build(&portfolio, &OverviewQuery::of(&state));
    let points: Vec<_> = model.points.iter().map(|it| it.value).collect();
    assert!(points.iter().all(|it| *it == dec!(50000)), "{points:?}");
    let overview = case.spoken(Screen::Overview);
    overview.says("$50,000.00");
    overview.never_mentions("+$50,000.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_without_units_is_a_holding() {
    let case = Case::through_all_stages("17-value-without-quantity").await;
    let holdings = case.rows(&["holdings"]);
    assert_eq!(holdings.len(), 3);
    assert_eq!(sum(&holdings, "institution_value"), dec!(30000));
    let annuity = row_with(&holdings, "security_id", "ann");
    assert_eq!(annuity["quantity"], Value::Null);
    assert_eq!(
        sum(&case.rows(&["allocation"]), "market_value"),
        dec!(30000)
    );

    case.spoken(Screen::Overview).says("$30,000.00");
    let page = case.spoken(Screen::Holdings);
    page.mentions("Fixed Annuity, value $15,000.00");
    page.mentions("Stable Value Fund, value $12,000.00, gain +$2,000.00 +20.0%");
    page.mentions("Total · 3 holdings");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_cannot_be_read_costs_only_itself() {
    let case = Case::through_all_stages("24-odd-types").await;
    let holdings = case.rows(&["holdings"]);
    assert_eq!(sum(&holdings, "institution_value"), dec!(9000));
    let lots = &row_with(&holdings, "security_id", "lot")["tax_lots"];
    assert_eq!(lots[0]["cost_basis"], "700");
    assert_eq!(lots[0]["purchase_price"], Value::Null);
    assert_eq!(case.rows(&["transactions"])[0]["amount"], "10");
    let issues = case.rows(&["syncs"])[0]["row_issues"].clone();
    let issues = issues.as_array().expect("a list");
    assert!(
        issues.iter().all(|it| it["skipped"] == false),
        "{issues:#?}"
    );
    let names = |name: &str| {
        let rows = issues.iter().filter_map(|it| it["row"].as_str());
        rows.filter(|row| row.contains(name)).count()
    };
    assert!(
        names("Lotted Fund") > 0 && names("String Cost Fund") > 0,
        "{issues:#?}"
    );

    case.spoken(Screen::Overview).says("$9,000.00");
    case.spoken(Screen::Holdings).mentions("Total · 3 holdings");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_without_an_amount_costs_only_itself() {
    let mut case = Case::connect("27-pending-then-posted-beside-a-bad-row").await;
    case.sync("sync1").await;
    let summaries = case.sync("sync2").await;
    assert!(summaries.iter().all(|it| !it.incomplete));
    let rows = case.rows(&["transactions"]);
    let row = |id| row_with(&rows, "investment_transaction_id", id);
    assert_eq!(row("pend-1")["removed_on"], "2026-11-27");
    assert_eq!(row("bad")["amount"], Value::Null);
    assert_eq!(row("bad")["removed_on"], Value::Null);
    assert_eq!(row("post-1")["removed_on"], Value::Null);

    let transactions = case.spoken(Screen::Transactions);
    transactions.mentions("Nov 2026, Contributions +$5,750.00");
    transactions.mentions("cash effect +$5,750.00");
    for screen in PAGES {
        case.spoken(screen).never_mentions("ync again");
    }
    assert!(!case.text(&["syncs"]).contains("sync again"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balance_alone_is_seen() {
    let case = Case::through_all_stages("29-balance-only").await;
    let account = &case.rows(&["accounts"])[0];
    assert_eq!(account["balance_current"], "52000");
    case.spoken(Screen::Overview).mentions("$52,000.00");
}
