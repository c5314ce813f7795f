//! The right column: adding a connection, the Plaid keys, and where things are
//! kept.

use egui::{RichText, TextEdit};

use super::{ConnectionsForm, KeysForm, SecretText, key_steps, link, outcome, twin::twin_ui};
use crate::{
    connect::{Environment, NextStep, SyncFailure},
    state::{AppState, Attempt, Command, Keys},
    text::{self, Label as _},
    ui::{theme, widgets},
};

/// Shows the cards; in a first run, those that the guide does not hold.
pub(super) fn side_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    if !state.is_first_run() {
        widgets::card(ui, Some("Add a connection"), |ui| {
            if state.environment == Environment::Demo {
                demo_note_ui(ui, commands);
            } else {
                add_ui(ui, state, form, commands);
            }
        });
    }
    widgets::card(ui, Some("Plaid keys"), |ui| {
        if state.environment == Environment::Demo {
            muted(
                ui,
                "The demo needs none: it talks to a simulator in this program.",
            );
        } else {
            keys_ui(ui, state, form, commands);
        }
    });
    widgets::card(ui, Some("Where things are kept"), |ui| {
        muted(
            ui,
            "Tokens and keys: the system keyring only. Portfolio: one SQLite file on this \
             computer. Network: only while you sync or connect, only to Plaid.",
        );
    });
}

fn demo_note_ui(ui: &mut egui::Ui, commands: &mut Vec<Command>) {
    muted(
        ui,
        "This is the demo: three invented institutions. To connect your own, go back to your \
         portfolio.",
    );
    ui.add_space(4.0);
    if ui.button("Leave the demo").clicked() {
        commands.push(Command::CloseDemo);
    }
}

/// Shows the ways to a new connection, and how far the one chosen is.
pub(super) fn add_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    link::link_ui(ui, state, commands);
    if state.linking.is_active() {
        return;
    }
    if let Some(twin) = &state.token_twin {
        twin_ui(ui, twin, commands);
        return;
    }
    if !form.pasting && state.connecting == Attempt::Idle {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            muted(ui, "or");
            form.pasting = ui.link("paste an access token").clicked();
        });
        if state.environment == Environment::Sandbox {
            sandbox_ui(ui, form, true, commands);
        }
        return;
    }
    paste_ui(ui, state, form, commands);
}

fn paste_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let is_running = matches!(state.connecting, Attempt::Running(_));
    let label = ui.label("Paste an access token");
    let field = secret_field_ui(ui, "access token", &mut form.token, "access-…", &label);
    let entered = field.lost_focus() && ui.input(|it| it.key_pressed(egui::Key::Enter));
    let can_connect = !is_running && !form.token.is_blank();
    let clicked = ui
        .add_enabled_ui(can_connect, |ui| widgets::primary_button(ui, "Connect"))
        .inner
        .clicked();
    if can_connect && (clicked || entered) {
        commands.push(Command::ConnectToken(form.token.take()));
    }
    muted(
        ui,
        "It is checked with Plaid, then kept in the system keyring. This app never sees your \
         bank password.",
    );
    if state.environment == Environment::Sandbox {
        ui.add_space(4.0);
        sandbox_ui(ui, form, !is_running, commands);
    }
    attempt_ui(
        ui,
        &state.connecting,
        "Connected. Press Sync to read its data.",
        form,
        state,
    );
}

fn sandbox_ui(
    ui: &mut egui::Ui,
    form: &mut ConnectionsForm,
    is_free: bool,
    commands: &mut Vec<Command>,
) {
    let label = ui.label("Or connect a sandbox institution");
    ui.add(
        TextEdit::singleline(&mut form.institution)
            .hint_text("ins_…")
            .desired_width(f32::INFINITY),
    )
    .labelled_by(label.id);
    let institution = form.institution.trim();
    let can_connect = is_free && !institution.is_empty();
    if ui
        .add_enabled(
            can_connect,
            egui::Button::new("Connect sandbox institution"),
        )
        .clicked()
    {
        commands.push(Command::ConnectSandbox(institution.to_owned()));
    }
}

