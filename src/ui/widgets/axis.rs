//! The ticks of every chart's axes: round amounts, and days or the months that
//! begin.

use chrono::{Datelike as _, Months, NaiveDate, TimeDelta};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::{domain::Currency, text::format};

/// The size of the labels.
pub const LABEL_SIZE: f32 = 11.0;

/// The room that the label of a date needs, and a gap after it.
const DATE_WIDTH: f32 = 64.0;

/// Amounts at round steps.
#[derive(Debug, PartialEq)]
pub struct AmountTicks {
    pub step: Decimal,
    pub lowest: Decimal,
    pub highest: Decimal,
}

impl AmountTicks {
    /// Four to six ticks from below `lowest` to above `highest`, zero among
    /// them: it must lie between the two.
    pub fn around(lowest: Decimal, highest: Decimal, currency: Option<&Currency>) -> Self {
        let rough = highest.saturating_sub(lowest) / Decimal::from(4);
        // Beyond what a decimal holds: one tick at each end.
        let step = round_step(rough, currency).unwrap_or_else(|| highest.max(-lowest));
        let steps = |amount: Decimal| (amount / step).abs().ceil().saturating_mul(step);
        Self {
            step,
            lowest: -steps(lowest),
            highest: steps(highest),
        }
    }

    /// At most `most` ticks between two amounts; `None` where they are too large
    /// or nothing lies between them.
    pub fn within(
        lowest: f64,
        highest: f64,
        most: u32,
        currency: Option<&Currency>,
    ) -> Option<Self> {
        let lowest = Decimal::try_from(lowest).ok()?;
        let highest = Decimal::try_from(highest).ok()?;
        let span = highest.checked_sub(lowest).filter(|it| !it.is_zero())?;
        let step = round_step(span.abs() / Decimal::from(most.max(1)), currency)?;
        Some(Self {
            step,
            lowest: (lowest / step).ceil().checked_mul(step)?,
            highest,
        })
    }

    /// The ticks, from the lowest on.
    pub fn amounts(&self) -> impl Iterator<Item = Decimal> {
        std::iter::successors(Some(self.lowest), |it| it.checked_add(self.step))
            .take_while(|it| *it <= self.highest)
    }
}

/// 1, 2, 2.5 or 5 of some power of ten: the least such step that is no less
/// than `rough` and than one unit of the currency. `None` beyond what a decimal
/// holds.
fn round_step(rough: Decimal, currency: Option<&Currency>) -> Option<Decimal> {
    let mut power = Decimal::new(1, currency.map_or(2, Currency::minor_digits));
    loop {
        for tenths in [10, 20, 25, 50] {
            let step = power.checked_mul(Decimal::new(tenths, 1))?;
            if step >= rough {
                return Some(step.normalize());
            }
        }
        power = power.checked_mul(Decimal::TEN)?;
    }
}

/// How many dates fit beneath a chart of that width.
pub fn most_dates(width: f32) -> i64 {
    let most = (width / DATE_WIDTH).to_i64().unwrap_or_default();
    most.clamp(2, 13)
}

/// How many months lie between two labels, so that no more than `most` name
/// these months.
pub fn months_apart(months: i64, most: i64) -> i64 {
    let apart = [1, 2, 3, 6, 12, 24, 60, 120].into_iter();
    apart
        .filter(|apart| months / apart <= most)
        .min()
        .unwrap_or(240)
}

/// Whether the month of `day` is named where every so many are: January always
/// is, where a year has several labels.
pub fn is_named(day: NaiveDate, months_apart: i64) -> bool {
    let month = i64::from(day.year()) * 12 + i64::from(day.month0());
    month % months_apart == 0
}

/// A day with a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DateTick {
    pub day: NaiveDate,
    /// About how many days lie before the next.
    pub days_apart: i64,
}

