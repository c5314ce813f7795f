//! One account in one currency: what it was worth on which days, and what
//! happened between them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{
    entry::{Cause, Entry, NoLegs},
    units::{Held, UnitRow, Units, roll},
};
use crate::{
    analytics::flows::{CashListing, Effect, Legs, effect, signed_units, within_reach},
    domain::{
        AccountId, Answer, AssetClass, CashRule, Currency, Meaning, Resolution, SecurityId, Topic,
        Transaction, TransactionKind,
    },
    portfolio::{Observation, Portfolio},
};

/// A day on which everything that was ever known of an account is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub day: NaiveDate,
    pub value: Decimal,
    /// What each security was worth, by security; cash and a balance without
    /// holdings are under none.
    pub holdings: BTreeMap<Option<SecurityId>, Decimal>,
}

/// An account in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    pub account: AccountId,
    pub currency: Option<Currency>,
    pub listing: CashListing,
    /// By day.
    pub points: Vec<Point>,
    /// The days on which the account stopped being listed, each after a point.
    pub endings: Vec<NaiveDate>,
    /// By day.
    pub entries: Vec<Entry>,
    /// Securities whose value was never known: in no figure.
    pub never_valued: BTreeSet<SecurityId>,
    /// How units came out: where they did not simply agree, and at the last
    /// point of all that is or was held.
    pub units: Vec<Rolled>,
    /// Cash that no row explains.
    pub cash: Vec<CashLeft>,
}

/// How the units of a security came out between two points.
#[derive(Clone, Debug, PartialEq)]
pub struct Rolled {
    /// That of the first point.
    pub from: NaiveDate,
    /// That of the second point.
    pub day: NaiveDate,
    /// When the second point was read.
    pub found_at: DateTime<Utc>,
    pub security: SecurityId,
    /// What the points have; `None` where the institution does not say.
    pub before: Option<Decimal>,
    pub after: Option<Decimal>,
    /// What the rows and the rules say, whatever the person said.
    pub outcome: Units,
    /// What the unexplained units are worth, signed as they are.
    pub value: Option<Decimal>,
    /// What the person said of the unexplained units.
    pub told: Option<Told>,
}

/// Cash that no row explains between two points.
#[derive(Clone, Debug, PartialEq)]
pub struct CashLeft {
    pub from: NaiveDate,
    pub day: NaiveDate,
    pub found_at: DateTime<Utc>,
    /// Positive where there is more than rows explain.
    pub amount: Decimal,
    pub told: Option<Told>,
}

/// What the person said of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The name of the resolution.
    pub id: Arc<str>,
    pub answer: Answer,
}

