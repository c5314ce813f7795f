//! What the drawer lists, in order.

use std::sync::Arc;

use chrono::Local;

use crate::{
    analytics::changes::{BridgeBetween, Difference, HoldingChange, what_changed},
    domain::{Holding, HoldingId},
    portfolio::Portfolio,
    state::AppState,
    ui::{MeasuredInput, PageModel, Scopes},
};

/// What the model is built from, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangesInput {
    pub measured: MeasuredInput,
    /// What was measured of that already.
    pub scopes: Option<Scopes>,
}

impl ChangesInput {
    /// As `state` asks for.
    pub fn of(state: &AppState) -> Self {
        Self {
            measured: MeasuredInput::of(state),
            scopes: None,
        }
    }
}

/// What is different since the day of a sync before the latest one.
pub struct ChangesModel {
    pub(super) portfolio: Arc<Portfolio>,
    /// Whether the history was read; until then nothing is known.
    pub is_read: bool,
    pub bridges: Vec<BridgeBetween>,
    /// A title, then the holdings below it, by account and security.
    pub rows: Vec<ChangeRow>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangeRow {
    /// Of so many holdings, of which this is the first thing that is different.
    Title(Difference, usize),
    Holding(Box<HoldingChange>),
}

impl PageModel for ChangesModel {
    type Query = ChangesInput;

    fn build(portfolio: &Arc<Portfolio>, input: &ChangesInput) -> Self {
        let scopes = input.scopes.clone();
        let scopes = scopes.unwrap_or_else(|| Scopes::build(portfolio, &input.measured));
        let history = input.measured.history.as_ref();
        let in_view = |account: &_| input.measured.accounts.contains(portfolio, account);
        let changed = history.map(|history| {
            let history = history.history();
            what_changed(portfolio, history, &scopes, in_view, &Local, (None, None))
        });
        let mut changed = changed.unwrap_or_default();
        let first = |it: &HoldingChange| it.differences.first().copied();
        // Those of one kind stay by account and security.
        changed.holdings.sort_by_key(first);
        let mut rows = vec![];
        for group in changed.holdings.chunk_by(|a, b| first(a) == first(b)) {
            let title = group.first().and_then(first);
            rows.extend(title.map(|it| ChangeRow::Title(it, group.len())));
            rows.extend(group.iter().cloned().map(Box::new).map(ChangeRow::Holding));
        }
        Self {
            portfolio: Arc::clone(portfolio),
            is_read: history.is_some(),
            bridges: changed.bridges,
            rows,
        }
    }
}

impl ChangesModel {
    /// The holding as it is listed now, where it still is.
    pub(super) fn holding_of(&self, change: &HoldingChange) -> Option<HoldingId> {
        let mut held = self.portfolio.holdings.iter();
        let of_both =
            |it: &&Holding| it.account_id == change.account && it.security_id == change.security;
        Some(held.find(of_both)?.id.clone())
    }
}
