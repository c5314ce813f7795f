//! What accounts held at their syncs.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::Portfolio;
use crate::{
    domain::{AccountId, Currency, SecurityId, Snapshot},
    valuation::Worth,
};

/// Every snapshot of every account, valued by the rule for every row. What an
/// account that is gone held is with the one that continues it, until that
/// one's own first snapshot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Oldest first.
    observations: BTreeMap<AccountId, Vec<Observation>>,
}

/// What one account held at one sync.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    pub synced_at: DateTime<Utc>,
    /// What the institution says that it is all worth.
    pub balance: Option<Decimal>,
    pub balance_currency: Option<Currency>,
    /// One for each security and currency, by security; empty where the account
    /// listed no holdings.
    pub rows: Vec<ObservedRow>,
}

/// What it held of one security in one currency: rows of lots and grants are
/// one.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedRow {
    pub security: SecurityId,
    pub currency: Option<Currency>,
    /// `None` where any row does not say.
    pub units: Option<Decimal>,
    /// `None` where that of any row is not known.
    pub value: Option<Decimal>,
    /// What the units cost in total; `None` where that of any row is not known.
    pub cost: Option<Decimal>,
}

impl History {
    /// What `account` held at its syncs, the oldest first.
    pub fn of(&self, account: &AccountId) -> &[Observation] {
        self.observations.get(account).map_or(&[], Vec::as_slice)
    }

    /// Adds a row of what an account held at a sync; those of one account come
    /// in the order of the syncs.
    pub fn add(&mut self, portfolio: &Portfolio, snapshot: &Snapshot) {
        let account = &snapshot.account_id;
        let observations = self.observations.entry(account.clone()).or_default();
        let is_next = observations
            .last()
            .is_none_or(|it| it.synced_at != snapshot.synced_at);
        if is_next {
            // As many as at the sync before, mostly: growing would leave a third
            // of the room unused.
            let rows = observations.last().map_or(0, |it| it.rows.len());
            observations.push(Observation {
                synced_at: snapshot.synced_at,
                balance: snapshot.balance,
                balance_currency: snapshot.balance_currency.clone(),
                rows: Vec::with_capacity(rows),
            });
        }
        let Some((row, observation)) = snapshot.row.as_ref().zip(observations.last_mut()) else {
            return;
        };
        let heir = portfolio.successor(account).unwrap_or(account);
        let security = portfolio.security(&row.security_id);
        let worth = Worth::of_snapshot(row, security, portfolio.account(heir));
        observation.add(&row.security_id, &worth);
    }

    /// Hands what was held by accounts that are gone on to those that continue
    /// them. To be called once, when all was added.
    #[must_use]
    pub fn handed_on(mut self, portfolio: &Portfolio) -> Self {
        // The syncs that count for an account, after values were handed on.
        let mut syncs: HashMap<&AccountId, HashSet<DateTime<Utc>>> = HashMap::new();
        for value in &portfolio.account_values {
            syncs
                .entry(&value.account_id)
                .or_default()
                .insert(value.synced_at);
        }
        for account in &portfolio.accounts {
            let Some(syncs) = syncs.get(&account.id) else {
                continue;
            };
            let mut all = BTreeMap::new();
            // The account's own come last, so that they win.
            for id in portfolio.predecessors(&account.id).chain([&account.id]) {
                let own = self.observations.remove(id).unwrap_or_default();
                all.extend(own.into_iter().map(|it| (it.synced_at, it)));
            }
            all.retain(|at, _| syncs.contains(at));
            let all = all.into_values().collect();
            self.observations.insert(account.id.clone(), all);
        }
        self
    }
}

impl Observation {
    fn add(&mut self, security: &SecurityId, worth: &Worth) {
        let key = |it: &ObservedRow| {
            let by_currency = || it.currency.cmp(&worth.currency);
            it.security.cmp(security).then_with(by_currency)
        };
        let (units, value, cost) = (worth.units, worth.value.ok(), worth.cost.ok());
        match self.rows.binary_search_by(key) {
            Ok(at) => {
                let row = &mut self.rows[at];
                let sum = |a: Option<Decimal>, b: Option<Decimal>| a?.checked_add(b?);
                row.units = sum(row.units, units);
                row.value = sum(row.value, value);
                row.cost = sum(row.cost, cost);
            }
            Err(at) => {
                let row = ObservedRow {
                    security: security.clone(),
                    currency: worth.currency.clone(),
                    units,
                    value,
                    cost,
                };
                self.rows.insert(at, row);
            }
        }
    }
}
