//! Which transactions are asked for.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::cells::{Cell, fees, price, quantity, type_label};
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
        let is_satisfied = |found| self.search.is_satisfied_by(found);
        is_satisfied(shared) || is_satisfied(shared.or(found_in_row(&self.search, row)))
    }
}

/// What is found in a row beside its account and its security.
fn found_in_row(search: &Search, row: &Transaction) -> Found {
    search
        .find_in(&row.name)
        .or(search.find_in(&type_label(row)))
        .or(found_figures(search, row))
}

fn found_figures(search: &Search, row: &Transaction) -> Found {
    let figures = [quantity(row), price(row), fees(row)].map(Cell::known);
    search
        .find_figure(figures.into_iter().chain([row.cash_effect()]))
        .or(search.find_date(row.date))
}

/// What the search found that the row does not show.
pub(super) fn reason(portfolio: &Portfolio, search: &Search, row: &Transaction) -> Option<String> {
    if search.is_empty() {
        return None;
    }
    let security = row
        .security_id
        .as_ref()
        .and_then(|it| portfolio.security(it));
    let account = portfolio.account(&row.account_id);
    let text = |of: fn(&Security) -> Option<&str>| security.and_then(of);
    let in_sight = [
        Some(security.map_or(&*row.name, Security::display_name)),
        text(|it| it.ticker_symbol.as_deref()),
        account.map(|it| &**it.short_name()),
        Some(&*type_label(row)),
    ];
    let seen = search.find_in_all(in_sight).or(found_figures(search, row));
    let [own, name, official] = account.map(Account::names).unwrap_or_default();
    let others = [
        ("ISIN", text(|it| it.isin.as_deref())),
        ("CUSIP", text(|it| it.cusip.as_deref())),
        ("", Some(&*row.name)),
        ("", own),
        ("", name),
        ("", official),
    ];
    search.reason(seen, &others)
}
