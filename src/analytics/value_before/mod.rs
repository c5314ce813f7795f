//! What a scope was worth before its first snapshot, and between two, as far as it
//! follows from the rows. Rules: `docs/spec/value-over-time.md`.
//!
//! Units and cash are rolled back from a snapshot, never further than rows tell;
//! prices are those of the day, or of the few trading days before it. Nothing is
//! taken from later, and nothing in between is made up.

mod actions;
mod between;
mod day;
mod paid_in;
mod prices;
mod returns;
mod signs;
mod start;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_between;
mod walk;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use rust_decimal::{Decimal, dec};

pub use actions::{Action, actions};
pub use between::{holding_between, value_between};
pub use day::{AccountPart, EarlyDay, UnseenDay, unseen_day};
pub use returns::{counted, has_early_days};
pub use signs::Signs;

use prices::Prices;
use signs::Conventions;
use start::{Held, Start, rows_of};
use walk::{Sum, Walk};

use super::{
    flows::{CashListing, within_reach},
    performance::{Entry, Ledger, Measured, Units},
};
use crate::{
    domain::{AccountId, Currency, SecurityId, Snapshot},
    portfolio::{History, Observation, Portfolio},
    valuation::Worth,
};

/// The least share of a value that has to be priced for a point.
pub const LEAST_COVERAGE: Decimal = dec!(0.95);

/// What is known of the time before the first snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueBefore {
    pub currency: Option<Currency>,
    /// The day of the first snapshot.
    pub observed: NaiveDate,
    /// The value of that day.
    pub value: Decimal,
    /// Every day from the earliest row on up to the day before, by day.
    pub days: Vec<EarlyDay>,
    /// The value of the first snapshot less what flowed in between a day and it,
    /// for every day on which that changed, by day; it goes back as far as every
    /// flow is known.
    pub paid_in: Vec<(NaiveDate, Decimal)>,
    /// What the rows did, where that is wanted, those of one account after the other,
    /// and whether each is one side of a transfer between the accounts.
    entries: Vec<(Entry, bool)>,
    /// What was on its way between the accounts, from a day on up to another.
    transits: Vec<(NaiveDate, NaiveDate, Decimal)>,
    /// Why it does not go back further, or has gaps.
    pub limits: Vec<Limit>,
}

/// Why something is not known before a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    pub account: AccountId,
    /// None for cash, and for the account as a whole.
    pub security: Option<SecurityId>,
    pub because: Because,
    /// The first day at whose end it is known.
    pub before: NaiveDate,
}

/// Why units or cash are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Because {
    /// The institution reports a value without units.
    NoUnits,
    /// Units of it come or go without rows: so did some between two snapshots,
    /// or the account is a stock plan.
    ComesWithoutRows,
    /// The direction of a row is in its sign, and the institution never proved
    /// its signs.
    SignsNotProven,
    /// Rolled back further, more would have been sold than there was.
    TurnsNegative,
    /// A trade or a split that does not say how many units it moved.
    RowWithoutUnits,
    /// A row that does not say how much cash it moved.
    RowWithoutAmount,
    /// The earliest row on record.
    WindowBegins,
    /// There is no row before the first snapshot.
    NoRows,
}

impl Because {
    /// Its name on the command line and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoUnits => "no_units",
            Self::ComesWithoutRows => "comes_without_rows",
            Self::SignsNotProven => "signs_not_proven",
            Self::TurnsNegative => "turns_negative",
            Self::RowWithoutUnits => "row_without_units",
            Self::RowWithoutAmount => "row_without_amount",
            Self::WindowBegins => "window_begins",
            Self::NoRows => "no_rows",
        }
    }
}

/// What the accounts that were `measured` were worth before the first of their
/// snapshots: of those that it has. `None` where there is no snapshot.
pub fn value_before<Tz: TimeZone>(
    portfolio: &Portfolio,
    history: &History,
    measured: &Measured,
    zone: &Tz,
) -> Option<ValueBefore> {
    read(portfolio, history, measured, zone, false)
}

/// The same; with what every row did where `keeps_rows`, for the days before the first
/// snapshot to enter a return.
fn read<Tz: TimeZone>(
    portfolio: &Portfolio,
    history: &History,
    measured: &Measured,
    zone: &Tz,
    keeps_rows: bool,
) -> Option<ValueBefore> {
    let (observed, starts) = starts_before(portfolio, history, measured, zone)?;
    let value = starts.iter().map(Start::value).sum();
    Some(roll_back(
        portfolio,
        measured.currency.as_ref(),
        (observed, value),
        &starts,
        keeps_rows,
    ))
}

