//! How long a sync takes to write, beside `.import` of the `sqlite3` program,
//! and how long the portfolio takes to load, by number of transactions.
//!
//! `cargo bench --bench storage` measures 10,000 and 100,000, or the sizes named
//! after `--`. Figures are kept in `docs/performance.md`.
//!
//! Both write the same rows in the same order into the same schema, with a
//! write-ahead log, `synchronous=FULL` and foreign keys, on files of the build
//! folder's disk; both are timed from opening the file to closing it. A sync
//! finds the connection only, as after connecting, and plans what to write;
//! `.import` finds all but the transactions, and writes an empty text, which
//! takes as much room, where a sync writes NULL.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::cast_precision_loss, reason = "figures are rounded to be read")]

#[path = "../tests/it/common/sample.rs"]
mod sample;

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use chrono::{DateTime, Days, SecondsFormat, Utc};
use holdfast::{
    connect::{DateRange, Environment, Fetched, ItemReport, SyncSummary},
    domain::{Account, Currency, Holding, ItemId, SecurityId, Transaction},
    portfolio::Portfolio,
    storage::{DataFolder, Database},
    sync,
};
use rust_decimal::Decimal;

const SIZES: [usize; 2] = [10_000, 100_000];
/// As an argument: load a portfolio, print what that took, and end.
const LOAD: &str = "load";

fn main() {
    let mut arguments = std::env::args().skip(1);
    if let Some(LOAD) = arguments.next().as_deref() {
        let root = arguments.next().expect("a data folder");
        return load_once(Path::new(&root));
    }
    // Cargo passes `--bench`; a number is a size.
    let named: Vec<usize> = std::env::args().filter_map(|it| it.parse().ok()).collect();
    let sizes = if named.is_empty() {
        SIZES.to_vec()
    } else {
        named
    };
    println!(
        "SQLite {} here, {} in the sqlite3 program; medians of 3, of one run from 1,000,000 on\n",
        rusqlite::version(),
        program_version()
    );
    println!(
        "{:>12} {:>14} {:>14} {:>8} {:>14} {:>12} {:>14}",
        "transactions", "first sync", ".import", "ratio", "second sync", "load", "load, peak"
    );
    for size in sizes {
        let rounds = if size < 1_000_000 { 3 } else { 1 };
        let answer = answer(size);
        let mut measured: Vec<_> = (0..rounds).map(|_| Round::measure(&answer)).collect();
        let mut median = |figure: fn(&Round) -> Duration| {
            measured.sort_by_key(figure);
            figure(&measured[rounds / 2]).as_secs_f64()
        };
        let (first, import) = (median(|it| it.first), median(|it| it.import));
        let (second, load) = (median(|it| it.second), median(|it| it.load));
        let peak = measured.iter().map(|it| it.peak).max().unwrap_or_default();
        let rate = |seconds: f64| format!("{:.0} rows/s", size as f64 / seconds);
        println!(
            "{size:>12} {:>14} {:>14} {:>8.2} {:>11.0} ms {:>9.0} ms {:>11.1} MB",
            rate(first),
            rate(import),
            import / first,
            second * 1e3,
            load * 1e3,
            peak as f64 / 1e6,
        );
    }
}

/// What one round took.
struct Round {
    first: Duration,
    import: Duration,
    second: Duration,
    load: Duration,
    /// The memory that loading took at most, in bytes.
    peak: u64,
}

impl Round {
    fn measure(answer: &Fetched) -> Self {
        let root = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let folder = DataFolder::open(root.path(), Environment::Demo).expect("a data folder");
        Database::open(&folder)
            .and_then(|mut it| it.save_connection(&answer.item, None, sample::now()))
            .expect("the connection is saved");
        let (first, summary) = sync(&folder, answer.clone());
        assert_eq!(summary.added, answer.transactions.len());
        let (second, summary) = sync(&folder, answer.clone());
        assert_eq!((summary.added, summary.changed, summary.removed), (0, 0, 0));
        let (load, peak) = load(root.path());
        Self {
            first,
            import: import(answer),
            second,
            load,
            peak,
        }
    }
}

/// Opens the portfolio, plans, writes, and closes it.
fn sync(folder: &DataFolder, answer: Fetched) -> (Duration, SyncSummary) {
    let start = Instant::now();
    let mut database = Database::open(folder).expect("a database");
    let stored = sync::stored(&database, &answer.item.item_id, &answer).expect("what is stored");
    let plan = sync::plan(&stored, answer, sample::today());
    let now = sample::now();
    sync::write(&mut database, &plan, now, now).expect("it is written");
    drop(database);
    (start.elapsed(), plan.summary)
}

