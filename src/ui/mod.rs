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
mod models;
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
#[cfg(any(target_os = "macos", test))]
pub(crate) use shortcuts::{InMenu, menu_keys};

use crate::{
    state::{AppState, Command, Drawer, Screen},
    text::Label as _,
};
use allocation::{AllocationModel, allocation_ui};
use attention::{AttentionForm, AttentionModel, attention_ui};
use changes::{ChangesModel, changes_ui};
use command_palette::{CommandPalette, PaletteModel};
use connections::{ConnectionsForm, ConnectionsModel, HistoryModel, connections_ui, history_ui};
use explanation::{ExplanationModel, explanation_ui};
use fonts::Fallback;
use holdings::{HoldingsModel, holdings_ui};
use overview::{CourseModel, OverviewModel, overview_ui};
use performance::{PerformanceModel, performance_ui};
use settings::SettingsForm;
use shell::ShellModel;
use transactions::{TransactionsModel, transactions_ui};
use widgets::Panel;

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
        shell::past_ui(ui, state, commands);
        shell::set_aside_ui(ui, state, commands);
        shell::banner_ui(ui, state, commands);
        if self.has_failed(state) && shell::not_prepared_ui(ui) {
            self.try_again(state.screen);
        }
        match state.screen {
            Screen::Welcome => welcome::welcome_ui(ui, state, commands),
            Screen::Overview => {
                let course = self.course.get().map(|it| &**it);
                let model = self.overview.get().map(|it| &**it);
                let attention = self.attention.get().map(|it| &**it);
                overview_ui(ui, state, model, course, attention, commands);
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
