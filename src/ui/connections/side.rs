//! The right column: adding a connection, the Plaid keys, and where things are
//! kept.

use egui::RichText;

use super::{
    ConnectionsForm, KeysForm, OpenForm, fields, fields::secret_field_ui, key_steps, link, outcome,
    primary::Primary, twin::twin_ui,
};
use crate::{
    connect::{Environment, NextStep, SyncFailure},
    state::{AppState, Attempt, Command, Keys},
    text::{self, KEYRING, Label as _},
    ui::{theme, widgets},
};

/// Shows the cards; in a first run, those that the guide does not hold.
pub(super) fn side_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    primary: Option<Primary<'_>>,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    if !state.is_first_run() {
        widgets::card(ui, Some("Add a connection"), |ui| {
            if state.environment == Environment::Demo {
                demo_note_ui(ui, commands);
            } else {
                add_ui(ui, state, primary, form, commands);
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
        let kept = format!(
            "Tokens and keys: {KEYRING} only. Portfolio: one SQLite file on this computer. \
             Network: only while you sync or connect, only to Plaid."
        );
        muted(ui, &kept);
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
    primary: Option<Primary<'_>>,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    link::link_ui(ui, state, primary, commands);
    if state.linking.is_active() {
        return;
    }
    if let Some(twin) = &state.token_twin {
        twin_ui(ui, twin, primary == Some(Primary::Twin), commands);
        return;
    }
    let is_free = !matches!(state.connecting, Attempt::Running(_));
    if form.token.is_some() {
        let is_primary = primary == Some(Primary::Form(OpenForm::Token));
        paste_ui(ui, is_free, is_primary, form, commands);
    } else {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            muted(ui, "or");
            let link = ui.link("paste an access token");
            widgets::focus_ring(ui, &link, link.rect.expand(3.0));
            if link.clicked() {
                form.open_token();
            }
        });
    }
    if state.environment == Environment::Sandbox {
        ui.add_space(4.0);
        sandbox_ui(ui, form, is_free, commands);
    }
    let done = "Connected. Press Sync to read its data.";
    attempt_ui(ui, &state.connecting, done, form, state);
}

fn paste_ui(
    ui: &mut egui::Ui,
    is_free: bool,
    is_primary: bool,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let takes_focus = form.takes_focus(OpenForm::Token);
    let Some(open) = &mut form.token else { return };
    let field = secret_field_ui(ui, "Paste an access token", "access-…", &mut open.token);
    if takes_focus {
        fields::focus(&field);
    }
    let can_connect = is_free && !open.token.is_blank();
    let is_entered = fields::is_entered(ui, &field);
    let mut is_closed = false;
    ui.horizontal(|ui| {
        let button = |ui: &mut egui::Ui| widgets::action_button(ui, "Connect", is_primary);
        let is_clicked = ui.add_enabled_ui(can_connect, button).inner.clicked();
        if can_connect && (is_clicked || is_entered) {
            commands.push(Command::ConnectToken(open.token.secret()));
            open.is_sent = true;
        }
        is_closed = ui.button("Cancel").clicked() || (is_primary && widgets::escape_pressed(ui));
    });
    let kept = format!(
        "It is checked with Plaid, then kept in {KEYRING}. This app never sees your bank \
         password."
    );
    muted(ui, &kept);
    if is_closed {
        form.token = None;
    }
}

fn sandbox_ui(
    ui: &mut egui::Ui,
    form: &mut ConnectionsForm,
    is_free: bool,
    commands: &mut Vec<Command>,
) {
    let label = "Or connect a sandbox institution";
    let field = fields::text_field_ui(ui, label, "ins_…", &mut form.institution);
    let institution = form.institution.trim();
    let can_connect = is_free && !institution.is_empty();
    let button = egui::Button::new("Connect sandbox institution");
    let is_clicked = ui.add_enabled(can_connect, button).clicked();
    if can_connect && (is_clicked || fields::is_entered(ui, &field)) {
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
    let kept = format!("in {KEYRING} ✓");
    let perhaps_kept = format!("in {KEYRING}, if saved");
    let (client_id, secret) = match &state.keys.client_id_hint {
        Some(hint) => (hint.as_str(), &kept),
        None if state.keys.have_served => (kept.as_str(), &kept),
        None => ("not looked up yet", &perhaps_kept),
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
    let is_primary = form.active() == Some(OpenForm::Keys);
    let takes_focus = form.takes_focus(OpenForm::Keys);
    if let Some(keys) = &mut form.keys {
        let is_open = keys_form_ui(ui, state, keys, is_primary, takes_focus, commands);
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
    is_primary: bool,
    takes_focus: bool,
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
    let client_id = fields::text_field_ui(ui, "Client ID", "", &mut form.client_id);
    let secret = fields::secret_field_ui(ui, "Secret", "", &mut form.secret);
    let is_running = matches!(state.saving_keys, Attempt::Running(_));
    let is_entered = fields::is_entered(ui, &client_id) || fields::is_entered(ui, &secret);
    // What is missing, or else what is most likely to be wrong.
    if takes_focus || is_entered {
        let is_missing = form.client_id.is_blank();
        fields::focus(if is_missing { &client_id } else { &secret });
    }
    let can_save = !is_running && !form.client_id.is_blank() && !form.secret.is_blank();
    let mut is_open = true;
    ui.horizontal(|ui| {
        let button = |ui: &mut egui::Ui| widgets::action_button(ui, "Save", is_primary);
        let is_clicked = ui.add_enabled_ui(can_save, button).inner.clicked();
        if can_save && (is_clicked || is_entered) {
            commands.push(Command::SaveKeys(Keys {
                environment: form.environment,
                client_id: form.client_id.secret(),
                secret: form.secret.secret(),
            }));
            form.is_sent = true;
        }
        is_open = !(ui.button("Cancel").clicked() || (is_primary && widgets::escape_pressed(ui)));
    });
    let kept = format!("Both are in your Plaid Dashboard, under Keys. They go to {KEYRING} only.");
    muted(ui, &kept);
    is_open
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
    outcome::folded_details_ui(ui, failure.kind.as_str(), failure);
}

fn muted(ui: &mut egui::Ui, text: &str) {
    widgets::paragraph(ui, text);
}
