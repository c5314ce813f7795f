//! `holdfast performance`: figures that add up, and what is said where there are
//! none.

use chrono::Days;
use holdfast::{
    connect::Fetched,
    domain::{Currency, Transaction},
};
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
    let found = rows(&file, &[]);
    let scope = of(&found, "scope");
    assert_eq!(decimal(&scope["begin"]), dec!(1001));
    assert_eq!(decimal(&scope["inflow"]), dec!(100));
    assert_eq!(decimal(&scope["gain"]), dec!(10));
    assert_eq!(decimal(&scope["time_weighted"]), dec!(0.009082652134));
    assert_eq!(scope["money_weighted_yearly"], Value::Null);
    for row in found.iter().filter(|it| it["end"] != Value::Null) {
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
    let account = of(&found, "account");
    for figure in [
        "market_value_before",
        "market_value_after",
        "inflow",
        "gain",
    ] {
        assert_eq!(
            account[figure], bridge[figure],
            "{figure}: there is one account"
        );
    }
    assert_eq!(decimal(&holding["gain"]), dec!(10));
    for end in ["from", "to"] {
        let (day, sync) = (bridge[end].as_str(), holding[end].as_str());
        let (day, sync) = day.zip(sync).expect("both are dated");
        assert!(sync.starts_with(day), "{end}: {sync} of {day}");
    }
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
    // Nobody says at which rate another currency is in the balance.
    let mut answer = stored::fetched("a");
    let mut abroad = answer.holdings[0].clone();
    abroad.currency = Some(Currency::iso("CAD"));
    abroad.id = "abroad".into();
    answer.holdings.push(abroad);
    answer.accounts[0].balances.current = Some(dec!(1500));
    let found = print(&File::with(&[answer]), &["reconcile"]);
    assert_eq!(of(&found, "money")["verdict"], "not comparable");
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

/// The lines of one part of what explains a figure.
fn part<'a>(rows: &'a [Value], figure: &str, part: &str) -> Vec<&'a Value> {
    let rows = rows.iter();
    rows.filter(|it| it["figure"] == figure && it["part"] == part)
        .collect()
}

#[test]
fn every_command_with_figures_explains_them_alike() {
    let file = File::with(&[stored::fetched("a")]);
    second(&file);
    let found = rows(&file, &["--explain"]);
    for figure in ["gain", "time-weighted", "money-weighted", "drawdown"] {
        assert_eq!(part(&found, figure, "definition").len(), 1, "{figure}");
        let flow = part(&found, figure, "flow");
        assert_eq!(flow[0]["investment_transaction_id"], "paid", "{figure}");
        assert_eq!(decimal(&flow[0]["amount"]), dec!(100), "{figure}");
    }
    let result = part(&found, "time-weighted", "result");
    assert_eq!(decimal(&result[0]["ratio"]), dec!(0.009082652134));
    let months = part(&found, "volatility", "limit");
    assert!(
        months[0]["detail"].to_string().contains("it takes 12"),
        "{months:?}"
    );
    let alone = rows(&file, &["--explain", "drawdown"]);
    assert!(alone.iter().all(|it| it["figure"] == "drawdown"));
    let check = |command: &str, figure: &str, kind: &str, amount: Decimal| {
        let found = print(&file, &[command, "--explain"]);
        let lines = part(&found, figure, kind);
        assert!(!lines.is_empty(), "{command}: {found:?}");
        let sum: Decimal = lines.iter().map(|it| decimal(&it["amount"])).sum();
        assert_eq!(sum, amount, "{command} {figure} {kind}");
        let result = part(&found, figure, "result");
        assert!(!result.is_empty(), "{command}: {found:?}");
    };
    check("overview", "value", "row", dec!(1111));
    check("overview", "unrealized-gain", "row", dec!(111));
    check("holdings", "value", "row", dec!(1111));
    check("allocation", "weight", "row", dec!(1111));
    check("changes", "gain", "flow", dec!(100));
    check("value", "paid-in", "flow", dec!(100));
    check("value", "value", "account", dec!(1111));
    check("reconcile", "balance", "row", dec!(1111));
    let found = print(&file, &["reconcile", "--explain", "units"]);
    assert_eq!(part(&found, "units", "transaction").len(), 1, "{found:?}");
    let text = program(&file).expect(
        0,
        &["--environment", "demo", "performance", "--explain", "gain"],
        "",
    );
    assert!(
        text.contains("What was paid in or out is no part of it"),
        "{text}"
    );
}

#[test]
fn what_is_asked_wrongly_is_said_with_what_there_is() {
    let file = File::with(&[stored::fetched("a")]);
    let check = |arguments: &[&str], part: &str| {
        let arguments = [&["--environment", "demo"], arguments].concat();
        let said = program(&file).complain(2, &arguments);
        assert!(said.contains(part), "{arguments:?}: {said}");
    };
    let days = ["--from", "2026-12-02", "--to", "2026-12-01"];
    for command in [
        "performance",
        "changes",
        "value",
        "cash-flow",
        "transactions",
    ] {
        check(
            &[&[command][..], &days].concat(),
            "2026-12-02, is after the last one, 2026-12-01",
        );
    }
    for command in [
        "performance",
        "changes",
        "value",
        "reconcile",
        "attention",
        "overview",
        "positions",
        "holdings",
        "transactions",
        "cash-flow",
        "allocation",
    ] {
        check(&[command, "--group", "x"], "no account is in one yet");
    }
    check(
        &["performance", "--account", "x"],
        "there are a-first, a-second",
    );
    check(
        &["overview", "--explain", "drawdown"],
        "it has value, unrealized-gain",
    );
    program(&file).json(&[
        "--environment",
        "demo",
        "account",
        "a-first",
        "--group",
        "Own",
    ]);
    check(
        &["performance", "--group", "x"],
        "there is no group `x`; there is Own",
    );
}