fn keys_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let is_first_run = state.is_first_run();
    if form.keys.is_some() && !is_first_run {
        keys_entry_ui(ui, state, form, commands);
        return;
    }
    // Whether keys are there is known only once the keyring was opened for
    // another reason: looking is not worth a prompt.
    let kept = "in the system keyring ✓";
    let (client_id, secret) = match &state.keys.client_id_hint {
        Some(hint) => (hint.as_str(), kept),
        None if state.keys.have_served => (kept, kept),
        None => ("not looked up yet", "in the system keyring, if saved"),
    };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        widgets::key_value_row(ui, "Environment", state.environment.label());
        widgets::key_value_row(ui, "Client ID", client_id);
        widgets::key_value_row(ui, "Secret", secret);
    });
    if is_first_run {
        return;
    }
    ui.add_space(4.0);
    if ui.button("Change…").clicked() {
        form.open_keys(state.environment);
    }
    if widgets::disclosure(ui, "Where keys come from", form.guide) {
        form.guide = !form.guide;
    }
    if form.guide {
        key_steps::reminder_ui(ui);
    }
}

/// Shows the form for new keys while it is open, and how saving them goes.
pub(super) fn keys_entry_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    if let Some(keys) = &mut form.keys {
        let is_open = keys_form_ui(ui, state, keys, commands);
        attempt_ui(ui, &state.saving_keys, "Saved.", form, state);
        if !is_open {
            form.keys = None;
        }
    }
}

/// Returns whether the form stays open.
fn keys_form_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    form: &mut KeysForm,
    commands: &mut Vec<Command>,
) -> bool {
    ui.label("Environment");
    let choices = [
        (Environment::Sandbox.label(), Environment::Sandbox),
        (Environment::Production.label(), Environment::Production),
    ];
    if let Some(choice) = widgets::segmented(ui, &choices, form.environment) {
        form.environment = choice;
    }
    let label = ui.label("Client ID");
    ui.add(TextEdit::singleline(&mut form.client_id).desired_width(f32::INFINITY))
        .labelled_by(label.id);
    let label = ui.label("Secret");
    secret_field_ui(ui, "plaid secret", &mut form.secret, "", &label);
    let is_running = matches!(state.saving_keys, Attempt::Running(_));
    let can_save = !is_running && !form.client_id.is_blank() && !form.secret.is_blank();
    let mut is_open = true;
    ui.horizontal(|ui| {
        let save = ui.add_enabled_ui(can_save, |ui| widgets::primary_button(ui, "Save"));
        if save.inner.clicked() {
            commands.push(Command::SaveKeys(Keys {
                environment: form.environment,
                client_id: form.client_id.take(),
                secret: form.secret.take(),
            }));
            form.sent = true;
        }
        if ui.button("Cancel").clicked() {
            is_open = false;
        }
    });
    muted(
        ui,
        "Both are in your Plaid Dashboard, under Keys. They go to the system keyring only.",
    );
    is_open
}

/// A password field. What egui remembers for undoing is thrown away at once.
fn secret_field_ui(
    ui: &mut egui::Ui,
    id: &str,
    text: &mut SecretText,
    hint: &str,
    label: &egui::Response,
) -> egui::Response {
    let mut output = TextEdit::singleline(text)
        .id_salt(id)
        .password(true)
        .hint_text(hint)
        .desired_width(f32::INFINITY)
        .show(ui);
    output.state.clear_undoer();
    let id = output.response.response.id;
    output.state.store(ui.ctx(), id);
    output.response.response.labelled_by(label.id)
}

/// How connecting or saving goes.
fn attempt_ui(
    ui: &mut egui::Ui,
    attempt: &Attempt,
    done: &str,
    form: &mut ConnectionsForm,
    state: &AppState,
) {
    let palette = theme::palette(ui);
    match attempt {
        Attempt::Idle => {}
        Attempt::Running(what) => {
            ui.label(RichText::new(what.label()).color(palette.muted));
        }
        Attempt::Done => {
            ui.label(RichText::new(done).color(palette.gain));
        }
        Attempt::Failed(failure) => {
            ui.label(RichText::new(text::failure(failure.kind).sentence).color(palette.warn));
            refused_ui(ui, failure, form, state);
        }
    }
}

fn refused_ui(
    ui: &mut egui::Ui,
    failure: &SyncFailure,
    form: &mut ConnectionsForm,
    state: &AppState,
) {
    if failure.kind.next_step() == NextStep::OpenKeys
        && form.keys.is_none()
        && ui.button("Enter Plaid keys…").clicked()
    {
        form.open_keys(state.environment);
    }
    egui::CollapsingHeader::new("Details")
        .id_salt(("refused", failure.kind.as_str()))
        .show(ui, |ui| outcome::details_ui(ui, failure));
}

fn muted(ui: &mut egui::Ui, text: &str) {
    widgets::paragraph(ui, text);
}
