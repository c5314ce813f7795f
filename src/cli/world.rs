//! Where a command works: environment, folder, keyring, server.

use std::{sync::Arc, time::SystemTime};

use chrono::{DateTime, Local, NaiveDate, Utc};

use super::{CliError, Options, output};
use crate::{
    connect::{Connection, Environment, SyncRun},
    domain::{ItemId, end_of_day},
    plaid::BaseUrl,
    portfolio::{AsOf, History, Portfolio},
    session::{Preferences, Session},
    state::AccountFilter,
    storage::{DataFolder, Database},
    text,
    vault::{DemoVault, OsVault, Vault},
};

/// The time by the computer's clock, read here and passed on from here.
#[expect(clippy::disallowed_methods, reason = "the command line's clock")]
pub(super) fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// The environment that is named, or else the one in use.
pub(super) fn environment(options: &Options) -> Result<Environment, CliError> {
    match options.environment {
        Some(environment) => Ok(environment),
        None => Ok(Preferences::load(&options.root()?)?.environment),
    }
}

/// The moment that figures are of: now, or the end of the day that is asked for.
pub(super) fn moment(options: &Options) -> DateTime<Utc> {
    let end = options.as_of.and_then(|day| end_of_day(day, &Local));
    end.unwrap_or_else(now)
}

/// The earlier day that is asked for, and which of its pictures.
fn as_of(options: &Options) -> Option<AsOf> {
    Some(AsOf {
        day: options.as_of?,
        is_shown_then: options.as_shown_then,
    })
}

/// The day that figures are of, where the person is.
pub(super) fn today(options: &Options) -> NaiveDate {
    moment(options).with_timezone(&Local).date_naive()
}

/// Everything that is stored; makes nothing.
pub(super) fn portfolio(options: &Options) -> Result<Portfolio, CliError> {
    // Nothing is asked of the server or the keyring.
    let session = Session::new(&options.root()?, environment(options)?, None, vault());
    let session = session.logging("command", now);
    Ok(match as_of(options) {
        Some(as_of) => session.portfolio_as_of(as_of)?,
        None => session.portfolio()?,
    })
}

/// The same, with what its accounts held at every sync.
pub(super) fn portfolio_with_history(options: &Options) -> Result<(Portfolio, History), CliError> {
    let session = Session::new(&options.root()?, environment(options)?, None, vault());
    let session = session.logging("command", now);
    Ok(session.portfolio_with_history(as_of(options))?)
}

/// Says on stderr as of which day it is, and that there is nothing to show where
/// nothing is connected.
pub(super) fn tell_if_empty(portfolio: &Portfolio) {
    if let Some(past) = &portfolio.past {
        output::tell(&text::past(past));
    }
    if portfolio.is_empty() {
        output::tell("There is nothing to show: connect an institution first.");
    }
}

/// How many accounts totals leave out because they are hidden, as a sentence.
pub(super) fn hidden(portfolio: &Portfolio, accounts: &AccountFilter) -> Option<String> {
    match accounts.hidden(portfolio) {
        0 => None,
        1 => Some("Without 1 hidden account.".to_owned()),
        hidden => Some(format!("Without {hidden} hidden accounts.")),
    }
}

/// The file that holds it, to write a decision down.
pub(super) fn database(options: &Options) -> Result<Database, CliError> {
    let folder = DataFolder::open(&options.root()?, environment(options)?)?;
    Ok(Database::open(&folder)?)
}

/// Every sync on record, the oldest first.
pub(super) fn sync_history(options: &Options) -> Result<Vec<SyncRun>, CliError> {
    let session = Session::new(&options.root()?, environment(options)?, None, vault());
    Ok(session.logging("command", now).sync_history()?)
}

/// The connections that `wanted` names: by their own identifier, or by that or
/// the name of their institution.
pub(super) fn connections_named(
    portfolio: &Portfolio,
    wanted: &str,
) -> Result<Vec<ItemId>, CliError> {
    let is_named = |it: &&Connection| {
        it.item_id.as_str() == wanted
            || it
                .institution_id
                .as_ref()
                .is_some_and(|id| id.as_str() == wanted)
            || it.name.eq_ignore_ascii_case(wanted)
    };
    let named = portfolio.connections.iter().filter(is_named);
    let named: Vec<_> = named.map(|it| it.item_id.clone()).collect();
    if named.is_empty() {
        return Err(CliError::NoSuchConnection);
    }
    Ok(named)
}

/// The one connection that `wanted` names; of several, the one that is not removed.
pub(super) fn connection_in_use(portfolio: &Portfolio, wanted: &str) -> Result<ItemId, CliError> {
    let named = connections_named(portfolio, wanted)?;
    let is_used = |it: &&ItemId| {
        let connection = portfolio.connection(it);
        connection.is_some_and(|it| it.disconnected_at.is_none())
    };
    let mut used = named.iter().filter(is_used);
    match (used.next(), used.next()) {
        (Some(item), None) => Ok(item.clone()),
        _ => connection_named(portfolio, wanted),
    }
}

/// The one connection that `wanted` names.
pub(super) fn connection_named(portfolio: &Portfolio, wanted: &str) -> Result<ItemId, CliError> {
    match connections_named(portfolio, wanted)?.as_slice() {
        [item] => Ok(item.clone()),
        _ => Err(CliError::Usage(
            "several connections are called that; name one as `holdfast connections` lists it",
        )),
    }
}

/// Where a sync or a connection attempt reads and writes. The demo's secrets
/// stay in memory.
pub(super) fn session(options: &Options) -> Result<Session, CliError> {
    let url = options
        .plaid_url
        .as_deref()
        .map(BaseUrl::parse)
        .transpose()?;
    let root = options.root()?;
    Ok(Session::new(&root, environment(options)?, url, vault()).logging("command", now))
}

fn vault() -> Arc<dyn Vault> {
    Arc::new(DemoVault::beside(OsVault::default()))
}
