//! How many threads and open files the process has, where `/proc` tells.

use std::{
    fs,
    path::PathBuf,
    thread::sleep,
    time::{Duration, Instant},
};

/// How long what ends by itself may take to be gone.
const PATIENCE: Duration = Duration::from_secs(20);

/// The threads and open files of the process, sockets included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Handles {
    pub(crate) threads: usize,
    pub(crate) files: usize,
}

impl Handles {
    /// Those there are now; none where the system does not tell. The one that
    /// the question itself opens is always among them.
    fn now() -> Self {
        let entries = |path: &str| {
            let is_told = cfg!(target_os = "linux");
            is_told.then(|| fs::read_dir(path).expect("it is told").count())
        };
        Self {
            threads: entries("/proc/self/task").unwrap_or_default(),
            files: entries("/proc/self/fd").unwrap_or_default(),
        }
    }

    /// Those that stay: the fewest within a moment.
    pub(crate) fn at_rest() -> Self {
        let mut least = Self::now();
        for _ in 0..50 {
            sleep(Duration::from_millis(5));
            let now = Self::now();
            least.threads = least.threads.min(now.threads);
            least.files = least.files.min(now.files);
        }
        least
    }

    /// Waits until there are no more than these: a thread leaves the list a
    /// moment after it was joined, and a socket goes once its other end has.
    pub(crate) fn are_all(self, when: &str) {
        let began = Instant::now();
        loop {
            let now = Self::now();
            if now.threads <= self.threads && now.files <= self.files {
                return;
            }
            let is_late = began.elapsed() > PATIENCE;
            assert!(
                !is_late,
                "{when}: {now:?} stay open, not {self:?}: {:?}",
                open_files()
            );
            sleep(Duration::from_millis(5));
        }
    }
}

/// What is open, for a failure's sake.
fn open_files() -> Vec<PathBuf> {
    let files = fs::read_dir("/proc/self/fd").into_iter().flatten();
    let files = files.filter_map(|it| fs::read_link(it.ok()?.path()).ok());
    files.collect()
}
