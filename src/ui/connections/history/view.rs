//! Painting the history: toolbar, table, panel.

use egui::{Align, Layout, Rect, RichText, Ui, UiBuilder, pos2};

use super::{HistoryModel, detail::detail_ui};
use crate::{
    connect::{SyncOutcome, SyncRun, SyncSummary},
    state::{AppState, Command, HistoryQuery},
    text::{
        self,
        format::{self, Figures},
    },
    ui::{
        connections::outcome,
        theme,
        widgets::{
            self,
            table::{Column, RowPainter, Table, Width},
        },
    },
};

/// The width of the panel.
const PANEL_WIDTH: f32 = 330.0;
/// From this width on the panel stands beside the table; below, over it.
const SIDE_BY_SIDE: f32 = 1000.0;

/// The places of the columns in [`columns`].
mod at {
    pub(super) const WHEN: usize = 0;
    pub(super) const INSTITUTION: usize = 1;
    pub(super) const RESULT: usize = 2;
    pub(super) const ADDED: usize = 3;
    pub(super) const CHANGED: usize = 4;
    pub(super) const REMOVED: usize = 5;
    pub(super) const HOLDINGS: usize = 6;
    pub(super) const SKIPPED: usize = 7;
    pub(super) const BEFORE: usize = 8;
    pub(super) const AFTER: usize = 9;
    pub(super) const TOOK: usize = 10;
}

fn columns() -> [Column<()>; 11] {
    let text = |title, width| Column::new(title, width);
    let figure = |title, width| Column::new(title, Width::Fixed(width)).right();
    [
        text("When", Width::Fixed(180.0)),
        text("Institution", Width::Rest(150.0)),
        text("Result", Width::Fixed(178.0)),
        figure("New", 64.0),
        figure("Changed", 76.0).droppable(4),
        figure("Gone", 64.0).droppable(4),
        figure("Holdings changed", 126.0).droppable(3),
        figure("Rows skipped", 102.0).droppable(2),
        figure("Value before", 128.0).droppable(5),
        figure("Value after", 128.0).droppable(1),
        figure("Took", 72.0).droppable(6),
    ]
}

/// Shows the history. `model` is `None` until it is read.
pub fn history_ui(
    ui: &mut Ui,
    state: &AppState,
    query: &HistoryQuery,
    model: Option<&HistoryModel>,
    commands: &mut Vec<Command>,
) {
    toolbar_ui(ui, query, model, commands);
    ui.add_space(theme::GAP - ui.spacing().item_spacing.y);
    let Some(model) = model else {
        widgets::skeleton_rows(ui, 12);
        return;
    };
    let area = ui.available_rect_before_wrap();
    let panel = Rect::from_min_max(pos2(area.right() - PANEL_WIDTH, area.top()), area.max);
    let open = model.open_run();
    let beside = open.is_some() && area.width() >= SIDE_BY_SIDE;
    let main = if beside {
        Rect::from_min_max(area.min, pos2(panel.left() - theme::GAP, area.bottom()))
    } else {
        area
    };
    ui.scope_builder(UiBuilder::new().max_rect(main), |ui| {
        if model.is_empty() {
            nothing_ui(ui, query, model, commands);
        } else {
            table_ui(ui, state, query, model, commands);
        }
    });
    if let Some(run) = open {
        let close = widgets::side_panel(ui, panel, beside, |ui| {
            detail_ui(ui, state, model, run, commands)
        });
        if close || widgets::escape_pressed(ui) {
            commands.push(with_open(query, None));
        }
    }
}

/// The query with another sync in the panel.
fn with_open(query: &HistoryQuery, run: Option<&SyncRun>) -> Command {
    Command::ShowHistory(Some(HistoryQuery {
        open: run.map(|it| (it.item_id.clone(), it.started_at)),
        ..query.clone()
    }))
}

