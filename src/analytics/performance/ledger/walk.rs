//! What the rows of an account did, interval by interval.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    super::{
        entry::{Cause, Entry, NoLegs, business_days_after},
        units::{Calendar, Held, UnitRow, roll},
    },
    Ledger, Listed, Source, of_units, of_value,
};
use crate::{
    analytics::flows::{CashListing, Effect, Legs, effect, signed_units, within_reach},
    domain::{Meaning, SecurityId, Transaction, TransactionKind},
};

impl Source<'_> {
    /// What each security was on the days of a segment, those of the account's
    /// cash left out.
    fn held<'l>(
        &self,
        listed: &Listed<'l>,
        pool: &BTreeSet<SecurityId>,
        days: &[NaiveDate],
    ) -> HashMap<&'l SecurityId, Vec<Held>> {
        let mut held: Vec<Vec<Held>> = vec![vec![]; listed.securities.len()];
        let mut at = 0;
        for ((day, _), rows) in self.observations.iter().zip(listed.by_observation()) {
            if days.get(at) != Some(day) {
                continue;
            }
            for (slot, row) in self.in_currency(rows) {
                let of_security = &mut held[slot];
                if of_security.is_empty() {
                    of_security.resize(days.len(), Held::NOTHING);
                }
                of_security[at] = Held {
                    units: row.units.and_then(within_reach),
                    value: row.value.and_then(within_reach),
                };
            }
            at += 1;
        }
        let held = listed.securities.iter().copied().zip(held);
        held.filter(|(security, held)| !held.is_empty() && !pool.contains(*security))
            .collect()
    }

    /// Adds the entries of a segment.
    pub(super) fn walk(
        &self,
        ledger: &mut Ledger,
        listed: &Listed<'_>,
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
        let horizon = business_days_after(last, 3);
        let begin = self.rows.partition_point(|(row, _)| row.date <= first);
        let end = self.rows.partition_point(|(row, _)| row.date <= horizon);
        let calendar = Calendar::of(&days);
        let mut walk = Walk::new(&days, &self.rows[begin..end]);
        let mut held = self.held(listed, pool, &days);
        self.roll_units(ledger, &calendar, pool, &mut held, &mut walk);
        let mut entries: Vec<Entry> = (0..walk.rows.len())
            .map(|at| self.entry(&walk, at, pool, &held, ledger.listing))
            .collect();
        if ledger.listing == CashListing::Listed {
            self.roll_cash(ledger, segment, &calendar, &entries, &mut walk);
        }
        for (at, entry) in entries.iter_mut().enumerate() {
            if let Some(day) = walk.day_of(at) {
                entry.day = day;
                ledger.entries.push(entry.clone());
            }
        }
    }

    /// Rolls the units of every security, and finds in which interval rows moved
    /// them.
    fn roll_units<'l>(
        &'l self,
        ledger: &mut Ledger,
        calendar: &Calendar<'_>,
        pool: &BTreeSet<SecurityId>,
        held: &mut HashMap<&'l SecurityId, Vec<Held>>,
        walk: &mut Walk<'l>,
    ) {
        let mut by_security: BTreeMap<&SecurityId, Vec<usize>> =
            held.keys().map(|&it| (it, vec![])).collect();
        for (at, (row, _)) in walk.rows.iter().enumerate() {
            if let Some(security) = of_units(row, pool) {
                by_security.entry(security).or_default().push(at);
            }
        }
        for (security, own) in by_security {
            let held = held
                .entry(security)
                .or_insert_with(|| vec![Held::NOTHING; walk.days.len()]);
            walk.find_paid_in_units(&own, held);
            let moved = own.into_iter().map(|at| (at, walk.unit_row(at)));
            let (own, mut moved): (Vec<usize>, Vec<UnitRow>) =
                moved.filter(|(_, it)| it.tells_units()).unzip();
            let outcome = roll(calendar, held, &mut moved);
            for (at, row) in own.into_iter().zip(&moved) {
                walk.intervals[at] = row.interval;
            }
            self.explain(ledger, security, walk.days, held, &outcome);
        }
    }

    /// The entry of a row, on the day that it is dated.
    fn entry(
        &self,
        walk: &Walk<'_>,
        at: usize,
        pool: &BTreeSet<SecurityId>,
        held: &HashMap<&SecurityId, Vec<Held>>,
        listing: CashListing,
    ) -> Entry {
        let (row, meaning) = walk.rows[at];
        let security = of_units(row, pool).cloned();
        let mut entry = Entry {
            day: row.date,
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
                if walk.is_paid_in_units[at] {
                    legs.securities += legs.cash;
                    legs.cash = Decimal::ZERO;
                }
                if meaning.kind == TransactionKind::Tax && self.is_of_vesting(row, legs.taxes) {
                    legs.taxes = Decimal::ZERO;
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
                let held = row.security_id.as_ref().and_then(|it| held.get(it));
                let price = || walk.price(at, held?);
                let value = value.or_else(|| units.checked_mul(price()?));
                entry.legs = match value.and_then(within_reach) {
                    Some(value) => Ok(of_value(value, entry.security.is_none())),
                    None => Err(NoLegs::NoPrice),
                };
            }
        }
        entry
    }

    /// Whether a tax of so much is that of wages in units: a stock plan sells a
    /// part of what vests on the same day to pay it.
    fn is_of_vesting(&self, tax: &Transaction, size: Decimal) -> bool {
        let account = self.portfolio.account(self.account);
        let is_plan = account.and_then(|it| it.subtype.as_deref()) == Some("stock plan");
        let mut rows = self.rows.iter();
        is_plan
            && size > Decimal::ZERO
            && rows.any(|(row, meaning)| {
                meaning.kind == TransactionKind::Sell
                    && row.date == tax.date
                    && meaning.cash_effect() == Some(size)
            })
    }
}

