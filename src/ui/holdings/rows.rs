//! The rows of the table: which there are, which are found, and their order.

use std::{cmp::Reverse, collections::BTreeMap};

use rust_decimal::Decimal;

use crate::{
    domain::{Account, AccountId, Currency, Holding, Security},
    portfolio::Portfolio,
    state::{AccountFilter, Direction, HoldingColumn},
    text,
    ui::search::Search,
    valuation::{Position, PositionRow, Source, Sum, Total, Unknown, Worth, positions, ratio},
};

/// The position in a security within one account.
///
/// An institution may report several rows of it, one for each lot or grant.
/// Figures are sums of what is known of them, and know what they lack.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldingRow {
    /// Into the portfolio's holdings; at least one.
    pub holdings: Vec<usize>,
    pub currency: Option<Currency>,
    /// The units that count; `None` where any row's are not known.
    pub quantity: Option<Decimal>,
    pub price: Option<Decimal>,
    /// Value, cost and gain.
    pub total: Total,
    /// The share of what is held in this currency: its part of the position's, of
    /// which what other accounts owe of it is taken off. `None` for what is worth
    /// less than nothing, the row or its position over all accounts in view: what
    /// is owed is no part of a whole.
    pub weight: Option<Decimal>,
    /// Whether its position over all accounts in view is worth less than nothing.
    pub is_owed: bool,
    /// Whether the value is our arithmetic, at least in part.
    pub is_derived: bool,
    /// What the search found that the row does not show.
    pub found_by: Option<String>,
    /// Whether another row in view has the same name, in another account.
    pub shares_name: bool,
}

impl HoldingRow {
    /// Market value, as far as it is known.
    pub fn value(&self) -> Option<Decimal> {
        self.total.value.known()
    }

    /// What the rows with a known gain cost.
    pub fn cost_basis(&self) -> Option<Decimal> {
        self.total.cost.known()
    }

    /// Unrealized gain, as far as it is known.
    pub fn gain(&self) -> Option<Decimal> {
        self.total.gain.known()
    }

    /// Gain ÷ cost.
    pub fn gain_ratio(&self) -> Option<Decimal> {
        self.total.gain_ratio()
    }

    /// Why the value lacks something, if it does.
    pub fn value_unknown(&self) -> Option<Unknown> {
        self.total
            .value
            .because()
            .next()
            .map(|(because, _)| because)
    }

    /// Why the gain lacks something, if it does.
    pub fn gain_unknown(&self) -> Option<Unknown> {
        self.value_unknown()
            .or_else(|| self.total.gain.because().next().map(|(because, _)| because))
    }
}

/// Rows of one currency, added up.
#[derive(Clone, Debug, PartialEq)]
pub struct TotalLine {
    pub currency: Option<Currency>,
    pub rows: usize,
    /// How many of them have a value that lacks something.
    pub without_value: usize,
    pub total: Total,
    pub weight: Option<Decimal>,
}

/// Every row of the accounts in view, with its weight.
pub(super) fn rows_in_view(portfolio: &Portfolio, accounts: &AccountFilter) -> Vec<HoldingRow> {
    let holdings = portfolio.holdings.iter().enumerate();
    let held: Vec<(usize, &Holding, Worth)> = holdings
        .filter(|(_, holding)| accounts.contains(portfolio, &holding.account_id))
        .map(|(at, holding)| (at, holding, portfolio.worth(holding)))
        .collect();
    let position_rows = held.iter().enumerate();
    let positions = positions(position_rows.map(|(row, (_, holding, worth))| PositionRow {
        row,
        account: &holding.account_id,
        security: &holding.security_id,
        worth,
    }));
    let mut wholes: BTreeMap<Option<&Currency>, Sum> = BTreeMap::new();
    for position in positions.iter().filter(|position| !position.is_owed()) {
        let whole = wholes.entry(position.currency).or_default();
        whole.add_sum(&position.total.value);
    }
    let mut rows = vec![];
    for position in &positions {
        let mut by_account: BTreeMap<&AccountId, Vec<_>> = BTreeMap::new();
        for &row in &position.rows {
            let of_account = by_account.entry(&held[row].1.account_id).or_default();
            of_account.push(&held[row]);
        }
        let of_position = by_account.into_values();
        let mut of_position: Vec<HoldingRow> = of_position
            .map(|members| HoldingRow::of(&members))
            .collect();
        let whole = wholes.get(&position.currency).and_then(Sum::known);
        weigh(&mut of_position, position, whole);
        rows.extend(of_position);
    }
    let key = |row: &HoldingRow| row.holdings[0];
    rows.sort_by_key(key);
    note_shared_names(portfolio, &mut rows);
    rows
}

fn note_shared_names(portfolio: &Portfolio, rows: &mut [HoldingRow]) {
    let name = |row: &HoldingRow| {
        let holding = &portfolio.holdings[row.holdings[0]];
        text::security_name(portfolio, &holding.security_id)
    };
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for row in rows.iter() {
        *counts.entry(name(row)).or_default() += 1;
    }
    for row in rows {
        row.shares_name = counts.get(&name(row)) > Some(&1);
    }
}

