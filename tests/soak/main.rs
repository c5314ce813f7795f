//! A thousand syncs in a row while Plaid, the network and the person get in
//! their way at random: real HTTP, a real file, and the same faults every time
//! for a seed.
//!
//! Three connections are synced side by side, 334 times. After each time every
//! one of them is stored as it was before, or as the simulator has it now, which
//! is asked past the program's own reader; and what another reader of the file
//! saw meanwhile was one of the two. `docs/spec/sync.md` says which it has to be.

#[path = "../it/common/mod.rs"]
mod common;
mod fault;
mod handles;
mod truth;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use common::world::{World, noon, today};
use fault::Random;
use handles::Handles;
use holdfast::{
    connect::{
        Environment, FailureKind, Secret, SyncFailure, SyncOutcome, SyncRun, SyncStep, SyncSummary,
    },
    domain::ItemId,
    plaid::BaseUrl,
    portfolio::Portfolio,
    simulator::{self, INSTITUTIONS, Scenario},
    storage::Database,
    sync::{self, Context},
    valuation::Totals,
    vault::Entry,
};
use serde_json::{Value, json};
use tokio::{runtime::Builder, task::JoinHandle, time::sleep};
use tokio_util::sync::CancellationToken;
use truth::{Row, Slice, Sums, Truth, code};

const SEED: u64 = 20_261_123;
/// Of three syncs each: 1,002.
const ROUNDS: u64 = 334;
/// After so many rounds everything was in use once.
const WARM_UP: u64 = 50;
const WORKERS: usize = 2;

#[test]
fn a_thousand_syncs_among_faults_store_all_of_a_connection_or_nothing_and_leak_nothing() {
    // The first runtime leaves what a process makes once and keeps.
    run(1);
    let before = Handles::at_rest();
    let tally = run(ROUNDS);
    before.are_all("after the runtime is gone");

    for (end, least) in [
        ("stored", 400),
        ("incomplete", 10),
        ("failed", 150),
        ("cancelled", 20),
        ("already running", 20),
        ("left alone", 20),
        ("removed rows", 50),
        ("seen between", 100),
    ] {
        let times = tally.get(end).copied().unwrap_or_default();
        assert!(times >= least, "{end}: {times} times only, of {tally:?}");
    }
}

/// How often a sync ended in each way.
type Tally = BTreeMap<&'static str, usize>;

/// Lets so many rounds pass in a runtime of their own.
fn run(rounds: u64) -> Tally {
    let before = Handles::at_rest();
    let runtime = Builder::new_multi_thread()
        .worker_threads(WORKERS)
        // Threads for what blocks end as soon as they have nothing to do, so
        // that none is mistaken for a leak, nor a leak for one of them.
        .thread_keep_alive(Duration::from_millis(20))
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut soak = Soak::new().await;
        let mut warm = None;
        for number in 1..=rounds {
            soak.round(number).await;
            if number == WARM_UP {
                warm = Some(Handles {
                    threads: before.threads + WORKERS,
                    files: Handles::at_rest().files,
                });
            }
        }
        soak.finish().await;
        if let Some(warm) = warm {
            warm.are_all("after the last sync");
        }
        soak.tally
    })
}

/// How a round ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// By itself.
    Wait,
    /// The person cancels at the so-manieth step that is told.
    CancelAtStep(u64),
    /// The person cancels after so many milliseconds.
    CancelAfter(u64),
    /// The program goes away after so many milliseconds.
    LeaveAfter(u64),
    /// All is started a second time, while it runs.
    Twice,
}

impl Ending {
    fn draw(random: &mut Random) -> Self {
        match random.below(16) {
            0 | 1 => Self::CancelAtStep(1 + random.below(24)),
            2 => Self::CancelAfter(random.below(40)),
            3 | 4 => Self::LeaveAfter(random.below(60)),
            5 | 6 => Self::Twice,
            _ => Self::Wait,
        }
    }
}

/// What has to be stored of one connection.
struct Known {
    institution: &'static str,
    /// What was true at its latest good sync.
    truth: Truth,
    /// Its rows, each with the day on which it was marked as removed.
    rows: BTreeMap<String, (Row, Option<NaiveDate>)>,
}

struct Soak {
    world: World,
    http: reqwest::Client,
    random: Random,
    day: NaiveDate,
    known: BTreeMap<ItemId, Known>,
    runs: usize,
    tally: Tally,
    /// Where this is, for failures.
    at: String,
}

/// What came of all connections, unless nobody waited for it.
type Results = BTreeMap<ItemId, Result<SyncSummary, SyncFailure>>;

