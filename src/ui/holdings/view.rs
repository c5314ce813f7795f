//! Painting the holdings page: table and panel.

use egui::{Id, Ui};

use super::{
    Detail, HoldingRow, HoldingsModel, Line, detail_view::detail_ui, table, toolbar::toolbar_ui,
};
use crate::{
    domain::{Explained, HoldingId, Measure, Scope},
    state::{AccountFilter, AppState, Command, HoldingsQuery, Screen, TransactionsQuery},
    text::format::Figures,
    ui::{
        theme,
        widgets::{
            self, Panel,
            table::{NO_TICKER, Table},
        },
    },
};

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
    let detail = model.detail.as_ref();
    let is_closed = widgets::table_with_panel(
        ui,
        commands,
        detail.map(|it| panel_of(model, it)),
        |ui, commands| {
            if model.rows_in_view == 0 {
                nothing_yet_ui(ui, commands);
            } else if model.rows.is_empty() {
                nothing_found_ui(ui, &state.view.holdings, commands);
            } else {
                table_ui(ui, state, model, commands);
            }
        },
        |ui, commands| {
            if let Some(detail) = detail {
                detail_ui(ui, state, model, detail, commands);
            }
        },
    );
    if is_closed {
        commands.push(open(&state.view.holdings, None));
    }
}

fn panel_of<'a>(model: &'a HoldingsModel, detail: &'a Detail) -> Panel<'a> {
    let security = model.security(&detail.row);
    let ticker = security.and_then(|it| it.ticker_symbol.as_deref());
    Panel {
        of: Id::unique(&model.holding(&detail.row).id),
        ticker: Some(ticker.unwrap_or(NO_TICKER)),
        title: model.name(&detail.row),
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
    let is_clicked = widgets::empty_table(
        ui,
        "No holdings here yet",
        "Every security of these accounts will stand here, with its value and gain, once their \
         institution is synced.",
        "Open connections",
    );
    if is_clicked {
        commands.push(Command::Show(Screen::Connections));
    }
}

fn nothing_found_ui(ui: &mut Ui, query: &HoldingsQuery, commands: &mut Vec<Command>) {
    let is_clicked = widgets::empty_table(
        ui,
        "No holding matches the search",
        "Names, tickers, ISIN, CUSIP, accounts and amounts are searched.",
        "Clear search",
    );
    if is_clicked {
        commands.push(Command::QueryHoldings(HoldingsQuery {
            search: String::new(),
            ..query.clone()
        }));
    }
}

fn table_ui(ui: &mut Ui, state: &AppState, model: &HoldingsModel, commands: &mut Vec<Command>) {
    let query = &state.view.holdings;
    let figures = Figures::of(state);
    let HoldingsQuery {
        search,
        group_by,
        sort,
        ..
    } = query;
    let columns = table::columns(ui, state, model);
    let output = Table::new("Holdings", &columns)
        .rows(model.lines.len(), theme::row_height(state.choices.compact))
        .footers(model.totals.len())
        .order((search, group_by, sort, &state.view.accounts))
        .sorted_by(*sort)
        .selected(model.open_line)
        .show(
            ui,
            |line, row| match model.lines[line] {
                Line::Group { group, total } => {
                    table::group_row(row, model, group, total, figures);
                }
                Line::Row(at) => table::holding_row(row, model, &model.rows[at], figures),
            },
            |line, row| table::total_row(row, model, line, figures),
            |line, ui| menu_ui(ui, query, model, line, commands),
        );
    if let Some(sort) = output.sort {
        commands.push(Command::QueryHoldings(HoldingsQuery {
            sort,
            ..query.clone()
        }));
    }
    let row_of = |line: usize| match model.lines.get(line) {
        Some(Line::Row(at)) => Some(&model.holding(&model.rows[*at]).id),
        Some(Line::Group { .. }) | None => None,
    };
    if let Some((line, column)) = output.explained
        && let Some(Line::Row(at)) = model.lines.get(line)
    {
        let row = &model.rows[*at];
        let measure = table::measure_of(column);
        let what = Explained::new(measure, scope_of(model, row), row.currency.as_ref());
        commands.push(Command::explain(what));
    }
    match output.activated.and_then(|line| model.lines.get(line)) {
        Some(Line::Group { group, .. }) => commands.push(fold(query, &model.groups[*group].key)),
        Some(Line::Row(at)) => {
            let id = &model.holding(&model.rows[*at]).id;
            let is_open = query.open.as_ref() == Some(id);
            commands.push(open(query, (!is_open).then(|| id.clone())));
        }
        None => {
            let moved = output.moved.filter(|_| query.open.is_some());
            if let Some(id) = moved.and_then(row_of) {
                commands.push(open(query, Some(id.clone())));
            }
        }
    }
}

/// What a right click on a line offers.
fn menu_ui(
    ui: &mut Ui,
    query: &HoldingsQuery,
    model: &HoldingsModel,
    line: usize,
    commands: &mut Vec<Command>,
) {
    let row = match model.lines.get(line) {
        Some(Line::Row(at)) => &model.rows[*at],
        Some(Line::Group { group, .. }) => {
            if ui.button("Fold or unfold").clicked() {
                commands.push(fold(query, &model.groups[*group].key));
            }
            return;
        }
        None => return,
    };
    let holding = model.holding(row);
    if ui.button("Open details").clicked() {
        commands.push(open(query, Some(holding.id.clone())));
    }
    let of = scope_of(model, row);
    let measures = [Measure::Value, Measure::UnrealizedGain];
    widgets::explain_entries(ui, &measures, &of, row.currency.as_ref(), commands);
    if ui.button("Only this account").clicked() {
        let account = AccountFilter::Account(holding.account_id.clone());
        commands.push(Command::ShowAccounts(account));
    }
    if ui.button("Show transactions of this security").clicked() {
        let ticker = model
            .security(row)
            .and_then(|it| it.ticker_symbol.as_deref());
        commands.push(Command::QueryTransactions(TransactionsQuery {
            search: ticker.map_or_else(|| model.name(row).into_owned(), str::to_owned),
            ..TransactionsQuery::default()
        }));
        commands.push(Command::Show(Screen::Transactions));
    }
}

fn scope_of(model: &HoldingsModel, row: &HoldingRow) -> Scope {
    let holding = model.holding(row);
    Scope::Holding(holding.account_id.clone(), holding.security_id.clone())
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
