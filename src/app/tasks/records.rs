//! What is on record: the history of syncs, the log, and the report.

use std::{path::Path, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};

use super::Tasks;
use crate::{
    domain::SecurityId,
    portfolio::Portfolio,
    session::{look_for_update, report},
    state::{Event, HeldHistory, News, SecurityHistory, SyncHistory, UpdateFailure, Version},
    update::Feed,
};

/// How many lines of the log are shown.
const LOG_LINES: usize = 500;

impl Tasks {
    /// Reads every sync on record.
    pub(in crate::app) fn read_history(&self) {
        let session = Arc::clone(&self.session);
        self.start_blocking(
            move || match session.sync_history() {
                Ok(runs) => Event::HistoryRead(SyncHistory::new(runs)),
                Err(_) => Event::News(News::HistoryUnreadable),
            },
            || Event::News(News::HistoryUnreadable),
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
                Err(_) => Event::News(News::SecurityHistoryUnreadable),
            },
            || Event::News(News::SecurityHistoryUnreadable),
        );
    }

    /// Reads what every account of `portfolio` held at its syncs, and works out how
    /// each came out, up to `today`.
    pub(in crate::app) fn read_held_history(&self, portfolio: Arc<Portfolio>, today: NaiveDate) {
        let session = Arc::clone(&self.session);
        self.start_blocking(
            move || match session.history_of(&portfolio) {
                Ok(history) => {
                    let held = HeldHistory::read(&portfolio, history, today);
                    let reconciled = held.reconcile(&portfolio, today);
                    Event::HeldHistoryRead(held, reconciled)
                }
                Err(_) => Event::News(News::HeldHistoryUnreadable),
            },
            || Event::News(News::HeldHistoryUnreadable),
        );
    }

    /// Asks `feed` whether there is a newer version.
    pub(in crate::app) fn look_for_update(&self, feed: Option<Feed>, root: &Path) {
        let root = root.to_owned();
        let look = async move {
            let (Some(feed), Some(running)) = (feed, Version::of_this_program()) else {
                return Event::UpdateLooked(Err(UpdateFailure::NoFeed));
            };
            Event::UpdateLooked(look_for_update(&feed, &root, running).await)
        };
        self.start(look, || Event::UpdateLooked(Err(UpdateFailure::BrokenOff)));
    }

    /// Reads the newest lines of the log.
    pub(in crate::app) fn read_log(&self) {
        let session = Arc::clone(&self.session);
        self.start_blocking(
            move || match session.log().last_lines(LOG_LINES) {
                Ok(lines) => Event::LogRead(lines.into()),
                Err(_) => Event::News(News::LogUnreadable),
            },
            || Event::News(News::LogUnreadable),
        );
    }

    /// Puts a report for a request for help on the clipboard.
    pub(in crate::app) fn copy_report(&self, now: DateTime<Utc>) {
        let (session, ctx) = (Arc::clone(&self.session), self.answers.ctx.clone());
        self.start_blocking(
            move || {
                ctx.copy_text(report(&session, now));
                Event::News(News::ReportCopied)
            },
            || Event::News(News::ReportNotMade),
        );
    }
}
