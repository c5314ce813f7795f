//! One page in a window without a display: its view, its model and its state.

use std::{path::Path, sync::Arc};

use chrono::TimeDelta;
use egui::{Event, Modifiers, PointerButton, Pos2};
use egui_kittest::{Harness, kittest::NodeT as _};
use holdfast::{
    connect::{Environment, SyncOutcome, SyncRun},
    portfolio::Portfolio,
    state::{AppState, Choices, Command, Screen, SyncStatus, ThemeChoice},
    ui::{
        Derived, Runner,
        allocation::{AllocationModel, AllocationPageQuery, allocation_ui},
        attention::{AttentionForm, AttentionInput, AttentionModel, attention_ui},
        connections::{
            ConnectionsForm, ConnectionsModel, HistoryInput, HistoryModel, connections_ui,
            history_ui,
        },
        holdings::{HoldingsInput, HoldingsModel, holdings_ui},
        overview::{CourseInput, CourseModel, OverviewModel, OverviewQuery, overview_ui},
        performance::{PerformanceInput, PerformanceModel, performance_ui},
        theme,
        transactions::{TransactionsInput, TransactionsModel, transactions_ui},
    },
};

use super::{portfolio::now, soft_renderer::SoftRenderer};

/// The page under test. The state takes commands in, and nothing follows.
pub(crate) struct Page {
    pub(crate) state: AppState,
    pub(crate) form: ConnectionsForm,
    attention_form: AttentionForm,
    pub(crate) commands: Vec<Command>,
    overview: Derived<OverviewModel>,
    course: Derived<CourseModel>,
    holdings: Derived<HoldingsModel>,
    transactions: Derived<TransactionsModel>,
    performance: Derived<PerformanceModel>,
    attention: Derived<AttentionModel>,
    allocation: Derived<AllocationModel>,
    connections: Derived<ConnectionsModel>,
    history: Derived<HistoryModel>,
    renderer: SoftRenderer,
    is_ready: bool,
}

/// A state that shows `screen` of `portfolio`.
pub(crate) fn state(screen: Screen, portfolio: Portfolio) -> AppState {
    let mut state = AppState::new(
        Environment::Production,
        "/portfolio".into(),
        Choices {
            theme: ThemeChoice::Dark,
            ..Choices::default()
        },
        now(),
    );
    state.portfolio = Some(Arc::new(portfolio));
    state.screen = screen;
    state
}

/// Opens the page, in a window of this size.
pub(crate) fn open(state: AppState, size: [f32; 2]) -> Harness<'static, Page> {
    let renderer = SoftRenderer::default();
    let page = Page {
        state,
        form: ConnectionsForm::default(),
        attention_form: AttentionForm::default(),
        commands: vec![],
        overview: Derived::default(),
        course: Derived::default(),
        holdings: Derived::default(),
        transactions: Derived::default(),
        performance: Derived::default(),
        attention: Derived::default(),
        allocation: Derived::default(),
        connections: Derived::default(),
        history: Derived::default(),
        renderer: renderer.clone(),
        is_ready: false,
    };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_max_steps(20)
        .allow_missing_glyphs()
        .renderer(renderer)
        .build_ui_state(|ui, page: &mut Page| page.show(ui), page);
    harness.run();
    harness
}

impl Page {
    fn show(&mut self, ui: &mut egui::Ui) {
        if !self.is_ready {
            theme::install(ui.ctx());
            self.is_ready = true;
        }
        theme::apply(ui.ctx(), self.state.choices.theme);
        let runner: Runner = Arc::new(|work| work());
        if let Some(portfolio) = &self.state.portfolio {
            let ctx = ui.ctx();
            let query = OverviewQuery::of(&self.state);
            self.overview.refresh(portfolio, &query, &runner, ctx);
            let query = CourseInput::of(&self.state);
            self.course.refresh(portfolio, &query, &runner, ctx);
            let query = AllocationPageQuery::of(&self.state);
            self.allocation.refresh(portfolio, &query, &runner, ctx);
            self.connections.refresh(portfolio, &(), &runner, ctx);
            if let Some(query) = HistoryInput::of(&self.state) {
                self.history.refresh(portfolio, &query, &runner, ctx);
            }
            let query = HoldingsInput::of(&self.state);
            self.holdings.refresh(portfolio, &query, &runner, ctx);
            let query = TransactionsInput::of(&self.state);
            self.transactions.refresh(portfolio, &query, &runner, ctx);
            let query = PerformanceInput::of(&self.state);
            self.performance.refresh(portfolio, &query, &runner, ctx);
            let query = AttentionInput::of(&self.state);
            self.attention.refresh(portfolio, &query, &runner, ctx);
        }
        let frame = egui::Frame::new()
            .fill(theme::palette(ui).background)
            .inner_margin(24);
        egui::CentralPanel::default()
            .frame(frame)
            .show(ui, |ui| self.page_ui(ui));
    }

