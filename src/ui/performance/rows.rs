//! What accounts or holdings had as their part, as a table.

use egui::{Color32, Ui};

use super::{model::Shown, parts::PartRow};
use crate::{
    domain::{Currency, Explained, Measure},
    state::{AppState, Command, Drawer, PerformanceColumn as By, PerformanceQuery},
    text::{
        Label as _,
        format::{self, Figures},
    },
    ui::{
        theme,
        widgets::{
            self,
            table::{Column, RowPainter, Table, Width, figure_width},
        },
    },
};

fn columns(ui: &Ui, query: PerformanceQuery, shown: &Shown, figures: Figures) -> [Column<By>; 7] {
    let currency = shown.currency.as_ref();
    let width = |widest| figure_width(ui, [&*figures.signed_money(widest, currency)], 84.0);
    let [flows, income, gain] = shown.widest.map(width);
    let figure = |by: By, width| {
        Column::new(by, by.label(), Width::Fixed(width))
            .right()
            .sorts()
    };
    [
        Column::new(By::Name, query.by.label(), Width::Rest(112.0)).sorts(),
        figure(By::Flows, flows).droppable(2),
        figure(By::Income, income).droppable(3),
        figure(By::Gain, gain),
        figure(By::Contribution, 96.0).droppable(1),
        figure(By::TimeWeighted, 66.0).droppable(4),
        figure(By::MoneyWeighted, 66.0).droppable(5),
    ]
}

/// Shows the table with its total.
pub(super) fn rows_ui(ui: &mut Ui, state: &AppState, shown: &Shown, commands: &mut Vec<Command>) {
    let query = state.view.performance;
    let figures = Figures::of(state);
    let columns = columns(ui, query, shown, figures);
    let output = Table::new("Parts of the gain", &columns)
        .rows(shown.rows.len(), theme::row_height(state.choices.compact))
        .footers(usize::from(shown.total.is_some()))
        .order((query.by.label(), &state.view.accounts))
        .sorted_by(query.sort)
        .selected(explained_row(state, shown))
        .show(
            ui,
            |at, row| part_row(row, &shown.rows[at], shown.currency.as_ref(), figures),
            |_, row| total_row(row, shown, figures),
            |at, ui| menu_ui(ui, shown, at, commands),
        );
    let clicked = output.activated.map(|at| (at, By::Gain));
    if let Some((at, by)) = output.explained.or(clicked)
        && let Some(of) = shown.rows.get(at).and_then(|it| it.of.as_ref())
    {
        let what = Explained::new(measure_of(by), of.clone(), shown.currency.as_ref());
        commands.push(Command::explain(what));
    }
    if let Some(sort) = output.sort {
        commands.push(Command::QueryPerformance(PerformanceQuery {
            sort,
            ..query
        }));
    }
}

/// The row of which a figure is explained beside the table.
fn explained_row(state: &AppState, shown: &Shown) -> Option<usize> {
    let Some(Drawer::Explanation(what)) = &state.view.drawer else {
        return None;
    };
    let mut rows = shown.rows.iter();
    rows.position(|it| it.of.as_ref() == Some(&what.of))
}

/// What explains the figure of a column.
fn measure_of(by: By) -> Measure {
    match by {
        By::TimeWeighted => Measure::TimeWeighted,
        By::MoneyWeighted => Measure::MoneyWeighted,
        By::Name | By::Flows | By::Income | By::Gain | By::Contribution => Measure::Gain,
    }
}

/// What a right click on a row offers.
fn menu_ui(ui: &mut Ui, shown: &Shown, at: usize, commands: &mut Vec<Command>) {
    if let Some(of) = shown.rows.get(at).and_then(|it| it.of.as_ref()) {
        let measures = [Measure::Gain, Measure::TimeWeighted, Measure::MoneyWeighted];
        let currency = shown.currency.as_ref();
        widgets::explain_entries(ui, &measures, of, currency, commands);
    }
}

fn part_row(
    row: &mut RowPainter<'_, By>,
    part: &PartRow,
    currency: Option<&Currency>,
    figures: Figures,
) {
    let palette = row.palette();
    let gain = figures.signed_money(Some(part.gain), currency);
    let share = format::signed_percent(part.contribution);
    row.label(format!("{}, gain {gain}, contribution {share}", part.name));
    match &part.ticker {
        Some(ticker) => row.badge(By::Name, Some(ticker), &part.name, palette.text),
        None => row.text(By::Name, &part.name, palette.text),
    }
    let is_explained = part.of.is_some();
    figures_of(row, part, currency, figures, |row, by, text, ink| {
        let opens = matches!(by, By::Gain | By::TimeWeighted | By::MoneyWeighted);
        if is_explained && opens {
            row.explained(by, text, ink);
        } else {
            row.text(by, text, ink);
        }
    });
}

fn total_row(row: &mut RowPainter<'_, By>, shown: &Shown, figures: Figures) {
    let Some(total) = &shown.total else {
        return;
    };
    let currency = shown.currency.as_ref();
    let gain = figures.signed_money(Some(total.gain), currency);
    row.label(format!("{}, gain {gain}", total.name));
    row.strong(By::Name, &total.name, row.palette().text);
    figures_of(row, total, currency, figures, |row, by, text, ink| {
        row.strong(by, text, ink);
    });
}

/// Has all figures of a row written.
fn figures_of(
    row: &mut RowPainter<'_, By>,
    part: &PartRow,
    currency: Option<&Currency>,
    figures: Figures,
    write: impl Fn(&mut RowPainter<'_, By>, By, &str, Color32),
) {
    let palette = row.palette();
    for (by, amount) in [
        (By::Flows, part.flows),
        (By::Income, part.income),
        (By::Gain, part.gain),
    ] {
        // What was paid in is no gain, and has no color of one.
        let sign = Some(amount);
        let ink = if by == By::Flows {
            palette.text
        } else {
            theme::signed_color(palette, sign)
        };
        write(row, by, &figures.signed_money(sign, currency), ink);
    }
    for (by, ratio) in [
        (By::Contribution, part.contribution),
        (By::TimeWeighted, part.time_weighted),
        (By::MoneyWeighted, part.money_weighted),
    ] {
        let ink = theme::signed_color(palette, ratio);
        write(row, by, &format::signed_percent(ratio), ink);
    }
}
