//! All number and date text.

use std::{fmt::Write as _, time::Duration};

use chrono::{DateTime, Datelike as _, Local, NaiveDate, Utc};
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

    /// `$428.25k`, for a tick of an axis: short, and exact, so that no two ticks
    /// have the same label.
    pub fn axis_money(self, amount: Option<Decimal>, currency: Option<&Currency>) -> String {
        self.amount(amount, |amount| {
            let (scaled, unit) = scaled(amount.abs());
            let digits = scaled.normalize().scale();
            let scaled = fixed(scaled, digits);
            format!("{}{}{scaled}{unit}", minus(amount), symbol(currency))
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

/// An amount that is written no shorter than any of these, in one currency.
pub fn widest(amounts: impl IntoIterator<Item = Decimal>) -> Option<Decimal> {
    let widest = amounts.into_iter().fold(None, |widest, it| {
        let (most, is_negative) = widest.unwrap_or((Decimal::ZERO, false));
        Some((most.max(it.abs()), is_negative || it < Decimal::ZERO))
    });
    widest.map(|(most, is_negative)| if is_negative { -most } else { most })
}

/// How many letters [`Figures::quantity`] writes, without writing them.
pub fn quantity_length(quantity: Decimal) -> usize {
    let digits = quantity.mantissa().unsigned_abs().checked_ilog10();
    let digits = digits.map_or(1, |it| it + 1);
    let whole = digits.saturating_sub(quantity.scale()).max(1);
    let point = u32::from(quantity.scale() > 0);
    let sign = u32::from(quantity < Decimal::ZERO);
    let length = sign + whole + (whole - 1) / 3 + point + quantity.scale();
    usize::try_from(length).unwrap_or(usize::MAX)
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

/// `31 Jan – 2 Mar 2026`; both years where there are two.
pub fn days(from: NaiveDate, to: NaiveDate) -> String {
    if from.year() == to.year() {
        format!("{} – {}", from.format("%-d %b"), date(to))
    } else {
        format!("{} – {}", date(from), date(to))
    }
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
        // Up to 10 minutes ahead count as now: clocks of two computers differ.
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

/// What stands for thousands of what stands before it.
const UNITS: [&str; 5] = ["", "k", "M", "B", "T"];

/// An amount in the largest unit of which it has at least one, exact but for
/// amounts beyond all units.
fn scaled(amount: Decimal) -> (Decimal, &'static str) {
    let mut scaled = amount;
    for unit in UNITS {
        if scaled < Decimal::ONE_THOUSAND {
            return (scaled, unit);
        }
        scaled /= Decimal::ONE_THOUSAND;
    }
    (
        round(scaled * Decimal::ONE_THOUSAND, 0),
        UNITS[UNITS.len() - 1],
    )
}

/// Three significant digits with a unit, `429` and `k`; below one unit, as far
/// as the `minor` digits of the currency go.
fn compact(amount: Decimal, minor: u32) -> (Decimal, &'static str) {
    let (mut scaled, mut at) = (amount, 0);
    loop {
        let most = if at == 0 { minor } else { 2 };
        let rounded = match scaled.round_sf(3) {
            Some(rounded) if scaled < Decimal::ONE_THOUSAND => round(rounded, most),
            _ => round(scaled, 0),
        };
        if rounded < Decimal::ONE_THOUSAND || at + 1 == UNITS.len() {
            return (rounded.normalize(), UNITS[at]);
        }
        scaled /= Decimal::ONE_THOUSAND;
        at += 1;
    }
}

#[cfg(test)]
mod tests;
