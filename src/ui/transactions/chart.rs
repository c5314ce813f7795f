//! The bars above the table: cash flow per month, inflows above zero and
//! outflows below. A click on a month filters the table, a second one clears.
//!
//! Painted by hand rather than as a plot: every month is a control of its own,
//! reachable by Tab and named for screen readers.

mod header;

use egui::{
    Align2, Color32, CornerRadius, Rect, Response, RichText, Role, Sense, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::TransactionsModel;
use crate::{
    analytics::cash_flow::{Bars, CashFlow, Flow, MonthFlow},
    domain::{Currency, FlowKind},
    state::{AppState, Command, Month, TransactionsQuery},
    text::{
        Label as _,
        format::{self, Figures},
    },
    ui::{
        theme::{self, Palette},
        widgets::{
            self,
            axis::{self, AmountTicks},
        },
    },
};
use header::header_ui;

/// Left of the bars, for the amounts of the axis.
const AXIS_WIDTH: f32 = 58.0;
/// Below the bars, for the months.
const AXIS_HEIGHT: f32 = 22.0;
/// How much of a month's width its bar takes.
const BAR_SHARE: f32 = 0.58;
const WIDEST_BAR: f32 = 26.0;

/// Shows the bars in a card of `height` points.
pub(super) fn cash_flow_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &TransactionsModel,
    height: f32,
    commands: &mut Vec<Command>,
) {
    let query = &state.view.transactions;
    let Some((flow, bars)) = shown(state, model) else {
        return;
    };
    header_ui(ui, model, flow, commands);
    let clicked = bars_ui(ui, flow, bars, query.month, Figures::of(state), height);
    if bars.outside > 0 {
        outside_ui(ui, bars.outside);
    }
    if let Some(month) = clicked {
        commands.push(Command::QueryTransactions(TransactionsQuery {
            month: (query.month != Some(month)).then_some(month),
            ..query.clone()
        }));
    }
}

/// The months alone, for an image of this height.
pub(in crate::ui) fn months_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &TransactionsModel,
    height: f32,
) {
    if let Some((flow, bars)) = shown(state, model) {
        let chosen = state.view.transactions.month;
        bars_ui(ui, flow, bars, chosen, Figures::of(state), height);
    }
}

/// What is drawn: of the currency that is shown.
pub(in crate::ui) fn shown<'a>(
    state: &AppState,
    model: &'a TransactionsModel,
) -> Option<(&'a CashFlow, &'a Bars)> {
    let currencies = model.found.cash_flow.iter().map(|it| it.currency.as_ref());
    let shown = state.view.currency.position(currencies);
    model
        .found
        .cash_flow
        .get(shown)
        .zip(model.found.bars.get(shown))
}

/// Says that rows lie outside of the months that are drawn.
fn outside_ui(ui: &mut Ui, rows: usize) {
    let rows = match rows {
        1 => "1 row is".to_owned(),
        _ => format!("{} rows are", format::count(rows)),
    };
    widgets::muted(
        ui,
        format!("{rows} dated outside of these months: in the table, but not in the bars."),
    );
}

/// The color of a series: the same wherever cash flows are shown.
pub(in crate::ui) fn color(palette: &Palette, kind: FlowKind) -> Color32 {
    let index = match kind {
        FlowKind::Contributions => 0,
        FlowKind::DividendsAndInterest => 1,
        FlowKind::Buys => 2,
        FlowKind::Withdrawals => 3,
        FlowKind::Costs => 4,
        FlowKind::Sells => 5,
        FlowKind::Transfers => 6,
        FlowKind::Other => 9,
    };
    palette.categories[index]
}

/// Where an amount lies between the bottom and the top of the bars.
struct Scale {
    rect: Rect,
    lowest: f64,
    highest: f64,
}

impl Scale {
    fn y(&self, amount: f64) -> f32 {
        let span = (self.highest - self.lowest).max(f64::MIN_POSITIVE);
        let share = (amount - self.lowest) / span;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a share of some hundred pixels"
        )]
        let share = share as f32;
        self.rect.bottom() - share * self.rect.height()
    }
}

