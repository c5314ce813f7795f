//! The models behind the window: built off the frame, that of the page on screen
//! first.

use std::sync::Arc;

use super::{
    MeasuredInput, Scopes, Ui,
    allocation::AllocationPageQuery,
    attention::AttentionInput,
    changes::ChangesInput,
    connections::HistoryInput,
    explanation::ExplanationInput,
    fonts,
    holdings::HoldingsInput,
    overview::{CourseInput, OverviewQuery},
    performance::PerformanceInput,
    transactions::TransactionsInput,
};
use crate::{
    portfolio::Portfolio,
    state::{AppState, Drawer, Screen},
};

/// The pages with a model.
const MODELED: [Screen; 7] = [
    Screen::Overview,
    Screen::Holdings,
    Screen::Allocation,
    Screen::Transactions,
    Screen::Performance,
    Screen::Attention,
    Screen::Connections,
];

impl Ui {
    /// Brings the models up to date, off the frame: that of the page on screen
    /// first, and then the others, so that no page shows what was true before
    /// and no model keeps an old portfolio in memory.
    pub fn refresh(&mut self, state: &AppState, ctx: &egui::Context) {
        let Some(portfolio) = &state.portfolio else {
            return;
        };
        let runner = Arc::clone(&self.runner);
        self.shell.refresh(portfolio, &(), &runner, ctx);
        self.fallback.refresh(portfolio, &(), &runner, ctx);
        fonts::install(self.fallback.get(), ctx);
        let query = self.palette.input(state);
        self.palette_model.refresh(portfolio, &query, &runner, ctx);
        self.refresh_drawer(state, portfolio, ctx);
        if self.refresh_page(state.screen, state, portfolio, ctx) {
            for screen in MODELED {
                self.refresh_page(screen, state, portfolio, ctx);
            }
        }
    }

    /// Whether the page's model is up to date.
    fn refresh_page(
        &mut self,
        screen: Screen,
        state: &AppState,
        portfolio: &Arc<Portfolio>,
        ctx: &egui::Context,
    ) -> bool {
        let runner = &self.runner;
        match screen {
            Screen::Welcome | Screen::Settings => true,
            Screen::Overview => {
                let query = OverviewQuery::of(state);
                let is_current = self.overview.refresh(portfolio, &query, runner, ctx);
                is_current && self.refresh_course(state, portfolio, ctx)
            }
            Screen::Holdings => {
                let query = HoldingsInput::of(state);
                self.holdings.refresh(portfolio, &query, runner, ctx)
            }
            Screen::Allocation => {
                let query = AllocationPageQuery::of(state);
                self.allocation.refresh(portfolio, &query, runner, ctx)
            }
            Screen::Transactions => {
                let query = TransactionsInput::of(state);
                self.transactions.refresh(portfolio, &query, runner, ctx)
            }
            Screen::Performance => {
                let Some(scopes) = self.current_scopes(state, portfolio, ctx) else {
                    return false;
                };
                let query = PerformanceInput {
                    scopes: Some(scopes),
                    ..PerformanceInput::of(state)
                };
                let runner = &self.runner;
                self.performance.refresh(portfolio, &query, runner, ctx)
            }
            Screen::Attention => {
                let query = AttentionInput::of(state);
                // The latest stays until the next can be worked out.
                !query.is_ready() || self.attention.refresh(portfolio, &query, runner, ctx)
            }
            Screen::Connections => {
                if let Some(query) = HistoryInput::of(state) {
                    self.history.refresh(portfolio, &query, runner, ctx);
                }
                self.connections.refresh(portfolio, &(), runner, ctx)
            }
        }
    }

    /// The accounts in view, measured; `None` while that is being done.
    fn current_scopes(
        &mut self,
        state: &AppState,
        portfolio: &Arc<Portfolio>,
        ctx: &egui::Context,
    ) -> Option<Scopes> {
        let query = MeasuredInput::of(state);
        let is_current = self.scopes.refresh(portfolio, &query, &self.runner, ctx);
        let scopes = self.scopes.get().filter(|_| is_current);
        scopes.map(|it| Scopes::clone(it))
    }

    /// Whether what the overview says of its range is up to date.
    fn refresh_course(
        &mut self,
        state: &AppState,
        portfolio: &Arc<Portfolio>,
        ctx: &egui::Context,
    ) -> bool {
        let Some(scopes) = self.current_scopes(state, portfolio, ctx) else {
            return self.scopes.has_failed();
        };
        let query = CourseInput {
            scopes: Some(scopes),
            ..CourseInput::of(state)
        };
        self.course.refresh(portfolio, &query, &self.runner, ctx)
    }

    /// Brings what stands beside the page up to date.
    fn refresh_drawer(
        &mut self,
        state: &AppState,
        portfolio: &Arc<Portfolio>,
        ctx: &egui::Context,
    ) {
        match &state.view.drawer {
            None => {}
            Some(Drawer::Changes) => {
                let Some(scopes) = self.current_scopes(state, portfolio, ctx) else {
                    return;
                };
                let query = ChangesInput {
                    scopes: Some(scopes),
                    ..ChangesInput::of(state)
                };
                self.changes.refresh(portfolio, &query, &self.runner, ctx);
            }
            Some(Drawer::Explanation(_)) => {
                let Some(scopes) = self.current_scopes(state, portfolio, ctx) else {
                    return;
                };
                if let Some(mut query) = ExplanationInput::of(state) {
                    query.scopes = Some(scopes);
                    self.explanation
                        .refresh(portfolio, &query, &self.runner, ctx);
                }
            }
        }
    }

    /// Whether the model of the page on screen could not be built.
    pub(super) fn has_failed(&self, state: &AppState) -> bool {
        match state.screen {
            Screen::Welcome | Screen::Settings => false,
            Screen::Overview => self.overview.has_failed(),
            Screen::Holdings => self.holdings.has_failed(),
            Screen::Allocation => self.allocation.has_failed(),
            Screen::Transactions => self.transactions.has_failed(),
            Screen::Performance => self.performance.has_failed(),
            Screen::Attention => self.attention.has_failed(),
            Screen::Connections if state.view.history.is_some() => self.history.has_failed(),
            Screen::Connections => self.connections.has_failed(),
        }
    }

    pub(super) fn try_again(&mut self, screen: Screen) {
        match screen {
            Screen::Welcome | Screen::Settings => {}
            Screen::Overview => self.overview.try_again(),
            Screen::Holdings => self.holdings.try_again(),
            Screen::Allocation => self.allocation.try_again(),
            Screen::Transactions => self.transactions.try_again(),
            Screen::Performance => self.performance.try_again(),
            Screen::Attention => self.attention.try_again(),
            Screen::Connections => {
                self.history.try_again();
                self.connections.try_again();
            }
        }
    }
}
