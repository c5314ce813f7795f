//! Accounts that were opened or closed between two syncs, as their rows tell.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use chrono::{NaiveDate, TimeDelta};
use rust_decimal::Decimal;

use super::{
    super::entry::{Cause, Entry},
    Ledger, Listed, Lost, Source, of_units,
    rows::Walk,
};
use crate::{
    analytics::flows::CashListing,
    domain::{Meaning, SecurityId, Transaction, TransactionKind},
};

/// How long before it was first seen an account may have been opened by a transfer
/// from another one.
const DAYS: i64 = 31;

impl Source<'_> {
    /// The entries of an account's own rows in place of what was first seen of it: it
    /// was opened shortly before by a transfer from another account, which has the
    /// other side of a row, and its rows make up all that it has, from nothing. `None`
    /// where it was not.
    pub(super) fn opened(
        &self,
        ledger: &Ledger,
        listed: (&Listed<'_>, &Lost),
        pool: &BTreeSet<SecurityId>,
        segment: &Range<usize>,
    ) -> Option<Vec<Entry>> {
        let day = ledger.points.get(segment.start)?.day;
        let rows = &self.rows[..self.rows.partition_point(|(row, _)| row.date <= day)];
        let since = self.may_open_since(day);
        let is_young = rows.first().is_some_and(|(row, _)| row.date >= since);
        let is_second = self.others.are_seen_before(self.account, day);
        if segment.start > 0
            || !is_second
            || !is_young
            || !self.is_paid_by_another(ledger, rows, (since, day))
        {
            return None;
        }
        let days = [day];
        let held = self.held(listed, pool, &days);
        let walk = Walk::new(&days, rows);
        let mut units = units_of(&walk, pool);
        let is_whole = held.iter().all(|(security, held)| {
            held[0].units == Some(units.remove(security).unwrap_or_default())
        });
        let is_rest_gone = units.values().all(Decimal::is_zero);
        let mut entries: Vec<Entry> = (0..rows.len())
            .map(|at| self.entry(&walk, at, pool, &held, CashListing::Listed))
            .collect();
        // Where cash is not listed, nothing may be left of it.
        let is_cash_made_up = cash_of(&entries) == Some(cash_at(ledger, segment.start));
        if !(is_whole && is_rest_gone && is_cash_made_up) {
            return None;
        }
        walk.join_reinvestments(&mut entries);
        self.join_swaps(&walk, &mut entries);
        for entry in &mut entries {
            entry.since = Some(entry.day);
            entry.day = day;
        }
        Some(entries)
    }

    /// The entries of the rows that emptied an account after its last point, up to the
    /// day from which it was not listed, in place of its last value: they took all that
    /// there was. `None` where they did not.
    pub(super) fn closed(
        &self,
        ledger: &Ledger,
        listed: (&Listed<'_>, &Lost),
        pool: &BTreeSet<SecurityId>,
        (last, ending): (usize, NaiveDate),
    ) -> Option<Vec<Entry>> {
        let day = ledger.points[last].day;
        let begin = self.rows.partition_point(|(row, _)| row.date <= day);
        let end = self.rows.partition_point(|(row, _)| row.date <= ending);
        let rows = &self.rows[begin..end];
        // What a point has already of rows that are dated later counts there.
        let counted = ledger.entries.iter().filter(|it| it.day >= day);
        let counted: BTreeSet<_> = counted.filter_map(|it| it.transaction.as_ref()).collect();
        let is_counted = rows.iter().any(|(row, _)| counted.contains(&row.id));
        if rows.is_empty() || is_counted || !ledger.unsettled_on(day).is_zero() {
            return None;
        }
        let days = [day];
        let held = self.held(listed, pool, &days);
        let walk = Walk::new(&days, rows);
        let mut units = units_of(&walk, pool);
        let is_emptied = held.iter().all(|(security, held)| {
            held[0].units == Some(-units.remove(security).unwrap_or_default())
        });
        let mut entries: Vec<Entry> = (0..rows.len())
            .map(|at| self.entry(&walk, at, pool, &held, ledger.listing))
            .collect();
        let is_emptied = is_emptied
            && units.values().all(Decimal::is_zero)
            && (ledger.listing == CashListing::NotListed
                || cash_of(&entries).map(|it| -it) == Some(cash_at(ledger, last)));
        if !is_emptied {
            return None;
        }
        walk.join_reinvestments(&mut entries);
        self.join_swaps(&walk, &mut entries);
        Some(entries)
    }

    /// The first day on which an account that was first seen on a day may have been
    /// opened: after the sync of its connection before, which did not list it.
    fn may_open_since(&self, day: NaiveDate) -> NaiveDate {
        let latest = day.checked_sub_signed(TimeDelta::days(DAYS)).unwrap_or(day);
        let before = self.others.synced_before(self.account, day);
        before
            .and_then(|it| it.succ_opt())
            .map_or(latest, |it| it.max(latest))
    }

    /// Whether another account has the other side of what was paid in, or moved in.
    fn is_paid_by_another(
        &self,
        ledger: &Ledger,
        rows: &[(&Transaction, Meaning)],
        span: (NaiveDate, NaiveDate),
    ) -> bool {
        let currency = ledger.currency.as_ref();
        rows.iter().any(|(row, meaning)| {
            let is_meant = matches!(
                meaning.kind,
                TransactionKind::Transfer | TransactionKind::Contribution
            );
            is_meant && self.others.answers(self.account, row, currency, span)
        })
    }

    /// Finds what was first seen and came from another account, which has a row of it.
    pub(super) fn find_transfers(&self, ledger: &Ledger, entries: &mut [Entry]) {
        for entry in entries {
            if entry.cause != Cause::FirstSeen
                || !self.others.are_seen_before(self.account, entry.day)
            {
                continue;
            }
            let since = self.may_open_since(entry.day);
            let (security, size) = match &entry.security {
                Some(security) => (Some(security), self.units_on(entry.day, security)),
                None => (None, entry.legs.ok().map(|it| it.cash)),
            };
            let Some(size) = size.filter(|it| !it.is_zero()) else {
                continue;
            };
            let of = (security, ledger.currency.as_ref());
            if self
                .others
                .tell_of(self.account, of, (since, entry.day), size)
            {
                entry.cause = Cause::Transferred;
                entry.units_in_kind = security.map(|_| size);
                entry.since = Some(since);
            }
        }
    }

    /// The units of a security on the day of a point.
    fn units_on(&self, day: NaiveDate, security: &SecurityId) -> Option<Decimal> {
        let observation = self.observation_on(day)?;
        let rows = observation.rows.iter();
        let mut rows =
            rows.filter(|it| it.security == *security && it.currency.as_ref() == self.currency);
        rows.try_fold(Decimal::ZERO, |sum, it| sum.checked_add(it.units?))
    }
}

/// What rows did to units, by security.
fn units_of<'a>(walk: &Walk<'a>, pool: &BTreeSet<SecurityId>) -> BTreeMap<&'a SecurityId, Decimal> {
    let mut units: BTreeMap<&SecurityId, Decimal> = BTreeMap::new();
    for (at, (row, _)) in walk.rows.iter().enumerate() {
        if let Some(security) = of_units(row, pool) {
            *units.entry(security).or_default() += walk.moved[at].units;
        }
    }
    units
}

/// What entries did to cash; `None` where one of them does not say.
fn cash_of(entries: &[Entry]) -> Option<Decimal> {
    let cash = |it: &Entry| it.legs.ok().map(|it| it.cash);
    entries
        .iter()
        .try_fold(Decimal::ZERO, |sum, it| Some(sum + cash(it)?))
}

/// The cash of a point.
fn cash_at(ledger: &Ledger, point: usize) -> Decimal {
    let of_cash = ledger.columns.first().filter(|it| it.security.is_none());
    of_cash.and_then(|it| it.at(point)).unwrap_or_default()
}
