//! The page: the dimension, where one is within it, the donut and its twin.

use egui::{Align, Layout, Rect, RichText, vec2};
use rust_decimal::prelude::ToPrimitive as _;

use super::{
    AllocationModel,
    forms::{Parts, Touched},
    inside::inside_ui,
    slices,
    table::{self, Pointed},
};
use crate::{
    domain::AllocationBy,
    state::{AllocationForm, AllocationQuery, AppState, Chart, Command, Drill, Table},
    text::{
        self, Label as _,
        format::{self, Figures},
    },
    ui::{theme, widgets},
};

/// From this width on donut and table stand side by side.
const SIDE_BY_SIDE: f32 = 700.0;

const LARGEST_DONUT: f32 = 1100.0;
/// Where less is left below the table, the table has it.
const LEAST_INSIDE: f32 = 220.0;

/// Shows the page. `model` is `None` until the portfolio is read.
pub fn allocation_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: Option<&AllocationModel>,
    commands: &mut Vec<Command>,
) {
    let Some(model) = model else {
        widgets::skeleton_rows(ui, 8);
        return;
    };
    ui.spacing_mut().item_spacing.y = theme::GAP;
    controls_ui(ui, state, model, commands);
    let Some(allocation) = &model.allocation else {
        widgets::empty_state(
            ui,
            "Nothing to divide",
            "Once holdings are synced, this shows how their value is spread. Another account \
             filter or category may have some.",
        );
        return;
    };
    // Donut and table follow each other: what one is pointed at in this frame,
    // the other shows in the next.
    let pointed = ui.scope_id().with("pointed slice");
    let before: Option<usize> = ui.data(|it| it.get_temp(pointed)).flatten();
    let before = before.filter(|at| *at < model.slices.len());
    let mut now = Pointed::default();

    if ui.available_width() >= SIDE_BY_SIDE {
        let height = ui.available_height();
        let width = ui.available_width() - theme::GAP;
        let donut_share = if width > 1000.0 { 0.474 } else { 0.36 };
        let donut_width = (width * donut_share).round();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            cell_ui(ui, vec2(donut_width, height), |ui| {
                widgets::card_filling(ui, None, |ui| {
                    let size = ui.available_width().min(ui.available_height()) - 16.0;
                    chart_ui(ui, state, model, size.min(LARGEST_DONUT), before, &mut now);
                });
            });
            let side = width - donut_width;
            let table_height = table::full_height(state, allocation);
            let left = height - table_height - theme::GAP;
            let has_inside = left >= LEAST_INSIDE && !model.inside.is_empty();
            cell_ui(ui, vec2(side, height), |ui| {
                let table_height = if has_inside { table_height } else { height };
                cell_ui(ui, vec2(side, table_height), |ui| {
                    table::table_ui(ui, state, model, allocation, before, &mut now, commands);
                });
                if !has_inside {
                    return;
                }
                cell_ui(ui, vec2(side, left), |ui| {
                    widgets::card_filling(ui, Some(text::INSIDE_SLICES), |ui| {
                        let figures = Figures::of(state);
                        inside_ui(ui, model, figures, before, &mut now, commands);
                    });
                });
            });
        });
    } else {
        egui::ScrollArea::vertical()
            .id_salt("allocation")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                widgets::card(ui, None, |ui| {
                    let row = vec2(ui.available_width(), 260.0);
                    cell_ui(ui, row, |ui| {
                        ui.set_max_height(260.0);
                        chart_ui(ui, state, model, 260.0, before, &mut now);
                    });
                });
                let rows = model.categories().len() + allocation.negatives.len() + 6;
                let height = rows.min(16).to_f32().unwrap_or(16.0) * theme::ROW_HEIGHT;
                let width = ui.available_width();
                cell_ui(ui, vec2(width, height), |ui| {
                    table::table_ui(ui, state, model, allocation, before, &mut now, commands);
                });
            });
    }

    if now.slice != before {
        ui.data_mut(|it| it.insert_temp(pointed, now.slice));
        ui.ctx().request_repaint();
    }
    if let Some(category) = now.clicked {
        open(state, model, category, commands);
    }
}

