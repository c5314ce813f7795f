//! A look for a newer version, which remembers what it saw.

use std::path::Path;

use chrono::DateTime;

use super::Preferences;
use crate::{
    state::{Looked, Release, UpdateFailure, Version},
    sync::run_blocking,
    update::Feed,
};

/// Asks `feed` whether there is a newer version than `running`, and notes in the
/// settings of `root` when it was written.
///
/// A feed that is older than one that was seen before is refused, and so is one
/// whose newest version is older than the running one: somebody would hide what is
/// newer. Errors: see [`UpdateFailure`].
pub async fn look_for_update(
    feed: &Feed,
    root: &Path,
    running: Version,
) -> Result<Looked, UpdateFailure> {
    let newest = feed.newest().await?;
    if newest.version < running {
        return Err(UpdateFailure::Older);
    }
    let (root, issued) = (root.to_owned(), newest.clone());
    run_blocking(move || note(&root, &issued)).await?;
    Ok(Looked {
        is_newer: newest.version > running,
        newest,
    })
}

/// Notes when the feed was written, unless a later one was noted already.
fn note(root: &Path, newest: &Release) -> Result<(), UpdateFailure> {
    let settings = |_| UpdateFailure::Settings;
    let before = Preferences::load(root).map_err(settings)?;
    let seen = before
        .update_seen
        .and_then(|it| DateTime::from_timestamp(it, 0));
    if seen.is_some_and(|it| newest.issued < it) {
        return Err(UpdateFailure::Older);
    }
    let after = Preferences {
        update_seen: Some(newest.issued.timestamp()),
        ..before.clone()
    };
    after.save(&before, root).map_err(settings)
}
