//! Holdings measured by themselves.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    bridge::holding_on,
    ledger::Ledger,
    measure::{Measured, Place, ValuedDay},
};
use crate::{analytics::flows::CashListing, domain::SecurityId};

impl Measured {
    /// Every security over the accounts of the scope, measured by itself on the
    /// valued days of the whole, from the first on which it is worth something:
    /// what it is bought with flows in, what is sold and paid out flows out.
    pub fn by_security(&self) -> BTreeMap<SecurityId, Self> {
        let mut ledgers: BTreeMap<SecurityId, Vec<Ledger>> = BTreeMap::new();
        for ledger in &self.ledgers {
            let held = ledger.points.iter().flat_map(|it| it.holdings.keys());
            let named = ledger.entries.iter().map(|it| &it.security);
            let mut own: BTreeMap<&SecurityId, Ledger> = BTreeMap::new();
            for security in held.chain(named).flatten() {
                own.entry(security).or_insert_with(|| Ledger {
                    account: ledger.account.clone(),
                    currency: ledger.currency.clone(),
                    listing: CashListing::NotListed,
                    points: vec![],
                    endings: vec![],
                    entries: vec![],
                    never_valued: [].into(),
                    units: vec![],
                    cash: vec![],
                });
            }
            for point in &ledger.points {
                for (security, value) in &point.holdings {
                    let own = security.as_ref().and_then(|it| own.get_mut(it));
                    if let Some(own) = own {
                        own.points.push(super::Point {
                            day: point.day,
                            value: *value,
                            holdings: [(security.clone(), *value)].into(),
                        });
                    }
                }
            }
            for entry in &ledger.entries {
                let own = entry.security.as_ref().and_then(|it| own.get_mut(it));
                if let Some(own) = own {
                    own.entries.push(entry.clone());
                }
            }
            for (security, own) in own {
                ledgers.entry(security.clone()).or_default().push(own);
            }
        }
        let ledgers = ledgers.into_iter();
        ledgers
            .map(|(security, ledgers)| {
                let measured = self.of_security(&security, ledgers);
                (security, measured)
            })
            .collect()
    }

    fn of_security(&self, security: &SecurityId, ledgers: Vec<Ledger>) -> Self {
        let value = |day| -> Decimal {
            let ledgers = ledgers.iter();
            ledgers.map(|it| holding_on(it, day, Some(security))).sum()
        };
        let days = self.days.iter().map(|it| ValuedDay {
            day: it.day,
            value: value(it.day),
            in_transit: Decimal::ZERO,
        });
        let days = days.skip_while(|it| it.value.is_zero()).collect();
        let mut order: Vec<Place> = (ledgers.iter().enumerate())
            .flat_map(|(ledger, it)| (0..it.entries.len()).map(move |entry| (ledger, entry)))
            .map(|(ledger, entry)| Place {
                ledger,
                entry,
                is_matched: false,
            })
            .collect();
        order.sort_by_key(|it| {
            (
                ledgers[it.ledger].entries[it.entry].day,
                it.ledger,
                it.entry,
            )
        });
        Self {
            currency: self.currency.clone(),
            ledgers,
            days,
            order,
            transits: vec![],
        }
    }
}
