//! The table of accounts: money and units, and how they came out.

use egui::{Color32, Ui, vec2};
use rust_decimal::prelude::ToPrimitive as _;

use super::{AttentionModel, model::AccountLine};
use crate::{
    analytics::reconciliation::{UnitsCheck, Verdict},
    state::AppState,
    text::{
        self,
        format::{self, Figures},
    },
    ui::{
        theme::{self, Palette},
        widgets::table::{Column, RowPainter, Table, Width, figure_width},
    },
};

/// The share of the page that the table may fill before it scrolls.
const MOST: f32 = 0.45;

/// How many rows it shows in any case.
const LEAST_ROWS: f32 = 5.0;

#[derive(Clone, Copy, PartialEq)]
enum At {
    Account,
    Listed,
    Balance,
    Difference,
    Money,
    Units,
}

fn columns(ui: &Ui, model: &AttentionModel, figures: Figures) -> [Column<At>; 6] {
    let [listed, balance, difference] = &model.widest;
    let plain = |(amount, currency): &(_, Option<_>)| figures.money(*amount, currency.as_ref());
    let signed = figures.signed_money(difference.0, difference.1.as_ref());
    let figure = |at, title, text: &str, least| {
        let width = figure_width(ui, [text], least);
        Column::new(at, title, Width::Fixed(width)).right()
    };
    [
        Column::new(At::Account, "Account", Width::UpTo(160.0, 240.0)),
        figure(At::Listed, "Holdings and cash", &plain(listed), 130.0).droppable(2),
        figure(At::Balance, "Institution's balance", &plain(balance), 146.0).droppable(1),
        figure(At::Difference, "Difference", &signed, 84.0),
        Column::new(At::Money, "Money", Width::Rest(172.0)),
        Column::new(At::Units, "Units against transactions", Width::Rest(240.0)),
    ]
}

/// Shows the table, as high as its rows up to a limit.
pub(super) fn accounts_ui(ui: &mut Ui, state: &AppState, model: &AttentionModel) {
    let figures = Figures::of(state);
    let row_height = theme::row_height(state.choices.compact);
    let rows = model.accounts.len();
    let most = (ui.clip_rect().height() * MOST / row_height).floor();
    let shown = rows.to_f32().unwrap_or_default();
    let shown = shown.min(most.max(LEAST_ROWS));
    let size = vec2(
        ui.available_width(),
        row_height.min(36.0) + shown * row_height + 2.0,
    );
    let columns = columns(ui, model, figures);
    ui.allocate_ui(size, |ui| {
        ui.set_min_size(size);
        Table::new("Accounts and how they came out", &columns)
            .rows(rows, row_height)
            .order(&state.view.accounts)
            .show(
                ui,
                |at, row| account_row(row, &model.accounts[at], model, figures),
                |_, _| {},
                |_, _| {},
            );
    });
}

fn account_row(
    row: &mut RowPainter<'_, At>,
    line: &AccountLine,
    model: &AttentionModel,
    figures: Figures,
) {
    let palette = row.palette();
    let money = &line.check.money;
    let currency = money.currency.as_ref();
    let said = text::money_check(money, &model.portfolio);
    let units = text::units_check(line.check.units.as_ref(), &model.portfolio, figures);
    let difference = figures.signed_money(money.difference(), currency);
    row.label(format!(
        "{}, difference {difference}, {said}, units: {units}",
        line.name
    ));
    row.text(At::Account, &line.name, palette.text);
    row.text(
        At::Listed,
        &figures.money(money.listed, currency),
        palette.text,
    );
    row.text(
        At::Balance,
        &figures.money(money.balance, currency),
        palette.text,
    );
    row.text(At::Difference, &difference, palette.text);
    row.text(At::Money, &said, money_ink(palette, &money.verdict));
    row.text(
        At::Units,
        &units,
        units_ink(palette, line.check.units.as_ref()),
    );
    if let Some(at) = money.synced_at {
        row.hint(At::Money, format!("{said}\nSynced {}", format::instant(at)));
    }
    if let Some(check) = &line.check.units {
        let days = format!(
            "{units}\nBetween the syncs of {} and {}",
            format::date(check.from),
            format::date(check.day)
        );
        row.hint(At::Units, days);
    }
}

fn money_ink(palette: &Palette, verdict: &Verdict) -> Color32 {
    match verdict {
        Verdict::Agrees => palette.gain,
        Verdict::Unexplained(_) | Verdict::Sweep => palette.warn,
        Verdict::Margin | Verdict::Unvested | Verdict::Unsettled(_) | Verdict::NotComparable => {
            palette.muted
        }
    }
}

fn units_ink(palette: &Palette, check: Option<&UnitsCheck>) -> Color32 {
    match check {
        Some(check) if !check.unexplained.is_empty() => palette.warn,
        Some(check) if check.agree == check.all() => palette.gain,
        Some(_) | None => palette.muted,
    }
}
