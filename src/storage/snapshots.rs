//! Tables `holding_keys`, `holding_versions` and `account_snapshots`: what syncs
//! found.
//!
//! A holding has a version for every sync that found it changed, and one that
//! says since when it is no longer held. What an account held at a sync is the
//! latest version of each of its holdings by then.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection as Sqlite, Params, Row, Statement, named_params};

use super::{
    StorageError, checksums,
    columns::{Texts, id, instant, maybe_decimal},
    sql,
};
use crate::domain::{AccountId, SecurityId, Snapshot, SnapshotRow};

/// Keeps what an account holds now, for good.
pub(super) fn keep(db: &Sqlite, run: i64, account: &AccountId) -> Result<(), StorageError> {
    let account = account.as_str();
    db.prepare_cached(sql::SNAPSHOTS_INSERT_KEYS)?
        .execute(named_params! { ":account_id": account })?;
    checksums::seal(db, "holding_keys", "account_id = ?1", [account])?;
    for statement in [
        sql::SNAPSHOTS_INSERT_ACCOUNT,
        sql::SNAPSHOTS_INSERT_VERSIONS,
        sql::SNAPSHOTS_INSERT_ENDS,
    ] {
        db.prepare_cached(statement)?
            .execute(named_params! { ":sync_run_id": run, ":account_id": account })?;
    }
    Ok(())
}

/// Passes on what every account held at every sync after the sync `after`, with
/// the number of the sync, the oldest first.
pub(super) fn each_since(
    db: &Sqlite,
    after: i64,
    texts: &mut Texts,
    take: impl FnMut(i64, Snapshot) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let accounts = sql::SNAPSHOTS_ACCOUNTS_SINCE;
    let since = named_params! { ":after": after };
    if after == 0 {
        let versions = (sql::SNAPSHOTS_VERSIONS, []);
        return each(db, (accounts, since), versions, texts, take);
    }
    let versions = (sql::SNAPSHOTS_VERSIONS_SINCE, since);
    each(db, (accounts, since), versions, texts, take)
}

/// What every account that ever held a security had of it at each of its syncs,
/// the oldest first.
pub(super) fn of_security(
    db: &Sqlite,
    security: &SecurityId,
    texts: &mut Texts,
) -> Result<Vec<Snapshot>, StorageError> {
    let accounts = sql::SNAPSHOTS_ACCOUNTS_WITH_SECURITY;
    let versions = sql::SNAPSHOTS_VERSIONS_OF_SECURITY;
    let security = named_params! { ":security_id": security.as_str() };
    let mut snapshots = vec![];
    each(
        db,
        (accounts, security),
        (versions, security),
        texts,
        |_, snapshot| {
            snapshots.push(snapshot);
            Ok(())
        },
    )?;
    Ok(snapshots)
}

/// Walks over accounts at their syncs and over versions of holdings, both in the
/// order of the syncs.
fn each(
    db: &Sqlite,
    accounts: (&str, impl Params),
    versions: (&str, impl Params),
    texts: &mut Texts,
    mut take: impl FnMut(i64, Snapshot) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let (mut accounts_at, mut versions_at) = (
        db.prepare_cached(accounts.0)?,
        db.prepare_cached(versions.0)?,
    );
    let mut versions = Versions::begin(&mut versions_at, versions.1, texts)?;
    let mut held: HashMap<AccountId, BTreeMap<i64, SnapshotRow>> = HashMap::new();
    let mut rows = accounts_at.query(accounts.1)?;
    while let Some(row) = rows.next()? {
        let (run, at) = read_account(row, texts)
            .map_err(|error| error.found_in("account_snapshots", || id(row)))?;
        while let Some(version) = versions.until(run, texts)? {
            let holdings = held.entry(version.account_id).or_default();
            match version.row {
                Some(row) => holdings.insert(version.holding_key, row),
                None => holdings.remove(&version.holding_key),
            };
        }
        let holdings = held.get(&at.account_id);
        let holdings: Vec<_> = holdings.into_iter().flat_map(BTreeMap::values).collect();
        if holdings.is_empty() {
            take(run, at)?;
            continue;
        }
        for holding in holdings {
            let row = Some(holding.clone());
            take(run, Snapshot { row, ..at.clone() })?;
        }
    }
    Ok(())
}

