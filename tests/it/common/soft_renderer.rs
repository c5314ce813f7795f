//! Renders what a harness paints into an image, in software.

use std::sync::{Arc, Mutex};

use egui::{Color32, TexturesDelta};
use egui_kittest::TestRenderer;
use holdfast::ui::raster::Raster;

/// Keeps the textures of one window. A clone goes into the harness, which tells
/// it of changes; the other renders.
#[derive(Clone, Default)]
pub(crate) struct SoftRenderer(Arc<Mutex<Raster>>);

impl SoftRenderer {
    /// Paints one frame's output.
    pub(crate) fn render(
        &self,
        ctx: &egui::Context,
        output: &egui::FullOutput,
    ) -> image::RgbaImage {
        let raster = self.0.lock().expect("not poisoned");
        let drawn = raster.render(ctx, output);
        let [width, height] = drawn.size.map(|it| u32::try_from(it).expect("a size"));
        let pixels = drawn.pixels.iter().flat_map(Color32::to_srgba_unmultiplied);
        image::RgbaImage::from_raw(width, height, pixels.collect()).expect("an image")
    }
}

impl TestRenderer for SoftRenderer {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        self.0.lock().expect("not poisoned").take_in(delta);
    }
}
