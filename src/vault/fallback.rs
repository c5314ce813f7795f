//! The demo's vault: the keyring where there is one, memory where there is none.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Entry, MemoryVault, Vault, VaultError};
use crate::connect::{Environment, Secret};

/// Goes to memory, for the rest of the run, once the first vault has failed.
///
/// Only for [`Environment::Demo`], whose secrets are worthless and come anew
/// with every run; a real secret is kept by the first vault or not at all.
#[derive(Debug, Default)]
pub struct FallbackVault<V> {
    first: V,
    memory: MemoryVault,
    failed: AtomicBool,
}

impl<V: Vault> FallbackVault<V> {
    /// Tries `first` first.
    pub fn new(first: V) -> Self {
        Self {
            first,
            memory: MemoryVault::default(),
            failed: AtomicBool::new(false),
        }
    }

    fn attempt<T>(
        &self,
        environment: Environment,
        work: impl Fn(&dyn Vault) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        if environment != Environment::Demo {
            return work(&self.first);
        }
        if !self.failed.load(Ordering::Acquire) {
            match work(&self.first) {
                Ok(answer) => return Ok(answer),
                // Handled by going on without it, which is what this type is for.
                Err(_) => self.failed.store(true, Ordering::Release),
            }
        }
        work(&self.memory)
    }
}

impl<V: Vault> Vault for FallbackVault<V> {
    fn read(
        &self,
        environment: Environment,
        entry: Entry<'_>,
    ) -> Result<Option<Secret>, VaultError> {
        self.attempt(environment, |vault| vault.read(environment, entry))
    }

    fn write(
        &self,
        environment: Environment,
        entry: Entry<'_>,
        secret: &Secret,
    ) -> Result<(), VaultError> {
        self.attempt(environment, |vault| vault.write(environment, entry, secret))
    }

    fn delete(&self, environment: Environment, entry: Entry<'_>) -> Result<(), VaultError> {
        self.attempt(environment, |vault| vault.delete(environment, entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A keyring that is not there.
    struct NoKeyring;

    impl NoKeyring {
        fn error() -> VaultError {
            VaultError::Missing {
                detail: "no session bus".to_owned(),
            }
        }
    }

    impl Vault for NoKeyring {
        fn read(&self, _: Environment, _: Entry<'_>) -> Result<Option<Secret>, VaultError> {
            Err(Self::error())
        }
        fn write(&self, _: Environment, _: Entry<'_>, _: &Secret) -> Result<(), VaultError> {
            Err(Self::error())
        }
        fn delete(&self, _: Environment, _: Entry<'_>) -> Result<(), VaultError> {
            Err(Self::error())
        }
    }

    #[test]
    fn without_a_keyring_the_demo_remembers_in_memory() {
        let vault = FallbackVault::new(NoKeyring);
        let secret = Secret::new("worthless".to_owned());
        let demo = Environment::Demo;
        assert_eq!(vault.write(demo, Entry::Secret, &secret), Ok(()));
        assert_eq!(vault.read(demo, Entry::Secret), Ok(Some(secret)));
        assert_eq!(vault.delete(demo, Entry::Secret), Ok(()));
        assert_eq!(vault.read(demo, Entry::Secret), Ok(None));
    }

    #[test]
    fn a_real_secret_never_stays_in_memory() {
        let vault = FallbackVault::new(NoKeyring);
        let secret = Secret::new("real".to_owned());
        for environment in [Environment::Production, Environment::Sandbox] {
            assert_eq!(
                vault.write(environment, Entry::Secret, &secret),
                Err(NoKeyring::error())
            );
        }
    }

    #[test]
    fn where_there_is_a_keyring_the_demo_uses_it() {
        let vault = FallbackVault::new(MemoryVault::default());
        let secret = Secret::new("worthless".to_owned());
        assert_eq!(
            vault.write(Environment::Demo, Entry::ClientId, &secret),
            Ok(())
        );
        assert_eq!(
            vault.first.read(Environment::Demo, Entry::ClientId),
            Ok(Some(secret))
        );
    }
}
