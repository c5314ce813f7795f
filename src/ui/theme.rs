//! How everything looks: the one place for colors, type and spacing.

mod palette;
mod style;

use std::sync::Arc;

use egui::{
    FontData, FontDefinitions, FontFamily, FontId, MissingGlyphPolicy, Theme, ThemePreference,
};

pub use palette::{Palette, contrast, ink_on, palette, palette_of, signed_color};

use crate::state::{ThemeChoice, UiScale};
use palette::{DARK, LIGHT};
use style::style;

/// Between cards.
pub const GAP: f32 = 14.0;

/// Inside cards.
pub const PADDING: i8 = 16;

/// Around a page.
pub const PAGE_MARGIN: f32 = 24.0;

/// Corners of cards, and of buttons and fields.
pub const CARD_RADIUS: u8 = 10;
pub const CONTROL_RADIUS: u8 = 7;

/// Height of a table row.
pub const ROW_HEIGHT: f32 = 34.0;

/// Height of a table row where the person chose compact tables.
pub const COMPACT_ROW_HEIGHT: f32 = 26.0;

/// A font of regular weight.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// A font of semibold weight.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD.into()))
}

/// Text and figures.
pub fn body() -> FontId {
    regular(13.0)
}

/// Labels and column titles.
pub fn label() -> FontId {
    semibold(12.0)
}

/// Page titles.
pub fn title() -> FontId {
    semibold(19.0)
}

/// The height of table rows.
pub fn row_height(compact: bool) -> f32 {
    if compact {
        COMPACT_ROW_HEIGHT
    } else {
        ROW_HEIGHT
    }
}

/// Follows the person's choice of size.
pub fn apply_scale(ctx: &egui::Context, scale: UiScale) {
    ctx.set_zoom_factor(f32::from(scale.percent()) / 100.0);
}

const SEMIBOLD: &str = "semibold";

/// Sets fonts and both themes, once at the start.
pub fn install(ctx: &egui::Context) {
    // A name in a script without a font must not end a frame.
    ctx.set_missing_glyph_policy(MissingGlyphPolicy::Tofu);
    // The keys for it are among the others, and what they choose is kept.
    ctx.options_mut(|it| it.zoom_with_keyboard = false);
    ctx.set_fonts(fonts());
    ctx.set_style_of(Theme::Dark, style(Theme::Dark, &DARK));
    ctx.set_style_of(Theme::Light, style(Theme::Light, &LIGHT));
}

/// Follows the person's choice of theme.
pub fn apply(ctx: &egui::Context, choice: ThemeChoice) {
    ctx.set_theme(match choice {
        ThemeChoice::System => ThemePreference::System,
        ThemeChoice::Dark => ThemePreference::Dark,
        ThemeChoice::Light => ThemePreference::Light,
    });
}

/// The embedded font of regular weight.
pub(super) const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular-Tabular.otf");

/// The embedded fonts.
pub fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let semibold = include_bytes!("../../assets/fonts/Inter-SemiBold-Tabular.otf");
    for (name, bytes) in [("regular", REGULAR), (SEMIBOLD, &semibold[..])] {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    for (family, name) in [
        (FontFamily::Proportional, "regular"),
        (FontFamily::Monospace, "regular"),
        (FontFamily::Name(SEMIBOLD.into()), SEMIBOLD),
    ] {
        fonts.families.insert(family, vec![name.to_owned()]);
    }
    fonts
}
