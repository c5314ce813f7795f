//! Temporary tables that lie over those of the file while it is read.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection as Sqlite, named_params, params_from_iter, types::Value};

use super::{
    Known, Syncs, snapshots,
    undo::{self, Row, Undone},
};
use crate::{
    domain::{AccountId, ItemId},
    storage::{
        StorageError,
        columns::{Texts, every_row, maybe_instant},
        former_rows::Table,
        sql,
    },
};

/// Lays what is known over what is stored.
pub(super) fn lay(
    db: &Sqlite,
    syncs: &Syncs,
    known: Known<'_>,
    day_of: &dyn Fn(DateTime<Utc>) -> NaiveDate,
) -> Result<(), StorageError> {
    let undone = undo::read(db, syncs)?;
    let snapshots = snapshots(db, syncs)?;
    leave_syncs_out(db, syncs)?;
    values_anew_if_needed(db, &undone)?;
    for table in [
        Table::Connections,
        Table::Accounts,
        Table::Gaps,
        Table::Securities,
        Table::Lots,
        Table::Holdings,
    ] {
        copy(db, table)?;
        if table != Table::Holdings {
            put_back(db, table, &undone)?;
        }
    }
    if let Known::By(by_then) = known {
        connect_again(db, by_then)?;
    }
    for (account, run) in &snapshots {
        let kept = of_account(db, syncs, account)?.is_none_or(|it| it.1);
        match run {
            Some(run) => {
                let day = syncs.by_number.get(run).map(|it| day_of(it.started_at));
                hold(db, account, *run, day, kept)?;
            }
            None => forget_account(db, account)?,
        }
    }
    put_back(db, Table::Holdings, &undone)?;
    transactions(db, syncs, &undone)
}

/// The syncs that do not count, and what accounts were worth then.
fn leave_syncs_out(db: &Sqlite, syncs: &Syncs) -> Result<(), StorageError> {
    db.execute_batch(
        "CREATE TEMP TABLE left_out (sync_run_id INTEGER PRIMARY KEY);
         CREATE TEMP VIEW sync_runs AS SELECT * FROM main.sync_runs
         WHERE sync_run_id NOT IN (SELECT sync_run_id FROM temp.left_out);
         CREATE TEMP VIEW account_values AS SELECT * FROM main.account_values
         WHERE sync_run_id NOT IN (SELECT sync_run_id FROM temp.left_out);",
    )?;
    let mut insert = db.prepare("INSERT INTO temp.left_out VALUES (?1)")?;
    for sync in syncs.by_number.values().filter(|it| !it.counts) {
        insert.execute([sync.id])?;
    }
    Ok(())
}

/// Has values worked out from the snapshots where what they rest on is another.
fn values_anew_if_needed(db: &Sqlite, undone: &Undone) -> Result<(), StorageError> {
    let rests_on = |name: &String| name == "type" || name.ends_with("_currency_code");
    let is_other = undone.iter().any(|((table, _), row)| {
        matches!(table, Table::Securities | Table::Accounts)
            && (row.is_absent || row.columns.keys().any(rests_on))
    });
    if is_other {
        db.execute_batch(
            "CREATE TEMP TABLE account_values_kept AS SELECT * FROM main.account_values_kept WHERE false",
        )?;
    }
    Ok(())
}

fn copy(db: &Sqlite, table: Table) -> Result<(), StorageError> {
    let (name, key) = (table.name(), table.key().join(", "));
    Ok(db.execute_batch(&format!(
        "CREATE TEMP TABLE \"{name}\" AS SELECT * FROM main.\"{name}\";
         CREATE UNIQUE INDEX temp.\"{name}_by_key\" ON \"{name}\" ({key});"
    ))?)
}

/// Makes the rows of a temporary table what they are by the syncs that count.
fn put_back(db: &Sqlite, table: Table, undone: &Undone) -> Result<(), StorageError> {
    for ((of, key), row) in undone {
        if *of == table {
            put_row_back(db, table, table.name(), key, row)?;
        }
    }
    Ok(())
}

