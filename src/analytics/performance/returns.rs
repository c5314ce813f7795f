//! Returns over a span, a month or a year.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use rust_decimal::Decimal;

use super::{
    bridge::Bridge,
    entry::Cause,
    figure::{Figure, Grade, Reason},
    measure::Measured,
    part::Part,
    subperiod::{Span, Subperiod},
    xirr::{self, Root},
};
use crate::domain::{AccountId, SecurityId, TransactionId};

/// How many days a month's first or last value may lie from its border.
const NEAR: u64 = 7;

/// Days of a year: from here on a return is annualized.
const YEAR: i64 = 365;

/// What crossed the border of the scope.
#[derive(Clone, Debug, PartialEq)]
pub struct ScopeFlow {
    pub day: NaiveDate,
    pub account: AccountId,
    pub security: Option<SecurityId>,
    pub cause: Cause,
    pub transaction: Option<TransactionId>,
    /// Positive when it came in.
    pub amount: Decimal,
    pub is_estimated: bool,
}

/// The rate at which what was paid in and out balances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoneyWeighted {
    /// Over the whole span.
    pub of_span: Decimal,
    /// By the year; `None` for a span under one year.
    pub yearly: Option<Decimal>,
}

impl MoneyWeighted {
    /// The one that is shown: by the year, or of a span under one.
    pub fn rate(&self) -> Decimal {
        self.yearly.unwrap_or(self.of_span)
    }
}

/// The deepest fall of the return from an earlier height, at days with a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawdown {
    /// Zero or less.
    pub ratio: Decimal,
    pub peak: NaiveDate,
    pub trough: NaiveDate,
}

/// All that can be said of a scope over a span, in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Performance {
    /// The days with a value that it is measured between; `None` before there
    /// are two.
    pub span: Option<Span>,
    pub bridge: Figure<Bridge>,
    pub time_weighted: Figure<Decimal>,
    pub money_weighted: Figure<MoneyWeighted>,
    pub drawdown: Figure<Drawdown>,
    pub subperiods: Vec<Subperiod>,
    pub flows: Vec<ScopeFlow>,
    /// By account, in the order of the portfolio.
    pub accounts: Vec<Part>,
    /// By account, then security.
    pub holdings: Vec<Part>,
}