#[test]
fn where_nothing_is_stored_it_says_what_to_do_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = Program {
        data: folder.path(),
        url: "http://127.0.0.1:9",
    };
    for command in ["performance", "changes", "value", "reconcile", "overview"] {
        let said = empty.complain(0, &[command]);
        assert!(
            said.contains("connect an institution first"),
            "{command}: {said}"
        );
    }
}

#[test]
fn groups_have_rows_of_their_own_and_the_same_gain() {
    let file = File::with(&[stored::fetched("a")]);
    second(&file);
    let rows = rows(&file, &[]);
    let whole = decimal(&of(&rows, "scope")["gain"]);
    for by in ["institution", "account-type"] {
        let group = of(&rows, by);
        assert_eq!(decimal(&group["gain"]), whole, "{by}");
        assert_eq!(
            group["contribution"],
            of(&rows, "scope")["time_weighted"],
            "{by}"
        );
    }
    assert_eq!(of(&rows, "institution")["label"], "Bank of a");
    assert!(
        rows.iter().all(|it| it["row"] != "group"),
        "nobody made one"
    );
}

/// An account that was synced once, four days after its first contribution.
fn early() -> File {
    let bought = Transaction {
        date: first_day() - Days::new(4),
        quantity: Some(dec!(10)),
        price: Some(dec!(100)),
        subtype: Some("contribution".into()),
        ..stored::transaction("early", "a-first", dec!(1000))
    };
    File::with(&[Fetched {
        transactions: vec![bought],
        ..stored::fetched("a")
    }])
}

#[test]
fn days_before_the_first_sync_count_where_they_are_asked_for() {
    let file = early();
    assert_eq!(of(&rows(&file, &[]), "scope")["time_weighted"], Value::Null);
    let estimated = rows(&file, &["--estimated"]);
    for row in ["scope", "account"] {
        let found = of(&estimated, row);
        assert_eq!(found["grade"], "estimated", "{found}");
        assert_eq!(decimal(&found["begin"]), dec!(1000), "{found}");
        assert_eq!(decimal(&found["gain"]), dec!(1), "{found}");
        assert_eq!(decimal(&found["time_weighted"]), dec!(0.001), "{found}");
        let detail = found["detail"].as_str().expect("a text");
        assert!(detail.contains("the first sync"), "{detail}");
    }
    let explained = rows(&file, &["--estimated", "--explain", "gain"]);
    let result = part(&explained, "gain", "result");
    assert_eq!(decimal(&result[0]["amount"]), dec!(1), "{explained:?}");
    let day = (first_day() - Days::new(2)).to_string();
    let told = print(&file, &["value", "--to", &day, "--explain", "value"]);
    let result = part(&told, "value", "result");
    assert_eq!(decimal(&result[0]["amount"]), dec!(1000), "{told:?}");
    let accounts = part(&told, "value", "account").into_iter();
    let sum = accounts.map(|it| decimal(&it["amount"]));
    assert_eq!(sum.sum::<Decimal>(), dec!(1000), "{told:?}");
}

/// Of two banks, of which one alone was synced in between: its price is that of both.
#[test]
fn a_day_between_syncs_is_explained_by_its_accounts() {
    let answers = ["a", "b"].map(stored::fetched);
    let file = File::with(&answers);
    let on = |day: u64| first_day() + Days::new(day);
    file.sync(answers[1].clone(), on(3));
    for answer in answers {
        file.sync(answer, on(7));
    }
    let listed = print(&file, &["value"]);
    let expected: Vec<_> = (0..=7).map(|day| on(day).to_string()).collect();
    let days = listed.iter().map(|it| it["day"].as_str().expect("a day"));
    assert_eq!(days.collect::<Vec<_>>(), expected);
    for row in &listed[1..7] {
        assert_ne!(row["grade"], "observed", "{row}");
        let day = row["day"].as_str().expect("a day");
        let told = print(&file, &["value", "--to", day, "--explain", "value"]);
        let result = part(&told, "value", "result");
        assert_eq!(result[0]["amount"], row["market_value"], "{told:?}");
        let accounts = part(&told, "value", "account");
        assert!(accounts.iter().all(|it| it["to"] == day), "{told:?}");
        let sum = accounts.iter().map(|it| decimal(&it["amount"]));
        assert_eq!(sum.sum::<Decimal>(), dec!(2002), "{told:?}");
    }
}

#[test]
fn an_institution_is_a_scope() {
    let file = early();
    file.sync(stored::fetched("b"), first_day());
    let own = rows(&file, &["--estimated", "--institution", "bank of A"]);
    assert_eq!(decimal(&of(&own, "scope")["end"]), dec!(1001));
    let accounts = own.iter().filter(|it| it["row"] == "account");
    let accounts: Vec<_> = accounts.map(|it| &it["account_id"]).collect();
    assert_eq!(accounts, ["a-first", "a-second"]);
    for command in ["value", "changes", "reconcile", "holdings", "allocation"] {
        let found = print(&file, &[command, "--institution", "Bank of a"]);
        assert!(
            !found.iter().any(|it| it["account_id"] == "b-first"),
            "{found:?}"
        );
    }
    let nobody = ["--environment", "demo", "value", "--institution", "nobody"];
    program(&file).complain(2, &nobody);
}
