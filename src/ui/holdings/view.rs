//! Painting the holdings page: table and panel.

use egui::{Rect, Ui, UiBuilder, pos2};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{
    HoldingsModel, Line, TotalLine, detail_view::detail_ui, model::HoldingRow, toolbar::toolbar_ui,
};
use crate::{
    domain::{HoldingId, Security},
    state::{AppState, Command, GroupBy, HoldingColumn, HoldingsQuery, Screen},
    text::{
        self, Label as _,
        format::{self, Figures, UNKNOWN},
    },
    ui::{
        theme,
        widgets::{
            self,
            table::{Column, RowPainter, Table, Width},
        },
    },
    valuation::Unknown,
};

/// The width of the panel.
const PANEL_WIDTH: f32 = 304.0;
/// From this width on the panel stands beside the table; below, over it.
const SIDE_BY_SIDE: f32 = 1000.0;
/// The longest bar beside a weight.
const BAR_WIDTH: f32 = 24.0;

/// The places of the columns in [`columns`].
mod at {
    pub(super) const SECURITY: usize = 0;
    pub(super) const ACCOUNT: usize = 1;
    pub(super) const QUANTITY: usize = 2;
    pub(super) const PRICE: usize = 3;
    pub(super) const VALUE: usize = 4;
    pub(super) const WEIGHT: usize = 5;
    pub(super) const COST_BASIS: usize = 6;
    pub(super) const GAIN: usize = 7;
    pub(super) const GAIN_PERCENT: usize = 8;
}

/// All columns; those that are chosen not to be seen are hidden. The account
/// needs none while the groups are accounts.
fn columns(state: &AppState) -> [Column<HoldingColumn>; 9] {
    use HoldingColumn as By;
    let hidden = &state.choices.hidden_columns;
    let column = |by: By, width| {
        Column::new(by.label(), width)
            .sort(by)
            .hidden(hidden.contains(&by))
    };
    let figure = |by, width| column(by, Width::Fixed(width)).right();
    let account = column(By::Account, Width::Fixed(124.0)).droppable(5);
    let is_grouped = state.view.holdings.group_by == GroupBy::Account;
    [
        column(By::Security, Width::Rest(170.0)),
        if is_grouped {
            account.hidden(true)
        } else {
            account
        },
        figure(By::Quantity, 98.0).droppable(3),
        figure(By::Price, 84.0).droppable(2),
        figure(By::Value, 112.0),
        figure(By::Weight, 98.0).droppable(4),
        figure(By::CostBasis, 114.0).droppable(1),
        figure(By::Gain, 114.0),
        figure(By::GainPercent, 72.0),
    ]
}

/// Shows the page. `model` is `None` until it is built for the first time.
pub fn holdings_ui(
    ui: &mut Ui,
    state: &AppState,
    model: Option<&HoldingsModel>,
    commands: &mut Vec<Command>,
) {
    toolbar_ui(ui, state, commands);
    ui.add_space(theme::GAP - ui.spacing().item_spacing.y);
    let Some(model) = model else {
        widgets::skeleton_rows(ui, 12);
        return;
    };
    let area = ui.available_rect_before_wrap();
    let panel = Rect::from_min_max(pos2(area.right() - PANEL_WIDTH, area.top()), area.max);
    let beside = model.detail.is_some() && area.width() >= SIDE_BY_SIDE;
    let main = if beside {
        Rect::from_min_max(area.min, pos2(panel.left() - theme::GAP, area.bottom()))
    } else {
        area
    };
    ui.scope_builder(UiBuilder::new().max_rect(main), |ui| {
        if model.rows_in_view == 0 {
            nothing_yet_ui(ui, commands);
        } else if model.rows.is_empty() {
            nothing_found_ui(ui, &state.view.holdings, commands);
        } else {
            table_ui(ui, state, model, commands);
        }
    });
    if let Some(detail) = &model.detail {
        let close = widgets::side_panel(ui, panel, beside, |ui| {
            detail_ui(ui, state, model, detail, commands)
        });
        if close || widgets::escape_pressed(ui) {
            commands.push(open(&state.view.holdings, None));
        }
    }
}

/// The query with another row in the panel.
fn open(query: &HoldingsQuery, open: Option<HoldingId>) -> Command {
    Command::QueryHoldings(HoldingsQuery {
        open,
        ..query.clone()
    })
}

fn nothing_yet_ui(ui: &mut Ui, commands: &mut Vec<Command>) {
    widgets::card(ui, None, |ui| {
        widgets::empty_state(
            ui,
            "No holdings here yet",
            "Every security of these accounts will stand here, with its value and gain, once \
             their institution is synced.",
        );
        ui.vertical_centered(|ui| {
            if ui.button("Open connections").clicked() {
                commands.push(Command::Show(Screen::Connections));
            }
        });
    });
}

