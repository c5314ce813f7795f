//! Painting the transactions page: toolbar, bars, table, panel.

use egui::{Id, Ui};

use super::{
    TransactionsModel, chart::cash_flow_ui, detail::detail_ui, table, toolbar::toolbar_ui,
};
use crate::{
    domain::Transaction,
    state::{AccountFilter, AppState, Command, Month, Screen, TransactionsQuery},
    text::{
        Label as _,
        format::{self, Figures},
    },
    ui::{
        theme,
        widgets::{
            self, Panel,
            table::{NO_TICKER, Table},
        },
    },
};

/// The share of the height that the bars take, within bounds.
const CHART_SHARE: f32 = 0.27;
const LOWEST_CHART: f32 = 84.0;
/// Below this height the rows come first.
const LOW_PAGE: f32 = 520.0;
const HIGHEST_CHART: f32 = 360.0;

/// Shows the page. `model` is `None` until it is built for the first time.
pub fn transactions_ui(
    ui: &mut Ui,
    state: &AppState,
    model: Option<&TransactionsModel>,
    commands: &mut Vec<Command>,
) {
    let query = &state.view.transactions;
    let kinds = model.map_or(&[][..], |it| &it.found.kinds);
    if let Some(query) = toolbar_ui(ui, query, kinds, commands) {
        commands.push(Command::QueryTransactions(query));
    }
    ui.add_space(theme::GAP - ui.spacing().item_spacing.y);
    let Some(model) = model else {
        widgets::skeleton_rows(ui, 12);
        return;
    };
    if model.found.rows_in_view == 0 {
        nothing_yet_ui(ui, commands);
        return;
    }
    let open_row = model.open_row();
    let is_closed = widgets::table_with_panel(
        ui,
        commands,
        open_row.map(|it| panel_of(model, it)),
        |ui, commands| {
            chart_ui(ui, state, model, commands);
            if model.rows.is_empty() {
                nothing_found_ui(ui, query, commands);
            } else {
                table_ui(ui, state, model, commands);
            }
        },
        |ui, commands| {
            if let Some(row) = open_row {
                detail_ui(ui, state, model, row, commands);
            }
        },
    );
    if is_closed {
        commands.push(open(query, None));
    }
}

fn panel_of<'a>(model: &'a TransactionsModel, row: &'a Transaction) -> Panel<'a> {
    let security = model.security(row);
    let ticker = security.and_then(|it| it.ticker_symbol.as_deref());
    Panel {
        of: Id::unique(&row.id),
        ticker: Some(ticker.unwrap_or(NO_TICKER)),
        title: model.name(row),
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
    if model.found.cash_flow.is_empty() {
        return;
    }
    let height = if ui.available_height() < LOW_PAGE {
        LOWEST_CHART
    } else {
        (ui.available_height() * CHART_SHARE).clamp(LOWEST_CHART, HIGHEST_CHART)
    };
    widgets::card(ui, None, |ui| {
        cash_flow_ui(ui, state, model, height, commands);
    });
    ui.add_space(theme::GAP - ui.spacing().item_spacing.y);
}

fn nothing_yet_ui(ui: &mut Ui, commands: &mut Vec<Command>) {
    let is_clicked = widgets::empty_table(
        ui,
        "No transactions here yet",
        "Every purchase, sale, dividend and fee of these accounts will stand here once their \
         institution is synced, up to 24 months back.",
        "Open connections",
    );
    if is_clicked {
        commands.push(Command::Show(Screen::Connections));
    }
}

fn nothing_found_ui(ui: &mut Ui, query: &TransactionsQuery, commands: &mut Vec<Command>) {
    let is_clicked = widgets::empty_table(
        ui,
        "No transaction matches",
        "The search, the types, the month and the dates all narrow the table.",
        "Clear filters",
    );
    if is_clicked {
        commands.push(Command::QueryTransactions(TransactionsQuery {
            sort: query.sort,
            ..TransactionsQuery::default()
        }));
    }
}

fn table_ui(ui: &mut Ui, state: &AppState, model: &TransactionsModel, commands: &mut Vec<Command>) {
    let query = &state.view.transactions;
    let figures = Figures::of(state);
    let columns = table::columns(ui, model, figures);
    let sums = table::footer(model);
    let TransactionsQuery {
        search,
        kinds,
        month,
        range,
        sort,
        open: open_id,
        only,
    } = query;
    let output = Table::new("Transactions", &columns)
        .rows(model.rows.len(), theme::row_height(state.choices.compact))
        .footers(sums.len())
        .order((
            (search, kinds, month, range, only),
            sort,
            &state.view.accounts,
        ))
        .sorted_by(*sort)
        .selected(model.open.and_then(|it| it.line))
        .show(
            ui,
            |line, row| {
                if let Some(it) = model.row(line) {
                    table::transaction_row(row, model, it, figures);
                }
            },
            |line, row| table::footer_row(row, model, &sums[line], line == 0, figures),
            |line, ui| {
                if let Some(it) = model.row(line) {
                    menu_ui(ui, query, model, it, commands);
                }
            },
        );
    if let Some(sort) = output.sort {
        commands.push(Command::QueryTransactions(TransactionsQuery {
            sort,
            ..query.clone()
        }));
    }
    let moved = output.moved.filter(|_| open_id.is_some());
    if let Some(it) = output.activated.and_then(|line| model.row(line)) {
        let is_open = open_id.as_ref() == Some(&it.id);
        commands.push(open(query, (!is_open).then_some(it)));
    } else if let Some(it) = moved.and_then(|line| model.row(line)) {
        commands.push(open(query, Some(it)));
    }
}

/// What a right click on a row offers.
fn menu_ui(
    ui: &mut Ui,
    query: &TransactionsQuery,
    model: &TransactionsModel,
    row: &Transaction,
    commands: &mut Vec<Command>,
) {
    if ui.button("Open details").clicked() {
        commands.push(open(query, Some(row)));
    }
    let mut next = query.clone();
    if ui.button(format!("Only {}", row.kind().label())).clicked() {
        next.kinds = vec![row.kind()];
    }
    if ui
        .button(format!("Only {}", format::month(row.date)))
        .clicked()
    {
        next.month = Some(Month::of(row.date));
    }
    if let Some(security) = model.security(row)
        && ui.button("Only this security").clicked()
    {
        let ticker = security.ticker_symbol.as_deref();
        next.search = ticker.map_or_else(|| model.name(row).into_owned(), str::to_owned);
    }
    if next != *query {
        commands.push(Command::QueryTransactions(next));
    }
    if ui.button("Only this account").clicked() {
        let account = AccountFilter::Account(row.account_id.clone());
        commands.push(Command::ShowAccounts(account));
    }
}
