//! One account in one currency: what it was worth on which days, and what
//! happened between them.

mod column;
mod exchange;
mod listed;
mod others;
mod reinvestment;
mod settlement;
mod unexplained;
mod walk;

pub use column::Column;
use listed::Listed;
pub(super) use others::Others;

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::{Decimal, dec};

use super::{
    entry::{Cause, Entry},
    units::Units,
};
use crate::{
    analytics::flows::{CashListing, Legs, within_reach},
    domain::{
        AccountId, Answer, AssetClass, CashRule, Currency, Meaning, Resolution, SecurityId,
        Transaction, TransactionKind,
    },
    portfolio::{Observation, ObservedRow, Portfolio},
};

/// A day on which everything that was ever known of an account is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub day: NaiveDate,
    pub value: Decimal,
}

/// An account in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    pub account: AccountId,
    pub currency: Option<Currency>,
    pub listing: CashListing,
    /// By day.
    pub points: Vec<Point>,
    /// What each security was worth at the points, by security; cash and a
    /// balance without holdings are under none, which comes first.
    pub columns: Vec<Column>,
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
    /// Trades of which a point has the units and not yet the cash, or the other
    /// way round.
    pub unsettled: Vec<Unsettled>,
}

/// What a trade is worth while only one side of it is in the account's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// The point that has the first side.
    pub from: NaiveDate,
    /// The point that has both, or the day after the last one.
    pub until: NaiveDate,
    /// What the points between lack: negative where a purchase is to be paid.
    pub amount: Decimal,
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
    /// What other accounts may have sent.
    pub(super) others: Others<'a>,
}

/// The currencies that an account ever had anything in.
pub(super) fn currencies(
    observations: &[Arc<Observation>],
) -> impl Iterator<Item = Option<&Currency>> {
    observations.iter().flat_map(|it| {
        let of_balance = it.rows.is_empty().then_some(it.balance_currency.as_ref());
        it.rows
            .iter()
            .map(|row| row.currency.as_ref())
            .chain(of_balance)
    })
}

impl Ledger {
    /// The place of the point of a day.
    pub fn point_on(&self, day: NaiveDate) -> Option<usize> {
        self.points.binary_search_by_key(&day, |it| it.day).ok()
    }

    /// What there was at a point, by security.
    pub fn holdings_at(
        &self,
        point: usize,
    ) -> impl Iterator<Item = (&Option<SecurityId>, Decimal)> {
        let columns = self.columns.iter();
        columns.filter_map(move |it| Some((&it.security, it.at(point)?)))
    }

    /// What trades that are not settled lack in the value of a day.
    pub fn unsettled_on(&self, day: NaiveDate) -> Decimal {
        let open = self.unsettled.iter();
        let open = open.filter(|it| (it.from..it.until).contains(&day));
        open.map(|it| it.amount).sum()
    }

    /// What the account was worth on a day that has a value, unsettled trades
    /// included.
    pub(super) fn worth_on(&self, day: NaiveDate) -> Decimal {
        let point = self.point_on(day).map(|at| self.points[at].value);
        point.map_or(Decimal::ZERO, |it| it + self.unsettled_on(day))
    }

    /// The value of one holding, or of cash, on a day that has one.
    pub(super) fn holding_on(&self, day: NaiveDate, security: Option<&SecurityId>) -> Decimal {
        let columns = &self.columns;
        let column = columns.binary_search_by_key(&security, |it| it.security.as_ref());
        let value = self.point_on(day).zip(column.ok());
        value
            .and_then(|(point, column)| columns[column].at(point))
            .unwrap_or_default()
    }
}

