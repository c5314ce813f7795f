//! Values over time: dates below, a currency at the left, a crosshair between.

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use egui::{Rangef, Role, Ui, WidgetInfo, vec2};
use egui_plot::{
    AxisHints, GridInput, GridMark, HoverPosition, Line, Plot, PlotPoint, PlotPoints, Points,
};
use rust_decimal::Decimal;

use crate::{
    domain::Currency,
    ui::{
        format::{self, Figures},
        theme,
    },
};

/// A line of observed values, as it is to be painted.
#[derive(Debug)]
pub struct TimePlot<'a> {
    pub id: &'a str,
    /// What it shows, for screen readers.
    pub name: &'a str,
    /// Oldest first; `x` by [`plot_x`].
    pub points: &'a [PlotPoint],
    /// The days at both ends.
    pub range: (NaiveDate, NaiveDate),
    pub currency: Option<&'a Currency>,
    pub figures: Figures,
}

/// A day's place on the axis: days of the common era.
pub fn plot_x(day: NaiveDate) -> f64 {
    f64::from(day.num_days_from_ce())
}

/// How many points are still marked by dots.
const MOST_DOTS: usize = 70;

impl TimePlot<'_> {
    /// Paints the plot into all the space there is. The wheel zooms around the
    /// pointer, a drag pans, a double click shows everything again.
    pub fn show(self, ui: &mut Ui) {
        let palette = theme::palette(ui);
        let Self {
            currency, figures, ..
        } = self;
        let lowest = self.points.iter().map(|it| it.y).fold(f64::MAX, f64::min);
        let highest = self.points.iter().map(|it| it.y).fold(f64::MIN, f64::max);
        let margin = ((highest - lowest) * 0.12).max(highest.abs() * 0.01);
        let line = Line::new(self.name, PlotPoints::Borrowed(self.points))
            .color(palette.accent)
            .width(2.0);
        let line = if self.points.len() > 1 {
            line.fill(to_f32(lowest - margin)).fill_alpha(0.12)
        } else {
            line
        };
        let response = Plot::new(self.id)
            // A new range, currency or point starts from its own bounds.
            .id(ui
                .scope_id()
                .with((self.id, self.range, currency, self.points.len())))
            .show_background(false)
            .show_x(true)
            .show_y(false)
            .cursor_color(palette.faint)
            .grid_color(palette.stroke)
            .grid_fade(0.0)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .set_margin_fraction(vec2(0.01, 0.0))
            .default_x_bounds(plot_x(self.range.0), plot_x(self.range.1))
            .default_y_bounds(lowest - margin, highest + margin)
            .x_grid_spacer(|input| date_marks(&input))
            .y_grid_spacer(|input| amount_marks(&input))
            .custom_x_axes(vec![axis(AxisHints::new_x(), palette).formatter(
                |mark, range| date_label(mark, range.end() - range.start()),
            )])
            .custom_y_axes(vec![
                axis(AxisHints::new_y(), palette)
                    .formatter(move |mark, _| {
                        figures.compact_money(Decimal::try_from(mark.value).ok(), currency)
                    })
                    .min_thickness(48.0),
            ])
            .show_grid([false, true])
            .label_formatter(move |at| hover_label(at, figures, currency))
            .show(ui, |plot| {
                plot.line(line);
                if self.points.len() <= MOST_DOTS {
                    plot.points(
                        Points::new("syncs", PlotPoints::Borrowed(self.points))
                            .radius(2.5)
                            .color(palette.accent)
                            .allow_hover(false),
                    );
                }
                zoom_by_wheel(plot);
            })
            .response;
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.name));
    }
}

/// Every mark has its label, in small faint figures.
fn axis<'a>(hints: AxisHints<'a>, palette: &theme::Palette) -> AxisHints<'a> {
    hints
        .label_spacing(Rangef::new(4.0, 5.0))
        .tick_label_color(palette.faint)
        .tick_label_font(theme::regular(11.0))
}

fn zoom_by_wheel(plot: &mut egui_plot::PlotUi<'_>) {
    if !plot.response().hovered() {
        return;
    }
    let scrolled = plot.ctx().input(|it| it.smooth_scroll_delta().y);
    if scrolled.abs() > 0.1 {
        plot.zoom_bounds_around_hovered(vec2((scrolled / 300.0).exp(), 1.0));
    }
}

fn hover_label(
    at: &HoverPosition<'_>,
    figures: Figures,
    currency: Option<&Currency>,
) -> Option<String> {
    match at {
        HoverPosition::NearDataPoint { position, .. } => {
            let day = format::date(day_at(position.x)?);
            let value = figures.money(Decimal::try_from(position.y).ok(), currency);
            Some(format!("{day}\n{value}"))
        }
        HoverPosition::Elsewhere { .. } => None,
    }
}

/// The day at a place on the axis.
fn day_at(x: f64) -> Option<NaiveDate> {
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    NaiveDate::from_num_days_from_ce_opt(x.round() as i32)
}

#[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
fn to_f32(value: f64) -> f32 {
    value as f32
}

/// About five marks at round amounts.
fn amount_marks(input: &GridInput) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    let rough = (high - low) / 5.0;
    if !rough.is_finite() || rough <= 0.0 {
        return vec![];
    }
    let power = 10f64.powf(rough.log10().floor());
    let step_size = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|it| it * power)
        .find(|it| *it >= 0.8 * rough)
        .unwrap_or(rough);
    let mut marks = vec![];
    let mut value = (low / step_size).ceil() * step_size;
    while value <= high && marks.len() < 20 {
        marks.push(GridMark { value, step_size });
        value += step_size;
    }
    marks
}

/// Marks at the first of a month, or days where fewer are in view.
fn date_marks(input: &GridInput) -> Vec<GridMark> {
    let (Some(first), Some(last)) = (day_at(input.bounds.0), day_at(input.bounds.1)) else {
        return vec![];
    };
    let days = (last - first).num_days();
    // So many days that about a dozen labels stand in view.
    let months_apart = [1, 2, 3, 6, 12, 24, 60, 120]
        .into_iter()
        .find(|months| days / (30 * months) <= 13)
        .unwrap_or(240);
    let mut marks = vec![];
    if days > 45 {
        let mut at = first.with_day(1);
        while let Some(day) = at.filter(|it| *it <= last) {
            let month = i64::from(day.year()) * 12 + i64::from(day.month0());
            if month % months_apart == 0 && day >= first {
                marks.push(mark(day, 30.0));
            }
            at = day.checked_add_months(chrono::Months::new(1));
        }
    } else {
        let apart = (days / 10).max(1);
        let mut at = Some(first);
        while let Some(day) = at.filter(|it| *it <= last) {
            marks.push(mark(day, 1.0));
            at = day.checked_add_signed(TimeDelta::days(apart));
        }
    }
    marks
}

/// All marks of a plot get the same step: its grid lines are equally strong.
fn mark(day: NaiveDate, step_size: f64) -> GridMark {
    GridMark {
        value: plot_x(day),
        step_size,
    }
}

fn date_label(mark: GridMark, days_in_view: f64) -> String {
    let Some(day) = day_at(mark.value) else {
        return String::new();
    };
    if mark.step_size < 2.0 {
        format::short_date(day)
    } else if day.month() == 1 || days_in_view > 800.0 {
        day.format("%b %Y").to_string()
    } else {
        day.format("%b").to_string()
    }
}
