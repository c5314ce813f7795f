//! What needs attention, and what the person says of it: kept over the facts,
//! and taken back to the last byte.

use chrono::Days;
use holdfast::{
    connect::Fetched,
    domain::{Answer, Resolution, Subject, Topic},
    portfolio::Finding,
    text,
};
use rust_decimal::{Decimal, dec};
use serde_json::Value;

use crate::common::{
    program::Program,
    stored::{self, File, first_day, noon},
};

/// Enters a fee of the first account.
const ADD_FEE: [&str; 10] = [
    "attention",
    "add",
    "--account",
    "a-first",
    "--kind",
    "fee",
    "--date",
    "2026-11-02",
    "--amount",
    "3",
];

fn program(file: &File) -> Program<'_> {
    Program {
        data: file.root.path(),
        url: "http://127.0.0.1:9",
    }
}

fn print(file: &File, arguments: &[&str]) -> Vec<Value> {
    program(file).json(&[&["--environment", "demo"], arguments].concat())
}

fn say(file: &File, code: i32, arguments: &[&str]) -> String {
    let demo = ["--environment", "demo", "--json"];
    program(file).expect(code, &[&demo, arguments].concat(), "")
}

/// An answer of one account that lists `units` at `price`.
fn listing(units: Decimal, price: Decimal) -> Fetched {
    let mut answer = stored::fetched("a");
    answer.accounts.truncate(1);
    answer.accounts[0].balances.current = Some(units * price);
    answer.holdings[0].quantity = Some(units);
    answer.holdings[0].institution_price = Some(price);
    answer.holdings[0].institution_value = Some(units * price);
    answer
}

/// Ten units at 100, and a day later fourteen at 110 of which no row tells.
fn four_more() -> File {
    let file = File::with(&[listing(dec!(10), dec!(100))]);
    let next = first_day() + Days::new(1);
    file.sync(listing(dec!(14), dec!(110)), next);
    file
}

/// Everything that is worked out of the history.
fn all_figures(file: &File) -> Vec<String> {
    let commands: [&[&str]; 8] = [
        &["performance", "--explain"],
        &["changes"],
        &["value"],
        &["reconcile"],
        &["transactions"],
        &["cash-flow"],
        &["overview"],
        &["attention"],
    ];
    commands.iter().map(|it| say(file, 0, it)).collect()
}

fn of<'a>(rows: &'a [Value], row: &str) -> Vec<&'a Value> {
    rows.iter().filter(|it| it["row"] == row).collect()
}

/// The item that asks about the units.
fn asked(file: &File) -> Value {
    let rows = print(file, &["attention"]);
    let units = |it: &&Value| it["row"] == "item" && it["topic"] == "units";
    rows.iter().find(units).expect("the item").clone()
}

fn scope(file: &File, field: &str) -> Decimal {
    let rows = print(file, &["performance"]);
    let text = of(&rows, "scope")[0][field].as_str().expect("a figure");
    text.parse().expect("a decimal")
}

#[test]
fn the_list_has_every_account_and_every_item_with_its_answers() {
    let file = four_more();
    let rows = print(&file, &["attention"]);
    let accounts = of(&rows, "account");
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0]["listed"], "1540");
    assert_eq!(accounts[0]["money"], "agrees");
    let units = accounts[0]["units"].as_str().expect("a text");
    assert_eq!(units, "VTI +4 since 1 Nov, unexplained");
    let item = asked(&file);
    assert_eq!(item["answers"], "transfer; income; split; leave; add");
    assert_eq!(item["quantity"], "4");
    assert_eq!(item["value"], "440");
    let label = item["label"].as_str().expect("a text");
    assert_eq!(label, "4 VTI appeared in a-first between 1 and 2 Nov 2026");
    let detail = item["detail"].as_str().expect("a text");
    assert!(
        detail.contains("worth $440.00 on 2 Nov, and not as gain"),
        "{detail}"
    );
    let text = program(&file).expect(0, &["--environment", "demo", "attention"], "");
    assert!(text.contains("Answers"), "{text}");
}

