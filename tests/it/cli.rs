//! The program without a window, run as a person runs it: the real binary, a
//! real keyring, real HTTP on loopback.

use std::{fs, path::Path, process::Command};
#[cfg(unix)]
use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::Stdio,
};

use crate::common::{
    desktop::{Session, users_in_keyring},
    display::quiet,
    program::Program,
};
use axum::{Router, http::Uri};
use chrono::NaiveDate;
use holdfast::{
    connect::{Environment, Secret},
    domain::ItemId,
    simulator::{self, Config, Simulator},
    vault::{Entry, OsVault, Vault as _},
};
use serde_json::Value;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/plaid");
/// Shaped like a real one, and worthless.
const TOKEN: &str = "access-sandbox-de3ce8ef-33f8-452c-a685-8671031fc0f6";

fn example(endpoint: &str) -> Value {
    let text = fs::read_to_string(format!("{EXAMPLES}/{endpoint}.json")).expect("an example");
    serde_json::from_str(&text).expect("JSON")
}

/// Answers every endpoint with Plaid's own example of it.
async fn serve_examples() -> String {
    let answer = |uri: Uri| async move {
        let name = uri.path().trim_start_matches('/').replace('/', "_");
        fs::read(format!("{EXAMPLES}/{name}.json")).unwrap_or_default()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    format!("http://{address}")
}

/// Each of `fields` of an example's row stands in the printed row: numbers as
/// texts with the same digits, the rest as it is.
fn same(example: &Value, printed: &Value, fields: &[(&str, &str)]) {
    for (theirs, ours) in fields {
        let expected = &example[*theirs];
        let expected = match expected.as_number() {
            Some(number) => Value::String(number.to_string()),
            None => expected.clone(),
        };
        assert_eq!(printed[*ours], expected, "{theirs} of {example}");
    }
}

fn named<'a>(fields: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|it| (*it, *it)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn plaids_own_examples_come_back_out_with_every_digit() {
    if !Session::new("cli::plaids_own_examples_come_back_out_with_every_digit")
        .with_keyring()
        .enter()
    {
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    let url = serve_examples().await;
    let program = Program {
        data: data.path(),
        url: &url,
    };
    let keys = [
        "keys",
        "set",
        "--client-id",
        "x",
        "--environment",
        "sandbox",
    ];
    program.expect(0, &keys, "y\n");
    program.expect(0, &["connect", "--access-token-stdin"], TOKEN);
    program.expect(0, &["sync"], "");

    let theirs = example("investments_holdings_get");
    let theirs = theirs["holdings"].as_array().expect("holdings");
    let ours = program.json(&["holdings"]);
    assert_eq!(ours.len(), theirs.len());
    let fields = named(&[
        "account_id",
        "security_id",
        "quantity",
        "cost_basis",
        "institution_value",
        "institution_price",
        "institution_price_as_of",
        "institution_price_datetime",
        "iso_currency_code",
        "unofficial_currency_code",
        "vested_quantity",
        "vested_value",
    ]);
    for row in theirs {
        let key = |it: &Value| (it["account_id"].clone(), it["security_id"].clone());
        let printed = ours.iter().find(|it| key(it) == key(row));
        same(row, printed.expect("the holding"), &fields);
    }

    let theirs = example("investments_transactions_get");
    let theirs = theirs["investment_transactions"].as_array().expect("rows");
    let ours = program.json(&["transactions"]);
    assert_eq!(ours.len(), theirs.len());
    let fields = named(&[
        "account_id",
        "security_id",
        "date",
        "transaction_datetime",
        "amount",
        "quantity",
        "price",
        "fees",
        "type",
        "subtype",
        "name",
        "iso_currency_code",
        "unofficial_currency_code",
    ]);
    for row in theirs {
        let id = &row["investment_transaction_id"];
        let printed = ours
            .iter()
            .find(|it| it["investment_transaction_id"] == *id);
        same(row, printed.expect("the transaction"), &fields);
    }

    check_securities(&program.json(&["securities"]));
}

fn check_securities(ours: &[Value]) {
    let fields = named(&[
        "name",
        "ticker_symbol",
        "type",
        "subtype",
        "cusip",
        "isin",
        "close_price",
        "close_price_as_of",
        "market_identifier_code",
        "sector",
        "industry",
        "cfi_code",
        "institution_security_id",
        "iso_currency_code",
    ]);
    for row in example("investments_holdings_get")["securities"]
        .as_array()
        .expect("rows")
    {
        let printed = ours
            .iter()
            .find(|it| it["security_id"] == row["security_id"]);
        let printed = printed.expect("the security");
        same(row, printed, &fields);
        if row["option_contract"].is_object() {
            let option = [
                ("strike_price", "option_strike_price"),
                ("expiration_date", "option_expiration_date"),
            ];
            same(&row["option_contract"], printed, &option);
        }
        if row["fixed_income"].is_object() {
            let bond = [
                ("face_value", "fixed_income_face_value"),
                ("maturity_date", "fixed_income_maturity_date"),
            ];
            same(&row["fixed_income"], printed, &bond);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_run_tells_how_it_went_and_leaks_nothing() {
    if !Session::new("cli::a_full_run_tells_how_it_went_and_leaks_nothing")
        .with_keyring()
        .enter()
    {
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    let config = Config::demo(NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date"));
    let seed = config.seed;
    let simulator = Simulator::start(config).await.expect("it listens");
    let url = simulator.url();
    let program = Program {
        data: data.path(),
        url: &url,
    };
    let keys = [
        "keys",
        "set",
        "--client-id",
        simulator::CLIENT_ID,
        "--environment",
        "sandbox",
    ];

    let mut said = program.expect(1, &["--environment", "sandbox", "sync"], "");
    said += &program.expect(0, &keys, simulator::SECRET);
    said += &program.expect(
        1,
        &["connect", "--access-token-stdin"],
        "access-production-1-2-3",
    );
    for institution in simulator::INSTITUTIONS {
        said += &program.expect(0, &["connect", "--sandbox", institution], "");
    }
    said += &program.expect(0, &["sync"], "");
    assert_eq!(program.json(&["connections"]).len(), 3);
    assert_eq!(program.json(&["accounts"]).len(), 6);
    let transactions = program.json(&["transactions"]);
    assert!(transactions.len() > 1_000, "{}", transactions.len());
    let buys = program.json(&["transactions", "--type", "buy", "--from", "2026-01-01"]);
    assert!(!buys.is_empty());
    for row in &buys {
        assert_eq!(row["type"], "buy");
        assert!(row["date"].as_str().expect("a date") >= "2026-01-01");
        assert!(row["amount"].is_string());
    }
    let holdings = program.json(&["holdings"]);
    assert!(holdings.iter().any(|it| it["cost_basis"].is_null()));
    assert!(!program.json(&["allocation", "--by", "sector"]).is_empty());

    let synced = |arguments: &[&str]| {
        let rows = program.json(&[&["sync"], arguments].concat());
        assert!(rows.iter().all(|it| it["outcome"] == "synced"));
        rows.len()
    };
    assert_eq!(synced(&["--connection", simulator::INSTITUTIONS[1]]), 1);
    assert_eq!(synced(&["--all-history", simulator::INSTITUTIONS[0]]), 1);
    program.expect(2, &["sync", "--connection", "nobody"], "");

    // One institution that wants a sign-in does not stop the others.
    let broken = simulator::item_id(seed, simulator::INSTITUTIONS[0]);
    reset_login(&url, seed).await;
    let part = program.expect(3, &["sync"], "");
    assert!(part.contains("asks you to sign in again"), "{part}");
    let alone = program.expect(1, &["sync", ItemId::as_str(&broken)], "");
    assert!(alone.contains("ITEM_LOGIN_REQUIRED"), "{alone}");
    assert_eq!(program.json(&["holdings"]).len(), holdings.len());
    said += &(part + &alone);
    said += &check_records(&program, &broken);

    let tokens = simulator::INSTITUTIONS.map(|it| simulator::access_token(seed, it));
    let mut secrets: Vec<&str> = tokens.iter().map(|it| it.secret().reveal()).collect();
    secrets.extend([simulator::SECRET, simulator::CLIENT_ID]);
    for secret in secrets {
        assert!(!said.contains(secret), "it was printed");
        for file in files(data.path()) {
            let bytes = fs::read(&file).expect("a file");
            let found = bytes
                .windows(secret.len())
                .any(|it| it == secret.as_bytes());
            assert!(!found, "a secret is in {}", file.display());
        }
    }
}

/// The history and the report after a sync that failed; returns the report.
fn check_records(program: &Program<'_>, broken: &ItemId) -> String {
    let runs = program.json(&["syncs"]);
    let newest = &runs[0];
    assert_eq!(newest["outcome"], "failed");
    assert_eq!(newest["failure_code"], "ITEM_LOGIN_REQUIRED");
    assert!(newest["request_id"].is_string());
    let first = runs.last().expect("a sync");
    assert_eq!(first["outcome"], "synced");
    assert!(first["row_issues"].is_array());
    assert!(
        first["value_after"]
            .as_str()
            .expect("a sum")
            .ends_with("USD")
    );
    let in_utc = first["started_at"].as_str().expect("an instant");
    let began: chrono::DateTime<chrono::Utc> = in_utc.parse().expect("in UTC, for programs");
    let shown = program.expect(0, &["syncs"], "");
    let local = holdfast::text::format::instant(began);
    assert!(shown.contains(&local), "{local} in {shown}");
    assert!(!shown.contains(in_utc), "no UTC for people: {shown}");
    let arguments = ["syncs", "--connection", simulator::INSTITUTIONS[0]];
    let of_one = program.json(&arguments);
    assert!(of_one.len() < runs.len());
    assert!(of_one.iter().all(|it| it["item_id"] == broken.as_str()));
    program.expect(2, &["syncs", "--connection", "nobody"], "");
    let report = program.expect(0, &["report"], "");
    assert!(report.contains("2 synced, 1 failed"), "{report}");
    assert!(report.contains("error sync.failed"), "{report}");
    assert!(
        report.contains("code=ITEM_LOGIN_REQUIRED request_id="),
        "{report}"
    );
    report
}

async fn reset_login(url: &str, seed: u64) {
    let token = simulator::access_token(seed, simulator::INSTITUTIONS[0]);
    let body = format!("{{\"access_token\":\"{}\"}}", token.secret().reveal());
    drop(rustls::crypto::ring::default_provider().install_default());
    let answer = reqwest::Client::new()
        .post(format!("{url}/sandbox/item/reset_login"))
        .header("PLAID-CLIENT-ID", simulator::CLIENT_ID)
        .header("PLAID-SECRET", simulator::SECRET)
        .header("Content-Type", "application/json")
        .body(body)
        .send()
        .await
        .expect("an answer");
    assert!(answer.status().is_success());
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn reading_what_is_not_there_makes_nothing() {
    let data = tempfile::tempdir().expect("a folder");
    let program = Program {
        data: data.path(),
        url: "http://127.0.0.1:9",
    };
    for command in [
        "connections",
        "accounts",
        "holdings",
        "securities",
        "transactions",
        "allocation",
        "syncs",
    ] {
        assert!(program.json(&[command]).is_empty());
    }
    let report = program.expect(0, &["report"], "");
    assert!(report.contains("Connections: none\n"), "{report}");
    assert!(files(data.path()).is_empty());
}

#[test]
fn what_is_not_understood_ends_with_two() {
    let data = tempfile::tempdir().expect("a folder");
    let program = Program {
        data: data.path(),
        url: "http://127.0.0.1:9",
    };
    for arguments in [
        &["holdings", "--jsn"][..],
        &["transactions", "--from", "yesterday"],
        &["allocation", "--by", "color"],
        &["keys", "set", "--client-id", "x"],
    ] {
        program.expect(2, arguments, "");
    }
}

#[test]
fn without_a_keyring_one_sentence_says_what_to_do() {
    let data = tempfile::tempdir().expect("a folder");
    let program = Program {
        data: data.path(),
        url: "http://127.0.0.1:9",
    };
    let keys = [
        "keys",
        "set",
        "--client-id",
        "x",
        "--environment",
        "sandbox",
    ];
    let output = program.run_with(&keys, "y", Some("unix:path=/nowhere"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    #[cfg(target_os = "linux")]
    assert!(said.contains("no keyring service running"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn the_demo_syncs_without_window_keyring_and_network() {
    let home = tempfile::tempdir().expect("a home");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
        command
            .args(["--environment", "demo", "--json"])
            .args(arguments);
        let output = quiet(&mut command, home.path())
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice::<Vec<Value>>(&output.stdout).expect("a JSON array")
    };
    assert!(run(&["connections"]).is_empty());
    // Once with the made-up past, once from where that run left off.
    for _ in 0..2 {
        let outcomes = run(&["sync"]);
        assert_eq!(outcomes.len(), 3);
        assert!(outcomes.iter().all(|it| it["outcome"] == "synced"));
    }
    assert!(run(&["holdings"]).len() >= 40);
    assert!(run(&["transactions"]).len() >= 1_300);
}

/// As in a root that holds nothing but the program.
#[cfg(target_os = "linux")]
#[test]
fn the_demo_needs_none_of_the_systems_certificates() {
    let home = tempfile::tempdir().expect("a home");
    let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
    command.args(["--environment", "demo", "sync"]);
    let output = quiet(&mut command, home.path())
        .env_remove("HOLDFAST_DATA_DIR")
        .env("SSL_CERT_FILE", home.path().join("none"))
        .env("SSL_CERT_DIR", home.path().join("none"))
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{output:?}");
}

// Ctrl-C cannot be sent to one program alone on Windows.
#[cfg(unix)]
#[test]
fn a_demo_that_is_interrupted_ends_at_once_and_goes_on_later() {
    let home = tempfile::tempdir().expect("a home");
    let demo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
        command.args(["--environment", "demo"]).args(arguments);
        quiet(&mut command, home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    };
    let mut child = demo(&["sync"]).spawn().expect("the program starts");
    let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    while !line.contains("Ctrl-C stops it") {
        line.clear();
        let read = stderr.read_line(&mut line).expect("text");
        assert!(read > 0, "it ends without being interrupted");
    }
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.expect("kill starts").success());
    let mut said = String::new();
    stderr.read_to_string(&mut said).expect("text");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130), "{said}");
    assert!(said.contains("goes on from here"), "{said}");

    let run = |arguments: &[&str]| demo(arguments).output().expect("the program starts");
    let verified = run(&["verify"]);
    assert!(verified.status.success(), "{verified:?}");
    let synced = run(&["sync", "--json"]);
    assert!(synced.status.success(), "{synced:?}");
    let rows: Vec<Value> = serde_json::from_slice(&synced.stdout).expect("a JSON array");
    assert_eq!(rows.len(), 3);
}

#[test]
fn the_demo_leaves_nothing_in_the_keyring() {
    let session = Session::new("cli::the_demo_leaves_nothing_in_the_keyring").with_keyring();
    #[cfg(unix)]
    let session = session.needs("secret-tool");
    if !session.enter() {
        return;
    }
    let data = tempfile::tempdir().expect("a data folder");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
        command
            .args(["--environment", "demo", "--data-dir"])
            .arg(data.path())
            .args(arguments);
        let output = command.output().expect("the program starts");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    };
    run(&["sync"]);
    run(&["sync"]);
    assert!(users_in_keyring().is_empty());

    // What the versions up to 0.1.0 left there goes with the demo's data.
    let vault = OsVault::default();
    let item = simulator::item_id(simulator::DEMO_SEED, simulator::INSTITUTIONS[0]);
    let worthless = Secret::new("worthless".to_owned());
    let old = [
        Entry::AccessToken(&item),
        Entry::Keys,
        Entry::ClientId,
        Entry::Secret,
    ];
    for entry in old {
        let written = vault.write(Environment::Demo, entry, &worthless);
        assert_eq!(written, Ok(()), "{entry}");
    }
    let users = users_in_keyring();
    assert!(users.iter().any(|it| it == "demo/client-id"), "{users:?}");
    run(&["delete-local-data", "--yes"]);
    assert!(users_in_keyring().is_empty());
}

#[test]
fn a_bad_scenario_is_told_before_anything_is_served() {
    let data = tempfile::tempdir().expect("a data folder");
    let program = Program {
        data: data.path(),
        url: "http://127.0.0.1:1",
    };
    let file = data.path().join("scenario.json");
    let path = file.to_str().expect("a path");
    let run = || program.expect(1, &["simulator", "--port", "0", "--scenario", path], "");
    let said = run();
    assert!(said.contains("could not read"), "{said}");
    fs::write(&file, r#"{"rules": [{"endpoint": "*", "nth": 1}]}"#).expect("a file");
    let said = run();
    let expected = "rule 1 of the scenario: unknown field `nth`";
    assert!(said.contains(expected), "{said}");
}
