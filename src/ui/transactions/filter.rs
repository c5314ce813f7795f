//! Which transactions are asked for.

use std::cell::RefCell;

use ahash::{HashMap, HashSet};
use chrono::NaiveDate;

use super::{
    cells::{Cell, fees, price, quantity, type_label},
    input::TransactionsInput,
};
use crate::{
    domain::{
        Account, AccountId, Meaning, Movement, Security, SecurityId, Transaction, TransactionId,
        TransactionKind,
    },
    portfolio::Portfolio,
    state::AccountFilter,
    text,
    ui::search::{Found, Search},
};

/// Which rows are asked for. What many rows share, their account and their
/// security, is looked at once.
pub(super) struct Filter<'a> {
    search: Search,
    kinds: &'a [TransactionKind],
    start: Option<NaiveDate>,
    /// Nothing but these, where some are named.
    only: Option<HashSet<&'a TransactionId>>,
    /// The accounts that are known, with the words found in those in view.
    accounts: HashMap<&'a AccountId, Option<Found>>,
    /// What is found in an account that is not known, if it is in view.
    unknown_account: Option<Found>,
    securities: HashMap<&'a SecurityId, Found>,
    /// By what decides the type that a row shows.
    types: RefCell<HashMap<TypeKey<'a>, Found>>,
}

type TypeKey<'a> = (TransactionKind, Option<&'a str>, Movement);

impl<'a> Filter<'a> {
    pub(super) fn new(portfolio: &'a Portfolio, input: &'a TransactionsInput) -> Self {
        let (query, in_view) = (&input.query, &input.accounts);
        let search = Search::new(&query.search).hiding_amounts(input.hide_amounts);
        let find_account = |it: &Account| search.find_in_all(it.names());
        let find_security = |it: &Security| {
            search.find_in_all([
                it.display_name().as_deref(),
                it.ticker_symbol.as_deref(),
                it.isin.as_deref(),
                it.cusip.as_deref(),
            ])
        };
        Self {
            kinds: &query.kinds,
            start: query.range.and_then(|it| it.start(input.today)),
            only: query.only.as_ref().map(|it| it.iter().collect()),
            accounts: portfolio
                .accounts
                .iter()
                .map(|it| {
                    let is_in_view = in_view.contains(portfolio, &it.id);
                    (&it.id, is_in_view.then(|| find_account(it)))
                })
                .collect(),
            unknown_account: (*in_view == AccountFilter::All).then(Found::default),
            securities: if search.is_empty() {
                HashMap::default()
            } else {
                let all = portfolio.securities.iter();
                all.map(|(id, it)| (id, find_security(it))).collect()
            },
            types: RefCell::default(),
            search,
        }
    }

    /// The words found in the account of the row; `None` where the account is
    /// not in view.
    pub(super) fn in_account(&self, row: &Transaction) -> Option<Found> {
        let known = self.accounts.get(&row.account_id);
        known.copied().unwrap_or(self.unknown_account)
    }

    /// Whether the row, which means this and has these words found in its account,
    /// is among those asked for.
    pub(super) fn finds(&self, row: &'a Transaction, meaning: Meaning, account: Found) -> bool {
        if !(self.kinds.is_empty() || self.kinds.contains(&meaning.kind))
            || self.start.is_some_and(|start| row.date < start)
            || self
                .only
                .as_ref()
                .is_some_and(|only| !only.contains(&row.id))
        {
            return false;
        }
        if self.search.is_empty() {
            return true;
        }
        let security = row
            .security_id
            .as_ref()
            .and_then(|it| self.securities.get(it).copied());
        let shared = account.or(security.unwrap_or_default());
        let is_satisfied = |found| self.search.is_satisfied_by(found);
        is_satisfied(shared) || is_satisfied(shared.or(self.in_row(row, meaning)))
    }

    /// What is found in a row beside its account and its security.
    fn in_row(&self, row: &'a Transaction, meaning: Meaning) -> Found {
        let key = (meaning.kind, row.subtype.as_deref(), meaning.movement);
        let in_type = *self
            .types
            .borrow_mut()
            .entry(key)
            .or_insert_with(|| self.search.find_in(&type_label(row)));
        in_type
            .or(self.search.find_in(&row.name))
            .or(found_figures(&self.search, row))
    }
}

fn found_figures(search: &Search, row: &Transaction) -> Found {
    let date = search.find_date(row.date);
    if !search.has_figures() {
        return date;
    }
    let figures = [quantity(row), price(row), fees(row)].map(Cell::known);
    date.or(search.find_figure(figures.into_iter().chain([row.cash_effect()])))
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
        Some(&*text::transaction_name(portfolio, row)),
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
