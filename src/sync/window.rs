//! Which days' transactions a sync asks for.
//!
//! Plaid has no list of changes: every sync reads a range of days again, back
//! to shortly before the day up to which everything was read. That day comes
//! from the records of earlier syncs, which were dated by the computer's clock.
//! A clock that was ahead for a while would leave a day in the future there,
//! and what happened until then would never be asked for; so a record counts
//! only as far as the later ones, and today, do not contradict it.

use chrono::{Days, Months, NaiveDate};

use crate::connect::{DateRange, DaysRead};

/// How far back Plaid has transactions
/// (<https://plaid.com/docs/api/products/investments/>).
const HISTORY: Months = Months::new(24);
/// What every later sync reads again: rows change and vanish for a while.
const TRAILING: Days = Days::new(90);
/// How far a window reaches back before the latest good sync: rows are posted
/// late.
const OVERLAP: Days = Days::new(30);
/// How far two days of a right clock may be apart the wrong way around: one is
/// told in UTC, the other where the person is, who travels.
const SLACK: Days = Days::new(2);

/// The days to ask for: the trailing window, widened over the gap since the day
/// up to which `earlier` syncs of the connection, the oldest first, read
/// everything; all that Plaid has where there is no such day.
pub(super) fn window(earlier: &[DaysRead], today: NaiveDate) -> DateRange {
    let oldest = today - HISTORY;
    let start = match read_until(earlier, today) {
        Some(day) => (today - TRAILING).min(day - OVERLAP).max(oldest),
        None => oldest,
    };
    DateRange { start, end: today }
}

/// The day up to which every transaction was asked for and arrived.
fn read_until(earlier: &[DaysRead], today: NaiveDate) -> Option<NaiveDate> {
    let mut until: Option<NaiveDate> = None;
    let mut clock_was_ahead = false;
    for (past, latest) in earlier.iter().zip(credible_until(earlier, today)) {
        if !past.complete {
            continue;
        }
        if past.day > latest + SLACK {
            clock_was_ahead = true;
            continue;
        }
        // Versions that noted no start took the wrong day for right: of theirs,
        // only the window that every sync has is sure.
        let start = past
            .start
            .or(clock_was_ahead.then_some(past.day - TRAILING));
        let joins = start.is_none_or(|start| {
            start <= past.day - HISTORY + SLACK || until.is_some_and(|until| start <= until)
        });
        if joins {
            until = until.max(Some(past.day));
        }
    }
    until
}

/// For every sync the earliest day of those after it, today included: no sync
/// can have been later than what followed it.
fn credible_until(earlier: &[DaysRead], today: NaiveDate) -> Vec<NaiveDate> {
    let mut earliest = today;
    let mut days: Vec<_> = earlier
        .iter()
        .rev()
        .map(|past| {
            let latest = earliest;
            earliest = earliest.min(past.day);
            latest
        })
        .collect();
    days.reverse();
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-06-30";
    const ALL: &str = "2024-06-30";

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Complete syncs as `day` or `day<start`, others as `!day`.
    fn check(earlier: &[&str], start: &str) {
        let past = |text: &&str| {
            let (complete, text) = match text.strip_prefix('!') {
                Some(text) => (false, text),
                None => (true, *text),
            };
            let (day, start) = match text.split_once('<') {
                Some((day, start)) => (day, Some(date(start))),
                None => (text, None),
            };
            DaysRead {
                day: date(day),
                complete,
                start,
            }
        };
        let past: Vec<_> = earlier.iter().map(past).collect();
        let window = window(&past, date(TODAY));
        assert_eq!(window.start, date(start), "{earlier:?}");
        assert_eq!(window.end, date(TODAY));
    }

    #[test]
    fn a_window_covers_the_gap_and_never_more_than_plaid_has() {
        check(&[], ALL);
        check(&["2026-06-30"], "2026-04-01");
        check(&["2026-05-02"], "2026-04-01");
        check(&["2026-04-30"], "2026-03-31");
        check(&["2025-01-31"], "2025-01-01");
        check(&["2024-07-01"], ALL);
        check(&["2020-01-01"], ALL);
        check(&["!2026-06-29"], ALL);
        check(&["2026-01-31", "!2026-06-29"], "2026-01-01");
    }

    #[test]
    fn a_day_in_the_future_is_not_believed() {
        check(&["2030-01-01"], ALL);
        check(&["2026-01-31", "2030-01-01"], "2026-01-01");
        check(&["2026-01-31", "2030-01-01<2027-12-31"], "2026-01-01");
        check(&["2026-01-31", "2026-07-31"], "2026-01-01");
        // In UTC it may be tomorrow.
        check(&["2026-01-31", "2026-07-01"], "2026-04-01");
    }

    #[test]
    fn a_day_after_that_of_a_later_sync_is_not_believed() {
        // It was the future then, and has come meanwhile.
        check(&["2025-01-31", "2026-05-31", "!2025-03-01"], "2025-01-01");
        let ahead = "2026-05-31<2026-03-02";
        check(&["2025-01-31", ahead, "!2025-03-01"], "2025-01-01");
    }

    #[test]
    fn what_an_earlier_version_missed_is_read_again_once() {
        // The third began 90 days back: of February and March nothing was read.
        let missed = ["2026-01-15", "2030-01-01", "2026-06-25"];
        check(&missed, "2025-12-16");
        let [first, ahead, narrow] = missed;
        let wide = "2026-06-26<2025-12-16";
        check(&[first, ahead, narrow, wide], "2026-04-01");
        check(&[first, ahead, narrow, "!2026-06-26"], "2025-12-16");
        // Where the trailing window covered the gap, nothing was missed.
        check(&["2026-04-15", "2030-01-01", "2026-06-25"], "2026-04-01");
    }

    #[test]
    fn a_clock_that_was_behind_is_made_up_for() {
        let behind = "1999-01-01<1997-01-01";
        check(&["2026-06-01", behind], ALL);
        let whole = "2026-06-29<2024-06-29";
        check(&["2026-06-01", behind, whole], "2026-04-01");
    }
}
