//! The order of holdings by their fields.

use std::cmp::Ordering;

use super::{Holding, PositionType, TaxLot};

/// Orders holdings by account, security, and what the institution says of them;
/// what changes least comes first. Two that are equal here differ in nothing
/// but their ids and the day they were read on.
///
/// Rows of one account and security have no names of their own: this order
/// identifies them, whatever order they arrive in.
pub fn compare_holdings(a: &Holding, b: &Holding) -> Ordering {
    (&a.account_id, &a.security_id)
        .cmp(&(&b.account_id, &b.security_id))
        .then_with(|| {
            a.tax_lots
                .iter()
                .map(lot_id)
                .cmp(b.tax_lots.iter().map(lot_id))
        })
        .then_with(|| a.quantity.cmp(&b.quantity))
        .then_with(|| a.cost_basis.cmp(&b.cost_basis))
        .then_with(|| a.vested_quantity.cmp(&b.vested_quantity))
        .then_with(|| a.currency.cmp(&b.currency))
        .then_with(|| a.vested_value.cmp(&b.vested_value))
        .then_with(|| a.institution_value.cmp(&b.institution_value))
        .then_with(|| a.institution_price.cmp(&b.institution_price))
        .then_with(|| a.institution_price_as_of.cmp(&b.institution_price_as_of))
        .then_with(|| {
            a.institution_price_datetime
                .cmp(&b.institution_price_datetime)
        })
        .then_with(|| compare_lots(&a.tax_lots, &b.tax_lots))
}

fn lot_id(lot: &TaxLot) -> Option<&str> {
    lot.institution_lot_id.as_deref()
}

fn compare_lots(a: &[TaxLot], b: &[TaxLot]) -> Ordering {
    let figures = |it: &TaxLot| {
        (
            it.original_purchase_datetime,
            [
                it.quantity,
                it.purchase_price,
                it.cost_basis,
                it.current_value,
            ],
        )
    };
    (a.iter().map(figures).cmp(b.iter().map(figures)))
        .then_with(|| a.iter().map(side).cmp(b.iter().map(side)))
}

fn side(lot: &TaxLot) -> Option<&str> {
    lot.position_type.as_ref().map(PositionType::as_str)
}
