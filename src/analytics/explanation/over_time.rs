//! Figures over a span: from what is measured, or from its parts.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Explanation, Input, Limit, Outcome, SumOf};
use crate::{
    analytics::{
        changes::BridgeBetween,
        performance::{Figure, Measured, Performance, Span},
    },
    domain::{AccountId, Explained, Measure, Scope},
};

/// Explains a figure of a scope between two days, or of a part of it. A measure
/// of what is held now has no explanation here: its outcome is unknown.
pub fn explain_over_time(
    measured: &Measured,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    what: &Explained,
) -> Explanation {
    match scope_of(measured, &what.of) {
        None => nothing(what),
        Some(scope) if what.measure == Measure::Volatility => volatility(&scope, (from, to), what),
        Some(scope) => of_scope(&scope.performance(from, to), what),
    }
}

/// What is measured by itself: an account, a security, or a security within an
/// account; the whole where that is meant.
fn scope_of<'a>(measured: &'a Measured, of: &Scope) -> Option<Cow<'a, Measured>> {
    let account = |id: &AccountId| {
        let mut ledgers = measured.ledgers.iter();
        let at = ledgers.position(|it| it.account == *id)?;
        Some(measured.account(at))
    };
    match of {
        Scope::Whole | Scope::Category(..) => Some(Cow::Borrowed(measured)),
        Scope::Account(id) => account(id).map(Cow::Owned),
        Scope::Security(id) => measured.by_security().remove(id).map(Cow::Owned),
        Scope::Holding(id, security) => account(id)?.by_security().remove(security).map(Cow::Owned),
    }
}

fn volatility(
    measured: &Measured,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    what: &Explained,
) -> Explanation {
    let figure = measured.volatility(from, to);
    let because = figure.value.as_ref().err();
    let limits = because.into_iter().chain(&figure.notes);
    let months = measured.whole_months(from, to);
    let span = months.first().zip(months.last()).map(|(first, last)| Span {
        from: first.0.from,
        to: last.0.to,
    });
    let rate = |it: &Figure<Decimal>| it.known().copied();
    Explanation {
        span,
        outcome: figure
            .known()
            .map_or(Outcome::Unknown, |it| Outcome::Share(*it)),
        grade: Some(figure.grade),
        limits: limits.cloned().map(Limit::OverTime).collect(),
        inputs: months
            .iter()
            .map(|(span, it)| Input::Month {
                span: *span,
                rate: rate(it),
            })
            .collect(),
        ..nothing(what)
    }
}

fn nothing(what: &Explained) -> Explanation {
    Explanation {
        what: what.clone(),
        span: None,
        outcome: Outcome::Unknown,
        grade: None,
        coverage: None,
        limits: vec![],
        inputs: vec![],
    }
}

fn of_scope(performance: &Performance, what: &Explained) -> Explanation {
    let mut explanation = match what.measure {
        Measure::Gain => from_figure(performance, what, &performance.bridge, |it| {
            Outcome::Change(it.gain())
        }),
        Measure::TimeWeighted => from_figure(performance, what, &performance.time_weighted, |it| {
            Outcome::Rate(*it)
        }),
        Measure::MoneyWeighted => {
            from_figure(performance, what, &performance.money_weighted, |it| {
                Outcome::Rate(it.yearly.unwrap_or(it.of_span))
            })
        }
        Measure::Drawdown => from_figure(performance, what, &performance.drawdown, |it| {
            Outcome::Rate(it.ratio)
        }),
        Measure::Value
        | Measure::UnrealizedGain
        | Measure::Weight
        | Measure::Volatility
        | Measure::PaidIn
        | Measure::Balance
        | Measure::Units => return nothing(what),
    };
    let inputs = &mut explanation.inputs;
    if let Some(bridge) = performance.bridge.known() {
        inputs.push(Input::Bridge(Box::new(*bridge)));
    }
    if matches!(what.measure, Measure::TimeWeighted | Measure::Drawdown) {
        let subperiods = performance.subperiods.iter().cloned();
        inputs.extend(subperiods.map(Box::new).map(Input::Subperiod));
    }
    let flows = performance.flows.iter().cloned();
    inputs.extend(flows.map(Box::new).map(Input::Flow));
    explanation
}

