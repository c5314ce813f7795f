//! Accounts.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{AccountId, Currency, ItemId};

/// An account at an institution.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub id: AccountId,
    pub item_id: ItemId,
    pub name: Arc<str>,
    pub official_name: Option<Arc<str>>,
    /// The last digits of the account number. Not unique.
    pub mask: Option<Arc<str>>,
    pub account_type: AccountType,
    /// Such as `ira` or `401k`.
    pub subtype: Option<Arc<str>>,
    pub balances: Balances,
    /// `personal`, `business` or what the institution says.
    pub holder_category: Option<Arc<str>>,
    /// The day of the first sync in which the institution no longer listed the
    /// account; its last holdings stay in the history but in no total.
    pub missing_since: Option<NaiveDate>,
    /// The day of the first sync whose answer listed fewer holdings than is
    /// plausible, so that those of the sync before are kept. `None` while the
    /// answers are accepted.
    pub doubted_since: Option<NaiveDate>,
    pub choice: AccountChoice,
}

impl Account {
    /// The person's own name for it, else the institution's.
    pub fn short_name(&self) -> &Arc<str> {
        self.choice.name.as_ref().unwrap_or(&self.name)
    }

    /// Every name it has: the person's own, the institution's, and the official
    /// one.
    pub fn names(&self) -> [Option<&str>; 3] {
        [
            self.choice.name.as_deref(),
            Some(&*self.name),
            self.official_name.as_deref(),
        ]
    }

    /// The name with the last digits of the number: `Brokerage ••4821`.
    pub fn display_name(&self) -> String {
        match &self.mask {
            Some(mask) => format!("{} ••{mask}", self.short_name()),
            None => self.short_name().to_string(),
        }
    }
}

/// A time in which the institution did not list an account that is back since:
/// nothing is known of it for these days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountGap {
    pub account_id: AccountId,
    /// The first day.
    pub from: NaiveDate,
    /// The day of the sync that listed it again.
    pub until: NaiveDate,
}

/// How many days an account may not be listed, and returns bridge that time.
const LONGEST_OVERSIGHT: i64 = 31;

impl AccountGap {
    /// Whether the account was away so long that what it held left with it, and
    /// came with it again. An answer or a few that leave it out are an oversight: it
    /// was there, and nobody knows what it was worth.
    pub fn is_absence(&self) -> bool {
        (self.until - self.from).num_days() > LONGEST_OVERSIGHT
    }
}

/// What the person decided about an account; nothing of it is the
/// institution's, and no sync changes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountChoice {
    /// The person's own name for it.
    pub name: Option<Arc<str>>,
    /// In no total, and in no view but its own.
    pub is_hidden: bool,
    /// Such as `Retirement`, by name.
    pub groups: Vec<Arc<str>>,
}

/// The longest name that the person gives, in characters.
const LONGEST_NAME: usize = 80;

impl AccountChoice {
    /// Without white space around names, empty names, and groups named twice.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let tidy = |name: &Arc<str>| {
            let name: String = name.trim().chars().take(LONGEST_NAME).collect();
            (!name.is_empty()).then(|| Arc::from(name.trim_end()))
        };
        let mut groups: Vec<Arc<str>> = self.groups.iter().filter_map(tidy).collect();
        groups.sort_by_key(|it| (it.to_lowercase(), Arc::clone(it)));
        groups.dedup();
        Self {
            name: self.name.as_ref().and_then(tidy),
            is_hidden: self.is_hidden,
            groups,
        }
    }

    /// This choice with only the fields changed that differ between `before`
    /// and `after`: another program may have changed the others meanwhile.
    #[must_use]
    pub fn changed(&self, before: &Self, after: &Self) -> Self {
        let is_in = |choice: &Self, group: &Arc<str>| choice.groups.contains(group);
        let left = |group: &&Arc<str>| is_in(before, group) && !is_in(after, group);
        let joined = |group: &&Arc<str>| is_in(after, group) && !is_in(before, group);
        let stayed = self.groups.iter().filter(|it| !left(it));
        Self {
            name: if after.name == before.name {
                self.name.clone()
            } else {
                after.name.clone()
            },
            is_hidden: if after.is_hidden == before.is_hidden {
                self.is_hidden
            } else {
                after.is_hidden
            },
            groups: stayed
                .chain(after.groups.iter().filter(joined))
                .map(Arc::clone)
                .collect(),
        }
        .tidied()
    }
}

/// What an account reports of its balances, in its own currency.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Balances {
    /// All assets of the account. It may exceed the sum of the holdings, by
    /// cash that is not listed as one, and it does not subtract the margin
    /// loan; see `docs/spec/accounts.md`.
    pub current: Option<Decimal>,
    /// Cash that can be withdrawn.
    pub available: Option<Decimal>,
    pub limit: Option<Decimal>,
    pub margin_loan_amount: Option<Decimal>,
    pub currency: Option<Currency>,
}

/// Plaid's account type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountType {
    Investment,
    Brokerage,
    Credit,
    Depository,
    Loan,
    /// Any other, in Plaid's spelling; `other` itself too.
    Other(Arc<str>),
}

impl AccountType {
    /// The type in Plaid's spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Investment => "investment",
            Self::Brokerage => "brokerage",
            Self::Credit => "credit",
            Self::Depository => "depository",
            Self::Loan => "loan",
            Self::Other(text) => text,
        }
    }

    /// Whether such an account can have holdings. The others are not stored.
    pub fn holds_investments(&self) -> bool {
        matches!(self, Self::Investment | Self::Brokerage)
    }
}

impl From<&str> for AccountType {
    fn from(text: &str) -> Self {
        match text {
            "investment" => Self::Investment,
            "brokerage" => Self::Brokerage,
            "credit" => Self::Credit,
            "depository" => Self::Depository,
            "loan" => Self::Loan,
            _ => Self::Other(text.into()),
        }
    }
}
