//! One at a time at the keyring, over all programs of this kind.
//!
//! GNOME's keyring daemon (42 to 50 at least) ends with a failed assertion when
//! a program that it does not know yet asks while it is at work for another
//! one, see <https://gitlab.gnome.org/GNOME/gnome-keyring/-/issues/196>. It comes
//! back locked, for every program of the person. Of two that ask at the same
//! time all day, one in about a thousand calls ends it.

use std::{
    thread,
    time::{Duration, Instant},
};

use directories::BaseDirs;

use crate::files::{self, Held, Lock};

/// A person who is asked for a password does not hold up the others: after this
/// time they go on as well.
const LIMIT: Duration = Duration::from_secs(15);
/// Between two looks; a call takes a few milliseconds.
const PAUSE: Duration = Duration::from_millis(2);

/// Waits until no other thread or program is at the keyring, and keeps them
/// waiting until what it returns is dropped.
///
/// Returns `None` where the wait took too long, and where there is no folder
/// for what lasts as long as the person is logged in: better now than never.
pub(super) fn wait() -> Option<Held> {
    let dirs = BaseDirs::new()?;
    let path = dirs.runtime_dir()?.join("holdfast-keyring.lock");
    let end = Instant::now() + LIMIT;
    while Instant::now() < end {
        if let Some(turn) = files::lock(&path, Lock::Now).ok()? {
            return Some(turn);
        }
        thread::sleep(PAUSE);
    }
    None
}
