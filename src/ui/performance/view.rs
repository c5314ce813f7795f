//! The page: controls, four figures, growth beside the bridge, parts beside
//! months.

use egui::{Rect, RichText, ScrollArea, Ui, UiBuilder, vec2};

use super::{
    PerformanceModel, Shown, cards, growth::growth_ui, months::months_ui, rows::rows_ui,
    waterfall::waterfall_ui,
};
use crate::{
    analytics::performance::Reason,
    state::{AppState, Chart, Command, PartBy, PerformanceQuery, RangeChoice, Table},
    text::{
        Label as _,
        format::{self, Figures},
        limit,
    },
    ui::{theme, widgets},
};

/// From this width on there are two columns.
const TWO_COLUMNS: f32 = 860.0;
/// The least height of a card of a chart or table; below, the page scrolls.
const LEAST_HEIGHT: f32 = 240.0;
/// The share of the width that the left column has; where it is narrow, the table
/// needs more of it for all of its columns.
const LEFT: f32 = 0.575;
const LEFT_OF_LITTLE: f32 = 0.61;
const LITTLE: f32 = 1200.0;

/// Shows the page. `model` is `None` until it is built for the first time.
pub fn performance_ui(
    ui: &mut Ui,
    state: &AppState,
    model: Option<&PerformanceModel>,
    commands: &mut Vec<Command>,
) {
    let Some(model) = model.filter(|it| it.is_read) else {
        widgets::skeleton_rows(ui, 10);
        return;
    };
    let Some(shown) = &model.shown else {
        widgets::empty_state(
            ui,
            "Nothing to measure yet",
            "Once a sync has found what these accounts hold, this tells what was paid in and what \
             came of it. It begins to tell something with the second sync, on another day.",
        );
        return;
    };
    let currency = shown.currency.as_ref();
    let figures = Figures::of(state);
    let say = |reason: &Reason| limit(reason, &model.portfolio, currency, figures);
    controls_ui(ui, state, model, shown, commands);
    ui.add_space(theme::GAP - ui.spacing().item_spacing.y);
    ScrollArea::vertical()
        .id_salt("performance")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            ui.spacing_mut().scroll.dormant_handle_opacity = 0.4;
            let is_wide = ui.available_width() >= TWO_COLUMNS;
            cards::cards_ui(ui, state, shown, if is_wide { 4 } else { 2 }, say, commands);
            charts_ui(ui, state, shown, is_wide, say, commands);
        });
}

fn controls_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &PerformanceModel,
    shown: &Shown,
    commands: &mut Vec<Command>,
) {
    let query = state.view.performance;
    let palette = theme::palette(ui);
    let span = shown.performance.span;
    let mut dates = span.map(|it| format::days(it.from, it.to));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(10.0, 8.0);
        let parts = [PartBy::Holding, PartBy::Account].map(|it| (it.label(), it));
        let mut chosen = widgets::segmented(ui, &parts, query.by);
        let groups = PartBy::ALL.into_iter().filter(|it| it.grouping().is_some());
        let title = (query.by.grouping()).map_or("Grouped by", |_| query.by.label());
        widgets::menu_button(ui, title, "What is taken together", |ui| {
            for by in groups {
                if ui.selectable_label(by == query.by, by.label()).clicked() {
                    chosen = Some(by);
                }
            }
        });
        if let Some(by) = chosen {
            commands.push(Command::QueryPerformance(PerformanceQuery { by, ..query }));
        }
        let currencies = model.currencies.iter().map(Option::as_ref);
        widgets::currency_choice(ui, currencies, shown.currency.as_ref(), commands);
        widgets::at_the_end(ui, |ui| {
            widgets::export_menu(ui, Table::Performance, Some(Chart::Growth), commands);
            let ranges = RangeChoice::ALL.map(|it| (it.label(), it));
            if let Some(range) = widgets::segmented(ui, &ranges, state.view.range) {
                commands.push(Command::ShowRange(range));
            }
            // The dates have what is left.
            if let Some(dates) = dates.take_if(|it| dates_width(ui, it) <= ui.available_width()) {
                widgets::in_what_is_left(ui, |ui| {
                    ui.label(RichText::new(dates).color(palette.muted));
                });
            }
        });
    });
    // Or a line of their own.
    if let Some(dates) = dates {
        ui.label(RichText::new(dates).color(palette.muted));
    }
}

fn dates_width(ui: &Ui, dates: &str) -> f32 {
    widgets::text_width(ui, dates, theme::body())
}

/// Places the four cards: in two columns that fill the window, or one beneath
/// the other.
fn charts_ui(
    ui: &mut Ui,
    state: &AppState,
    shown: &Shown,
    is_wide: bool,
    say: impl Fn(&Reason) -> String,
    commands: &mut Vec<Command>,
) {
    let cursor = ui.cursor().min;
    let free = ui.clip_rect().bottom() - cursor.y;
    let width = ui.available_width();
    let place = |at: f32, top: f32, width: f32, height: f32| {
        Rect::from_min_size(cursor + vec2(at, top), vec2(width, height))
    };
    let cells = if is_wide {
        let share = if width < LITTLE { LEFT_OF_LITTLE } else { LEFT };
        let left = (width * share).round();
        let right = width - left - theme::GAP;
        let height = ((free - theme::GAP) / 2.0).max(LEAST_HEIGHT);
        let (beside, below) = (left + theme::GAP, height + theme::GAP);
        [
            place(0.0, 0.0, left, height),
            place(beside, 0.0, right, height),
            place(0.0, below, left, height),
            place(beside, below, right, height),
        ]
    } else {
        let mut top = 0.0;
        [280.0, 260.0, 320.0, 240.0].map(|height: f32| {
            let cell = place(0.0, top, width, height);
            top += height + theme::GAP;
            cell
        })
    };
    let figures = Figures::of(state);
    let currency = shown.currency.as_ref();
    at(ui, cells[0], |ui| {
        widgets::card_filling(ui, None, |ui| growth_ui(ui, state, shown, commands));
    });
    at(ui, cells[1], |ui| {
        let title = "From begin to end · adds up to the last digit";
        widgets::card_filling(ui, Some(title), |ui| match &shown.bridge {
            Some(bridge) => waterfall_ui(ui, bridge, currency, figures),
            None => widgets::muted(ui, unknown_bridge(shown, &say)),
        });
    });
    at(ui, cells[2], |ui| rows_ui(ui, state, shown, commands));
    at(ui, cells[3], |ui| {
        widgets::card_filling(ui, Some("Months, %"), |ui| {
            months_ui(
                ui,
                (&shown.years, &shown.longest_months),
                currency,
                &say,
                commands,
            );
        });
    });
    let used = cells.iter().fold(Rect::NOTHING, |all, it| all.union(*it));
    ui.allocate_rect(used, egui::Sense::hover());
}

fn unknown_bridge(shown: &Shown, say: &impl Fn(&Reason) -> String) -> String {
    let because = shown.performance.bridge.value.as_ref().err();
    because.map_or_else(String::new, say)
}

fn at(ui: &mut Ui, rect: Rect, add_contents: impl FnOnce(&mut Ui)) {
    ui.scope_builder(UiBuilder::new().max_rect(rect), add_contents);
}
