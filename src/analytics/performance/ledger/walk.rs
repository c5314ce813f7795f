//! What the rows of an account did, interval by interval.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    super::{
        entry::{Cause, Entry, NoLegs, business_days_after, business_days_before},
        units::{Calendar, Held, IN_FLIGHT, UnitRow, Units, roll},
    },
    Ledger, Listed, Lost, Source, of_units, of_value,
    rows::Walk,
};
use crate::{
    analytics::flows::{CashListing, Effect, Legs, effect, ends_option, within_reach},
    domain::{SecurityId, Transaction, TransactionKind},
    valuation::is_priced_per_unit,
};

impl Source<'_> {
    /// What each security was on the days of a segment, those of the account's
    /// cash left out.
    pub(super) fn held<'l>(
        &self,
        (listed, missing): (&Listed<'l>, &Lost),
        pool: &BTreeSet<SecurityId>,
        days: &[NaiveDate],
    ) -> HashMap<&'l SecurityId, Vec<Held>> {
        let mut held: Vec<Vec<Held>> = vec![vec![]; listed.securities.len()];
        let mut at = 0;
        let observed = self.observations.iter().zip(listed.by_observation());
        for (read, ((day, _), rows)) in observed.enumerate() {
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
                    value: missing.value(read, slot, row).and_then(within_reach),
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
        (listed, missing): (&Listed<'_>, &Lost),
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
        // Rows shortly after the last day may be in it already, and rows shortly
        // before the first one may not be in it yet.
        let horizon = business_days_after(last, IN_FLIGHT);
        let earliest = business_days_before(first, IN_FLIGHT);
        let begin = self.rows.partition_point(|(row, _)| row.date < earliest);
        let end = self.rows.partition_point(|(row, _)| row.date <= horizon);
        let calendar = Calendar::of(&days);
        let mut walk = Walk::new(&days, &self.rows[begin..end]);
        let mut held = self.held((listed, missing), pool, &days);
        self.roll_units(ledger, &calendar, pool, &mut held, &mut walk);
        let mut entries: Vec<Entry> = (0..walk.rows.len())
            .map(|at| self.entry(&walk, at, pool, &held, ledger.listing))
            .collect();
        if ledger.listing == CashListing::Listed {
            self.roll_cash(ledger, segment, &calendar, &mut entries, &mut walk);
        }
        walk.join_reinvestments(&mut entries);
        self.join_swaps(&walk, &mut entries);
        let counted = entries.into_iter().enumerate();
        let counted = counted.filter_map(|(at, entry)| {
            let day = walk.day_of(at)?;
            Some(Entry { day, ..entry })
        });
        ledger.entries.reserve(walk.rows.len());
        ledger.entries.extend(counted);
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
        let mut outcomes: BTreeMap<&SecurityId, Vec<Units>> = BTreeMap::new();
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
            let moved = own.into_iter().map(|at| (at, walk.moved[at]));
            let (own, mut moved): (Vec<usize>, Vec<UnitRow>) =
                moved.filter(|(_, it)| it.tells_units()).unzip();
            outcomes.insert(security, roll(calendar, held, &mut moved));
            for (at, row) in own.into_iter().zip(&moved) {
                walk.moved[at] = *row;
            }
        }
        self.correct(&mut outcomes, walk.days, held);
        let mut exchanges = self.renamed(&mut outcomes, held);
        exchanges.extend(walk.mergers(held));
        exchanges.extend(walk.spin_offs(&outcomes, held));
        for exchange in exchanges {
            self.exchange(ledger, exchange, walk.days, held);
        }
        for (security, outcome) in outcomes {
            self.explain(ledger, security, walk.days, &held[security], &outcome);
        }
    }

    /// Corrects what units of one security alone seem to say: a split by its ratio is
    /// none where another own account sent as many units, and an option that is gone
    /// after its last day has expired.
    fn correct(
        &self,
        outcomes: &mut BTreeMap<&SecurityId, Vec<Units>>,
        days: &[NaiveDate],
        held: &HashMap<&SecurityId, Vec<Held>>,
    ) {
        for (security, outcomes) in outcomes {
            let of_security = &held[security];
            for (before, outcome) in outcomes.iter_mut().enumerate() {
                let (then, now) = (of_security[before], of_security[before + 1]);
                let (Some(had), Some(has)) = (then.units, now.units) else {
                    continue;
                };
                let span = (days[before], days[before + 1]);
                match *outcome {
                    Units::SplitByRatio
                        if self.others.sent(self.account, security, span, has - had) =>
                    {
                        *outcome = Units::Unexplained(has - had);
                    }
                    Units::Unexplained(left) if has.is_zero() && left == -had => {
                        if let Some(day) = self.expired(security, span.1, before, held) {
                            *outcome = Units::Expired(day);
                        }
                    }
                    Units::Agree
                    | Units::InFlight
                    | Units::CorporateAction
                    | Units::SplitByRatio
                    | Units::Expired(_)
                    | Units::Transferred(_)
                    | Units::Unexplained(_)
                    | Units::Unknown => {}
                }
            }
        }
    }

    /// The last day of an option, if that was up to `day` and what it is on stayed as
    /// it was: nothing shows that it was exercised.
    fn expired(
        &self,
        option: &SecurityId,
        day: NaiveDate,
        before: usize,
        held: &HashMap<&SecurityId, Vec<Held>>,
    ) -> Option<NaiveDate> {
        let contract = self.portfolio.security(option)?.option_contract.as_ref()?;
        let last = contract.expiration_date.filter(|it| *it <= day)?;
        let is_underlying = |it: &SecurityId| {
            let security = self.portfolio.security(it);
            let ticker = security.and_then(|it| it.ticker_symbol.as_ref());
            ticker.is_some() && ticker == contract.underlying_security_ticker.as_ref()
        };
        let mut underlying = held.iter().filter(|(it, _)| is_underlying(it));
        let is_still = underlying.all(|(_, it)| it[before].units == it[before + 1].units);
        is_still.then_some(last)
    }

    /// The entry of a row, on the day that it is dated.
    pub(super) fn entry(
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
            since: None,
            exchange: None,
            is_estimated: false,
            is_entered: row.context.is_entered,
            security,
        };
        match effect(row, meaning) {
            Effect::Unknown(because) => entry.legs = Err(NoLegs::Row(because)),
            Effect::Known(legs) => {
                let mut legs = legs.seen_by(listing, meaning.kind, entry.security.is_some());
                if entry.security.is_none() {
                    legs = legs.all_in_cash();
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
            Effect::InKind {
                units,
                value,
                by_price,
            } => {
                let class = row.security_id.as_ref();
                let class = class.and_then(|it| self.portfolio.security(it)?.asset_class.as_ref());
                if ends_option(row, meaning, class) {
                    return entry;
                }
                let value = value.or(by_price.filter(|_| is_priced_per_unit(class, Some(units))));
                let turned = |it: Decimal| if walk.moved[at].is_turned { -it } else { it };
                let in_kind = |it| Legs::in_kind(it, meaning);
                let is_flow = !in_kind(Decimal::ONE).flow(listing).is_zero();
                if is_flow {
                    entry.cause = Cause::InKind;
                    entry.units_in_kind = Some(turned(units));
                }
                entry.is_estimated = value.is_none();
                let held = row.security_id.as_ref().and_then(|it| held.get(it));
                let price = || walk.price(at, held?);
                let value = value.or_else(|| units.checked_mul(price()?)).map(turned);
                entry.legs = match value.and_then(within_reach) {
                    Some(value) if entry.security.is_none() => Ok(of_value(value, true)),
                    Some(value) => Ok(in_kind(value)),
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
