//! `holdfast allocation`

use super::{
    accounts::currency,
    output::{Cell, Column, Table, either, field, figure, shown},
    world,
};
use crate::{
    analytics::allocation::allocate,
    domain::{AllocationBy, Holding},
    portfolio::Portfolio,
    state::AccountFilter,
    text,
};

const COLUMNS: &[Column] = &[
    field("by"),
    field("category"),
    shown("label", "Category"),
    figure("holdings", "Holdings"),
    figure("market_value", "Value"),
    figure("weight", "Weight"),
    figure("gain", "Gain"),
    field("gain_coverage"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    field("is_negative"),
];

/// Shows how the value in each currency divides, the largest first. Negative
/// values are listed, and have no weight.
pub(super) fn table<'a>(
    portfolio: &'a Portfolio,
    accounts: &AccountFilter,
    by: AllocationBy,
) -> Table<'a> {
    let in_view = |it: &Holding| accounts.contains(portfolio, &it.account_id);
    let allocation = allocate(portfolio, in_view, by);
    let mut rows = vec![];
    for part in &allocation.currencies {
        let (iso, unofficial) = currency(part.currency.as_ref());
        rows.extend(part.categories.iter().map(|it| {
            vec![
                by.as_str().into(),
                it.name.key.as_str().into(),
                text::category(&it.name).into(),
                it.holdings.into(),
                it.value().into(),
                it.weight.map(|weight| weight.round_dp(6)).into(),
                it.total.gain.known().into(),
                it.total.coverage().map(|share| share.round_dp(6)).into(),
                iso.clone(),
                unofficial.clone(),
                false.into(),
            ]
        }));
        rows.extend(part.negatives.iter().map(|it| {
            vec![
                by.as_str().into(),
                it.holding.as_str().into(),
                text::category(&it.name).into(),
                it.holdings.into(),
                it.total.value.known().into(),
                Cell::Unknown,
                it.total.gain.known().into(),
                Cell::Unknown,
                iso.clone(),
                unofficial.clone(),
                true.into(),
            ]
        }));
    }
    Table::new(COLUMNS, rows).leaving_out(world::hidden(portfolio, accounts))
}
