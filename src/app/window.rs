//! The native window around the [`App`].

use super::{App, Options};

/// The name of the desktop entry, by which Wayland finds the icon.
const APP_ID: &str = "io.holdfast.Holdfast";
const ICON: &[u8] = include_bytes!("../../assets/icon/holdfast-256.png");
const FIRST_SIZE: [f32; 2] = [1280.0, 800.0];
/// Nothing is cut off down to here.
const SMALLEST_SIZE: [f32; 2] = [900.0, 600.0];

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
        Box::new(|creation| Ok(Box::new(App::new(&creation.egui_ctx, options)))),
    )
    .map_err(NoWindow::from)
}
