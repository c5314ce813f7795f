//! What egui's own controls look like.

use egui::{CornerRadius, Margin, Shadow, Stroke, Style, TextStyle, Theme, Visuals, vec2};

use super::{CARD_RADIUS, CONTROL_RADIUS, Palette, body, regular, title};

pub(super) fn style(theme: Theme, palette: &Palette) -> Style {
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
    use crate::ui::theme::palette::{DARK, LIGHT, contrast};

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
