//! What every security costs on every day: a random walk around a trend, the
//! same for the same seed, for any number of days.

use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDate, TimeDelta, Weekday};
use rust_decimal::{Decimal, dec};

use super::{
    random::{below, mix, of_text},
    securities::{ALL, Security},
};

/// Days over which a price tends from [`Security::then`] to [`Security::now`].
const TREND_DAYS: u32 = 730;
/// How much of its distance to the trend a price makes up in a day.
const PULL: Decimal = dec!(0.02);

/// The prices of all securities, computed up to some day.
#[derive(Debug)]
pub(super) struct Market {
    seed: u64,
    start: NaiveDate,
    /// By security, the price of every day since `start`, before rounding and
    /// as after any split.
    walks: HashMap<&'static str, Vec<Decimal>>,
}

impl Market {
    /// The prices from `start` to `until`.
    pub(super) fn new(seed: u64, start: NaiveDate, until: NaiveDate) -> Self {
        let mut market = Self {
            seed,
            start,
            walks: ALL.iter().map(|it| (it.key, vec![it.then])).collect(),
        };
        market.extend_to(until);
        market
    }

    /// Makes sure that prices are known up to `date`.
    pub(super) fn extend_to(&mut self, date: NaiveDate) {
        let days = self.day(date);
        for security in ALL {
            let walk = self.walks.entry(security.key).or_default();
            while walk.len() <= days {
                let last = walk.last().copied().unwrap_or(security.then);
                let today = self.start + TimeDelta::days(offset(walk.len()));
                walk.push(step(self.seed, security, last, walk.len(), today));
            }
        }
    }

    /// The price of `security` on `date`, with its usual digits. Outside the
    /// known days it is that of the nearest one.
    pub(super) fn price(&self, security: &Security, date: NaiveDate) -> Decimal {
        let walk = self.walks.get(security.key).map_or(&[][..], Vec::as_slice);
        let day = self.day(date).min(walk.len().saturating_sub(1));
        let price = walk.get(day).copied().unwrap_or(security.now);
        let factor = match security.split {
            Some(split) if date < weekday_from(self.start + TimeDelta::days(split.day)) => {
                split.ratio
            }
            Some(_) | None => Decimal::ONE,
        };
        with_digits(price * factor, security.price_digits)
    }

    /// The price at the `tick`-th look at the same day: up to 0.3 % away.
    pub(super) fn price_at_tick(&self, security: &Security, date: NaiveDate, tick: u64) -> Decimal {
        let price = self.price(security, date);
        if tick == 0 || security.volatility.is_zero() {
            return price;
        }
        let thousandths = below(mix(self.seed, &[of_text(security.key), tick, 7]), 601);
        let ratio = dec!(0.997) + Decimal::new(i64::from(thousandths), 5);
        with_digits(price * ratio, security.price_digits)
    }

    fn day(&self, date: NaiveDate) -> usize {
        usize::try_from((date - self.start).num_days()).unwrap_or_default()
    }
}

/// The price one day later.
fn step(seed: u64, security: &Security, price: Decimal, day: usize, today: NaiveDate) -> Decimal {
    if !security.always_open && is_weekend(today) {
        return price;
    }
    let slope = (security.now - security.then) / Decimal::from(TREND_DAYS);
    let trend = (security.then + slope * Decimal::from(day)).max(security.then / dec!(4));
    let noise: i64 = (0..4)
        .map(|draw| {
            let parts = [of_text(security.key), day as u64, draw];
            i64::from(below(mix(seed, &parts), 1_501)) - 750
        })
        .sum();
    let pull = (trend - price) * PULL;
    let moved = price + pull + price * security.volatility * Decimal::new(noise, 3);
    moved.max(security.then / dec!(10)).round_dp(10)
}

/// `value` rounded to, and written with, exactly `digits` decimals.
pub(super) fn with_digits(value: Decimal, digits: u32) -> Decimal {
    let mut value = value.round_dp(digits);
    value.rescale(digits);
    value
}

/// Whether exchanges are closed.
pub(super) fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// `date`, or the Monday after it on a weekend.
pub(super) fn weekday_from(date: NaiveDate) -> NaiveDate {
    let mut date = date;
    while is_weekend(date) {
        date += TimeDelta::days(1);
    }
    date
}

/// `date`, or the Friday before it on a weekend.
pub(super) fn weekday_until(date: NaiveDate) -> NaiveDate {
    let mut date = date;
    while is_weekend(date) {
        date -= TimeDelta::days(1);
    }
    date
}

fn offset(days: usize) -> i64 {
    i64::try_from(days).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::securities::{BTC, MONEY_MARKET, NVDA, VTI};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn prices_do_not_depend_on_how_far_they_are_known() {
        let (start, end) = (day("2024-11-21"), day("2026-11-21"));
        let short = Market::new(7, start, day("2025-01-31"));
        let mut long = Market::new(7, start, end);
        long.extend_to(day("2028-01-01"));
        for security in ALL {
            let at = day("2025-01-20");
            assert_eq!(short.price(security, at), long.price(security, at));
        }
        assert_ne!(long.price(&VTI, end), long.price(&VTI, day("2026-11-12")));
        assert_ne!(
            long.price(&VTI, end),
            Market::new(8, start, end).price(&VTI, end)
        );
    }

    #[test]
    fn a_split_divides_the_price() {
        let start = day("2024-11-21");
        let market = Market::new(7, start, day("2026-11-21"));
        let split = weekday_from(start + TimeDelta::days(310));
        let before = market.price(&NVDA, split - TimeDelta::days(1));
        let after = market.price(&NVDA, split);
        assert!(before / after > dec!(3.5) && before / after < dec!(4.5));
    }

    #[test]
    fn exchanges_rest_on_weekends_and_coins_do_not() {
        let market = Market::new(7, day("2024-11-21"), day("2026-11-21"));
        let (friday, sunday) = (day("2026-11-20"), day("2026-11-22"));
        assert_eq!(market.price(&VTI, friday), market.price(&VTI, sunday));
        assert_ne!(
            market.price(&BTC, friday),
            market.price(&BTC, day("2026-11-21"))
        );
        assert_eq!(market.price_at_tick(&MONEY_MARKET, friday, 3), dec!(1.00));
        assert_ne!(
            market.price_at_tick(&VTI, friday, 3),
            market.price(&VTI, friday)
        );
    }
}
