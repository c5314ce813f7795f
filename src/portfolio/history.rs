//! What accounts held at their syncs.

mod basis;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::Deref,
    sync::Arc,
};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::Portfolio;
use crate::{
    domain::{AccountId, Currency, SecurityId, Snapshot},
    valuation::{Unknown, Worth},
};
use basis::Basis;

/// Every snapshot of every account, valued by the rule for every row. What an
/// account that is gone held is with the one that continues it, until that
/// one's own first snapshot.
///
/// Snapshots never change, so a history is read once, and then only what later
/// syncs found: see [`History::continued`].
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Of the accounts that are there, the oldest first.
    observations: BTreeMap<AccountId, Vec<Arc<Observation>>>,
    /// By the account that listed them, the oldest first.
    read: BTreeMap<AccountId, Vec<Arc<Observation>>>,
    /// What the values rest on beside the snapshots.
    basis: Basis,
    /// The latest sync that was read: its number and its end.
    latest: Option<(i64, DateTime<Utc>)>,
}

/// By what accounts held.
impl PartialEq for History {
    fn eq(&self, other: &Self) -> bool {
        self.observations == other.observations
    }
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
    /// `None` where that of any row is not known.
    pub value: Option<Decimal>,
    /// One for as many syncs as found it the same.
    held: Arc<Held>,
}

/// What seldom changes from one sync to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub security: SecurityId,
    pub currency: Option<Currency>,
    /// `None` where any row does not say.
    pub units: Option<Decimal>,
    /// What the units cost in total; `None` where that of any row is not known.
    pub cost: Option<Decimal>,
    /// Whether the value is not known because price and value are zero beside units:
    /// nothing else is unknown of it.
    pub is_zero_priced: bool,
}

impl ObservedRow {
    /// What was held, and what it was worth.
    pub fn new(held: Held, value: Option<Decimal>) -> Self {
        Self {
            value,
            held: held.into(),
        }
    }
}

impl Deref for ObservedRow {
    type Target = Held;

    fn deref(&self) -> &Held {
        &self.held
    }
}

impl History {
    /// What `account` held at its syncs, the oldest first.
    pub fn of(&self, account: &AccountId) -> &[Arc<Observation>] {
        self.observations.get(account).map_or(&[], Vec::as_slice)
    }

    /// The number of the latest sync that was read, and when it ended.
    pub fn latest(&self) -> Option<(i64, DateTime<Utc>)> {
        self.latest
    }

    /// What was read already, to be added to, for the portfolio as it is now.
    /// `None` where it has to be read anew, because something is different that
    /// the values rest on: an account is gone from the file, or continues another
    /// one, or a security's class or a currency was learnt.
    #[must_use]
    pub fn continued(&self, portfolio: &Portfolio) -> Option<Self> {
        let is_same = self.latest.is_some() && self.basis.holds_in(portfolio);
        is_same.then(|| Self {
            observations: BTreeMap::new(),
            read: self.read.clone(),
            basis: self.basis.clone(),
            latest: self.latest,
        })
    }

    /// Whether every sync that counts in the portfolio has its observation.
    pub fn is_whole(&self, portfolio: &Portfolio) -> bool {
        let mut accounts: HashMap<&AccountId, HashSet<DateTime<Utc>>> = HashMap::new();
        for account in &portfolio.accounts {
            let observed = self.of(&account.id).iter().map(|it| it.synced_at);
            accounts.insert(&account.id, observed.collect());
        }
        portfolio.account_values.iter().all(|it| {
            let observed = accounts.get(&it.account_id);
            observed.is_none_or(|observed| observed.contains(&it.synced_at))
        })
    }

    /// Notes the number of the sync whose rows were added.
    pub fn reached(&mut self, run: i64, synced_at: DateTime<Utc>) {
        self.latest = Some((run, synced_at));
    }

