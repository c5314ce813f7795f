//! What is said above a page, or in its place, while something is wrong.

use egui::{RichText, Ui};

use crate::{
    connect::{FailureKind, LinkGoal, NextStep, SyncFailure},
    state::{AppState, Command, Screen},
    text::{self, format},
    ui::{theme, widgets},
};

/// Says that the stored portfolio could not be read, what was kept, and what
/// can be done.
pub(in crate::ui) fn not_loaded_ui(
    ui: &mut Ui,
    state: &AppState,
    failure: &SyncFailure,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    widgets::card(ui, None, |ui| {
        let title = RichText::new("The portfolio could not be read");
        ui.label(title.font(theme::semibold(16.0)).color(palette.warn));
        ui.label(text::failure(failure.kind).sentence);
        let kept = format!(
            "Nothing was changed. The file is in {}.",
            state.data_dir.display()
        );
        widgets::paragraph(ui, &kept);
        widgets::paragraph(ui, &failure.detail);
        ui.horizontal(|ui| {
            if ui.button("Open folder").clicked() {
                commands.push(Command::OpenDataFolder);
            }
            if ui.button("Copy details").clicked() {
                ui.ctx().copy_text(failure.detail.clone());
            }
        });
    });
}

/// Says above a page that what it shows could not be prepared. Whether to try
/// again.
pub(in crate::ui) fn not_prepared_ui(ui: &mut Ui) -> bool {
    let text = "This page could not be prepared: a fault of this program. What is stored is \
                untouched; another filter, or another page, may work.";
    widgets::banner(ui, text, Some("Try again"))
}

/// Says above a page of figures that some of them are not current, and leads to
/// the repair. The overview lists what needs attention by itself.
pub(in crate::ui) fn banner_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    if let Some(failure) = &state.load_failure {
        let sentence = text::failure(failure.kind).sentence;
        let text = format!("What was stored last could not be read. {sentence}");
        widgets::banner(ui, &text, None);
        return;
    }
    let shows_figures = matches!(
        state.screen,
        Screen::Holdings | Screen::Allocation | Screen::Transactions | Screen::Performance
    );
    if let Some(banner) = Banner::of(state).filter(|_| shows_figures)
        && widgets::banner(ui, &banner.text, Some(banner.action))
    {
        commands.push(Command::Show(Screen::Connections));
        commands.extend(banner.repair.map(Command::OpenLink));
    }
}

struct Banner {
    text: String,
    action: &'static str,
    /// What a page in the browser can repair.
    repair: Option<LinkGoal>,
}

impl Banner {
    /// About the first connection in view that waits for the person.
    fn of(state: &AppState) -> Option<Self> {
        let portfolio = state.portfolio.as_ref()?;
        let mut broken = portfolio
            .connections
            .iter()
            .filter(|it| it.disconnected_at.is_none())
            .filter(|it| state.view.accounts.covers(portfolio, &it.item_id))
            .filter_map(|it| Some((it, it.failure()?)))
            .filter(|(_, failure)| needs_person(failure.kind));
        let (connection, failure) = broken.next()?;
        let from = connection.last_success.map_or_else(
            || "It was never synced.".to_owned(),
            |at| format!("Its figures are from {}.", format::day_of(at)),
        );
        let others = match broken.count() {
            0 => String::new(),
            1 => " One more institution needs you.".to_owned(),
            count => format!(" {count} more institutions need you."),
        };
        let step = failure.kind.next_step();
        let goal = || LinkGoal::repair(connection.item_id.clone(), failure.kind);
        Some(Self {
            repair: (step == NextStep::Reconnect).then(goal),
            text: format!(
                "{}: {} {from}{others}",
                connection.name,
                text::failure(failure.kind).sentence
            ),
            action: text::lead_button(step),
        })
    }
}

/// Whether waiting for the next sync is not enough.
fn needs_person(kind: FailureKind) -> bool {
    kind != FailureKind::Cancelled && kind.next_step() != NextStep::WaitAndSync
}