/// What an account is read from, for one currency.
pub(super) struct Source<'a> {
    pub(super) portfolio: &'a Portfolio,
    pub(super) account: &'a AccountId,
    pub(super) currency: Option<&'a Currency>,
    /// The last of each day, by day.
    pub(super) observations: Vec<(NaiveDate, &'a Observation)>,
    /// Those that count, by date, then id.
    pub(super) rows: Vec<(&'a Transaction, Meaning)>,
    /// From when until when the account was not listed.
    pub(super) unlisted: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// What the person said of the account, with the day of the sync that it is
    /// about.
    pub(super) told: Vec<(NaiveDate, &'a Resolution)>,
}

/// The currencies that an account ever had anything in.
pub(super) fn currencies(observations: &[Observation]) -> impl Iterator<Item = Option<&Currency>> {
    observations.iter().flat_map(|it| {
        let of_balance = it.rows.is_empty().then_some(it.balance_currency.as_ref());
        it.rows
            .iter()
            .map(|row| row.currency.as_ref())
            .chain(of_balance)
    })
}

impl Source<'_> {
    /// Reads the account.
    pub(super) fn ledger(&self) -> Ledger {
        let pool = self.pool();
        let is_balance_alone = self.observations.iter().any(|(_, it)| it.rows.is_empty());
        let listing = if is_balance_alone || !pool.is_empty() {
            CashListing::Listed
        } else {
            CashListing::NotListed
        };
        let (points, never_valued) = self.points(&pool);
        let mut ledger = Ledger {
            account: self.account.clone(),
            currency: self.currency.cloned(),
            listing,
            points,
            endings: vec![],
            entries: vec![],
            never_valued,
            units: vec![],
            cash: vec![],
        };
        for segment in self.segments(&ledger.points) {
            self.walk(&mut ledger, &pool, segment.clone());
            self.close(&mut ledger, segment);
        }
        ledger.entries.sort_by(|a, b| {
            (a.day, &a.transaction, &a.security, a.cause).cmp(&(
                b.day,
                &b.transaction,
                &b.security,
                b.cause,
            ))
        });
        ledger
    }

    /// The securities that are the account's cash: those of type cash, and those
    /// as good as cash that no purchase or sale names.
    fn pool(&self) -> BTreeSet<SecurityId> {
        let traded: BTreeSet<&SecurityId> = (self.rows.iter())
            .filter(|(_, meaning)| {
                matches!(meaning.kind, TransactionKind::Buy | TransactionKind::Sell)
                    && matches!(meaning.cash_rule, CashRule::Moves(_))
            })
            .filter_map(|(row, _)| row.security_id.as_ref())
            .collect();
        let held = self.observations.iter().flat_map(|(_, it)| &it.rows);
        let held: BTreeSet<&SecurityId> = held.map(|it| &it.security).collect();
        let is_cash = |id: &&SecurityId| {
            self.portfolio.security(id).is_some_and(|it| {
                it.asset_class == Some(AssetClass::Cash)
                    || (it.is_cash_equivalent == Some(true) && !traded.contains(id))
            })
        };
        held.into_iter().filter(is_cash).cloned().collect()
    }

    /// The days on which everything is known that was known before, and the
    /// securities that never were.
    fn points(&self, pool: &BTreeSet<SecurityId>) -> (Vec<Point>, BTreeSet<SecurityId>) {
        let mut known: BTreeSet<&SecurityId> = BTreeSet::new();
        let mut unknown: BTreeSet<&SecurityId> = BTreeSet::new();
        let mut points = vec![];
        for (day, observation) in &self.observations {
            let mut point = Point {
                day: *day,
                value: Decimal::ZERO,
                holdings: BTreeMap::new(),
            };
            let mut is_whole = true;
            let rows = observation.rows.iter();
            for row in rows.filter(|it| it.currency.as_ref() == self.currency) {
                let Some(value) = row.value.and_then(within_reach) else {
                    is_whole &= !known.contains(&row.security);
                    unknown.insert(&row.security);
                    continue;
                };
                known.insert(&row.security);
                point.value += value;
                let key = (!pool.contains(&row.security)).then(|| row.security.clone());
                *point.holdings.entry(key).or_default() += value;
            }
            if observation.rows.is_empty() && observation.balance_currency.as_ref() == self.currency
            {
                let balance = observation.balance.and_then(within_reach);
                point.value = balance.unwrap_or_default();
                point.holdings.insert(None, point.value);
            }
            let is_listed = self
                .unlisted
                .iter()
                .all(|&(from, until)| *day < from || until.is_some_and(|until| *day >= until));
            if is_whole && is_listed {
                points.push(point);
            }
        }
        let never = unknown.difference(&known).map(|&it| it.clone()).collect();
        (points, never)
    }

    /// The points between which the account was always listed.
    fn segments(&self, points: &[Point]) -> Vec<std::ops::Range<usize>> {
        let mut segments = vec![];
        let mut begin = 0;
        for at in 1..=points.len() {
            let is_end = points.get(at).is_none_or(|point| {
                let before = points[at - 1].day;
                (self.unlisted.iter()).any(|&(from, _)| before < from && from <= point.day)
            });
            if is_end {
                segments.push(begin..at);
                begin = at;
            }
        }
        segments
    }

    /// Adds how a segment begins and ends: with value that flows in and out.
    fn close(&self, ledger: &mut Ledger, segment: std::ops::Range<usize>) {
        let synthetic = |day, cause, value: Decimal, security: Option<SecurityId>| Entry {
            day,
            account: self.account.clone(),
            legs: Ok(of_value(value, security.is_none())),
            security,
            cause,
            transaction: None,
            units_in_kind: None,
            is_estimated: false,
        };
        let (first, last) = (
            &ledger.points[segment.start],
            &ledger.points[segment.end - 1],
        );
        let mut entries: Vec<Entry> = (first.holdings.iter())
            .map(|(security, &value)| {
                synthetic(first.day, Cause::FirstSeen, value, security.clone())
            })
            .collect();
        let after = self.unlisted.iter().map(|it| it.0);
        let ending = after.filter(|&from| from > last.day).min();
        if let Some(day) = ending {
            entries.extend(last.holdings.iter().map(|(security, &value)| {
                synthetic(day, Cause::Removed, -value, security.clone())
            }));
        }
        ledger.entries.extend(entries);
        ledger.endings.extend(ending);
    }

    /// What each security was on the days of a segment, those of the account's
    /// cash left out.
    fn held(
        &self,
        pool: &BTreeSet<SecurityId>,
        days: &[NaiveDate],
    ) -> HashMap<&SecurityId, Vec<Held>> {
        let mut held = HashMap::new();
        let mut observations = self.observations.iter();
        for (at, day) in days.iter().enumerate() {
            let Some((_, observation)) = observations.find(|it| it.0 == *day) else {
                continue;
            };
            for row in &observation.rows {
                if row.currency.as_ref() != self.currency || pool.contains(&row.security) {
                    continue;
                }
                let of_security = held
                    .entry(&row.security)
                    .or_insert_with(|| vec![Held::NOTHING; days.len()]);
                of_security[at] = Held {
                    units: row.units.and_then(within_reach),
                    value: row.value.and_then(within_reach),
                };
            }
        }
        held
    }

    /// Adds the entries of a segment.
    fn walk(
        &self,
        ledger: &mut Ledger,
        pool: &BTreeSet<SecurityId>,
        segment: std::ops::Range<usize>,
    ) {
        let days: Vec<NaiveDate> = ledger.points[segment.clone()]
            .iter()
            .map(|it| it.day)
            .collect();
        let (Some(&first), Some(&last)) = (days.first(), days.last()) else {
            return;
        };
        // Rows shortly after the last day may be in it already.
        let horizon = super::entry::business_days_after(last, 3);
        let begin = self.rows.partition_point(|(row, _)| row.date <= first);
        let end = self.rows.partition_point(|(row, _)| row.date <= horizon);
        let rows = &self.rows[begin..end];
        let interval = |date: NaiveDate| days.partition_point(|it| *it < date);
        let mut intervals: Vec<usize> = rows.iter().map(|(row, _)| interval(row.date)).collect();
        let mut held = self.held(pool, &days);
        let mut by_security: BTreeMap<&SecurityId, Vec<usize>> =
            held.keys().map(|&it| (it, vec![])).collect();
        for (at, (row, _)) in rows.iter().enumerate() {
            if let Some(security) = of_units(row, pool) {
                by_security.entry(security).or_default().push(at);
            }
        }
        for (security, own) in by_security {
            let held = held
                .entry(security)
                .or_insert_with(|| vec![Held::NOTHING; days.len()]);
            let mut moved: Vec<UnitRow> = (own.iter())
                .map(|&at| UnitRow {
                    date: rows[at].0.date,
                    units: signed_units(rows[at].0, rows[at].1.kind).unwrap_or_default(),
                    is_corporate_action: rows[at].1.kind == TransactionKind::CorporateAction,
                    interval: intervals[at],
                })
                .collect();
            let outcome = roll(&days, held, &mut moved);
            for (&at, row) in own.iter().zip(&moved) {
                intervals[at] = row.interval;
            }
            self.explain(ledger, security, &days, held, &outcome);
        }
        let mut cash = vec![Decimal::ZERO; days.len()];
        let mut shifted = vec![Decimal::ZERO; days.len()];
        for (at, (row, meaning)) in rows.iter().enumerate() {
            let Some(&end_of_interval) = days.get(intervals[at]) else {
                continue;
            };
            let own = interval(row.date);
            let day = match intervals[at].cmp(&own) {
                std::cmp::Ordering::Less => end_of_interval,
                std::cmp::Ordering::Equal => row.date,
                // It was not there yet on the day before the interval.
                std::cmp::Ordering::Greater => days[intervals[at] - 1]
                    .succ_opt()
                    .unwrap_or(end_of_interval),
            };
            let held = row.security_id.as_ref().and_then(|it| held.get(it));
            let entry = self.entry(
                row,
                *meaning,
                pool,
                day,
                |it| {
                    let held = held?;
                    held[it].price().or_else(|| held[it - 1].price())
                },
                intervals[at],
                ledger.listing,
            );
            if let Ok(legs) = entry.legs {
                cash[intervals[at]] += legs.cash;
                if intervals[at] != own {
                    shifted[intervals[at]] += legs.cash;
                }
            }
            ledger.entries.push(entry);
        }
        if ledger.listing == CashListing::Listed {
            self.explain_cash(ledger, segment, &cash, &shifted);
        }
    }

    /// The entry of a row that takes effect in the interval that ends at `at`.
    #[expect(clippy::too_many_arguments, reason = "each is about the row")]
    fn entry(
        &self,
        row: &Transaction,
        meaning: Meaning,
        pool: &BTreeSet<SecurityId>,
        day: NaiveDate,
        price: impl Fn(usize) -> Option<Decimal>,
        at: usize,
        listing: CashListing,
    ) -> Entry {
        let security = of_units(row, pool).cloned();
        let mut entry = Entry {
            day,
            account: self.account.clone(),
            cause: Cause::Row(meaning.kind),
            transaction: Some(row.id.clone()),
            legs: Ok(Legs::default()),
            units_in_kind: None,
            is_estimated: false,
            security,
        };
        match effect(row, meaning) {
            Effect::Unknown(because) => entry.legs = Err(NoLegs::Row(because)),
            Effect::Known(legs) => {
                let mut legs = legs.seen_by(listing, meaning.kind, entry.security.is_some());
                if entry.security.is_none() {
                    // What is bought of cash is cash.
                    legs.cash += legs.securities;
                    legs.securities = Decimal::ZERO;
                }
                if legs.is_unclassified {
                    entry.cause = Cause::Unclassified;
                }
                entry.legs = Ok(legs);
            }
            Effect::InKind { units, value } => {
                entry.cause = Cause::InKind;
                entry.units_in_kind = Some(units);
                entry.is_estimated = value.is_none();
                let value = value.or_else(|| units.checked_mul(price(at)?));
                entry.legs = match value.and_then(within_reach) {
                    Some(value) => Ok(of_value(value, entry.security.is_none())),
                    None => Err(NoLegs::NoPrice),
                };
            }
        }
        entry
    }

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

    /// When the point of a day was read.
    fn read_at(&self, day: NaiveDate) -> DateTime<Utc> {
        let found = self.observations.binary_search_by_key(&day, |it| it.0);
        found.map_or_else(
            |_| day.and_time(chrono::NaiveTime::MIN).and_utc(),
            |at| self.observations[at].1.synced_at,
        )
    }

    /// Adds what rows do not explain of a security.
    fn explain(
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
                self.found(ledger, security, day, Cause::BecameKnown, Ok(value), false);
                continue;
            }
            let is_last = at + 1 == days.len();
            let left = match units {
                Units::Unexplained(left) => Some(*left),
                Units::Agree | Units::InFlight | Units::CorporateAction | Units::Unknown => None,
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
            let cause = cause_of(answer, Cause::UnexplainedUnits);
            // Nobody knows on which of the days it came.
            let is_late = cause.is_told() && (day - days[before]).num_days() > 1;
            self.found(ledger, security, day, cause, value, is_estimated || is_late);
        }
    }

    fn found(
        &self,
        ledger: &mut Ledger,
        security: &SecurityId,
        day: NaiveDate,
        cause: Cause,
        value: Result<Decimal, NoLegs>,
        is_estimated: bool,
    ) {
        ledger.entries.push(Entry {
            day,
            account: self.account.clone(),
            security: Some(security.clone()),
            cause,
            transaction: None,
            legs: value.map(|it| told_legs(it, false, cause)),
            units_in_kind: None,
            is_estimated,
        });
    }

    /// Adds what rows do not explain of the account's cash.
    fn explain_cash(
        &self,
        ledger: &mut Ledger,
        segment: std::ops::Range<usize>,
        cash: &[Decimal],
        shifted: &[Decimal],
    ) {
        let is_balance = |it: &Point| {
            let found = self.observations.binary_search_by_key(&it.day, |it| it.0);
            found.is_ok_and(|at| self.observations[at].1.rows.is_empty())
        };
        let mut on_its_way = Decimal::ZERO;
        for at in 1..segment.len() {
            let points = &ledger.points[segment.clone()];
            let (then, now) = (&points[at - 1], &points[at]);
            if is_balance(then) || is_balance(now) {
                continue;
            }
            let of_cash = |it: &Point| it.holdings.get(&None).copied().unwrap_or_default();
            let left = of_cash(now) - of_cash(then) - cash[at];
            // The cash of rows whose units moved on another day.
            let is_late = left == on_its_way - shifted[at];
            let cause = if left == on_its_way || is_late {
                Cause::InFlight
            } else {
                Cause::UnexplainedCash
            };
            on_its_way = if is_late { shifted[at] } else { Decimal::ZERO };
            if left.is_zero() {
                continue;
            }
            let (from, day) = (then.day, now.day);
            let is_open = cause == Cause::UnexplainedCash;
            let told = is_open.then(|| self.told(day, None, left)).flatten();
            let cause = cause_of(told.as_ref().map(|it| it.answer), cause);
            if is_open {
                ledger.cash.push(CashLeft {
                    from,
                    day,
                    found_at: self.read_at(day),
                    amount: left,
                    told,
                });
            }
            ledger.entries.push(Entry {
                day,
                account: self.account.clone(),
                security: None,
                cause,
                transaction: None,
                legs: Ok(told_legs(left, true, cause)),
                units_in_kind: None,
                is_estimated: false,
            });
        }
    }
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

/// Value that came in as securities or as cash.
fn of_value(value: Decimal, is_cash: bool) -> Legs {
    if is_cash {
        Legs {
            cash: value,
            ..Legs::default()
        }
    } else {
        Legs {
            securities: value,
            ..Legs::default()
        }
    }
}

/// The security whose units a row is about, unless that is the account's cash.
fn of_units<'a>(row: &'a Transaction, pool: &BTreeSet<SecurityId>) -> Option<&'a SecurityId> {
    let security = row.security_id.as_ref().filter(|_| !row.context.is_of_cash);
    security.filter(|it| !pool.contains(*it))
}
