//! The totals, and what the last sync changed.

use egui::{Align, Layout, RichText, vec2};

use super::{CurrencyTotal, OverviewModel};
use crate::{
    analytics::value_history::ValueChange,
    state::{AppState, Command, RangeChoice},
    text::{
        self, Label as _,
        format::{self, Figures},
    },
    ui::{theme, widgets},
};

/// The space that the choices of currency and range need beside the totals.
const CHOICES_WIDTH: f32 = 400.0;

/// Shows the totals, and the choices of currency and range: beside them where
/// the window is wide.
pub(super) fn heading_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &OverviewModel,
    is_wide: bool,
    commands: &mut Vec<Command>,
) {
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
        if let Some(change) = total.change.as_ref().filter(|it| says_something(it)) {
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

/// Whether the latest round of syncs changed anything of it.
fn says_something(change: &ValueChange) -> bool {
    !change.amount.is_zero() || change.appeared + change.vanished + change.unvalued > 0
}

/// `since the sync before, 3 days ago · without 1 new account`. The last sync is
/// the one that the bar above gives the age of.
fn since(state: &AppState, change: &ValueChange) -> String {
    let age = format::age(state.now, change.since);
    let mut text = format!("since the sync before, {age}");
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
