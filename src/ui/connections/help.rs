//! What helps after a failure, in a button.

use super::{ConnectionCard, ConnectionsForm, guide::DASHBOARD};
use crate::{
    connect::{FailureKind, LinkGoal, NextStep},
    state::{AppState, Command, SyncTarget},
    ui::widgets,
};

/// What the button of a failed connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Help {
    Reconnect,
    OpenKeys,
    ConnectAgain,
    OpenDashboard,
    Sync,
    /// Nothing brings data any more: the connection can be removed, with its
    /// history kept.
    Remove,
    /// Only somebody who knows the program can help.
    CopyReport,
}

impl Help {
    fn of(kind: FailureKind) -> Self {
        match kind.next_step() {
            NextStep::Reconnect => Self::Reconnect,
            NextStep::OpenKeys => Self::OpenKeys,
            NextStep::ConnectAgain => Self::ConnectAgain,
            NextStep::OpenDashboard => Self::OpenDashboard,
            NextStep::TryAgain | NextStep::OpenKeyring | NextStep::WaitAndSync => Self::Sync,
            NextStep::Report if kind == FailureKind::RequestRefused => Self::CopyReport,
            NextStep::Report => Self::Remove,
        }
    }

    fn label(self, kind: FailureKind) -> &'static str {
        match self {
            Self::Reconnect => "Reconnect",
            Self::OpenKeys => "Open keys",
            Self::ConnectAgain => "Connect again",
            Self::OpenDashboard => "Open Plaid Dashboard",
            Self::Sync if kind.next_step() == NextStep::WaitAndSync => "Sync again",
            Self::Sync => "Try again",
            Self::Remove => "Remove…",
            Self::CopyReport => "Copy report",
        }
    }
}

/// Shows the button that helps.
pub(super) fn help_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    connection: &ConnectionCard,
    kind: FailureKind,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let help = Help::of(kind);
    if !widgets::primary_button(ui, help.label(kind)).clicked() {
        return;
    }
    let item = || connection.item.clone();
    match help {
        Help::Reconnect => commands.push(Command::OpenLink(LinkGoal::repair(item(), kind))),
        Help::ConnectAgain => commands.push(Command::OpenLink(LinkGoal::Connect)),
        Help::OpenKeys => form.open_keys(state.environment),
        Help::OpenDashboard => ui.ctx().open_url(egui::OpenUrl::new_tab(DASHBOARD)),
        Help::Sync => commands.push(Command::Sync(SyncTarget::One(item()))),
        Help::Remove => form.removing = Some(item()),
        Help::CopyReport => commands.push(Command::CopyReport),
    }
}

/// What to do beside the button, or instead of it.
pub(super) fn advice(kind: FailureKind) -> Option<&'static str> {
    match kind.next_step() {
        NextStep::WaitAndSync if kind == FailureKind::InstitutionDown => {
            Some("Most outages are over within hours; sync again then.")
        }
        NextStep::WaitAndSync if kind == FailureKind::Maintenance => {
            Some("Sync again in a quarter of an hour.")
        }
        NextStep::WaitAndSync if kind == FailureKind::NotReady => {
            Some("Sync again in some minutes.")
        }
        NextStep::Reconnect => {
            Some("Plaid's page in your browser leads through it; nothing stored is lost.")
        }
        NextStep::ConnectAgain => {
            Some("Connect the institution anew, or remove this connection and keep its history.")
        }
        NextStep::Report if kind != FailureKind::RequestRefused => Some(
            "Syncing again does not help; the connection can be removed with its history kept.",
        ),
        NextStep::Report => Some("Syncing again does not help; a report to the developers may."),
        NextStep::OpenKeys
        | NextStep::OpenDashboard
        | NextStep::TryAgain
        | NextStep::WaitAndSync
        | NextStep::OpenKeyring => None,
    }
}

/// The failure in two or three words.
pub(super) fn short(kind: FailureKind) -> &'static str {
    match kind.next_step() {
        NextStep::Reconnect if kind == FailureKind::SignInNeeded => "Sign-in needed",
        NextStep::Reconnect => "Needs you at the institution",
        NextStep::OpenKeys => "Keys needed",
        NextStep::ConnectAgain => "No longer connected",
        NextStep::OpenDashboard => "Not enabled at Plaid",
        NextStep::OpenKeyring => "Keyring needed",
        NextStep::WaitAndSync => "Not available now",
        NextStep::TryAgain if kind == FailureKind::Cancelled => "Cancelled",
        NextStep::TryAgain => "Sync failed",
        NextStep::Report => "Cannot be synced",
    }
}
