//! Process entry: the command line, the runtime, and either a command or the
//! window.

use std::{process::ExitCode, time::Duration};

use clap::Parser as _;
use holdfast::cli::{self, Cli, Command};
use tokio::runtime::Builder;

/// How long background work may take to end. A keyring that waits for its
/// person cannot be interrupted and is left behind.
const GRACE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let Cli { options, command } = Cli::parse();
    let runtime = match Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return cli::fail(&error),
    };
    let ending = match command {
        None | Some(Command::Demo) => ExitCode::FAILURE,
        Some(command) => runtime.block_on(cli::run(options, command)),
    };
    runtime.shutdown_timeout(GRACE);
    ending
}
