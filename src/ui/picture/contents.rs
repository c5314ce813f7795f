//! What a chart needs to be read without the window around it.

use std::sync::Arc;

use chrono::NaiveDate;
use egui::{Color32, Theme, Ui};

use crate::{
    domain::Currency,
    portfolio::Portfolio,
    state::{
        AccountFilter, AllocationForm, AllocationQuery, AppState, Chart, GrowthLine, Screen,
        ThemeChoice,
    },
    text::{
        self, Label as _,
        format::{self, Figures},
        picture,
    },
    ui::{
        PageModel as _,
        allocation::{self, AllocationModel, AllocationPageQuery},
        holdings::{self, HoldingsInput, HoldingsModel},
        overview::{self, CourseInput, CourseModel, OverviewModel, OverviewQuery},
        performance::{self, PerformanceInput, PerformanceModel},
        shell::ShellModel,
        theme::{self, Palette},
        transactions::{self, TransactionsInput, TransactionsModel},
        widgets::{self, UnseenLine},
    },
};

/// A chart and the words around it.
pub(super) struct Contents {
    pub(super) title: String,
    pub(super) as_of: String,
    /// What it is narrowed to.
    pub(super) facts: Vec<String>,
    pub(super) legend: Vec<Entry>,
    is_donut: bool,
    body: Body,
}

/// An entry of the legend.
pub(super) struct Entry {
    pub(super) color: Color32,
    pub(super) name: String,
    pub(super) figures: Vec<String>,
}

enum Body {
    Value(Box<OverviewModel>, Box<CourseModel>),
    Holding(Box<HoldingsModel>),
    Allocation(Box<AllocationModel>),
    CashFlow(Box<TransactionsModel>),
    Growth(Box<PerformanceModel>),
}

/// What one chart says of itself.
struct Said {
    title: String,
    /// The day of what it shows.
    day: NaiveDate,
    currency: Option<Currency>,
    narrowed: Vec<String>,
    legend: Vec<Entry>,
    body: Body,
}

impl Contents {
    /// `None` where there is nothing to draw. `days` are those that were zoomed
    /// into, as places on the axis.
    pub(super) fn of(chart: Chart, state: &AppState, days: Option<(f64, f64)>) -> Option<Self> {
        let portfolio = state.portfolio.as_ref()?;
        let zoomed = days.and_then(|(from, to)| {
            let (from, to) = (widgets::day_at(from)?, widgets::day_at(to)?);
            Some(format::days(from, to))
        });
        let palette = theme::palette_of(match state.choices.theme {
            ThemeChoice::Light => Theme::Light,
            ThemeChoice::Dark | ThemeChoice::System => Theme::Dark,
        });
        let mut said = match chart {
            Chart::Value => value(state, palette)?,
            Chart::HoldingValue => holding(state, palette)?,
            Chart::Allocation => allocation(state, palette)?,
            Chart::CashFlow => cash_flow(state, palette)?,
            Chart::Growth => growth(state, palette)?,
        };
        if let (Some(zoomed), Some(range)) = (zoomed, said.narrowed.first_mut()) {
            *range = zoomed;
        }
        let code = said.currency.as_ref().map(Currency::code);
        let mut facts = vec![
            accounts(state, portfolio, chart),
            code.unwrap_or(picture::NO_CURRENCY).to_owned(),
        ];
        facts.append(&mut said.narrowed);
        if state.choices.hide_amounts {
            facts.push(picture::AMOUNTS_HIDDEN.to_owned());
        }
        Some(Self {
            title: said.title,
            as_of: picture::as_of(said.day),
            facts,
            legend: said.legend,
            is_donut: chart == Chart::Allocation
                && state.view.allocation.form == AllocationForm::Donut,
            body: said.body,
        })
    }

    /// Whether the legend is a list beside the chart.
    pub(super) fn is_beside(&self) -> bool {
        self.is_donut
    }

    /// The chart alone.
    pub(super) fn chart_ui(&self, ui: &mut Ui, state: &AppState) {
        match &self.body {
            Body::Value(model, course) => {
                overview::value_ui(ui, state, model, course.of(model.currency()));
            }
            Body::Holding(model) => {
                if let Some(detail) = &model.detail {
                    holdings::plot_ui(ui, state, model.holding(&detail.row), detail);
                }
            }
            Body::Allocation(model) => allocation::picture_ui(ui, state, model),
            Body::CashFlow(model) => {
                let height = ui.available_height();
                transactions::months_ui(ui, state, model, height);
            }
            Body::Growth(model) => {
                if let Some(shown) = &model.shown {
                    performance::plot_ui(ui, state, shown);
                }
            }
        }
    }
}

/// Which accounts it covers: of a holding, the one it is in.
fn accounts(state: &AppState, portfolio: &Arc<Portfolio>, chart: Chart) -> String {
    let filter = &state.view.accounts;
    let shell = ShellModel::build(portfolio, &());
    if chart == Chart::HoldingValue {
        let open = state.view.holdings.open.as_ref();
        let holding = portfolio.holdings.iter().find(|it| Some(&it.id) == open);
        let own = holding.map(|it| AccountFilter::Account(it.account_id.clone()));
        return shell.filter_name(own.as_ref().unwrap_or(filter));
    }
    picture::accounts(&shell.filter_name(filter), filter.hidden(portfolio))
}

