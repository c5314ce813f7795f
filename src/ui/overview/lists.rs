//! The three lists at the bottom of the overview.

use egui::{Rect, RichText, pos2};
use rust_decimal::prelude::ToPrimitive as _;

use super::{LargestHolding, LatestTransaction, OverviewModel};
use crate::{
    analytics::attention::Attention,
    domain::Currency,
    state::{Command, Screen},
    text::{
        AttentionText as _, Label as _,
        format::{self, Figures},
    },
    ui::{
        theme,
        widgets::{self, table::NO_TICKER},
    },
};

/// Between the columns of a row.
const GAP: f32 = 12.0;

/// From this width on a row has room for an empty badge.
const WIDE_ROW: f32 = 400.0;

/// How many whole rows the space has room for.
fn rows_that_fit(ui: &egui::Ui) -> usize {
    // The line beneath the last may stand in the padding.
    let rows = (ui.available_height() + 2.0) / theme::ROW_HEIGHT;
    rows.to_usize().unwrap_or_default().max(1)
}

/// Shows the largest holdings; a click opens one.
pub(super) fn largest_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    model: &OverviewModel,
    commands: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    if model.largest.is_empty() {
        widgets::muted(ui, "Nothing of known value is held.");
    }
    for holding in model.largest.iter().take(rows_that_fit(ui)) {
        if largest_row_ui(ui, figures, holding, model.currency()) {
            commands.push(Command::OpenHolding(holding.id.clone()));
        }
    }
}

fn largest_row_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    holding: &LargestHolding,
    currency: Option<&Currency>,
) -> bool {
    let palette = theme::palette(ui);
    let value = figures.money(Some(holding.value), currency);
    let gain = format::signed_percent(holding.gain_ratio);
    let (rect, response) =
        widgets::list_row(ui, || format!("{}, {value}, gain {gain}", holding.name));
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    let painter = ui.painter();
    let gain_color = theme::signed_color(palette, holding.gain_ratio);
    let gain_rect = Rect::from_min_max(pos2(rect.right() - 56.0, rect.top()), rect.max);
    widgets::text_right(painter, gain_rect, &gain, theme::body(), gain_color);
    let mut space = rect.with_max_x(gain_rect.left() - GAP);
    let drawn = widgets::text_right(painter, space, &value, theme::body(), palette.text);
    space.max.x = drawn.left() - GAP;
    // Without a ticker the name has all the space, unless there is enough.
    let ticker = holding.ticker.as_deref();
    if let Some(ticker) = ticker.or((rect.width() > WIDE_ROW).then_some(NO_TICKER)) {
        let badge = widgets::paint_badge(ui.painter(), palette, space, ticker);
        space.min.x = badge.right() + 10.0;
    }
    let (font, ink) = (theme::body(), palette.text);
    widgets::name_left(ui, response, space, &holding.name, font, ink).clicked()
}

/// Shows the latest transactions; a click opens one.
pub(super) fn latest_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    model: &OverviewModel,
    commands: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    if model.latest.is_empty() {
        widgets::muted(ui, "No transactions are stored for the accounts in view.");
    }
    for row in model.latest.iter().take(rows_that_fit(ui)) {
        if latest_row_ui(ui, figures, row) {
            commands.push(Command::OpenTransaction(row.id.clone()));
        }
    }
}

fn latest_row_ui(ui: &mut egui::Ui, figures: Figures, row: &LatestTransaction) -> bool {
    let palette = theme::palette(ui);
    let amount = figures.signed_money(row.cash_effect, row.currency.as_ref());
    let date = format::short_date(row.date);
    let (rect, response) = widgets::list_row(ui, || {
        format!("{date}, {}, {}, {amount}", row.kind.label(), row.what)
    });
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    let painter = ui.painter();
    let (text, color) = if row.counts {
        (palette.text, theme::signed_color(palette, row.cash_effect))
    } else {
        (palette.muted, palette.muted)
    };
    let drawn = widgets::text_right(painter, rect, &amount, theme::body(), color);
    let space = rect.with_max_x(drawn.left() - GAP);
    // Date and kind have the same width in every row, what it is about the space.
    let kind_x = rect.left() + 68.0;
    let what_x = kind_x + (rect.width() * 0.3).clamp(84.0, 108.0);
    let date_rect = space.with_max_x(kind_x - 4.0);
    widgets::text_left(painter, date_rect, &date, theme::body(), palette.muted);
    let kind_rect = space.with_min_x(kind_x).with_max_x(what_x - 4.0);
    widgets::text_left(painter, kind_rect, row.kind.label(), theme::body(), text);
    let place = space.with_min_x(what_x);
    widgets::name_left(ui, response, place, &row.what, theme::body(), text).clicked()
}

/// Shows what needs the person.
pub(super) fn attention_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    model: &OverviewModel,
    commands: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = 8.0;
    if model.attention.is_empty() {
        widgets::muted(
            ui,
            "Nothing. Every institution answered, and every figure is known.",
        );
    }
    for item in &model.attention {
        attention_item_ui(ui, figures, item, commands);
    }
    // Differences between syncs are on that page alone.
    if ui.small_button("All that needs attention").clicked() {
        commands.push(Command::Show(Screen::Attention));
    }
}

fn attention_item_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    item: &Attention,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let color = if item.is_urgent() {
        palette.warn
    } else {
        palette.text
    };
    widgets::inset(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.label(
            RichText::new(item.title(figures))
                .font(theme::semibold(13.0))
                .color(color),
        );
        widgets::muted(ui, item.text(figures));
        if let Some(action) = item.action()
            && ui.small_button(action).clicked()
        {
            commands.push(Command::Show(Screen::Connections));
            commands.extend(item.repair().map(Command::OpenLink));
        }
    });
}
