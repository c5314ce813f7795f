//! What ten years of daily syncs cost, beside the same portfolio synced once: by
//! a start, a sync, in memory and on disk. And what one sync of many connections
//! costs that were synced often.
//!
//! `cargo bench --bench age` syncs 5 connections of 40 holdings on 3,650 days, or
//! on as many as are named after `--`, with 100,000 transactions in all. On seven
//! days of ten the prices change. `-- million` has ten times as many transactions.
//! `-- many` syncs 200 such connections on 100 days
//! instead, and then all of them once more, eight at a time, in a program of its
//! own: it reads what is stored, plans and writes, as a sync does between its
//! answers. Figures are kept in `docs/performance.md`.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::print_stderr, reason = "what stands beside them")]
#![expect(clippy::cast_precision_loss, reason = "figures are rounded to be read")]

#[path = "../tests/it/common/sample.rs"]
mod sample;

use std::{
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::{DateTime, Days, NaiveDate, Utc};
use holdfast::{
    connect::{DateRange, Environment, Fetched, ItemReport},
    domain::{AccountId, Holding, ItemId, Transaction},
    portfolio::{History, Portfolio},
    state::{AppState, Choices, HeldHistory},
    storage::{DataFolder, Database},
    sync,
    ui::{
        PageModel as _, Scopes,
        performance::{PerformanceInput, PerformanceModel},
    },
};
use rust_decimal::Decimal;

const CONNECTIONS: usize = 5;
const HOLDINGS: usize = 40;
const TRANSACTIONS: usize = 100_000;
/// As an argument: ten times as many.
const MILLION: &str = "million";
/// As arguments: load a portfolio, or sync all its connections, print what that
/// took, and end.
const LOAD: &str = "load";
const SYNC: &str = "sync";
/// As an argument: what the page Performance takes.
const PERFORMANCE: &str = "performance";
/// As an argument: many connections.
const MANY: &str = "many";
const MANY_CONNECTIONS: usize = 200;
const MANY_DAYS: u64 = 100;
/// How many connections are synced at once.
const AT_ONCE: usize = 8;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [LOAD, root] => return load_once(Path::new(root)),
        [SYNC, root] => return sync_many(Path::new(root)),
        [PERFORMANCE, root] => return perform(Path::new(root)),
        _ if words.contains(&MANY) => return many(),
        _ => {}
    }
    let named = std::env::args().find_map(|it| it.parse().ok());
    let days: u64 = named.unwrap_or(3_650);
    let is_million = words.contains(&MILLION);
    let facts = sample::many(if is_million { 1_000_000 } else { TRANSACTIONS });
    let (young, old) = (Aged::sync(&facts, 1), Aged::sync(&facts, days));
    println!(
        "{:>8} {:>12} {:>12} {:>14} {:>14} {:>14} {:>18} {:>18}",
        "syncs",
        "load",
        "next sync",
        "load, peak",
        "file",
        "measured",
        "measured, peak",
        "after a sync"
    );
    for it in [&young, &old] {
        println!(
            "{:>8} {:>9.1} ms {:>9.1} ms {:>11.1} MB {:>11.1} MB {:>11.1} ms {:>15.1} MB {:>15.1} ms",
            it.syncs,
            it.load.as_secs_f64() * 1e3,
            it.next.as_secs_f64() * 1e3,
            it.peak as f64 / 1e6,
            it.size as f64 / 1e6,
            it.measured.0.as_secs_f64() * 1e3,
            it.measured.1 as f64 / 1e6,
            it.measured.2 as f64 / 1e6,
        );
    }
    let rows = (old.syncs - young.syncs) * HOLDINGS;
    println!(
        "{rows} snapshot rows more: {:.1} bytes each, all that comes with them included",
        (old.size - young.size) as f64 / rows as f64
    );
}

/// A file after so many syncs, and what it costs then.
struct Aged {
    syncs: usize,
    load: Duration,
    next: Duration,
    peak: u64,
    size: u64,
    /// To read the history and to measure everything, what that adds to the memory
    /// at most, and the nanoseconds that the same takes after the next sync.
    measured: (Duration, u64, u64),
}

impl Aged {
    fn sync(facts: &Portfolio, days: u64) -> Self {
        let root = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let folder = DataFolder::open(root.path(), Environment::Demo).expect("a data folder");
        let first = sample::today() - Days::new(days);
        let mut database = Database::open(&folder).expect("a database");
        for ahead in 0..days {
            for number in 0..CONNECTIONS {
                let with_all = ahead + 1 == days;
                let day = first + Days::new(ahead);
                write(
                    &mut database,
                    &answer(facts, (number, CONNECTIONS), day, with_all),
                );
            }
        }
        drop(database);
        let size = std::fs::metadata(folder.database_path())
            .expect("a file")
            .len();
        let mut loads: Vec<(Duration, u64, u64)> =
            (0..7).map(|_| in_a_program(LOAD, root.path())).collect();
        loads.sort();
        let next = answer(facts, (0, CONNECTIONS), first + Days::new(days), true);
        let started = Instant::now();
        write(&mut Database::open(&folder).expect("a database"), &next);
        Self {
            syncs: usize::try_from(days).expect("it fits") * CONNECTIONS,
            load: loads[3].0,
            peak: loads[3].1,
            next: started.elapsed(),
            size,
            measured: in_a_program(PERFORMANCE, root.path()),
        }
    }
}

