//! What limits the figures of a span.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    entry::Cause,
    figure::{Grade, Reason},
    ledger::Ledger,
    measure::Measured,
    subperiod::Span,
    units::Units,
};
use crate::{
    analytics::flows::CashListing,
    domain::{Answer, SecurityId},
    valuation::ratio,
};

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
        let (mut told, mut entered) = ((0, Decimal::ZERO), 0);
        let is_on_its_way = self
            .days
            .iter()
            .any(|it| (span.from..=span.to).contains(&it.day) && !it.in_transit.is_zero());
        let (mut estimated, mut odd) = (0, BTreeMap::new());
        for (ledger, entry, is_matched) in self.entries(span.from, span.to) {
            let flow = entry.flow(ledger.listing).abs();
            // Within the scope it counts only while it is on its way.
            entered += usize::from(entry.is_entered);
            let is_outside = entry.exchange.is_none() && (!is_matched || is_on_its_way);
            estimated += usize::from(entry.is_estimated && is_outside);
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
        let early = self.observed.filter(|it| span.from < *it);
        notes.extend(early.map(Reason::EarlyDays));
        let marked = self.marked(span, &mut told);
        let is_estimated = early.is_some()
            || estimated > 0
            || unclassified.0 > 0
            || unexplained.0 > 0
            || !marked.is_empty();
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
        if entered > 0 {
            notes.push(Reason::Entered(entered));
        }
        if estimated > 0 {
            notes.push(Reason::EstimatedPrices(estimated));
        }
        notes.extend(marked);
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

    /// What was inferred of units within a span; adds the differences that the person
    /// called a split to those that were `told`.
    fn marked(&self, span: Span, told: &mut (usize, Decimal)) -> Vec<Reason> {
        let mut marked = BTreeMap::new();
        for rolled in self.ledgers.iter().flat_map(|it| {
            let first = it.units.partition_point(|it| it.day <= span.from);
            let last = it.units.partition_point(|it| it.day <= span.to);
            let units = it.units[first..last.max(first)].iter();
            units.map(move |rolled| (it, rolled))
        }) {
            let (ledger, it) = rolled;
            let is_split = it
                .told
                .as_ref()
                .is_some_and(|it| it.answer == Answer::Split);
            match it.outcome {
                Units::SplitByRatio => {
                    let security = it.security.clone();
                    let reason = Reason::SplitByRatio {
                        security: security.clone(),
                        day: it.day,
                    };
                    marked.insert((security, it.day, None), reason);
                }
                Units::Expired(last) => {
                    let reason = Reason::Expired {
                        account: ledger.account.clone(),
                        security: it.security.clone(),
                        day: last,
                    };
                    let account = Some(ledger.account.clone());
                    marked.insert((it.security.clone(), it.day, account), reason);
                }
                Units::Unexplained(_) if is_split => {
                    *told = (told.0 + 1, told.1 + it.value.unwrap_or_default().abs());
                }
                Units::Agree
                | Units::InFlight
                | Units::CorporateAction
                | Units::Transferred(_)
                | Units::Unexplained(_)
                | Units::Unknown => {}
            }
        }
        let mut marked: Vec<Reason> = marked.into_values().collect();
        for ledger in &self.ledgers {
            let worthless = ledger.worthless.iter();
            let worthless = worthless.filter(|(_, day)| span.from < **day && **day <= span.to);
            marked.extend(worthless.map(|(security, day)| Reason::Worthless {
                account: ledger.account.clone(),
                security: security.clone(),
                day: *day,
            }));
        }
        marked
    }
}
