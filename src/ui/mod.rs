//! What the window paints.
//!
//! Every page is a model, built off the frame, and a view that paints the part
//! of it that is visible. Views read the state and push commands.

pub mod allocation;
pub mod attention;
pub mod changes;
pub mod command_palette;
pub mod connections;
mod derived;
pub mod explanation;
pub mod export;
pub mod fonts;
pub mod holdings;
mod measured;
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
pub use measured::{MeasuredInput, Scopes};

use crate::{
    portfolio::Portfolio,
    state::{AppState, Command, Drawer, Screen},
    text::Label as _,
};
use allocation::{AllocationModel, AllocationPageQuery, allocation_ui};
use attention::{AttentionForm, AttentionInput, AttentionModel, attention_ui};
use changes::{ChangesInput, ChangesModel, changes_ui};
use command_palette::{CommandPalette, PaletteModel};
use connections::{
    ConnectionsForm, ConnectionsModel, HistoryInput, HistoryModel, connections_ui, history_ui,
};
use explanation::{ExplanationInput, ExplanationModel, explanation_ui};
use fonts::Fallback;
use holdings::{HoldingsInput, HoldingsModel, holdings_ui};
use overview::{CourseInput, CourseModel, OverviewModel, OverviewQuery, overview_ui};
use performance::{PerformanceInput, PerformanceModel, performance_ui};
use settings::SettingsForm;
use shell::ShellModel;
use transactions::{TransactionsInput, TransactionsModel, transactions_ui};
use widgets::Panel;

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
    scopes: Derived<Scopes>,
    changes: Derived<ChangesModel>,
    explanation: Derived<ExplanationModel>,
    overview: Derived<OverviewModel>,
    course: Derived<CourseModel>,
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
            scopes: Derived::default(),
            changes: Derived::default(),
            explanation: Derived::default(),
            overview: Derived::default(),
            course: Derived::default(),
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
            |ui, commands| self.page_and_drawer_ui(ui, state, commands),
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

    /// The page, and what stands beside it.
    fn page_and_drawer_ui(
        &mut self,
        ui: &mut egui::Ui,
        state: &AppState,
        commands: &mut Vec<Command>,
    ) {
        let Some(drawer) = state.view.drawer.as_ref() else {
            self.page_ui(ui, state, commands);
            return;
        };
        let explanation = self.explanation.get().map(Arc::clone);
        let explanation = explanation.as_deref();
        let panel = Panel {
            of: egui::Id::unique("drawer"),
            ticker: None,
            title: match drawer {
                Drawer::Changes => "What changed".into(),
                Drawer::Explanation(what) => what.measure.label().into(),
            },
        };
        let changes = self.changes.get().map(Arc::clone);
        let is_closed = widgets::table_with_panel(
            ui,
            commands,
            Some(panel),
            |ui, commands| self.page_ui(ui, state, commands),
            |ui, commands| match drawer {
                Drawer::Changes => changes_ui(ui, state, changes.as_deref(), commands),
                Drawer::Explanation(_) => explanation_ui(ui, explanation, commands),
            },
        );
        if is_closed {
            commands.push(Command::OpenDrawer(None));
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
                let course = self.course.get().map(|it| &**it);
                let model = self.overview.get().map(|it| &**it);
                overview_ui(ui, state, model, course, commands);
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
