//! The ways to how a figure comes about.

use egui::{Painter, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::focus_ring;
use crate::{
    domain::{Currency, Explained, Measure, Scope},
    state::{AppState, Command, Drawer},
    text::Label as _,
    ui::{
        shortcuts::{self, Action},
        theme::{self, Palette},
    },
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

fn name_of(what: &Explained) -> String {
    format!("How it comes about: {}", what.measure.label())
}

/// Opens how a figure comes about, or closes it again.
pub fn explain_button(ui: &mut Ui, state: &AppState, what: Explained, commands: &mut Vec<Command>) {
    let name = name_of(&what);
    let drawer = Drawer::Explanation(Box::new(what));
    let is_open = state.view.drawer.as_ref() == Some(&drawer);
    if info_button(ui, &name, is_open).clicked() {
        commands.push(Command::OpenDrawer((!is_open).then_some(drawer)));
    }
}

/// Dots beneath a figure in a row: it opens how it comes about.
pub(super) fn mark_explained(
    painter: &Painter,
    palette: &Palette,
    figure: Rect,
    is_pointed_at: bool,
) {
    const APART: f32 = 3.0;
    const RADIUS: f32 = 0.6;
    let ink = if is_pointed_at {
        palette.accent
    } else {
        palette.faint.gamma_multiply(0.8)
    };
    let y = figure.bottom() + 1.0;
    let line = [pos2(figure.left(), y), pos2(figure.right(), y)];
    painter.extend(Shape::dotted_line(&line, ink, APART, RADIUS));
}

/// Where a click means the figure and not its row.
pub(super) fn explained_area(figure: Rect) -> Rect {
    figure.expand2(vec2(4.0, 6.0))
}

/// What such a figure in a table says.
pub(super) fn explained_hint() -> String {
    let key = shortcuts::hint(Action::Explain);
    format!("A click on the figure, or {key}, shows how it comes about")
}

/// Makes a figure of a list, painted there, open how it comes about.
pub fn explained_figure(ui: &Ui, figure: Rect, what: Explained, commands: &mut Vec<Command>) {
    let id = ui.scope_id().with(("explained", &what));
    let area = explained_area(figure);
    let response = ui.interact(area, id, Sense::click());
    let name = name_of(&what);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let is_pointed_at = response.hovered() || response.has_focus();
    mark_explained(ui.painter(), theme::palette(ui), figure, is_pointed_at);
    focus_ring(ui, &response, area);
    if response.on_hover_text(name).clicked() {
        commands.push(Command::explain(what));
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