fn from_figure<T>(
    performance: &Performance,
    what: &Explained,
    figure: &Figure<T>,
    outcome: impl FnOnce(&T) -> Outcome,
) -> Explanation {
    let because = figure.value.as_ref().err();
    let limits = because.into_iter().chain(&figure.notes);
    Explanation {
        what: what.clone(),
        span: performance.span,
        outcome: figure.known().map_or(Outcome::Unknown, outcome),
        grade: Some(figure.grade),
        coverage: figure.coverage,
        limits: limits.cloned().map(Limit::OverTime).collect(),
        inputs: vec![],
    }
}

/// Explains the gain between two times, as what changed has it.
pub fn explain_between(between: &BridgeBetween) -> Explanation {
    let figure = &between.bridge;
    let because = figure.value.as_ref().err();
    let limits = because.into_iter().chain(&figure.notes);
    let bridge = figure.known();
    Explanation {
        what: Explained {
            measure: Measure::Gain,
            of: Scope::Whole,
            currency: between.currency.clone(),
        },
        span: between.span,
        outcome: bridge.map_or(Outcome::Unknown, |it| Outcome::Change(it.gain())),
        grade: Some(figure.grade),
        coverage: figure.coverage,
        limits: limits.cloned().map(Limit::OverTime).collect(),
        inputs: bridge
            .map(|it| Input::Bridge(Box::new(*it)))
            .into_iter()
            .chain(between.flows.iter().cloned().map(Box::new).map(Input::Flow))
            .collect(),
    }
}

/// Explains what was paid in by the last day with a value up to `to`: the begin
/// and all flows since.
pub fn explain_paid_in(
    measured: &Measured,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> Explanation {
    let performance = measured.performance(from, to);
    let what = Explained {
        measure: Measure::PaidIn,
        of: Scope::Whole,
        currency: measured.currency.clone(),
    };
    let mut explanation = from_figure(&performance, &what, &performance.bridge, |it| {
        let paid = it.begin.checked_add(it.net_flow());
        Outcome::of(paid, Outcome::Amount)
    });
    if let Some(bridge) = performance.bridge.known() {
        explanation.inputs = vec![
            Input::Sum(SumOf::Begin, bridge.begin),
            Input::Sum(SumOf::NetFlow, bridge.net_flow()),
        ];
        let flows = performance.flows.iter().cloned();
        let flows = flows.map(Box::new).map(Input::Flow);
        explanation.inputs.extend(flows);
    }
    explanation
}

/// Explains the value of the last day up to `to` on which every account has one:
/// the sum of the accounts, and what is on its way between them.
pub fn explain_valued_day(measured: &Measured, to: Option<NaiveDate>) -> Explanation {
    let what = Explained {
        measure: Measure::Value,
        of: Scope::Whole,
        currency: measured.currency.clone(),
    };
    let days = measured.days.iter().rev();
    let mut days = days.filter(|it| to.is_none_or(|to| it.day <= to));
    let Some(day) = days.next() else {
        return nothing(&what);
    };
    let mut inputs = vec![];
    for ledger in &measured.ledgers {
        let at = ledger.points.binary_search_by_key(&day.day, |it| it.day);
        inputs.extend(at.ok().map(|at| Input::Account {
            account: ledger.account.clone(),
            day: day.day,
            value: ledger.points[at].value,
        }));
    }
    if day.in_transit != Decimal::ZERO {
        inputs.push(Input::Sum(SumOf::InTransit, day.in_transit));
    }
    Explanation {
        outcome: Outcome::Amount(day.value),
        grade: Some(crate::analytics::performance::Grade::Observed),
        inputs,
        ..nothing(&what)
    }
}
