//! One account, rolled back day by day from its first snapshot.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    Because, Limit,
    prices::Prices,
    signs::Signs,
    start::{EarlyRow, Start},
};
use crate::{
    analytics::flows::{CashListing, Effect, effect, is_by_sign, signed_units},
    domain::{SecurityId, TransactionKind},
};

/// What an account had at the end of a day.
pub(super) struct Walk<'s, 'a> {
    pub(super) start: &'s Start<'a>,
    /// The end of this day is at hand.
    day: NaiveDate,
    /// How many of the rows are not taken back yet.
    left: usize,
    cash: Option<Rolled>,
    held: BTreeMap<&'a SecurityId, Rolled>,
}

/// Units of a security, or cash.
#[derive(Clone, Copy)]
struct Rolled {
    /// While there is a limit, the last that was known.
    units: Decimal,
    /// The same at the end of the last day that is done: rows of one day have no
    /// order.
    settled: Decimal,
    /// What it was worth where units are not reported.
    value: Option<Decimal>,
    limit: Option<(Because, NaiveDate)>,
    /// Whether it rests on signs that no snapshot has proven.
    is_estimated: bool,
}

/// A security, or cash under none, that rows do not explain, and its size.
pub(super) type Open<'a> = (Option<&'a SecurityId>, Decimal);

/// What a scope was worth on a day, as it adds up.
#[derive(Default)]
pub(super) struct Sum<'a> {
    pub(super) value: Decimal,
    /// The sizes of what is priced, and of what is not.
    pub(super) priced: Decimal,
    pub(super) unpriced: Decimal,
    /// Whether it cannot be told how much is missing.
    pub(super) is_open: bool,
    pub(super) is_estimated: bool,
    pub(super) missing: Vec<&'a SecurityId>,
}

impl Sum<'_> {
    /// What is not priced, each once.
    pub(super) fn into_missing(mut self) -> Vec<SecurityId> {
        self.missing.sort_unstable();
        self.missing.dedup();
        self.missing.into_iter().cloned().collect()
    }
}

impl Rolled {
    fn of(units: Decimal) -> Self {
        Self {
            units,
            settled: units,
            value: None,
            limit: None,
            is_estimated: false,
        }
    }

    /// Notes that nothing is known before the end of `day`, unless that was
    /// known already.
    fn stop(&mut self, because: Because, day: NaiveDate) {
        if self.limit.is_none() {
            self.limit = Some((because, day));
            self.units = self.settled;
        }
    }

    /// Takes back that so many came in.
    fn take_back(&mut self, came: Decimal) {
        if self.limit.is_none() {
            self.units = self.units.saturating_sub(came);
        }
    }

    /// Leaves it unknown: between two snapshots that differ by more than rows tell.
    fn leave_open(&mut self, day: NaiveDate, size: Decimal) {
        self.limit = Some((Because::ComesWithoutRows, day));
        self.units = size;
        self.value = Some(size);
    }

    /// Ends `day`, of which all is taken back.
    fn settle(&mut self, day: NaiveDate) {
        let turns = if self.settled < Decimal::ZERO {
            self.units > Decimal::ZERO
        } else {
            self.units < Decimal::ZERO
        };
        if turns {
            self.stop(Because::TurnsNegative, day);
        }
        self.settled = self.units;
    }
}

impl<'s, 'a> Walk<'s, 'a> {
    pub(super) fn of(start: &'s Start<'a>) -> Self {
        let mut held: BTreeMap<_, _> = (start.held.iter())
            .map(|(security, held)| {
                let mut rolled = Rolled::of(held.units.unwrap_or_default());
                if held.units.is_none() {
                    rolled.value = held.value;
                    rolled.stop(Because::NoUnits, start.day);
                }
                if start.is_plan {
                    rolled.stop(Because::ComesWithoutRows, start.day);
                }
                (*security, rolled)
            })
            .collect();
        for security in &start.unexplained {
            let rolled = held
                .entry(security)
                .or_insert_with(|| Rolled::of(Decimal::ZERO));
            rolled.stop(Because::ComesWithoutRows, start.day);
        }
        Self {
            day: start.day,
            left: start.rows.len(),
            cash: start.cash.map(Rolled::of),
            held,
            start,
        }
    }

