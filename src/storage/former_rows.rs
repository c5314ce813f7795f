//! Table `former_rows`: how rows were before a sync wrote over them.
//!
//! Snapshots say what accounts held at every sync. Of all else a sync leaves only
//! what is so now; what it replaces is kept here, so that it can be told what was
//! known before it. Of a row that differs, the columns that were others are kept;
//! a row that was gone, whole; of one that was not there, that it was not. Tables
//! and columns are named by the numbers of `former_names`.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection as Sqlite, OptionalExtension as _, Params, named_params};
use serde_json::json;

use super::{StorageError, checksums, sql};
use crate::connect::SyncPlan;
use crate::domain::AccountId;

/// What stands for a sync of which this is kept.
pub(super) const SYNC: &str = "sync_runs";

/// A table that says what is so now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Table {
    Connections,
    Accounts,
    Gaps,
    Securities,
    /// Only what snapshots of holdings do not keep.
    Holdings,
    Lots,
    Transactions,
}

impl Table {
    pub(super) const ALL: [Self; 7] = [
        Self::Connections,
        Self::Accounts,
        Self::Gaps,
        Self::Securities,
        Self::Holdings,
        Self::Lots,
        Self::Transactions,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Accounts => "accounts",
            Self::Gaps => "account_gaps",
            Self::Securities => "securities",
            Self::Holdings => "holdings",
            Self::Lots => "tax_lots",
            Self::Transactions => "investment_transactions",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The columns of its primary key.
    pub(super) fn key(self) -> &'static [&'static str] {
        match self {
            Self::Connections => &["item_id"],
            Self::Accounts => &["account_id"],
            Self::Gaps => &["account_id", "from_day"],
            Self::Securities => &["security_id"],
            Self::Holdings => &["holding_id"],
            Self::Lots => &["holding_id", "ordinal"],
            Self::Transactions => &["account_id", "investment_transaction_id"],
        }
    }

    /// The columns of which it is kept what they were.
    pub(super) fn columns(self, db: &Sqlite) -> Result<Vec<String>, StorageError> {
        Ok(match self {
            Self::Holdings => vec!["institution_price_datetime".to_owned()],
            Self::Connections
            | Self::Accounts
            | Self::Gaps
            | Self::Securities
            | Self::Lots
            | Self::Transactions => checksums::columns(db, self.name())?,
        })
    }
}

/// Rows by their keys, each as a JSON object of its columns, by their numbers.
type Rows = BTreeMap<String, String>;

/// What a sync is about to write over.
pub(super) struct Before {
    rows: BTreeMap<Table, Rows>,
    /// No sync of the connection was stored: all that it brings is new.
    is_first: bool,
}

impl Before {
    /// Reads the rows that a plan says something of, as they are.
    pub(super) fn read(db: &Sqlite, plan: &SyncPlan) -> Result<Self, StorageError> {
        let item = plan.item.item_id.as_str();
        let params = named_params! { ":item_id": item };
        let is_first = db.query_row(sql::SYNC_RUNS_IS_FIRST, params, |row| row.get("is_first"))?;
        let mut rows = BTreeMap::new();
        for table in Table::ALL {
            rows.insert(table, now(db, table, plan)?);
        }
        Ok(Self { rows, is_first })
    }

    /// Keeps what is no longer so after the sync `run` wrote what the plan says.
    pub(super) fn keep(self, db: &Sqlite, run: i64, plan: &SyncPlan) -> Result<(), StorageError> {
        note(db, (run, SYNC), "[]", None)?;
        for (table, before) in self.rows {
            let after = now(db, table, plan)?;
            let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for key in keys {
                match (before.get(key), after.get(key)) {
                    (Some(before), Some(after)) if before != after => {
                        let params = named_params! { ":before": before, ":after": after };
                        let mut differing = db.prepare_cached(sql::FORMER_ROWS_DIFFERING)?;
                        let differing: String =
                            differing.query_row(params, |row| row.get("contents"))?;
                        note(db, (run, table.name()), key, Some(&differing))?;
                    }
                    (Some(before), None) => note(db, (run, table.name()), key, Some(before))?,
                    (None, Some(_)) => note(db, (run, table.name()), key, None)?,
                    (Some(_), Some(_)) | (None, None) => {}
                }
            }
        }
        if !self.is_first {
            let mut added: BTreeMap<&AccountId, Vec<&str>> = BTreeMap::new();
            for row in &plan.added {
                added
                    .entry(&row.account_id)
                    .or_default()
                    .push(row.id.as_str());
            }
            for (account, ids) in added {
                let (key, ids) = (json!([account.as_str()]), json!(ids));
                let about = (run, Table::Transactions.name());
                note(db, about, &key.to_string(), Some(&ids.to_string()))?;
            }
        }
        Ok(checksums::seal(
            db,
            "former_rows",
            "sync_run_id = ?1",
            [run],
        )?)
    }
}

