//! Painting the transactions page: toolbar, bars, table, panel.

use std::borrow::Cow;

use egui::{Align, Button, Layout, Rect, Ui, UiBuilder, pos2};

use super::{
    Cell, LeftOut, Sums, TransactionsModel,
    chart::cash_flow_ui,
    detail::{detail_ui, note_of, status_of},
    fees, price, quantity, type_label,
};
use crate::{
    domain::{Transaction, TransactionKind},
    state::{
        AppState, Chart, Command, Month, RangeChoice, Screen, Table as TableName,
        TransactionColumn, TransactionsQuery,
    },
    text::{
        Label as _,
        format::{self, Figures, UNKNOWN},
    },
    ui::{
        theme,
        widgets::{
            self,
            table::{Column, RowPainter, Table, Width},
        },
    },
};

/// The width of the panel.
const PANEL_WIDTH: f32 = 304.0;
/// From this width on the panel stands beside the table; below, over it.
const SIDE_BY_SIDE: f32 = 1000.0;
/// The share of the height that the bars take, within bounds.
const CHART_SHARE: f32 = 0.27;
const LOWEST_CHART: f32 = 84.0;
const HIGHEST_CHART: f32 = 205.0;

/// The places of the columns in [`columns`].
mod at {
    pub(super) const DATE: usize = 0;
    pub(super) const TYPE: usize = 1;
    pub(super) const SECURITY: usize = 2;
    pub(super) const ACCOUNT: usize = 3;
    pub(super) const QUANTITY: usize = 4;
    pub(super) const PRICE: usize = 5;
    pub(super) const FEES: usize = 6;
    pub(super) const CASH_EFFECT: usize = 7;
}

fn columns() -> [Column<TransactionColumn>; 8] {
    use TransactionColumn as By;
    let figure = |title, width, by| Column::new(title, Width::Fixed(width)).right().sort(by);
    [
        Column::new("Date", Width::Fixed(112.0))
            .sort(By::Date)
            .newest_first(),
        Column::new("Type", Width::Fixed(128.0)).sort(By::Type),
        Column::new("Security", Width::Rest(190.0)).sort(By::Security),
        Column::new("Account", Width::Fixed(128.0))
            .sort(By::Account)
            .droppable(2),
        figure("Quantity", 112.0, By::Quantity).droppable(3),
        figure("Price", 104.0, By::Price).droppable(4),
        figure("Fees", 84.0, By::Fees).droppable(5),
        figure("Cash effect", 122.0, By::CashEffect),
    ]
}

/// Shows the page. `model` is `None` until it is built for the first time.
pub fn transactions_ui(
    ui: &mut Ui,
    state: &AppState,
    model: Option<&TransactionsModel>,
    commands: &mut Vec<Command>,
) {
    let query = &state.view.transactions;
    let kinds = model.map_or(&[][..], |it| &it.kinds);
    if let Some(query) = toolbar_ui(ui, query, kinds, commands) {
        commands.push(Command::QueryTransactions(query));
    }
    ui.add_space(theme::GAP - ui.spacing().item_spacing.y);
    let Some(model) = model else {
        widgets::skeleton_rows(ui, 12);
        return;
    };
    if model.rows_in_view == 0 {
        nothing_yet_ui(ui, commands);
        return;
    }
    let area = ui.available_rect_before_wrap();
    let panel = Rect::from_min_max(pos2(area.right() - PANEL_WIDTH, area.top()), area.max);
    let beside = model.open.is_some() && area.width() >= SIDE_BY_SIDE;
    let main = if beside {
        Rect::from_min_max(area.min, pos2(panel.left() - theme::GAP, area.bottom()))
    } else {
        area
    };
    ui.scope_builder(UiBuilder::new().max_rect(main), |ui| {
        chart_ui(ui, state, model, commands);
        if model.rows.is_empty() {
            nothing_found_ui(ui, query, commands);
        } else {
            table_ui(ui, state, model, commands);
        }
    });
    if let Some(row) = model.open_row() {
        let close = widgets::side_panel(ui, panel, beside, |ui| {
            detail_ui(ui, state, model, row, commands)
        });
        if close || widgets::escape_pressed(ui) {
            commands.push(open(query, None));
        }
    }
}

