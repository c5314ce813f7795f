//! The donut's twin: the same data as a table, and what the donut leaves out.

use egui::Ui;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::AllocationModel;
use crate::{
    analytics::allocation::{Category, CurrencyAllocation, Negative},
    domain::{AllocationBy, Currency, Explained, Measure, Scope},
    state::{AccountFilter, AppState, Command},
    text::{
        self, Label as _,
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

/// The longest bar beside a weight.
const BAR_WIDTH: f32 = 64.0;

#[derive(Clone, Copy, Debug, PartialEq)]
enum By {
    Name,
    Holdings,
    Value,
    Weight,
    Gain,
}

/// All columns. What the figures do not need, the names have.
fn columns(
    ui: &Ui,
    model: &AllocationModel,
    currency: Option<&Currency>,
    figures: Figures,
) -> [Column<By>; 5] {
    let by = model.by;
    let figure = |by, title, width| Column::new(by, title, Width::Fixed(width)).right();
    let value = figures.money(model.widest_value, currency);
    let gain = figures.signed_money(model.widest_gain, currency);
    [
        Column::new(By::Name, by.label(), Width::Rest(150.0)),
        figure(By::Holdings, "Holdings", 92.0)
            .droppable(3)
            .hidden(by == AllocationBy::Security),
        figure(By::Value, "Value", figure_width(ui, [&*value], 80.0)),
        figure(By::Weight, "Weight", BAR_WIDTH + 70.0).droppable(1),
        figure(By::Gain, "Gain", figure_width(ui, [&*gain], 80.0)).droppable(2),
    ]
}

/// A line of the table.
#[derive(Clone, Copy)]
enum Line {
    Category(usize),
    Total,
    /// The heading of what is owed, which stands beneath.
    Owed,
    Negative(usize),
    /// What remains.
    Net,
}

impl Line {
    /// The line at this place.
    fn at(place: usize, allocation: &CurrencyAllocation) -> Self {
        let (categories, negatives) = (allocation.categories.len(), allocation.negatives.len());
        let below = place.checked_sub(categories);
        match below {
            None => Self::Category(place),
            Some(0) => Self::Total,
            Some(1) => Self::Owed,
            Some(below) if below - 2 < negatives => Self::Negative(below - 2),
            Some(_) => Self::Net,
        }
    }

    fn count(allocation: &CurrencyAllocation) -> usize {
        let owed = match allocation.negatives.len() {
            0 => 0,
            negatives => negatives + 2,
        };
        allocation.categories.len() + 1 + owed
    }
}

/// How high the table is with all of its rows and its notes.
pub(super) fn full_height(state: &AppState, allocation: &CurrencyAllocation) -> f32 {
    /// Three lines of notes, with the room around them.
    const NOTES: f32 = 84.0;
    let row = theme::row_height(state.choices.compact);
    let rows = Line::count(allocation) + 1;
    rows.to_f32().map_or(f32::MAX, |it| it * row) + NOTES
}

/// What the pointer is at in this frame.
#[derive(Default)]
pub(super) struct Pointed {
    pub(super) slice: Option<usize>,
    /// The category that was clicked.
    pub(super) clicked: Option<usize>,
}

/// Shows the table with its total, short positions and notes.
pub(super) fn table_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &AllocationModel,
    allocation: &CurrencyAllocation,
    highlighted: Option<usize>,
    now: &mut Pointed,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    let columns = columns(ui, model, allocation.currency.as_ref(), figures);
    let output = Table::new("Allocation", &columns)
        .rows(
            Line::count(allocation),
            theme::row_height(state.choices.compact),
        )
        .order((
            state.view.allocation.by.label(),
            &model.open,
            &state.view.accounts,
        ))
        .note(&model.notes)
        .show(
            ui,
            |place, row| match Line::at(place, allocation) {
                Line::Category(at) => {
                    let slice = model.slice_of[at];
                    if slice.is_some() && slice == highlighted {
                        row.mark();
                    }
                    category_row(row, model, allocation, at, figures);
                }
                Line::Total => total_row(row, allocation, figures),
                Line::Owed => {
                    let title = "Short positions and debts";
                    row.label(title);
                    row.muted_over(&[By::Name, By::Holdings, By::Value], title);
                }
                Line::Negative(at) => {
                    negative_row(row, allocation, &allocation.negatives[at], figures);
                }
                Line::Net => {
                    let net = allocation.net.value.known();
                    let net = figures.money(net, allocation.currency.as_ref());
                    bold_row(row, "Total less these", &net);
                }
            },
            |_, _| {},
            |place, ui| menu_ui(ui, state, model, allocation, place, commands),
        );
    let line = |place: usize| Line::at(place, allocation);
    if let Some(Line::Category(at)) = output.hovered.map(line) {
        now.slice = model.slice_of[at];
    }
    if let Some((place, by)) = output.explained
        && let Line::Category(at) = line(place)
    {
        let of = scope_of(model, allocation, at);
        let what = Explained::new(measure_of(by), of, allocation.currency.as_ref());
        commands.push(Command::explain(what));
    }
    match output.activated.map(line) {
        Some(Line::Category(at)) => now.clicked = Some(at),
        Some(Line::Negative(at)) => {
            let holding = allocation.negatives[at].holding.clone();
            commands.push(Command::OpenHolding(holding));
        }
        Some(Line::Net) => commands.push(explain_whole(allocation)),
        Some(Line::Total) if allocation.negatives.is_empty() && model.open.is_none() => {
            commands.push(explain_whole(allocation));
        }
        Some(Line::Total | Line::Owed) | None => {}
    }
}

/// Opens how the value of everything comes about.
fn explain_whole(allocation: &CurrencyAllocation) -> Command {
    let what = Explained::new(Measure::Value, Scope::Whole, allocation.currency.as_ref());
    Command::explain(what)
}

fn scope_of(model: &AllocationModel, allocation: &CurrencyAllocation, category: usize) -> Scope {
    Scope::Category(model.by, allocation.categories[category].name.key.clone())
}

/// What explains the figure of a column.
fn measure_of(by: By) -> Measure {
    match by {
        By::Weight => Measure::Weight,
        By::Gain => Measure::UnrealizedGain,
        By::Name | By::Holdings | By::Value => Measure::Value,
    }
}

/// What a right click on a category offers.
fn menu_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &AllocationModel,
    allocation: &CurrencyAllocation,
    place: usize,
    commands: &mut Vec<Command>,
) {
    if let Line::Category(at) = Line::at(place, allocation) {
        let key = &allocation.categories[at].name.key;
        if ui.button("Open").clicked() {
            super::view::open(state, model, at, commands);
        }
        if model.by == AllocationBy::Account && ui.button("Only this account").clicked() {
            let account = AccountFilter::Account(key.as_str().into());
            commands.push(Command::ShowAccounts(account));
        }
        let of = scope_of(model, allocation, at);
        let all = [Measure::Value, Measure::UnrealizedGain, Measure::Weight];
        // Within a category, weights are shares of that alone.
        let measures = if model.open.is_some() {
            &all[..2]
        } else {
            &all
        };
        widgets::explain_entries(ui, measures, &of, allocation.currency.as_ref(), commands);
    }
}

