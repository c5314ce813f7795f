//! What an account is rolled back from: its first snapshot, and the rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::signs::Signs;
use crate::{
    analytics::{
        flows::{CashListing, signed_units},
        performance::{business_days_after, business_days_before},
    },
    domain::{AccountId, Currency, Meaning, SecurityId, Transaction},
    portfolio::Portfolio,
};

/// How many business days a row may lie from the snapshot that has it already,
/// or not yet.
const IN_FLIGHT: u32 = 3;

/// A row that counts.
#[derive(Clone, Copy)]
pub(super) struct EarlyRow<'a> {
    pub(super) row: &'a Transaction,
    pub(super) meaning: Meaning,
}

/// What a snapshot says of one security.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) units: Option<Decimal>,
    pub(super) value: Option<Decimal>,
}

/// The first snapshot of an account, in one currency, and what happened before.
pub(super) struct Start<'a> {
    pub(super) account: &'a AccountId,
    pub(super) day: NaiveDate,
    pub(super) listing: CashListing,
    /// What the account had in cash; `None` where it lists none.
    pub(super) cash: Option<Decimal>,
    pub(super) held: BTreeMap<&'a SecurityId, Held>,
    /// The securities that are its cash.
    pub(super) pool: BTreeSet<&'a SecurityId>,
    /// Securities whose value was never known: in no figure.
    pub(super) never_valued: BTreeSet<&'a SecurityId>,
    /// Securities of which units came or went without a row, between snapshots.
    pub(super) unexplained: BTreeSet<&'a SecurityId>,
    /// Those that the snapshot has, by date, then id.
    pub(super) rows: Vec<EarlyRow<'a>>,
    /// What the signs of its institution are worth.
    pub(super) signs: Signs,
    /// Whether units come without rows, as what vests does.
    pub(super) is_plan: bool,
    /// The day of the snapshot before, where it is rolled back to that one alone.
    pub(super) since: Option<NaiveDate>,
}

/// The rows near a snapshot that it has although they are dated later, and those of
/// before it that it does not have yet, by their places.
#[derive(Default)]
pub(super) struct InFlight {
    late: BTreeSet<usize>,
    early: BTreeSet<usize>,
}

impl InFlight {
    /// Whether the snapshot of `day` has the row of that place and date.
    pub(super) fn is_had(&self, at: usize, date: NaiveDate, day: NaiveDate) -> bool {
        (date <= day && !self.early.contains(&at)) || self.late.contains(&at)
    }
}

/// The day of a snapshot, and the units of every security in it.
pub(super) type UnitsOn<'a> = (NaiveDate, HashMap<&'a SecurityId, Option<Decimal>>);

