//! Colors of categories: the same in every view and session.

use std::collections::{BTreeSet, HashMap};

use super::{CurrencyAllocation, MOST_SLICES};
use crate::domain::{AllocationBy, AssetClass};

/// Which category has which color.
pub(super) enum Colors {
    /// Asset classes, each with its own for good.
    Fixed,
    ByKey(HashMap<String, usize>),
}

impl Colors {
    /// Decides from the categories of the whole portfolio.
    ///
    /// A key's hash names its color, so values may change as they like. Of
    /// the nine largest of a currency no two share one: in the order of their
    /// hashes the later gives way.
    pub(super) fn of(by: AllocationBy, whole: &[CurrencyAllocation]) -> Self {
        if by == AllocationBy::AssetClass {
            return Self::Fixed;
        }
        let mut colors: HashMap<String, usize> = HashMap::new();
        for currency in whole {
            let seen: BTreeSet<(u64, &str)> = currency
                .categories
                .iter()
                .take(MOST_SLICES)
                .map(|it| (hash(&it.name.key), it.name.key.as_str()))
                .collect();
            let mut taken: BTreeSet<usize> = seen
                .iter()
                .filter_map(|(_, key)| colors.get(*key).copied())
                .collect();
            for (_, key) in seen {
                if colors.contains_key(key) {
                    continue;
                }
                let home = home_color(key);
                let color = (0..MOST_SLICES)
                    .map(|step| (home + step) % MOST_SLICES)
                    .find(|at| !taken.contains(at))
                    .unwrap_or(home);
                taken.insert(color);
                colors.insert(key.to_owned(), color);
            }
        }
        Self::ByKey(colors)
    }

    pub(super) fn index(&self, key: &str) -> usize {
        match self {
            Self::Fixed => asset_class_color(key),
            Self::ByKey(colors) => colors.get(key).copied().unwrap_or_else(|| home_color(key)),
        }
    }
}

fn asset_class_color(key: &str) -> usize {
    match AssetClass::from(key) {
        AssetClass::Etf => 0,
        AssetClass::MutualFund => 1,
        AssetClass::Equity => 2,
        AssetClass::FixedIncome => 3,
        AssetClass::Cryptocurrency => 4,
        AssetClass::Cash => 5,
        AssetClass::Derivative => 6,
        AssetClass::Loan => 7,
        AssetClass::Other(_) => 8,
    }
}

fn home_color(key: &str) -> usize {
    let colors = MOST_SLICES as u64;
    usize::try_from(hash(key) % colors).unwrap_or(0)
}

/// FNV-1a: the same on every machine and in every version, unlike the
/// standard library's hasher.
fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
