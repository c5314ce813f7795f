//! The whole program in a window without a display: the real app, runtime,
//! simulator and database. Only the keyring is in memory.

use std::{
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use egui_kittest::{Harness, kittest::NodeT as _, kittest::Queryable as _};
use holdfast::{
    app::{App, Options},
    connect::{Environment, Secret},
    plaid::BaseUrl,
    session::Preferences,
    state::{AppState, Linking, ThemeChoice},
    ui::theme,
    update::Feed,
    vault::{Entry, MemoryVault, Vault},
};
use tokio::runtime::{Builder, Runtime};

use super::soft_renderer::SoftRenderer;

/// How long background work may take before it is taken for hanging, however
/// busy the computer is.
const DEADLINE: Duration = Duration::from_mins(10);
const LARGE: [f32; 2] = [1440.0, 900.0];

/// A computer on which the program is started.
pub(crate) struct Computer {
    pub(crate) root: tempfile::TempDir,
    pub(crate) vault: Arc<MemoryVault>,
    pub(crate) runtime: Runtime,
}

/// The program, running.
pub(crate) struct Window {
    harness: Harness<'static, App>,
    renderer: SoftRenderer,
}

impl Default for Computer {
    fn default() -> Self {
        Self {
            root: tempfile::tempdir().expect("a data folder"),
            vault: Arc::default(),
            runtime: Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .expect("a runtime"),
        }
    }
}

impl Computer {
    /// One on which one piece of long work is done at a time.
    pub(crate) fn with_one_thread() -> Self {
        let mut builder = Builder::new_multi_thread();
        let builder = builder.worker_threads(2).max_blocking_threads(1);
        Self {
            runtime: builder.enable_all().build().expect("a runtime"),
            ..Self::default()
        }
    }

    /// Starts the program as `holdfast` does without arguments.
    pub(crate) fn start(&self) -> Window {
        let preferences = Preferences::load(self.root.path()).expect("settings");
        self.start_with(preferences.environment, None)
    }

    /// Puts Plaid keys into the keyring.
    pub(crate) fn keep_keys(&self, environment: Environment, client_id: &str, secret: &str) {
        let keys = Secret::joined(client_id, secret);
        let kept = self.vault.write(environment, Entry::Keys, &keys);
        kept.expect("memory keeps everything");
    }

    /// Starts the program on this environment, with this Plaid.
    pub(crate) fn start_with(&self, environment: Environment, plaid: Option<&str>) -> Window {
        self.start_on(environment, plaid, self.vault.clone())
    }

    /// The same with another keyring than the computer's own.
    pub(crate) fn start_on(
        &self,
        environment: Environment,
        plaid: Option<&str>,
        vault: Arc<dyn Vault>,
    ) -> Window {
        Self::open_with(self.options(environment, plaid, vault))
    }

    /// Starts it where newer versions are told of by `feed`.
    pub(crate) fn start_with_feed(&self, feed: Feed) -> Window {
        let options = self.options(Environment::Production, None, self.vault.clone());
        Self::open_with(Options {
            feed: Some(feed),
            ..options
        })
    }

    fn options(
        &self,
        environment: Environment,
        plaid: Option<&str>,
        vault: Arc<dyn Vault>,
    ) -> Options {
        Options {
            root: self.root.path().to_owned(),
            environment,
            plaid_url: plaid.map(|it| BaseUrl::parse(it).expect("an address")),
            vault,
            runtime: self.runtime.handle().clone(),
            preferences: Preferences::load(self.root.path()).expect("settings"),
            feed: None,
            as_of: None,
            as_shown_then: false,
            notice: None,
        }
    }

    fn open_with(options: Options) -> Window {
        let renderer = SoftRenderer::default();
        let harness = Harness::builder()
            .with_size(LARGE)
            .renderer(renderer.clone())
            .allow_missing_glyphs()
            .build_eframe(|creation| App::new(&creation.egui_ctx, options));
        Window { harness, renderer }
    }

    /// Fills in the simulator's page, as a browser would.
    pub(crate) fn submit(&self, page: &str, form: &str) {
        let sent = reqwest::Client::new()
            .post(page)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form.to_owned())
            .send();
        let answer = self.runtime.block_on(sent).expect("the page");
        assert_eq!(answer.status(), 200, "{form}");
    }
}

impl Window {
    pub(crate) fn state(&self) -> &AppState {
        self.harness.state().state()
    }

    /// The theme that is painted.
    pub(crate) fn theme(&self) -> egui::Theme {
        self.harness.ctx.theme()
    }

    /// How large everything is, 1 being the usual size.
    pub(crate) fn zoom(&self) -> f32 {
        self.harness.ctx.zoom_factor()
    }

    /// The person turns to another program and comes back.
    pub(crate) fn come_back(&mut self) {
        for is_focused in [false, true] {
            self.harness.input_mut().focused = is_focused;
            self.harness.step();
        }
    }

