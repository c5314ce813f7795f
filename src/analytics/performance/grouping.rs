//! Accounts or holdings that have something in common, measured together.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::measure::Measured;
use crate::{
    analytics::groups::{group_of_security, groups_of_account},
    domain::{AccountId, Grouping, SecurityId},
    portfolio::Portfolio,
};

impl Measured {
    /// Every group, measured by itself; handed to `take` with its key one after the
    /// other. What moves between the accounts of a group stays within. Groups of
    /// holdings have no cash: what they are bought with flows in. What happened
    /// before the span that begins at `from` may be left out.
    pub fn each_grouping(
        &self,
        portfolio: &Portfolio,
        by: Grouping,
        from: Option<NaiveDate>,
        mut take: impl FnMut(&str, Self),
    ) {
        if !by.is_of_accounts() {
            let key = |it: &SecurityId| group_of_security(portfolio, it, by).to_owned();
            self.each_group(key, from, |key, measured| take(&key, measured));
            return;
        }
        let mut groups: BTreeMap<&str, BTreeSet<&AccountId>> = BTreeMap::new();
        for ledger in &self.ledgers {
            for key in groups_of_account(portfolio, &ledger.account, by) {
                groups.entry(key).or_default().insert(&ledger.account);
            }
        }
        for (key, accounts) in groups {
            take(key, self.accounts(portfolio, |it| accounts.contains(it)));
        }
    }

    /// The group of that key; `None` where nothing was ever in it.
    pub fn grouping(&self, portfolio: &Portfolio, by: Grouping, key: &str) -> Option<Self> {
        if !by.is_of_accounts() {
            return self.of_securities(|it| group_of_security(portfolio, it, by) == key);
        }
        let is_in = |it: &AccountId| groups_of_account(portfolio, it, by).contains(&key);
        let mut ledgers = self.ledgers.iter();
        ledgers
            .any(|it| is_in(&it.account))
            .then(|| self.accounts(portfolio, is_in))
    }
}
