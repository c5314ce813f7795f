//! All number and date text.

use std::{fmt::Write as _, time::Duration};

use chrono::{DateTime, Local, NaiveDate, Utc};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::{domain::Currency, state::AppState};

/// What stands for a figure that is not known.
pub const UNKNOWN: &str = "–";

/// What stands for a hidden amount or quantity.
pub const HIDDEN: &str = "•••";

/// The minus sign of figures.
const MINUS: &str = "−";

/// Writes amounts and quantities, or hides them all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub hide: bool,
}

impl Figures {
    /// As the person chose.
    pub fn of(state: &AppState) -> Self {
        Self {
            hide: state.choices.hide_amounts,
        }
    }

    /// `$1,234.56`, `−CA$5.00`; a dash for what is not known.
    pub fn money(self, amount: Option<Decimal>, currency: Option<&Currency>) -> String {
        self.amount(amount, |amount| {
            let digits = digits_of(currency);
            let sign = minus(round(amount, digits));
            with_symbol(sign, amount.abs(), currency, digits)
        })
    }

    /// The same with a sign in front of what is not zero.
    pub fn signed_money(self, amount: Option<Decimal>, currency: Option<&Currency>) -> String {
        self.amount(amount, |amount| {
            let rounded = round(amount, digits_of(currency));
            with_symbol(sign(rounded), amount.abs(), currency, digits_of(currency))
        })
    }

    /// A quantity with the digits that the institution gave, grouped.
    pub fn quantity(self, quantity: Option<Decimal>) -> String {
        self.amount(quantity, |quantity| {
            let sign = minus(quantity);
            format!("{sign}{}", group(&quantity.abs().to_string()))
        })
    }

    /// A price: at least two digits, and all that there are.
    pub fn price(self, price: Option<Decimal>, currency: Option<&Currency>) -> String {
        self.amount(price, |price| {
            let sign = minus(price);
            let digits = price.normalize().scale().max(2);
            with_symbol(sign, price.abs(), currency, digits)
        })
    }

    /// `$429k`, for axes and the middle of a donut.
    pub fn compact_money(self, amount: Option<Decimal>, currency: Option<&Currency>) -> String {
        self.amount(amount, |amount| {
            let (scaled, unit) = compact(amount.abs(), digits_of(currency));
            let sign = minus(if scaled.is_zero() { scaled } else { amount });
            let scaled = fixed(scaled, scaled.scale());
            format!("{sign}{}{scaled}{unit}", symbol(currency))
        })
    }

    fn amount(self, amount: Option<Decimal>, write: impl FnOnce(Decimal) -> String) -> String {
        match amount {
            None => UNKNOWN.to_owned(),
            Some(_) if self.hide => HIDDEN.to_owned(),
            Some(amount) => write(amount),
        }
    }
}

/// A ratio as `39.5%`. Percentages are never hidden.
pub fn percent(ratio: Option<Decimal>) -> String {
    match ratio.and_then(hundredfold) {
        None => UNKNOWN.to_owned(),
        Some(percent) => {
            let minus = minus(percent);
            format!("{minus}{}%", fixed(percent.abs(), 1))
        }
    }
}

/// A ratio as `+39.5%` or `−2.9%`.
pub fn signed_percent(ratio: Option<Decimal>) -> String {
    match ratio.and_then(hundredfold) {
        None => UNKNOWN.to_owned(),
        Some(percent) => format!("{}{}%", sign(percent), fixed(percent.abs(), 1)),
    }
}

fn hundredfold(ratio: Decimal) -> Option<Decimal> {
    Some(round(ratio.checked_mul(Decimal::ONE_HUNDRED)?, 1))
}

/// A number of things, grouped.
pub fn count(count: usize) -> String {
    group(&count.to_string())
}

