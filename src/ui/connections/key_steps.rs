//! Where Plaid keys come from: said in the guide, and again beside the form.

use egui::{RichText, Ui};

use crate::ui::{theme, widgets};

/// Where Plaid's own settings are.
pub(super) const DASHBOARD: &str = "https://dashboard.plaid.com";
/// The page of the Dashboard with the keys.
pub(super) const KEYS_PAGE: &str = "https://dashboard.plaid.com/developers/keys";

/// What a step says.
pub(super) struct Step {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
}

pub(super) const ENVIRONMENT: Step = Step {
    title: "Choose an environment",
    text: "Sandbox is free, works at once and has invented institutions: good for a first look. \
           Production reaches your own. Plaid's free trial of it has a limited number of \
           connections, and one that you remove stays counted. The two never mix: each has a \
           secret and a portfolio of its own.",
};

pub(super) const KEYS: Step = Step {
    title: "Copy client ID and secret",
    text: "They are in Plaid's Dashboard under Developers, Keys: one client ID, and a secret \
           for each environment. They are tried with Plaid before they are kept.",
};

/// Says where keys come from in a narrow column, for somebody who wants other keys.
pub(super) fn reminder_ui(ui: &mut Ui) {
    for step in [ENVIRONMENT, KEYS] {
        ui.label(RichText::new(step.title).font(theme::semibold(13.0)));
        widgets::paragraph(ui, step.text);
    }
    page_button(ui, "Open the page of keys", KEYS_PAGE);
}

pub(super) fn page_button(ui: &mut Ui, text: &str, url: &str) {
    if ui.button(text).on_hover_text(url).clicked() {
        ui.ctx().open_url(egui::OpenUrl::new_tab(url));
    }
}
