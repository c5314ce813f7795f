//! A scope in one currency: its accounts side by side.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{NaiveDate, TimeZone};
use rust_decimal::Decimal;

use super::{
    entry::{Cause, Entry},
    ledger::{Ledger, open_on},
    ledgers::Ledgers,
    transfers::{agree_on_value, matches},
};
use crate::{
    domain::{AccountId, Currency, SecurityId},
    portfolio::{History, Portfolio},
};

/// What can be said of accounts together, in one currency. Made once; every
/// span, month and year is read from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    pub currency: Option<Currency>,
    pub ledgers: Vec<Arc<Ledger>>,
    /// The days on which every account has a value, by day.
    pub days: Vec<ValuedDay>,
    /// All entries by day, as places in [`Measured::ledgers`].
    pub(super) order: Vec<Place>,
    /// Transfers within the scope, while they are on their way.
    pub(super) transits: Vec<Transit>,
    /// The day of the first snapshot, where days before it are among those of this.
    pub(super) observed: Option<NaiveDate>,
    /// Whether holdings are measured by themselves, so that cash is no part of it.
    pub(super) is_of_securities: bool,
}

/// The value of a scope on a day on which every account was synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValuedDay {
    pub day: NaiveDate,
    /// What is on its way between accounts, and unsettled trades, included.
    pub value: Decimal,
    /// The part that is on its way.
    pub in_transit: Decimal,
    /// The part that is not settled: negative where purchases are to be paid.
    pub unsettled: Decimal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) ledger: usize,
    pub(super) entry: usize,
    /// Whether it is one side of a transfer within the scope.
    pub(super) is_matched: bool,
}

/// From the day it left, up to the day it arrived; negative where it arrived
/// first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Transit {
    from: NaiveDate,
    until: NaiveDate,
    value: Decimal,
    /// What is on its way; none of cash.
    pub(super) security: Option<SecurityId>,
}

/// Reads the accounts `in_view`, by currency in the order of the codes. Days
/// begin at midnight in `zone`; what is dated after `today` is left out.
pub fn measure<Tz: TimeZone>(
    portfolio: &Portfolio,
    history: &History,
    in_view: impl Fn(&AccountId) -> bool,
    zone: &Tz,
    today: NaiveDate,
) -> Vec<Measured> {
    Ledgers::read(portfolio, history, in_view, zone, today).scopes(portfolio, |_| true)
}

impl Measured {
    /// Accounts in one currency, side by side.
    pub(super) fn of(
        currency: Option<Currency>,
        mut ledgers: Vec<Arc<Ledger>>,
        portfolio: &Portfolio,
    ) -> Self {
        let pairs = matches(&ledgers, portfolio);
        let mut transits = vec![];
        let mut matched = BTreeSet::new();
        for (out, into) in pairs {
            let value = agree_on_value(&mut ledgers, out, into);
            matched.extend([out, into]);
            let (left, arrived) = (
                ledgers[out.0].entries[out.1].day,
                ledgers[into.0].entries[into.1].day,
            );
            let is_forward = left <= arrived;
            transits.push(Transit {
                from: left.min(arrived),
                until: left.max(arrived),
                value: if is_forward { value } else { -value },
                security: ledgers[out.0].entries[out.1].security.clone(),
            });
        }
        let mut order: Vec<Place> = (ledgers.iter().enumerate())
            .flat_map(|(ledger, it)| (0..it.entries.len()).map(move |entry| (ledger, entry)))
            .map(|(ledger, entry)| Place {
                ledger,
                entry,
                is_matched: matched.contains(&(ledger, entry)),
            })
            .collect();
        order.sort_by_key(|it| {
            (
                ledgers[it.ledger].entries[it.entry].day,
                it.ledger,
                it.entry,
            )
        });
        let days = valued_days(&ledgers, &transits);
        Self {
            currency,
            ledgers,
            days,
            order,
            transits,
            observed: None,
            is_of_securities: false,
        }
    }

    /// The same with `days` before that of its first snapshot, `observed`, and what
    /// happened meanwhile; `None` where there is no such day. Parts and groups are
    /// measured of the scope without them.
    pub fn with_days_before(
        &self,
        observed: NaiveDate,
        days: Vec<ValuedDay>,
        entries: &[(Entry, bool)],
    ) -> Option<Self> {
        let first = days.first()?.day;
        let mut whole = self.clone();
        // What the first snapshot found was there before.
        whole.order.retain(|it| {
            let entry = &self.ledgers[it.ledger].entries[it.entry];
            !entry.is_of_first_value() || entry.day != observed
        });
        for (entry, is_matched) in entries.iter().filter(|it| it.0.day > first) {
            let mut ledgers = whole.ledgers.iter();
            let Some(ledger) = ledgers.position(|it| it.account == entry.account) else {
                continue;
            };
            let own = &mut Arc::make_mut(&mut whole.ledgers[ledger]).entries;
            whole.order.push(Place {
                ledger,
                entry: own.len(),
                is_matched: *is_matched,
            });
            own.push(entry.clone());
        }
        let day = |it: &Place| whole.ledgers[it.ledger].entries[it.entry].day;
        whole.order.sort_by_key(|it| (day(it), it.ledger, it.entry));
        whole.days.splice(0..0, days);
        whole.observed = Some(observed);
        Some(whole)
    }

    /// One account of it, measured by itself.
    #[must_use]
    pub fn account(&self, at: usize) -> Self {
        let ledgers = vec![Arc::clone(&self.ledgers[at])];
        let order = (0..ledgers[0].entries.len()).map(|entry| Place {
            ledger: 0,
            entry,
            is_matched: false,
        });
        Self {
            currency: self.currency.clone(),
            days: valued_days(&ledgers, &[]),
            order: order.collect(),
            ledgers,
            transits: vec![],
            observed: None,
            is_of_securities: self.is_of_securities,
        }
    }

