//! Whether an account that lists less than before is to be believed.
//!
//! An institution that cannot read an account may answer as if it were empty: a
//! good answer, the balance as before, and no holding. Stored as it is, it
//! would leave a false zero in the history for good.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use crate::connect::RowProblem;
use crate::domain::{Account, Holding, SecurityId, Transaction, TransactionType};

/// How long an institution may say the same before it is believed: no outage is
/// that long.
const PATIENCE: Days = Days::new(30);

/// A sale may be posted so much before the day that a holding last speaks for.
const POSTED_EARLY: Days = Days::new(7);

/// So many transactions that were booked do not vanish at once. Pending ones may.
const TOO_MANY_AT_ONCE: usize = 3;

/// Whether `rows`, all that was known of an account in the window, are too many
/// for an answer without any of the account's to be believed: institutions take
/// back single rows, and one that cannot read an account may list none.
pub(super) fn is_too_many_at_once(rows: &[&Transaction]) -> bool {
    rows.iter().filter(|row| !row.is_pending()).count() >= TOO_MANY_AT_ONCE
}

/// One account, before and now.
pub(super) struct Case<'a> {
    pub(super) before: &'a Account,
    pub(super) now: &'a Account,
    pub(super) held: &'a [Holding],
    pub(super) listed: &'a [Holding],
    /// What the answer says happened in the account.
    pub(super) transactions: &'a [&'a Transaction],
    /// Whether a security is cash, which brokers list as a holding or not.
    pub(super) is_cash: &'a dyn Fn(&SecurityId) -> bool,
    pub(super) today: NaiveDate,
}

impl Case<'_> {
    /// Whether what was held is still there, for all that is known.
    ///
    /// It is when securities are gone that no transaction takes away, and the
    /// balance has not gone with them: less than half of their value is missing
    /// in it. Where the balance is unknown, only an account that lists nothing
    /// at all is doubted.
    pub(super) fn is_doubtful(&self) -> bool {
        let given_up = self
            .before
            .doubted_since
            .and_then(|since| since.checked_add_days(PATIENCE))
            .is_some_and(|end| end <= self.today);
        let listed: HashSet<&SecurityId> = self.listed.iter().map(|it| &it.security_id).collect();
        let gone: Vec<&Holding> = self
            .held
            .iter()
            .filter(|it| !listed.contains(&it.security_id))
            .filter(|it| !(self.is_cash)(&it.security_id) && !self.is_explained(it))
            .collect();
        if gone.is_empty() || given_up || self.before.missing_since.is_some() {
            return false;
        }
        let Some(balance) = self.now.balances.current else {
            return self.listed.is_empty();
        };
        match self
            .value(gone.iter().copied())
            .filter(|it| *it > Decimal::ZERO)
        {
            Some(value) => self
                .unlisted_since(balance)
                .is_none_or(|it| it > value - it),
            None => self.listed.is_empty() && !balance.is_zero(),
        }
    }

    /// What there is to doubt.
    pub(super) fn problem(&self) -> RowProblem {
        RowProblem::Doubted {
            lists_none: self.listed.is_empty(),
            balance: self.now.balances.current,
            currency: self.now.balances.currency.clone(),
        }
    }

    /// How much more of the balance stands in no holding than before.
    fn unlisted_since(&self, balance: Decimal) -> Option<Decimal> {
        let unlisted = balance.checked_sub(self.value(self.listed)?)?;
        let before = match self.before.balances.current {
            Some(balance) => balance.checked_sub(self.value(self.held)?)?,
            None => Decimal::ZERO,
        };
        unlisted.checked_sub(before)
    }

    /// The reported value of the rows in the balance's currency; `None` beyond
    /// what can be counted.
    fn value<'h>(&self, rows: impl IntoIterator<Item = &'h Holding>) -> Option<Decimal> {
        let currency = self.now.balances.currency.as_ref();
        rows.into_iter()
            .filter(|it| {
                let own = it.currency.as_ref();
                own.is_none() || currency.is_none() || own == currency
            })
            .filter_map(|it| it.institution_value)
            .try_fold(Decimal::ZERO, Decimal::checked_add)
    }

    /// Whether a transaction takes the holding away.
    fn is_explained(&self, holding: &Holding) -> bool {
        let since = holding.as_of.min(self.today);
        let since = since.checked_sub_days(POSTED_EARLY).unwrap_or(since);
        self.transactions.iter().any(|it| {
            it.security_id.as_ref() == Some(&holding.security_id)
                && it.date >= since
                && (matches!(
                    it.transaction_type,
                    TransactionType::Sell | TransactionType::Transfer
                ) || it.quantity.is_some_and(|quantity| quantity < Decimal::ZERO))
        })
    }
}
