//! What is asked about a new connection to a login that is connected already.

use super::{CliError, output, stdin, world};
use crate::{
    connect::{Connection, NewConnection, Twin, TwinDecision},
    sync::{self, Context},
    text,
};

/// Asks about each of those that were added on a page, and does what was
/// decided; returns what was kept.
pub(super) async fn decide(ctx: &Context, twins: &[Twin]) -> Result<Vec<Connection>, CliError> {
    let mut kept = vec![];
    for (at, twin) in twins.iter().enumerate() {
        // Nobody else has its token: where it is not added, it is ended.
        let decision = ask(twin).await?.unwrap_or(TwinDecision::Discard);
        let last = at + 1 == twins.len();
        let outcome = sync::decide_twin(ctx, twin, decision, last, world::now()).await?;
        if let Some(failure) = &outcome.failure {
            output::tell(&text::explained(failure));
        }
        if decision == TwinDecision::Discard {
            output::tell(text::REMOVED_AGAIN);
        }
        kept.extend(outcome.kept);
    }
    Ok(kept)
}

/// Reads the decision from stdin; `None` without one.
pub(super) async fn ask(twin: &Twin) -> Result<Option<TwinDecision>, CliError> {
    output::tell(&format!("{}.", text::twin_title(twin)));
    output::tell(&text::twin_question(twin));
    output::tell(text::twin_consequences(twin));
    output::tell(text::twin_words(twin));
    let line = sync::run_blocking(stdin::line).await;
    let word = line.map_err(CliError::Stdin)?;
    Ok(decision(word.reveal(), twin))
}

/// The decision behind a word.
fn decision(word: &str, twin: &Twin) -> Option<TwinDecision> {
    match (word, &twin.new) {
        ("replace", _) => Some(TwinDecision::Replace),
        ("both", _) => Some(TwinDecision::KeepBoth),
        ("end", NewConnection::ByToken(_)) => Some(TwinDecision::Discard),
        (_, NewConnection::Added(_) | NewConnection::ByToken(_) | NewConnection::Made(_)) => None,
    }
}
