//! What is asked about a new connection to a login that is connected already, and
//! what is said of the answer.

use crate::connect::{NewConnection, Twin};

/// What seems to be the case.
pub fn twin_title(twin: &Twin) -> String {
    let verb = if twin.is_known_gone() {
        "was connected before"
    } else {
        "is connected already"
    };
    format!("{} {verb}", twin.known.name)
}

/// Why that matters.
pub fn twin_question(twin: &Twin) -> String {
    let masks: Vec<_> = twin.new.masks().map(|it| format!("••{it}")).collect();
    let what = match &twin.new {
        NewConnection::Added(_) | NewConnection::Made(_) => "What you just connected",
        NewConnection::ByToken(_) => "The connection of this access token",
    };
    format!(
        "{what} has accounts of the same last digits ({}). A second connection shows every \
         account twice, and Plaid bills it too.",
        masks.join(", ")
    )
}

/// What becomes of the new connection and of the known one, for each answer.
pub fn twin_consequences(twin: &Twin) -> &'static str {
    match &twin.new {
        NewConnection::Added(_) | NewConnection::Made(_) => {
            "What is not added is removed at Plaid at once, and what is replaced too, so that \
             neither is billed. What is replaced keeps its history here."
        }
        NewConnection::ByToken(_) => {
            "Nothing of it is kept yet. What is not added goes on at Plaid, and is billed there, \
             until it is ended. What is replaced is removed at Plaid, and keeps its history here."
        }
    }
}

/// The words that a terminal takes for an answer.
pub fn twin_words(twin: &Twin) -> &'static str {
    match &twin.new {
        NewConnection::Added(_) | NewConnection::Made(_) => {
            "Type replace (the old one keeps its history), both, or nothing to not add it:"
        }
        NewConnection::ByToken(_) => {
            "Type replace (the old one keeps its history), both, end (not added, and ended at \
             Plaid), or nothing to not add it:"
        }
    }
}

/// What became of an access token that was not added.
pub fn token_not_added(was_ended: bool) -> &'static str {
    if was_ended {
        "It was not added, and Plaid says that it ended."
    } else {
        "It was not added, and nothing of it was kept. At Plaid it goes on, and is billed, until \
         it is ended."
    }
}

/// What an access token led to, of a connection that is kept.
pub fn connected_by_token(name: &str, was_known: bool) -> String {
    if was_known {
        format!("{name} was connected already; its access token was stored anew")
    } else {
        super::connected(name)
    }
}