/// The rows of a segment, and when they took effect.
pub(super) struct Walk<'a> {
    /// Those of the points.
    pub(super) days: &'a [NaiveDate],
    pub(super) rows: &'a [(&'a Transaction, Meaning)],
    /// The number of the point up to which each row counts; as many as there are
    /// points for one after the last.
    pub(super) intervals: Vec<usize>,
    /// Whether the income of a row came as units.
    is_paid_in_units: Vec<bool>,
}

impl<'a> Walk<'a> {
    fn new(days: &'a [NaiveDate], rows: &'a [(&'a Transaction, Meaning)]) -> Self {
        let dated = |row: &Transaction| days.partition_point(|it| *it < row.date);
        Self {
            days,
            rows,
            intervals: rows.iter().map(|(row, _)| dated(row)).collect(),
            is_paid_in_units: vec![false; rows.len()],
        }
    }

    /// The first point from the day of a row on.
    pub(super) fn dated(&self, at: usize) -> usize {
        let date = self.rows[at].0.date;
        self.days.partition_point(|it| *it < date)
    }

    /// The day on which a row took effect; `None` after the last point.
    fn day_of(&self, at: usize) -> Option<NaiveDate> {
        let interval = self.intervals[at];
        let end = *self.days.get(interval)?;
        Some(match interval.cmp(&self.dated(at)) {
            Ordering::Less => end,
            Ordering::Equal => self.rows[at].0.date,
            // It was not there yet on the day before the interval.
            Ordering::Greater => self.days[interval - 1].succ_opt().unwrap_or(end),
        })
    }

    /// What a unit was worth at the end of the interval of a row, or else at its
    /// begin.
    fn price(&self, at: usize, held: &[Held]) -> Option<Decimal> {
        let interval = self.intervals[at];
        let before = || held.get(interval.checked_sub(1)?)?.price();
        held.get(interval).and_then(|it| it.price()).or_else(before)
    }

    /// What a row did to units.
    pub(super) fn unit_row(&self, at: usize) -> UnitRow {
        let (row, meaning) = self.rows[at];
        let is_moved = self.is_paid_in_units[at] || !is_income(meaning.kind);
        let units = signed_units(row, meaning.kind).filter(|_| is_moved);
        UnitRow {
            date: row.date,
            units: units.unwrap_or_default(),
            is_corporate_action: meaning.kind == TransactionKind::CorporateAction,
            interval: self.intervals[at],
        }
    }

    /// Finds the rows of income whose units came in: without them the points do
    /// not agree, and with them they do. Of others the units are those that the
    /// income was paid on. `own` are the rows of one security.
    fn find_paid_in_units(&mut self, own: &[usize], held: &[Held]) {
        let kind = |at: usize| self.rows[at].1.kind;
        let of_income = |at: usize| is_income(kind(at)) && self.rows[at].0.quantity.is_some();
        let mut found = vec![];
        for end in 1..self.days.len() {
            let rows = own.iter().filter(|&&at| self.intervals[at] == end);
            let (income, others): (Vec<usize>, Vec<usize>) = rows.partition(|&&at| of_income(at));
            if income.is_empty() {
                continue;
            }
            let units = |at: &usize| signed_units(self.rows[*at].0, kind(*at)).unwrap_or_default();
            let sum = |rows: &[usize]| -> Decimal { rows.iter().map(units).sum() };
            let (before, after) = (held[end - 1].units, held[end].units);
            let change = after.zip(before).map(|(after, before)| after - before);
            let left = change.map(|it| it - sum(&others));
            let paid = sum(&income);
            if !paid.is_zero() && left == Some(paid) {
                found.extend(income);
            }
        }
        for at in found {
            self.is_paid_in_units[at] = true;
        }
    }
}

fn is_income(kind: TransactionKind) -> bool {
    matches!(
        kind,
        TransactionKind::Dividend | TransactionKind::Interest | TransactionKind::CapitalGain
    )
}
