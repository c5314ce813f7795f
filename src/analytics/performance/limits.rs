//! What limits the figures of a span.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    entry::Cause,
    figure::{Grade, Reason},
    ledger::Ledger,
    measure::Measured,
    subperiod::Span,
};
use crate::{analytics::flows::CashListing, domain::SecurityId, valuation::ratio};

/// How well the figures of a span are known, and why not better.
pub(super) struct Limits {
    pub(super) grade: Grade,
    pub(super) coverage: Option<Decimal>,
    pub(super) notes: Vec<Reason>,
}

impl Measured {
    /// What limits every figure of a span.
    pub(super) fn limits(&self, span: Span) -> Limits {
        let mut notes = vec![];
        let (mut unclassified, mut unexplained) = ((0, Decimal::ZERO), (0, Decimal::ZERO));
        let mut told = (0, Decimal::ZERO);
        let is_on_its_way = self
            .days
            .iter()
            .any(|it| (span.from..=span.to).contains(&it.day) && !it.in_transit.is_zero());
        let (mut estimated, mut odd) = (0, BTreeMap::new());
        for (ledger, entry, is_matched) in self.entries(span.from, span.to) {
            let flow = entry.flow(ledger.listing).abs();
            // Within the scope it counts only while it is on its way.
            estimated += usize::from(entry.is_estimated && (!is_matched || is_on_its_way));
            if entry.cause == Cause::Unclassified {
                unclassified = (unclassified.0 + 1, unclassified.1 + flow);
            }
            if entry.cause.is_told() {
                let legs = entry.legs.unwrap_or_default();
                told = (told.0 + 1, told.1 + (legs.securities + legs.cash).abs());
            }
            if entry.cause.is_unexplained() && !is_matched {
                unexplained = (unexplained.0 + 1, unexplained.1 + flow);
                odd.insert((&ledger.account, &entry.security), ledger);
            }
        }
        for ledger in &self.ledgers {
            if ledger.listing == CashListing::NotListed && !self.is_of_securities {
                notes.push(Reason::SecuritiesOnly(ledger.account.clone()));
            }
            notes.extend(ledger.never_valued.iter().map(|it| Reason::NeverValued {
                account: ledger.account.clone(),
                security: it.clone(),
            }));
        }
        let is_estimated = estimated > 0 || unclassified.0 > 0 || unexplained.0 > 0;
        if unclassified.0 > 0 {
            let (rows, amount) = unclassified;
            notes.push(Reason::Unclassified { rows, amount });
        }
        if unexplained.0 > 0 {
            let (times, amount) = unexplained;
            notes.push(Reason::Unexplained { times, amount });
        }
        if told.0 > 0 {
            let (times, amount) = told;
            notes.push(Reason::Told { times, amount });
        }
        if estimated > 0 {
            notes.push(Reason::EstimatedPrices(estimated));
        }
        let is_odd =
            |ledger: &Ledger, key: &Option<SecurityId>| odd.contains_key(&(&ledger.account, key));
        let (mut all, mut covered) = (Decimal::ZERO, Decimal::ZERO);
        for ledger in &self.ledgers {
            let at = ledger.point_on(span.to);
            for (key, value) in at.into_iter().flat_map(|at| ledger.holdings_at(at)) {
                all += value.abs();
                if !is_odd(ledger, key) {
                    covered += value.abs();
                }
            }
        }
        Limits {
            grade: if is_estimated {
                Grade::Estimated
            } else {
                Grade::Derived
            },
            coverage: ratio(covered, all),
            notes,
        }
    }
}
