//! A chart as an image of its own: with title, date, what it is narrowed to and
//! legend, whatever the window shows around it.
//!
//! It is drawn from the models of the pages, in a context of its own, off the
//! frame and in software.

mod contents;

use std::sync::Arc;

use egui::{
    Color32, ColorImage, Context, Frame, Margin, RawInput, Rect, RichText, Sense, Ui, UiBuilder,
    ViewportId, ViewportInfo, pos2, vec2,
};

use super::{
    PageModel as _,
    fonts::{self, Fallback},
    raster::Raster,
    theme, widgets,
};
use crate::{
    state::{AppState, Chart, ThemeChoice},
    text::Label as _,
};
use contents::{Contents, Entry, drawn_allocation};

/// The size in points; an image has two pixels a point.
const SIZE: egui::Vec2 = vec2(1200.0, 720.0);
const PIXELS_PER_POINT: f32 = 2.0;
const MARGIN: i8 = 28;
/// How many frames it takes until everything has found its place.
const FRAMES: usize = 3;

/// What is drawn.
pub struct Picture {
    chart: Chart,
    state: AppState,
    days: Option<(f64, f64)>,
}

impl Picture {
    /// The chart as `state` asks for it, and as it is zoomed into in the window
    /// of `ctx`.
    pub fn of(chart: Chart, state: &AppState, ctx: &Context) -> Self {
        let mut state = state.clone();
        state.choices.theme = match ctx.theme() {
            egui::Theme::Dark => ThemeChoice::Dark,
            egui::Theme::Light => ThemeChoice::Light,
        };
        state.view.allocation = drawn_allocation(&state);
        Self {
            chart,
            state,
            days: widgets::zoomed_days(ctx, chart),
        }
    }

    /// Draws it; `None` where there is nothing to draw. It takes a while.
    pub fn draw(&self) -> Option<ColorImage> {
        let contents = Contents::of(self.chart, &self.state, self.days)?;
        let ctx = Context::default();
        theme::install(&ctx);
        theme::apply(&ctx, self.state.choices.theme);
        if let Some(portfolio) = &self.state.portfolio {
            let fallback = Arc::new(Fallback::build(portfolio, &()));
            fonts::install(Some(&fallback), &ctx);
        }
        let mut raster = Raster::default();
        let mut drawn = None;
        for _ in 0..FRAMES {
            let mut output = ctx.run_ui(input(), |ui| self.ui(ui, &contents));
            raster.take_in(&mut output.textures_delta);
            drawn = Some(output);
        }
        Some(raster.render(&ctx, &drawn?))
    }

    /// Shows it in a window.
    pub fn show(&self, ui: &mut Ui) {
        if let Some(contents) = Contents::of(self.chart, &self.state, self.days) {
            self.ui(ui, &contents);
        }
    }

    fn ui(&self, ui: &mut Ui, contents: &Contents) {
        if let Some(days) = self.days {
            widgets::pin_days(ui.ctx(), self.chart, days);
        }
        let ground = theme::palette(ui).card;
        let frame = Frame::new().fill(ground).inner_margin(Margin::same(MARGIN));
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            heading_ui(ui, contents);
            ui.add_space(theme::GAP);
            let space = ui.available_rect_before_wrap();
            if contents.is_beside() {
                let size = space.height().min(space.width() / 2.0);
                let ring = Rect::from_min_size(space.min, egui::Vec2::splat(size));
                let list = Rect::from_min_max(pos2(ring.right() + 40.0, space.top()), space.max);
                at(ui, ring, |ui| contents.chart_ui(ui, &self.state));
                at(ui, list, |ui| list_ui(ui, &contents.legend));
            } else {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing = vec2(18.0, 4.0);
                    for entry in &contents.legend {
                        ui.horizontal(|ui| entry_ui(ui, entry));
                    }
                });
                ui.add_space(theme::GAP);
                contents.chart_ui(ui, &self.state);
            }
        });
    }
}

/// The reason there is no image, for the person.
pub fn nothing_to_draw(chart: Chart) -> String {
    format!("{} has nothing to show", chart.label())
}

fn input() -> RawInput {
    let viewport = ViewportInfo {
        native_pixels_per_point: Some(PIXELS_PER_POINT),
        ..ViewportInfo::default()
    };
    RawInput {
        screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, SIZE)),
        viewports: std::iter::once((ViewportId::ROOT, viewport)).collect(),
        ..RawInput::default()
    }
}

fn at(ui: &mut Ui, rect: Rect, add_contents: impl FnOnce(&mut Ui)) {
    ui.scope_builder(UiBuilder::new().max_rect(rect), add_contents);
}

/// Title, date, and what it is narrowed to.
fn heading_ui(ui: &mut Ui, contents: &Contents) {
    let palette = theme::palette(ui);
    ui.spacing_mut().item_spacing.y = 6.0;
    ui.horizontal(|ui| {
        widgets::at_the_end(ui, |ui| {
            let day = RichText::new(&contents.as_of).font(theme::semibold(15.0));
            ui.label(day.color(palette.muted));
            widgets::in_what_is_left(ui, |ui| {
                let title = RichText::new(&contents.title).font(theme::semibold(22.0));
                ui.add(egui::Label::new(title.color(palette.text)).truncate());
            });
        });
    });
    let facts = RichText::new(contents.facts.join(" · ")).font(theme::regular(14.0));
    ui.add(egui::Label::new(facts.color(palette.muted)).wrap());
}

/// The legend in rows: name, share and amount.
fn list_ui(ui: &mut Ui, legend: &[Entry]) {
    let palette = theme::palette(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    // An allocation has ten slices at most.
    let height = 34.0;
    let rows = legend.iter().fold(0.0, |sum, _| sum + height);
    ui.add_space(((ui.available_height() - rows) / 2.0).max(0.0));
    for entry in legend {
        let size = vec2(ui.available_width(), height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let said = format!("{} {}", entry.name, entry.figures.join(" "));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
        dot(ui, pos2(rect.left() + 5.0, rect.center().y), entry.color);
        let mut right = rect.right();
        for figure in entry.figures.iter().rev() {
            let place = rect.with_max_x(right);
            let (font, ink) = (theme::regular(15.0), palette.muted);
            widgets::text_right(ui.painter(), place, figure, font, ink);
            right -= FIGURE_WIDTH;
        }
        let name = Rect::from_min_max(
            pos2(rect.left() + 20.0, rect.top()),
            pos2(right - 8.0, rect.bottom()),
        );
        let (font, ink) = (theme::regular(15.0), palette.text);
        widgets::name_left(ui, response, name, &entry.name, font, ink);
    }
}

/// Of each figure in a row of the legend.
const FIGURE_WIDTH: f32 = 130.0;

fn entry_ui(ui: &mut Ui, entry: &Entry) {
    ui.spacing_mut().item_spacing.x = 6.0;
    let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
    dot(ui, rect.center(), entry.color);
    let name = RichText::new(&entry.name).font(theme::regular(14.0));
    ui.label(name.color(theme::palette(ui).muted));
}

fn dot(ui: &Ui, at: egui::Pos2, color: Color32) {
    ui.painter().circle_filled(at, 5.0, color);
}
