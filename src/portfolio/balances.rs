//! Accounts that list no holdings: they are worth their balance.

use super::Portfolio;
use crate::{
    domain::{Account, Holding},
    valuation::balance_alone,
};

/// The id that a row has for a security where it is the balance of an account
/// without holdings.
pub const BALANCE: &str = "balance-without-holdings";

/// Whether a row is the balance of an account that lists no holdings, rather
/// than a row that was reported as a holding.
pub fn is_balance(holding: &Holding) -> bool {
    holding.security_id.as_str() == BALANCE
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
                security_id: BALANCE.into(),
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
