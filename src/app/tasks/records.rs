//! What is on record: the history of syncs, the log, and the report.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Tasks, notice, problem};
use crate::{
    domain::SecurityId,
    session::report,
    state::{Event, SecurityHistory, SyncHistory},
};

/// How many lines of the log are shown.
const LOG_LINES: usize = 500;

const NO_HISTORY: &str = "The history of syncs could not be read";
const NO_LOG: &str = "The log could not be read";
const NO_VALUES: &str = "The value over time could not be read";

impl Tasks {
    /// Reads every sync on record.
    pub(in crate::app) fn read_history(&self) {
        let session = Arc::clone(&self.session);
        self.start_blocking(
            move || match session.sync_history() {
                Ok(runs) => Event::HistoryRead(SyncHistory::new(runs)),
                Err(_) => problem(NO_HISTORY),
            },
            || problem(NO_HISTORY),
        );
    }

    /// Reads what the syncs on record tell of a security.
    pub(in crate::app) fn read_security_history(&self, security: SecurityId) {
        let session = Arc::clone(&self.session);
        self.start_blocking(
            move || match session.snapshots_of(&security) {
                Ok(snapshots) => {
                    Event::SecurityHistoryRead(SecurityHistory::new(security, snapshots))
                }
                Err(_) => problem(NO_VALUES),
            },
            || problem(NO_VALUES),
        );
    }

    /// Reads the newest lines of the log.
    pub(in crate::app) fn read_log(&self) {
        let session = Arc::clone(&self.session);
        self.start_blocking(
            move || match session.log().last_lines(LOG_LINES) {
                Ok(lines) => Event::LogRead(lines.into()),
                Err(_) => problem(NO_LOG),
            },
            || problem(NO_LOG),
        );
    }

    /// Puts a report for a request for help on the clipboard.
    pub(in crate::app) fn copy_report(&self, now: DateTime<Utc>) {
        let (session, ctx) = (Arc::clone(&self.session), self.answers.ctx.clone());
        self.start_blocking(
            move || {
                ctx.copy_text(report(&session, now));
                notice("Copied the report: versions and errors, no figures and no names")
            },
            || problem("The report could not be made"),
        );
    }
}
