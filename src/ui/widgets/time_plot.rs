//! Values over time: dates below, a currency at the left, a crosshair between.

use std::mem;

use chrono::{Datelike as _, NaiveDate};
use egui::{Id, Rangef, Role, Sense, Ui, WidgetInfo, vec2};
use egui_plot::{
    AxisHints, GridInput, GridMark, HoverPosition, Line, LineStyle, MarkerShape, Plot, PlotPoint,
    PlotPoints, Points, VLine,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{
    EarlyLine, Mark,
    axis::{self, AmountTicks, DateTick},
    note_zoom, pinned_days,
};
use crate::{
    analytics::value_history::ValuePoint,
    domain::Currency,
    state::Chart,
    text::format::{self, Figures},
    ui::theme,
};

/// A line of observed values, as it is to be painted.
#[derive(Debug)]
pub struct TimePlot<'a> {
    /// What it is called when it is saved as an image.
    pub chart: Chart,
    /// Tells what it shows from all else that is shown in its place. What was
    /// zoomed into stays so while this and the range stay.
    pub subject: Id,
    /// What it shows, for screen readers.
    pub name: &'a str,
    /// Oldest first; by [`plot_point`].
    pub points: &'a [PlotPoint],
    /// A second line, thinner and without a name of its own.
    pub beside: &'a [PlotPoint],
    /// What is known of the time before the points.
    pub early: Option<&'a EarlyLine>,
    /// What happened, at the lower edge.
    pub marks: &'a [Mark],
    /// The days at both ends.
    pub range: (NaiveDate, NaiveDate),
    pub unit: PlotUnit<'a>,
}

/// What a plot is in.
#[derive(Clone, Copy, Debug)]
pub enum PlotUnit<'a> {
    /// Amounts of a currency, hidden where all are.
    Money(Option<&'a Currency>, Figures),
    /// Shares of one, written as percent.
    Ratio,
}

impl<'a> PlotUnit<'a> {
    /// Of amounts.
    fn currency(self) -> Option<&'a Currency> {
        match self {
            Self::Money(currency, _) => currency,
            Self::Ratio => None,
        }
    }

    fn on_axis(self, figure: f64) -> String {
        let figure = Decimal::try_from(figure).ok();
        match self {
            Self::Money(currency, figures) => figures.axis_money(figure, currency),
            Self::Ratio => format::percent(figure),
        }
    }

    fn in_full(self, figure: f64) -> String {
        let figure = Decimal::try_from(figure).ok();
        match self {
            Self::Money(currency, figures) => figures.money(figure, currency),
            Self::Ratio => format::signed_percent(figure),
        }
    }
}

/// A day's place on the axis: days of the common era.
pub fn plot_x(day: NaiveDate) -> f64 {
    f64::from(day.num_days_from_ce())
}

/// A figure leaves the decimals only here, on its way to the screen.
pub fn plot_point(point: &ValuePoint) -> Option<PlotPoint> {
    Some(PlotPoint::new(plot_x(point.day), point.value.to_f64()?))
}

/// How many points are still marked by dots.
const MOST_DOTS: usize = 70;
/// The size of a dot.
const DOT_RADIUS: f32 = 2.5;
/// Left of the plot, for the amounts.
const AMOUNTS_WIDTH: f32 = 48.0;
/// Below the plot, for the dates.
const DATES_HEIGHT: f32 = 16.0;
/// Between the lines of two amounts, at least.
const LINE_DISTANCE: f32 = 24.0;
/// From the edge of the plot to the line of an amount, at least: half the height
/// of its label, which so meets neither a title above nor a date below.
const AMOUNT_MARGIN: f32 = 8.0;
/// From the right edge to a date, at least: half the width of its label.
const DATE_MARGIN: f32 = 20.0;

