//! The only module that touches the operating system's keyring.
//!
//! Access tokens and Plaid keys live there and nowhere else. Every call may
//! block for as long as a person needs to unlock the keyring, so async code
//! calls a vault inside `spawn_blocking` only, and nothing calls one at start but
//! what a deletion could not finish.

mod demo;
mod memory;
mod os;
#[cfg(all(unix, not(target_os = "macos")))]
mod turn;

pub use demo::DemoVault;
pub use memory::MemoryVault;
pub use os::OsVault;

use std::fmt;

use crate::connect::{Environment, FailureKind, Secret};
use crate::domain::ItemId;

/// The name that all entries share.
pub const SERVICE: &str = "holdfast";

/// One secret of an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry<'a> {
    /// The access token of a connection.
    AccessToken(&'a ItemId),
    /// Plaid's client id and secret, a line each: one entry, so that whoever
    /// stores them at the same time never leaves one's id with another's secret.
    Keys,
    /// Plaid's client id, as versions up to 0.1.0 stored it. Only read.
    ClientId,
    /// Plaid's secret, likewise.
    Secret,
    /// Address and token of a page in the browser whose outcome is awaited.
    PendingLink,
}

impl Entry<'_> {
    /// The user name it is stored under, such as `sandbox/client-id`.
    pub fn user(self, environment: Environment) -> String {
        format!("{environment}/{self}")
    }
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccessToken(item) => write!(f, "access-token/{item}"),
            Self::Keys => f.write_str("keys"),
            Self::ClientId => f.write_str("client-id"),
            Self::Secret => f.write_str("secret"),
            Self::PendingLink => f.write_str("pending-link"),
        }
    }
}

/// A store of secrets.
pub trait Vault: Send + Sync {
    /// The secret, or `None` where there is no such entry.
    fn read(
        &self,
        environment: Environment,
        entry: Entry<'_>,
    ) -> Result<Option<Secret>, VaultError>;

    /// Stores the secret, in place of an older one.
    fn write(
        &self,
        environment: Environment,
        entry: Entry<'_>,
        secret: &Secret,
    ) -> Result<(), VaultError>;

    /// Forgets the secret. An entry that is not there is no error.
    fn delete(&self, environment: Environment, entry: Entry<'_>) -> Result<(), VaultError>;
}

/// Why a vault could not do what it was asked. No secret is in any text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// No keyring service is running, or none exists on this system.
    #[error("no keyring service: {detail}")]
    Missing { detail: String },

    /// The keyring is locked, and it was not unlocked: refused, or not in time.
    #[error("the keyring stayed locked: {detail}")]
    Locked { detail: String },

    /// The keyring answered with something else.
    #[error("the keyring failed: {detail}")]
    Failed { detail: String },
}

impl VaultError {
    /// The sentence and the next step for it.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Missing { .. } => FailureKind::KeyringMissing,
            Self::Locked { .. } => FailureKind::KeyringLocked,
            Self::Failed { .. } => FailureKind::KeyringFailed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_never_share_an_entry() {
        let item = ItemId::from("Item1");
        assert_eq!(
            Entry::AccessToken(&item).user(Environment::Production),
            "production/access-token/Item1"
        );
        assert_eq!(Entry::Keys.user(Environment::Demo), "demo/keys");
        assert_eq!(Entry::ClientId.user(Environment::Demo), "demo/client-id");
        assert_eq!(Entry::Secret.user(Environment::Sandbox), "sandbox/secret");
    }
}
