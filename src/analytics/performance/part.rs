//! What accounts and holdings had as their part in the whole.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    bridge::{Bridge, holding_on},
    measure::Measured,
    subperiod::{Span, Subperiod},
};
use crate::domain::{AccountId, SecurityId};

/// An account's, or a holding's, part in the whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub account: AccountId,
    /// A holding; cash where the part is one and has none.
    pub security: Option<SecurityId>,
    pub bridge: Bridge,
    /// Its share in the time-weighted return of the scope; all parts add up to
    /// it. `None` where that is not computable.
    pub contribution: Option<Decimal>,
}

impl Measured {
    /// What accounts and holdings had as their part. Each holding's gain over a
    /// subperiod is a share of the scope's base there, carried on by the growth
    /// before it.
    pub(super) fn parts(
        &self,
        span: Span,
        subperiods: &[Subperiod],
        is_chained: bool,
    ) -> (Vec<Part>, Vec<Part>) {
        let mut accounts = vec![];
        let mut holdings = vec![];
        for (at, ledger) in self.ledgers.iter().enumerate() {
            let mut parts: BTreeMap<Option<SecurityId>, Bridge> = BTreeMap::new();
            let mut whole = Bridge::default();
            let entries = self.entries(span.from, span.to);
            for (_, entry, _) in entries.filter(|(it, ..)| std::ptr::eq(*it, ledger)) {
                whole.add(entry, entry.flow(ledger.listing), false);
                if entry.security.is_some() {
                    let part = parts.entry(entry.security.clone()).or_default();
                    part.add(entry, entry.flow_of_holding(), false);
                }
            }
            let first = ledger.points.partition_point(|it| it.day < span.from);
            let last = ledger.points.partition_point(|it| it.day <= span.to);
            let keys = ledger.points[first..last]
                .iter()
                .flat_map(|it| it.holdings.keys());
            for security in keys.flatten() {
                parts.entry(Some(security.clone())).or_default();
            }
            let value = |day: NaiveDate| {
                let at = ledger.points.binary_search_by_key(&day, |it| it.day);
                at.ok().map_or(Decimal::ZERO, |at| ledger.points[at].value)
            };
            whole.close(value(span.from), value(span.to));
            let gains = if is_chained {
                self.linked(at, subperiods)
            } else {
                BTreeMap::new()
            };
            let contribution = |key: &Option<SecurityId>| {
                is_chained.then(|| gains.get(key).copied().unwrap_or_default())
            };
            accounts.push(Part {
                account: ledger.account.clone(),
                security: None,
                bridge: whole,
                contribution: is_chained.then(|| gains.values().sum()),
            });
            for (security, mut bridge) in parts {
                let on = |day| holding_on(ledger, day, security.as_ref());
                bridge.close(on(span.from), on(span.to));
                holdings.push(Part {
                    account: ledger.account.clone(),
                    contribution: contribution(&security),
                    security,
                    bridge,
                });
            }
        }
        (accounts, holdings)
    }

    /// The contributions of an account's holdings; those of its cash, and of
    /// what names no holding, under none.
    fn linked(&self, at: usize, subperiods: &[Subperiod]) -> BTreeMap<Option<SecurityId>, Decimal> {
        let ledger = &self.ledgers[at];
        let mut sums: BTreeMap<Option<SecurityId>, Decimal> = BTreeMap::new();
        let mut growth = Decimal::ONE;
        for it in subperiods {
            let Ok(Some(ratio)) = it.ratio else {
                continue;
            };
            let mut gains: BTreeMap<Option<SecurityId>, Decimal> = BTreeMap::new();
            for (day, sign) in [(it.span.from, -Decimal::ONE), (it.span.to, Decimal::ONE)] {
                let point = ledger.points.binary_search_by_key(&day, |it| it.day);
                for (security, value) in
                    point.into_iter().flat_map(|at| &ledger.points[at].holdings)
                {
                    *gains.entry(security.clone()).or_default() += sign * *value;
                }
            }
            let entries = self.entries(it.span.from, it.span.to);
            for (_, entry, _) in entries.filter(|(it, ..)| std::ptr::eq(*it, ledger)) {
                let of_account = entry.flow(ledger.listing);
                if entry.security.is_some() {
                    let of_holding = entry.flow_of_holding();
                    *gains.entry(entry.security.clone()).or_default() -= of_holding;
                    *gains.entry(None).or_default() -= of_account - of_holding;
                } else {
                    *gains.entry(None).or_default() -= of_account;
                }
            }
            for (security, gain) in gains {
                let share = gain.checked_div(it.base).unwrap_or_default();
                *sums.entry(security).or_default() += share.checked_mul(growth).unwrap_or_default();
            }
            growth = growth.checked_mul(Decimal::ONE + ratio).unwrap_or_default();
        }
        sums
    }
}
