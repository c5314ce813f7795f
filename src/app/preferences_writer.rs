//! Saves preferences off the frame, the latest last.

use std::path::PathBuf;

use tokio::{
    runtime::Handle,
    sync::{mpsc, watch},
    task::JoinHandle,
};

use super::Preferences;
use crate::sync::run_blocking;

/// Saves what it is told, one after the other; of several that wait, only the
/// last.
pub(super) struct PreferencesWriter {
    wanted: watch::Sender<Preferences>,
    failures: mpsc::Receiver<String>,
    saving: JoinHandle<()>,
    runtime: Handle,
}

impl PreferencesWriter {
    /// Saves into the data folder `root`, where `preferences` are stored now.
    pub(super) fn new(runtime: &Handle, root: PathBuf, preferences: Preferences) -> Self {
        let (wanted, receiver) = watch::channel(preferences.clone());
        let (failed, failures) = mpsc::channel(1);
        Self {
            wanted,
            failures,
            saving: runtime.spawn(save_each(receiver, preferences, root, failed)),
            runtime: runtime.clone(),
        }
    }

    /// Changes what was asked for last, and saves it soon where that makes a
    /// difference.
    pub(super) fn keep(&self, change: impl FnOnce(&mut Preferences)) {
        self.wanted.send_if_modified(|wanted| {
            let before = wanted.clone();
            change(wanted);
            *wanted != before
        });
    }

    /// Why the settings were not saved, in words, once for each time.
    pub(super) fn failure(&mut self) -> Option<String> {
        self.failures.try_recv().ok()
    }

    /// Waits until everything is saved. Blocks, so it is only for the end.
    pub(super) fn finish(self) {
        drop((self.wanted, self.failures));
        // An error means that the writer has ended already.
        self.runtime.block_on(self.saving).ok();
    }
}

async fn save_each(
    mut wanted: watch::Receiver<Preferences>,
    mut before: Preferences,
    root: PathBuf,
    failed: mpsc::Sender<String>,
) {
    while wanted.changed().await.is_ok() {
        let preferences = wanted.borrow_and_update().clone();
        let (after, root) = (preferences.clone(), root.clone());
        // Only what is changed here: another program may change the rest.
        let known = before.clone();
        match run_blocking(move || after.save(&known, &root)).await {
            Ok(()) => before = preferences,
            // While the last failure waits to be shown, another says the same.
            Err(error) => drop(failed.try_send(error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::ThemeChoice;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test stands in for main")]
    fn the_last_choice_is_on_disk_at_the_end() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let root = tempfile::tempdir().expect("a folder");
        let first = Preferences::default();
        let preferences_writer =
            PreferencesWriter::new(runtime.handle(), root.path().to_owned(), first);
        for theme in [ThemeChoice::Dark, ThemeChoice::Light] {
            preferences_writer.keep(|it| it.choices.theme = theme);
        }
        preferences_writer.finish();
        let saved = Preferences::load(root.path()).expect("loaded");
        assert_eq!(saved.choices.theme, ThemeChoice::Light);
    }
}
