//! What a line of values has beside its points: the days that no sync saw, and
//! corporate actions.

use std::collections::BTreeMap;

use chrono::{Local, NaiveDate};
use egui::RichText;
use egui_plot::PlotPoint;
use rust_decimal::Decimal;

use super::time_plot::{day_at, point};
use crate::{
    analytics::{
        performance::{Measured, Performance},
        value_before::{
            EarlyDay, ValueBefore, actions, has_early_days, value_before, value_between,
        },
    },
    domain::{AccountId, SecurityId},
    portfolio::Portfolio,
    state::HeldHistory,
    text,
    ui::theme,
};

/// What is drawn of the days without a snapshot; empty where nothing is known of
/// them, or they are out of range.
#[derive(Clone, Debug, Default)]
pub struct UnseenLine {
    /// Days without a gap between them, from the snapshot before them to the one
    /// after, where they reach it.
    pub segments: Vec<Vec<PlotPoint>>,
    /// These days and the observed ones that they are drawn beside, in order; by
    /// [`UnseenLine::over`]. Empty where there are no segments.
    pub ground: Vec<PlotPoint>,
    /// What the pointer is told of a day.
    pub notes: BTreeMap<NaiveDate, String>,
    /// What the first snapshot was worth, less what was paid in since.
    pub paid_in: Vec<PlotPoint>,
    /// The first day of any of it.
    pub first: Option<NaiveDate>,
    /// Whether days before the first snapshot may count in a return.
    pub may_count: bool,
    /// How far it goes back before the first snapshot, and why not further.
    pub says: String,
    pub why: Vec<String>,
}

/// A day that something happened on, and what.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub day: NaiveDate,
    pub text: String,
}

impl UnseenLine {
    /// What is known, from the day `from` on, of the days on which the accounts that
    /// were `measured` were not synced.
    pub fn beside(
        portfolio: &Portfolio,
        history: Option<&HeldHistory>,
        measured: &Measured,
        from: Option<NaiveDate>,
    ) -> Self {
        let Some(history) = history.map(HeldHistory::history) else {
            return Self::default();
        };
        let before = value_before(portfolio, history, measured, &Local);
        let between = value_between(portfolio, history, measured, &Local);
        let observed = measured.days.iter().map(|it| (it.day, it.value));
        Self::of(
            portfolio,
            before.as_ref(),
            &between,
            observed.collect(),
            from,
        )
    }

    /// What is known from the day `from` on, of the time before the first snapshot and
    /// of the days between those that were `observed`.
    pub fn of(
        portfolio: &Portfolio,
        before: Option<&ValueBefore>,
        between: &[EarlyDay],
        mut observed: BTreeMap<NaiveDate, Decimal>,
        from: Option<NaiveDate>,
    ) -> Self {
        let mut line = Self {
            may_count: before.is_some_and(has_early_days),
            ..Self::default()
        };
        let early = before.filter(|it| from.is_none_or(|from| from < it.observed));
        if let Some(early) = early {
            observed.insert(early.observed, early.value);
            line.says = text::before_first_sync(early);
            line.why = text::why_not_earlier(early, portfolio);
            line.paid_in = paid_in(early, from);
        }
        let days = early.map_or(&[][..], |it| &it.days).iter().chain(between);
        let days = days.filter(|it| from.is_none_or(|from| it.day >= from));
        let mut segment: Vec<PlotPoint> = vec![];
        let mut end: Option<NaiveDate> = None;
        let after = |day: NaiveDate| day.succ_opt();
        let seen = |day: NaiveDate| point(day, *observed.get(&day)?);
        for day in days {
            let Some(here) = day.value.and_then(|value| point(day.day, value)) else {
                continue;
            };
            line.notes.insert(day.day, text::unseen_day(day, portfolio));
            let yesterday = day.day.pred_opt();
            if end.is_none() || end != yesterday {
                segment.extend(end.and_then(after).and_then(seen));
                let is_joined = segment.last().is_some_and(|it| day_at(it.x) == yesterday);
                if !is_joined {
                    line.segments.push(std::mem::take(&mut segment));
                    let before = yesterday.filter(|it| from.is_none_or(|from| *it >= from));
                    segment.extend(before.and_then(seen));
                }
            }
            segment.push(here);
            end = Some(day.day);
        }
        segment.extend(end.and_then(after).and_then(seen));
        line.segments.push(segment);
        line.segments.retain(|it| !it.is_empty());
        let firsts = [line.segments.first(), Some(&line.paid_in)];
        let firsts = firsts.into_iter().flatten().filter_map(|it| it.first());
        line.first = firsts.filter_map(|it| day_at(it.x)).min();
        line
    }

    /// Beside these points, oldest first.
    #[must_use]
    pub fn over(mut self, observed: &[PlotPoint]) -> Self {
        if !self.segments.is_empty() {
            // Two lines in order, of which the sort is one walk.
            self.ground = [observed, &self.segments.concat()].concat();
            self.ground.sort_by(|a, b| a.x.total_cmp(&b.x));
        }
        self
    }

    /// The line of what was paid in before the first snapshot, and since the begin of
    /// what is measured, where all of that is known.
    pub fn paid_in_and(&self, since: &Performance) -> Vec<PlotPoint> {
        let mut line = self.paid_in.clone();
        if let (Some(span), Some(bridge)) = (since.span, since.bridge.known()) {
            let mut paid_in = bridge.begin;
            line.extend(point(span.from, paid_in));
            for it in &since.subperiods {
                paid_in = paid_in.saturating_add(it.flow);
                line.extend(point(it.span.to, paid_in));
            }
        }
        line.dedup_by_key(|it| it.x.to_bits());
        line
    }

    /// The first day of this and of what was observed from `first` on.
    pub fn begin(&self, first: NaiveDate) -> NaiveDate {
        self.first.map_or(first, |it| it.min(first))
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
pub fn unseen_ui(ui: &mut egui::Ui, unseen: &UnseenLine) {
    if unseen.says.is_empty() {
        return;
    }
    let palette = theme::palette(ui);
    let text = RichText::new(&unseen.says)
        .font(theme::regular(11.5))
        .color(palette.muted);
    let response = ui.add(egui::Label::new(text).truncate());
    if !unseen.why.is_empty() {
        response.on_hover_text(unseen.why.join("\n"));
    }
}
