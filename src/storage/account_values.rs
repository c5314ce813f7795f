//! Tables `account_values`, `unvalued_securities` and `account_values_kept`: what
//! accounts were worth at their syncs, as it follows from the snapshots.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use chrono::DateTime;
use rusqlite::{Connection as Sqlite, OptionalExtension as _, named_params};

use super::{
    StorageError, accounts, checksums,
    columns::{Texts, each_row, iso, maybe_decimal, unofficial},
    securities, snapshots, sql,
};
use crate::{
    domain::{Account, AccountId, Security, SecurityId, Snapshot},
    portfolio::AccountValue,
};

/// Says what accounts were worth. This module asks, and knows no rule itself.
pub trait Valuing {
    /// The rule's version. Values by another one are made anew.
    const RULE: u32;

    /// Adds a row of what an account held at the sync `run`; those of one account
    /// and sync come together.
    fn add(
        &mut self,
        run: i64,
        snapshot: Snapshot,
        security: Option<&Security>,
        account: Option<&Account>,
    );

    /// The values, each with its sync, in the order of the rows.
    fn finish(self) -> Vec<(i64, AccountValue)>;
}

/// Which row of the table, by sync, account and place.
type Key = (i64, AccountId, i64);

/// The number of the sync up to which values by the rule `rule` are kept; 0
/// where there are none.
pub(super) fn kept_until(db: &Sqlite, rule: u32) -> Result<i64, StorageError> {
    let mut statement = db.prepare_cached(sql::ACCOUNT_VALUES_KEPT)?;
    let until = statement
        .query_row(named_params! { ":rule": rule }, |row| row.get("until_run"))
        .optional()?;
    Ok(until.unwrap_or_default())
}

/// All of them, the oldest first: those that are kept, and the others as
/// `valuing` says.
pub(super) fn all<V: Valuing>(
    db: &Sqlite,
    valuing: V,
    texts: &mut Texts,
) -> Result<Vec<AccountValue>, StorageError> {
    let until = kept_until(db, V::RULE)?;
    let mut values = if until == 0 { vec![] } else { kept(db, texts)? };
    let others = since(db, until, valuing, texts)?;
    values.extend(others.into_iter().map(|(_, value)| value));
    values.shrink_to_fit();
    Ok(values)
}

fn kept(db: &Sqlite, texts: &mut Texts) -> Result<Vec<AccountValue>, StorageError> {
    let mut unvalued: HashMap<Key, Vec<SecurityId>> = HashMap::new();
    let table = "unvalued_securities";
    each_row(db, table, sql::ACCOUNT_VALUES_UNVALUED, [], |row| {
        let key = (row.get(0)?, texts.text(row, 1)?.into(), row.get(2)?);
        unvalued
            .entry(key)
            .or_default()
            .push(texts.text(row, 3)?.into());
        Ok(())
    })?;
    let nothing: Arc<[SecurityId]> = [].into();
    // Counted first: a list that grows would take twice as much meanwhile.
    let count = db.query_row(sql::ACCOUNT_VALUES_COUNT, [], |row| row.get(0))?;
    let mut values = Vec::with_capacity(count);
    // By place: there is one for each account and sync.
    each_row(db, "account_values", sql::ACCOUNT_VALUES_ALL, [], |row| {
        let key = (row.get(0)?, texts.text(row, 1)?.into(), row.get(2)?);
        let unknown = unvalued.remove(&key);
        values.push(AccountValue {
            account_id: key.1,
            synced_at: DateTime::from_timestamp_nanos(row.get(3)?),
            currency: texts.currency_in(row, 4, 5)?,
            market_value: maybe_decimal(row, 6)?,
            unknown: unknown.map_or_else(|| Arc::clone(&nothing), Into::into),
        });
        Ok(())
    })?;
    Ok(values)
}

/// Values the snapshots after the sync `after` with what is known now.
pub(super) fn since<V: Valuing>(
    db: &Sqlite,
    after: i64,
    mut valuing: V,
    texts: &mut Texts,
) -> Result<Vec<(i64, AccountValue)>, StorageError> {
    let names = &mut Texts::default();
    let (mut of_accounts, mut of_securities) = (HashMap::new(), HashMap::new());
    snapshots::each_since(db, after, texts, |run, snapshot| {
        let account = known(&mut of_accounts, &snapshot.account_id, |id| {
            accounts::by_id(db, id, names)
        })?;
        let security = match &snapshot.row {
            Some(row) => known(&mut of_securities, &row.security_id, |id| {
                securities::by_id(db, id, names)
            })?,
            None => None,
        };
        valuing.add(run, snapshot, security, account);
        Ok(())
    })?;
    Ok(valuing.finish())
}

/// What is known of `id`, looked up once.
fn known<'a, K: Clone + Eq + std::hash::Hash, T>(
    known: &'a mut HashMap<K, Option<T>>,
    id: &K,
    look_up: impl FnOnce(&K) -> Result<Option<T>, StorageError>,
) -> Result<Option<&'a T>, StorageError> {
    Ok(match known.entry(id.clone()) {
        Entry::Occupied(entry) => entry.into_mut().as_ref(),
        Entry::Vacant(entry) => entry.insert(look_up(id)?).as_ref(),
    })
}

/// Keeps the values of all snapshots that are not valued yet; of all snapshots
/// where none are kept by this rule.
pub(super) fn keep<V: Valuing>(db: &Sqlite, valuing: V) -> Result<(), StorageError> {
    let after = kept_until(db, V::RULE)?;
    if after == 0 {
        db.execute(sql::ACCOUNT_VALUES_CLEAR, [])?;
    }
    let until: i64 = db.query_row(sql::SYNC_RUNS_NEWEST, [], |row| row.get("sync_run_id"))?;
    let mut insert = db.prepare_cached(sql::ACCOUNT_VALUES_INSERT)?;
    let mut note = db.prepare_cached(sql::ACCOUNT_VALUES_INSERT_UNVALUED)?;
    let values = since(db, after, valuing, &mut Texts::default())?;
    for (ordinal, (run, value)) in (0_i64..).zip(values) {
        insert.execute(named_params! {
            ":sync_run_id": run,
            ":account_id": value.account_id.as_str(),
            ":ordinal": ordinal,
            ":synced_at": value.synced_at.timestamp_nanos_opt(),
            ":iso_currency_code": iso(value.currency.as_ref()),
            ":unofficial_currency_code": unofficial(value.currency.as_ref()),
            ":market_value": value.market_value.map(|it| it.to_string()),
        })?;
        for security in value.unknown.iter() {
            note.execute(named_params! {
                ":sync_run_id": run,
                ":account_id": value.account_id.as_str(),
                ":ordinal": ordinal,
                ":security_id": security.as_str(),
            })?;
        }
    }
    db.prepare_cached(sql::ACCOUNT_VALUES_KEEP)?
        .execute(named_params! { ":until_run": until, ":rule": V::RULE })?;
    for table in ["account_values", "unvalued_securities"] {
        checksums::seal(db, table, "sync_run_id > ?1", [after])?;
    }
    Ok(checksums::seal(db, "account_values_kept", "true", [])?)
}
