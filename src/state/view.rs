//! What is looked at: which accounts, in which currency, over which time, and
//! what each page is asked for.

use super::{AccountFilter, AllocationQuery, HoldingsQuery, RangeChoice, TransactionsQuery};
use crate::domain::Currency;

/// Everything that decides which figures are on screen, beside the portfolio
/// and the day. Names, texts and ids only, so that it can be kept and compared
/// as one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    pub accounts: AccountFilter,
    /// Of every page that shows one currency at a time.
    pub currency: CurrencyChoice,
    /// How far back charts of value reach.
    pub range: RangeChoice,
    pub holdings: HoldingsQuery,
    pub allocation: AllocationQuery,
    pub transactions: TransactionsQuery,
}

/// Which currency is shown where only one can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
