//! Days before the first snapshot as days of a return, where the person wants that.

use std::borrow::Cow;

use chrono::TimeZone;
use rust_decimal::Decimal;

use super::{EarlyDay, ValueBefore, read};
use crate::{
    analytics::performance::{Measured, TOO_LITTLE, ValuedDay},
    portfolio::{History, Portfolio},
};

/// The same scope with the days before its first snapshot that are priced as a whole
/// and since which every flow is known, from the last one on after which enough was
/// there; every figure over one of them is estimated. `None` where there is none.
pub(super) fn with_early_days<Tz: TimeZone>(
    portfolio: &Portfolio,
    history: &History,
    measured: &Measured,
    zone: &Tz,
) -> Option<Measured> {
    let before = read(portfolio, history, measured, zone, true)?;
    measured.with_days_before(before.observed, days(&before), &before.entries)
}

/// A scope as its figures are measured: with the days before its first snapshot where
/// the history is given, because they are to count, and there are such days. Only for
/// accounts, and groups of them: holdings are measured from the first snapshot on.
pub fn counted<'a, Tz: TimeZone>(
    portfolio: &Portfolio,
    early: Option<&History>,
    scope: Cow<'a, Measured>,
    zone: &Tz,
) -> Cow<'a, Measured> {
    let early = early.and_then(|it| with_early_days(portfolio, it, &scope, zone));
    early.map_or(scope, Cow::Owned)
}

/// Whether there is such a day.
pub fn has_early_days(before: &ValueBefore) -> bool {
    !days(before).is_empty()
}

fn days(before: &ValueBefore) -> Vec<ValuedDay> {
    let Some(&(known, _)) = before.paid_in.first() else {
        return vec![];
    };
    let is_whole = |it: &&EarlyDay| it.day >= known && it.coverage == Some(Decimal::ONE);
    let days = before.days.iter().filter(is_whole);
    let mut days: Vec<ValuedDay> = days
        .filter_map(|it| {
            let passing = before.transits.iter();
            let passing = passing.filter(|(from, until, _)| *from <= it.day && it.day < *until);
            let in_transit: Decimal = passing.map(|it| it.2).sum();
            Some(ValuedDay {
                day: it.day,
                value: it.value? + in_transit,
                in_transit,
                unsettled: Decimal::ZERO,
            })
        })
        .collect();
    let least = before.value * TOO_LITTLE;
    let is_little = |it: &ValuedDay| it.value <= Decimal::ZERO || it.value < least;
    let begin = days.iter().rposition(is_little).map_or(0, |it| it + 1);
    days.drain(..begin);
    days
}
