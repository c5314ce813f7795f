//! The donut's twin: the same data as a table, and what the donut leaves out.

use egui::{Frame, Rect, RichText, Sense, Stroke, vec2};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{
    AllocationModel,
    view::{Pointed, row_ui},
};
use crate::{
    analytics::allocation::{Category, CurrencyAllocation, Negative},
    domain::AllocationBy,
    state::{AppState, Command},
    text::{
        self, Label as _,
        format::{self, Figures},
    },
    ui::{theme, widgets},
};

/// Right edges of the number columns, counted from the right.
struct Columns {
    holdings: Option<f32>,
    value: f32,
    weight: f32,
    gain: Option<f32>,
}

impl Columns {
    /// The columns that fit; the least important ones go first. Securities
    /// need the space for their names.
    fn of(width: f32, by: AllocationBy) -> Self {
        let gain = (width > 400.0).then_some(0.0);
        let weight = if gain.is_some() { 106.0 } else { 0.0 };
        let value = weight + 138.0;
        let has_room = width > 520.0 && by != AllocationBy::Security;
        Self {
            holdings: has_room.then_some(value + 108.0),
            value,
            weight,
            gain,
        }
    }

    /// The left edge of what is not for numbers.
    fn numbers_begin(&self) -> f32 {
        match self.holdings {
            Some(holdings) => holdings + 58.0,
            None => self.value + 104.0,
        }
    }
}

/// Shows the table with its total, short positions and notes.
pub(super) fn table_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &AllocationModel,
    allocation: &CurrencyAllocation,
    highlighted: Option<usize>,
    now: &mut Pointed,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let frame = Frame::new()
        .fill(palette.card)
        .stroke(Stroke::new(1.0, palette.stroke))
        .corner_radius(theme::CARD_RADIUS);
    frame.show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        ui.spacing_mut().item_spacing.y = 0.0;
        let columns = Columns::of(ui.available_width(), model.by);
        header_ui(ui, model, &columns);
        let height = theme::row_height(state.choices.compact);
        egui::ScrollArea::vertical()
            .id_salt("allocation table")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                for (at, category) in model.categories().iter().enumerate() {
                    let slice = model.slice_of[at];
                    let is_marked = slice.is_some() && slice == highlighted;
                    let row = CategoryRow {
                        category,
                        color: palette.categories[model.color_of(at)],
                        is_marked,
                        height,
                    };
                    let response = row.show(ui, state, allocation, &columns);
                    if response.hovered() {
                        now.slice = slice;
                    }
                    if response.clicked() {
                        now.clicked = Some(at);
                    }
                }
                total_ui(ui, state, allocation, &columns, height);
                negatives_ui(ui, state, allocation, &columns, height, commands);
                notes_ui(ui, model, allocation);
            });
    });
}

fn header_ui(ui: &mut egui::Ui, model: &AllocationModel, columns: &Columns) {
    let palette = theme::palette(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::hover());
    ui.painter()
        .hline(rect.x_range(), rect.bottom(), (1.0, palette.stroke));
    let row = rect.shrink2(vec2(8.0, 0.0));
    let painter = ui.painter();
    let right = |from_right: f32, text: &str| {
        let cell = row.with_max_x(row.right() - from_right);
        widgets::text_right(painter, cell, text, theme::label(), palette.muted);
    };
    widgets::text_left(
        painter,
        row,
        model.by.label(),
        theme::label(),
        palette.muted,
    );
    if let Some(at) = columns.holdings {
        right(at, "Holdings");
    }
    right(columns.value, "Value");
    right(columns.weight, "Weight");
    if let Some(at) = columns.gain {
        right(at, "Gain");
    }
}

struct CategoryRow<'a> {
    category: &'a Category,
    color: egui::Color32,
    is_marked: bool,
    height: f32,
}

/// The bar behind a weight is at most so long.
const BAR: f32 = 72.0;

