//! Connecting on a page in the browser: the button, the wait, the questions.

use egui::{RichText, Ui};

use super::{outcome, primary::Primary, twin::twin_ui};
use crate::{
    connect::{Environment, LinkGoal, PendingLink},
    state::{AppState, Command, Linking, OpenPage},
    text::{self, Label as _, format},
    ui::{theme, widgets},
};

/// Shows how far connecting in the browser is, and the button that begins it.
pub(super) fn link_ui(
    ui: &mut Ui,
    state: &AppState,
    primary: Option<Primary<'_>>,
    commands: &mut Vec<Command>,
) {
    match &state.linking {
        Linking::Opening(_) => opening_ui(ui, commands),
        Linking::Waiting(page) => waiting_ui(ui, state, page, commands),
        Linking::Asking(twins) => {
            if let Some(twin) = twins.first() {
                twin_ui(ui, twin, primary == Some(Primary::Twin), commands);
            }
        }
        Linking::Deciding(_) => muted(ui, "Doing what you chose…"),
        Linking::Idle
        | Linking::Left(_)
        | Linking::Expired
        | Linking::Failed(_)
        | Linking::Connected(_)
        | Linking::Repaired(_) => begin_ui(ui, state, primary, commands),
    }
}

/// Plaid answers within a second, or takes its time.
fn opening_ui(ui: &mut Ui, commands: &mut Vec<Command>) {
    muted(ui, "Asking Plaid for a page…");
    if ui.button("Cancel").clicked() {
        commands.push(Command::CancelLink);
    }
}

fn begin_ui(
    ui: &mut Ui,
    state: &AppState,
    primary: Option<Primary<'_>>,
    commands: &mut Vec<Command>,
) {
    if let Some(pending) = state
        .portfolio
        .as_ref()
        .and_then(|it| it.pending_link.as_ref())
        && state.linking == Linking::Idle
    {
        let is_primary = primary == Some(Primary::Continue);
        pending_ui(ui, state, pending, is_primary, commands);
        return;
    }
    muted(
        ui,
        "Opens Plaid's own page in your browser. This app never sees your bank password.",
    );
    let is_primary = primary == Some(Primary::Connect);
    if widgets::action_button(ui, "Connect an institution", is_primary).clicked() {
        commands.push(Command::OpenLink(LinkGoal::Connect));
    }
    if state.environment == Environment::Production && !state.is_first_run() {
        muted(
            ui,
            "Plaid bills two monthly subscriptions for each connection, until you remove it.",
        );
    }
    ended_ui(ui, &state.linking);
}

/// A page that the program left open when it was closed.
fn pending_ui(
    ui: &mut Ui,
    state: &AppState,
    pending: &PendingLink,
    is_primary: bool,
    commands: &mut Vec<Command>,
) {
    let what = match pending.goal {
        LinkGoal::Connect => "connect an institution",
        LinkGoal::SignIn(_) => "sign in again",
        LinkGoal::Consent(_) => "renew a consent",
        LinkGoal::ChooseAccounts(_) => "choose accounts",
    };
    let opened = format::time_of(state.now, pending.opened_at);
    let over = if pending.expires_at <= state.now {
        " Its page has expired; something may still have been connected on it."
    } else {
        ""
    };
    ui.label(format!(
        "You began to {what} in your browser ({opened}).{over}"
    ));
    ui.horizontal(|ui| {
        if widgets::action_button(ui, "Continue", is_primary).clicked() {
            commands.push(Command::ResumeLink);
        }
        if ui.button("Discard").clicked() {
            commands.push(Command::DiscardLink);
        }
    });
}

fn waiting_ui(ui: &mut Ui, state: &AppState, page: &OpenPage, commands: &mut Vec<Command>) {
    ui.label(RichText::new("Waiting for you in the browser…").font(theme::semibold(14.0)));
    muted(
        ui,
        &format!(
            "The page works until {}. You may close this program meanwhile: it asks \
             after the page when it runs again.",
            format::time_of(state.now, page.expires_at)
        ),
    );
    if !page.kept.is_empty() {
        let names = page.kept.join(", ");
        let text = format!("Connected {names}. Go on there, or finish the page.");
        ui.label(RichText::new(text).color(theme::palette(ui).gain));
    }
    ui.horizontal_wrapped(|ui| {
        if ui.button("Open the page again").clicked() {
            ui.ctx().open_url(egui::OpenUrl::new_tab(page.url.reveal()));
        }
        if ui.button("Copy its address").clicked() {
            ui.ctx().copy_text(page.url.reveal().to_owned());
        }
        if ui.button("Cancel").clicked() {
            commands.push(Command::CancelLink);
        }
    });
    if let Some(trouble) = page.trouble {
        let text = format!(
            "{} It is asked again every few seconds.",
            text::failure(trouble).sentence
        );
        ui.label(RichText::new(text).color(theme::palette(ui).warn));
    }
}

/// How the last attempt ended.
fn ended_ui(ui: &mut Ui, linking: &Linking) {
    let palette = theme::palette(ui);
    let (text, failure) = match linking {
        Linking::Left(failure) => (
            format!("{} Try again when you like.", text::PAGE_LEFT),
            failure.as_ref(),
        ),
        Linking::Expired => (
            format!("{} Connect again for a new one.", text::PAGE_EXPIRED),
            None,
        ),
        Linking::Failed(failure) => (
            text::failure(failure.kind).sentence.to_owned(),
            Some(failure),
        ),
        Linking::Connected(names) => {
            let text = text::connected(&names.join(", "));
            ui.label(RichText::new(text).color(palette.gain));
            return;
        }
        Linking::Repaired(goal) => {
            ui.label(RichText::new(goal.label()).color(palette.gain));
            return;
        }
        Linking::Idle
        | Linking::Opening(_)
        | Linking::Waiting(_)
        | Linking::Asking(_)
        | Linking::Deciding(_) => return,
    };
    ui.label(RichText::new(text).color(palette.warn));
    if let Some(failure) = failure {
        outcome::folded_details_ui(ui, "link", failure);
    }
}

fn muted(ui: &mut Ui, text: &str) {
    widgets::paragraph(ui, text);
}
