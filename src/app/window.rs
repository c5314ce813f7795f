//! The native window around the [`App`].

use super::{App, Options};

/// The name of the desktop entry, by which Wayland finds the icon.
const APP_ID: &str = "io.holdfast.Holdfast";
const ICON: &[u8] = include_bytes!("../../assets/icon/holdfast-256.png");
const FIRST_SIZE: [f32; 2] = [1280.0, 800.0];
/// Nothing is cut off down to here.
const SMALLEST_SIZE: [f32; 2] = [900.0, 600.0];

/// There is no display, or none that can be drawn on.
#[derive(Debug, thiserror::Error)]
#[error(
    "the window needs a display and could not be opened; `holdfast sync`, `holdfast holdings`, \
     `holdfast transactions` and the others of `holdfast --help` work without one"
)]
pub struct NoWindow(#[source] eframe::Error);

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
    .map_err(NoWindow)
}
