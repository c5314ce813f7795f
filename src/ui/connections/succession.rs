//! Asks whether an account continues one that is gone.

use egui::RichText;

use super::ProposalRow;
use crate::{
    domain::Succession,
    state::Command,
    text::{self, format},
    ui::{theme, widgets},
};

/// Shows what seems to be the same account, and what carrying over means.
pub(super) fn proposal_ui(
    ui: &mut egui::Ui,
    row: &ProposalRow,
    is_primary: bool,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    widgets::card(ui, None, |ui| {
        ui.label(
            RichText::new(format!("Is {} the same account as before?", row.new_label))
                .font(theme::semibold(13.0))
                .color(palette.text),
        );
        ui.label(text(row));
        ui.horizontal_wrapped(|ui| {
            let mut decide = |is_same| {
                commands.push(Command::DecideSuccession(Succession {
                    old: row.proposal.old.clone(),
                    new: row.proposal.new.clone(),
                    is_same,
                }));
            };
            if widgets::action_button(ui, "Carry history over", is_primary).clicked() {
                decide(true);
            }
            if ui.button("Keep apart").clicked() {
                decide(false);
            }
        });
    });
}

fn text(row: &ProposalRow) -> String {
    let last_seen = row
        .last_seen
        .map(|it| format!(", last synced on {}", format::day_of(it)))
        .unwrap_or_default();
    let proposal = &row.proposal;
    let twice = match proposal.in_both {
        0 => String::new(),
        count => format!(
            " {} of them {} listed by both and will be counted once.",
            format::count(count),
            if count == 1 { "is" } else { "are" }
        ),
    };
    let history = match proposal.transactions {
        0 => "its values until then".to_owned(),
        count => format!(
            "its {} and its values until then",
            text::counted(count, "transaction")
        ),
    };
    format!(
        "It looks like {}{last_seen}. If it is the same, {history} go on under the new account, \
         and so do your name and groups for it.{twice} Nothing is deleted, and the two can be \
         separated again.",
        row.old_label,
    )
}
