//! What the transactions page is asked for.

use chrono::NaiveDate;

use crate::state::{AccountFilter, AppState, TransactionsQuery};

/// What the model is built from, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct TransactionsInput {
    pub query: TransactionsQuery,
    pub accounts: AccountFilter,
    /// The end of the ranges of dates.
    pub today: NaiveDate,
    /// No figure is looked for.
    pub hide_amounts: bool,
}

impl TransactionsInput {
    /// As `state` asks for.
    pub fn of(state: &AppState) -> Self {
        Self {
            query: state.view.transactions.clone(),
            accounts: state.view.accounts.clone(),
            today: state.today(),
            hide_amounts: state.choices.hide_amounts,
        }
    }
}
