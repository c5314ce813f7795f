//! Tables `sync_runs`, `sync_run_values` and `row_issues`: what every sync did.

use chrono::{DateTime, Utc};
use rusqlite::{Connection as Sqlite, Row, named_params};

use super::{
    StorageError,
    columns::{
        Texts, count, each_row, every_row, instant, instant_text, iso, maybe_decimal, text,
        unofficial,
    },
    sql,
};
use crate::domain::{
    FailureKind, ItemId, RowIssue, SyncFailure, SyncOutcome, SyncRun, SyncSummary, Totals,
};

/// Records a success and returns its id.
pub(super) fn save_success(
    db: &Sqlite,
    item: &ItemId,
    summary: &SyncSummary,
    started_at: DateTime<Utc>,
    finished_at: DateTime<Utc>,
) -> Result<i64, StorageError> {
    db.prepare_cached(sql::SYNC_RUNS_INSERT_SUCCESS)?
        .execute(named_params! {
            ":item_id": item.as_str(),
            ":started_at": instant_text(started_at),
            ":finished_at": instant_text(finished_at),
            ":added": summary.added,
            ":changed": summary.changed,
            ":removed": summary.removed,
            ":holdings": summary.holdings,
            ":holdings_changed": summary.holdings_changed,
            ":incomplete": summary.incomplete,
        })?;
    let run = db.last_insert_rowid();
    save_values(db, run, "before", &summary.value_before)?;
    save_values(db, run, "after", &summary.value_after)?;
    for (ordinal, issue) in summary.row_issues.iter().enumerate() {
        db.prepare_cached(sql::ROW_ISSUES_INSERT)?
            .execute(named_params! {
                ":sync_run_id": run,
                ":ordinal": ordinal,
                ":row": issue.row,
                ":problem": issue.problem,
                ":skipped": issue.skipped,
            })?;
    }
    Ok(run)
}

fn save_values(db: &Sqlite, run: i64, moment: &str, values: &Totals) -> Result<(), StorageError> {
    for (currency, value) in values.iter() {
        db.prepare_cached(sql::SYNC_RUN_VALUES_INSERT)?
            .execute(named_params! {
                ":sync_run_id": run,
                ":moment": moment,
                ":iso_currency_code": iso(currency),
                ":unofficial_currency_code": unofficial(currency),
                ":market_value": value.map(|it| it.to_string()),
            })?;
    }
    Ok(())
}

/// Records a failure; of a connection that is not on disk, nothing.
pub(super) fn save_failure(
    db: &Sqlite,
    item: &ItemId,
    failure: &SyncFailure,
    started_at: DateTime<Utc>,
    finished_at: DateTime<Utc>,
) -> Result<(), StorageError> {
    db.prepare_cached(sql::SYNC_RUNS_INSERT_FAILURE)?
        .execute(named_params! {
            ":item_id": item.as_str(),
            ":started_at": instant_text(started_at),
            ":finished_at": instant_text(finished_at),
            ":failure_kind": failure.kind.as_str(),
            ":failure_code": failure.code,
            ":request_id": failure.request_id,
            ":failure_detail": failure.detail,
        })?;
    Ok(())
}

/// Every sync, the oldest first.
pub(super) fn all(db: &Sqlite) -> Result<Vec<SyncRun>, StorageError> {
    query(db, sql::SYNC_RUNS_ALL)
}

/// The latest sync of every connection.
pub(super) fn latest(db: &Sqlite) -> Result<Vec<SyncRun>, StorageError> {
    query(db, sql::SYNC_RUNS_LATEST)
}

fn query(db: &Sqlite, sql: &str) -> Result<Vec<SyncRun>, StorageError> {
    let mut texts = Texts::default();
    every_row(db, "sync_runs", sql, [], |row| {
        Ok(SyncRun {
            item_id: texts.text(row, "item_id")?.into(),
            started_at: instant(row, "started_at")?,
            finished_at: instant(row, "finished_at")?,
            outcome: outcome(db, row, &mut texts)?,
        })
    })
}

fn outcome(db: &Sqlite, row: &Row<'_>, texts: &mut Texts) -> Result<SyncOutcome, StorageError> {
    if let Some(kind) = text(row, "failure_kind")? {
        return Ok(SyncOutcome::Failed(SyncFailure {
            kind: FailureKind::parse(kind),
            code: row.get("failure_code")?,
            request_id: row.get("request_id")?,
            detail: text(row, "failure_detail")?.unwrap_or_default().to_owned(),
        }));
    }
    let run: i64 = row.get("sync_run_id")?;
    let mut summary = SyncSummary {
        added: count(row, "added")?,
        changed: count(row, "changed")?,
        removed: count(row, "removed")?,
        holdings: count(row, "holdings")?,
        holdings_changed: count(row, "holdings_changed")?,
        incomplete: row.get("incomplete")?,
        row_issues: row_issues(db, run)?,
        ..SyncSummary::default()
    };
    let params = named_params! { ":sync_run_id": run };
    each_row(
        db,
        "sync_run_values",
        sql::SYNC_RUN_VALUES_OF_RUN,
        params,
        |row| {
            let currency = texts.currency(row)?;
            let values = if text(row, "moment")? == Some("before") {
                &mut summary.value_before
            } else {
                &mut summary.value_after
            };
            // A sum that was too large to know stays out.
            if let Some(value) = maybe_decimal(row, "market_value")? {
                values.add(value, currency.as_ref());
            }
            Ok(())
        },
    )?;
    Ok(SyncOutcome::Success(summary))
}

fn row_issues(db: &Sqlite, run: i64) -> Result<Vec<RowIssue>, StorageError> {
    let mut statement = db.prepare_cached(sql::ROW_ISSUES_OF_RUN)?;
    let issues = statement.query_map(named_params! { ":sync_run_id": run }, |row| {
        Ok(RowIssue {
            row: row.get("row")?,
            problem: row.get("problem")?,
            skipped: row.get("skipped")?,
        })
    })?;
    Ok(issues.collect::<Result<_, _>>()?)
}