/// The way back, whose syncs and which of them.
fn toolbar_ui(
    ui: &mut Ui,
    query: &HistoryQuery,
    model: Option<&HistoryModel>,
    commands: &mut Vec<Command>,
) {
    let mut next = query.clone();
    ui.horizontal(|ui| {
        if ui.button("Back to institutions").clicked() {
            commands.push(Command::ShowHistory(None));
        }
        if widgets::chip(ui, "All syncs", !query.only_problems).clicked() {
            next.only_problems = false;
        }
        if widgets::chip(ui, "Problems", query.only_problems).clicked() {
            next.only_problems = true;
        }
        if let (Some(item), Some(model)) = (&query.item, model)
            && widgets::removable_chip(ui, model.name_of(item), "Show all institutions").clicked()
        {
            next.item = None;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(model) = model {
                let text = text::counted(model.len(), "sync");
                ui.label(RichText::new(text).color(theme::palette(ui).muted));
            }
        });
    });
    if next != *query {
        commands.push(Command::ShowHistory(Some(next)));
    }
}

fn nothing_ui(
    ui: &mut Ui,
    query: &HistoryQuery,
    model: &HistoryModel,
    commands: &mut Vec<Command>,
) {
    widgets::card(ui, None, |ui| {
        if model.all == 0 {
            widgets::empty_state(
                ui,
                "No sync yet",
                "Every sync stands here with what it changed, and with the reason where one failed.",
            );
            return;
        }
        widgets::empty_state(
            ui,
            "No problems",
            "Every sync on record took all rows as they came.",
        );
        ui.vertical_centered(|ui| {
            if ui.button("Show all syncs").clicked() {
                commands.push(Command::ShowHistory(Some(HistoryQuery {
                    only_problems: false,
                    ..query.clone()
                })));
            }
        });
    });
}

fn table_ui(
    ui: &mut Ui,
    state: &AppState,
    query: &HistoryQuery,
    model: &HistoryModel,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    let columns = columns();
    let output = Table::new("Sync history", &columns)
        .rows(model.len(), theme::row_height(state.choices.compact))
        .selected(model.open_line)
        .show(
            ui,
            |line, row| {
                if let Some(run) = model.run(line) {
                    run_row(row, model, run, figures);
                }
            },
            |_, _| {},
        );
    if let Some(run) = output.activated.and_then(|it| model.run(it)) {
        commands.push(with_open(query, Some(run)));
    }
}

fn run_row(row: &mut RowPainter<'_>, model: &HistoryModel, run: &SyncRun, figures: Figures) {
    let palette = row.palette();
    let when = format::instant(run.started_at);
    let name = model.name(run);
    row.text(at::WHEN, &when, palette.text);
    row.text(at::INSTITUTION, name, palette.text);
    row.hint(at::INSTITUTION, name);
    row.text(
        at::TOOK,
        &outcome::took_text(run.finished_at - run.started_at),
        palette.muted,
    );
    let result = match &run.outcome {
        SyncOutcome::Success(summary) => {
            summary_cells(row, summary, figures);
            text::synced(summary)
        }
        SyncOutcome::Failed(failure) => {
            row.hint(at::RESULT, text::failure(failure.kind).sentence);
            text::failure(failure.kind).short
        }
    };
    let color = if super::model::is_problem(run) {
        palette.warn
    } else {
        palette.text
    };
    row.text(at::RESULT, result, color);
    row.label(format!("{when} {name} {result}"));
}

fn summary_cells(row: &RowPainter<'_>, summary: &SyncSummary, figures: Figures) {
    let palette = row.palette();
    let skipped = summary.row_issues.iter().filter(|it| it.skipped).count();
    let counts = [
        (at::ADDED, summary.added),
        (at::CHANGED, summary.changed),
        (at::REMOVED, summary.removed),
        (at::HOLDINGS, summary.holdings_changed),
        (at::SKIPPED, skipped),
    ];
    for (column, count) in counts {
        let color = if count == 0 {
            palette.faint
        } else {
            palette.text
        };
        row.text(column, &format::count(count), color);
    }
    let (before, after) = (&summary.value_before, &summary.value_after);
    row.text(
        at::BEFORE,
        &outcome::totals_text(figures, before),
        palette.muted,
    );
    row.text(
        at::AFTER,
        &outcome::totals_text(figures, after),
        palette.text,
    );
}
