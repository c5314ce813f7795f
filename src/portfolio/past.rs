//! The portfolio as of an earlier day.
//!
//! What is known now of how it was then: holdings, balances and values are those
//! of the latest sync of every account by the end of the day, and nothing is there
//! that came after it. Rules: `docs/spec/past.md`.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};

use super::Portfolio;
use crate::domain::{
    Account, AccountGap, AccountId, Balances, Holding, ItemId, SecurityId, Snapshot, SnapshotRow,
};

/// An earlier day, and which of its two pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    pub day: NaiveDate,
    /// What the syncs by then knew, rather than what is known now of that day.
    pub is_shown_then: bool,
}

/// What a portfolio as of an earlier day says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The last day that is in it.
    pub day: NaiveDate,
    pub view: PastView,
    /// The accounts that no sync had read by then: nothing of them is there. By
    /// institution, then name.
    pub absent: Vec<Arc<str>>,
}

/// Which of the two pictures of an earlier day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PastView {
    /// What is known now of how it was then.
    #[default]
    KnownNow,
    /// What the syncs by then knew.
    ShownThen {
        /// Whether it is kept what all of them knew. Where not, transactions are
        /// those that are known now.
        is_kept: bool,
    },
}

impl Past {
    /// The day and the picture that were asked for.
    pub fn as_of(&self) -> AsOf {
        AsOf {
            day: self.day,
            is_shown_then: self.is_shown_then(),
        }
    }

    /// Whether it is what was shown then, rather than what is known now.
    pub fn is_shown_then(&self) -> bool {
        matches!(self.view, PastView::ShownThen { .. })
    }
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
        if rows
            .first()
            .is_some_and(|it| it.synced_at != snapshot.synced_at)
        {
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
        for account in &mut self.accounts {
            let rows = latest.remove(&account.id).unwrap_or_default();
            put_back(account, &self.account_gaps, day, &rows);
            if account.missing_since.is_none() {
                self.holdings.extend(holdings(&rows, &day_of));
            }
        }
        self.account_gaps.retain(|it| it.until <= day);
        self.put_connections_back(is_past);
        self.forget_later_prices(day);
        self.pending_link = None;
        let absent = unseen.into_iter().map(|it| Arc::clone(it.short_name()));
        self.past = Some(Past {
            day,
            view: PastView::KnownNow,
            absent: absent.collect(),
        });
        self
    }

    /// What the syncs that were over `by_then` left, as it was shown at the end of
    /// that day. Of the connections `not_kept` transactions are those known now.
    /// `all` are the accounts that there are now. To be called before the portfolio
    /// is [prepared](Portfolio::prepared).
    #[must_use]
    pub fn as_shown_on(
        mut self,
        day: NaiveDate,
        all: &[Account],
        not_kept: &BTreeSet<ItemId>,
        by_then: impl Fn(DateTime<Utc>) -> bool,
    ) -> Self {
        let of_item = |id: &AccountId| all.iter().find(|it| it.id == *id).map(|it| &it.item_id);
        self.transactions.retain_mut(|row| {
            let is_known = !row.context.is_entered
                && of_item(&row.account_id).is_none_or(|it| !not_kept.contains(it));
            if !is_known {
                row.removed_on = row.removed_on.filter(|it| *it <= day);
            }
            is_known || row.date <= day
        });
        for account in &mut self.accounts {
            account.missing_since = account.missing_since.filter(|it| *it <= day);
            account.doubted_since = account.doubted_since.filter(|it| *it <= day);
        }
        self.account_gaps.retain(|it| it.until <= day);
        let accounts = &self.accounts;
        self.connections.retain_mut(|connection| {
            connection.disconnected_at = connection.disconnected_at.filter(|it| by_then(*it));
            by_then(connection.created_at)
                || accounts.iter().any(|it| it.item_id == connection.item_id)
        });
        self.pending_link = None;
        self.set_aside.clear();
        let absent = all.iter().filter(|it| self.account(&it.id).is_none());
        self.past = Some(Past {
            day,
            view: PastView::ShownThen {
                is_kept: not_kept.is_empty(),
            },
            absent: absent.map(|it| Arc::clone(it.short_name())).collect(),
        });
        self
    }

    /// Makes connections what they were when nothing later than `is_past` was
    /// known; those that were not made yet, and have no account, are gone.
    fn put_connections_back(&mut self, is_past: impl Fn(DateTime<Utc>) -> bool) {
        let mut last_success: HashMap<&AccountId, DateTime<Utc>> = HashMap::new();
        for value in &self.account_values {
            let latest = last_success
                .entry(&value.account_id)
                .or_insert(value.synced_at);
            *latest = value.synced_at.max(*latest);
        }
        let accounts = &self.accounts;
        self.connections.retain_mut(|connection| {
            let own = || {
                let accounts = accounts.iter();
                accounts.filter(|it| it.item_id == connection.item_id)
            };
            let is_there = is_past(connection.created_at) || own().next().is_some();
            let synced = own().filter_map(|it| last_success.get(&it.id).copied());
            connection.last_success = synced.max();
            let run = connection.last_run.take();
            connection.last_run = run.filter(|it| is_past(it.finished_at));
            connection.disconnected_at = connection.disconnected_at.filter(|it| is_past(*it));
            connection.data_as_of = connection.data_as_of.filter(|it| is_past(*it));
            is_there
        });
    }

