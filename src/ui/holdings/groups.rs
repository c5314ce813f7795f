//! The groups of the table, and their order.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::rows::{HoldingRow, TotalLine, sort_key, totals};
use crate::{
    analytics::allocation::{category_key, category_name},
    domain::{AllocationBy, Currency},
    portfolio::Portfolio,
    state::{Direction, GroupBy, HoldingColumn, HoldingsQuery},
    text,
    valuation::{Sum, ratio},
};

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

/// What the weights of groups are shares of, by currency.
///
/// A security belongs to one type and one sector, so the weights of such groups
/// are the sums of those of their rows. An account may owe what another one
/// holds more of; then accounts are weighed by what each is worth, as Allocation
/// does, and those below zero are no part of the whole.
pub(super) struct Wholes(Option<BTreeMap<Option<Currency>, Sum>>);

impl Wholes {
    /// Of all rows in view, found or not.
    pub(super) fn of(portfolio: &Portfolio, rows: &[HoldingRow], group_by: GroupBy) -> Self {
        let by = match group_by {
            GroupBy::None | GroupBy::Type | GroupBy::Sector => return Self(None),
            GroupBy::Account => AllocationBy::Account,
            GroupBy::Institution => AllocationBy::Institution,
        };
        let mut groups: BTreeMap<(String, Option<&Currency>), Sum> = BTreeMap::new();
        for row in rows.iter().filter(|row| !row.is_owed) {
            let key = (key_of(portfolio, row, by), row.currency.as_ref());
            groups.entry(key).or_default().add_sum(&row.total.value);
        }
        let mut wholes: BTreeMap<Option<Currency>, Sum> = BTreeMap::new();
        for ((_, currency), sum) in groups {
            if sum.known().is_none_or(|value| value >= Decimal::ZERO) {
                wholes.entry(currency.cloned()).or_default().add_sum(&sum);
            }
        }
        Self(Some(wholes))
    }

    /// Weighs the totals of a group of these rows.
    fn weigh<'a>(&self, totals: &mut [TotalLine], members: impl Iterator<Item = &'a HoldingRow>) {
        let Some(wholes) = &self.0 else {
            return;
        };
        let mut owned: BTreeMap<Option<&Currency>, Sum> = BTreeMap::new();
        for row in members.filter(|row| !row.is_owed) {
            let sum = owned.entry(row.currency.as_ref()).or_default();
            sum.add_sum(&row.total.value);
        }
        for line in totals {
            let part = owned.get(&line.currency.as_ref()).and_then(Sum::known);
            let part = part.filter(|value| *value >= Decimal::ZERO);
            let whole = wholes.get(&line.currency).and_then(Sum::known);
            line.weight = part.zip(whole).and_then(|(part, whole)| ratio(part, whole));
        }
    }
}

/// The key of the group that a row falls into.
fn key_of(portfolio: &Portfolio, row: &HoldingRow, by: AllocationBy) -> String {
    let first = &portfolio.holdings[row.holdings[0]];
    category_key(portfolio, first, &portfolio.worth(first), by).to_owned()
}

/// The groups in order, and the lines of the table.
pub(super) fn group(
    portfolio: &Portfolio,
    rows: &[HoldingRow],
    query: &HoldingsQuery,
    wholes: &Wholes,
) -> (Vec<Group>, Vec<Line>) {
    let Some(by) = dimension(query.group_by) else {
        return (vec![], (0..rows.len()).map(Line::Row).collect());
    };
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let key = key_of(portfolio, row, by);
        members.entry(key).or_default().push(at);
    }
    let mut groups: Vec<Group> = members
        .into_iter()
        .map(|(key, members)| {
            let first = &portfolio.holdings[rows[members[0]].holdings[0]];
            let mut totals = totals(rows, &members);
            wholes.weigh(&mut totals, members.iter().map(|&at| &rows[at]));
            Group {
                title: text::category(&category_name(
                    portfolio,
                    first,
                    &portfolio.worth(first),
                    by,
                ))
                .to_owned(),
                note: (by == AllocationBy::Account)
                    .then(|| portfolio.connection_of(&first.account_id))
                    .flatten()
                    .map(|it| it.name.to_string()),
                folded: query.folded.contains(&key),
                key,
                totals,
                members,
            }
        })
        .collect();
    sort_groups(&mut groups, query.sort);

    let mut lines = vec![];
    for (at, group) in groups.iter().enumerate() {
        lines.extend((0..group.totals.len()).map(|total| Line::Group { group: at, total }));
        if !group.folded {
            lines.extend(group.members.iter().copied().map(Line::Row));
        }
    }
    (groups, lines)
}

fn dimension(group_by: GroupBy) -> Option<AllocationBy> {
    match group_by {
        GroupBy::None => None,
        GroupBy::Account => Some(AllocationBy::Account),
        GroupBy::Type => Some(AllocationBy::AssetClass),
        GroupBy::Sector => Some(AllocationBy::Sector),
        GroupBy::Institution => Some(AllocationBy::Institution),
    }
}

/// By the same column as the rows; by value, largest first, where a group has
/// no such figure.
fn sort_groups(groups: &mut [Group], (column, direction): (HoldingColumn, Direction)) {
    groups.sort_by_cached_key(|group| group.title.to_lowercase());
    let figure = |group: &Group| {
        let total = group.totals.first()?;
        match column {
            HoldingColumn::Security => None,
            HoldingColumn::Account
            | HoldingColumn::Quantity
            | HoldingColumn::Price
            | HoldingColumn::Value => total.total.value.known(),
            HoldingColumn::Weight => total.weight,
            HoldingColumn::CostBasis => total.total.cost.known(),
            HoldingColumn::Gain => total.total.gain.known(),
            HoldingColumn::GainPercent => total.total.gain_ratio(),
        }
    };
    match column {
        HoldingColumn::Security if direction == Direction::Descending => groups.reverse(),
        HoldingColumn::Security => {}
        HoldingColumn::Account | HoldingColumn::Quantity | HoldingColumn::Price => {
            groups.sort_by_key(|group| sort_key(figure(group), Direction::Descending));
        }
        HoldingColumn::Value
        | HoldingColumn::Weight
        | HoldingColumn::CostBasis
        | HoldingColumn::Gain
        | HoldingColumn::GainPercent => {
            groups.sort_by_key(|group| sort_key(figure(group), direction));
        }
    }
}
