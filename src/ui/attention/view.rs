//! The page: the table of accounts, a card for each item, what was resolved.

use egui::{ScrollArea, Ui};

use super::{
    AttentionForm, AttentionModel, MOST_ITEMS, accounts::accounts_ui, cards::card_ui,
    resolved::resolved_ui,
};
use crate::{
    state::{AppState, AttentionQuery, Command},
    text::format,
    ui::{theme, widgets},
};

/// Shows the page. `model` is `None` until it is built for the first time.
pub fn attention_ui(
    ui: &mut Ui,
    state: &AppState,
    model: Option<&AttentionModel>,
    form: &mut AttentionForm,
    commands: &mut Vec<Command>,
) {
    let Some(model) = model.filter(|it| it.is_read) else {
        widgets::skeleton_rows(ui, 10);
        return;
    };
    if model.accounts.is_empty() && model.items.is_empty() && model.resolved.is_empty() {
        widgets::empty_state(
            ui,
            "Nothing to look after yet",
            "Once a sync has read your accounts, this tells whether balances fit the holdings and \
             units fit the transactions, and what of it needs you.",
        );
        return;
    }
    let query = &state.view.attention;
    ScrollArea::vertical()
        .id_salt(("attention", query.page))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            ui.spacing_mut().scroll.dormant_handle_opacity = 0.4;
            if !model.accounts.is_empty() {
                accounts_ui(ui, state, model);
            }
            if model.items.is_empty() {
                widgets::card(ui, None, |ui| {
                    let text = "Nothing needs you. Every institution answered, and everything that \
                                can be compared is accounted for.";
                    widgets::paragraph(ui, text);
                });
            }
            let pages = model.items.len().div_ceil(MOST_ITEMS);
            let page = query.page.min(pages.saturating_sub(1));
            let first = page * MOST_ITEMS;
            for item in model.items.iter().skip(first).take(MOST_ITEMS) {
                card_ui(ui, state, model, item, form, commands);
            }
            if pages > 1 {
                pages_ui(ui, query, page, model.items.len(), commands);
            }
            resolved_ui(ui, state, model, commands);
        });
}

/// Turns to the items before and after those on the page.
fn pages_ui(
    ui: &mut Ui,
    query: &AttentionQuery,
    page: usize,
    count: usize,
    commands: &mut Vec<Command>,
) {
    let first = page * MOST_ITEMS;
    let last = (first + MOST_ITEMS).min(count);
    ui.horizontal(|ui| {
        let mut turn = |ui: &mut Ui, text: &str, to: Option<usize>| {
            let button = egui::Button::new(text);
            if ui.add_enabled(to.is_some(), button).clicked()
                && let Some(page) = to
            {
                commands.push(Command::QueryAttention(AttentionQuery {
                    page,
                    open: None,
                    ..query.clone()
                }));
            }
        };
        turn(ui, "Earlier ones", page.checked_sub(1));
        turn(ui, "Further ones", (last < count).then_some(page + 1));
        let text = format!("{}–{} of {}", first + 1, last, format::count(count));
        widgets::muted(ui, text);
    });
}