impl Soak {
    /// Three connections, each synced once without trouble.
    async fn new() -> Self {
        let mut world = World::with(simulator::Config::demo(today())).await;
        world.ctx.base_url = BaseUrl::parse(&world.simulator.url()).expect("loopback");
        world.ctx.retry_pause = Duration::from_micros(5);
        // A request may find no idle connection although there will be one, and
        // then leaves two behind: none is kept, so that none counts as a leak.
        let http = reqwest::Client::builder().pool_max_idle_per_host(0);
        let http = http.build().expect("a client");
        let mut known = BTreeMap::new();
        for (at, institution) in INSTITUTIONS.into_iter().enumerate() {
            let item = world.connect(at).await;
            world.sync(&item).await.expect("nothing is in its way");
            let truth = Truth::of(&world, &http, institution).await;
            let rows = truth.transactions.iter();
            let known_of = Known {
                institution,
                rows: rows
                    .map(|(id, row)| (id.clone(), (row.clone(), None)))
                    .collect(),
                truth,
            };
            known.insert(item, known_of);
        }
        Self {
            world,
            http,
            random: Random::new(SEED),
            day: today(),
            runs: known.len(),
            known,
            tally: Tally::new(),
            at: String::new(),
        }
    }

    /// Syncs all connections while something goes wrong, and looks at what came
    /// of it.
    async fn round(&mut self, number: u64) {
        let random = &mut self.random;
        self.day = self.day + Days::new(random.below(3));
        let ending = Ending::draw(random);
        let rules: Vec<Value> = if ending == Ending::Twice {
            // What is true is asked afterwards, so the last of two has to succeed.
            vec![fault::slow(random)]
        } else {
            let each = INSTITUTIONS.iter();
            each.flat_map(|it| fault::rules(random, it)).collect()
        };
        let ctx = Context {
            whole_history: random.one_in(8),
            ..self.world.ctx.clone()
        };
        let rules = json!({ "rules": rules }).to_string();
        self.at = format!("seed {SEED}, round {number}, {ending:?}, {rules}");
        self.world.simulator.set_today(self.day);
        let scenario = Scenario::parse(&rules).expect("a scenario");
        self.world.simulator.set_scenario(scenario);
        let started_at = noon(self.day) + TimeDelta::seconds(number.cast_signed());

        let before = self.world.portfolio();
        let reader = Reader::start(&self.world);
        let results = self.sync(&ctx, started_at, ending, &reader).await;
        let seen = reader.finish().await;
        self.world.simulator.set_scenario(Scenario::default());
        self.check(started_at, &before, &seen, &results).await;
    }

    /// Syncs all connections, twice where that is the ending.
    async fn sync(
        &self,
        ctx: &Context,
        now: DateTime<Utc>,
        ending: Ending,
        reader: &Reader,
    ) -> Vec<Results> {
        let cancel = CancellationToken::new();
        let (steps, button) = (Arc::new(AtomicU64::new(0)), cancel.clone());
        let is_saving = Arc::clone(&reader.is_saving);
        let progress = move |_: &ItemId, step: SyncStep| {
            let told = steps.fetch_add(1, Ordering::Relaxed) + 1;
            if ending == Ending::CancelAtStep(told) {
                button.cancel();
            }
            if step == SyncStep::Saving {
                is_saving.store(true, Ordering::Relaxed);
            }
        };
        let items = || self.known.keys().cloned().collect::<Vec<_>>();
        let all = || sync::sync_all(ctx, items(), now, progress.clone(), cancel.clone());
        match ending {
            Ending::Wait | Ending::CancelAtStep(_) => vec![all().await],
            Ending::Twice => {
                let (first, second) = tokio::join!(all(), all());
                vec![first, second]
            }
            Ending::CancelAfter(millis) => {
                let press = async {
                    sleep(Duration::from_millis(millis)).await;
                    cancel.cancel();
                };
                let (results, ()) = tokio::join!(all(), press);
                vec![results]
            }
            Ending::LeaveAfter(millis) => {
                let results = tokio::select! {
                    results = all() => vec![results],
                    () = sleep(Duration::from_millis(millis)) => vec![],
                };
                self.unlocked().await;
                results
            }
        }
    }

    /// Waits until what was already being written is written.
    async fn unlocked(&self) {
        for item in self.known.keys() {
            while self.world.ctx.folder.lock(item).is_err() {
                sleep(Duration::from_millis(1)).await;
            }
        }
    }

