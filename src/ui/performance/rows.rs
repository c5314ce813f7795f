//! What accounts or holdings had as their part, as a table.

use std::{cmp::Ordering, collections::BTreeMap};

use egui::Ui;
use rust_decimal::Decimal;

use super::model::{PerformanceInput, Shown};
use crate::{
    analytics::performance::{Bridge, Measured, Part, Performance},
    domain::{Currency, SecurityId},
    portfolio::Portfolio,
    state::{AppState, Command, Direction, PartBy, PerformanceColumn as By, PerformanceQuery},
    text::{
        Label as _,
        format::{self, Figures},
        security_name,
    },
    ui::{
        theme,
        widgets::table::{Column, NO_TICKER, RowPainter, Table, Width, figure_width},
    },
};

/// A line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct PartRow {
    pub name: String,
    /// Of a holding.
    pub ticker: Option<String>,
    /// What flowed in, less what flowed out.
    pub flows: Decimal,
    pub income: Decimal,
    pub gain: Decimal,
    /// Its share in the return of the whole.
    pub contribution: Option<Decimal>,
    /// Of an account: its own returns. `None` too where not computable.
    pub time_weighted: Option<Decimal>,
    pub money_weighted: Option<Decimal>,
}

impl PartRow {
    fn of(name: String, ticker: Option<String>, bridge: &Bridge, share: Option<Decimal>) -> Self {
        Self {
            name,
            ticker,
            flows: bridge.net_flow(),
            income: bridge.income,
            gain: bridge.gain(),
            contribution: share,
            time_weighted: None,
            money_weighted: None,
        }
    }
}

/// The rows that are asked for, in order.
pub(super) fn part_rows(
    measured: &Measured,
    performance: &Performance,
    portfolio: &Portfolio,
    input: &PerformanceInput,
) -> Vec<PartRow> {
    let mut rows = match input.query.by {
        PartBy::Account => accounts(measured, performance, portfolio, input),
        PartBy::Holding => holdings(performance, portfolio),
    };
    let (column, direction) = input.query.sort;
    rows.sort_by(|a, b| {
        let unknown_last = || key_is_known(b, column).cmp(&key_is_known(a, column));
        let order = match direction {
            Direction::Ascending => compare(a, b, column),
            Direction::Descending => compare(b, a, column),
        };
        unknown_last().then(order).then_with(|| a.name.cmp(&b.name))
    });
    rows
}

fn accounts(
    measured: &Measured,
    performance: &Performance,
    portfolio: &Portfolio,
    input: &PerformanceInput,
) -> Vec<PartRow> {
    let from = input.range.start(input.today);
    let row = |(at, part): (usize, &Part)| {
        let account = portfolio.account(&part.account);
        let name = account.map_or_else(
            || part.account.as_str().to_owned(),
            |it| it.short_name().to_string(),
        );
        let own = measured.account(at).performance(from, None);
        PartRow {
            time_weighted: own.time_weighted.known().copied(),
            money_weighted: own
                .money_weighted
                .known()
                .map(|it| it.yearly.unwrap_or(it.of_span)),
            ..PartRow::of(name, None, &part.bridge, part.contribution)
        }
    };
    performance.accounts.iter().enumerate().map(row).collect()
}

/// A row for each security over all accounts, and one for the rest, so that the
/// rows add up to the whole.
fn holdings(performance: &Performance, portfolio: &Portfolio) -> Vec<PartRow> {
    let mut sums: BTreeMap<&SecurityId, PartRow> = BTreeMap::new();
    let mut rest: Option<PartRow> = None;
    for part in &performance.accounts {
        let name = "Cash, and what no holding has".to_owned();
        let row = PartRow::of(name, None, &part.bridge, part.contribution);
        match &mut rest {
            Some(rest) => rest.add(&row),
            None => rest = Some(row),
        }
    }
    for part in &performance.holdings {
        let Some(security) = &part.security else {
            continue;
        };
        let known = portfolio.security(security);
        let ticker = known.and_then(|it| it.ticker_symbol.as_deref());
        let name = security_name(portfolio, security).to_string();
        let row = PartRow::of(
            name,
            Some(ticker.unwrap_or(NO_TICKER).to_owned()),
            &part.bridge,
            part.contribution,
        );
        if let Some(rest) = &mut rest {
            // What one holding is bought with has left another one, or the cash.
            rest.income = rest.income.saturating_sub(row.income);
            rest.gain = rest.gain.saturating_sub(row.gain);
            rest.flows = rest.flows.saturating_sub(row.flows);
            rest.contribution = rest.contribution.zip(row.contribution).map(|(a, b)| a - b);
        }
        match sums.get_mut(security) {
            Some(sum) => sum.add(&row),
            None => drop(sums.insert(security, row)),
        }
    }
    let is_something = |it: &PartRow| !(it.gain.is_zero() && it.flows.is_zero());
    sums.into_values()
        .chain(rest.filter(is_something))
        .collect()
}

impl PartRow {
    fn add(&mut self, other: &Self) {
        self.flows = self.flows.saturating_add(other.flows);
        self.income = self.income.saturating_add(other.income);
        self.gain = self.gain.saturating_add(other.gain);
        let both = self.contribution.zip(other.contribution);
        self.contribution = both.and_then(|(a, b)| a.checked_add(b));
    }
}

fn key_is_known(row: &PartRow, column: By) -> bool {
    match column {
        By::Name | By::Flows | By::Income | By::Gain => true,
        By::Contribution => row.contribution.is_some(),
        By::TimeWeighted => row.time_weighted.is_some(),
        By::MoneyWeighted => row.money_weighted.is_some(),
    }
}

