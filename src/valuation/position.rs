//! Positions: the rows of one security, over lots, grants and accounts, long
//! and short.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Sum, Total, Worth};
use crate::domain::{AccountId, Currency, SecurityId};

/// The rows of one security in one currency, within a scope.
#[derive(Clone, Debug, PartialEq)]
pub struct Position<'a> {
    pub security: &'a SecurityId,
    pub currency: Option<&'a Currency>,
    /// The rows, by the number they were given with; at least one.
    pub rows: Vec<usize>,
    /// How many holdings they are: rows of one account count once.
    pub holdings: usize,
    /// The units that count, long and short netted.
    pub units: Sum,
    pub total: Total,
}

impl Position<'_> {
    /// Whether it is owed rather than owned: its value, as far as it is known,
    /// is below zero.
    pub fn is_owed(&self) -> bool {
        let value = self.total.value.known();
        value.is_some_and(|value| value < Decimal::ZERO)
    }
}

/// A row to be grouped into positions.
#[derive(Clone, Copy, Debug)]
pub struct PositionRow<'a> {
    /// The caller's number for the row.
    pub row: usize,
    pub account: &'a AccountId,
    pub security: &'a SecurityId,
    pub worth: &'a Worth,
}

/// The positions that `rows` make, by security, then currency.
pub fn positions<'a>(rows: impl IntoIterator<Item = PositionRow<'a>>) -> Vec<Position<'a>> {
    let mut found: BTreeMap<_, (Position<'a>, Vec<&AccountId>)> = BTreeMap::new();
    for PositionRow {
        row,
        account,
        security,
        worth,
    } in rows
    {
        let currency = worth.currency.as_ref();
        let (position, accounts) = found.entry((security, currency)).or_insert_with(|| {
            let position = Position {
                security,
                currency,
                rows: vec![],
                holdings: 0,
                units: Sum::default(),
                total: Total::default(),
            };
            (position, vec![])
        });
        position.rows.push(row);
        position
            .units
            .add_known(worth.units.ok_or(super::Unknown::NotReported));
        position.total.add(worth);
        if !accounts.contains(&account) {
            accounts.push(account);
            position.holdings += 1;
        }
    }
    found.into_values().map(|(position, _)| position).collect()
}
