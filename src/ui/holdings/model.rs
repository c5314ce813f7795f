//! What the holdings page shows: rows, groups and totals, in order.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{detail::Detail, groups::group};
use crate::{
    analytics::gain::{GainTotals, gain_ratio},
    domain::{Account, Currency, Holding, Security},
    portfolio::Portfolio,
    state::{AccountFilter, AppState, Direction, HoldingColumn, HoldingsQuery, SecurityHistory},
    ui::{PageModel, search::Search},
};

/// What the model is built from, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldingsInput {
    pub query: HoldingsQuery,
    pub accounts: AccountFilter,
    /// For what happened in the last twelve months.
    pub today: NaiveDate,
    /// Of the security in the panel, once it is read.
    pub history: Option<SecurityHistory>,
}

impl HoldingsInput {
    /// As `state` asks for.
    pub fn of(state: &AppState) -> Self {
        Self {
            query: state.holdings.clone(),
            accounts: state.accounts.clone(),
            today: state.today(),
            history: state.security_history.clone(),
        }
    }
}

/// The holdings page, ready to paint. Formulas: `docs/spec/figures.md`.
pub struct HoldingsModel {
    /// What all indices point into.
    pub portfolio: Arc<Portfolio>,
    /// The rows found, sorted; the groups divide them.
    pub rows: Vec<HoldingRow>,
    pub groups: Vec<Group>,
    /// What the table lists, from top to bottom.
    pub lines: Vec<Line>,
    /// Over the rows found, folded ones included: one per currency, that of
    /// most holdings first.
    pub totals: Vec<TotalLine>,
    /// How many rows there are in the accounts in view, found or not.
    pub rows_in_view: usize,
    /// The panel of the row that is open.
    pub detail: Option<Detail>,
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The heading of a group, in one of its currencies: `groups[group].totals[total]`.
    Group {
        group: usize,
        total: usize,
    },
    Row(usize),
}

/// A security in an account.
///
/// An institution may report several rows of it, one for each grant of a stock
/// plan. They are one row here; a figure is unknown as soon as it is unknown
/// for one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldingRow {
    /// Into the portfolio's holdings; at least one.
    pub holdings: Vec<usize>,
    pub currency: Option<Currency>,
    pub quantity: Option<Decimal>,
    pub price: Option<Decimal>,
    pub value: Option<Decimal>,
    /// The share of what is held in this currency. `None` for a negative
    /// value too: what is owed is no part of a whole.
    pub weight: Option<Decimal>,
    pub cost_basis: Option<Decimal>,
    pub gain: Option<Decimal>,
    pub gain_ratio: Option<Decimal>,
}

/// Rows that belong together.
pub struct Group {
    /// Names the group among those of its dimension, and while it is folded.
    pub key: String,
    pub title: String,
    /// The institution, where the groups are accounts.
    pub note: Option<String>,
    /// Into the model's rows, in order; listed unless the group is folded.
    pub members: Vec<usize>,
    pub folded: bool,
    /// One per currency.
    pub totals: Vec<TotalLine>,
}

/// Rows of one currency, added up.
#[derive(Clone, Debug, PartialEq)]
pub struct TotalLine {
    pub currency: Option<Currency>,
    pub rows: usize,
    /// How many of them have no known value.
    pub without_value: usize,
    pub value: Option<Decimal>,
    pub weight: Option<Decimal>,
    pub cost_basis: Option<Decimal>,
    pub gain: Option<Decimal>,
    pub gain_ratio: Option<Decimal>,
    /// The share of the value that the gain covers.
    pub coverage: Option<Decimal>,
}

impl PageModel for HoldingsModel {
    type Query = HoldingsInput;

    fn build(portfolio: &Arc<Portfolio>, input: &HoldingsInput) -> Self {
        let in_view = rows_in_view(portfolio, &input.accounts);
        let detail = input.query.open.as_ref().and_then(|open| {
            let row = in_view.iter().find(|row| {
                row.holdings
                    .iter()
                    .any(|&at| portfolio.holdings[at].id == *open)
            })?;
            Some(Detail::of(portfolio, row.clone(), input))
        });
        let rows_in_view = in_view.len();
        let mut rows = found(portfolio, in_view, &input.query.search);
        sort(portfolio, &mut rows, input.query.sort);
        let totals = totals(portfolio, &rows, &(0..rows.len()).collect::<Vec<_>>());
        let (groups, lines) = group(portfolio, &rows, &input.query);
        Self {
            portfolio: Arc::clone(portfolio),
            rows,
            groups,
            lines,
            totals,
            rows_in_view,
            detail,
        }
    }
}

