//! What the performance page is asked for.

use chrono::NaiveDate;

use crate::state::{
    AccountFilter, AppState, CurrencyChoice, HeldHistory, PerformanceQuery, RangeChoice,
};

/// What the model is built from, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct PerformanceInput {
    pub query: PerformanceQuery,
    pub accounts: AccountFilter,
    pub currency: CurrencyChoice,
    pub range: RangeChoice,
    /// `None` until it is read.
    pub history: Option<HeldHistory>,
    /// The end of the range.
    pub today: NaiveDate,
}

impl PerformanceInput {
    /// As `state` asks for.
    pub fn of(state: &AppState) -> Self {
        Self {
            query: state.view.performance,
            accounts: state.view.accounts.clone(),
            currency: state.view.currency.clone(),
            range: state.view.range,
            history: state.held_history.clone(),
            today: state.today(),
        }
    }

    /// Whether the same accounts are measured.
    pub(super) fn measures_as(&self, other: &Self) -> bool {
        (&self.accounts, &self.history, self.today)
            == (&other.accounts, &other.history, other.today)
    }
}
