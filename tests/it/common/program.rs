//! The real binary, run without a window.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

/// The program with a data folder and a server of its own.
pub(crate) struct Program<'a> {
    pub(crate) data: &'a Path,
    pub(crate) url: &'a str,
}

impl Program<'_> {
    pub(crate) fn run(&self, arguments: &[&str], stdin: &str) -> Output {
        self.run_with(arguments, stdin, None)
    }

    /// Runs a command, with another session bus where one is named.
    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &str, bus: Option<&str>) -> Output {
        let mut command = self.command(arguments);
        if let Some(bus) = bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", bus);
        }
        let mut child = command.spawn().expect("the program starts");
        let mut pipe = child.stdin.take().expect("a pipe");
        // A command that reads nothing may be gone already.
        pipe.write_all(stdin.as_bytes()).ok();
        drop(pipe);
        child.wait_with_output().expect("the program ends")
    }

    /// A command that is to be started, its streams piped.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
        command
            .arg("--data-dir")
            .arg(self.data)
            .args(["--plaid-url", self.url])
            .args(arguments)
            .env_remove("HOLDFAST_DATA_DIR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command that has to end with `code`, and returns its output.
    pub(crate) fn expect(&self, code: i32, arguments: &[&str], stdin: &str) -> String {
        let output = self.run(arguments, stdin);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let problems = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}\n{text}\n{problems}"
        );
        format!("{text}{problems}")
    }

    /// Runs a command that has to end with `code`, and returns what it says on
    /// stderr.
    pub(crate) fn complain(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments, "");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{said}");
        said
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.run(&[arguments, &["--json"]].concat(), "");
        assert!(output.status.success(), "{arguments:?}");
        serde_json::from_slice(&output.stdout).expect("a JSON array")
    }
}