impl Source<'_> {
    /// Reads the account.
    pub(super) fn ledger(&self) -> Ledger {
        let listed = Listed::of(self);
        let pool = self.pool(&listed);
        let is_balance_alone = self.observations.iter().any(|(_, it)| it.rows.is_empty());
        let listing = if is_balance_alone || !pool.is_empty() {
            CashListing::Listed
        } else {
            CashListing::NotListed
        };
        let mut ledger = Ledger {
            account: self.account.clone(),
            currency: self.currency.cloned(),
            listing,
            points: vec![],
            columns: vec![],
            endings: vec![],
            entries: vec![],
            never_valued: [].into(),
            units: vec![],
            cash: vec![],
            unsettled: vec![],
        };
        self.points(&listed, &pool, &mut ledger);
        for segment in self.segments(&ledger.points) {
            self.walk(&mut ledger, &listed, &pool, segment.clone());
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
    /// as good as cash that no purchase or sale names and that are worth their
    /// units. What grows by its price is invested.
    fn pool(&self, listed: &Listed<'_>) -> BTreeSet<SecurityId> {
        let traded: BTreeSet<&SecurityId> = (self.rows.iter())
            .filter(|(_, meaning)| {
                matches!(meaning.kind, TransactionKind::Buy | TransactionKind::Sell)
                    && matches!(meaning.cash_rule, CashRule::Moves(_))
            })
            .filter_map(|(row, _)| row.security_id.as_ref())
            .collect();
        let is_cash = |&(at, id): &(usize, &SecurityId)| {
            self.portfolio.security(id).is_some_and(|it| {
                let is_as_good = it.is_cash_equivalent == Some(true);
                let grows = || listed.rows_of(at).any(|row| !is_at_par(row));
                it.asset_class == Some(AssetClass::Cash)
                    || (is_as_good && !traded.contains(id) && !grows())
            })
        };
        let held = listed.securities.iter().copied().enumerate();
        held.filter(is_cash).map(|(_, id)| id.clone()).collect()
    }

    /// The rows in the currency, each with the number of its security.
    fn in_currency<'l>(
        &self,
        rows: &'l [(u32, &'l ObservedRow)],
    ) -> impl Iterator<Item = (usize, &'l ObservedRow)> {
        let currency = self.currency;
        let rows = rows
            .iter()
            .filter(move |it| it.1.currency.as_ref() == currency);
        rows.map(|it| (it.0 as usize, it.1))
    }

    /// Adds the days on which everything is known that was known before, what
    /// each security was worth on them, and the securities whose value never was
    /// known.
    fn points(&self, listed: &Listed<'_>, pool: &BTreeSet<SecurityId>, ledger: &mut Ledger) {
        let count = listed.securities.len();
        let (mut known, mut unknown) = (vec![false; count], vec![false; count]);
        let is_cash: Vec<bool> = listed
            .securities
            .iter()
            .map(|it| pool.contains(*it))
            .collect();
        let mut columns = vec![vec![]; count];
        let mut cash: Vec<(u32, Decimal)> = vec![];
        for ((day, observation), rows) in self.observations.iter().zip(listed.by_observation()) {
            let mut point = Point {
                day: *day,
                value: Decimal::ZERO,
            };
            let (mut is_whole, mut of_cash) = (true, None);
            let mut values = vec![];
            for (slot, row) in self.in_currency(rows) {
                let Some(value) = row.value.and_then(within_reach) else {
                    is_whole &= !known[slot];
                    unknown[slot] = true;
                    continue;
                };
                known[slot] = true;
                point.value += value;
                if is_cash[slot] {
                    *of_cash.get_or_insert(Decimal::ZERO) += value;
                } else {
                    values.push((slot, value));
                }
            }
            if observation.rows.is_empty() && observation.balance_currency.as_ref() == self.currency
            {
                let balance = observation.balance.and_then(within_reach);
                point.value = balance.unwrap_or_default();
                of_cash = Some(point.value);
            }
            let is_listed = self
                .unlisted
                .iter()
                .all(|&(from, until)| *day < from || until.is_some_and(|until| *day >= until));
            if !(is_whole && is_listed) {
                continue;
            }
            let Ok(at) = u32::try_from(ledger.points.len()) else {
                break;
            };
            cash.extend(of_cash.map(|it| (at, it)));
            for (slot, value) in values {
                columns[slot].push((at, value));
            }
            ledger.points.push(point);
        }
        let securities = listed.securities.iter();
        let of_securities = securities.zip(columns).map(|(security, values)| Column {
            security: Some((*security).clone()),
            values,
        });
        let of_cash = Column {
            security: None,
            values: cash,
        };
        let columns = std::iter::once(of_cash).chain(of_securities);
        ledger.columns = columns.filter(|it| !it.values.is_empty()).collect();
        ledger.columns.sort_by(|a, b| a.security.cmp(&b.security));
        ledger.never_valued = (listed.securities.iter().enumerate())
            .filter(|(slot, _)| unknown[*slot] && !known[*slot])
            .map(|(_, it)| (*it).clone())
            .collect();
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
            exchange: None,
            is_estimated: false,
            is_entered: false,
        };
        let (first, last) = (segment.start, segment.end - 1);
        // What is held at a point, and its part of trades that are not settled.
        let there = |at: usize| {
            let held = ledger
                .holdings_at(at)
                .map(|(it, value)| (it.clone(), value));
            let unsettled = ledger.unsettled_on(ledger.points[at].day);
            held.chain((!unsettled.is_zero()).then_some((None, unsettled)))
        };
        let day = ledger.points[first].day;
        let mut entries: Vec<Entry> = there(first)
            .map(|(security, value)| synthetic(day, Cause::FirstSeen, value, security))
            .collect();
        let after = self.unlisted.iter().map(|it| it.0);
        let last_day = ledger.points[last].day;
        let ending = after.filter(|&from| from > last_day).min();
        if let Some(day) = ending {
            let gone = there(last);
            entries.extend(
                gone.map(|(security, value)| synthetic(day, Cause::Removed, -value, security)),
            );
        }
        ledger.entries.extend(entries);
        ledger.endings.extend(ending);
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

/// Whether a unit is worth one of its currency, to the cent; or not known to be
/// worth anything else.
fn is_at_par(row: &ObservedRow) -> bool {
    let difference = row.units.zip(row.value);
    difference.is_none_or(|(units, value)| {
        units
            .checked_sub(value)
            .is_some_and(|it| it.abs() < dec!(0.01))
    })
}