    /// Adds a row of what an account held at a sync; those of one account come
    /// in the order of the syncs.
    pub fn add(&mut self, portfolio: &Portfolio, snapshot: &Snapshot) {
        let account = &snapshot.account_id;
        if !self.read.contains_key(account) {
            self.basis.add_account(account, portfolio);
            self.read.insert(account.clone(), vec![]);
        }
        let Some(observations) = self.read.get_mut(account) else {
            return;
        };
        let is_next = observations
            .last()
            .is_none_or(|it| it.synced_at != snapshot.synced_at);
        if is_next {
            share(observations.as_mut_slice());
            // As many as at the sync before, mostly: growing would leave a third
            // of the room unused.
            let rows = observations.last().map_or(0, |it| it.rows.len());
            observations.push(Arc::new(Observation {
                synced_at: snapshot.synced_at,
                balance: snapshot.balance,
                balance_currency: snapshot.balance_currency.clone(),
                rows: Vec::with_capacity(rows),
            }));
        }
        let Some((row, observation)) = snapshot.row.as_ref().zip(observations.last_mut()) else {
            return;
        };
        let heir = portfolio.successor(account).unwrap_or(account);
        let security = portfolio.security(&row.security_id);
        self.basis.add_security(&row.security_id, security);
        let worth = Worth::of_snapshot(row, security, portfolio.account(heir));
        Arc::make_mut(observation).add(&row.security_id, &worth);
    }

    /// Hands what was held by accounts that are gone on to those that continue
    /// them. To be called once, when all was added.
    #[must_use]
    pub fn handed_on(mut self, portfolio: &Portfolio) -> Self {
        for observations in self.read.values_mut() {
            share(observations);
        }
        // The syncs that count for an account, after values were handed on.
        let mut syncs: HashMap<&AccountId, HashSet<DateTime<Utc>>> = HashMap::new();
        for value in &portfolio.account_values {
            syncs
                .entry(&value.account_id)
                .or_default()
                .insert(value.synced_at);
        }
        self.observations.clear();
        for account in &portfolio.accounts {
            let Some(syncs) = syncs.get(&account.id) else {
                continue;
            };
            let mut all = BTreeMap::new();
            // The account's own come last, so that they win.
            for id in portfolio.predecessors(&account.id).chain([&account.id]) {
                let own = self.read.get(id).into_iter().flatten();
                all.extend(own.map(|it| (it.synced_at, Arc::clone(it))));
            }
            all.retain(|at, _| syncs.contains(at));
            let all = all.into_values().collect();
            self.observations.insert(account.id.clone(), all);
        }
        self
    }
}

/// Lets the latest sync share with the one before what both found the same.
fn share(observations: &mut [Arc<Observation>]) {
    let [.., before, latest] = observations else {
        return;
    };
    // What an earlier history has, too, shares already.
    let Some(latest) = Arc::get_mut(latest) else {
        return;
    };
    let mut same = before.rows.iter().peekable();
    for row in &mut latest.rows {
        let is_before = |it: &&ObservedRow| it.security < row.security;
        while same.next_if(is_before).is_some() {}
        if let Some(it) = same.peek().filter(|it| it.held == row.held) {
            row.held = Arc::clone(&it.held);
        }
    }
}

impl Observation {
    fn add(&mut self, security: &SecurityId, worth: &Worth) {
        let key = |it: &ObservedRow| {
            let by_currency = || it.currency.cmp(&worth.currency);
            it.security.cmp(security).then_with(by_currency)
        };
        let (units, value, cost) = (worth.units, worth.value.ok(), worth.cost.ok());
        let is_zero_priced = worth.value == Err(Unknown::ZeroPrice);
        match self.rows.binary_search_by(key) {
            Ok(at) => {
                let row = &mut self.rows[at];
                let sum = |a: Option<Decimal>, b: Option<Decimal>| a?.checked_add(b?);
                row.value = sum(row.value, value);
                let held = Arc::make_mut(&mut row.held);
                held.units = sum(held.units, units);
                held.cost = sum(held.cost, cost);
                held.is_zero_priced &= is_zero_priced;
            }
            Err(at) => {
                let held = Held {
                    security: security.clone(),
                    currency: worth.currency.clone(),
                    units,
                    cost,
                    is_zero_priced,
                };
                self.rows.insert(at, ObservedRow::new(held, value));
            }
        }
    }
}
