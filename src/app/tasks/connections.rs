//! Connections: syncing and removing them, and the keys for them.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Tasks, broken_off};
use crate::{
    connect::{SyncFailure, SyncOutcome, SyncRun, SyncSummary},
    domain::ItemId,
    session::Session,
    state::{Event, Keys, KeysStatus},
    sync::{self, Context, journal},
};

impl Tasks {
    /// Syncs one connection until `cancel`; with `whole_history`, all of its
    /// transactions.
    pub(in crate::app) fn sync(
        &self,
        item: &ItemId,
        now: DateTime<Utc>,
        whole_history: bool,
        cancel: CancellationToken,
    ) {
        let started = Instant::now();
        let ended = {
            let item = item.clone();
            move |result| ended_sync(item, now, started.elapsed(), result)
        };
        let (session, item, answers) = (
            Arc::clone(&self.session),
            item.clone(),
            self.answers.clone(),
        );
        let broken = ended.clone();
        self.start(
            async move {
                let progress = |step| {
                    let item = item.clone();
                    answers.send_progress(Event::SyncStep { item, step });
                };
                ended(match session.context(now).await {
                    Ok(context) => {
                        let context = Context {
                            whole_history,
                            ..context.clone()
                        };
                        sync::sync_item(&context, &item, now, progress, cancel).await
                    }
                    Err(failure) => Err(failure),
                })
            },
            move || broken(Err(broken_off("the sync"))),
        );
    }

    /// Removes a connection at Plaid, in the keyring and here.
    pub(in crate::app) fn remove(
        &self,
        item: ItemId,
        name: Arc<str>,
        keep_history: bool,
        now: DateTime<Utc>,
    ) {
        let session = Arc::clone(&self.session);
        let broken = Event::NotRemoved {
            item: item.clone(),
            failure: broken_off("the removal"),
        };
        self.start(
            async move {
                let removed = match session.context(now).await {
                    Ok(context) => sync::remove(context, &item, keep_history, now).await,
                    Err(failure) => Err(failure),
                };
                journal::outcome(session.log(), "remove", &removed);
                match removed {
                    Ok(at_plaid) => Event::Removed {
                        item,
                        name: name.to_string(),
                        kept_history: keep_history,
                        at_plaid,
                    },
                    Err(failure) => Event::NotRemoved { item, failure },
                }
            },
            move || broken,
        );
    }

    /// Stores Plaid keys, for the environment that they name.
    pub(in crate::app) fn save_keys(&self, session: Session, keys: Keys, now: DateTime<Utc>) {
        self.start(
            async move {
                let saved = match session.context(now).await {
                    Ok(context) => sync::accept_keys(context, &keys.client_id, &keys.secret).await,
                    Err(failure) => Err(failure),
                };
                journal::outcome(session.log(), "keys", &saved);
                match saved {
                    Ok(()) => Event::KeysChanged {
                        environment: keys.environment,
                        keys: KeysStatus {
                            client_id_hint: hint(keys.client_id.reveal().trim()),
                            have_served: false,
                        },
                    },
                    Err(failure) => Event::KeysRefused(failure),
                }
            },
            || Event::KeysRefused(broken_off("saving the keys")),
        );
    }
}

/// A sync that began at `now` and took so long.
pub(super) fn ended_sync(
    item_id: ItemId,
    now: DateTime<Utc>,
    took: Duration,
    result: Result<SyncSummary, SyncFailure>,
) -> Event {
    Event::SyncEnded(SyncRun {
        record: None,
        item_id,
        started_at: now,
        finished_at: now + took,
        outcome: match result {
            Ok(summary) => SyncOutcome::Success(summary),
            Err(failure) => SyncOutcome::Failed(failure),
        },
    })
}

/// A client id with its middle left out; `None` for one too short for that.
fn hint(client_id: &str) -> Option<String> {
    let letters: Vec<char> = client_id.chars().collect();
    let [head @ .., _, _, _, _] = letters.as_slice() else {
        return None;
    };
    let tail = &letters[head.len()..];
    (head.len() > 8).then(|| {
        let text = |it: &[char]| it.iter().collect::<String>();
        format!("{}…{}", text(&head[..4]), text(tail))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_tells_two_keys_apart_and_not_what_they_are() {
        assert_eq!(
            hint("5f3c0123456789abcdef91ab"),
            Some("5f3c…91ab".to_owned())
        );
        assert_eq!(hint("short-id"), None);
    }
}
