//! What holdings were at two times: new, gone, and what is different.
//! Rules: `docs/spec/changes.md`.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use rust_decimal::Decimal;

use crate::{
    analytics::performance::{Bridge, Figure, Measured, Part, ScopeFlow, Span},
    domain::{AccountId, Currency, SecurityId},
    portfolio::{History, Observation, ObservedRow, Portfolio},
};

/// What is different of a holding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// It was not there before.
    New,
    /// It is no longer there.
    Gone,
    Units,
    /// The value of a unit.
    Price,
    /// What it cost.
    Basis,
    /// The value, where units or price are not known.
    Value,
}

impl Difference {
    /// Its name on the command line and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Units => "units",
            Self::Price => "price",
            Self::Basis => "basis",
            Self::Value => "value",
        }
    }
}

/// A holding that is not as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldingChange {
    pub account: AccountId,
    pub security: SecurityId,
    pub currency: Option<Currency>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub before: Option<HeldThen>,
    pub after: Option<HeldThen>,
    /// At least one, in the order of the type.
    pub differences: Vec<Difference>,
}

/// What was held at a sync; what the institution did not say is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldThen {
    pub units: Option<Decimal>,
    pub price: Option<Decimal>,
    pub value: Option<Decimal>,
    pub cost: Option<Decimal>,
}

impl HeldThen {
    fn of(row: &ObservedRow) -> Self {
        let units = row.units.filter(|it| !it.is_zero());
        Self {
            units: row.units,
            price: (row.value.zip(units)).and_then(|(value, units)| value.checked_div(units)),
            value: row.value,
            cost: row.cost,
        }
    }

    /// Whether anything is held.
    fn is_something(self) -> bool {
        let is_zero = |it: Option<Decimal>| it.is_some_and(|it| it.is_zero());
        !(is_zero(self.units) && is_zero(self.value))
    }
}

/// What is different between two times, and how the value went from one to the
/// other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WhatChanged {
    /// By account and security.
    pub holdings: Vec<HoldingChange>,
    /// One for each currency.
    pub bridges: Vec<BridgeBetween>,
}

/// The bridge of all accounts in view, in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct BridgeBetween {
    pub currency: Option<Currency>,
    /// The days with a value that it stands between; `None` before there are two.
    pub span: Option<Span>,
    pub bridge: Figure<Bridge>,
    /// What crossed the border meanwhile.
    pub flows: Vec<ScopeFlow>,
    /// The bridge of each account.
    pub accounts: Vec<Part>,
    /// The bridge of each holding, by account and security.
    pub holdings: Vec<Part>,
}

impl BridgeBetween {
    /// The bridge of a holding that is not as it was, where that is of the same two
    /// days.
    pub fn of_holding<Tz: TimeZone>(&self, change: &HoldingChange, zone: &Tz) -> Option<Bridge> {
        let day = |at: DateTime<Utc>| at.with_timezone(zone).date_naive();
        let is_same = |it: Span| (it.from, it.to) == (day(change.from), day(change.to));
        let is_meant = self.currency == change.currency && self.span.is_some_and(is_same);
        self.bridge.known().filter(|_| is_meant)?;
        let mut holdings = self.holdings.iter();
        let part = holdings.find(|it| {
            it.account == change.account && it.security.as_ref() == Some(&change.security)
        });
        part.map(|it| it.bridge)
    }
}

