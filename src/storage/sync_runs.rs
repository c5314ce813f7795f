//! Tables `sync_runs` and `sync_run_values`: what every sync did.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection as Sqlite, OptionalExtension as _, Row, named_params};
use rust_decimal::Decimal;

use super::{
    StorageError, checksums,
    columns::{
        Texts, count, each_row, every_row, instant, instant_text, iso, maybe_date, maybe_decimal,
        maybe_instant, text, unofficial,
    },
    row_issues::{self, row_issue},
    sql,
};
use crate::connect::{
    DaysRead, FailureKind, SettingAside, SyncFailure, SyncOutcome, SyncRecord, SyncRun, SyncSummary,
};
use crate::domain::{Currency, ItemId};

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
            ":window_start": summary.window_start.map(|it| it.to_string()),
            ":contradictory": summary.contradictory,
        })?;
    let run = db.last_insert_rowid();
    save_values(db, run, "before", summary.value_before.iter())?;
    save_values(db, run, "after", summary.value_after.iter())?;
    row_issues::save(db, run, &summary.row_issues)?;
    for table in ["sync_runs", "sync_run_values", "row_issues"] {
        checksums::seal(db, table, "sync_run_id = ?1", [run])?;
    }
    Ok(run)
}

fn save_values<'a>(
    db: &Sqlite,
    run: i64,
    moment: &str,
    values: impl Iterator<Item = (Option<&'a Currency>, Option<Decimal>)>,
) -> Result<(), StorageError> {
    for (currency, value) in values {
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
    let newest = "sync_run_id = (SELECT max(sync_run_id) FROM sync_runs)";
    Ok(checksums::seal(db, "sync_runs", newest, [])?)
}

/// Every sync, the oldest first.
pub(super) fn all(db: &Sqlite) -> Result<Vec<SyncRun>, StorageError> {
    let texts = &mut Texts::default();
    let mut places = HashMap::new();
    let mut runs = vec![];
    each_row(db, "sync_runs", sql::SYNC_RUNS_ALL, [], |row| {
        places.insert(row.get::<_, i64>("sync_run_id")?, runs.len());
        runs.push(run(row, texts)?);
        Ok(())
    })?;
    let summary_of = |runs: &mut [SyncRun], row: &Row<'_>, change: &mut Change<'_>| {
        let place = places.get(&row.get::<_, i64>("sync_run_id")?);
        match place
            .and_then(|it| runs.get_mut(*it))
            .map(|it| &mut it.outcome)
        {
            Some(SyncOutcome::Success(summary)) => change(summary),
            Some(SyncOutcome::Failed(_)) | None => Ok(()),
        }
    };
    each_row(db, "row_issues", sql::ROW_ISSUES_ALL, [], |row| {
        let issue = row_issue(row)?;
        summary_of(&mut runs, row, &mut |it| {
            it.row_issues.push(issue.clone());
            Ok(())
        })
    })?;
    each_row(db, "sync_run_values", sql::SYNC_RUN_VALUES_ALL, [], |row| {
        summary_of(&mut runs, row, &mut |it| add_value(it, row, texts))
    })?;
    Ok(runs)
}

/// Which days the syncs of a connection read, the oldest first.
pub(super) fn days_read(db: &Sqlite, item: &ItemId) -> Result<Vec<DaysRead>, StorageError> {
    let params = named_params! { ":item_id": item.as_str() };
    every_row(db, "sync_runs", sql::SYNC_RUNS_OF_ITEM, params, |row| {
        let is_success = text(row, "outcome")? == Some("success");
        Ok(DaysRead {
            day: instant(row, "started_at")?.date_naive(),
            complete: is_success && !row.get::<_, bool>("incomplete")?,
            start: maybe_date(row, "window_start")?,
        })
    })
}

/// Sets a sync aside, or takes it back.
pub(super) fn set_aside(
    db: &Sqlite,
    run: i64,
    is_aside: bool,
    now: DateTime<Utc>,
) -> Result<SettingAside, StorageError> {
    let of_run = named_params! { ":sync_run_id": run };
    let outcome = db.query_row(sql::SYNC_RUNS_OUTCOME, of_run, |row| row.get("is_success"));
    match outcome.optional()? {
        None => return Ok(SettingAside::NoSuchSync),
        Some(false) => return Ok(SettingAside::FoundNothing),
        Some(true) if is_aside => {
            let params = named_params! { ":sync_run_id": run, ":set_aside_at": instant_text(now) };
            db.execute(sql::SYNCS_SET_ASIDE_SAVE, params)?;
        }
        Some(true) => {
            db.execute(sql::SYNCS_SET_ASIDE_DELETE, of_run)?;
        }
    }
    checksums::seal(db, "syncs_set_aside", "sync_run_id = ?1", [run])?;
    Ok(SettingAside::Done)
}

/// What a row of another table adds to the summary of its sync.
type Change<'a> = dyn FnMut(&mut SyncSummary) -> Result<(), StorageError> + 'a;

/// The latest sync of every connection, or of one.
pub(super) fn latest(db: &Sqlite, item: Option<&ItemId>) -> Result<Vec<SyncRun>, StorageError> {
    let texts = &mut Texts::default();
    let params = named_params! { ":item_id": item.map(ItemId::as_str) };
    every_row(db, "sync_runs", sql::SYNC_RUNS_LATEST, params, |row| {
        let id: i64 = row.get("sync_run_id")?;
        let mut run = run(row, texts)?;
        if let SyncOutcome::Success(summary) = &mut run.outcome {
            let params = named_params! { ":sync_run_id": id };
            let issues = sql::ROW_ISSUES_OF_RUN;
            summary.row_issues = every_row(db, "row_issues", issues, params, row_issue)?;
            let values = sql::SYNC_RUN_VALUES_OF_RUN;
            each_row(db, "sync_run_values", values, params, |row| {
                add_value(summary, row, texts)
            })?;
        }
        Ok(run)
    })
}

/// A sync without its values and row issues.
fn run(row: &Row<'_>, texts: &mut Texts) -> Result<SyncRun, StorageError> {
    Ok(SyncRun {
        item_id: texts.text(row, "item_id")?.into(),
        started_at: instant(row, "started_at")?,
        finished_at: instant(row, "finished_at")?,
        outcome: outcome(row)?,
        record: Some(SyncRecord {
            id: row.get("sync_run_id")?,
            set_aside_at: maybe_instant(row, "set_aside_at")?,
            is_kept: row.get("is_kept")?,
        }),
    })
}

fn outcome(row: &Row<'_>) -> Result<SyncOutcome, StorageError> {
    if let Some(kind) = text(row, "failure_kind")? {
        return Ok(SyncOutcome::Failed(SyncFailure {
            kind: FailureKind::parse(kind),
            code: row.get("failure_code")?,
            request_id: row.get("request_id")?,
            detail: text(row, "failure_detail")?.unwrap_or_default().to_owned(),
        }));
    }
    Ok(SyncOutcome::Success(SyncSummary {
        added: count(row, "added")?,
        changed: count(row, "changed")?,
        removed: count(row, "removed")?,
        holdings: count(row, "holdings")?,
        holdings_changed: count(row, "holdings_changed")?,
        incomplete: row.get("incomplete")?,
        window_start: maybe_date(row, "window_start")?,
        contradictory: row.get("contradictory")?,
        ..SyncSummary::default()
    }))
}

fn add_value(
    summary: &mut SyncSummary,
    row: &Row<'_>,
    texts: &mut Texts,
) -> Result<(), StorageError> {
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
}
