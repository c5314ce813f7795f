//! Syncs beside another program that uses the same file: the `sqlite3` program
//! opens, reads and closes it in a loop. What a sync says is stored, is.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::common::{
    desktop::{is_installed, skip},
    world::{World, now},
};
use holdfast::{storage::DataFolder, sync};
use tokio_util::sync::CancellationToken;

/// How often three connections are synced; each round is three syncs. Another
/// number is taken from this variable.
const ROUNDS: usize = 70;
const ROUNDS_WANTED: &str = "HOLDFAST_TEST_ROUNDS";

/// How many read beside the syncs.
const READERS: usize = 2;

fn rounds() -> usize {
    std::env::var(ROUNDS_WANTED)
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(ROUNDS)
}

/// What the `sqlite3` program answers; nothing where it was refused.
fn ask(folder: &DataFolder, statement: &str) -> Option<String> {
    let output = Command::new("sqlite3")
        .arg(folder.database_path())
        .arg(statement)
        .stdin(Stdio::null())
        .output()
        .expect("sqlite3 starts");
    let text = String::from_utf8_lossy(&output.stdout);
    output.status.success().then(|| text.trim().to_owned())
}

/// Reads with the `sqlite3` program, again and again, while the file `flag` is
/// there; one line in `reads` for each time. A shell does it: a program that is
/// started from this one would hold this one's locks for a moment.
fn read_on(folder: &DataFolder, flag: &Path, reads: &Path) -> Child {
    let script = "while [ -e \"$2\" ]; do sqlite3 \"$1\" 'SELECT count(*) FROM sync_runs' \
                  >/dev/null 2>&1 && echo read; done";
    let reads = File::options().append(true).create(true).open(reads);
    Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(folder.database_path())
        .arg(flag)
        .stdin(Stdio::null())
        .stdout(reads.expect("a file for the reads"))
        .spawn()
        .expect("a shell starts")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_sync_stored_is_there_beside_the_sqlite3_program() {
    if !is_installed("sqlite3") {
        skip("storage_beside", "sqlite3");
        return;
    }
    let world = World::new().await;
    let mut items = vec![];
    for institution in 0..3 {
        items.push(world.connect(institution).await);
    }
    let (flag, reads) = (
        world.root.path().join("reading"),
        world.root.path().join("reads"),
    );
    fs::write(&flag, "").expect("a file");
    let readers: Vec<_> = (0..READERS)
        .map(|_| read_on(&world.ctx.folder, &flag, &reads))
        .collect();

    let mut synced = 0;
    let mut problems: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..rounds() {
        let never = CancellationToken::new();
        let results =
            sync::sync_all(&world.ctx, items.iter().cloned(), now(), |_, _| {}, never).await;
        for result in results.into_values() {
            match result {
                Ok(_) => synced += 1,
                Err(failure) => *problems.entry(failure.detail).or_default() += 1,
            }
        }
    }
    fs::remove_file(flag).expect("the readers are told");
    for mut reader in readers {
        reader.wait().expect("it ends");
    }

    let count = |statement| {
        let answer = ask(&world.ctx.folder, statement).expect("sqlite3 reads the file");
        answer.parse::<usize>().expect("a number")
    };
    let stored = count("SELECT count(*) FROM sync_runs WHERE outcome = 'success'");
    let with_rows = count("SELECT count(DISTINCT sync_run_id) FROM account_snapshots");
    let reads = fs::read_to_string(reads).expect("lines").lines().count();
    assert_eq!(
        (stored, with_rows),
        (synced, synced),
        "of {synced} syncs, with {reads} reads; {problems:?}"
    );
    assert_eq!(problems, BTreeMap::new(), "with {reads} reads");
    assert!(reads > 0, "somebody read");
    assert_eq!(
        ask(&world.ctx.folder, "PRAGMA integrity_check").as_deref(),
        Some("ok")
    );
}
