//! What is on record: the history of syncs, the log, and the report.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Tasks, notice, problem};
use crate::{
    domain::SecurityId,
    session::report,
    state::{Event, SecurityHistory, SyncHistory},
    storage::StorageError,
};

/// How many lines of the log are shown.
const LOG_LINES: usize = 500;

const NO_VALUES: &str = "The value over time could not be read";

impl Tasks {
    /// Reads every sync on record.
    pub(in crate::app) fn read_history(&self) {
        let session = Arc::clone(&self.session);
        self.start(
            async move {
                let read = tokio::task::spawn_blocking(move || session.sync_history());
                match read.await {
                    Ok(Ok(runs)) => Event::HistoryRead(SyncHistory::new(runs)),
                    _ => problem("The history of syncs could not be read"),
                }
            },
            || problem("The history of syncs could not be read"),
        );
    }

    /// Reads what the syncs on record tell of a security.
    pub(in crate::app) fn read_security_history(&self, security: SecurityId) {
        let session = Arc::clone(&self.session);
        self.start(
            async move {
                let read = move || {
                    let values = session.holding_values(&security)?;
                    Ok::<_, StorageError>(SecurityHistory::new(security, values))
                };
                match tokio::task::spawn_blocking(read).await {
                    Ok(Ok(history)) => Event::SecurityHistoryRead(history),
                    _ => problem(NO_VALUES),
                }
            },
            || problem(NO_VALUES),
        );
    }

    /// Reads the newest lines of the log.
    pub(in crate::app) fn read_log(&self) {
        let session = Arc::clone(&self.session);
        self.start(
            async move {
                let read = move || session.log().last_lines(LOG_LINES);
                match tokio::task::spawn_blocking(read).await {
                    Ok(Ok(lines)) => Event::LogRead(lines.into()),
                    _ => problem("The log could not be read"),
                }
            },
            || problem("The log could not be read"),
        );
    }

    /// Puts a report for a request for help on the clipboard.
    pub(in crate::app) fn copy_report(&self, now: DateTime<Utc>) {
        let (session, ctx) = (Arc::clone(&self.session), self.answers.ctx.clone());
        self.start(
            async move {
                match tokio::task::spawn_blocking(move || report(&session, now)).await {
                    Ok(text) => {
                        ctx.copy_text(text);
                        notice("Copied the report: versions and errors, no figures and no names")
                    }
                    Err(_) => problem("The report could not be made"),
                }
            },
            || problem("The report could not be made"),
        );
    }
}
