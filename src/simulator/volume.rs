//! Extra transactions, as many as a test of size wants.
//!
//! They come in pairs that buy and sell the same units at the same price on
//! the same day, so no holding and no balance depends on them. None is stored:
//! each is computed from its number when it is asked for.

use chrono::{Datelike as _, Days, NaiveDate};
use rust_decimal::Decimal;

use super::{
    ledger::{Ledger, Trading},
    market::with_digits,
    positions::Row,
    random::{below, mix, of_text},
};

/// So many pairs, spread evenly over the weekdays of the history.
#[derive(Debug)]
pub(super) struct Volume {
    pairs: usize,
    /// The first weekday, counted from the year 1, and how many there are.
    first: usize,
    weekdays: usize,
}

impl Volume {
    /// `pairs` pairs of rows from `start` to `end`.
    pub(super) fn new(pairs: usize, start: NaiveDate, end: NaiveDate) -> Self {
        let first = weekdays_before(start);
        Self {
            pairs,
            first,
            weekdays: (weekdays_before(end + Days::new(1)) - first).max(1),
        }
    }

    /// How many rows are dated before `date`.
    pub(super) fn count_before(&self, date: NaiveDate) -> usize {
        let elapsed = weekdays_before(date).saturating_sub(self.first);
        2 * (elapsed.min(self.weekdays) * self.pairs).div_ceil(self.weekdays)
    }

    /// Row number `index`, which is one of `day`, in the account of `ledger`.
    pub(super) fn row(ledger: &Ledger, index: usize, day: Trading<'_>) -> Row {
        let account = of_text(ledger.plan.key);
        let pair = mix(ledger.seed, &[account, of_text("pair"), index as u64 / 2]);
        let traded = ledger.plan.traded;
        let choice = below(pair, u32::try_from(traded.len()).unwrap_or(1)) as usize;
        let security = traded.get(choice).copied().unwrap_or(ledger.plan.cash);
        let units = match security.unit_digits {
            0 => Decimal::from(1 + below(pair >> 20, 40)),
            _ => Decimal::new(i64::from(100 + below(pair >> 20, 900)), 3),
        };
        let (kind, word, quantity) = if index.is_multiple_of(2) {
            ("buy", "BUY", units)
        } else {
            ("sell", "SELL", -units)
        };
        let name = format!("{word} {}", security.name.unwrap_or(security.key));
        let mut row = ledger.blank(day.date, (kind, kind), name, Some(security));
        row.id = ledger.identifier(&[account, of_text("volume"), index as u64]);
        (row.quantity, row.price) = (quantity, day.price(security));
        row.amount = with_digits(quantity * row.price, 2);
        row
    }
}

/// Weekdays from the first Monday of the calendar to the day before `date`.
fn weekdays_before(date: NaiveDate) -> usize {
    // 0001-01-01 was a Monday, and is day 1.
    let days = usize::try_from(date.num_days_from_ce() - 1).unwrap_or_default();
    days / 7 * 5 + (days % 7).min(5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::market::is_weekend;

    #[test]
    fn every_pair_lies_on_one_weekday_of_the_history() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        for (pairs, end) in [
            (0, "2026-11-20"),
            (1, "2026-11-21"),
            (17, "2026-11-22"),
            (521, "2026-11-21"),
            (40_000, "2026-11-23"),
        ] {
            let (start, end) = (day("2024-11-23"), day(end));
            let volume = Volume::new(pairs, start, end);
            let mut total = 0;
            for date in start.iter_days().take(800) {
                let next = date.succ_opt().expect("a date");
                let rows = volume.count_before(next) - volume.count_before(date);
                assert!(rows.is_multiple_of(2));
                assert!(rows == 0 || !is_weekend(date) && date <= end, "{date}");
                total += rows;
            }
            assert_eq!(total, 2 * pairs);
        }
    }
}
