//! How a command ends.

use std::{io, path::PathBuf, process::ExitCode, sync::Arc};

use chrono::NaiveDate;

use crate::{
    connect::SyncFailure,
    plaid::PlaidError,
    session::PreferencesError,
    simulator::{ScenarioError, SimulatorError},
    state::UpdateFailure,
    storage::StorageError,
    text,
};

/// Why a command did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Storage(#[from] StorageError),

    #[error(transparent)]
    Preferences(#[from] PreferencesError),

    #[error(transparent)]
    Plaid(#[from] PlaidError),

    #[error(transparent)]
    Simulator(#[from] SimulatorError),

    #[error(transparent)]
    Scenario(#[from] ScenarioError),

    #[error("could not read {}", .path.display())]
    Read { path: PathBuf, source: io::Error },

    #[error("could not write into {}", .path.display())]
    Write { path: PathBuf, source: io::Error },

    /// Something that Plaid, the keyring or a sync said.
    #[error("{}", text::explained(.0))]
    Failure(SyncFailure),

    /// Nothing is known of a newer version.
    #[error("{}", text::update_failure(*.0))]
    Update(UpdateFailure),

    #[error("could not read from stdin")]
    Stdin(#[source] io::Error),

    #[error("could not write the output")]
    Output(#[source] io::Error),

    #[error("there is no such connection; `holdfast connections` lists them")]
    NoSuchConnection,

    #[error("there is no sync {0}; `holdfast syncs` lists them with their numbers")]
    NoSuchSync(i64),

    #[error("the sync {0} failed: it found nothing that could be set aside")]
    FoundNothing(i64),

    #[error("there is no group `{name}`; {}", listed(.known, "no account is in one yet"))]
    NoSuchGroup { name: String, known: Vec<Arc<str>> },

    #[error("there is no account `{name}`; {}", listed(.known, "none is stored yet"))]
    NoSuchAccount { name: String, known: Vec<Arc<str>> },

    #[error("this command has no such figure; it has {}", .0.join(", "))]
    NoSuchFigure(Vec<&'static str>),

    #[error("the first day, {from}, is after the last one, {to}")]
    Backwards { from: NaiveDate, to: NaiveDate },

    /// Asked of an environment that cannot do it.
    #[error("{0}")]
    Usage(&'static str),
}

/// `there are A and B`, in the order in which they come; or what is said of none.
fn listed(known: &[Arc<str>], none: &str) -> String {
    match known {
        [] => none.to_owned(),
        [one] => format!("there is {one}"),
        several => format!("there are {}", several.join(", ")),
    }
}

impl CliError {
    /// Whether it is about what was asked for, and not about what happened.
    pub(super) fn is_of_usage(&self) -> bool {
        matches!(
            self,
            Self::Usage(_)
                | Self::NoSuchConnection
                | Self::NoSuchSync(_)
                | Self::FoundNothing(_)
                | Self::NoSuchGroup { .. }
                | Self::NoSuchAccount { .. }
                | Self::NoSuchFigure(_)
                | Self::Backwards { .. }
        )
    }
}

impl From<SyncFailure> for CliError {
    fn from(failure: SyncFailure) -> Self {
        Self::Failure(failure)
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Well,
    /// Nothing was done; the reason was said.
    Failed,
    /// Some institutions were synced and some were not; or a connection was
    /// removed here, and Plaid did not confirm that it ended.
    InPart,
    /// The person pressed Ctrl-C before anything was done.
    Interrupted,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(match ending {
            Ending::Well => 0,
            Ending::Failed => 1,
            Ending::InPart => 3,
            // As of a program that the signal ends.
            Ending::Interrupted => 130,
        })
    }
}