#[test]
fn what_is_taken_back_leaves_every_figure_as_it_was() {
    let file = four_more();
    let before = all_figures(&file);
    let id = asked(&file)["id"].as_str().expect("an id").to_owned();
    for (answer, field) in [
        ("transfer", "inflow"),
        ("income", "income"),
        ("leave", "unexplained"),
    ] {
        say(&file, 0, &["attention", "resolve", &id, "--as", answer]);
        assert_eq!(scope(&file, field), dec!(440), "{answer}");
        let rows = print(&file, &["attention"]);
        let resolved = of(&rows, "resolved");
        assert_eq!(resolved.len(), 1);
        assert_eq!(resolved[0]["answer"], answer);
        assert!(of(&rows, "item").iter().all(|it| it["topic"] != "units"));
        say(&file, 0, &["attention", "undo", &id[..6]]);
        assert_eq!(all_figures(&file), before, "{answer}");
    }
    say(&file, 0, &["attention", "resolve", &id, "--as", "split"]);
    assert_eq!(scope(&file, "unexplained"), dec!(0));
    let resolved = print(&file, &["reconcile"]);
    assert_eq!(of(&resolved, "units")[0]["verdict"], "resolved");
    say(&file, 0, &["attention", "undo", &id]);
    assert_eq!(all_figures(&file), before);
}

#[test]
fn a_transaction_that_is_entered_counts_is_marked_and_can_be_taken_back() {
    let file = four_more();
    let before = all_figures(&file);
    let id = asked(&file)["id"].as_str().expect("an id").to_owned();
    let entry = [
        "attention",
        "add",
        &id,
        "--kind",
        "buy",
        "--date",
        "2026-11-02",
        "--units",
        "4",
        "--price",
        "110",
    ];
    let rows: Vec<Value> = serde_json::from_str(&say(&file, 0, &entry)).expect("rows");
    assert!(of(&rows, "item").iter().all(|it| it["topic"] != "units"));
    let resolved = of(&rows, "resolved");
    assert_eq!(resolved[0]["answer"], "add");
    assert_eq!(resolved[0]["id"], "entered-1");
    let listed = print(&file, &["transactions"]);
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["is_entered"], true);
    assert_eq!(listed[0]["name"], "buy (entered by you)");
    assert_eq!(listed[0]["amount"], "440");
    assert_eq!(scope(&file, "unexplained"), dec!(0));
    // A sync leaves it alone, and deletes nothing that it does not list.
    let later = first_day() + Days::new(2);
    file.sync(listing(dec!(14), dec!(110)), later);
    assert_eq!(file.rows("entered_transactions"), 1);
    assert_eq!(file.rows("investment_transactions"), 0);
    let known = all_figures(&file);
    say(&file, 0, &["attention", "undo", "entered-1"]);
    assert_ne!(all_figures(&file), known);
    assert_eq!(file.rows("entered_transactions"), 0);
    let fresh = four_more();
    assert_eq!(all_figures(&fresh), before);
}

