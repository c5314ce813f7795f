//! What securities and categories are called.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use super::ENTERED;
use crate::{
    analytics::{
        allocation::{CategoryName, category_key, category_name},
        groups::UNKNOWN_KEY,
    },
    domain::{Account, AccountId, AllocationBy, AssetClass, Grouping, SecurityId, Transaction},
    portfolio::{Portfolio, stands_for_balance},
};

/// What the balance of an account without holdings is called among them.
const BALANCE_NAME: &str = "Balance, no holdings listed";

/// The title of the securities within the slices of an allocation.
pub const INSIDE_SLICES: &str = "What is in them · a click opens a holding";

/// What the smallest categories are called together.
pub const OTHER_CATEGORIES: &str = "Other";

/// What a security is called of which nothing but ids is known.
pub(super) const UNKNOWN_SECURITY: &str = "Unknown security";

/// What a security is called everywhere: in the window, commands and exports.
pub fn security_name<'a>(portfolio: &'a Portfolio, id: &SecurityId) -> Cow<'a, str> {
    if stands_for_balance(id) {
        return Cow::Borrowed(BALANCE_NAME);
    }
    let name = portfolio.security_name(id);
    name.unwrap_or(Cow::Borrowed(UNKNOWN_SECURITY))
}

/// What a transaction is about: its security, or what the institution says of it
/// where it has none that is described. One that the person entered says so.
pub fn transaction_name<'a>(portfolio: &'a Portfolio, row: &'a Transaction) -> Cow<'a, str> {
    let id = row.security_id.as_ref();
    let name = id.and_then(|id| portfolio.security_name(id));
    let name = name.unwrap_or(Cow::Borrowed(&row.name));
    if row.context.is_entered {
        Cow::Owned(format!("{name} ({ENTERED})"))
    } else {
        name
    }
}

/// What accounts are called in cells: by their own name alone where no other one
/// has it, else with the last digits, and with the institution where these are
/// the same.
#[derive(Debug, Default)]
pub struct AccountNames(BTreeMap<AccountId, Arc<str>>);

impl AccountNames {
    /// The names of all accounts.
    pub fn of(portfolio: &Portfolio) -> Self {
        let accounts = &portfolio.accounts;
        let counted = |names: &mut dyn Iterator<Item = String>| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            names.for_each(|it| *counts.entry(it).or_default() += 1);
            counts
        };
        let short = counted(&mut accounts.iter().map(|it| it.short_name().to_string()));
        let long = counted(&mut accounts.iter().map(Account::display_name));
        let name = |account: &Account| -> Arc<str> {
            if short.get(&**account.short_name()) == Some(&1) {
                return Arc::clone(account.short_name());
            }
            let name = account.display_name();
            match portfolio.connection(&account.item_id) {
                Some(connection) if long.get(&name) > Some(&1) => {
                    format!("{name} · {}", connection.name).into()
                }
                Some(_) | None => name.into(),
            }
        };
        let names = accounts.iter().map(|it| (it.id.clone(), name(it)));
        Self(names.collect())
    }

    /// What an account is called; `None` of one that is not known.
    pub fn get(&self, id: &AccountId) -> Option<&str> {
        self.0.get(id).map(|it| &**it)
    }

    /// The one of most letters.
    pub fn longest(&self) -> &str {
        let longest = self.0.values().max_by_key(|it| it.chars().count());
        longest.map_or("", |it| it)
    }
}

/// The class of that spelling of Plaid's; a new one as it is spelled.
pub fn asset_class(spelling: &str) -> &str {
    match AssetClass::from(spelling) {
        AssetClass::Cash => "Cash",
        AssetClass::Cryptocurrency => "Cryptocurrency",
        AssetClass::Derivative => "Derivative",
        AssetClass::Equity => "Equity",
        AssetClass::Etf => "ETF",
        AssetClass::FixedIncome => "Fixed income",
        AssetClass::Loan => "Loan",
        AssetClass::MutualFund => "Mutual fund",
        AssetClass::Other(_) if spelling == "other" => "Other securities",
        AssetClass::Other(_) => spelling,
    }
}

/// What the category of that key is called, by the first holding in it.
pub(super) fn category_key_name(portfolio: &Portfolio, by: AllocationBy, key: &str) -> String {
    let mut holdings = portfolio.holdings.iter();
    let name = holdings.find_map(|it| {
        let worth = portfolio.worth(it);
        let is_it = category_key(portfolio, it, &worth, by) == key;
        is_it.then(|| category_name(portfolio, it, &worth, by))
    });
    let name = name.unwrap_or_else(|| CategoryName {
        by,
        key: key.to_owned(),
        name: None,
    });
    category(&name).to_owned()
}

/// What accounts or holdings that are taken together are called.
pub fn group_name(portfolio: &Portfolio, by: Grouping, key: &str) -> String {
    match by {
        _ if key == UNKNOWN_KEY => match by {
            Grouping::Institution => "Unknown institution",
            Grouping::AccountType => "Of no type",
            Grouping::Group => "In no group",
            Grouping::AssetClass => "Not classified",
            Grouping::Sector => "No sector",
        }
        .to_owned(),
        Grouping::Institution => {
            let mut connections = portfolio.connections.iter();
            let connection = connections.find(|it| it.institution_key() == key);
            connection.map_or(key, |it| &*it.name).to_owned()
        }
        Grouping::AssetClass => asset_class(key).to_owned(),
        Grouping::AccountType | Grouping::Group | Grouping::Sector => key.to_owned(),
    }
}

/// What a category is called.
pub fn category(category: &CategoryName) -> &str {
    match (category.by, &category.name) {
        (AllocationBy::AssetClass, _) if category.key != UNKNOWN_KEY => asset_class(&category.key),
        (_, Some(name)) => name,
        (AllocationBy::AssetClass, None) => "Not classified",
        (AllocationBy::Security, None) => UNKNOWN_SECURITY,
        (AllocationBy::Sector, None) => "No sector",
        (AllocationBy::Account, None) => "Unknown account",
        (AllocationBy::Institution, None) => "Unknown institution",
        (AllocationBy::Currency, None) => "Unknown currency",
    }
}
