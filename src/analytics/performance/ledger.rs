//! One account in one currency: what it was worth on which days, and what
//! happened between them.

mod column;
mod exchange;
mod listed;
mod lost;
mod opened;
mod others;
mod reinvestment;
mod rows;
mod settlement;
mod source;
mod swap;
mod unexplained;
mod walk;

pub use column::Column;
use listed::Listed;
use lost::Lost;
pub(in crate::analytics) use lost::MISSING_DAYS;
pub(super) use others::{Others, Sides};
pub(super) use source::Source;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::{Decimal, dec};

use super::{entry::Entry, units::Units};
use crate::{
    analytics::flows::{CashListing, Legs},
    domain::{AccountId, Answer, Currency, SecurityId, Transaction},
    portfolio::{Observation, ObservedRow},
};

/// A day on which everything that was ever known of an account is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub day: NaiveDate,
    pub value: Decimal,
}

/// An account in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    pub account: AccountId,
    pub currency: Option<Currency>,
    pub listing: CashListing,
    /// By day.
    pub points: Vec<Point>,
    /// What each security was worth at the points, by security; cash and a
    /// balance without holdings are under none, which comes first.
    pub columns: Vec<Column>,
    /// The days on which the account stopped being listed, each after a point.
    pub endings: Vec<NaiveDate>,
    /// By day.
    pub entries: Vec<Entry>,
    /// Securities whose value was never known: in no figure.
    pub never_valued: BTreeSet<SecurityId>,
    /// Securities that have a price of zero and are worth nothing, as the balance
    /// says, with the day that found it first.
    pub worthless: BTreeMap<SecurityId, NaiveDate>,
    /// How units came out, by day: where they did not simply agree, and at the last
    /// point of all that is or was held.
    pub units: Vec<Rolled>,
    /// Cash that no row explains.
    pub cash: Vec<CashLeft>,
    /// Trades of which a point has the units and not yet the cash, or the other
    /// way round.
    pub unsettled: Vec<Unsettled>,
}

/// What a trade is worth while only one side of it is in the account's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// The point that has the first side.
    pub from: NaiveDate,
    /// The point that has both, or the day after the last one.
    pub until: NaiveDate,
    /// What the points between lack: negative where a purchase is to be paid.
    pub amount: Decimal,
}

/// How the units of a security came out between two points.
#[derive(Clone, Debug, PartialEq)]
pub struct Rolled {
    /// That of the first point.
    pub from: NaiveDate,
    /// That of the second point.
    pub day: NaiveDate,
    /// When the second point was read.
    pub found_at: DateTime<Utc>,
    pub security: SecurityId,
    /// What the points have; `None` where the institution does not say.
    pub before: Option<Decimal>,
    pub after: Option<Decimal>,
    /// What the rows and the rules say, whatever the person said.
    pub outcome: Units,
    /// What the unexplained units are worth, signed as they are.
    pub value: Option<Decimal>,
    /// What the person said of the unexplained units.
    pub told: Option<Told>,
}

/// Cash that no row explains between two points.
#[derive(Clone, Debug, PartialEq)]
pub struct CashLeft {
    pub from: NaiveDate,
    pub day: NaiveDate,
    pub found_at: DateTime<Utc>,
    /// Positive where there is more than rows explain.
    pub amount: Decimal,
    pub told: Option<Told>,
}

/// What the person said of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The name of the resolution.
    pub id: Arc<str>,
    pub answer: Answer,
}

/// The currencies that an account ever had anything in.
pub(super) fn currencies(
    observations: &[Arc<Observation>],
) -> impl Iterator<Item = Option<&Currency>> {
    observations.iter().flat_map(|it| {
        let of_balance = it.rows.is_empty().then_some(it.balance_currency.as_ref());
        it.rows
            .iter()
            .map(|row| row.currency.as_ref())
            .chain(of_balance)
    })
}

impl Ledger {
    /// The place of the point of a day.
    pub fn point_on(&self, day: NaiveDate) -> Option<usize> {
        self.points.binary_search_by_key(&day, |it| it.day).ok()
    }

    /// What there was at a point, by security.
    pub fn holdings_at(
        &self,
        point: usize,
    ) -> impl Iterator<Item = (&Option<SecurityId>, Decimal)> {
        let columns = self.columns.iter();
        columns.filter_map(move |it| Some((&it.security, it.at(point)?)))
    }

    /// What trades that are not settled lack in the value of a day.
    pub fn unsettled_on(&self, day: NaiveDate) -> Decimal {
        let open = self.unsettled.iter();
        let open = open.filter(|it| (it.from..it.until).contains(&day));
        open.map(|it| it.amount).sum()
    }

    /// The same of every point.
    pub(super) fn unsettled_at_points(&self) -> Vec<Decimal> {
        let amounts = self.unsettled.iter();
        let amounts = amounts.map(|it| (it.from, it.until, it.amount));
        open_on(amounts, self.points.iter().map(|it| it.day))
    }

    /// What the account was worth on a day that has a value, unsettled trades
    /// included.
    pub(super) fn worth_on(&self, day: NaiveDate) -> Decimal {
        let point = self.point_on(day).map(|at| self.points[at].value);
        point.map_or(Decimal::ZERO, |it| it + self.unsettled_on(day))
    }

    /// The value of one holding, or of cash, on a day that has one.
    pub(super) fn holding_on(&self, day: NaiveDate, security: Option<&SecurityId>) -> Decimal {
        let columns = &self.columns;
        let column = columns.binary_search_by_key(&security, |it| it.security.as_ref());
        let value = self.point_on(day).zip(column.ok());
        value
            .and_then(|(point, column)| columns[column].at(point))
            .unwrap_or_default()
    }
}

/// The sum of amounts on each of the days, which are in order: each counts from its
/// first day up to before its last.
pub(super) fn open_on(
    amounts: impl Iterator<Item = (NaiveDate, NaiveDate, Decimal)>,
    days: impl Iterator<Item = NaiveDate>,
) -> Vec<Decimal> {
    let mut changes: BTreeMap<NaiveDate, Decimal> = BTreeMap::new();
    for (from, until, amount) in amounts {
        *changes.entry(from).or_default() += amount;
        *changes.entry(until).or_default() -= amount;
    }
    let mut changes = changes.into_iter().peekable();
    let mut sum = Decimal::ZERO;
    let of_day = |day| {
        while let Some((_, change)) = changes.next_if(|it| it.0 <= day) {
            sum += change;
        }
        sum
    };
    days.map(of_day).collect()
}

/// Value that came in as securities or as cash.
fn of_value(value: Decimal, is_cash: bool) -> Legs {
    if is_cash {
        Legs {
            cash: value,
            ..Legs::default()
        }
    } else {
        Legs {
            securities: value,
            ..Legs::default()
        }
    }
}

/// The security whose units a row is about, unless that is the account's cash.
fn of_units<'a>(row: &'a Transaction, pool: &BTreeSet<SecurityId>) -> Option<&'a SecurityId> {
    let security = row.security_id.as_ref().filter(|_| !row.context.is_of_cash);
    security.filter(|it| !pool.contains(*it))
}

/// Whether a unit is worth one of its currency, to the cent; or not known to be
/// worth anything else.
fn is_at_par(row: &ObservedRow) -> bool {
    let difference = row.units.zip(row.value);
    difference.is_none_or(|(units, value)| {
        units
            .checked_sub(value)
            .is_some_and(|it| it.abs() < dec!(0.01))
    })
}
