//! The tests that do not run on Windows, in one list, each with its reason: one
//! that is left out by mistake is noticed.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The file below the package, the test or module, and why Windows leaves it out.
const NOT_ON_WINDOWS: &[(&str, &str, &str)] = &[
    (
        "src/files/tests.rs",
        "on_unix",
        "modes, links, pipes and sockets of Unix; `on_windows` has the access rights",
    ),
    (
        "src/log/file.rs",
        "nobody_else_reads_it",
        "a mode; the folder's rights hold for what is in it",
    ),
    (
        "src/log/file.rs",
        "a_pipe_or_a_link_in_its_place_takes_no_line",
        "Windows has no pipes in folders, and links for administrators only",
    ),
    (
        "src/session/preferences.rs",
        "only_the_owner_may_read_them",
        "a mode; the folder's rights hold for what is in it",
    ),
    (
        "src/storage/migrate.rs",
        "only_the_owner_reads_the_copy",
        "a mode; the folder's rights hold for what is in it",
    ),
    (
        "tests/it/cli.rs",
        "a_demo_that_is_interrupted_ends_at_once_and_goes_on_later",
        "Ctrl-C cannot be sent to one program alone",
    ),
    (
        "tests/it/cli.rs",
        "the_demo_needs_none_of_the_systems_certificates",
        "certificates come from a store of the system, which no variable hides",
    ),
    (
        "tests/it/cli_link.rs",
        "browser",
        "no variable names the browser; the check `window` of `.ci/windows` opens one",
    ),
    (
        "tests/it/cli_shell.rs",
        "bash_completes_what_is_begun",
        "bash is no shell of Windows",
    ),
    (
        "tests/it/main.rs",
        "cli_files",
        "files that modes, mounts and full disks make unreadable",
    ),
    (
        "tests/it/main.rs",
        "memory",
        "reads the memory of a process in /proc",
    ),
    (
        "tests/it/main.rs",
        "real_window",
        "an X server; the check `window` of `.ci/windows` is its version for Windows",
    ),
    (
        "tests/it/main.rs",
        "storage_beside",
        "a shell and the `sqlite3` program beside the syncs",
    ),
    (
        "tests/it/main.rs",
        "vault_service",
        "D-Bus and GNOME's keyring; `vault` fills the Credential Manager",
    ),
    (
        "tests/it/states.rs",
        "a_missing_keyring_says_what_to_start",
        "the Credential Manager cannot be missing",
    ),
    (
        "tests/it/storage_file.rs",
        "only_the_owner_reads_the_folder_and_what_is_in_it",
        "a mode; `on_windows` of `src/files/tests.rs` has the access rights",
    ),
    (
        "tests/it/storage_file.rs",
        "a_file_that_others_could_read_is_closed_to_them",
        "a mode; `on_windows` of `src/files/tests.rs` has the access rights",
    ),
];

/// Every file of Rust below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

/// Whether an attribute leaves out what comes after it on Windows.
fn is_for_others(attribute: &str) -> bool {
    let Some(condition) = attribute.strip_prefix("#[cfg(") else {
        return false;
    };
    let condition = condition.replace("not(target_os = \"macos\")", "");
    ["unix", "not(windows)", "target_os = \"linux\""]
        .iter()
        .any(|it| condition.contains(it))
        && !condition.contains("not(unix)")
        && !condition.contains("windows,")
}

/// The tests, and modules of tests, that Windows leaves out.
fn left_out(text: &str, is_of_tests: bool) -> Vec<String> {
    let mut found = vec![];
    let (mut is_left_out, mut is_test, mut are_tests) = (false, false, is_of_tests);
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[") {
            is_left_out |= is_for_others(line);
            is_test |= line == "#[test]" || line.starts_with("#[tokio::test");
            are_tests |= line == "#[cfg(test)]";
            continue;
        }
        if line.starts_with("//") {
            continue;
        }
        let words: Vec<&str> = line.split([' ', '(', ';', '<']).collect();
        let name = match words.as_slice() {
            ["mod", name, ..] if are_tests => Some(name),
            ["fn", name, ..] | ["async", "fn", name, ..] if is_test => Some(name),
            _ => None,
        };
        found.extend(name.filter(|_| is_left_out).map(|it| (*it).to_owned()));
        (is_left_out, is_test) = (false, false);
    }
    found
}

#[test]
fn what_does_not_run_on_windows_is_listed_with_its_reason() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![];
    for folder in ["src", "tests/it"] {
        sources(&package.join(folder), &mut paths);
    }
    let mut found = vec![];
    for path in paths {
        let text = fs::read_to_string(&path).expect("a source file");
        let name = path.strip_prefix(package).expect("below the package");
        let name = name.to_str().expect("a name in ASCII").replace('\\', "/");
        let is_of_tests = name.starts_with("tests/") || name.ends_with("/tests.rs");
        let names = left_out(&text, is_of_tests);
        found.extend(names.into_iter().map(|it| (name.clone(), it)));
    }
    let listed = NOT_ON_WINDOWS.iter();
    let mut listed: Vec<_> = listed
        .map(|(file, name, _)| ((*file).to_owned(), (*name).to_owned()))
        .collect();
    found.sort();
    listed.sort();
    assert_eq!(found, listed);
}

#[test]
fn an_attribute_that_leaves_a_test_out_is_found() {
    let text = "#[cfg(unix)]\nfn part() {}\n#[cfg(unix)]\n// Why.\n#[test]\nfn one() {}\n\
                #[test]\nfn two() {}\n#[tokio::test]\n#[cfg(target_os = \"linux\")]\n\
                async fn three() {}\n#[cfg(not(target_os = \"macos\"))]\nmod four;\n\
                #[cfg(all(unix, not(target_os = \"macos\")))]\nmod five {";
    assert_eq!(left_out(text, true), ["one", "three", "five"]);
    assert_eq!(left_out(text, false), ["one", "three"]);
}
