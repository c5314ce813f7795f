//! What the log says of syncs, connections and their failures.

use std::time::Duration;

use super::SyncError;
use crate::{
    connect::{DateRange, Fetched, SyncFailure, SyncSummary},
    domain::{InstitutionId, ItemId},
    log::{Field, Log, Safe},
    plaid::PlaidError,
    portfolio::Portfolio,
    storage::StorageError,
};

/// A sync began; `window` is the days whose transactions it asks for.
pub(super) fn sync_began(
    log: &Log,
    item: &ItemId,
    institution: Option<&InstitutionId>,
    window: DateRange,
) {
    let days = (window.end - window.start).num_days();
    let mut fields = vec![
        ("item", item.into()),
        ("days", usize::try_from(days).unwrap_or_default().into()),
    ];
    fields.extend(institution.map(|it| ("institution", it.into())));
    log.info("sync.began", fields);
}

/// Everything of a sync has arrived.
pub(super) fn fetched(log: &Log, item: &ItemId, fetched: &Fetched, took: Duration) {
    log.info(
        "sync.fetched",
        [
            ("item", item.into()),
            ("accounts", fetched.accounts.len().into()),
            ("securities", fetched.securities.len().into()),
            ("holdings", fetched.holdings.len().into()),
            ("transactions", fetched.transactions.len().into()),
            ("complete", fetched.transactions_complete.into()),
            ("contradictory", fetched.transactions_contradict.into()),
            ("ms", took.into()),
        ],
    );
}

/// A sync is stored.
pub(super) fn synced(log: &Log, item: &ItemId, summary: &SyncSummary, took: Duration) {
    let issues = &summary.row_issues;
    log.info(
        "sync.ended",
        [
            ("item", item.into()),
            ("added", summary.added.into()),
            ("changed", summary.changed.into()),
            ("removed", summary.removed.into()),
            ("holdings", summary.holdings.into()),
            ("holdings_changed", summary.holdings_changed.into()),
            ("issues", issues.len().into()),
            (
                "skipped",
                issues.iter().filter(|it| it.skipped).count().into(),
            ),
            ("ms", took.into()),
        ],
    );
}

/// The person cancelled a sync.
pub(super) fn cancelled(log: &Log, item: &ItemId, took: Duration) {
    log.info(
        "sync.cancelled",
        [("item", item.into()), ("ms", took.into())],
    );
}

/// A sync failed.
pub(super) fn sync_failed(log: &Log, item: &ItemId, error: &SyncError, took: Duration) {
    let mut fields = vec![("item", item.into()), ("ms", took.into())];
    fields.extend(of_error(error));
    log.error("sync.failed", fields);
}

/// `what` failed.
pub(super) fn trouble(log: &Log, what: &'static str, error: &SyncError) {
    log.error(what, of_error(error));
}

/// How `what` ended, such as a connection attempt.
pub fn outcome<T>(log: &Log, what: &'static str, result: &Result<T, SyncFailure>) {
    match result {
        Ok(_) => log.info(what, [("result", "done".into())]),
        Err(failure) => log.error(what, of_failure(failure)),
    }
}

/// The portfolio file or its folder could not be used.
pub fn storage_failed(log: &Log, error: &StorageError) {
    log.error("storage", of_storage(error));
}

/// The portfolio was read.
pub fn loaded(log: &Log, portfolio: &Portfolio, took: Duration) {
    log.info(
        "loaded",
        [
            ("connections", portfolio.connections.len().into()),
            ("accounts", portfolio.accounts.len().into()),
            ("securities", portfolio.securities.len().into()),
            ("holdings", portfolio.holdings.len().into()),
            ("transactions", portfolio.transactions.len().into()),
            ("ms", took.into()),
        ],
    );
}

fn of_error(error: &SyncError) -> Vec<Field> {
    if let SyncError::Storage(error) = error {
        return of_storage(error);
    }
    if let SyncError::Reported(failure) = error {
        return of_failure(failure);
    }
    if let SyncError::Plaid(PlaidError::Api { error, .. }) = error {
        return of_failure(&(&**error).into());
    }
    vec![("kind", error.kind().into())]
}

fn of_failure(failure: &SyncFailure) -> Vec<Field> {
    let mut fields = vec![("kind", failure.kind.into())];
    fields.extend(failure.code.as_deref().map(|it| ("code", Safe::code(it))));
    let id = failure.request_id.as_deref();
    fields.extend(id.map(|it| ("request_id", Safe::request_id(it))));
    fields
}

fn of_storage(error: &StorageError) -> Vec<Field> {
    let mut fields = vec![("kind", "storage".into()), ("type", error.name().into())];
    fields.extend(error.code().map(|it| ("code", it.into())));
    fields.extend(error.table().map(|it| ("table", it.into())));
    fields
}