/// The query with another row in the panel.
fn open(query: &TransactionsQuery, row: Option<&Transaction>) -> Command {
    Command::QueryTransactions(TransactionsQuery {
        open: row.map(|it| it.id.clone()),
        ..query.clone()
    })
}

fn chart_ui(ui: &mut Ui, state: &AppState, model: &TransactionsModel, commands: &mut Vec<Command>) {
    if model.cash_flow.is_empty() {
        return;
    }
    let height = (ui.available_height() * CHART_SHARE).clamp(LOWEST_CHART, HIGHEST_CHART);
    let card = ui.scope(|ui| {
        widgets::card(ui, None, |ui| {
            cash_flow_ui(ui, state, model, height, commands);
        });
    });
    widgets::note_chart(ui, Chart::CashFlow, card.response.rect);
    ui.add_space(theme::GAP - ui.spacing().item_spacing.y);
}

/// Search, types, dates and export. Returns the query to go to.
fn toolbar_ui(
    ui: &mut Ui,
    query: &TransactionsQuery,
    kinds: &[TransactionKind],
    commands: &mut Vec<Command>,
) -> Option<TransactionsQuery> {
    let mut next = query.clone();
    ui.horizontal(|ui| {
        let width = if ui.available_width() > 900.0 {
            210.0
        } else {
            130.0
        };
        let name = "Search transactions";
        let found = widgets::search_field(ui, name, "Search … Ctrl F", width, &query.search);
        if let Some(search) = found {
            next.search = search;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            widgets::export_menu(ui, TableName::Transactions, Some(Chart::CashFlow), commands);
            dates_menu_ui(ui, &mut next);
            if let Some(month) = query.month {
                month_chip_ui(ui, month, &mut next);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                kinds_ui(ui, kinds, &mut next);
            });
        });
    });
    (next != *query).then_some(next)
}

fn month_chip_ui(ui: &mut Ui, month: Month, query: &mut TransactionsQuery) {
    let Some(day) = chrono::NaiveDate::from_ymd_opt(month.year, month.month, 1) else {
        return;
    };
    let name = format::month(day);
    let clicked = widgets::removable_chip(ui, &name, "Show all months").clicked();
    if clicked {
        query.month = None;
    }
}

fn dates_menu_ui(ui: &mut Ui, query: &mut TransactionsQuery) {
    let title = match query.range {
        Some(range) => format!("Dates: {}", range.label()),
        None => "Dates".to_owned(),
    };
    widgets::menu_button(ui, &title, "Dates", |ui| {
        for range in RangeChoice::ALL {
            let (chosen, text) = match range {
                RangeChoice::OneMonth => (Some(range), "Last month"),
                RangeChoice::ThreeMonths => (Some(range), "Last 3 months"),
                RangeChoice::SixMonths => (Some(range), "Last 6 months"),
                RangeChoice::YearToDate => (Some(range), "This year"),
                RangeChoice::OneYear => (Some(range), "Last 12 months"),
                RangeChoice::All => (None, "All dates"),
            };
            if ui
                .add(Button::selectable(query.range == chosen, text))
                .clicked()
            {
                query.range = chosen;
            }
        }
    });
}

