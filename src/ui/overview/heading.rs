//! The totals, and what came of them over the range.

use egui::{Align, Label, Layout, RichText, vec2};

use super::{Course, CourseModel, CurrencyTotal, OverviewModel};
use crate::{
    domain::{Explained, Measure, Scope},
    state::{AppState, Command, RangeChoice},
    text::{
        self, Label as _,
        format::{self, Figures},
    },
    ui::{theme, widgets},
};

/// The space that the choices of currency and range need beside the totals.
const CHOICES_WIDTH: f32 = 400.0;

/// Shows the totals, and the choices of currency and range: beside the first of
/// them where the window is wide.
pub(super) fn heading_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &OverviewModel,
    course: Option<&CourseModel>,
    is_wide: bool,
    commands: &mut Vec<Command>,
) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let palette = theme::palette(ui);
        let title = match model.hidden {
            0 => "Total value".to_owned(),
            1 => "Total value, without 1 hidden account".to_owned(),
            count => format!("Total value, without {count} hidden accounts"),
        };
        ui.label(RichText::new(title).color(palette.muted));
        for (at, total) in model.totals.iter().enumerate() {
            let course = course.and_then(|it| it.of(total.currency.as_ref()));
            if at == 0 && is_wide {
                let width = ui.available_width() - CHOICES_WIDTH;
                ui.horizontal(|ui| {
                    ui.vertical(|ui| {
                        ui.set_width(width);
                        total_ui(ui, state, total, course, commands);
                    });
                    ui.with_layout(Layout::right_to_left(Align::Max), |ui| {
                        range_ui(ui, state, commands);
                        currency_ui(ui, model, commands);
                    });
                });
            } else {
                total_ui(ui, state, total, course, commands);
            }
            came_about_ui(ui, state, total, course);
        }
    });
    if !is_wide {
        ui.horizontal_wrapped(|ui| {
            currency_ui(ui, model, commands);
            range_ui(ui, state, commands);
        });
    }
}

fn currency_ui(ui: &mut egui::Ui, model: &OverviewModel, commands: &mut Vec<Command>) {
    widgets::currency_choice(ui, model.currencies(), model.currency(), commands);
}

fn range_ui(ui: &mut egui::Ui, state: &AppState, commands: &mut Vec<Command>) {
    let ranges = RangeChoice::ALL.map(|it| (it.label(), it));
    if let Some(range) = widgets::segmented(ui, &ranges, state.view.range) {
        commands.push(Command::ShowRange(range));
    }
}

/// One currency's value, and what market and income did to it over the range.
fn total_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    total: &CurrencyTotal,
    course: Option<&Course>,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let figures = Figures::of(state);
    let currency = total.currency.as_ref();
    let bridge = course.and_then(|it| it.bridge.known());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(12.0, 0.0);
        // Each part moves to the next line as a whole.
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
        ui.label(
            RichText::new(figures.money(total.total.value.known(), currency))
                .font(theme::semibold(34.0))
                .color(palette.text),
        );
        let explained = |measure| Explained::new(measure, Scope::Whole, total.currency.as_ref());
        widgets::explain_button(ui, state, explained(Measure::Value), commands);
        if let Some((course, bridge)) = course.zip(bridge) {
            let gain = bridge.gain();
            let mut text = figures.signed_money(Some(gain), currency);
            if course.ratio.is_some() {
                text.push(' ');
                text.push_str(&format::signed_percent(course.ratio));
            }
            let color = theme::signed_color(palette, Some(gain));
            ui.label(RichText::new(text).size(15.0).color(color))
                .on_hover_text(text::GAIN_OF_RANGE);
            widgets::explain_button(ui, state, explained(Measure::Gain), commands);
            if let Some(span) = course.span {
                let text = text::over(span, course.ends_early);
                ui.label(RichText::new(text).color(palette.muted));
            }
        }
        not_valued_ui(ui, total);
    });
}

/// How the value came about otherwise.
fn came_about_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    total: &CurrencyTotal,
    course: Option<&Course>,
) {
    let figures = Figures::of(state);
    let currency = total.currency.as_ref();
    let line = match course.map(|it| (it, &it.bridge.value)) {
        // Its place is kept until it is known.
        None => String::new(),
        Some((course, Ok(bridge))) => text::came_about(bridge, course.accounts, currency, figures),
        Some((_, Err(because))) => {
            let portfolio = state.portfolio.as_deref();
            portfolio.map_or_else(String::new, |it| {
                text::limit(because, it, currency, figures)
            })
        }
    };
    let ink = theme::palette(ui).muted;
    let label = Label::new(RichText::new(&line).color(ink)).truncate();
    let response = ui.add(label);
    if !line.is_empty() {
        response.on_hover_text(line.replace(" · ", "\n"));
    }
}

/// How many rows are in no total.
fn not_valued_ui(ui: &mut egui::Ui, total: &CurrencyTotal) {
    let text = match total.total.value.missing() {
        0 => return,
        1 => "1 row not valued".to_owned(),
        count => format!("{count} rows not valued"),
    };
    let because = total.total.value.because().next();
    let because = because.map(|(because, _)| text::no_value(because));
    let ink = theme::palette(ui).muted;
    ui.label(RichText::new(text).color(ink))
        .on_hover_text(because.unwrap_or_default());
}
