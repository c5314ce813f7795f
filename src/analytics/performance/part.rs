//! What accounts and holdings had as their part in the whole.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use super::{
    bridge::Bridge,
    entry::Entry,
    ledger::Ledger,
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
        let mut entries: Vec<Vec<&Entry>> = vec![vec![]; self.ledgers.len()];
        for place in self.places(span.from, span.to) {
            entries[place.ledger].push(&self.ledgers[place.ledger].entries[place.entry]);
        }
        let mut accounts = vec![];
        let mut holdings = vec![];
        for (ledger, entries) in self.ledgers.iter().zip(&entries) {
            let mut parts: BTreeMap<&SecurityId, Bridge> = BTreeMap::new();
            let mut whole = Bridge::default();
            for entry in entries {
                whole.add(entry, entry.flow(ledger.listing), false);
                if let Some(security) = &entry.security {
                    let part = parts.entry(security).or_default();
                    part.add(entry, entry.flow_of_holding(), false);
                }
            }
            let first = ledger.points.partition_point(|it| it.day < span.from);
            let last = ledger.points.partition_point(|it| it.day <= span.to);
            let listed = (ledger.columns.iter()).filter(|it| it.has_any(first..last));
            for security in listed.filter_map(|it| it.security.as_ref()) {
                parts.entry(security).or_default();
            }
            whole.close(ledger.worth_on(span.from), ledger.worth_on(span.to));
            let linked = is_chained.then(|| Linked::of(ledger, entries, subperiods));
            accounts.push(Part {
                account: ledger.account.clone(),
                security: None,
                bridge: whole,
                contribution: linked.as_ref().map(|it| it.shares.iter().sum()),
            });
            for (security, mut bridge) in parts {
                let on = |day| ledger.holding_on(day, Some(security));
                bridge.close(on(span.from), on(span.to));
                holdings.push(Part {
                    account: ledger.account.clone(),
                    contribution: linked.as_ref().map(|it| it.of_security(security)),
                    security: Some(security.clone()),
                    bridge,
                });
            }
        }
        (accounts, holdings)
    }
}

/// The contributions of an account's holdings; those of its cash, and of what
/// names no holding, first.
struct Linked<'a> {
    numbers: HashMap<&'a SecurityId, usize>,
    shares: Vec<Decimal>,
}

impl<'a> Linked<'a> {
    /// `entries` are those of the account, by day.
    fn of(ledger: &'a Ledger, entries: &[&'a Entry], subperiods: &[Subperiod]) -> Self {
        let mut numbers: HashMap<&SecurityId, usize> = HashMap::new();
        let listed = ledger.columns.iter().map(|it| &it.security);
        let named = entries.iter().map(|it| &it.security);
        for security in listed.chain(named).flatten() {
            let next = numbers.len() + 1;
            numbers.entry(security).or_insert(next);
        }
        let number = |it: &Option<SecurityId>| it.as_ref().map_or(0, |it| numbers[it]);
        let columns = ledger.columns.iter().map(|it| (number(&it.security), it));
        let columns: Vec<_> = columns.collect();
        let mut shares = vec![Decimal::ZERO; numbers.len() + 1];
        let unsettled = ledger.unsettled_at_points();
        let mut growth = Decimal::ONE;
        for it in subperiods {
            let Ok(Some(ratio)) = it.ratio else {
                continue;
            };
            let mut gains = vec![Decimal::ZERO; shares.len()];
            let (from, to) = (ledger.point_on(it.span.from), ledger.point_on(it.span.to));
            let open = |at: Option<usize>| at.map_or(Decimal::ZERO, |at| unsettled[at]);
            gains[0] = open(to) - open(from);
            for (number, column) in &columns {
                let value = |at: Option<usize>| at.and_then(|at| column.at(at)).unwrap_or_default();
                gains[*number] += value(to) - value(from);
            }
            let first = entries.partition_point(|entry| entry.day <= it.span.from);
            let last = entries.partition_point(|entry| entry.day <= it.span.to);
            for entry in &entries[first..last.max(first)] {
                let of_account = entry.flow(ledger.listing);
                if entry.security.is_some() {
                    let of_holding = entry.flow_of_holding();
                    gains[number(&entry.security)] -= of_holding;
                    gains[0] -= of_account - of_holding;
                } else {
                    gains[0] -= of_account;
                }
            }
            for (sum, gain) in shares.iter_mut().zip(gains) {
                if !gain.is_zero() {
                    let share = gain.checked_div(it.base).unwrap_or_default();
                    *sum += share.checked_mul(growth).unwrap_or_default();
                }
            }
            growth = growth.checked_mul(Decimal::ONE + ratio).unwrap_or_default();
        }
        Self { numbers, shares }
    }

    fn of_security(&self, security: &SecurityId) -> Decimal {
        let number = self.numbers.get(security);
        number.map_or(Decimal::ZERO, |&it| self.shares[it])
    }
}
