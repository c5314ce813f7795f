//! A page of a table with a panel of details at its right.

use std::borrow::Cow;

use egui::{Area, Frame, Id, Label, Rect, RichText, ScrollArea, Stroke, Ui, UiBuilder, vec2};

use rust_decimal::prelude::ToPrimitive as _;

use super::{
    close_button, escape_pressed, paint_badge,
    text::{name_in_two_lines, text_width},
};
use crate::{state::Command, ui::theme};

/// The width of the panel: a share of the page's, within bounds.
const PANEL_SHARE: f32 = 0.22;
const NARROWEST_PANEL: f32 = 304.0;
const WIDEST_PANEL: f32 = 440.0;
/// From this width on the panel stands beside the table; below, over it.
const SIDE_BY_SIDE: f32 = 1000.0;

/// The height of the title, and what a second line adds.
const TITLE_HEIGHT: f32 = 28.0;
const TITLE_LINE: f32 = 19.0;
/// The usual width of a badge, and the gap after it.
const BADGE_ROOM: f32 = 60.0;

/// What the panel is about.
pub struct Panel<'a> {
    /// Names it: the panel of another one begins at its top.
    pub of: Id,
    pub ticker: Option<&'a str>,
    pub title: Cow<'a, str>,
}

/// Shows `table` over all the space there is, and beside it the `details` of
/// what is open. Returns whether the panel is to be closed.
pub fn table_with_panel(
    ui: &mut Ui,
    commands: &mut Vec<Command>,
    panel: Option<Panel<'_>>,
    table: impl FnOnce(&mut Ui, &mut Vec<Command>),
    details: impl FnOnce(&mut Ui, &mut Vec<Command>),
) -> bool {
    let area = ui.available_rect_before_wrap();
    let width = (area.width() * PANEL_SHARE).clamp(NARROWEST_PANEL, WIDEST_PANEL);
    let place = area.with_min_x(area.right() - width.round());
    let is_beside = panel.is_some() && area.width() >= SIDE_BY_SIDE;
    let main = if is_beside {
        area.with_max_x(place.left() - theme::GAP)
    } else {
        area
    };
    ui.scope_builder(UiBuilder::new().max_rect(main), |ui| table(ui, commands));
    let is_escaped = panel.is_some() && escape_pressed(ui);
    let Some(panel) = panel else {
        return false;
    };
    let show = |ui: &mut Ui| {
        let place = UiBuilder::new().max_rect(place);
        ui.scope_builder(place, |ui| panel_ui(ui, &panel, commands, details))
            .inner
    };
    let is_closed = if is_beside {
        show(ui)
    } else {
        Area::new(ui.scope_id().with("panel"))
            .fixed_pos(place.min)
            .constrain(false)
            .show(ui.ctx(), show)
            .inner
    };
    is_closed || is_escaped
}

/// Whether the button that closes it was clicked.
fn panel_ui(
    ui: &mut Ui,
    panel: &Panel<'_>,
    commands: &mut Vec<Command>,
    details: impl FnOnce(&mut Ui, &mut Vec<Command>),
) -> bool {
    let palette = theme::palette(ui);
    Frame::new()
        .fill(palette.card)
        .stroke(Stroke::new(1.0, palette.stroke))
        .corner_radius(theme::CARD_RADIUS)
        .inner_margin(theme::PADDING)
        .show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            let is_closed = title_ui(ui, panel);
            ScrollArea::vertical()
                .id_salt(panel.of)
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    // What stands here is worth copying.
                    ui.style_mut().interaction.selectable_labels = true;
                    details(ui, commands);
                });
            is_closed
        })
        .inner
}

/// Ticker, name, and the button that closes the panel.
fn title_ui(ui: &mut Ui, panel: &Panel<'_>) -> bool {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        let size = vec2(ui.available_width() - 34.0, TITLE_HEIGHT);
        let (font, ink) = (theme::semibold(15.0), palette.text);
        // The badge takes a part that only painting tells: where it leaves too
        // little for a line, the name has two.
        let is_long = text_width(ui, &panel.title, font.clone()) > size.x - BADGE_ROOM;
        let size = size + vec2(0.0, if is_long { TITLE_LINE } else { 0.0 });
        let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
        let first_line = rect.with_max_y(rect.top() + TITLE_HEIGHT);
        let left = panel.ticker.map_or(rect.left(), |ticker| {
            paint_badge(ui.painter(), palette, first_line, ticker).right() + 9.0
        });
        let beside = rect.with_min_x(left);
        name_in_two_lines(ui, response, beside, &panel.title, font, ink);
        close_button(ui, "Close details").clicked()
    })
    .inner
}

/// Shows those of `count` rows of one height that are in view.
pub fn rows_in_view(ui: &mut Ui, height: f32, count: usize, mut row: impl FnMut(&mut Ui, usize)) {
    let number = count.to_f32().unwrap_or(f32::MAX);
    let size = vec2(ui.available_width(), height * number);
    let (whole, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let seen = ui.clip_rect().intersect(whole);
    if !seen.is_positive() {
        return;
    }
    let at = |y: f32| ((y - whole.top()) / height).floor().max(0.0).to_usize();
    let first = at(seen.top()).unwrap_or_default();
    let last = at(seen.bottom()).map_or(count, |it| count.min(it + 1));
    for at in first..last {
        let above = height * at.to_f32().unwrap_or_default();
        let place = Rect::from_min_size(
            whole.left_top() + vec2(0.0, above),
            vec2(whole.width(), height),
        );
        let place = UiBuilder::new().id_salt(at).max_rect(place);
        ui.scope_builder(place, |ui| row(ui, at));
    }
}

/// The title of a part of the panel.
pub fn section_title(ui: &mut Ui, title: &str) {
    ui.add_space(14.0);
    let ink = theme::palette(ui).muted;
    ui.label(RichText::new(title).font(theme::label()).color(ink));
}

/// Muted words that go on in the next line.
pub fn muted(ui: &mut Ui, text: impl Into<String>) {
    let ink = theme::palette(ui).muted;
    ui.add(Label::new(RichText::new(text).color(ink)).wrap());
}
