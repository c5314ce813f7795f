//! Which transactions are found, and what they add up to.

use std::{collections::BTreeSet, sync::Arc};

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

impl FoundRows {
    pub(super) fn new(portfolio: &Arc<Portfolio>, input: &TransactionsInput) -> Self {
        let query = &input.query;
        let filter = Filter::new(portfolio, input);
        let mut kinds = [false; TransactionKind::ALL.len()];
        let mut cash_flow = CashFlowSums::default();
        let (mut fees, mut cash_effect) = (Amounts::default(), Amounts::default());
        let mut left_out = LeftOut::default();
        let mut rows = vec![];
        let (mut rows_in_view, mut longest_quantity) = (0, 0);
        for (index, row) in (0_u32..).zip(&portfolio.transactions) {
            let Some(in_account) = filter.in_account(row) else {
                continue;
            };
            rows_in_view += 1;
            let meaning = row.meaning();
            kinds[meaning.kind as usize] = true;
            if !filter.finds(row, meaning, in_account) {
                continue;
            }
            cash_flow.add_with(row, meaning);
            if query.month.is_none_or(|month| month == Month::of(row.date)) {
                rows.push(index);
                let length = quantity(row).known().map_or(0, quantity_length);
                longest_quantity = longest_quantity.max(length);
                if left_out.note(row, meaning) {
                    let currency = row.currency.as_ref();
                    if let Some(amount) = meaning.cash_effect() {
                        cash_effect.add(amount, currency);
                    }
                    if let Some(amount) = meaning.fees_paid() {
                        fees.add(amount, currency);
                    }
                }
            }
        }
        let cash_flow = cash_flow.finish();
        let all_kinds = TransactionKind::ALL.into_iter();
        Self {
            input: input.clone(),
            rows,
            rows_in_view,
            longest_quantity,
            left_out,
            sums: sums(&cash_flow, &fees, &cash_effect),
            bars: cash_flow.iter().map(|it| it.bars(input.today)).collect(),
            cash_flow,
            kinds: all_kinds.filter(|it| kinds[*it as usize]).collect(),
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
