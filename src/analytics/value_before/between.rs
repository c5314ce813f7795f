//! What a scope was worth on the days between two of its snapshots.
//!
//! From one snapshot back to the one before. What does not come out there, to the
//! last digit, is unknown on every day between.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use rust_decimal::Decimal;

use super::{
    EarlyDay,
    prices::Prices,
    signs::Signs,
    start::{EarlyRow, Held, InFlight, Start, rows_of},
    start_of, units_of,
    walk::{Sum, Walk},
};
use crate::{
    analytics::{
        holding_history::held_by_day,
        performance::{Ledger, Measured, business_days_after, business_days_before},
    },
    domain::{AccountId, Currency, SecurityId, Snapshot},
    portfolio::{History, Portfolio},
};

/// How many business days around an interval its rows may be dated.
const NEAR: u32 = 3;

/// What a day adds up to, of every day that is asked for.
type Sums<'a> = BTreeMap<NaiveDate, Sum<'a>>;

/// What the accounts that were `measured` were worth on every day between the first
/// and the last on which all of them have a value, those days left out, by day.
pub fn value_between<Tz: TimeZone>(
    portfolio: &Portfolio,
    history: &History,
    measured: &Measured,
    zone: &Tz,
) -> Vec<EarlyDay> {
    let mut sums = days_between(measured.days.iter().map(|it| it.day));
    if sums.is_empty() {
        return vec![];
    }
    let starts = starts_between(portfolio, history, measured, zone);
    let prices = Prices::of(portfolio, &starts);
    for pair in starts.windows(2) {
        walk(&pair[0], &pair[1], &prices, &mut sums);
    }
    for ledger in &measured.ledgers {
        add_rest(ledger, &starts, &mut sums);
    }
    let in_transit = measured.in_transit_on(sums.keys().copied());
    let days = sums.into_iter().zip(in_transit);
    let days = days.map(|((day, sum), in_transit)| {
        let mut day = EarlyDay::of(day, sum);
        day.value = day.value.map(|it| it.saturating_add(in_transit));
        day
    });
    days.collect()
}

/// What each account has of one day between.
pub(super) fn accounts_on<'a, Tz: TimeZone>(
    portfolio: &'a Portfolio,
    history: &'a History,
    measured: &'a Measured,
    zone: &Tz,
    day: NaiveDate,
) -> Vec<(&'a AccountId, Sum<'a>)> {
    let starts = starts_between(portfolio, history, measured, zone);
    let prices = Prices::of(portfolio, &starts);
    let sum_of = |ledger: &'a Arc<Ledger>| {
        let mut own = Sums::from([(day, Sum::default())]);
        let pairs = starts.windows(2);
        for pair in pairs.filter(|it| it[1].account == &ledger.account) {
            walk(&pair[0], &pair[1], &prices, &mut own);
        }
        add_rest(ledger, &starts, &mut own);
        (&ledger.account, own.remove(&day).unwrap_or_default())
    };
    measured.ledgers.iter().map(sum_of).collect()
}

/// The snapshots of all accounts at both ends of the times without one, those of one
/// account after the other.
fn starts_between<'a, Tz: TimeZone>(
    portfolio: &'a Portfolio,
    history: &'a History,
    measured: &'a Measured,
    zone: &Tz,
) -> Vec<Start<'a>> {
    let day_of = |at: DateTime<Utc>| at.with_timezone(zone).date_naive();
    let ledgers = measured.ledgers.iter();
    let last = ledgers.filter_map(|it| Some((&it.account, it.points.last()?.day)));
    let mut rows = rows_of(portfolio, measured.currency.as_ref(), &last.collect());
    let mut starts = vec![];
    for ledger in &measured.ledgers {
        let rows = rows.remove(&ledger.account).unwrap_or_default();
        starts.extend(snapshots(ledger, history, &rows, day_of));
    }
    starts
}

/// What one holding was worth on every day between two of its snapshots, by day:
/// `snapshots` are those of its security alone.
pub fn holding_between<Tz: TimeZone>(
    portfolio: &Portfolio,
    account: &AccountId,
    security: &SecurityId,
    currency: Option<&Currency>,
    snapshots: &[Snapshot],
    zone: &Tz,
) -> Vec<EarlyDay> {
    let held = held_by_day(portfolio, account, currency, snapshots, zone);
    let mut sums = days_between(held.keys().copied());
    let (Some(account), Some((security, _))) = (
        portfolio.account(account),
        portfolio.securities.get_key_value(security),
    ) else {
        return vec![];
    };
    let Some((last, _)) = held.last_key_value().filter(|_| !sums.is_empty()) else {
        return vec![];
    };
    let mut rows = rows_of(portfolio, currency, &[(&account.id, *last)].into());
    let mut rows = rows.remove(&account.id).unwrap_or_default();
    rows.retain(|it| it.row.security_id.as_ref() == Some(security));
    let start = |(day, (units, value)): (&NaiveDate, &(Option<Decimal>, Option<Decimal>))| {
        let (units, value) = (*units, *value);
        Start {
            held: [(security, Held { units, value })].into(),
            ..Start::empty(&account.id, *day)
        }
    };
    let mut starts: Vec<_> = held.iter().map(start).collect();
    let units: Vec<_> = held.values().map(|it| it.0).collect();
    let in_flight: Vec<_> = (starts.iter().enumerate())
        .map(|(at, start)| {
            let next = starts.get(at + 1).map(|it| it.day);
            let next = next.map(|day| (day, HashMap::from([(security, units[at + 1])])));
            next.map_or_else(InFlight::default, |it| start.in_flight(&rows, &it))
        })
        .collect();
    for at in 1..starts.len() {
        let (before, after) = starts.split_at_mut(at);
        let ends = (&in_flight[at - 1], &in_flight[at]);
        roll_to(&mut after[0], &before[at - 1], &rows, ends);
    }
    let prices = Prices::of(portfolio, &starts);
    for pair in starts.windows(2) {
        walk(&pair[0], &pair[1], &prices, &mut sums);
    }
    sums.into_iter()
        .map(|(day, sum)| EarlyDay::of(day, sum))
        .collect()
}

