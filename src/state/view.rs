//! What is looked at: which accounts, in which currency, over which time, and
//! what each page is asked for.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    AccountFilter, AllocationQuery, AttentionQuery, Drawer, HistoryQuery, HoldingsQuery,
    OverviewList, PerformanceQuery, RangeChoice, TransactionsQuery, saved::or_default,
};
use crate::domain::Currency;

/// Everything that decides which figures are on screen, beside the portfolio
/// and the day. Names, texts and ids only, so that it can be kept, compared and
/// written as one value. What this version does not understand of a written one
/// has its default: a word, a field or a row, never the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    #[serde(deserialize_with = "or_default")]
    pub accounts: AccountFilter,
    /// Of every page that shows one currency at a time.
    #[serde(deserialize_with = "or_default")]
    pub currency: CurrencyChoice,
    /// How far back charts of value, and what came of it, reach.
    #[serde(deserialize_with = "or_default")]
    pub range: RangeChoice,
    #[serde(deserialize_with = "or_default")]
    pub holdings: HoldingsQuery,
    #[serde(deserialize_with = "or_default")]
    pub allocation: AllocationQuery,
    #[serde(deserialize_with = "or_default")]
    pub transactions: TransactionsQuery,
    #[serde(deserialize_with = "or_default")]
    pub performance: PerformanceQuery,
    #[serde(deserialize_with = "or_default")]
    pub attention: AttentionQuery,
    #[serde(deserialize_with = "or_default")]
    pub overview_list: OverviewList,
    /// What stands beside the page.
    #[serde(deserialize_with = "or_default")]
    pub drawer: Option<Drawer>,
    /// The history of syncs stands on the connections page while it is asked
    /// for.
    #[serde(deserialize_with = "or_default")]
    pub history: Option<HistoryQuery>,
}

/// Which currency is shown where only one can be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "SavedChoice", into = "SavedChoice")]
pub enum CurrencyChoice {
    /// The one of most rows on the page.
    #[default]
    Most,
    /// This one; `None` is what has no currency. A page without it shows the
    /// one of most rows.
    Chosen(Option<Currency>),
}

impl CurrencyChoice {
    /// Which of a page's currencies is shown: those come in the order of their
    /// rows, the one of most first.
    pub fn position<'a>(
        &self,
        mut currencies: impl Iterator<Item = Option<&'a Currency>>,
    ) -> usize {
        match self {
            Self::Most => 0,
            Self::Chosen(chosen) => currencies
                .position(|it| it == chosen.as_ref())
                .unwrap_or_default(),
        }
    }
}

/// A choice of currency as it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SavedChoice {
    Most,
    None,
    Iso(Arc<str>),
    Unofficial(Arc<str>),
}

impl From<CurrencyChoice> for SavedChoice {
    fn from(choice: CurrencyChoice) -> Self {
        match choice {
            CurrencyChoice::Most => Self::Most,
            CurrencyChoice::Chosen(None) => Self::None,
            CurrencyChoice::Chosen(Some(Currency::Iso(code))) => Self::Iso(code),
            CurrencyChoice::Chosen(Some(Currency::Unofficial(code))) => Self::Unofficial(code),
        }
    }
}

impl From<SavedChoice> for CurrencyChoice {
    fn from(saved: SavedChoice) -> Self {
        match saved {
            SavedChoice::Most => Self::Most,
            SavedChoice::None => Self::Chosen(None),
            SavedChoice::Iso(code) => Self::Chosen(Some(Currency::Iso(code))),
            SavedChoice::Unofficial(code) => Self::Chosen(Some(Currency::Unofficial(code))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_currency_can_be_chosen_and_hides_no_other() {
        let (usd, points) = (Currency::iso("USD"), Currency::Unofficial("USD".into()));
        let all = [Some(&usd), None, Some(&points)];
        let check = |choice: CurrencyChoice, expected| {
            assert_eq!(choice.position(all.into_iter()), expected, "{choice:?}");
        };
        check(CurrencyChoice::Most, 0);
        check(CurrencyChoice::Chosen(None), 1);
        check(CurrencyChoice::Chosen(Some(points.clone())), 2);
        check(CurrencyChoice::Chosen(Some(Currency::iso("CAD"))), 0);
    }
}
