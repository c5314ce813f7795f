//! Which transactions are found, and what they add up to.

use std::{collections::BTreeSet, num::NonZero, panic, thread};

use rust_decimal::Decimal;

use super::{TransactionsInput, cells::quantity, filter::Filter};
use crate::{
    analytics::cash_flow::{Bars, CashFlow, CashFlowSums},
    domain::{Currency, Meaning, Standing, Transaction, TransactionKind},
    portfolio::Portfolio,
    state::{Month, TransactionsQuery},
    text::format::quantity_length,
    valuation::Amounts,
};

/// Fewer rows are searched sooner than a thread starts.
const ROWS_PER_THREAD: usize = 25_000;

/// The rows that are asked for, whatever their order.
pub struct FoundRows {
    /// What they are the answer to.
    input: TransactionsInput,
    /// Into the portfolio's transactions, in its order: newest first.
    pub rows: Vec<u32>,
    /// How many there are in the accounts in view, found or not.
    pub rows_in_view: usize,
    /// How many letters the longest quantity has.
    pub longest_quantity: usize,
    /// How many of `rows` are in no sum.
    pub left_out: LeftOut,
    /// The sums over the rows that count.
    pub sums: Vec<Sums>,
    /// Per month and currency, of all months whichever one is chosen.
    pub cash_flow: Vec<CashFlow>,
    /// What is drawn of each of `cash_flow`.
    pub bars: Vec<Bars>,
    /// The kinds that occur in the accounts in view.
    pub kinds: Vec<TransactionKind>,
}

/// How many rows are in no sum, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// No longer listed by the institution.
    pub removed: usize,
    /// Cancelled, or a cancellation.
    pub cancelled: usize,
    /// Pending, and settled by another row.
    pub settled: usize,
    /// Without any figure.
    pub empty: usize,
    /// They count, and their effect on cash is not known.
    pub unknown: usize,
}

impl LeftOut {
    /// All of them.
    pub fn total(self) -> usize {
        self.removed + self.cancelled + self.settled + self.empty + self.unknown
    }

    fn add(&mut self, other: Self) {
        self.removed += other.removed;
        self.cancelled += other.cancelled;
        self.settled += other.settled;
        self.empty += other.empty;
        self.unknown += other.unknown;
    }

    /// Notes a row; whether it counts.
    fn note(&mut self, row: &Transaction, meaning: Meaning) -> bool {
        let place = match row.standing() {
            Standing::Counted => {
                self.unknown += usize::from(meaning.cash_effect().is_none());
                return true;
            }
            Standing::Removed(_) => &mut self.removed,
            Standing::Cancelled | Standing::Cancellation | Standing::LoneCancellation => {
                &mut self.cancelled
            }
            Standing::Settled => &mut self.settled,
            Standing::Empty => &mut self.empty,
        };
        *place += 1;
        false
    }
}

/// What the counted rows of one currency add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    pub currency: Option<Currency>,
    /// `None` where no row has any, or the sum does not fit.
    pub fees: Option<Decimal>,
    pub cash_effect: Option<Decimal>,
}

/// What a stretch of the portfolio's rows adds to [`FoundRows`].
#[derive(Default)]
struct Part<'a> {
    rows: Vec<u32>,
    rows_in_view: usize,
    longest_quantity: usize,
    left_out: LeftOut,
    kinds: [bool; TransactionKind::ALL.len()],
    cash_flow: CashFlowSums<'a>,
    fees: Amounts,
    cash_effect: Amounts,
}

impl<'a> Part<'a> {
    /// Of `rows`, the first of which is the portfolio's one at `index`.
    fn of(
        portfolio: &'a Portfolio,
        input: &'a TransactionsInput,
        rows: &'a [Transaction],
        index: usize,
    ) -> Self {
        let filter = Filter::new(portfolio, input);
        let mut part = Self::default();
        for (index, row) in (index..).zip(rows) {
            let Some(in_account) = filter.in_account(row) else {
                continue;
            };
            part.rows_in_view += 1;
            let meaning = row.meaning();
            part.kinds[meaning.kind as usize] = true;
            if filter.finds(row, meaning, in_account) {
                part.cash_flow.add_with(row, meaning);
                let month = input.query.month;
                if month.is_none_or(|month| month == Month::of(row.date)) {
                    part.list(index, row, meaning);
                }
            }
        }
        part
    }

