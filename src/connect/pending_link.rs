//! A page in the browser that the person may still be on.

use chrono::{DateTime, Utc};

use super::FailureKind;
use crate::domain::ItemId;

/// What the person is sent to the institution's page for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkGoal {
    /// To connect institutions.
    Connect,
    /// To sign in again where they are connected.
    SignIn(ItemId),
    /// To consent to sharing investments, or to renew a consent that ends.
    Consent(ItemId),
    /// To choose again which accounts are shared.
    ChooseAccounts(ItemId),
}

impl LinkGoal {
    /// What repairs a connection that failed like this.
    pub fn repair(item: ItemId, failure: FailureKind) -> Self {
        #[expect(clippy::wildcard_enum_match_arm, reason = "the others need a sign-in")]
        match failure {
            FailureKind::ConsentNeeded => Self::Consent(item),
            FailureKind::NoInvestmentAccounts | FailureKind::PermissionMissing => {
                Self::ChooseAccounts(item)
            }
            _ => Self::SignIn(item),
        }
    }

    /// The connection that is repaired; none while connecting.
    pub fn item(&self) -> Option<&ItemId> {
        match self {
            Self::Connect => None,
            Self::SignIn(item) | Self::Consent(item) | Self::ChooseAccounts(item) => Some(item),
        }
    }

    /// The name it is stored under.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::SignIn(_) => "sign_in",
            Self::Consent(_) => "consent",
            Self::ChooseAccounts(_) => "choose_accounts",
        }
    }

    /// The goal stored as `name` for `item`.
    pub fn parse(name: &str, item: Option<ItemId>) -> Option<Self> {
        match (name, item) {
            ("connect", None) => Some(Self::Connect),
            ("sign_in", Some(item)) => Some(Self::SignIn(item)),
            ("consent", Some(item)) => Some(Self::Consent(item)),
            ("choose_accounts", Some(item)) => Some(Self::ChooseAccounts(item)),
            _ => None,
        }
    }
}

/// A page that was opened and whose outcome is not known yet. Its address and
/// token are in the keyring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingLink {
    pub goal: LinkGoal,
    pub opened_at: DateTime<Utc>,
    /// From then on its outcome cannot be used any more.
    pub expires_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_comes_back_from_its_name() {
        let item = ItemId::from("Item1");
        for goal in [
            LinkGoal::Connect,
            LinkGoal::SignIn(item.clone()),
            LinkGoal::Consent(item.clone()),
            LinkGoal::ChooseAccounts(item.clone()),
        ] {
            let back = LinkGoal::parse(goal.as_str(), goal.item().cloned());
            assert_eq!(back, Some(goal));
        }
        assert_eq!(LinkGoal::parse("connect", Some(item)), None);
        assert_eq!(LinkGoal::parse("sign_in", None), None);
    }
}
