//! Where a sync works, and how what blocks is kept off the async threads.

use std::{sync::Arc, time::Duration};

use tokio::sync::Semaphore;

use super::{SyncError, journal};
use crate::{
    connect::Environment,
    domain::ItemId,
    log::Log,
    plaid::{BaseUrl, Budget},
    storage::{DataFolder, SyncLock},
    vault::Vault,
};

/// How many connections are synced at once.
const AT_ONCE: usize = 8;

/// Where a sync reads and writes. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    pub environment: Environment,
    pub folder: DataFolder,
    pub vault: Arc<dyn Vault>,
    pub base_url: BaseUrl,
    /// Plaid's other environment: keys that are refused are tried there, so
    /// that a wrong choice is told from a wrong key.
    pub other_url: Option<BaseUrl>,
    /// What one second of every pause before Plaid is asked again takes: a
    /// second, and less in tests.
    pub retry_pause: Duration,
    /// The pause between two questions about a page in the browser; it grows
    /// to three times that.
    pub link_pause: Duration,
    /// Keeps all syncs together below Plaid's limits.
    pub budget: Budget,
    /// A sync holds one of these while it works: two hundred connections do not
    /// take the memory of all their answers at once.
    pub turns: Arc<Semaphore>,
    /// Asks for all transactions there are, not only for those since shortly
    /// before the latest sync.
    pub whole_history: bool,
    /// The log of what is done, without anything personal or secret.
    pub log: Log,
}

impl Context {
    /// A context that gives Plaid a second before it asks again, and writes no
    /// log.
    pub fn new(
        environment: Environment,
        folder: DataFolder,
        vault: Arc<dyn Vault>,
        base_url: BaseUrl,
    ) -> Self {
        Self {
            environment,
            folder,
            vault,
            base_url,
            other_url: None,
            retry_pause: Duration::from_secs(1),
            link_pause: Duration::from_secs(3),
            budget: Budget::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            whole_history: false,
            log: Log::off(),
        }
    }
}

/// Runs work that blocks outside of the async threads. A panic goes on in the
/// caller.
pub async fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // Only a runtime that shuts down gives work up, and whoever waits
            // for it, too.
            Err(_) => std::future::pending().await,
        },
    }
}

/// The same for the steps of a sync.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SyncError> + Send + 'static,
) -> Result<T, SyncError> {
    run_blocking(work).await
}

/// Claims a connection, in this program and others.
pub(super) async fn lock(ctx: &Context, item: &ItemId) -> Result<SyncLock, SyncError> {
    let (folder, item) = (ctx.folder.clone(), item.clone());
    let locked = blocking(move || Ok(folder.lock(&item)?)).await;
    if let Err(error) = &locked {
        journal::trouble(&ctx.log, "lock", error);
    }
    locked
}
