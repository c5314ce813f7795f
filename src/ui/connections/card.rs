//! One institution's card.

use std::sync::Arc;

use egui::{Align, Layout, RichText, vec2};

use super::{ConnectionCard, ConnectionsForm, accounts, help, outcome, removal, steps};
use crate::{
    connect::{
        CONSENT_WARNING, Environment, LinkGoal, SyncFailure, SyncOutcome, SyncStep, SyncSummary,
    },
    state::{AppState, Command, HistoryQuery, SyncStatus, SyncTarget},
    text::{
        self,
        format::{self, Figures},
    },
    ui::{theme, widgets},
};

/// Shows the card of one connection. `groups` are all groups of accounts.
pub(super) fn connection_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    connection: &ConnectionCard,
    groups: &[Arc<str>],
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let status = Status::of(state, connection);
    widgets::card(ui, None, |ui| {
        header_ui(ui, state, connection, &status, form, commands);
        // What follows stands below the name, not below the circle.
        ui.horizontal_top(|ui| {
            ui.add_space(CIRCLE + 12.0);
            ui.vertical(|ui| {
                ui.set_width(ui.available_width());
                body_ui(ui, state, connection, &status, groups, form, commands);
            });
        });
    });
}

/// The circle with the initial.
const CIRCLE: f32 = 36.0;

/// How the connection stands: what this run of the program saw comes before
/// what is stored.
enum Status<'a> {
    New,
    /// Removed, its history kept.
    Removed(chrono::DateTime<chrono::Utc>),
    Running {
        since: chrono::DateTime<chrono::Utc>,
        step: &'a SyncStep,
        cancelling: bool,
    },
    Synced {
        at: chrono::DateTime<chrono::Utc>,
        took: chrono::Duration,
        summary: &'a SyncSummary,
    },
    Failed(&'a SyncFailure),
}

impl<'a> Status<'a> {
    fn of(state: &'a AppState, connection: &'a ConnectionCard) -> Self {
        if let Some(at) = connection.disconnected_at {
            return Self::Removed(at);
        }
        let sync = state.syncs.get(&connection.item);
        if let Some(SyncStatus::Running {
            since,
            step,
            cancelling,
        }) = sync
        {
            return Self::Running {
                since: *since,
                step,
                cancelling: *cancelling,
            };
        }
        // The one on record where it is the same, or later than the window's.
        let runs = sync.and_then(SyncStatus::ended).into_iter();
        let runs = runs.chain(&connection.last_run);
        match runs.max_by_key(|it| it.started_at) {
            Some(run) => match &run.outcome {
                SyncOutcome::Success(summary) => Self::Synced {
                    at: run.finished_at,
                    took: run.finished_at - run.started_at,
                    summary,
                },
                SyncOutcome::Failed(failure) => Self::Failed(failure),
            },
            None => Self::New,
        }
    }
}

fn header_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    connection: &ConnectionCard,
    status: &Status<'_>,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let (rect, _) = ui.allocate_exact_size(vec2(CIRCLE, CIRCLE), egui::Sense::hover());
        ui.painter()
            .circle_filled(rect.center(), CIRCLE / 2.0, palette.raised);
        ui.painter().text(
            rect.center(),
            egui::Align2::CENTER_CENTER,
            &connection.initial,
            theme::semibold(13.0),
            palette.text,
        );
        // The right side first: the name takes what is left and is cut there.
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            actions_ui(ui, state, connection, status, form, commands);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    let name = RichText::new(&*connection.name)
                        .font(theme::semibold(15.0))
                        .color(palette.text);
                    ui.add(egui::Label::new(name).truncate());
                    let subtitle = RichText::new(connection.subtitle()).color(palette.muted);
                    ui.add(egui::Label::new(subtitle).truncate());
                });
            });
        });
    });
}