/// Gives the rows of a position its weight, each its part of it.
///
/// What is owed of a security in one account is taken off what others hold of
/// it, so that the weights of a position are its share of `whole`, whatever the
/// accounts it lies in.
fn weigh(rows: &mut [HoldingRow], position: &Position<'_>, whole: Option<Decimal>) {
    let is_owed = position.is_owed();
    let held = |row: &HoldingRow| row.value().filter(|value| *value >= Decimal::ZERO);
    let mut owned = Sum::default();
    rows.iter()
        .filter_map(held)
        .for_each(|value| owned.add(value));
    let (net, owned) = (position.total.value.known(), owned.known());
    // Its part of the position, exact where it is alone in it.
    let netted = |value: Decimal| match (net, owned) {
        (Some(net), Some(owned)) if net != owned => {
            if value == owned {
                return Some(net);
            }
            ratio(value, owned)?.checked_mul(net)
        }
        _ => Some(value),
    };
    for row in rows {
        row.is_owed = is_owed;
        let part = held(row).filter(|_| !is_owed).and_then(netted);
        row.weight = part.zip(whole).and_then(|(part, whole)| ratio(part, whole));
    }
}

impl HoldingRow {
    /// The row of these holdings, without its weight.
    fn of(members: &[&(usize, &Holding, Worth)]) -> Self {
        let worths = || members.iter().map(|(_, _, worth)| worth);
        let mut units = Sum::default();
        for worth in worths() {
            units.add_known(worth.units.ok_or(Unknown::NotReported));
        }
        Self {
            holdings: members.iter().map(|(at, ..)| *at).collect(),
            currency: worths().next().and_then(|worth| worth.currency.clone()),
            quantity: units.complete(),
            price: members
                .iter()
                .map(|(_, holding, _)| holding)
                .filter(|holding| holding.institution_price.is_some())
                .max_by_key(|holding| holding.institution_price_as_of)
                .and_then(|holding| holding.institution_price),
            total: Total::of(worths()),
            weight: None,
            is_owed: false,
            is_derived: worths().any(|worth| worth.value_source == Source::Derived),
            found_by: None,
            shares_name: false,
        }
    }
}

/// The rows that the search finds: by name, ticker, ISIN, CUSIP, account and the
/// figures of the table.
pub(super) fn found(
    portfolio: &Portfolio,
    rows: Vec<HoldingRow>,
    search: &Search,
) -> Vec<HoldingRow> {
    if search.is_empty() {
        return rows;
    }
    let find = |mut row: HoldingRow| {
        let holding = &portfolio.holdings[row.holdings[0]];
        let security = portfolio.security(&holding.security_id);
        let account = portfolio.account(&holding.account_id);
        let text = |of: fn(&Security) -> Option<&str>| security.and_then(of);
        let name = text::security_name(portfolio, &holding.security_id);
        let in_sight = [
            Some(&*name),
            text(|it| it.ticker_symbol.as_deref()),
            account.map(|it| &**it.short_name()),
        ];
        let figures = [
            row.quantity,
            row.price,
            row.value(),
            row.cost_basis(),
            row.gain(),
        ];
        let seen = search.find_in_all(in_sight);
        let seen = seen.or(search.find_figure(figures));
        let [own, name, official] = account.map(Account::names).unwrap_or_default();
        let others = [
            ("ISIN", text(|it| it.isin.as_deref())),
            ("CUSIP", text(|it| it.cusip.as_deref())),
            ("", own),
            ("", name),
            ("", official),
        ];
        let found = search.find_in_all(others.map(|(_, text)| text)).or(seen);
        search.is_satisfied_by(found).then(|| {
            row.found_by = search.reason(seen, &others);
            row
        })
    };
    rows.into_iter().filter_map(find).collect()
}

/// Sorts by one column, what is unknown last whichever the direction, and by
/// name where the column does not decide.
pub(super) fn sort(
    portfolio: &Portfolio,
    rows: &mut [HoldingRow],
    (column, direction): (HoldingColumn, Direction),
) {
    let name = |row: &HoldingRow| {
        let holding = &portfolio.holdings[row.holdings[0]];
        text::security_name(portfolio, &holding.security_id).to_lowercase()
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
        HoldingColumn::Value => row.value(),
        HoldingColumn::Weight => row.weight,
        HoldingColumn::CostBasis => row.cost_basis(),
        HoldingColumn::Gain => row.gain(),
        HoldingColumn::GainPercent => row.gain_ratio(),
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

/// One total per currency over the rows `of` those indices: that of most rows
/// first.
pub(super) fn totals(rows: &[HoldingRow], of: &[usize]) -> Vec<TotalLine> {
    let mut lines: BTreeMap<Option<&Currency>, TotalLine> = BTreeMap::new();
    for row in of.iter().map(|&at| &rows[at]) {
        let currency = row.currency.as_ref();
        let line = lines.entry(currency).or_insert_with(|| TotalLine {
            currency: currency.cloned(),
            rows: 0,
            without_value: 0,
            total: Total::default(),
            weight: None,
        });
        line.rows += 1;
        line.without_value += usize::from(row.value_unknown().is_some());
        line.total.add_total(&row.total);
        if let Some(weight) = row.weight {
            line.weight = line.weight.unwrap_or_default().checked_add(weight);
        }
    }
    let mut lines: Vec<_> = lines.into_values().collect();
    lines.sort_by_key(|line| Reverse(line.rows));
    lines
}
