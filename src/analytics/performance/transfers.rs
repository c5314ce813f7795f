//! Transfers between the accounts of a scope.

use std::{collections::HashMap, sync::Arc};

use rust_decimal::Decimal;

use super::{entry::Entry, ledger::Ledger};
use crate::{
    analytics::flows::{CashListing, Crossing, Legs, Moved, match_transfers},
    domain::{CashRule, Transaction, TransactionKind},
    portfolio::Portfolio,
};

/// A place of a ledger, and of an entry in it.
type Side = (usize, usize);

/// The transfers within the scope: where each left and came in.
pub(super) fn matches(ledgers: &[Arc<Ledger>], portfolio: &Portfolio) -> Vec<(Side, Side)> {
    let rows: HashMap<_, _> = (portfolio.transactions.iter())
        .filter(|it| may_be_transfer(it.kind()))
        .map(|it| (&it.id, it))
        .collect();
    let mut sides = vec![];
    let mut crossings = vec![];
    for (at, ledger) in ledgers.iter().enumerate() {
        for (place, entry) in ledger.entries.iter().enumerate() {
            let crossing = match &entry.transaction {
                Some(id) => rows.get(id).and_then(|row| of_row(ledger, entry, row)),
                None => of_difference(ledger, entry),
            };
            if let Some(crossing) = crossing.filter(|it| !it.size.is_zero()) {
                sides.push((at, place));
                crossings.push(crossing);
            }
        }
    }
    let matches = match_transfers(&crossings).into_iter();
    matches.map(|it| (sides[it.out], sides[it.into])).collect()
}

fn may_be_transfer(kind: TransactionKind) -> bool {
    matches!(
        kind,
        TransactionKind::Transfer | TransactionKind::Contribution | TransactionKind::Withdrawal
    )
}

/// What a row moved, where it may be one side of a transfer.
fn of_row<'a>(ledger: &'a Ledger, entry: &'a Entry, row: &'a Transaction) -> Option<Crossing<'a>> {
    let (moved, size) = match (entry.units_in_kind, row.meaning().cash_rule) {
        (Some(units), _) => (Moved::Units(entry.security.as_ref()?), units),
        (None, CashRule::Moves(_) | CashRule::SoldAtOnce(_))
            if ledger.listing == CashListing::Listed || entry.is_of_opening() =>
        {
            let currency = ledger.currency.as_ref();
            (Moved::Cash(currency), entry.flow(ledger.listing))
        }
        (None, _) => return None,
    };
    Some(Crossing {
        transaction: Some(&row.id),
        account: &ledger.account,
        earliest: row.date,
        date: row.date,
        moved,
        size,
    })
}

/// What a difference was that the person, or a row of another account, calls a
/// transfer. It happened on any day after the sync that did not have it yet.
fn of_difference<'a>(ledger: &'a Ledger, entry: &'a Entry) -> Option<Crossing<'a>> {
    if !entry.cause.is_transfer_without_row() {
        return None;
    }
    let (moved, size) = match (entry.units_in_kind, &entry.security) {
        (Some(units), Some(security)) => (Moved::Units(security), units),
        (_, Some(_)) => return None,
        (_, None) => {
            let currency = ledger.currency.as_ref();
            (Moved::Cash(currency), entry.flow(ledger.listing))
        }
    };
    let at = ledger.points.partition_point(|it| it.day < entry.day);
    let before = at.checked_sub(1).map(|at| ledger.points[at].day);
    Some(Crossing {
        transaction: None,
        account: &ledger.account,
        earliest: (entry.since)
            .or_else(|| before.and_then(|it| it.succ_opt()))
            .map_or(entry.day, |it| it.min(entry.day)),
        date: entry.day,
        moved,
        size,
    })
}

/// Gives both sides of a transfer one value, and returns its size.
pub(super) fn agree_on_value(ledgers: &mut [Arc<Ledger>], out: Side, into: Side) -> Decimal {
    let get = |ledgers: &[Arc<Ledger>], side: Side| {
        let entry = &ledgers[side.0].entries[side.1];
        (entry.legs, entry.is_estimated)
    };
    let (left, arrived) = (get(ledgers, out), get(ledgers, into));
    // What the row says goes before a price of another day.
    let is_first_better = left.0.is_ok() && (!left.1 || arrived.1 || arrived.0.is_err());
    let (from, to, (legs, is_estimated)) = if is_first_better {
        (out, into, left)
    } else {
        (into, out, arrived)
    };
    let listing = ledgers[from.0].listing;
    let value = legs.map_or(Decimal::ZERO, |it| it.flow(listing));
    if ledgers[to.0].entries[to.1].units_in_kind.is_some() && legs.is_ok() {
        let other = &mut Arc::make_mut(&mut ledgers[to.0]).entries[to.1];
        other.legs = Ok(Legs {
            securities: -value,
            ..Default::default()
        });
        other.is_estimated = is_estimated;
    }
    value.abs()
}