fn cell_ui(ui: &mut egui::Ui, size: egui::Vec2, add_contents: impl FnOnce(&mut egui::Ui)) {
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        add_contents(ui);
    });
}

/// From this width on the controls stand in one row.
const ONE_ROW: f32 = 1000.0;

fn controls_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &AllocationModel,
    commands: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing.x = 10.0;
    if ui.available_width() >= ONE_ROW {
        ui.horizontal(|ui| {
            dimensions_ui(ui, state, commands);
            forms_ui(ui, state, model, commands);
            widgets::at_the_end(ui, |ui| {
                export_ui(ui, commands);
                widgets::in_what_is_left(ui, |ui| breadcrumb_ui(ui, state, model, commands));
            });
        });
        return;
    }
    ui.horizontal(|ui| {
        dimensions_ui(ui, state, commands);
        widgets::at_the_end(ui, |ui| export_ui(ui, commands));
    });
    ui.horizontal(|ui| {
        forms_ui(ui, state, model, commands);
        breadcrumb_ui(ui, state, model, commands);
    });
}

fn export_ui(ui: &mut egui::Ui, commands: &mut Vec<Command>) {
    widgets::export_menu(ui, Table::Allocation, Some(Chart::Allocation), commands);
}

fn dimensions_ui(ui: &mut egui::Ui, state: &AppState, commands: &mut Vec<Command>) {
    let query = &state.view.allocation;
    let dimensions = AllocationBy::ALL.map(|it| (it.label(), it));
    if let Some(by) = widgets::segmented(ui, &dimensions, query.by) {
        commands.push(Command::QueryAllocation(AllocationQuery {
            by,
            drill: None,
            ..query.clone()
        }));
    }
}

/// How it is drawn, and in which currency.
fn forms_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &AllocationModel,
    commands: &mut Vec<Command>,
) {
    let query = &state.view.allocation;
    let forms = AllocationForm::ALL.map(|it| (it.label(), it));
    if let Some(form) = widgets::segmented(ui, &forms, query.form) {
        commands.push(Command::QueryAllocation(AllocationQuery {
            form,
            ..query.clone()
        }));
    }
    let shown = model.allocation.as_ref();
    let shown = shown.and_then(|it| it.currency.as_ref());
    let currencies = model.currencies.iter().map(Option::as_ref);
    widgets::currency_choice(ui, currencies, shown, commands);
}

/// `All › Sector › Technology`; what lies above leads back.
fn breadcrumb_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &AllocationModel,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let muted = |text: &str| RichText::new(text).color(palette.muted);
    let Some(name) = &model.open else {
        ui.label(muted(&format!(
            "All › {}",
            state.view.allocation.by.label()
        )));
        return;
    };
    let back = format!("All › {}", state.view.allocation.by.label());
    let link = ui.link(RichText::new(&back).color(palette.accent));
    if link.clicked() {
        commands.push(Command::QueryAllocation(AllocationQuery {
            drill: None,
            ..state.view.allocation.clone()
        }));
    }
    ui.add(egui::Label::new(muted(&format!("› {name}"))).truncate());
}

/// The chart alone, for an image.
pub(in crate::ui) fn picture_ui(ui: &mut egui::Ui, state: &AppState, model: &AllocationModel) {
    let size = ui.available_width().min(ui.available_height());
    chart_ui(ui, state, model, size, None, &mut Pointed::default());
}

