//! Looks, the data folder, and the end of the data.

use egui::{Label, RichText, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::{
    shell,
    shortcuts::{self, Action},
    theme,
    updates::updates_ui,
    widgets,
};
use crate::{
    connect::Environment,
    state::{AppState, Command, ThemeChoice, UiScale},
    text,
};

/// From this width on there are two columns.
const TWO_COLUMNS: f32 = 900.0;

/// How high the lines of the log may be together.
const LOG_HEIGHT: f32 = 260.0;

/// Which parts of the page are open.
#[derive(Debug, Default)]
pub(super) struct SettingsForm {
    /// The person pressed Delete and has to say it again.
    is_deleting: bool,
}

/// Shows the page.
pub(super) fn settings_ui(
    ui: &mut Ui,
    state: &AppState,
    form: &mut SettingsForm,
    commands: &mut Vec<Command>,
) {
    ScrollArea::vertical()
        .id_salt("settings")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(theme::GAP);
            if ui.available_width() < TWO_COLUMNS {
                choices_ui(ui, state, form, commands);
                facts_ui(ui, state, commands);
            } else {
                let width = (ui.available_width() - theme::GAP) / 2.0;
                ui.horizontal_top(|ui| {
                    column_ui(ui, width, |ui| choices_ui(ui, state, form, commands));
                    column_ui(ui, width, |ui| facts_ui(ui, state, commands));
                });
            }
        });
}

fn column_ui(ui: &mut Ui, width: f32, add_contents: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        add_contents(ui);
    });
}

/// What can be chosen and done.
fn choices_ui(ui: &mut Ui, state: &AppState, form: &mut SettingsForm, commands: &mut Vec<Command>) {
    card_ui(ui, "Looks", |ui| looks_ui(ui, state, commands));
    card_ui(ui, "Portfolio", |ui| portfolio_ui(ui, state, commands));
    card_ui(ui, "Delete local data", |ui| {
        delete_ui(ui, state, form, commands);
    });
    // Last: its lines move what stands below them.
    card_ui(ui, "Log", |ui| log_ui(ui, state, commands));
}

/// What is good to know.
fn facts_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    card_ui(ui, "About", |ui| about_ui(ui, state, commands));
    card_ui(ui, "Keys", shell::keys_ui);
}

/// A card whose contents stand closer to each other than cards do.
fn card_ui(ui: &mut Ui, title: &str, add_contents: impl FnOnce(&mut Ui)) {
    widgets::card(ui, Some(title), |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        add_contents(ui);
    });
}

fn looks_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let themes = [
        ("System", ThemeChoice::System),
        ("Dark", ThemeChoice::Dark),
        ("Light", ThemeChoice::Light),
    ];
    ui.horizontal(|ui| {
        name_ui(ui, "Theme");
        if let Some(theme) = widgets::segmented(ui, &themes, state.choices.theme) {
            commands.push(Command::Theme(theme));
        }
    });
    ui.horizontal(|ui| {
        name_ui(ui, "Scale");
        scale_ui(ui, state.choices.scale, commands);
    });
    let mut hide = state.choices.hide_amounts;
    let what = "Hide amounts: tables, charts, tooltips and the clipboard";
    if widgets::check_box(ui, &mut hide, what) {
        commands.push(Command::HideAmounts(hide));
    }
    let mut compact = state.choices.compact;
    if widgets::check_box(ui, &mut compact, "Compact table rows") {
        commands.push(Command::Compact(compact));
    }
}

/// What is chosen at its right: as high as the choices, so that it stands at their
/// middle, and as wide as the others.
fn name_ui(ui: &mut Ui, name: &str) {
    let (place, response) = ui.allocate_exact_size(vec2(52.0, 31.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    let ink = theme::palette(ui).text;
    widgets::text_left(ui.painter(), place, name, theme::body(), ink);
}

/// The same that the keys for it do.
fn scale_ui(ui: &mut Ui, scale: UiScale, commands: &mut Vec<Command>) {
    let usual = UiScale::default();
    for (label, name, action, wanted) in [
        ("−", "Smaller", Action::Smaller, scale.smaller()),
        ("+", "Larger", Action::Larger, scale.larger()),
        ("Usual size", "Usual size", Action::UsualSize, usual),
    ] {
        if action == Action::Larger {
            ui.label(format!("{}%", scale.percent()));
        }
        let response = ui.add_enabled(wanted != scale, egui::Button::new(label));
        let is_enabled = response.enabled();
        response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, name));
        let hint = format!("{name} ({})", shortcuts::hint(action));
        if response.on_hover_text(hint).clicked() {
            commands.push(Command::Scale(wanted));
        }
    }
}

