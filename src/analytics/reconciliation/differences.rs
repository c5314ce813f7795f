//! How units and cash of every account came out, at all syncs there were.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use rust_decimal::Decimal;

use super::{MoneyCheck, check_money, latest_units};
use crate::{
    analytics::performance::{Ledger, Ledgers, Rolled, Told, Units, business_days_after},
    domain::{AccountId, Answer, Currency, SecurityId, Subject, Topic, Transaction, TransactionId},
    portfolio::Portfolio,
};

/// Rows up to so many business days after a point may be in it already.
const IN_FLIGHT: u32 = 3;

/// The most units that one becomes in a split, or that become one.
const MOST_SPLIT: u32 = 100;

/// The most units that become several others.
const USUAL_SPLIT: u32 = 10;

/// How everything came out. It is made once after a reading, and small: the
/// history that it comes from need not stay in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reconciliation {
    /// Of every account that is still listed.
    pub money: Vec<MoneyCheck>,
    /// Of every account and currency that anything was ever held in.
    pub ledgers: Vec<LedgerCheck>,
}

/// One account in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerCheck {
    pub account: AccountId,
    pub currency: Option<Currency>,
    /// At its latest sync; `None` before there are two to compare.
    pub units: Option<UnitsCheck>,
    /// What rows do not explain, at whichever sync, whatever the person said of
    /// it; by day.
    pub differences: Vec<Difference>,
}

/// How the units of an account came out at its latest point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitsCheck {
    /// That of the point before.
    pub from: NaiveDate,
    pub day: NaiveDate,
    /// How many securities have the units that rows say.
    pub agree: usize,
    pub in_flight: usize,
    /// Splits that only their ratio tells among them.
    pub corporate_actions: usize,
    /// Options that are gone after their last day.
    pub expired: usize,
    /// Another account has the row of it.
    pub transferred: usize,
    /// The person said how the difference came about.
    pub told: usize,
    /// Their units are not reported.
    pub unknown: usize,
    /// The others, with what is left.
    pub unexplained: Vec<(SecurityId, Decimal)>,
}

impl UnitsCheck {
    /// How many securities there are.
    pub fn all(&self) -> usize {
        self.agree
            + self.in_flight
            + self.corporate_actions
            + self.expired
            + self.transferred
            + self.told
            + self.unknown
            + self.unexplained.len()
    }

    /// Adds another currency of the account.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.from = self.from.min(other.from);
        self.day = self.day.max(other.day);
        self.agree += other.agree;
        self.in_flight += other.in_flight;
        self.corporate_actions += other.corporate_actions;
        self.expired += other.expired;
        self.transferred += other.transferred;
        self.told += other.told;
        self.unknown += other.unknown;
        self.unexplained.extend(other.unexplained);
        self
    }

    fn of(ledger: &Ledger) -> Option<Self> {
        let mut found: Option<Self> = None;
        for it in latest_units(ledger) {
            let check = found.get_or_insert_with(|| Self {
                from: it.from,
                day: it.day,
                agree: 0,
                in_flight: 0,
                corporate_actions: 0,
                expired: 0,
                transferred: 0,
                told: 0,
                unknown: 0,
                unexplained: vec![],
            });
            check.add(it);
        }
        found
    }

    fn add(&mut self, rolled: &Rolled) {
        let is_told = rolled.told.as_ref().is_some_and(|it| it.answer.explains());
        match rolled.outcome {
            Units::Agree => self.agree += 1,
            Units::InFlight => self.in_flight += 1,
            Units::CorporateAction | Units::SplitByRatio => self.corporate_actions += 1,
            Units::Expired(_) => self.expired += 1,
            Units::Transferred(_) => self.transferred += 1,
            Units::Unexplained(_) if is_told => self.told += 1,
            Units::Unexplained(left) => self.unexplained.push((rolled.security.clone(), left)),
            Units::Unknown => self.unknown += 1,
        }
    }
}

/// Units or cash that no row explains, between two syncs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub account: AccountId,
    pub currency: Option<Currency>,
    /// None for cash.
    pub security: Option<SecurityId>,
    /// The day of the sync before, and of the one that found it.
    pub from: NaiveDate,
    pub day: NaiveDate,
    pub found_at: DateTime<Utc>,
    /// Units at both syncs; unknown for cash.
    pub before: Option<Decimal>,
    pub after: Option<Decimal>,
    /// Units or money: positive where there is more than rows explain.
    pub size: Decimal,
    /// What it is worth, with its sign; unknown without a price.
    pub value: Option<Decimal>,
    pub told: Option<Told>,
    /// The rows of the time that moved the security, or cash; newest first.
    pub rows: Vec<TransactionId>,
}