/// The day of the first of the snapshots, and those of that day, with their rows.
fn starts_before<'a, Tz: TimeZone>(
    portfolio: &'a Portfolio,
    history: &'a History,
    measured: &'a Measured,
    zone: &Tz,
) -> Option<(NaiveDate, Vec<Start<'a>>)> {
    let day_of = |at: DateTime<Utc>| at.with_timezone(zone).date_naive();
    let ledgers = || measured.ledgers.iter().map(|it| &**it);
    let first_of = |it: &Ledger| it.points.first().map(|it| it.day);
    let observed = ledgers().filter_map(first_of).min()?;
    let ledgers = ledgers();
    let ledgers: Vec<_> = ledgers
        .filter(|it| first_of(it) == Some(observed))
        .collect();
    let ids: BTreeSet<&AccountId> = ledgers.iter().map(|it| &it.account).collect();
    let in_view = |id: &AccountId| ids.contains(id);
    let conventions = Conventions::of(portfolio, Some(history), in_view, day_of);
    let currency = measured.currency.as_ref();
    let days = ids.iter().map(|it| (*it, observed)).collect();
    let mut rows = rows_of(portfolio, currency, &days);
    let mut starts = vec![];
    for ledger in ledgers {
        let observations = history.of(&ledger.account);
        let after = observations.partition_point(|it| day_of(it.synced_at) <= observed);
        let Some(first) = after.checked_sub(1).map(|at| &observations[at]) else {
            continue;
        };
        let mut start = start_of(ledger, first, 0);
        let unexplained = ledger.units.iter();
        let unexplained = unexplained.filter(|it| matches!(it.outcome, Units::Unexplained(_)));
        start.unexplained = unexplained.map(|it| &it.security).collect();
        start.is_plan = is_plan(portfolio, &ledger.account);
        start.signs = conventions.of_account(&ledger.account);
        let next = observations.get(after);
        let next = next.map(|it| (day_of(it.synced_at), units_of(it, currency)));
        start.take_rows(rows.remove(&ledger.account).unwrap_or_default(), next);
        starts.push(start);
    }
    Some((observed, starts))
}

/// What one holding was worth before its first snapshot: `snapshots` are those of
/// its security alone, the oldest first. `None` where an earlier snapshot found
/// none of it.
pub fn holding_before<Tz: TimeZone>(
    portfolio: &Portfolio,
    account: &AccountId,
    security: &SecurityId,
    currency: Option<&Currency>,
    snapshots: &[Snapshot],
    zone: &Tz,
) -> Option<ValueBefore> {
    let day_of = |at: DateTime<Utc>| at.with_timezone(zone).date_naive();
    let line: BTreeSet<_> = portfolio.predecessors(account).chain([account]).collect();
    let own = || snapshots.iter().filter(|it| line.contains(&it.account_id));
    let first = own().map(|it| it.synced_at).min()?;
    let mut held = Held {
        units: Some(Decimal::ZERO),
        value: Some(Decimal::ZERO),
    };
    let sum = |a: Option<Decimal>, b: Option<Decimal>| a?.checked_add(b?);
    for row in own()
        .filter(|it| it.synced_at == first)
        .filter_map(|it| it.row.as_ref())
    {
        let known = portfolio.security(security);
        let worth = Worth::of_snapshot(row, known, portfolio.account(account));
        if worth.currency.as_ref() == currency {
            held.units = sum(held.units, worth.units);
            held.value = sum(held.value, worth.value.ok());
        }
    }
    let value = held.value.filter(|it| !it.is_zero())?;
    let observed = day_of(first);
    let id = portfolio.account(account).map(|it| &it.id)?;
    let conventions = Conventions::of(portfolio, None, |it| it == account, day_of);
    let mut rows = rows_of(portfolio, currency, &BTreeMap::from([(id, observed)]));
    let mut rows = rows.remove(id).unwrap_or_default();
    rows.retain(|it| it.row.security_id.as_ref() == Some(security));
    let security = portfolio.securities.get_key_value(security)?.0;
    let mut start = Start {
        signs: conventions.of_account(account),
        is_plan: is_plan(portfolio, account),
        ..Start::empty(id, observed)
    };
    start.held.insert(security, held);
    start.take_rows(rows, None);
    let starts = [start];
    Some(roll_back(
        portfolio,
        currency,
        (observed, value),
        &starts,
        false,
    ))
}

