//! Reads everything of one connection: the keyring, then Plaid.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::watch;

use super::{Context, SyncError, blocking, journal, keys, window::window};
use crate::{
    connect::{
        AccessToken, DateRange, DaysRead, Fetched, Institution, ItemReport, Misfit, RowIssue,
        RowKind, RowName, RowProblem, SyncStep,
    },
    domain::{Account, AccountId, InstitutionId, ItemId},
    plaid::{Patience, PlaidClient, Wait},
    storage::Database,
};

/// What is on disk of the connection's earlier syncs.
#[derive(Default)]
struct Before {
    /// Its earlier syncs, the oldest first.
    syncs: Vec<DaysRead>,
    /// Whether the institution has a name already.
    has_name: bool,
    institution: Option<InstitutionId>,
    consent_expires_at: Option<DateTime<Utc>>,
}

/// Reads one connection, telling `progress` each step as it begins, and each
/// pause before Plaid is asked again.
pub(super) async fn fetch(
    ctx: &Context,
    item: &ItemId,
    today: NaiveDate,
    progress: &(impl Fn(SyncStep) + Send + Sync),
) -> Result<Fetched, SyncError> {
    let steps = Steps {
        progress,
        latest: Mutex::default(),
    };
    steps.begin(SyncStep::Keyring);
    let before = before(ctx, item).await?;
    let known = if ctx.whole_history {
        &[][..]
    } else {
        &before.syncs
    };
    let window = window(known, today);
    journal::sync_began(&ctx.log, item, before.institution.as_ref(), window);
    let client = keys::client(ctx).await?;
    let token = keys::token(ctx, item)
        .await?
        .ok_or(SyncError::TokenMissing)?;
    let (waits, told) = watch::channel(None);
    let client = client.patient(Patience {
        second: ctx.retry_pause,
        // The simulator takes as many requests as there are.
        budget: (!ctx.base_url.is_loopback()).then(|| ctx.budget.clone()),
        waits,
    });
    let work = ask(&client, &token, item, &before, window, &steps);
    telling(work, told, &steps).await
}

async fn ask(
    client: &PlaidClient,
    token: &AccessToken,
    item: &ItemId,
    before: &Before,
    window: DateRange,
    steps: &Steps<'_, impl Fn(SyncStep) + Send + Sync>,
) -> Result<Fetched, SyncError> {
    steps.begin(SyncStep::Connection);
    let mut answer = client.item(token).await?;
    let mut row_issues = vec![];
    if answer.item_id.is_none() {
        row_issues.push(says_nothing_of_the_item());
        // Not told is not ended.
        answer.consent_expires_at = answer.consent_expires_at.or(before.consent_expires_at);
    }
    let mut report = answer.report(item.clone());
    if let Some(failure) = report.failure.take() {
        return Err(SyncError::Reported(failure));
    }
    let institution = match name(client, &report, before).await {
        Ok(institution) => institution,
        Err(issue) => {
            row_issues.push(issue);
            None
        }
    };

    steps.begin(SyncStep::Holdings);
    let holdings = client.holdings(token, window.end).await?;
    if let Some(failure) = holdings.failure.filter(|_| holdings.holdings.is_empty()) {
        return Err(SyncError::Reported(failure));
    }
    report.is_manual = holdings.is_manual;

    let mut tell = |received, total| steps.begin(SyncStep::Transactions { received, total });
    tell(0, None);
    let transactions = client.transactions(token, window, &mut tell).await?;

    row_issues.extend(holdings.row_issues);
    row_issues.extend(transactions.row_issues);
    let mut securities = transactions.securities;
    securities.extend(holdings.securities);
    let mut accounts = of_item(item, holdings.accounts);
    let mut other_accounts = of_item(item, transactions.accounts);
    if !holdings.are_holdings_listed {
        other_accounts.splice(..0, accounts.drain(..));
    }
    let known: HashSet<AccountId> = accounts.iter().map(|it| it.id.clone()).collect();
    other_accounts.retain(|it| !known.contains(&it.id));
    Ok(Fetched {
        item: report,
        institution,
        accounts,
        other_accounts,
        securities,
        holdings: holdings.holdings,
        transactions: transactions.transactions,
        window,
        transactions_left_out: transactions.left_out,
        transactions_complete: transactions.complete,
        transactions_contradict: transactions.is_contradictory,
        row_issues,
    })
}