/// The lines of a chart of values: the observed one, the dashed one and that of
/// what was paid in, where there are such.
fn lines(palette: &Palette, unseen: Option<&UnseenLine>, has_paid_in: bool) -> Vec<Entry> {
    let [(color, name), (other, paid_in)] = performance::lines(palette);
    let mut entries = vec![entry(color, name)];
    if unseen.is_some_and(|it| !it.segments.is_empty()) {
        entries.push(entry(color, text::DASHED));
    }
    if has_paid_in {
        entries.push(entry(other, paid_in));
    }
    entries
}

fn entry(color: Color32, name: &str) -> Entry {
    Entry {
        color,
        name: name.to_owned(),
        figures: vec![],
    }
}

fn value(state: &AppState, palette: &Palette) -> Option<Said> {
    let portfolio = state.portfolio.as_ref()?;
    let model = OverviewModel::build(portfolio, &OverviewQuery::of(state));
    let courses = CourseModel::build(portfolio, &CourseInput::of(state));
    let course = courses.of(model.currency());
    let unseen = course.map(|it| &it.unseen).filter(|it| !it.is_empty());
    let (first, last) = model.points.first().zip(model.points.last())?;
    if model.points.len() < 2 && unseen.is_none() {
        return None;
    }
    let begin = unseen.map_or(first.day, |it| it.begin(first.day));
    let has_paid_in = course.is_some_and(|it| !it.paid_in.is_empty());
    Some(Said {
        title: picture::VALUE_AT_SYNCS.to_owned(),
        day: last.day,
        currency: model.currency().cloned(),
        narrowed: vec![format::days(begin, last.day)],
        legend: lines(palette, unseen, has_paid_in),
        body: Body::Value(Box::new(model), Box::new(courses)),
    })
}

fn holding(state: &AppState, palette: &Palette) -> Option<Said> {
    let portfolio = state.portfolio.as_ref()?;
    let model = HoldingsModel::build(portfolio, &HoldingsInput::of(state));
    let detail = model.detail.as_ref()?;
    let history = detail.history.as_ref()?;
    let (first, last) = history.points.first().zip(history.points.last())?;
    if history.points.len() < 2 && history.unseen.segments.is_empty() {
        return None;
    }
    let begin = history.unseen.begin(first.day);
    Some(Said {
        title: format!("{} · {}", model.name(&detail.row), picture::VALUE_AT_SYNCS),
        day: last.day,
        currency: detail.row.currency.clone(),
        narrowed: vec![format::days(begin, last.day)],
        legend: lines(palette, Some(&history.unseen), false),
        body: Body::Holding(Box::new(model)),
    })
}

/// What is asked of the allocation: on the overview, always the donut by class.
pub(super) fn drawn_allocation(state: &AppState) -> AllocationQuery {
    if state.screen == Screen::Overview {
        AllocationQuery::default()
    } else {
        state.view.allocation.clone()
    }
}

fn allocation(state: &AppState, palette: &Palette) -> Option<Said> {
    let portfolio = state.portfolio.as_ref()?;
    let query = AllocationPageQuery::of(state);
    let model = AllocationModel::build(portfolio, &query);
    let shown = model.allocation.as_ref()?;
    let currency = shown.currency.clone();
    let figures = Figures::of(state);
    let legend = model.slices.iter().map(|it| Entry {
        color: palette.categories[it.color],
        name: it.label.clone(),
        figures: vec![
            figures.money(it.value, currency.as_ref()),
            format::percent(it.weight),
        ],
    });
    let legend: Vec<_> = legend.collect();
    if legend.is_empty() {
        return None;
    }
    let shorts = (!shown.negatives.is_empty()).then(|| text::WITHOUT_SHORTS.to_owned());
    let (by, open) = (query.allocation.by, model.open.as_deref());
    Some(Said {
        title: picture::allocation(by, open),
        day: portfolio.as_of().unwrap_or(state.today()),
        narrowed: shorts.into_iter().collect(),
        legend,
        currency,
        body: Body::Allocation(Box::new(model)),
    })
}

fn cash_flow(state: &AppState, palette: &Palette) -> Option<Said> {
    let portfolio = state.portfolio.as_ref()?;
    let model = TransactionsModel::build(portfolio, &TransactionsInput::of(state));
    let (flow, bars) = transactions::shown(state, &model)?;
    let (first, last) = (bars.months.first()?, bars.months.last()?);
    let kinds = flow.kinds();
    let legend = kinds
        .iter()
        .map(|it| entry(transactions::color(palette, *it), it.label()));
    let mut narrowed = vec![picture::months(first.month, last.month)];
    narrowed.extend(picture::narrowed(&state.view.transactions));
    Some(Said {
        title: picture::CASH_FLOW_PER_MONTH.to_owned(),
        day: state.today(),
        currency: flow.currency.clone(),
        narrowed,
        legend: legend.collect(),
        body: Body::CashFlow(Box::new(model)),
    })
}

fn growth(state: &AppState, palette: &Palette) -> Option<Said> {
    let portfolio = state.portfolio.as_ref()?;
    let model = PerformanceModel::build(portfolio, &PerformanceInput::of(state));
    let shown = model.shown.as_ref()?;
    let which = state.view.performance.line;
    let (first, last) = shown.growth.range(which)?;
    let title = picture::growth(which);
    let legend = match which {
        GrowthLine::Value => lines(palette, Some(&shown.growth.unseen), true),
        GrowthLine::Return | GrowthLine::Drawdown => vec![entry(palette.accent, title)],
    };
    Some(Said {
        title: title.to_owned(),
        day: last,
        currency: shown.currency.clone(),
        narrowed: vec![format::days(first, last)],
        legend,
        body: Body::Growth(Box::new(model)),
    })
}
