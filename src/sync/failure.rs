//! Every way a sync or a connection attempt fails, as one type.

use chrono::{DateTime, Utc};

use crate::{
    connect::{FailureKind, SyncFailure, error_chain},
    plaid::PlaidError,
    storage::StorageError,
    vault::VaultError,
};

/// Why a sync, a connection attempt or a removal failed.
///
/// It becomes a [`SyncFailure`], the form in which a failure is recorded and
/// shown.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error(transparent)]
    Plaid(#[from] PlaidError),

    #[error(transparent)]
    Storage(#[from] StorageError),

    #[error(transparent)]
    Vault(#[from] VaultError),

    /// Plaid answered, and the answer says what is wrong with the connection.
    #[error("{}", .0.detail)]
    Reported(SyncFailure),

    /// Not both keys are stored.
    #[error("the keyring holds no client ID and secret")]
    KeysMissing,

    /// One of the keys to store is empty.
    #[error("the {name} is empty")]
    EmptyKey { name: &'static str },

    /// Plaid accepts the keys, but not in this environment.
    #[error("Plaid accepts these keys in its other environment")]
    KeysOfOtherEnvironment,

    /// The keyring has no entry for the connection.
    #[error("the keyring holds no access token")]
    TokenMissing,

    /// Plaid accepts the token, and does not say of which connection it is.
    #[error("Plaid did not say which connection the access token belongs to")]
    ItemUnknown,

    /// The token names another environment, or is none.
    #[error("the access token does not begin as those of this environment do")]
    ForeignToken,

    /// The sandbox's institutions were asked for in production.
    #[error("invented institutions exist only in the sandbox")]
    SandboxOnly,

    /// The database took the connection and does not list it.
    #[error("the connection was not kept")]
    NotSaved,

    /// The computer's clock cannot be right: it is before this program was made,
    /// or a lifetime after.
    #[error("the computer's clock says {now}")]
    ClockWrong { now: DateTime<Utc> },

    /// The person cancelled, or the program is closing.
    #[error("cancelled")]
    Cancelled,
}

impl SyncError {
    /// What it means for the person.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Plaid(error) => error.kind(),
            Self::Reported(failure) => failure.kind,
            Self::Storage(StorageError::AlreadyRunning) => FailureKind::AlreadyRunning,
            Self::Storage(StorageError::PageOpen) => FailureKind::PageOpen,
            Self::Storage(StorageError::DiskFull) => FailureKind::DiskFull,
            Self::Storage(_) | Self::NotSaved => FailureKind::Storage,
            Self::Vault(error) => error.kind(),
            Self::KeysMissing | Self::EmptyKey { .. } => FailureKind::KeysMissing,
            Self::KeysOfOtherEnvironment => FailureKind::OtherEnvironment,
            Self::TokenMissing => FailureKind::TokenMissing,
            Self::ItemUnknown => FailureKind::Malformed,
            Self::ForeignToken => FailureKind::WrongToken,
            Self::SandboxOnly => FailureKind::SandboxOnly,
            Self::ClockWrong { .. } => FailureKind::ClockWrong,
            Self::Cancelled => FailureKind::Cancelled,
        }
    }
}

impl From<SyncError> for SyncFailure {
    fn from(error: SyncError) -> Self {
        let kind = error.kind();
        if let SyncError::Plaid(error) = error {
            error.into()
        } else if let SyncError::Reported(failure) = error {
            failure
        } else if kind == FailureKind::DiskFull {
            // Its sentence says all there is to say.
            Self::local(kind, "")
        } else {
            Self::local(kind, error_chain(&error))
        }
    }
}

/// `failure`, with what went wrong while dealing with it.
pub(super) fn with_aftermath(failure: SyncFailure, what: &str, error: SyncError) -> SyncFailure {
    let aftermath = SyncFailure::from(error);
    SyncFailure {
        detail: format!("{}; {what}: {}", failure.detail, aftermath.detail),
        ..failure
    }
}
