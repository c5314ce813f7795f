//! Charts that leave the program as images.

use std::{io::Cursor, path::PathBuf, sync::Arc};

use egui::{ColorImage, Rect};
use image::{ExtendedColorType, ImageEncoder as _, ImageError, codecs::png::PngEncoder};
use rust_decimal::prelude::ToPrimitive as _;

use super::export::{ExportError, downloads, write_new};

/// The window at one moment, and where in it a chart stands.
pub(super) struct Picture {
    pub(super) window: Arc<ColorImage>,
    /// In points.
    pub(super) rect: Rect,
    pub(super) pixels_per_point: f32,
}

impl Picture {
    /// The chart alone, as PNG.
    fn png(&self) -> Result<Vec<u8>, ImageError> {
        let size = self.window.size.map(|it| it.to_f32().unwrap_or_default());
        let whole = egui::Vec2::from(size) / self.pixels_per_point;
        let whole = Rect::from_min_size(egui::Pos2::ZERO, whole);
        let rect = self.rect.intersect(whole);
        let chart = self.window.region(&rect, Some(self.pixels_per_point));
        let [width, height] = chart.size.map(|it| u32::try_from(it).unwrap_or_default());
        let mut png = Cursor::new(vec![]);
        PngEncoder::new(&mut png).write_image(
            chart.as_raw(),
            width,
            height,
            ExtendedColorType::Rgba8,
        )?;
        Ok(png.into_inner())
    }

    /// Writes it into the person's download folder, under a name that is not
    /// taken yet.
    pub(super) fn write(&self, stem: &str) -> Result<PathBuf, ExportError> {
        let folder = downloads().ok_or(ExportError::NoFolder)?;
        write_new(&folder, stem, "png", &self.png()?)
    }
}

#[cfg(test)]
mod tests {
    use egui::{Color32, pos2};

    use super::*;

    #[test]
    fn only_the_chart_is_in_the_picture() {
        let mut window = ColorImage::filled([40, 30], Color32::RED);
        for y in 10..20 {
            for x in 20..40 {
                window[(x, y)] = Color32::GREEN;
            }
        }
        let picture = Picture {
            window: Arc::new(window),
            // Two pixels a point; it ends beyond the window.
            rect: Rect::from_min_max(pos2(10.0, 5.0), pos2(99.0, 10.0)),
            pixels_per_point: 2.0,
        };
        let png = picture.png().expect("a picture");
        let read = image::load_from_memory(&png).expect("a picture").to_rgba8();
        assert_eq!(read.dimensions(), (20, 10));
        assert!(read.pixels().all(|it| it.0 == Color32::GREEN.to_array()));
    }
}
