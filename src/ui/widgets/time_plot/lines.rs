//! The lines of a plot, and how they are painted.

use egui_plot::{Line, LineStyle, MarkerShape, PlotPoint, PlotPoints, PlotUi, Points, VLine};

use super::{MARKS, plot_x};
use crate::ui::{theme::Palette, widgets::Mark};

/// How many points are still marked by dots.
const MOST_DOTS: usize = 70;
/// The size of a dot.
pub(super) const DOT_RADIUS: f32 = 2.5;
/// A gap narrower than this cannot be seen: the line goes on.
const LEAST_GAP: f64 = 4.0;
const FILL: f32 = 0.12;

/// How much of its color a line has across a gap.
const FAINT: f32 = 0.4;

/// The ground beneath all that is known, and a hairline that leads across what is not.
pub(super) fn ground<'a>(
    plot: &mut PlotUi<'a>,
    points: &'a [PlotPoint],
    (lowest, palette): (f64, &Palette),
) {
    if points.len() > 1 {
        plot.line(
            Line::new("", PlotPoints::Borrowed(points))
                .color(palette.accent.gamma_multiply(FAINT))
                .width(1.0)
                .fill(to_f32(lowest))
                .fill_alpha(FILL)
                .allow_hover(false),
        );
    }
}

/// What was observed: solid from day to day, and where days have no sync, a line to
/// the next one only if `is_joined`, or where it is not to be told from none.
pub(super) fn observed_line<'a>(
    plot: &mut PlotUi<'a>,
    name: &'a str,
    points: &'a [PlotPoint],
    (is_joined, days_per_point): (bool, f64),
    palette: &Palette,
) {
    let least_gap = if is_joined {
        f64::INFINITY
    } else {
        (LEAST_GAP * days_per_point).max(1.0)
    };
    let is_sparse = points.len() <= MOST_DOTS;
    for run in runs(points, least_gap) {
        plot.line(
            Line::new(name, PlotPoints::Borrowed(run))
                .color(palette.accent)
                .width(2.0),
        );
        if is_sparse || run.len() == 1 {
            plot.points(
                Points::new("syncs", PlotPoints::Borrowed(run))
                    .radius(DOT_RADIUS)
                    .color(palette.accent)
                    .allow_hover(false),
            );
        }
    }
}

/// The points without a gap wider than this between them.
fn runs(points: &[PlotPoint], least_gap: f64) -> impl Iterator<Item = &[PlotPoint]> {
    points.chunk_by(move |a, b| b.x - a.x <= least_gap)
}

/// What was paid in: thin, and of every day.
pub(super) fn line_beside<'a>(plot: &mut PlotUi<'a>, points: &'a [PlotPoint], palette: &Palette) {
    if !points.is_empty() {
        plot.line(
            Line::new("", PlotPoints::Borrowed(points))
                .color(palette.categories[2])
                .width(1.5)
                .allow_hover(false),
        );
    }
}

/// Days that are derived or estimated: dashed, and a dot where there is one day
/// alone.
pub(super) fn unseen_line<'a>(
    plot: &mut PlotUi<'a>,
    segments: &'a [Vec<PlotPoint>],
    palette: &Palette,
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
pub(super) fn mark_line(plot: &mut PlotUi<'_>, marks: &[Mark], lowest: f64, palette: &Palette) {
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

/// The least and the largest amount that the lines have within these days, and
/// some room above and below.
pub(super) fn amounts_in_view<'a>(
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

#[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
fn to_f32(value: f64) -> f32 {
    value as f32
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

    #[test]
    fn only_consecutive_days_are_joined_unless_a_gap_is_too_narrow_to_be_seen() {
        let points = [1.0, 2.0, 3.0, 5.0, 6.0, 40.0].map(|x| PlotPoint::new(x, 1.0));
        let check = |least_gap, expected: &[usize]| {
            let lengths: Vec<_> = runs(&points, least_gap).map(<[_]>::len).collect();
            assert_eq!(lengths, expected, "{least_gap}");
        };
        check(1.0, &[3, 2, 1]);
        check(4.0, &[5, 1]);
        check(f64::INFINITY, &[6]);
    }
}
