//! The operating system's keyring: Secret Service, Keychain or Credential Manager.

use std::{
    collections::HashMap,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

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
        let user = stored_name(entry.user(environment));
        let (answer, answered) = mpsc::sync_channel(1);
        thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                #[cfg(all(unix, not(target_os = "macos")))]
                let _turn = super::turn::wait();
                let result = open_store()
                    .and_then(|store| {
                        let modifiers = modifiers();
                        let built = store.build(SERVICE, &user, modifiers.as_ref());
                        built.map_err(failure)
                    })
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

/// What the store is told about an entry. Windows hands entries on to the other
/// computers of the same person, unless they are for this computer only: as the
/// portfolio is, without which a token is of no use.
fn modifiers() -> Option<HashMap<&'static str, &'static str>> {
    cfg!(windows).then(|| HashMap::from([("persistence", "Local")]))
}

/// The name under which the store keeps the entry of `user`. The Credential
/// Manager takes `a` and `A` for the same, which Plaid does not in its ids: each
/// capital letter has a mark before it there.
fn stored_name(user: String) -> String {
    if cfg!(windows) {
        with_capitals_marked(&user)
    } else {
        user
    }
}

fn with_capitals_marked(name: &str) -> String {
    let mut marked = String::with_capacity(2 * name.len());
    for letter in name.chars() {
        if letter.is_uppercase() || letter == '^' {
            marked.push('^');
        }
        marked.push(letter);
    }
    marked
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
        reason = "the enum is open; only the first two print what was stored"
    )]
    match error {
        KeyringError::BadDataFormat(..) => "the entry is malformed".to_owned(),
        KeyringError::Ambiguous(entries) => {
            format!("{} entries have the same name", entries.len())
        }
        // 2,560 bytes on Windows: more than fortyfold what Plaid's tokens have.
        KeyringError::TooLong(what, most) => {
            format!("the {what} is longer than the {most} bytes that fit")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_case_differ_without_it() {
        let names = ["One", "one", "oNe", "^one", "^One", "ONE"];
        let stored = names.map(|name| with_capitals_marked(name).to_lowercase());
        for (at, name) in stored.iter().enumerate() {
            assert!(!stored[..at].contains(name), "{name}");
        }
        assert_eq!(with_capitals_marked("sandbox/keys"), "sandbox/keys");
        assert_eq!(with_capitals_marked("Ab9"), "^Ab9");
    }

    #[test]
    fn a_secret_that_does_not_fit_says_what_does() {
        let error = failure(KeyringError::TooLong("secret".to_owned(), 2560));
        assert_eq!(
            error.to_string(),
            "the keyring failed: the secret is longer than the 2560 bytes that fit"
        );
    }
}