    fn list(&mut self, index: usize, row: &Transaction, meaning: Meaning) {
        self.rows
            .push(index.try_into().expect("fewer rows than four billion"));
        let length = quantity(row).known().map_or(0, quantity_length);
        self.longest_quantity = self.longest_quantity.max(length);
        if self.left_out.note(row, meaning) {
            let currency = row.currency.as_ref();
            if let Some(amount) = meaning.cash_effect() {
                self.cash_effect.add(amount, currency);
            }
            if let Some(amount) = meaning.fees_paid() {
                self.fees.add(amount, currency);
            }
        }
    }

    /// With `other`, whose rows come after these.
    fn and(mut self, mut other: Self) -> Self {
        self.rows.append(&mut other.rows);
        self.rows_in_view += other.rows_in_view;
        self.longest_quantity = self.longest_quantity.max(other.longest_quantity);
        self.left_out.add(other.left_out);
        for (own, other) in self.kinds.iter_mut().zip(other.kinds) {
            *own |= other;
        }
        self.cash_flow.add_all(other.cash_flow);
        self.fees.add_all(&other.fees);
        self.cash_effect.add_all(&other.cash_effect);
        self
    }
}

/// What all rows add up to, each core taking its stretch of them.
fn parts<'a>(portfolio: &'a Portfolio, input: &'a TransactionsInput) -> Part<'a> {
    let all = &portfolio.transactions;
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = (all.len() / ROWS_PER_THREAD).clamp(1, cores);
    let length = all.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..all.len())
            .step_by(length)
            .zip(all.chunks(length))
            .map(|(index, rows)| scope.spawn(move || Part::of(portfolio, input, rows, index)))
            .collect();
        let parts = threads.into_iter().map(|it| match it.join() {
            Ok(part) => part,
            Err(panic) => panic::resume_unwind(panic),
        });
        parts.reduce(Part::and).unwrap_or_default()
    })
}

impl FoundRows {
    pub(super) fn new(portfolio: &Portfolio, input: &TransactionsInput) -> Self {
        let found = parts(portfolio, input);
        let cash_flow = found.cash_flow.finish();
        let all_kinds = TransactionKind::ALL.into_iter();
        Self {
            input: input.clone(),
            rows: found.rows,
            rows_in_view: found.rows_in_view,
            longest_quantity: found.longest_quantity,
            left_out: found.left_out,
            sums: sums(&cash_flow, &found.fees, &found.cash_effect),
            bars: cash_flow.iter().map(|it| it.bars(input.today)).collect(),
            cash_flow,
            kinds: all_kinds.filter(|it| found.kinds[*it as usize]).collect(),
        }
    }

    /// Whether they are what `input` asks for, but for their order.
    pub(super) fn answers(&self, input: &TransactionsInput) -> bool {
        let query = TransactionsQuery {
            sort: self.input.query.sort,
            open: self.input.query.open.clone(),
            ..input.query.clone()
        };
        let input = TransactionsInput {
            query,
            ..input.clone()
        };
        self.input == input
    }
}

/// The sums of each currency, that of most transactions first.
fn sums(cash_flow: &[CashFlow], fees: &Amounts, cash_effect: &Amounts) -> Vec<Sums> {
    let currencies: BTreeSet<_> = cash_effect
        .iter()
        .chain(fees.iter())
        .map(|(currency, _)| currency)
        .collect();
    let mut sums: Vec<_> = currencies
        .into_iter()
        .map(|currency| Sums {
            currency: currency.cloned(),
            fees: fees.get(currency),
            cash_effect: cash_effect.get(currency),
        })
        .collect();
    sums.sort_by_key(|it| {
        let place = cash_flow
            .iter()
            .position(|flow| flow.currency == it.currency);
        (place.is_none(), place)
    });
    sums
}
