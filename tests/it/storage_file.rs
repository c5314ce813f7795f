//! The portfolio file and its folder: who may read them, which files are
//! refused, and who writes when. `tests/storage.rs` is about the rows.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Barrier,
};

use crate::common::stored::{File, fetched, first_day, transaction};
use holdfast::{
    connect::{Environment, error_chain},
    storage::{DataFolder, Database, StorageError},
};
use rust_decimal::dec;

/// `Hold` in ASCII.
const APPLICATION_ID: i64 = 0x486f_6c64;

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = fs::metadata(path).expect("it is there");
    metadata.permissions().mode() & 0o777
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_folder_and_what_is_in_it() {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path().join("not/there/yet");
    let folder = DataFolder::open(&root, Environment::Production).expect("a data folder");
    // Open, so that the journal is there too.
    let _database = Database::open(&folder).expect("a database");
    let _lock = folder.lock(&"item".into()).expect("a lock");
    assert_eq!(mode(&root), 0o700);
    let mut folders = vec![folder.path().to_owned()];
    let mut files = 0;
    while let Some(path) = folders.pop() {
        assert_eq!(mode(&path), 0o700, "{}", path.display());
        for entry in fs::read_dir(path).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
                files += 1;
            }
        }
    }
    assert!(files >= 4, "the database, two journal files and a lock");
}

#[cfg(unix)]
#[test]
fn a_file_that_others_could_read_is_closed_to_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let file = File::with(&[fetched("item")]);
    let path = file.folder.database_path();
    for (path, mode) in [(&*path, 0o644), (file.folder.path(), 0o755)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    }
    let folder = DataFolder::open(file.root.path(), Environment::Demo).expect("a data folder");
    drop(Database::open(&folder).expect("a database"));
    assert_eq!((mode(&path), mode(folder.path())), (0o600, 0o700));
}

#[test]
fn reading_makes_no_file() {
    let file = File::new();
    let none = Database::open_existing(&file.folder).expect("no failure");
    assert!(none.is_none());
    assert!(!file.folder.database_path().exists());
}

#[test]
fn the_file_is_kept_as_promised() {
    let file = File::with(&[fetched("item")]);
    let raw = file.raw();
    let pragma = |name: &str| -> String {
        raw.query_row(
            &format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"),
            [],
            |row| row.get(0),
        )
        .expect("a value")
    };
    assert_eq!(pragma("journal_mode"), "wal");
    assert_eq!(pragma("application_id"), APPLICATION_ID.to_string());
    assert_eq!(pragma("integrity_check"), "ok");
    let loose: i64 = raw
        .query_row(
            "SELECT count(*) FROM pragma_table_list
             WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' AND NOT strict",
            [],
            |row| row.get(0),
        )
        .expect("a number");
    assert_eq!(loose, 0, "every table is strict");
}

/// Opens the folder's file, which has to fail and to stay as it is.
fn refused(folder: &DataFolder) -> StorageError {
    let before = fs::read(folder.database_path()).expect("a file");
    let error = Database::open(folder).expect_err("it is refused");
    let after = fs::read(folder.database_path()).expect("a file");
    assert!(before == after, "the file was touched");
    error
}

#[test]
fn a_newer_file_is_refused_and_left_alone() {
    let file = File::with(&[fetched("item")]);
    let raw = file.raw();
    let version = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    let newest = raw.query_row("PRAGMA user_version", [], version);
    let newest = newest.expect("a version");
    raw.pragma_update(None, "user_version", 99)
        .expect("a version");
    drop(raw);
    let error = refused(&file.folder);
    assert!(
        matches!(error, StorageError::Newer { found: 99, known } if known == newest),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        format!(
            "the portfolio file was written by a newer version of Holdfast \
             (schema 99, this one knows {newest}); update Holdfast to open it"
        )
    );
}

