//! What no row explains, and what the person said of it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{
    super::{
        entry::{Cause, Entry, NoLegs},
        units::{Held, Units},
    },
    CashLeft, Ledger, Rolled, Source, Told, of_value,
};
use crate::{
    analytics::flows::{Legs, within_reach},
    domain::{Answer, SecurityId, Topic},
    portfolio::Observation,
};

impl Source<'_> {
    /// What the person said of a difference: it counts while the difference is
    /// as large as it was then.
    fn told(&self, day: NaiveDate, security: Option<&SecurityId>, size: Decimal) -> Option<Told> {
        let topic = if security.is_some() {
            Topic::Units
        } else {
            Topic::Cash
        };
        let found = self.told.iter().rfind(|(on, it)| {
            let subject = &it.subject;
            (*on, subject.topic) == (day, topic)
                && subject.security.as_ref() == security
                && subject.currency.as_ref() == self.currency
                && subject.size == Some(size)
        })?;
        Some(Told {
            id: Arc::clone(&found.1.id),
            answer: found.1.answer,
        })
    }

    /// What the point of a day was read from.
    pub(super) fn observation_on(&self, day: NaiveDate) -> Option<&Observation> {
        let found = self.observations.binary_search_by_key(&day, |it| it.0);
        found.ok().map(|at| self.observations[at].1)
    }

    /// When the point of a day was read.
    pub(super) fn read_at(&self, day: NaiveDate) -> DateTime<Utc> {
        self.observation_on(day).map_or_else(
            || day.and_time(chrono::NaiveTime::MIN).and_utc(),
            |it| it.synced_at,
        )
    }

    /// Adds what rows do not explain of a security.
    pub(super) fn explain(
        &self,
        ledger: &mut Ledger,
        security: &SecurityId,
        days: &[NaiveDate],
        held: &[Held],
        outcome: &[Units],
    ) {
        for (before, units) in outcome.iter().enumerate() {
            let (at, day) = (before + 1, days[before + 1]);
            let (then, now) = (held[before], held[at]);
            let appeared = then.value.is_none().then_some(now.value).flatten();
            if let Some(value) = appeared {
                let known = Found {
                    day,
                    cause: Cause::BecameKnown,
                    units: None,
                    value: Ok(value),
                    is_estimated: false,
                };
                self.found(ledger, security, known);
                continue;
            }
            let lost = then.value.filter(|it| now.value.is_none() && !it.is_zero());
            if let Some(value) = lost {
                let unknown = Found {
                    day,
                    cause: Cause::NoLongerKnown,
                    units: None,
                    value: Ok(-value),
                    is_estimated: false,
                };
                self.found(ledger, security, unknown);
                continue;
            }
            let is_last = at + 1 == days.len();
            let units = &self.transferred(*units, security, (days[before], day));
            let left = match units {
                Units::Unexplained(left) | Units::Transferred(left) => Some(*left),
                Units::Agree
                | Units::InFlight
                | Units::CorporateAction
                | Units::SplitByRatio
                | Units::Expired(_)
                | Units::Unknown => None,
            };
            let worth = left.map(|it| worth_of_difference(then, now, it));
            let told = left.and_then(|it| self.told(day, Some(security), it));
            let answer = told.as_ref().map(|it| it.answer);
            if is_last || !matches!(units, Units::Agree | Units::Unknown) {
                ledger.units.push(Rolled {
                    from: days[before],
                    day,
                    found_at: self.read_at(day),
                    security: security.clone(),
                    before: then.units,
                    after: now.units,
                    outcome: *units,
                    value: worth.and_then(Result::ok),
                    told,
                });
            }
            let Some(value) = worth.filter(|_| answer != Some(Answer::Split)) else {
                continue;
            };
            let is_estimated = now.price().is_none();
            let cause = if matches!(units, Units::Transferred(_)) {
                Cause::Transferred
            } else {
                cause_of(answer, Cause::UnexplainedUnits)
            };
            // Nobody knows on which of the days it came.
            let is_late = cause.is_told() && (day - days[before]).num_days() > 1;
            let found = Found {
                day,
                cause,
                units: left,
                value,
                is_estimated: is_estimated || is_late,
            };
            self.found(ledger, security, found);
        }
    }

    /// Units that a row of another account explains, where the person said nothing
    /// else of them.
    fn transferred(
        &self,
        units: Units,
        security: &SecurityId,
        span: (NaiveDate, NaiveDate),
    ) -> Units {
        let Units::Unexplained(left) = units else {
            return units;
        };
        let of_units = (Some(security), self.currency);
        let is_told = self.told(span.1, Some(security), left).is_some();
        if !is_told && (self.others).tell_of(self.account, of_units, span, left) {
            Units::Transferred(left)
        } else {
            units
        }
    }

    fn found(&self, ledger: &mut Ledger, security: &SecurityId, found: Found) {
        ledger.entries.push(Entry {
            day: found.day,
            account: self.account.clone(),
            security: Some(security.clone()),
            cause: found.cause,
            transaction: None,
            legs: found.value.map(|it| told_legs(it, false, found.cause)),
            // Of a transfer, so that its other side is found.
            units_in_kind: found
                .units
                .filter(|_| found.cause.is_transfer_without_row()),
            since: None,
            exchange: None,
            is_estimated: found.is_estimated,
            is_entered: false,
        });
    }

    /// Adds cash that no row explains.
    pub(super) fn cash_left(
        &self,
        ledger: &mut Ledger,
        from: NaiveDate,
        day: NaiveDate,
        amount: Decimal,
    ) {
        let told = self.told(day, None, amount);
        let of_cash = (None, self.currency);
        let is_transfer =
            told.is_none() && (self.others).tell_of(self.account, of_cash, (from, day), amount);
        let answer = told.as_ref().map(|it| it.answer);
        let cause = if is_transfer {
            Cause::Transferred
        } else {
            cause_of(answer, Cause::UnexplainedCash)
        };
        if !is_transfer {
            ledger.cash.push(CashLeft {
                from,
                day,
                found_at: self.read_at(day),
                amount,
                told,
            });
        }
        ledger.entries.push(Entry {
            day,
            account: self.account.clone(),
            security: None,
            cause,
            transaction: None,
            legs: Ok(told_legs(amount, true, cause)),
            units_in_kind: None,
            since: None,
            exchange: None,
            is_estimated: false,
            is_entered: false,
        });
    }
}

