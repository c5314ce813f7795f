//! The panel of one sync: all that is on record of it.

use egui::{Align, Label, RichText, Ui};

use crate::{
    connect::{RowIssue, Shown, SyncFailure, SyncOutcome, SyncRecord, SyncRun, SyncSummary},
    state::{AppState, Command, HistoryQuery},
    text::{
        self,
        format::{self, Figures},
    },
    ui::{connections::outcome, theme, widgets},
};

/// How many rows that were not taken as they came are listed.
const MOST_ISSUES: usize = 200;

/// Shows what stands in the panel.
pub(super) fn detail_ui(
    ui: &mut Ui,
    state: &AppState,
    run: &SyncRun,
    shown: Shown,
    commands: &mut Vec<Command>,
) {
    widgets::key_value_row(ui, "Began", &format::instant(run.started_at));
    let took = outcome::took_text(run.finished_at - run.started_at);
    widgets::key_value_row(ui, "Took", &took);
    match &run.outcome {
        SyncOutcome::Success(summary) => {
            summary_ui(ui, Figures::of(state), summary);
            ui.add_space(8.0);
            if let Some(record) = run.record {
                aside_ui(ui, summary, record, shown, commands);
            }
        }
        SyncOutcome::Failed(failure) => failure_ui(ui, failure),
    }
    ui.add_space(8.0);
    let only_this = state
        .view
        .history
        .as_ref()
        .is_some_and(|it| it.item.is_some());
    if !only_this && ui.button("Only this institution").clicked() {
        commands.push(Command::ShowHistory(Some(HistoryQuery {
            item: Some(run.item_id.clone()),
            ..state.view.history.clone().unwrap_or_default()
        })));
    }
}

/// Sets the sync aside, after a question that says what follows; or takes it back.
fn aside_ui(
    ui: &mut Ui,
    summary: &SyncSummary,
    record: SyncRecord,
    shown: Shown,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let id = ui.scope_id().with(("set aside", record.id));
    if let Some(at) = record.set_aside_at {
        let text = RichText::new(text::is_set_aside(at)).color(palette.warn);
        ui.add(Label::new(text).wrap());
        if ui.button("Take back").clicked() {
            commands.push(Command::TakeSyncBack(record.id));
        }
        return;
    }
    let asked: Option<bool> = ui.data(|it| it.get_temp(id));
    let Some(is_seen) = asked else {
        if ui.button(text::SET_ASIDE).clicked() {
            ui.data_mut(|it| it.insert_temp(id, false));
            ui.request_repaint();
        }
        return;
    };
    let mut is_answered = false;
    let question = ui.scope(|ui| {
        widgets::inset(ui, |ui| {
            let title = RichText::new("Set this sync aside?").font(theme::semibold(13.0));
            ui.label(title.color(palette.warn));
            for line in text::set_aside_consequences(summary, shown, record.is_kept) {
                ui.add(Label::new(RichText::new(line).color(palette.text)).wrap());
                ui.add_space(2.0);
            }
            ui.horizontal_wrapped(|ui| {
                if widgets::danger_button(ui, "Set aside").clicked() {
                    commands.push(Command::SetSyncAside(record.id));
                    is_answered = true;
                }
                let is_left = ui.button("Let it count").clicked();
                is_answered |= is_left || widgets::escape_pressed(ui);
            });
        });
    });
    if !is_seen {
        // Its buttons, in a low window.
        question.response.scroll_to_me(Some(Align::BOTTOM));
        ui.data_mut(|it| it.insert_temp(id, true));
    }
    if is_answered {
        ui.data_mut(|it| it.remove::<bool>(id));
        ui.request_repaint();
    }
}

fn summary_ui(ui: &mut Ui, figures: Figures, summary: &SyncSummary) {
    let palette = theme::palette(ui);
    let rows = [
        ("New transactions", summary.added),
        ("Changed transactions", summary.changed),
        ("No longer listed", summary.removed),
        ("Holdings", summary.holdings),
        ("Holdings changed", summary.holdings_changed),
    ];
    for (name, count) in rows {
        widgets::key_value_row(ui, name, &format::count(count));
    }
    let before = outcome::totals_text(figures, &summary.value_before);
    widgets::key_value_row(ui, "Value before", &before);
    let after = outcome::totals_text(figures, &summary.value_after);
    widgets::key_value_row(ui, "Value after", &after);
    ui.add_space(8.0);
    if let Some(sentence) = text::doubtful_list(summary) {
        ui.add(Label::new(RichText::new(sentence).color(palette.warn)).wrap());
    }
    issues_ui(ui, figures, &summary.row_issues);
}

fn issues_ui(ui: &mut Ui, figures: Figures, issues: &[RowIssue]) {
    if issues.is_empty() {
        return;
    }
    let palette = theme::palette(ui);
    let title = format!(
        "{} not taken as they came",
        text::counted(issues.len(), "row")
    );
    ui.label(RichText::new(title).color(palette.warn));
    for issue in issues.iter().take(MOST_ISSUES) {
        let text = RichText::new(text::row_issue(issue, figures)).color(palette.muted);
        ui.add(Label::new(text).wrap().selectable(true));
    }
    if issues.len() > MOST_ISSUES {
        let more = format!("and {} more", format::count(issues.len() - MOST_ISSUES));
        ui.label(RichText::new(more).color(palette.muted));
    }
}

fn failure_ui(ui: &mut Ui, failure: &SyncFailure) {
    let palette = theme::palette(ui);
    ui.add_space(8.0);
    let sentence = format!(
        "{} What was stored stayed as it was.",
        text::failure(failure.kind).sentence
    );
    ui.add(Label::new(RichText::new(sentence).color(palette.text)).wrap());
    outcome::folded_details_ui(ui, "sync", failure);
}