impl Difference {
    /// What it is about.
    pub fn subject(&self) -> Subject {
        let topic = if self.security.is_some() {
            Topic::Units
        } else {
            Topic::Cash
        };
        Subject {
            account: Some(self.account.clone()),
            security: self.security.clone(),
            currency: self.currency.clone(),
            found_at: Some(self.found_at),
            size: Some(self.size),
            ..Subject::of(topic)
        }
    }

    /// What the person can say of it, the likeliest first.
    pub fn answers(&self) -> Vec<Answer> {
        let is_more = self.size.is_sign_positive();
        let split = self.split().map(|_| Answer::Split);
        let income = is_more.then_some(Answer::Income);
        let all = [Some(Answer::Transfer), income, split, Some(Answer::Leave)];
        all.into_iter().flatten().collect()
    }

    /// How many units so many became, had it been a split: the smallest whole
    /// numbers. `None` where the units cannot be those of one.
    pub fn split(&self) -> Option<(Decimal, u32)> {
        let after = self.after.filter(|_| self.security.is_some())?;
        let before = after.checked_sub(self.size).filter(|it| !it.is_zero())?;
        let is_one_side = after.is_sign_negative() == before.is_sign_negative();
        let mut all = (1..=MOST_SPLIT).filter_map(|of| {
            let many = after.checked_mul(of.into())?;
            let is_whole = many.checked_rem(before)?.is_zero();
            let into = many.checked_div(before).filter(|_| is_whole)?;
            // Several for many is none that anybody makes.
            let is_usual = of <= USUAL_SPLIT || into == Decimal::ONE;
            (is_usual && into <= MOST_SPLIT.into() && !into.is_zero()).then_some((into, of))
        });
        all.next().filter(|_| is_one_side)
    }

    /// Whether it waits for the person to say something.
    pub fn is_open(&self) -> bool {
        self.told.is_none()
    }
}

/// Compares all accounts as they were read, at all syncs. Days begin at midnight in
/// `zone`.
pub fn reconcile<Tz: TimeZone>(
    portfolio: &Portfolio,
    ledgers: &Ledgers,
    zone: &Tz,
) -> Reconciliation {
    let mut ledgers: Vec<LedgerCheck> = ledgers.iter().map(check).collect();
    add_rows(portfolio, &mut ledgers);
    Reconciliation {
        money: check_money(portfolio, |_| true, zone),
        ledgers,
    }
}

fn check(ledger: &Ledger) -> LedgerCheck {
    let blank = |from, day, found_at, size| Difference {
        account: ledger.account.clone(),
        currency: ledger.currency.clone(),
        security: None,
        from,
        day,
        found_at,
        before: None,
        after: None,
        size,
        value: None,
        told: None,
        rows: vec![],
    };
    let units = ledger.units.iter().filter_map(|it| {
        let Units::Unexplained(left) = it.outcome else {
            return None;
        };
        Some(Difference {
            security: Some(it.security.clone()),
            before: it.before,
            after: it.after,
            value: it.value,
            told: it.told.clone(),
            ..blank(it.from, it.day, it.found_at, left)
        })
    });
    let cash = ledger.cash.iter().map(|it| Difference {
        value: Some(it.amount),
        told: it.told.clone(),
        ..blank(it.from, it.day, it.found_at, it.amount)
    });
    let mut differences: Vec<Difference> = units.chain(cash).collect();
    differences.sort_by(|a, b| (a.day, &a.security).cmp(&(b.day, &b.security)));
    LedgerCheck {
        account: ledger.account.clone(),
        currency: ledger.currency.clone(),
        units: UnitsCheck::of(ledger),
        differences,
    }
}

/// Gives every difference the rows that may have to do with it.
fn add_rows(portfolio: &Portfolio, ledgers: &mut [LedgerCheck]) {
    let mut by_account: BTreeMap<&AccountId, Vec<&Transaction>> = BTreeMap::new();
    for ledger in &*ledgers {
        if !ledger.differences.is_empty() {
            by_account.entry(&ledger.account).or_default();
        }
    }
    for row in &portfolio.transactions {
        if let Some(rows) = by_account.get_mut(&row.account_id) {
            rows.push(row);
        }
    }
    let by_account: BTreeMap<AccountId, Vec<&Transaction>> = (by_account.into_iter())
        .map(|(id, rows)| (id.clone(), rows))
        .collect();
    for ledger in ledgers {
        let Some(rows) = by_account.get(&ledger.account) else {
            continue;
        };
        for difference in &mut ledger.differences {
            let last = business_days_after(difference.day, IN_FLIGHT);
            // Newest first.
            let begin = rows.partition_point(|it| it.date > last);
            let end = rows.partition_point(|it| it.date > difference.from);
            let near = rows[begin..end].iter().filter(|row| {
                let is_about = match &difference.security {
                    Some(security) => row.security_id.as_ref() == Some(security),
                    None => row.cash_effect().is_some_and(|it| !it.is_zero()),
                };
                is_about && row.currency == difference.currency
            });
            difference.rows = near.map(|it| it.id.clone()).collect();
        }
    }
}
