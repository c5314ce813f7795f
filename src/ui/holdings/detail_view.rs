//! Painting the panel of one holding.

use egui::{Align, Layout, RichText, Ui, vec2};
use rust_decimal::Decimal;

use super::{Detail, HoldingsModel};
use crate::{
    domain::{Explained, FixedIncome, Holding, Measure, OptionContract, Scope, Security},
    state::{AppState, Chart, Command},
    text::{
        self,
        format::{self, Figures},
    },
    ui::{
        theme, transactions,
        widgets::{self, TimePlot, text_left, text_right},
    },
    valuation::{Amounts, Unknown},
};

/// Shows what stands in the panel.
pub(super) fn detail_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &HoldingsModel,
    detail: &Detail,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    summary_ui(ui, state, model, detail, commands);
    value_ui(ui, state, model.holding(&detail.row), detail, commands);
    ui.add_space(10.0);
    figures_ui(ui, state, model, detail, commands);
    let security = model.security(&detail.row);
    if let Some(option) = security.and_then(|it| it.option_contract.as_ref()) {
        option_ui(ui, option, detail, figures);
    }
    if let Some(bond) = security.and_then(|it| it.fixed_income.as_ref()) {
        bond_ui(ui, bond, detail, figures);
    }
    rows_as_reported_ui(ui, model, detail, figures);
    tax_lots_ui(ui, model, detail, figures);
    transactions_ui(ui, model, detail, figures, commands);
}

fn summary_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &HoldingsModel,
    detail: &Detail,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    let palette = theme::palette(ui);
    let row = &detail.row;
    let currency = row.currency.as_ref();
    if let Some(security) = model.security(row) {
        widgets::muted(ui, kind_of(security));
    }
    let account = model.portfolio.account(&model.holding(row).account_id);
    if let Some(account) = account {
        widgets::muted(ui, account.display_name());
    }
    ui.add_space(12.0);
    let holding = model.holding(row);
    let explained = |measure| {
        Explained::new(
            measure,
            Scope::Holding(holding.account_id.clone(), holding.security_id.clone()),
            row.currency.as_ref(),
        )
    };
    ui.horizontal(|ui| {
        ui.label(RichText::new(figures.money(row.value(), currency)).font(theme::semibold(20.0)));
        widgets::explain_button(ui, state, explained(Measure::Value), commands);
    });
    if row.gain().is_some() {
        let gain = format!(
            "{} {}",
            figures.signed_money(row.gain(), currency),
            format::signed_percent(row.gain_ratio())
        );
        ui.horizontal(|ui| {
            ui.label(RichText::new(gain).color(theme::signed_color(palette, row.gain())));
            widgets::explain_button(ui, state, explained(Measure::UnrealizedGain), commands);
        });
    } else {
        let because = row.gain_unknown().unwrap_or(Unknown::NotReported);
        ui.label(RichText::new(text::no_gain(because)).color(palette.muted));
    }
}

/// How high the chart is.
const CHART_HEIGHT: f32 = 150.0;

/// Its value at the syncs, as soon as there are two days to compare.
fn value_ui(
    ui: &mut Ui,
    state: &AppState,
    holding: &Holding,
    detail: &Detail,
    commands: &mut Vec<Command>,
) {
    let Some(history) = &detail.history else {
        ui.add_space(CHART_HEIGHT);
        return;
    };
    if history.points.len() < 2 && history.unseen.segments.is_empty() {
        return;
    }
    let title = if history.unseen.segments.is_empty() {
        "Value · observed at syncs"
    } else {
        "Value · dashed: from transactions"
    };
    widgets::section_title(ui, title);
    let heading = ui.min_rect().bottom();
    let size = vec2(ui.available_width(), CHART_HEIGHT);
    ui.allocate_ui(size, |ui| {
        let mut card = ui.max_rect();
        plot_ui(ui, state, holding, detail);
        card.min.y = heading - 26.0;
        widgets::save_button(ui, Chart::HoldingValue, card, commands);
    });
}