impl CategoryRow<'_> {
    fn show(
        &self,
        ui: &mut egui::Ui,
        state: &AppState,
        allocation: &CurrencyAllocation,
        columns: &Columns,
    ) -> egui::Response {
        let figures = Figures::of(state);
        let currency = allocation.currency.as_ref();
        let category = self.category;
        let palette = theme::palette(ui);
        let value = figures.money(category.value(), currency);
        let weight = format::percent(category.weight);
        let gain = figures.signed_money(category.total.gain.known(), currency);
        let (row, response) = row_ui(ui, self.height, Sense::click(), self.is_marked, || {
            format!(
                "{}, {} holdings, {value}, {weight}, gain {gain}",
                text::category(&category.name),
                category.holdings
            )
        });
        if !ui.is_rect_visible(row) {
            return response;
        }
        let painter = ui.painter();
        let right = |from_right: f32, text: &str, color| {
            let cell = row.with_max_x(row.right() - from_right);
            widgets::text_right(painter, cell, text, theme::body(), color)
        };
        let known = |color, is_known: bool| if is_known { color } else { palette.faint };
        painter.circle_filled(
            egui::pos2(row.left() + 5.0, row.center().y),
            5.0,
            self.color,
        );
        let name = Rect::from_min_max(
            egui::pos2(row.left() + 17.0, row.top()),
            egui::pos2(row.right() - columns.numbers_begin(), row.bottom()),
        );
        let label = format!("{} ›", text::category(&category.name));
        widgets::text_left(painter, name, &label, theme::body(), palette.text);
        if let Some(at) = columns.holdings {
            right(at, &format::count(category.holdings), palette.text);
        }
        let is_known = category.value().is_some();
        right(columns.value, &value, known(palette.text, is_known));
        let text_color = known(palette.text, category.weight.is_some());
        right(
            columns.weight + BAR + 8.0 - self.slack(),
            &weight,
            text_color,
        );
        self.bar(painter, row.right() - columns.weight, row.center().y);
        if let Some(at) = columns.gain {
            right(
                at,
                &gain,
                theme::signed_color(palette, category.total.gain.known()),
            );
        }
        match self.notes() {
            Some(notes) => response.on_hover_text(notes),
            None => response,
        }
    }

    /// The bar's length: the full one stands for everything.
    fn bar_length(&self) -> f32 {
        let share = self
            .category
            .weight
            .and_then(|it| it.to_f32())
            .unwrap_or(0.0);
        (share * 1.6).min(1.0) * BAR
    }

    /// The part of the bar's space that it leaves to the figure.
    fn slack(&self) -> f32 {
        BAR - self.bar_length().max(5.0)
    }

    fn bar(&self, painter: &egui::Painter, right: f32, center: f32) {
        if self.category.weight.is_none() {
            return;
        }
        let rect = Rect::from_min_max(
            egui::pos2(right - self.bar_length().max(5.0), center - 2.5),
            egui::pos2(right, center + 2.5),
        );
        painter.rect_filled(rect, 2.5, self.color);
    }

    /// Why a figure is missing, or what it covers.
    fn notes(&self) -> Option<String> {
        let category = self.category;
        let mut notes = vec![];
        if category.total.value.missing() > 0 {
            notes.push(match category.total.value.missing() {
                1 => "1 row has no known value and is not in it".to_owned(),
                rows => format!("{rows} rows have no known value and are not in it"),
            });
        }
        match category.total.coverage() {
            covered if covered.is_none_or(|covered| covered.is_zero()) => {
                notes.push("No cost basis is known, so no gain is".to_owned());
            }
            Some(covered) if covered < Decimal::ONE => notes.push(format!(
                "Gain covers {} of value",
                format::percent(Some(covered))
            )),
            Some(_) | None => {}
        }
        (!notes.is_empty()).then(|| notes.join("\n"))
    }
}

fn total_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    allocation: &CurrencyAllocation,
    columns: &Columns,
    height: f32,
) {
    let figures = Figures::of(state);
    let total = figures.money(allocation.total, allocation.currency.as_ref());
    let holdings: usize = allocation.categories.iter().map(|it| it.holdings).sum();
    bold_row_ui(ui, height, "Total", &total, columns, |right| {
        if let Some(at) = columns.holdings {
            right(at, &format::count(holdings));
        }
        if allocation.total.is_some_and(|it| !it.is_zero()) {
            right(columns.weight, "100%");
        }
    });
}

