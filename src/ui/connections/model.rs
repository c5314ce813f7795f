//! What is stored of every connection, worked out once per change. Where its
//! sync stands comes from the state, frame by frame.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::{
    domain::{Account, Connection, Currency, ItemId, Portfolio, SyncRun, Totals},
    ui::PageModel,
};

/// The page's content.
#[derive(Clone, Debug, Default)]
pub struct ConnectionsModel {
    /// By name.
    pub connections: Vec<ConnectionCard>,
}

/// One institution's card.
#[derive(Clone, Debug)]
pub struct ConnectionCard {
    pub item: ItemId,
    pub name: Arc<str>,
    /// The first letter of the name, for the circle.
    pub initial: String,
    pub accounts: Vec<AccountRow>,
    pub holdings: usize,
    pub transactions: usize,
    /// The portfolio was typed in by hand in Plaid Link.
    pub is_manual: bool,
    /// When it was removed with its history kept.
    pub disconnected_at: Option<DateTime<Utc>>,
    pub consent_expires_at: Option<DateTime<Utc>>,
    pub last_success: Option<DateTime<Utc>>,
    pub last_run: Option<SyncRun>,
}

/// One account on the card.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow {
    pub label: String,
    /// Market value by currency; `None` where the sum is too large to know.
    pub values: Vec<(Option<Currency>, Option<Decimal>)>,
    /// Holdings whose value is unknown and in no sum.
    pub unknown: usize,
    pub missing_since: Option<NaiveDate>,
}

impl PageModel for ConnectionsModel {
    type Query = ();

    fn build(portfolio: &Arc<Portfolio>, (): &()) -> Self {
        Self {
            connections: portfolio
                .connections
                .iter()
                .map(|it| card(portfolio, it))
                .collect(),
        }
    }
}

impl ConnectionCard {
    /// `Investments · 3 accounts`.
    pub fn subtitle(&self) -> String {
        let kind = if self.is_manual {
            "Entered by hand"
        } else {
            "Investments"
        };
        let count = self.accounts.len();
        let noun = if count == 1 { "account" } else { "accounts" };
        format!("{kind} · {count} {noun}")
    }
}

fn card(portfolio: &Portfolio, connection: &Connection) -> ConnectionCard {
    let accounts: Vec<&Account> = portfolio
        .accounts
        .iter()
        .filter(|it| it.item_id == connection.item_id)
        .collect();
    let is_ours = |account: &crate::domain::AccountId| accounts.iter().any(|it| it.id == *account);
    ConnectionCard {
        item: connection.item_id.clone(),
        name: connection.name.clone(),
        initial: connection
            .name
            .chars()
            .find(|it| it.is_alphanumeric())
            .map_or_else(|| "?".to_owned(), |it| it.to_uppercase().collect()),
        holdings: portfolio
            .holdings
            .iter()
            .filter(|it| is_ours(&it.account_id))
            .count(),
        transactions: portfolio
            .transactions
            .iter()
            .filter(|it| is_ours(&it.account_id))
            .count(),
        accounts: accounts
            .iter()
            .map(|it| account_row(portfolio, it))
            .collect(),
        is_manual: connection.is_manual,
        disconnected_at: connection.disconnected_at,
        consent_expires_at: connection.consent_expires_at,
        last_success: connection.last_success,
        last_run: connection.last_run.clone(),
    }
}

fn account_row(portfolio: &Portfolio, account: &Account) -> AccountRow {
    let mut totals = Totals::default();
    let mut unknown = 0;
    for holding in &portfolio.holdings {
        if holding.account_id == account.id {
            match holding.market_value() {
                Some(value) => totals.add(value, holding.currency.as_ref()),
                None => unknown += 1,
            }
        }
    }
    AccountRow {
        label: account.display_name(),
        values: totals
            .iter()
            .map(|(currency, sum)| (currency.cloned(), sum))
            .collect(),
        unknown,
        missing_since: account.missing_since,
    }
}

#[cfg(test)]
mod tests;
