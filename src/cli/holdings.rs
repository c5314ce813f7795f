//! `holdfast holdings`

use super::{
    accounts::currency,
    output::{Cell, Column, Table, either, field, figure, shown},
};
use crate::domain::{AssetClass, Holding, PositionType, TaxLot};
use crate::portfolio::{Portfolio, is_balance};
use crate::state::AccountFilter;
use crate::valuation::Unknown;

const COLUMNS: &[Column] = &[
    field("holding_id"),
    field("account_id"),
    field("security_id"),
    shown("institution_name", "Institution"),
    shown("account_name", "Account"),
    shown("ticker_symbol", "Ticker"),
    shown("name", "Security"),
    field("type"),
    figure("quantity", "Quantity"),
    figure("institution_price", "Price"),
    field("institution_price_as_of"),
    field("institution_price_datetime"),
    field("institution_value"),
    figure("cost_basis", "Cost basis"),
    field("vested_quantity"),
    field("vested_value"),
    field("tax_lots"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    shown("as_of", "As of"),
    figure("counted_quantity", "Counted"),
    figure("market_value", "Value"),
    field("value_source"),
    field("value_unknown_because"),
    figure("gain", "Gain"),
    field("gain_unknown_because"),
    field("currency_source"),
];

/// Lists what is held, one row as the institution reports it.
pub(super) fn table<'a>(portfolio: &'a Portfolio, accounts: &AccountFilter) -> Table<'a> {
    let holdings = portfolio.holdings.iter();
    let (balances, wanted): (Vec<_>, Vec<_>) = holdings
        .filter(|it| accounts.names(portfolio, &it.account_id))
        .partition(|it| is_balance(it));
    let left_out = match balances.len() {
        0 => None,
        1 => {
            Some("Without 1 account that lists no holdings; `overview` has its balance.".to_owned())
        }
        count => Some(format!(
            "Without {count} accounts that list no holdings; `overview` has their balances."
        )),
    };
    let rows = wanted.into_iter().map(|it| row(portfolio, it));
    Table::new(COLUMNS, rows).leaving_out(left_out)
}

fn row(portfolio: &Portfolio, holding: &Holding) -> Vec<Cell> {
    let security = portfolio.security(&holding.security_id);
    let class = security.and_then(|it| it.asset_class.as_ref());
    let account = portfolio.account(&holding.account_id);
    let connection = portfolio.connection_of(&holding.account_id);
    let worth = portfolio.worth(holding);
    let (iso, unofficial) = currency(worth.currency.as_ref());
    vec![
        holding.id.as_str().into(),
        holding.account_id.as_str().into(),
        holding.security_id.as_str().into(),
        connection.map(|it| &*it.name).into(),
        account.map(|it| &**it.short_name()).into(),
        security.and_then(|it| it.ticker_symbol.as_deref()).into(),
        security.and_then(|it| it.name.as_deref()).into(),
        class.map(AssetClass::as_str).into(),
        holding.quantity.into(),
        holding.institution_price.into(),
        holding.institution_price_as_of.into(),
        holding.institution_price_datetime.into(),
        holding.institution_value.into(),
        holding.cost_basis.into(),
        holding.vested_quantity.into(),
        holding.vested_value.into(),
        Cell::Rows(holding.tax_lots.iter().map(lot).collect()),
        iso,
        unofficial,
        holding.as_of.into(),
        worth.units.into(),
        worth.value.ok().into(),
        worth.value.ok().map(|_| worth.value_source.as_str()).into(),
        worth.value.err().map(Unknown::as_str).into(),
        worth.gain().ok().into(),
        worth.gain().err().map(Unknown::as_str).into(),
        worth.currency_source.as_str().into(),
    ]
}

fn lot(lot: &TaxLot) -> Vec<(&'static str, Cell)> {
    vec![
        (
            "institution_lot_id",
            lot.institution_lot_id.as_deref().into(),
        ),
        (
            "original_purchase_datetime",
            lot.original_purchase_datetime.into(),
        ),
        ("quantity", lot.quantity.into()),
        ("purchase_price", lot.purchase_price.into()),
        ("cost_basis", lot.cost_basis.into()),
        ("current_value", lot.current_value.into()),
        (
            "position_type",
            lot.position_type.as_ref().map(PositionType::as_str).into(),
        ),
    ]
}
