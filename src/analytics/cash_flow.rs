//! Cash that moved in the accounts, per month and currency.
//!
//! Only rows that count are added. What a row does to cash stands in one or two
//! series (`docs/spec/transactions.md`), and direction comes from the sign of
//! each part, so the two stacks of a month add up to its net cash effect to the
//! last digit.

use std::cmp::Reverse;

use chrono::{Datelike as _, Months, NaiveDate};
use rust_decimal::Decimal;

use crate::domain::{Currency, FlowKind, Meaning, Transaction};

/// Cash of one series in one month. A sum too large to hold is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Cash that came in, zero or more.
    pub inflow: Option<Decimal>,
    /// Cash that went out, zero or less.
    pub outflow: Option<Decimal>,
    /// How many rows have a part in it.
    pub transactions: usize,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            inflow: Some(Decimal::ZERO),
            outflow: Some(Decimal::ZERO),
            transactions: 0,
        }
    }
}

impl Flow {
    fn add(&mut self, part: Decimal) {
        let side = if part.is_sign_negative() {
            &mut self.outflow
        } else {
            &mut self.inflow
        };
        *side = side.and_then(|sum| sum.checked_add(part));
        self.transactions += 1;
    }

    fn add_flow(&mut self, other: Self) {
        let sum = |a: Option<Decimal>, b: Option<Decimal>| a?.checked_add(b?);
        self.inflow = sum(self.inflow, other.inflow);
        self.outflow = sum(self.outflow, other.outflow);
        self.transactions += other.transactions;
    }

    /// Inflow and outflow together.
    pub fn net(self) -> Option<Decimal> {
        self.inflow?.checked_add(self.outflow?)
    }

    /// Whether nothing moved.
    pub fn is_zero(self) -> bool {
        self == Self::default()
    }
}

/// One month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthFlow {
    /// Its first day.
    pub month: NaiveDate,
    /// How many rows moved cash in it, or may have.
    pub transactions: usize,
    /// How many of these have no known effect on cash: they are in no sum.
    pub unknown: usize,
    flows: [Flow; FlowKind::ALL.len()],
}

impl MonthFlow {
    fn empty(month: NaiveDate) -> Self {
        Self {
            month,
            transactions: 0,
            unknown: 0,
            flows: Default::default(),
        }
    }

    /// Adds all rows of `other`, of the same month.
    fn add(&mut self, other: &Self) {
        self.transactions += other.transactions;
        self.unknown += other.unknown;
        for (flow, other) in self.flows.iter_mut().zip(other.flows) {
            flow.add_flow(other);
        }
    }

    /// The cash of one series.
    pub fn flow(&self, kind: FlowKind) -> Flow {
        self.flows[kind as usize]
    }

    /// The series that moved any cash, in the order of stacking.
    pub fn moved(&self) -> impl Iterator<Item = (FlowKind, Flow)> {
        FlowKind::ALL
            .into_iter()
            .map(|kind| (kind, self.flow(kind)))
            .filter(|(_, flow)| !flow.is_zero())
    }

    /// All that came in, zero or more; here and below, `None` too where no row of
    /// the month has a known amount.
    pub fn inflow(&self) -> Option<Decimal> {
        self.sum(|flow| flow.inflow)
    }

    /// All that went out, zero or less.
    pub fn outflow(&self) -> Option<Decimal> {
        self.sum(|flow| flow.outflow)
    }

    /// All series together: the month's net cash effect.
    pub fn net(&self) -> Option<Decimal> {
        self.sum(Flow::net)
    }

    fn sum(&self, part: impl Fn(Flow) -> Option<Decimal>) -> Option<Decimal> {
        if self.unknown > 0 && self.unknown == self.transactions {
            return None;
        }
        let mut parts = self.flows.iter().map(|flow| part(*flow));
        parts.try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part?))
    }
}

/// The months of one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashFlow {
    pub currency: Option<Currency>,
    /// Those in which cash moved, oldest first.
    pub months: Vec<MonthFlow>,
    /// How many transactions were added.
    pub transactions: usize,
}

impl CashFlow {
    /// The series that moved any cash, in the order of stacking.
    pub fn kinds(&self) -> Vec<FlowKind> {
        FlowKind::ALL
            .into_iter()
            .filter(|&kind| self.months.iter().any(|it| !it.flow(kind).is_zero()))
            .collect()
    }

