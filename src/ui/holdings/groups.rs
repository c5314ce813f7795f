//! The groups of the table, and their order.

use std::collections::BTreeMap;

use super::model::{Group, HoldingRow, Line, sort_key, totals};
use crate::{
    analytics::allocation::{category_key, category_name},
    domain::AllocationBy,
    portfolio::Portfolio,
    state::{Direction, GroupBy, HoldingColumn, HoldingsQuery},
    text,
};

/// The groups in order, and the lines of the table.
pub(super) fn group(
    portfolio: &Portfolio,
    rows: &[HoldingRow],
    query: &HoldingsQuery,
) -> (Vec<Group>, Vec<Line>) {
    let Some(by) = dimension(query.group_by) else {
        return (vec![], (0..rows.len()).map(Line::Row).collect());
    };
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let first = &portfolio.holdings[row.holdings[0]];
        let worth = portfolio.worth(first);
        let key = category_key(portfolio, first, &worth, by).to_owned();
        members.entry(key).or_default().push(at);
    }
    let mut groups: Vec<Group> = members
        .into_iter()
        .map(|(key, members)| {
            let first = &portfolio.holdings[rows[members[0]].holdings[0]];
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
                totals: totals(rows, &members),
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
