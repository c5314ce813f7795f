//! Reading every page of a transaction history.

use std::collections::HashSet;

use super::{
    PlaidClient, PlaidError,
    client::decode,
    convert::Converter,
    wire::{self, PageOptions},
};
use crate::connect::{AccessToken, DateRange, RowIssue};
use crate::domain::{Account, Security, SecurityId, Transaction, TransactionId};

const ENDPOINT: &str = "/investments/transactions/get";
/// The most that Plaid returns at once.
const PAGE: usize = 500;
/// Beyond this many rows an answer is not believed any more.
const MAX_ROWS: usize = 5_000_000;

/// The transactions of a range of days, all pages together.
#[derive(Clone, Debug, Default)]
pub struct TransactionsAnswer {
    pub accounts: Vec<Account>,
    pub transactions: Vec<Transaction>,
    pub securities: Vec<Security>,
    /// Whether as many rows arrived as were announced. Where not, a missing
    /// row means nothing.
    pub complete: bool,
    pub row_issues: Vec<RowIssue>,
}

impl PlaidClient {
    /// Every transaction dated within `window`; `progress` hears of the rows
    /// received and of their total after each page.
    ///
    /// The list is read again from its beginning, once, when the total changes
    /// in between; a second change is an error, for no list of them is a list of
    /// any moment (CONTRACT §4). Rows are told apart by their id alone: two identical
    /// fills are two transactions.
    pub async fn transactions(
        &self,
        token: &AccessToken,
        window: DateRange,
        progress: &mut (dyn FnMut(usize, Option<usize>) + Send),
    ) -> Result<TransactionsAnswer, PlaidError> {
        let first = self.pages(token, window, progress).await?;
        if !first.total_changed {
            return Ok(first.finish());
        }
        let second = self.pages(token, window, progress).await?;
        if second.total_changed {
            return Err(PlaidError::Unstable { endpoint: ENDPOINT });
        }
        Ok(second.finish())
    }

    async fn pages(
        &self,
        token: &AccessToken,
        window: DateRange,
        progress: &mut (dyn FnMut(usize, Option<usize>) + Send),
    ) -> Result<Pages, PlaidError> {
        let mut pages = Pages::default();
        loop {
            let request = wire::TransactionsRequest {
                access_token: token.secret().reveal(),
                start_date: window.start.to_string(),
                end_date: window.end.to_string(),
                options: PageOptions {
                    count: PAGE,
                    offset: pages.received,
                },
            };
            let body = self.post(ENDPOINT, Some(token), &request).await?;
            let is_last = pages.take(decode(ENDPOINT, &body)?);
            progress(pages.received, pages.total);
            if is_last {
                return Ok(pages);
            }
        }
    }
}

/// What was read so far.
#[derive(Default)]
struct Pages {
    converter: Converter,
    answer: TransactionsAnswer,
    transactions: HashSet<TransactionId>,
    securities: HashSet<SecurityId>,
    /// Rows received, usable or not: the offset of the next page.
    received: usize,
    /// Rows received a second time.
    repeated: usize,
    total: Option<usize>,
    total_changed: bool,
}

impl Pages {
    /// Adds a page; says whether it was the last.
    fn take(&mut self, page: wire::TransactionsAnswer<'_>) -> bool {
        let total = page.total_investment_transactions;
        self.total_changed = self.total.is_some_and(|it| it != total);
        self.total = Some(total);
        if self.total_changed {
            return true;
        }
        let rows = page.investment_transactions.len();
        self.received += rows;
        if self.answer.accounts.is_empty() {
            self.answer.accounts = self
                .converter
                .accounts(&page.item.item_id.into(), &page.accounts);
        }
        let transactions = self.converter.rows(
            "transaction",
            &page.investment_transactions,
            Converter::transaction,
        );
        for transaction in transactions {
            if self.transactions.insert(transaction.id.clone()) {
                self.answer.transactions.push(transaction);
            } else {
                self.repeated += 1;
            }
        }
        let securities = self
            .converter
            .rows("security", &page.securities, Converter::security);
        for security in securities {
            if self.securities.insert(security.id.clone()) {
                self.answer.securities.push(security);
            }
        }
        rows == 0 || self.received >= total || self.received > MAX_ROWS
    }

    fn finish(self) -> TransactionsAnswer {
        let skipped = self.converter.row_issues.iter().filter(|it| it.skipped);
        let no_row_lost = skipped.count() == 0 && self.repeated == 0;
        TransactionsAnswer {
            complete: no_row_lost && Some(self.received) >= self.total,
            row_issues: self.converter.row_issues,
            ..self.answer
        }
    }
}
