//! What the portfolio was worth at its syncs. Rules: `docs/spec/allocation.md`.
//!
//! Values come from snapshots alone: nothing is estimated between two syncs. An
//! account is worth what its latest snapshot says until the next one. Where a
//! snapshot lacks a value that earlier ones had, the account's value is unknown
//! until it is there again: a missing value does not lower the line.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use rust_decimal::Decimal;

use super::performance::MISSING_DAYS;
use crate::domain::{AccountId, Currency, SecurityId};
use crate::portfolio::{AccountValue, Portfolio};
use crate::valuation::{Amounts, Unknown};

/// The observed values in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueHistory {
    pub currency: Option<Currency>,
    /// One for each day with a sync, oldest first.
    pub points: Vec<ValuePoint>,
}

/// The value after the last sync of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValuePoint {
    pub day: NaiveDate,
    pub value: Decimal,
}

/// The values of the accounts `in_view`, by currency in the order of the
/// codes. Days begin at midnight in `zone`. What is dated after `today` was
/// dated by a wrong clock, and is left out.
pub fn value_history<Tz: TimeZone>(
    portfolio: &Portfolio,
    in_view: impl Fn(&AccountId) -> bool,
    zone: &Tz,
    today: NaiveDate,
) -> Vec<ValueHistory> {
    let day_of = |instant: DateTime<Utc>| instant.with_timezone(zone).date_naive();
    let accounts = Accounts(
        portfolio
            .accounts
            .iter()
            .filter(|it| in_view(&it.id))
            .map(|it| {
                let removed = portfolio
                    .connection(&it.item_id)
                    .and_then(|connection| connection.disconnected_at)
                    .map(day_of);
                let ended = it.missing_since.into_iter().chain(removed).min();
                let gaps = portfolio.account_gaps.iter();
                let gaps = gaps.filter(|gap| gap.account_id == it.id);
                let unlisted = gaps
                    .map(|gap| (gap.from, Some(gap.until)))
                    .chain(ended.map(|day| (day, None)));
                (&it.id, unlisted.collect())
            })
            .collect(),
    );
    let mut snapshots = accounts.snapshots(portfolio);
    snapshots.retain(|it| !is_ahead(day_of(it.synced_at), today));
    let mut points = points(&accounts, &snapshots, day_of);
    for points in points.values_mut() {
        points.retain(|it| !is_ahead(it.day, today));
    }
    points
        .into_iter()
        .map(|(currency, points)| ValueHistory {
            currency: currency.cloned(),
            points,
        })
        .collect()
}

/// Whether a day has not come yet, even where the person was when it was noted.
pub(super) fn is_ahead(day: NaiveDate, today: NaiveDate) -> bool {
    today.succ_opt().is_some_and(|tomorrow| day > tomorrow)
}

/// What one account held at one sync.
type Values<'a> = BTreeMap<Option<&'a Currency>, Valued>;

/// Its value in one currency.
#[derive(Clone, Copy)]
struct Valued {
    /// The sum of what was known.
    known: Option<Decimal>,
    /// Whether everything was known that earlier snapshots knew.
    is_whole: bool,
}

/// Every account's values at one moment.
type AllValues<'a> = BTreeMap<&'a AccountId, &'a Values<'a>>;

struct Snapshot<'a> {
    synced_at: DateTime<Utc>,
    account: &'a AccountId,
    values: Values<'a>,
}

/// The accounts in view, with the times in which they were not listed.
struct Accounts<'a>(BTreeMap<&'a AccountId, Vec<Unlisted>>);

/// The first day on which an account was not listed, or its connection was
/// removed, and the day on which it was listed again, if it was.
type Unlisted = (NaiveDate, Option<NaiveDate>);

impl Accounts<'_> {
    /// Oldest first.
    fn snapshots<'p>(&self, portfolio: &'p Portfolio) -> Vec<Snapshot<'p>> {
        let mut rows: Vec<&AccountValue> = portfolio.account_values.iter().collect();
        rows.retain(|row| self.0.contains_key(&row.account_id));
        rows.sort_by_key(|row| row.synced_at);
        let given_up = given_up(&rows);
        let mut unknown_so_far: BTreeMap<_, &[SecurityId]> = BTreeMap::new();
        let mut grouped: BTreeMap<(DateTime<Utc>, &AccountId), Values<'_>> = BTreeMap::new();
        for row in rows {
            let currency = row.currency.as_ref();
            let before = unknown_so_far
                .entry((&row.account_id, currency))
                .or_insert(&row.unknown);
            let is_whole = row.unknown.iter().all(|security| {
                let since = given_up.get(&(&row.account_id, currency, security));
                before.contains(security) || since.is_some_and(|it| *it <= row.synced_at)
            });
            if is_whole {
                *before = &row.unknown;
            }
            let valued = Valued {
                known: row.market_value,
                is_whole,
            };
            grouped
                .entry((row.synced_at, &row.account_id))
                .or_default()
                .insert(currency, valued);
        }
        grouped
            .into_iter()
            .map(|((synced_at, account), values)| Snapshot {
                synced_at,
                account,
                values,
            })
            .collect()
    }

    /// Whether the account still counted on `day`.
    fn is_listed(&self, account: &AccountId, day: NaiveDate) -> bool {
        match self.0.get(account) {
            Some(unlisted) => !unlisted
                .iter()
                .any(|&(from, until)| from <= day && until.is_none_or(|it| day < it)),
            None => false,
        }
    }
}

