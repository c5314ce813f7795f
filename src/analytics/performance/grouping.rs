//! Accounts or holdings that have something in common, measured together.

use std::collections::{BTreeMap, BTreeSet};

use super::measure::Measured;
use crate::{
    analytics::allocation::UNKNOWN_KEY,
    domain::{AccountId, AssetClass, Grouping, SecurityId},
    portfolio::Portfolio,
};

/// The keys of the groups that an account is in: one, or several of the person's
/// own. That of an account in none is [`UNKNOWN_KEY`], and so is that of a holding,
/// of which the account decides nothing.
pub fn groups_of_account<'a>(
    portfolio: &'a Portfolio,
    id: &AccountId,
    by: Grouping,
) -> Vec<&'a str> {
    let account = portfolio.account(id);
    let own: Vec<&str> = match by {
        Grouping::Institution => {
            let connection = account.and_then(|it| portfolio.connection(&it.item_id));
            let key = connection.map(|it| match &it.institution_id {
                Some(id) => id.as_str(),
                None => it.item_id.as_str(),
            });
            key.into_iter().collect()
        }
        Grouping::AccountType => {
            let subtype = account.and_then(|it| it.subtype.as_deref());
            subtype.into_iter().collect()
        }
        Grouping::Group => {
            let groups = account.map(|it| it.choice.groups.iter().map(|it| &**it));
            groups.into_iter().flatten().collect()
        }
        Grouping::AssetClass | Grouping::Sector => vec![],
    };
    if own.is_empty() {
        vec![UNKNOWN_KEY]
    } else {
        own
    }
}

/// The key of the group that a security is in, over all accounts.
pub fn group_of_security<'a>(portfolio: &'a Portfolio, id: &SecurityId, by: Grouping) -> &'a str {
    let known = portfolio.security(id);
    let key = match by {
        Grouping::AssetClass => known
            .and_then(|it| it.asset_class.as_ref())
            .map(AssetClass::as_str),
        Grouping::Sector => known.and_then(|it| it.sector.as_deref()),
        Grouping::Institution | Grouping::AccountType | Grouping::Group => None,
    };
    key.unwrap_or(UNKNOWN_KEY)
}

impl Measured {
    /// Every group, measured by itself; handed to `take` with its key one after the
    /// other. What moves between the accounts of a group stays within. Groups of
    /// holdings have no cash: what they are bought with flows in.
    pub fn each_grouping(
        &self,
        portfolio: &Portfolio,
        by: Grouping,
        mut take: impl FnMut(&str, Self),
    ) {
        if !by.is_of_accounts() {
            let key = |it: &SecurityId| group_of_security(portfolio, it, by).to_owned();
            self.each_group(key, |key, measured| take(&key, measured));
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