impl<'a> Start<'a> {
    /// The security whose units a row is about, unless that is the account's
    /// cash.
    pub(super) fn security_of(&self, row: &'a Transaction) -> Option<&'a SecurityId> {
        let security = row.security_id.as_ref().filter(|_| !row.context.is_of_cash);
        security.filter(|it| !self.pool.contains(*it))
    }

    /// The day of its earliest row: nobody knows what was before.
    pub(super) fn window(&self) -> Option<NaiveDate> {
        self.since
            .or_else(|| self.rows.first().map(|it| it.row.date))
    }

    /// Takes the rows that the snapshot has: those up to its day, and the few
    /// later ones and without the few earlier ones that the snapshot after it
    /// proves to be in flight.
    pub(super) fn take_rows(&mut self, rows: Vec<EarlyRow<'a>>, next: Option<UnitsOn<'a>>) {
        let in_flight = next.map(|it| self.in_flight(&rows, &it));
        let in_flight = in_flight.unwrap_or_default();
        let day = self.day;
        let rows = rows.into_iter().enumerate();
        let rows = rows.filter(|(at, it)| in_flight.is_had(*at, it.row.date, day));
        self.rows = rows.map(|(_, it)| it).collect();
    }

    /// The `rows` in flight, as the snapshot after it proves; they are by date.
    pub(super) fn in_flight(&self, rows: &[EarlyRow<'a>], (next, held): &UnitsOn<'a>) -> InFlight {
        let begin = business_days_before(self.day, IN_FLIGHT);
        let end = business_days_after(self.day, IN_FLIGHT);
        let first = rows.partition_point(|it| it.row.date < begin);
        let last = rows.partition_point(|it| it.row.date <= end.max(*next));
        let mut near: BTreeMap<&SecurityId, Vec<usize>> = BTreeMap::new();
        let mut moved: BTreeMap<&SecurityId, Decimal> = BTreeMap::new();
        for (at, it) in rows.iter().enumerate().take(last).skip(first) {
            let units = signed_units(it.row, it.meaning);
            let Some((security, units)) = self.security_of(it.row).zip(units) else {
                continue;
            };
            if it.row.date > self.day && it.row.date <= *next {
                *moved.entry(security).or_default() += units;
            }
            if it.row.date <= end {
                near.entry(security).or_default().push(at);
            }
        }
        let mut found = InFlight::default();
        for (security, near) in near {
            let units_at_start = self
                .held
                .get(security)
                .map_or(Some(Decimal::ZERO), |it| it.units);
            let units_next = held.get(security).copied().unwrap_or(Some(Decimal::ZERO));
            let Some((before, after)) = units_at_start.zip(units_next) else {
                continue;
            };
            let left = after - before - moved.get(security).copied().unwrap_or_default();
            let (mut after_day, mut before_day): (Vec<usize>, Vec<usize>) = near
                .into_iter()
                .partition(|&at| rows[at].row.date > self.day);
            after_day.retain(|&at| rows[at].row.date <= *next);
            before_day.reverse();
            // A later row that the snapshot has moves nothing after it.
            if let Some(late) = making_up(-left, &after_day, rows) {
                found.late.extend(late);
            } else if let Some(early) = making_up(left, &before_day, rows) {
                found.early.extend(early);
            }
        }
        found
    }
}

/// One of the candidates, or all of as many days as it takes from the nearest
/// on, whose units are `wanted`; nothing where nothing is wanted.
fn making_up(wanted: Decimal, candidates: &[usize], rows: &[EarlyRow<'_>]) -> Option<Vec<usize>> {
    let units = |at: usize| signed_units(rows[at].row, rows[at].meaning).unwrap_or_default();
    if wanted.is_zero() {
        return None;
    }
    if let Some(&one) = candidates.iter().find(|&&at| units(at) == wanted) {
        return Some(vec![one]);
    }
    let mut sum = Decimal::ZERO;
    let day = |at: usize| Some(rows[*candidates.get(at)?].row.date);
    let enough = (0..candidates.len()).find(|&at| {
        sum += units(candidates[at]);
        day(at) != day(at + 1) && sum == wanted
    })?;
    Some(candidates[..=enough].to_vec())
}

/// The rows that count of the accounts in `days`, up to a few days after the
/// day that each has there, by date, then id.
pub(super) fn rows_of<'a>(
    portfolio: &'a Portfolio,
    currency: Option<&Currency>,
    days: &BTreeMap<&'a AccountId, NaiveDate>,
) -> BTreeMap<&'a AccountId, Vec<EarlyRow<'a>>> {
    let mut rows: BTreeMap<&AccountId, Vec<EarlyRow<'_>>> = BTreeMap::new();
    let ends: BTreeMap<_, _> = (days.iter())
        .map(|(account, day)| (*account, business_days_after(*day, IN_FLIGHT)))
        .collect();
    for row in &portfolio.transactions {
        let is_near = ends
            .get(&row.account_id)
            .is_some_and(|end| row.date <= *end);
        if is_near && row.currency.as_ref() == currency && row.counts() {
            let meaning = row.meaning();
            rows.entry(&row.account_id)
                .or_default()
                .push(EarlyRow { row, meaning });
        }
    }
    for rows in rows.values_mut() {
        rows.sort_by(|a, b| (a.row.date, &a.row.id).cmp(&(b.row.date, &b.row.id)));
    }
    rows
}