    /// Lets frames pass until `condition` holds.
    pub(crate) fn wait_until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !condition(self) {
            assert!(
                began.elapsed() < DEADLINE,
                "{what} did not come; the notice is {:?}",
                self.state().notice
            );
            self.harness.step();
            thread::sleep(Duration::from_millis(2));
        }
        // What the condition reads of the state is on screen one frame later.
        self.harness.step();
    }

    /// Lets some frames pass.
    pub(crate) fn pass_frames(&mut self) {
        for _ in 0..20 {
            self.harness.step();
        }
    }

    /// Waits until something with this label is on screen.
    pub(crate) fn wait_for(&mut self, label: &str) {
        self.wait_until(label, |it| it.shows(label));
    }

    /// Waits until something is on screen whose label contains this.
    pub(crate) fn wait_for_part(&mut self, part: &str) {
        self.wait_until(part, |it| it.shows_containing(part));
    }

    pub(crate) fn shows(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    pub(crate) fn shows_containing(&self, label: &str) -> bool {
        self.harness
            .query_all_by_label_contains(label)
            .next()
            .is_some()
    }

    /// Waits for the control with this role and label, and clicks it.
    pub(crate) fn click(&mut self, role: egui::Role, label: &str) {
        let found = |it: &Self| {
            let mut nodes = it.harness.query_all_by_role_and_label(role, label);
            nodes.next().is_some()
        };
        // A page that is being made anew may lack it for a frame.
        while !found(self) {
            self.wait_until(label, found);
        }
        self.harness.get_by_role_and_label(role, label).click();
        self.harness.step();
        self.harness.step();
    }

    /// Clicks the first control whose label begins so; a row on its name, because its
    /// figures open how they come about.
    pub(crate) fn click_first(&mut self, role: egui::Role, beginning: &str) {
        let begins = |node: &egui_kittest::Node<'_>| {
            let label = node.accesskit_node().label();
            label.is_some_and(|it| it.starts_with(beginning))
        };
        let found = |it: &Self| it.harness.query_all_by_role(role).any(|it| begins(&it));
        while !found(self) {
            self.wait_until(beginning, found);
        }
        let mut nodes = self.harness.query_all_by_role(role);
        let node = nodes.find(begins).expect("just found");
        let name = node.rect().left_center() + egui::vec2(40.0, 0.0);
        if role != egui::Role::Row {
            node.click();
        }
        drop(nodes);
        if role == egui::Role::Row {
            super::page::click_at(&mut self.harness, name);
        }
        self.harness.step();
        self.harness.step();
    }

    /// Types into the field with this role and label.
    pub(crate) fn type_text(&mut self, role: egui::Role, field: &str, text: &str) {
        let window = &mut self.harness;
        window.get_by_role_and_label(role, field).focus();
        window.step();
        window.get_by_role_and_label(role, field).type_text(text);
        window.step();
    }

    /// Presses Ctrl and a key; ⌘ on a Mac.
    pub(crate) fn press(&mut self, key: egui::Key) {
        self.harness
            .key_press_modifiers(egui::Modifiers::COMMAND, key);
        self.harness.step();
        self.harness.step();
    }

    /// The labels of the table rows in sight.
    pub(crate) fn rows(&self) -> Vec<String> {
        self.harness
            .query_all_by_role(egui::Role::Row)
            .filter_map(|it| it.accesskit_node().label())
            .collect()
    }

    /// Everything the window says to a screen reader.
    pub(crate) fn spoken(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        nodes
            .flat_map(|it| {
                let node = it.accesskit_node();
                [node.label(), node.value(), node.description()]
            })
            .flatten()
            .collect()
    }

    pub(crate) fn resize(&mut self, size: [f32; 2]) {
        self.harness.set_size(size.into());
        self.harness.step();
        self.harness.step();
    }

    /// The address of the page that the window waits for.
    pub(crate) fn page_address(&mut self) -> String {
        self.wait_until("a page in the browser", |it| {
            matches!(it.state().linking, Linking::Waiting(_))
        });
        let Linking::Waiting(page) = &self.state().linking else {
            unreachable!("waited for it");
        };
        page.url.reveal().to_owned()
    }

    /// Saves what the window shows in both themes, as `state-NAME-THEME.png`
    /// below `HOLDFAST_SHOTS`.
    pub(crate) fn shoot_state(&mut self, name: &str) {
        if super::shots().is_none() {
            return;
        }
        for (choice, theme_name) in [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")] {
            theme::apply(&self.harness.ctx, choice);
            // Until nothing fades any more.
            self.harness.run_steps(15);
            self.shoot(&format!("state-{name}-{theme_name}"));
        }
        theme::apply(&self.harness.ctx, ThemeChoice::System);
    }

    /// Saves what the window shows below `HOLDFAST_SHOTS`, where that is set.
    pub(crate) fn shoot(&self, name: &str) {
        let Some(folder) = super::shots() else {
            return;
        };
        let image = self
            .renderer
            .render(&self.harness.ctx, self.harness.output());
        let path = Path::new(&folder).join(format!("{name}.png"));
        image.save(path).expect("a file");
    }
}

impl Drop for Window {
    /// Closes the program as the window does.
    fn drop(&mut self) {
        eframe::App::on_exit(self.harness.state_mut(), None);
    }
}
