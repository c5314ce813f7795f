//! What an item is about, by which it is named, answered and muted.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use super::{Attention, Named};
use crate::{
    connect::RowIssue,
    domain::{Answer, Resolution, SecurityId, Subject, Topic, TransactionId},
    portfolio::Portfolio,
};

impl Attention {
    /// What it is about. Once it says something else it is another subject, so
    /// that an answer to the old one does not hide it.
    pub fn subject(&self) -> Subject {
        let of = Subject::of;
        match self {
            Self::Failed { item, failure, .. } => Subject {
                item: Some(item.clone()),
                detail: Some(failure.kind.as_str().into()),
                ..of(Topic::SyncFailed)
            },
            Self::ConsentEnds { item, at, .. } => Subject {
                item: Some(item.clone()),
                found_at: Some(*at),
                ..of(Topic::ConsentEnds)
            },
            Self::NeverSynced { item, .. } => Subject {
                item: Some(item.clone()),
                ..of(Topic::NeverSynced)
            },
            Self::OldData { item, from, .. } => Subject {
                item: Some(item.clone()),
                found_at: Some(*from),
                ..of(Topic::OldData)
            },
            Self::SyncedAhead { item, at, .. } => Subject {
                item: Some(item.clone()),
                found_at: Some(*at),
                ..of(Topic::SyncedAhead)
            },
            Self::RowIssues {
                item, rows, first, ..
            } => Subject {
                item: Some(item.clone()),
                detail: Some(row_of(*rows, first).into()),
                ..of(Topic::RowIssues)
            },
            Self::AccountMissing { id, since, .. } => Subject {
                account: Some(id.clone()),
                detail: Some(since.to_string().into()),
                ..of(Topic::AccountMissing)
            },
            Self::AccountDoubted { id, since, .. } => Subject {
                account: Some(id.clone()),
                detail: Some(since.to_string().into()),
                ..of(Topic::AccountDoubted)
            },
            Self::SameAccount { id, .. } => Subject {
                account: Some(id.clone()),
                ..of(Topic::SameAccount)
            },
            Self::NoValue(named) => of_named(Topic::NoValue, named),
            Self::NoCostBasis(named) => of_named(Topic::NoCostBasis, named),
            Self::DerivedValue(named) => of_named(Topic::DerivedValue, named),
            Self::InferredCurrency(named) => of_named(Topic::InferredCurrency, named),
            Self::BalanceAlone { id, currency, .. } => Subject {
                account: Some(id.clone()),
                currency: currency.clone(),
                ..of(Topic::BalanceAlone)
            },
            Self::MarginLoan {
                id,
                amount,
                currency,
                ..
            } => Subject {
                account: Some(id.clone()),
                currency: currency.clone(),
                size: Some(*amount),
                ..of(Topic::MarginLoan)
            },
            Self::BalanceGap {
                id,
                balance,
                holdings,
                currency,
                ..
            } => Subject {
                account: Some(id.clone()),
                currency: currency.clone(),
                size: balance.checked_sub(*holdings),
                ..of(Topic::BalanceGap)
            },
            Self::Difference { difference, .. } => difference.subject(),
            Self::OldPrice {
                security, since, ..
            } => Subject {
                security: Some(security.clone()),
                detail: Some(since.to_string().into()),
                ..of(Topic::OldPrice)
            },
            Self::LoneCancellations { rows } => {
                let mut ids: Vec<&str> = rows.iter().map(TransactionId::as_str).collect();
                ids.sort_unstable();
                Subject {
                    detail: Some(ids.join(" ").into()),
                    ..of(Topic::LoneCancellations)
                }
            }
        }
    }
}

/// What makes the issues of two syncs the same.
fn row_of(rows: usize, first: &RowIssue) -> String {
    let row = &first.row;
    let place = row.place.map(|it| it.to_string());
    let parts = [&row.name, &row.account, &row.day, &place, &first.field];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    format!("{rows} {}", parts.join(" "))
}

fn of_named(topic: Topic, named: &Named) -> Subject {
    Subject {
        detail: Some(joined(&named.securities).into()),
        ..Subject::of(topic)
    }
}

fn joined(securities: &BTreeSet<SecurityId>) -> String {
    let ids: Vec<_> = securities.iter().map(SecurityId::as_str).collect();
    ids.join(" ")
}

/// The subject as the portfolio has it now: its account may have been continued
/// by another one since.
pub(super) fn current(portfolio: &Portfolio, resolution: &Resolution) -> Subject {
    let mut subject = resolution.subject.clone();
    let heir = |id| portfolio.successor(id).cloned();
    if let Some(heir) = subject.account.as_ref().and_then(heir) {
        subject.account = Some(heir);
    }
    subject
}

/// The names of what the person wants to see no more while it says the same.
pub(super) fn muted(portfolio: &Portfolio) -> HashSet<Arc<str>> {
    let muted = portfolio.resolutions.iter();
    let muted = muted.filter(|it| it.answer == Answer::Mute);
    muted.map(|it| current(portfolio, it).id()).collect()
}