impl TimePlot<'_> {
    /// Paints the plot into all the space there is. The wheel zooms around the
    /// pointer, a drag pans, a double click shows everything again; the amounts
    /// follow what is in view.
    pub fn show(self, ui: &mut Ui) {
        let palette = theme::palette(ui);
        let size = vec2(
            (ui.available_width() - AMOUNTS_WIDTH).max(1.0),
            (ui.available_height() - DATES_HEIGHT).max(1.0),
        );
        let Self {
            unit,
            beside,
            early,
            marks,
            ..
        } = self;
        let segments = early.map_or(&[][..], |it| &it.segments);
        let currency = unit.currency();
        let pinned = pinned_days(ui.ctx(), self.chart);
        let all = pinned.unwrap_or_else(|| self.days_in_view(size.x));
        let most_dates = axis::most_dates(size.x);
        let most_amounts = (size.y / LINE_DISTANCE).to_u32().unwrap_or(1).clamp(1, 6);
        let (points, name) = (self.points, self.name);
        let response = Plot::new(self.subject)
            .id(self.subject.with((self.range, currency)))
            .show_background(false)
            .show_x(true)
            .show_y(false)
            .cursor_color(palette.faint)
            .grid_color(palette.stroke)
            .grid_fade(0.0)
            // Keys do nothing here, so they do not come here.
            .sense(Sense::CLICK | Sense::DRAG)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_zoom([true, false])
            .allow_drag([true, false])
            .default_x_bounds(all.0, all.1)
            .x_grid_spacer(move |input| date_marks(&input, most_dates, size.x))
            .y_grid_spacer(move |input| amount_marks(&input, most_amounts, currency, size.y))
            .custom_x_axes(vec![
                axis(AxisHints::new_x(), palette).formatter(|mark, _| date_label(mark)),
            ])
            .custom_y_axes(vec![
                axis(AxisHints::new_y(), palette)
                    .formatter(move |mark, _| unit.on_axis(mark.value))
                    .min_thickness(AMOUNTS_WIDTH),
            ])
            .show_grid([false, true])
            .label_formatter(move |at| hover_label(at, unit, early, marks))
            .show(ui, |plot| {
                zoom_by_wheel(plot);
                let bounds = plot.plot_bounds();
                let zoomed = (!plot.auto_bounds().x).then_some((bounds.min()[0], bounds.max()[0]));
                let days = zoomed.unwrap_or(all);
                let lines = [points, beside].into_iter();
                let lines = lines.chain(segments.iter().map(Vec::as_slice));
                let (lowest, highest) = amounts_in_view(lines, days);
                plot.set_plot_bounds_y(lowest..=highest);
                let line = Line::new(name, PlotPoints::Borrowed(points))
                    .color(palette.accent)
                    .width(2.0);
                plot.line(if points.len() > 1 {
                    line.fill(to_f32(lowest)).fill_alpha(0.12)
                } else {
                    line
                });
                if !beside.is_empty() {
                    plot.line(
                        Line::new("", PlotPoints::Borrowed(beside))
                            .color(palette.categories[2])
                            .width(1.5)
                            .allow_hover(false),
                    );
                }
                early_line(plot, segments, palette);
                mark_line(plot, marks, lowest, palette);
                if points.len() <= MOST_DOTS {
                    plot.points(
                        Points::new("syncs", PlotPoints::Borrowed(points))
                            .radius(DOT_RADIUS)
                            .color(palette.accent)
                            .allow_hover(false),
                    );
                }
                (days, zoomed)
            });
        let (days, zoomed) = response.inner;
        note_zoom(ui.ctx(), self.chart, zoomed);
        let shown = response.transform.bounds();
        if (shown.min()[0], shown.max()[0]) != days {
            // Zoomed or panned in this frame: the amounts follow in the next.
            ui.ctx().request_repaint();
        }
        let response = response.response;
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.name));
    }

    /// The range, and so much at both sides that the first and the last point
    /// are whole.
    fn days_in_view(&self, width: f32) -> (f64, f64) {
        let (first, last) = (plot_x(self.range.0), plot_x(self.range.1));
        let rim = f64::from(DOT_RADIUS + 1.0);
        let days_per_point = (last - first).max(1.0) / (f64::from(width) - 2.0 * rim).max(1.0);
        (first - rim * days_per_point, last + rim * days_per_point)
    }
}

/// The least and the largest amount that the lines have within these days, and
/// some room above and below.
fn amounts_in_view<'a>(
    lines: impl Iterator<Item = &'a [PlotPoint]>,
    days: (f64, f64),
) -> (f64, f64) {
    let (lowest, highest) = lines
        .flat_map(|points| line_in_view(points, days))
        .fold((f64::MAX, f64::MIN), |(lowest, highest), it| {
            (lowest.min(it), highest.max(it))
        });
    if lowest > highest {
        return (0.0, 1.0);
    }
    let margin = ((highest - lowest) * 0.12).max(highest.abs() * 0.01);
    let margin = if margin > 0.0 { margin } else { 1.0 };
    (lowest - margin, highest + margin)
}

/// The amounts of a line within these days, and where it crosses their edges.
fn line_in_view(points: &[PlotPoint], days: (f64, f64)) -> impl Iterator<Item = f64> {
    let inside =
        points.partition_point(|it| it.x < days.0)..points.partition_point(|it| it.x <= days.1);
    let at_edge = |edge: f64, after: usize| {
        let (from, to) = (points.get(after.checked_sub(1)?)?, points.get(after)?);
        let share = (edge - from.x) / (to.x - from.x);
        Some(from.y + share * (to.y - from.y))
    };
    let edges = [at_edge(days.0, inside.start), at_edge(days.1, inside.end)];
    let amounts = points.get(inside).unwrap_or_default().iter().map(|it| it.y);
    amounts.chain(edges.into_iter().flatten())
}

/// Every mark has its label, in small faint figures.
fn axis<'a>(hints: AxisHints<'a>, palette: &theme::Palette) -> AxisHints<'a> {
    hints
        .label_spacing(Rangef::new(4.0, 5.0))
        .tick_label_color(palette.faint)
        .tick_label_font(theme::regular(axis::LABEL_SIZE))
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

/// What the dots of marks are called; never shown.
const MARKS: &str = "marks";