impl Measured {
    /// Measures from the last valued day up to `from` to the last one up to
    /// `to`; where none is, from the first and to the last that there are.
    pub fn performance(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Performance {
        let mut notes = vec![];
        let span = match self.span(from, to, &mut notes) {
            Ok(span) => span,
            Err(because) => return Performance::unknown(&because, &notes),
        };
        let limits = self.limits(span);
        notes.extend(limits.notes.iter().cloned());
        let subperiods = self.subperiods(span);
        let chained = chained(&subperiods);
        let grade = limits.grade;
        let coverage = limits.coverage;
        let mut time_notes = notes.clone();
        time_notes.extend(subperiods.iter().filter_map(Subperiod::approximate));
        let is_approximate = time_notes.len() > notes.len();
        let time_grade = if is_approximate {
            Grade::Estimated
        } else {
            grade
        };
        let (accounts, holdings) = self.parts(span, &subperiods, chained.is_ok());
        Performance {
            span: Some(span),
            bridge: Figure::new(
                self.bridge(span.from, span.to),
                grade,
                coverage,
                notes.clone(),
            ),
            drawdown: Figure::new(
                chained.clone().map(|_| drawdown(&subperiods, span.from)),
                time_grade,
                coverage,
                time_notes.clone(),
            ),
            time_weighted: Figure::new(chained, time_grade, coverage, time_notes),
            money_weighted: Figure::new(self.money_weighted(span), grade, coverage, notes),
            flows: self.flows(span),
            subperiods,
            accounts,
            holdings,
        }
    }

    /// The time-weighted return of every month that has a value, or of every
    /// year where `months` is 12. A month or year without a value near both its
    /// borders is not computable; the first begins with the first value, and the
    /// last ends with the last one.
    pub fn by_months(&self, months: u32) -> Vec<(Span, Figure<Decimal>)> {
        let periods = self.periods(months).into_iter();
        periods.map(|it| (it, self.of_period(it))).collect()
    }

    /// The borders of every month that has a value, or of every year.
    pub(super) fn periods(&self, months: u32) -> Vec<Span> {
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else {
            return vec![];
        };
        let mut begin = first.day.with_day(1).unwrap_or(first.day);
        if months == 12 {
            begin = begin.with_month(1).unwrap_or(begin);
        }
        let mut found = vec![];
        while begin <= last.day {
            let Some(next) = begin.checked_add_months(Months::new(months.max(1))) else {
                break;
            };
            let border = Span {
                from: begin.pred_opt().unwrap_or(begin).max(first.day),
                to: next.pred_opt().unwrap_or(next).min(last.day),
            };
            if border.from < border.to {
                found.push(border);
            }
            begin = next;
        }
        found
    }

    /// The time-weighted return of a month or year between `border`; not computable
    /// without a value near both of its ends.
    pub fn of_period(&self, border: Span) -> Figure<Decimal> {
        let near = |border: NaiveDate| {
            let day = self.day_up_to(border)?;
            let earliest = border.checked_sub_days(Days::new(NEAR))?;
            (day >= earliest).then_some(day)
        };
        let unknown =
            |day| Figure::new(Err(Reason::NoValueNear(day)), Grade::Unknown, None, vec![]);
        let Some(from) = near(border.from) else {
            return unknown(border.from);
        };
        let Some(to) = near(border.to).filter(|it| *it > from) else {
            return unknown(border.to);
        };
        let span = Span { from, to };
        let limits = self.limits(span);
        let subperiods = self.subperiods(span);
        let mut notes = limits.notes;
        let exact = notes.len();
        notes.extend(subperiods.iter().filter_map(Subperiod::approximate));
        let grade = if notes.len() > exact {
            Grade::Estimated
        } else {
            limits.grade
        };
        Figure::new(chained(&subperiods), grade, limits.coverage, notes)
    }

    pub(super) fn day_up_to(&self, day: NaiveDate) -> Option<NaiveDate> {
        let at = self.days.partition_point(|it| it.day <= day);
        Some(self.days[at.checked_sub(1)?].day)
    }

    fn span(
        &self,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
        notes: &mut Vec<Reason>,
    ) -> Result<Span, Reason> {
        let (first, last) = (self.days.first(), self.days.last());
        let (first, last) = first.zip(last).ok_or(Reason::NoValue)?;
        let (first, last) = (first.day, last.day);
        let begin = from.map_or(first, |it| self.day_up_to(it).unwrap_or(first));
        let end = to.map_or(last, |it| self.day_up_to(it).unwrap_or(last));
        if let Some(asked) = from.filter(|it| *it < begin) {
            notes.push(Reason::BeginsLater { asked, day: begin });
        }
        // Without an end, it is that of the account that was read last.
        let points = self.ledgers.iter().filter_map(|it| it.points.last());
        let latest = points.map(|it| it.day).max();
        if let Some(asked) = to.or(latest).filter(|it| *it > end) {
            notes.push(Reason::EndsEarlier { asked, day: end });
        }
        if begin >= end {
            return Err(Reason::OneValue(begin));
        }
        Ok(Span {
            from: begin,
            to: end,
        })
    }

    fn money_weighted(&self, span: Span) -> Result<MoneyWeighted, Reason> {
        self.unknown_between(span.from, span.to)?;
        let bridge = self.bridge(span.from, span.to)?;
        let mut payments = vec![(span.from, -bridge.begin), (span.to, bridge.end)];
        payments.extend(self.flows(span).iter().map(|it| (it.day, -it.amount)));
        let roots = xirr::roots(&payments);
        let shown = |rate: f64| xirr::shown(rate).ok_or(Reason::TooLarge);
        match roots.as_slice() {
            [] => Err(Reason::NoRoot),
            [root] => Ok(MoneyWeighted {
                of_span: shown(root.of_span())?,
                yearly: if (span.to - span.from).num_days() >= YEAR {
                    Some(shown(root.yearly())?)
                } else {
                    None
                },
            }),
            several => {
                let rates = several.iter().copied().map(Root::yearly);
                let rates: Result<_, _> = rates.map(shown).collect();
                Err(Reason::SeveralRoots(rates?))
            }
        }
    }

    fn flows(&self, span: Span) -> Vec<ScopeFlow> {
        let entries = self.entries(span.from, span.to);
        let crossing = entries.filter(|(_, _, is_matched)| !is_matched);
        let flows = crossing.map(|(ledger, entry, _)| ScopeFlow {
            day: entry.day,
            account: entry.account.clone(),
            security: entry.security.clone(),
            cause: entry.cause,
            transaction: entry.transaction.clone(),
            amount: entry.flow(ledger.listing),
            is_estimated: entry.is_estimated,
        });
        flows.filter(|it| !it.amount.is_zero()).collect()
    }
}

impl Performance {
    fn unknown(because: &Reason, notes: &[Reason]) -> Self {
        fn none<T>(because: &Reason, notes: &[Reason]) -> Figure<T> {
            Figure::new(Err(because.clone()), Grade::Unknown, None, notes.to_vec())
        }
        Self {
            span: None,
            bridge: none(because, notes),
            time_weighted: none(because, notes),
            money_weighted: none(because, notes),
            drawdown: none(because, notes),
            subperiods: vec![],
            flows: vec![],
            accounts: vec![],
            holdings: vec![],
        }
    }
}

/// The subperiods one after the other; those in which nothing was
/// invested and nothing moved are no part of it.
fn chained(subperiods: &[Subperiod]) -> Result<Decimal, Reason> {
    let mut growth = Decimal::ONE;
    for it in subperiods {
        if let Some(ratio) = it.ratio.clone()? {
            let factor = Decimal::ONE + ratio;
            growth = growth.checked_mul(factor).ok_or(Reason::TooLarge)?;
        }
    }
    Ok(growth - Decimal::ONE)
}

fn drawdown(subperiods: &[Subperiod], first: NaiveDate) -> Drawdown {
    let (mut growth, mut height, mut peak) = (Decimal::ONE, Decimal::ONE, first);
    let mut deepest = Drawdown {
        ratio: Decimal::ZERO,
        peak: first,
        trough: first,
    };
    for it in subperiods {
        let ratio = it.ratio.clone().ok().flatten().unwrap_or_default();
        growth = growth.checked_mul(Decimal::ONE + ratio).unwrap_or_default();
        if growth >= height {
            (height, peak) = (growth, it.span.to);
        }
        let fall = growth.checked_div(height).unwrap_or_default() - Decimal::ONE;
        if fall < deepest.ratio {
            deepest = Drawdown {
                ratio: fall,
                peak,
                trough: it.span.to,
            };
        }
    }
    deepest
}
