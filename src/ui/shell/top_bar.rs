//! Title, account filter, hidden amounts, age of the data, and Sync.

use std::sync::Arc;

use egui::{
    Button, Color32, CornerRadius, Label, Response, RichText, Role, Sense, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::{ShellModel, icons, past};
use crate::{
    state::{AccountFilter, AppState, Command, Drawer, Screen, SyncTarget},
    text::{Label as _, format},
    ui::{
        shortcuts::{self, Action},
        theme, widgets,
    },
};

/// How much room the choice of the day needs: in a narrow window it is in the
/// palette of commands.
const AS_OF_FITS: f32 = 130.0;

/// Paints the bar above a page.
pub(super) fn top_bar_ui(
    ui: &mut Ui,
    state: &AppState,
    model: Option<&ShellModel>,
    is_primary: bool,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    ui.horizontal_centered(|ui| {
        let title = RichText::new(state.screen.label())
            .font(theme::title())
            .color(palette.text);
        ui.add(Label::new(title));
        if state.screen == Screen::Welcome {
            return;
        }
        widgets::at_the_end(ui, |ui| {
            sync_ui(ui, state, is_primary, commands);
            age_ui(ui, state, model, commands);
            let shows_figures = !matches!(state.screen, Screen::Connections | Screen::Settings);
            if shows_figures {
                ui.add_space(6.0);
                hide_ui(ui, state, commands);
                ui.add_space(6.0);
                if let Some(model) = model {
                    accounts_ui(ui, state, model, commands);
                }
                if ui.available_width() > AS_OF_FITS {
                    ui.add_space(6.0);
                    past::as_of_ui(ui, state, commands);
                }
            }
        });
    });
}

fn sync_ui(ui: &mut Ui, state: &AppState, is_primary: bool, commands: &mut Vec<Command>) {
    let can_sync = state.can_sync();
    let text = match state.batch() {
        Some((ended, total)) if total > 1 => format!("Syncing… {} of {total}", ended + 1),
        Some(_) => "Syncing…".to_owned(),
        None => "Sync".to_owned(),
    };
    let look = match (can_sync || state.is_syncing(), is_primary) {
        (true, true) => Look::Filled,
        (true, false) => Look::Plain,
        (false, _) => Look::Off,
    };
    let response = sync_button(ui, &text, can_sync, look);
    if can_sync {
        if response
            .on_hover_text(format!(
                "Read all institutions ({})",
                shortcuts::hint(Action::Sync)
            ))
            .clicked()
        {
            commands.push(Command::Sync(SyncTarget::All));
        }
    } else if state.is_syncing() {
        response.on_hover_text("The Connections page shows how far it is");
    } else if state.past().is_some() {
        response.on_hover_text("Go back to today first");
    } else {
        response.on_hover_text("Connect an institution first");
    }
}

/// How the Sync button looks; it keeps that while a sync runs.
#[derive(Clone, Copy)]
enum Look {
    /// The only filled button.
    Filled,
    /// Beside the filled button of the page.
    Plain,
    /// There is nothing to sync.
    Off,
}

fn sync_button(ui: &mut Ui, text: &str, is_enabled: bool, look: Look) -> Response {
    let palette = theme::palette(ui);
    let (ink, fill, edge) = match look {
        Look::Filled => (palette.on_accent, palette.accent, palette.accent),
        Look::Plain => (palette.text, palette.card, palette.control),
        Look::Off => (palette.muted, palette.raised, palette.raised),
    };
    let font = theme::semibold(13.0);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, ink);
    let size = vec2(galley.size().x + 44.0, 30.0);
    let sense = if is_enabled {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, text));
    let radius = CornerRadius::same(theme::CONTROL_RADIUS);
    ui.painter()
        .rect(rect, radius, fill, (1.0, edge), StrokeKind::Inside);
    if response.has_focus() {
        let ring = (2.0, palette.text);
        ui.painter()
            .rect_stroke(rect, radius, ring, StrokeKind::Outside);
    }
    icons::sync_icon(
        ui.painter(),
        pos2(rect.left() + 18.0, rect.center().y),
        5.5,
        ink,
    );
    let left = pos2(rect.left() + 31.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(left, galley, Color32::PLACEHOLDER);
    response
}

