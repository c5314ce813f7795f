//! What is said of a connection that was removed.

use super::KEYRING;
use crate::connect::{AtPlaid, DataDeletion, Environment, FailureKind};

/// What was removed, and what shows that it ended at Plaid, in sentences.
pub fn removed(at_plaid: &AtPlaid, kept_history: bool, environment: Environment) -> String {
    let here = if kept_history {
        format!("Its token left {KEYRING}; its history stays on this computer.")
    } else {
        "It was removed from this computer too.".to_owned()
    };
    match at_plaid {
        AtPlaid::Ended => format!("Plaid confirmed that the connection ended. {here}"),
        AtPlaid::WasGone => format!("Plaid says that the connection had ended before. {here}"),
        AtPlaid::NotAsked => "It was removed before; now its history is deleted too.".to_owned(),
        AtPlaid::Unconfirmed(failure) => format!(
            "Removed on this computer only. {}",
            end_unconfirmed(failure.kind, environment)
        ),
    }
}

/// What is said of a removed connection of which Plaid did not confirm that it
/// ended, and why.
pub fn end_unconfirmed(why: FailureKind, environment: Environment) -> String {
    let why = super::failure(why).sentence;
    let billed = match environment {
        Environment::Production => {
            " It may go on billing it: end it in Plaid's Dashboard or at my.plaid.com."
        }
        Environment::Sandbox | Environment::Demo => "",
    };
    format!("Plaid did not confirm that the connection ended.{billed} {why}")
}

/// What came of deleting the data on this computer.
pub fn data_deletion(outcome: &DataDeletion, environment: Environment) -> String {
    match outcome {
        DataDeletion::Deleted {
            tokens_left,
            at_plaid,
        } => {
            let mut said = "Deleted the data on this computer".to_owned();
            if !at_plaid.is_empty() {
                let billed = match environment {
                    Environment::Production => {
                        ", and is billed; end it in Plaid's Dashboard or at my.plaid.com"
                    }
                    Environment::Sandbox | Environment::Demo => "",
                };
                said = format!("{said}. At Plaid {} may go on{billed}", at_plaid.join(", "));
            }
            match tokens_left {
                None => said,
                Some(why) => format!("{said}. {}", tokens_left_text(*why)),
            }
        }
        DataDeletion::NotEnded { names, why } => format!(
            "The data was not deleted: {} could not be ended at Plaid. {}",
            names.join(", "),
            super::failure(*why).sentence
        ),
    }
}

/// What is said of tokens that the keyring still has after a deletion.
pub(super) fn tokens_left_text(why: FailureKind) -> String {
    format!(
        "Its access tokens are still in {KEYRING} and will be deleted when Holdfast starts \
         next. {}",
        super::failure(why).sentence
    )
}

/// What was removed, in a line, for the connection called `name`.
pub(super) fn removed_notice(
    name: &str,
    at_plaid: &AtPlaid,
    kept_history: bool,
    environment: Environment,
) -> String {
    let history = if kept_history {
        ", kept its history"
    } else {
        ""
    };
    match (at_plaid, environment) {
        (AtPlaid::Ended | AtPlaid::WasGone, _) => format!("Removed {name}{history}"),
        (AtPlaid::NotAsked, _) => format!("Deleted the history of {name}"),
        (AtPlaid::Unconfirmed(_), Environment::Production) => format!(
            "Removed {name} on this computer only; Plaid may go on billing it: end it at \
             my.plaid.com"
        ),
        (AtPlaid::Unconfirmed(_), Environment::Sandbox | Environment::Demo) => {
            format!("Removed {name} on this computer only; Plaid did not confirm it")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::{FailureKind, SyncFailure};

    #[test]
    fn only_what_plaid_confirmed_is_said_to_have_ended_there() {
        let missing = SyncFailure::local(FailureKind::TokenMissing, "");
        let unconfirmed = AtPlaid::Unconfirmed(missing);
        for environment in Environment::ALL {
            for kept in [true, false] {
                let text = removed(&unconfirmed, kept, environment);
                assert!(text.starts_with("Removed on this computer only"), "{text}");
                let is_billed = environment == Environment::Production;
                assert_eq!(text.contains("billing"), is_billed, "{text}");
                let notice = removed_notice("Harbor", &unconfirmed, kept, environment);
                assert!(notice.contains("on this computer only"), "{notice}");
                assert_eq!(notice.contains("billing"), is_billed, "{notice}");
            }
        }
    }
}
