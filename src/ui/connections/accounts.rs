//! The accounts on an institution's card: names, values, and what the person
//! decides about them.

use std::{collections::BTreeSet, sync::Arc};

use egui::{Role, WidgetInfo, vec2};

use super::{AccountForm, AccountRow, ConnectionsForm, OpenForm, fields};
use crate::{
    state::Command,
    text::{
        self,
        format::{self, Figures},
    },
    ui::{theme, widgets},
};

/// The button at the end of a row.
const BUTTON: f32 = 30.0;

/// Shows one account: name and value, and below them the form while it is open.
/// `groups` are all there are.
pub(super) fn account_ui(
    ui: &mut egui::Ui,
    figures: Figures,
    account: &AccountRow,
    groups: &[Arc<str>],
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(
        vec2(ui.available_width(), theme::ROW_HEIGHT),
        egui::Sense::hover(),
    );
    let amounts = account_amounts(figures, account);
    let notes = notes(account);
    response.widget_info(|| {
        let text = format!("{}{notes} {amounts}", account.label);
        WidgetInfo::labeled(Role::ListItem, true, text)
    });
    let painter = ui.painter();
    painter.hline(rect.x_range(), rect.bottom(), (1.0, palette.stroke));
    let mut inner = rect.shrink2(vec2(8.0, 0.0));
    inner.max.x -= BUTTON;
    let is_counted = account.missing_since.is_none()
        && !account.is_removed
        && account.carried_to.is_none()
        && !account.choice.is_hidden;
    let color = if is_counted {
        palette.text
    } else {
        palette.muted
    };
    let right = widgets::text_right(painter, inner, &amounts, theme::body(), color);
    let left = egui::Rect::from_min_max(inner.min, egui::pos2(right.left() - 12.0, inner.bottom()));
    let name = widgets::text_left(painter, left, &account.label, theme::body(), color);
    let beside = egui::Rect::from_min_max(egui::pos2(name.right(), left.top()), left.max);
    widgets::text_left(painter, beside, &notes, theme::body(), palette.muted);
    button_ui(ui, rect, account, form, commands);
    if form.account.as_ref().map(|it| &it.account) != Some(&account.id) {
        return;
    }
    let is_primary = form.active() == Some(OpenForm::Account);
    let takes_focus = form.takes_focus(OpenForm::Account);
    if let Some(open) = &mut form.account {
        let answer = form_ui(ui, account, groups, open, is_primary, takes_focus);
        if answer == Some(Answer::Save) {
            commands.push(Command::ChangeAccount {
                account: open.account.clone(),
                before: open.before.clone(),
                choice: open.choice(),
            });
        }
        if answer.is_some() {
            form.account = None;
        }
    }
}

fn button_ui(
    ui: &mut egui::Ui,
    row: egui::Rect,
    account: &AccountRow,
    form: &mut ConnectionsForm,
    commands: &mut Vec<Command>,
) {
    let size = vec2(BUTTON, row.height() - 8.0);
    let center = egui::pos2(row.right() - BUTTON / 2.0, row.center().y);
    let rect = egui::Rect::from_center_size(center, size);
    let (name, hint) = if account.carried_to.is_some() {
        ("Separate", "Shows it on its own again.")
    } else {
        ("Edit", "Rename it, hide it, or put it in groups.")
    };
    let button = egui::Button::new("").frame_when_inactive(false);
    // Beside the row, and so without a say in the width of the card.
    let mut place = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    let response = place.put(rect, button);
    widgets::paint_dots(ui, rect);
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Button, true, format!("{name} {}", account.label))
    });
    if !response.on_hover_text(hint).clicked() {
        return;
    }
    if account.carried_to.is_some() {
        commands.push(Command::SeparateAccount(account.id.clone()));
    } else {
        form.toggle_account(account);
    }
}

/// What the person does with the form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Save,
    Cancel,
}

/// The form; closed by an answer.
fn form_ui(
    ui: &mut egui::Ui,
    account: &AccountRow,
    groups: &[Arc<str>],
    form: &mut AccountForm,
    is_primary: bool,
    takes_focus: bool,
) -> Option<Answer> {
    let mut answer = None;
    ui.add_space(8.0);
    widgets::inset(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let name = field_ui(ui, "Name", &account.institution_name, &mut form.name);
        if takes_focus {
            fields::focus(&name);
        }
        ui.horizontal_wrapped(|ui| {
            label_ui(ui, "Groups");
            let mut all: BTreeSet<&Arc<str>> = groups.iter().collect();
            let chosen = form.groups.clone();
            all.extend(&chosen);
            for group in all {
                let is_on = chosen.contains(group);
                if widgets::chip(ui, group, is_on).clicked() {
                    if is_on {
                        form.groups.remove(group);
                    } else {
                        form.groups.insert(Arc::clone(group));
                    }
                }
            }
        });
        let group = field_ui(ui, "New group", "such as Retirement", &mut form.new_group);
        let is_entered = fields::is_entered(ui, &name) || fields::is_entered(ui, &group);
        let hide = "Hide it: in no total, and in no view but its own";
        widgets::check_box(ui, &mut form.is_hidden, hide);
        ui.horizontal(|ui| {
            if widgets::action_button(ui, "Save", is_primary).clicked() || is_entered {
                answer = Some(Answer::Save);
            }
            if ui.button("Cancel").clicked() || (is_primary && widgets::escape_pressed(ui)) {
                answer = Some(Answer::Cancel);
            }
        });
    });
    ui.add_space(8.0);
    answer
}

/// The width of the words before the fields.
const LABEL: f32 = 76.0;

fn label_ui(ui: &mut egui::Ui, text: &str) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(
        vec2(LABEL, ui.spacing().interact_size.y),
        egui::Sense::hover(),
    );
    let color = theme::palette(ui).muted;
    widgets::text_left(ui.painter(), rect, text, theme::body(), color);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}

fn field_ui(ui: &mut egui::Ui, name: &str, hint: &str, text: &mut String) -> egui::Response {
    ui.horizontal(|ui| {
        let label = label_ui(ui, name);
        ui.add(
            egui::TextEdit::singleline(text)
                .hint_text(hint)
                .desired_width(ui.available_width().min(320.0)),
        )
        .labelled_by(label.id)
    })
    .inner
}

/// ` · Retirement · hidden`.
fn notes(account: &AccountRow) -> String {
    let groups = account.choice.groups.iter().map(|it| &**it);
    let hidden = account.choice.is_hidden.then_some("hidden, in no total");
    let parts = [""].into_iter().chain(groups).chain(hidden);
    parts.collect::<Vec<_>>().join(" · ")
}

/// `$112,402.11`, one amount per currency.
fn account_amounts(figures: Figures, account: &AccountRow) -> String {
    if let Some(successor) = &account.carried_to {
        return format!("carried over to {successor}");
    }
    if let Some(since) = account.missing_since {
        return format!("not listed since {}", format::date(since));
    }
    if account.is_removed {
        return "history kept, in no total".to_owned();
    }
    let mut parts: Vec<String> = account
        .values
        .iter()
        .map(|(currency, value)| figures.money(*value, currency.as_ref()))
        .collect();
    if account.unknown > 0 {
        parts.push(format!(
            "{} not valued",
            text::counted(account.unknown, "holding")
        ));
    }
    if parts.is_empty() {
        return "no holdings".to_owned();
    }
    parts.join(" · ")
}