/// What a point has of a security that no row tells.
#[derive(Clone, Copy)]
struct Found {
    day: NaiveDate,
    cause: Cause,
    units: Option<Decimal>,
    value: Result<Decimal, NoLegs>,
    is_estimated: bool,
}

/// What unexplained units are worth: at the price of the second point, or else
/// of the first; where a holding is gone, all of its value is what is gone.
fn worth_of_difference(then: Held, now: Held, left: Decimal) -> Result<Decimal, NoLegs> {
    let price = now.price().or_else(|| then.price());
    let value = price
        .and_then(|it| left.checked_mul(it))
        .and_then(within_reach);
    let is_gone = now.units.is_some_and(|it| it.is_zero());
    let whole = then.value.filter(|_| is_gone && then.units == Some(-left));
    whole.map(|it| -it).or(value).ok_or(NoLegs::NoPrice)
}

/// Why a difference crossed the border, by what the person said of it.
fn cause_of(answer: Option<Answer>, unexplained: Cause) -> Cause {
    match answer {
        Some(Answer::Transfer) => Cause::ToldTransfer,
        Some(Answer::Income) => Cause::ToldIncome,
        Some(Answer::Split | Answer::Leave | Answer::Mute) | None => unexplained,
    }
}

/// A difference: what was earned crosses no border.
fn told_legs(value: Decimal, is_cash: bool, cause: Cause) -> Legs {
    let legs = of_value(value, is_cash);
    if cause == Cause::ToldIncome {
        Legs {
            income: value,
            ..legs
        }
    } else {
        legs
    }
}
