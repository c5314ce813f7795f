//! A vault that keeps nothing after exit: for tests, and for a demo without a
//! keyring.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use super::{Entry, Vault, VaultError};
use crate::connect::{Environment, Secret};

/// Secrets in memory. Nothing is written anywhere.
#[derive(Debug, Default)]
pub struct MemoryVault {
    /// By the same name that the keyring uses.
    secrets: Mutex<BTreeMap<String, Secret>>,
}

impl MemoryVault {
    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<String, Secret>) -> T) -> T {
        // A map is whole after every operation, so a panic elsewhere is no
        // reason to give it up.
        work(&mut self.secrets.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Vault for MemoryVault {
    fn read(
        &self,
        environment: Environment,
        entry: Entry<'_>,
    ) -> Result<Option<Secret>, VaultError> {
        Ok(self.with(|it| it.get(&entry.user(environment)).cloned()))
    }

    fn write(
        &self,
        environment: Environment,
        entry: Entry<'_>,
        secret: &Secret,
    ) -> Result<(), VaultError> {
        self.with(|it| it.insert(entry.user(environment), secret.clone()));
        Ok(())
    }

    fn delete(&self, environment: Environment, entry: Entry<'_>) -> Result<(), VaultError> {
        self.with(|it| it.remove(&entry.user(environment)));
        Ok(())
    }
}