/// The line alone, in all the space there is.
pub(in crate::ui) fn plot_ui(ui: &mut Ui, state: &AppState, holding: &Holding, detail: &Detail) {
    let Some(history) = &detail.history else {
        return;
    };
    let Some((first, last)) = history.points.first().zip(history.points.last()) else {
        return;
    };
    let figures = Figures::of(state);
    let currency = detail.row.currency.as_ref();
    let name = format!(
        "Chart of the holding's value, {} to {}, from {} to {}",
        format::date(first.day),
        format::date(last.day),
        figures.money(Some(first.value), currency),
        figures.money(Some(last.value), currency),
    );
    TimePlot {
        chart: Chart::HoldingValue,
        subject: ui.scope_id().with(("value", &holding.id)),
        name: &name,
        points: &history.plot,
        range: (history.unseen.begin(first.day), state.today().max(last.day)),
        beside: &[],
        unseen: Some(&history.unseen),
        is_joined: false,
        marks: &history.marks,
        unit: widgets::PlotUnit::Money(currency, figures),
    }
    .show(ui);
}

/// `Equity · Technology · XNAS · US0378331005`, as far as it is known.
fn kind_of(security: &Security) -> String {
    let parts = [
        security
            .asset_class
            .as_ref()
            .map(|it| text::asset_class(it.as_str())),
        security.sector.as_deref(),
        security.market_identifier_code.as_deref(),
        security.isin.as_deref().or(security.cusip.as_deref()),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join(" · ")
}

fn figures_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &HoldingsModel,
    detail: &Detail,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    let row = &detail.row;
    let currency = row.currency.as_ref();
    let holding = model.holding(row);
    widgets::key_value_row(ui, "Quantity", &figures.quantity(row.quantity));
    if let Some(all) = not_vested(model, detail) {
        widgets::key_value_row(ui, "Not vested yet", &figures.quantity(Some(all)));
    }
    let price = holding.institution_price_as_of.map_or_else(
        || "Price".to_owned(),
        |day| format!("Price, {}", format::date(day)),
    );
    widgets::key_value_row(ui, &price, &figures.price(row.price, currency));
    let average = row
        .cost_basis()
        .filter(|_| row.gain_unknown().is_none())
        .zip(row.quantity.filter(|it| !it.is_zero()))
        .and_then(|(cost, quantity)| cost.checked_div(quantity));
    widgets::key_value_row(ui, "Average cost", &figures.money(average, currency));
    widgets::key_value_row(ui, "Cost basis", &figures.money(row.cost_basis(), currency));
    let weight = format::percent(row.weight);
    let what = Explained::new(
        Measure::Weight,
        Scope::Security(holding.security_id.clone()),
        row.currency.as_ref(),
    );
    widgets::explained_row(ui, state, ("Weight", &weight), what, commands);
    let dividends = per_currency(&detail.dividends, figures);
    widgets::key_value_row(ui, "Dividends, 12 months", &dividends);
    let first = or_dash(detail.first_bought.map(format::date));
    widgets::key_value_row(ui, "First purchase on record", &first);
}

/// The units that do not count yet.
fn not_vested(model: &HoldingsModel, detail: &Detail) -> Option<Decimal> {
    let mut rest = Decimal::ZERO;
    for &at in &detail.row.holdings {
        let holding = &model.portfolio.holdings[at];
        let counted = model.portfolio.worth(holding).units?;
        rest = rest.checked_add(holding.quantity?.checked_sub(counted)?)?;
    }
    (!rest.is_zero()).then_some(rest)
}

fn per_currency(totals: &Amounts, figures: Figures) -> String {
    let amounts: Vec<String> = totals
        .iter()
        .map(|(currency, amount)| figures.money(amount, currency))
        .collect();
    or_dash((!amounts.is_empty()).then(|| amounts.join(", ")))
}

fn option_ui(ui: &mut Ui, option: &OptionContract, detail: &Detail, figures: Figures) {
    widgets::section_title(ui, "Option");
    let currency = detail.row.currency.as_ref();
    let text = |it: &Option<std::sync::Arc<str>>| or_dash(it.as_deref().map(str::to_owned));
    widgets::key_value_row(ui, "Contract", &text(&option.contract_type));
    widgets::key_value_row(ui, "Underlying", &text(&option.underlying_security_ticker));
    widgets::key_value_row(
        ui,
        "Strike price",
        &figures.price(option.strike_price, currency),
    );
    let expires = or_dash(option.expiration_date.map(format::date));
    widgets::key_value_row(ui, "Expires", &expires);
}

