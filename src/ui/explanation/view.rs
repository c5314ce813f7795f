//! The panel: definition, what is left out, and what went in.

use std::sync::Arc;

use egui::{RichText, Sense, Ui, vec2};

use super::model::{ExplanationModel, Opens, PanelRow};
use crate::{
    domain::{Explained, Measure},
    state::{Command, GrowthLine, PerformanceColumn as Column, Screen, TransactionsQuery},
    text::{ExplainedLine, Label as _},
    ui::{
        theme,
        widgets::{self, rows_in_view},
    },
};

/// The height of a row: what it is and its figure, and what is said beneath.
const ROW: f32 = 42.0;

/// Marks a row that opens something, and the room for it.
const OPENS: &str = "›";
const MARK: f32 = 14.0;

/// Shows the panel's content. `model` is `None` until it is built for the first
/// time.
pub fn explanation_ui(ui: &mut Ui, model: Option<&ExplanationModel>, commands: &mut Vec<Command>) {
    let Some(model) = model.filter(|it| it.is_read) else {
        widgets::skeleton_rows(ui, 6);
        return;
    };
    let palette = theme::palette(ui);
    ui.spacing_mut().item_spacing.y = 6.0;
    others_ui(ui, &model.what, commands);
    ui.horizontal(|ui| {
        let figure = RichText::new(&model.result.figure).font(theme::semibold(20.0));
        ui.label(figure.color(palette.text));
        widgets::at_the_end(ui, |ui| {
            if ui.button("Copy").clicked() {
                ui.copy_text(model.plain());
            }
        });
    });
    widgets::muted(ui, model.result.name.as_str());
    if !model.result.detail.is_empty() {
        widgets::muted(ui, model.result.detail.as_str());
    }
    widgets::paragraph(ui, &model.definition.name);
    if !model.limits.is_empty() {
        widgets::inset(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            let title = RichText::new("Left out, or less sure").font(theme::semibold(13.0));
            ui.label(title.color(palette.warn));
            for sentence in &model.limits {
                widgets::paragraph(ui, sentence);
            }
        });
    }
    if !model.records.is_empty() && ui.button("Show these records").clicked() {
        commands.push(Command::QueryTransactions(TransactionsQuery {
            only: Some(Arc::clone(&model.records)),
            ..TransactionsQuery::default()
        }));
        commands.push(Command::Show(Screen::Transactions));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    rows_in_view(ui, ROW, model.rows.len(), |ui, at| match &model.rows[at] {
        PanelRow::Title(title) => widgets::section_title(ui, title),
        PanelRow::Line { line, opens } => line_ui(ui, line, opens.as_ref(), commands),
    });
    ui.add_space(12.0);
    let source = RichText::new(&model.definition.detail).font(theme::regular(12.0));
    ui.add(egui::Label::new(source.color(palette.muted)).wrap());
}

/// The other figures of the same thing over the same time.
fn others_ui(ui: &mut Ui, what: &Explained, commands: &mut Vec<Command>) {
    let all = [
        (Column::Gain.label(), Measure::Gain),
        (Column::TimeWeighted.label(), Measure::TimeWeighted),
        (Column::MoneyWeighted.label(), Measure::MoneyWeighted),
        (GrowthLine::Drawdown.label(), Measure::Drawdown),
    ];
    if all.iter().all(|it| it.1 != what.measure) {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        if let Some(measure) = widgets::segmented(ui, &all, what.measure) {
            let what = Explained {
                measure,
                ..what.clone()
            };
            commands.push(Command::explain(what));
        }
    });
}

fn line_ui(ui: &mut Ui, line: &ExplainedLine, opens: Option<&Opens>, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let sense = match opens {
        Some(_) => Sense::click(),
        None => Sense::hover(),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), sense);
    let role = match opens {
        Some(_) => egui::Role::Button,
        None => egui::Role::Label,
    };
    let spoken = || {
        let parts = [&line.name, &line.figure, &line.detail];
        let parts = parts.into_iter().filter(|it| !it.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    response.widget_info(|| egui::WidgetInfo::labeled(role, true, spoken()));
    let painter = ui.painter();
    if opens.is_some() && response.hovered() {
        painter.rect_filled(rect, 4.0, palette.raised);
    }
    painter.hline(rect.x_range(), rect.bottom(), (1.0, palette.stroke));
    let mut inner = rect.shrink2(vec2(8.0, 3.0));
    if opens.is_some() {
        widgets::text_right(painter, inner, OPENS, theme::body(), palette.muted);
    }
    // Figures stand beneath each other, whether their rows open something or not.
    inner.max.x -= MARK;
    let (above, below) = if line.detail.is_empty() {
        (inner, inner)
    } else {
        inner.split_top_bottom_at_fraction(0.5)
    };
    let drawn = widgets::text_right(painter, above, &line.figure, theme::body(), palette.text);
    if !line.detail.is_empty() {
        let font = theme::regular(12.0);
        widgets::text_left(painter, below, &line.detail, font, palette.muted);
    }
    let place = above.with_max_x(drawn.left() - 8.0);
    widgets::focus_ring(ui, &response, rect);
    let (font, ink) = (theme::body(), palette.text);
    let response = widgets::name_left(ui, response, place, &line.name, font, ink);
    if response.on_hover_text(spoken()).clicked() {
        commands.extend(opens.map(|it| match it {
            Opens::Holding(id) => Command::OpenHolding(id.clone()),
            Opens::Transaction(id) => Command::OpenTransaction(id.clone()),
        }));
    }
}
