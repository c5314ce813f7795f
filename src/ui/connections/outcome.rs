//! How a sync ended, on its institution's card.

use std::collections::BTreeSet;

use egui::RichText;

use super::{ConnectionCard, ConnectionsForm};
use crate::{
    connect::{SyncFailure, SyncSummary},
    domain::ItemId,
    text::{
        self,
        format::{self, Figures},
    },
    ui::{theme, widgets},
    valuation::Amounts,
};

/// What the last sync did.
pub(super) fn result_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    connection: &ConnectionCard,
    took: chrono::Duration,
    summary: &SyncSummary,
    form: &mut ConnectionsForm,
) {
    let palette = theme::palette(ui);
    let muted = |text: String| RichText::new(text).color(palette.muted);
    ui.add_space(4.0);
    ui.label(muted(result_text(summary, took)));
    let values = value_text(figures, &summary.value_before, &summary.value_after);
    if !values.is_empty() {
        ui.label(muted(values));
    }
    if let Some(sentence) = text::doubtful_list(summary) {
        ui.label(RichText::new(sentence).color(palette.warn));
    }
    if summary.row_issues.is_empty() {
        return;
    }
    let count = summary.row_issues.len();
    let title = match count {
        1 => "1 row was not taken as it came".to_owned(),
        _ => format!("{count} rows were not taken as they came"),
    };
    if widgets::disclosure(ui, &title, form.issues.contains(&connection.item)) {
        toggle(&mut form.issues, &connection.item);
    }
    if form.issues.contains(&connection.item) {
        for issue in summary.row_issues.iter().take(MOST_ISSUES) {
            ui.label(muted(text::row_issue(issue, figures)));
        }
        if count > MOST_ISSUES {
            ui.label(muted(format!("and {} more", count - MOST_ISSUES)));
        }
    }
}

/// How many row issues a card lists.
const MOST_ISSUES: usize = 20;

/// `8 holdings changed · 3 new transactions · 1.2 s`.
fn result_text(summary: &SyncSummary, took: chrono::Duration) -> String {
    let mut parts = vec![];
    let mut say = |count: usize, one: &str, many: &str| {
        if count > 0 {
            let words = if count == 1 { one } else { many };
            parts.push(format!("{} {words}", format::count(count)));
        }
    };
    say(
        summary.holdings_changed,
        "holding changed",
        "holdings changed",
    );
    say(summary.added, "new transaction", "new transactions");
    say(
        summary.changed,
        "transaction changed",
        "transactions changed",
    );
    say(
        summary.removed,
        "transaction no longer listed",
        "transactions no longer listed",
    );
    if parts.is_empty() {
        parts.push("Nothing changed".to_owned());
    }
    parts.push(took_text(took));
    parts.join(" · ")
}

/// `1.2 s`.
pub(super) fn took_text(took: chrono::Duration) -> String {
    let tenths = (took.num_milliseconds() + 50) / 100;
    if tenths == 0 {
        return "under 0.1 s".to_owned();
    }
    format!("{}.{} s", tenths / 10, tenths % 10)
}

/// A sum per currency; a dash where there is none.
pub(super) fn totals_text(figures: Figures, totals: &Amounts) -> String {
    if totals.is_empty() {
        return format::UNKNOWN.to_owned();
    }
    let sums = totals
        .iter()
        .map(|(currency, sum)| figures.money(sum, currency));
    sums.collect::<Vec<_>>().join(" · ")
}

/// `$424,637.22 → $428,855.99`, for each currency whose value changed.
fn value_text(figures: Figures, before: &Amounts, after: &Amounts) -> String {
    let mut all = before.clone();
    all.add_all(after);
    all.iter()
        .map(|(currency, _)| (currency, before.get(currency), after.get(currency)))
        .filter(|(_, before, after)| before.is_some() && before != after)
        .map(|(currency, before, after)| {
            format!(
                "{} → {}",
                figures.money(before, currency),
                figures.money(after, currency)
            )
        })
        .collect::<Vec<_>>()
        .join(" · ")
}

/// What went wrong, what was kept, what to do.
pub(super) fn failure_ui(
    ui: &mut egui::Ui,
    connection: &ConnectionCard,
    failure: &SyncFailure,
    form: &mut ConnectionsForm,
) {
    let kept = match connection.last_success {
        Some(at) => format!("Stored data of {} stays in all totals.", format::day_of(at)),
        None => "Nothing of it is stored yet.".to_owned(),
    };
    let said = text::failure(failure.kind);
    let text = match said.advice {
        Some(advice) => format!("{} {advice} {kept}", said.sentence),
        None => format!("{} {kept}", said.sentence),
    };
    ui.add_space(4.0);
    widgets::paragraph(ui, &text);
    disclosed_details_ui(ui, connection, failure, form);
}

/// Codes and request ids, behind a word.
pub(super) fn disclosed_details_ui(
    ui: &mut egui::Ui,
    connection: &ConnectionCard,
    failure: &SyncFailure,
    form: &mut ConnectionsForm,
) {
    if widgets::disclosure(ui, "Details", form.details.contains(&connection.item)) {
        toggle(&mut form.details, &connection.item);
    }
    if form.details.contains(&connection.item) {
        details_ui(ui, failure);
    }
}

/// The same where there is one form at most; `name` tells it from others.
pub(super) fn folded_details_ui(ui: &mut egui::Ui, name: &str, failure: &SyncFailure) {
    let id = ui.scope_id().with(("details", name));
    let mut is_open = ui.data(|it| it.get_temp(id).unwrap_or(false));
    if widgets::disclosure(ui, "Details", is_open) {
        is_open = !is_open;
        ui.data_mut(|it| it.insert_temp(id, is_open));
    }
    if is_open {
        details_ui(ui, failure);
    }
}

/// Code, request id and technical text, for a report.
pub(super) fn details_ui(ui: &mut egui::Ui, failure: &SyncFailure) {
    let palette = theme::palette(ui);
    let lines = text::details(failure);
    for line in &lines {
        ui.label(RichText::new(line).color(palette.muted));
    }
    if !lines.is_empty() && ui.button("Copy details").clicked() {
        ui.ctx().copy_text(lines.join("\n"));
    }
}

fn toggle(open: &mut BTreeSet<ItemId>, item: &ItemId) {
    if !open.remove(item) {
        open.insert(item.clone());
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    #[test]
    fn no_sync_took_no_time() {
        assert_eq!(took_text(Duration::milliseconds(4)), "under 0.1 s");
        assert_eq!(took_text(Duration::milliseconds(50)), "0.1 s");
        assert_eq!(took_text(Duration::milliseconds(1249)), "1.2 s");
    }
}
