//! The whole window without a display: [`holdfast::ui::Ui`] around a state.

use std::{path::Path, sync::Arc};

use egui_kittest::{Harness, kittest::NodeT as _};
use holdfast::{
    state::{AppState, Command, ThemeChoice},
    ui::{Runner, Ui, theme},
};

use super::soft_renderer::SoftRenderer;

/// The window under test. The state takes commands in, and nothing follows.
pub(crate) struct Frame {
    pub(crate) state: AppState,
    pub(crate) commands: Vec<Command>,
    ui: Ui,
    renderer: SoftRenderer,
}

/// Opens the window, of this size. Models are built at once.
pub(crate) fn open(state: AppState, size: [f32; 2]) -> Harness<'static, Frame> {
    open_with(Arc::new(|work| work()), state, size)
}

/// The same with models that `runner` builds.
pub(crate) fn open_with(
    runner: Runner,
    state: AppState,
    size: [f32; 2],
) -> Harness<'static, Frame> {
    let renderer = SoftRenderer::default();
    let frame = Frame {
        state,
        commands: vec![],
        ui: Ui::new(runner),
        renderer: renderer.clone(),
    };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_max_steps(20)
        .allow_missing_glyphs()
        .renderer(renderer)
        .build_eframe(|creation| {
            theme::install(&creation.egui_ctx);
            frame
        });
    harness.run();
    harness
}

impl eframe::App for Frame {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        theme::apply(ctx, self.state.choices.theme);
        self.ui.refresh(&self.state, ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let mut commands = vec![];
        self.ui.show(ui, &self.state, &mut commands);
        for command in commands.iter().cloned() {
            self.state.reduce(command);
        }
        if !commands.is_empty() {
            ui.ctx().request_repaint();
        }
        self.commands.extend(commands);
    }
}

/// Everything the window says to a screen reader.
pub(crate) fn spoken(harness: &Harness<'_, Frame>) -> Vec<String> {
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

/// Saves what the window shows below `HOLDFAST_SHOTS`, where that is set.
pub(crate) fn shoot(harness: &Harness<'_, Frame>, name: &str) {
    let Some(folder) = super::shots() else {
        return;
    };
    let renderer = harness.state().renderer.clone();
    let image = renderer.render(&harness.ctx, harness.output());
    let path = Path::new(&folder).join(format!("{name}.png"));
    image.save(path).expect("a file");
}

/// The window in both themes and in the design's two sizes, for looking at.
pub(crate) fn shoot_all(state: &AppState, name: &str) {
    shoot_all_after(state, name, |_| ());
}

/// The same once something was done in it.
pub(crate) fn shoot_all_after(
    state: &AppState,
    name: &str,
    does: impl Fn(&mut Harness<'static, Frame>),
) {
    if super::shots().is_none() {
        return;
    }
    for (theme, theme_name) in [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")] {
        for (size, size_name) in [([1440.0, 900.0], "large"), ([900.0, 600.0], "small")] {
            let mut state = state.clone();
            state.choices.theme = theme;
            let mut harness = open(state, size);
            does(&mut harness);
            shoot(&harness, &format!("{name}-{theme_name}-{size_name}"));
        }
    }
}
