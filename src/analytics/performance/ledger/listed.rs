//! What an account listed at its syncs, with every security numbered once.

use std::collections::HashMap;

use super::Source;
use crate::{domain::SecurityId, portfolio::ObservedRow};

/// The rows in all currencies; of hundreds of thousands that name the same
/// securities over and over, hardly one is looked up by its name.
pub(super) struct Listed<'a> {
    /// In the order in which they were first seen; the place is the number.
    pub(super) securities: Vec<&'a SecurityId>,
    rows: Vec<(u32, &'a ObservedRow)>,
    /// Where the rows of each observation end.
    ends: Vec<usize>,
}

impl<'a> Listed<'a> {
    pub(super) fn of(source: &Source<'a>) -> Self {
        let mut listed = Self {
            securities: vec![],
            rows: vec![],
            ends: vec![],
        };
        let mut numbers: HashMap<&SecurityId, u32> = HashMap::new();
        let mut before = 0..0;
        for (_, observation) in &source.observations {
            let begin = listed.rows.len();
            for row in &observation.rows {
                // Mostly the account lists the same, in the same order.
                let guess = before.start + (listed.rows.len() - begin);
                let guess = (before.contains(&guess)).then(|| listed.rows[guess]);
                let same = guess.filter(|it| is_same(&it.1.security, &row.security));
                let number = same.map_or_else(
                    || {
                        *numbers.entry(&row.security).or_insert_with(|| {
                            listed.securities.push(&row.security);
                            u32::try_from(listed.securities.len() - 1).unwrap_or(u32::MAX)
                        })
                    },
                    |it| it.0,
                );
                listed.rows.push((number, row));
            }
            before = begin..listed.rows.len();
            listed.ends.push(before.end);
        }
        listed
    }

    /// The rows of every observation, each with the number of its security.
    pub(super) fn by_observation(&self) -> impl Iterator<Item = &[(u32, &'a ObservedRow)]> {
        let begins = std::iter::once(&0).chain(&self.ends);
        begins
            .zip(&self.ends)
            .map(|(&begin, &end)| &self.rows[begin..end])
    }

    /// All rows of a security.
    pub(super) fn rows_of(&self, number: usize) -> impl Iterator<Item = &'a ObservedRow> {
        let rows = self.rows.iter().copied();
        rows.filter(move |it| it.0 as usize == number)
            .map(|it| it.1)
    }
}

fn is_same(a: &SecurityId, b: &SecurityId) -> bool {
    std::ptr::eq(a.as_str(), b.as_str()) || a == b
}
