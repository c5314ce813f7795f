//! What accounts were worth at their syncs.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};

use super::AccountValue;
use crate::{
    domain::{Account, AccountId, Currency, Security, SecurityId, Snapshot},
    valuation::{Sum, Worth},
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
    sum: Sum,
    unknown: BTreeSet<SecurityId>,
}

impl AccountValues {
    /// The version of the rule: another number whenever the same snapshots are
    /// worth something else.
    pub const RULE: u32 = 1;

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
                sum,
                unknown: BTreeSet::new(),
            });
            return;
        };
        let worth = Worth::of_snapshot(row, security, account);
        let at = self
            .open
            .iter()
            .position(|open| open.currency == worth.currency);
        let at = at.unwrap_or_else(|| {
            self.open.push(OpenValue {
                run,
                synced_at: snapshot.synced_at,
                account_id: snapshot.account_id,
                currency: worth.currency.clone(),
                sum: Sum::default(),
                unknown: BTreeSet::new(),
            });
            self.open.len() - 1
        });
        let open = &mut self.open[at];
        if worth.value.is_err() {
            open.unknown.insert(row.security_id.clone());
        }
        open.sum.add_known(worth.value);
    }

    /// All values, each with its sync, in the order of their snapshots.
    pub fn finish(mut self) -> Vec<(i64, AccountValue)> {
        self.close();
        self.done
    }

    fn close(&mut self) {
        for open in self.open.drain(..) {
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
