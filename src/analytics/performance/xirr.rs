//! The yearly rate at which dated payments balance. The one place of the
//! analytics where floats are: a rate is no money, and nothing here turns it
//! back into some.
#![expect(clippy::float_arithmetic, reason = "rates are no money")]

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Days of a year, as in Act/365.
const YEAR: f64 = 365.0;

/// How many places of the range are looked at for a change of sign, where the
/// payments change theirs more than once.
const PLACES: u32 = 2048;

/// A growth of the span at which the payments balance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Root {
    /// ln(1 + r) of the yearly rate r.
    pub yearly_log: f64,
    /// ln of the growth over the whole span.
    pub span_log: f64,
}

impl Root {
    /// The yearly rate: `0.05` for 5 %.
    pub fn yearly(self) -> f64 {
        self.yearly_log.exp_m1()
    }

    /// The rate of the whole span.
    pub fn of_span(self) -> f64 {
        self.span_log.exp_m1()
    }
}

/// Every rate at which the present value of `payments` is zero, the lowest
/// first; each payment with its day, of one sign when paid in and of the other
/// when paid out. Payments of one day count as their sum.
///
/// The signs are looked at first: with one change there is one root, with none
/// there is none, and with more the whole range is searched.
pub fn roots(payments: &[(NaiveDate, Decimal)]) -> Vec<Root> {
    let mut by_day = std::collections::BTreeMap::new();
    for (day, amount) in payments {
        let sum: &mut Decimal = by_day.entry(*day).or_default();
        *sum += *amount;
    }
    by_day.retain(|_, amount| !amount.is_zero());
    let (Some((&first, _)), Some((&last, _))) = (by_day.first_key_value(), by_day.last_key_value())
    else {
        return vec![];
    };
    let days = days_between(first, last);
    if days <= 0.0 {
        return vec![];
    }
    let terms: Vec<Term> = (by_day.iter())
        .map(|(day, amount)| Term {
            amount: amount.to_string().parse().unwrap_or(f64::NAN),
            share: days_between(first, *day) / days,
        })
        .collect();
    let found = match changes_of_sign(terms.iter().map(|it| it.amount)) {
        0 => vec![],
        1 => vec![bisected(&terms, bounds(&terms))],
        _ => searched(&terms),
    };
    let root = |growth: f64| Root {
        yearly_log: growth * YEAR / days,
        span_log: growth,
    };
    found.into_iter().map(root).collect()
}

/// A payment at a share of the span.
struct Term {
    amount: f64,
    share: f64,
}

fn days_between(from: NaiveDate, to: NaiveDate) -> f64 {
    // Calendars of 65,000 years fit.
    i32::try_from((to - from).num_days()).map_or(f64::NAN, f64::from)
}

fn changes_of_sign(amounts: impl Iterator<Item = f64>) -> usize {
    let mut before = 0.0_f64;
    let mut changes = 0;
    for amount in amounts.filter(|it| *it != 0.0) {
        changes += usize::from(before * amount.signum() < 0.0);
        before = amount.signum();
    }
    changes
}

/// The present value at a growth of e^`growth`, scaled so that nothing
/// overflows: only its sign and its zeros count.
fn value(terms: &[Term], growth: f64) -> f64 {
    let shift = if growth < 0.0 { growth } else { 0.0 };
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for term in terms {
        let part = term.amount * (shift - growth * term.share).exp();
        // Neumaier's sum: what a small part loses to a large one is kept.
        let next = sum + part;
        lost += if sum.abs() >= part.abs() {
            (sum - next) + part
        } else {
            (part - next) + sum
        };
        sum = next;
    }
    sum + lost
}

/// The growths between which every root is: beyond them the first payment, or
/// the last one, is more than all others together.
fn bounds(terms: &[Term]) -> (f64, f64) {
    let reach = |end: &Term, next: &Term| {
        let all: f64 = terms.iter().map(|it| it.amount.abs()).sum();
        let others = all - end.amount.abs();
        let apart = (end.share - next.share).abs();
        (others / end.amount.abs()).ln().max(0.0) / apart + 1.0
    };
    match (terms, terms.len().checked_sub(2)) {
        ([first, .., last], Some(before)) => {
            (-reach(last, &terms[before]), reach(first, &terms[1]))
        }
        _ => (0.0, 0.0),
    }
}

/// Halves a bracket until nothing is between its ends.
fn bisected(terms: &[Term], (mut low, mut high): (f64, f64)) -> f64 {
    let at_low = value(terms, low);
    if at_low == 0.0 {
        return low;
    }
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        let at_middle = value(terms, middle);
        if at_middle == 0.0 {
            return middle;
        }
        if at_middle * at_low.signum() > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// All roots of the range: where the sign changes between two places, and where
/// the value turns back close to zero between them.
fn searched(terms: &[Term]) -> Vec<f64> {
    let (low, high) = bounds(terms);
    let places: Vec<f64> = (0..=PLACES)
        .map(|at| {
            // Closer together near zero, where growths are.
            let share = f64::from(at) / f64::from(PLACES) * 2.0 - 1.0;
            share * share * share * if share < 0.0 { -low } else { high }
        })
        .collect();
    let values: Vec<f64> = places.iter().map(|it| value(terms, *it)).collect();
    let mut roots: Vec<f64> = vec![];
    for at in 1..places.len() {
        let (before, after) = (values[at - 1], values[at]);
        if before == 0.0 {
            roots.push(places[at - 1]);
        } else if before * after.signum() < 0.0 {
            roots.push(bisected(terms, (places[at - 1], places[at])));
        } else if at + 1 < places.len() {
            roots.extend(turning(
                terms,
                &places[at - 1..=at + 1],
                &values[at - 1..=at + 1],
            ));
        }
    }
    roots.sort_by(f64::total_cmp);
    roots.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
    roots
}

/// Two roots between three places of one sign, where the middle one is nearest
/// to zero and the value goes beyond it in between.
fn turning(terms: &[Term], places: &[f64], values: &[f64]) -> Vec<f64> {
    let sign = values[1].signum();
    let is_one_side = values.iter().all(|it| it * sign > 0.0);
    let is_nearest = values[1].abs() <= values[0].abs() && values[1].abs() <= values[2].abs();
    if !is_one_side || !is_nearest {
        return vec![];
    }
    let (mut low, mut high) = (places[0], places[2]);
    for _ in 0..200 {
        let third = (high - low) / 3.0;
        let (a, b) = (low + third, high - third);
        let (at_a, at_b) = (value(terms, a) * sign, value(terms, b) * sign);
        for (place, found) in [(a, at_a), (b, at_b)] {
            if found < 0.0 {
                return vec![
                    bisected(terms, (places[0], place)),
                    bisected(terms, (place, places[2])),
                ];
            }
        }
        if at_a < at_b {
            high = b;
        } else {
            low = a;
        }
    }
    vec![]
}

/// A rate with twelve digits after the point, for showing it.
pub fn shown(rate: f64) -> Option<Decimal> {
    format!("{rate:.12}").parse().ok()
}
