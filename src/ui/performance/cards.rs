//! The four figures, each with how well it is known.

use egui::{Label, RichText, Sense, Ui, UiBuilder, vec2};
use rust_decimal::Decimal;

use super::model::Shown;
use crate::{
    analytics::performance::{Figure, Grade, MoneyWeighted, Reason},
    domain::{Currency, Explained, Measure, Scope},
    state::{AppState, Command},
    text::{
        Label as _,
        format::{self, Figures},
    },
    ui::{theme, widgets},
};

/// The height of a card, and where a figure is not computable, so that the reason has
/// room.
const HEIGHT: f32 = 104.0;
const HEIGHT_FOR_REASONS: f32 = 132.0;

/// A figure, as a card shows it.
struct Card {
    what: Measure,
    /// `None` where it is not computable.
    figure: Option<String>,
    /// What its color and sign say.
    sign: Option<Decimal>,
    note: String,
}

/// Shows the cards side by side, `columns` in a row.
pub(super) fn cards_ui(
    ui: &mut Ui,
    state: &AppState,
    shown: &Shown,
    columns: u8,
    say: impl Fn(&Reason) -> String,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    let cards = cards(shown, figures, &say);
    let count = f32::from(columns);
    let width = (ui.available_width() - theme::GAP * (count - 1.0)) / count;
    for row in cards.chunks(usize::from(columns)) {
        let is_known = row.iter().all(|it| it.figure.is_some());
        let height = if is_known { HEIGHT } else { HEIGHT_FOR_REASONS };
        let size = vec2(ui.available_width(), height);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let mut left = rect.left();
        for card in row {
            let place = rect.with_min_x(left).with_max_x(left + width);
            left += width + theme::GAP;
            ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
                card_ui(ui, state, card, shown.currency.as_ref(), commands);
            });
        }
    }
}

fn cards(shown: &Shown, figures: Figures, say: &impl Fn(&Reason) -> String) -> [Card; 4] {
    let performance = &shown.performance;
    let time = &performance.time_weighted;
    let money = &performance.money_weighted;
    let fall = &performance.drawdown;
    let gain = shown.bridge.map(|it| it.gain());
    let rate = money.known().map(MoneyWeighted::rate);
    let is_yearly = money.known().is_some_and(|it| it.yearly.is_some());
    let flows = match performance.flows.len() {
        1 => "1 flow".to_owned(),
        count => format!("{} flows", format::count(count)),
    };
    let span = if is_yearly {
        "a year"
    } else {
        "over the span, not a year"
    };
    [
        Card {
            what: Measure::TimeWeighted,
            figure: time.known().map(|it| format::signed_percent(Some(*it))),
            sign: time.known().copied(),
            note: note(time, &coverage(time), say),
        },
        Card {
            what: Measure::MoneyWeighted,
            figure: rate.map(|it| format::signed_percent(Some(it))),
            sign: rate,
            note: note(money, &format!("{span} · {flows}"), say),
        },
        Card {
            what: Measure::Gain,
            figure: gain.map(|it| figures.signed_money(Some(it), shown.currency.as_ref())),
            sign: gain,
            note: note(&performance.bridge, "after fees and taxes", say),
        },
        Card {
            what: Measure::Drawdown,
            figure: fall
                .known()
                .map(|it| format::signed_percent(Some(it.ratio))),
            sign: fall.known().map(|it| it.ratio),
            note: note(fall, &fallen(shown), say),
        },
    ]
}

fn fallen(shown: &Shown) -> String {
    let mut text = depth(shown);
    if shown.volatility.is_some() {
        text.push_str(" · volatility ");
        text.push_str(&format::percent(shown.volatility));
    }
    text
}

fn depth(shown: &Shown) -> String {
    match shown.performance.drawdown.known() {
        Some(it) if !it.ratio.is_zero() => format::days(it.peak, it.trough),
        Some(_) | None => "no fall between syncs".to_owned(),
    }
}

fn coverage<T>(figure: &Figure<T>) -> String {
    let share = figure.coverage.map(|it| format::percent(Some(it)));
    share.map_or_else(String::new, |it| format!("covers {it} of value"))
}

/// Why there is none; else what it is, and the first thing that limits it.
fn note<T>(figure: &Figure<T>, what: &str, say: &impl Fn(&Reason) -> String) -> String {
    match &figure.value {
        Err(because) => say(because),
        Ok(_) if figure.grade == Grade::Estimated => format!("{what} · estimated"),
        Ok(_) => what.to_owned(),
    }
}

fn card_ui(
    ui: &mut Ui,
    state: &AppState,
    card: &Card,
    currency: Option<&Currency>,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    widgets::card_filling(ui, None, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.spacing_mut().interact_size.y = 20.0;
        ui.horizontal(|ui| {
            let title = RichText::new(card.what.label()).font(theme::label());
            widgets::at_the_end(ui, |ui| {
                let what = Explained::new(card.what, Scope::Whole, currency);
                widgets::explain_button(ui, state, what, commands);
                // The title has what is left.
                widgets::in_what_is_left(ui, |ui| {
                    ui.add(Label::new(title.color(palette.muted)).truncate());
                });
            });
        });
        let ink = theme::signed_color(palette, card.sign);
        let figure = card.figure.as_deref().unwrap_or(format::UNKNOWN);
        ui.label(RichText::new(figure).font(theme::semibold(20.0)).color(ink));
        let note = RichText::new(&card.note)
            .font(theme::regular(12.0))
            .color(palette.muted);
        // Why there is none is said in full.
        let label = Label::new(note).sense(Sense::hover());
        let label = match card.figure {
            Some(_) => label.truncate(),
            None => label.wrap(),
        };
        ui.add(label).on_hover_text(&card.note);
    });
}
