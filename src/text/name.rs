//! What securities and categories are called.

use crate::{
    analytics::allocation::{CategoryName, UNKNOWN_KEY},
    domain::{AllocationBy, AssetClass, SecurityId},
    portfolio::{Portfolio, stands_for_balance},
};

/// What the balance of an account without holdings is called among them.
const BALANCE_NAME: &str = "Balance, no holdings listed";

/// What the smallest categories are called together.
pub const OTHER_CATEGORIES: &str = "Other";

/// The best name of a security.
pub fn security_name<'a>(portfolio: &'a Portfolio, id: &'a SecurityId) -> &'a str {
    if stands_for_balance(id) {
        BALANCE_NAME
    } else {
        portfolio.security_name(id)
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

/// What a category is called.
pub fn category(category: &CategoryName) -> &str {
    match (category.by, &category.name) {
        (AllocationBy::AssetClass, _) if category.key != UNKNOWN_KEY => asset_class(&category.key),
        (_, Some(name)) => name,
        (AllocationBy::AssetClass, None) => "Not classified",
        (AllocationBy::Security, None) => "Unknown security",
        (AllocationBy::Sector, None) => "No sector",
        (AllocationBy::Account, None) => "Unknown account",
        (AllocationBy::Institution, None) => "Unknown institution",
        (AllocationBy::Currency, None) => "Unknown currency",
    }
}
