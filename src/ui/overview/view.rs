//! The page: the total, value over time, allocation and three short lists.

use egui::{Rect, UiBuilder, pos2, vec2};

use super::{Course, CourseModel, OverviewModel, charts, heading, lists};
use crate::{
    state::{AppState, Chart, Command, Screen},
    text::{self, format::Figures},
    ui::{attention::AttentionModel, theme, widgets},
};

/// From this width on the cards stand in the three columns of the design.
const THREE_COLUMNS: f32 = 1000.0;
/// The least height of a card; below, the page scrolls.
const LEAST_HEIGHT: f32 = 220.0;

/// Shows the page. `model` is `None` until the portfolio is read, `course` and
/// `attention` until what was held at each sync is read too.
pub fn overview_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: Option<&OverviewModel>,
    course: Option<&CourseModel>,
    attention: Option<&AttentionModel>,
    commands: &mut Vec<Command>,
) {
    let Some(model) = model else {
        widgets::skeleton_rows(ui, 8);
        return;
    };
    if model.totals.is_empty() && model.latest.is_empty() {
        empty_ui(ui, state, commands);
        return;
    }
    egui::ScrollArea::vertical()
        .id_salt("overview")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            // Where cards end with the window, the bar alone tells of more.
            ui.spacing_mut().scroll.dormant_handle_opacity = 0.4;
            let is_wide = ui.available_width() >= THREE_COLUMNS;
            heading::heading_ui(ui, state, model, course, is_wide, commands);
            cards_ui(ui, state, model, course, attention, commands);
        });
}

fn empty_ui(ui: &mut egui::Ui, state: &AppState, commands: &mut Vec<Command>) {
    let is_connected = state
        .portfolio
        .as_ref()
        .is_some_and(|it| !it.connections.is_empty());
    if let Some(past) = state.past() {
        widgets::empty_state(ui, text::NOTHING_BY_THEN, &text::past(past));
        return;
    }
    if is_connected {
        widgets::empty_state(
            ui,
            "Nothing to show for these accounts yet",
            "Press Sync to read holdings and transactions. Value, allocation and what needs \
             attention will stand here.",
        );
    } else {
        widgets::empty_state(
            ui,
            "Nothing is connected",
            "Connect an institution, and its total value, allocation and latest transactions \
             will stand here.",
        );
    }
    ui.vertical_centered(|ui| {
        if ui.button("Open connections").clicked() {
            commands.push(Command::Show(Screen::Connections));
        }
    });
}

/// Places the five cards: three columns, two, or one, whatever fits. They fill
/// the window where it is high enough; otherwise the page scrolls.
fn cards_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &OverviewModel,
    course: Option<&CourseModel>,
    attention: Option<&AttentionModel>,
    commands: &mut Vec<Command>,
) {
    let course = course.and_then(|it| it.of(model.currency()));
    let has_paid_in = course.is_some_and(|it| !it.paid_in.is_empty());
    let is_dashed = course.is_some_and(|it| !it.unseen.segments.is_empty());
    let width = ui.available_width();
    let top = ui.cursor().top();
    let left = ui.cursor().left();
    let free = ui.clip_rect().bottom() - top;
    for (card, rect) in layout(vec2(width, free)) {
        let rect = rect.translate(vec2(left, top));
        ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
            widgets::card_filling(ui, card.title(has_paid_in, is_dashed), |ui| {
                card_ui(ui, state, model, course, attention, card, commands);
            });
            if let Some(chart) = card.chart() {
                widgets::save_button(ui, chart, rect, commands);
            }
        });
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Card {
    Value,
    Allocation,
    Largest,
    Latest,
    Attention,
}

/// Where each card goes, from the top left of the space.
fn layout(space: egui::Vec2) -> Vec<(Card, Rect)> {
    let gap = theme::GAP;
    let mut cells = vec![];
    let mut row = |top: f32, height: f32, cards: &[(Card, f32)]| {
        let free = cards.iter().skip(1).fold(space.x, |width, _| width - gap);
        let mut left = 0.0;
        for &(card, share) in cards {
            let width = (free * share).round();
            cells.push((
                card,
                Rect::from_min_size(pos2(left, top), vec2(width, height)),
            ));
            left += width + gap;
        }
    };
    if space.x >= THREE_COLUMNS {
        let upper = ((space.y - gap) * 0.476).max(LEAST_HEIGHT).round();
        let lower = (space.y - gap - upper).max(LEAST_HEIGHT).round();
        row(
            0.0,
            upper,
            &[(Card::Value, 0.685), (Card::Allocation, 0.315)],
        );
        let part = (0.685 * (space.x - gap) - gap) / 2.0 / (space.x - 2.0 * gap);
        row(
            upper + gap,
            lower,
            &[
                (Card::Largest, part),
                (Card::Latest, part),
                (Card::Attention, 1.0 - 2.0 * part),
            ],
        );
    } else {
        // The first row ends with the window.
        let upper = space.y.clamp(LEAST_HEIGHT + 30.0, 360.0).round();
        let lower = (space.y - upper - gap).max(310.0).round();
        row(0.0, upper, &[(Card::Value, 0.6), (Card::Allocation, 0.4)]);
        row(
            upper + gap,
            lower,
            &[(Card::Largest, 0.5), (Card::Latest, 0.5)],
        );
        row(upper + lower + 2.0 * gap, 200.0, &[(Card::Attention, 1.0)]);
    }
    cells
}

impl Card {
    fn chart(self) -> Option<Chart> {
        match self {
            Self::Value => Some(Chart::Value),
            Self::Allocation => Some(Chart::Allocation),
            Self::Largest | Self::Latest | Self::Attention => None,
        }
    }

    /// `None` where the card says itself what it shows.
    fn title(self, has_paid_in: bool, is_dashed: bool) -> Option<&'static str> {
        match self {
            Self::Value if is_dashed => Some(
                "Value · observed at syncs · dashed: from transactions · thin: what was paid in",
            ),
            Self::Value if has_paid_in => {
                Some("Value · observed at syncs · thin: what was paid in")
            }
            Self::Value => Some("Value · observed at syncs"),
            Self::Allocation => Some("Allocation by asset class"),
            Self::Largest => None,
            Self::Latest => Some("Latest transactions"),
            Self::Attention => Some("Needs attention"),
        }
    }
}

fn card_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &OverviewModel,
    course: Option<&Course>,
    attention: Option<&AttentionModel>,
    card: Card,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    match card {
        Card::Value => charts::value_ui(ui, state, model, course),
        Card::Allocation => charts::allocation_ui(ui, figures, model, commands),
        Card::Largest => lists::holdings_ui(ui, state, model, course, commands),
        Card::Latest => lists::latest_ui(ui, figures, model, commands),
        Card::Attention => {
            egui::ScrollArea::vertical()
                .id_salt("attention")
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    lists::attention_ui(ui, figures, model, attention, commands);
                });
        }
    }
}
