//! `holdfast positions`

use std::cmp::Reverse;

use super::{
    accounts::currency,
    output::{Cell, Column, Table, either, field, figure, shown},
    world,
};
use crate::{
    domain::Holding,
    portfolio::Portfolio,
    state::AccountFilter,
    text,
    valuation::{Position, PositionRow, Worth, positions},
};

const COLUMNS: &[Column] = &[
    field("security_id"),
    shown("ticker_symbol", "Ticker"),
    shown("name", "Security"),
    figure("holdings", "Accounts"),
    field("rows"),
    figure("quantity", "Quantity"),
    figure("market_value", "Value"),
    field("without_value"),
    figure("cost_basis", "Cost basis"),
    figure("gain", "Gain"),
    figure("gain_ratio", "Gain ratio"),
    field("gain_coverage"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
];

/// Lists what is held of each security over all accounts, long and short
/// netted, the largest first. Hidden accounts are left out.
pub(super) fn table<'a>(portfolio: &'a Portfolio, accounts: &AccountFilter) -> Table<'a> {
    let holdings = portfolio.holdings.iter();
    let held: Vec<(&Holding, Worth)> = holdings
        .filter(|holding| accounts.contains(portfolio, &holding.account_id))
        .map(|holding| (holding, portfolio.worth(holding)))
        .collect();
    let rows = held.iter().enumerate();
    let mut positions = positions(rows.map(|(row, (holding, worth))| PositionRow {
        row,
        account: &holding.account_id,
        security: &holding.security_id,
        worth,
    }));
    positions.sort_by_key(|position| Reverse((position.currency, position.total.value.known())));
    let rows = positions.iter().map(|position| cells(portfolio, position));
    let rows: Vec<_> = rows.collect();
    Table::new(COLUMNS, rows).leaving_out(world::hidden(portfolio, accounts))
}

fn cells(portfolio: &Portfolio, position: &Position<'_>) -> Vec<Cell> {
    let security = portfolio.security(position.security);
    let total = &position.total;
    let (iso, unofficial) = currency(position.currency);
    vec![
        position.security.as_str().into(),
        security.and_then(|it| it.ticker_symbol.as_deref()).into(),
        (&*text::security_name(portfolio, position.security)).into(),
        position.holdings.into(),
        total.rows.into(),
        position.units.complete().into(),
        total.value.known().into(),
        total.value.missing().into(),
        total.cost.known().into(),
        total.gain.known().into(),
        total.gain_ratio().map(|it| it.round_dp(6)).into(),
        total.coverage().map(|it| it.round_dp(6)).into(),
        iso,
        unofficial,
    ]
}
