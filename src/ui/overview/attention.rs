//! What the person should know or do: found in the portfolio, most urgent first.

use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;

use crate::{
    connect::{
        CONSENT_WARNING, Connection, FailureKind, LinkGoal, NextStep, SyncFailure, SyncOutcome,
    },
    domain::{Account, Currency, Holding, ItemId},
    portfolio::{Portfolio, propose_successions},
    state::AccountFilter,
    valuation::Unknown,
};

/// Data is old when nobody read it from the institution for longer than this.
const OLD: TimeDelta = TimeDelta::days(7);

/// How many names a sentence lists.
const MOST_NAMES: usize = 3;

/// One card under "Needs attention".
#[derive(Clone, Debug, PartialEq)]
pub enum Attention {
    Failed {
        item: ItemId,
        name: Arc<str>,
        failure: SyncFailure,
        /// When the data on screen was synced.
        data_from: Option<DateTime<Utc>>,
    },
    ConsentEnds {
        item: ItemId,
        name: Arc<str>,
        at: DateTime<Utc>,
    },
    NeverSynced {
        name: Arc<str>,
    },
    OldData {
        name: Arc<str>,
        from: DateTime<Utc>,
    },
    /// Rows of the last sync that were not taken as they came.
    RowIssues {
        name: Arc<str>,
        rows: usize,
        skipped: usize,
    },
    AccountMissing {
        account: String,
        since: NaiveDate,
    },
    /// An account that seems to continue one that is gone.
    SameAccount {
        account: String,
    },
    NoValue(Named),
    NoCostBasis(Named),
    /// The account's own balance is not the sum of its holdings. Shown, never
    /// evened out (CONTRACT §3).
    BalanceGap {
        account: String,
        balance: Decimal,
        holdings: Decimal,
        currency: Option<Currency>,
    },
}

/// So many holdings, and the first names of their securities.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    pub count: usize,
    /// Each once, however many accounts hold it.
    pub names: Vec<String>,
    /// How many more names there are.
    pub others: usize,
}

impl Attention {
    /// Whether it waits for the person rather than informs.
    pub fn is_urgent(&self) -> bool {
        matches!(self, Self::Failed { .. } | Self::ConsentEnds { .. })
    }

    /// What a page in the browser can repair.
    pub fn repair(&self) -> Option<LinkGoal> {
        match self {
            Self::Failed { item, failure, .. } => (failure.kind.next_step() == NextStep::Reconnect)
                .then(|| LinkGoal::repair(item.clone(), failure.kind)),
            Self::ConsentEnds { item, .. } => Some(LinkGoal::Consent(item.clone())),
            Self::NeverSynced { .. }
            | Self::OldData { .. }
            | Self::RowIssues { .. }
            | Self::AccountMissing { .. }
            | Self::SameAccount { .. }
            | Self::NoValue(_)
            | Self::NoCostBasis(_)
            | Self::BalanceGap { .. } => None,
        }
    }
}

/// Finds everything worth a word among the accounts in view.
pub(super) fn find(
    portfolio: &Portfolio,
    accounts: &AccountFilter,
    now: DateTime<Utc>,
) -> Vec<Attention> {
    let connections = || {
        portfolio
            .connections
            .iter()
            .filter(|it| it.disconnected_at.is_none() && accounts.covers(portfolio, &it.item_id))
    };
    let in_view = || {
        portfolio
            .accounts
            .iter()
            .filter(|it| accounts.contains(portfolio, &it.id))
    };
    let mut found = vec![];
    found.extend(connections().filter_map(failed));
    found.extend(connections().filter_map(|it| consent_ends(it, now)));
    found.extend(connections().filter_map(|it| old_data(it, now)));
    found.extend(connections().filter_map(row_issues));
    let is_removed = |it: &&Account| {
        let connection = portfolio.connection(&it.item_id);
        connection.is_some_and(|it| it.disconnected_at.is_some())
    };
    let proposals = propose_successions(portfolio);
    let of_new = |it: &&Account| proposals.iter().any(|pair| pair.new == it.id);
    found.extend(in_view().filter(of_new).map(|it| Attention::SameAccount {
        account: it.display_name(),
    }));
    let is_proposed = |it: &&Account| proposals.iter().any(|pair| pair.old == it.id);
    let missing = in_view().filter(|it| !is_removed(it) && !is_proposed(it));
    found.extend(missing.filter_map(|it| {
        Some(Attention::AccountMissing {
            account: it.display_name(),
            since: it.missing_since?,
        })
    }));
    let holdings = || {
        portfolio
            .holdings
            .iter()
            .filter(|it| accounts.contains(portfolio, &it.account_id))
    };
    let worth = |holding: &Holding| portfolio.worth(holding);
    let without_value = holdings().filter(|it| worth(it).value.is_err());
    found.extend(named(portfolio, without_value).map(Attention::NoValue));
    let is_cost_missing = |cost| matches!(cost, Err(Unknown::NotReported | Unknown::ZeroCost));
    let without_cost = holdings().filter(|it| is_cost_missing(worth(it).cost));
    found.extend(named(portfolio, without_cost).map(Attention::NoCostBasis));
    found.extend(in_view().filter_map(|it| balance_gap(portfolio, it)));
    found
}