fn write(database: &mut Database, answer: &Fetched) {
    let item = &answer.item.item_id;
    let stored = sync::stored(database, item, answer).expect("what is stored");
    let plan = sync::plan(&stored, answer.clone(), answer.window.end);
    let now = noon(answer.window.end);
    sync::write(database, &plan, now, now).expect("it is written");
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(12, 0, 0).expect("a time").and_utc()
}

/// What the connection `number` of so many answers on a day; all its transactions at the
/// end only, so that the days before are written quickly.
fn answer(
    facts: &Portfolio,
    (number, connections): (usize, usize),
    day: NaiveDate,
    with_all: bool,
) -> Fetched {
    let item = ItemId::from(format!("item-{number}"));
    let account = AccountId::from(format!("an-account-id-as-long-as-plaid-s-{number:05}"));
    let price_on = |day: NaiveDate| (day - sample::day(2000, 1, 1)).num_days() * 7 / 10;
    let as_of = if price_on(day) == price_on(day - Days::new(1)) {
        day - Days::new(1)
    } else {
        day
    };
    let holdings = facts.holdings[0].clone();
    let securities = facts.securities.values().take(HOLDINGS);
    let priced = securities.clone().zip(0_u32..).map(|(security, at)| {
        let price = Decimal::from(at + 20) + Decimal::new(price_on(day), 2);
        let quantity = Decimal::new(i64::from(at) * 1_375 + 12_500, 3);
        Holding {
            id: format!("{account}/{}/0", security.id).into(),
            account_id: account.clone(),
            security_id: security.id.clone(),
            quantity: Some(quantity),
            institution_price: Some(price),
            institution_price_as_of: Some(as_of),
            institution_price_datetime: None,
            institution_value: Some((quantity * price).round_dp(2)),
            cost_basis: Some(Decimal::new(i64::from(at) * 99_999 + 100_000, 2)),
            tax_lots: vec![],
            as_of,
            ..holdings.clone()
        }
    });
    let transactions = facts.transactions.iter().enumerate();
    let own = transactions.filter(|(at, _)| with_all && at % connections == number);
    Fetched {
        item: ItemReport {
            item_id: item.clone(),
            institution_id: Some(format!("ins-{number}").into()),
            institution_name: None,
            consent_expires_at: None,
            data_as_of: None,
            is_manual: false,
            failure: None,
        },
        institution: None,
        accounts: vec![holdfast::domain::Account {
            id: account.clone(),
            item_id: item,
            ..facts.accounts[0].clone()
        }],
        other_accounts: vec![],
        holdings: priced.collect(),
        securities: securities.cloned().collect(),
        transactions: own
            .map(|(_, it)| Transaction {
                account_id: account.clone(),
                ..it.clone()
            })
            .collect(),
        window: DateRange {
            start: day - Days::new(90),
            end: day,
        },
        transactions_left_out: vec![],
        transactions_complete: true,
        transactions_contradict: false,
        row_issues: vec![],
    }
}

/// Prints what one sync of many connections costs that were synced often.
fn many() {
    let root = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let folder = DataFolder::open(root.path(), Environment::Demo).expect("a data folder");
    let facts = sample::many(TRANSACTIONS);
    let mut database = Database::open(&folder).expect("a database");
    for ahead in 0..MANY_DAYS {
        let day = sample::today() - Days::new(MANY_DAYS - ahead);
        for number in 0..MANY_CONNECTIONS {
            let with_all = ahead + 1 == MANY_DAYS;
            let answer = answer(&facts, (number, MANY_CONNECTIONS), day, with_all);
            write(&mut database, &answer);
        }
    }
    drop(database);
    let (took, peak, _) = in_a_program(SYNC, root.path());
    println!(
        "{MANY_CONNECTIONS} connections after {MANY_DAYS} syncs each: one sync of all takes {:.2} s, \
         {AT_ONCE} at once, and {:.1} MB",
        took.as_secs_f64(),
        peak as f64 / 1e6
    );
}

/// Syncs every connection of [`many`], some at once; the memory is that of the
/// whole program, with what was answered.
fn sync_many(root: &Path) {
    let folder = DataFolder::open(root, Environment::Demo).expect("a data folder");
    let facts = sample::many(TRANSACTIONS);
    let next = AtomicUsize::new(0);
    let started = Instant::now();
    std::thread::scope(|threads| {
        for _ in 0..AT_ONCE {
            threads.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= MANY_CONNECTIONS {
                        break;
                    }
                    let of = (number, MANY_CONNECTIONS);
                    let answer = answer(&facts, of, sample::today(), true);
                    write(&mut Database::open(&folder).expect("a database"), &answer);
                }
            });
        }
    });
    println!("{} {}", started.elapsed().as_nanos(), resident("VmHWM:"));
}