    fn page_ui(&mut self, ui: &mut egui::Ui) {
        let mut commands = vec![];
        let state = &self.state;
        match state.screen {
            Screen::Allocation => {
                let model = self.allocation.get().map(|it| &**it);
                allocation_ui(ui, state, model, &mut commands);
            }
            Screen::Connections if state.view.history.is_some() => {
                let query = state.view.history.as_ref().expect("just seen");
                let model = self.history.get().map(|it| &**it);
                history_ui(ui, state, query, model, &mut commands);
            }
            Screen::Connections => {
                let model = self.connections.get().map(|it| &**it);
                connections_ui(ui, state, model, &mut self.form, &mut commands);
            }
            Screen::Holdings => {
                let model = self.holdings.get().map(|it| &**it);
                holdings_ui(ui, state, model, &mut commands);
            }
            Screen::Transactions => {
                let model = self.transactions.get().map(|it| &**it);
                transactions_ui(ui, state, model, &mut commands);
            }
            Screen::Performance => {
                let model = self.performance.get().map(|it| &**it);
                performance_ui(ui, state, model, &mut commands);
            }
            Screen::Attention => {
                let model = self.attention.get().map(|it| &**it);
                attention_ui(ui, state, model, &mut self.attention_form, &mut commands);
            }
            Screen::Welcome | Screen::Overview | Screen::Settings => {
                let model = self.overview.get().map(|it| &**it);
                let course = self.course.get().map(|it| &**it);
                let attention = self.attention.get().map(|it| &**it);
                overview_ui(ui, state, model, course, attention, &mut commands);
            }
        }
        for command in commands.iter().cloned() {
            self.state.reduce(command);
        }
        self.commands.extend(commands);
    }
}

/// Everything the page says to a screen reader.
pub(crate) fn spoken(harness: &Harness<'_, Page>) -> Vec<String> {
    harness
        .root()
        .children_recursive()
        .flat_map(|it| {
            let node = it.accesskit_node();
            [node.label(), node.value(), node.description()]
        })
        .flatten()
        .collect()
}

/// Clicks there, whatever else is still going on.
pub(crate) fn click_at<State>(harness: &mut Harness<'_, State>, place: Pos2) {
    harness.hover_at(place);
    harness.run_steps(2);
    for pressed in [true, false] {
        harness.event(Event::PointerButton {
            pos: place,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    harness.run_steps(2);
}

/// Saves what the window shows below `HOLDFAST_SHOTS`, where that is set.
pub(crate) fn shoot(harness: &Harness<'_, Page>, name: &str) {
    let Some(folder) = super::shots() else {
        return;
    };
    let renderer = harness.state().renderer.clone();
    let image = renderer.render(&harness.ctx, harness.output());
    let path = Path::new(&folder).join(format!("{name}.png"));
    image.save(path).expect("a file");
}

/// The page in both themes and in the design's two sizes, for looking at.
pub(crate) fn shoot_all(state: &AppState, name: &str) {
    if super::shots().is_none() {
        return;
    }
    for (theme, theme_name) in [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")] {
        // The window without its frame of navigation and bars.
        for (size, size_name) in [([1244.0, 846.0], "large"), ([838.0, 530.0], "small")] {
            let mut state = state.clone();
            state.choices.theme = theme;
            let harness = open(state, size);
            shoot(&harness, &format!("{name}-{theme_name}-{size_name}"));
        }
    }
}

/// A sync of Meridian that ended a moment ago, after 1.234 s.
pub(crate) fn ended(outcome: SyncOutcome) -> SyncStatus {
    SyncStatus::Ended(SyncRun {
        record: None,
        item_id: "meridian".into(),
        started_at: now() - TimeDelta::milliseconds(1234),
        finished_at: now(),
        outcome,
    })
}
