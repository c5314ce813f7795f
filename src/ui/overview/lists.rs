//! The three lists at the bottom of the overview.

use egui::{Rect, RichText, Role, Sense, WidgetInfo, pos2, vec2};

use super::{Attention, LargestHolding, LatestTransaction, Named, OverviewModel};
use crate::{
    connect::NextStep,
    domain::Currency,
    state::{Command, Screen},
    text::{
        self, Label as _,
        format::{self, Figures},
    },
    ui::{theme, widgets},
};

/// Between the columns of a row.
const GAP: f32 = 12.0;

/// Shows the largest holdings; a click opens one.
pub(super) fn largest_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    model: &OverviewModel,
    commands: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    if model.largest.is_empty() {
        muted(ui, "Nothing of known value is held.");
    }
    for holding in &model.largest {
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
    let (rect, clicked) = row_ui(ui, || format!("{}, {value}, gain {gain}", holding.name));
    if !ui.is_rect_visible(rect) {
        return clicked;
    }
    let painter = ui.painter();
    let gain_color = theme::signed_color(palette, holding.gain_ratio);
    let gain_rect = Rect::from_min_max(pos2(rect.right() - 56.0, rect.top()), rect.max);
    widgets::text_right(painter, gain_rect, &gain, theme::body(), gain_color);
    let mut space = rect.with_max_x(gain_rect.left() - GAP);
    let drawn = widgets::text_right(painter, space, &value, theme::body(), palette.text);
    space.max.x = drawn.left() - GAP;
    if let Some(ticker) = &holding.ticker {
        let badge = widgets::paint_badge(ui.painter(), palette, space, ticker);
        space.min.x = badge.right() + 10.0;
    }
    widgets::text_left(
        ui.painter(),
        space,
        &holding.name,
        theme::body(),
        palette.text,
    );
    clicked
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
        muted(ui, "No transactions are stored for the accounts in view.");
    }
    for row in &model.latest {
        if latest_row_ui(ui, figures, row) {
            commands.push(Command::OpenTransaction(row.id.clone()));
        }
    }
}

fn latest_row_ui(ui: &mut egui::Ui, figures: Figures, row: &LatestTransaction) -> bool {
    let palette = theme::palette(ui);
    let amount = figures.signed_money(row.cash_effect, row.currency.as_ref());
    let date = format::short_date(row.date);
    let (rect, clicked) = row_ui(ui, || {
        format!("{date}, {}, {}, {amount}", row.kind.label(), row.what)
    });
    if !ui.is_rect_visible(rect) {
        return clicked;
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
    widgets::text_left(
        painter,
        space.with_min_x(what_x),
        &row.what,
        theme::body(),
        text,
    );
    clicked
}

/// A clickable row with a line beneath: the rectangle for its text, and
/// whether it was clicked.
fn row_ui(ui: &mut egui::Ui, label: impl Fn() -> String) -> (Rect, bool) {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), theme::ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label()));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, palette.raised);
    }
    ui.painter()
        .hline(rect.x_range(), rect.bottom(), (1.0, palette.stroke));
    (rect.shrink2(vec2(8.0, 0.0)), response.clicked())
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
        muted(
            ui,
            "Nothing. Every institution answered, and every figure is known.",
        );
    }
    for item in &model.attention {
        attention_item_ui(ui, figures, item, commands);
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
            RichText::new(item.title())
                .font(theme::semibold(13.0))
                .color(color),
        );
        muted(ui, &item.text(figures));
        if let Some(action) = item.action()
            && ui.small_button(action).clicked()
        {
            commands.push(Command::Show(Screen::Connections));
            commands.extend(item.repair().map(Command::OpenLink));
        }
    });
}

fn muted(ui: &mut egui::Ui, text: &str) {
    let color = theme::palette(ui).muted;
    ui.label(RichText::new(text).color(color));
}