#[test]
fn a_file_of_another_program_is_refused_and_left_alone() {
    for (id, statement) in [
        (7, "CREATE TABLE bookmarks (url TEXT)"),
        (0, "CREATE TABLE bookmarks (url TEXT)"),
        (7, "VACUUM"),
    ] {
        let file = File::new();
        let raw = file.raw();
        raw.pragma_update(None, "application_id", id)
            .expect("an id");
        raw.execute_batch(statement).expect("a table");
        drop(raw);
        let error = refused(&file.folder);
        assert!(matches!(error, StorageError::Foreign { .. }), "{error:?}");
        assert!(error.to_string().ends_with("belongs to another program"));
    }
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let file = File::new();
    fs::write(file.folder.database_path(), "a shopping list\n".repeat(100)).expect("a file");
    let error = refused(&file.folder);
    assert!(matches!(error, StorageError::Corrupt(_)), "{error:?}");
    assert_eq!(
        error_chain(&error),
        "the portfolio file is damaged or is no database: file is not a database"
    );
}

#[test]
fn a_file_that_was_cut_off_is_told_from_a_failure() {
    let file = File::with(&[fetched("item")]);
    let path = file.folder.database_path();
    let database = fs::OpenOptions::new().write(true).open(&path);
    // Into the tables, past the header and the schema's first page.
    let cut = database.and_then(|it| it.set_len(3 * 4096));
    cut.expect("it is cut off");
    let error = Database::open(&file.folder)
        .and_then(|it| holdfast::sync::load(&it))
        .expect_err("it is damaged");
    assert!(matches!(error, StorageError::Corrupt(_)), "{error:?}");
}

#[test]
fn a_file_in_place_of_the_folder_is_a_failure() {
    let root = tempfile::tempdir().expect("a folder");
    fs::write(root.path().join("demo"), "").expect("a file");
    let error = DataFolder::open(root.path(), Environment::Demo).expect_err("no folder");
    assert!(matches!(error, StorageError::Io { .. }), "{error:?}");
}

#[test]
fn a_restored_copy_opens() {
    let file = File::with(&[fetched("item")]);
    let before = file.portfolio();
    let copy = file.root.path().join("copy");
    file.raw()
        .execute("VACUUM INTO ?1", [copy.to_str().expect("a path")])
        .expect("a copy");
    file.folder.delete_all().expect("it is deleted");
    fs::rename(copy, file.folder.database_path()).expect("it is put back");
    assert_eq!(file.portfolio(), before);
}

#[test]
fn many_may_open_a_new_file_at_once() {
    for _ in 0..10 {
        let file = File::new();
        let barrier = Barrier::new(8);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    barrier.wait();
                    Database::open(&file.folder).expect("a database");
                });
            }
        });
        assert!(file.portfolio().is_empty());
    }
}

#[test]
fn connections_are_written_side_by_side() {
    let file = File::new();
    let items = ["one", "two", "three", "four"];
    let barrier = Barrier::new(items.len());
    let answer = |item: &str, round: usize| {
        let account = format!("{item}-first");
        let row = |at| transaction(&format!("{item}-{at}"), &account, dec!(1));
        let mut answer = fetched(item);
        answer.transactions = (0..=round * 100).map(row).collect();
        answer
    };
    std::thread::scope(|scope| {
        for item in items {
            let (file, barrier) = (&file, &barrier);
            scope.spawn(move || {
                barrier.wait();
                for round in 0..5 {
                    file.sync(answer(item, round), first_day());
                }
            });
        }
    });
    let portfolio = file.portfolio();
    assert_eq!(portfolio.transactions.len(), items.len() * 401);
    assert_eq!(portfolio.holdings.len(), items.len());
    assert_eq!(file.rows("sync_runs"), 20);
}

#[test]
fn one_reads_the_state_before_while_another_writes() {
    let file = File::with(&[fetched("item")]);
    let writer = file.raw();
    writer
        .execute_batch("BEGIN IMMEDIATE; DELETE FROM holdings;")
        .expect("it writes");
    assert_eq!(file.portfolio().holdings.len(), 1);
    writer.execute_batch("ROLLBACK").expect("it gives up");
}

