//! Values over time: dates below, a currency at the left, a crosshair between.

mod lines;
mod ticks;

use std::mem;

use chrono::NaiveDate;
use egui::{Id, Role, Sense, Ui, WidgetInfo, vec2};
use egui_plot::{AxisHints, HoverPosition, Plot, PlotPoint};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

pub use ticks::{day_at, plot_x};

use lines::{
    DOT_RADIUS, amounts_in_view, ground, line_beside, mark_line, observed_line, unseen_line,
};
use ticks::{amount_marks, date_label, date_marks};

use super::{Mark, UnseenLine, axis, note_zoom, pinned_days};
use crate::{
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
    /// Oldest first; by [`point`].
    pub points: &'a [PlotPoint],
    /// A second line, thinner and without a name of its own.
    pub beside: &'a [PlotPoint],
    /// What is known of the days without a point.
    pub unseen: Option<&'a UnseenLine>,
    /// Whether a line joins two points whatever lies between them, as where each tells
    /// of all the time since the last.
    pub is_joined: bool,
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

/// Left of the plot, for the amounts.
const AMOUNTS_WIDTH: f32 = 48.0;
/// Below the plot, for the dates.
const DATES_HEIGHT: f32 = 16.0;
/// Between the lines of two amounts, at least.
const LINE_DISTANCE: f32 = 24.0;
/// What the dots of marks are called; never shown.
const MARKS: &str = "marks";

/// The place of a day and its figure, which leaves the decimals only here, on its way
/// to the screen.
pub fn point(day: NaiveDate, figure: Decimal) -> Option<PlotPoint> {
    Some(PlotPoint::new(plot_x(day), figure.to_f64()?))
}

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
            unseen,
            marks,
            ..
        } = self;
        let segments = unseen.map_or(&[][..], |it| &it.segments);
        let beneath = unseen
            .map(|it| &it.ground[..])
            .filter(|it| !it.is_empty())
            .unwrap_or(self.points);
        let currency = unit.currency();
        let pinned = pinned_days(ui.ctx(), self.chart);
        let all = pinned.unwrap_or_else(|| self.days_in_view(size.x));
        let most_dates = axis::most_dates(size.x);
        let most_amounts = (size.y / LINE_DISTANCE).to_u32().unwrap_or(1).clamp(1, 6);
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
                ticks::hints(AxisHints::new_x(), palette).formatter(|mark, _| date_label(mark)),
            ])
            .custom_y_axes(vec![
                ticks::hints(AxisHints::new_y(), palette)
                    .formatter(move |mark, _| unit.on_axis(mark.value))
                    .min_thickness(AMOUNTS_WIDTH),
            ])
            .show_grid([false, true])
            .label_formatter(move |at| hover_label(at, unit, unseen, marks))
            .show(ui, |plot| {
                zoom_by_wheel(plot);
                let bounds = plot.plot_bounds();
                let zoomed = (!plot.auto_bounds().x).then_some((bounds.min()[0], bounds.max()[0]));
                let days = zoomed.unwrap_or(all);
                let lines = [self.points, self.beside].into_iter();
                let lines = lines.chain(segments.iter().map(Vec::as_slice));
                let (lowest, highest) = amounts_in_view(lines, days);
                plot.set_plot_bounds_y(lowest..=highest);
                let joined = (self.is_joined, (days.1 - days.0) / f64::from(size.x));
                ground(plot, beneath, (lowest, palette));
                line_beside(plot, self.beside, palette);
                unseen_line(plot, segments, palette);
                observed_line(plot, self.name, self.points, joined, palette);
                mark_line(plot, marks, lowest, palette);
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
    unit: PlotUnit<'_>,
    unseen: Option<&UnseenLine>,
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
                lines.extend(unseen.and_then(|it| it.notes.get(&day)).cloned());
            }
            let happened = marks.iter().filter(|it| it.day == day);
            lines.extend(happened.map(|it| it.text.clone()));
            Some(lines.join("\n"))
        }
        HoverPosition::Elsewhere { .. } => None,
    }
}
