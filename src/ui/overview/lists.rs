//! The three lists at the bottom of the overview.

use egui::{Rect, RichText, pos2};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{Course, LatestTransaction, OverviewModel};
use crate::{
    analytics::attention::Attention,
    domain::{Currency, Explained, Measure, Scope, SecurityId},
    state::{AppState, Command, OverviewList, Screen},
    text::{
        self, AttentionText as _, Label as _,
        format::{self, Figures},
    },
    ui::{
        attention::AttentionModel,
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

/// Shows the largest holdings, or those that moved most over the range; a click
/// opens one.
pub(super) fn holdings_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &OverviewModel,
    course: Option<&Course>,
    commands: &mut Vec<Command>,
) {
    let list = state.view.overview_list;
    // As high as the titles of the other cards, so that rows stand beside rows.
    ui.spacing_mut().interact_size.y = 0.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        for choice in OverviewList::ALL {
            if widgets::quiet_choice(ui, choice.label(), choice == list) {
                commands.push(Command::ShowOverviewList(choice));
            }
        }
    });
    ui.spacing_mut().item_spacing.y = 0.0;
    let figures = Figures::of(state);
    match list {
        OverviewList::Largest => largest_ui(ui, figures, model, commands),
        OverviewList::Movers => movers_ui(ui, figures, course, commands),
    }
}

fn largest_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    model: &OverviewModel,
    commands: &mut Vec<Command>,
) {
    if model.largest.is_empty() {
        widgets::muted(ui, "Nothing of known value is held.");
    }
    for holding in model.largest.iter().take(rows_that_fit(ui)) {
        let row = HoldingRow {
            ticker: holding.ticker.as_deref(),
            name: &holding.name,
            amount: figures.money(Some(holding.value), model.currency()),
            amount_sign: None,
            ratio: holding.gain_ratio,
            ratio_is: "gain",
            what: explained(Measure::Value, &holding.security, model.currency()),
        };
        if row.show(ui, commands) {
            commands.push(Command::OpenHolding(holding.id.clone()));
        }
    }
}

fn movers_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    course: Option<&Course>,
    commands: &mut Vec<Command>,
) {
    let Some(course) = course.filter(|it| !it.movers.is_empty()) else {
        let text = "No holding is known to have gained or lost anything over this range.";
        widgets::muted(ui, text);
        return;
    };
    for mover in course.movers.iter().take(rows_that_fit(ui)) {
        let row = HoldingRow {
            ticker: mover.ticker.as_deref(),
            name: &mover.name,
            amount: figures.signed_money(Some(mover.gain), course.currency.as_ref()),
            amount_sign: Some(mover.gain),
            ratio: mover.contribution,
            ratio_is: "contribution",
            what: explained(Measure::Gain, &mover.security, course.currency.as_ref()),
        };
        if row.show(ui, commands) {
            commands.extend(mover.id.clone().map(Command::OpenHolding));
        }
    }
}

/// The figure of a security over all accounts in view.
fn explained(measure: Measure, security: &SecurityId, currency: Option<&Currency>) -> Explained {
    Explained::new(measure, Scope::Security(security.clone()), currency)
}

/// A row of either list.
struct HoldingRow<'a> {
    ticker: Option<&'a str>,
    name: &'a str,
    amount: String,
    /// What the amount's color says; `None` for none.
    amount_sign: Option<Decimal>,
    ratio: Option<Decimal>,
    /// What the ratio is, for screen readers.
    ratio_is: &'static str,
    /// What the amount is.
    what: Explained,
}

impl HoldingRow<'_> {
    /// Whether it was clicked.
    fn show(self, ui: &mut egui::Ui, commands: &mut Vec<Command>) -> bool {
        let palette = theme::palette(ui);
        let (amount, ratio) = (&self.amount, format::signed_percent(self.ratio));
        let (rect, response) = widgets::list_row(ui, || {
            format!("{}, {amount}, {} {ratio}", self.name, self.ratio_is)
        });
        if !ui.is_rect_visible(rect) {
            return response.clicked();
        }
        let painter = ui.painter();
        let color = theme::signed_color(palette, self.ratio);
        let place = Rect::from_min_max(pos2(rect.right() - 56.0, rect.top()), rect.max);
        widgets::text_right(painter, place, &ratio, theme::body(), color);
        let mut space = rect.with_max_x(place.left() - GAP);
        let ink = match self.amount_sign {
            Some(_) => theme::signed_color(palette, self.amount_sign),
            None => palette.text,
        };
        let drawn = widgets::text_right(painter, space, amount, theme::body(), ink);
        space.max.x = drawn.left() - GAP;
        widgets::explained_figure(ui, drawn, self.what, commands);
        // Without a ticker the name has all the space, unless there is enough.
        let is_wide = rect.width() > WIDE_ROW;
        let ticker = self.ticker.filter(|it| widgets::badge_fits(ui, space, it));
        if let Some(ticker) = ticker.or(is_wide.then_some(NO_TICKER)) {
            let badge = widgets::paint_badge(ui.painter(), palette, space, ticker);
            space.min.x = badge.right() + 10.0;
        }
        let (font, ink) = (theme::body(), palette.text);
        widgets::name_left(ui, response, space, self.name, font, ink).clicked()
    }
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

/// How many things the card lists, at most: more than the highest window shows.
const MOST_ITEMS: usize = 20;
/// How high one of them is, about.
const ITEM_HEIGHT: f32 = 86.0;

/// Shows what needs the person: as the page for it lists them once that is worked
/// out, those that are alike as one where not all have room.
pub(super) fn attention_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    model: &OverviewModel,
    page: Option<&AttentionModel>,
    commands: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = 8.0;
    let Some(page) = page.filter(|it| it.is_read) else {
        for item in &model.attention {
            attention_item_ui(ui, figures, item, 0, commands);
        }
        end_of_attention_ui(ui, model.attention.is_empty(), commands);
        return;
    };
    let room = ui.clip_rect().height() / ITEM_HEIGHT;
    let is_alone = page.items.len() <= room.to_usize().unwrap_or_default();
    let each = page.items.iter().map(|it| (it, 0));
    let each = each.filter(|_| is_alone);
    let grouped = page.grouped().filter(|_| !is_alone);
    for (item, others) in each.chain(grouped).take(MOST_ITEMS) {
        attention_item_ui(ui, figures, &item.attention, others, commands);
    }
    end_of_attention_ui(ui, page.items.is_empty(), commands);
}

fn end_of_attention_ui(ui: &mut egui::Ui, is_empty: bool, commands: &mut Vec<Command>) {
    if is_empty {
        let text = "Nothing. Every institution answered, and every figure is known.";
        widgets::muted(ui, text);
    }
    if action_ui(ui, "All that needs attention") {
        commands.push(Command::Show(Screen::Attention));
    }
}

/// A button of the list, which may be longer than its card: with the focus it comes
/// into sight. Whether it was clicked.
fn action_ui(ui: &mut egui::Ui, action: &str) -> bool {
    let response = ui.button(RichText::new(action).font(theme::regular(12.0)));
    widgets::focus_ring(ui, &response, response.rect);
    response.clicked()
}

fn attention_item_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    item: &Attention,
    others: usize,
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
        if others > 0 {
            widgets::muted(ui, text::others_like_it(others));
        }
        if let Some(action) = item.action()
            && action_ui(ui, action)
        {
            commands.push(Command::Show(Screen::Connections));
            commands.extend(item.repair().map(Command::OpenLink));
        }
    });
}
