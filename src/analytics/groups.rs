//! What accounts and securities have in common with others.

use crate::{
    connect::Connection,
    domain::{AccountId, AssetClass, Grouping, SecurityId},
    portfolio::Portfolio,
};

/// The key of what is in no group, because the institution reports none.
pub const UNKNOWN_KEY: &str = "unknown";

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
            connection
                .map(Connection::institution_key)
                .into_iter()
                .collect()
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
