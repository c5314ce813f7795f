//! `holdfast simulator`

use std::{
    fs,
    io::{self, Write as _},
};

use chrono::Local;

use super::{CliError, Ending, SimulatorArgs, output, world};
use crate::{
    connect::SyncFailure,
    simulator::{self, Config, Scenario, Simulator},
    sync,
};

/// Serves until Ctrl-C.
pub(super) async fn run(args: SimulatorArgs) -> Result<Ending, CliError> {
    let now = world::now();
    sync::check_clock(now).map_err(SyncFailure::from)?;
    let sample = Config::demo(now.with_timezone(&Local).date_naive());
    let scenario = match args.scenario {
        Some(path) => match fs::read_to_string(&path) {
            Ok(text) => Scenario::parse(&text)?,
            Err(source) => return Err(CliError::Read { path, source }),
        },
        None => Scenario::default(),
    };
    let simulator = Simulator::start(Config {
        scenario,
        port: args.port,
        seed: args.seed.unwrap_or(sample.seed),
        transactions: args.transactions.unwrap_or(sample.transactions),
        ..sample
    })
    .await?;
    writeln!(io::stdout(), "{}", simulator.url()).map_err(CliError::Output)?;
    output::tell(&format!(
        "client ID {}, secret {}, institutions {}; Ctrl-C ends it",
        simulator::CLIENT_ID,
        simulator::SECRET,
        simulator::INSTITUTIONS.join(", "),
    ));
    tokio::signal::ctrl_c().await.map_err(CliError::Stdin)?;
    Ok(Ending::Well)
}
