//! Splits and other corporate actions, to be marked on a line of values.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::{
    domain::{AccountId, SecurityId, TransactionKind},
    portfolio::Portfolio,
};

/// A corporate action, as a row tells of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Action {
    pub day: NaiveDate,
    pub security: SecurityId,
    /// `split`, `merger`, `spin off`, `stock distribution`; as the institution
    /// says it.
    pub word: String,
}

/// Those of the rows that count of the accounts `in_view`, by day; once where
/// several accounts tell of it.
pub fn actions(portfolio: &Portfolio, in_view: impl Fn(&AccountId) -> bool) -> Vec<Action> {
    let rows = portfolio.transactions.iter();
    let rows = rows.filter(|it| it.counts() && in_view(&it.account_id));
    let actions: BTreeSet<Action> = rows
        .filter(|it| it.kind() == TransactionKind::CorporateAction)
        .filter_map(|it| {
            Some(Action {
                day: it.date,
                security: it.security_id.clone()?,
                word: it
                    .subtype
                    .as_deref()
                    .unwrap_or("corporate action")
                    .to_lowercase(),
            })
        })
        .collect();
    actions.into_iter().collect()
}
