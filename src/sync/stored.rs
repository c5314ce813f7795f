//! The portfolio on disk: facts from the file, values by the rule for every row.

use ahash::HashSet;
use chrono::{DateTime, Local, NaiveDate, Utc};

use crate::{
    connect::{Fetched, Stored, SyncPlan},
    domain::{Account, ItemId, Security, SecurityId, Snapshot},
    portfolio::{AccountValue, AccountValues, History, LatestSnapshots, Portfolio},
    storage::{Database, Known, StorageError, Valuing},
};

/// Reads everything that is stored and counts, ready to be shown.
pub fn load(database: &Database) -> Result<Portfolio, StorageError> {
    database.known(Known::Now, local_day, |it, _| {
        Ok(it.facts(AccountValues::default())?.prepared())
    })
}

/// The same as of the end of a day, as it is known now; `day_of` says where days
/// begin.
pub fn load_as_of(
    database: &Database,
    day: NaiveDate,
    day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> Result<Portfolio, StorageError> {
    database.known(Known::Now, &day_of, |it, _| {
        let facts = it.facts(AccountValues::default())?;
        let mut latest = LatestSnapshots::by(day);
        it.each_snapshot_since(0, |_, it| latest.add(it, day_of(it.synced_at)))?;
        Ok(facts.as_of_day(latest, &day_of).prepared())
    })
}

/// The same as it was shown then: what the syncs by the end of the day knew.
pub fn load_as_shown(
    database: &Database,
    day: NaiveDate,
    day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> Result<Portfolio, StorageError> {
    let all = database.accounts()?;
    let by_then = |at| day_of(at) <= day;
    database.known(Known::By(&by_then), &day_of, |it, unknown| {
        let facts = it.facts(AccountValues::default())?;
        Ok(facts
            .as_shown_on(day, &all, &unknown.not_kept, by_then)
            .prepared())
    })
}

/// The day where the person is.
fn local_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Local).date_naive()
}

/// Everything stored, and what accounts held at their syncs.
pub fn load_with_history(database: &Database) -> Result<(Portfolio, History), StorageError> {
    let portfolio = load(database)?;
    let history = history(database, &portfolio)?;
    Ok((portfolio, history))
}

/// What the accounts of a portfolio held at their syncs, as far as those count in
/// it.
pub fn history(database: &Database, portfolio: &Portfolio) -> Result<History, StorageError> {
    let mut history = History::default();
    database.each_snapshot_since(0, |run, snapshot| {
        history.add(portfolio, snapshot);
        history.reached(run, snapshot.synced_at);
    })?;
    Ok(history.handed_on(portfolio))
}

/// What every account that ever held a security had of it at each of its syncs
/// that count, the oldest first.
pub fn snapshots_of(
    database: &Database,
    security: &SecurityId,
) -> Result<Vec<Snapshot>, StorageError> {
    database.known(Known::Now, local_day, |it, _| it.snapshots_of(security))
}

/// The same, from what was read `before`: of the file only what later syncs found
/// is read. Where that cannot be added to, all is read.
pub fn history_after(
    database: &Database,
    portfolio: &Portfolio,
    before: &History,
) -> Result<History, StorageError> {
    let continued = before.continued(portfolio).zip(before.latest());
    let Some((mut continued, latest)) = continued else {
        return history(database, portfolio);
    };
    // The latest one is read once more: its number may be another sync's, after
    // a connection was deleted.
    let mut is_there = false;
    database.each_snapshot_since(latest.0 - 1, |run, snapshot| {
        if run == latest.0 {
            is_there |= snapshot.synced_at == latest.1;
            return;
        }
        continued.add(portfolio, snapshot);
        continued.reached(run, snapshot.synced_at);
    })?;
    let continued = continued.handed_on(portfolio);
    if is_there && continued.is_whole(portfolio) {
        Ok(continued)
    } else {
        history(database, portfolio)
    }
}

/// What is on disk of a connection, as far as its answer is about it.
pub fn stored(
    database: &Database,
    item: &ItemId,
    fetched: &Fetched,
) -> Result<Stored, StorageError> {
    let mut stored = database.stored(item, fetched.window)?;
    // What an answer is compared with, to tell whether it is to be believed, is
    // what counts.
    stored.holdings = database.known(Known::Now, local_day, |it, _| it.holdings_of(item))?;
    let of_holdings = stored.holdings.values().flatten().chain(&fetched.holdings);
    let of_transactions = fetched.transactions.iter();
    let securities: HashSet<&SecurityId> = fetched
        .securities
        .iter()
        .map(|it| &it.id)
        .chain(of_holdings.map(|it| &it.security_id))
        .chain(of_transactions.filter_map(|it| it.security_id.as_ref()))
        .collect();
    stored.securities = database.securities_by_id(securities)?;
    if stored.accounts.is_empty() {
        // A first sync: none of its rows can be on disk under another day.
        return Ok(stored);
    }
    let unknown = fetched
        .transactions
        .iter()
        .map(|it| &it.id)
        .filter(|id| !stored.transactions.contains_key(*id));
    let of_other_days = database.transactions_by_id(item, unknown)?;
    stored
        .transactions
        .extend(of_other_days.into_iter().map(|it| (it.id.clone(), it)));
    Ok(stored)
}

/// Writes all that a plan says, with what the accounts are worth then:
/// everything or nothing.
pub fn write(
    database: &mut Database,
    plan: &SyncPlan,
    started_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    database.apply(plan, started_at, now, AccountValues::default())
}

impl Valuing for AccountValues {
    const RULE: u32 = Self::RULE;

    fn add(
        &mut self,
        run: i64,
        snapshot: Snapshot,
        security: Option<&Security>,
        account: Option<&Account>,
    ) {
        self.add(run, snapshot, security, account);
    }

    fn finish(self) -> Vec<(i64, AccountValue)> {
        self.finish()
    }
}
