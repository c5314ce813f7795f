//! What the performance page is asked for.

use std::sync::Arc;

use crate::{
    portfolio::Portfolio,
    state::{AppState, CurrencyChoice, PerformanceQuery, RangeChoice},
    ui::{MeasuredInput, PageModel as _, Scopes},
};

/// What the model is built from, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct PerformanceInput {
    pub query: PerformanceQuery,
    pub currency: CurrencyChoice,
    pub range: RangeChoice,
    pub measured: MeasuredInput,
    /// What was measured of that already.
    pub scopes: Option<Scopes>,
}

impl PerformanceInput {
    /// As `state` asks for.
    pub fn of(state: &AppState) -> Self {
        Self {
            query: state.view.performance,
            currency: state.view.currency.clone(),
            range: state.view.range,
            measured: MeasuredInput::of(state),
            scopes: None,
        }
    }

    pub(super) fn measured(&self, portfolio: &Arc<Portfolio>) -> Scopes {
        let scopes = self.scopes.clone();
        scopes.unwrap_or_else(|| Scopes::build(portfolio, &self.measured))
    }
}