/// `21 Nov 2026`.
pub fn date(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// `18 Nov`.
pub fn short_date(date: NaiveDate) -> String {
    date.format("%d %b").to_string()
}

/// The month of a day: `Aug 2026`.
pub fn month(date: NaiveDate) -> String {
    date.format("%b %Y").to_string()
}

/// The month of a day below an axis: `Aug`, and `2027` in January.
pub fn axis_month(date: NaiveDate) -> String {
    let is_january = date.format("%m").to_string() == "01";
    date.format(if is_january { "%Y" } else { "%b" })
        .to_string()
}

/// The day of an instant, where the person is.
pub fn day_of(at: DateTime<Utc>) -> String {
    date(at.with_timezone(&Local).date_naive())
}

/// `17:45`, and before it the day where that is not today.
pub fn time_of(now: DateTime<Utc>, at: DateTime<Utc>) -> String {
    let time = at.with_timezone(&Local).format("%H:%M");
    if day_of(at) == day_of(now) {
        time.to_string()
    } else {
        format!("{}, {time}", day_of(at))
    }
}

/// The exact time, for tooltips.
pub fn instant(at: DateTime<Utc>) -> String {
    at.with_timezone(&Local)
        .format("%-d %b %Y, %H:%M:%S")
        .to_string()
}

/// `30 s`, `5 min`: how long something waits, rounded up.
pub fn pause(pause: Duration) -> String {
    let seconds = pause.as_millis().div_ceil(1000).max(1);
    if seconds <= 120 {
        format!("{seconds} s")
    } else {
        format!("{} min", seconds.div_ceil(60))
    }
}

/// `now`, `5 min ago`, `2 h ago`, `3 days ago`; the day of what is in the
/// future, which only a wrong clock can have written.
pub fn age(now: DateTime<Utc>, then: DateTime<Utc>) -> String {
    let minutes = (now - then).num_minutes();
    match minutes {
        // Clocks are set right by minutes.
        ..=-10 => format!("on {}, in the future", day_of(then)),
        -9..=0 => "now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..1440 => format!("{} h ago", minutes / 60),
        1440..2880 => "1 day ago".to_owned(),
        _ => format!("{} days ago", minutes / 1440),
    }
}

/// A currency's code, or words where there is none.
pub fn currency_code(currency: Option<&Currency>) -> &str {
    currency.map_or("No currency", Currency::code)
}

/// What stands before an amount: a symbol where one is unmistakable, else the
/// code.
fn symbol(currency: Option<&Currency>) -> String {
    match currency {
        None => String::new(),
        Some(Currency::Iso(code)) => match &**code {
            "USD" => "$".to_owned(),
            "CAD" => "CA$".to_owned(),
            "AUD" => "A$".to_owned(),
            "EUR" => "€".to_owned(),
            "GBP" => "£".to_owned(),
            "JPY" => "¥".to_owned(),
            "INR" => "₹".to_owned(),
            other => format!("{other}\u{a0}"),
        },
        Some(Currency::Unofficial(code)) => format!("{code}\u{a0}"),
    }
}

fn digits_of(currency: Option<&Currency>) -> u32 {
    currency.map_or(2, Currency::minor_digits)
}

fn with_symbol(sign: &str, amount: Decimal, currency: Option<&Currency>, digits: u32) -> String {
    format!("{sign}{}{}", symbol(currency), fixed(amount, digits))
}

/// The sign of an amount as it is shown, without a plus.
fn minus(shown: Decimal) -> &'static str {
    if shown < Decimal::ZERO { MINUS } else { "" }
}

/// The sign of an amount as it is shown, with a plus.
fn sign(shown: Decimal) -> &'static str {
    if shown > Decimal::ZERO {
        "+"
    } else {
        minus(shown)
    }
}

