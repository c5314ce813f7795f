//! The vault of the demo, beside that of everything else.

use super::{Entry, MemoryVault, Vault, VaultError};
use crate::connect::{Environment, Secret};

/// Keeps the secrets of [`Environment::Demo`] in memory, and all others in the
/// vault it is made of.
///
/// The demo's secrets are worthless and come anew with every run: the keyring is
/// not asked for them, and nothing of the demo is left there. What earlier
/// versions left is deleted with the demo's data.
#[derive(Debug, Default)]
pub struct DemoVault<V> {
    others: V,
    memory: MemoryVault,
}

impl<V: Vault> DemoVault<V> {
    /// Keeps all but the demo's secrets in `others`.
    pub fn beside(others: V) -> Self {
        Self {
            others,
            memory: MemoryVault::default(),
        }
    }

    fn of(&self, environment: Environment) -> &dyn Vault {
        match environment {
            Environment::Demo => &self.memory,
            Environment::Production | Environment::Sandbox => &self.others,
        }
    }
}

impl<V: Vault> Vault for DemoVault<V> {
    fn read(
        &self,
        environment: Environment,
        entry: Entry<'_>,
    ) -> Result<Option<Secret>, VaultError> {
        self.of(environment).read(environment, entry)
    }

    fn write(
        &self,
        environment: Environment,
        entry: Entry<'_>,
        secret: &Secret,
    ) -> Result<(), VaultError> {
        self.of(environment).write(environment, entry, secret)
    }

    fn delete(&self, environment: Environment, entry: Entry<'_>) -> Result<(), VaultError> {
        let deleted = self.others.delete(environment, entry);
        match environment {
            // A worthless entry that a keyring does not give up is no failure.
            Environment::Demo => self.memory.delete(environment, entry),
            Environment::Production | Environment::Sandbox => deleted,
        }
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
    fn the_demo_needs_no_keyring() {
        let vault = DemoVault::beside(NoKeyring);
        let secret = Secret::new("worthless".to_owned());
        let demo = Environment::Demo;
        assert_eq!(vault.write(demo, Entry::Keys, &secret), Ok(()));
        assert_eq!(vault.read(demo, Entry::Keys), Ok(Some(secret)));
        assert_eq!(vault.delete(demo, Entry::Keys), Ok(()));
        assert_eq!(vault.read(demo, Entry::Keys), Ok(None));
    }

    #[test]
    fn a_real_secret_never_stays_in_memory() {
        let vault = DemoVault::beside(NoKeyring);
        let secret = Secret::new("real".to_owned());
        for environment in [Environment::Production, Environment::Sandbox] {
            assert_eq!(
                vault.write(environment, Entry::Secret, &secret),
                Err(NoKeyring::error())
            );
            assert_eq!(
                vault.delete(environment, Entry::Secret),
                Err(NoKeyring::error())
            );
        }
    }

    #[test]
    fn the_demo_leaves_nothing_in_a_keyring_and_takes_old_entries_along() {
        let (demo, entry) = (Environment::Demo, Entry::ClientId);
        let vault = DemoVault::beside(MemoryVault::default());
        let secret = Secret::new("worthless".to_owned());
        assert_eq!(vault.write(demo, entry, &secret), Ok(()));
        assert_eq!(vault.others.read(demo, entry), Ok(None));
        vault.others.write(demo, entry, &secret).expect("it keeps");
        assert_eq!(vault.delete(demo, entry), Ok(()));
        assert_eq!(vault.others.read(demo, entry), Ok(None));
    }
}
