//! The return of every month and year, as a table of colors.

use chrono::Datelike as _;
use egui::{
    Align2, CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::{
    analytics::performance::{Figure, Measured, Reason, Span},
    domain::{Currency, Explained, Measure, Scope},
    state::Command,
    text::format,
    ui::{theme, widgets},
};

/// A year's months.
pub struct YearRow {
    pub year: i32,
    /// From January on; `None` where nothing was held.
    pub months: [Option<Cell>; 12],
    pub total: Option<Cell>,
}

/// The return of a month or year.
pub struct Cell {
    pub span: Span,
    /// `None` where it is not computable.
    pub ratio: Option<Decimal>,
    /// What limits it, or why there is none.
    pub notes: Vec<Reason>,
}

impl Cell {
    /// Opens how it comes about.
    fn explanation(&self, currency: Option<&Currency>) -> Command {
        let what = Explained {
            during: Some((self.span.from, self.span.to)),
            ..Explained::new(Measure::TimeWeighted, Scope::Whole, currency)
        };
        Command::explain(what)
    }

    fn of((span, figure): (Span, Figure<Decimal>)) -> Self {
        let ratio = figure.known().copied();
        let mut notes = figure.notes;
        notes.extend(figure.value.err());
        Self { span, ratio, notes }
    }
}

/// Every year, the newest first.
pub(super) fn years(measured: &Measured) -> Vec<YearRow> {
    let mut rows: Vec<YearRow> = vec![];
    for (span, figure) in measured.by_months(12) {
        rows.push(YearRow {
            year: span.to.year(),
            months: Default::default(),
            total: Some(Cell::of((span, figure))),
        });
    }
    for (span, figure) in measured.by_months(1) {
        let (year, month) = (span.to.year(), span.to.month0());
        let row = rows.iter_mut().find(|it| it.year == year);
        let cell = row.and_then(|row| row.months.get_mut(usize::try_from(month).ok()?));
        if let Some(cell) = cell {
            *cell = Some(Cell::of((span, figure)));
        }
    }
    rows.reverse();
    rows
}

/// The longest figures of the table, by which its type is chosen.
pub(super) fn longest(years: &[YearRow]) -> Vec<String> {
    let cells = years
        .iter()
        .flat_map(|it| it.months.iter().chain([&it.total]));
    let ratios = cells.filter_map(|it| it.as_ref()?.ratio);
    let mut texts: Vec<String> = ratios.map(points).collect();
    let length = |it: &String| it.chars().count();
    let most = texts.iter().map(length).max();
    texts.retain(|it| Some(length(it)) == most);
    texts.sort();
    texts.dedup();
    texts
}

const TITLES: [&str; 12] = ["J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D"];
const YEAR_WIDTH: f32 = 44.0;
/// The same where every point counts.
const NARROW_YEAR_WIDTH: f32 = 34.0;
/// Below this width of all.
const NARROW: f32 = 440.0;
/// The sizes that figures may have: the largest in which all of them fit.
const SIZES: [f32; 4] = [12.0, 11.0, 10.0, 9.0];
/// The least height of a year's row, and the most that it has of free space.
const ROW: f32 = 30.0;
/// Between two cells.
const CELL_GAP: f32 = 2.0;
const HIGH_ROW: f32 = 56.0;

/// The return that has the full color.
const STRONGEST: f32 = 0.04;

/// Shows the years that there is room for, and scrolls to the others.
/// Each month and year opens how it comes about.
pub(super) fn months_ui(
    ui: &mut Ui,
    (years, longest): (&[YearRow], &[String]),
    currency: Option<&Currency>,
    say: impl Fn(&Reason) -> String,
    commands: &mut Vec<Command>,
) {
    if years.is_empty() {
        widgets::muted(
            ui,
            "A month needs a value near its begin and one near its end.",
        );
        return;
    }
    let palette = theme::palette(ui);
    let (year_width, total_share) = if ui.available_width() < NARROW {
        (NARROW_YEAR_WIDTH, 1.0)
    } else {
        (YEAR_WIDTH, 1.2)
    };
    let width = (ui.available_width() - year_width) / (12.0 + total_share);
    let type_size = size_that_fits(ui, longest, width - CELL_GAP);
    let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let column = |row: Rect, at: f32, share: f32| {
        let left = row.left() + year_width + at * width;
        Rect::from_min_size(pos2(left, row.top()), vec2(width * share, row.height()))
    };
    let mut at = 0.0;
    for title in TITLES.into_iter().chain(["Year"]) {
        let share = if title == "Year" { total_share } else { 1.0 };
        let place = column(head, at, share).center();
        let (font, ink) = (theme::label(), palette.muted);
        ui.painter()
            .text(place, Align2::CENTER_CENTER, title, font, ink);
        at += 1.0;
    }
    egui::ScrollArea::vertical()
        .id_salt("months")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let count = years.len().to_f32().unwrap_or(1.0);
            let height = (ui.available_height() / count).clamp(ROW, HIGH_ROW);
            for row in years {
                let size = vec2(ui.available_width(), height);
                let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                let (font, ink) = (theme::regular(12.0), palette.muted);
                let place = rect.left_center();
                ui.painter()
                    .text(place, Align2::LEFT_CENTER, row.year.to_string(), font, ink);
                let mut at = 0.0;
                for cell in &row.months {
                    let name = month_name(row.year, at);
                    if cell_ui(
                        ui,
                        (column(rect, at, 1.0), type_size),
                        &name,
                        cell.as_ref(),
                        &say,
                    ) {
                        commands.extend(cell.as_ref().map(|it| it.explanation(currency)));
                    }
                    at += 1.0;
                }
                let name = row.year.to_string();
                let total = row.total.as_ref();
                if cell_ui(
                    ui,
                    (column(rect, at, total_share), type_size),
                    &name,
                    total,
                    &say,
                ) {
                    commands.extend(total.map(|it| it.explanation(currency)));
                }
            }
        });
}

