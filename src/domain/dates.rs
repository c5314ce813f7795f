//! Which dates are believed, and when a day ends.

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};

/// Earlier days are placeholders, such as those of the years 1, 1900 and 1970;
/// an institution reports two years at most.
const EARLIEST_YEAR: i32 = 1971;

/// How far ahead a settlement may lie, or a row that is only announced.
const AHEAD: Days = Days::new(31);

/// Whether `date` can be the day of something reported up to `today`.
///
/// Institutions send placeholders: the year 1, the year 2999. Such a row is
/// kept with its day as reported, but no chart or sum over time includes that
/// day.
pub fn is_believable_date(date: NaiveDate, today: NaiveDate) -> bool {
    use chrono::Datelike as _;
    date.year() >= EARLIEST_YEAR && today.checked_add_days(AHEAD).is_none_or(|it| date <= it)
}

/// The last second of a day in a time zone; `None` where a clock skips it.
pub fn end_of_day(day: NaiveDate, zone: &impl TimeZone) -> Option<DateTime<Utc>> {
    let end = zone.from_local_datetime(&day.and_hms_opt(23, 59, 59)?);
    Some(end.latest()?.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_not_believed() {
        let check = |text: &str, expected: bool| {
            let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
            let found = is_believable_date(date(text), date("2026-06-15"));
            assert_eq!(found, expected, "{text}");
        };
        check("0001-01-01", false);
        check("1899-12-31", false);
        check("1970-01-01", false);
        check("1999-12-31", true);
        check("2026-06-15", true);
        check("2026-06-17", true);
        check("2999-12-31", false);
        check("9999-12-31", false);
    }
}