impl HoldingsModel {
    /// The first holding of a row, for what all of them share.
    pub fn holding(&self, row: &HoldingRow) -> &Holding {
        &self.portfolio.holdings[row.holdings[0]]
    }

    /// What is known of a row's security.
    pub fn security(&self, row: &HoldingRow) -> Option<&Security> {
        self.portfolio.security(&self.holding(row).security_id)
    }

    /// The account of a row, as it is called in a cell.
    pub fn account_name(&self, row: &HoldingRow) -> &str {
        let account = self.portfolio.account(&self.holding(row).account_id);
        account.map_or("", |it| it.short_name())
    }

    /// The name of a row's security, or its id where nothing else is known.
    pub fn name(&self, row: &HoldingRow) -> &str {
        security_name(&self.portfolio, self.holding(row))
    }

    /// Every row found in the order of the table, those of folded groups too.
    pub fn rows_in_order(&self) -> impl Iterator<Item = &HoldingRow> {
        let grouped = self.groups.iter().flat_map(|it| &it.members).copied();
        let flat = if self.groups.is_empty() {
            0..self.rows.len()
        } else {
            0..0
        };
        grouped.chain(flat).map(|at| &self.rows[at])
    }

    /// The line on which the open row is, unless it is folded or filtered away.
    pub fn open_line(&self) -> Option<usize> {
        let open = &self.detail.as_ref()?.row.holdings;
        self.lines.iter().position(|line| match line {
            Line::Row(at) => self.rows[*at].holdings == *open,
            Line::Group { .. } => false,
        })
    }
}

fn security_name<'a>(portfolio: &'a Portfolio, holding: &'a Holding) -> &'a str {
    portfolio
        .security(&holding.security_id)
        .map_or(holding.security_id.as_str(), Security::display_name)
}

/// Every row of the accounts in view, with its weight.
fn rows_in_view(portfolio: &Portfolio, accounts: &AccountFilter) -> Vec<HoldingRow> {
    let mut pairs: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, holding) in portfolio.holdings.iter().enumerate() {
        if accounts.contains(portfolio, &holding.account_id) {
            let pair = (
                &holding.account_id,
                &holding.security_id,
                holding.currency.as_ref(),
            );
            pairs.entry(pair).or_default().push(at);
        }
    }
    let mut rows: Vec<HoldingRow> = pairs
        .into_values()
        .map(|holdings| HoldingRow::of(portfolio, holdings))
        .collect();

    let mut wholes: BTreeMap<Option<Currency>, Option<Decimal>> = BTreeMap::new();
    for row in &rows {
        let part = row.value.unwrap_or_default().max(Decimal::ZERO);
        let whole = wholes
            .entry(row.currency.clone())
            .or_insert(Some(Decimal::ZERO));
        *whole = whole.and_then(|it| it.checked_add(part));
    }
    for row in &mut rows {
        let whole = wholes.get(&row.currency).copied().flatten();
        row.weight = row
            .value
            .filter(|it| *it >= Decimal::ZERO)
            .zip(whole.filter(|it| *it > Decimal::ZERO))
            .and_then(|(value, whole)| value.checked_div(whole));
    }
    rows
}

impl HoldingRow {
    fn of(portfolio: &Portfolio, holdings: Vec<usize>) -> Self {
        let all = || holdings.iter().map(|&at| &portfolio.holdings[at]);
        let sum = |figure: fn(&Holding) -> Option<Decimal>| {
            all().try_fold(Decimal::ZERO, |sum, it| sum.checked_add(figure(it)?))
        };
        let quantity = sum(|it| Some(it.counted_quantity()));
        let cost_basis = sum(Holding::counted_cost_basis);
        let gain = sum(Holding::unrealized_gain);
        Self {
            currency: all().next().and_then(|it| it.currency.clone()),
            quantity,
            price: all()
                .filter(|it| it.institution_price.is_some())
                .max_by_key(|it| it.institution_price_as_of)
                .and_then(|it| it.institution_price),
            value: sum(Holding::market_value),
            weight: None,
            cost_basis,
            gain,
            gain_ratio: gain_ratio(gain, cost_basis, quantity.unwrap_or_default()),
            holdings,
        }
    }
}

