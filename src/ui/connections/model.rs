//! What is stored of every connection, worked out once per change. Where its
//! sync stands comes from the state, frame by frame.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::{
    connect::{Connection, FailureKind, SyncRun},
    domain::{Account, AccountChoice, AccountId, Currency, ItemId},
    portfolio::{Portfolio, SuccessionProposal, propose_successions},
    ui::PageModel,
    valuation::Amounts,
};

/// The page's content.
#[derive(Clone, Debug, Default)]
pub struct ConnectionsModel {
    /// The person's groups of accounts, by name.
    pub groups: Vec<Arc<str>>,
    /// By name, those that were removed last.
    pub connections: Vec<ConnectionCard>,
    /// Accounts that may continue others, in the order of the cards.
    pub proposals: Vec<ProposalRow>,
}

/// One institution's card.
#[derive(Clone, Debug)]
pub struct ConnectionCard {
    pub item: ItemId,
    pub name: Arc<str>,
    /// The first letter of the name, for the circle.
    pub initial: String,
    /// Those that others continue are the last.
    pub accounts: Vec<AccountRow>,
    pub holdings: usize,
    pub transactions: usize,
    /// The portfolio was typed in by hand in Plaid Link.
    pub is_manual: bool,
    /// When it was removed with its history kept.
    pub disconnected_at: Option<DateTime<Utc>>,
    /// Why Plaid did not confirm that it ended.
    pub end_unconfirmed: Option<FailureKind>,
    pub consent_expires_at: Option<DateTime<Utc>>,
    pub last_success: Option<DateTime<Utc>>,
    pub last_run: Option<SyncRun>,
}

/// One account on the card.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow {
    pub id: AccountId,
    pub label: String,
    /// What the institution calls it.
    pub institution_name: Arc<str>,
    pub choice: AccountChoice,
    /// Market value by currency; `None` where the sum is too large to know.
    pub values: Vec<(Option<Currency>, Option<Decimal>)>,
    /// Holdings whose value is unknown and in no sum.
    pub unknown: usize,
    pub missing_since: Option<NaiveDate>,
    /// Its connection was removed, and its history kept.
    pub is_removed: bool,
    /// The account that continues it.
    pub carried_to: Option<String>,
}

/// An account that may continue one that is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposalRow {
    pub proposal: SuccessionProposal,
    pub old_label: String,
    pub new_label: String,
    /// When the old one was synced for the last time.
    pub last_seen: Option<DateTime<Utc>>,
}

impl PageModel for ConnectionsModel {
    type Query = ();

    fn build(portfolio: &Arc<Portfolio>, (): &()) -> Self {
        let proposals = propose_successions(portfolio);
        let of_new = |it: &Account| proposals.iter().find(|pair| pair.new == it.id);
        let accounts = portfolio.accounts.iter();
        let connections = portfolio.connections.iter();
        let mut connections: Vec<_> = connections.map(|it| card(portfolio, it)).collect();
        connections.sort_by_key(|it| it.disconnected_at.is_some());
        Self {
            groups: portfolio.groups(),
            connections,
            proposals: accounts
                .filter_map(of_new)
                .map(|it| proposal_row(portfolio, it.clone()))
                .collect(),
        }
    }
}

impl ConnectionCard {
    /// `Investments · 3 accounts`; how many is known from the first sync on.
    pub fn subtitle(&self) -> String {
        let kind = if self.is_manual {
            "Entered by hand"
        } else {
            "Investments"
        };
        if self.accounts.is_empty() && self.last_success.is_none() {
            return kind.to_owned();
        }
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
    let carried = portfolio.carried.iter();
    let carried = carried.filter(|it| it.item_id == connection.item_id);
    let is_ours = |account: &AccountId| accounts.iter().any(|it| it.id == *account);
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
            .copied()
            .chain(carried)
            .map(|it| account_row(portfolio, it))
            .collect(),
        is_manual: connection.is_manual,
        disconnected_at: connection.disconnected_at,
        end_unconfirmed: connection.end_unconfirmed,
        consent_expires_at: connection.consent_expires_at,
        last_success: connection.last_success,
        last_run: connection.last_run.clone(),
    }
}

fn account_row(portfolio: &Portfolio, account: &Account) -> AccountRow {
    let mut totals = Amounts::default();
    let mut unknown = 0;
    for holding in &portfolio.holdings {
        if holding.account_id == account.id {
            let worth = portfolio.worth(holding);
            unknown += usize::from(worth.value.is_err());
            totals.add_known(worth.value, worth.currency.as_ref());
        }
    }
    let successor = portfolio
        .successor(&account.id)
        .filter(|_| portfolio.account(&account.id).is_none());
    AccountRow {
        id: account.id.clone(),
        label: account.display_name(),
        institution_name: Arc::clone(&account.name),
        choice: account.choice.clone(),
        carried_to: successor.map(|it| label(portfolio, it)),
        values: totals
            .iter()
            .map(|(currency, sum)| (currency.cloned(), sum))
            .collect(),
        unknown,
        missing_since: account.missing_since,
        is_removed: portfolio
            .connection(&account.item_id)
            .is_some_and(|it| it.disconnected_at.is_some()),
    }
}

fn proposal_row(portfolio: &Portfolio, proposal: SuccessionProposal) -> ProposalRow {
    let values = portfolio.account_values.iter();
    ProposalRow {
        old_label: label(portfolio, &proposal.old),
        new_label: label(portfolio, &proposal.new),
        last_seen: values
            .filter(|it| it.account_id == proposal.old)
            .map(|it| it.synced_at)
            .max(),
        proposal,
    }
}

fn label(portfolio: &Portfolio, account: &AccountId) -> String {
    let account = portfolio.account(account);
    account.map(Account::display_name).unwrap_or_default()
}

#[cfg(test)]
mod tests;
