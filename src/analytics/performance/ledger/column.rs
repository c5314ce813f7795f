//! What an account had of one security over time.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::domain::SecurityId;

/// What one security, or the cash, of an account was worth at its points.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// None of cash, and of a balance without holdings.
    pub security: Option<SecurityId>,
    /// The places of the points that have it, in order, each with the value.
    pub values: Vec<(u32, Decimal)>,
}

impl Column {
    /// The value at a point; `None` where it was not listed.
    pub fn at(&self, point: usize) -> Option<Decimal> {
        let point = u32::try_from(point).ok()?;
        let first = self.values.first()?.0;
        // Mostly it is listed at every point from its first one on.
        let guess = usize::try_from(point.checked_sub(first)?).ok()?;
        if let Some(&(_, value)) = self.values.get(guess).filter(|it| it.0 == point) {
            return Some(value);
        }
        let found = self.values.binary_search_by_key(&point, |it| it.0);
        found.ok().map(|at| self.values[at].1)
    }
}

impl Column {
    /// Whether any of the points lists it.
    pub(in crate::analytics::performance) fn has_any(&self, points: Range<usize>) -> bool {
        let first = (self.values).partition_point(|it| (it.0 as usize) < points.start);
        let next = self.values.get(first);
        next.is_some_and(|it| (it.0 as usize) < points.end)
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;

    use super::*;

    #[test]
    fn a_value_is_found_where_points_are_missing() {
        let column = Column {
            security: None,
            values: vec![(2, dec!(20)), (3, dec!(30)), (7, dec!(70)), (8, dec!(80))],
        };
        let found: Vec<_> = (0..10)
            .filter_map(|it| Some((it, column.at(it)?)))
            .collect();
        let expected = [(2, dec!(20)), (3, dec!(30)), (7, dec!(70)), (8, dec!(80))];
        assert_eq!(found, expected);
    }
}
