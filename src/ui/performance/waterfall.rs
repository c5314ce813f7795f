//! From begin to end: every part of the bridge as a step.

use egui::{Align2, Color32, CornerRadius, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::{
    analytics::performance::Bridge,
    domain::Currency,
    text::format::Figures,
    ui::{theme, widgets::axis},
};

/// A step: its name, what it adds, and its color.
struct Step {
    name: &'static str,
    amount: Decimal,
    /// Whether it stands on the ground: begin and end.
    is_whole: bool,
    color: Color32,
}

/// Below the steps, for their names.
const NAMES_HEIGHT: f32 = 22.0;
/// Above the highest step, for its amount.
const AMOUNT_HEIGHT: f32 = 18.0;
const WIDEST: f32 = 46.0;

fn steps(bridge: &Bridge, palette: &theme::Palette) -> Vec<Step> {
    let paid = palette.categories[2];
    let step = |name, amount: Decimal, color| Step {
        name,
        amount,
        is_whole: false,
        color,
    };
    let signed = |amount: Decimal| theme::signed_color(palette, Some(amount));
    let costs = -(bridge.fees + bridge.taxes);
    let mut steps = vec![
        Step {
            is_whole: true,
            ..step("Begin", bridge.begin, palette.accent)
        },
        step("In", bridge.inflow, paid),
        step("Out", bridge.outflow, paid),
    ];
    if !bridge.unclassified.is_zero() {
        steps.push(step("Unclear", bridge.unclassified, palette.muted));
    }
    steps.push(step("Income", bridge.income, signed(bridge.income)));
    steps.push(step("Price", bridge.price, signed(bridge.price)));
    steps.push(step("Costs", costs, signed(costs)));
    if !bridge.unexplained.is_zero() {
        steps.push(step("Unknown", bridge.unexplained, palette.warn));
    }
    steps.push(Step {
        is_whole: true,
        ..step("End", bridge.end, palette.accent)
    });
    steps
}

/// Paints the steps into all the space there is.
pub(super) fn waterfall_ui(
    ui: &mut Ui,
    bridge: &Bridge,
    currency: Option<&Currency>,
    figures: Figures,
) {
    let palette = theme::palette(ui);
    let steps = steps(bridge, palette);
    let (outer, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let plot = Rect::from_min_max(
        outer.left_top() + vec2(0.0, AMOUNT_HEIGHT),
        outer.right_bottom() - vec2(0.0, NAMES_HEIGHT),
    );
    let edges = edges(&steps);
    let (lowest, highest) = bounds(&steps, &edges);
    let y = |amount: f64| {
        let share = (amount - lowest) / (highest - lowest).max(f64::MIN_POSITIVE);
        plot.bottom() - share.to_f32().unwrap_or_default() * plot.height()
    };
    let count = steps.len().to_f32().unwrap_or(1.0);
    let column = plot.width() / count;
    let mut left = plot.left();
    for (step, (from, to)) in steps.iter().zip(&edges) {
        let place = Rect::from_x_y_ranges(left..=left + column, outer.y_range());
        left += column;
        let width = (column * 0.78).min(WIDEST);
        let x = place.center().x - width / 2.0..=place.center().x + width / 2.0;
        // What stands on the ground begins with the axis, which need not be zero.
        let from = if step.is_whole {
            lowest.max(0.0)
        } else {
            *from
        };
        let (above, below) = (y(from.max(*to)), y(from.min(*to)));
        let bar = Rect::from_x_y_ranges(x, above..=below.max(above + 1.0));
        let painter = ui.painter();
        painter.rect_filled(bar, CornerRadius::same(2), step.color);
        if left < plot.right() - 1.0 {
            let next = bar.right()..=bar.right() + column - width;
            painter.hline(next, y(*to), Stroke::new(1.0, palette.faint));
        }
        // The ends name the currency; steps need the room.
        let amount = if step.is_whole {
            figures.compact_money(Some(step.amount), currency)
        } else {
            signed_compact(step.amount, figures)
        };
        let font = theme::regular(axis::LABEL_SIZE);
        painter.text(
            pos2(place.center().x, above - 3.0),
            Align2::CENTER_BOTTOM,
            amount,
            font.clone(),
            palette.text,
        );
        painter.text(
            pos2(place.center().x, outer.bottom() - NAMES_HEIGHT + 6.0),
            Align2::CENTER_TOP,
            step.name,
            font,
            palette.muted,
        );
        let id = ui.scope_id().with(("step", step.name));
        let response = ui.interact(place, id, Sense::hover());
        let exact = if step.is_whole {
            figures.money(Some(step.amount), currency)
        } else {
            figures.signed_money(Some(step.amount), currency)
        };
        let says = format!("{}: {exact}", step.name);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &says));
        response.on_hover_text(says);
    }
}

/// `+69.7k`
fn signed_compact(amount: Decimal, figures: Figures) -> String {
    let text = figures.compact_money(Some(amount), None);
    if amount > Decimal::ZERO && !figures.hide {
        format!("+{text}")
    } else {
        text
    }
}

/// Where each step begins and ends.
fn edges(steps: &[Step]) -> Vec<(f64, f64)> {
    let mut at = 0.0;
    let mut edges = vec![];
    for step in steps {
        let amount = step.amount.to_f64().unwrap_or_default();
        let (from, to) = if step.is_whole {
            (0.0, amount)
        } else {
            (at, at + amount)
        };
        edges.push((from, to));
        at = to;
    }
    edges
}

/// The axis: not from zero where begin and end are far above all that happened
/// between them.
fn bounds(steps: &[Step], edges: &[(f64, f64)]) -> (f64, f64) {
    let mut ends = edges.iter().map(|it| it.1).collect::<Vec<_>>();
    ends.extend(
        steps
            .iter()
            .zip(edges)
            .filter(|(step, _)| !step.is_whole)
            .map(|(_, it)| it.0),
    );
    let lowest = ends.iter().copied().fold(f64::MAX, f64::min);
    let highest = ends.iter().copied().fold(f64::MIN, f64::max);
    let room = (highest - lowest) * 0.35;
    let bottom = if lowest > 0.0 {
        (lowest - room).max(0.0)
    } else {
        lowest
    };
    (bottom, highest.max(bottom + f64::MIN_POSITIVE))
}