    /// The months to draw, one after the other without a gap, of no more than
    /// [`MOST_MONTHS`].
    ///
    /// They end with the latest row that is dated no more than twelve months
    /// after `today`: rows dated further ahead, or too long before, would make
    /// a chart of centuries.
    pub fn bars(&self, today: NaiveDate) -> Bars {
        let Some((first, last)) = self.bounds(today) else {
            return Bars {
                months: vec![],
                outside: self.transactions,
            };
        };
        let mut known = self.months_between(first, last).peekable();
        let months: Vec<_> =
            std::iter::successors(Some(first), |it| it.checked_add_months(Months::new(1)))
                .take_while(|it| *it <= last)
                .map(|month| {
                    let known = known.next_if(|it| it.month == month);
                    known.cloned().unwrap_or_else(|| MonthFlow::empty(month))
                })
                .collect();
        let drawn: usize = months.iter().map(|it| it.transactions).sum();
        Bars {
            months,
            outside: self.transactions - drawn,
        }
    }

    fn months_between(
        &self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = &MonthFlow> {
        let months = self.months.iter();
        months.filter(move |it| (first..=last).contains(&it.month))
    }

    /// The first and the last month to draw.
    fn bounds(&self, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let current = first_of_month(today);
        let latest = current
            .checked_add_months(Months::new(12))
            .unwrap_or(current);
        let months = self.months.iter().map(|it| it.month);
        let last = months.clone().filter(|it| *it <= latest).max()?;
        let earliest = last.checked_sub_months(Months::new(MOST_MONTHS - 1));
        let first = months.filter(|it| Some(*it) >= earliest).min()?;
        Some((first, last))
    }
}

/// What is drawn of a [`CashFlow`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bars {
    /// Consecutive, oldest first; a month in which nothing moved is there with
    /// zeros.
    pub months: Vec<MonthFlow>,
    /// How many transactions lie in months that are not drawn.
    pub outside: usize,
}

/// How many months are drawn at most: twenty years.
pub const MOST_MONTHS: u32 = 240;

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// Cash flows while they are collected, for a caller that iterates over the
/// rows itself.
#[derive(Default)]
pub struct CashFlowSums<'a> {
    /// Few, so a linear search is quick enough.
    currencies: Vec<CurrencySums<'a>>,
}

struct CurrencySums<'a> {
    currency: Option<&'a Currency>,
    transactions: usize,
    /// In the order in which they came.
    months: Vec<MonthFlow>,
}

impl CurrencySums<'_> {
    /// A month's sums. Rows come by date, so it is the latest one, mostly.
    fn month(&mut self, first: NaiveDate) -> &mut MonthFlow {
        let known = self.months.iter().rposition(|it| it.month == first);
        let at = known.unwrap_or_else(|| {
            self.months.push(MonthFlow::empty(first));
            self.months.len() - 1
        });
        &mut self.months[at]
    }
}

impl<'a> CashFlowSums<'a> {
    /// Adds a row, if it counts and moved cash.
    pub fn add(&mut self, row: &'a Transaction) {
        self.add_with(row, row.meaning());
    }

    /// [`Self::add`], for who knows already what the row means.
    pub fn add_with(&mut self, row: &'a Transaction, meaning: Meaning) {
        let parts = meaning.parts();
        let is_unknown = parts[0].is_none() && meaning.cash_effect().is_none();
        if (parts[0].is_none() && !is_unknown) || !row.counts() {
            return;
        }
        let sums = self.of(row.currency.as_ref());
        sums.transactions += 1;
        let month = sums.month(first_of_month(row.date));
        month.transactions += 1;
        month.unknown += usize::from(is_unknown);
        for (kind, part) in parts.into_iter().flatten() {
            month.flows[kind as usize].add(part);
        }
    }

    /// Adds all rows of `other`.
    pub fn add_all(&mut self, other: Self) {
        for other in other.currencies {
            let sums = self.of(other.currency);
            sums.transactions += other.transactions;
            for month in &other.months {
                sums.month(month.month).add(month);
            }
        }
    }

    fn of(&mut self, currency: Option<&'a Currency>) -> &mut CurrencySums<'a> {
        let known = self
            .currencies
            .iter()
            .position(|it| it.currency == currency);
        let at = known.unwrap_or_else(|| {
            self.currencies.push(CurrencySums {
                currency,
                transactions: 0,
                months: vec![],
            });
            self.currencies.len() - 1
        });
        &mut self.currencies[at]
    }

    /// One [`CashFlow`] per currency: that of most transactions first, then by
    /// code.
    pub fn finish(mut self) -> Vec<CashFlow> {
        self.currencies
            .sort_by_key(|it| (Reverse(it.transactions), it.currency));
        self.currencies
            .into_iter()
            .map(|mut it| {
                it.months.sort_by_key(|month| month.month);
                CashFlow {
                    currency: it.currency.cloned(),
                    months: it.months,
                    transactions: it.transactions,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