/// Half away from zero, as people expect of money.
fn round(amount: Decimal, digits: u32) -> Decimal {
    amount.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

/// Exactly `digits` after the point, grouped.
fn fixed(amount: Decimal, digits: u32) -> String {
    let mut text = String::new();
    let places = usize::try_from(digits).unwrap_or(0);
    let written = write!(text, "{:.places$}", round(amount, digits));
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
    group(&text)
}

/// Groups the digits before the point by three.
fn group(digits: &str) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::with_capacity(digits.len() + whole.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(rest);
    text
}

/// Three significant digits with a unit, `429` and `k`; below one unit, as far
/// as the `minor` digits of the currency go.
fn compact(amount: Decimal, minor: u32) -> (Decimal, &'static str) {
    let units = ["", "k", "M", "B", "T"];
    let (mut scaled, mut at) = (amount, 0);
    loop {
        let most = if at == 0 { minor } else { 2 };
        let rounded = match scaled.round_sf(3) {
            Some(rounded) if scaled < Decimal::ONE_THOUSAND => round(rounded, most),
            _ => round(scaled, 0),
        };
        if rounded < Decimal::ONE_THOUSAND || at + 1 == units.len() {
            return (rounded.normalize(), units[at]);
        }
        scaled /= Decimal::ONE_THOUSAND;
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;
    use rust_decimal::dec;

    const OPEN: Figures = Figures { hide: false };

    #[test]
    fn a_time_names_its_day_unless_it_is_today() {
        let noon = Local.with_ymd_and_hms(2026, 11, 23, 12, 0, 0);
        let noon = noon.single().expect("a time").with_timezone(&Utc);
        let later = |hours| time_of(noon, noon + chrono::Duration::hours(hours));
        assert_eq!(later(5), "17:00");
        assert_eq!(later(24), "24 Nov 2026, 12:00");
    }

    #[test]
    fn money_has_its_currencys_digits() {
        let check = |amount, code: &str, expected: &str| {
            assert_eq!(
                OPEN.money(Some(amount), Some(&Currency::iso(code))),
                expected
            );
        };
        check(dec!(428855.99), "USD", "$428,855.99");
        check(dec!(-5), "CAD", "−CA$5.00");
        check(dec!(1234567.5), "JPY", "¥1,234,568");
        check(dec!(0.005), "USD", "$0.01");
        check(dec!(12), "CHF", "CHF\u{a0}12.00");
        check(dec!(-0.004), "USD", "$0.00");
        check(dec!(-0.005), "USD", "−$0.01");
        check(
            Decimal::MIN,
            "JPY",
            "−¥79,228,162,514,264,337,593,543,950,335",
        );
        let bitcoin = Currency::Unofficial("BTC".into());
        let small = OPEN.money(Some(dec!(-0.000000004)), Some(&bitcoin));
        assert_eq!(small, "BTC\u{a0}0.00000000");
        assert_eq!(OPEN.money(Some(dec!(999)), None), "999.00");
        assert_eq!(OPEN.money(None, None), "–");
    }

    #[test]
    fn a_sign_stands_before_every_change() {
        let usd = Currency::iso("USD");
        let check = |amount, expected: &str| {
            assert_eq!(OPEN.signed_money(Some(amount), Some(&usd)), expected);
        };
        check(dec!(4218.77), "+$4,218.77");
        check(dec!(-1200), "−$1,200.00");
        check(dec!(0.00), "$0.00");
        check(dec!(-0.004), "$0.00");
    }

    #[test]
    fn a_quantity_keeps_its_digits() {
        let check = |quantity, expected: &str| {
            assert_eq!(OPEN.quantity(Some(quantity)), expected);
        };
        check(dec!(0.15823001), "0.15823001");
        check(dec!(25000), "25,000");
        check(dec!(1500.100), "1,500.100");
        check(dec!(-10), "−10");
    }

    #[test]
    fn hidden_amounts_show_no_digit() {
        let hidden = Figures { hide: true };
        let usd = Currency::iso("USD");
        let amount = Some(dec!(123.45));
        for text in [
            hidden.money(amount, Some(&usd)),
            hidden.signed_money(amount, Some(&usd)),
            hidden.quantity(amount),
            hidden.price(amount, Some(&usd)),
            hidden.compact_money(amount, Some(&usd)),
        ] {
            assert_eq!(text, HIDDEN);
        }
        assert_eq!(hidden.money(None, None), UNKNOWN);
        assert_eq!(percent(Some(dec!(0.395))), "39.5%");
    }

    #[test]
    fn percentages_have_one_digit() {
        assert_eq!(percent(Some(dec!(1))), "100.0%");
        assert_eq!(signed_percent(Some(dec!(-0.029))), "−2.9%");
        assert_eq!(signed_percent(Some(dec!(0.493))), "+49.3%");
        assert_eq!(signed_percent(None), "–");
        assert_eq!(percent(Some(dec!(-0.0004))), "0.0%");
        assert_eq!(percent(Some(dec!(0.99999))), "100.0%");
        assert_eq!(percent(Some(Decimal::MAX)), "–");
    }

    #[test]
    fn axes_have_short_amounts() {
        let usd = Currency::iso("USD");
        let check = |amount, expected: &str| {
            assert_eq!(OPEN.compact_money(Some(amount), Some(&usd)), expected);
        };
        check(dec!(428855.99), "$429k");
        check(dec!(12000), "$12k");
        check(dec!(1500000), "$1.5M");
        check(dec!(950), "$950");
        check(dec!(-4200), "−$4.2k");
        check(dec!(0), "$0");
        check(dec!(999.4), "$999");
        check(dec!(999.5), "$1k");
        check(dec!(999_499), "$999k");
        check(dec!(999_999), "$1M");
        check(dec!(-999_999_999), "−$1B");
        check(dec!(999_999_999_999), "$1T");
        check(dec!(0.5), "$0.5");
        check(dec!(-0.004), "$0");
        check(Decimal::MAX, "$79,228,162,514,264,338T");
        check(Decimal::MIN, "−$79,228,162,514,264,338T");
        let bitcoin = Currency::Unofficial("BTC".into());
        let check = |amount, expected: &str| {
            assert_eq!(OPEN.compact_money(Some(amount), Some(&bitcoin)), expected);
        };
        check(dec!(0.00012345), "BTC\u{a0}0.000123");
        check(dec!(0.000000004), "BTC\u{a0}0");
        check(dec!(-0.00000001), "−BTC\u{a0}0.00000001");
        check(dec!(12.5), "BTC\u{a0}12.5");
    }

    #[test]
    fn pauses_are_rounded_up() {
        let check = |millis, expected: &str| {
            assert_eq!(pause(Duration::from_millis(millis)), expected);
        };
        check(3, "1 s");
        check(10_000, "10 s");
        check(74_100, "75 s");
        check(120_001, "3 min");
        check(300_000, "5 min");
    }

    #[test]
    fn ages_are_short() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let check = |minutes, expected: &str| {
            assert_eq!(
                age(now, now - chrono::TimeDelta::minutes(minutes)),
                expected
            );
        };
        check(-1, "now");
        check(0, "now");
        check(59, "59 min ago");
        check(130, "2 h ago");
        check(1440, "1 day ago");
        check(4400, "3 days ago");
        check(-3 * 1440, "on 4 Jan 1970, in the future");
    }
}
