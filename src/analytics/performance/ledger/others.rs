//! Whether another account of the person's sent units.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;

use crate::{
    analytics::flows::{TRANSFER_DAYS, signed_units},
    domain::{AccountId, CashRule, SecurityId, TransactionKind},
    portfolio::{History, Observation, Portfolio},
};

/// All accounts, in view or not: what another one sent does not depend on what is
/// looked at.
#[derive(Clone, Copy)]
pub(in crate::analytics::performance) struct Others<'a> {
    pub(in crate::analytics::performance) portfolio: &'a Portfolio,
    pub(in crate::analytics::performance) history: &'a History,
    pub(in crate::analytics::performance) day_of: &'a dyn Fn(DateTime<Utc>) -> NaiveDate,
}

impl Others<'_> {
    /// Whether another account than this one gave so many units of the security away,
    /// or took them where they are negative, within a few days of the time after the
    /// first day up to the second: by a row that moves units in kind, or between two
    /// of its syncs.
    pub(super) fn sent(
        &self,
        account: &AccountId,
        security: &SecurityId,
        (from, until): (NaiveDate, NaiveDate),
        units: Decimal,
    ) -> bool {
        let apart = TimeDelta::days(TRANSFER_DAYS);
        let earliest = from.checked_sub_signed(apart).unwrap_or(from);
        let latest = until.checked_add_signed(apart).unwrap_or(until);
        let mut rows = self.portfolio.transactions.iter().filter(|row| {
            row.security_id.as_ref() == Some(security)
                && row.account_id != *account
                && (earliest..=latest).contains(&row.date)
                && row.counts()
        });
        let is_by_row = rows.any(|row| {
            let meaning = row.meaning();
            meaning.cash_rule == CashRule::InKind
                && matches!(
                    meaning.kind,
                    TransactionKind::Transfer
                        | TransactionKind::Contribution
                        | TransactionKind::Withdrawal
                        | TransactionKind::Adjustment
                )
                && signed_units(row, meaning) == Some(-units)
        });
        let mut others = self
            .portfolio
            .accounts
            .iter()
            .filter(|it| it.id != *account);
        is_by_row
            || others.any(|it| {
                let pairs = self.history.of(&it.id).windows(2);
                let mut near = pairs.filter(|pair| {
                    let [before, after] =
                        [&pair[0], &pair[1]].map(|it| (self.day_of)(it.synced_at));
                    before <= latest && after >= earliest
                });
                near.any(|pair| {
                    let change = units_of(&pair[1], security).zip(units_of(&pair[0], security));
                    change.is_some_and(|(after, before)| after - before == -units)
                })
            })
    }
}

/// The units of a security at a sync; `None` where they are not reported.
fn units_of(observation: &Observation, security: &SecurityId) -> Option<Decimal> {
    let mut rows = observation
        .rows
        .iter()
        .filter(|it| it.security == *security);
    rows.try_fold(Decimal::ZERO, |sum, it| sum.checked_add(it.units?))
}