fn nothing_found_ui(ui: &mut Ui, query: &HoldingsQuery, commands: &mut Vec<Command>) {
    widgets::card(ui, None, |ui| {
        widgets::empty_state(
            ui,
            "No holding matches the search",
            "Names, tickers, ISIN, CUSIP and accounts are searched.",
        );
        ui.vertical_centered(|ui| {
            if ui.button("Clear search").clicked() {
                commands.push(Command::QueryHoldings(HoldingsQuery {
                    search: String::new(),
                    ..query.clone()
                }));
            }
        });
    });
}

fn table_ui(ui: &mut Ui, state: &AppState, model: &HoldingsModel, commands: &mut Vec<Command>) {
    let query = &state.view.holdings;
    let figures = Figures::of(state);
    let columns = columns(state);
    let output = Table::new("Holdings", &columns)
        .rows(model.lines.len(), theme::row_height(state.choices.compact))
        .footers(model.totals.len())
        .sorted_by(query.sort)
        .selected(model.open_line())
        .show(
            ui,
            |line, row| match model.lines[line] {
                Line::Group { group, total } => group_row(row, model, group, total, figures),
                Line::Row(at) => holding_row(row, model, &model.rows[at], figures),
            },
            |line, row| total_row(row, model, line, figures),
        );
    if let Some(sort) = output.sort {
        commands.push(Command::QueryHoldings(HoldingsQuery {
            sort,
            ..query.clone()
        }));
    }
    match output.activated.and_then(|line| model.lines.get(line)) {
        Some(Line::Group { group, .. }) => commands.push(fold(query, &model.groups[*group].key)),
        Some(Line::Row(at)) => {
            let id = &model.holding(&model.rows[*at]).id;
            let is_open = query.open.as_ref() == Some(id);
            commands.push(open(query, (!is_open).then(|| id.clone())));
        }
        None => {}
    }
}

/// Folds a group, or unfolds it.
fn fold(query: &HoldingsQuery, key: &str) -> Command {
    let mut query = query.clone();
    let before = query.folded.len();
    query.folded.retain(|it| it != key);
    if query.folded.len() == before {
        query.folded.push(key.to_owned());
    }
    Command::QueryHoldings(query)
}

fn holding_row(row: &mut RowPainter<'_>, model: &HoldingsModel, it: &HoldingRow, figures: Figures) {
    let palette = row.palette();
    let (security, currency) = (model.security(it), it.currency.as_ref());
    let ticker = security.and_then(|it| it.ticker_symbol.as_deref());
    let name = model.name(it);
    let value = figures.money(it.value(), currency);
    let gain = figures.signed_money(it.gain(), currency);
    let gain_percent = format::signed_percent(it.gain_ratio());
    row.label(format!(
        "{} {name}, value {value}, gain {gain} {gain_percent}",
        ticker.unwrap_or_default()
    ));
    row.badge(at::SECURITY, ticker.unwrap_or("—"), name, palette.text);
    row.hint(at::SECURITY, hint_of(security, name, it));
    row.text(at::ACCOUNT, model.account_name(it), palette.muted);
    row.text(at::QUANTITY, &figures.quantity(it.quantity), palette.text);
    row.text(
        at::PRICE,
        &figures.price(it.price, None),
        known(row, it.price),
    );
    row.text(at::VALUE, &value, known(row, it.value()));
    if let Some(because) = it.value_unknown() {
        row.hint(at::VALUE, text::no_value(because));
    } else if it.is_derived {
        row.hint(at::VALUE, text::DERIVED_VALUE);
    }
    weight(row, it.weight, it.value());
    let no_gain = it.gain_unknown().map(text::no_gain);
    if it.cost_basis().is_none() {
        row.text(at::COST_BASIS, no_cost(it), palette.faint);
    } else {
        row.text(
            at::COST_BASIS,
            &figures.money(it.cost_basis(), currency),
            if no_gain.is_some() {
                palette.muted
            } else {
                palette.text
            },
        );
    }
    row.text(at::GAIN, &gain, theme::signed_color(palette, it.gain()));
    row.text(
        at::GAIN_PERCENT,
        &gain_percent,
        theme::signed_color(palette, it.gain_ratio()),
    );
    if let Some(no_gain) = no_gain {
        row.hint(at::COST_BASIS, no_gain);
        row.hint(at::GAIN, no_gain);
        row.hint(at::GAIN_PERCENT, no_gain);
    } else if it.gain_ratio().is_none() {
        row.hint(at::GAIN_PERCENT, text::NO_STAKE);
    }
}

/// What stands in place of a cost: cash has none to miss.
fn no_cost(it: &HoldingRow) -> &'static str {
    match it.gain_unknown() {
        Some(Unknown::Cash) => UNKNOWN,
        _ => "unknown",
    }
}

