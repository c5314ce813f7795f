//! What helps after a failure, in a button.

use super::{ConnectionCard, ConnectionsForm, key_steps::DASHBOARD};
use crate::{
    connect::{FailureKind, LinkGoal, NextStep},
    state::{AppState, Command, SyncTarget},
    text,
    ui::widgets,
};

/// Shows the button that helps.
pub(super) fn help_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    connection: &ConnectionCard,
    kind: FailureKind,
    is_primary: bool,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let step = kind.next_step();
    if !widgets::action_button(ui, text::step_button(step), is_primary).clicked() {
        return;
    }
    let item = || connection.item.clone();
    match step {
        NextStep::Reconnect => commands.push(Command::OpenLink(LinkGoal::repair(item(), kind))),
        NextStep::ConnectAgain => commands.push(Command::OpenLink(LinkGoal::Connect)),
        NextStep::OpenKeys => form.open_keys(state.environment),
        NextStep::OpenDashboard => ui.ctx().open_url(egui::OpenUrl::new_tab(DASHBOARD)),
        NextStep::TryAgain | NextStep::OpenKeyring | NextStep::WaitAndSync => {
            commands.push(Command::Sync(SyncTarget::One(item())));
        }
        NextStep::Remove => form.removing = Some(item()),
        NextStep::Report => commands.push(Command::CopyReport),
    }
}