/// Status and buttons, from right to left.
fn actions_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    connection: &ConnectionCard,
    status: &Status<'_>,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let sync = || Command::Sync(SyncTarget::One(connection.item.clone()));
    if let Status::Running {
        step, cancelling, ..
    } = status
    {
        let can_cancel = !cancelling && **step != SyncStep::Saving;
        if ui
            .add_enabled(can_cancel, egui::Button::new("Cancel"))
            .clicked()
        {
            commands.push(Command::CancelSync(SyncTarget::One(
                connection.item.clone(),
            )));
        }
        let text = if *cancelling {
            "Cancelling…".to_owned()
        } else {
            text::progress(step)
        };
        ui.label(RichText::new(text).color(palette.muted));
        return;
    }
    widgets::menu_button(ui, "…", &format!("More for {}", connection.name), |ui| {
        let is_removed = matches!(status, Status::Removed(_));
        if !is_removed && ui.button("Sync").clicked() {
            commands.push(sync());
        }
        let again = !is_removed && {
            let hint = "Reads all 24 months again. What the institution no longer lists is \
                        marked as gone.";
            let button = ui.button("Fetch everything again");
            button.on_hover_text(hint).clicked()
        };
        if again {
            commands.push(Command::SyncWholeHistory(connection.item.clone()));
        }
        let remove = if is_removed {
            "Delete history…"
        } else {
            "Remove…"
        };
        if !is_removed && state.environment != Environment::Demo {
            repair_ui(ui, connection, commands);
        }
        if ui.button("Sync history").clicked() {
            commands.push(Command::ShowHistory(Some(HistoryQuery {
                item: Some(connection.item.clone()),
                ..HistoryQuery::default()
            })));
        }
        if ui.button(remove).clicked() {
            form.removing = Some(connection.item.clone());
        }
    });
    match status {
        Status::Running { .. } => {}
        Status::Removed(at) => {
            let day = format::day_of(*at);
            widgets::status(
                ui,
                palette.faint,
                &format!("Removed on {day}, history kept"),
            );
        }
        Status::New => {
            if widgets::primary_button(ui, "Sync").clicked() {
                commands.push(sync());
            }
            widgets::status(ui, palette.faint, "Not synced yet");
        }
        Status::Synced { at, .. } => {
            let age = format::age(state.now, *at);
            widgets::status(ui, palette.gain, &format!("Synced {age}"))
                .on_hover_text(format::instant(*at));
        }
        Status::Failed(_) if state.linking.repairing() == Some(&connection.item) => {
            widgets::status(ui, palette.accent, "Waiting for you in the browser");
        }
        Status::Failed(failure) => {
            help::help_ui(ui, state, connection, failure.kind, form, commands);
            widgets::status(ui, palette.warn, text::failure(failure.kind).short);
        }
    }
}

fn body_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    connection: &ConnectionCard,
    status: &Status<'_>,
    groups: &[Arc<str>],
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    if let Status::Running { step, since, .. } = status {
        ui.add_space(4.0);
        widgets::progress_bar(ui, steps::share(step), &text::progress(step));
        if connection.last_success.is_none() {
            steps::first_wait_ui(ui, state.now - *since);
        }
        return;
    }
    if let Some(removal) = state.removals.get(&connection.item) {
        removal::progress_ui(ui, state.environment, connection, removal, form, commands);
        return;
    }
    if form.removing.as_ref() == Some(&connection.item) {
        removal::removal_ui(ui, state, connection, form, commands);
        return;
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for account in &connection.accounts {
            accounts::account_ui(ui, figures, account, groups, form, commands);
        }
    });
    match status {
        Status::New | Status::Removed(_) | Status::Running { .. } => {}
        Status::Synced { took, summary, .. } => {
            outcome::result_ui(ui, figures, connection, *took, summary, form);
        }
        Status::Failed(failure) => outcome::failure_ui(ui, connection, failure, form),
    }
    if let Some(why) = connection.end_unconfirmed {
        let said = text::end_unconfirmed(why, state.environment);
        ui.label(RichText::new(said).color(theme::palette(ui).warn));
    }
    let is_removed = matches!(status, Status::Removed(_));
    if let Some(at) = connection.consent_expires_at.filter(|_| !is_removed) {
        consent_ui(ui, state, connection, at, commands);
    }
}

/// What is changed on a page of Plaid's, also while nothing is wrong.
fn repair_ui(ui: &mut egui::Ui, connection: &ConnectionCard, commands: &mut Vec<Command>) {
    let goals = [
        ("Sign in again", LinkGoal::SignIn(connection.item.clone())),
        (
            "Choose accounts",
            LinkGoal::ChooseAccounts(connection.item.clone()),
        ),
    ];
    for (text, goal) in goals {
        if ui.button(text).clicked() {
            commands.push(Command::OpenLink(goal));
        }
    }
}

/// When the consent ends; from two weeks before on with a button.
fn consent_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    connection: &ConnectionCard,
    at: chrono::DateTime<chrono::Utc>,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let is_near = at - state.now <= CONSENT_WARNING;
    let verb = if at < state.now { "ended" } else { "ends" };
    let text = format!(
        "Your consent at the institution {verb} on {}.",
        format::day_of(at)
    );
    let color = if is_near { palette.warn } else { palette.muted };
    ui.label(RichText::new(text).color(color));
    if is_near && ui.button("Renew consent").clicked() {
        let item = connection.item.clone();
        commands.push(Command::OpenLink(LinkGoal::Consent(item)));
    }
}