    async fn check(
        &mut self,
        started_at: DateTime<Utc>,
        before: &Portfolio,
        seen: &[Portfolio],
        results: &[Results],
    ) {
        let at = &self.at;
        let after = self.world.portfolio();
        let database = self.world.database();
        // A sync that was left alone may write its failure when it is too late
        // for its own round.
        let mut runs = database.sync_runs().expect("the runs");
        runs.retain(|it| it.started_at == started_at);
        self.runs += runs.len();
        for (item, known) in &mut self.known {
            let runs: Vec<_> = runs.iter().filter(|it| it.item_id == *item).collect();
            let (old, new) = (Slice::of(before, item), Slice::of(&after, item));
            assert!(truth::is_all(&database, item, &new), "{at}: {item}");
            check_outcomes(at, item, results, &runs);
            count(&mut self.tally, item, results);

            let mut stored = runs.iter().filter_map(|it| success(it));
            let (last, others) = (stored.next_back(), stored.count());
            for portfolio in seen {
                let seen = Slice::of(portfolio, item);
                let is_whole = seen == old || seen == new || others > 0;
                assert!(is_whole, "{at}: {item} was seen half stored");
                *self.tally.entry("seen between").or_default() += usize::from(seen != new);
            }
            let Some(summary) = last else {
                assert!(old == new, "{at}: {item} is not what it was");
                continue;
            };
            let truth = Truth::of(&self.world, &self.http, known.institution).await;
            assert!(new.holds(&truth), "{at}: {item} {new:?}, not {truth:?}");
            let rows = new.rows();
            assert_eq!(rows.len(), new.transactions.len(), "{at}: one row each");
            let expected = known.rows_after(&truth, summary, &rows, self.day);
            assert_eq!(rows, expected, "{at}: {item}");
            let values = old.values.len();
            let skipped = values + others * truth.values();
            assert_eq!(new.values[..values], old.values, "{at}: {item}");
            assert!(new.values_since(skipped, &truth), "{at}: {item} {new:?}");
            let told: Sums = summary
                .value_after
                .iter()
                .map(|(currency, sum)| (code(currency), sum.expect("a sum")))
                .collect();
            assert_eq!(told, truth.totals(), "{at}: {item}");
            *self.tally.entry("removed rows").or_default() += summary.removed;
            (known.truth, known.rows) = (truth, rows);
        }
        self.check_whole(&after);
    }

    /// Amounts, identifiers and secrets, all connections together.
    fn check_whole(&self, portfolio: &Portfolio) {
        let at = &self.at;
        let mut totals = Sums::new();
        for (currency, sum) in self.known.values().flat_map(|it| it.truth.totals()) {
            *totals.entry(currency).or_default() += sum;
        }
        let worths: Vec<_> = portfolio
            .holdings
            .iter()
            .map(|it| portfolio.worth(it))
            .collect();
        let shown: Sums = Totals::of(&worths)
            .by_size()
            .into_iter()
            .map(|(currency, it)| (code(currency), it.value.complete().expect("a value")))
            .collect();
        assert_eq!(shown, totals, "{at}");

        let rows: usize = self.known.values().map(|it| it.rows.len()).sum();
        assert_eq!(portfolio.transactions.len(), rows, "{at}");
        let ids: BTreeSet<_> = portfolio.transactions.iter().map(|it| &it.id).collect();
        assert_eq!(ids.len(), rows, "{at}: an id comes twice");
        let ids: BTreeSet<_> = portfolio.holdings.iter().map(|it| &it.id).collect();
        assert_eq!(
            ids.len(),
            portfolio.holdings.len(),
            "{at}: an id comes twice"
        );

        for (item, known) in &self.known {
            let token = simulator::access_token(simulator::DEMO_SEED, known.institution);
            let kept = self.world.token(item).expect("the token is kept");
            assert_eq!(kept.reveal(), token.secret().reveal(), "{at}: {item}");
        }
        let keys = self.world.ctx.vault.read(Environment::Sandbox, Entry::Keys);
        let keys = keys.expect("memory answers").expect("the keys are kept");
        let expected = Secret::joined(simulator::CLIENT_ID, simulator::SECRET);
        assert_eq!(keys.reveal(), expected.reveal(), "{at}");
    }

