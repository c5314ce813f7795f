//! Holdings measured by themselves, and several together.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    Column, Entry, Point,
    ledger::Ledger,
    measure::{Measured, Place, ValuedDay, in_transit},
};
use crate::{analytics::flows::CashListing, domain::SecurityId};

/// Where what is measured together is found in the ledgers of the scope.
#[derive(Default)]
struct Found {
    /// Places of a ledger and of a column in it, in order.
    columns: Vec<(usize, usize)>,
    /// The same of how its units came out.
    units: Vec<(usize, usize)>,
    /// By day.
    places: Vec<Place>,
}

impl Measured {
    /// Every security over the accounts of the scope, measured by itself; see
    /// [`Measured::each_group`].
    pub fn by_security(&self) -> BTreeMap<SecurityId, Self> {
        let mut all = BTreeMap::new();
        self.each_group(SecurityId::clone, None, |security, measured| {
            all.insert(security, measured);
        });
        all
    }

    /// The securities that `is_meant` tells, measured together over the accounts
    /// of the scope; `None` where none was ever held.
    pub fn of_securities(&self, is_meant: impl Fn(&SecurityId) -> bool) -> Option<Self> {
        let mut found = None;
        self.each_group(is_meant, None, |is_meant, measured| {
            if is_meant {
                found = Some(measured);
            }
        });
        found
    }

    /// Securities over the accounts of the scope, those together that `key` names
    /// alike, on the valued days of the whole, from the first on which they are
    /// worth something: what they are bought with flows in, what is sold and paid
    /// out flows out. What moves between accounts of the scope stays within.
    /// `take` is handed one after the other, by name, so that not all of them are
    /// in memory at once. What happened before the span that begins at `from` may be
    /// left out of them: a year of twenty is measured as quickly as of one.
    pub fn each_group<K: Ord>(
        &self,
        key: impl Fn(&SecurityId) -> K,
        from: Option<NaiveDate>,
        mut take: impl FnMut(K, Self),
    ) {
        let mut names: BTreeMap<K, usize> = BTreeMap::new();
        let mut numbers: HashMap<&SecurityId, usize> = HashMap::new();
        let mut groups: Vec<Found> = vec![];
        let mut number = |security| {
            *numbers.entry(security).or_insert_with(|| {
                let next = groups.len();
                let number = *names.entry(key(security)).or_insert(next);
                if number == next {
                    groups.push(Found::default());
                }
                number
            })
        };
        let (mut columns, mut units) = (vec![], vec![]);
        for (at, ledger) in self.ledgers.iter().enumerate() {
            for (column, it) in ledger.columns.iter().enumerate() {
                if let Some(security) = &it.security {
                    columns.push((number(security), (at, column)));
                }
            }
            for (place, it) in ledger.units.iter().enumerate() {
                units.push((number(&it.security), (at, place)));
            }
        }
        let begin = from.and_then(|it| self.day_up_to(it));
        let mut places = vec![];
        for place in self.places(begin.unwrap_or(NaiveDate::MIN), NaiveDate::MAX) {
            let entry = &self.ledgers[place.ledger].entries[place.entry];
            if let Some(security) = &entry.security {
                places.push((number(security), *place));
            }
        }
        for (group, column) in columns {
            groups[group].columns.push(column);
        }
        for (group, rolled) in units {
            groups[group].units.push(rolled);
        }
        for (group, place) in places {
            groups[group].places.push(place);
        }
        for (name, at) in names {
            let is_in = |security: &SecurityId| numbers.get(security) == Some(&at);
            let measured = self.of_found(&groups[at], is_in);
            take(name, measured);
        }
    }