/// The rows that the search finds: by name, ticker, ISIN, CUSIP or account.
fn found(portfolio: &Portfolio, rows: Vec<HoldingRow>, search: &str) -> Vec<HoldingRow> {
    let search = Search::new(search);
    if search.is_empty() {
        return rows;
    }
    let matches = |row: &HoldingRow| {
        let holding = &portfolio.holdings[row.holdings[0]];
        let security = portfolio.security(&holding.security_id);
        let account = portfolio.account(&holding.account_id);
        let text = |of: fn(&Security) -> Option<&str>| security.and_then(of);
        let [own, name, official] = account.map(Account::names).unwrap_or_default();
        search.is_satisfied_by(search.find_in_all([
            Some(security_name(portfolio, holding)),
            text(|it| it.ticker_symbol.as_deref()),
            text(|it| it.isin.as_deref()),
            text(|it| it.cusip.as_deref()),
            own,
            name,
            official,
        ]))
    };
    rows.into_iter().filter(matches).collect()
}

/// Sorts by one column, what is unknown last whichever the direction, and by
/// name where the column does not decide.
fn sort(
    portfolio: &Portfolio,
    rows: &mut [HoldingRow],
    (column, direction): (HoldingColumn, Direction),
) {
    let name = |row: &HoldingRow| {
        security_name(portfolio, &portfolio.holdings[row.holdings[0]]).to_lowercase()
    };
    rows.sort_by_cached_key(name);
    let account = |row: &HoldingRow| {
        let account = portfolio.account(&portfolio.holdings[row.holdings[0]].account_id);
        account.map(|it| it.short_name().to_lowercase())
    };
    match (column, direction) {
        (HoldingColumn::Security, Direction::Ascending) => {}
        (HoldingColumn::Security, Direction::Descending) => rows.reverse(),
        (HoldingColumn::Account, Direction::Ascending) => rows.sort_by_cached_key(account),
        (HoldingColumn::Account, Direction::Descending) => {
            rows.sort_by_cached_key(|row| Reverse(account(row)));
        }
        _ => rows.sort_by_key(|row| sort_key(figure(row, column), direction)),
    }
}

fn figure(row: &HoldingRow, column: HoldingColumn) -> Option<Decimal> {
    match column {
        HoldingColumn::Security | HoldingColumn::Account => None,
        HoldingColumn::Quantity => row.quantity,
        HoldingColumn::Price => row.price,
        HoldingColumn::Value => row.value,
        HoldingColumn::Weight => row.weight,
        HoldingColumn::CostBasis => row.cost_basis,
        HoldingColumn::Gain => row.gain,
        HoldingColumn::GainPercent => row.gain_ratio,
    }
}

/// Orders what is unknown last, and equal figures as they were.
pub(super) fn sort_key(
    figure: Option<Decimal>,
    direction: Direction,
) -> (bool, Option<Decimal>, Reverse<Option<Decimal>>) {
    match direction {
        Direction::Ascending => (figure.is_none(), figure, Reverse(None)),
        Direction::Descending => (figure.is_none(), None, Reverse(figure)),
    }
}

/// One total per currency over the rows `of` those indices.
pub(super) fn totals(portfolio: &Portfolio, rows: &[HoldingRow], of: &[usize]) -> Vec<TotalLine> {
    let holdings = of
        .iter()
        .flat_map(|&at| rows[at].holdings.iter())
        .map(|&at| &portfolio.holdings[at]);
    GainTotals::of(holdings)
        .by_size()
        .into_iter()
        .map(|(currency, total)| {
            let here = || {
                of.iter()
                    .map(|&at| &rows[at])
                    .filter(|it| it.currency.as_ref() == currency)
            };
            let weights = || here().filter_map(|it| it.weight);
            TotalLine {
                currency: currency.cloned(),
                rows: here().count(),
                without_value: here().filter(|it| it.value.is_none()).count(),
                value: total.value,
                weight: weights().next().map(|_| weights().sum()),
                cost_basis: total.cost_basis,
                gain: total.gain,
                gain_ratio: total.gain_ratio,
                coverage: total.coverage,
            }
        })
        .collect()
}
