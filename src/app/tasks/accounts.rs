//! What the person decides about accounts.

use std::sync::Arc;

use super::{Tasks, problem};
use crate::{
    app::place::blocking,
    state::Event,
    storage::{Database, StorageError},
};

impl Tasks {
    /// Writes a decision down.
    pub(in crate::app) fn write(
        &self,
        change: impl FnOnce(&mut Database) -> Result<(), StorageError> + Send + 'static,
    ) {
        let place = Arc::clone(&self.place);
        let work = move || Ok(change(&mut Database::open(place.folder())?)?);
        self.start(
            async move {
                match blocking(work).await {
                    Ok(()) => Event::Stored,
                    Err(failure) => problem(format!(
                        "The account was not changed: {}",
                        failure.kind.sentence()
                    )),
                }
            },
            || problem("The account was not changed"),
        );
    }
}
