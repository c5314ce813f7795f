//! Tables `connections` and `institutions`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection as Sqlite, named_params};

use super::{
    StorageError, checksums,
    columns::{Texts, every_row, instant, instant_text, maybe_instant},
    sql, sync_runs,
};
use crate::connect::{Connection, FailureKind, Institution, ItemReport, SyncRun};
use crate::domain::{InstitutionId, ItemId};

pub(super) fn save(
    db: &Sqlite,
    report: &ItemReport,
    institution: Option<&Institution>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if let Some(institution) = institution {
        db.prepare_cached(sql::INSTITUTIONS_SAVE)?
            .execute(named_params! {
                ":institution_id": institution.id.as_str(),
                ":name": institution.name,
                ":url": institution.url,
                ":primary_color": institution.primary_color,
                ":oauth": institution.oauth,
            })?;
        let id = institution.id.as_str();
        checksums::seal(db, "institutions", "institution_id = ?1", [id])?;
    }
    db.prepare_cached(sql::CONNECTIONS_SAVE)?
        .execute(named_params! {
            ":item_id": report.item_id.as_str(),
            ":institution_id": report.institution_id.as_ref().map(InstitutionId::as_str),
            ":institution_name": report.institution_name,
            ":created_at": instant_text(now),
            ":consent_expires_at": report.consent_expires_at.map(instant_text),
            ":data_as_of": report.data_as_of.map(instant_text),
            ":is_manual": report.is_manual,
        })?;
    seal(db, &report.item_id)
}

/// Every connection with its latest sync, by name; or one of them.
pub(super) fn all(db: &Sqlite, item: Option<&ItemId>) -> Result<Vec<Connection>, StorageError> {
    let mut runs: HashMap<ItemId, SyncRun> = sync_runs::latest(db, item)?
        .into_iter()
        .map(|run| (run.item_id.clone(), run))
        .collect();
    let mut texts = Texts::default();
    let params = named_params! { ":item_id": item.map(ItemId::as_str) };
    every_row(db, "connections", sql::CONNECTIONS_ALL, params, |row| {
        let item_id = ItemId::from(texts.text(row, "item_id")?);
        Ok(Connection {
            institution_id: texts.maybe_text(row, "institution_id")?.map(Into::into),
            name: texts.text(row, "name")?,
            created_at: instant(row, "created_at")?,
            disconnected_at: maybe_instant(row, "disconnected_at")?,
            end_unconfirmed: texts
                .maybe_text(row, "end_unconfirmed")?
                .map(|it| FailureKind::parse(&it)),
            consent_expires_at: maybe_instant(row, "consent_expires_at")?,
            data_as_of: maybe_instant(row, "data_as_of")?,
            is_manual: row.get("is_manual")?,
            last_success: maybe_instant(row, "last_success")?,
            last_run: runs.remove(&item_id),
            item_id,
        })
    })
}

/// Marks a connection as removed, its history kept; and why Plaid did not
/// confirm that it ended, if so.
pub(super) fn disconnect(
    db: &Sqlite,
    item: &ItemId,
    end_unconfirmed: Option<FailureKind>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    db.execute(
        sql::CONNECTIONS_DISCONNECT,
        named_params! {
            ":item_id": item.as_str(),
            ":end_unconfirmed": end_unconfirmed.map(FailureKind::as_str),
            ":now": instant_text(now),
        },
    )?;
    seal(db, item)
}

fn seal(db: &Sqlite, item: &ItemId) -> Result<(), StorageError> {
    let id = item.as_str();
    Ok(checksums::seal(db, "connections", "item_id = ?1", [id])?)
}

/// Deletes a connection, all that refers to it, and what only it referred to.
pub(super) fn delete(db: &Sqlite, item: &ItemId) -> Result<(), StorageError> {
    for statement in [
        sql::CONNECTIONS_BEGIN_DELETE,
        sql::ACCOUNT_VALUES_DELETE,
        sql::SNAPSHOTS_DELETE_VERSIONS,
        sql::SNAPSHOTS_DELETE_KEYS,
        sql::SNAPSHOTS_DELETE_ACCOUNTS,
        sql::ROW_ISSUES_DELETE,
        sql::SYNC_RUN_VALUES_DELETE,
        sql::SYNCS_SET_ASIDE_DELETE_OF_ITEM,
        sql::FORMER_ROWS_DELETE,
        sql::SYNC_RUNS_DELETE,
        sql::TAX_LOTS_DELETE,
        sql::HOLDINGS_DELETE,
        sql::TRANSACTIONS_DELETE,
        sql::ENTERED_TRANSACTIONS_DELETE_OF_ITEM,
        sql::RESOLUTIONS_DELETE_OF_ITEM,
        sql::ACCOUNT_CHOICES_DELETE,
        sql::ACCOUNT_GAPS_DELETE,
        sql::ACCOUNT_GROUPS_DELETE,
        sql::ACCOUNT_SUCCESSIONS_DELETE,
        sql::ACCOUNTS_DELETE,
        sql::CONNECTIONS_DELETE,
    ] {
        db.execute(statement, named_params! { ":item_id": item.as_str() })?;
    }
    for statement in [
        sql::ACCOUNT_VALUES_TAKE_BACK,
        sql::SECURITIES_DELETE_UNUSED,
        sql::INSTITUTIONS_DELETE_UNUSED,
    ] {
        db.execute(statement, [])?;
    }
    Ok(checksums::seal(db, "account_values_kept", "true", [])?)
}
