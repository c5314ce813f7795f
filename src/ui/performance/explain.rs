//! How a figure comes about: definition, records, and what limits it.

use egui::Ui;

use super::model::{PerformanceModel, Shown};
use crate::{
    analytics::performance::{Bridge, Reason},
    domain::Currency,
    state::{AppState, Explained},
    text::{
        Label as _,
        format::{self, Figures},
    },
    ui::widgets,
};

/// Shows the panel of a figure.
pub(super) fn explain_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &PerformanceModel,
    shown: &Shown,
    what: Explained,
    say: impl Fn(&Reason) -> String,
) {
    let lines = lines(state, model, shown, what, &say);
    ui.spacing_mut().item_spacing.y = 4.0;
    for line in &lines {
        match line {
            Line::Title(title) => widgets::section_title(ui, title),
            Line::Text(text) => widgets::muted(ui, text),
            Line::Figure(name, figure) => widgets::key_value_row(ui, name, figure),
        }
    }
    ui.add_space(12.0);
    if ui.button("Copy").clicked() {
        ui.copy_text(plain(what, &lines));
    }
}

/// A line of the explanation.
enum Line {
    Title(&'static str),
    Text(String),
    Figure(String, String),
}

fn plain(what: Explained, lines: &[Line]) -> String {
    let written = lines.iter().map(|line| match line {
        Line::Title(title) => format!("\n{title}\n"),
        Line::Text(line) => format!("{line}\n"),
        Line::Figure(name, figure) => format!("{name}\t{figure}\n"),
    });
    let title = format!("{}\n", what.label());
    std::iter::once(title).chain(written).collect()
}

fn definition(what: Explained) -> &'static str {
    match what {
        Explained::TimeWeighted => {
            "The chain of the returns between the days on which every account has a value, minus \
             one. What is paid in counts from its day on, so that a deposit is no gain."
        }
        Explained::MoneyWeighted => {
            "The rate at which the begin, all that was paid in and out, and the end balance \
             (Act/365). From one year on it is a rate a year; below, the rate of the span."
        }
        Explained::Gain => {
            "Price and income, less fees and taxes. What was paid in or out is no part of it, and \
             what no transaction explains is not either."
        }
        Explained::Drawdown => {
            "The deepest fall of the time-weighted return from a height before it, at the days of \
             syncs. What happened between them is not seen."
        }
    }
}

fn lines(
    state: &AppState,
    model: &PerformanceModel,
    shown: &Shown,
    what: Explained,
    say: &impl Fn(&Reason) -> String,
) -> Vec<Line> {
    let figures = Figures::of(state);
    let currency = shown.currency.as_ref();
    let performance = &shown.performance;
    let mut lines = vec![Line::Text(definition(what).to_owned())];
    if let Some(span) = performance.span {
        lines.push(Line::Title("Span"));
        lines.push(Line::Text(format!(
            "{} – {}, {} days with a value",
            format::date(span.from),
            format::date(span.to),
            format::count(performance.subperiods.len() + 1)
        )));
    }
    let (unknown, notes) = limits(shown, what);
    if unknown.is_some() || !notes.is_empty() {
        lines.push(Line::Title("What limits it, and what mends it"));
        let all = unknown.into_iter().chain(notes);
        lines.extend(all.map(|it| Line::Text(say(it))));
    }
    if let Some(bridge) = shown.bridge {
        lines.push(Line::Title("From begin to end"));
        lines.extend(bridge_lines(&bridge, currency, figures));
    }
    match what {
        Explained::TimeWeighted | Explained::Drawdown => {
            lines.push(Line::Title("Between the days with a value"));
            let last = performance.subperiods.iter().rev().take(MOST);
            lines.extend(last.map(|it| {
                let ratio = it.ratio.as_ref().ok().copied().flatten();
                let days = format!(
                    "{} – {}",
                    format::short_date(it.span.from),
                    format::date(it.span.to)
                );
                Line::Figure(days, format::signed_percent(ratio))
            }));
            more(&mut lines, performance.subperiods.len());
        }
        Explained::MoneyWeighted | Explained::Gain => {
            lines.push(Line::Title("Flows"));
            let last = performance.flows.iter().rev().take(MOST);
            lines.extend(last.map(|it| {
                let account = model.portfolio.account(&it.account);
                let account = account.map_or(it.account.as_str(), |it| it.short_name());
                let name = format!("{} · {account}", format::date(it.day));
                Line::Figure(name, figures.signed_money(Some(it.amount), currency))
            }));
            more(&mut lines, performance.flows.len());
        }
    }
    lines
}

/// How many records are listed; the command line has all of them.
const MOST: usize = 60;

fn more(lines: &mut Vec<Line>, all: usize) {
    if let Some(rest) = all.checked_sub(MOST).filter(|it| *it > 0) {
        lines.push(Line::Text(format!(
            "and {} earlier ones: holdfast performance --explain lists them all",
            format::count(rest)
        )));
    }
}

fn limits(shown: &Shown, what: Explained) -> (Option<&Reason>, &[Reason]) {
    let figures = &shown.performance;
    match what {
        Explained::TimeWeighted => (
            figures.time_weighted.value.as_ref().err(),
            &figures.time_weighted.notes,
        ),
        Explained::MoneyWeighted => (
            figures.money_weighted.value.as_ref().err(),
            &figures.money_weighted.notes,
        ),
        Explained::Gain => (figures.bridge.value.as_ref().err(), &figures.bridge.notes),
        Explained::Drawdown => (
            figures.drawdown.value.as_ref().err(),
            &figures.drawdown.notes,
        ),
    }
}

fn bridge_lines(bridge: &Bridge, currency: Option<&Currency>, figures: Figures) -> Vec<Line> {
    let whole =
        |name: &str, amount| Line::Figure(name.to_owned(), figures.money(Some(amount), currency));
    let part = |name: &str, amount| {
        Line::Figure(
            name.to_owned(),
            figures.signed_money(Some(amount), currency),
        )
    };
    let mut lines = vec![
        whole("Begin", bridge.begin),
        part("Paid or brought in", bridge.inflow),
        part("Paid or taken out", bridge.outflow),
    ];
    if !bridge.unclassified.is_zero() {
        lines.push(part("Not classified", bridge.unclassified));
    }
    lines.extend([
        part("Income", bridge.income),
        part("Fees", -bridge.fees),
        part("Taxes", -bridge.taxes),
        part("Price", bridge.price),
    ]);
    if !bridge.unexplained.is_zero() {
        lines.push(part("Not explained", bridge.unexplained));
    }
    lines.push(whole("End", bridge.end));
    lines
}
