//! Returns over a span, a month or a year.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use rust_decimal::{Decimal, dec};

use super::{
    bridge::{Bridge, holding_on},
    entry::Cause,
    figure::{Figure, Grade, Reason},
    measure::Measured,
    xirr::{self, Root},
};
use crate::{
    analytics::flows::CashListing,
    domain::{AccountId, SecurityId, TransactionId},
    valuation::ratio,
};
use std::collections::BTreeMap;

/// Flows inside of a subperiod beyond this share of its begin make the return
/// approximate.
const APPROXIMATE: Decimal = dec!(0.10);

/// A begin below this share of the span's largest value breaks the chain.
const TOO_LITTLE: Decimal = dec!(0.01);

/// How many days a month's first or last value may lie from its border.
const NEAR: u64 = 7;

/// Days of a year: from here on a return is annualized.
const YEAR: i64 = 365;

/// Two days, the value of the first as the begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The time between two days with a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Subperiod {
    pub span: Span,
    pub begin: Decimal,
    pub end: Decimal,
    /// What crossed the border, net.
    pub flow: Decimal,
    /// What the gain is measured against: the begin, and flows by the share of
    /// the time that they had a part in.
    pub base: Decimal,
    /// What was earned.
    pub gain: Decimal,
    /// `None` where nothing was invested and nothing moved.
    pub ratio: Result<Option<Decimal>, Reason>,
    /// The flows whose effect before the end is not known, as a share of the
    /// begin.
    pub inner_share: Decimal,
}

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

/// The deepest fall of the return from an earlier height, at days with a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawdown {
    /// Zero or less.
    pub ratio: Decimal,
    pub peak: NaiveDate,
    pub trough: NaiveDate,
}

