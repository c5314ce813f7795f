//! The pages at the left; icons alone where the window is narrow.

use egui::{Align2, CornerRadius, Rect, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::icons;
use crate::{
    connect::Environment,
    state::{AppState, Command, Screen},
    text::Label as _,
    ui::{
        shortcuts::{self, Action},
        theme, widgets,
    },
};

const FULL: f32 = 196.0;
const NARROW: f32 = 56.0;
/// Windows narrower than this show icons only.
const COLLAPSES_BELOW: f32 = 1100.0;

const ITEM_HEIGHT: f32 = 34.0;

/// The pages that show the portfolio.
const PAGES: [Screen; 6] = [
    Screen::Overview,
    Screen::Holdings,
    Screen::Allocation,
    Screen::Transactions,
    Screen::Performance,
    Screen::Attention,
];
const BOTTOM: [Screen; 2] = [Screen::Connections, Screen::Settings];

/// How wide the navigation is in a window of `window` points.
pub(super) fn width(window: f32) -> f32 {
    if window < COLLAPSES_BELOW {
        NARROW
    } else {
        FULL
    }
}

/// Paints the navigation; `open` is how many items need attention.
pub(super) fn navigation_ui(
    ui: &mut Ui,
    state: &AppState,
    open: usize,
    commands: &mut Vec<Command>,
) {
    let area = ui.max_rect();
    let is_narrow = area.width() < FULL;
    logo_ui(ui, area, is_narrow);
    let mut top = area.top() + 58.0;
    if let Some(name) = badge_name(state.environment) {
        badge_ui(ui, pos2(area.left(), top), area.width(), name, is_narrow);
        top += 32.0;
    }
    for page in PAGES {
        let rect = item_rect(area, top);
        let count = if page == Screen::Attention { open } else { 0 };
        item_ui(ui, state, page, rect, is_narrow, count, commands);
        top += ITEM_HEIGHT + 1.0;
    }
    let mut top = area.bottom() - 2.0 * (ITEM_HEIGHT + 1.0) - 12.0;
    for page in BOTTOM {
        item_ui(
            ui,
            state,
            page,
            item_rect(area, top),
            is_narrow,
            0,
            commands,
        );
        top += ITEM_HEIGHT + 1.0;
    }
}

fn item_rect(area: Rect, top: f32) -> Rect {
    let size = vec2(area.width() - 20.0, ITEM_HEIGHT);
    Rect::from_min_size(pos2(area.left() + 10.0, top), size)
}

fn logo_ui(ui: &Ui, area: Rect, is_narrow: bool) {
    let palette = theme::palette(ui);
    let center = pos2(area.left() + 29.0, area.top() + 29.0);
    let [first, second, ..] = palette.categories;
    icons::logo(ui.painter(), center, first, second);
    if !is_narrow {
        ui.painter().text(
            center + vec2(17.0, 0.0),
            Align2::LEFT_CENTER,
            "Holdfast",
            theme::semibold(15.0),
            palette.text,
        );
    }
}

fn badge_name(environment: Environment) -> Option<&'static str> {
    match environment {
        Environment::Production => None,
        Environment::Sandbox => Some("Sandbox"),
        Environment::Demo => Some("Demo"),
    }
}

/// Says that what is on screen is not the person's own money.
fn badge_ui(ui: &mut Ui, at: egui::Pos2, width: f32, name: &str, is_narrow: bool) {
    let palette = theme::palette(ui);
    let size = theme::label().size;
    let text = if is_narrow { &name[..1] } else { name };
    let rect = Rect::from_min_size(at + vec2(10.0, 0.0), vec2(width - 20.0, 24.0));
    let id = ui.scope_id().with("environment");
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    ui.painter().rect_stroke(
        rect,
        CornerRadius::same(theme::CONTROL_RADIUS),
        (1.0, palette.warn),
        StrokeKind::Inside,
    );
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        text,
        theme::semibold(size),
        palette.warn,
    );
    response.on_hover_text(match name {
        "Demo" => "A sample portfolio. Nothing here is real.",
        _ => "Plaid's invented institutions. Nothing here is real.",
    });
}

fn item_ui(
    ui: &mut Ui,
    state: &AppState,
    screen: Screen,
    rect: Rect,
    is_narrow: bool,
    count: usize,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let is_active = state.screen == screen;
    let response = ui.interact(rect, ui.scope_id().with(screen), Sense::click());
    let name = match count {
        0 => screen.label().to_owned(),
        1 => format!("{}, 1 item", screen.label()),
        _ => format!("{}, {count} items", screen.label()),
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_active, &name));
    let radius = CornerRadius::same(theme::CONTROL_RADIUS);
    if is_active {
        ui.painter().rect_filled(rect, radius, palette.accent_soft);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, radius, palette.raised);
    }
    widgets::focus_ring(ui, &response, rect);
    let ink = if is_active {
        palette.text
    } else {
        palette.muted
    };
    if is_narrow {
        icons::page_icon(ui.painter(), rect.center(), screen, ink);
        if count > 0 {
            let corner = rect.center() + vec2(10.0, -8.0);
            ui.painter().circle_filled(corner, 3.5, palette.warn);
        }
    } else {
        let font = if is_active {
            theme::semibold(13.0)
        } else {
            theme::body()
        };
        let left = pos2(rect.left() + 10.0, rect.center().y);
        ui.painter()
            .text(left, Align2::LEFT_CENTER, screen.label(), font, ink);
        let right = pos2(rect.right() - 10.0, rect.center().y);
        if count > 0 {
            count_ui(ui, right, count);
        } else {
            ui.painter().text(
                right,
                Align2::RIGHT_CENTER,
                hint(screen),
                theme::regular(11.0),
                palette.muted,
            );
        }
    }
    let response = if is_narrow || count > 0 {
        response.on_hover_text(format!("{name} ({})", hint(screen)))
    } else {
        response
    };
    if response.clicked() {
        commands.push(Command::Show(screen));
    }
}

/// How many items there are, in place of the key.
fn count_ui(ui: &Ui, right: egui::Pos2, count: usize) {
    let palette = theme::palette(ui);
    let text = if count > 99 {
        "99+".to_owned()
    } else {
        count.to_string()
    };
    let font = theme::semibold(11.0);
    let size = vec2(widgets::text_width(ui, &text, font.clone()) + 10.0, 17.0);
    let pill = Rect::from_min_size(right - vec2(size.x, size.y / 2.0), size);
    ui.painter()
        .rect_stroke(pill, 8.0, (1.0, palette.warn), StrokeKind::Inside);
    ui.painter().text(
        pill.center(),
        Align2::CENTER_CENTER,
        text,
        font,
        palette.warn,
    );
}

fn hint(screen: Screen) -> String {
    shortcuts::hint(Action::Show(screen))
}