fn put_row_back(
    db: &Sqlite,
    table: Table,
    into: &str,
    key: &str,
    row: &Row,
) -> Result<(), StorageError> {
    let of_row: Vec<String> = (0..)
        .zip(table.key())
        .map(|(at, it)| format!("\"{it}\" = json_extract(?1, '$[{at}]')"))
        .collect();
    let of_row = of_row.join(" AND ");
    if row.is_absent {
        let sql = match table {
            // Which rows there are, the snapshots say.
            Table::Holdings => format!(
                "UPDATE temp.\"{into}\" SET institution_price_datetime = NULL WHERE {of_row}"
            ),
            Table::Connections
            | Table::Accounts
            | Table::Gaps
            | Table::Securities
            | Table::Lots
            | Table::Transactions => format!("DELETE FROM temp.\"{into}\" WHERE {of_row}"),
        };
        db.prepare_cached(&sql)?.execute([key])?;
        return Ok(());
    }
    let known = table.columns(db)?;
    let columns = row.columns.iter().filter(|it| known.contains(it.0));
    let (names, values): (Vec<_>, Vec<_>) = columns.unzip();
    if names.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = (2..)
        .zip(&names)
        .map(|(at, name)| format!("\"{name}\" = ?{at}"))
        .collect();
    let key = Value::Text(key.to_owned());
    let update = format!(
        "UPDATE temp.\"{into}\" SET {} WHERE {of_row}",
        places.join(", ")
    );
    let changed = db
        .prepare_cached(&update)?
        .execute(params_from_iter([&key].into_iter().chain(values.clone())))?;
    if changed == 0 && table != Table::Holdings {
        let names: Vec<String> = names.iter().map(|it| format!("\"{it}\"")).collect();
        let places = vec!["?"; names.len()].join(", ");
        let insert = format!(
            "INSERT INTO temp.\"{into}\" ({}) VALUES ({places})",
            names.join(", ")
        );
        db.prepare_cached(&insert)?
            .execute(params_from_iter(values))?;
    }
    Ok(())
}

/// Takes back the end of connections that were removed later.
fn connect_again(db: &Sqlite, by_then: &dyn Fn(DateTime<Utc>) -> bool) -> Result<(), StorageError> {
    let texts = &mut Texts::default();
    let sql = "SELECT item_id, disconnected_at FROM temp.connections";
    let ends = every_row(db, "connections", sql, [], |row| {
        let ended_at = maybe_instant(row, "disconnected_at")?;
        Ok((texts.text(row, "item_id")?, ended_at))
    })?;
    for (item, ended_at) in ends {
        if ended_at.is_some_and(|it| !by_then(it)) {
            db.execute(
                "UPDATE temp.connections SET disconnected_at = NULL, end_unconfirmed = NULL \
                 WHERE item_id = ?1",
                [&*item],
            )?;
        }
    }
    Ok(())
}

/// Makes what an account holds what the sync `run` found, on that day. Where it is
/// not kept what later ones wrote over, its balance is that of then, too, and
/// what snapshots do not have is unknown.
fn hold(
    db: &Sqlite,
    account: &AccountId,
    run: i64,
    day: Option<NaiveDate>,
    kept: bool,
) -> Result<(), StorageError> {
    let of_snapshot = named_params! { ":account_id": account.as_str(), ":sync_run_id": run };
    let account = account.as_str();
    db.execute("DELETE FROM temp.holdings WHERE account_id = ?1", [account])?;
    db.execute(
        sql::SNAPSHOTS_AS_HOLDINGS,
        named_params! {
            ":account_id": account,
            ":sync_run_id": run,
            ":day": day.map(|it| it.to_string()),
        },
    )?;
    if kept {
        return Ok(());
    }
    db.execute(
        "UPDATE temp.holdings SET institution_price_datetime = NULL WHERE account_id = ?1",
        [account],
    )?;
    db.execute(
        "DELETE FROM temp.tax_lots WHERE holding_id IN \
         (SELECT holding_id FROM main.holdings WHERE account_id = ?1)",
        [account],
    )?;
    db.execute(
        "UPDATE temp.accounts SET \
         (balance_current, iso_currency_code, unofficial_currency_code) = ( \
             SELECT balance_current, iso_currency_code, unofficial_currency_code \
             FROM account_snapshots \
             WHERE account_id = :account_id AND sync_run_id = :sync_run_id \
         ), \
         balance_available = NULL, balance_limit = NULL, margin_loan_amount = NULL \
         WHERE account_id = :account_id",
        of_snapshot,
    )?;
    Ok(())
}

