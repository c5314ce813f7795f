//! Search, types, dates and export.

use egui::{Button, Ui};

use crate::{
    domain::TransactionKind,
    state::{Chart, Command, Month, RangeChoice, Table, TransactionsQuery},
    text::{Label as _, format},
    ui::widgets,
};

/// Search, types, dates and export. Returns the query to go to.
pub(super) fn toolbar_ui(
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
        let found = widgets::search_field(ui, name, "Search …", width, &query.search);
        if let Some(search) = found {
            next.search = search;
        }
        widgets::at_the_end(ui, |ui| {
            widgets::export_menu(ui, Table::Transactions, Some(Chart::CashFlow), commands);
            dates_menu_ui(ui, &mut next);
            if let Some(month) = query.month {
                month_chip_ui(ui, month, &mut next);
            }
            if let Some(only) = &query.only {
                only_chip_ui(ui, only.len(), &mut next);
            }
            widgets::in_what_is_left(ui, |ui| {
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

fn only_chip_ui(ui: &mut Ui, count: usize, query: &mut TransactionsQuery) {
    let name = match count {
        1 => "1 record".to_owned(),
        _ => format!("{} records", format::count(count)),
    };
    if widgets::removable_chip(ui, &name, "Show all records").clicked() {
        query.only = None;
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