/// What changed between two days. Without them: since the day of a sync before
/// the latest one, for every account and the whole alike. Before there are two such
/// days nothing has changed. `scopes` are the accounts `in_view`, measured.
pub fn what_changed<Tz: TimeZone>(
    portfolio: &Portfolio,
    history: &History,
    scopes: &[Measured],
    in_view: impl Fn(&AccountId) -> bool,
    zone: &Tz,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> WhatChanged {
    let from = from.or_else(|| day_before(portfolio, history, &in_view, zone, to));
    let between = |scope: &Measured| {
        let found = scope.performance(from, to);
        BridgeBetween {
            currency: scope.currency.clone(),
            span: found.span,
            bridge: found.bridge,
            flows: found.flows,
            accounts: found.accounts,
            holdings: found.holdings,
        }
    };
    let holdings = from.map(|from| changes(portfolio, history, in_view, zone, (from, to)));
    WhatChanged {
        holdings: holdings.unwrap_or_default(),
        bridges: scopes.iter().map(between).collect(),
    }
}

/// The last day with a sync of an account in view before the last such day up to
/// `to`.
fn day_before<Tz: TimeZone>(
    portfolio: &Portfolio,
    history: &History,
    in_view: impl Fn(&AccountId) -> bool,
    zone: &Tz,
    to: Option<NaiveDate>,
) -> Option<NaiveDate> {
    let accounts = portfolio.accounts.iter().filter(|it| in_view(&it.id));
    let syncs = accounts.flat_map(|it| history.of(&it.id));
    let (mut last, mut before) = (None, None);
    for sync in syncs {
        let day = sync.synced_at.with_timezone(zone).date_naive();
        if to.is_some_and(|to| day > to) || Some(day) == last {
            continue;
        }
        if Some(day) > last {
            before = last;
            last = Some(day);
        } else {
            before = before.max(Some(day));
        }
    }
    before
}

/// What is different between the last sync of an account up to the day `from`
/// and the last one up to `to`, by account and security. Without `to` the latest
/// sync counts.
pub fn changes<Tz: TimeZone>(
    portfolio: &Portfolio,
    history: &History,
    in_view: impl Fn(&AccountId) -> bool,
    zone: &Tz,
    (from, to): (NaiveDate, Option<NaiveDate>),
) -> Vec<HoldingChange> {
    let mut found = vec![];
    for account in portfolio.accounts.iter().filter(|it| in_view(&it.id)) {
        let all = history.of(&account.id);
        let up_to = |day: NaiveDate| {
            all.partition_point(|it| it.synced_at.with_timezone(zone).date_naive() <= day)
        };
        let (begin, end) = (up_to(from), to.map_or(all.len(), up_to));
        let last = |count: usize| count.checked_sub(1).map(|at| &all[at]);
        if let (Some(before), Some(after)) = (last(begin), last(end))
            && begin < end
        {
            found.extend(between(&account.id, before, after));
        }
    }
    found
}

fn between<'a>(
    account: &'a AccountId,
    before: &'a Observation,
    after: &'a Observation,
) -> impl Iterator<Item = HoldingChange> + use<'a> {
    let rows = before.rows.iter().chain(&after.rows);
    let keys: BTreeSet<_> = rows.map(|it| (&it.security, &it.currency)).collect();
    keys.into_iter().filter_map(move |(security, currency)| {
        let find = |of: &Observation| {
            let mut rows = of.rows.iter();
            let row = rows.find(|it| it.security == *security && it.currency == *currency);
            row.map(HeldThen::of).filter(|it| it.is_something())
        };
        let (then, now) = (find(before), find(after));
        let differences = differences(then, now);
        (!differences.is_empty()).then(|| HoldingChange {
            account: account.clone(),
            security: security.clone(),
            currency: currency.clone(),
            from: before.synced_at,
            to: after.synced_at,
            before: then,
            after: now,
            differences,
        })
    })
}

fn differences(before: Option<HeldThen>, after: Option<HeldThen>) -> Vec<Difference> {
    let (before, after) = match (before, after) {
        (None, None) => return vec![],
        (None, Some(_)) => return vec![Difference::New],
        (Some(_), None) => return vec![Difference::Gone],
        (Some(before), Some(after)) => (before, after),
    };
    let mut found = vec![];
    let mut compare = |what, is_different: bool| {
        if is_different {
            found.push(what);
        }
    };
    compare(Difference::Units, before.units != after.units);
    compare(Difference::Price, before.price != after.price);
    compare(Difference::Basis, before.cost != after.cost);
    let has_prices = before.price.is_some() && after.price.is_some();
    compare(
        Difference::Value,
        !has_prices && before.value != after.value,
    );
    found
}

#[cfg(test)]
mod tests;