/// Of an account that no sync that counts has read there is nothing.
fn forget_account(db: &Sqlite, account: &AccountId) -> Result<(), StorageError> {
    for table in ["holdings", "accounts"] {
        let sql = format!("DELETE FROM temp.{table} WHERE account_id = ?1");
        db.execute(&sql, [account.as_str()])?;
    }
    Ok(())
}

/// The connection of an account that has a sync that does not count, and whether
/// it is kept what that wrote over.
fn of_account<'s>(
    db: &Sqlite,
    syncs: &'s Syncs,
    account: &AccountId,
) -> Result<Option<(&'s ItemId, bool)>, StorageError> {
    let sql = "SELECT item_id FROM main.accounts WHERE account_id = ?1";
    let item: String = db
        .prepare_cached(sql)?
        .query_row([account.as_str()], |row| row.get(0))?;
    let of_item = syncs.items.get_key_value(&ItemId::from(item));
    Ok(of_item.map(|(item, it)| (item, it.is_kept)))
}

/// Lays transactions over those of the file: those that are others by the syncs
/// that count, and without those of a first sync that does not count.
fn transactions(db: &Sqlite, syncs: &Syncs, undone: &Undone) -> Result<(), StorageError> {
    db.execute_batch(
        "CREATE TEMP TABLE of_first (account_id TEXT PRIMARY KEY, read_since TEXT);
         CREATE TEMP TABLE looked_at (
             account_id TEXT, investment_transaction_id TEXT, is_settled INTEGER, is_as_stored INTEGER,
             PRIMARY KEY (account_id, investment_transaction_id)
         ) WITHOUT ROWID;
         CREATE TEMP TABLE former_transactions AS
         SELECT * FROM main.investment_transactions WHERE false;",
    )?;
    first_syncs(db, syncs)?;
    let mut look = db.prepare(
        "INSERT INTO temp.looked_at VALUES (json_extract(?1, '$[0]'), json_extract(?1, '$[1]'), ?2, ?3)",
    )?;
    let mut take = db.prepare(
        "INSERT INTO temp.former_transactions SELECT * FROM main.investment_transactions \
         WHERE account_id = json_extract(?1, '$[0]') \
         AND investment_transaction_id = json_extract(?1, '$[1]')",
    )?;
    for ((table, key), row) in undone {
        if *table != Table::Transactions {
            continue;
        }
        let is_as_stored = row.is_settled && !row.is_absent && row.columns.is_empty();
        look.execute((key, row.is_settled, is_as_stored))?;
        if !is_as_stored && !row.is_absent {
            take.execute([key])?;
            put_row_back(db, *table, "former_transactions", key, row)?;
        }
    }
    drop((look, take));
    // A row of which nothing is noted since a first sync that does not count is
    // there if a later one has read its day.
    let of_first = "EXISTS (SELECT 1 FROM temp.of_first WHERE of_first.account_id = it.account_id \
                    AND (read_since IS NULL OR it.date < read_since))";
    let looked_at = "FROM temp.looked_at WHERE looked_at.account_id = it.account_id \
                     AND looked_at.investment_transaction_id = it.investment_transaction_id";
    Ok(db.execute_batch(&format!(
        "DELETE FROM temp.former_transactions AS it
         WHERE {of_first} AND EXISTS (SELECT 1 {looked_at} AND NOT is_settled);
         CREATE TEMP VIEW investment_transactions AS
         SELECT * FROM main.investment_transactions AS it
         WHERE coalesce((SELECT is_as_stored {looked_at}), NOT {of_first})
         UNION ALL SELECT * FROM temp.former_transactions"
    ))?)
}

/// Notes the accounts whose first sync does not count, with the first day that a
/// later one has read; without, where none has.
fn first_syncs(db: &Sqlite, syncs: &Syncs) -> Result<(), StorageError> {
    let mut insert = db.prepare(
        "INSERT INTO temp.of_first SELECT account_id, ?2 FROM main.accounts WHERE item_id = ?1",
    )?;
    for (item, of_item) in &syncs.items {
        let first = of_item.first.and_then(|it| syncs.by_number.get(&it));
        let Some(_) = first.filter(|it| !it.counts && it.is_kept) else {
            continue;
        };
        let read_since = of_item
            .read
            .iter()
            .map(|it| it.1.unwrap_or(NaiveDate::MIN))
            .min();
        insert.execute((item.as_str(), read_since.map(|it| it.to_string())))?;
    }
    Ok(())
}
