//! How everything looks: the one place for colors, type and spacing.

use std::sync::Arc;

use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin,
    MissingGlyphPolicy, Shadow, Stroke, Style, TextStyle, Theme, ThemePreference, Visuals, vec2,
};
use rust_decimal::Decimal;

use crate::state::{ThemeChoice, UiScale};

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

/// Every color of one theme.
#[derive(Debug)]
pub struct Palette {
    /// The window.
    pub background: Color32,
    /// Navigation and status bar.
    pub panel: Color32,
    /// Cards and tables.
    pub card: Color32,
    /// Group rows, badges, what lies on a card.
    pub raised: Color32,
    /// Borders of cards and row lines: they part, and tell nothing.
    pub stroke: Color32,
    /// Borders of what can be clicked or typed into.
    pub control: Color32,
    pub text: Color32,
    /// Labels and secondary columns.
    pub muted: Color32,
    /// Axis text, and the dash of what is not known.
    pub faint: Color32,
    /// The one primary button, selection, links.
    pub accent: Color32,
    /// Selected row, active page.
    pub accent_soft: Color32,
    /// What stands on the accent.
    pub on_accent: Color32,
    /// Always with a + sign.
    pub gain: Color32,
    /// Always with a − sign.
    pub loss: Color32,
    /// Needs the person.
    pub warn: Color32,
    /// Nine for categories, and the last for "Other".
    pub categories: [Color32; 10],
}

/// A color as it is written in the design.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where colors are made"
)]
const fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

// A few colors are lighter in the dark, and darker in the light, than the design
// draws them: as far as text needs for 4.5 : 1 on every ground, and what else
// tells something for 3 : 1; those of charts also as far as words upon them need.

static DARK: Palette = Palette {
    background: rgb(0x0E_1116),
    panel: rgb(0x13_171D),
    card: rgb(0x19_1E26),
    raised: rgb(0x20_2732),
    stroke: rgb(0x28_303B),
    control: rgb(0x6F_798A),
    text: rgb(0xE8_ECF2),
    muted: rgb(0x8E_99A9),
    faint: rgb(0x8B_95A3),
    accent: rgb(0x5B_9DFF),
    accent_soft: rgb(0x1B_2D49),
    on_accent: rgb(0x0B_1220),
    gain: rgb(0x3C_C495),
    loss: rgb(0xF0_716A),
    warn: rgb(0xE8_B04A),
    categories: [
        rgb(0x5B_9DFF),
        rgb(0x3C_C495),
        rgb(0xF0_A64B),
        rgb(0xB4_8CF2),
        rgb(0xF0_7EB0),
        rgb(0x4C_C3DC),
        rgb(0xC3_C94F),
        rgb(0xE5_8A5E),
        rgb(0x8F_A3C7),
        rgb(0x73_8093),
    ],
};

static LIGHT: Palette = Palette {
    background: rgb(0xF4_F6F8),
    panel: rgb(0xFB_FCFD),
    card: rgb(0xFF_FFFF),
    raised: rgb(0xF1_F4F7),
    stroke: rgb(0xE1_E6EC),
    control: rgb(0x7F_8896),
    text: rgb(0x1A_212B),
    muted: rgb(0x5F_6B7B),
    faint: rgb(0x64_6C77),
    accent: rgb(0x1D_66D8),
    accent_soft: rgb(0xE4_EEFD),
    on_accent: rgb(0xFF_FFFF),
    gain: rgb(0x0B_7B56),
    loss: rgb(0xC4_3933),
    warn: rgb(0x97_5F00),
    categories: [
        rgb(0x1F_6FEB),
        rgb(0x0D_855C),
        rgb(0xC4_7500),
        rgb(0x8A_4FD3),
        rgb(0xC2_417C),
        rgb(0x0A_7F9A),
        rgb(0x74_7A18),
        rgb(0xB4_532A),
        rgb(0x5B_6B8C),
        rgb(0x7F_8896),
    ],
};

/// The colors of the theme that `ui` is painted in.
pub fn palette(ui: &egui::Ui) -> &'static Palette {
    palette_of(if ui.visuals().dark_mode {
        Theme::Dark
    } else {
        Theme::Light
    })
}

/// The colors of a theme.
pub fn palette_of(theme: Theme) -> &'static Palette {
    match theme {
        Theme::Dark => &DARK,
        Theme::Light => &LIGHT,
    }
}

/// Of the text colors of a theme the one that is read best on `ground`.
pub fn ink_on(palette: &Palette, ground: Color32) -> Color32 {
    let inks = [palette.text, palette.on_accent, palette.background];
    let [mut best, others @ ..] = inks;
    for ink in others {
        if contrast(ink, ground) > contrast(best, ground) {
            best = ink;
        }
    }
    best
}

