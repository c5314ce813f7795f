//! The line at the bottom: network, counts, currency, dates, the latest notice.

use std::time::Duration;

use chrono::TimeDelta;
use egui::{Button, Label, RichText, Role, Ui, WidgetInfo};

use super::ShellModel;
use crate::{
    state::{AppState, Command, HistoryQuery, Notice, Screen, SyncStatus},
    text::{self, format},
    ui::{theme, widgets},
};

/// How long good news stays; a problem stays until it is dismissed.
const NEWS: TimeDelta = TimeDelta::seconds(12);

/// Narrower windows leave the counts out while a notice is shown.
const ROOMY: f32 = 1000.0;

/// Paints the status bar.
pub(super) fn status_bar_ui(
    ui: &mut Ui,
    state: &AppState,
    model: Option<&ShellModel>,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    ui.style_mut().override_font_id = Some(theme::regular(12.0));
    let notice = notice(ui, state);
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        let (text, ink) = network(state);
        let ink = if ink { palette.accent } else { palette.muted };
        network_ui(ui, state, ink, &text, commands);
        let is_roomy = ui.max_rect().width() >= ROOMY;
        let has_room = is_roomy || notice.is_none();
        let shows_counts = has_room && state.screen != Screen::Welcome;
        if let Some(model) = model.filter(|_| shows_counts) {
            let counts = RichText::new(&model.counts).color(palette.muted);
            ui.add(Label::new(counts).truncate());
        }
        widgets::at_the_end(ui, |ui| {
            if let Some(model) = model.filter(|it| !it.currencies.is_empty()) {
                let as_of = model
                    .as_of
                    .map(|it| format!(" · as of {}", format::date(it)));
                let text = format!("{}{}", model.currencies, as_of.unwrap_or_default());
                ui.add(Label::new(RichText::new(text).color(palette.muted)));
            }
            if let Some(notice) = notice {
                notice_ui(ui, notice, commands);
            }
        });
    });
}

/// What the network is used for; a click leads to the history of syncs.
fn network_ui(
    ui: &mut Ui,
    state: &AppState,
    ink: egui::Color32,
    text: &str,
    commands: &mut Vec<Command>,
) {
    let status = widgets::small_status(ui, ink, text);
    if state.screen == Screen::Welcome {
        return;
    }
    let area = ui.interact(
        status.rect,
        ui.scope_id().with("history"),
        egui::Sense::click(),
    );
    area.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Sync history"));
    widgets::focus_ring(ui, &area, status.rect.expand(3.0));
    let area = area
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text("Show what every sync changed");
    if area.clicked() {
        commands.push(Command::ShowHistory(Some(HistoryQuery::default())));
    }
}

/// What the network is used for, and whether it is in use.
fn network(state: &AppState) -> (String, bool) {
    let mut running = state.syncs.values().filter_map(|it| match it {
        SyncStatus::Running { step, .. } => Some(step),
        SyncStatus::Ended(_) => None,
    });
    match (running.next(), running.next()) {
        (None, _) => ("Offline until you sync".to_owned(), false),
        (Some(_), Some(_)) => ("Syncing".to_owned(), true),
        (Some(step), None) => (format!("Syncing: {}", text::progress(step)), true),
    }
}

/// The notice that is still to be shown.
fn notice<'a>(ui: &Ui, state: &'a AppState) -> Option<&'a Notice> {
    let notice = state.notice.as_ref()?;
    if notice.news.is_problem() {
        return Some(notice);
    }
    let left = NEWS - (state.now - notice.at);
    let left = left.to_std().ok().filter(|it| *it > Duration::ZERO)?;
    ui.ctx().request_repaint_after(left);
    Some(notice)
}

fn notice_ui(ui: &mut Ui, notice: &Notice, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let ink = if notice.news.is_problem() {
        palette.warn
    } else {
        palette.text
    };
    ui.spacing_mut().item_spacing.x = 8.0;
    if notice.news.is_problem() {
        let dismiss = Button::new(RichText::new("Dismiss").color(palette.muted)).small();
        if ui.add(dismiss).clicked() {
            commands.push(Command::DismissNotice);
        }
    }
    let text = text::news(&notice.news);
    ui.add(Label::new(RichText::new(&text).color(ink)).truncate())
        .on_hover_text(text);
}
