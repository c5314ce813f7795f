//! How the value on the overview came about over the range: what market and
//! income did, what was paid in, and which holdings had most of it.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use chrono::Local;
use egui_plot::PlotPoint;
use rust_decimal::Decimal;

use super::model::{plot_of, since};
use crate::{
    analytics::{
        performance::{Bridge, Cause, Figure, Measured, Performance, Span},
        value_history::{ValueHistory, value_history},
    },
    domain::{Currency, HoldingId, SecurityId},
    portfolio::Portfolio,
    state::{AppState, RangeChoice},
    text::security_name,
    ui::{
        MeasuredInput, PageModel, Scopes,
        widgets::{Mark, UnseenLine, marks_of},
    },
};

/// How many holdings are listed, at most: more than the highest window shows.
const ROWS: usize = 60;

/// What the model depends on, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct CourseInput {
    pub range: RangeChoice,
    pub measured: MeasuredInput,
    /// What was measured of that already.
    pub scopes: Option<Scopes>,
}

impl CourseInput {
    /// As `state` asks for.
    pub fn of(state: &AppState) -> Self {
        Self {
            range: state.view.range,
            measured: MeasuredInput::of(state),
            scopes: None,
        }
    }
}

/// The course of every currency in view.
#[derive(Clone, Debug, Default)]
pub struct CourseModel {
    courses: Vec<Course>,
}

/// How the value in one currency came about.
#[derive(Clone, Debug)]
pub struct Course {
    pub currency: Option<Currency>,
    /// The days with a value that it stands between.
    pub span: Option<Span>,
    /// Whether the accounts were synced on a later day than the span ends,
    /// though not all of them.
    pub ends_early: bool,
    pub bridge: Figure<Bridge>,
    /// What came with accounts that are new, less what went with those that are
    /// gone: a part of what flowed in and out.
    pub accounts: Decimal,
    /// The time-weighted return of the span, where it is computable.
    pub ratio: Option<Decimal>,
    /// What the begin and all that was paid in since add up to.
    pub paid_in: Vec<PlotPoint>,
    /// What is known of the days without a sync.
    pub unseen: UnseenLine,
    /// Corporate actions, whenever they were.
    pub marks: Vec<Mark>,
    /// The holdings that gained or lost most, by size.
    pub movers: Vec<Mover>,
}

/// A holding with what market and income did to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mover {
    /// Of what is still held.
    pub id: Option<HoldingId>,
    pub security: SecurityId,
    pub ticker: Option<Arc<str>>,
    pub name: Arc<str>,
    pub gain: Decimal,
    /// Its part in the return of the whole.
    pub contribution: Option<Decimal>,
}

impl PageModel for CourseModel {
    type Query = CourseInput;

    fn build(portfolio: &Arc<Portfolio>, input: &CourseInput) -> Self {
        let scopes = input.scopes.clone();
        let scopes = scopes.unwrap_or_else(|| Scopes::build(portfolio, &input.measured));
        let MeasuredInput {
            accounts, today, ..
        } = &input.measured;
        let in_view = |it: &_| accounts.contains(portfolio, it);
        let observed = value_history(portfolio, in_view, &Local, *today);
        let courses = scopes.iter().map(|it| {
            let observed = observed.iter().find(|of| of.currency == it.currency);
            Course::of(it, portfolio, (input, observed))
        });
        Self {
            courses: courses.collect(),
        }
    }
}

impl CourseModel {
    /// That of one currency; `None` while the history is read, and where nothing
    /// was ever held.
    pub fn of(&self, currency: Option<&Currency>) -> Option<&Course> {
        let mut courses = self.courses.iter();
        courses.find(|it| it.currency.as_ref() == currency)
    }
}

impl Course {
    fn of(
        measured: &Measured,
        portfolio: &Portfolio,
        (input, observed): (&CourseInput, Option<&ValueHistory>),
    ) -> Self {
        let from = input.range.start(input.measured.today);
        let performance = measured.performance(from, None);
        let latest = measured.ledgers.iter().filter_map(|it| it.points.last());
        let latest = latest.map(|it| it.day).max();
        let end = performance.span.map(|it| it.to);
        let history = input.measured.history.as_ref();
        let observed = observed.map_or(&[][..], |it| since(&it.points, from));
        let unseen = UnseenLine::beside(portfolio, history, measured, from);
        let accounts = performance.flows.iter();
        let accounts = accounts.filter(|it| matches!(it.cause, Cause::FirstSeen | Cause::Removed));
        Self {
            currency: measured.currency.clone(),
            span: performance.span,
            ends_early: end.is_some_and(|end| latest.is_some_and(|it| it > end)),
            accounts: accounts.map(|it| it.amount).sum(),
            ratio: performance.time_weighted.known().copied(),
            paid_in: unseen.paid_in_and(&performance),
            unseen: unseen.over(&plot_of(observed)),
            marks: marks_of(portfolio, measured),
            movers: movers(&performance, portfolio, input),
            bridge: performance.bridge,
        }
    }
}

/// A row for each security over all accounts.
fn movers(performance: &Performance, portfolio: &Portfolio, input: &CourseInput) -> Vec<Mover> {
    if performance.bridge.known().is_none() {
        return vec![];
    }
    let mut sums: BTreeMap<&SecurityId, (Decimal, Option<Decimal>)> = BTreeMap::new();
    for part in &performance.holdings {
        let Some(security) = &part.security else {
            continue;
        };
        let sum = sums
            .entry(security)
            .or_insert((Decimal::ZERO, Some(Decimal::ZERO)));
        sum.0 = sum.0.saturating_add(part.bridge.gain());
        let both = sum.1.zip(part.contribution);
        sum.1 = both.and_then(|(a, b)| a.checked_add(b));
    }
    let mut sums: Vec<_> = sums.into_iter().filter(|it| !it.1.0.is_zero()).collect();
    sums.sort_by_key(|(security, (gain, _))| (Reverse(gain.abs()), *security));
    sums.truncate(ROWS);
    let accounts = &input.measured.accounts;
    let mover = |(security, (gain, contribution)): (&SecurityId, _)| {
        let mut held = portfolio.holdings.iter();
        let held = held
            .find(|it| it.security_id == *security && accounts.contains(portfolio, &it.account_id));
        let known = portfolio.security(security);
        Mover {
            id: held.map(|it| it.id.clone()),
            security: security.clone(),
            ticker: known.and_then(|it| it.ticker_symbol.clone()),
            name: security_name(portfolio, security).into(),
            gain,
            contribution,
        }
    };
    sums.into_iter().map(mover).collect()
}
