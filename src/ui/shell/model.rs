//! What the frame says of the portfolio, put into words once.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    domain::{Account, AccountId, ItemId},
    portfolio::Portfolio,
    state::AccountFilter,
    text::format,
    ui::PageModel,
};

/// Counts, currencies and dates for the bars, and the entries of the account
/// menu.
pub(in crate::ui) struct ShellModel {
    /// `3 institutions · 40 holdings · 1,300 transactions`.
    pub(super) counts: String,
    /// `CAD, USD`.
    pub(super) currencies: String,
    pub(super) as_of: Option<NaiveDate>,
    pub(super) last_success: Option<DateTime<Utc>>,
    /// How many institutions the latest sync of each did not read.
    pub(super) failed: usize,
    /// When each institution was synced, a line each.
    pub(super) sync_times: String,
    /// The person's groups of accounts, by name.
    pub(super) groups: Vec<Arc<str>>,
    pub(super) institutions: Vec<InstitutionEntry>,
}

/// An institution in the account menu, with its accounts.
pub(super) struct InstitutionEntry {
    pub(super) item_id: ItemId,
    pub(super) name: Arc<str>,
    pub(super) accounts: Vec<(AccountId, String)>,
}

impl PageModel for ShellModel {
    type Query = ();

    fn build(portfolio: &Arc<Portfolio>, (): &()) -> Self {
        let connected = portfolio.connections.iter();
        let connected = connected.filter(|it| it.disconnected_at.is_none());
        let failed = connected.clone().filter(|it| it.failure().is_some());
        let counts = [
            counted(connected.clone().count(), "institution"),
            counted(portfolio.holding_count(), "holding"),
            counted(portfolio.transactions.len(), "transaction"),
        ];
        let rows = portfolio.holdings.iter();
        let currencies: BTreeSet<String> = rows
            .filter_map(|row| portfolio.worth(row).currency)
            .map(|currency| currency.code().to_owned())
            .collect();
        let institutions = portfolio.connections.iter().map(|connection| {
            let accounts = portfolio.accounts.iter();
            let accounts = accounts.filter(|it| it.item_id == connection.item_id);
            let name = |it: &Account| {
                let hidden = if it.choice.is_hidden { ", hidden" } else { "" };
                format!("{}{hidden}", it.display_name())
            };
            InstitutionEntry {
                item_id: connection.item_id.clone(),
                name: Arc::clone(&connection.name),
                accounts: accounts.map(|it| (it.id.clone(), name(it))).collect(),
            }
        });
        let sync_times = connected.clone().map(|it| {
            let at = it.last_success;
            let at = at.map_or_else(|| "never".to_owned(), format::instant);
            format!("{}: {at}", it.name)
        });
        Self {
            failed: failed.count(),
            sync_times: sync_times.collect::<Vec<_>>().join("\n"),
            counts: counts.join(" · "),
            currencies: currencies.into_iter().collect::<Vec<_>>().join(", "),
            as_of: portfolio.as_of(),
            last_success: portfolio.last_success(),
            groups: portfolio.groups(),
            institutions: institutions.collect(),
        }
    }
}

impl ShellModel {
    /// The text of the account menu's button.
    pub(in crate::ui) fn filter_name(&self, filter: &AccountFilter) -> String {
        match filter {
            AccountFilter::All => None,
            AccountFilter::Group(name) => Some(name.to_string()),
            AccountFilter::Connection(id) => self
                .institutions
                .iter()
                .find(|it| it.item_id == *id)
                .map(|it| it.name.to_string()),
            AccountFilter::Account(id) => self
                .institutions
                .iter()
                .flat_map(|it| &it.accounts)
                .find(|(account, _)| account == id)
                .map(|(_, name)| name.clone()),
        }
        .unwrap_or_else(|| "All accounts".to_owned())
    }
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {what}{plural}", format::count(count))
}
