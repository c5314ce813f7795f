//! The files of the log: private, and never large.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use crate::files;

const FOLDER: &str = "logs";
const FILE: &str = "holdfast.log";

/// A file that has reached this size is moved aside.
const MOST_BYTES: u64 = 512 << 10;

/// How many files that were moved aside are kept.
const KEPT: usize = 3;

/// The folder of the log in a data folder.
pub(super) fn folder(data: &Path) -> PathBuf {
    data.join(FOLDER)
}

/// The file that lines are added to.
pub(super) fn current(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// The file that was moved aside so many times.
fn older(folder: &Path, age: usize) -> PathBuf {
    match age {
        0 => current(folder),
        _ => folder.join(format!("holdfast.{age}.log")),
    }
}

/// Adds whole lines. The file is opened anew each time: another process may
/// have moved it aside, or the person deleted it.
pub(super) fn append(folder: &Path, lines: &str) -> io::Result<()> {
    let path = current(folder);
    let mut file = match open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            files::create_folder(folder)?;
            open(&path)?
        }
        opened => opened?,
    };
    if file.metadata()?.len() >= MOST_BYTES {
        drop(file);
        move_aside(folder)?;
        file = open(&path)?;
    }
    // In one piece: lines of several processes do not mix.
    file.write_all(lines.as_bytes())
}

/// The newest wanted lines, the oldest of them first.
pub(super) fn last(
    folder: &Path,
    most: usize,
    is_wanted: impl Fn(&str) -> bool,
) -> io::Result<Vec<String>> {
    let mut found = vec![];
    for age in 0..=KEPT {
        let text = match files::read(&older(folder, age)) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let lines = text.lines().rev().filter(|it| is_wanted(it));
        found.extend(lines.take(most - found.len()).map(str::to_owned));
    }
    found.reverse();
    Ok(found)
}

/// Deletes every file of the log, and the folder where nothing else is in it.
pub(super) fn delete(folder: &Path) -> io::Result<()> {
    for age in 0..=KEPT {
        files::remove(&older(folder, age))?;
    }
    files::remove_empty_folder(folder)
}

fn move_aside(folder: &Path) -> io::Result<()> {
    for age in (0..KEPT).rev() {
        match fs::rename(older(folder, age), older(folder, age + 1)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn open(path: &Path) -> io::Result<File> {
    files::open(path, OpenOptions::new().append(true).create(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_is_moved_aside_and_the_oldest_goes() {
        let data = tempfile::tempdir().expect("a folder");
        let folder = folder(data.path());
        let filling = "x".repeat(usize::try_from(MOST_BYTES).expect("a size"));
        for run in 0..KEPT + 3 {
            append(&folder, &format!("run {run}\n{filling}\n")).expect("it is written");
        }
        append(&folder, "the last\n").expect("it is written");
        let files = fs::read_dir(&folder).expect("a folder").count();
        assert_eq!(files, KEPT + 1);
        let begins = |line: &str| line.starts_with("run") || line.starts_with("the");
        let lines = last(&folder, 10, begins).expect("it is read");
        assert_eq!(lines, ["run 3", "run 4", "run 5", "the last"]);
        let lines = last(&folder, 2, begins).expect("it is read");
        assert_eq!(lines, ["run 5", "the last"]);
        delete(&folder).expect("it is deleted");
        assert!(!folder.exists());
        assert!(last(&folder, 2, begins).expect("nothing").is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let data = tempfile::tempdir().expect("a folder");
        let folder = folder(data.path());
        append(&folder, "a line\n").expect("it is written");
        let mode = |path: &Path| {
            let found = fs::metadata(path).expect("it is there");
            found.permissions().mode() & 0o777
        };
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&current(&folder)), 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_or_a_link_in_its_place_takes_no_line() {
        let data = tempfile::tempdir().expect("a folder");
        let folder = folder(data.path());
        let path = current(&folder);
        files::create_folder(&folder).expect("a folder");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.expect("mkfifo starts").success());
        assert!(append(&folder, "a line\n").is_err());
        assert!(last(&folder, 2, |_| true).is_err());
        fs::remove_file(&path).expect("it is removed");
        let other = data.path().join("other");
        fs::write(&other, "as it was").expect("a file");
        std::os::unix::fs::symlink(&other, &path).expect("a link");
        assert!(append(&folder, "a line\n").is_err());
        assert_eq!(fs::read(other).expect("a file"), b"as it was");
    }
}