fn portfolio_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let what = match state.environment {
        Environment::Production => "Your own accounts",
        Environment::Sandbox => "Plaid's sandbox: invented institutions, kept apart from your own",
        Environment::Demo => "The demo: a sample portfolio, kept apart from your own",
    };
    ui.label(what);
    let path = state.data_dir.display().to_string();
    let shown = RichText::new(&path).color(palette.muted);
    ui.add(Label::new(shown).wrap().selectable(true));
    ui.horizontal(|ui| {
        if ui.button("Open folder").clicked() {
            commands.push(Command::OpenDataFolder);
        }
        if ui.button("Copy path").clicked() {
            ui.ctx().copy_text(path);
        }
        if state.environment == Environment::Demo {
            if ui.button("Close the demo").clicked() {
                commands.push(Command::CloseDemo);
            }
        } else if ui.button("Open the demo").clicked() {
            commands.push(Command::OpenDemo);
        }
    });
}

fn log_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    widgets::paragraph(
        ui,
        "What ran and which errors came, for a request for help. No figures, names, account \
         numbers, tokens or keys. It stays on this computer.",
    );
    let path = state.log_path.display().to_string();
    let shown = RichText::new(path).color(palette.muted);
    ui.add(Label::new(shown).wrap().selectable(true));
    ui.horizontal_wrapped(|ui| {
        let (text, command) = match &state.log {
            Some(_) => ("Hide log", Command::HideLog),
            None => ("Show log", Command::ShowLog),
        };
        if ui.button(text).clicked() {
            commands.push(command);
        }
        if let Some(lines) = &state.log
            && ui.button("Copy log").clicked()
        {
            ui.ctx().copy_text(lines.join("\n"));
        }
        let report = ui.button("Copy report");
        let hint = "Version, platform, connections by status, last errors with their codes";
        if report.on_hover_text(hint).clicked() {
            commands.push(Command::CopyReport);
        }
    });
    match state.log.as_deref() {
        None => {}
        Some([]) => {
            ui.label(RichText::new("Nothing is in the log yet.").color(palette.muted));
        }
        Some(lines) => log_lines_ui(ui, lines),
    }
}

/// The lines, the newest in sight.
fn log_lines_ui(ui: &mut Ui, lines: &[String]) {
    let palette = theme::palette(ui);
    widgets::inset(ui, |ui| {
        let height = ui.text_style_height(&egui::TextStyle::Body);
        ui.spacing_mut().item_spacing.y = 2.0;
        ScrollArea::both()
            .id_salt("log")
            .max_height(LOG_HEIGHT)
            .auto_shrink([false, true])
            .stick_to_bottom(true)
            .show_rows(ui, height, lines.len(), |ui, range| {
                for line in &lines[range] {
                    let text = RichText::new(line)
                        .font(theme::regular(12.0))
                        .color(palette.muted);
                    let line = Label::new(text).selectable(true).extend();
                    ui.add(line);
                }
            });
    });
}

fn delete_ui(ui: &mut Ui, state: &AppState, form: &mut SettingsForm, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let text = match state.environment {
        Environment::Demo => {
            "Deletes the sample portfolio with its history. Your own portfolio and these settings \
             stay. The next demo starts afresh."
                .to_owned()
        }
        Environment::Production | Environment::Sandbox => format!(
            "Deletes the portfolio file with all history, its copies, the log, and the access \
             tokens of this portfolio from {}. Your Plaid keys and these settings stay. Without \
             its token a connection can be ended in Plaid's Dashboard or at my.plaid.com only, \
             and is billed until then.",
            text::KEYRING
        ),
    };
    widgets::paragraph(ui, &text);
    if !form.is_deleting {
        let button = ui.add_enabled(!state.is_syncing(), egui::Button::new("Delete local data…"));
        if button.clicked() {
            form.is_deleting = true;
        }
        return;
    }
    let connections = state.portfolio.iter().flat_map(|it| &it.connections);
    let connected = connections
        .filter(|it| it.disconnected_at.is_none())
        .count();
    let mut warning = "This cannot be undone.".to_owned();
    let mut choices = vec![("Delete it all", false)];
    if connected > 0 && state.environment != Environment::Demo {
        warning = format!(
            "{warning} {} at Plaid can be ended first.",
            text::counted(connected, "connection")
        );
        choices = vec![
            ("End them at Plaid, then delete", true),
            ("Delete here only", false),
        ];
    }
    ui.label(RichText::new(warning).color(palette.warn));
    ui.horizontal_wrapped(|ui| {
        for (label, end_at_plaid) in choices {
            if widgets::danger_button(ui, label).clicked() {
                form.is_deleting = false;
                commands.push(Command::DeleteLocalData { end_at_plaid });
            }
        }
        if ui.button("Keep it").clicked() || widgets::escape_pressed(ui) {
            form.is_deleting = false;
        }
    });
}

fn about_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    ui.label(format!("Holdfast {}", env!("CARGO_PKG_VERSION")));
    let text = "Free software, MIT or Apache 2.0. The typeface is Inter, SIL Open Font License. \
                No server of ours, no account, no telemetry.";
    widgets::paragraph(ui, text);
    updates_ui(ui, &state.updates, commands);
}
