//! `holdfast simulator`

use std::io::{self, Write as _};

use chrono::Local;

use super::{CliError, Ending, SimulatorArgs, output, world};
use crate::simulator::{self, Config, Simulator};

/// Serves until Ctrl-C.
pub(super) async fn run(args: SimulatorArgs) -> Result<Ending, CliError> {
    let sample = Config::demo(world::now().with_timezone(&Local).date_naive());
    let simulator = Simulator::start(Config {
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
