//! What accounts were worth at their syncs.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::AccountValue;
use crate::{
    domain::{Account, AccountId, Currency, Security, SecurityId, Snapshot},
    valuation::{Sum, Unknown, Worth, confirms_zero},
};

/// Values snapshots one after the other, by the rule for every row.
#[derive(Default)]
pub struct AccountValues {
    done: Vec<(i64, AccountValue)>,
    /// Those of the account and sync at hand.
    open: Vec<OpenValue>,
    nothing_unknown: Arc<[SecurityId]>,
}

struct OpenValue {
    run: i64,
    synced_at: DateTime<Utc>,
    account_id: AccountId,
    currency: Option<Currency>,
    /// What the institution says that it is all worth, where that is in the currency.
    balance: Option<Decimal>,
    sum: Sum,
    unknown: BTreeSet<SecurityId>,
    zero_priced: BTreeSet<SecurityId>,
}

impl AccountValues {
    /// The version of the rule: another number whenever the same snapshots are
    /// worth something else.
    pub const RULE: u32 = 2;

    /// Adds a row of what an account held at the sync `run`; those of one account
    /// and sync come together.
    pub fn add(
        &mut self,
        run: i64,
        snapshot: Snapshot,
        security: Option<&Security>,
        account: Option<&Account>,
    ) {
        let is_next = self
            .open
            .first()
            .is_some_and(|open| open.run != run || open.account_id != snapshot.account_id);
        if is_next {
            self.close();
        }
        let Some(row) = &snapshot.row else {
            // An account that lists no holdings is worth its balance.
            let mut sum = Sum::default();
            sum.add(snapshot.balance.unwrap_or_default());
            self.open.push(OpenValue {
                run,
                synced_at: snapshot.synced_at,
                account_id: snapshot.account_id,
                currency: snapshot.balance_currency,
                balance: snapshot.balance,
                sum,
                unknown: BTreeSet::new(),
                zero_priced: BTreeSet::new(),
            });
            return;
        };
        let worth = Worth::of_snapshot(row, security, account);
        let at = self
            .open
            .iter()
            .position(|open| open.currency == worth.currency);
        let at = at.unwrap_or_else(|| {
            let is_of_balance = snapshot.balance_currency == worth.currency;
            self.open.push(OpenValue {
                run,
                synced_at: snapshot.synced_at,
                account_id: snapshot.account_id,
                currency: worth.currency.clone(),
                balance: snapshot.balance.filter(|_| is_of_balance),
                sum: Sum::default(),
                unknown: BTreeSet::new(),
                zero_priced: BTreeSet::new(),
            });
            self.open.len() - 1
        });
        let open = &mut self.open[at];
        match worth.value {
            Ok(_) => {}
            Err(Unknown::ZeroPrice) => {
                open.zero_priced.insert(row.security_id.clone());
            }
            Err(_) => {
                open.unknown.insert(row.security_id.clone());
            }
        }
        open.sum.add_known(worth.value);
    }

    /// All values, each with its sync, in the order of their snapshots.
    pub fn finish(mut self) -> Vec<(i64, AccountValue)> {
        self.close();
        self.done
    }

    fn close(&mut self) {
        let is_one = self.open.len() == 1;
        for mut open in self.open.drain(..) {
            if is_one && open.is_zero_confirmed() {
                // Worth nothing, and known to be.
                open.sum.add(Decimal::ZERO);
            } else {
                open.unknown.append(&mut open.zero_priced);
            }
            let value = AccountValue {
                synced_at: open.synced_at,
                account_id: open.account_id,
                currency: open.currency,
                market_value: open.sum.known(),
                unknown: if open.unknown.is_empty() {
                    Arc::clone(&self.nothing_unknown)
                } else {
                    open.unknown.into_iter().collect()
                },
            };
            self.done.push((open.run, value));
        }
    }
}

impl OpenValue {
    /// Whether the balance says that what has a price of zero is worth nothing.
    fn is_zero_confirmed(&self) -> bool {
        self.unknown.is_empty()
            && confirms_zero(self.balance, self.sum.known(), self.zero_priced.len())
    }
}