/// An account's, or a holding's, part in the whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub account: AccountId,
    /// A holding; cash where the part is one and has none.
    pub security: Option<SecurityId>,
    pub bridge: Bridge,
    /// Its share in the time-weighted return of the scope; all parts add up to
    /// it. `None` where that is not computable.
    pub contribution: Option<Decimal>,
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
                found.push((border, self.of_border(border)));
            }
            begin = next;
        }
        found
    }

    fn of_border(&self, border: Span) -> Figure<Decimal> {
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

    fn day_up_to(&self, day: NaiveDate) -> Option<NaiveDate> {
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
        if let Some(asked) = to.filter(|it| *it > end) {
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

    fn subperiods(&self, span: Span) -> Vec<Subperiod> {
        let first = self.days.partition_point(|it| it.day < span.from);
        let last = self.days.partition_point(|it| it.day <= span.to);
        let days = &self.days[first..last];
        let largest = days.iter().map(|it| it.value).max().unwrap_or_default();
        let pairs = days.windows(2);
        pairs
            .map(|pair| {
                let span = Span {
                    from: pair[0].day,
                    to: pair[1].day,
                };
                self.subperiod(span, (pair[0].value, pair[1].value), largest)
            })
            .collect()
    }

    fn subperiod(
        &self,
        span: Span,
        (begin, end): (Decimal, Decimal),
        largest: Decimal,
    ) -> Subperiod {
        let days = Decimal::from((span.to - span.from).num_days());
        let (mut flow, mut base, mut inner) = (Decimal::ZERO, begin, Decimal::ZERO);
        for (ledger, entry, is_matched) in self.entries(span.from, span.to) {
            let amount = entry.flow(ledger.listing);
            if is_matched || amount.is_zero() {
                continue;
            }
            flow += amount;
            let is_at_end = entry.day == span.to && entry.cause.is_found_at_end();
            if is_at_end {
                continue;
            }
            // In at the start of the day, out at its end.
            let left = (span.to - entry.day).num_days();
            let had = left + i64::from(amount.is_sign_positive());
            base += amount * Decimal::from(had) / days;
            if days > Decimal::ONE {
                inner += amount.abs();
            }
        }
        let gain = end - begin - flow;
        let unknown = self.unknown_between(span.from, span.to);
        Subperiod {
            span,
            begin,
            end,
            flow,
            base,
            gain,
            ratio: unknown.and_then(|()| rate(span, begin, base, gain, flow, largest)),
            inner_share: ratio(inner, begin).unwrap_or_default(),
        }
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

    /// What accounts and holdings had as their part. Each holding's gain over a
    /// subperiod is a share of the scope's base there, carried on by the growth
    /// before it.
    fn parts(
        &self,
        span: Span,
        subperiods: &[Subperiod],
        is_chained: bool,
    ) -> (Vec<Part>, Vec<Part>) {
        let mut accounts = vec![];
        let mut holdings = vec![];
        for (at, ledger) in self.ledgers.iter().enumerate() {
            let mut parts: BTreeMap<Option<SecurityId>, Bridge> = BTreeMap::new();
            let mut whole = Bridge::default();
            let entries = self.entries(span.from, span.to);
            for (_, entry, _) in entries.filter(|(it, ..)| std::ptr::eq(*it, ledger)) {
                whole.add(entry, entry.flow(ledger.listing), false);
                if entry.security.is_some() {
                    let part = parts.entry(entry.security.clone()).or_default();
                    part.add(entry, entry.flow_of_holding(), false);
                }
            }
            let first = ledger.points.partition_point(|it| it.day < span.from);
            let last = ledger.points.partition_point(|it| it.day <= span.to);
            let keys = ledger.points[first..last]
                .iter()
                .flat_map(|it| it.holdings.keys());
            for security in keys.flatten() {
                parts.entry(Some(security.clone())).or_default();
            }
            let value = |day: NaiveDate| {
                let at = ledger.points.binary_search_by_key(&day, |it| it.day);
                at.ok().map_or(Decimal::ZERO, |at| ledger.points[at].value)
            };
            whole.close(value(span.from), value(span.to));
            let gains = if is_chained {
                self.linked(at, subperiods)
            } else {
                BTreeMap::new()
            };
            let contribution = |key: &Option<SecurityId>| {
                is_chained.then(|| gains.get(key).copied().unwrap_or_default())
            };
            accounts.push(Part {
                account: ledger.account.clone(),
                security: None,
                bridge: whole,
                contribution: is_chained.then(|| gains.values().sum()),
            });
            for (security, mut bridge) in parts {
                let on = |day| holding_on(ledger, day, security.as_ref());
                bridge.close(on(span.from), on(span.to));
                holdings.push(Part {
                    account: ledger.account.clone(),
                    contribution: contribution(&security),
                    security,
                    bridge,
                });
            }
        }
        (accounts, holdings)
    }

    /// The contributions of an account's holdings; those of its cash, and of
    /// what names no holding, under none.
    fn linked(&self, at: usize, subperiods: &[Subperiod]) -> BTreeMap<Option<SecurityId>, Decimal> {
        let ledger = &self.ledgers[at];
        let mut sums: BTreeMap<Option<SecurityId>, Decimal> = BTreeMap::new();
        let mut growth = Decimal::ONE;
        for it in subperiods {
            let Ok(Some(ratio)) = it.ratio else {
                continue;
            };
            let mut gains: BTreeMap<Option<SecurityId>, Decimal> = BTreeMap::new();
            for (day, sign) in [(it.span.from, -Decimal::ONE), (it.span.to, Decimal::ONE)] {
                let point = ledger.points.binary_search_by_key(&day, |it| it.day);
                for (security, value) in
                    point.into_iter().flat_map(|at| &ledger.points[at].holdings)
                {
                    *gains.entry(security.clone()).or_default() += sign * *value;
                }
            }
            let entries = self.entries(it.span.from, it.span.to);
            for (_, entry, _) in entries.filter(|(it, ..)| std::ptr::eq(*it, ledger)) {
                let of_account = entry.flow(ledger.listing);
                if entry.security.is_some() {
                    let of_holding = entry.flow_of_holding();
                    *gains.entry(entry.security.clone()).or_default() -= of_holding;
                    *gains.entry(None).or_default() -= of_account - of_holding;
                } else {
                    *gains.entry(None).or_default() -= of_account;
                }
            }
            for (security, gain) in gains {
                let share = gain.checked_div(it.base).unwrap_or_default();
                *sums.entry(security).or_default() += share.checked_mul(growth).unwrap_or_default();
            }
            growth = growth.checked_mul(Decimal::ONE + ratio).unwrap_or_default();
        }
        sums
    }

    /// What limits every figure of a span.
    fn limits(&self, span: Span) -> Limits {
        let mut notes = vec![];
        let (mut unclassified, mut unexplained) = ((0, Decimal::ZERO), (0, Decimal::ZERO));
        let (mut estimated, mut odd) = (0, BTreeMap::new());
        for (ledger, entry, is_matched) in self.entries(span.from, span.to) {
            let flow = entry.flow(ledger.listing).abs();
            estimated += usize::from(entry.is_estimated);
            if entry.cause == Cause::Unclassified {
                unclassified = (unclassified.0 + 1, unclassified.1 + flow);
            }
            if entry.cause.is_unexplained() && !is_matched {
                unexplained = (unexplained.0 + 1, unexplained.1 + flow);
                odd.insert((&ledger.account, &entry.security), ledger);
            }
        }
        for ledger in &self.ledgers {
            if ledger.listing == CashListing::NotListed {
                notes.push(Reason::SecuritiesOnly(ledger.account.clone()));
            }
            notes.extend(ledger.never_valued.iter().map(|it| Reason::NeverValued {
                account: ledger.account.clone(),
                security: it.clone(),
            }));
        }
        let is_estimated = estimated > 0 || unclassified.0 > 0 || unexplained.0 > 0;
        if unclassified.0 > 0 {
            let (rows, amount) = unclassified;
            notes.push(Reason::Unclassified { rows, amount });
        }
        if unexplained.0 > 0 {
            let (times, amount) = unexplained;
            notes.push(Reason::Unexplained { times, amount });
        }
        if estimated > 0 {
            notes.push(Reason::EstimatedPrices(estimated));
        }
        let is_odd = |ledger: &super::ledger::Ledger, key: &Option<SecurityId>| {
            odd.contains_key(&(&ledger.account, key))
        };
        let (mut all, mut covered) = (Decimal::ZERO, Decimal::ZERO);
        for ledger in &self.ledgers {
            let at = ledger.points.binary_search_by_key(&span.to, |it| it.day);
            for (key, value) in at.into_iter().flat_map(|at| &ledger.points[at].holdings) {
                all += value.abs();
                if !is_odd(ledger, key) {
                    covered += value.abs();
                }
            }
        }
        Limits {
            grade: if is_estimated {
                Grade::Estimated
            } else {
                Grade::Derived
            },
            coverage: ratio(covered, all),
            notes,
        }
    }
}

struct Limits {
    grade: Grade,
    coverage: Option<Decimal>,
    notes: Vec<Reason>,
}

impl Subperiod {
    fn approximate(&self) -> Option<Reason> {
        let is_known = matches!(self.ratio, Ok(Some(_)));
        (is_known && self.inner_share > APPROXIMATE).then_some(Reason::Approximate {
            from: self.span.from,
            to: self.span.to,
            share: self.inner_share,
        })
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

/// The return of a subperiod; `None` where nothing was invested and nothing
/// moved.
fn rate(
    span: Span,
    begin: Decimal,
    base: Decimal,
    gain: Decimal,
    flow: Decimal,
    largest: Decimal,
) -> Result<Option<Decimal>, Reason> {
    if begin.is_zero() && flow.is_zero() && gain.is_zero() {
        return Ok(None);
    }
    let broken = Reason::ChainBroken {
        day: span.from,
        value: begin,
    };
    if begin <= Decimal::ZERO || begin < largest * TOO_LITTLE || base <= Decimal::ZERO {
        return Err(broken);
    }
    gain.checked_div(base).map(Some).ok_or(Reason::TooLarge)
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
