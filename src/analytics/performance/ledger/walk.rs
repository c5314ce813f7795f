//! What the rows of an account did, interval by interval.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    super::{
        entry::{Cause, Entry, NoLegs, business_days_after},
        units::{Calendar, Held, UnitRow, roll},
    },
    Ledger, Listed, Source, of_units, of_value,
    settlement::Late,
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
        let rows = &self.rows[begin..end];
        let interval = |date: NaiveDate| days.partition_point(|it| *it < date);
        let mut intervals: Vec<usize> = rows.iter().map(|(row, _)| interval(row.date)).collect();
        let mut held = self.held(listed, pool, &days);
        let calendar = Calendar::of(&days);
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
            let outcome = roll(&calendar, held, &mut moved);
            for (&at, row) in own.iter().zip(&moved) {
                intervals[at] = row.interval;
            }
            self.explain(ledger, security, &days, held, &outcome);
        }
        let mut cash = vec![Decimal::ZERO; days.len()];
        let mut late = vec![];
        for (at, (row, meaning)) in rows.iter().enumerate() {
            let own = interval(row.date);
            if intervals[at] != own
                && let Some(cash) = cash_of(row, *meaning)
            {
                late.push(Late::new(cash, intervals[at], own));
            }
            let Some(&end_of_interval) = days.get(intervals[at]) else {
                continue;
            };
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
            if let Ok(legs) = entry.legs
                && intervals[at] == own
            {
                cash[own] += legs.cash;
            }
            ledger.entries.push(entry);
        }
        if ledger.listing == CashListing::Listed {
            self.explain_cash(ledger, segment, &cash, &mut late);
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
                let value = value.or_else(|| units.checked_mul(price(at)?));
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

/// The cash that a row moves, where that is known and it moves some.
fn cash_of(row: &Transaction, meaning: Meaning) -> Option<Decimal> {
    match effect(row, meaning) {
        Effect::Known(legs) => Some(legs.cash).filter(|it| !it.is_zero()),
        Effect::Unknown(_) | Effect::InKind { .. } => None,
    }
}
