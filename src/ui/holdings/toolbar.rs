//! Search, groups, columns and export.

use egui::{RichText, Ui};

use crate::{
    state::{AppState, Command, GroupBy, HoldingColumn, HoldingsQuery, Table},
    text::Label as _,
    ui::{theme, widgets},
};

const GROUPS: [(&str, GroupBy); 5] = [
    ("None", GroupBy::None),
    ("Account", GroupBy::Account),
    ("Type", GroupBy::Type),
    ("Sector", GroupBy::Sector),
    ("Institution", GroupBy::Institution),
];

/// Shows the toolbar of the holdings page.
pub(super) fn toolbar_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let query = &state.view.holdings;
    let ask = |change: &dyn Fn(&mut HoldingsQuery)| {
        let mut query = query.clone();
        change(&mut query);
        Command::QueryHoldings(query)
    };
    ui.horizontal(|ui| {
        let hint = "Search name, ticker, ISIN …";
        let width = if ui.available_width() > 900.0 {
            240.0
        } else {
            160.0
        };
        let search = widgets::search_field(ui, "Search holdings", hint, width, &query.search);
        if let Some(search) = search {
            commands.push(ask(&|it| it.search.clone_from(&search)));
        }
        if ui.available_width() > 560.0 {
            ui.label(RichText::new("Group by").color(theme::palette(ui).muted));
        }
        if let Some(group_by) = widgets::segmented(ui, &GROUPS, query.group_by) {
            commands.push(ask(&|it| {
                it.group_by = group_by;
                it.folded.clear();
            }));
        }
        widgets::at_the_end(ui, |ui| {
            widgets::export_menu(ui, Table::Holdings, None, commands);
            columns_ui(ui, state, commands);
        });
    });
}

/// A box for each column that can be hidden.
fn columns_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let hidden = &state.choices.hidden_columns;
    let is_grouped = state.view.holdings.group_by == GroupBy::Account;
    widgets::choices_button(ui, "Columns", "Columns", |ui| {
        for column in HoldingColumn::OPTIONAL {
            // The groups say it already.
            if column == HoldingColumn::Account && is_grouped {
                continue;
            }
            let mut is_shown = !hidden.contains(&column);
            if ui.checkbox(&mut is_shown, column.label()).clicked() {
                let mut hidden = hidden.clone();
                hidden.retain(|it| *it != column);
                if !is_shown {
                    hidden.push(column);
                }
                commands.push(Command::HideColumns(hidden));
            }
        }
    });
}
