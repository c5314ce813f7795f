//! How many holdings differ from those before.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap},
};

use crate::connect::Stored;
use crate::domain::{AccountId, Holding, SecurityId, compare_holdings};

/// How many holdings are new, gone, or differ in more than the day they were
/// read on.
///
/// Rows of one account and security have no names: they are compared as they
/// come, in whatever order. A row that went and one that came in its place are
/// one that differs.
pub(super) fn count_changed_holdings(
    stored: &Stored,
    holdings: &BTreeMap<AccountId, Vec<Holding>>,
) -> usize {
    holdings
        .iter()
        .map(|(account, new)| {
            let old = stored.holdings.get(account).map_or(&[][..], Vec::as_slice);
            let mut differing: HashMap<&SecurityId, (usize, usize)> = HashMap::new();
            for (side, holding) in unmatched(old, new) {
                let (gone, come) = differing.entry(&holding.security_id).or_default();
                *(match side {
                    Side::Old => gone,
                    Side::New => come,
                }) += 1;
            }
            differing
                .values()
                .map(|(gone, come)| gone.max(come))
                .sum::<usize>()
        })
        .sum()
}

enum Side {
    Old,
    New,
}

/// The rows that are in one of the two lists and not in the other.
fn unmatched<'a>(old: &'a [Holding], new: &'a [Holding]) -> Vec<(Side, &'a Holding)> {
    let sorted = |rows: &'a [Holding]| {
        let mut rows: Vec<&Holding> = rows.iter().collect();
        rows.sort_by(|a, b| compare_holdings(a, b));
        rows.into_iter().peekable()
    };
    let (mut old, mut new) = (sorted(old), sorted(new));
    let mut unmatched = vec![];
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(old), Some(new)) => compare_holdings(old, new),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return unmatched,
        };
        if order == Ordering::Less {
            unmatched.extend(old.next().map(|it| (Side::Old, it)));
        } else if order == Ordering::Greater {
            unmatched.extend(new.next().map(|it| (Side::New, it)));
        } else {
            old.next();
            new.next();
        }
    }
}
