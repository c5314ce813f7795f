//! The native window around the [`App`].

use super::{App, Options};

/// The name of the desktop entry, by which Wayland finds the icon.
const APP_ID: &str = "io.holdfast.Holdfast";
const ICON: &[u8] = include_bytes!("../../assets/icon/holdfast-256.png");
const FIRST_SIZE: [f32; 2] = [1280.0, 800.0];
/// Nothing is cut off down to here.
const SMALLEST_SIZE: [f32; 2] = [900.0, 600.0];

/// Set to anything, it has the first painted frame told on stderr, for the
/// benchmark of starting.
const TRACE_START: &str = "HOLDFAST_TRACE_START";

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum NoWindow {
    #[error(
        "there is no display to open the window on; `holdfast sync`, `holdfast holdings`, \
         `holdfast transactions` and the others of `holdfast --help` work without one"
    )]
    NoDisplay,

    /// There is a display, and it cannot be drawn on.
    #[error(
        "the window could not be opened on this display; `holdfast sync`, `holdfast holdings`, \
         `holdfast transactions` and the others of `holdfast --help` work without it"
    )]
    Unusable(#[source] eframe::Error),
}

impl From<eframe::Error> for NoWindow {
    fn from(error: eframe::Error) -> Self {
        if let eframe::Error::WinitEventLoop(_) = error {
            Self::NoDisplay
        } else {
            Self::Unusable(error)
        }
    }
}

/// Opens the window, and returns when it is closed.
pub fn open_window(options: Options) -> Result<(), NoWindow> {
    let size = options.preferences.window_size.unwrap_or(FIRST_SIZE);
    let mut viewport = egui::ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_title("Holdfast")
        .with_inner_size(size)
        .with_min_inner_size(SMALLEST_SIZE);
    if let Ok(icon) = eframe::icon_data::from_png_bytes(ICON) {
        viewport = viewport.with_icon(icon);
    }
    let native = eframe::NativeOptions {
        viewport,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        APP_ID,
        native,
        Box::new(|creation| {
            let app = App::new(&creation.egui_ctx, options);
            #[cfg(target_os = "macos")]
            let app = {
                let mut app = app;
                app.install_menu_bar(&creation.egui_ctx);
                app
            };
            Ok(match std::env::var_os(TRACE_START) {
                Some(_) => Box::new(Traced { app, frames: 0 }),
                None => Box::new(app),
            })
        }),
    )
    .map_err(NoWindow::from)
}

/// The app, telling when its first frame is on the screen: at the beginning of
/// the second.
struct Traced {
    app: App,
    frames: u64,
}

impl eframe::App for Traced {
    #[expect(clippy::print_stderr, reason = "what was asked for")]
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        match self.frames {
            0 => ctx.request_repaint(),
            1 => eprintln!("first frame painted"),
            _ => {}
        }
        self.frames += 1;
        self.app.logic(ctx, frame);
    }

    #[cfg(target_os = "macos")]
    fn raw_input_hook(&mut self, ctx: &egui::Context, raw_input: &mut egui::RawInput) {
        self.app.raw_input_hook(ctx, raw_input);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
    }

    fn on_exit(&mut self, gl: Option<&eframe::glow::Context>) {
        self.app.on_exit(gl);
    }
}
