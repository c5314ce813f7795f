//! The order of transactions.

use std::{cmp::Reverse, collections::BTreeSet};

use ahash::{HashMap, HashMapExt as _};

use super::cells::{fees, price, quantity, type_key, type_label};
use crate::{
    portfolio::Portfolio,
    state::{Direction, TransactionColumn},
};

/// Sorts by one column, what is unknown last whichever the direction, and
/// newest first where the column does not decide.
///
/// Texts are compared once each, not once per row.
pub(super) fn sort(
    portfolio: &Portfolio,
    rows: &mut Vec<u32>,
    (column, direction): (TransactionColumn, Direction),
) {
    let row_at = |index: u32| &portfolio.transactions[index as usize];
    match column {
        // The portfolio is in the order of dates, newest first.
        TransactionColumn::Date => match direction {
            Direction::Ascending => rows.reverse(),
            Direction::Descending => {}
        },
        TransactionColumn::Type => {
            let mut labels = HashMap::new();
            let keys: Vec<_> = rows.iter().map(|&it| type_key(row_at(it))).collect();
            for (key, &row) in keys.iter().zip(rows.iter()) {
                labels
                    .entry(*key)
                    .or_insert_with(|| type_label(row_at(row)));
            }
            let labels = ranks(labels.iter().map(|(key, label)| (*key, &**label)));
            let mut keys = keys.iter();
            sort_known(rows, direction, |_| labels.get(keys.next()?).copied());
        }
        TransactionColumn::Security => {
            let described = portfolio.securities.iter();
            let described = described.filter_map(|(id, it)| Some((id, it.display_name()?)));
            let described: Vec<_> = described.collect();
            let names = ranks(described.iter().map(|(id, it)| (*id, &**it)));
            sort_known(rows, direction, |it| {
                names.get(row_at(it).security_id.as_ref()?).copied()
            });
        }
        TransactionColumn::Account => {
            let accounts = portfolio.accounts.iter();
            let names = ranks(accounts.map(|it| (&it.id, &**it.short_name())));
            sort_known(rows, direction, |it| {
                names.get(&row_at(it).account_id).copied()
            });
        }
        TransactionColumn::Quantity => {
            sort_known(rows, direction, |it| quantity(row_at(it)).known());
        }
        TransactionColumn::Price => sort_known(rows, direction, |it| price(row_at(it)).known()),
        TransactionColumn::Fees => sort_known(rows, direction, |it| fees(row_at(it)).known()),
        TransactionColumn::CashEffect => {
            sort_known(rows, direction, |it| row_at(it).cash_effect());
        }
    }
}

/// The place of each key in the alphabetical order of its text, equal texts
/// sharing one.
fn ranks<'a, K: Copy + Eq + std::hash::Hash>(
    texts: impl Iterator<Item = (K, &'a str)>,
) -> HashMap<K, u32> {
    let lower: Vec<(K, String)> = texts.map(|(key, it)| (key, it.to_lowercase())).collect();
    let order: BTreeSet<&str> = lower.iter().map(|(_, text)| text.as_str()).collect();
    let places: HashMap<&str, u32> = order.into_iter().zip(0..).collect();
    lower
        .iter()
        .map(|(key, text)| (*key, places[text.as_str()]))
        .collect()
}

/// Sorts `rows` by a key computed once per row; rows without one come last.
fn sort_known<K: Ord>(
    rows: &mut Vec<u32>,
    direction: Direction,
    mut key: impl FnMut(u32) -> Option<K>,
) {
    let mut known = Vec::with_capacity(rows.len());
    let mut unknown = vec![];
    for &row in rows.iter() {
        match key(row) {
            Some(key) => known.push((key, row)),
            None => unknown.push(row),
        }
    }
    match direction {
        Direction::Ascending => known.sort_unstable(),
        Direction::Descending => {
            known.sort_unstable_by(|(a, a_row), (b, b_row)| {
                (b, Reverse(b_row)).cmp(&(a, Reverse(a_row)))
            });
        }
    }
    rows.clear();
    rows.extend(known.into_iter().map(|(_, row)| row));
    rows.append(&mut unknown);
}