/// The days between the first and the last that are not among them.
fn days_between<'a>(days: impl Iterator<Item = NaiveDate>) -> Sums<'a> {
    let days: Vec<_> = days.collect();
    let between = days.windows(2).flat_map(|it| {
        let until = it[1];
        it[0]
            .iter_days()
            .skip(1)
            .take_while(move |day| *day < until)
    });
    between.map(|it| (it, Sum::default())).collect()
}

/// The snapshots of an account at both ends of every time of more than a day without
/// one, while it was listed; one that is rolled back to the one before stands after it.
fn snapshots<'a>(
    ledger: &'a Ledger,
    history: &'a History,
    rows: &[EarlyRow<'a>],
    day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> Vec<Start<'a>> {
    let observations = history.of(&ledger.account);
    let currency = ledger.currency.as_ref();
    let of_point = |point: usize| {
        let day = ledger.points[point].day;
        let after = observations.partition_point(|it| day_of(it.synced_at) <= day);
        let observation = &observations[after.checked_sub(1)?];
        let start = start_of(ledger, observation, point);
        let next = observations.get(after);
        let next = next.map(|it| (day_of(it.synced_at), units_of(it, currency)));
        let in_flight = next.map(|it| start.in_flight(rows, &it));
        Some((start, in_flight.unwrap_or_default()))
    };
    let mut starts: Vec<Start<'_>> = vec![];
    let mut last: Option<(usize, InFlight)> = None;
    for (at, pair) in ledger.points.windows(2).enumerate() {
        let (from, to) = (pair[0].day, pair[1].day);
        let is_gone = ledger.endings.iter().any(|it| from < *it && *it <= to);
        if from.succ_opt() == Some(to) || is_gone {
            continue;
        }
        if last.as_ref().is_none_or(|it| it.0 != at) {
            let Some((start, in_flight)) = of_point(at) else {
                continue;
            };
            starts.push(start);
            last = Some((at, in_flight));
        }
        let (Some((mut start, in_flight)), Some(before)) = (of_point(at + 1), starts.last()) else {
            continue;
        };
        if let Some((_, had)) = &last {
            roll_to(&mut start, before, rows, (had, &in_flight));
        }
        starts.push(start);
        last = Some((at + 1, in_flight));
    }
    starts
}

/// Makes it roll back to the snapshot `before`, by the rows that it has and that one
/// does not.
fn roll_to<'a>(
    start: &mut Start<'a>,
    before: &Start<'a>,
    rows: &[EarlyRow<'a>],
    (had, has): (&InFlight, &InFlight),
) {
    let begin = business_days_before(before.day, NEAR);
    let end = business_days_after(start.day, NEAR);
    let first = rows.partition_point(|it| it.row.date < begin);
    let last = rows.partition_point(|it| it.row.date <= end);
    let near = rows.iter().enumerate().take(last).skip(first);
    let own = near.filter(|(at, it)| {
        let date = it.row.date;
        has.is_had(*at, date, start.day) && !had.is_had(*at, date, before.day)
    });
    start.rows = own.map(|(_, it)| *it).collect();
    start.since = Some(before.day);
    // Where units come out, the signs of their rows are proven.
    start.signs = Signs::Proven;
}

/// Adds what an account was worth between two of its snapshots, where the second is
/// rolled back to the first.
fn walk<'a>(before: &Start<'a>, start: &Start<'a>, prices: &Prices<'_>, sums: &mut Sums<'a>) {
    let Some(since) = start.since else {
        return;
    };
    let open = Walk::open_since(start, before);
    let mut walk = Walk::of(start);
    walk.leave_open(&open);
    let mut day = start.day;
    while let Some(earlier) = day.pred_opt().filter(|it| *it > since) {
        day = earlier;
        walk.back_to(day);
        if let Some(sum) = sums.get_mut(&day) {
            walk.add_to(sum, prices);
        }
    }
}

/// Adds what an account was worth on the days that it was synced, while others were
/// not; and that it is unknown after the last of its snapshots.
fn add_rest(ledger: &Ledger, starts: &[Start<'_>], sums: &mut Sums<'_>) {
    let own = starts.iter().filter(|it| it.account == &ledger.account);
    let rolled: Vec<_> = own.filter_map(|it| Some((it.since?, it.day))).collect();
    for (day, sum) in sums {
        let after = ledger.points.partition_point(|it| it.day <= *day);
        let Some(point) = after.checked_sub(1) else {
            continue;
        };
        let known = ledger.points[point];
        let mut endings = ledger.endings.iter();
        if endings.any(|it| known.day < *it && it <= day) {
            continue;
        }
        if known.day == *day {
            let sizes = ledger.holdings_at(point).map(|it| it.1.abs());
            sum.value += known.value;
            sum.priced += sizes.sum::<Decimal>();
            continue;
        }
        let next = rolled.partition_point(|it| it.1 <= *day);
        if rolled.get(next).is_none_or(|it| it.0 >= *day) {
            sum.unpriced += known.value.abs();
        }
    }
}
