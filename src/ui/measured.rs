//! What the accounts in view are measured from, once for all that shows it.

use std::{ops::Deref, sync::Arc};

use chrono::NaiveDate;

use super::PageModel;
use crate::{
    analytics::performance::Measured,
    portfolio::Portfolio,
    state::{AccountFilter, AppState, HeldHistory},
};

/// What is measured, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasuredInput {
    pub accounts: AccountFilter,
    /// `None` until it is read; nothing is measured then.
    pub history: Option<HeldHistory>,
    pub today: NaiveDate,
}

impl MeasuredInput {
    /// As `state` asks for.
    pub fn of(state: &AppState) -> Self {
        Self {
            accounts: state.view.accounts.clone(),
            history: state.held_history.clone(),
            today: state.today(),
        }
    }
}

/// The accounts in view by currency, that of most holdings first. Equal to itself
/// and its clones only.
#[derive(Clone, Debug)]
pub struct Scopes(Arc<[Measured]>);

impl PageModel for Scopes {
    type Query = MeasuredInput;

    fn build(portfolio: &Arc<Portfolio>, input: &MeasuredInput) -> Self {
        let in_view = |account: &_| input.accounts.contains(portfolio, account);
        let measured = input.history.as_ref().map(|history| {
            let ledgers = history.ledgers(portfolio, input.today);
            let mut measured = ledgers.scopes(portfolio, in_view);
            measured.sort_by_key(|it| std::cmp::Reverse(holdings(it)));
            measured
        });
        Self(measured.unwrap_or_default().into())
    }
}

impl Deref for Scopes {
    type Target = [Measured];

    fn deref(&self) -> &[Measured] {
        &self.0
    }
}

impl PartialEq for Scopes {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// How many holdings there are at the latest syncs.
fn holdings(measured: &Measured) -> usize {
    let ledgers = measured.ledgers.iter();
    ledgers
        .filter_map(|it| Some(it.holdings_at(it.points.len().checked_sub(1)?).count()))
        .sum()
}
