//! The page: the total, value over time, allocation and three short lists.

use egui::{Align, Layout, Rect, RichText, UiBuilder, pos2, vec2};

use rust_decimal::prelude::ToPrimitive as _;

use super::{CurrencyTotal, OverviewModel, lists};
use crate::{
    analytics::value_history::ValueChange,
    state::{AppState, Chart, Command, RangeChoice, Screen},
    text::{
        self, Label as _,
        format::{self, Figures},
    },
    ui::{allocation::DonutSlice, theme, widgets},
};

/// From this width on the cards stand in the three columns of the design.
const THREE_COLUMNS: f32 = 1000.0;

/// Shows the page. `model` is `None` until the portfolio is read.
pub fn overview_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: Option<&OverviewModel>,
    commands: &mut Vec<Command>,
) {
    let Some(model) = model else {
        widgets::skeleton_rows(ui, 8);
        return;
    };
    if model.totals.is_empty() && model.latest.is_empty() {
        empty_ui(ui, state, commands);
        return;
    }
    egui::ScrollArea::vertical()
        .id_salt("overview")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            heading_ui(ui, state, model, commands);
            cards_ui(ui, state, model, commands);
        });
}

fn empty_ui(ui: &mut egui::Ui, state: &AppState, commands: &mut Vec<Command>) {
    let is_connected = state
        .portfolio
        .as_ref()
        .is_some_and(|it| !it.connections.is_empty());
    if is_connected {
        widgets::empty_state(
            ui,
            "Nothing to show for these accounts yet",
            "Press Sync to read holdings and transactions. Value, allocation and what needs \
             attention will stand here.",
        );
    } else {
        widgets::empty_state(
            ui,
            "Nothing is connected",
            "Connect an institution, and its total value, allocation and latest transactions \
             will stand here.",
        );
    }
    ui.vertical_centered(|ui| {
        if ui.button("Open connections").clicked() {
            commands.push(Command::Show(Screen::Connections));
        }
    });
}

/// The space that the choices of currency and range need beside the totals.
const CHOICES_WIDTH: f32 = 400.0;

fn heading_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &OverviewModel,
    commands: &mut Vec<Command>,
) {
    let is_wide = ui.available_width() >= THREE_COLUMNS;
    let totals_width = if is_wide {
        ui.available_width() - CHOICES_WIDTH
    } else {
        ui.available_width()
    };
    let totals = |ui: &mut egui::Ui| {
        ui.set_width(totals_width);
        ui.spacing_mut().item_spacing.y = 2.0;
        let palette = theme::palette(ui);
        let title = match model.hidden {
            0 => "Total value".to_owned(),
            1 => "Total value, without 1 hidden account".to_owned(),
            count => format!("Total value, without {count} hidden accounts"),
        };
        ui.label(RichText::new(title).color(palette.muted));
        for total in &model.totals {
            total_ui(ui, state, total);
        }
    };
    if !is_wide {
        ui.vertical(totals);
        ui.horizontal_wrapped(|ui| {
            widgets::currency_choice(ui, model.currencies(), model.currency(), commands);
            range_ui(ui, state, commands);
        });
        return;
    }
    ui.horizontal(|ui| {
        ui.vertical(totals);
        ui.with_layout(Layout::right_to_left(Align::Max), |ui| {
            range_ui(ui, state, commands);
            widgets::currency_choice(ui, model.currencies(), model.currency(), commands);
        });
    });
}

fn range_ui(ui: &mut egui::Ui, state: &AppState, commands: &mut Vec<Command>) {
    let ranges = RangeChoice::ALL.map(|it| (it.label(), it));
    if let Some(range) = widgets::segmented(ui, &ranges, state.view.range) {
        commands.push(Command::ShowRange(range));
    }
}

