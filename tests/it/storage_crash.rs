//! A program that is killed while it writes leaves whole syncs behind.

use std::{
    io::{BufRead as _, BufReader, Lines},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use crate::common::stored::{File, fetched, first_day, noon, transaction};
use holdfast::{
    connect::{Environment, Fetched, SyncOutcome},
    storage::{DataFolder, Database},
    sync,
};
use rust_decimal::{Decimal, dec};

const FOLDER: &str = "HOLDFAST_TEST_FOLDER";
/// Enough that a sync spends its time writing.
const ROWS: usize = 2_000;
const WRITTEN: &str = "written ";

/// The answer to the sync of that number: rows of its own, and as many units of
/// the one holding.
fn answer(number: usize) -> Fetched {
    let row = |at| transaction(&format!("{number}-{at}"), "item-first", dec!(1));
    let mut answer = Fetched {
        transactions: (0..ROWS).map(row).collect(),
        // The rows of earlier syncs are not in it, and stay.
        transactions_complete: false,
        ..fetched("item")
    };
    answer.holdings[0].quantity = Some(Decimal::from(number));
    answer
}

/// This test program, running [`another_program`]. Killed when dropped.
struct Writer {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
}

impl Writer {
    fn start(root: &Path) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut child = Command::new(program)
            .args([
                "--ignored",
                "--exact",
                "--nocapture",
                "storage_crash::another_program",
            ])
            .env(FOLDER, root)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let output = BufReader::new(child.stdout.take().expect("its output")).lines();
        Self { child, output }
    }

    /// Waits for the next sync that is committed and returns its number.
    fn written(&mut self) -> usize {
        self.output
            .find_map(|line| {
                let line = line.expect("a line");
                line.split_once(WRITTEN).map(|(_, number)| number.parse())
            })
            .expect("it goes on writing")
            .expect("a number")
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().ok();
        }
    }
}

#[test]
#[ignore = "the other side of a_killed_program_leaves_whole_syncs"]
#[expect(clippy::print_stdout, reason = "tells its parent")]
fn another_program() {
    let Some(root) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = DataFolder::at(Path::new(&root), Environment::Demo);
    let mut database = Database::open(&folder).expect("a database");
    let before = database.sync_runs().expect("syncs").len();
    for number in before + 1..=before + 1_000 {
        let answer = answer(number);
        let stored = sync::stored(&database, &answer.item.item_id, &answer);
        let plan = sync::plan(&stored.expect("what is stored"), answer, first_day());
        let now = noon(first_day());
        sync::write(&mut database, &plan, now, now).expect("it is written");
        // Fails, which ends the program, when nobody listens any more.
        println!("{WRITTEN}{number}");
    }
}

#[test]
fn a_killed_program_leaves_whole_syncs() {
    let file = File::new();
    for syncs in [1, 2, 3, 1, 2] {
        let mut writer = Writer::start(file.root.path());
        let mut last = 0;
        for _ in 0..syncs {
            last = writer.written();
        }
        drop(writer);

        let runs = file.database().sync_runs().expect("syncs");
        assert!(runs.len() >= last, "what was committed is there");
        for run in &runs {
            let SyncOutcome::Success(summary) = &run.outcome else {
                panic!("{run:?}");
            };
            assert_eq!(summary.added, ROWS);
        }
        let portfolio = file.portfolio();
        assert_eq!(portfolio.transactions.len(), runs.len() * ROWS);
        assert_eq!(portfolio.holdings.len(), 1);
        assert_eq!(
            portfolio.holdings[0].quantity,
            Some(Decimal::from(runs.len()))
        );
        assert_eq!(
            usize::try_from(file.rows("holding_versions")),
            Ok(runs.len())
        );
        let intact: String = file
            .raw()
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("a word");
        assert_eq!(intact, "ok");
    }
}