    /// Takes the prices of later days away.
    fn forget_later_prices(&mut self, day: NaiveDate) {
        let is_later = |of: Option<NaiveDate>| of.is_some_and(|it| it > day);
        #[expect(clippy::iter_over_hash_type, reason = "each is changed by itself")]
        for security in self.securities.values_mut() {
            if is_later(security.institution_price_as_of) {
                (security.institution_price, security.institution_price_as_of) = (None, None);
            }
            if is_later(security.close_price_as_of) {
                (security.close_price, security.close_price_as_of) = (None, None);
            }
        }
    }
}

/// Makes an account what it was: with the balance of its latest sync, listed or
/// not as it was.
fn put_back(account: &mut Account, gaps: &[AccountGap], day: NaiveDate, rows: &[Snapshot]) {
    let first = rows.first();
    account.balances = Balances {
        current: first.and_then(|it| it.balance),
        currency: first.and_then(|it| it.balance_currency.clone()),
        ..Balances::default()
    };
    let gap = gaps
        .iter()
        .find(|it| it.account_id == account.id && it.from <= day && day < it.until);
    let missing = account.missing_since.filter(|it| *it <= day);
    account.missing_since = missing.or(gap.map(|it| it.from));
    account.doubted_since = account.doubted_since.filter(|it| *it <= day);
}

/// The rows of one sync as holdings; rows of a security are told apart by their
/// place.
fn holdings(rows: &[Snapshot], day_of: impl Fn(DateTime<Utc>) -> NaiveDate) -> Vec<Holding> {
    let mut places: BTreeMap<&SecurityId, usize> = BTreeMap::new();
    let held = rows.iter().filter_map(|it| Some((it, it.row.as_ref()?)));
    held.map(|(snapshot, row)| {
        let place = places.entry(&row.security_id).or_default();
        *place += 1;
        holding(snapshot, row, *place - 1, day_of(snapshot.synced_at))
    })
    .collect()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::{
        domain::{Currency, Transaction},
        portfolio::{
            AccountValue,
            sample::{self, noon, november, transaction},
        },
    };

    /// What one sync found: day, account, units of a security.
    type Sync = (u32, usize, Vec<(usize, i64)>);

    const ACCOUNTS: [&str; 3] = ["a", "b", "c"];
    const SECURITIES: [&str; 3] = ["VTI", "BND", "VXUS"];

    fn snapshots((day, account, held): &Sync) -> Vec<Snapshot> {
        let of = |row| Snapshot {
            synced_at: noon(*day),
            account_id: ACCOUNTS[*account].into(),
            balance: Some(Decimal::from(*day)),
            balance_currency: Some(Currency::iso("USD")),
            row,
        };
        let rows = held.iter().map(|(security, units)| SnapshotRow {
            security_id: SECURITIES[*security].into(),
            quantity: Some((*units).into()),
            institution_price: None,
            institution_value: Some(Decimal::from(units * 10)),
            cost_basis: None,
            vested_quantity: None,
            vested_value: None,
            currency: Some(Currency::iso("USD")),
        });
        let mut rows: Vec<_> = rows.map(Some).map(of).collect();
        if rows.is_empty() {
            rows.push(of(None));
        }
        rows
    }

    /// What is stored after these syncs, as of `day`.
    fn as_of(day: u32, syncs: &[Sync], rows: &[Transaction]) -> Portfolio {
        let mut latest = LatestSnapshots::by(november(day));
        let mut facts = Portfolio {
            connections: vec![sample::connection("item", "Bank", 30)],
            accounts: ACCOUNTS.map(|it| sample::account(it, "item")).into(),
            transactions: rows.to_vec(),
            ..Portfolio::default()
        };
        for sync in syncs {
            let found = snapshots(sync);
            facts.account_values.push(AccountValue {
                synced_at: noon(sync.0),
                account_id: ACCOUNTS[sync.1].into(),
                currency: Some(Currency::iso("USD")),
                market_value: Some(sync.2.iter().map(|it| Decimal::from(it.1 * 10)).sum()),
                unknown: [].into(),
            });
            for row in &found {
                latest.add(row, november(sync.0));
            }
        }
        facts.as_of_day(latest, |at| at.date_naive()).prepared()
    }

    proptest! {
        #[test]
        fn what_came_later_changes_nothing_of_a_day(
            syncs in prop::collection::vec(
                (1_u32..29, 0_usize..3, prop::collection::vec((0_usize..3, 1_i64..99), 0..4)),
                0..20,
            ),
            dates in prop::collection::vec(1_u32..29, 0..9),
            day in 1_u32..29,
        ) {
            let mut syncs = syncs;
            // One sync of an account a day, in their order.
            syncs.sort_by_key(|it| (it.0, it.1));
            syncs.dedup_by_key(|it| (it.0, it.1));
            let rows: Vec<Transaction> = (dates.iter().enumerate())
                .map(|(at, date)| transaction(&at.to_string(), "a", *date, "cash", Decimal::ONE))
                .collect();
            let by_then: Vec<_> = syncs.iter().filter(|it| it.0 <= day).cloned().collect();
            let rows_then: Vec<_> = rows.iter().filter(|it| it.date <= november(day)).cloned().collect();
            prop_assert_eq!(as_of(day, &syncs, &rows), as_of(day, &by_then, &rows_then));
            let later = as_of(day, &syncs, &rows);
            for (account, id) in ACCOUNTS.iter().enumerate() {
                let latest = by_then.iter().rfind(|it| it.1 == account);
                let held = later.holdings.iter().filter(|it| it.account_id.as_str() == *id);
                let units: Decimal = held.filter_map(|it| it.quantity).sum();
                let expected = latest.map(|it| it.2.iter().map(|it| Decimal::from(it.1)).sum());
                prop_assert_eq!(units, expected.unwrap_or_default());
                prop_assert_eq!(later.account(&(*id).into()).is_some(), latest.is_some());
            }
        }
    }
}