fn hint_of(security: Option<&Security>, name: &str, it: &HoldingRow) -> String {
    let class = security.and_then(|it| it.asset_class.as_ref());
    let mut parts = vec![name.to_owned()];
    parts.extend(class.map(|it| text::asset_class(it.as_str()).to_owned()));
    if it.holdings.len() > 1 {
        parts.push(format!("{} rows as reported, added up", it.holdings.len()));
    }
    parts.join(" · ")
}

fn weight(row: &mut RowPainter<'_>, weight: Option<Decimal>, value: Option<Decimal>) {
    let text = format::percent(weight);
    row.text_beside(at::WEIGHT, BAR_WIDTH + 6.0, &text, known(row, weight));
    match weight {
        Some(weight) => {
            let share = weight.max(Decimal::ZERO).to_f32().unwrap_or_default();
            row.bar(at::WEIGHT, share, BAR_WIDTH);
        }
        None if value.is_some() => {
            row.hint(at::WEIGHT, "What is owed is no part of a whole.");
        }
        None => row.hint(at::WEIGHT, "Its value is not known."),
    }
}

fn known(row: &RowPainter<'_>, figure: Option<Decimal>) -> egui::Color32 {
    let palette = row.palette();
    if figure.is_some() {
        palette.text
    } else {
        palette.faint
    }
}

fn group_row(
    row: &mut RowPainter<'_>,
    model: &HoldingsModel,
    group: usize,
    total: usize,
    figures: Figures,
) {
    let group = &model.groups[group];
    let line = &group.totals[total];
    let count = format::count(line.rows);
    row.raise();
    let title = if total == 0 {
        let note = match &group.note {
            Some(note) => format!("{note} · {count}"),
            None => format!("· {count}"),
        };
        row.heading(at::SECURITY..=at::PRICE, group.folded, &group.title, &note);
        group.title.clone()
    } else {
        let currency = format::currency_code(line.currency.as_ref());
        let title = format!("in {currency} · {count}");
        row.text_beside(at::SECURITY, 16.0, &title, row.palette().muted);
        format!("{} {title}", group.title)
    };
    let state = if group.folded { "folded" } else { "unfolded" };
    totals(row, &title, state, line, figures);
}

fn total_row(row: &mut RowPainter<'_>, model: &HoldingsModel, line: usize, figures: Figures) {
    let total = &model.totals[line];
    let noun = if total.rows == 1 {
        "holding"
    } else {
        "holdings"
    };
    let count = format::count(total.rows);
    let currency = format::currency_code(total.currency.as_ref());
    let title = if model.totals.len() > 1 {
        format!("Total · {count} {noun} in {currency}")
    } else {
        format!("Total · {count} {noun}")
    };
    let note = coverage_note(total).unwrap_or_default();
    row.strong_over(at::SECURITY..=at::PRICE, &title, &note);
    totals(row, &title, &note, total, figures);
}

/// The figures of a group's heading or of a total.
fn totals(row: &mut RowPainter<'_>, title: &str, state: &str, line: &TotalLine, figures: Figures) {
    let palette = row.palette();
    let currency = line.currency.as_ref();
    let value = figures.money(line.total.value.known(), currency);
    let gain = figures.signed_money(line.total.gain.known(), currency);
    let gain_percent = format::signed_percent(line.total.gain_ratio());
    row.label(format!(
        "{title} {state}, value {value}, gain {gain} {gain_percent}"
    ));
    row.strong(at::VALUE, &value, known(row, line.total.value.known()));
    if line.without_value > 0 {
        row.hint(
            at::VALUE,
            format!("Without {} of unknown value.", line.without_value),
        );
    }
    let weight = format::percent(line.weight);
    row.strong_beside(
        at::WEIGHT,
        BAR_WIDTH + 6.0,
        &weight,
        known(row, line.weight),
    );
    let cost = figures.money(line.total.cost.known(), currency);
    row.strong(at::COST_BASIS, &cost, known(row, line.total.cost.known()));
    row.strong(
        at::GAIN,
        &gain,
        theme::signed_color(palette, line.total.gain.known()),
    );
    let color = theme::signed_color(palette, line.total.gain_ratio());
    row.strong(at::GAIN_PERCENT, &gain_percent, color);
    if let Some(note) = coverage_note(line) {
        for column in [at::COST_BASIS, at::GAIN, at::GAIN_PERCENT] {
            row.hint(column, note.clone());
        }
    }
}

/// What the gain covers, where that is not everything.
fn coverage_note(line: &TotalLine) -> Option<String> {
    let coverage = line.total.coverage().filter(|it| *it < Decimal::ONE)?;
    let percent = (coverage * Decimal::ONE_HUNDRED).floor();
    Some(format!("gain covers {percent} % of value"))
}