/// A chip for each kind that occurs; what does not fit goes into a menu.
fn kinds_ui(ui: &mut Ui, kinds: &[TransactionKind], query: &mut TransactionsQuery) {
    const MORE: f32 = 78.0;
    if widgets::chip(ui, "All types", query.kinds.is_empty()).clicked() {
        query.kinds.clear();
    }
    let mut rest = kinds;
    while let [kind, others @ ..] = rest {
        let reserve = if others.is_empty() { 0.0 } else { MORE };
        if widgets::chip_width(ui, kind.label()) + reserve > ui.available_width() {
            break;
        }
        let is_on = query.kinds.contains(kind);
        if widgets::chip(ui, kind.label(), is_on).clicked() {
            toggle(query, *kind);
        }
        rest = others;
    }
    if rest.is_empty() {
        return;
    }
    let on = rest.iter().filter(|it| query.kinds.contains(it)).count();
    let title = if on > 0 {
        format!("More ({on})")
    } else {
        "More".to_owned()
    };
    widgets::choices_button(ui, &title, "More types", |ui| {
        for &kind in rest {
            let mut is_on = query.kinds.contains(&kind);
            if ui.checkbox(&mut is_on, kind.label()).clicked() {
                toggle(query, kind);
            }
        }
    });
}

fn toggle(query: &mut TransactionsQuery, kind: TransactionKind) {
    let before = query.kinds.len();
    query.kinds.retain(|it| *it != kind);
    if query.kinds.len() == before {
        query.kinds.push(kind);
    }
}

fn nothing_yet_ui(ui: &mut Ui, commands: &mut Vec<Command>) {
    widgets::card(ui, None, |ui| {
        widgets::empty_state(
            ui,
            "No transactions here yet",
            "Every purchase, sale, dividend and fee of these accounts will stand here once their \
             institution is synced, up to 24 months back.",
        );
        ui.vertical_centered(|ui| {
            if ui.button("Open connections").clicked() {
                commands.push(Command::Show(Screen::Connections));
            }
        });
    });
}

fn nothing_found_ui(ui: &mut Ui, query: &TransactionsQuery, commands: &mut Vec<Command>) {
    widgets::card(ui, None, |ui| {
        widgets::empty_state(
            ui,
            "No transaction matches",
            "The search, the types, the month and the dates all narrow the table.",
        );
        ui.vertical_centered(|ui| {
            if ui.button("Clear filters").clicked() {
                commands.push(Command::QueryTransactions(TransactionsQuery {
                    sort: query.sort,
                    ..TransactionsQuery::default()
                }));
            }
        });
    });
}

fn table_ui(ui: &mut Ui, state: &AppState, model: &TransactionsModel, commands: &mut Vec<Command>) {
    let query = &state.view.transactions;
    let figures = Figures::of(state);
    let columns = columns();
    let sums = footer(model);
    let output = Table::new("Transactions", &columns)
        .rows(model.rows.len(), theme::row_height(state.choices.compact))
        .footers(sums.len())
        .sorted_by(query.sort)
        .selected(model.open.and_then(|it| it.line))
        .show(
            ui,
            |line, row| {
                if let Some(it) = model.row(line) {
                    transaction_row(row, model, it, figures);
                }
            },
            |line, row| footer_row(row, model, &sums[line], line == 0, figures),
        );
    if let Some(sort) = output.sort {
        commands.push(Command::QueryTransactions(TransactionsQuery {
            sort,
            ..query.clone()
        }));
    }
    if let Some(it) = output.activated.and_then(|line| model.row(line)) {
        let is_open = query.open.as_ref() == Some(&it.id);
        commands.push(open(query, (!is_open).then_some(it)));
    }
}

