//! The frame around every page: navigation, top bar, status bar, shortcuts.

mod icons;
mod keys;
mod model;
mod navigation;
mod past;
mod problem;
mod status_bar;
mod top_bar;

use egui::{CentralPanel, Frame, Margin, Panel, Stroke, Ui};

pub(super) use keys::{help_ui, list_ui as keys_ui, shortcuts};
pub(super) use model::ShellModel;
pub(super) use past::{often, past_ui, set_aside_ui};
pub(super) use problem::{banner_ui, not_loaded_ui, not_prepared_ui};

use super::theme;
use crate::state::{AppState, Command};

const STATUS_HEIGHT: f32 = 28.0;
const TOP_HEIGHT: f32 = 58.0;

/// Paints the frame, and the page within it. Where the page has a filled button
/// of its own, Sync is none; `open_items` need attention.
pub(super) fn frame_ui(
    ui: &mut Ui,
    state: &AppState,
    model: Option<&ShellModel>,
    page_has_primary: bool,
    open_items: usize,
    commands: &mut Vec<Command>,
    page: impl FnOnce(&mut Ui, &mut Vec<Command>),
) {
    let palette = theme::palette(ui);
    let edge = Stroke::new(1.0, palette.stroke);
    let plain = Frame::new().fill(palette.panel);
    let whole = ui.max_rect();
    Panel::bottom("status")
        .exact_size(STATUS_HEIGHT)
        .resizable(false)
        .show_separator_line(false)
        .frame(plain.inner_margin(Margin::symmetric(15, 0)))
        .show(ui, |ui| {
            status_bar::status_bar_ui(ui, state, model, commands);
        });
    Panel::left("navigation")
        .exact_size(navigation::width(whole.width()))
        .resizable(false)
        .show_separator_line(false)
        .frame(plain)
        .show(ui, |ui| {
            navigation::navigation_ui(ui, state, open_items, commands);
        });
    let ground = Frame::new().fill(palette.background);
    let side = margin(theme::PAGE_MARGIN);
    Panel::top("top")
        .exact_size(TOP_HEIGHT)
        .resizable(false)
        .show_separator_line(false)
        .frame(ground.inner_margin(Margin::symmetric(side, 0)))
        .show(ui, |ui| {
            top_bar::top_bar_ui(ui, state, model, !page_has_primary, commands);
        });
    CentralPanel::default()
        .frame(ground.inner_margin(Margin {
            left: side,
            right: side,
            top: 14,
            bottom: 16,
        }))
        .show(ui, |ui| page(ui, commands));
    let painter = ui.painter_at(whole);
    let above_status = whole.bottom() - STATUS_HEIGHT;
    let beside_navigation = whole.left() + navigation::width(whole.width());
    painter.vline(beside_navigation, whole.top()..=above_status, edge);
    painter.hline(whole.x_range(), above_status, edge);
}

#[expect(clippy::cast_possible_truncation, reason = "a small constant")]
fn margin(points: f32) -> i8 {
    points as i8
}