/// The chart in the form that is chosen; `size` is that of a donut.
fn chart_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &AllocationModel,
    size: f32,
    highlighted: Option<usize>,
    now: &mut Pointed,
) {
    if model.slices.is_empty() {
        widgets::empty_state(
            ui,
            "No slice to show",
            "No holding here has a known value above zero.",
        );
        return;
    }
    let parts = Parts {
        slices: &model.slices,
        currency: model
            .allocation
            .as_ref()
            .and_then(|it| it.currency.as_ref()),
        figures: Figures::of(state),
        highlighted,
    };
    let touched = match state.view.allocation.form {
        AllocationForm::Donut => donut_ui(ui, state, model, size, highlighted),
        AllocationForm::Treemap => parts.treemap_ui(ui),
        AllocationForm::Bars => parts.bars_ui(ui),
    };
    if touched.hovered.is_some() {
        now.slice = touched.hovered;
    }
    if let Some(at) = touched.clicked {
        // What is gathered has no single category to open.
        if let [category] = model.slices[at].categories[..] {
            now.clicked = Some(category);
        }
    }
}

fn donut_ui(
    ui: &mut egui::Ui,
    state: &AppState,
    model: &AllocationModel,
    size: f32,
    highlighted: Option<usize>,
) -> Touched {
    let Some(allocation) = &model.allocation else {
        return Touched::default();
    };
    let palette = theme::palette(ui);
    let figures = Figures::of(state);
    let slices = slices(&model.slices, palette);
    let space = ui.available_size();
    let rect = Rect::from_center_size(
        ui.cursor().min + space.max(egui::Vec2::splat(size)) / 2.0,
        egui::Vec2::splat(size),
    );
    let donut = ui
        .scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
            widgets::Donut {
                name: &format!("Allocation by {}", model.by.label().to_lowercase()),
                size,
                slices: &slices,
                highlighted,
            }
            .show(ui)
        })
        .inner;
    let shown = donut.hovered.or(highlighted).map(|at| &model.slices[at]);
    let (name, value, share) = if let Some(slice) = shown {
        let share = format!("{} of total", format::percent(slice.weight));
        let share = match slice.categories.len() {
            1 => share,
            count => format!("{count} together · {share}"),
        };
        (slice.label.clone(), slice.value, share)
    } else {
        let all = if allocation.negatives.is_empty() {
            "Total"
        } else {
            text::WITHOUT_SHORTS
        };
        let name = model.open.clone().unwrap_or_else(|| all.to_owned());
        (name, allocation.total, counted(model))
    };
    donut.middle(
        ui,
        &[
            (&name, theme::body(), palette.muted),
            (
                &figures.money(value, allocation.currency.as_ref()),
                theme::semibold(match size {
                    ..320.0 => 16.0,
                    320.0..560.0 => 24.0,
                    _ => 34.0,
                }),
                palette.text,
            ),
            (&share, theme::body(), palette.muted),
        ],
    );
    Touched {
        hovered: donut.hovered,
        clicked: donut.clicked,
    }
}

/// `8 sectors`.
fn counted(model: &AllocationModel) -> String {
    let count = model.categories().len();
    let (one, many) = match model.by {
        AllocationBy::AssetClass => ("asset class", "asset classes"),
        AllocationBy::Security => ("security", "securities"),
        AllocationBy::Sector => ("sector", "sectors"),
        AllocationBy::Account => ("account", "accounts"),
        AllocationBy::Institution => ("institution", "institutions"),
        AllocationBy::Currency => ("currency", "currencies"),
    };
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Opens a category: its securities, or of a security its largest holding.
pub(super) fn open(
    state: &AppState,
    model: &AllocationModel,
    category: usize,
    commands: &mut Vec<Command>,
) {
    let Some(category) = model.categories().get(category) else {
        return;
    };
    if model.by == AllocationBy::Security {
        if let Some(holding) = model.holding_of.get(&category.name.key) {
            commands.push(Command::OpenHolding(holding.clone()));
        }
        return;
    }
    commands.push(Command::QueryAllocation(AllocationQuery {
        drill: Some(Drill {
            by: model.by,
            category: category.name.key.clone(),
        }),
        ..state.view.allocation.clone()
    }));
}