    /// Takes back what happened after the end of `day`.
    pub(super) fn back_to(&mut self, day: NaiveDate) {
        while let Some(row) = self.left.checked_sub(1).map(|at| self.start.rows[at]) {
            // What the first snapshot has of later days happened before it.
            if row.row.date.min(self.start.day) <= day {
                break;
            }
            self.left -= 1;
            self.take_back(&row);
            let before = self
                .left
                .checked_sub(1)
                .map(|at| self.start.rows[at].row.date);
            if before != Some(row.row.date) {
                // With a snapshot on either side, both signs are as they were seen.
                let all = self.held.values_mut().chain(&mut self.cash);
                let all = all.filter(|_| self.start.since.is_none());
                all.for_each(|it| it.settle(row.row.date));
            }
        }
        self.day = day;
    }

    /// What rolling back to the snapshot `before` does not come out at, each with
    /// the larger of its sizes: cash under none.
    pub(super) fn open_since(start: &'s Start<'a>, before: &Start<'a>) -> Vec<Open<'a>> {
        let mut walk = Self::of(start);
        walk.back_to(NaiveDate::MIN);
        let size = |security: &SecurityId| {
            let values = [start, before].map(|it| it.held.get(security).and_then(|it| it.value));
            let sizes = values.into_iter().flatten().map(|it| it.abs());
            sizes.max().unwrap_or_default()
        };
        let agrees = |rolled: Option<&Rolled>, units: Option<Decimal>| match rolled {
            Some(rolled) => rolled.limit.is_none() && units == Some(rolled.units),
            None => units.is_none_or(|it| it.is_zero()),
        };
        let had = |security: &SecurityId| match before.held.get(security) {
            Some(held) => held.units,
            None => Some(Decimal::ZERO),
        };
        let all: BTreeSet<_> = walk.held.keys().chain(before.held.keys()).collect();
        let all = all
            .into_iter()
            .filter(|it| !start.never_valued.contains(*it));
        let open = all.filter(|it| !agrees(walk.held.get(*it), had(it)));
        let mut open: Vec<_> = open.map(|it| (Some(*it), size(it))).collect();
        if !agrees(walk.cash.as_ref(), before.cash) {
            let sizes = [start.cash, before.cash].into_iter().flatten();
            let size = sizes.map(|it| it.abs()).max();
            open.push((None, size.unwrap_or_default()));
        }
        open
    }

    /// Leaves that unknown on every day.
    pub(super) fn leave_open(&mut self, open: &[Open<'a>]) {
        for (security, size) in open {
            let rolled = match security {
                Some(it) => self.held.entry(*it).or_insert_with(|| Rolled::of(*size)),
                None => self.cash.get_or_insert_with(|| Rolled::of(*size)),
            };
            rolled.leave_open(self.start.day, *size);
        }
    }

    fn take_back(&mut self, row: &EarlyRow<'a>) {
        let security = self.start.security_of(row.row);
        self.take_back_cash(row, security.is_none());
        let Some(security) = security.filter(|it| !self.start.never_valued.contains(*it)) else {
            return;
        };
        let (day, kind) = (row.row.date, row.meaning.kind);
        let units = signed_units(row.row, row.meaning);
        let has_cash = row.row.amount.is_some_and(|it| !it.is_zero());
        let is_silent = match kind {
            TransactionKind::Buy | TransactionKind::Sell => units.is_none() && has_cash,
            TransactionKind::CorporateAction => units.is_none() && !has_cash,
            TransactionKind::Dividend
            | TransactionKind::Interest
            | TransactionKind::CapitalGain
            | TransactionKind::Contribution
            | TransactionKind::Withdrawal
            | TransactionKind::Transfer
            | TransactionKind::Fee
            | TransactionKind::Tax
            | TransactionKind::InterestPaid
            | TransactionKind::ReturnOfPrincipal
            | TransactionKind::OptionEvent
            | TransactionKind::Adjustment
            | TransactionKind::Unclassified
            | TransactionKind::Cancelled => false,
        };
        if units.is_none() && !is_silent {
            return;
        }
        let is_plan = self.start.is_plan;
        let rolled = self
            .held
            .entry(security)
            .or_insert_with(|| Rolled::of(Decimal::ZERO));
        if is_plan {
            rolled.stop(Because::ComesWithoutRows, day);
        }
        let Some(units) = units else {
            rolled.stop(Because::RowWithoutUnits, day);
            return;
        };
        if is_by_sign(row.meaning) {
            match self.start.signs {
                Signs::Proven => {}
                Signs::Shown => rolled.is_estimated = true,
                Signs::Unknown => {
                    rolled.stop(Because::SignsNotProven, day);
                    return;
                }
            }
        }
        rolled.take_back(units);
    }

    fn take_back_cash(&mut self, row: &EarlyRow<'a>, is_of_cash: bool) {
        let Some(cash) = &mut self.cash else {
            return;
        };
        let day = row.row.date;
        match effect(row.row, row.meaning) {
            Effect::Unknown(_) => cash.stop(Because::RowWithoutAmount, day),
            Effect::Known(legs) => {
                let named = row.row.security_id.is_some();
                let legs = legs.seen_by(CashListing::Listed, row.meaning.kind, named);
                // What is bought of cash is cash.
                let bought = if is_of_cash {
                    legs.securities
                } else {
                    Decimal::ZERO
                };
                cash.take_back(legs.cash + bought);
            }
            Effect::InKind { units, value, .. } if is_of_cash => {
                cash.take_back(value.unwrap_or(units));
            }
            Effect::InKind { .. } => {}
        }
    }

    /// Adds what the account was worth at the end of the day at hand.
    pub(super) fn add_to(&self, sum: &mut Sum<'a>, prices: &Prices<'_>) {
        let is_before = self.start.window().is_none_or(|it| self.day < it);
        if let Some(cash) = &self.cash {
            if !is_before && cash.limit.is_none() {
                sum.value += cash.units;
                sum.priced += cash.units.abs();
            } else {
                sum.unpriced += cash.units.abs();
                sum.is_open |= cash.hides_more();
            }
        }
        for (security, rolled) in &self.held {
            let is_nothing = rolled.units.is_zero() && rolled.value.is_none();
            if is_nothing && rolled.limit.is_none() {
                continue;
            }
            let known = rolled.limit.is_none() && !is_before;
            if known && let Some(priced) = prices.on(security, self.day) {
                let value = rolled.units.saturating_mul(priced.price);
                sum.value += value;
                sum.priced += value.abs();
                sum.is_estimated |= priced.is_carried || rolled.is_estimated;
                continue;
            }
            let nearest = || {
                prices
                    .nearest(security, self.day)?
                    .checked_mul(rolled.units)
            };
            match rolled.value.or_else(nearest) {
                Some(value) => sum.unpriced += value.abs(),
                None if is_nothing => {}
                None => sum.is_open = true,
            }
            sum.is_open |= rolled.hides_more();
            sum.missing.push(security);
        }
    }

    /// Why not more is known of it, each with the first day of which it is.
    pub(super) fn limits(&self) -> Vec<Limit> {
        let limit = |security: Option<&SecurityId>, (because, before)| Limit {
            account: self.start.account.clone(),
            security: security.cloned(),
            because,
            before,
        };
        let of_cash = self.cash.iter().filter_map(|it| Some((None, it.limit?)));
        let held = self.held.iter();
        let of_held = held.filter_map(|(security, it)| Some((Some(*security), it.limit?)));
        let all = of_cash.chain(of_held);
        let mut limits: Vec<_> = all.map(|(security, it)| limit(security, it)).collect();
        match self.start.window() {
            Some(window) => limits.push(limit(None, (Because::WindowBegins, window))),
            None => limits.push(limit(None, (Because::NoRows, self.start.day))),
        }
        limits
    }
}

impl Rolled {
    /// Whether there may be more of it before the limit than was known last.
    fn hides_more(&self) -> bool {
        self.limit.is_some_and(|(because, _)| {
            matches!(
                because,
                Because::TurnsNegative | Because::RowWithoutUnits | Because::RowWithoutAmount
            )
        })
    }
}
