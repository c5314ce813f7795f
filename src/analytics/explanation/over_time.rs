//! Figures over a span: from what is measured, or from its parts.

use std::borrow::Cow;

use chrono::{NaiveDate, TimeZone};
use rust_decimal::Decimal;

use super::{Explanation, Input, Limit, Outcome, SumOf};
use crate::{
    analytics::{
        changes::BridgeBetween,
        performance::{Figure, Measured, Performance, Span},
        value_before::{UnseenDay, counted},
    },
    domain::{AccountId, AllocationBy, Currency, Explained, Grouping, Measure, Scope},
    portfolio::{History, Portfolio},
    valuation::Unknown,
};

/// Explains a figure of a scope between two days, or of a part of it; that of a
/// month or year between its own. A measure of what is held now has no explanation
/// here: its outcome is unknown. Days before the first snapshot count where the history
/// is given, by days that begin in `zone`.
pub fn explain_over_time<Tz: TimeZone>(
    measured: &Measured,
    portfolio: &Portfolio,
    (early, zone): (Option<&History>, &Tz),
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    what: &Explained,
) -> Explanation {
    let Some(scope) = scope_of(measured, portfolio, &what.of) else {
        return nothing(what);
    };
    let early = early.filter(|_| is_of_accounts(&what.of));
    let scope = counted(portfolio, early, scope, zone);
    match (what.measure, what.during) {
        (Measure::Volatility, _) => volatility(&scope, (from, to), what),
        (Measure::TimeWeighted, Some((from, to))) => of_period(&scope, Span { from, to }, what),
        (_, Some((from, to))) => of_scope(&scope.performance(Some(from), Some(to)), what),
        (_, None) => of_scope(&scope.performance(from, to), what),
    }
}

/// Whether a scope is what accounts have, and not what is held of securities.
fn is_of_accounts(of: &Scope) -> bool {
    match of {
        Scope::Whole
        | Scope::Account(_)
        | Scope::Category(
            AllocationBy::Currency | AllocationBy::Account | AllocationBy::Institution,
            _,
        ) => true,
        Scope::Group(by, _) => by.is_of_accounts(),
        Scope::Security(_)
        | Scope::Holding(..)
        | Scope::Category(
            AllocationBy::Security | AllocationBy::AssetClass | AllocationBy::Sector,
            _,
        ) => false,
    }
}

/// The return of a month or year: unknown where no value is near its borders,
/// though there may be one further away.
fn of_period(scope: &Measured, border: Span, what: &Explained) -> Explanation {
    let figure = scope.of_period(border);
    let because = figure.value.as_ref().err();
    let limits = because.into_iter().chain(&figure.notes);
    let limits = limits.cloned().map(Limit::OverTime).collect();
    let Some(rate) = figure.known() else {
        return Explanation {
            span: Some(border),
            grade: Some(figure.grade),
            limits,
            ..nothing(what)
        };
    };
    Explanation {
        outcome: Outcome::Rate(*rate),
        grade: Some(figure.grade),
        coverage: figure.coverage,
        limits,
        ..of_scope(&scope.performance(Some(border.from), Some(border.to)), what)
    }
}

/// What is measured by itself: an account, a security, a security within an
/// account, or several together; the whole where that is meant.
fn scope_of<'a>(
    measured: &'a Measured,
    portfolio: &Portfolio,
    of: &Scope,
) -> Option<Cow<'a, Measured>> {
    let account = |id: &AccountId| {
        let mut ledgers = measured.ledgers.iter();
        let at = ledgers.position(|it| it.account == *id)?;
        Some(measured.account(at))
    };
    let group = |by, key: &str| measured.grouping(portfolio, by, key);
    let found = match of {
        Scope::Whole | Scope::Category(AllocationBy::Currency, _) => {
            return Some(Cow::Borrowed(measured));
        }
        Scope::Account(id) => account(id),
        Scope::Security(id) => measured.of_securities(|it| it == id),
        Scope::Holding(id, security) => account(id)?.of_securities(|it| it == security),
        Scope::Group(by, key) => group(*by, key),
        Scope::Category(AllocationBy::Account, key) => account(&key.as_str().into()),
        Scope::Category(AllocationBy::Security, key) => {
            measured.of_securities(|it| it.as_str() == key)
        }
        Scope::Category(AllocationBy::AssetClass, key) => group(Grouping::AssetClass, key),
        Scope::Category(AllocationBy::Sector, key) => group(Grouping::Sector, key),
        Scope::Category(AllocationBy::Institution, key) => group(Grouping::Institution, key),
    };
    found.map(Cow::Owned)
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
                Outcome::Rate(it.rate())
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
        what: Explained::new(Measure::Gain, Scope::Whole, between.currency.as_ref()),
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
    let what = Explained::new(Measure::PaidIn, Scope::Whole, measured.currency.as_ref());
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

/// Explains the value of a day that no sync saw of all accounts, by account: what each
/// was worth then, and what of it has no price; and what is on its way between them.
pub fn explain_unseen_day(currency: Option<&Currency>, found: &UnseenDay) -> Explanation {
    let what = Explained::new(Measure::Value, Scope::Whole, currency);
    let missing = found.accounts.iter().flat_map(|it| {
        let missing = it.missing.iter();
        missing.map(|security| Limit::NoValue {
            account: it.account.clone(),
            security: security.clone(),
            because: Unknown::NotReported,
        })
    });
    let day = found.day.day;
    let inputs = found.accounts.iter().filter_map(|it| {
        Some(Input::Account {
            account: it.account.clone(),
            day,
            value: it.value?,
        })
    });
    let in_transit = Some(found.in_transit).filter(|it| !it.is_zero());
    let in_transit = in_transit.map(|it| Input::Sum(SumOf::InTransit, it));
    Explanation {
        outcome: Outcome::of(found.day.value, Outcome::Amount),
        grade: Some(found.day.grade),
        coverage: found.day.coverage,
        limits: missing.collect(),
        inputs: inputs.chain(in_transit).collect(),
        ..nothing(&what)
    }
}

/// Explains the value of the last day up to `to` on which every account has one:
/// the sum of the accounts, what is on its way between them, and unsettled trades.
pub fn explain_valued_day(measured: &Measured, to: Option<NaiveDate>) -> Explanation {
    let what = Explained::new(Measure::Value, Scope::Whole, measured.currency.as_ref());
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
    for (sum, amount) in [
        (SumOf::InTransit, day.in_transit),
        (SumOf::Unsettled, day.unsettled),
    ] {
        if !amount.is_zero() {
            inputs.push(Input::Sum(sum, amount));
        }
    }
    Explanation {
        outcome: Outcome::Amount(day.value),
        grade: Some(crate::analytics::performance::Grade::Observed),
        inputs,
        ..nothing(&what)
    }
}
