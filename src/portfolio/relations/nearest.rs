//! Pairs of rows that say the same within a few days.

use std::collections::{BTreeMap, VecDeque};

use chrono::{Days, NaiveDate};

/// How many days two rows may lie apart.
pub(super) const MOST_DAYS: u64 = 5;

/// A row, or several that stand for one, and the `keys` of which its partner
/// has to have one.
pub(super) struct Wanted<K> {
    pub(super) date: NaiveDate,
    pub(super) keys: Vec<K>,
}

/// A possible partner.
pub(super) struct Offered<K> {
    pub(super) date: NaiveDate,
    pub(super) key: K,
}

/// On which days a partner may lie, relative to the row that looks for one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// On the same day or after it.
    After,
    /// On either side; the later of two that are as near comes first.
    Either,
}

/// Pairs `wanted` with `offered` by their places, the nearest first, at most [`MOST_DAYS`]
/// apart, each at most once. Of several as near, the first in order is
/// taken.
pub(super) fn pairs<K: Ord + Clone>(
    wanted: &[Wanted<K>],
    offered: &[Offered<K>],
    side: Side,
) -> Vec<(usize, usize)> {
    let mut free: BTreeMap<(NaiveDate, K), VecDeque<usize>> = BTreeMap::new();
    for (at, it) in offered.iter().enumerate() {
        free.entry((it.date, it.key.clone()))
            .or_default()
            .push_back(at);
    }
    let mut open: Vec<usize> = (0..wanted.len()).collect();
    let mut pairs = vec![];
    for days in (0..=MOST_DAYS).map(Days::new) {
        open.retain(|&at| {
            let Wanted { date, keys } = &wanted[at];
            let before = (side == Side::Either && days > Days::new(0))
                .then(|| date.checked_sub_days(days))
                .flatten();
            let dates = date.checked_add_days(days).into_iter().chain(before);
            let found = dates
                .flat_map(|date| keys.iter().map(move |key| (date, key.clone())))
                .find_map(|it| free.get_mut(&it)?.pop_front());
            pairs.extend(found.map(|other| (at, other)));
            found.is_none()
        });
    }
    pairs
}