/// At most about `most` ticks: at the first of a month, or at days where fewer
/// than 45 are in view.
pub fn date_ticks(first: NaiveDate, last: NaiveDate, most: i64) -> Vec<DateTick> {
    let days = (last - first).num_days();
    if days <= 45 {
        let days_apart = ((days + most - 1) / most).max(1);
        let next = |day: &NaiveDate| day.checked_add_signed(TimeDelta::days(days_apart));
        return std::iter::successors(Some(first), next)
            .take_while(|day| *day <= last)
            .map(|day| DateTick { day, days_apart })
            .collect();
    }
    let apart = months_apart(days / 30, most);
    let next = |day: &NaiveDate| day.checked_add_months(Months::new(1));
    std::iter::successors(first.with_day(1), next)
        .take_while(|day| *day <= last)
        .filter(|day| *day >= first && is_named(*day, apart))
        .map(|day| DateTick {
            day,
            days_apart: 30 * apart,
        })
        .collect()
}

/// `18 Nov`, or where months are apart `Nov`, and `2027` in January.
pub fn date_label(tick: DateTick) -> String {
    if tick.days_apart < 28 {
        format::short_date(tick.day)
    } else {
        format::axis_month(tick.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn amounts_around_zero_have_round_steps() {
        let usd = Currency::iso("USD");
        let check = |lowest, highest, expected: (Decimal, Decimal, Decimal)| {
            let ticks = AmountTicks::around(lowest, highest, Some(&usd));
            assert_eq!((ticks.step, ticks.lowest, ticks.highest), expected);
        };
        check(
            dec!(-7300),
            dec!(11200),
            (dec!(5000), dec!(-10000), dec!(15000)),
        );
        check(dec!(0), dec!(0.35), (dec!(0.1), dec!(0), dec!(0.4)));
        check(dec!(0), dec!(0), (dec!(0.01), dec!(0), dec!(0)));
        let huge = AmountTicks::around(Decimal::MIN, Decimal::MAX, Some(&usd));
        assert!(huge.amounts().count() <= 10, "{huge:?}");
        let bitcoin = Currency::Unofficial("BTC".into());
        let tiny = AmountTicks::around(dec!(0), dec!(0.00000120), Some(&bitcoin));
        assert_eq!(
            (tiny.step, tiny.highest),
            (dec!(0.0000005), dec!(0.0000015))
        );
    }

    #[test]
    fn amounts_between_two_others_are_multiples_of_the_step() {
        let ticks = AmountTicks::within(428_010.5, 428_990.0, 5, None).expect("ticks");
        let amounts: Vec<_> = ticks.amounts().collect();
        let expected = [dec!(428200), dec!(428400), dec!(428600), dec!(428800)];
        assert_eq!(amounts, expected);
        for (lowest, highest) in [(1.0, 1.0), (f64::NAN, 1.0), (0.0, f64::MAX)] {
            assert_eq!(AmountTicks::within(lowest, highest, 5, None), None);
        }
    }

    #[test]
    fn every_date_has_room_for_its_label() {
        let last = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date");
        for width in [210_u16, 400, 950] {
            for days in [10_u16, 40, 90, 365, 730, 3650] {
                let first = last - TimeDelta::days(i64::from(days));
                let ticks = date_ticks(first, last, most_dates(f32::from(width)));
                assert!(!ticks.is_empty(), "{width} points, {days} days");
                let points_per_day = f64::from(width) / f64::from(days);
                for tick in ticks {
                    let days_apart = i32::try_from(tick.days_apart).expect("few");
                    let room = f64::from(days_apart) * points_per_day;
                    assert!(room > 48.0, "{room} of {width} points, {days} days");
                }
            }
        }
    }

    #[test]
    fn a_year_is_named_where_it_begins() {
        let first = NaiveDate::from_ymd_opt(2025, 10, 3).expect("a date");
        let last = NaiveDate::from_ymd_opt(2026, 5, 3).expect("a date");
        let labels: Vec<_> = date_ticks(first, last, 4)
            .into_iter()
            .map(date_label)
            .collect();
        assert_eq!(labels, ["Nov", "2026", "Mar", "May"]);
    }
}
