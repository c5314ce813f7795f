//! Completions and manual pages, as shells and people read them.

use std::fs;
#[cfg(unix)]
use std::process::Command;

use clap::CommandFactory as _;
use holdfast::cli::Cli;

#[cfg(unix)]
use crate::common::desktop::{is_installed, skip};
use crate::common::program::Program;

/// Carries out a command that has to end with `code` and to store nothing.
fn run(code: i32, arguments: &[&str]) -> String {
    let data = tempfile::tempdir().expect("a data folder");
    let program = Program {
        data: data.path(),
        url: "http://127.0.0.1:1",
    };
    let said = program.expect(code, arguments, "");
    let mut made = fs::read_dir(data.path()).expect("the data folder");
    assert!(made.next().is_none(), "{arguments:?} stores nothing");
    said
}

fn commands() -> Vec<String> {
    let cli = Cli::command();
    let names = cli.get_subcommands().map(|it| it.get_name().to_owned());
    names.collect()
}

#[test]
fn every_shell_completes_commands_options_and_names() {
    let names = commands();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(0, &["completions", shell]);
        let known = ["environment", "data-dir"];
        for word in names.iter().map(String::as_str).chain(known) {
            assert!(script.contains(word), "{shell} knows {word}");
        }
    }
    // The other two complete no values.
    for shell in ["bash", "zsh", "fish"] {
        let script = run(0, &["completions", shell]);
        for word in ["sandbox", "asset-class", "contribution"] {
            assert!(script.contains(word), "{shell} knows {word}");
        }
    }
    run(2, &["completions", "command.com"]);
}

#[cfg(unix)]
#[test]
fn bash_completes_what_is_begun() {
    if !is_installed("bash") {
        return skip("cli_shell::bash_completes_what_is_begun", "bash");
    }
    let complete = |words: &[&str]| {
        let script = format!(
            "{}
            COMP_WORDS=(\"$@\") COMP_CWORD=$(($# - 1))
            _holdfast holdfast \"${{@: -1}}\" \"${{@: -2:1}}\"
            echo \"${{COMPREPLY[@]}}\"",
            run(0, &["completions", "bash"])
        );
        let mut bash = Command::new("bash");
        let output = bash.args(["-c", &script, "bash"]).args(words).output();
        let output = output.expect("bash starts");
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(output.status.success(), "{words:?}: {output:?}");
        said
    };
    assert_eq!(complete(&["holdfast", "alloc"]), "allocation");
    assert_eq!(
        complete(&["holdfast", "allocation", "--by", "s"]),
        "security sector"
    );
    assert_eq!(complete(&["holdfast", "--environment", "d"]), "demo");
    assert_eq!(complete(&["holdfast", "sync", "--all-h"]), "--all-history");
}

#[test]
fn every_command_has_a_manual_page_with_its_options() {
    let folder = tempfile::tempdir().expect("a folder");
    run(0, &["man", folder.path().to_str().expect("a path")]);
    let page = |name: &str| {
        let path = folder.path().join(format!("{name}.1"));
        let page = fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"));
        page.replace("\\-", "-")
    };
    let first = page("holdfast");
    for name in commands() {
        let own = page(&format!("holdfast-{name}"));
        assert!(own.contains("SYNOPSIS"), "{own}");
        assert!(own.contains("--data-dir"), "{own}");
        assert!(first.contains(&format!("holdfast-{name}(1)")), "{name}");
    }
    for section in ["EXIT STATUS", "ENVIRONMENT", "FILES"] {
        assert!(first.contains(section), "{section}");
    }
    assert!(page("holdfast-sync").contains("--all-history"));
    assert!(page("holdfast-keys-set").contains("--client-id"));

    let missing = folder.path().join("missing");
    let said = run(1, &["man", missing.to_str().expect("a path")]);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("missing"), "{said}");
}
