//! What the window is opened with.

use std::{path::PathBuf, sync::Arc, time::SystemTime};

use chrono::{DateTime, NaiveDate, Utc};
use tokio::runtime::Handle;

use crate::{
    connect::Environment,
    plaid::BaseUrl,
    session::{Preferences, Session},
    update::Feed,
    vault::Vault,
};

/// What the window is opened with.
#[derive(Clone)]
pub struct Options {
    /// The data folder.
    pub root: PathBuf,
    /// What is shown first.
    pub environment: Environment,
    /// Takes the place of Plaid's own server, but not of the demo's.
    pub plaid_url: Option<BaseUrl>,
    pub vault: Arc<dyn Vault>,
    pub runtime: Handle,
    pub preferences: Preferences,
    /// Where newer versions are told of; `None` where nowhere.
    pub feed: Option<Feed>,
    /// The earlier day that is shown first; `None` for today.
    pub as_of: Option<NaiveDate>,
    /// That day is shown as it was shown then.
    pub as_shown_then: bool,
    /// Why the settings could not be read, to be said once the window is open.
    pub notice: Option<String>,
}

impl Options {
    pub(super) fn session(&self, environment: Environment) -> Session {
        // The window's demo is the one inside this program.
        let url = self
            .plaid_url
            .clone()
            .filter(|_| environment != Environment::Demo);
        Session::new(&self.root, environment, url, Arc::clone(&self.vault)).logging("window", now)
    }
}

/// The time by the computer's clock, read here and passed on from here.
#[expect(clippy::disallowed_methods, reason = "the window's clock")]
pub(super) fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