/// How well two colors are told from each other, by WCAG 2: 1 to 21.
fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance by WCAG 2.
fn luminance(color: Color32) -> f64 {
    let [r, g, b, _] = color.to_array().map(|it| {
        let it = f64::from(it) / 255.0;
        if it <= 0.039_28 {
            it / 12.92
        } else {
            ((it + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The color of a signed figure: gain, loss, muted for zero, faint for unknown.
pub fn signed_color(palette: &Palette, figure: Option<Decimal>) -> Color32 {
    match figure {
        None => palette.faint,
        Some(figure) if figure.is_zero() => palette.muted,
        Some(figure) if figure.is_sign_negative() => palette.loss,
        Some(_) => palette.gain,
    }
}

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

fn style(theme: Theme, palette: &Palette) -> Style {
    let mut style = theme.default_style();
    style.text_styles = [
        (TextStyle::Small, regular(12.0)),
        (TextStyle::Body, body()),
        (TextStyle::Button, body()),
        (TextStyle::Heading, title()),
        (TextStyle::Monospace, body()),
    ]
    .into();
    style.spacing.item_spacing = vec2(8.0, 8.0);
    style.spacing.button_padding = vec2(11.0, 5.0);
    style.spacing.interact_size = vec2(28.0, 28.0);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.scroll.bar_width = 8.0;
    style.interaction.selectable_labels = false;
    // Without animations.
    style.animation_time = 0.0;
    style.visuals = visuals(style.visuals, palette);
    style
}

fn visuals(mut visuals: Visuals, palette: &Palette) -> Visuals {
    let radius = CornerRadius::same(CONTROL_RADIUS);
    visuals.panel_fill = palette.background;
    visuals.window_fill = palette.card;
    visuals.window_stroke = Stroke::new(1.0, palette.stroke);
    visuals.window_corner_radius = CornerRadius::same(CARD_RADIUS);
    visuals.menu_corner_radius = radius;
    visuals.window_shadow = Shadow::NONE;
    visuals.extreme_bg_color = palette.background;
    visuals.text_edit_bg_color = Some(palette.background);
    visuals.faint_bg_color = palette.raised;
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.warn;
    visuals.error_fg_color = palette.loss;
    visuals.weak_text_color = Some(palette.muted);
    visuals.selection.bg_fill = palette.accent_soft;
    visuals.selection.stroke = Stroke::new(1.0, palette.accent);
    let states = [
        (
            &mut visuals.widgets.noninteractive,
            palette.card,
            palette.stroke,
        ),
        (&mut visuals.widgets.inactive, palette.card, palette.control),
        (&mut visuals.widgets.hovered, palette.raised, palette.faint),
        (
            &mut visuals.widgets.active,
            palette.accent_soft,
            palette.accent,
        ),
        (&mut visuals.widgets.open, palette.raised, palette.control),
    ];
    for (state, fill, stroke) in states {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, stroke);
        state.fg_stroke = Stroke::new(1.0, palette.text);
        state.corner_radius = radius;
        state.expansion = 0.0;
    }
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every color by what it is for: grounds, words on them, and what else tells
    /// something there.
    fn by_use(palette: &Palette) -> ([Color32; 5], [Color32; 7], [Color32; 11]) {
        // Each is named, so that none is forgotten.
        let &Palette {
            background,
            panel,
            card,
            raised,
            stroke: _,
            control,
            text,
            muted,
            faint,
            accent,
            accent_soft,
            on_accent: _,
            gain,
            loss,
            warn,
            categories: [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9],
        } = palette;
        (
            [background, panel, card, raised, accent_soft],
            [text, muted, faint, accent, gain, loss, warn],
            [control, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9],
        )
    }

    #[test]
    fn every_color_can_be_told_from_every_ground() {
        for palette in [&DARK, &LIGHT] {
            let (grounds, words, marks) = by_use(palette);
            for ground in grounds {
                for (inks, least) in [(&words[..], 4.5), (&marks[..], 3.0)] {
                    for &ink in inks {
                        let ratio = contrast(ink, ground);
                        assert!(ratio >= least, "{ink:?} on {ground:?}: {ratio:.2}");
                    }
                }
            }
            assert!(contrast(palette.on_accent, palette.accent) >= 4.5);
            for ground in palette.categories {
                let ratio = contrast(ink_on(palette, ground), ground);
                assert!(ratio >= 4.5, "words on {ground:?}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn what_egui_paints_has_these_colors() {
        for (theme, palette) in [(Theme::Dark, &DARK), (Theme::Light, &LIGHT)] {
            let visuals = style(theme, palette).visuals;
            let widgets = &visuals.widgets;
            let states = [
                &widgets.inactive,
                &widgets.hovered,
                &widgets.active,
                &widgets.open,
            ];
            for state in states {
                let edge = state.bg_stroke.color;
                assert!(contrast(edge, palette.card) >= 3.0, "{edge:?}");
                assert!(contrast(state.fg_stroke.color, state.bg_fill) >= 4.5);
            }
            let noninteractive = widgets.noninteractive.fg_stroke.color;
            assert!(contrast(noninteractive, palette.background) >= 4.5);
            let hint = visuals.weak_text_color.expect("set");
            assert!(contrast(hint, palette.background) >= 4.5);
            assert!(contrast(visuals.hyperlink_color, palette.card) >= 4.5);
            let focus = visuals.selection.stroke.color;
            assert!(contrast(focus, palette.background) >= 3.0);
        }
    }
}
