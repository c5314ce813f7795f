//! Income and the purchase that it paid for, in two rows.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::{super::entry::Entry, rows::Walk};
use crate::domain::{FlowClass, SecurityId, TransactionKind};

/// How many days the two rows may lie apart.
const DAYS: i64 = 5;

impl Walk<'_> {
    /// Makes one of the two rows of a reinvestment, as if one row told of it: income
    /// of a security, and a purchase of the same one for the same amount, between the
    /// same two points.
    pub(super) fn join_reinvestments(&self, entries: &mut [Entry]) {
        let mut purchases: HashMap<(&SecurityId, Decimal), Vec<usize>> = HashMap::new();
        let security = |at: usize| self.rows[at].0.security_id.as_ref();
        for (at, entry) in entries.iter().enumerate() {
            let is_buy = self.rows[at].1.kind == TransactionKind::Buy;
            if let (true, Ok(legs), Some(security)) = (is_buy, entry.legs, security(at))
                && legs.cash < Decimal::ZERO
            {
                let places = purchases.entry((security, -legs.cash)).or_default();
                places.push(at);
            }
        }
        for at in 0..entries.len() {
            let cash = entries[at].legs.map_or(Decimal::ZERO, |it| it.cash);
            let key = security(at).filter(|_| self.is_paid_income(at));
            let Some(places) = key.and_then(|it| purchases.get_mut(&(it, cash))) else {
                continue;
            };
            let apart = |other: usize| {
                let days = self.moved[other].date - self.moved[at].date;
                days.num_days().abs()
            };
            let near = places.iter().enumerate().filter(|&(_, &other)| {
                self.moved[other].interval == self.moved[at].interval && apart(other) <= DAYS
            });
            let Some((place, _)) = near.min_by_key(|&(_, &other)| apart(other)) else {
                continue;
            };
            let other = places.remove(place);
            for (entry, cash) in [(at, cash), (other, -cash)] {
                if let Ok(legs) = &mut entries[entry].legs {
                    legs.securities += cash;
                    legs.cash -= cash;
                }
            }
        }
    }

    /// Whether a row is income that was received.
    fn is_paid_income(&self, at: usize) -> bool {
        let meaning = self.rows[at].1;
        let is_meant = meaning.kind.flow_class() == FlowClass::Income;
        is_meant && meaning.cash_effect().is_some_and(|it| it > Decimal::ZERO)
    }
}
