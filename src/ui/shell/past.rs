//! The day that every page is of: a choice in the top bar, and a banner while it
//! is an earlier one.

use std::iter;

use chrono::{Datelike as _, Months, NaiveDate};
use egui::{Button, PopupCloseBehavior, RichText, Ui, WidgetInfo, vec2};

use crate::{
    connect::AsideSync,
    state::{AppState, Command, HistoryQuery, Screen},
    text::{self, format},
    ui::{theme, widgets},
};

/// Says above a page that it is of an earlier day, and leads back.
pub(in crate::ui) fn past_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    if let Some(past) = state.past().filter(|_| !state.is_of_now_alone())
        && widgets::banner(ui, &text::past(past), Some("Back to today"))
    {
        commands.push(Command::ShowAsOf(None));
    }
}

/// Says above a page which institutions are not shown by their latest sync, because
/// that is set aside, and leads to it.
pub(in crate::ui) fn set_aside_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let Some(portfolio) = state.portfolio.as_deref() else {
        return;
    };
    let is_about_syncs = state.view.history.is_some() && state.screen == Screen::Connections;
    if is_about_syncs || matches!(state.screen, Screen::Settings | Screen::Welcome) {
        return;
    }
    // Of one connection the latest is enough: it says what is shown.
    let aside = &portfolio.set_aside;
    let last =
        |it: &&AsideSync| aside.iter().rfind(|other| other.item_id == it.item_id) == Some(*it);
    for aside in aside.iter().filter(last) {
        let connection = portfolio.connection(&aside.item_id);
        let name = connection.map_or(aside.item_id.as_str(), |it| &*it.name);
        let Some(sentence) = text::shows_earlier_sync(name, aside) else {
            continue;
        };
        if widgets::banner(ui, &sentence, Some("Show its syncs")) {
            commands.push(Command::ShowHistory(Some(HistoryQuery {
                item: Some(aside.item_id.clone()),
                ..HistoryQuery::default()
            })));
        }
    }
}

/// Days that are asked for often, the latest first.
pub(in crate::ui) fn often(today: NaiveDate) -> Vec<(&'static str, NaiveDate)> {
    let first = today.with_day(1);
    let end_of_month = first.and_then(|it| it.pred_opt());
    let quarter = first.and_then(|it| it.with_month(it.month0() / 3 * 3 + 1));
    let all = [
        ("End of last month", end_of_month),
        ("End of last quarter", quarter.and_then(|it| it.pred_opt())),
        (
            "End of last year",
            NaiveDate::from_ymd_opt(today.year() - 1, 12, 31),
        ),
        ("A year ago", today.checked_sub_months(Months::new(12))),
    ];
    let all = all.into_iter();
    all.filter_map(|(name, day)| Some((name, day?))).collect()
}

/// The button that says the day, and the menu in which another one is chosen.
pub(super) fn as_of_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let past = state.past();
    let (text, ink) = match past {
        Some(past) => (format::date(past.day), palette.accent),
        None => ("Today".to_owned(), palette.muted),
    };
    let button = Button::new(RichText::new(&text).color(ink)).frame_when_inactive(false);
    let config = egui::containers::menu::MenuConfig::new()
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let button = egui::containers::menu::MenuButton::from_button(button).config(config);
    let (response, _) = button.ui(ui, |ui| menu_ui(ui, state, commands));
    let name = format!("Shown as of: {text}");
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
    response.on_hover_text("Show every page as of an earlier day");
}

fn menu_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    ui.set_min_width(190.0);
    let today = state.actual_today();
    let choose = |ui: &mut Ui, commands: &mut Vec<Command>, day: Option<NaiveDate>| {
        commands.push(Command::ShowAsOf(day));
        ui.close();
    };
    let often = often(today).into_iter();
    let often = often.map(|(name, day)| (format!("{name} · {}", format::date(day)), Some(day)));
    for (label, day) in iter::once(("Today".to_owned(), None)).chain(often) {
        if ui.selectable_label(state.as_of == day, label).clicked() {
            choose(ui, commands, day);
        }
    }
    ui.separator();
    for (label, as_shown_then) in [(text::KNOWN_NOW, false), (text::SHOWN_THEN, true)] {
        let choice = ui.selectable_label(state.as_shown_then == as_shown_then, label);
        let hint = if as_shown_then {
            "What the syncs until that day knew, with the rows and figures of then"
        } else {
            "With what later syncs told of that time"
        };
        if choice.on_hover_text(hint).clicked() {
            commands.push(Command::ShowThen(as_shown_then));
        }
    }
    ui.separator();
    let id = ui.scope_id().with("typed");
    let mut typed: String = ui.data(|it| it.get_temp(id)).unwrap_or_default();
    let field = egui::TextEdit::singleline(&mut typed).hint_text("YYYY-MM-DD");
    let label = ui.label("Another day");
    let response = ui.add_sized(vec2(180.0, 26.0), field).labelled_by(label.id);
    let day = typed
        .trim()
        .parse::<NaiveDate>()
        .ok()
        .filter(|it| *it <= today);
    let is_asked = response.lost_focus() && ui.input(|it| it.key_pressed(egui::Key::Enter));
    ui.data_mut(|it| it.insert_temp(id, typed));
    let is_clicked = ui
        .add_enabled(day.is_some(), Button::new("Show this day"))
        .clicked();
    if let Some(day) = day.filter(|_| is_asked || is_clicked) {
        choose(ui, commands, Some(day));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn often_asked_days_are_ends_of_what_is_over() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a date");
        let days = |today| often(today).into_iter().map(|it| it.1).collect::<Vec<_>>();
        assert_eq!(
            days(day(2026, 3, 31)),
            [
                day(2026, 2, 28),
                day(2025, 12, 31),
                day(2025, 12, 31),
                day(2025, 3, 31)
            ]
        );
        assert_eq!(
            days(day(2024, 2, 29)),
            [
                day(2024, 1, 31),
                day(2023, 12, 31),
                day(2023, 12, 31),
                day(2023, 2, 28)
            ]
        );
    }
}