#[test]
fn all_that_is_alike_can_be_answered_at_once() {
    let file = four_more();
    let later = first_day() + Days::new(2);
    file.sync(listing(dec!(15), dec!(110)), later);
    let last = first_day() + Days::new(3);
    file.sync(listing(dec!(13), dec!(110)), last);
    let open = || {
        let rows = print(&file, &["attention"]);
        of(&rows, "item")
            .iter()
            .filter(|it| it["topic"] == "units")
            .count()
    };
    assert_eq!(open(), 3);
    let rows = print(&file, &["attention"]);
    let is_more = |it: &&&Value| it["quantity"] == "4";
    let items = of(&rows, "item");
    let id = items.iter().find(is_more).expect("the item")["id"].clone();
    let id = id.as_str().expect("an id");
    say(
        &file,
        0,
        &["attention", "resolve", id, "--as", "income", "--alike"],
    );
    assert_eq!(open(), 1, "what disappeared is not like it");
    assert_eq!(file.portfolio().resolutions.len(), 2);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_kept() {
    let file = four_more();
    let before = all_figures(&file);
    let id = asked(&file)["id"].as_str().expect("an id").to_owned();
    let refused: [&[&str]; 7] = [
        &["attention", "resolve", &id, "--as", "mute"],
        &["attention", "resolve", "no such", "--as", "leave"],
        &["attention", "resolve", "", "--as", "leave"],
        &["attention", "undo", &id],
        &[
            "attention",
            "add",
            &id,
            "--kind",
            "buy",
            "--date",
            "2026-11-02",
        ],
        &[
            "attention",
            "add",
            &id,
            "--kind",
            "buy",
            "--date",
            "2126-11-02",
            "--units",
            "4",
            "--amount",
            "1",
        ],
        &[
            "attention",
            "add",
            "--account",
            "nobody",
            "--kind",
            "fee",
            "--date",
            "2026-11-02",
            "--amount",
            "1",
        ],
    ];
    for arguments in refused {
        say(&file, 2, arguments);
    }
    assert_eq!(all_figures(&file), before);
}

#[test]
fn facts_stay_as_they_are_and_what_was_said_goes_with_its_connection() {
    let file = four_more();
    let facts = |file: &File| {
        let tables = [
            "holdings",
            "holding_versions",
            "investment_transactions",
            "accounts",
        ];
        tables.map(|table| {
            let db = file.raw();
            let mut rows = db
                .prepare(&format!("SELECT * FROM {table}"))
                .expect("a table");
            let columns = rows.column_count();
            let rows = rows.query_map([], |row| {
                (0..columns)
                    .map(|at| Ok(format!("{:?}", row.get_ref(at)?)))
                    .collect::<Result<Vec<_>, _>>()
            });
            rows.expect("rows")
                .collect::<Result<Vec<_>, _>>()
                .expect("values")
        })
    };
    let before = facts(&file);
    let id = asked(&file)["id"].as_str().expect("an id").to_owned();
    say(&file, 0, &["attention", "resolve", &id, "--as", "income"]);
    say(&file, 0, &ADD_FEE);
    assert_eq!(facts(&file), before);
    assert_eq!(
        (file.rows("resolutions"), file.rows("entered_transactions")),
        (1, 1)
    );
    file.database()
        .delete_connection(&"a".into())
        .expect("it is deleted");
    assert_eq!(
        (file.rows("resolutions"), file.rows("entered_transactions")),
        (0, 0)
    );
    assert_eq!(file.database().verify().expect("it is looked at"), []);
}

#[test]
fn verify_finds_what_was_changed_or_broken_in_what_the_person_said() {
    let file = four_more();
    let id = asked(&file)["id"].as_str().expect("an id").to_owned();
    say(&file, 0, &["attention", "resolve", &id, "--as", "income"]);
    say(&file, 0, &ADD_FEE);
    let found = || file.database().verify().expect("it is looked at");
    assert_eq!(found(), []);
    let change = |sql: &str| file.raw().execute_batch(sql).expect("it is written");
    change("UPDATE entered_transactions SET amount = '4'");
    assert_eq!(
        found().iter().map(text::finding).collect::<Vec<_>>(),
        ["entered_transactions 1 was changed outside of Holdfast"]
    );
    change("UPDATE resolutions SET topic = 'weather', size = 'four'");
    let found = found();
    let broken = |column: &str| Finding::UnreadableValue {
        table: "resolutions".to_owned(),
        column: column.to_owned(),
        row: id.clone(),
    };
    assert!(found.contains(&broken("size")), "{found:?}");
    assert!(found.contains(&broken("topic")), "{found:?}");
}

/// As the version before left it.
#[test]
fn a_file_of_the_version_before_is_brought_over_and_says_the_same() {
    let file = four_more();
    let before = all_figures(&file);
    file.raw()
        .execute_batch(
            "DROP TABLE former_rows; DROP TABLE former_names; DROP TABLE syncs_set_aside;
            DROP TABLE resolutions; DROP TABLE entered_transactions; PRAGMA user_version = 11",
        )
        .expect("the version before");
    drop(file.database());
    assert!(
        file.folder
            .path()
            .join("portfolio.before-v11.sqlite3")
            .exists(),
        "it was copied first"
    );
    assert_eq!(all_figures(&file), before);
    assert_eq!(file.database().verify().expect("it is looked at"), []);
    let mute = Resolution::new(Subject::of(Topic::NoValue), Answer::Mute, noon(first_day()));
    let all = [mute];
    file.database().save_resolutions(&all).expect("it is kept");
    assert_eq!(file.portfolio().resolutions, all);
}
