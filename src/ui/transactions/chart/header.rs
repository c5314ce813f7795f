//! What stands above the bars: title, currencies, and the legend.

use egui::{RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::color;
use crate::{
    analytics::cash_flow::CashFlow,
    domain::FlowKind,
    state::Command,
    text::Label as _,
    ui::{theme, transactions::TransactionsModel, widgets},
};

/// Title, currencies to choose from, and the legend: beside them, or below
/// where there is no room.
pub(super) fn header_ui(
    ui: &mut Ui,
    model: &TransactionsModel,
    flow: &CashFlow,
    commands: &mut Vec<Command>,
) {
    let kinds = flow.kinds();
    let legend_width: f32 = kinds.iter().map(|it| entry_width(ui, it.label())).sum();
    let is_beside = ui
        .horizontal(|ui| {
            title_ui(ui, model, flow, commands);
            let is_beside = legend_width <= ui.available_width();
            if is_beside {
                ui.add_space(ui.available_width() - legend_width);
                legend_ui(ui, &kinds);
            }
            is_beside
        })
        .inner;
    if !is_beside {
        ui.horizontal_wrapped(|ui| legend_ui(ui, &kinds));
    }
}

fn title_ui(ui: &mut Ui, model: &TransactionsModel, flow: &CashFlow, commands: &mut Vec<Command>) {
    let title = if ui.available_width() > 900.0 {
        "Cash flow per month · click a month to filter"
    } else {
        "Cash flow per month"
    };
    let title = RichText::new(title).font(theme::label());
    ui.label(title.color(theme::palette(ui).muted));
    let currencies = model.found.cash_flow.iter().map(|it| it.currency.as_ref());
    widgets::currency_choice(ui, currencies, flow.currency.as_ref(), commands);
}

fn legend_ui(ui: &mut Ui, kinds: &[FlowKind]) {
    let palette = theme::palette(ui);
    ui.spacing_mut().item_spacing.x = 0.0;
    for kind in kinds {
        let size = vec2(entry_width(ui, kind.label()), 18.0);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, kind.label()));
        let dot = pos2(rect.left() + DOT / 2.0, rect.center().y);
        ui.painter().circle_filled(dot, 4.0, color(palette, *kind));
        let text = rect.with_min_x(rect.left() + DOT + 6.0);
        widgets::text_left(
            ui.painter(),
            text,
            kind.label(),
            theme::body(),
            palette.muted,
        );
    }
}

/// The room of a dot in the legend.
const DOT: f32 = 10.0;

/// How wide an entry of the legend is, with the gap after it.
fn entry_width(ui: &Ui, label: &str) -> f32 {
    let ink = theme::palette(ui).muted;
    let galley = ui
        .painter()
        .layout_no_wrap(label.to_owned(), theme::body(), ink);
    DOT + 6.0 + galley.size().x.ceil() + 14.0
}
