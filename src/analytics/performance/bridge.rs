//! From what there was at the begin to what there is at the end.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    entry::{Cause, Entry, NoLegs},
    figure::Reason,
    measure::Measured,
};

/// begin + in + out + unclassified + income − fees − taxes + price + unexplained
/// = end, to the last digit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bridge {
    pub begin: Decimal,
    /// What flowed in, zero or more.
    pub inflow: Decimal,
    /// What flowed out, zero or less.
    pub outflow: Decimal,
    /// Cash of which the words do not tell what it was.
    pub unclassified: Decimal,
    pub income: Decimal,
    /// Positive when paid.
    pub fees: Decimal,
    /// Positive when paid.
    pub taxes: Decimal,
    /// What prices did to what was held.
    pub price: Decimal,
    /// Units and cash that no row explains: no gain.
    pub unexplained: Decimal,
    pub end: Decimal,
}

impl Bridge {
    /// Everything that crossed the border, explained or not.
    pub fn net_flow(&self) -> Decimal {
        self.inflow + self.outflow + self.unclassified + self.unexplained
    }

    /// What market and income brought, costs taken off.
    pub fn gain(&self) -> Decimal {
        self.price + self.income - self.fees - self.taxes
    }

    /// Counts one entry, except for its part in the price.
    pub(super) fn add(&mut self, entry: &Entry, flow: Decimal, is_matched: bool) {
        let legs = entry.legs.unwrap_or_default();
        self.income += legs.income;
        self.fees += legs.fees;
        self.taxes += legs.taxes;
        if is_matched {
            return;
        }
        let side = if entry.cause == Cause::Unclassified {
            &mut self.unclassified
        } else if entry.cause.is_unexplained() {
            &mut self.unexplained
        } else if flow.is_sign_negative() {
            &mut self.outflow
        } else {
            &mut self.inflow
        };
        *side += flow;
    }

    /// With begin and end, the price is what is left.
    pub(super) fn close(&mut self, begin: Decimal, end: Decimal) {
        self.begin = begin;
        self.end = end;
        self.price = Decimal::ZERO;
        self.price = end - begin - self.net_flow() - self.gain();
    }
}

impl Measured {
    /// The bridge between two days that have a value.
    pub(super) fn bridge(&self, from: NaiveDate, to: NaiveDate) -> Result<Bridge, Reason> {
        self.unknown_between(from, to)?;
        let mut bridge = Bridge::default();
        for (ledger, entry, is_matched) in self.entries(from, to) {
            bridge.add(entry, entry.flow(ledger.listing), is_matched);
        }
        let value = |day| {
            let at = self.days.binary_search_by_key(&day, |it| it.day);
            at.ok().map_or(Decimal::ZERO, |at| self.days[at].value)
        };
        bridge.close(value(from), value(to));
        Ok(bridge)
    }

    /// Whether every flow of a time is known.
    pub(super) fn unknown_between(&self, from: NaiveDate, to: NaiveDate) -> Result<(), Reason> {
        let mut rows = vec![];
        for (_, entry, _) in self.entries(from, to) {
            match (&entry.legs, &entry.transaction, &entry.security) {
                (Ok(_), ..) => {}
                (Err(_), Some(row), _) => rows.push(row.clone()),
                (Err(NoLegs::NoPrice | NoLegs::Row(_)), None, Some(security)) => {
                    return Err(Reason::NoPrice(security.clone()));
                }
                (Err(_), None, None) => return Err(Reason::TooLarge),
            }
        }
        if rows.is_empty() {
            Ok(())
        } else {
            Err(Reason::UnknownFlows(rows))
        }
    }
}