fn bond_ui(ui: &mut Ui, bond: &FixedIncome, detail: &Detail, figures: Figures) {
    widgets::section_title(ui, "Bond");
    let currency = detail.row.currency.as_ref();
    if let Some(rate) = &bond.yield_rate {
        let kind = rate
            .rate_type
            .as_deref()
            .unwrap_or("rate")
            .replace('_', " ");
        let percentage = or_dash(rate.percentage.map(|it| format!("{it}%")));
        widgets::key_value_row(ui, &format!("Yield ({kind})"), &percentage);
    }
    let day = |it: Option<chrono::NaiveDate>| or_dash(it.map(format::date));
    widgets::key_value_row(ui, "Issued", &day(bond.issue_date));
    widgets::key_value_row(ui, "Matures", &day(bond.maturity_date));
    widgets::key_value_row(ui, "Face value", &figures.money(bond.face_value, currency));
}

/// The rows behind a sum, such as the grants of a stock plan.
fn rows_as_reported_ui(ui: &mut Ui, model: &HoldingsModel, detail: &Detail, figures: Figures) {
    let row = &detail.row;
    if row.holdings.len() < 2 {
        return;
    }
    widgets::section_title(ui, "Rows as reported");
    for holding in row.holdings.iter().map(|&at| &model.portfolio.holdings[at]) {
        let worth = model.portfolio.worth(holding);
        let quantity = figures.quantity(worth.units);
        let value = figures.money(worth.value.ok(), row.currency.as_ref());
        widgets::key_value_row(ui, &quantity, &value);
    }
}

fn tax_lots_ui(ui: &mut Ui, model: &HoldingsModel, detail: &Detail, figures: Figures) {
    let row = &detail.row;
    let lots = || {
        row.holdings
            .iter()
            .flat_map(|&at| &model.portfolio.holdings[at].tax_lots)
    };
    if lots().next().is_none() {
        return;
    }
    widgets::section_title(ui, "Tax lots");
    for lot in lots() {
        let bought = lot
            .original_purchase_datetime
            .map_or_else(|| "No date".to_owned(), |it| format::date(it.date_naive()));
        let key = format!("{bought} · {}", figures.quantity(lot.quantity));
        let cost = figures.money(lot.cost_basis, row.currency.as_ref());
        widgets::key_value_row(ui, &key, &cost);
    }
}

fn transactions_ui(
    ui: &mut Ui,
    model: &HoldingsModel,
    detail: &Detail,
    figures: Figures,
    commands: &mut Vec<Command>,
) {
    if detail.transactions.is_empty() {
        return;
    }
    widgets::section_title(ui, "Transactions");
    let palette = theme::palette(ui);
    for &at in &detail.transactions {
        let it = &model.portfolio.transactions[at];
        let label = transactions::type_label(it);
        let what = match transactions::quantity(it).known() {
            Some(quantity) => format!("{label} {}", figures.quantity(Some(quantity.abs()))),
            None => label.into_owned(),
        };
        let what = if it.context.is_entered {
            format!("{what} ({})", text::ENTERED)
        } else {
            what
        };
        let amount = figures.signed_money(it.cash_effect(), it.currency.as_ref());
        let day = format::date(it.date);
        let (inner, response) = widgets::list_row(ui, || format!("{day} {what} {amount}"));
        let ink = if it.counts() {
            palette.text
        } else {
            palette.faint
        };
        let painter = ui.painter();
        text_left(painter, inner, &day, theme::body(), palette.muted);
        let covered = text_right(painter, inner, &amount, theme::body(), ink);
        let middle = inner
            .with_min_x(inner.left() + 98.0)
            .with_max_x(covered.left() - 8.0);
        text_left(painter, middle, &what, theme::body(), ink);
        if response.clicked() {
            commands.push(Command::OpenTransaction(it.id.clone()));
        }
    }
    let hidden = detail.transaction_count - detail.transactions.len();
    if hidden > 0 {
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            let text = format!(
                "{} older ones are on the transactions page",
                format::count(hidden)
            );
            ui.label(RichText::new(text).color(palette.muted));
        });
    }
}

/// The dash of what is not known, or the text.
pub(super) fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| format::UNKNOWN.to_owned())
}
