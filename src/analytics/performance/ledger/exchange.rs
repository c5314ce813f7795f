//! Holdings that became others: under another id, or by a merger.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    super::{
        entry::{Cause, Entry},
        units::{Held, Units, is_near},
    },
    Ledger, Source, of_value,
    rows::Walk,
};
use crate::{
    analytics::flows::within_reach,
    domain::{SecurityId, Subtype, TransactionKind},
};

/// How many days the rows of one merger may lie apart.
const DAYS: i64 = 5;

/// All units of one security became units of another one.
#[derive(Clone, Copy)]
pub(super) struct Exchange<'a> {
    /// The point that has the other one first.
    at: usize,
    from: &'a SecurityId,
    into: &'a SecurityId,
    /// So many came.
    units: Decimal,
}

impl Source<'_> {
    /// Finds what is gone at one point and there under another id: no row explains
    /// it, and nothing else has to.
    pub(super) fn renamed<'l>(
        &self,
        outcomes: &mut BTreeMap<&'l SecurityId, Vec<Units>>,
        held: &HashMap<&'l SecurityId, Vec<Held>>,
    ) -> Vec<Exchange<'l>> {
        let (mut gone, mut came) = (vec![], vec![]);
        for (&security, outcomes) in outcomes.iter() {
            for (before, outcome) in outcomes.iter().enumerate() {
                let (had, has) = (
                    held[security][before].units,
                    held[security][before + 1].units,
                );
                let Units::Unexplained(left) = *outcome else {
                    continue;
                };
                if has == Some(Decimal::ZERO) && had == Some(-left) {
                    gone.push((before + 1, security, -left));
                } else if had == Some(Decimal::ZERO) && has == Some(left) {
                    came.push((before + 1, security, left));
                }
            }
        }
        let mut found = vec![];
        for (at, from, units) in gone {
            let is_it = |it: &(usize, &SecurityId, Decimal)| {
                (it.0, it.2) == (at, units) && self.is_same(from, it.1)
            };
            let Some(place) = came.iter().position(is_it) else {
                continue;
            };
            let (_, into, units) = came.swap_remove(place);
            for security in [from, into] {
                if let Some(of_security) = outcomes.get_mut(security) {
                    of_security[at - 1] = Units::CorporateAction;
                }
            }
            found.push(Exchange {
                at,
                from,
                into,
                units,
            });
        }
        found
    }

    fn is_same(&self, one: &SecurityId, other: &SecurityId) -> bool {
        let known = |it| self.portfolio.security(it);
        let both = known(one).zip(known(other));
        both.is_some_and(|(one, other)| one.is_same_as(other))
    }

    /// Adds what holdings that became others were worth, at the price of the point
    /// that has them: it leaves the one and comes into the other.
    pub(super) fn exchange(
        &self,
        ledger: &mut Ledger,
        exchange: Exchange<'_>,
        days: &[NaiveDate],
        held: &HashMap<&SecurityId, Vec<Held>>,
    ) {
        let price = held
            .get(exchange.into)
            .and_then(|it| it[exchange.at].price());
        let value = price.and_then(|it| it.checked_mul(exchange.units));
        let Some(value) = value.and_then(within_reach) else {
            return;
        };
        let sides = [
            (exchange.from, exchange.into, -value),
            (exchange.into, exchange.from, value),
        ];
        ledger
            .entries
            .extend(sides.map(|(security, other, value)| Entry {
                day: days[exchange.at],
                account: self.account.clone(),
                security: Some(security.clone()),
                cause: Cause::Row(TransactionKind::CorporateAction),
                transaction: None,
                legs: Ok(of_value(value, false)),
                units_in_kind: None,
                since: None,
                exchange: Some(other.clone()),
                is_estimated: true,
                is_entered: false,
            }));
    }
}

impl<'a> Walk<'a> {
    /// Finds the mergers among rows: one takes all units of a security, and the only
    /// other one of those days brings units of another.
    pub(super) fn mergers(&self, held: &HashMap<&SecurityId, Vec<Held>>) -> Vec<Exchange<'a>> {
        let rows = (0..self.rows.len()).filter_map(|at| {
            let (row, meaning) = self.rows[at];
            let is_meant = meaning.kind == TransactionKind::CorporateAction;
            let units = self.moved[at].units;
            let security = row
                .security_id
                .as_ref()
                .filter(|_| is_meant && !units.is_zero())?;
            Some((self.moved[at].interval, row.date, security, units))
        });
        let rows: Vec<_> = rows.collect();
        let mut found = vec![];
        for &(at, date, from, units) in &rows {
            let had = || held.get(from)?.get(at.checked_sub(1)?)?.units;
            let has = || held.get(from)?.get(at)?.units;
            if had() != Some(-units) || has() != Some(Decimal::ZERO) {
                continue;
            }
            let near = rows
                .iter()
                .filter(|it| it.0 == at && it.2 != from && (it.1 - date).num_days().abs() <= DAYS);
            if let [(_, _, into, came)] = near.collect::<Vec<_>>().as_slice()
                && came.is_sign_negative() == units.is_sign_positive()
            {
                found.push(Exchange {
                    at,
                    from,
                    into,
                    units: *came,
                });
            }
        }
        found
    }

    /// Finds the holdings that others were spun off from: the only one of the account
    /// that fell by as much as the child is worth.
    pub(super) fn spin_offs(
        &self,
        outcomes: &BTreeMap<&SecurityId, Vec<Units>>,
        held: &HashMap<&'a SecurityId, Vec<Held>>,
    ) -> Vec<Exchange<'a>> {
        let mut found = vec![];
        for (at, (row, _)) in self.rows.iter().enumerate() {
            let (end, units) = (self.moved[at].interval, self.moved[at].units);
            let is_spun_off = row.subtype.as_ref().is_some_and(Subtype::is_spin_off);
            let Some((into, of_child)) = (row.security_id.as_ref())
                .filter(|_| is_spun_off && units > Decimal::ZERO && end > 0)
                .and_then(|it| held.get_key_value(it))
            else {
                continue;
            };
            let (before, child) = (of_child[end - 1], of_child.get(end));
            let is_new = before.units.is_some_and(|it| it.is_zero());
            let worth = child.and_then(|it| it.value).filter(|_| is_new);
            let Some(worth) = worth.filter(|it| *it > Decimal::ZERO) else {
                continue;
            };
            let fell = |of: &[Held]| {
                let (then, now) = (of.get(end - 1)?, of.get(end)?);
                let fall = then.price()?.checked_sub(now.price()?)?;
                fall.checked_mul(now.units?)
            };
            let mut parents = held.iter().filter(|(security, of)| {
                let is_rolled = outcomes
                    .get(*security)
                    .is_some_and(|it| matches!(it[end - 1], Units::Agree | Units::InFlight));
                *security != into && is_rolled && fell(of).is_some_and(|it| is_near(it, worth))
            });
            if let (Some((from, _)), None) = (parents.next(), parents.next()) {
                found.push(Exchange {
                    at: end,
                    from,
                    into,
                    units,
                });
            }
        }
        found
    }
}