    /// One more sync of all with nothing in its way, and a look at the file.
    async fn finish(&mut self) {
        self.at = format!("seed {SEED}, the last sync");
        let now = noon(self.day) + TimeDelta::hours(1);
        let before = self.world.portfolio();
        let (items, cancel) = (self.known.keys().cloned(), CancellationToken::new());
        let results = sync::sync_all(&self.world.ctx, items, now, |_, _| {}, cancel).await;
        for (item, result) in &results {
            let is_whole = result.as_ref().is_ok_and(|it| !it.incomplete);
            assert!(is_whole, "{item}: {result:?}");
        }
        self.check(now, &before, &[], &[results]).await;
        let runs = self.world.database().sync_runs().expect("the runs").len();
        let late = self.tally.get("left alone").copied().unwrap_or_default();
        assert!((self.runs..=self.runs + late).contains(&runs), "{runs}");

        let path = self.world.ctx.folder.database_path();
        let file = rusqlite::Connection::open(path).expect("SQLite opens");
        let found: String = file
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("an answer");
        assert_eq!(found, "ok");
    }
}

impl Known {
    /// The rows that have to be stored after a sync on `today` brought `truth`,
    /// or of which it brought a part.
    fn rows_after(
        &self,
        truth: &Truth,
        summary: &SyncSummary,
        stored: &BTreeMap<String, (Row, Option<NaiveDate>)>,
        today: NaiveDate,
    ) -> BTreeMap<String, (Row, Option<NaiveDate>)> {
        let mut rows = self.rows.clone();
        let is_whole = !summary.incomplete && !summary.contradictory;
        for (id, row) in &truth.transactions {
            let told = (row.clone(), None);
            // A list that is not whole may lack any row, which then stays as it was.
            if is_whole || stored.get(id) == Some(&told) {
                rows.insert(id.clone(), told);
            }
        }
        if is_whole {
            for (_, removed_on) in rows
                .iter_mut()
                .filter(|(id, _)| !truth.transactions.contains_key(*id))
                .map(|(_, row)| row)
            {
                removed_on.get_or_insert(today);
            }
        }
        rows
    }
}

/// Whether what a sync said is what was recorded of it.
fn check_outcomes(at: &str, item: &ItemId, results: &[Results], runs: &[&SyncRun]) {
    if results.is_empty() {
        assert!(runs.len() <= 1, "{at}: {item} {runs:?}");
        return;
    }
    let mut expected = vec![];
    for result in results.iter().map(|it| &it[item]) {
        match result {
            Ok(summary) => expected.push(SyncOutcome::Success(summary.clone())),
            Err(failure) if is_unrecorded(failure.kind) => {}
            Err(failure) => expected.push(SyncOutcome::Failed(failure.clone())),
        }
    }
    assert_eq!(runs.len(), expected.len(), "{at}: {item} {runs:?}");
    for outcome in &expected {
        let is_kept = runs.iter().any(|it| it.outcome == *outcome);
        assert!(is_kept, "{at}: {item} {outcome:?} is not in {runs:?}");
    }
}

fn is_unrecorded(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::Cancelled | FailureKind::AlreadyRunning)
}

fn success(run: &SyncRun) -> Option<&SyncSummary> {
    match &run.outcome {
        SyncOutcome::Success(summary) => Some(summary),
        SyncOutcome::Failed(_) => None,
    }
}

fn count(tally: &mut Tally, item: &ItemId, results: &[Results]) {
    let mut add = |end| *tally.entry(end).or_default() += 1;
    if results.is_empty() {
        add("left alone");
    }
    for result in results.iter().map(|it| &it[item]) {
        match result.as_ref().map_err(|it| it.kind) {
            Ok(summary) if summary.incomplete || summary.contradictory => add("incomplete"),
            Ok(_) => add("stored"),
            Err(FailureKind::Cancelled) => add("cancelled"),
            Err(FailureKind::AlreadyRunning) => add("already running"),
            Err(_) => add("failed"),
        }
    }
}

/// Somebody else who reads the file while syncs write to it.
struct Reader {
    /// From then on it reads.
    is_saving: Arc<AtomicBool>,
    is_over: Arc<AtomicBool>,
    task: JoinHandle<Vec<Portfolio>>,
}

impl Reader {
    fn start(world: &World) -> Self {
        let (is_saving, is_over) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
        let (saving, over) = (Arc::clone(&is_saving), Arc::clone(&is_over));
        let folder = world.ctx.folder.clone();
        let read = move || {
            let database = Database::open(&folder).expect("a database");
            let mut seen = vec![];
            while !over.load(Ordering::Relaxed) {
                if saving.load(Ordering::Relaxed) {
                    seen.push(sync::load(&database).expect("a portfolio"));
                }
                thread::sleep(Duration::from_millis(1));
            }
            seen
        };
        Self {
            is_saving,
            is_over,
            task: tokio::task::spawn_blocking(read),
        }
    }

    /// What it saw, one portfolio after the other.
    async fn finish(self) -> Vec<Portfolio> {
        self.is_over.store(true, Ordering::Relaxed);
        self.task.await.expect("it reads")
    }
}