/// A holding from a sync on.
struct Version {
    run: i64,
    holding_key: i64,
    account_id: AccountId,
    /// `None`: it is no longer held.
    row: Option<SnapshotRow>,
}

/// Versions in the order of their syncs, the next one read already.
struct Versions<'s> {
    rows: rusqlite::Rows<'s>,
    columns: Columns,
    next: Option<Version>,
}

impl<'s> Versions<'s> {
    fn begin(
        statement: &'s mut Statement<'_>,
        params: impl Params,
        texts: &mut Texts,
    ) -> Result<Self, StorageError> {
        let mut versions = Self {
            columns: Columns::of(statement)?,
            rows: statement.query(params)?,
            next: None,
        };
        versions.advance(texts)?;
        Ok(versions)
    }

    /// The next version, if the sync `run` or an earlier one found it.
    fn until(&mut self, run: i64, texts: &mut Texts) -> Result<Option<Version>, StorageError> {
        match self.next.take_if(|it| it.run <= run) {
            Some(version) => {
                self.advance(texts)?;
                Ok(Some(version))
            }
            None => Ok(None),
        }
    }

    fn advance(&mut self, texts: &mut Texts) -> Result<(), StorageError> {
        self.next = match self.rows.next()? {
            Some(row) => Some(
                self.columns
                    .read(row, texts)
                    .map_err(|error| error.found_in("holding_versions", || id(row)))?,
            ),
            None => None,
        };
        Ok(())
    }
}

fn read_account(row: &Row<'_>, texts: &mut Texts) -> Result<(i64, Snapshot), StorageError> {
    let snapshot = Snapshot {
        synced_at: instant(row, "finished_at")?,
        account_id: texts.text(row, "account_id")?.into(),
        balance: maybe_decimal(row, "balance_current")?,
        balance_currency: texts.currency(row)?,
        row: None,
    };
    Ok((row.get("sync_run_id")?, snapshot))
}

/// Where the statement has its columns: looked up by name in every row, they
/// take more time than all else.
struct Columns {
    run: usize,
    holding_key: usize,
    account_id: usize,
    security_id: usize,
    is_held: usize,
    quantity: usize,
    institution_price: usize,
    institution_value: usize,
    cost_basis: usize,
    vested_quantity: usize,
    vested_value: usize,
    iso_currency_code: usize,
    unofficial_currency_code: usize,
}

impl Columns {
    fn of(statement: &Statement<'_>) -> Result<Self, StorageError> {
        let place = |name| statement.column_index(name);
        Ok(Self {
            run: place("sync_run_id")?,
            holding_key: place("holding_key")?,
            account_id: place("account_id")?,
            security_id: place("security_id")?,
            is_held: place("is_held")?,
            quantity: place("quantity")?,
            institution_price: place("institution_price")?,
            institution_value: place("institution_value")?,
            cost_basis: place("cost_basis")?,
            vested_quantity: place("vested_quantity")?,
            vested_value: place("vested_value")?,
            iso_currency_code: place("iso_currency_code")?,
            unofficial_currency_code: place("unofficial_currency_code")?,
        })
    }

    fn read(&self, row: &Row<'_>, texts: &mut Texts) -> Result<Version, StorageError> {
        let is_held: bool = row.get(self.is_held)?;
        let reported = if is_held {
            let (iso, unofficial) = (self.iso_currency_code, self.unofficial_currency_code);
            Some(SnapshotRow {
                security_id: texts.text(row, self.security_id)?.into(),
                quantity: maybe_decimal(row, self.quantity)?,
                institution_price: maybe_decimal(row, self.institution_price)?,
                institution_value: maybe_decimal(row, self.institution_value)?,
                cost_basis: maybe_decimal(row, self.cost_basis)?,
                vested_quantity: maybe_decimal(row, self.vested_quantity)?,
                vested_value: maybe_decimal(row, self.vested_value)?,
                currency: texts.currency_in(row, iso, unofficial)?,
            })
        } else {
            None
        };
        Ok(Version {
            run: row.get(self.run)?,
            holding_key: row.get(self.holding_key)?,
            account_id: texts.text(row, self.account_id)?.into(),
            row: reported,
        })
    }
}