fn category_row(
    row: &mut RowPainter<'_, By>,
    model: &AllocationModel,
    allocation: &CurrencyAllocation,
    at: usize,
    figures: Figures,
) {
    let (palette, currency) = (row.palette(), allocation.currency.as_ref());
    let category = &allocation.categories[at];
    let name = text::category(&category.name);
    let color = palette.categories[model.color_of(at)];
    let value = figures.money(category.value(), currency);
    let weight = format::percent(category.weight);
    let gain = figures.signed_money(category.total.gain.known(), currency);
    row.label(format!(
        "{name}, {} holdings, {value}, {weight}, gain {gain}",
        category.holdings
    ));
    let known = |is_known| {
        if is_known {
            palette.text
        } else {
            palette.faint
        }
    };
    row.dot(By::Name, color, &format!("{name} ›"), palette.text);
    row.text(
        By::Holdings,
        &format::count(category.holdings),
        palette.text,
    );
    row.explained(By::Value, &value, known(category.value().is_some()));
    let ink = known(category.weight.is_some());
    if model.open.is_none() {
        row.explained_beside(By::Weight, BAR_WIDTH + 8.0, &weight, ink);
    } else {
        row.text_beside(By::Weight, BAR_WIDTH + 8.0, &weight, ink);
    }
    let share = category.weight.zip(model.largest_weight);
    let share = share.and_then(|(weight, largest)| weight.checked_div(largest));
    if let Some(share) = share.and_then(|it| it.to_f32()) {
        row.bar(By::Weight, share, BAR_WIDTH, color);
    }
    let ink = theme::signed_color(palette, category.total.gain.known());
    row.explained(By::Gain, &gain, ink);
    if let Some(notes) = notes_of(category) {
        row.hint_everywhere(notes);
    }
}

/// Why a figure is missing, or what it covers.
fn notes_of(category: &Category) -> Option<String> {
    let mut notes = vec![];
    if category.total.value.missing() > 0 {
        notes.push(match category.total.value.missing() {
            1 => "1 row has no known value and is not in it".to_owned(),
            rows => format!("{rows} rows have no known value and are not in it"),
        });
    }
    match category.total.coverage() {
        covered if covered.is_none_or(|covered| covered.is_zero()) => {
            notes.push("No cost basis is known, so no gain is".to_owned());
        }
        Some(covered) if covered < Decimal::ONE => notes.push(format!(
            "Gain covers {} of value",
            format::percent(Some(covered))
        )),
        Some(_) | None => {}
    }
    (!notes.is_empty()).then(|| notes.join("\n"))
}

fn total_row(row: &mut RowPainter<'_, By>, allocation: &CurrencyAllocation, figures: Figures) {
    let ink = row.palette().text;
    let total = figures.money(allocation.total, allocation.currency.as_ref());
    bold_row(row, "Total", &total);
    let holdings = allocation.categories.iter().map(|it| it.holdings).sum();
    row.strong(By::Holdings, &format::count(holdings), ink);
    if allocation.total.is_some_and(|it| !it.is_zero()) {
        row.strong_beside(By::Weight, BAR_WIDTH + 8.0, "100%", ink);
    }
}

fn bold_row(row: &mut RowPainter<'_, By>, name: &str, value: &str) {
    let ink = row.palette().text;
    row.label(format!("{name} {value}"));
    row.strong(By::Name, name, ink);
    row.strong(By::Value, value, ink);
}

fn negative_row(
    row: &mut RowPainter<'_, By>,
    allocation: &CurrencyAllocation,
    negative: &Negative,
    figures: Figures,
) {
    let (palette, currency) = (row.palette(), allocation.currency.as_ref());
    let value = figures.money(negative.total.value.known(), currency);
    let gain = figures.signed_money(negative.total.gain.known(), currency);
    let name = text::category(&negative.name);
    row.label(format!("{name}, {value}, gain {gain}"));
    row.text(By::Name, name, palette.text);
    row.text(By::Value, &value, palette.text);
    let ink = theme::signed_color(palette, negative.total.gain.known());
    row.text(By::Gain, &gain, ink);
}