fn compare(a: &PartRow, b: &PartRow, column: By) -> Ordering {
    match column {
        By::Name => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
        By::Flows => a.flows.cmp(&b.flows),
        By::Income => a.income.cmp(&b.income),
        By::Gain => a.gain.cmp(&b.gain),
        By::Contribution => a.contribution.cmp(&b.contribution),
        By::TimeWeighted => a.time_weighted.cmp(&b.time_weighted),
        By::MoneyWeighted => a.money_weighted.cmp(&b.money_weighted),
    }
}

fn columns(ui: &Ui, query: PerformanceQuery, shown: &Shown, figures: Figures) -> [Column<By>; 7] {
    let currency = shown.currency.as_ref();
    let widest = |of: fn(&PartRow) -> Decimal, total: fn(&Bridge) -> Decimal| {
        let all = shown.rows.iter().map(of);
        let widest = format::widest(all.chain(shown.bridge.iter().map(total)));
        figure_width(ui, [&*figures.signed_money(widest, currency)], 84.0)
    };
    let figure = |by: By, width| {
        Column::new(by, by.label(), Width::Fixed(width))
            .right()
            .sorts()
    };
    let is_account = query.by == PartBy::Account;
    [
        Column::new(By::Name, query.by.label(), Width::Rest(130.0)).sorts(),
        figure(By::Flows, widest(|it| it.flows, Bridge::net_flow)).droppable(2),
        figure(By::Income, widest(|it| it.income, |it| it.income)).droppable(3),
        figure(By::Gain, widest(|it| it.gain, Bridge::gain)),
        figure(By::Contribution, 104.0).droppable(1),
        figure(By::TimeWeighted, 76.0)
            .droppable(4)
            .hidden(!is_account),
        figure(By::MoneyWeighted, 76.0)
            .droppable(5)
            .hidden(!is_account),
    ]
}

/// Shows the table with its total.
pub(super) fn rows_ui(ui: &mut Ui, state: &AppState, shown: &Shown, commands: &mut Vec<Command>) {
    let query = state.view.performance;
    let figures = Figures::of(state);
    let columns = columns(ui, query, shown, figures);
    let output = Table::new("Parts of the gain", &columns)
        .rows(shown.rows.len(), theme::row_height(state.choices.compact))
        .footers(usize::from(shown.bridge.is_some()))
        .order((query.by.label(), &state.view.accounts))
        .sorted_by(query.sort)
        .show(
            ui,
            |at, row| part_row(row, &shown.rows[at], shown.currency.as_ref(), figures),
            |_, row| total_row(row, shown, figures),
            |_, _| {},
        );
    if let Some(sort) = output.sort {
        commands.push(Command::QueryPerformance(PerformanceQuery {
            sort,
            ..query
        }));
    }
}

fn part_row(
    row: &mut RowPainter<'_, By>,
    part: &PartRow,
    currency: Option<&Currency>,
    figures: Figures,
) {
    let palette = row.palette();
    let gain = figures.signed_money(Some(part.gain), currency);
    let share = format::signed_percent(part.contribution);
    row.label(format!("{}, gain {gain}, contribution {share}", part.name));
    match &part.ticker {
        Some(ticker) => row.badge(By::Name, Some(ticker), &part.name, palette.text),
        None => row.text(By::Name, &part.name, palette.text),
    }
    // What was paid in is no gain, and has no color of one.
    let flows = figures.signed_money(Some(part.flows), currency);
    row.text(By::Flows, &flows, palette.text);
    let income = figures.signed_money(Some(part.income), currency);
    row.text(
        By::Income,
        &income,
        theme::signed_color(palette, Some(part.income)),
    );
    row.text(
        By::Gain,
        &gain,
        theme::signed_color(palette, Some(part.gain)),
    );
    for (by, ratio) in [
        (By::Contribution, part.contribution),
        (By::TimeWeighted, part.time_weighted),
        (By::MoneyWeighted, part.money_weighted),
    ] {
        let ink = theme::signed_color(palette, ratio);
        row.text(by, &format::signed_percent(ratio), ink);
    }
}

fn total_row(row: &mut RowPainter<'_, By>, shown: &Shown, figures: Figures) {
    let Some(bridge) = shown.bridge else {
        return;
    };
    let (palette, currency) = (row.palette(), shown.currency.as_ref());
    let gain = figures.signed_money(Some(bridge.gain()), currency);
    row.label(format!("Total, gain {gain}"));
    row.strong(By::Name, "Total", palette.text);
    let flows = figures.signed_money(Some(bridge.net_flow()), currency);
    row.strong(By::Flows, &flows, palette.text);
    let income = figures.signed_money(Some(bridge.income), currency);
    row.strong(
        By::Income,
        &income,
        theme::signed_color(palette, Some(bridge.income)),
    );
    row.strong(
        By::Gain,
        &gain,
        theme::signed_color(palette, Some(bridge.gain())),
    );
    let figures = &shown.performance;
    for (by, ratio) in [
        (By::Contribution, figures.time_weighted.known().copied()),
        (By::TimeWeighted, figures.time_weighted.known().copied()),
        (
            By::MoneyWeighted,
            figures
                .money_weighted
                .known()
                .map(|it| it.yearly.unwrap_or(it.of_span)),
        ),
    ] {
        let ink = theme::signed_color(palette, ratio);
        row.strong(by, &format::signed_percent(ratio), ink);
    }
}
