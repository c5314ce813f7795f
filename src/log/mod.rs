//! The local log, for a person who asks for help: what ran, how long it took,
//! which error came.
//!
//! A line is a name and a few fields, and a field is [`Safe`]: a word of the
//! program, a count, a duration, an identifier or a code of Plaid's. Texts,
//! amounts, names, account numbers and secrets do not convert into one, so that
//! a line that tells them does not compile. Other crates' messages are not
//! taken in. The log stays on the computer.

mod file;
mod safe;

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, SecondsFormat, Utc};

pub use safe::Safe;

use crate::connect::Environment;

/// The name and value of one field.
pub type Field = (&'static str, Safe);

/// The level of a line, between its time and its name.
const ERROR: &str = "error";
const INFO: &str = "info";

/// A log that is written, or one that is off. Cheap to clone.
///
/// A line that cannot be written is lost: nothing else may fail for it.
#[derive(Clone, Debug, Default)]
pub struct Log(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    clock: fn() -> DateTime<Utc>,
    /// What every run begins with; taken when the first line is written, so
    /// that a run with nothing to tell makes no file.
    first: Mutex<Option<String>>,
}

impl Log {
    /// A log that takes no line.
    pub fn off() -> Self {
        Self::default()
    }

    /// A log in the folder `logs` of `data`, of what `program` does in
    /// `environment`. Makes nothing until the first line.
    pub fn new(
        data: &Path,
        environment: Environment,
        program: &'static str,
        clock: fn() -> DateTime<Utc>,
    ) -> Self {
        let fields = [
            ("version", env!("CARGO_PKG_VERSION").into()),
            ("os", std::env::consts::OS.into()),
            ("arch", std::env::consts::ARCH.into()),
            ("environment", environment.into()),
            ("program", program.into()),
        ];
        Self(Some(Arc::new(Inner {
            folder: file::folder(data),
            clock,
            first: Mutex::new(Some(line(INFO, "start", fields))),
        })))
    }

    /// Whether lines are written at all.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// The file that the next line goes to.
    pub fn path(&self) -> Option<PathBuf> {
        self.0.as_ref().map(|it| file::current(&it.folder))
    }

    /// Writes down what happened.
    pub fn info(&self, name: &'static str, fields: impl IntoIterator<Item = Field>) {
        self.write(INFO, name, fields);
    }

    /// Writes down what went wrong.
    pub fn error(&self, name: &'static str, fields: impl IntoIterator<Item = Field>) {
        self.write(ERROR, name, fields);
    }

    /// The newest lines, the oldest of them first. Blocks.
    pub fn last_lines(&self, most: usize) -> io::Result<Vec<String>> {
        self.last(most, |_| true)
    }

    /// The newest lines of the level `error`, the oldest of them first. Blocks.
    pub fn last_errors(&self, most: usize) -> io::Result<Vec<String>> {
        let is_error = |line: &str| line.split(' ').nth(1) == Some(ERROR);
        self.last(most, is_error)
    }

    /// Deletes the log, the older files too. Blocks.
    pub fn delete(&self) -> io::Result<()> {
        match &self.0 {
            Some(inner) => file::delete(&inner.folder),
            None => Ok(()),
        }
    }

    fn last(&self, most: usize, is_wanted: impl Fn(&str) -> bool) -> io::Result<Vec<String>> {
        match &self.0 {
            Some(inner) => file::last(&inner.folder, most, is_wanted),
            None => Ok(vec![]),
        }
    }

    fn write(
        &self,
        level: &'static str,
        name: &'static str,
        fields: impl IntoIterator<Item = Field>,
    ) {
        let Some(inner) = &self.0 else {
            return;
        };
        let now = (inner.clock)().to_rfc3339_opts(SecondsFormat::Millis, true);
        // Held while writing: a file is moved aside by one thread at a time.
        let mut first = inner.first.lock().unwrap_or_else(PoisonError::into_inner);
        let line = line(level, name, fields);
        let text = match first.take() {
            Some(first) => format!("{now} {first}\n{now} {line}\n"),
            None => format!("{now} {line}\n"),
        };
        file::append(&inner.folder, &text).ok();
    }
}

/// A line without its time.
fn line(
    level: &'static str,
    name: &'static str,
    fields: impl IntoIterator<Item = Field>,
) -> String {
    let mut line = format!("{level} {name}");
    line.extend(
        fields
            .into_iter()
            .map(|(name, value)| format!(" {name}={value}")),
    );
    line
}

#[cfg(test)]
mod tests;
