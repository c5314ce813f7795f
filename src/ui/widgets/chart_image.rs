//! Where charts stand, and what saves them as images: the window's own pixels,
//! so that what is saved is what is seen.

use chrono::NaiveDate;
use egui::{Align2, Context, Id, Rect, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use crate::{
    state::{Chart, Command, Table},
    text::{Label as _, format},
    ui::{theme, widgets},
};

/// Notes where a chart stands in this frame, in case it is saved.
pub fn note_chart(ui: &Ui, chart: Chart, place: Rect) {
    ui.data_mut(|it| it.insert_temp(id(chart), place));
}

/// Where a chart stands in the window, in points; `None` before it was shown.
pub fn chart_rect(ctx: &Context, chart: Chart) -> Option<Rect> {
    ctx.data(|it| it.get_temp(id(chart)))
}

fn id(chart: Chart) -> Id {
    Id::unique(("place of the chart", chart))
}

/// Has the chart painted for an image in the frame that begins: with the date,
/// and without the button.
pub fn pose(ctx: &Context, chart: Chart, day: NaiveDate) {
    let posing = (ctx.cumulative_frame_nr(), day);
    ctx.data_mut(|it| it.insert_temp(id(chart).with("posing"), posing));
}

/// The day to be written on the chart, while it is painted for an image.
fn posing(ui: &Ui, chart: Chart) -> Option<NaiveDate> {
    let posing = ui.data(|it| it.get_temp(id(chart).with("posing")));
    let (frame, day): (u64, NaiveDate) = posing?;
    (frame == ui.ctx().cumulative_frame_nr()).then_some(day)
}

/// The menu that saves or copies a table, and saves the chart beside it.
pub fn export_menu(ui: &mut Ui, table: Table, chart: Option<Chart>, commands: &mut Vec<Command>) {
    widgets::menu_button(ui, "Export", "Export", |ui| {
        if ui.button("Save as CSV").clicked() {
            commands.push(Command::Export(table));
        }
        if ui.button("Copy as CSV").clicked() {
            commands.push(Command::CopyTable(table));
        }
        if let Some(chart) = chart
            && ui.button("Save chart as image").clicked()
        {
            commands.push(Command::SaveChart(chart));
        }
    });
}

/// A button in the top right corner of a chart's card that saves the card as
/// an image; on the image, the date stands there.
pub fn save_button(ui: &mut Ui, chart: Chart, card: Rect, commands: &mut Vec<Command>) {
    note_chart(ui, chart, card);
    let palette = theme::palette(ui);
    if let Some(day) = posing(ui, chart) {
        let at = card.right_top() + vec2(-14.0, 14.0);
        let font = theme::regular(12.0);
        let text = format::date(day);
        ui.painter()
            .text(at, Align2::RIGHT_TOP, text, font, palette.muted);
        return;
    }
    let size = vec2(26.0, 26.0);
    let place = Rect::from_min_size(card.right_top() + vec2(-size.x - 8.0, 8.0), size);
    let response = ui.interact(place, id(chart).with("save"), Sense::click());
    let name = format!("Save {} as image", chart.label());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let ink = if response.hovered() || response.has_focus() {
        palette.text
    } else {
        palette.faint
    };
    let stroke = Stroke::new(1.5, ink);
    let at = |x: f32, y: f32| place.center() + vec2(x, y);
    // An arrow down into a tray.
    for line in [
        [at(0.0, -6.0), at(0.0, 2.0)],
        [at(-3.5, -1.5), at(0.0, 2.0)],
        [at(3.5, -1.5), at(0.0, 2.0)],
        [at(-6.0, 3.0), at(-6.0, 6.0)],
        [at(-6.0, 6.0), at(6.0, 6.0)],
        [at(6.0, 6.0), at(6.0, 3.0)],
    ] {
        ui.painter().line_segment(line, stroke);
    }
    widgets::focus_ring(ui, &response, place);
    if response.on_hover_text(name).clicked() {
        commands.push(Command::SaveChart(chart));
    }
}
