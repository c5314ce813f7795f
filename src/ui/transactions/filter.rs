//! Which transactions are asked for.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::cells::type_label;
use crate::{
    domain::{Account, AccountId, Security, SecurityId, Transaction, TransactionKind},
    portfolio::Portfolio,
    state::{AccountFilter, TransactionsQuery},
    ui::search::{Found, Search},
};

/// Which rows are asked for. What many rows share, their account and their
/// security, is looked at once.
pub(super) struct Filter<'a> {
    search: Search,
    kinds: &'a [TransactionKind],
    start: Option<NaiveDate>,
    /// The accounts in view, with the words found in them.
    accounts: HashMap<&'a AccountId, Found>,
    /// Whether rows of accounts that are not known are in view.
    shows_unknown_accounts: bool,
    /// The accounts that are known, and not in view.
    left_out: HashSet<&'a AccountId>,
    securities: HashMap<&'a SecurityId, Found>,
}

impl<'a> Filter<'a> {
    pub(super) fn new(
        portfolio: &'a Portfolio,
        query: &'a TransactionsQuery,
        in_view: &AccountFilter,
        today: NaiveDate,
    ) -> Self {
        let search = Search::new(&query.search);
        let find_account = |it: &Account| search.find_in_all(it.names());
        let find_security = |it: &Security| {
            search.find_in_all([
                it.name.as_deref(),
                it.ticker_symbol.as_deref(),
                it.isin.as_deref(),
                it.cusip.as_deref(),
            ])
        };
        Self {
            kinds: &query.kinds,
            left_out: portfolio
                .accounts
                .iter()
                .map(|it| &it.id)
                .filter(|it| !in_view.contains(portfolio, it))
                .collect(),
            start: query.range.and_then(|it| it.start(today)),
            accounts: portfolio
                .accounts
                .iter()
                .filter(|it| in_view.contains(portfolio, &it.id))
                .map(|it| (&it.id, find_account(it)))
                .collect(),
            shows_unknown_accounts: *in_view == AccountFilter::All,
            securities: if search.is_empty() {
                HashMap::new()
            } else {
                let all = portfolio.securities.iter();
                all.map(|(id, it)| (id, find_security(it))).collect()
            },
            search,
        }
    }

    /// Whether the row is one of the accounts in view.
    pub(super) fn is_in_view(&self, row: &Transaction) -> bool {
        self.accounts.contains_key(&row.account_id)
            || (self.shows_unknown_accounts && !self.left_out.contains(&row.account_id))
    }

    /// Whether the row, which is of this kind, is among those asked for.
    pub(super) fn finds(&self, row: &Transaction, kind: TransactionKind) -> bool {
        if !(self.kinds.is_empty() || self.kinds.contains(&kind))
            || self.start.is_some_and(|start| row.date < start)
        {
            return false;
        }
        if self.search.is_empty() {
            return true;
        }
        let account = self.accounts.get(&row.account_id).copied();
        let security = row
            .security_id
            .as_ref()
            .and_then(|it| self.securities.get(it).copied());
        let shared = account.unwrap_or_default().or(security.unwrap_or_default());
        self.search.is_satisfied_by(shared)
            || self.search.is_satisfied_by(
                shared
                    .or(self.search.find_in(&row.name))
                    .or(self.search.find_in(&type_label(row))),
            )
    }
}
