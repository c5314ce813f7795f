//! Commands that list what is stored, without a process.

use std::{cell::RefCell, collections::HashMap};

use chrono::{DateTime, Utc};
use clap::Parser as _;
use holdfast::{
    cli::{Cli, Command, Format, ListCommand},
    portfolio::Portfolio,
};
use serde_json::Value;

/// The commands, each parsed once.
#[derive(Default)]
pub(crate) struct InProcess(RefCell<HashMap<String, ListCommand>>);

impl InProcess {
    /// What a command prints of a portfolio.
    pub(crate) fn rows(
        &self,
        portfolio: &Portfolio,
        now: DateTime<Utc>,
        arguments: &[&str],
    ) -> Vec<Value> {
        let mut parsed = self.0.borrow_mut();
        let parsed = parsed.entry(arguments.join(" ")).or_insert_with(|| {
            let line = Cli::try_parse_from([&["holdfast"], arguments].concat());
            match line.expect("a command line").command {
                Some(Command::List(list)) => list,
                other => panic!("{other:?} lists nothing"),
            }
        });
        let mut json = vec![];
        let written = parsed
            .table(portfolio, now)
            .expect("rows")
            .write(Format::Json, &mut json);
        written.expect("memory can be written");
        serde_json::from_slice(&json).expect("a JSON array")
    }
}
