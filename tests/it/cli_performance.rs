//! `holdfast performance`: figures that add up, and what is said where there are
//! none.

use chrono::Days;
use holdfast::{connect::Fetched, domain::Transaction};
use rust_decimal::{Decimal, dec};
use serde_json::Value;

use crate::common::{
    program::Program,
    stored::{self, File, first_day},
};

fn program(file: &File) -> Program<'_> {
    Program {
        data: file.root.path(),
        url: "http://127.0.0.1:9",
    }
}

fn rows(file: &File, arguments: &[&str]) -> Vec<Value> {
    print(file, &[&["performance"], arguments].concat())
}

fn print(file: &File, arguments: &[&str]) -> Vec<Value> {
    program(file).json(&[&["--environment", "demo"], arguments].concat())
}

fn of<'a>(rows: &'a [Value], row: &str) -> &'a Value {
    rows.iter().find(|it| it["row"] == row).expect("the row")
}

fn decimal(value: &Value) -> Decimal {
    let text = value.as_str().expect("a figure");
    text.parse().expect("a decimal")
}

/// Eleven units worth 1,111.00 a day later, one of them contributed for 100.
fn second(file: &File) {
    let mut answer = stored::fetched("a");
    let mut holding = answer.holdings[0].clone();
    holding.quantity = Some(dec!(11));
    holding.institution_value = Some(dec!(1111));
    holding.cost_basis = Some(dec!(1000));
    let contribution = Transaction {
        date: first_day() + Days::new(1),
        price: Some(dec!(100)),
        subtype: Some("contribution".into()),
        ..stored::transaction("paid", "a-first", dec!(100))
    };
    answer = Fetched {
        holdings: vec![holding],
        transactions: vec![contribution],
        ..answer
    };
    file.sync(answer, first_day() + Days::new(1));
}

#[test]
fn after_a_first_sync_it_says_what_is_missing() {
    let file = File::with(&[stored::fetched("a")]);
    let found = rows(&file, &[]);
    let scope = of(&found, "scope");
    assert_eq!(scope["time_weighted"], Value::Null);
    assert_eq!(scope["grade"], "unknown");
    let detail = scope["detail"].as_str().expect("a text");
    assert!(detail.contains("Sync on another day"), "{detail}");
}

#[test]
fn a_contribution_is_no_gain_and_every_bridge_adds_up() {
    let file = File::with(&[stored::fetched("a")]);
    second(&file);
    let found = rows(&file, &["--explain"]);
    let scope = of(&found, "scope");
    assert_eq!(decimal(&scope["begin"]), dec!(1001));
    assert_eq!(decimal(&scope["inflow"]), dec!(100));
    assert_eq!(decimal(&scope["gain"]), dec!(10));
    assert_eq!(decimal(&scope["time_weighted"]), dec!(0.009082652134));
    assert_eq!(scope["money_weighted_yearly"], Value::Null);
    for row in found.iter().filter(|it| it["end"] != Value::Null) {
        if matches!(row["row"].as_str(), Some("subperiod")) {
            continue;
        }
        let part = |name: &str| decimal(&row[name]);
        let sum = part("begin")
            + part("inflow")
            + part("outflow")
            + part("unclassified")
            + part("income")
            - part("fees")
            - part("taxes")
            + part("price")
            + part("unexplained");
        assert_eq!(sum, part("end"), "{row}");
    }
    let flow = of(&found, "flow");
    assert_eq!(flow["investment_transaction_id"], "paid");
    assert_eq!(
        decimal(&of(&found, "month")["time_weighted"]),
        dec!(0.009082652134)
    );
    let alone = rows(&file, &["--account", "a-first", "--from", "2026-11-01"]);
    assert_eq!(of(&alone, "scope")["gain"], scope["gain"]);
    let text = program(&file).expect(0, &["--environment", "demo", "performance"], "");
    assert!(text.contains("lists no cash"), "{text}");
}

#[test]
fn what_changed_is_listed_with_its_bridge() {
    let file = File::with(&[stored::fetched("a")]);
    second(&file);
    let found = print(&file, &["changes"]);
    let holding = of(&found, "holding");
    assert_eq!(holding["changed"], "units; price; basis");
    assert_eq!(decimal(&holding["quantity_before"]), dec!(10));
    assert_eq!(decimal(&holding["price_after"]), dec!(101));
    let bridge = of(&found, "bridge");
    assert_eq!(decimal(&bridge["inflow"]), dec!(100));
    assert_eq!(decimal(&bridge["gain"]), dec!(10));
    let same = print(&file, &["changes", "--from", "2026-11-02"]);
    assert!(same.iter().all(|it| it["row"] != "holding"), "{same:?}");
}

#[test]
fn value_stands_beside_what_was_paid_in() {
    let file = File::with(&[stored::fetched("a")]);
    second(&file);
    let found = print(&file, &["value"]);
    let figures: Vec<_> = found
        .iter()
        .map(|it| ["market_value", "net_contributions", "gain"].map(|name| decimal(&it[name])))
        .collect();
    assert_eq!(
        figures,
        [
            [dec!(1001), dec!(1001), dec!(0)],
            [dec!(1111), dec!(1101), dec!(10)]
        ]
    );
}

#[test]
fn balances_and_units_are_compared_and_nothing_is_booked() {
    let check = |balance: Decimal, loan: Option<Decimal>, verdict: &str| {
        let mut answer = stored::fetched("a");
        answer.accounts[0].balances.current = Some(balance);
        answer.accounts[0].balances.margin_loan_amount = loan;
        let file = File::with(&[answer]);
        let found = print(&file, &["reconcile"]);
        let money = of(&found, "money");
        assert_eq!(money["verdict"], verdict, "{balance} {loan:?}");
        assert_eq!(decimal(&money["difference"]), balance - dec!(1001));
    };
    check(dec!(1001), None, "agrees");
    check(dec!(801), Some(dec!(200)), "margin");
    check(dec!(1101), None, "unexplained");
    let file = File::with(&[stored::fetched("a")]);
    second(&file);
    let found = print(&file, &["reconcile"]);
    let units = of(&found, "units");
    assert_eq!(units["verdict"], "agrees");
    assert_eq!(decimal(&units["expected"]), dec!(11));
    let mut third = stored::fetched("a");
    third.holdings[0].quantity = Some(dec!(14));
    file.sync(third, first_day() + Days::new(8));
    let found = print(&file, &["reconcile"]);
    let units = of(&found, "units");
    assert_eq!(units["verdict"], "unexplained");
    assert_eq!(decimal(&units["difference"]), dec!(3));
}
