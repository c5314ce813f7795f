//! One day that no sync saw of all accounts, and what each account has of it.

use chrono::{NaiveDate, TimeZone};
use rust_decimal::Decimal;

use super::{
    LEAST_COVERAGE, between,
    prices::Prices,
    start::Start,
    starts_before, value_between,
    walk::{Sum, Walk},
};
use crate::{
    analytics::performance::{Grade, Measured},
    domain::{AccountId, SecurityId},
    portfolio::{History, Portfolio},
};

/// The end of one day that no snapshot is of.
#[derive(Clone, Debug, PartialEq)]
pub struct EarlyDay {
    pub day: NaiveDate,
    /// What was priced, all together; `None` where that is too little of it.
    pub value: Option<Decimal>,
    /// Derived or estimated, or unknown where there is no value.
    pub grade: Grade,
    /// The share of the value that was priced; `None` where it cannot be told.
    pub coverage: Option<Decimal>,
    /// What was not priced.
    pub missing: Vec<SecurityId>,
}

/// A day that no sync saw of all accounts, and how its value comes about.
#[derive(Clone, Debug, PartialEq)]
pub struct UnseenDay {
    pub day: EarlyDay,
    /// What the accounts have of it, which add up to its value with what is in transit.
    pub accounts: Vec<AccountPart>,
    /// What is on its way between the accounts.
    pub in_transit: Decimal,
}

/// What one account has of the value of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountPart {
    pub account: AccountId,
    /// What of it was priced; `None` where nothing is known of it.
    pub value: Option<Decimal>,
    /// What of it was not.
    pub missing: Vec<SecurityId>,
}

/// The last day up to `day` that has a value, where that is one between two syncs; and
/// `day` itself, with a value or none, where it is before the first. `None` where it is
/// the day of a sync.
pub fn unseen_day<Tz: TimeZone>(
    portfolio: &Portfolio,
    history: &History,
    measured: &Measured,
    zone: &Tz,
    day: NaiveDate,
) -> Option<UnseenDay> {
    let (observed, starts) = starts_before(portfolio, history, measured, zone)?;
    if day < observed {
        return Some(early(portfolio, &starts, day));
    }
    let seen = measured.days.iter().rev().find(|it| it.day <= day)?;
    let days = value_between(portfolio, history, measured, zone);
    let known = |it: &EarlyDay| it.day <= day && it.value.is_some();
    let day = days.into_iter().rev().find(known)?;
    if day.day <= seen.day {
        return None;
    }
    let sums = between::accounts_on(portfolio, history, measured, zone, day.day);
    let accounts = sums.into_iter().map(|(id, sum)| AccountPart::of(id, sum));
    let in_transit = measured.in_transit_on(std::iter::once(day.day));
    Some(UnseenDay {
        accounts: accounts.collect(),
        in_transit: in_transit.into_iter().sum(),
        day,
    })
}

fn early(portfolio: &Portfolio, starts: &[Start<'_>], day: NaiveDate) -> UnseenDay {
    let begin = starts.iter().filter_map(Start::window).min();
    if begin.is_none_or(|begin| day < begin) {
        return UnseenDay {
            day: EarlyDay::unknown(day),
            accounts: vec![],
            in_transit: Decimal::ZERO,
        };
    }
    let prices = Prices::of(portfolio, starts);
    let mut whole = Sum::default();
    let accounts = starts.iter().map(|start| {
        let mut walk = Walk::of(start);
        walk.back_to(day);
        walk.add_to(&mut whole, &prices);
        let mut own = Sum::default();
        walk.add_to(&mut own, &prices);
        AccountPart::of(start.account, own)
    });
    let accounts = accounts.collect();
    UnseenDay {
        day: EarlyDay::of(day, whole),
        accounts,
        in_transit: Decimal::ZERO,
    }
}

impl AccountPart {
    fn of(account: &AccountId, sum: Sum<'_>) -> Self {
        let is_partial = sum.is_open || !sum.unpriced.is_zero();
        Self {
            account: account.clone(),
            value: Some(sum.value.normalize()).filter(|it| !(is_partial && it.is_zero())),
            missing: sum.into_missing(),
        }
    }
}

impl EarlyDay {
    /// A day of which nothing is known.
    fn unknown(day: NaiveDate) -> Self {
        Self {
            day,
            value: None,
            grade: Grade::Unknown,
            coverage: None,
            missing: vec![],
        }
    }

    pub(super) fn of(day: NaiveDate, sum: Sum<'_>) -> Self {
        let whole = sum.priced + sum.unpriced;
        let coverage = if whole.is_zero() {
            Some(Decimal::ONE)
        } else {
            sum.priced.checked_div(whole)
        };
        let coverage = coverage.filter(|_| !sum.is_open);
        let is_drawn = coverage.is_some_and(|it| it >= LEAST_COVERAGE);
        let grade = match is_drawn {
            false => Grade::Unknown,
            true if sum.is_estimated || !sum.unpriced.is_zero() => Grade::Estimated,
            true => Grade::Derived,
        };
        Self {
            day,
            value: is_drawn.then_some(sum.value.normalize()),
            grade,
            coverage,
            missing: sum.into_missing(),
        }
    }
}
