//! Commands that read, where the portfolio cannot be read, lies on a disk that
//! is full or may not be written to, or is not there at all: what is unknown is
//! never shown as nothing, and reading makes no file.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use crate::common::{
    desktop::{is_installed, skip},
    stored::{File, fetched},
};
use holdfast::storage::DataFolder;
use serde_json::Value;

const READING: [&str; 7] = [
    "connections",
    "accounts",
    "holdings",
    "securities",
    "transactions",
    "allocation",
    "syncs",
];

/// The command line on the demo of `root`, without the rights of a superuser,
/// who may read and write everything.
fn command(root: &Path, arguments: &[&str]) -> Command {
    let program = env!("CARGO_BIN_EXE_holdfast");
    let is_root = fs::metadata("/proc/self").is_ok_and(|it| {
        use std::os::unix::fs::MetadataExt as _;
        it.uid() == 0
    });
    let mut command = if is_root && is_installed("setpriv") {
        let mut command = Command::new("setpriv");
        command.args(["--bounding-set", "-dac_override,-dac_read_search", program]);
        command
    } else {
        Command::new(program)
    };
    command
        .args(["--environment", "demo", "--json", "--data-dir"])
        .arg(root)
        .args(arguments)
        .env_remove("HOLDFAST_DATA_DIR");
    command
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    command(root, arguments).output().expect("it starts")
}

