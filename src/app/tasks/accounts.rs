//! What the person decides about accounts.

use std::sync::Arc;

use super::Tasks;
use crate::{
    state::{Event, News},
    storage::{Database, StorageError},
    sync::blocking,
};

impl Tasks {
    /// Writes a decision down.
    pub(in crate::app) fn write(
        &self,
        change: impl FnOnce(&mut Database) -> Result<(), StorageError> + Send + 'static,
    ) {
        let session = Arc::clone(&self.session);
        let work = move || Ok(change(&mut Database::open(session.folder())?)?);
        self.start(
            async move {
                match blocking(work).await {
                    Ok(()) => Event::Stored,
                    Err(error) => Event::News(News::AccountNotChanged(Some(error.kind()))),
                }
            },
            || Event::News(News::AccountNotChanged(None)),
        );
    }
}
