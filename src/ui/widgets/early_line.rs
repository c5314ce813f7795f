//! What a line of values has beside its points: the time before the first
//! snapshot, and corporate actions.

use std::collections::BTreeMap;

use chrono::{Local, NaiveDate};
use egui::RichText;
use egui_plot::PlotPoint;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::time_plot::{day_at, plot_x};
use crate::{
    analytics::{
        performance::Measured,
        value_before::{ValueBefore, actions, value_before},
    },
    domain::{AccountId, SecurityId},
    portfolio::Portfolio,
    state::HeldHistory,
    text,
    ui::theme,
};

/// What is drawn of the time before the first snapshot; empty where nothing is
/// known of it, or it is out of range.
#[derive(Clone, Debug, Default)]
pub struct EarlyLine {
    /// Days without a gap between them; the last one leads to the first snapshot.
    pub segments: Vec<Vec<PlotPoint>>,
    /// What the pointer is told of a day.
    pub notes: BTreeMap<NaiveDate, String>,
    /// What the first snapshot was worth, less what was paid in since.
    pub paid_in: Vec<PlotPoint>,
    /// The first day of any of it.
    pub first: Option<NaiveDate>,
    /// How far it goes, and why not further.
    pub says: String,
    pub why: Vec<String>,
}

/// A day that something happened on, and what.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub day: NaiveDate,
    pub text: String,
}

impl EarlyLine {
    /// What is known, from the day `from` on, of the time before the accounts that
    /// were `measured` were synced first.
    pub fn before(
        portfolio: &Portfolio,
        history: Option<&HeldHistory>,
        measured: &Measured,
        from: Option<NaiveDate>,
    ) -> Self {
        let before = history.and_then(|it| value_before(portfolio, it.history(), measured, &Local));
        before.map_or_else(Self::default, |it| Self::of(&it, portfolio, from))
    }

    /// What is known from the day `from` on.
    pub fn of(before: &ValueBefore, portfolio: &Portfolio, from: Option<NaiveDate>) -> Self {
        if from.is_some_and(|it| it >= before.observed) {
            return Self::default();
        }
        let is_in = |day: NaiveDate| from.is_none_or(|from| day >= from);
        let mut line = Self {
            says: text::before_first_sync(before),
            why: text::why_not_earlier(before, portfolio),
            ..Self::default()
        };
        let mut segment: Vec<PlotPoint> = vec![];
        for day in before.days.iter().filter(|it| is_in(it.day)) {
            if let Some(point) = day.value.and_then(|value| point(day.day, value)) {
                segment.push(point);
                line.notes.insert(day.day, text::early_day(day, portfolio));
                line.first = line.first.or(Some(day.day));
            } else if !segment.is_empty() {
                line.segments.push(std::mem::take(&mut segment));
            }
        }
        if !segment.is_empty() {
            segment.extend(point(before.observed, before.value));
            line.segments.push(segment);
        }
        line.paid_in = paid_in(before, from);
        let paid_in = line.paid_in.first().and_then(|it| day_at(it.x));
        line.first = line.first.into_iter().chain(paid_in).min();
        line
    }

    /// The line of what was paid in before, and `since`.
    pub fn paid_in_and(&self, since: Vec<PlotPoint>) -> Vec<PlotPoint> {
        let mut line = self.paid_in.clone();
        line.extend(since);
        line.dedup_by_key(|it| it.x.to_bits());
        line
    }

    /// Whether nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty() && self.paid_in.is_empty()
    }
}

/// The line of what was paid in, from the day `from` on; none where nothing was.
fn paid_in(before: &ValueBefore, from: Option<NaiveDate>) -> Vec<PlotPoint> {
    if before.paid_in.len() < 2 {
        return vec![];
    }
    let all = &before.paid_in;
    let first = from.map_or(0, |from| all.partition_point(|it| it.0 < from));
    let level = first.checked_sub(1).map(|at| all[at].1);
    let begin = from
        .zip(level)
        .filter(|(from, _)| all.get(first).is_none_or(|it| it.0 > *from));
    let rest = all[first..].iter().copied();
    begin
        .into_iter()
        .chain(rest)
        .filter_map(|(day, paid)| point(day, paid))
        .collect()
}

/// The corporate actions of the accounts in view, of one security where one is
/// named.
pub fn marks(
    portfolio: &Portfolio,
    in_view: impl Fn(&AccountId) -> bool,
    security: Option<&SecurityId>,
) -> Vec<Mark> {
    let all = actions(portfolio, in_view).into_iter();
    let asked = all.filter(|it| security.is_none_or(|security| it.security == *security));
    asked
        .map(|it| Mark {
            day: it.day,
            text: text::action(&it, portfolio),
        })
        .collect()
}

/// The corporate actions of the accounts that were measured.
pub fn marks_of(portfolio: &Portfolio, measured: &Measured) -> Vec<Mark> {
    let in_view = |id: &_| measured.ledgers.iter().any(|it| it.account == *id);
    let mut all = marks(portfolio, in_view, None);
    for rolled in measured.ledgers.iter().flat_map(|it| &it.units) {
        if let Some(text) = text::inferred(rolled, portfolio) {
            let mark = Mark {
                day: rolled.day,
                text,
            };
            if !all.contains(&mark) {
                all.push(mark);
            }
        }
    }
    all.sort_by_key(|it| it.day);
    all
}

/// One line of how far it goes back; why not further, under the pointer.
pub fn early_ui(ui: &mut egui::Ui, early: &EarlyLine) {
    let palette = theme::palette(ui);
    let text = RichText::new(&early.says)
        .font(theme::regular(11.5))
        .color(palette.muted);
    let response = ui.add(egui::Label::new(text).truncate());
    if !early.why.is_empty() {
        response.on_hover_text(early.why.join("\n"));
    }
}

fn point(day: NaiveDate, figure: Decimal) -> Option<PlotPoint> {
    Some(PlotPoint::new(plot_x(day), figure.to_f64()?))
}
