//! Values over time: dates below, a currency at the left, a crosshair between.

use std::mem;

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use egui::{Rangef, Role, Ui, WidgetInfo, vec2};
use egui_plot::{
    AxisHints, GridInput, GridMark, HoverPosition, Line, Plot, PlotPoint, PlotPoints, Points,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::{
    analytics::value_history::ValuePoint,
    domain::Currency,
    text::format::{self, Figures},
    ui::theme,
};

/// A line of observed values, as it is to be painted.
#[derive(Debug)]
pub struct TimePlot<'a> {
    pub id: &'a str,
    /// What it shows, for screen readers.
    pub name: &'a str,
    /// Oldest first; by [`plot_point`].
    pub points: &'a [PlotPoint],
    /// The days at both ends.
    pub range: (NaiveDate, NaiveDate),
    pub currency: Option<&'a Currency>,
    pub figures: Figures,
}

/// A day's place on the axis: days of the common era.
fn plot_x(day: NaiveDate) -> f64 {
    f64::from(day.num_days_from_ce())
}

/// A figure leaves the decimals only here, on its way to the screen.
pub fn plot_point(point: &ValuePoint) -> Option<PlotPoint> {
    Some(PlotPoint::new(plot_x(point.day), point.value.to_f64()?))
}

/// How many points are still marked by dots.
const MOST_DOTS: usize = 70;

impl TimePlot<'_> {
    /// Paints the plot into all the space there is. The wheel zooms around the
    /// pointer, a drag pans, a double click shows everything again.
    pub fn show(self, ui: &mut Ui) {
        let palette = theme::palette(ui);
        let most_dates = most_dates(ui.available_width());
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
            .x_grid_spacer(move |input| date_marks(&input, most_dates))
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
    // Taken, so that the page around does not scroll as well.
    let scrolled = plot
        .ctx()
        .input_mut(|it| mem::take(&mut it.smooth_scroll_delta.y));
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

/// How many dates fit beneath a plot.
fn most_dates(width: f32) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    let most = (width / 64.0) as i64;
    most.clamp(2, 13)
}

/// Marks at the first of a month, or days where fewer are in view.
fn date_marks(input: &GridInput, most: i64) -> Vec<GridMark> {
    let (Some(first), Some(last)) = (day_at(input.bounds.0), day_at(input.bounds.1)) else {
        return vec![];
    };
    let days = (last - first).num_days();
    let months_apart = [1, 2, 3, 6, 12, 24, 60, 120]
        .into_iter()
        .find(|months| days / (30 * months) <= most)
        .unwrap_or(240);
    let mut marks = vec![];
    if days > 45 {
        let mut at = first.with_day(1);
        while let Some(day) = at.filter(|it| *it <= last) {
            let month = i64::from(day.year()) * 12 + i64::from(day.month0());
            if month % months_apart == 0 && day >= first {
                marks.push(mark(day, 30 * months_apart));
            }
            at = day.checked_add_months(chrono::Months::new(1));
        }
    } else {
        let apart = ((days + most - 1) / most).max(1);
        let mut at = Some(first);
        while let Some(day) = at.filter(|it| *it <= last) {
            marks.push(mark(day, apart));
            at = day.checked_add_signed(TimeDelta::days(apart));
        }
    }
    marks
}

/// A mark that is about so many days from the next: its label may be as wide.
fn mark(day: NaiveDate, days_apart: i64) -> GridMark {
    let days_apart = i32::try_from(days_apart).unwrap_or(i32::MAX);
    GridMark {
        value: plot_x(day),
        step_size: f64::from(days_apart),
    }
}

fn date_label(mark: GridMark, days_in_view: f64) -> String {
    let Some(day) = day_at(mark.value) else {
        return String::new();
    };
    if mark.step_size < 28.0 {
        format::short_date(day)
    } else if day.month() == 1 || days_in_view > 800.0 {
        day.format("%b %Y").to_string()
    } else {
        day.format("%b").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_date_has_room_for_its_label() {
        let last = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date");
        for width in [210_u16, 400, 950] {
            for days in [10_u16, 40, 90, 365, 730, 3650] {
                let bounds = (plot_x(last) - f64::from(days), plot_x(last));
                let input = GridInput {
                    bounds,
                    base_step_size: 1.0,
                };
                let most = most_dates(f32::from(width));
                let marks = date_marks(&input, most);
                assert!(!marks.is_empty(), "{width} points, {days} days");
                let points_per_day = f64::from(width) / f64::from(days);
                for mark in marks {
                    let room = mark.step_size * points_per_day;
                    assert!(room > 48.0, "{room} of {width} points, {days} days");
                }
            }
        }
    }
}
