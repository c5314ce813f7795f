//! What the window paints.
//!
//! Every page is a model, built off the frame, and a view that paints the part
//! of it that is visible. Views read the state and push commands.

pub mod allocation;
pub mod attention;
pub mod command_palette;
pub mod connections;
mod derived;
pub mod export;
pub mod fonts;
pub mod holdings;
pub mod overview;
pub mod performance;
pub mod picture;
pub mod raster;
pub mod search;
mod settings;
mod shell;
mod shortcuts;
pub mod theme;
pub mod transactions;
mod updates;
mod welcome;
pub mod widgets;

use std::sync::Arc;

pub use derived::{Derived, PageModel, Runner};

use crate::{
    portfolio::Portfolio,
    state::{AppState, Command, Screen},
};
use allocation::{AllocationModel, AllocationPageQuery, allocation_ui};
use attention::{AttentionForm, AttentionInput, AttentionModel, attention_ui};
use command_palette::{CommandPalette, PaletteModel};
use connections::{
    ConnectionsForm, ConnectionsModel, HistoryInput, HistoryModel, connections_ui, history_ui,
};
use fonts::Fallback;
use holdings::{HoldingsInput, HoldingsModel, holdings_ui};
use overview::{OverviewModel, OverviewQuery, overview_ui};
use performance::{PerformanceInput, PerformanceModel, performance_ui};
use settings::SettingsForm;
use shell::ShellModel;
use transactions::{TransactionsInput, TransactionsModel, transactions_ui};

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

/// Everything the window shows, with the models behind it and what is typed
/// into forms.
pub struct Ui {
    runner: Runner,
    shell: Derived<ShellModel>,
    overview: Derived<OverviewModel>,
    holdings: Derived<HoldingsModel>,
    allocation: Derived<AllocationModel>,
    transactions: Derived<TransactionsModel>,
    performance: Derived<PerformanceModel>,
    attention: Derived<AttentionModel>,
    connections: Derived<ConnectionsModel>,
    history: Derived<HistoryModel>,
    fallback: Derived<Fallback>,
    attention_form: AttentionForm,
    connections_form: ConnectionsForm,
    settings_form: SettingsForm,
    palette: CommandPalette,
    palette_model: Derived<PaletteModel>,
    is_help_open: bool,
}

impl Ui {
    /// Builds models by `runner`.
    pub fn new(runner: Runner) -> Self {
        Self {
            runner,
            shell: Derived::default(),
            overview: Derived::default(),
            holdings: Derived::default(),
            allocation: Derived::default(),
            transactions: Derived::default(),
            performance: Derived::default(),
            attention: Derived::default(),
            connections: Derived::default(),
            history: Derived::default(),
            fallback: Derived::default(),
            attention_form: AttentionForm::default(),
            connections_form: ConnectionsForm::default(),
            settings_form: SettingsForm::default(),
            palette: CommandPalette::default(),
            palette_model: Derived::default(),
            is_help_open: false,
        }
    }

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
                self.overview.refresh(portfolio, &query, runner, ctx)
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
                let query = PerformanceInput::of(state);
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

    /// Paints the window.
    pub fn show(&mut self, ui: &mut egui::Ui, state: &AppState, commands: &mut Vec<Command>) {
        self.palette.take_keys(ui);
        shell::shortcuts(ui, state, &mut self.is_help_open, commands);
        let shell = self.shell.get().map(Arc::clone);
        let has_primary = self.page_has_primary(state);
        let shell = shell.as_deref();
        let open = self.attention.get().map_or(0, |it| it.items.len());
        shell::frame_ui(
            ui,
            state,
            shell,
            has_primary,
            open,
            commands,
            |ui, commands| self.page_ui(ui, state, commands),
        );
        shell::help_ui(ui.ctx(), &mut self.is_help_open);
        let found = self.palette_model.get().map(Arc::clone);
        self.palette.show(ui.ctx(), found.as_deref(), commands);
    }

    /// Whether the page on screen has a filled button of its own.
    fn page_has_primary(&self, state: &AppState) -> bool {
        let model = self.connections.get().map(|it| &**it);
        state.screen == Screen::Connections
            && state.view.history.is_none()
            && connections::has_primary(state, model, &self.connections_form)
    }

    /// Whether the model of the page on screen could not be built.
    fn has_failed(&self, state: &AppState) -> bool {
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

    fn try_again(&mut self, screen: Screen) {
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

    fn page_ui(&mut self, ui: &mut egui::Ui, state: &AppState, commands: &mut Vec<Command>) {
        if state.portfolio.is_none()
            && let Some(failure) = &state.load_failure
            && state.screen != Screen::Settings
        {
            shell::not_loaded_ui(ui, state, failure, commands);
            return;
        }
        shell::banner_ui(ui, state, commands);
        if self.has_failed(state) && shell::not_prepared_ui(ui) {
            self.try_again(state.screen);
        }
        match state.screen {
            Screen::Welcome => welcome::welcome_ui(ui, state, commands),
            Screen::Overview => {
                overview_ui(ui, state, self.overview.get().map(|it| &**it), commands);
            }
            Screen::Holdings => {
                holdings_ui(ui, state, self.holdings.get().map(|it| &**it), commands);
            }
            Screen::Allocation => {
                allocation_ui(ui, state, self.allocation.get().map(|it| &**it), commands);
            }
            Screen::Transactions => {
                transactions_ui(ui, state, self.transactions.get().map(|it| &**it), commands);
            }
            Screen::Performance => {
                performance_ui(ui, state, self.performance.get().map(|it| &**it), commands);
            }
            Screen::Attention => {
                let model = self.attention.get().map(|it| &**it);
                attention_ui(ui, state, model, &mut self.attention_form, commands);
            }
            Screen::Connections if let Some(query) = &state.view.history => {
                let model = self.history.get().filter(|_| state.sync_history.is_some());
                history_ui(ui, state, query, model.map(|it| &**it), commands);
            }
            Screen::Connections => {
                let model = self.connections.get().map(|it| &**it);
                connections_ui(ui, state, model, &mut self.connections_form, commands);
            }
            Screen::Settings => {
                settings::settings_ui(ui, state, &mut self.settings_form, commands);
            }
        }
    }
}
