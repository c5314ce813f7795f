//! The ways to how a figure comes about.

use egui::{Response, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::focus_ring;
use crate::{
    domain::{Currency, Explained, Measure, Scope},
    state::{AppState, Command, Drawer},
    text::Label as _,
    ui::theme,
};

/// A small circled i: shows how a figure comes about. `name` says so to screen
/// readers.
pub fn info_button(ui: &mut Ui, name: &str, is_on: bool) -> Response {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(22.0, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_on, name));
    let ink = if is_on || response.hovered() || response.has_focus() {
        palette.accent
    } else {
        palette.muted
    };
    let painter = ui.painter();
    painter.circle_stroke(rect.center(), 7.0, Stroke::new(1.2, ink));
    painter.circle_filled(rect.center() - vec2(0.0, 3.0), 1.0, ink);
    let stem = [
        rect.center() - vec2(0.0, 0.5),
        rect.center() + vec2(0.0, 3.8),
    ];
    painter.line_segment(stem, Stroke::new(1.4, ink));
    focus_ring(ui, &response, rect);
    response.on_hover_text(name)
}

/// Opens how a figure comes about, or closes it again.
pub fn explain_button(ui: &mut Ui, state: &AppState, what: Explained, commands: &mut Vec<Command>) {
    let name = format!("How it comes about: {}", what.measure.label());
    let drawer = Drawer::Explanation(Box::new(what));
    let is_open = state.view.drawer.as_ref() == Some(&drawer);
    if info_button(ui, &name, is_open).clicked() {
        commands.push(Command::OpenDrawer((!is_open).then_some(drawer)));
    }
}

/// Entries of a menu that open how the figures of a row come about.
pub fn explain_entries(
    ui: &mut Ui,
    measures: &[Measure],
    of: &Scope,
    currency: Option<&Currency>,
    commands: &mut Vec<Command>,
) {
    for &measure in measures {
        let name = measure.label().to_lowercase();
        if ui.button(format!("How its {name} comes about")).clicked() {
            let what = Explained::new(measure, of.clone(), currency);
            commands.push(Command::explain(what));
        }
    }
}
