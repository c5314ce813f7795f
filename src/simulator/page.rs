//! Pages of transactions, newest first.
//!
//! A page is found by counting rows by date, which is a binary search in each
//! account, so the last of a million costs what the first does. Within a day
//! the accounts follow each other in their fixed order, and in each the latest
//! row comes first.

use std::{borrow::Cow, ops::Range};

use chrono::{Days, NaiveDate, TimeDelta};

use super::{
    item::Item,
    ledger::{Ledger, Trading},
    market::Market,
    positions::Row,
    volume::Volume,
};

/// Which rows are asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Query<'a> {
    /// Both days are included.
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    /// Indices of accounts, ascending.
    pub(super) accounts: &'a [usize],
    pub(super) offset: usize,
    pub(super) count: usize,
}

/// Some of the rows that match.
#[derive(Debug)]
pub(super) struct Page<'a> {
    /// How many match in all.
    pub(super) total: usize,
    /// With the index of each row's account.
    pub(super) rows: Vec<(usize, Cow<'a, Row>)>,
}

/// The rows of `item` that `query` asks for.
pub(super) fn page<'a>(item: &'a Item, market: &Market, query: Query<'_>) -> Page<'a> {
    let Query {
        first,
        last,
        offset,
        ..
    } = query;
    let total = count(item, query.accounts, first, last);
    let wanted = query.count.min(total.saturating_sub(offset));
    let mut rows = Vec::with_capacity(wanted);
    if wanted == 0 {
        return Page { total, rows };
    }
    let newer = |date| count(item, query.accounts, date + Days::new(1), last);
    let mut date = first_day_where(first, last, |date| newer(date) <= offset);
    let mut skip = offset - newer(date);
    while rows.len() < wanted && date >= first {
        for &account in query.accounts {
            let day = AccountDay::new(item, account, Trading { market, date });
            let room = wanted - rows.len();
            rows.extend(
                (skip..day.len())
                    .take(room)
                    .map(|at| (account, day.row(at))),
            );
            skip = skip.saturating_sub(day.len());
        }
        date = date - Days::new(1);
    }
    Page { total, rows }
}

/// The rows of one account on one day.
struct AccountDay<'a, 'm> {
    ledger: &'a Ledger,
    stored: &'a [Row],
    extra: Range<usize>,
    day: Trading<'m>,
}

impl<'a, 'm> AccountDay<'a, 'm> {
    fn new(item: &'a Item, account: usize, day: Trading<'m>) -> Self {
        let (ledger, volume) = (&item.ledgers()[account], &item.volumes()[account]);
        let next = day.date + Days::new(1);
        Self {
            ledger,
            stored: &ledger.rows()[ledger.count_before(day.date)..ledger.count_before(next)],
            extra: volume.count_before(day.date)..volume.count_before(next),
            day,
        }
    }

    fn len(&self) -> usize {
        self.stored.len() + self.extra.len()
    }

    /// The row at `place`, 0 being the latest.
    fn row(&self, place: usize) -> Cow<'a, Row> {
        match place.checked_sub(self.stored.len()) {
            None => Cow::Borrowed(&self.stored[self.stored.len() - 1 - place]),
            Some(place) => {
                let index = self.extra.end - 1 - place;
                Cow::Owned(Volume::row(self.ledger, index, self.day))
            }
        }
    }
}

/// How many rows `accounts` have from `first` to `last`.
fn count(item: &Item, accounts: &[usize], first: NaiveDate, last: NaiveDate) -> usize {
    if last < first {
        return 0;
    }
    let before = |account: usize, date| {
        item.ledgers()[account].count_before(date) + item.volumes()[account].count_before(date)
    };
    accounts
        .iter()
        .map(|&account| before(account, last + Days::new(1)) - before(account, first))
        .sum()
}

/// The first day from `first` to `last` for which `holds`, which it does from
/// some day on and at the latest on `last`.
fn first_day_where(
    first: NaiveDate,
    last: NaiveDate,
    holds: impl Fn(NaiveDate) -> bool,
) -> NaiveDate {
    let (mut low, mut high) = (first, last);
    while low < high {
        let half = (high - low).num_days() / 2;
        let middle = low + TimeDelta::days(half);
        if holds(middle) {
            high = middle;
        } else {
            low = middle + Days::new(1);
        }
    }
    high
}