#[test]
fn one_item_is_claimed_once() {
    let file = File::new();
    let lock = file.folder.lock(&"item".into()).expect("a lock");
    let again = DataFolder::at(file.root.path(), Environment::Demo).lock(&"item".into());
    assert!(matches!(again, Err(StorageError::AlreadyRunning)));
    let other = file.folder.lock(&"Item".into());
    assert!(other.is_ok(), "ids differ by case");
    drop(lock);
    let after = file.folder.lock(&"item".into());
    assert!(after.is_ok());
}

#[test]
fn odd_ids_are_claimed_inside_the_folder() {
    let file = File::new();
    let long = "x".repeat(5_000);
    for id in ["../../../escape", "a/b", "", "NUL", "株\0", &long] {
        let lock = file.folder.lock(&id.into());
        assert!(lock.is_ok(), "{id:?}");
    }
    let outside = fs::read_dir(file.root.path()).expect("the root").count();
    assert_eq!(outside, 1, "the environment's folder only");
}

#[test]
fn nothing_is_deleted_while_a_sync_runs() {
    let file = File::with(&[fetched("item")]);
    let lock = file.folder.lock(&"item".into()).expect("a lock");
    let refused = file.folder.delete_all();
    assert!(matches!(refused, Err(StorageError::AlreadyRunning)));
    assert_eq!(file.portfolio().holdings.len(), 1);
    drop(lock);
    file.folder.delete_all().expect("it is deleted");
    let left = fs::read_dir(file.folder.path())
        .expect("the folder")
        .count();
    assert_eq!(left, 0);
}

#[test]
fn only_files_of_holdfast_are_deleted() {
    let file = File::with(&[fetched("item")]);
    let folder = file.folder.path();
    let own = [
        "portfolio.before-v1.sqlite3",
        "portfolio.before-v1.sqlite3-wal",
        "portfolio.sqlite3-shm",
    ];
    let foreign = [
        "locks/note.txt",
        "notes/portfolio.sqlite3",
        "portfolio.before-vacation.sqlite3",
        "portfolio.sqlite3.bak",
        "taxes.pdf",
    ];
    fs::create_dir(folder.join("notes")).expect("a folder");
    drop(file.folder.lock(&"item".into()).expect("a lock"));
    for name in own.iter().chain(&foreign) {
        fs::write(folder.join(name), "").expect("a file");
    }
    file.folder.delete_all().expect("it is deleted");
    let mut left = vec![];
    for place in ["", "locks", "notes"] {
        for entry in fs::read_dir(folder.join(place)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let path = path.strip_prefix(folder).expect("below the folder");
                left.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    left.sort();
    assert_eq!(left, foreign);
}

const FOLDER: &str = "HOLDFAST_TEST_FOLDER";

/// This test program, running [`another_program`].
struct Other(Child);

impl Other {
    fn holding_the_lock_in(root: &Path) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut child = Command::new(program)
            .args([
                "--ignored",
                "--exact",
                "--nocapture",
                "storage_file::another_program",
            ])
            .env(FOLDER, root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let held = output
            .lines()
            .any(|it| it.is_ok_and(|it| it.ends_with("held")));
        assert!(held, "it takes the lock");
        Self(child)
    }

    fn kill(mut self) {
        self.0.kill().expect("it is killed");
        self.0.wait().expect("it ends");
    }
}

#[test]
#[ignore = "the other side of a_lock_holds_against_other_programs_until_they_end"]
#[expect(clippy::print_stdout, reason = "tells its parent")]
fn another_program() {
    let Some(root) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = DataFolder::at(Path::new(&root), Environment::Demo);
    let _lock = folder.lock(&"item".into()).expect("a lock");
    println!("held");
    // Until the parent kills it, or ends.
    let end = std::io::stdin().lines().next();
    assert!(end.is_none());
}

#[test]
fn a_lock_holds_against_other_programs_until_they_end() {
    let file = File::with(&[fetched("item")]);
    let other = Other::holding_the_lock_in(file.root.path());
    let claimed = file.folder.lock(&"item".into());
    assert!(matches!(claimed, Err(StorageError::AlreadyRunning)));
    let refused = file.folder.delete_all();
    assert!(matches!(refused, Err(StorageError::AlreadyRunning)));
    other.kill();
    assert!(file.folder.lock(&"item".into()).is_ok());
}