fn failed(connection: &Connection) -> Option<Attention> {
    let failure = connection.failure()?;
    // What the person stopped, or started twice, is no news to them.
    if matches!(
        failure.kind,
        FailureKind::Cancelled | FailureKind::AlreadyRunning
    ) {
        return None;
    }
    Some(Attention::Failed {
        item: connection.item_id.clone(),
        name: connection.name.clone(),
        failure: failure.clone(),
        data_from: connection.last_success,
    })
}

fn consent_ends(connection: &Connection, now: DateTime<Utc>) -> Option<Attention> {
    let at = connection.consent_expires_at?;
    (at - now <= CONSENT_WARNING).then(|| Attention::ConsentEnds {
        item: connection.item_id.clone(),
        name: connection.name.clone(),
        at,
    })
}

fn old_data(connection: &Connection, now: DateTime<Utc>) -> Option<Attention> {
    if failed(connection).is_some() {
        // It says already from when the figures are.
        return None;
    }
    let name = connection.name.clone();
    let Some(synced) = connection.last_success else {
        return connection
            .last_run
            .is_none()
            .then_some(Attention::NeverSynced { name });
    };
    let from = connection.data_as_of.unwrap_or(synced).min(synced);
    (now - from > OLD).then_some(Attention::OldData { name, from })
}

fn row_issues(connection: &Connection) -> Option<Attention> {
    match &connection.last_run.as_ref()?.outcome {
        SyncOutcome::Success(summary) if !summary.row_issues.is_empty() => {
            Some(Attention::RowIssues {
                name: connection.name.clone(),
                rows: summary.row_issues.len(),
                skipped: summary.row_issues.iter().filter(|it| it.skipped).count(),
            })
        }
        SyncOutcome::Success(_) | SyncOutcome::Failed(_) => None,
    }
}

fn named<'a>(portfolio: &Portfolio, holdings: impl Iterator<Item = &'a Holding>) -> Option<Named> {
    let mut count = 0;
    let mut names = vec![];
    let mut seen = HashSet::new();
    for holding in holdings {
        count += 1;
        let security = portfolio.security(&holding.security_id);
        let name = security.map_or_else(|| holding.security_id.as_str(), |it| it.display_name());
        if seen.insert(name) && names.len() < MOST_NAMES {
            names.push(name.to_owned());
        }
    }
    let others = seen.len() - names.len();
    (count > 0).then_some(Named {
        count,
        names,
        others,
    })
}

/// Compares only where both sides are known and in one currency.
fn balance_gap(portfolio: &Portfolio, account: &Account) -> Option<Attention> {
    if account.missing_since.is_some() {
        return None;
    }
    let balance = account.balances.current?;
    let currency = account.balances.currency.as_ref();
    let mut sum = Decimal::ZERO;
    for holding in &portfolio.holdings {
        if holding.account_id == account.id {
            if portfolio.worth(holding).currency.as_ref() != currency {
                return None;
            }
            sum = sum.checked_add(portfolio.worth(holding).value.ok()?)?;
        }
    }
    let digits = currency.map_or(2, Currency::minor_digits);
    let gap = balance.checked_sub(sum)?.round_dp(digits);
    (!gap.is_zero()).then(|| Attention::BalanceGap {
        account: account.display_name(),
        balance,
        holdings: sum,
        currency: currency.cloned(),
    })
}

#[cfg(test)]
mod tests;
