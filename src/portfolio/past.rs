//! The portfolio as of an earlier day.
//!
//! What is known now of how it was then: holdings, balances and values are those
//! of the latest sync of every account by the end of the day, and nothing is there
//! that came after it. Rules: `docs/spec/past.md`.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};

use super::Portfolio;
use crate::domain::{Account, AccountId, Balances, Holding, Snapshot, SnapshotRow};

/// What a portfolio as of an earlier day says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The last day that is in it.
    pub day: NaiveDate,
    /// The accounts that no sync had read by then: nothing of them is there. By
    /// institution, then name.
    pub absent: Vec<Arc<str>>,
}

/// The latest snapshot of every account by the end of a day.
#[derive(Clone, Debug)]
pub struct LatestSnapshots {
    day: NaiveDate,
    /// Rows of one sync each.
    latest: HashMap<AccountId, Vec<Snapshot>>,
}

impl LatestSnapshots {
    /// None so far.
    pub fn by(day: NaiveDate) -> Self {
        Self {
            day,
            latest: HashMap::new(),
        }
    }

    /// Takes a row of what an account held at a sync of the local day `synced_on`;
    /// those of one account come in the order of the syncs.
    pub fn add(&mut self, snapshot: &Snapshot, synced_on: NaiveDate) {
        if synced_on > self.day {
            return;
        }
        let rows = match self.latest.get_mut(&snapshot.account_id) {
            Some(rows) => rows,
            None => self.latest.entry(snapshot.account_id.clone()).or_default(),
        };
        if rows.first().is_some_and(|it| it.synced_at != snapshot.synced_at) {
            rows.clear();
        }
        rows.push(snapshot.clone());
    }
}

impl Portfolio {
    /// The facts as of the end of a day, with what accounts held at their `latest`
    /// syncs by then; `day_of` says where days begin. To be called before the
    /// portfolio is [prepared](Portfolio::prepared).
    #[must_use]
    pub fn as_of_day(
        mut self,
        latest: LatestSnapshots,
        day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
    ) -> Self {
        let LatestSnapshots { day, mut latest } = latest;
        let is_past = |at: DateTime<Utc>| day_of(at) <= day;
        self.account_values.retain(|it| is_past(it.synced_at));
        self.transactions.retain(|it| it.date <= day);
        let (seen, unseen): (Vec<Account>, Vec<Account>) = std::mem::take(&mut self.accounts)
            .into_iter()
            .partition(|it| latest.contains_key(&it.id));
        self.accounts = seen;
        self.holdings.clear();
        for at in 0..self.accounts.len() {
            let rows = latest.remove(&self.accounts[at].id).unwrap_or_default();
            let account = &mut self.accounts[at];
            put_back(account, &self.account_gaps, day, &rows);
            let is_listed = account.missing_since.is_none();
            let rows = rows.iter().filter(|_| is_listed);
            let held = rows.filter_map(|it| it.row.as_ref().map(|row| (it, row)));
            // Rows of a security in an account are told apart by their place.
            let mut places: BTreeMap<_, usize> = BTreeMap::new();
            for (snapshot, row) in held {
                let place = places.entry(row.security_id.clone()).or_default();
                let holding = holding(snapshot, row, *place, day_of(snapshot.synced_at));
                self.holdings.push(holding);
                *place += 1;
            }
        }
        self.account_gaps.retain(|it| it.until <= day);
        let mut last_success: HashMap<_, DateTime<Utc>> = HashMap::new();
        for value in &self.account_values {
            let latest = last_success.entry(&value.account_id).or_insert(value.synced_at);
            *latest = value.synced_at.max(*latest);
        }
        for connection in &mut self.connections {
            let own = self.accounts.iter().filter(|it| it.item_id == connection.item_id);
            let synced = own.filter_map(|it| last_success.get(&it.id).copied());
            connection.last_success = synced.max();
            connection.last_run = connection.last_run.take().filter(|it| is_past(it.finished_at));
            connection.disconnected_at = connection.disconnected_at.filter(|it| is_past(*it));
            connection.data_as_of = connection.data_as_of.filter(|it| is_past(*it));
        }
        let accounts = &self.accounts;
        self.connections.retain(|connection| {
            let mut accounts = accounts.iter();
            is_past(connection.created_at) || accounts.any(|it| it.item_id == connection.item_id)
        });
        for security in self.securities.values_mut() {
            let is_later = |of: Option<NaiveDate>| of.is_some_and(|it| it > day);
            if is_later(security.institution_price_as_of) {
                (security.institution_price, security.institution_price_as_of) = (None, None);
            }
            if is_later(security.close_price_as_of) {
                (security.close_price, security.close_price_as_of) = (None, None);
            }
        }
        self.pending_link = None;
        let absent = unseen.into_iter().map(|it| Arc::clone(it.short_name()));
        self.past = Some(Past {
            day,
            absent: absent.collect(),
        });
        self
    }
}

/// Makes an account what it was: with the balance of its latest sync, listed or
/// not as it was.
fn put_back(
    account: &mut Account,
    gaps: &[crate::domain::AccountGap],
    day: NaiveDate,
    rows: &[Snapshot],
) {
    let first = rows.first();
    account.balances = Balances {
        current: first.and_then(|it| it.balance),
        currency: first.and_then(|it| it.balance_currency.clone()),
        ..Balances::default()
    };
    let gap = gaps.iter().find(|it| {
        it.account_id == account.id && it.from <= day && day < it.until
    });
    let missing = account.missing_since.filter(|it| *it <= day);
    account.missing_since = missing.or(gap.map(|it| it.from));
    account.doubted_since = account.doubted_since.filter(|it| *it <= day);
}

fn holding(snapshot: &Snapshot, row: &SnapshotRow, place: usize, day: NaiveDate) -> Holding {
    Holding {
        id: format!("{}/{}/{place}", snapshot.account_id, row.security_id).into(),
        account_id: snapshot.account_id.clone(),
        security_id: row.security_id.clone(),
        quantity: row.quantity,
        institution_price: row.institution_price,
        institution_price_as_of: None,
        institution_price_datetime: None,
        institution_value: row.institution_value,
        cost_basis: row.cost_basis,
        currency: row.currency.clone(),
        vested_quantity: row.vested_quantity,
        vested_value: row.vested_value,
        tax_lots: vec![],
        as_of: day,
    }
}
