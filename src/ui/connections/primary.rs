//! Which button of the page is the filled one: there is one at a time, that of
//! what the person is at, or what helps most.

use super::{
    ConnectionCard, ConnectionsForm, ConnectionsModel, OpenForm, removal::failed, status::Status,
};
use crate::{
    connect::{Environment, FailureKind, NextStep},
    domain::ItemId,
    state::{AppState, Linking},
};

/// The thing to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Primary<'a> {
    /// What the form is for.
    Form(OpenForm),
    /// An answer about a second connection to the same login.
    Twin,
    RemoveAgain(&'a ItemId),
    /// Going on with a page of an earlier run.
    Continue,
    /// What helps after a failure.
    Help(&'a ItemId),
    FirstSync(&'a ItemId),
    /// The first of the accounts that may continue others.
    CarryOver,
    EnterKeys,
    Connect,
}

/// Whether the page has a filled button of its own; otherwise it is that of Sync.
pub(in crate::ui) fn has_primary(
    state: &AppState,
    model: Option<&ConnectionsModel>,
    form: &ConnectionsForm,
) -> bool {
    Primary::of(state, model, form).is_some()
}

impl<'a> Primary<'a> {
    /// `None` where nothing but a sync is left to do.
    pub(super) fn of(
        state: &AppState,
        model: Option<&'a ConnectionsModel>,
        form: &ConnectionsForm,
    ) -> Option<Self> {
        let model = model?;
        let is_asking = state.token_twin.is_some() || matches!(state.linking, Linking::Asking(_));
        let active = form.active().filter(|it| match it {
            OpenForm::Account | OpenForm::Keys => true,
            // It gives way to what is asked.
            OpenForm::Token => !is_asking && !state.linking.is_active(),
        });
        if let Some(active) = active {
            return Some(Self::Form(active));
        }
        if is_asking {
            return Some(Self::Twin);
        }
        let items = || model.connections.iter().map(|it| &it.item);
        if let Some(item) = items().find(|it| failed(state, it).is_some()) {
            return Some(Self::RemoveAgain(item));
        }
        let portfolio = state.portfolio.as_deref();
        let is_pending = portfolio.is_some_and(|it| it.pending_link.is_some());
        if is_pending && state.linking == Linking::Idle {
            return Some(Self::Continue);
        }
        if let Some(to_do) = model.connections.iter().find_map(|it| of_card(state, it)) {
            return Some(to_do);
        }
        if !model.proposals.is_empty() {
            return Some(Self::CarryOver);
        }
        if !state.is_first_run() || state.environment == Environment::Demo {
            return None;
        }
        if !state.keys.are_known() {
            return Some(Self::EnterKeys);
        }
        (!state.linking.is_active()).then_some(Self::Connect)
    }
}

/// What a card has to do.
fn of_card<'a>(state: &AppState, card: &'a ConnectionCard) -> Option<Primary<'a>> {
    match Status::of(state, card) {
        Status::New => Some(Primary::FirstSync(&card.item)),
        // A sync of all does the same.
        Status::Failed(failure)
            if failure.kind == FailureKind::Cancelled
                || failure.kind.next_step() == NextStep::WaitAndSync =>
        {
            None
        }
        Status::Failed(_) if state.linking.repairing() == Some(&card.item) => None,
        Status::Failed(_) => Some(Primary::Help(&card.item)),
        Status::Removed(_) | Status::Running { .. } | Status::Synced { .. } => None,
    }
}
