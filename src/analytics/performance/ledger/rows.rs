//! The rows between the first and the last point of a segment.

use std::{cmp::Ordering, collections::BTreeMap};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::super::units::{Held, UnitRow, is_near};
use crate::{
    analytics::flows::{Effect, effect, signed_units},
    domain::{CashRule, FlowClass, FlowKind, Meaning, Transaction, TransactionKind},
};

/// The rows of a segment, and when they took effect.
pub(super) struct Walk<'a> {
    /// Those of the points.
    pub(super) days: &'a [NaiveDate],
    pub(super) rows: &'a [(&'a Transaction, Meaning)],
    /// What each row did to units, and the point up to which it counts: zero for what
    /// the first one has already, as many as there are points for one after the last.
    pub(super) moved: Vec<UnitRow>,
    /// Whether the income of a row came as units.
    pub(super) is_paid_in_units: Vec<bool>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(days: &'a [NaiveDate], rows: &'a [(&'a Transaction, Meaning)]) -> Self {
        let moved = rows.iter().map(|(row, meaning)| {
            let dated = days.partition_point(|it| *it < row.date);
            unit_row(row, *meaning, dated)
        });
        Self {
            days,
            rows,
            moved: moved.collect(),
            is_paid_in_units: vec![false; rows.len()],
        }
    }

    /// The first point from the day of a row on.
    pub(super) fn dated(&self, at: usize) -> usize {
        let date = self.moved[at].date;
        self.days.partition_point(|it| *it < date)
    }

    /// The day on which a row took effect; `None` up to the first point, and after
    /// the last.
    pub(super) fn day_of(&self, at: usize) -> Option<NaiveDate> {
        let interval = self.moved[at].interval;
        let before = *self.days.get(interval.checked_sub(1)?)?;
        let end = *self.days.get(interval)?;
        Some(match interval.cmp(&self.dated(at)) {
            Ordering::Less => end,
            Ordering::Equal => self.moved[at].date,
            // It was not there yet on the day before the interval.
            Ordering::Greater => before.succ_opt().unwrap_or(end),
        })
    }

    /// What a unit was worth at the end of the interval of a row, or else at its
    /// begin.
    pub(super) fn price(&self, at: usize, held: &[Held]) -> Option<Decimal> {
        let interval = self.moved[at].interval;
        let before = || held.get(interval.checked_sub(1)?)?.price();
        held.get(interval).and_then(|it| it.price()).or_else(before)
    }

    /// Finds the rows of income whose units came in: without them the points do
    /// not agree, with them they do, and they are worth what was paid. Of others
    /// the units are those that the income was paid on. `own` are the rows of one
    /// security.
    pub(super) fn find_paid_in_units(&mut self, own: &[usize], held: &[Held]) {
        let mut by_interval: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        if own.iter().any(|&at| self.is_income(at)) {
            for &at in own {
                let (income, others) = by_interval.entry(self.moved[at].interval).or_default();
                let rows = if self.is_income(at) { income } else { others };
                rows.push(at);
            }
        }
        let mut found = vec![];
        for (end, (income, others)) in by_interval {
            if end == 0 || end >= self.days.len() || income.is_empty() {
                continue;
            }
            let (before, after) = (held[end - 1].units, held[end].units);
            let change = after.zip(before).map(|(after, before)| after - before);
            let moved: Decimal = others.iter().map(|&at| self.moved[at].units).sum();
            let cash = |at: &usize| self.rows[*at].1.cash_effect().unwrap_or_default();
            let cash: Decimal = income.iter().map(cash).sum();
            let paid: Decimal = income
                .iter()
                .filter_map(|&at| self.rows[at].0.units())
                .sum();
            let worth = held[end].price().and_then(|it| it.checked_mul(paid));
            let is_worth = paid > Decimal::ZERO && worth.is_some_and(|it| is_near(it, cash));
            if is_worth && change.map(|it| it - moved) == Some(paid) {
                found.extend(income);
            }
        }
        for at in found {
            self.is_paid_in_units[at] = true;
            self.moved[at].units = self.rows[at].0.units().unwrap_or_default();
        }
    }

    /// Whether a row is income in cash that names units.
    fn is_income(&self, at: usize) -> bool {
        if self.moved[at].tells_units() {
            return false;
        }
        let (row, meaning) = self.rows[at];
        let is_meant = meaning.kind.flow_class() == FlowClass::Income;
        is_meant && matches!(meaning.cash_rule, CashRule::Moves(_)) && row.units().is_some()
    }
}

/// A row as far as it moves units.
fn unit_row(row: &Transaction, meaning: Meaning, interval: usize) -> UnitRow {
    use TransactionKind as Kind;
    let units = signed_units(row, meaning);
    let is_trade = matches!(
        meaning.cash_rule,
        CashRule::BoughtAtOnce(_) | CashRule::SoldAtOnce(_)
    ) || matches!(meaning.kind, Kind::Buy | Kind::Sell);
    let money = match effect(row, meaning) {
        Effect::Known(legs) if is_trade && units.is_none() => legs.securities,
        Effect::Known(_) | Effect::InKind { .. } | Effect::Unknown(_) => Decimal::ZERO,
    };
    let is_income = meaning.cash_rule == CashRule::BoughtAtOnce(FlowKind::DividendsAndInterest);
    UnitRow {
        date: row.date,
        units: units.unwrap_or_default(),
        is_corporate_action: meaning.kind == Kind::CorporateAction,
        may_turn: meaning.cash_rule == CashRule::InKind
            && matches!(
                meaning.kind,
                Kind::Transfer | Kind::Withdrawal | Kind::Adjustment | Kind::OptionEvent
            ),
        is_turned: false,
        silent: money,
        spent: if is_income { Decimal::ZERO } else { money },
        interval,
        earliest: 0,
    }
}