fn transaction_row(
    row: &mut RowPainter<'_>,
    model: &TransactionsModel,
    it: &Transaction,
    figures: Figures,
) {
    let palette = row.palette();
    let is_dim = !it.counts();
    let ink = if is_dim { palette.faint } else { palette.text };
    let soft = if is_dim { palette.faint } else { palette.muted };
    let currency = it.currency.as_ref();
    if it.removed_on.is_some() {
        row.strike_out();
    }
    let (date, kind) = (format::date(it.date), type_label(it));
    let (name, account) = (model.name(it), model.account_name(it));
    let effect = figures.signed_money(it.cash_effect(), currency);
    let status = status_of(it).or_else(|| note_of(it, figures));
    row.label(format!(
        "{date}, {kind}, {name}, {account}, {effect}{}",
        status
            .as_deref()
            .map_or_else(String::new, |it| format!(", {it}"))
    ));
    if let Some(status) = status {
        row.hint_everywhere(status);
    } else {
        row.hint(at::SECURITY, &*it.name);
    }
    row.text(at::DATE, &date, soft);
    row.text(at::TYPE, &kind, ink);
    let ticker = model
        .security(it)
        .and_then(|it| it.ticker_symbol.as_deref());
    row.badge(at::SECURITY, ticker.unwrap_or("—"), name, ink);
    row.text(at::ACCOUNT, account, soft);
    let cell = |row: &RowPainter<'_>, column, cell, text: &dyn Fn() -> String| match cell {
        Cell::Known(_) => row.text(column, &text(), ink),
        Cell::Unknown => row.text(column, UNKNOWN, palette.faint),
        Cell::NotApplicable => {}
    };
    cell(row, at::QUANTITY, quantity(it), &|| {
        figures.quantity(it.quantity)
    });
    cell(row, at::PRICE, price(it), &|| figures.price(it.price, None));
    cell(row, at::FEES, fees(it), &|| {
        figures.money(it.fees_paid(), currency)
    });
    let color = if is_dim {
        palette.faint
    } else {
        theme::signed_color(palette, it.cash_effect())
    };
    row.text(at::CASH_EFFECT, &effect, color);
}

/// The sums of each currency; of none, where nothing counts.
fn footer(model: &TransactionsModel) -> Cow<'_, [Sums]> {
    if model.sums.is_empty() {
        return Cow::Owned(vec![Sums {
            currency: None,
            fees: None,
            cash_effect: None,
        }]);
    }
    Cow::Borrowed(&model.sums)
}

fn footer_row(
    row: &mut RowPainter<'_>,
    model: &TransactionsModel,
    sums: &Sums,
    is_first: bool,
    figures: Figures,
) {
    let palette = row.palette();
    let title = if is_first {
        count_of(model)
    } else {
        format!("in {}", format::currency_code(sums.currency.as_ref()))
    };
    let fees = figures.money(sums.fees, sums.currency.as_ref());
    let effect = figures.signed_money(sums.cash_effect, sums.currency.as_ref());
    row.label(format!("{title}, fees {fees}, cash effect {effect}"));
    row.strong_over(at::DATE..=at::SECURITY, &title, "");
    if sums.fees.is_some() {
        row.strong(at::FEES, &fees, palette.text);
    }
    let color = theme::signed_color(palette, sums.cash_effect);
    row.strong(at::CASH_EFFECT, &effect, color);
    if let Some(left_out) = left_out_of(model.left_out) {
        row.hint_everywhere(left_out);
    }
}

/// Which of the rows found are in no sum.
fn left_out_of(rows: LeftOut) -> Option<String> {
    let reasons = [
        (rows.removed, "no longer listed"),
        (rows.cancelled, "cancelled"),
        (rows.settled, "settled by others"),
        (rows.empty, "without any figure"),
        (rows.unknown, "without a known amount"),
    ];
    let reasons: Vec<_> = reasons
        .into_iter()
        .filter(|(rows, _)| *rows > 0)
        .map(|(rows, why)| format!("{} {why}", format::count(rows)))
        .collect();
    (!reasons.is_empty()).then(|| format!("In no sum: {}.", reasons.join(", ")))
}

/// `41 of 1,284 transactions`.
fn count_of(model: &TransactionsModel) -> String {
    let (shown, all) = (model.rows.len(), model.rows_in_view);
    let noun = if all == 1 {
        "transaction"
    } else {
        "transactions"
    };
    if shown == all {
        format!("{} {noun}", format::count(all))
    } else {
        format!("{} of {} {noun}", format::count(shown), format::count(all))
    }
}