/// Days that are derived or estimated: dashed, and a dot where there is one day
/// alone.
fn early_line<'a>(
    plot: &mut egui_plot::PlotUi<'a>,
    segments: &'a [Vec<PlotPoint>],
    palette: &theme::Palette,
) {
    for segment in segments {
        if let [_] = &segment[..] {
            plot.points(
                Points::new("", PlotPoints::Borrowed(segment))
                    .radius(DOT_RADIUS)
                    .filled(false)
                    .color(palette.accent),
            );
        } else {
            plot.line(
                Line::new("", PlotPoints::Borrowed(segment))
                    .style(LineStyle::Dashed { length: 5.0 })
                    .color(palette.accent)
                    .width(1.6),
            );
        }
    }
}

/// A faint line on every day that something happened on, with its foot at the
/// lower edge.
fn mark_line(
    plot: &mut egui_plot::PlotUi<'_>,
    marks: &[Mark],
    lowest: f64,
    palette: &theme::Palette,
) {
    for mark in marks {
        plot.vline(
            VLine::new("", plot_x(mark.day))
                .style(LineStyle::Dashed { length: 3.0 })
                .color(palette.control)
                .width(1.0)
                .allow_hover(false),
        );
    }
    let feet: Vec<PlotPoint> = (marks.iter())
        .map(|it| PlotPoint::new(plot_x(it.day), lowest))
        .collect();
    plot.points(
        Points::new(MARKS, PlotPoints::Owned(feet))
            .shape(MarkerShape::Up)
            .radius(4.5)
            .color(palette.muted),
    );
}

fn hover_label(
    at: &HoverPosition<'_>,
    unit: PlotUnit<'_>,
    early: Option<&EarlyLine>,
    marks: &[Mark],
) -> Option<String> {
    match at {
        HoverPosition::NearDataPoint {
            position,
            plot_name,
            ..
        } => {
            let day = day_at(position.x)?;
            let mut lines = vec![format::date(day)];
            if *plot_name != MARKS {
                lines.push(unit.in_full(position.y));
                lines.extend(early.and_then(|it| it.notes.get(&day)).cloned());
            }
            let happened = marks.iter().filter(|it| it.day == day);
            lines.extend(happened.map(|it| it.text.clone()));
            Some(lines.join("\n"))
        }
        HoverPosition::Elsewhere { .. } => None,
    }
}

/// The day at a place on the axis.
pub fn day_at(x: f64) -> Option<NaiveDate> {
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    NaiveDate::from_num_days_from_ce_opt(x.round() as i32)
}

#[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
fn to_f32(value: f64) -> f32 {
    value as f32
}

/// Marks at round amounts, none so near to an edge that its label is cut.
fn amount_marks(
    input: &GridInput,
    most: u32,
    currency: Option<&Currency>,
    height: f32,
) -> Vec<GridMark> {
    let (lowest, highest) = input.bounds;
    let margin = (highest - lowest) * f64::from(AMOUNT_MARGIN / height);
    let ticks = AmountTicks::within(lowest + margin, highest - margin, most, currency);
    let mark = |ticks: &AmountTicks, amount: Decimal| {
        Some(GridMark {
            value: amount.to_f64()?,
            step_size: ticks.step.to_f64()?,
        })
    };
    ticks
        .iter()
        .flat_map(|ticks| ticks.amounts().filter_map(move |it| mark(ticks, it)))
        .collect()
}

/// Marks at days, none so near to the right edge that its label is cut.
fn date_marks(input: &GridInput, most: i64, width: f32) -> Vec<GridMark> {
    let (first, last) = input.bounds;
    let margin = (last - first) * f64::from(DATE_MARGIN / width);
    let (Some(first), Some(last)) = (day_at(first.ceil()), day_at((last - margin).floor())) else {
        return vec![];
    };
    let mark = |tick: DateTick| GridMark {
        value: plot_x(tick.day),
        step_size: tick.days_apart.to_f64().unwrap_or(f64::MAX),
    };
    let ticks = axis::date_ticks(first, last, most);
    ticks.into_iter().map(mark).collect()
}

fn date_label(mark: GridMark) -> String {
    let tick = day_at(mark.value).zip(mark.step_size.to_i64());
    tick.map_or_else(String::new, |(day, days_apart)| {
        axis::date_label(DateTick { day, days_apart })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_amounts_follow_the_days_in_view() {
        let points = [(0.0, 100.0), (10.0, 200.0), (20.0, 1000.0)];
        let points = points.map(|(x, y)| PlotPoint::new(x, y));
        let check = |days, lowest: f64, highest: f64| {
            let margin = (highest - lowest) * 0.12;
            let (low, high) = amounts_in_view([&points[..]].into_iter(), days);
            assert!(
                (low - (lowest - margin)).abs() < 1e-9,
                "{days:?}: from {low}"
            );
            assert!(
                (high - (highest + margin)).abs() < 1e-9,
                "{days:?}: to {high}"
            );
        };
        check((-1.0, 21.0), 100.0, 1000.0);
        check((-1.0, 10.0), 100.0, 200.0);
        // Between two points it is the line that is in view.
        check((2.0, 4.0), 120.0, 140.0);
        assert_eq!(amounts_in_view([].into_iter(), (0.0, 1.0)), (0.0, 1.0));
    }
}