/// Has the `sqlite3` program read the transactions from a CSV file.
fn import(answer: &Fetched) -> Duration {
    let root = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let folder = DataFolder::open(root.path(), Environment::Demo).expect("a data folder");
    let rest = Fetched {
        transactions: vec![],
        ..answer.clone()
    };
    sync(&folder, rest);
    let csv = root.path().join("transactions.csv");
    write_csv(&csv, answer.transactions.clone());

    let start = Instant::now();
    let mut program = Command::new("sqlite3")
        .args(["-batch", "-bail"])
        .arg(folder.database_path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the sqlite3 program is installed");
    let mut input = program.stdin.take().expect("its input");
    write!(
        input,
        "PRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;\nPRAGMA foreign_keys = ON;\n\
         .import --csv '{}' investment_transactions\n",
        csv.display()
    )
    .expect("it reads");
    drop(input);
    let status = program.wait().expect("it ends");
    let took = start.elapsed();
    assert!(status.success(), "sqlite3 failed");

    let written: usize = rusqlite::Connection::open(folder.database_path())
        .and_then(|db| {
            let sql = "SELECT count(*) FROM investment_transactions";
            db.query_row(sql, [], |row| row.get(0))
        })
        .expect("a number");
    assert_eq!(written, answer.transactions.len());
    took
}

/// Writes the columns in the order of the table, the rows in that of a sync.
fn write_csv(path: &Path, mut rows: Vec<Transaction>) {
    rows.sort_by(|a, b| (&a.account_id, &a.id).cmp(&(&b.account_id, &b.id)));
    let number = |it: Option<Decimal>| it.map(|it| it.to_string()).unwrap_or_default();
    let mut csv = csv::Writer::from_path(path).expect("a file");
    for row in rows {
        let instant = |it: DateTime<Utc>| it.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        csv.write_record([
            row.id.as_str(),
            row.account_id.as_str(),
            row.security_id.as_ref().map_or("", SecurityId::as_str),
            &row.date.to_string(),
            &row.datetime.map(instant).unwrap_or_default(),
            &number(row.amount),
            &number(row.price),
            &number(row.quantity),
            row.subtype.as_deref().unwrap_or_default(),
            row.transaction_type.as_str(),
            &row.name,
            &number(row.fees),
            row.currency.as_ref().map_or("", Currency::code),
            "",
            "",
            // As long as a checksum.
            "1234567890",
        ])
        .expect("a row");
    }
    csv.flush().expect("it is written");
}

/// Loads the portfolio in a process of its own, whose memory is not warm yet.
fn load(root: &Path) -> (Duration, u64) {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program)
        .arg(LOAD)
        .arg(root)
        .output()
        .expect("it runs");
    let text = String::from_utf8(output.stdout).expect("a text");
    let mut numbers = text.split_whitespace().map(str::parse::<u64>);
    let mut next = || numbers.next().expect("two numbers").expect("a number");
    (Duration::from_micros(next()), next())
}

/// Prints the time in microseconds and the growth of memory in bytes.
fn load_once(root: &Path) {
    let folder = DataFolder::at(root, Environment::Demo);
    let database = Database::open(&folder).expect("a database");
    let before = memory("VmRSS:");
    let start = Instant::now();
    let portfolio = std::hint::black_box(sync::load(&database).expect("a portfolio"));
    let took = start.elapsed().as_micros();
    let peak = memory("VmHWM:").saturating_sub(before);
    drop(portfolio);
    println!("{took} {peak}");
}

/// A line of `/proc/self/status`, in bytes; 0 where there is no such file.
fn memory(line: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix(line));
    let kilobytes = line.and_then(|it| it.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

fn program_version() -> String {
    let output = Command::new("sqlite3").arg("--version").output();
    let text = output.map(|it| String::from_utf8_lossy(&it.stdout).into_owned());
    let version = text.ok();
    let word = version.as_deref().and_then(|it| it.split(' ').next());
    word.unwrap_or("none").to_owned()
}

/// The sample with `count` transactions, as one institution answers: ids are as
/// long as Plaid's, and in no order.
fn answer(count: usize) -> Fetched {
    let Portfolio {
        accounts,
        securities,
        holdings,
        transactions,
        ..
    } = sample::many(count);
    let item = ItemId::from(plaid_id("item"));
    Fetched {
        item: ItemReport {
            item_id: item.clone(),
            institution_id: None,
            institution_name: Some("Bench".into()),
            consent_expires_at: None,
            data_as_of: Some(sample::now()),
            is_manual: false,
            failure: None,
        },
        institution: None,
        accounts: accounts
            .into_iter()
            .map(|it| Account {
                id: plaid_id(it.id.as_str()).into(),
                item_id: item.clone(),
                ..it
            })
            .collect(),
        other_accounts: vec![],
        securities: securities.into_values().collect(),
        holdings: holdings
            .into_iter()
            .map(|it| Holding {
                account_id: plaid_id(it.account_id.as_str()).into(),
                ..it
            })
            .collect(),
        transactions: transactions
            .into_iter()
            .map(|it| Transaction {
                id: plaid_id(it.id.as_str()).into(),
                account_id: plaid_id(it.account_id.as_str()).into(),
                context: holdfast::domain::Context::default(),
                ..it
            })
            .collect(),
        window: DateRange {
            start: sample::today() - Days::new(731),
            end: sample::today(),
        },
        transactions_left_out: vec![],
        transactions_complete: true,
        transactions_contradict: false,
        row_issues: vec![],
    }
}

/// An id of 37 letters and digits, the same every time.
fn plaid_id(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    let mut part = || {
        text.hash(&mut hasher);
        hasher.finish()
    };
    let mut id = format!("{:016x}{:016x}{:016x}", part(), part(), part());
    id.truncate(37);
    id
}
