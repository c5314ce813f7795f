//! What the transactions page shows: the rows that were found, in order.

use std::{borrow::Cow, sync::Arc};

use super::{filter::reason, found::FoundRows, input::TransactionsInput, sort::sort};
use crate::{
    domain::{Security, Transaction},
    portfolio::Portfolio,
    text::{self, AccountNames},
    ui::{PageModel, search::Search},
};

/// The transactions page, ready to paint.
pub struct TransactionsModel {
    /// What all indices point into.
    pub portfolio: Arc<Portfolio>,
    /// What was found, and what it adds up to.
    pub found: Arc<FoundRows>,
    /// Into the portfolio's transactions, in the order of the table.
    pub rows: Vec<u32>,
    /// The open row: its place in `rows`, if it is there, and its index.
    pub open: Option<OpenRow>,
    search: Search,
    account_names: AccountNames,
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
        let found = FoundRows::new(portfolio, input);
        Self::of(portfolio, input, Arc::new(found))
    }

    /// Another order of the same rows, or another open one, looks for nothing
    /// and adds nothing up.
    fn follow(latest: &Self, portfolio: &Arc<Portfolio>, input: &TransactionsInput) -> Self {
        let is_same = Arc::ptr_eq(&latest.portfolio, portfolio) && latest.found.answers(input);
        if is_same {
            Self::of(portfolio, input, Arc::clone(&latest.found))
        } else {
            Self::build(portfolio, input)
        }
    }
}

impl TransactionsModel {
    fn of(portfolio: &Arc<Portfolio>, input: &TransactionsInput, found: Arc<FoundRows>) -> Self {
        let query = &input.query;
        let mut rows = found.rows.clone();
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
            found,
            rows,
            open,
            search: Search::new(&query.search).hiding_amounts(input.hide_amounts),
            account_names: AccountNames::of(portfolio),
        }
    }

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
    pub fn name<'a>(&'a self, row: &'a Transaction) -> Cow<'a, str> {
        text::transaction_name(&self.portfolio, row)
    }

    /// What the search found that a row does not show.
    pub fn found_by(&self, row: &Transaction) -> Option<String> {
        reason(&self.portfolio, &self.search, row)
    }

    /// The account of a row, or its id where the account is not known.
    pub fn account_name<'a>(&'a self, row: &'a Transaction) -> &'a str {
        let id = &row.account_id;
        self.account_names.get(id).unwrap_or(id.as_str())
    }

    /// The longest name of an account.
    pub fn longest_account_name(&self) -> &str {
        self.account_names.longest()
    }
}
