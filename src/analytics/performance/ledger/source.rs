//! Reads one account in one currency.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    super::entry::{Cause, Entry},
    Column, Ledger, Listed, Lost, Others, Point, is_at_par, of_value,
};
use crate::{
    analytics::flows::{CashListing, within_reach},
    domain::{
        AccountId, AssetClass, CashRule, Currency, Meaning, Resolution, SecurityId, Transaction,
        TransactionKind,
    },
    portfolio::{Observation, ObservedRow, Portfolio},
};

/// What an account is read from, for one currency.
pub(in crate::analytics::performance) struct Source<'a> {
    pub(in crate::analytics::performance) portfolio: &'a Portfolio,
    pub(in crate::analytics::performance) account: &'a AccountId,
    pub(in crate::analytics::performance) currency: Option<&'a Currency>,
    /// The last of each day, by day.
    pub(in crate::analytics::performance) observations: Vec<(NaiveDate, &'a Observation)>,
    /// Those that count, by date, then id.
    pub(in crate::analytics::performance) rows: Vec<(&'a Transaction, Meaning)>,
    /// From when until when the account was not listed.
    pub(in crate::analytics::performance) unlisted: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// What the person said of the account, with the day of the sync that it is
    /// about.
    pub(in crate::analytics::performance) told: Vec<(NaiveDate, &'a Resolution)>,
    /// What other accounts may have sent.
    pub(in crate::analytics::performance) others: Others<'a>,
}

impl Source<'_> {
    /// Reads the account.
    pub(in crate::analytics::performance) fn ledger(&self) -> Ledger {
        let listed = Listed::of(self);
        let missing = Lost::of(self, &listed);
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
            worthless: BTreeMap::new(),
            units: vec![],
            cash: vec![],
            unsettled: vec![],
        };
        self.points((&listed, &missing), &pool, &mut ledger);
        for segment in self.segments(&ledger.points) {
            self.walk(&mut ledger, (&listed, &missing), &pool, segment.clone());
            let opened = self.opened(&ledger, (&listed, &missing), &pool, &segment);
            let ending = self.ending(&ledger, &segment);
            let last = segment.end - 1;
            let closed =
                ending.and_then(|it| self.closed(&ledger, (&listed, &missing), &pool, (last, it)));
            self.close(&mut ledger, segment, (opened, closed));
        }
        ledger.units.sort_by_key(|it| it.day);
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
    pub(super) fn in_currency<'l>(
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
    fn points(
        &self,
        (listed, missing): (&Listed<'_>, &Lost),
        pool: &BTreeSet<SecurityId>,
        ledger: &mut Ledger,
    ) {
        let count = listed.securities.len();
        let (mut known, mut unknown) = (vec![false; count], vec![false; count]);
        let is_cash: Vec<bool> = listed
            .securities
            .iter()
            .map(|it| pool.contains(*it))
            .collect();
        let mut columns = vec![vec![]; count];
        let mut cash: Vec<(u32, Decimal)> = vec![];
        let observed = self.observations.iter().zip(listed.by_observation());
        for (read, ((day, observation), rows)) in observed.enumerate() {
            let mut point = Point {
                day: *day,
                value: Decimal::ZERO,
            };
            let (mut is_whole, mut of_cash) = (true, None);
            let mut values = vec![];
            for (slot, row) in self.in_currency(rows) {
                let value = missing.value(read, slot, row);
                let Some(value) = value.and_then(within_reach) else {
                    is_whole &= !known[slot] || missing.is_given_up(read, slot);
                    unknown[slot] = true;
                    continue;
                };
                if missing.is_worthless(read, slot, row) {
                    let worthless = &mut ledger.worthless;
                    worthless.entry(row.security.clone()).or_insert(*day);
                }
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

    /// The day from which an account was not listed after a segment, where it was not.
    fn ending(&self, ledger: &Ledger, segment: &std::ops::Range<usize>) -> Option<NaiveDate> {
        let last = ledger.points[segment.end - 1].day;
        let after = self.unlisted.iter().map(|it| it.0);
        after.filter(|&from| from > last).min()
    }

    /// Adds how a segment begins and ends: with value that flows in and out.
    fn close(
        &self,
        ledger: &mut Ledger,
        segment: std::ops::Range<usize>,
        (opened, closed): (Option<Vec<Entry>>, Option<Vec<Entry>>),
    ) {
        let synthetic = |day, cause, value: Decimal, security: Option<SecurityId>| Entry {
            day,
            account: self.account.clone(),
            legs: Ok(of_value(value, security.is_none())),
            security,
            cause,
            transaction: None,
            units_in_kind: None,
            since: None,
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
        let first_seen = || {
            there(first).map(|(security, value)| synthetic(day, Cause::FirstSeen, value, security))
        };
        let mut entries = opened.unwrap_or_else(|| first_seen().collect());
        self.find_transfers(ledger, &mut entries);
        let ending = self.ending(ledger, &segment);
        if let Some(closed) = closed {
            entries.extend(closed);
        } else if let Some(day) = ending {
            let gone = there(last);
            entries.extend(
                gone.map(|(security, value)| synthetic(day, Cause::Removed, -value, security)),
            );
        }
        ledger.entries.extend(entries);
        ledger.endings.extend(ending);
    }
}