/// One currency's value, and what the last sync changed.
fn total_ui(ui: &mut egui::Ui, state: &AppState, total: &CurrencyTotal) {
    let palette = theme::palette(ui);
    let figures = Figures::of(state);
    let currency = total.currency.as_ref();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(12.0, 0.0);
        // Each part moves to the next line as a whole.
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
        ui.label(
            RichText::new(figures.money(total.total.value.known(), currency))
                .font(theme::semibold(34.0))
                .color(palette.text),
        );
        if let Some(change) = &total.change {
            let color = theme::signed_color(palette, Some(change.amount));
            let amount = figures.signed_money(Some(change.amount), currency);
            let percent = format::signed_percent(change.ratio);
            ui.label(
                RichText::new(format!("{amount} {percent}"))
                    .size(15.0)
                    .color(color),
            )
            .on_hover_text("Deposits and withdrawals are part of it; this is not a return.");
            ui.label(RichText::new(since(state, change)).color(palette.muted))
                .on_hover_text(format::instant(change.since));
        }
        let not_valued = total.total.value.missing();
        if not_valued > 0 {
            let text = match not_valued {
                1 => "1 row not valued".to_owned(),
                count => format!("{count} rows not valued"),
            };
            let because = total.total.value.because().next();
            let because = because.map(|(because, _)| text::no_value(because));
            ui.label(RichText::new(text).color(palette.muted))
                .on_hover_text(because.unwrap_or_default());
        }
    });
}

/// `since last sync, 3 days ago · without 1 new account`.
fn since(state: &AppState, change: &ValueChange) -> String {
    let mut text = format!("since last sync, {}", format::age(state.now, change.since));
    for (count, which) in [
        (change.appeared, "new"),
        (change.vanished, "vanished"),
        (change.unvalued, "not fully valued"),
    ] {
        if count > 0 {
            text.push_str(" · without ");
            text.push_str(&accounts(count, which));
        }
    }
    text
}

/// `1 new account`.
fn accounts(count: usize, which: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {which} account{plural}")
}

/// Places the five cards: three columns, two, or one, whatever fits. They fill
/// the window where it is high enough; otherwise the page scrolls.
fn cards_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &OverviewModel,
    commands: &mut Vec<Command>,
) {
    let width = ui.available_width();
    let top = ui.cursor().top();
    let left = ui.cursor().left();
    let free = ui.clip_rect().bottom() - top;
    for (card, rect) in layout(vec2(width, free)) {
        let rect = rect.translate(vec2(left, top));
        ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
            widgets::card_filling(ui, Some(card.title()), |ui| {
                card_ui(ui, state, model, card, commands);
            });
            if let Some(chart) = card.chart() {
                widgets::save_button(ui, chart, rect, commands);
            }
        });
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Card {
    Value,
    Allocation,
    Largest,
    Latest,
    Attention,
}

/// Where each card goes, from the top left of the space.
fn layout(space: egui::Vec2) -> Vec<(Card, Rect)> {
    let gap = theme::GAP;
    let mut cells = vec![];
    let mut row = |top: f32, height: f32, cards: &[(Card, f32)]| {
        let free = cards.iter().skip(1).fold(space.x, |width, _| width - gap);
        let mut left = 0.0;
        for &(card, share) in cards {
            let width = (free * share).round();
            cells.push((
                card,
                Rect::from_min_size(pos2(left, top), vec2(width, height)),
            ));
            left += width + gap;
        }
    };
    if space.x >= THREE_COLUMNS {
        let upper = ((space.y - gap) * 0.476).max(300.0).round();
        let lower = (space.y - gap - upper).max(310.0).round();
        row(
            0.0,
            upper,
            &[(Card::Value, 0.685), (Card::Allocation, 0.315)],
        );
        let part = (0.685 * (space.x - gap) - gap) / 2.0 / (space.x - 2.0 * gap);
        row(
            upper + gap,
            lower,
            &[
                (Card::Largest, part),
                (Card::Latest, part),
                (Card::Attention, 1.0 - 2.0 * part),
            ],
        );
    } else {
        row(0.0, 280.0, &[(Card::Value, 1.0)]);
        row(
            280.0 + gap,
            310.0,
            &[(Card::Allocation, 0.5), (Card::Attention, 0.5)],
        );
        row(
            590.0 + 2.0 * gap,
            310.0,
            &[(Card::Largest, 0.5), (Card::Latest, 0.5)],
        );
    }
    cells
}

impl Card {
    fn chart(self) -> Option<Chart> {
        match self {
            Self::Value => Some(Chart::Value),
            Self::Allocation => Some(Chart::Allocation),
            Self::Largest | Self::Latest | Self::Attention => None,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Value => "Value · observed at syncs",
            Self::Allocation => "Allocation by asset class",
            Self::Largest => "Largest holdings",
            Self::Latest => "Latest transactions",
            Self::Attention => "Needs attention",
        }
    }
}