/// Runs this program anew: how long what `what` names took there, the memory at
/// most, and what else it prints.
fn in_a_program(what: &str, root: &Path) -> (Duration, u64, u64) {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .arg(what)
        .arg(root)
        .output()
        .expect("it starts");
    let text = String::from_utf8(output.stdout).expect("text");
    let mut words = text.split_whitespace();
    let mut number = || words.next().and_then(|it| it.parse().ok());
    let took = number().expect("a duration");
    let memory = number().expect("the memory");
    (
        Duration::from_nanos(took),
        memory,
        number().unwrap_or_default(),
    )
}

fn load_once(root: &Path) {
    let folder = DataFolder::open(root, Environment::Demo).expect("a data folder");
    let before = resident("VmRSS:");
    let started = Instant::now();
    let portfolio = Database::read(&folder, sync::load).expect("it is read");
    let took = started.elapsed();
    println!("{} {}", took.as_nanos(), resident("VmHWM:") - before);
    drop(portfolio);
}

/// What everything that is measured takes, beside a portfolio that is loaded: the
/// history is read, every account is compared with its transactions, and the
/// pages measure all of the last year. Then once more after the sync of one
/// connection, from what is in memory.
fn perform(root: &Path) {
    let folder = DataFolder::open(root, Environment::Demo).expect("a data folder");
    let loaded = || {
        let portfolio = Database::read(&folder, sync::load).expect("it is read");
        Arc::new(portfolio.expect("there is one"))
    };
    let portfolio = loaded();
    let before = resident("VmRSS:");
    let first = measured(&folder, root, &portfolio, &History::default());
    let memory = resident("VmHWM:").saturating_sub(before);
    let kept = resident("VmRSS:").saturating_sub(before);
    let last = portfolio.account_values.last().expect("a sync").synced_at;
    let facts = sample::many(portfolio.transactions.len());
    let next = answer(
        &facts,
        (0, CONNECTIONS),
        last.date_naive() + Days::new(1),
        true,
    );
    write(&mut Database::open(&folder).expect("a database"), &next);
    let portfolio = loaded();
    let after = measured(&folder, root, &portfolio, &first.history);
    let all = |it: &Phases| it.read + it.reconciled + it.scopes + it.page;
    println!(
        "{} {memory} {}",
        all(&first).as_nanos(),
        all(&after).as_nanos()
    );
    // For who calls this by hand.
    eprintln!("{first}; {:.1} MB kept", kept as f64 / 1e6);
    eprintln!("{after}");
}

/// What took how long, and the history for the next time.
struct Phases {
    read: Duration,
    reconciled: Duration,
    scopes: Duration,
    page: Duration,
    history: Arc<History>,
}

impl std::fmt::Display for Phases {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |it: Duration| it.as_secs_f64() * 1e3;
        write!(
            f,
            "history {:.1} ms, reconciled {:.1} ms, measured {:.1} ms, page {:.1} ms",
            ms(self.read),
            ms(self.reconciled),
            ms(self.scopes),
            ms(self.page)
        )
    }
}

fn measured(
    folder: &DataFolder,
    root: &Path,
    portfolio: &Arc<Portfolio>,
    known: &History,
) -> Phases {
    let started = on_processor();
    let history = Database::read(folder, |it| sync::history_after(it, portfolio, known));
    let history = Arc::new(history.expect("it is read").expect("there is one"));
    let read = on_processor();
    let held = HeldHistory::read(portfolio, Arc::clone(&history), sample::today());
    let reconciled = held.reconcile(portfolio, sample::today());
    let compared = on_processor();
    let mut state = AppState::new(
        Environment::Demo,
        root.to_owned(),
        Choices::default(),
        sample::now(),
    );
    state.held_history = Some(held);
    let mut input = PerformanceInput::of(&state);
    let scopes = Scopes::build(portfolio, &input.measured);
    let measured = on_processor();
    input.scopes = Some(scopes);
    let model = PerformanceModel::build(portfolio, &input);
    let page = on_processor();
    drop((reconciled, model));
    Phases {
        read: read.saturating_sub(started),
        reconciled: compared.saturating_sub(read),
        scopes: measured.saturating_sub(compared),
        page: page.saturating_sub(measured),
        history,
    }
}

/// How long this thread was on a processor: all of it is work of one thread, and
/// other work of the machine does not count.
fn on_processor() -> Duration {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    let nanos = status.split_whitespace().next();
    Duration::from_nanos(nanos.and_then(|it| it.parse().ok()).expect("a figure"))
}

/// A figure of this process's memory, in bytes.
fn resident(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|it| it.strip_prefix(name));
    let kib = line.and_then(|it| it.split_whitespace().next()?.parse::<u64>().ok());
    kib.expect("a figure") * 1024
}
