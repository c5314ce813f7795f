//! The same program without a window.
//!
//! Commands that read use neither network nor keyring. What they print is
//! described, field by field, in `docs/cli.md`.

mod account;
mod accounts;
mod allocation;
mod args;
mod connect;
mod connections;
mod holdings;
mod keys;
mod output;
mod remove;
mod report;
mod securities;
mod simulate;
mod sync;
mod syncs;
mod transactions;
mod world;

use std::{io, path::PathBuf, process::ExitCode};

use crate::{
    connect::SyncFailure,
    plaid::PlaidError,
    session::PreferencesError,
    simulator::{ScenarioError, SimulatorError},
    storage::StorageError,
    text,
};

use args::{
    AccountArgs, ConnectArgs, InGroup, KeysCommand, PageArgs, ReconnectArgs, RemoveArgs,
    SimulatorArgs, SyncArgs, TransactionsArgs,
};
pub use args::{Cli, Command, Options};

/// Why a command did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Storage(#[from] StorageError),

    #[error(transparent)]
    Preferences(#[from] PreferencesError),

    #[error(transparent)]
    Plaid(#[from] PlaidError),

    #[error(transparent)]
    Simulator(#[from] SimulatorError),

    #[error(transparent)]
    Scenario(#[from] ScenarioError),

    #[error("could not read {}", .path.display())]
    Read { path: PathBuf, source: io::Error },

    /// Something that Plaid, the keyring or a sync said.
    #[error("{}", text::explained(.0))]
    Failure(SyncFailure),

    #[error("could not read from stdin")]
    Stdin(#[source] io::Error),

    #[error("could not write the output")]
    Output(#[source] io::Error),

    /// Asked of an environment that cannot do it.
    #[error("{0}")]
    Usage(&'static str),
}

impl From<SyncFailure> for CliError {
    fn from(failure: SyncFailure) -> Self {
        Self::Failure(failure)
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Well,
    /// Nothing was done; the reason was said.
    Failed,
    /// Some institutions were synced and some were not.
    InPart,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(match ending {
            Ending::Well => 0,
            Ending::Failed => 1,
            Ending::InPart => 3,
        })
    }
}

/// Says on stderr why the program cannot go on; exit code 1.
pub fn fail(error: &dyn std::error::Error) -> ExitCode {
    output::complain(error);
    Ending::Failed.into()
}

/// Carries out a command that needs no window.
///
/// Errors go to stderr as one line. A reader of the output that leaves early,
/// as `head` does, is no error.
pub async fn run(options: Options, command: Command) -> ExitCode {
    match carry_out(&options, command).await {
        Ok(ending) => ending.into(),
        Err(CliError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            Ending::Well.into()
        }
        Err(error) => {
            output::complain(&error);
            if matches!(error, CliError::Usage(_)) {
                ExitCode::from(2)
            } else {
                Ending::Failed.into()
            }
        }
    }
}

async fn carry_out(options: &Options, command: Command) -> Result<Ending, CliError> {
    match command {
        Command::Demo => Err(CliError::Usage("the demo opens a window")),
        Command::Keys(KeysCommand::Set { client_id }) => keys::set(options, client_id).await,
        Command::Connect(args) => connect::run(options, args).await,
        Command::Reconnect(args) => connect::reconnect(options, args).await,
        Command::Connections => connections::run(options),
        Command::Remove(args) => remove::run(options, args).await,
        Command::Sync(args) => sync::run(options, args).await,
        Command::Syncs { connection } => syncs::run(options, connection.as_deref()),
        Command::Accounts => accounts::run(options),
        Command::Account(args) => account::run(options, &args),
        Command::Holdings(accounts) => holdings::run(options, &accounts),
        Command::Securities => securities::run(options),
        Command::Transactions(args) => transactions::run(options, &args),
        Command::Allocation { accounts, by } => allocation::run(options, &accounts, by),
        Command::Report => report::run(options),
        Command::Simulator(args) => simulate::run(args).await,
    }
}
