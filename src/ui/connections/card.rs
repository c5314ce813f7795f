//! One institution's card.

use std::sync::Arc;

use egui::{Rect, RichText, UiBuilder, vec2};

use super::{
    ConnectionCard, ConnectionsForm, accounts, help, outcome, primary::Primary, removal,
    status::Status, steps,
};
use crate::{
    connect::{CONSENT_WARNING, Environment, LinkGoal, SyncStep},
    state::{AppState, Command, HistoryQuery, SyncTarget},
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
    primary: Option<Primary<'_>>,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let status = Status::of(state, connection);
    widgets::card(ui, None, |ui| {
        let header = header_ui(ui, state, connection, &status, primary, form, commands);
        if let Status::Running { step, .. } = status {
            progress_ui(ui, header, step);
        }
        // What follows stands below the name, not below the circle.
        ui.horizontal_top(|ui| {
            ui.add_space(CIRCLE + 12.0);
            ui.vertical(|ui| {
                ui.set_width(ui.available_width());
                if let Some(removal) = state.removals.get(&connection.item) {
                    let is_primary = primary == Some(Primary::RemoveAgain(&connection.item));
                    removal::progress_ui(
                        ui, state, connection, removal, is_primary, form, commands,
                    );
                } else {
                    body_ui(ui, state, connection, &status, groups, form, commands);
                }
            });
        });
    });
}

/// The bar of a running sync, between the name and what stands below it: the
/// card keeps its size.
fn progress_ui(ui: &mut egui::Ui, header: Rect, step: &SyncStep) {
    let place = Rect::from_min_max(
        header.left_bottom() + vec2(CIRCLE + 12.0, 2.0),
        header.right_bottom() + vec2(0.0, 8.0),
    );
    let mut place = ui.new_child(UiBuilder::new().max_rect(place));
    widgets::progress_bar(&mut place, steps::share(step), &text::progress(step));
}

/// The circle with the initial.
const CIRCLE: f32 = 36.0;

fn header_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    connection: &ConnectionCard,
    status: &Status<'_>,
    primary: Option<Primary<'_>>,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) -> Rect {
    let palette = theme::palette(ui);
    let header = ui.horizontal(|ui| {
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
        widgets::at_the_end(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            actions_ui(ui, state, connection, status, primary, form, commands);
            widgets::in_what_is_left(ui, |ui| {
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
    header.response.rect
}

/// Status and buttons, from right to left.
fn actions_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    connection: &ConnectionCard,
    status: &Status<'_>,
    primary: Option<Primary<'_>>,
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
    widgets::more_button(ui, &format!("More for {}", connection.name), |ui| {
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
            let is_primary = primary == Some(Primary::FirstSync(&connection.item));
            if widgets::action_button(ui, "Sync", is_primary).clicked() {
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
            let is_primary = primary == Some(Primary::Help(&connection.item));
            let kind = failure.kind;
            help::help_ui(ui, state, connection, kind, is_primary, form, commands);
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
    let mut so_far = None;
    // While a sync runs, how the one before ended: the card keeps its size.
    let before;
    let shown = if let Status::Running { since, .. } = status {
        so_far = Some(state.now - *since);
        before = Status::ended(connection.last_run.as_ref());
        &before
    } else {
        status
    };
    match shown {
        Status::Removed(_) | Status::Running { .. } => {}
        Status::New => steps::first_wait_ui(ui, so_far),
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
