//! `holdfast delete-local-data`

use super::{CliError, DeleteArgs, Ending, Options, output, world};
use crate::{connect::DataDeletion, text};

/// Ends every connection at Plaid, then deletes what is stored of the
/// environment.
pub(super) async fn run(options: &Options, args: DeleteArgs) -> Result<Ending, CliError> {
    if !args.yes {
        return Err(CliError::Usage(
            "this deletes the portfolio with all its history, and cannot be undone; say --yes",
        ));
    }
    let session = world::session(options)?;
    let outcome = session.delete(!args.leave_at_plaid, world::now()).await?;
    output::tell(&text::data_deletion(&outcome, session.environment()));
    Ok(match outcome {
        DataDeletion::NotEnded { .. } => Ending::Failed,
        DataDeletion::Deleted {
            tokens_left: None,
            at_plaid,
        } if args.leave_at_plaid || at_plaid.is_empty() => Ending::Well,
        DataDeletion::Deleted { .. } => Ending::InPart,
    })
}
