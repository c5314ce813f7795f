//! The same program without a window.
//!
//! Commands that read use neither network nor keyring. What they print is
//! described, field by field, in `docs/cli.md`.

mod account;
mod accounts;
mod allocation;
mod args;
mod cash_flow;
mod changes;
mod connect;
mod connections;
mod delete;
mod error;
mod holdings;
mod keys;
mod output;
mod overview;
mod performance;
mod positions;
mod reconcile;
mod remove;
mod report;
mod securities;
mod simulate;
mod stdin;
mod sync;
mod syncs;
mod transactions;
mod twin;
mod value;
mod verify;
mod world;

use std::{io, process::ExitCode};

use args::{
    AccountArgs, CashFlowArgs, ChangesArgs, ConnectArgs, DeleteArgs, KeysCommand, PageArgs,
    PerformanceArgs, ReconnectArgs, RemoveArgs, SimulatorArgs, SyncArgs, TransactionsArgs,
};
pub use args::{Cli, Command, Options};
pub use error::{CliError, Ending};

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
            if matches!(error, CliError::Usage(_) | CliError::NoSuchConnection) {
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
        Command::DeleteLocalData(args) => delete::run(options, args).await,
        Command::Sync(args) => sync::run(options, args).await,
        Command::Syncs { connection } => syncs::run(options, connection.as_deref()),
        Command::Accounts => accounts::run(options),
        Command::Account(args) => account::run(options, &args),
        Command::Overview(accounts) => overview::run(options, &accounts.filter()),
        Command::Positions(accounts) => positions::run(options, &accounts.filter()),
        Command::Holdings(accounts) => holdings::run(options, &accounts.filter()),
        Command::Securities => securities::run(options),
        Command::Transactions(args) => transactions::run(options, &args),
        Command::CashFlow(args) => cash_flow::run(options, &args),
        Command::Changes(args) => changes::run(options, &args),
        Command::Value(args) => value::run(options, &args),
        Command::Reconcile(accounts) => reconcile::run(options, &accounts.filter()),
        Command::Performance(args) => performance::run(options, &args),
        Command::Allocation { accounts, by } => allocation::run(options, &accounts.filter(), by),
        Command::Verify => verify::run(options),
        Command::Report => report::run(options),
        Command::Simulator(args) => simulate::run(args).await,
    }
}
