//! Charts that leave the program as images.

use std::{io::Cursor, path::PathBuf};

use egui::ColorImage;
use image::{ExtendedColorType, ImageEncoder as _, ImageError, codecs::png::PngEncoder};

use super::export::{ExportError, downloads, write_new};
use crate::ui::picture::Picture;

/// Draws the chart into the person's download folder, under a name that is not
/// taken yet; `None` where there is nothing to draw.
pub(super) fn write(picture: &Picture, stem: &str) -> Option<Result<PathBuf, ExportError>> {
    let drawn = picture.draw()?;
    let write = || {
        let folder = downloads().ok_or(ExportError::NoFolder)?;
        write_new(&folder, stem, "png", &png(&drawn)?)
    };
    Some(write())
}

fn png(drawn: &ColorImage) -> Result<Vec<u8>, ImageError> {
    let [width, height] = drawn.size.map(|it| u32::try_from(it).unwrap_or_default());
    let mut png = Cursor::new(vec![]);
    let color = ExtendedColorType::Rgba8;
    PngEncoder::new(&mut png).write_image(drawn.as_raw(), width, height, color)?;
    Ok(png.into_inner())
}
