//! What the person opens: pages at a row, the panel of a holding, the history.

use super::World;
use crate::{
    domain::{AccountId, HoldingId, SecurityId, TransactionId},
    state::{
        AccountFilter, HistoryQuery, HoldingsQuery, Screen, SecurityHistory, TransactionsQuery,
    },
};

impl World {
    /// Shows the history of syncs on the connections page, or the cards again.
    pub(super) fn show_history(&mut self, query: Option<HistoryQuery>) {
        self.state.screen = Screen::Connections;
        self.state.history = query;
        if self.state.sync_history.is_none() {
            self.refresh_history();
        }
    }

    /// Reads the history again while it is shown. What is not shown is read
    /// when it is asked for next.
    pub(super) fn refresh_history(&mut self) {
        if self.state.history.is_some() {
            self.tasks.read_history();
        } else {
            self.state.sync_history = None;
        }
    }

    /// Searches, groups and sorts the holdings, and opens one of them.
    pub(super) fn query_holdings(&mut self, query: HoldingsQuery) {
        let is_another = query.open != self.state.view.holdings.open;
        self.state.view.holdings = query;
        if is_another {
            self.read_security_history();
        }
    }

    /// Reads what the syncs tell of the security in the panel. What was read of
    /// another one is forgotten.
    pub(super) fn read_security_history(&mut self) {
        let open = self.open_security();
        let is_other = |it: &mut SecurityHistory| Some(&it.security) != open.as_ref();
        self.state.security_history.take_if(is_other);
        if let Some(security) = open {
            self.tasks.read_security_history(security);
        }
    }

    /// The security in the panel.
    pub(super) fn open_security(&self) -> Option<SecurityId> {
        let open = self.state.view.holdings.open.as_ref()?;
        let mut holdings = self.state.portfolio.as_deref()?.holdings.iter();
        Some(holdings.find(|it| it.id == *open)?.security_id.clone())
    }

    /// Shows a holding in the detail panel, whatever was filtered before.
    pub(super) fn open_holding(&mut self, id: HoldingId) {
        let portfolio = self.state.portfolio.as_deref();
        let account = portfolio
            .and_then(|it| it.holdings.iter().find(|it| it.id == id))
            .map(|it| it.account_id.clone());
        self.show_account_of(account.as_ref());
        self.query_holdings(HoldingsQuery {
            search: String::new(),
            folded: vec![],
            open: Some(id),
            ..self.state.view.holdings.clone()
        });
        self.state.screen = Screen::Holdings;
    }

    /// Shows a transaction, whatever was filtered before.
    pub(super) fn open_transaction(&mut self, id: TransactionId) {
        let portfolio = self.state.portfolio.as_deref();
        let account = portfolio
            .and_then(|it| it.transactions.iter().find(|it| it.id == id))
            .map(|it| it.account_id.clone());
        self.show_account_of(account.as_ref());
        self.state.view.transactions = TransactionsQuery {
            open: Some(id),
            ..TransactionsQuery::default()
        };
        self.state.screen = Screen::Transactions;
    }

    pub(super) fn open_account(&mut self, id: AccountId) {
        self.state.view.accounts = AccountFilter::Account(id);
        self.state.view.transactions = TransactionsQuery::default();
        self.state.screen = Screen::Transactions;
    }

    /// Takes the account filter off where it would hide `account`.
    fn show_account_of(&mut self, account: Option<&AccountId>) {
        let hidden =
            self.state
                .portfolio
                .as_deref()
                .zip(account)
                .is_some_and(|(portfolio, account)| {
                    !self.state.view.accounts.contains(portfolio, account)
                });
        if hidden {
            self.state.view.accounts = AccountFilter::All;
        }
    }
}