fn month_name(year: i32, at: f32) -> String {
    let month = at.to_u32().unwrap_or_default() + 1;
    let day = chrono::NaiveDate::from_ymd_opt(year, month, 1);
    day.map_or_else(String::new, format::month)
}

/// Shows a cell; whether it was clicked, or chosen by a key.
fn cell_ui(
    ui: &Ui,
    (rect, size): (Rect, f32),
    name: &str,
    cell: Option<&Cell>,
    say: &impl Fn(&Reason) -> String,
) -> bool {
    let palette = theme::palette(ui);
    let rect = rect.shrink2(vec2(CELL_GAP / 2.0, 3.0));
    let (sense, role) = match cell {
        Some(_) => (Sense::click(), Role::Button),
        None => (Sense::hover(), Role::Label),
    };
    let response = ui.interact(rect, ui.scope_id().with(("month", name)), sense);
    let ratio = cell.and_then(|it| it.ratio);
    response.widget_info(|| {
        let figure = format::signed_percent(ratio);
        WidgetInfo::labeled(role, true, format!("{name} {figure}"))
    });
    let painter = ui.painter();
    let font = theme::regular(size);
    let (text, ink) = match ratio {
        Some(ratio) => {
            let strength = ratio.to_f32().unwrap_or_default().abs() / STRONGEST;
            let color = theme::signed_color(palette, Some(ratio));
            let ground = color.gamma_multiply(0.10 + 0.32 * strength.min(1.0));
            if !ratio.is_zero() {
                painter.rect_filled(rect, CornerRadius::same(4), ground);
            }
            let text = points(ratio);
            let drawn = painter.layout_no_wrap(text.clone(), font.clone(), palette.text);
            let fits = drawn.rect.width() <= rect.width();
            (if fits { text } else { whole(ratio) }, palette.text)
        }
        None => (format::UNKNOWN.to_owned(), palette.faint),
    };
    painter.text(rect.center(), Align2::CENTER_CENTER, text, font, ink);
    let is_pointed_at = cell.is_some() && (response.hovered() || response.has_focus());
    if is_pointed_at {
        let stroke = Stroke::new(1.5, palette.accent);
        painter.rect_stroke(rect, CornerRadius::same(4), stroke, StrokeKind::Inside);
    }
    let is_clicked = response.clicked();
    if let Some(cell) = cell {
        response.on_hover_ui(|ui| {
            ui.label(format!("{name}: {}", format::signed_percent(cell.ratio)));
            ui.label(format::days(cell.span.from, cell.span.to));
            for note in &cell.notes {
                ui.label(say(note));
            }
            ui.label("A click shows how it comes about.");
        });
    }
    is_clicked
}

/// The size of type in which every figure fits into a cell of that width, or the least.
fn size_that_fits(ui: &Ui, longest: &[String], width: f32) -> f32 {
    let fits = |size: &f32| {
        let mut texts = longest.iter();
        texts.all(|it| widgets::text_width(ui, it, theme::regular(*size)) <= width)
    };
    SIZES.into_iter().find(fits).unwrap_or(SIZES[3])
}

/// `+2`: where there is no room for more.
fn whole(ratio: Decimal) -> String {
    let text = points((ratio * Decimal::ONE_HUNDRED).round() / Decimal::ONE_HUNDRED);
    text.split('.').next().unwrap_or_default().to_owned()
}

/// `+2.1`: percent without the sign for it, which stands in the title.
fn points(ratio: Decimal) -> String {
    let text = format::signed_percent(Some(ratio));
    text.trim_end_matches('%').trim_end().to_owned()
}
