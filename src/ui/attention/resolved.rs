//! What the person said, each with a button that takes it back.

use egui::{Rect, Ui, UiBuilder, pos2, vec2};
use rust_decimal::prelude::ToPrimitive as _;

use super::AttentionModel;
use crate::{
    analytics::attention::Resolved,
    state::{AppState, AttentionQuery, Command},
    text::{
        self,
        format::{self, Figures},
    },
    ui::{theme, widgets},
};

const HEIGHT: f32 = 40.0;

/// The room of the button.
const BUTTON: f32 = 64.0;

/// Shows how many there are, and once asked for, each of them.
pub(super) fn resolved_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &AttentionModel,
    commands: &mut Vec<Command>,
) {
    let count = model.resolved.len();
    if count == 0 {
        return;
    }
    let query = &state.view.attention;
    let title = format!("Resolved: {} · each can be undone", format::count(count));
    if widgets::disclosure(ui, &title, query.shows_resolved) {
        commands.push(Command::QueryAttention(AttentionQuery {
            shows_resolved: !query.shows_resolved,
            ..query.clone()
        }));
    }
    if !query.shows_resolved {
        return;
    }
    widgets::card(ui, None, |ui| {
        let width = ui.available_width();
        let all = vec2(width, HEIGHT * count.to_f32().unwrap_or_default());
        let (area, _) = ui.allocate_exact_size(all, egui::Sense::hover());
        let sight = ui.clip_rect();
        // Only those in sight are painted.
        let first = ((sight.top() - area.top()) / HEIGHT).max(0.0).floor();
        let last = ((sight.bottom() - area.top()) / HEIGHT).max(0.0).ceil();
        let (first, last) = (
            first.to_usize().unwrap_or_default().min(count),
            last.to_usize().unwrap_or_default().min(count),
        );
        for at in first..last {
            let top = area.top() + HEIGHT * at.to_f32().unwrap_or_default();
            let row = Rect::from_min_size(pos2(area.left(), top), vec2(width, HEIGHT));
            row_ui(ui, state, model, &model.resolved[at], row, commands);
        }
    });
}

fn row_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &AttentionModel,
    item: &Resolved,
    rect: Rect,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let (what, said) = text::resolved(item, &model.portfolio, Figures::of(state));
    let id = ui.scope_id().with(("resolved", item.id()));
    let response = ui.interact(rect, id, egui::Sense::hover());
    response.widget_info(|| {
        let label = format!("{what}: {said}");
        egui::WidgetInfo::labeled(egui::Role::Label, true, label)
    });
    let words = rect.with_max_x(rect.right() - BUTTON - 12.0);
    let half = words.with_max_x(words.left() + words.width() * 0.62);
    let painter = ui.painter();
    painter.hline(rect.x_range(), rect.bottom() - 0.5, (1.0, palette.stroke));
    widgets::text_left(painter, half, &what, theme::body(), palette.text);
    let beside = words.with_min_x(half.right() + 12.0);
    widgets::text_left(painter, beside, &said, theme::body(), palette.muted);
    response.on_hover_text(format!("{what}\n{said}"));
    let place = Rect::from_min_max(
        pos2(rect.right() - BUTTON, rect.top() + 6.0),
        pos2(rect.right(), rect.bottom() - 6.0),
    );
    let builder = UiBuilder::new().max_rect(place).id_salt(id);
    ui.scope_builder(builder, |ui| {
        let undo = ui.add_sized(place.size(), egui::Button::new("Undo"));
        if undo.clicked() {
            commands.push(match item {
                Resolved::Answer { resolution, .. } => {
                    Command::UndoResolution(std::sync::Arc::clone(&resolution.id))
                }
                Resolved::Entered(row) => Command::RemoveEntered(row.clone()),
            });
        }
    });
}