/// Everything below a folder but the log, which tells of what went wrong.
fn tree(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.ends_with("logs") {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            found.extend(tree(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}

/// Every command that reads says that `named` is wrong, and makes nothing.
fn check_refused(root: &Path, named: &Path, why: &str) {
    let before = tree(root);
    for reading in READING {
        let output = run(root, &[reading]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{reading}: {said}");
        assert_eq!(output.stdout, b"", "{reading}");
        assert_eq!(said.lines().count(), 1, "{reading}: {said}");
        let named = named.display().to_string();
        assert!(
            said.contains(&named) && said.contains(why),
            "{reading}: {said}"
        );
    }
    assert_eq!(tree(root), before, "something was made");
}

/// Spoils a folder and returns what is to be named; a path that leads nowhere is
/// given.
type Damage = fn(&DataFolder, &Path) -> PathBuf;

#[test]
fn what_cannot_be_read_is_never_shown_as_nothing() {
    let elsewhere = Path::new("/nowhere/holdfast");
    let cases: [(&str, Damage); 7] = [
        ("is not a folder", |folder, _| {
            fs::remove_dir_all(folder.root()).expect("it is removed");
            fs::write(folder.root(), "").expect("a file");
            folder.root().to_owned()
        }),
        ("is not a folder", |folder, _| {
            fs::remove_dir_all(folder.path()).expect("it is removed");
            fs::write(folder.path(), "").expect("a file");
            folder.path().to_owned()
        }),
        (
            "is a link to something that is not there",
            |folder, elsewhere| {
                fs::remove_dir_all(folder.root()).expect("it is removed");
                symlink(elsewhere, folder.root()).expect("a link");
                folder.root().to_owned()
            },
        ),
        (
            "is a link to something that is not there",
            |folder, elsewhere| {
                fs::remove_dir_all(folder.path()).expect("it is removed");
                symlink(elsewhere, folder.path()).expect("a link");
                folder.path().to_owned()
            },
        ),
        (
            "is a link to something that is not there",
            |folder, elsewhere| {
                fs::remove_file(folder.database_path()).expect("it is removed");
                symlink(elsewhere, folder.database_path()).expect("a link");
                folder.database_path()
            },
        ),
        ("is not a file", |folder, _| {
            fs::remove_file(folder.database_path()).expect("it is removed");
            fs::create_dir(folder.database_path()).expect("a folder");
            folder.database_path()
        }),
        ("is empty", |folder, _| {
            fs::write(folder.database_path(), "").expect("it is cut off");
            folder.database_path()
        }),
    ];
    for (why, damage) in cases {
        let file = File::with(&[fetched("item")]);
        let root = file.root.path().join("root");
        move_into(&file, &root);
        let folder = DataFolder::at(&root, holdfast::connect::Environment::Demo);
        let named = damage(&folder, elsewhere);
        check_refused(&root, &named, why);
    }
}

/// The environment's folder as the only thing in `root`.
fn move_into(file: &File, root: &Path) {
    fs::create_dir(root).expect("a folder");
    fs::rename(file.folder.path(), root.join("demo")).expect("it is moved");
}

#[test]
fn what_may_not_be_read_is_never_shown_as_nothing() {
    if !is_installed("setpriv") {
        skip("cli_files", "setpriv");
        return;
    }
    for (mode, is_file) in [(0o000, false), (0o200, true)] {
        let file = File::with(&[fetched("item")]);
        let database = file.folder.database_path();
        let closed = if is_file {
            &*database
        } else {
            file.folder.path()
        };
        fs::set_permissions(closed, fs::Permissions::from_mode(mode)).expect("a mode");
        check_refused(file.root.path(), file.folder.path(), "");
        fs::set_permissions(closed, fs::Permissions::from_mode(0o700)).expect("a mode");
    }
}

#[test]
fn reading_leaves_the_folder_as_it_was() {
    let file = File::with(&[fetched("item")]);
    fs::remove_dir_all(file.folder.path().join("locks")).expect("it is removed");
    let before = tree(file.root.path());
    assert_eq!(before.len(), 2, "{before:?}");
    for reading in READING {
        let output = run(file.root.path(), &[reading]);
        assert!(output.status.success(), "{output:?}");
    }
    assert_eq!(tree(file.root.path()), before);
}

/// A shell in which a small disk of its own can be used, at `$mount`, with the
/// folder of `file` on it and the program as `$holdfast`.
fn on_a_small_disk(file: &File, script: &str) -> Option<Output> {
    let may_mount = Command::new("unshare")
        .args(["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
        .output();
    if !may_mount.is_ok_and(|it| it.status.success()) {
        skip("cli_files", "unshare, with the right to mount,");
        return None;
    }
    let mount = tempfile::tempdir().expect("a folder");
    let script = format!(
        "set -e
         mount -t tmpfs -o size=1m tmpfs \"$mount\"
         cp -r \"$from/.\" \"$mount\"
         read_only() {{ mount -o remount,ro \"$mount\"; }}
         full() {{ dd if=/dev/zero of=\"$mount/filling\" bs=4k 2>/dev/null || true; }}
         holdfast() {{ \"$program\" --environment demo --data-dir \"$mount\" \"$@\"; }}
         {script}"
    );
    let output = Command::new("unshare")
        .args(["-m", "sh", "-c", &script])
        .env("mount", mount.path())
        .env("from", file.root.path())
        .env("program", env!("CARGO_BIN_EXE_holdfast"))
        .env_remove("HOLDFAST_DATA_DIR")
        .output();
    Some(output.expect("it starts"))
}

fn rows(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("a JSON array")
}

#[test]
fn a_portfolio_is_read_where_nothing_can_be_written() {
    let file = File::with(&[fetched("item")]);
    let expected = rows(&run(file.root.path(), &["holdings"]));
    assert_eq!(expected.len(), 1);
    let listed = "ls -A \"$mount/demo\" | grep -v logs";
    // On a full disk SQLite leaves empty files beside it, in which it would keep
    // track of readers.
    for (disk, listed) in [("read_only", listed), ("full", "echo")] {
        let script = format!(
            "{disk}; before=$({listed}); holdfast holdings --json; test \"$before\" = \"$({listed})\""
        );
        let Some(output) = on_a_small_disk(&file, &script) else {
            return;
        };
        assert_eq!(rows(&output), expected, "{disk}");
    }
}

#[test]
fn changes_that_lie_beside_a_portfolio_are_shown_or_it_is_not() {
    let file = File::with(&[fetched("item")]);
    // What another program wrote and has not taken into the file yet.
    let writer = file.raw();
    writer
        .execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE holdings SET quantity = '77'")
        .expect("it writes");
    let journal = file.folder.path().join("portfolio.sqlite3-wal");
    assert!(fs::metadata(&journal).expect("a journal").len() > 0);
    for (disk, index) in [
        ("read_only", "rm"),
        ("full", "rm"),
        ("read_only", "test -f"),
        ("full", "test -f"),
    ] {
        let script = format!(
            "{index} \"$mount/demo/portfolio.sqlite3-shm\"; {disk}; holdfast holdings --json"
        );
        let Some(output) = on_a_small_disk(&file, &script) else {
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() {
            assert_eq!(rows(&output)[0]["quantity"], "77", "{disk}, {index}");
        } else {
            assert!(
                said.contains("portfolio.sqlite3-wal"),
                "{disk}, {index}: {said}"
            );
            assert!(said.contains("holds changes"), "{disk}, {index}: {said}");
        }
    }
    drop(writer);
}

#[test]
fn a_full_disk_is_called_that() {
    let file = File::with(&[fetched("item")]);
    let script = "full; holdfast account item-first --name Other";
    let Some(output) = on_a_small_disk(&file, script) else {
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said, "holdfast: the disk is full\n");
}

#[test]
fn damaged_settings_say_the_way_out_before_keys_are_stored() {
    let root = tempfile::tempdir().expect("a folder");
    let settings = root.path().join("settings.json");
    let keys = [
        "keys",
        "set",
        "--client-id",
        "x",
        "--environment",
        "sandbox",
    ];
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_holdfast"))
            .arg("--data-dir")
            .arg(root.path())
            .args(arguments)
            .env_remove("HOLDFAST_DATA_DIR")
            // Where it got as far as the keyring, it would say so.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .stdin(Stdio::null())
            .output()
            .expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(&settings.display().to_string()), "{said}");
        said
    };
    fs::write(&settings, "{\"theme\": ").expect("a file");
    for arguments in [&keys[..], &["holdings"]] {
        let said = run(arguments);
        assert!(said.contains("mend"), "{said}");
        assert!(said.contains("delete it"), "{said}");
    }
    fs::remove_file(&settings).expect("it is removed");
    // Nothing waits for somebody to write into it.
    let made = Command::new("mkfifo").arg(&settings).status();
    assert!(made.expect("mkfifo starts").success());
    for arguments in [&keys[..], &["holdings"]] {
        assert!(run(arguments).contains("not a plain file"));
    }
    fs::remove_file(&settings).expect("it is removed");
    symlink("/nowhere/settings.json", &settings).expect("a link");
    run(&["holdings"]);
    assert_eq!(tree(root.path()).len(), 1, "the link, and nothing else");
}

#[test]
fn a_folder_that_others_change_is_mended_by_who_writes() {
    let file = File::with(&[fetched("item")]);
    let mode = |mode| {
        fs::set_permissions(file.root.path(), fs::Permissions::from_mode(mode)).expect("a mode");
    };
    let found = || {
        let found = fs::metadata(file.root.path()).expect("it is there");
        found.permissions().mode() & 0o7777
    };
    mode(0o777);
    let output = run(file.root.path(), &["holdings"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(found(), 0o777, "reading changes nothing");
    let output = run(
        file.root.path(),
        &["account", "item-first", "--name", "Other"],
    );
    assert!(output.status.success(), "{output:?}");
    assert_eq!(found(), 0o755);
}
