//! The table of transactions: its columns, and what stands in them.

use std::borrow::Cow;

use egui::Ui;
use rust_decimal::Decimal;

use super::{
    Cell, LeftOut, Sums, TransactionsModel,
    detail::{note_of, status_of},
    fees, price, quantity, type_label,
};
use crate::{
    domain::Transaction,
    state::TransactionColumn as By,
    text::{
        Label as _,
        format::{self, Figures, UNKNOWN},
    },
    ui::{
        theme,
        widgets::table::{Column, RowPainter, Width, cell_width, figure_width, quantity_width},
    },
};

/// All columns. What the others do not need, the names have.
pub(super) fn columns(ui: &Ui, model: &TransactionsModel, figures: Figures) -> [Column<By>; 8] {
    let sums = |of: fn(&Sums) -> Option<Decimal>, least| {
        let sums = model.found.sums.iter();
        let sums: Vec<String> = sums
            .map(|it| figures.signed_money(of(it), it.currency.as_ref()))
            .collect();
        figure_width(ui, sums.iter().map(|it| &**it), least)
    };
    let account_name = cell_width(ui, model.longest_account_name());
    let column = |by: By, width| Column::new(by, by.label(), width).sorts();
    let figure = |by, width| column(by, Width::Fixed(width)).right();
    [
        column(By::Date, Width::Fixed(100.0)).newest_first(),
        column(By::Type, Width::Fixed(128.0)),
        column(By::Security, Width::Rest(190.0)),
        column(By::Account, Width::UpTo(110.0, account_name)).droppable(2),
        column(
            By::Quantity,
            quantity_width(model.found.longest_quantity, 112.0),
        )
        .right()
        .droppable(3),
        figure(By::Price, 104.0).droppable(4),
        figure(By::Fees, sums(|it| it.fees, 76.0)).droppable(5),
        figure(By::CashEffect, sums(|it| it.cash_effect, 112.0)),
    ]
}

pub(super) fn transaction_row(
    row: &mut RowPainter<'_, By>,
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
    let name = match model.found_by(it) {
        Some(why) => Cow::Owned(format!("{name} · {why}")),
        None => name,
    };
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
    } else if name.contains(&*it.name) {
        row.hint(By::Security, &*name);
    } else {
        row.hint(By::Security, format!("{name} · {}", it.name));
    }
    row.text(By::Date, &date, soft);
    row.text(By::Type, &kind, ink);
    let ticker = model
        .security(it)
        .and_then(|it| it.ticker_symbol.as_deref());
    row.badge(By::Security, ticker, &name, ink);
    row.text(By::Account, account, soft);
    let cell = |row: &mut RowPainter<'_, By>, column, cell, text: &dyn Fn() -> String| match cell {
        Cell::Known(_) => row.text(column, &text(), ink),
        Cell::Unknown => row.text(column, UNKNOWN, palette.faint),
        Cell::NotApplicable => {}
    };
    cell(row, By::Quantity, quantity(it), &|| {
        figures.quantity(it.quantity)
    });
    cell(row, By::Price, price(it), &|| figures.price(it.price, None));
    cell(row, By::Fees, fees(it), &|| {
        figures.money(it.fees_paid(), currency)
    });
    let color = if is_dim {
        palette.faint
    } else {
        theme::signed_color(palette, it.cash_effect())
    };
    row.text(By::CashEffect, &effect, color);
}

/// The sums of each currency; of none, where nothing counts.
pub(super) fn footer(model: &TransactionsModel) -> Cow<'_, [Sums]> {
    if model.found.sums.is_empty() {
        return Cow::Owned(vec![Sums {
            currency: None,
            fees: None,
            cash_effect: None,
        }]);
    }
    Cow::Borrowed(&model.found.sums)
}

pub(super) fn footer_row(
    row: &mut RowPainter<'_, By>,
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
    row.strong_over(&[By::Date, By::Type, By::Security], &title, "");
    if sums.fees.is_some() {
        row.strong(By::Fees, &fees, palette.text);
    }
    let color = theme::signed_color(palette, sums.cash_effect);
    row.strong(By::CashEffect, &effect, color);
    if let Some(left_out) = left_out_of(model.found.left_out) {
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
    let (shown, all) = (model.rows.len(), model.found.rows_in_view);
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