fn card_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &OverviewModel,
    card: Card,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    if card == Card::Value {
        value_ui(ui, state, model);
        return;
    }
    egui::ScrollArea::vertical()
        .id_salt(card.title())
        .auto_shrink([false, false])
        .show(ui, |ui| match card {
            Card::Value => {}
            Card::Allocation => allocation_ui(ui, figures, model, commands),
            Card::Largest => lists::largest_ui(ui, figures, model, commands),
            Card::Latest => lists::latest_ui(ui, figures, model, commands),
            Card::Attention => lists::attention_ui(ui, figures, model, commands),
        });
}

fn value_ui(ui: &mut egui::Ui, state: &AppState, model: &OverviewModel) {
    if model.observed_days < 2 {
        widgets::empty_state(
            ui,
            "One day is observed so far",
            "Every sync adds a point to this line. It begins to tell something with the next \
             one, on another day.",
        );
        return;
    }
    let (Some(first), Some(last)) = (model.points.first(), model.points.last()) else {
        widgets::empty_state(
            ui,
            "No sync lies within this range",
            "Choose a longer one to see older values.",
        );
        return;
    };
    let figures = Figures::of(state);
    let today = state.today();
    let name = format!(
        "Chart of value over time, {} to {}, from {} to {}",
        format::date(first.day),
        format::date(last.day),
        figures.money(Some(first.value), model.currency()),
        figures.money(Some(last.value), model.currency()),
    );
    widgets::TimePlot {
        subject: ui.scope_id().with(("value", &state.view.accounts)),
        name: &name,
        points: &model.plot,
        range: (
            state
                .view
                .range
                .start(today)
                .unwrap_or(first.day)
                .min(first.day),
            today.max(last.day),
        ),
        currency: model.currency(),
        figures,
    }
    .show(ui);
}

/// Donut and legend, side by side where both fit.
fn allocation_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    model: &OverviewModel,
    commands: &mut Vec<Command>,
) {
    let Some(allocation) = &model.allocation else {
        return;
    };
    let palette = theme::palette(ui);
    let size = (ui.available_width() * 0.47).clamp(110.0, 170.0);
    let mut clicked = None;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        let slices: Vec<_> = model
            .slices
            .iter()
            .map(|it| widgets::Slice {
                label: format!("{} {}", it.label, format::percent(it.weight)),
                share: it.weight.and_then(|weight| weight.to_f32()).unwrap_or(0.0),
                color: palette.categories[it.color],
            })
            .collect();
        let donut = widgets::Donut {
            name: "Allocation by asset class",
            size,
            slices: &slices,
            highlighted: None,
        }
        .show(ui);
        let (title, value) = match donut.hovered.map(|at| &model.slices[at]) {
            Some(slice) => (slice.label.clone(), slice.value),
            None if allocation.negatives.is_empty() => {
                (classes(allocation.categories.len()), allocation.total)
            }
            None => (text::WITHOUT_SHORTS.to_owned(), allocation.total),
        };
        donut.middle(
            ui,
            &[
                (&title, theme::regular(12.0), palette.muted),
                (
                    &figures.compact_money(value, model.currency()),
                    theme::semibold(14.0),
                    palette.text,
                ),
            ],
        );
        clicked = donut.clicked;
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for slice in &model.slices {
                legend_row_ui(ui, slice);
            }
            if !allocation.negatives.is_empty() {
                let text = RichText::new("Short positions have no slice").color(palette.muted);
                ui.add(egui::Label::new(text).wrap());
            }
        });
    });
    if clicked.is_some() {
        commands.push(Command::Show(Screen::Allocation));
    }
}

/// `7 classes`.
fn classes(count: usize) -> String {
    match count {
        1 => "1 class".to_owned(),
        _ => format!("{count} classes"),
    }
}

fn legend_row_ui(ui: &mut egui::Ui, slice: &DonutSlice) {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), 25.0);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    let share = format::percent(slice.weight);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{} {share}", slice.label))
    });
    let painter = ui.painter();
    let dot = pos2(rect.left() + 5.0, rect.center().y);
    painter.circle_filled(dot, 5.0, palette.categories[slice.color]);
    let drawn = widgets::text_right(painter, rect, &share, theme::body(), palette.muted);
    let name = Rect::from_min_max(
        pos2(rect.left() + 17.0, rect.top()),
        pos2(drawn.left() - 8.0, rect.bottom()),
    );
    widgets::text_left(painter, name, &slice.label, theme::body(), palette.text);
}
