//! Reads everything of one connection: the keyring, then Plaid.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{Days, Months, NaiveDate};
use tokio::sync::watch;

use super::{Context, SyncError, blocking, journal, keys};
use crate::{
    connect::{
        AccessToken, DateRange, Fetched, Institution, ItemReport, RowIssue, SyncOutcome, SyncStep,
    },
    domain::{Account, AccountId, InstitutionId, ItemId},
    plaid::{Patience, PlaidClient, Wait},
    storage::Database,
};

/// How far back Plaid has transactions (CONTRACT §4).
const HISTORY: Months = Months::new(24);
/// What every later sync reads again: rows change and vanish for a while.
const TRAILING: Days = Days::new(90);
/// How far a window reaches back before the latest good sync: rows are posted
/// late.
const OVERLAP: Days = Days::new(30);

/// What is on disk of the connection's earlier syncs.
struct Before {
    /// The day of the latest sync that brought every transaction.
    last_complete: Option<NaiveDate>,
    /// Whether the institution has a name already.
    has_name: bool,
    institution: Option<InstitutionId>,
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
    let last_complete = before.last_complete.filter(|_| !ctx.whole_history);
    let window = window(last_complete, today);
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
    let mut report = client.item(token).await?;
    if let Some(failure) = report.failure.take() {
        return Err(SyncError::Reported(failure));
    }
    let mut row_issues = vec![];
    let institution = match name(client, &report, before).await {
        Ok(institution) => institution,
        Err(issue) => {
            row_issues.push(issue);
            None
        }
    };

    steps.begin(SyncStep::Holdings);
    let holdings = client.holdings(token, window.end).await?;
    report.is_manual = holdings.is_manual;

    let mut tell = |received, total| steps.begin(SyncStep::Transactions { received, total });
    tell(0, None);
    let transactions = client.transactions(token, window, &mut tell).await?;

    row_issues.extend(holdings.row_issues);
    row_issues.extend(transactions.row_issues);
    let mut securities = transactions.securities;
    securities.extend(holdings.securities);
    let accounts = of_item(item, holdings.accounts);
    let known: HashSet<AccountId> = accounts.iter().map(|it| it.id.clone()).collect();
    let mut other_accounts = of_item(item, transactions.accounts);
    other_accounts.retain(|it| !known.contains(&it.id));
    report.item_id = item.clone();
    Ok(Fetched {
        item: report,
        institution,
        accounts,
        other_accounts,
        securities,
        holdings: holdings.holdings,
        transactions: transactions.transactions,
        window,
        transactions_complete: transactions.complete,
        row_issues,
    })
}

/// The accounts as those of the connection that was asked for, whatever each
/// answer calls it.
fn of_item(item: &ItemId, accounts: Vec<Account>) -> Vec<Account> {
    let claim = |it| Account {
        item_id: item.clone(),
        ..it
    };
    accounts.into_iter().map(claim).collect()
}

async fn before(ctx: &Context, item: &ItemId) -> Result<Before, SyncError> {
    let (folder, item) = (ctx.folder.clone(), item.clone());
    blocking(move || {
        let Some(database) = Database::open_existing(&folder)? else {
            return Ok(Before {
                last_complete: None,
                has_name: false,
                institution: None,
            });
        };
        let last_complete = database
            .sync_runs()?
            .into_iter()
            .filter(|it| it.item_id == item)
            .filter(
                |it| matches!(&it.outcome, SyncOutcome::Success(summary) if !summary.incomplete),
            )
            .map(|it| it.started_at.date_naive())
            .max();
        let connections = database.connections()?;
        let stored = connections.into_iter().find(|it| it.item_id == item);
        let has_name = stored.as_ref().is_some_and(|it| {
            let id = it.institution_id.as_ref();
            id.is_none_or(|id| id.as_str() != &*it.name)
        });
        Ok(Before {
            last_complete,
            has_name,
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
        Err(error) => Err(RowIssue {
            row: format!("institution {id}"),
            problem: format!("its name could not be read: {error}"),
            skipped: false,
        }),
    }
}

/// The days to ask for: the trailing window, widened over the gap since the
/// latest complete sync; everything there is when there was none.
fn window(last_complete: Option<NaiveDate>, today: NaiveDate) -> DateRange {
    let oldest = today - HISTORY;
    let start = match last_complete {
        Some(day) => (today - TRAILING).min(day - OVERLAP).max(oldest),
        None => oldest,
    };
    DateRange { start, end: today }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_covers_the_gap_and_never_more_than_plaid_has() {
        let check = |last: Option<&str>, start: &str| {
            let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
            let window = window(last.map(date), date("2026-06-30"));
            assert_eq!(window.start, date(start), "{last:?}");
            assert_eq!(window.end, date("2026-06-30"));
        };
        check(None, "2024-06-30");
        check(Some("2026-06-30"), "2026-04-01");
        check(Some("2026-05-02"), "2026-04-01");
        check(Some("2026-04-30"), "2026-03-31");
        check(Some("2025-01-31"), "2025-01-01");
        check(Some("2024-07-01"), "2024-06-30");
        check(Some("2020-01-01"), "2024-06-30");
    }
}