/// The securities whose value is missing for long at the latest sync of their account,
/// each with the sync from which on it is: the account is worth what is known.
/// `rows` are in the order of their syncs.
fn given_up<'a>(
    rows: &[&'a AccountValue],
) -> HashMap<(&'a AccountId, Option<&'a Currency>, &'a SecurityId), DateTime<Utc>> {
    let mut missing: BTreeMap<_, Missing<'_>> = BTreeMap::new();
    for row in rows.iter().rev() {
        let key = (&row.account_id, row.currency.as_ref());
        let of_account = missing.entry(key).or_insert_with(|| Missing {
            latest: row.synced_at,
            still: row.unknown.iter().map(|it| (it, row.synced_at)).collect(),
            found: vec![],
        });
        if !of_account.still.is_empty() {
            of_account.add(row);
        }
    }
    let mut found = HashMap::new();
    for ((account, currency), of_account) in missing {
        let since = of_account.still.into_iter().chain(of_account.found);
        for (security, since) in since {
            if (of_account.latest - since).num_days() > MISSING_DAYS {
                found.insert((account, currency, security), since);
            }
        }
    }
    found
}

/// What is missing at the latest sync of an account, as syncs before it are read.
struct Missing<'a> {
    latest: DateTime<Utc>,
    /// What no sync knew so far, with the earliest of them.
    still: Vec<(&'a SecurityId, DateTime<Utc>)>,
    /// What was known once, with the sync after that.
    found: Vec<(&'a SecurityId, DateTime<Utc>)>,
}

impl Missing<'_> {
    fn add(&mut self, row: &AccountValue) {
        let unknown: HashSet<&SecurityId> = row.unknown.iter().collect();
        let known = |it: &mut (&SecurityId, _)| !unknown.contains(it.0);
        self.found.extend(self.still.extract_if(.., known));
        for it in &mut self.still {
            it.1 = row.synced_at;
        }
    }
}

fn points<'a>(
    accounts: &Accounts<'_>,
    snapshots: &'a [Snapshot<'a>],
    day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> BTreeMap<Option<&'a Currency>, Vec<ValuePoint>> {
    let mut days: BTreeMap<NaiveDate, Vec<&Snapshot<'_>>> = BTreeMap::new();
    for snapshot in snapshots {
        days.entry(day_of(snapshot.synced_at))
            .or_default()
            .push(snapshot);
    }
    for (day, _) in accounts.0.values().flatten() {
        days.entry(*day).or_default();
    }

    let mut valued = AllValues::new();
    let mut points: BTreeMap<_, Vec<ValuePoint>> = BTreeMap::new();
    for (day, snapshots) in days {
        for snapshot in snapshots {
            valued.insert(snapshot.account, &snapshot.values);
        }
        valued.retain(|account, _| accounts.is_listed(account, day));
        for currency in valued.values().flat_map(|it| it.keys()) {
            points.entry(*currency).or_default();
        }
        if valued.is_empty() {
            continue;
        }
        let totals = totals(valued.values().copied());
        // A currency that is no longer held is worth zero, and that is known.
        for (currency, points) in &mut points {
            let value = match totals.sum(*currency) {
                Some(sum) => sum.complete(),
                None => Some(Decimal::ZERO),
            };
            points.extend(value.map(|value| ValuePoint { day, value }));
        }
    }
    points
}

fn totals<'a>(all: impl Iterator<Item = &'a Values<'a>>) -> Amounts {
    let mut totals = Amounts::default();
    for (currency, valued) in all.flatten() {
        let known = valued.known.filter(|_| valued.is_whole);
        totals.add_known(known.ok_or(Unknown::NotReported), *currency);
    }
    totals
}

#[cfg(test)]
mod tests;
