//! The same program without a window.
//!
//! Commands that read use neither network nor keyring. What they print is
//! described, field by field, in `docs/cli.md`.

mod account;
mod accounts;
mod allocation;
mod args;
mod attention;
mod cash_flow;
mod changes;
mod completions;
mod connect;
mod connections;
mod delete;
mod error;
mod explain;
mod holdings;
mod keys;
mod man;
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
mod update;
mod value;
mod verify;
mod world;

use std::{io, process::ExitCode};

use chrono::{DateTime, Utc};

use args::{
    AccountArgs, AttentionArgs, AttentionCommand, ConnectArgs, DeleteArgs, EntryArgs, FiguresArgs,
    InGroup, KeysCommand, MeasuredArgs, PageArgs, PerformanceArgs, ReconnectArgs, RemoveArgs,
    SimulatorArgs, SpanArgs, SyncArgs, SyncsArgs, TransactionsArgs, check_days,
};
pub use args::{Cli, Command, ListCommand, Options};
pub use error::{CliError, Ending};
pub use output::{Format, Table};

use crate::portfolio::Portfolio;

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
            if error.is_of_usage() {
                ExitCode::from(2)
            } else {
                Ending::Failed.into()
            }
        }
    }
}

async fn carry_out(options: &Options, command: Command) -> Result<Ending, CliError> {
    check_as_of(options, &command)?;
    match command {
        Command::Demo => Err(CliError::Usage("the demo opens a window")),
        Command::Keys(KeysCommand::Set { client_id }) => keys::set(options, client_id).await,
        Command::Connect(args) => connect::run(options, args).await,
        Command::Reconnect(args) => connect::reconnect(options, args).await,
        Command::Connections => connections::run(options),
        Command::Remove(args) => remove::run(options, args).await,
        Command::DeleteLocalData(args) => delete::run(options, args).await,
        Command::Sync(args) => sync::run(options, args).await,
        Command::Syncs(args) => syncs::run(options, &args),
        Command::Account(args) => account::run(options, &args),
        Command::Changes(args) => changes::run(options, &args),
        Command::Value(args) => value::run(options, &args),
        Command::Reconcile(args) => reconcile::run(options, &args),
        Command::Attention(args) => attention::run(options, &args),
        Command::Performance(args) => performance::run(options, &args),
        Command::List(list) => {
            let portfolio = world::portfolio(options)?;
            world::tell_if_empty(&portfolio);
            output::print(
                list.table(&portfolio, world::moment(options))?,
                options.format(),
            )?;
            Ok(Ending::Well)
        }
        Command::Verify => verify::run(options),
        Command::Report => report::run(options),
        Command::Update => update::run(options).await,
        Command::Simulator(args) => simulate::run(args).await,
        Command::Completions { shell } => completions::run(shell),
        Command::Man { folder } => man::run(&folder),
    }
}

/// Whether an earlier day is asked of a command that can tell of it.
fn check_as_of(options: &Options, command: &Command) -> Result<(), CliError> {
    let Some(day) = options.as_of else {
        return Ok(());
    };
    if day > world::now().with_timezone(&chrono::Local).date_naive() {
        return Err(CliError::Usage("the day of --as-of is still to come"));
    }
    match command {
        Command::List(_)
        | Command::Changes(_)
        | Command::Value(_)
        | Command::Reconcile(_)
        | Command::Performance(_) => Ok(()),
        Command::Attention(args) if args.command.is_none() => Ok(()),
        Command::Attention(_)
        | Command::Demo
        | Command::Keys(_)
        | Command::Connect(_)
        | Command::Reconnect(_)
        | Command::Connections
        | Command::Remove(_)
        | Command::DeleteLocalData(_)
        | Command::Sync(_)
        | Command::Syncs(_)
        | Command::Account(_)
        | Command::Verify
        | Command::Report
        | Command::Update
        | Command::Simulator(_)
        | Command::Completions { .. }
        | Command::Man { .. } => Err(CliError::Usage(
            "this command is about today; --as-of is for those that list the portfolio",
        )),
    }
}

impl ListCommand {
    /// The rows that it prints of a portfolio.
    ///
    /// # Errors
    /// It asks for a group or a figure that there is not, or for days that come
    /// in the wrong order.
    pub fn table<'a>(
        &'a self,
        portfolio: &'a Portfolio,
        now: DateTime<Utc>,
    ) -> Result<Table<'a>, CliError> {
        let filter = |it: &InGroup| it.filter(portfolio);
        Ok(match self {
            Self::Accounts => accounts::table(portfolio, |_| true),
            Self::Overview(args) => {
                let accounts = filter(&args.accounts)?;
                match args.explain.among(explain::OF_WHOLE)? {
                    Some(figures) => explain::overview(portfolio, &accounts, &figures),
                    None => overview::table(portfolio, &accounts, now),
                }
            }
            Self::Positions(accounts) => positions::table(portfolio, &filter(accounts)?),
            Self::Holdings(args) => {
                let accounts = filter(&args.accounts)?;
                match args.explain.among(explain::OF_WHOLE)? {
                    Some(figures) => explain::holdings(portfolio, &accounts, &figures),
                    None => holdings::table(portfolio, &accounts),
                }
            }
            Self::Securities => securities::table(portfolio),
            Self::Transactions(args) => {
                check_days(args.from, args.to)?;
                transactions::table(portfolio, args, filter(&args.accounts)?)
            }
            Self::CashFlow(args) => {
                check_days(args.from, args.to)?;
                cash_flow::table(portfolio, args, &filter(&args.accounts)?)
            }
            Self::Allocation {
                accounts,
                by,
                explain,
            } => {
                let accounts = filter(accounts)?;
                match explain.among(explain::OF_PART)? {
                    Some(figures) => explain::allocation(portfolio, &accounts, *by, &figures),
                    None => allocation::table(portfolio, &accounts, *by),
                }
            }
        })
    }
}
