//! What the person opens: pages at a row, the panel of a holding, the history.

use super::{
    AccountFilter, AppState, Drawer, Effect, HistoryQuery, HoldingsQuery, Screen, TransactionsQuery,
};
use crate::domain::{AccountId, HoldingId, SecurityId, TransactionId};

impl AppState {
    /// Opens a page; the welcome page in place of an empty overview.
    pub(super) fn show(&mut self, screen: Screen) -> Option<Effect> {
        self.view.history = None;
        let is_empty = self.portfolio.as_ref().is_some_and(|it| it.is_empty());
        self.screen = if screen == Screen::Overview && is_empty {
            Screen::Welcome
        } else {
            screen
        };
        self.missing_held_history()
    }

    /// Opens what stands beside a page, or closes it.
    pub(super) fn open_drawer(&mut self, drawer: Option<Drawer>) -> Option<Effect> {
        self.view.drawer = drawer;
        self.missing_held_history()
    }

    /// Whether something on screen is measured from what accounts held.
    pub(super) fn shows_held_history(&self) -> bool {
        let is_measured = matches!(self.screen, Screen::Overview | Screen::Performance);
        is_measured || self.view.drawer.is_some()
    }

    fn missing_held_history(&self) -> Option<Effect> {
        let is_missing = self.shows_held_history() && self.held_history.is_none();
        let portfolio = self.portfolio.clone().filter(|_| is_missing);
        portfolio.map(|it| Effect::ReadHeldHistory(it, self.today()))
    }

    /// Shows the history of syncs on the connections page, or the cards again.
    pub(super) fn show_history(&mut self, query: Option<HistoryQuery>) -> Option<Effect> {
        self.screen = Screen::Connections;
        self.view.history = query;
        let is_due = self.view.history.is_some() && self.sync_history.is_none();
        is_due.then_some(Effect::ReadHistory)
    }

    /// Searches, groups and sorts the holdings, and opens one of them.
    pub(super) fn query_holdings(&mut self, query: HoldingsQuery) -> Option<Effect> {
        let is_another = query.open != self.view.holdings.open;
        self.view.holdings = query;
        is_another
            .then(|| self.refresh_security_history())
            .flatten()
    }

    /// The security in the panel.
    pub(super) fn open_security(&self) -> Option<SecurityId> {
        let open = self.view.holdings.open.as_ref()?;
        let mut holdings = self.portfolio.as_deref()?.holdings.iter();
        Some(holdings.find(|it| it.id == *open)?.security_id.clone())
    }

    /// Shows a holding in the detail panel, whatever was filtered before.
    pub(super) fn open_holding(&mut self, id: HoldingId) -> Option<Effect> {
        let mut holdings = self.portfolio.iter().flat_map(|it| &it.holdings);
        let found = holdings.find(|it| it.id == id);
        self.show_account(found.map(|it| it.account_id.clone()).as_ref());
        self.screen = Screen::Holdings;
        self.query_holdings(HoldingsQuery {
            search: String::new(),
            folded: vec![],
            open: Some(id),
            ..self.view.holdings.clone()
        })
    }

    /// Shows a transaction, whatever was filtered before.
    pub(super) fn open_transaction(&mut self, id: TransactionId) {
        let mut transactions = self.portfolio.iter().flat_map(|it| &it.transactions);
        let found = transactions.find(|it| it.id == id);
        self.show_account(found.map(|it| it.account_id.clone()).as_ref());
        self.view.transactions = TransactionsQuery {
            open: Some(id),
            ..TransactionsQuery::default()
        };
        self.screen = Screen::Transactions;
    }

    /// Takes the account filter off where it would hide `account`.
    fn show_account(&mut self, account: Option<&AccountId>) {
        let hides = |(portfolio, account)| !self.view.accounts.contains(portfolio, account);
        if self.portfolio.as_deref().zip(account).is_some_and(hides) {
            self.view.accounts = AccountFilter::All;
        }
    }
}
