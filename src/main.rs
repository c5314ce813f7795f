//! Process entry: the command line, the runtime, and either a command or the
//! window.
//!
//! On Windows this is a console program, so that commands can print where they
//! were called, and be waited for; `holdfastw` opens the window without a console
//! (`docs/adr/0012-two-programs-on-windows.md`).

use std::{process::ExitCode, sync::Arc, time::Duration};

use clap::Parser as _;
use holdfast::{
    app,
    cli::{self, Cli, CliError, Command},
    connect::Environment,
    plaid::BaseUrl,
    session::Preferences,
    update::Feed,
    vault::{DemoVault, OsVault},
};
use tokio::runtime::{Builder, Handle};

/// How long background work may take to end. A keyring that waits for its
/// person cannot be interrupted and is left behind.
const GRACE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    keep_memory_private();
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
        None => window(&options, options.environment, runtime.handle()),
        Some(Command::Demo) => window(&options, Some(Environment::Demo), runtime.handle()),
        Some(command) => runtime.block_on(cli::run(options, command)),
    };
    runtime.shutdown_timeout(GRACE);
    ending
}

/// Keeps this program's memory, which holds secrets while they are used, from
/// other programs of the same person and from crash reports. Where the system
/// refuses, the program works all the same.
fn keep_memory_private() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, Resource, Rlimit};

        rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable).ok();
        let maximum = rustix::process::getrlimit(Resource::Core).maximum;
        let none = Rlimit {
            current: Some(0),
            maximum,
        };
        rustix::process::setrlimit(Resource::Core, none).ok();
    }
}

/// Opens the window on `environment`, or else on the one in use, and returns
/// when it is closed.
fn window(options: &cli::Options, environment: Option<Environment>, runtime: &Handle) -> ExitCode {
    match window_options(options, environment, runtime) {
        Ok(options) => match app::open_window(options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => cli::fail(&error),
        },
        Err(error) => cli::fail(&error),
    }
}

fn window_options(
    options: &cli::Options,
    environment: Option<Environment>,
    runtime: &Handle,
) -> Result<app::Options, CliError> {
    let root = options.root()?;
    let plaid_url = options
        .plaid_url
        .as_deref()
        .map(BaseUrl::parse)
        .transpose()?;
    // Settings that cannot be read are no reason to hide the portfolio.
    let (preferences, notice) = match Preferences::load(&root) {
        Ok(preferences) => (preferences, None),
        Err(error) => (Preferences::default(), Some(error.to_string())),
    };
    Ok(app::Options {
        root,
        environment: environment.unwrap_or(preferences.environment),
        plaid_url,
        vault: Arc::new(DemoVault::beside(OsVault::default())),
        runtime: runtime.clone(),
        preferences,
        feed: Feed::built_in(),
        as_of: options.as_of,
        as_shown_then: options.as_shown_then,
        notice,
    })
}
