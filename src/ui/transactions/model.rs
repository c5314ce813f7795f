//! What the transactions page shows: rows in order, sums and bars.

use std::{collections::BTreeSet, sync::Arc};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    cells::quantity,
    filter::{Filter, reason},
    sort::sort,
};
use crate::{
    analytics::cash_flow::{Bars, CashFlow, CashFlowSums},
    domain::{Currency, Meaning, Security, Standing, Transaction, TransactionKind},
    portfolio::Portfolio,
    state::{AccountFilter, AppState, Month, TransactionsQuery},
    text::format::quantity_length,
    ui::{PageModel, search::Search},
    valuation::Amounts,
};

/// What the model is built from, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct TransactionsInput {
    pub query: TransactionsQuery,
    pub accounts: AccountFilter,
    /// The end of the ranges of dates.
    pub today: NaiveDate,
}

impl TransactionsInput {
    /// As `state` asks for.
    pub fn of(state: &AppState) -> Self {
        Self {
            query: state.view.transactions.clone(),
            accounts: state.view.accounts.clone(),
            today: state.today(),
        }
    }
}

/// The transactions page, ready to paint.
pub struct TransactionsModel {
    /// What all indices point into.
    pub portfolio: Arc<Portfolio>,
    /// Into the portfolio's transactions, in the order of the table.
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
    /// The open row: its place in `rows`, if it is there, and its index.
    pub open: Option<OpenRow>,
    search: Search,
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

/// The row in the detail panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenRow {
    /// Into the portfolio's transactions.
    pub index: usize,
    /// Into the table's rows, unless it was filtered away.
    pub line: Option<usize>,
}

impl PageModel for TransactionsModel {
    type Query = TransactionsInput;

    fn build(portfolio: &Arc<Portfolio>, input: &TransactionsInput) -> Self {
        let query = &input.query;
        let filter = Filter::new(portfolio, query, &input.accounts, input.today);
        let mut kinds = BTreeSet::new();
        let mut cash_flow = CashFlowSums::default();
        let (mut fees, mut cash_effect) = (Amounts::default(), Amounts::default());
        let mut left_out = LeftOut::default();
        let mut rows = vec![];
        let (mut rows_in_view, mut longest_quantity) = (0, 0);
        for (index, row) in (0_u32..).zip(&portfolio.transactions) {
            if !filter.is_in_view(row) {
                continue;
            }
            rows_in_view += 1;
            let meaning = row.meaning();
            kinds.insert(meaning.kind);
            if !filter.finds(row, meaning.kind) {
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
        sort(portfolio, &mut rows, query.sort);
        let open = query.open.as_ref().and_then(|open| {
            let index = portfolio
                .transactions
                .iter()
                .position(|it| it.id == *open)?;
            let line = rows.iter().position(|&it| it as usize == index);
            Some(OpenRow { index, line })
        });
        Self {
            portfolio: Arc::clone(portfolio),
            rows,
            rows_in_view,
            longest_quantity,
            left_out,
            sums: sums(&cash_flow, &fees, &cash_effect),
            bars: cash_flow.iter().map(|it| it.bars(input.today)).collect(),
            cash_flow,
            kinds: kinds.into_iter().collect(),
            open,
            search: Search::new(&query.search),
        }
    }
}

impl TransactionsModel {
    /// The transaction on a line of the table.
    pub fn row(&self, line: usize) -> Option<&Transaction> {
        self.portfolio
            .transactions
            .get(*self.rows.get(line)? as usize)
    }

    /// The open transaction.
    pub fn open_row(&self) -> Option<&Transaction> {
        self.portfolio.transactions.get(self.open?.index)
    }

    /// What is known of a row's security.
    pub fn security(&self, row: &Transaction) -> Option<&Security> {
        self.portfolio.security(row.security_id.as_ref()?)
    }

    /// The name in the security column: that of the security, or the
    /// institution's text where the row has none.
    pub fn name<'a>(&'a self, row: &'a Transaction) -> &'a str {
        self.security(row).map_or(&row.name, Security::display_name)
    }

    /// What the search found that a row does not show.
    pub fn found_by(&self, row: &Transaction) -> Option<String> {
        reason(&self.portfolio, &self.search, row)
    }

    /// The account of a row, or its id where the account is not known.
    pub fn account_name<'a>(&'a self, row: &'a Transaction) -> &'a str {
        self.portfolio
            .account(&row.account_id)
            .map_or(row.account_id.as_str(), |it| it.short_name())
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
