//! The drawer: from begin to end, then what is different of holdings.

use egui::{Sense, Ui, vec2};

use super::model::{ChangeRow, ChangesModel};
use crate::{
    analytics::changes::{HeldThen, HoldingChange},
    state::{AppState, Command},
    text::{
        self, Label as _,
        format::{self, Figures},
    },
    ui::{
        theme,
        widgets::{self, rows_in_view},
    },
};

/// The height of a row: a name, and what is different beneath.
const ROW: f32 = 44.0;

/// Shows the drawer's content. `model` is `None` until it is built for the first
/// time.
pub fn changes_ui(
    ui: &mut Ui,
    state: &AppState,
    model: Option<&ChangesModel>,
    commands: &mut Vec<Command>,
) {
    let Some(model) = model.filter(|it| it.is_read) else {
        widgets::skeleton_rows(ui, 6);
        return;
    };
    let figures = Figures::of(state);
    for between in &model.bridges {
        let currency = between.currency.as_ref();
        let title = match between.span {
            Some(span) => format::days(span.from, span.to),
            None => "From begin to end".to_owned(),
        };
        widgets::section_title(ui, &title);
        match &between.bridge.value {
            Ok(bridge) => {
                for (name, amount) in text::bridge_lines(bridge, currency, figures) {
                    widgets::key_value_row(ui, name, &amount);
                }
            }
            Err(because) => {
                widgets::muted(
                    ui,
                    text::limit(because, &model.portfolio, currency, figures),
                );
            }
        }
    }
    if model.rows.is_empty() {
        widgets::section_title(ui, "Holdings");
        widgets::muted(
            ui,
            "No holding differs between the last two days with a sync.",
        );
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    rows_in_view(ui, ROW, model.rows.len(), |ui, at| match &model.rows[at] {
        ChangeRow::Title(difference, count) => {
            let text = format!("{} · {}", difference.label(), format::count(*count));
            widgets::section_title(ui, &text);
        }
        ChangeRow::Holding(change) => holding_ui(ui, model, change, figures, commands),
    });
}

fn holding_ui(
    ui: &mut Ui,
    model: &ChangesModel,
    change: &HoldingChange,
    figures: Figures,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = text::security_name(&model.portfolio, &change.security);
    let account = model.portfolio.account(&change.account);
    let account = account.map_or(change.account.as_str(), |it| it.short_name());
    let value = change.after.or(change.before).and_then(|it| it.value);
    let value = figures.money(value, change.currency.as_ref());
    let details = details(change, figures);
    let spoken = format!("{name}, {account}, {value}, {details}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
    let painter = ui.painter();
    if response.hovered() {
        painter.rect_filled(rect, 4.0, palette.raised);
    }
    painter.hline(rect.x_range(), rect.bottom(), (1.0, palette.stroke));
    let inner = rect.shrink2(vec2(8.0, 3.0));
    let (above, below) = inner.split_top_bottom_at_fraction(0.5);
    let drawn = widgets::text_right(painter, above, &value, theme::body(), palette.text);
    let place = above.with_max_x(drawn.left() - 8.0);
    widgets::text_left(
        painter,
        below,
        &format!("{account} · {details}"),
        theme::regular(12.0),
        palette.muted,
    );
    widgets::focus_ring(ui, &response, rect);
    let (font, ink) = (theme::body(), palette.text);
    let response = widgets::name_left(ui, response, place, &name, font, ink);
    if response.on_hover_text(&spoken).clicked()
        && let Some(id) = model.holding_of(change)
    {
        commands.push(Command::OpenHolding(id));
    }
}

/// `10 → 11 units, $100.00 → $101.00, basis $900.00 → $1,000.00`: what is
/// different, each with before and after.
fn details(change: &HoldingChange, figures: Figures) -> String {
    use crate::analytics::changes::Difference as By;
    let currency = change.currency.as_ref();
    let units = |it: HeldThen| figures.quantity(it.units);
    let (before, after) = match (change.before, change.after) {
        (Some(before), Some(after)) => (before, after),
        (None, Some(only)) | (Some(only), None) => return format!("{} units", units(only)),
        (None, None) => return String::new(),
    };
    let pair = |of: &dyn Fn(HeldThen) -> String| format!("{} → {}", of(before), of(after));
    let parts = change
        .differences
        .iter()
        .map(|difference| match difference {
            By::New | By::Gone => String::new(),
            By::Units => format!("units {}", pair(&units)),
            By::Price => format!("price {}", pair(&|it| figures.money(it.price, currency))),
            By::Basis => format!("basis {}", pair(&|it| figures.money(it.cost, currency))),
            By::Value => format!("value {}", pair(&|it| figures.money(it.value, currency))),
        });
    parts.collect::<Vec<_>>().join(", ")
}
