//! The question about a new connection to a login that is connected already.

use egui::{RichText, Ui};

use crate::{
    connect::{NewConnection, Twin, TwinDecision},
    state::Command,
    text,
    ui::{theme, widgets},
};

/// Asks what is done about a twin, however it came.
///
/// `is_primary` says whether the likely answer is the filled button of the page.
pub(super) fn twin_ui(ui: &mut Ui, twin: &Twin, is_primary: bool, commands: &mut Vec<Command>) {
    ui.label(RichText::new(text::twin_title(twin)).font(theme::semibold(14.0)));
    ui.label(text::twin_question(twin));
    ui.horizontal_wrapped(|ui| {
        for (label, command, is_likely) in choices(twin) {
            if widgets::action_button(ui, label, is_primary && is_likely).clicked() {
                commands.push(command);
            }
        }
    });
    widgets::paragraph(ui, text::twin_consequences(twin));
}

/// Each answer, and whether it is the likely one: what no longer works is
/// replaced; of what works, one is enough.
fn choices(twin: &Twin) -> Vec<(&'static str, Command, bool)> {
    let is_gone = twin.is_known_gone();
    let decide = |decision| match &twin.new {
        NewConnection::Added(_) => Command::DecideTwin(decision),
        NewConnection::ByToken(_) | NewConnection::Made(_) => Command::DecideToken(decision),
    };
    let (discard, leave) = (decide(TwinDecision::Discard), "Do not add it");
    let mut choices = match &twin.new {
        NewConnection::Added(_) | NewConnection::Made(_) => vec![(leave, discard, !is_gone)],
        // It was made elsewhere, and may be in use there.
        NewConnection::ByToken(_) => vec![
            (leave, Command::LeaveToken, !is_gone),
            ("End it at Plaid", discard, false),
        ],
    };
    let replace = decide(TwinDecision::Replace);
    choices.push(("Replace the old one", replace, is_gone));
    choices.push(("Keep both", decide(TwinDecision::KeepBoth), false));
    choices
}
