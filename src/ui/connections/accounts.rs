//! The accounts on an institution's card.

use egui::{Role, WidgetInfo, vec2};

use super::{AccountRow, card::counted};
use crate::ui::{
    format::{self, Figures},
    theme, widgets,
};

/// Shows one account: name and value.
pub(super) fn account_ui(ui: &mut egui::Ui, figures: Figures, account: &AccountRow) {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(
        vec2(ui.available_width(), theme::ROW_HEIGHT),
        egui::Sense::hover(),
    );
    let amounts = account_amounts(figures, account);
    response.widget_info(|| {
        WidgetInfo::labeled(Role::ListItem, true, format!("{} {amounts}", account.label))
    });
    let painter = ui.painter();
    painter.hline(rect.x_range(), rect.bottom(), (1.0, palette.stroke));
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let color = if account.missing_since.is_some() {
        palette.muted
    } else {
        palette.text
    };
    let right = widgets::text_right(painter, inner, &amounts, theme::body(), color);
    let left = egui::Rect::from_min_max(inner.min, egui::pos2(right.left() - 12.0, inner.bottom()));
    widgets::text_left(painter, left, &account.label, theme::body(), color);
}

/// `$112,402.11`, one amount per currency.
fn account_amounts(figures: Figures, account: &AccountRow) -> String {
    if let Some(since) = account.missing_since {
        return format!("not listed since {}", format::date(since));
    }
    let mut parts: Vec<String> = account
        .values
        .iter()
        .map(|(currency, value)| figures.money(*value, currency.as_ref()))
        .collect();
    if account.unknown > 0 {
        parts.push(format!(
            "{} not valued",
            counted(account.unknown, "holding")
        ));
    }
    if parts.is_empty() {
        return "no holdings".to_owned();
    }
    parts.join(" · ")
}
