//! Whether another account of the person's sent units.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;

use crate::{
    analytics::flows::{TRANSFER_DAYS, signed_units},
    domain::{AccountId, CashRule, Currency, SecurityId, Transaction, TransactionKind},
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
        let (earliest, latest) = near((from, until));
        let mut rows = self.rows_near((from, until));
        let is_by_row =
            rows.any(|row| row.account_id != *account && units_sent(row, security) == Some(-units));
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
    /// Whether a row of another account than this one tells that so many units of the
    /// security, or so much cash where there is none, went the other way within a few days
    /// of a time, and no row of this account answers to it: it is the one side of a
    /// transfer, of which this account has no row.
    pub(super) fn tell_of(
        &self,
        account: &AccountId,
        (security, currency): (Option<&SecurityId>, Option<&Currency>),
        (from, until): (NaiveDate, NaiveDate),
        size: Decimal,
    ) -> bool {
        let moved = |row: &Transaction| match security {
            Some(security) => units_sent(row, security),
            None => cash_sent(row, currency),
        };
        let (mut sent, mut answered) = (0, 0);
        for row in self.rows_near((from, until)) {
            match moved(row) {
                Some(it) if row.account_id == *account && it == size => answered += 1,
                Some(it) if row.account_id != *account && it == -size => sent += 1,
                Some(_) | None => {}
            }
        }
        sent > answered
    }

    /// Whether a row of another account is the other side of `row`, which came into
    /// this account.
    pub(super) fn answers(
        &self,
        account: &AccountId,
        row: &Transaction,
        currency: Option<&Currency>,
        (from, until): (NaiveDate, NaiveDate),
    ) -> bool {
        let units = (row.security_id.as_ref()).and_then(|it| units_sent(row, it));
        let cash = cash_sent(row, currency);
        let mut others = self.rows_near((from.max(row.date), until.min(row.date)));
        others.any(|it| {
            let is_near = (it.date - row.date).num_days().abs() <= TRANSFER_DAYS;
            let of_units = || {
                let sent = units_sent(it, row.security_id.as_ref()?)?;
                Some(sent == -units?)
            };
            let of_cash = || Some(cash_sent(it, currency)? == -cash?);
            let is_other = it.account_id != *account && is_near;
            is_other && (of_units() == Some(true) || of_cash() == Some(true))
        })
    }

    /// The day of the last sync of an account's connection before a day.
    pub(super) fn synced_before(&self, account: &AccountId, day: NaiveDate) -> Option<NaiveDate> {
        let item = &self.portfolio.account(account)?.item_id;
        let siblings = self.portfolio.accounts.iter();
        let siblings = siblings.filter(|it| it.item_id == *item && it.id != *account);
        siblings
            .filter_map(|it| self.last_before(&it.id, day))
            .max()
    }

    /// Whether another account was seen before a day.
    pub(super) fn are_seen_before(&self, account: &AccountId, day: NaiveDate) -> bool {
        let mut others = self
            .portfolio
            .accounts
            .iter()
            .filter(|it| it.id != *account);
        others.any(|it| self.last_before(&it.id, day).is_some())
    }

    fn last_before(&self, account: &AccountId, day: NaiveDate) -> Option<NaiveDate> {
        let days = self.history.of(account).iter();
        let days = days.map(|it| (self.day_of)(it.synced_at));
        days.filter(|it| *it < day).max()
    }

    /// The rows of all accounts that count and are dated within a few days of a time.
    fn rows_near(&self, span: (NaiveDate, NaiveDate)) -> impl Iterator<Item = &Transaction> {
        let (earliest, latest) = near(span);
        // Newest first.
        let rows = &self.portfolio.transactions;
        let begin = rows.partition_point(|it| it.date > latest);
        let end = rows.partition_point(|it| it.date >= earliest);
        rows[begin..end].iter().filter(|it| it.counts())
    }
}

/// The days on which the other side of a transfer may be dated.
fn near((from, until): (NaiveDate, NaiveDate)) -> (NaiveDate, NaiveDate) {
    let apart = TimeDelta::days(TRANSFER_DAYS);
    (
        from.checked_sub_signed(apart).unwrap_or(from),
        until.checked_add_signed(apart).unwrap_or(until),
    )
}

/// The units of a security that a row moved in kind, between accounts perhaps.
fn units_sent(row: &Transaction, security: &SecurityId) -> Option<Decimal> {
    if row.security_id.as_ref() != Some(security) {
        return None;
    }
    let meaning = row.meaning();
    let is_meant = meaning.cash_rule == CashRule::InKind
        && matches!(
            meaning.kind,
            TransactionKind::Transfer
                | TransactionKind::Contribution
                | TransactionKind::Withdrawal
                | TransactionKind::Adjustment
        );
    signed_units(row, meaning).filter(|_| is_meant)
}

/// The cash that a row moved, between accounts perhaps.
fn cash_sent(row: &Transaction, currency: Option<&Currency>) -> Option<Decimal> {
    let meaning = row.meaning();
    let is_meant = matches!(
        meaning.kind,
        TransactionKind::Transfer | TransactionKind::Contribution | TransactionKind::Withdrawal
    ) && matches!(
        meaning.cash_rule,
        CashRule::Moves(_) | CashRule::SoldAtOnce(_)
    );
    let cash = meaning.cash_effect().filter(|it| !it.is_zero());
    cash.filter(|_| is_meant && row.currency.as_ref() == currency)
}

/// The units of a security at a sync; `None` where they are not reported.
fn units_of(observation: &Observation, security: &SecurityId) -> Option<Decimal> {
    let mut rows = observation
        .rows
        .iter()
        .filter(|it| it.security == *security);
    rows.try_fold(Decimal::ZERO, |sum, it| sum.checked_add(it.units?))
}
