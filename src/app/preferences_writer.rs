//! Saves preferences off the frame, the latest last, and follows those that
//! another program saves.

use std::{
    mem,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use tokio::{
    runtime::Handle,
    sync::{mpsc, watch},
    task::JoinHandle,
};

use super::Preferences;
use crate::{session::PreferencesError, sync::run_blocking};

/// Saves what it is told, one after the other; of several that wait, only the
/// last.
pub(super) struct PreferencesWriter {
    wanted: watch::Sender<Preferences>,
    failures: mpsc::Receiver<String>,
    saving: JoinHandle<()>,
    stored: Arc<Stored>,
    runtime: Handle,
}

/// The preferences on disk, as far as this program has seen them.
struct Stored {
    root: PathBuf,
    seen: Mutex<Seen>,
    change: Mutex<Option<Change>>,
}

struct Seen {
    preferences: Preferences,
    /// Of the file when it was last looked at.
    stamp: Option<(u64, SystemTime)>,
}

/// What another program made of the preferences.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) base: Preferences,
    pub(super) theirs: Preferences,
}

impl PreferencesWriter {
    /// Saves into the data folder `root`, where `preferences` are stored now.
    pub(super) fn new(runtime: &Handle, root: PathBuf, preferences: Preferences) -> Self {
        let (wanted, receiver) = watch::channel(preferences.clone());
        let (failed, failures) = mpsc::channel(1);
        let stored = Arc::new(Stored {
            root,
            seen: Mutex::new(Seen {
                preferences,
                stamp: None,
            }),
            change: Mutex::default(),
        });
        Self {
            wanted,
            failures,
            saving: runtime.spawn(save_each(receiver, Arc::clone(&stored), failed)),
            stored,
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

    /// Looks, off the frame, whether another program saved something; asks for
    /// a frame where it did.
    pub(super) fn look(&self, ctx: &egui::Context) {
        let (stored, ctx) = (Arc::clone(&self.stored), ctx.clone());
        self.runtime.spawn(run_blocking(move || {
            if stored.look() {
                ctx.request_repaint();
            }
        }));
    }

    /// What another program made of the preferences, once for each time. It is
    /// what is wanted from now on, where nothing else was chosen here.
    pub(super) fn followed(&self) -> Option<Change> {
        let change = locked(&self.stored.change).take()?;
        self.keep(|it| it.follow(&change.base, &change.theirs));
        Some(change)
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

impl Stored {
    /// Whether the file says something else than what was last seen. One that
    /// cannot be read changes nothing: saving says why.
    fn look(&self) -> bool {
        let mut seen = locked(&self.seen);
        let stamp = Preferences::stamp(&self.root);
        if stamp.is_none() || stamp == seen.stamp {
            return false;
        }
        seen.stamp = stamp;
        let Ok(theirs) = Preferences::load(&self.root) else {
            return false;
        };
        if theirs == seen.preferences {
            return false;
        }
        let base = mem::replace(&mut seen.preferences, theirs.clone());
        let mut change = locked(&self.change);
        // One that nobody took yet begins where it began.
        let base = change.take().map_or(base, |it| it.base);
        *change = Some(Change { base, theirs });
        true
    }

    /// Saves what differs from what was last seen, and nothing else: another
    /// program may change the rest.
    fn save(&self, wanted: Preferences) -> Result<(), PreferencesError> {
        let mut seen = locked(&self.seen);
        if wanted != seen.preferences {
            wanted.save(&seen.preferences, &self.root)?;
            seen.preferences = wanted;
        }
        Ok(())
    }
}

async fn save_each(
    mut wanted: watch::Receiver<Preferences>,
    stored: Arc<Stored>,
    failed: mpsc::Sender<String>,
) {
    while wanted.changed().await.is_ok() {
        let preferences = wanted.borrow_and_update().clone();
        let stored = Arc::clone(&stored);
        if let Err(error) = run_blocking(move || stored.save(preferences)).await {
            // While the last failure waits to be shown, another says the same.
            drop(failed.try_send(error.to_string()));
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::state::ThemeChoice;

    #[expect(clippy::disallowed_methods, reason = "a test stands in for main")]
    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Runtime::new().expect("a runtime")
    }

    fn writer(runtime: &Handle, root: &Path) -> PreferencesWriter {
        PreferencesWriter::new(runtime, root.to_owned(), Preferences::default())
    }

    /// Another program changes the preferences.
    fn elsewhere(root: &Path, change: impl FnOnce(&mut Preferences)) {
        let before = Preferences::load(root).expect("read");
        let mut after = before.clone();
        change(&mut after);
        after.save(&before, root).expect("saved");
    }

    #[test]
    fn the_last_choice_is_on_disk_at_the_end() {
        let runtime = runtime();
        let root = tempfile::tempdir().expect("a folder");
        let preferences_writer = writer(runtime.handle(), root.path());
        for theme in [ThemeChoice::Dark, ThemeChoice::Light] {
            preferences_writer.keep(|it| it.choices.theme = theme);
        }
        preferences_writer.finish();
        let saved = Preferences::load(root.path()).expect("loaded");
        assert_eq!(saved.choices.theme, ThemeChoice::Light);
    }

    #[test]
    fn what_another_program_saved_is_followed_once_and_kept() {
        let runtime = runtime();
        let root = tempfile::tempdir().expect("a folder");
        let preferences_writer = writer(runtime.handle(), root.path());
        assert!(!preferences_writer.stored.look(), "there is no file");
        elsewhere(root.path(), |it| {
            it.choices.theme = ThemeChoice::Dark;
            it.window_size = Some([1000.0, 700.0]);
        });
        assert!(preferences_writer.stored.look());
        elsewhere(root.path(), |it| it.choices.compact = true);
        preferences_writer.stored.look();
        let change = preferences_writer.followed().expect("a change");
        assert_eq!(change.base, Preferences::default());
        assert!(change.theirs.choices.compact);
        assert_eq!(preferences_writer.followed(), None);
        assert!(!preferences_writer.stored.look(), "nothing more");
        // What is saved next leaves what was followed as it is.
        preferences_writer.keep(|it| it.choices.hide_amounts = true);
        preferences_writer.finish();
        let saved = Preferences::load(root.path()).expect("loaded");
        assert_eq!(saved.choices.theme, ThemeChoice::Dark);
        assert_eq!(saved.window_size, Some([1000.0, 700.0]));
        assert!(saved.choices.compact && saved.choices.hide_amounts);
    }

    #[test]
    fn what_is_chosen_here_meanwhile_stays() {
        let runtime = runtime();
        let root = tempfile::tempdir().expect("a folder");
        let preferences_writer = writer(runtime.handle(), root.path());
        elsewhere(root.path(), |it| {
            it.choices.theme = ThemeChoice::Dark;
            it.choices.compact = true;
        });
        preferences_writer.stored.look();
        preferences_writer.keep(|it| it.choices.theme = ThemeChoice::Light);
        preferences_writer.followed().expect("a change");
        preferences_writer.finish();
        let saved = Preferences::load(root.path()).expect("loaded");
        assert_eq!(saved.choices.theme, ThemeChoice::Light);
        assert!(saved.choices.compact);
    }
}
