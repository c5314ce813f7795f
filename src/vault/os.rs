//! The operating system's keyring: Secret Service, Keychain or Credential Manager.

use std::{sync::Arc, sync::mpsc, thread, time::Duration};

use keyring::{Entry as KeyringEntry, Error as KeyringError};
use keyring_core::CredentialStore;
use zeroize::Zeroize as _;

use super::{Entry, SERVICE, Vault, VaultError};
use crate::connect::{Environment, Secret};

/// How long a person has to unlock the keyring.
const PATIENCE: Duration = Duration::from_mins(2);

/// Secrets in the keyring of the person who is logged in.
///
/// The service is looked for anew in every call: it may have been started, or
/// have crashed, since the last one. That takes a few milliseconds, next to a
/// sync's seconds.
#[derive(Clone, Debug)]
pub struct OsVault {
    patience: Duration,
}

impl Default for OsVault {
    fn default() -> Self {
        Self::with_patience(PATIENCE)
    }
}

impl OsVault {
    /// Gives up on a keyring that has not answered after `patience`.
    pub fn with_patience(patience: Duration) -> Self {
        Self { patience }
    }

    /// Carries out `work` on an entry, on a thread of its own: a keyring that
    /// asks the person answers in seconds, or never.
    ///
    /// A thread that is not waited for any more stays until the prompt is
    /// answered; it holds nothing that another call needs.
    fn with_entry<T: Send + 'static>(
        &self,
        environment: Environment,
        entry: Entry<'_>,
        work: impl FnOnce(&KeyringEntry) -> Result<T, KeyringError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let user = entry.user(environment);
        let (answer, answered) = mpsc::sync_channel(1);
        thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                #[cfg(all(unix, not(target_os = "macos")))]
                let _turn = super::turn::wait();
                let result = open_store()
                    .and_then(|store| store.build(SERVICE, &user, None).map_err(failure))
                    .and_then(|inner| work(&KeyringEntry { inner }).map_err(failure));
                // Nobody waits for the answer any more: there is nothing to tell.
                answer.send(result).ok();
            })
            .map_err(|error| VaultError::Failed {
                detail: error.to_string(),
            })?;
        match answered.recv_timeout(self.patience) {
            Ok(result) => result,
            Err(mpsc::RecvTimeoutError::Timeout) => Err(VaultError::Locked {
                detail: format!("no answer within {} s", self.patience.as_secs_f32()),
            }),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(VaultError::Failed {
                detail: "the request broke off".to_owned(),
            }),
        }
    }
}

impl Vault for OsVault {
    fn read(
        &self,
        environment: Environment,
        entry: Entry<'_>,
    ) -> Result<Option<Secret>, VaultError> {
        let bytes = self.with_entry(environment, entry, |it| found(it.get_secret()))?;
        bytes.map(text).transpose()
    }

    fn write(
        &self,
        environment: Environment,
        entry: Entry<'_>,
        secret: &Secret,
    ) -> Result<(), VaultError> {
        let secret = secret.clone();
        self.with_entry(environment, entry, move |it| {
            it.set_secret(secret.reveal().as_bytes())
        })
    }

    fn delete(&self, environment: Environment, entry: Entry<'_>) -> Result<(), VaultError> {
        self.with_entry(environment, entry, |it| found(it.delete_credential()))?;
        Ok(())
    }
}

/// The platform's store. An error means that there is none to talk to: neither
/// a session bus nor a service on it.
fn open_store() -> Result<Arc<CredentialStore>, VaultError> {
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new();
    #[cfg(windows)]
    let store = windows_native_keyring_store::Store::new();
    #[cfg(all(unix, not(target_os = "macos")))]
    let store = zbus_secret_service_keyring_store::Store::new();
    #[cfg(not(any(unix, windows)))]
    let store: Result<Arc<CredentialStore>, _> = Err(KeyringError::NotSupportedByStore(
        "no keyring here".to_owned(),
    ));

    match store {
        Ok(store) => Ok(store),
        Err(error) => Err(VaultError::Missing {
            detail: describe(&error),
        }),
    }
}

/// Turns the absence of an entry into `None`.
fn found<T>(result: Result<T, KeyringError>) -> Result<Option<T>, KeyringError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(KeyringError::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The secret behind the bytes, without leaving a copy.
fn text(bytes: Vec<u8>) -> Result<Secret, VaultError> {
    String::from_utf8(bytes).map(Secret::new).map_err(|error| {
        error.into_bytes().zeroize();
        VaultError::Failed {
            detail: "the entry is not text".to_owned(),
        }
    })
}

fn failure(error: KeyringError) -> VaultError {
    let detail = describe(&error);
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the enum is open, and the rest is one case to a person"
    )]
    match error {
        KeyringError::NoStorageAccess(_) => VaultError::Locked { detail },
        KeyringError::NoDefaultStore => VaultError::Missing { detail },
        KeyringError::BadEncoding(mut bytes) | KeyringError::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            VaultError::Failed { detail }
        }
        _ => VaultError::Failed { detail },
    }
}

/// What an error says, apart from the data some of them carry.
fn describe(error: &KeyringError) -> String {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the enum is open; only these two print what was stored"
    )]
    match error {
        KeyringError::BadDataFormat(..) => "the entry is malformed".to_owned(),
        KeyringError::Ambiguous(entries) => {
            format!("{} entries have the same name", entries.len())
        }
        other => other.to_string(),
    }
}