fn bars_ui(
    ui: &mut Ui,
    flow: &CashFlow,
    bars: &Bars,
    chosen: Option<Month>,
    figures: Figures,
    height: f32,
) -> Option<Month> {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), height);
    let (outer, _) = ui.allocate_exact_size(size, Sense::hover());
    let rect = Rect::from_min_max(
        pos2(outer.left() + AXIS_WIDTH, outer.top() + 6.0),
        pos2(outer.right(), outer.bottom() - AXIS_HEIGHT),
    );
    let ticks = ticks_of(flow, bars);
    let scale = Scale {
        rect,
        lowest: float(ticks.lowest),
        highest: float(ticks.highest),
    };
    ticks_ui(ui, &scale, &ticks, flow.currency.as_ref(), figures);

    #[expect(clippy::cast_precision_loss, reason = "some hundred months at most")]
    let width = rect.width() / bars.months.len().max(1) as f32;
    let mut clicked = None;
    let mut x = rect.left();
    for month in &bars.months {
        let column = Rect::from_x_y_ranges(x..=x + width, rect.y_range());
        x += width;
        let this = Month::of(month.month);
        let is_chosen = chosen == Some(this);
        let response = column_ui(
            ui,
            column,
            month,
            flow.currency.as_ref(),
            is_chosen,
            figures,
        );
        if response.clicked() {
            clicked = Some(this);
        }
        if is_chosen || response.hovered() {
            let soft = if is_chosen { 0.9 } else { 0.45 };
            ui.painter().rect_filled(
                column.expand2(vec2(0.0, 3.0)),
                CornerRadius::ZERO,
                palette.accent_soft.gamma_multiply(soft),
            );
        }
        widgets::focus_ring(ui, &response, column.expand2(vec2(0.0, 3.0)));
        let is_bright = is_chosen || (chosen.is_none() && response.hovered());
        stack(
            ui,
            &scale,
            column,
            month,
            if is_bright { 1.0 } else { 0.82 },
        );
    }
    month_labels(ui, rect, width, bars);
    clicked
}

/// One month as a control: hover, click, focus, and its figures in words.
fn column_ui(
    ui: &Ui,
    column: Rect,
    month: &MonthFlow,
    currency: Option<&Currency>,
    is_chosen: bool,
    figures: Figures,
) -> Response {
    let id = ui.scope_id().with(("month", month.month));
    let response = ui.interact(column, id, Sense::click());
    response.widget_info(|| {
        let mut parts = vec![format::month(month.month)];
        parts.extend(month.moved().map(|(kind, flow)| {
            let amount = figures.signed_money(flow.net(), currency);
            format!("{} {amount}", kind.label())
        }));
        WidgetInfo::selected(Role::Button, true, is_chosen, parts.join(", "))
    });
    response.on_hover_ui(|ui| tooltip_ui(ui, month, currency, figures))
}

fn tooltip_ui(ui: &mut Ui, month: &MonthFlow, currency: Option<&Currency>, figures: Figures) {
    let palette = theme::palette(ui);
    ui.label(RichText::new(format::month(month.month)).font(theme::semibold(13.0)));
    egui::Grid::new("month").num_columns(2).show(ui, |ui| {
        for (kind, flow) in month.moved() {
            ui.horizontal(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
                ui.painter()
                    .circle_filled(rect.center(), 4.0, color(palette, kind));
                ui.label(kind.label());
            });
            amount_ui(ui, flow.net(), currency, figures);
            ui.end_row();
        }
        ui.label("Net");
        amount_ui(ui, month.net(), currency, figures);
        ui.end_row();
    });
    if month.unknown > 0 {
        let rows = format::count(month.unknown);
        widgets::muted(ui, format!("{rows} without a known amount: in no sum"));
    }
}

fn amount_ui(ui: &mut Ui, amount: Option<Decimal>, currency: Option<&Currency>, figures: Figures) {
    widgets::at_the_end(ui, |ui| {
        ui.label(figures.signed_money(amount, currency));
    });
}

