//! Reading every page of a transaction history.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde_json::value::RawValue;

use super::{
    PlaidClient, PlaidError,
    answer::{decode, told_item},
    convert::Converter,
    row::Fields,
    wire::{self, PageOptions},
};
use crate::connect::{AccessToken, DateRange, RowIssue};
use crate::domain::{Account, Security, SecurityId, Transaction, TransactionId};

const ENDPOINT: &str = "/investments/transactions/get";
/// The most that Plaid returns at once.
const PAGE: usize = 500;
/// Beyond this many rows an answer is not believed any more.
const MAX_ROWS: usize = 1_000_000;
/// Beyond this many rows that cannot be read it is no list of transactions.
const MAX_UNREADABLE: usize = 10_000;

/// The transactions of a range of days, all pages together.
#[derive(Clone, Debug, Default)]
pub struct TransactionsAnswer {
    pub accounts: Vec<Account>,
    pub transactions: Vec<Transaction>,
    /// Rows that are listed but could not be taken, as far as they have ids:
    /// they are not gone.
    pub left_out: Vec<TransactionId>,
    pub securities: Vec<Security>,
    /// Whether as many rows arrived as were announced, readable or not, and the
    /// list came to an end.
    pub complete: bool,
    /// Whether the list contradicts itself: rows twice, more rows than its
    /// total, a total below zero or none, or one that changes each time. What
    /// it lists is there; what it does not list may be there too.
    pub is_contradictory: bool,
    pub row_issues: Vec<RowIssue>,
}

impl PlaidClient {
    /// Every transaction dated within `window`; `progress` hears of the rows
    /// received and of their total after each page.
    ///
    /// The list is read again from its beginning, once, when the total changes
    /// in between; where it changes again, the list is taken as contradictory.
    /// Rows are told apart by their id alone: two identical fills are two
    /// transactions.
    pub async fn transactions(
        &self,
        token: &AccessToken,
        window: DateRange,
        progress: &mut (dyn FnMut(usize, Option<usize>) + Send),
    ) -> Result<TransactionsAnswer, PlaidError> {
        let first = Pages::new(window.end);
        let first = self.pages(first, token, window, progress).await?;
        if !first.is_to_be_read_again() {
            return Ok(first.finish());
        }
        let second = Pages {
            is_last_attempt: true,
            ..Pages::new(window.end)
        };
        let second = self.pages(second, token, window, progress).await?;
        Ok(second.finish())
    }

    async fn pages(
        &self,
        mut pages: Pages,
        token: &AccessToken,
        window: DateRange,
        progress: &mut (dyn FnMut(usize, Option<usize>) + Send),
    ) -> Result<Pages, PlaidError> {
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
            let is_last = pages.take(&decode(ENDPOINT, &body)?)?;
            progress(pages.received, pages.total);
            if is_last {
                return Ok(pages);
            }
        }
    }
}

/// What was read so far.
struct Pages {
    converter: Converter,
    answer: TransactionsAnswer,
    /// The rows by id, those that could not be taken too.
    ids: HashSet<TransactionId>,
    securities: HashSet<SecurityId>,
    /// Rows received, usable or not: the offset of the next page.
    received: usize,
    /// The total that was said last; none while no page said one that can be.
    total: Option<usize>,
    total_changed: bool,
    /// Pages without a total that can be.
    uncounted: usize,
    /// Rows received a second time.
    repeated: usize,
    /// Rows that could not be read.
    unreadable: usize,
    /// Whether reading was given up before the list ended.
    is_cut_off: bool,
    /// Whether a total that changes is put up with.
    is_last_attempt: bool,
}

impl Pages {
    fn new(today: NaiveDate) -> Self {
        Self {
            converter: Converter::new(today),
            answer: TransactionsAnswer::default(),
            ids: HashSet::new(),
            securities: HashSet::new(),
            received: 0,
            total: None,
            total_changed: false,
            uncounted: 0,
            repeated: 0,
            unreadable: 0,
            is_cut_off: false,
            is_last_attempt: false,
        }
    }

    fn is_to_be_read_again(&self) -> bool {
        self.total_changed && !self.is_last_attempt
    }

    /// Adds a page; says whether it was the last.
    fn take(&mut self, page: &Fields<'_>) -> Result<bool, PlaidError> {
        let rows = page.list("investment_transactions");
        let accounts = page.list("accounts");
        if rows.is_none() && accounts.is_none() {
            return Err(PlaidError::lacks(ENDPOINT, "investment_transactions"));
        }
        match page.count("total_investment_transactions") {
            Some(total) => {
                self.total_changed |= self.total.is_some_and(|it| it != total);
                self.total = Some(total);
            }
            None => self.uncounted += 1,
        }
        if self.is_to_be_read_again() {
            return Ok(true);
        }
        if self.answer.accounts.is_empty() {
            let accounts = accounts.unwrap_or_default();
            self.answer.accounts = self.converter.accounts(&told_item(page), &accounts);
        }
        for security in self
            .converter
            .securities(&page.list("securities").unwrap_or_default())
        {
            if self.securities.insert(security.id.clone()) {
                self.answer.securities.push(security);
            }
        }
        if rows.is_none() {
            self.converter.lacks("transactions");
            self.uncounted += 1;
        }
        let rows = rows.unwrap_or_default();
        let news = self.take_rows(&rows);
        self.received += rows.len();
        let has_all = self.total.is_some_and(|total| {
            // A full page beyond the total may have another one behind it.
            self.received == total || (self.received > total && rows.len() < PAGE)
        });
        if news == 0 || has_all {
            return Ok(true);
        }
        self.is_cut_off = self.received > MAX_ROWS || self.unreadable > MAX_UNREADABLE;
        Ok(self.is_cut_off)
    }

    /// Adds the rows of a page; says how many were not there before.
    fn take_rows(&mut self, rows: &[&RawValue]) -> usize {
        let (transactions, left_out) = self.converter.transactions(rows);
        self.unreadable += rows.len() - transactions.len();
        let mut news = rows.len() - transactions.len() - left_out.len();
        let mut is_new = |id: &TransactionId| {
            let is_new = self.ids.insert(id.clone());
            *(if is_new {
                &mut news
            } else {
                &mut self.repeated
            }) += 1;
            is_new
        };
        let left_out = left_out.into_iter().map(TransactionId::from);
        self.answer.left_out.extend(left_out.filter(&mut is_new));
        let read = transactions.into_iter();
        let read = read.filter(|it| is_new(&it.id));
        self.answer.transactions.extend(read);
        news
    }

    fn finish(self) -> TransactionsAnswer {
        let announced = self.total.unwrap_or_default();
        TransactionsAnswer {
            complete: !self.is_cut_off && self.received.saturating_sub(self.repeated) >= announced,
            is_contradictory: self.uncounted > 0
                || self.total_changed
                || self.repeated > 0
                || self.received > announced,
            row_issues: self.converter.row_issues.into_vec(),
            ..self.answer
        }
    }
}