/// The age of the data; behind it stands what the last sync changed.
fn age_ui(ui: &mut Ui, state: &AppState, model: Option<&ShellModel>, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let Some(model) = model else { return };
    let text = match model.last_success {
        Some(at) => format!("Synced {}", format::age(state.now, at)),
        None => "Never synced".to_owned(),
    };
    let (text, ink) = match model.failed {
        0 => (text, palette.muted),
        failed => (format!("{text}, {failed} failed"), palette.warn),
    };
    let is_open = state.view.drawer == Some(Drawer::Changes);
    let ink = if is_open { palette.accent } else { ink };
    if model.sync_times.is_empty() {
        ui.add(Label::new(RichText::new(text).color(ink)));
        return;
    }
    let button = Button::new(RichText::new(&text).color(ink)).frame_when_inactive(false);
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_open, &text));
    let hint = format!("{}\n\nClick to see what changed", model.sync_times);
    if response.on_hover_text(hint).clicked() {
        let drawer = (!is_open).then_some(Drawer::Changes);
        commands.push(Command::OpenDrawer(drawer));
    }
}

fn hide_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let is_hidden = state.choices.hide_amounts;
    let (text, ink) = if is_hidden {
        ("Show amounts", palette.accent)
    } else {
        ("Hide amounts", palette.muted)
    };
    let button = Button::new(RichText::new(text).color(ink)).frame_when_inactive(false);
    let response = ui
        .add(button)
        .on_hover_text(shortcuts::hint(Action::HideAmounts));
    if response.clicked() {
        commands.push(Command::HideAmounts(!is_hidden));
    }
}

fn accounts_ui(ui: &mut Ui, state: &AppState, model: &ShellModel, commands: &mut Vec<Command>) {
    let current = model.filter_name(&state.view.accounts);
    let palette = theme::palette(ui);
    let hidden = state.portfolio.as_deref();
    let hidden = hidden.map_or(0, |it| state.view.accounts.hidden(it));
    let hidden_text = match hidden {
        0 => String::new(),
        count => format!(", {count} hidden"),
    };
    let longest = if ui.available_width() < ROOMY {
        LONGEST_NAME
    } else {
        LONGEST_IN_ROOM
    };
    let button = egui::containers::menu::MenuButton::from_button(
        Button::new(
            RichText::new(format!(
                "{}{hidden_text}      ",
                shortened(&current, longest)
            ))
            .color(palette.text),
        )
        .min_size(vec2(0.0, 30.0)),
    );
    let (response, _) = button.ui(ui, |ui| {
        egui::ScrollArea::vertical()
            .max_height(420.0)
            .show(ui, |ui| {
                ui.set_min_width(220.0);
                let mut entry = |ui: &mut Ui, text: &str, filter: AccountFilter| {
                    let is_on = state.view.accounts == filter;
                    if ui.selectable_label(is_on, text).clicked() {
                        commands.push(Command::ShowAccounts(filter));
                        ui.close();
                    }
                };
                entry(ui, "All accounts", AccountFilter::All);
                if !model.groups.is_empty() {
                    ui.separator();
                }
                for group in &model.groups {
                    entry(ui, group, AccountFilter::Group(Arc::clone(group)));
                }
                for institution in &model.institutions {
                    ui.separator();
                    let filter = AccountFilter::Connection(institution.item_id.clone());
                    entry(ui, &institution.name, filter);
                    for (id, name) in &institution.accounts {
                        let filter = AccountFilter::Account(id.clone());
                        ui.indent(id, |ui| entry(ui, name, filter));
                    }
                }
            });
    });
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Button,
            true,
            format!("Accounts: {current}{hidden_text}"),
        )
    });
    let tip = pos2(response.rect.right() - 15.0, response.rect.center().y);
    icons::chevron(ui.painter(), tip, palette.text);
    if hidden > 0 {
        response.on_hover_text("Hidden accounts are in no total. Connections shows them.");
    }
}

/// The longest name in the account menu's button, in characters; and from this
/// width beside the title on.
const LONGEST_NAME: usize = 30;
const LONGEST_IN_ROOM: usize = 48;
const ROOMY: f32 = 520.0;

/// Cut in the middle, so that the digits of an account number stay.
fn shortened(name: &str, longest: usize) -> String {
    const TAIL: usize = 8;
    let length = name.chars().count();
    if length <= longest {
        return name.to_owned();
    }
    let head: String = name.chars().take(longest - TAIL - 1).collect();
    let tail: String = name.chars().skip(length - TAIL).collect();
    format!("{}…{tail}", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_account_name_keeps_its_digits() {
        let shortened = |name| shortened(name, LONGEST_NAME);
        assert_eq!(shortened("Brokerage ••4821"), "Brokerage ••4821");
        let long = shortened("Individual Retirement Arrangement ••4821");
        assert_eq!(long, "Individual Retirement…t ••4821");
        assert!(long.chars().count() <= LONGEST_NAME);
    }
}
