//! The window: state, background work, and the frame.
//!
//! `logic` takes in events and commands, and is the only place from which the
//! state changes; `ui` paints what it finds. Nothing here waits: files, the
//! keyring and the network are used on the runtime, which answers through a
//! channel.

mod export;
#[cfg(any(target_os = "macos", test))]
mod menu;
mod options;
mod picture;
mod preferences_writer;
mod tasks;
mod window;
mod world;

use std::{
    mem,
    time::{Duration, Instant},
};

pub use options::Options;
use options::now;
pub use window::{NoWindow, open_window};

use crate::{
    connect::Environment,
    session::Preferences,
    state::{AppState, Command, Destination, News},
    ui::{Ui, theme},
};
use preferences_writer::PreferencesWriter;
use world::World;

/// How often the window is painted while nothing happens, so that "2 h ago"
/// stays true.
const AGE_INTERVAL: Duration = Duration::from_mins(1);

/// The window's content.
pub struct App {
    options: Options,
    /// The person's own environment, to which the demo returns.
    home: Environment,
    world: World,
    /// Made anew with its world, so that no figure and nothing typed goes along
    /// from one environment to another.
    ui: Ui,
    preferences_writer: Option<PreferencesWriter>,
    commands: Vec<Command>,
    window_size: Option<egui::Vec2>,
    /// When it was looked whether another program changed what is stored.
    looked_at: Instant,
    was_focused: bool,
    #[cfg(target_os = "macos")]
    menu_bar: Option<menu::MenuBar>,
}

impl App {
    /// Opens the environment that `options` name. Reading what is stored is
    /// only started here: the first frame does not wait for it.
    pub fn new(ctx: &egui::Context, options: Options) -> Self {
        let preferences = options.preferences.clone();
        theme::install(ctx);
        theme::apply(ctx, preferences.choices.theme);
        theme::apply_scale(ctx, preferences.choices.scale);
        let home = match options.environment {
            Environment::Demo => preferences.environment,
            own @ (Environment::Production | Environment::Sandbox) => own,
        };
        let mut world = World::open(
            &options,
            options.environment,
            preferences.choices.clone(),
            ctx,
            now(),
        );
        world.delete_what_is_left();
        if let Some(why) = &options.notice {
            world.state.say(News::SettingsUnreadable(why.clone()));
        }
        let preferences_writer =
            PreferencesWriter::new(&options.runtime, options.root.clone(), preferences);
        Self {
            home,
            ui: Ui::new(world.runner()),
            world,
            preferences_writer: Some(preferences_writer),
            commands: vec![],
            window_size: None,
            looked_at: Instant::now(),
            was_focused: true,
            #[cfg(target_os = "macos")]
            menu_bar: None,
            options,
        }
    }

    /// What the window shows.
    pub fn state(&self) -> &AppState {
        &self.world.state
    }

    fn open(&mut self, ctx: &egui::Context, destination: Destination) {
        let environment = match destination {
            Destination::Home => self.home,
            Destination::Demo => Environment::Demo,
            Destination::WithKeys(environment, _) => environment,
        };
        let AppState {
            choices, notice, ..
        } = &self.world.state;
        let (choices, notice) = (choices.clone(), notice.clone());
        let world = World::open(&self.options, environment, choices, ctx, now());
        let ui = mem::replace(&mut self.ui, Ui::new(world.runner()));
        mem::replace(&mut self.world, world).close(ui);
        self.world.state.notice = notice;
        if let Destination::WithKeys(environment, keys) = destination {
            self.home = environment;
            self.keep(|it| it.environment = environment);
            self.world.state.arrive_with_keys(keys);
        }
    }

    /// Takes over what was chosen in another program, unless something else was
    /// chosen here meanwhile.
    fn follow_choices(&mut self, ctx: &egui::Context) {
        let choices = &mut self.world.state.choices;
        let writer = self.preferences_writer.as_ref();
        if let Some(change) = writer.and_then(PreferencesWriter::followed) {
            choices.follow(&change.base.choices, &change.theirs.choices);
            theme::apply(ctx, choices.theme);
            theme::apply_scale(ctx, choices.scale);
        }
    }

    /// Applies what was chosen, and has it saved.
    fn keep_choices(&self, ctx: &egui::Context) {
        let choices = self.world.state.choices.clone();
        self.keep(|preferences| {
            if choices.theme != preferences.choices.theme {
                theme::apply(ctx, choices.theme);
            }
            if choices.scale != preferences.choices.scale {
                theme::apply_scale(ctx, choices.scale);
            }
            preferences.choices = choices;
        });
    }

    /// Has preferences saved, where the change makes a difference.
    fn keep(&self, change: impl FnOnce(&mut Preferences)) {
        if let Some(preferences_writer) = &self.preferences_writer {
            preferences_writer.keep(change);
        }
    }

    /// Looks whether another program changed what is stored: when the person
    /// comes back to the window, and once a minute.
    fn look_for_changes(&mut self, ctx: &egui::Context) {
        let is_focused = ctx.input(|it| it.focused);
        let was_focused = mem::replace(&mut self.was_focused, is_focused);
        if (is_focused && !was_focused) || self.looked_at.elapsed() >= AGE_INTERVAL {
            self.looked_at = Instant::now();
            self.world.look_for_changes();
            if let Some(preferences_writer) = &self.preferences_writer {
                preferences_writer.look(ctx);
            }
        }
    }

    /// Remembers the size of a window that is neither maximized nor in full
    /// screen, in points of the usual scale: a window is opened before the scale
    /// is applied.
    fn measure(&mut self, ctx: &egui::Context) {
        let zoom = ctx.zoom_factor();
        ctx.input(|input| {
            let viewport = input.viewport();
            let is_own = viewport.maximized != Some(true) && viewport.fullscreen != Some(true);
            if let (true, Some(rect)) = (is_own, viewport.inner_rect) {
                self.window_size = Some(rect.size() * zoom);
            }
        });
    }
}

#[cfg(target_os = "macos")]
impl App {
    /// Puts Holdfast's own menus into the bar. Without them the window toolkit's
    /// stay, and every key works all the same.
    fn install_menu_bar(&mut self, ctx: &egui::Context) {
        self.menu_bar = menu::MenuBar::install(ctx).ok();
    }
}

impl eframe::App for App {
    #[cfg(target_os = "macos")]
    fn raw_input_hook(&mut self, ctx: &egui::Context, raw_input: &mut egui::RawInput) {
        if let Some(menu_bar) = &self.menu_bar {
            menu_bar.press_chosen(ctx, raw_input);
        }
    }

    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.world.state.now = now();
        if let Some(destination) = self.world.take_in_events() {
            self.open(ctx, destination);
        }
        if let Some(text) = self
            .preferences_writer
            .as_mut()
            .and_then(PreferencesWriter::failure)
        {
            self.world.state.say(News::SettingsNotSaved(text));
        }
        for command in mem::take(&mut self.commands) {
            if let Some(destination) = self.world.take_in(command) {
                self.open(ctx, destination);
                // The other commands were meant for the world that is gone.
                break;
            }
        }
        self.follow_choices(ctx);
        self.keep_choices(ctx);
        self.ui.refresh(&self.world.state, ctx);
        self.measure(ctx);
        self.look_for_changes(ctx);
        ctx.request_repaint_after(AGE_INTERVAL);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.ui.show(ui, &self.world.state, &mut self.commands);
        if !self.commands.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some(size) = self.window_size {
            self.keep(|it| it.window_size = Some([size.x, size.y]));
        }
        if let Some(preferences_writer) = self.preferences_writer.take() {
            preferences_writer.finish();
        }
    }
}
