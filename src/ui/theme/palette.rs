//! The colors of both themes, and how well they are told from each other.

use egui::{Color32, Theme};
use rust_decimal::Decimal;

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

pub(super) static DARK: Palette = Palette {
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

pub(super) static LIGHT: Palette = Palette {
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
pub fn contrast(a: Color32, b: Color32) -> f64 {
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
}
