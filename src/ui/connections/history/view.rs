//! Painting the history: toolbar, table, panel.

use chrono::TimeDelta;
use egui::{Id, RichText, Ui};

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
            self, Panel,
            table::{Column, RowPainter, Table, Width, figure_width},
        },
    },
};

#[derive(Clone, Copy, PartialEq)]
enum At {
    When,
    Institution,
    Result,
    Added,
    Changed,
    Removed,
    Holdings,
    Skipped,
    Before,
    After,
    Took,
}

/// All columns. What the figures do not need, the names have.
fn columns(ui: &Ui, model: &HistoryModel, figures: Figures) -> [Column<At>; 11] {
    let text = Column::new;
    let [before, after] = model.widest.each_ref().map(|it| {
        let text = outcome::totals_text(figures, it);
        figure_width(ui, [&*text], 128.0)
    });
    let took = figure_width(ui, [&*outcome::took_text(TimeDelta::zero())], 72.0);
    let figure = |at, title, width| Column::new(at, title, Width::Fixed(width)).right();
    [
        text(At::When, "When", Width::Fixed(168.0)),
        text(At::Institution, "Institution", Width::Rest(150.0)),
        text(At::Result, "Result", Width::Fixed(178.0)),
        figure(At::Added, "New", 64.0),
        figure(At::Changed, "Changed", 76.0).droppable(4),
        figure(At::Removed, "Gone", 64.0).droppable(4),
        figure(At::Holdings, "Holdings changed", 126.0).droppable(3),
        figure(At::Skipped, "Rows skipped", 102.0).droppable(2),
        figure(At::Before, "Value before", before).droppable(5),
        figure(At::After, "Value after", after).droppable(1),
        figure(At::Took, "Took", took).droppable(6),
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
    let open = model.open_run();
    let is_closed = widgets::table_with_panel(
        ui,
        commands,
        open.map(|run| Panel {
            of: Id::unique((&run.item_id, run.started_at)),
            ticker: None,
            title: model.name(run).into(),
        }),
        |ui, commands| {
            if model.is_empty() {
                nothing_ui(ui, query, model, commands);
            } else {
                table_ui(ui, state, query, model, commands);
            }
        },
        |ui, commands| {
            if let Some(run) = open {
                detail_ui(ui, state, run, model.shown_without(run), commands);
            }
        },
    );
    if is_closed {
        commands.push(with_open(query, None));
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
        widgets::at_the_end(ui, |ui| {
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
    if model.all == 0 {
        widgets::card(ui, None, |ui| {
            widgets::empty_state(
                ui,
                "No sync yet",
                "Every sync stands here with what it changed, and with the reason where one failed.",
            );
        });
        return;
    }
    let is_clicked = widgets::empty_table(
        ui,
        "No problems",
        "Every sync on record took all rows as they came.",
        "Show all syncs",
    );
    if is_clicked {
        commands.push(Command::ShowHistory(Some(HistoryQuery {
            only_problems: false,
            ..query.clone()
        })));
    }
}

fn table_ui(
    ui: &mut Ui,
    state: &AppState,
    query: &HistoryQuery,
    model: &HistoryModel,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    let columns = columns(ui, model, Figures::of(state));
    let output = Table::new("Sync history", &columns)
        .rows(model.len(), theme::row_height(state.choices.compact))
        .order((&query.item, query.only_problems))
        .selected(model.open_line)
        .show(
            ui,
            |line, row| {
                if let Some(run) = model.run(line) {
                    run_row(row, model, run, figures);
                }
            },
            |_, _| {},
            |line, ui| {
                if let Some(run) = model.run(line)
                    && ui.button("Open details").clicked()
                {
                    commands.push(with_open(query, Some(run)));
                }
            },
        );
    let moved = output.moved.filter(|_| query.open.is_some());
    if let Some(run) = output.activated.or(moved).and_then(|it| model.run(it)) {
        commands.push(with_open(query, Some(run)));
    }
}

fn run_row(row: &mut RowPainter<'_, At>, model: &HistoryModel, run: &SyncRun, figures: Figures) {
    let palette = row.palette();
    let when = format::instant(run.started_at);
    let name = model.name(run);
    let result = match &run.outcome {
        SyncOutcome::Success(summary) => text::synced(summary),
        SyncOutcome::Failed(failure) => {
            row.hint(At::Result, text::failure(failure.kind).sentence);
            text::failure(failure.kind).short
        }
    };
    let (result, color) = match run.set_aside_at() {
        Some(_) => ("Set aside", palette.muted),
        None if super::model::is_problem(run) => (result, palette.warn),
        None => (result, palette.text),
    };
    row.text(At::Result, result, color);
    if run.set_aside_at().is_some() {
        // All but the word that says why.
        row.strike_out();
    }
    row.text(At::When, &when, palette.text);
    row.text(At::Institution, name, palette.text);
    row.hint(At::Institution, name);
    row.text(
        At::Took,
        &outcome::took_text(run.finished_at - run.started_at),
        palette.muted,
    );
    if let SyncOutcome::Success(summary) = &run.outcome {
        summary_cells(row, summary, figures);
    }
    row.label(format!("{when} {name} {result}"));
}

fn summary_cells(row: &mut RowPainter<'_, At>, summary: &SyncSummary, figures: Figures) {
    let palette = row.palette();
    let skipped = summary.row_issues.iter().filter(|it| it.skipped).count();
    let counts = [
        (At::Added, summary.added),
        (At::Changed, summary.changed),
        (At::Removed, summary.removed),
        (At::Holdings, summary.holdings_changed),
        (At::Skipped, skipped),
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
        At::Before,
        &outcome::totals_text(figures, before),
        palette.muted,
    );
    row.text(
        At::After,
        &outcome::totals_text(figures, after),
        palette.text,
    );
}
