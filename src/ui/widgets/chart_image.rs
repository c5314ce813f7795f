//! The buttons that save charts as images, and what of a chart was zoomed into.

use egui::{Context, Id, Rect, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use crate::{
    state::{Chart, Command, Table},
    text::Label as _,
    ui::{theme, widgets},
};

/// The days that a chart shows once something was zoomed into, as places on
/// its axis.
pub fn zoomed_days(ctx: &Context, chart: Chart) -> Option<(f64, f64)> {
    ctx.data(|it| it.get_temp(id(chart).with("zoomed")))
}

/// Notes the days that are zoomed into; `None` where all are shown.
pub fn note_zoom(ctx: &Context, chart: Chart, days: Option<(f64, f64)>) {
    let id = id(chart).with("zoomed");
    ctx.data_mut(|it| match days {
        Some(days) => {
            it.insert_temp(id, days);
        }
        None => it.remove::<(f64, f64)>(id),
    });
}

/// The days that a chart shows whatever its range: an image's are those that
/// were zoomed into in the window.
pub fn pinned_days(ctx: &Context, chart: Chart) -> Option<(f64, f64)> {
    ctx.data(|it| it.get_temp(id(chart).with("pinned")))
}

/// Has a chart show these days from now on.
pub fn pin_days(ctx: &Context, chart: Chart, days: (f64, f64)) {
    ctx.data_mut(|it| it.insert_temp(id(chart).with("pinned"), days));
}

fn id(chart: Chart) -> Id {
    Id::unique(("chart", chart))
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

/// A button in the top right corner of a chart's card that saves the chart as
/// an image.
pub fn save_button(ui: &mut Ui, chart: Chart, card: Rect, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
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