/// Writes what was of a table before the sync `run`.
fn note(
    db: &Sqlite,
    (run, table): (i64, &str),
    key: &str,
    contents: Option<&str>,
) -> Result<(), StorageError> {
    let about = number(db, table)?;
    db.prepare_cached(sql::FORMER_ROWS_INSERT)?
        .execute(named_params! {
            ":sync_run_id": run,
            ":about": about,
            ":row_key": key,
            ":contents": contents,
        })?;
    Ok(())
}

/// The number of the name of a table or column, which gets one where it has none.
fn number(db: &Sqlite, name: &str) -> Result<i64, StorageError> {
    let params = named_params! { ":name": name };
    let mut known = db.prepare_cached(sql::FORMER_ROWS_NAME)?;
    if let Some(number) = known.query_row(params, |row| row.get(0)).optional()? {
        return Ok(number);
    }
    db.prepare_cached(sql::FORMER_ROWS_ADD_NAME)?
        .execute(params)?;
    let number = db.last_insert_rowid();
    checksums::seal(db, "former_names", "name_id = ?1", [number])?;
    Ok(number)
}

/// The rows of a table that a plan says something of, as they are now; of
/// transactions only those that were there before.
fn now(db: &Sqlite, table: Table, plan: &SyncPlan) -> Result<Rows, StorageError> {
    let item = plan.item.item_id.as_str();
    let accounts = plan.holdings.keys().map(AccountId::as_str);
    match table {
        Table::Connections => read(db, table, "item_id = ?1", [[item]]),
        Table::Accounts => {
            let accounts = plan.accounts.iter().map(|it| [it.id.as_str()]);
            read(db, table, "account_id = ?1", accounts)
        }
        Table::Gaps => {
            let accounts = plan.gaps.iter().map(|it| [it.account_id.as_str()]);
            read(db, table, "account_id = ?1", accounts)
        }
        Table::Securities => {
            let securities = plan.securities.iter().map(|it| [it.id.as_str()]);
            read(db, table, "security_id = ?1", securities)
        }
        Table::Holdings => {
            let of_account = "account_id = ?1 AND institution_price_datetime IS NOT NULL";
            read(db, table, of_account, accounts.map(|it| [it]))
        }
        Table::Lots => {
            let of_account =
                "holding_id IN (SELECT holding_id FROM holdings WHERE account_id = ?1)";
            read(db, table, of_account, accounts.map(|it| [it]))
        }
        Table::Transactions => {
            let of_item = "account_id IN (SELECT account_id FROM accounts WHERE item_id = ?1) \
                           AND investment_transaction_id = ?2";
            let changed = plan.changed.iter().map(|it| &it.id);
            let ids = changed.chain(&plan.removed);
            read(db, table, of_item, ids.map(|it| [item, it.as_str()]))
        }
    }
}

/// The rows that `condition` names with any of the parameters.
fn read(
    db: &Sqlite,
    table: Table,
    condition: &str,
    each: impl IntoIterator<Item = impl Params>,
) -> Result<Rows, StorageError> {
    let columns = table.columns(db)?.into_iter();
    let pairs = columns.map(|it| Ok(format!("'{}', \"{it}\"", number(db, &it)?)));
    let pairs: Vec<String> = pairs.collect::<Result<_, StorageError>>()?;
    let mut statement = db.prepare_cached(&format!(
        "SELECT json_array({}), json_object({}) FROM \"{}\" WHERE {condition}",
        table.key().join(", "),
        pairs.join(", "),
        table.name(),
    ))?;
    let mut rows = Rows::new();
    for params in each {
        let found = statement.query_map(params, |row| Ok((row.get(0)?, row.get(1)?)))?;
        for pair in found {
            rows.extend([pair?]);
        }
    }
    Ok(rows)
}
