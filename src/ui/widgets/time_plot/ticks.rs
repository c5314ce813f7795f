//! The ticks of a plot, and where a day lies.

use chrono::{Datelike as _, NaiveDate};
use egui::Rangef;
use egui_plot::{AxisHints, GridInput, GridMark};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::{
    domain::Currency,
    ui::{
        theme,
        widgets::axis::{self, AmountTicks, DateTick},
    },
};

/// From the edge of the plot to the line of an amount, at least: half the height
/// of its label, which so meets neither a title above nor a date below.
const AMOUNT_MARGIN: f32 = 8.0;
/// From the right edge to a date, at least: half the width of its label.
const DATE_MARGIN: f32 = 20.0;

/// A day's place on the axis: days of the common era.
pub fn plot_x(day: NaiveDate) -> f64 {
    f64::from(day.num_days_from_ce())
}

/// The day at a place on the axis.
pub fn day_at(x: f64) -> Option<NaiveDate> {
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    NaiveDate::from_num_days_from_ce_opt(x.round() as i32)
}

/// Every mark has its label, in small faint figures.
pub(super) fn hints<'a>(hints: AxisHints<'a>, palette: &theme::Palette) -> AxisHints<'a> {
    hints
        .label_spacing(Rangef::new(4.0, 5.0))
        .tick_label_color(palette.faint)
        .tick_label_font(theme::regular(axis::LABEL_SIZE))
}

/// Marks at round amounts, none so near to an edge that its label is cut.
pub(super) fn amount_marks(
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
pub(super) fn date_marks(input: &GridInput, most: i64, width: f32) -> Vec<GridMark> {
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

pub(super) fn date_label(mark: GridMark) -> String {
    let tick = day_at(mark.value).zip(mark.step_size.to_i64());
    tick.map_or_else(String::new, |(day, days_apart)| {
        axis::date_label(DateTick { day, days_apart })
    })
}
