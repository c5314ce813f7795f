//! Holdings whose value is no longer known, and those that are worth nothing since.

use rust_decimal::Decimal;

use super::{Listed, Source};
use crate::{
    portfolio::{Observation, ObservedRow},
    valuation::confirms_zero,
};

/// How many days the value of a holding may be missing up to the latest sync before
/// the account is measured without it.
pub(in crate::analytics) const MISSING_DAYS: i64 = 7;

/// What happened to the values of an account's securities up to its latest sync, by
/// the numbers of [`Listed`].
pub(super) struct Lost {
    /// The first observation that knows the value, and the first one from which on
    /// none does; empty where every value is known.
    of_security: Vec<(Option<usize>, Option<usize>)>,
    /// Whether it was missing for long at the latest observation, too.
    is_given_up: Vec<bool>,
    /// Whether the balance of an observation says that prices of zero are true.
    confirmed: Vec<bool>,
}

impl Lost {
    pub(super) fn of(source: &Source<'_>, listed: &Listed<'_>) -> Self {
        let mut found = Self {
            of_security: vec![],
            is_given_up: vec![],
            confirmed: vec![],
        };
        let is_known =
            |rows: &[(u32, &ObservedRow)]| source.in_currency(rows).all(|it| it.1.value.is_some());
        if listed.by_observation().all(is_known) {
            return found;
        }
        let mut ended = vec![false; listed.securities.len()];
        found
            .of_security
            .resize(listed.securities.len(), (None, None));
        found.is_given_up.resize(listed.securities.len(), false);
        let all: Vec<_> = listed.by_observation().collect();
        for (at, rows) in all.iter().enumerate().rev() {
            for (slot, row) in source.in_currency(rows) {
                let (first, from) = &mut found.of_security[slot];
                if row.value.is_some() {
                    *first = Some(at);
                    ended[slot] = true;
                } else if !ended[slot] {
                    *from = Some(at);
                }
            }
        }
        let read_at = |at: usize| source.observations[at].1.synced_at;
        let last = all.len() - 1;
        for (slot, _) in source.in_currency(all[last]) {
            let from = found.of_security[slot].1;
            found.is_given_up[slot] =
                from.is_some_and(|it| (read_at(last) - read_at(it)).num_days() > MISSING_DAYS);
        }
        let observed = source.observations.iter().zip(&all);
        found.confirmed = observed
            .map(|((_, it), rows)| source.is_zero_confirmed(it, rows))
            .collect();
        found
    }

    /// The value of a row of an observation: zero where it had a value, has a price of
    /// zero since, and the balance says so, too.
    pub(super) fn value(&self, at: usize, slot: usize, row: &ObservedRow) -> Option<Decimal> {
        row.value
            .or_else(|| self.is_worthless(at, slot, row).then_some(Decimal::ZERO))
    }

    pub(super) fn is_worthless(&self, at: usize, slot: usize, row: &ObservedRow) -> bool {
        if row.value.is_some() || !row.is_zero_priced {
            return false;
        }
        let (first, from) = self.of_security[slot];
        let was_known = first.is_some_and(|it| it < at);
        was_known && from.is_some_and(|it| it <= at) && self.confirmed[at]
    }

    /// Whether the account is measured without the security from that observation on.
    pub(super) fn is_given_up(&self, at: usize, slot: usize) -> bool {
        let from = self.of_security.get(slot).and_then(|it| it.1);
        from.is_some_and(|it| it <= at) && self.is_given_up[slot]
    }
}

impl Source<'_> {
    fn is_zero_confirmed(&self, observation: &Observation, rows: &[(u32, &ObservedRow)]) -> bool {
        let is_alone = observation.balance_currency.as_ref() == self.currency
            && self.in_currency(rows).count() == rows.len();
        let unknown = || rows.iter().filter(|it| it.1.value.is_none());
        let mut known = rows.iter().filter_map(|it| it.1.value);
        let known = known.try_fold(Decimal::ZERO, Decimal::checked_add);
        is_alone
            && unknown().all(|it| it.1.is_zero_priced)
            && known.is_some()
            && confirms_zero(observation.balance, known, unknown().count())
    }
}
