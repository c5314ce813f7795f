//! The table of holdings: its columns, and what stands in them.

use std::borrow::Cow;

use egui::{Color32, Ui};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{HoldingRow, HoldingsModel, TotalLine};
use crate::{
    domain::{Measure, Security},
    state::{AppState, HoldingColumn as By},
    text::{
        self, Label as _,
        format::{self, Figures, UNKNOWN},
    },
    ui::{
        theme::{self, Palette},
        widgets::table::{Column, RowPainter, Width, cell_width, figure_width, quantity_width},
    },
    valuation::Unknown,
};

/// The longest bar beside a weight.
const BAR_WIDTH: f32 = 24.0;

/// What the title of a group or a total stands over.
const NAMED: [By; 4] = [By::Security, By::Account, By::Quantity, By::Price];

/// Where they are among the widest amounts.
const VALUE: usize = 0;
const COST: usize = 1;
const GAIN: usize = 2;

/// All columns; those that are chosen not to be seen are hidden. The account
/// needs none while the groups are accounts. Where there is little room, how much
/// is held goes last.
/// What the figures do not need, the names have.
pub(super) fn columns(ui: &Ui, state: &AppState, model: &HoldingsModel) -> [Column<By>; 9] {
    let figures = Figures::of(state);
    let amounts = |at: usize, least| {
        let all = model.widest.amounts.iter().map(|(currency, amounts)| {
            let (amount, currency) = (amounts[at], currency.as_ref());
            if at == GAIN {
                figures.signed_money(amount, currency)
            } else {
                figures.money(amount, currency)
            }
        });
        let all: Vec<String> = all.collect();
        figure_width(ui, all.iter().map(|it| &**it), least)
    };
    let price = figure_width(ui, [&*figures.price(model.widest.price, None)], 72.0);
    let gain_ratio = format::signed_percent(model.widest.gain_ratio);
    let gain_ratio = figure_width(ui, [&*gain_ratio], 72.0);
    let account_name = cell_width(ui, model.longest_account_name());
    let hidden = &state.choices.hidden_columns;
    let column = |by: By, width| {
        Column::new(by, by.label(), width)
            .sorts()
            .hidden(hidden.contains(&by))
    };
    let figure = |by, width| column(by, Width::Fixed(width)).right();
    let account = column(By::Account, Width::UpTo(110.0, account_name)).droppable(5);
    [
        column(By::Security, Width::Rest(240.0)),
        if model.is_by_account {
            account.hidden(true)
        } else {
            account
        },
        column(By::Quantity, quantity_width(model.longest_quantity, 98.0))
            .right()
            .droppable(1),
        figure(By::Price, price).droppable(3),
        figure(By::Value, amounts(VALUE, 80.0)),
        figure(By::Weight, 98.0).droppable(4),
        figure(By::CostBasis, amounts(COST, 92.0)).droppable(2),
        figure(By::Gain, amounts(GAIN, 80.0)),
        figure(By::GainPercent, gain_ratio),
    ]
}