fn is_plan(portfolio: &Portfolio, account: &AccountId) -> bool {
    let account = portfolio.account(account);
    account.and_then(|it| it.subtype.as_deref()) == Some("stock plan")
}

/// The units of every security at a snapshot.
fn units_of<'a>(
    observation: &'a Observation,
    currency: Option<&Currency>,
) -> HashMap<&'a SecurityId, Option<Decimal>> {
    let rows = observation.rows.iter();
    rows.filter(|it| it.currency.as_ref() == currency)
        .map(|it| (&it.security, it.units.and_then(within_reach)))
        .collect()
}

/// The snapshot of a point, which `observation` is.
fn start_of<'a>(ledger: &'a Ledger, observation: &'a Observation, point: usize) -> Start<'a> {
    let known: BTreeMap<_, _> = ledger.holdings_at(point).collect();
    let mut start = Start {
        listing: ledger.listing,
        never_valued: ledger.never_valued.iter().collect(),
        ..Start::empty(&ledger.account, ledger.points[point].day)
    };
    if ledger.listing == CashListing::Listed {
        start.cash = Some(known.get(&None).copied().unwrap_or_default());
    }
    for row in observation
        .rows
        .iter()
        .filter(|it| it.currency == ledger.currency)
    {
        let key = Some(row.security.clone());
        let held = Held {
            units: row.units.and_then(within_reach),
            value: row.value.and_then(within_reach),
        };
        if known.contains_key(&key) {
            start.held.insert(&row.security, held);
        } else if held.value.is_some() {
            start.pool.insert(&row.security);
        } else {
            start.never_valued.insert(&row.security);
        }
    }
    start
}

impl<'a> Start<'a> {
    fn empty(account: &'a AccountId, day: NaiveDate) -> Self {
        Self {
            account,
            day,
            listing: CashListing::NotListed,
            cash: None,
            held: BTreeMap::new(),
            pool: BTreeSet::new(),
            never_valued: BTreeSet::new(),
            unexplained: BTreeSet::new(),
            rows: vec![],
            signs: Signs::Unknown,
            is_plan: false,
            since: None,
        }
    }

    /// What the snapshot says that it is all worth.
    fn value(&self) -> Decimal {
        let held = self.held.values().filter_map(|it| it.value);
        self.cash.unwrap_or_default() + held.sum::<Decimal>()
    }
}

fn roll_back<'a>(
    portfolio: &'a Portfolio,
    currency: Option<&Currency>,
    (observed, value): (NaiveDate, Decimal),
    starts: &[Start<'a>],
    keeps_rows: bool,
) -> ValueBefore {
    let prices = Prices::of(portfolio, starts);
    let mut walks: Vec<Walk<'_, '_>> = starts.iter().map(Walk::of).collect();
    let begin = starts.iter().filter_map(Start::window).min();
    let mut days = vec![];
    let mut day = observed;
    while let Some(before) = day
        .pred_opt()
        .filter(|it| begin.is_some_and(|begin| *it >= begin))
    {
        day = before;
        let mut sum = Sum::default();
        for walk in &mut walks {
            walk.back_to(day);
            walk.add_to(&mut sum, &prices);
        }
        days.push(EarlyDay::of(day, sum));
    }
    days.reverse();
    let flows = paid_in::paid_in(
        starts,
        (portfolio, &prices),
        currency,
        (begin, observed),
        (value, keeps_rows),
    );
    ValueBefore {
        currency: currency.cloned(),
        observed,
        value,
        days,
        paid_in: flows.line,
        entries: flows.entries,
        transits: flows.transits,
        limits: walks.iter().flat_map(Walk::limits).collect(),
    }
}

impl ValueBefore {
    /// What the first snapshot was worth, less what flowed in after `day`; `None`
    /// where that is not known.
    pub fn paid_in_by(&self, day: NaiveDate) -> Option<Decimal> {
        let after = self.paid_in.partition_point(|it| it.0 <= day);
        Some(self.paid_in[after.checked_sub(1)?].1)
    }
}
