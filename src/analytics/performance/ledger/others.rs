//! Whether another account of the person's sent units.

use std::collections::HashMap;

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
    pub(in crate::analytics::performance) sides: &'a Sides<'a>,
}

/// What the rows of all accounts moved that may be one side of a transfer: found once,
/// and asked of every difference.
pub(in crate::analytics::performance) struct Sides<'a> {
    /// By date; cash under none.
    by_security: HashMap<Option<&'a SecurityId>, Vec<Side<'a>>>,
}

struct Side<'a> {
    row: &'a Transaction,
    /// Units, or cash; positive where they came in.
    size: Decimal,
}

impl<'a> Sides<'a> {
    pub(in crate::analytics::performance) fn of(portfolio: &'a Portfolio) -> Self {
        let mut by_security: HashMap<_, Vec<_>> = HashMap::new();
        // Newest first.
        for row in portfolio.transactions.iter().rev().filter(|it| it.counts()) {
            let units = row.security_id.as_ref().zip(units_moved(row));
            let units = units.map(|(security, size)| (Some(security), size));
            let cash = || cash_moved(row).map(|size| (None, size));
            if let Some((security, size)) = units.or_else(cash) {
                let sides = by_security.entry(security).or_default();
                sides.push(Side { row, size });
            }
        }
        Self { by_security }
    }

    /// Those of a security, or of cash, that are dated within a few days of a time.
    fn near<'s>(
        &'s self,
        of: Option<&'s SecurityId>,
        span: (NaiveDate, NaiveDate),
    ) -> &'s [Side<'s>] {
        let (earliest, latest) = near(span);
        let sides = self.by_security.get(&of).map_or(&[][..], |it| it);
        let begin = sides.partition_point(|it| it.row.date < earliest);
        let end = sides.partition_point(|it| it.row.date <= latest);
        &sides[begin..end.max(begin)]
    }
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
        let mut sides = self.sides.near(Some(security), (from, until)).iter();
        let is_by_row = sides.any(|it| it.row.account_id != *account && it.size == -units);
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
        let sides = self.sides.near(security, (from, until)).iter();
        let is_meant = |it: &&Side<'_>| security.is_some() || it.row.currency.as_ref() == currency;
        let (mut sent, mut answered) = (0, 0);
        for it in sides.filter(is_meant) {
            let is_own = it.row.account_id == *account;
            answered += usize::from(is_own && it.size == size);
            sent += usize::from(!is_own && it.size == -size);
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
        let span = (from.max(row.date), until.min(row.date));
        let is_other = |it: &&Side<'_>| {
            let is_near = (it.row.date - row.date).num_days().abs() <= TRANSFER_DAYS;
            it.row.account_id != *account && is_near
        };
        let security = row.security_id.as_ref();
        let units = security.zip(units_moved(row)).is_some_and(|(it, units)| {
            let mut sides = self.sides.near(Some(it), span).iter().filter(is_other);
            sides.any(|it| it.size == -units)
        });
        let has_cash = |cash: Decimal| {
            let mut sides = self.sides.near(None, span).iter().filter(is_other);
            sides.any(|it| it.row.currency.as_ref() == currency && it.size == -cash)
        };
        let cash = cash_moved(row).filter(|_| row.currency.as_ref() == currency);
        units || cash.is_some_and(has_cash)
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
}

/// The days on which the other side of a transfer may be dated.
fn near((from, until): (NaiveDate, NaiveDate)) -> (NaiveDate, NaiveDate) {
    let apart = TimeDelta::days(TRANSFER_DAYS);
    (
        from.checked_sub_signed(apart).unwrap_or(from),
        until.checked_add_signed(apart).unwrap_or(until),
    )
}

/// The units that a row moved in kind, between accounts perhaps.
fn units_moved(row: &Transaction) -> Option<Decimal> {
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
fn cash_moved(row: &Transaction) -> Option<Decimal> {
    let meaning = row.meaning();
    let is_meant = matches!(
        meaning.kind,
        TransactionKind::Transfer | TransactionKind::Contribution | TransactionKind::Withdrawal
    ) && matches!(
        meaning.cash_rule,
        CashRule::Moves(_) | CashRule::SoldAtOnce(_)
    );
    meaning.cash_effect().filter(|it| is_meant && !it.is_zero())
}

/// The units of a security at a sync; `None` where they are not reported.
fn units_of(observation: &Observation, security: &SecurityId) -> Option<Decimal> {
    let mut rows = observation
        .rows
        .iter()
        .filter(|it| it.security == *security);
    rows.try_fold(Decimal::ZERO, |sum, it| sum.checked_add(it.units?))
}
