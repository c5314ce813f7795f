//! How the release binary starts with 100,000 transactions on disk: the time to
//! the first painted frame, memory and idle CPU once it has settled, and the
//! binary's size.
//!
//! `cargo bench --bench startup`, on Linux with Xvfb, openbox, xdotool and
//! `ImageMagick`; figures are kept in `docs/performance.md`.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../tests/it/common/mod.rs"]
mod common;

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use common::{
    display::{Display, Program},
    world::connected,
};
use holdfast::{
    connect::{Environment, Secret},
    plaid::BaseUrl,
    simulator::{self, Config, INSTITUTIONS, Simulator},
    storage::DataFolder,
    sync::{self, Context},
    vault::MemoryVault,
};
use tokio_util::sync::CancellationToken;

const HOLDFAST: &str = env!("CARGO_BIN_EXE_holdfast");
const TRANSACTIONS: usize = 100_000;
const STARTS: usize = 15;
/// After this long everything is loaded and painted.
const SETTLED: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() {
    let Some(display) = Display::open("startup") else {
        return;
    };
    let home = tempfile::tempdir().expect("a home");
    let root = home.path().join("portfolio");
    fill(&root).await;

    let mut times: Vec<Duration> = (0..STARTS)
        .map(|_| first_frame(&display, home.path(), &root).0)
        .collect();
    times.sort_unstable();
    let (median, slowest) = (times[STARTS / 2], times[STARTS - 1]);
    println!("first painted frame       p50 {median:.1?}, slowest of {STARTS} {slowest:.1?}");

    settle(&display, home.path(), &home.path().join("empty"), "empty");
    let mut program = settle(&display, home.path(), &root, "filled");
    let id = program.process().id();
    let before = cpu_ticks(id);
    thread::sleep(IDLE);
    println!(
        "idle CPU, ticks of 10 ms  {} in {IDLE:?}",
        cpu_ticks(id) - before
    );
    let size = fs::metadata(HOLDFAST).expect("the binary").len();
    println!("binary                    {size} bytes");
}

/// Syncs a portfolio of that many transactions, as a person would.
async fn fill(root: &Path) {
    let now = chrono::DateTime::UNIX_EPOCH + Duration::from_hours(24 * 365 * 55);
    let simulator = Simulator::start(Config {
        transactions: TRANSACTIONS,
        ..Config::demo(now.date_naive())
    })
    .await
    .expect("the simulator starts");
    let ctx = Context::new(
        Environment::Sandbox,
        DataFolder::open(root, Environment::Sandbox).expect("a data folder"),
        Arc::new(MemoryVault::default()),
        BaseUrl::parse(&simulator.url()).expect("an address"),
    );
    let secret = |text: &str| Secret::new(text.to_owned());
    let keys = (secret(simulator::CLIENT_ID), secret(simulator::SECRET));
    sync::save_keys(&ctx, &keys.0, &keys.1)
        .await
        .expect("saved");
    let mut items = vec![];
    for institution in INSTITUTIONS {
        let made = sync::connect_sandbox(&ctx, institution, now).await;
        items.push(connected(made).expect("connected").connection.item_id);
    }
    let never = CancellationToken::new();
    let results = sync::sync_all(&ctx, items, now, |_, _| {}, never).await;
    let added = results.into_values().map(|it| it.expect("synced").added);
    println!("transactions              {}", added.sum::<usize>());
}

/// Starts the program, and returns once its first frame is painted.
fn first_frame<'a>(display: &'a Display, home: &Path, root: &Path) -> (Duration, Program<'a>) {
    let mut command = Command::new(HOLDFAST);
    command
        .args(["--environment", "sandbox", "--data-dir"])
        .arg(root)
        .env("HOLDFAST_TRACE_START", "1")
        .stderr(Stdio::piped());
    let began = Instant::now();
    let mut program = display.start(command, home);
    let stderr = program.process().stderr.take().expect("a pipe");
    let mut line = String::new();
    BufReader::new(stderr).read_line(&mut line).expect("a line");
    assert_eq!(line, "first frame painted\n");
    (began.elapsed(), program)
}

/// Starts the program, waits until nothing moves, and prints what of its memory
/// is resident, by what it is for.
fn settle<'a>(display: &'a Display, home: &Path, root: &Path, name: &str) -> Program<'a> {
    let (_, mut program) = first_frame(display, home, root);
    let id = program.process().id();
    thread::sleep(SETTLED);
    println!("memory, {name:<18}{:.1} MB", memory(id, "VmRSS"));
    let maps = fs::read_to_string(format!("/proc/{id}/smaps")).expect("Linux tells");
    for (part, kilobytes) in by_part(&maps) {
        println!("  {part:<26}{kilobytes} kB");
    }
    program
}

/// Resident kilobytes of each part, from `/proc/PID/smaps`: a line for each
/// mapping with its file at the end, and lines of figures below it.
fn by_part(maps: &str) -> BTreeMap<&'static str, u64> {
    let mut parts = BTreeMap::new();
    let mut part = "";
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("Rss:"), Some(kilobytes)) => {
                *parts.entry(part).or_default() += kilobytes.parse::<u64>().expect("a number");
            }
            (Some(range), _) if !range.ends_with(':') => {
                part = part_of(line.split_whitespace().nth(5).unwrap_or_default());
            }
            _ => {}
        }
    }
    parts
}

/// What a mapping of this file is for.
fn part_of(file: &str) -> &'static str {
    let is_of = |names: &[&str]| names.iter().any(|it| file.contains(it));
    if file == HOLDFAST {
        "the program and its fonts"
    } else if is_of(&[
        "LLVM", "gallium", "_dri", "libGL", "libEGL", "glapi", "libz3", "shader",
    ]) {
        "renderer, its code"
    } else if file.starts_with('/') {
        "other libraries"
    } else {
        "allocated by all"
    }
}

/// A field of the process's status, in megabytes.
fn memory(id: u32, field: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("Linux tells");
    let line = status.lines().find(|it| it.starts_with(field));
    let kilobytes = line.and_then(|it| it.split_whitespace().nth(1));
    kilobytes
        .and_then(|it| it.parse::<f64>().ok())
        .expect("a number")
        / 1e3
}

/// The CPU time the process has used.
fn cpu_ticks(id: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("Linux tells");
    let after_name = stat.rsplit(')').next().expect("fields");
    let fields = after_name.split_whitespace().skip(11).take(2);
    fields.map(|it| it.parse::<u64>().expect("a number")).sum()
}