    fn of_found(&self, found: &Found, is_in: impl Fn(&SecurityId) -> bool) -> Self {
        let mut ledgers: Vec<Ledger> = vec![];
        let mut of_ledger: HashMap<usize, usize> = HashMap::new();
        for (at, ledger) in self.ledgers.iter().enumerate() {
            let columns = found.columns.iter().filter(|it| it.0 == at);
            let columns: Vec<&Column> = columns.map(|it| &ledger.columns[it.1]).collect();
            let is_named = || found.places.iter().any(|it| it.ledger == at);
            if !columns.is_empty() || is_named() {
                of_ledger.insert(at, ledgers.len());
                let mut part = of_columns(ledger, &columns);
                let units = found.units.iter().filter(|it| it.0 == at);
                part.units = units.map(|it| ledger.units[it.1].clone()).collect();
                ledgers.push(part);
            }
        }
        let mut order = vec![];
        for place in &found.places {
            let Some(&at) = of_ledger.get(&place.ledger) else {
                continue;
            };
            let entries = &mut ledgers[at].entries;
            order.push(Place {
                ledger: at,
                entry: entries.len(),
                is_matched: place.is_matched,
            });
            let entry = &self.ledgers[place.ledger].entries[place.entry];
            entries.push(Entry {
                exchange: entry.exchange.clone().filter(&is_in),
                ..entry.clone()
            });
        }
        let transits = self.transits.iter();
        let transits = transits.filter(|it| it.security.as_ref().is_some_and(&is_in));
        let transits: Vec<_> = transits.cloned().collect();
        Self {
            currency: self.currency.clone(),
            days: self.days_of(
                &ledgers,
                in_transit(&transits, self.days.iter().map(|it| it.day)),
            ),
            ledgers: ledgers.into_iter().map(Arc::new).collect(),
            order,
            transits,
            observed: None,
            is_of_securities: true,
        }
    }

    /// The valued days of the whole with the value of parts of it.
    fn days_of(&self, parts: &[Ledger], in_transit: Vec<Decimal>) -> Vec<ValuedDay> {
        let days = self.days.iter().zip(in_transit);
        let mut days: Vec<ValuedDay> = days
            .map(|(it, in_transit)| ValuedDay {
                day: it.day,
                value: in_transit,
                in_transit,
                unsettled: Decimal::ZERO,
            })
            .collect();
        for ledger in parts {
            let mut at = 0;
            for point in &ledger.points {
                while days.get(at).is_some_and(|it| it.day < point.day) {
                    at += 1;
                }
                if let Some(day) = days.get_mut(at).filter(|it| it.day == point.day) {
                    day.value += point.value;
                }
            }
        }
        let first = days.iter().position(|it| !it.value.is_zero());
        days.drain(..first.unwrap_or(days.len()));
        days
    }
}

/// A part of an account: what some of its columns have.
fn of_columns(ledger: &Ledger, columns: &[&Column]) -> Ledger {
    let mut sums: Vec<Option<Decimal>> = vec![None; ledger.points.len()];
    for (at, value) in columns.iter().flat_map(|it| &it.values) {
        *sums[*at as usize].get_or_insert_default() += *value;
    }
    let of_point = |(point, value): (&Point, &Option<Decimal>)| {
        value.map(|value| Point {
            day: point.day,
            value,
        })
    };
    let points = ledger.points.iter().zip(&sums).filter_map(of_point);
    let points = points.collect();
    let worthless = (ledger.worthless.iter())
        .filter(|(it, _)| columns.iter().any(|of| of.security.as_ref() == Some(it)))
        .map(|(it, day)| (it.clone(), *day));
    let worthless = worthless.collect();
    // Points without any of it are left out, so the others have other places.
    let left = sums.iter().scan(0, |left, it| {
        let place = *left;
        *left += u32::from(it.is_some());
        Some(place)
    });
    let places: Vec<u32> = left.collect();
    let place = |(at, value): &(u32, Decimal)| (places[*at as usize], *value);
    let columns = columns.iter().map(|it| Column {
        security: it.security.clone(),
        values: it.values.iter().map(place).collect(),
    });
    Ledger {
        account: ledger.account.clone(),
        currency: ledger.currency.clone(),
        listing: CashListing::NotListed,
        points,
        columns: columns.collect(),
        endings: vec![],
        entries: vec![],
        never_valued: [].into(),
        worthless,
        units: vec![],
        cash: vec![],
        unsettled: vec![],
    }
}
