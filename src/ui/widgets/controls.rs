//! Buttons and small parts.

use egui::{
    Button, Color32, CornerRadius, FontId, PopupCloseBehavior, Rect, Response, RichText, Role,
    Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    containers::menu::{MenuButton, MenuConfig},
    vec2,
};

use crate::{
    domain::Currency,
    state::{Command, CurrencyChoice},
    text::format::currency_code,
    ui::theme,
};

/// Shows that a control which is painted by hand has the focus, and brings it
/// into sight.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.has_focus() {
        paint_ring(ui, rect);
    }
}

/// The ring itself, just inside of what it is around.
pub(super) fn paint_ring(ui: &Ui, rect: Rect) {
    let stroke = Stroke::new(1.5, theme::palette(ui).accent);
    ui.painter()
        .rect_stroke(rect, CornerRadius::same(4), stroke, StrokeKind::Inside);
}

/// A button that is the filled one of its page where `is_primary`.
pub fn action_button(ui: &mut Ui, text: &str, is_primary: bool) -> Response {
    if is_primary {
        primary_button(ui, text)
    } else {
        ui.button(text)
    }
}

/// The one filled button of its page.
pub fn primary_button(ui: &mut Ui, text: &str) -> Response {
    let palette = theme::palette(ui);
    let text = RichText::new(text)
        .font(theme::semibold(13.0))
        .color(palette.on_accent);
    let response = ui.add(Button::new(text).fill(palette.accent).stroke(Stroke::NONE));
    if response.has_focus() {
        let ring = Stroke::new(2.0, palette.text);
        let radius = theme::CONTROL_RADIUS;
        ui.painter()
            .rect_stroke(response.rect, radius, ring, StrokeKind::Outside);
    }
    response
}

/// A choice that is a title at the same time; whether it was clicked.
pub fn quiet_choice(ui: &mut Ui, text: &str, is_on: bool) -> bool {
    let palette = theme::palette(ui);
    let ink = if is_on { palette.text } else { palette.muted };
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), theme::label(), ink);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    ui.painter().galley(rect.min, galley, ink);
    if is_on {
        let line = (1.5, palette.accent);
        ui.painter()
            .hline(rect.x_range(), rect.bottom() + 3.0, line);
    }
    focus_ring(ui, &response, rect.expand(2.0));
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_on, text));
    response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .clicked()
}

/// A button for what cannot be undone.
pub fn danger_button(ui: &mut Ui, text: &str) -> Response {
    let palette = theme::palette(ui);
    let text = RichText::new(text).color(palette.loss);
    let response = ui.add(Button::new(text).stroke(Stroke::new(1.0, palette.loss)));
    focus_ring(ui, &response, response.rect);
    response
}

/// A box to tick; whether it was clicked.
pub fn check_box(ui: &mut Ui, is_on: &mut bool, text: &str) -> bool {
    let response = ui.checkbox(is_on, text);
    focus_ring(ui, &response, response.rect.expand2(vec2(4.0, 0.0)));
    response.changed()
}

/// A button that opens a menu. `name` says to screen readers what it is.
pub fn menu_button(ui: &mut Ui, text: &str, name: &str, add_contents: impl FnOnce(&mut Ui)) {
    menu(
        ui,
        text,
        name,
        PopupCloseBehavior::CloseOnClick,
        add_contents,
    );
}

/// A button that opens a menu of boxes to tick, several of them if so wanted:
/// it stays open until a click elsewhere.
pub fn choices_button(ui: &mut Ui, text: &str, name: &str, add_contents: impl FnOnce(&mut Ui)) {
    let close = PopupCloseBehavior::CloseOnClickOutside;
    menu(ui, text, name, close, add_contents);
}

/// A button with three dots that opens a menu. `name` says to screen readers what
/// it is.
pub fn more_button(ui: &mut Ui, name: &str, add_contents: impl FnOnce(&mut Ui)) {
    let button = MenuButton::from_button(Button::new("").min_size(vec2(36.0, 28.0)));
    let close = PopupCloseBehavior::CloseOnClick;
    let button = button.config(MenuConfig::new().close_behavior(close));
    let (response, _) = button.ui(ui, |ui| {
        ui.set_min_width(140.0);
        add_contents(ui);
    });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    paint_dots(ui, response.rect);
}

/// Three dots in the middle: more can be done here.
pub fn paint_dots(ui: &Ui, rect: Rect) {
    let ink = theme::palette(ui).text;
    for x in [-5.0, 0.0, 5.0] {
        let center = rect.center() + vec2(x, 0.0);
        ui.painter().circle_filled(center, 1.4, ink);
    }
}

fn menu(
    ui: &mut Ui,
    text: &str,
    name: &str,
    close: PopupCloseBehavior,
    add_contents: impl FnOnce(&mut Ui),
) {
    // The space at the end is that of the arrow.
    let button = MenuButton::new(format!("{text}     "));
    let button = button.config(MenuConfig::new().close_behavior(close));
    let (response, _) = button.ui(ui, |ui| {
        ui.set_min_width(140.0);
        add_contents(ui);
    });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let tip = egui::pos2(response.rect.right() - 15.0, response.rect.center().y + 2.5);
    let arrow = vec![tip + vec2(-4.0, -4.5), tip + vec2(4.0, -4.5), tip];
    let ink = theme::palette(ui).muted;
    ui.painter()
        .add(egui::Shape::convex_polygon(arrow, ink, Stroke::NONE));
}