pub(super) fn holding_row(
    row: &mut RowPainter<'_, By>,
    model: &HoldingsModel,
    it: &HoldingRow,
    figures: Figures,
) {
    let palette = row.palette();
    let (security, currency) = (model.security(it), it.currency.as_ref());
    let ticker = security.and_then(|it| it.ticker_symbol.as_deref());
    let mut name = model.name(it);
    if it.shares_name && !model.is_by_account && !row.shows(By::Account) {
        name = Cow::Owned(format!("{name} · {}", model.account_name(it)));
    }
    if let Some(why) = &it.found_by {
        name = Cow::Owned(format!("{name} · {why}"));
    }
    let value = figures.money(it.value(), currency);
    let gain = figures.signed_money(it.gain(), currency);
    let gain_percent = format::signed_percent(it.gain_ratio());
    row.label(format!(
        "{} {name}, value {value}, gain {gain} {gain_percent}",
        ticker.unwrap_or_default()
    ));
    row.badge(By::Security, ticker, &name, palette.text);
    row.hint(By::Security, hint_of(security, &name, it));
    row.text(By::Account, model.account_name(it), palette.muted);
    row.text(By::Quantity, &figures.quantity(it.quantity), palette.text);
    let price = figures.price(it.price, None);
    row.text(By::Price, &price, known(palette, it.price));
    row.explained(By::Value, &value, known(palette, it.value()));
    if let Some(because) = it.value_unknown() {
        row.hint(By::Value, text::no_value(because));
    } else if it.is_derived {
        row.hint(By::Value, text::DERIVED_VALUE);
    }
    weight(row, it.weight, model.largest_weight, it.value());
    let no_gain = it.gain_unknown().map(text::no_gain);
    if it.cost_basis().is_none() {
        row.text(By::CostBasis, no_cost(it), palette.faint);
    } else {
        row.text(
            By::CostBasis,
            &figures.money(it.cost_basis(), currency),
            if no_gain.is_some() {
                palette.muted
            } else {
                palette.text
            },
        );
    }
    row.explained(By::Gain, &gain, theme::signed_color(palette, it.gain()));
    row.text(
        By::GainPercent,
        &gain_percent,
        theme::signed_color(palette, it.gain_ratio()),
    );
    if let Some(no_gain) = no_gain {
        row.hint(By::CostBasis, no_gain);
        row.hint(By::Gain, no_gain);
        row.hint(By::GainPercent, no_gain);
    } else if it.gain_ratio().is_none() {
        row.hint(By::GainPercent, text::NO_STAKE);
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

fn weight(
    row: &mut RowPainter<'_, By>,
    weight: Option<Decimal>,
    largest: Option<Decimal>,
    value: Option<Decimal>,
) {
    let text = format::percent(weight);
    let palette = row.palette();
    row.text_beside(By::Weight, BAR_WIDTH + 6.0, &text, known(palette, weight));
    match weight {
        Some(weight) => {
            let share = largest.and_then(|it| weight.checked_div(it));
            let share = share.and_then(|it| it.to_f32()).unwrap_or_default();
            row.bar(By::Weight, share, BAR_WIDTH, palette.accent);
        }
        None if value.is_some() => {
            row.hint(By::Weight, "What is owed is no part of a whole.");
        }
        None => row.hint(By::Weight, "Its value is not known."),
    }
}

fn known(palette: &Palette, figure: Option<Decimal>) -> Color32 {
    if figure.is_some() {
        palette.text
    } else {
        palette.faint
    }
}

pub(super) fn group_row(
    row: &mut RowPainter<'_, By>,
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
        row.heading(&NAMED, group.folded, &group.title, &note);
        group.title.clone()
    } else {
        let currency = format::currency_code(line.currency.as_ref());
        let title = format!("in {currency} · {count}");
        row.text_beside(By::Security, 16.0, &title, row.palette().muted);
        format!("{} {title}", group.title)
    };
    let state = if group.folded { "folded" } else { "unfolded" };
    totals(row, &title, state, line, figures);
}

pub(super) fn total_row(
    row: &mut RowPainter<'_, By>,
    model: &HoldingsModel,
    line: usize,
    figures: Figures,
) {
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
    row.strong_over(&NAMED, &title, &note);
    totals(row, &title, &note, total, figures);
}

/// The figures of a group's heading or of a total.
fn totals(
    row: &mut RowPainter<'_, By>,
    title: &str,
    state: &str,
    line: &TotalLine,
    figures: Figures,
) {
    let palette = row.palette();
    let currency = line.currency.as_ref();
    let value = figures.money(line.total.value.known(), currency);
    let gain = figures.signed_money(line.total.gain.known(), currency);
    let gain_percent = format::signed_percent(line.total.gain_ratio());
    row.label(format!(
        "{title} {state}, value {value}, gain {gain} {gain_percent}"
    ));
    row.strong(By::Value, &value, known(palette, line.total.value.known()));
    if line.without_value > 0 {
        row.hint(
            By::Value,
            format!("Without {} of unknown value.", line.without_value),
        );
    }
    let weight = format::percent(line.weight);
    row.strong_beside(
        By::Weight,
        BAR_WIDTH + 6.0,
        &weight,
        known(palette, line.weight),
    );
    let cost = figures.money(line.total.cost.known(), currency);
    row.strong(
        By::CostBasis,
        &cost,
        known(palette, line.total.cost.known()),
    );
    row.strong(
        By::Gain,
        &gain,
        theme::signed_color(palette, line.total.gain.known()),
    );
    let color = theme::signed_color(palette, line.total.gain_ratio());
    row.strong(By::GainPercent, &gain_percent, color);
    if let Some(note) = coverage_note(line) {
        for column in [By::CostBasis, By::Gain, By::GainPercent] {
            row.hint(column, &note);
        }
    }
}

/// What the gain covers, where that is not everything.
fn coverage_note(line: &TotalLine) -> Option<String> {
    let coverage = line.total.coverage().filter(|it| *it < Decimal::ONE)?;
    let percent = (coverage * Decimal::ONE_HUNDRED).floor();
    Some(format!("gain covers {percent}% of value"))
}

/// What explains the figure of a column.
pub(super) fn measure_of(by: By) -> Measure {
    if by == By::Gain {
        Measure::UnrealizedGain
    } else {
        Measure::Value
    }
}