fn bold_row_ui(
    ui: &mut egui::Ui,
    height: f32,
    name: &str,
    value: &str,
    columns: &Columns,
    add_cells: impl FnOnce(&dyn Fn(f32, &str)),
) {
    let palette = theme::palette(ui);
    let (row, _) = row_ui(ui, height, Sense::hover(), false, || {
        format!("{name} {value}")
    });
    let painter = ui.painter();
    let font = || theme::semibold(13.0);
    let right = |from_right: f32, text: &str| {
        let cell = row.with_max_x(row.right() - from_right);
        widgets::text_right(painter, cell, text, font(), palette.text);
    };
    let left = row.with_max_x(row.right() - columns.numbers_begin());
    widgets::text_left(painter, left, name, font(), palette.text);
    right(columns.value, value);
    add_cells(&right);
}

/// What is owed stands beneath, with what remains.
fn negatives_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    allocation: &CurrencyAllocation,
    columns: &Columns,
    height: f32,
    commands: &mut Vec<Command>,
) {
    if allocation.negatives.is_empty() {
        return;
    }
    let palette = theme::palette(ui);
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        ui.label(
            RichText::new("Short positions and debts")
                .font(theme::label())
                .color(palette.muted),
        );
    });
    ui.add_space(4.0);
    for negative in &allocation.negatives {
        if negative_row_ui(ui, state, allocation, negative, columns, height) {
            commands.push(Command::OpenHolding(negative.holding.clone()));
        }
    }
    let net = Figures::of(state).money(allocation.net.value.known(), allocation.currency.as_ref());
    bold_row_ui(ui, height, "Total less these", &net, columns, |_| {});
}

fn negative_row_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    allocation: &CurrencyAllocation,
    negative: &Negative,
    columns: &Columns,
    height: f32,
) -> bool {
    let palette = theme::palette(ui);
    let figures = Figures::of(state);
    let currency = allocation.currency.as_ref();
    let value = figures.money(negative.total.value.known(), currency);
    let gain = figures.signed_money(negative.total.gain.known(), currency);
    let name = text::category(&negative.name);
    let (row, response) = row_ui(ui, height, Sense::click(), false, || {
        format!("{name}, {value}, gain {gain}")
    });
    if response.hovered() {
        ui.painter()
            .rect_filled(row.expand2(vec2(8.0, 0.0)), 0.0, palette.raised);
    }
    let painter = ui.painter();
    let right = |from_right: f32, text: &str, color| {
        let cell = row.with_max_x(row.right() - from_right);
        widgets::text_right(painter, cell, text, theme::body(), color);
    };
    let left = row.with_max_x(row.right() - columns.numbers_begin());
    widgets::text_left(painter, left, name, theme::body(), palette.text);
    right(columns.value, &value, palette.text);
    if let Some(at) = columns.gain {
        right(
            at,
            &gain,
            theme::signed_color(palette, negative.total.gain.known()),
        );
    }
    response.clicked()
}

fn notes_ui(ui: &mut egui::Ui, model: &AllocationModel, allocation: &CurrencyAllocation) {
    let mut notes = vec![];
    if !allocation.negatives.is_empty() {
        notes.push("Short positions are listed but left out of the donut.".to_owned());
    }
    if model.currencies.len() > 1 {
        notes.push(format!(
            "{} currencies are shown apart: they cannot be added without a rate.",
            match model.currencies.len() {
                2 => "Two".to_owned(),
                count => count.to_string(),
            }
        ));
    }
    if allocation.net.value.missing() > 0 {
        let holdings = match allocation.net.value.missing() {
            1 => "1 row has".to_owned(),
            count => format!("{count} rows have"),
        };
        notes.push(format!("{holdings} no known value and no share."));
    }
    if model.slices.iter().any(|it| it.categories.len() > 1) {
        notes.push(
            "Shares under 1.5%, and all after the ninth, are gathered in “Other”.".to_owned(),
        );
    }
    if model.by == AllocationBy::Sector && notes.is_empty() {
        notes.push("Sectors are as the institutions report them.".to_owned());
    }
    let palette = theme::palette(ui);
    Frame::new().inner_margin(14).show(ui, |ui| {
        ui.label(RichText::new(notes.join(" ")).color(palette.muted));
    });
}
