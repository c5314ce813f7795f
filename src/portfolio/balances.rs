//! Accounts that list no holdings: they are worth their balance.

use std::collections::BTreeSet;

use super::Portfolio;
use crate::{
    domain::{Account, AccountId, Currency, Holding, SecurityId},
    valuation::balance_alone,
};

/// How the id begins that a row has for a security where it is the balance of an
/// account without holdings. That of the account follows, because two balances
/// are no position of one security.
const BALANCE: &str = "balance-without-holdings/";

/// Whether a row is the balance of an account that lists no holdings, rather
/// than a row that was reported as a holding.
pub fn is_balance(holding: &Holding) -> bool {
    stands_for_balance(&holding.security_id)
}

/// Whether `id` names no security, but the balance of an account that lists no
/// holdings.
pub fn stands_for_balance(id: &SecurityId) -> bool {
    id.as_str().starts_with(BALANCE)
}

/// The currencies of the accounts `in_view`, where each of them is known to hold
/// nothing: it lists no holdings, and its balance is zero. They are worth zero,
/// which is not unknown.
pub fn known_empty(
    portfolio: &Portfolio,
    in_view: impl Fn(&AccountId) -> bool,
) -> BTreeSet<Option<Currency>> {
    let accounts = portfolio.accounts.iter();
    let accounts = accounts.filter(|account| !portfolio.is_gone(account) && in_view(&account.id));
    let currencies: Option<BTreeSet<_>> = accounts
        .map(|account| {
            let is_zero = account.balances.current?.is_zero();
            is_zero.then(|| account.balances.currency.clone())
        })
        .collect();
    let mut held = portfolio.holdings.iter();
    let is_nothing_held = !held.any(|row| in_view(&row.account_id));
    currencies.filter(|_| is_nothing_held).unwrap_or_default()
}

/// Adds a row for every account that is still listed, has a balance and no
/// holdings, so that each total has it.
pub(super) fn add_balances(portfolio: &mut Portfolio) {
    let has_holdings = |account: &Account| {
        portfolio
            .holdings
            .iter()
            .any(|row| row.account_id == account.id)
    };
    let balances: Vec<Holding> = portfolio
        .accounts
        .iter()
        .filter(|account| !portfolio.is_gone(account) && !has_holdings(account))
        .filter_map(|account| {
            let connection = portfolio.connection(&account.item_id)?;
            let as_of = connection.data_as_of.or(connection.last_success)?;
            Some(Holding {
                id: format!("{}/{BALANCE}", account.id).into(),
                account_id: account.id.clone(),
                security_id: format!("{BALANCE}{}", account.id).into(),
                quantity: None,
                institution_price: None,
                institution_price_as_of: None,
                institution_price_datetime: None,
                institution_value: Some(balance_alone(account)?),
                cost_basis: None,
                currency: account.balances.currency.clone(),
                vested_quantity: None,
                vested_value: None,
                tax_lots: vec![],
                as_of: as_of.date_naive(),
            })
        })
        .collect();
    portfolio.holdings.extend(balances);
    portfolio.holdings.sort_by(|a, b| a.id.cmp(&b.id));
}