/// Chooses the currency of what is shown, where there are several.
pub fn currency_choice<'a>(
    ui: &mut Ui,
    currencies: impl Iterator<Item = Option<&'a Currency>>,
    shown: Option<&'a Currency>,
    commands: &mut Vec<Command>,
) {
    let choices: Vec<_> = currencies.map(|it| (currency_code(it), it)).collect();
    if choices.len() < 2 {
        return;
    }
    if let Some(chosen) = segmented(ui, &choices, shown) {
        let chosen = CurrencyChoice::Chosen(chosen.cloned());
        commands.push(Command::ShowCurrency(chosen));
    }
}

/// Joined buttons of which one is on; returns the one that was clicked.
pub fn segmented<T: Copy + PartialEq>(ui: &mut Ui, choices: &[(&str, T)], current: T) -> Option<T> {
    let palette = theme::palette(ui);
    let font = theme::body();
    let widths: Vec<f32> = choices
        .iter()
        .map(|(label, _)| {
            let galley =
                ui.painter()
                    .layout_no_wrap((*label).to_owned(), font.clone(), palette.text);
            galley.size().x + 24.0
        })
        .collect();
    let size = vec2(widths.iter().sum(), 31.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let id = ui.next_auto_id();
    ui.skip_ahead_auto_ids(1);
    let radius = CornerRadius::same(theme::CONTROL_RADIUS);
    ui.painter().rect_filled(rect, radius, palette.card);
    let mut clicked = None;
    let mut left = rect.left();
    for (at, ((label, value), width)) in choices.iter().zip(&widths).enumerate() {
        let cell = egui::Rect::from_min_size(egui::pos2(left, rect.top()), vec2(*width, size.y));
        left += width;
        let is_on = *value == current;
        let response = ui.interact(cell, id.with(at), Sense::click());
        response.widget_info(|| {
            WidgetInfo::selected(Role::RadioButton, true, is_on, (*label).to_owned())
        });
        let corners = CornerRadius {
            nw: if at == 0 { radius.nw } else { 0 },
            sw: if at == 0 { radius.sw } else { 0 },
            ne: if at + 1 == choices.len() {
                radius.ne
            } else {
                0
            },
            se: if at + 1 == choices.len() {
                radius.se
            } else {
                0
            },
        };
        if is_on || response.hovered() {
            let fill = if is_on {
                palette.accent_soft
            } else {
                palette.raised
            };
            ui.painter().rect_filled(cell, corners, fill);
        }
        if response.has_focus() {
            ui.painter().rect_stroke(
                cell.shrink(1.0),
                corners,
                (1.5, palette.accent),
                StrokeKind::Inside,
            );
        }
        let (font, color) = if is_on {
            (theme::semibold(13.0), palette.text)
        } else {
            (font.clone(), palette.muted)
        };
        ui.painter().text(
            cell.center(),
            egui::Align2::CENTER_CENTER,
            *label,
            font,
            color,
        );
        if response.clicked() && !is_on {
            clicked = Some(*value);
        }
    }
    ui.painter()
        .rect_stroke(rect, radius, (1.0, palette.control), StrokeKind::Inside);
    clicked
}

/// A dot with a few words of the same color.
pub fn status(ui: &mut Ui, color: Color32, text: &str) -> Response {
    status_in(ui, color, text, theme::body())
}

/// The same in the size of labels.
pub fn small_status(ui: &mut Ui, color: Color32, text: &str) -> Response {
    status_in(ui, color, text, theme::regular(12.0))
}

fn status_in(ui: &mut Ui, color: Color32, text: &str, font: FontId) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, color);
    let size = vec2(galley.size().x + 16.0, galley.size().y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let center = egui::pos2(rect.left() + 5.0, rect.center().y);
    ui.painter().circle_filled(center, 5.0, color);
    ui.painter()
        .galley(rect.left_top() + vec2(16.0, 0.0), galley, color);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// How far something is, between 0 and 1. `text` is for screen readers.
pub fn progress_bar(ui: &mut Ui, share: f32, text: &str) {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), 6.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, text));
    ui.painter().rect_filled(rect, 3.0, palette.raised);
    let done = rect.with_max_x(rect.left() + rect.width() * share.clamp(0.0, 1.0));
    ui.painter().rect_filled(done, 3.0, palette.accent);
}

/// A line that opens and closes what stands below it; whether it was clicked.
pub fn disclosure(ui: &mut Ui, title: &str, is_open: bool) -> bool {
    let palette = theme::palette(ui);
    let color = palette.accent;
    let galley = ui
        .painter()
        .layout_no_wrap(title.to_owned(), theme::body(), color);
    let size = vec2(galley.size().x + 16.0, galley.size().y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    ui.painter().galley(rect.left_top(), galley, color);
    let tip = egui::pos2(rect.right() - 5.0, rect.center().y);
    let (along, across) = if is_open {
        (vec2(0.0, 3.0), vec2(4.0, 0.0))
    } else {
        (vec2(3.0, 0.0), vec2(0.0, 4.0))
    };
    let arrow = vec![tip - along - across, tip + along, tip - along + across];
    ui.painter().line(arrow, (1.5, color));
    if response.has_focus() {
        ui.painter()
            .rect_stroke(rect, 3.0, (1.0, color), StrokeKind::Outside);
    }
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_open, title));
    response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .clicked()
}