impl Attention {
    /// What it is about, in one line.
    fn title(&self) -> String {
        match self {
            Self::Failed { name, failure, .. }
                if failure.kind.next_step() == NextStep::Reconnect =>
            {
                format!("{name} needs you")
            }
            Self::Failed { name, .. } => format!("{name} could not be synced"),
            Self::ConsentEnds { name, at, .. } => {
                format!("Consent for {name} ends on {}", format::day_of(*at))
            }
            Self::NeverSynced { name } => format!("{name} has not been synced yet"),
            Self::OldData { name, .. } => format!("{name} has old figures"),
            Self::RowIssues { name, rows, .. } => match rows {
                1 => format!("1 row of {name} was not taken as it came"),
                _ => format!("{rows} rows of {name} were not taken as they came"),
            },
            Self::AccountMissing { account, .. } => format!("{account} is no longer listed"),
            Self::SameAccount { account } => format!("Is {account} the same account as before?"),
            Self::NoValue(named) => counted(named, "no market value"),
            Self::NoCostBasis(named) => counted(named, "no cost basis"),
            Self::BalanceGap { account, .. } => {
                format!("{account} reports another balance than its holdings")
            }
        }
    }

    fn text(&self, figures: Figures) -> String {
        match self {
            Self::Failed {
                failure, data_from, ..
            } => match data_from {
                Some(at) => format!(
                    "{} Its figures are from {}. Nothing is lost.",
                    text::failure(failure.kind).sentence,
                    format::day_of(*at)
                ),
                None => text::failure(failure.kind).sentence.to_owned(),
            },
            Self::ConsentEnds { .. } => {
                "After that day it cannot be synced until you consent again at the institution."
                    .to_owned()
            }
            Self::NeverSynced { .. } => "Press Sync to read its accounts.".to_owned(),
            Self::OldData { from, .. } => format!("They are from {}.", format::day_of(*from)),
            Self::RowIssues { skipped: 0, .. } => {
                "All were kept, without the parts that did not fit.".to_owned()
            }
            Self::RowIssues { skipped, .. } => format!("{skipped} left out of every figure."),
            Self::AccountMissing { since, .. } => format!(
                "Since {} the institution does not list it. Its history stays; no total counts it.",
                format::date(*since)
            ),
            Self::SameAccount { .. } => {
                "It looks like one that is gone. If it is the same, its history can be carried over."
                    .to_owned()
            }
            Self::NoValue(named) => {
                format!("Amounts leave {} out: {}.", pronoun(named), listed(named))
            }
            Self::NoCostBasis(named) => {
                format!("Gains leave {} out: {}.", pronoun(named), listed(named))
            }
            Self::BalanceGap {
                balance,
                holdings,
                currency,
                ..
            } => {
                let money = |amount| figures.money(Some(amount), currency.as_ref());
                format!(
                    "Its balance is {}, its holdings come to {}. Cash that is not listed as a \
                     holding is the usual reason.",
                    money(*balance),
                    money(*holdings)
                )
            }
        }
    }

    /// The text of the button that leads to the connections.
    fn action(&self) -> Option<&'static str> {
        match self {
            Self::Failed { failure, .. } => Some(text::lead_button(failure.kind.next_step())),
            Self::ConsentEnds { .. } => Some("Renew consent"),
            Self::NeverSynced { .. } | Self::OldData { .. } | Self::SameAccount { .. } => {
                Some("Open connections")
            }
            Self::RowIssues { .. } => Some("Show rows"),
            Self::AccountMissing { .. }
            | Self::NoValue(_)
            | Self::NoCostBasis(_)
            | Self::BalanceGap { .. } => None,
        }
    }
}

fn counted(named: &Named, lack: &str) -> String {
    match named.count {
        1 => format!("1 holding has {lack}"),
        count => format!("{count} holdings have {lack}"),
    }
}

fn pronoun(named: &Named) -> &'static str {
    if named.count == 1 { "it" } else { "them" }
}

/// `Apple, Bitcoin and 3 more`.
fn listed(named: &Named) -> String {
    let joined = named.names.join(", ");
    match named.others {
        0 => joined,
        more => format!("{joined} and {more} more"),
    }
}