    /// Every valued day with what was there on the first one and flowed in and
    /// out since, unexplained or not: the value less that is the gain. `None` from
    /// the day on after which a flow is not known.
    pub fn contributions(&self) -> Vec<(ValuedDay, Option<Decimal>)> {
        let paid = self.paid_in_on(self.days.iter().map(|it| it.day));
        self.days.iter().copied().zip(paid).collect()
    }

    /// The same by each of the `days`, which are in order: none before the first
    /// valued day.
    pub fn paid_in_on(&self, days: impl Iterator<Item = NaiveDate>) -> Vec<Option<Decimal>> {
        let first = self.days.first();
        let mut before = first.map(|it| it.day);
        let mut paid = first.map(|it| it.value);
        let by = |day: NaiveDate| {
            let from = before.filter(|it| *it <= day)?;
            let is_known = self.unknown_between(from, day).is_ok();
            let flows = self.entries(from, day);
            let flows = flows.filter(|(_, _, is_matched)| !is_matched);
            let flows: Decimal = flows.map(|(ledger, it, _)| it.flow(ledger.listing)).sum();
            paid = paid.filter(|_| is_known).map(|it| it + flows);
            before = Some(day);
            paid
        };
        days.map(by).collect()
    }

    /// What is on its way between the accounts on each of the days, which are in
    /// order.
    pub fn in_transit_on(&self, days: impl Iterator<Item = NaiveDate>) -> Vec<Decimal> {
        in_transit(&self.transits, days)
    }

    /// The entries that take effect after `from`, up to `to`, that cross the
    /// border of the scope or are earned or paid within it.
    pub(super) fn entries(
        &self,
        from: NaiveDate,
        to: NaiveDate,
    ) -> impl Iterator<Item = (&Ledger, &Entry, bool)> {
        self.places(from, to).iter().map(|it| {
            let ledger = &*self.ledgers[it.ledger];
            (ledger, &ledger.entries[it.entry], it.is_matched)
        })
    }

    /// The places of these entries, by day.
    pub(super) fn places(&self, from: NaiveDate, to: NaiveDate) -> &[Place] {
        let day = |it: &Place| self.ledgers[it.ledger].entries[it.entry].day;
        let first = self.order.partition_point(|it| day(it) <= from);
        let last = self.order.partition_point(|it| day(it) <= to);
        &self.order[first..last.max(first)]
    }

    /// Some accounts of it, measured together: what moves between them alone
    /// stays within.
    #[must_use]
    pub fn accounts(&self, portfolio: &Portfolio, is_meant: impl Fn(&AccountId) -> bool) -> Self {
        let ledgers = self.ledgers.iter().filter(|it| is_meant(&it.account));
        let ledgers = ledgers.cloned().collect();
        Self::of(self.currency.clone(), ledgers, portfolio)
    }
}

/// The days on which every account that is there has a value.
fn valued_days(ledgers: &[Arc<Ledger>], transits: &[Transit]) -> Vec<ValuedDay> {
    // By day: what each account is worth, who comes and who goes.
    let mut days: BTreeMap<NaiveDate, (usize, Decimal)> = BTreeMap::new();
    let mut present: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for ledger in ledgers {
        for point in &ledger.points {
            let day = days.entry(point.day).or_default();
            *day = (day.0 + 1, day.1 + point.value);
        }
        let begins = ledger
            .entries
            .iter()
            .filter(|it| it.cause == Cause::FirstSeen);
        let mut begins: BTreeSet<NaiveDate> = begins.map(|it| it.day).collect();
        // An account worth nothing at first has no entry for it.
        let after = |day: NaiveDate| ledger.points.iter().find(|it| it.day >= day);
        begins.extend(ledger.points.first().map(|it| it.day));
        begins.extend(
            ledger
                .endings
                .iter()
                .filter_map(|&day| Some(after(day)?.day)),
        );
        for day in begins {
            *present.entry(day).or_default() += 1;
        }
        for day in &ledger.endings {
            *present.entry(*day).or_default() -= 1;
        }
    }
    let mut present = present.into_iter().peekable();
    let mut there = 0_i64;
    let mut valued = vec![];
    for (day, (accounts, value)) in days {
        while let Some((_, change)) = present.next_if(|it| it.0 <= day) {
            there += change;
        }
        if i64::try_from(accounts).is_ok_and(|it| it >= there) {
            valued.push(ValuedDay {
                day,
                value,
                in_transit: Decimal::ZERO,
                unsettled: Decimal::ZERO,
            });
        }
    }
    let on_their_way = in_transit(transits, valued.iter().map(|it| it.day));
    let unsettled = ledgers.iter().flat_map(|it| &it.unsettled);
    let unsettled = unsettled.map(|it| (it.from, it.until, it.amount));
    let unsettled = open_on(unsettled, valued.iter().map(|it| it.day));
    for ((day, in_transit), unsettled) in valued.iter_mut().zip(on_their_way).zip(unsettled) {
        day.value += in_transit + unsettled;
        day.in_transit = in_transit;
        day.unsettled = unsettled;
    }
    valued
}

/// What is on its way on each of the days.
pub(super) fn in_transit(
    transits: &[Transit],
    days: impl Iterator<Item = NaiveDate>,
) -> Vec<Decimal> {
    let amounts = transits.iter().map(|it| (it.from, it.until, it.value));
    open_on(amounts, days)
}