/// What is reported of an answer to `/item/get` that has the status of a
/// connection at most.
fn says_nothing_of_the_item() -> RowIssue {
    RowIssue::kept(RowName::unnamed(RowKind::Answer), Misfit::NoConnection)
}

/// The accounts as those of the connection that was asked for, whatever each
/// answer calls it.
fn of_item(item: &ItemId, accounts: Vec<Account>) -> Vec<Account> {
    let of_item = |it| Account {
        item_id: item.clone(),
        ..it
    };
    accounts.into_iter().map(of_item).collect()
}

async fn before(ctx: &Context, item: &ItemId) -> Result<Before, SyncError> {
    let (folder, item) = (ctx.folder.clone(), item.clone());
    blocking(move || {
        let Some(database) = Database::open_existing(&folder)? else {
            return Ok(Before::default());
        };
        let stored = database.connection(&item)?;
        let has_name = stored.as_ref().is_some_and(|it| {
            let id = it.institution_id.as_ref();
            id.is_none_or(|id| id.as_str() != &*it.name)
        });
        Ok(Before {
            syncs: database.days_read(&item)?,
            has_name,
            consent_expires_at: stored.as_ref().and_then(|it| it.consent_expires_at),
            institution: stored.and_then(|it| it.institution_id),
        })
    })
    .await
}

/// The institution, where neither the report nor the disk knows its name.
///
/// A sync is not worth failing over a name, nor a pause, so that the failure becomes a row
/// issue; the next sync asks again.
async fn name(
    client: &PlaidClient,
    report: &ItemReport,
    before: &Before,
) -> Result<Option<Institution>, RowIssue> {
    let Some(id) = &report.institution_id else {
        return Ok(None);
    };
    if before.has_name || report.institution_name.is_some() {
        return Ok(None);
    }
    match client.impatient().institution(id).await {
        Ok(institution) => Ok(Some(institution)),
        Err(error) => Err(RowIssue::kept(
            RowName::named(RowKind::Institution, id.as_str()),
            RowProblem::NoName(error.to_string()),
        )),
    }
}

/// Does `work` and tells `progress` of its pauses; as one ends, the step that
/// it held up is told once more.
async fn telling<T>(
    work: impl Future<Output = T>,
    mut waits: watch::Receiver<Option<Wait>>,
    steps: &Steps<'_, impl Fn(SyncStep) + Send + Sync>,
) -> T {
    tokio::pin!(work);
    loop {
        let wait = tokio::select! {
            biased;
            result = &mut work => return result,
            Ok(()) = waits.changed() => *waits.borrow_and_update(),
        };
        steps.pause(wait);
    }
}

/// Where a sync is, and whom to tell.
struct Steps<'a, P> {
    progress: &'a P,
    latest: Mutex<Option<SyncStep>>,
}

impl<P: Fn(SyncStep) + Send + Sync> Steps<'_, P> {
    fn begin(&self, step: SyncStep) {
        *self.latest() = Some(step.clone());
        (self.progress)(step);
    }

    /// Tells of a pause, or that it is over.
    fn pause(&self, wait: Option<Wait>) {
        let step = match wait {
            Some(Wait { reason, pause }) => Some(SyncStep::Waiting { reason, pause }),
            None => self.latest().clone(),
        };
        if let Some(step) = step {
            (self.progress)(step);
        }
    }

    fn latest(&self) -> MutexGuard<'_, Option<SyncStep>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