/// Paints the two stacks of a month.
fn stack(ui: &Ui, scale: &Scale, column: Rect, month: &MonthFlow, opacity: f32) {
    let palette = theme::palette(ui);
    let width = (column.width() * BAR_SHARE).clamp(1.0, WIDEST_BAR);
    let x = column.center().x - width / 2.0..=column.center().x + width / 2.0;
    let rounding = CornerRadius::same(if width > 8.0 { 3 } else { 0 });
    let (mut top, mut bottom) = (0.0, 0.0);
    for (kind, flow) in month.moved() {
        let color = color(palette, kind).gamma_multiply(opacity);
        for (amount, edge) in [(flow.inflow, &mut top), (flow.outflow, &mut bottom)] {
            let amount = amount.map_or(0.0, float);
            if amount == 0.0 {
                continue;
            }
            let (from, to) = (scale.y(*edge), scale.y(*edge + amount));
            *edge += amount;
            let bar = Rect::from_x_y_ranges(x.clone(), from.min(to)..=from.max(to));
            // A gap of one pixel tells neighbors apart without their color.
            let bar = if bar.height() > 3.0 {
                bar.shrink2(vec2(0.0, 0.5))
            } else {
                bar
            };
            ui.painter().rect_filled(bar, rounding, color);
        }
    }
}

fn ticks_ui(
    ui: &Ui,
    scale: &Scale,
    ticks: &AmountTicks,
    currency: Option<&Currency>,
    figures: Figures,
) {
    let palette = theme::palette(ui);
    // Counted from zero, so that it has its label.
    let below = ticks.amounts().filter(Decimal::is_sign_negative).count();
    let apart = labels_apart(scale, ticks);
    for (at, amount) in ticks.amounts().enumerate() {
        let y = scale.y(float(amount));
        ui.painter()
            .hline(scale.rect.x_range(), y, Stroke::new(1.0, palette.stroke));
        if at.abs_diff(below) % apart != 0 {
            continue;
        }
        ui.painter().text(
            pos2(scale.rect.left() - 8.0, y),
            Align2::RIGHT_CENTER,
            figures.axis_money(Some(amount), currency),
            theme::regular(axis::LABEL_SIZE),
            palette.muted,
        );
    }
}

/// Between two labels, from line to line.
const LABEL_DISTANCE: f32 = 14.0;

/// How many lines there are for each label, so that labels do not meet.
fn labels_apart(scale: &Scale, ticks: &AmountTicks) -> usize {
    let lines = ticks.amounts().count().saturating_sub(1).max(1);
    let distance = scale.rect.height() / lines.to_f32().unwrap_or(1.0);
    let apart = (LABEL_DISTANCE / distance.max(1.0)).ceil();
    apart.to_usize().unwrap_or(1).max(1)
}

fn month_labels(ui: &Ui, rect: Rect, width: f32, bars: &Bars) {
    let palette = theme::palette(ui);
    let months = i64::try_from(bars.months.len()).unwrap_or(i64::MAX);
    let apart = axis::months_apart(months, axis::most_dates(rect.width()));
    let mut x = rect.left() + width / 2.0;
    for month in &bars.months {
        if axis::is_named(month.month, apart) {
            ui.painter().text(
                pos2(x, rect.bottom() + 8.0),
                Align2::CENTER_TOP,
                format::axis_month(month.month),
                theme::regular(axis::LABEL_SIZE),
                palette.muted,
            );
        }
        x += width;
    }
}

fn float(amount: Decimal) -> f64 {
    amount.to_f64().unwrap_or_default()
}

/// The ticks that the stacks of all months lie between.
fn ticks_of(flow: &CashFlow, bars: &Bars) -> AmountTicks {
    let side = |month: &MonthFlow, of: fn(Flow) -> Option<Decimal>| {
        FlowKind::ALL
            .into_iter()
            .filter_map(|kind| of(month.flow(kind)))
            .fold(Decimal::ZERO, Decimal::saturating_add)
    };
    let months = &bars.months;
    let highest = months.iter().map(|it| side(it, |flow| flow.inflow)).max();
    let lowest = months.iter().map(|it| side(it, |flow| flow.outflow)).min();
    AmountTicks::around(
        lowest.unwrap_or_default(),
        highest.unwrap_or_default(),
        flow.currency.as_ref(),
    )
}
