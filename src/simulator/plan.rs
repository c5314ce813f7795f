//! The vocabulary in which an account's life is written down: what happens,
//! and on which days.

use chrono::{Datelike as _, NaiveDate, TimeDelta, Weekday};
use rust_decimal::Decimal;

use super::{
    market::{is_weekend, weekday_from},
    securities::Security,
};

/// An institution and its accounts.
#[derive(Debug)]
pub(super) struct InstitutionPlan {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) url: &'static str,
    pub(super) color: &'static str,
    pub(super) oauth: bool,
    pub(super) accounts: &'static [&'static AccountPlan],
}

/// An account: what it is called, and everything that happens in it.
#[derive(Debug)]
pub(super) struct AccountPlan {
    /// Unique; the identifier is derived from it.
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) official_name: Option<&'static str>,
    pub(super) mask: &'static str,
    pub(super) kind: &'static str,
    pub(super) subtype: &'static str,
    /// The security that its cash is listed as.
    pub(super) cash: &'static Security,
    /// Cash that counts in the balance but is in no holding.
    pub(super) unlisted_cash: Decimal,
    pub(super) margin_loan: Option<Decimal>,
    /// Whether the institution tells tax lots.
    pub(super) tells_lots: bool,
    pub(super) rules: &'static [Rule],
    /// What may happen on the day of a sync. Each makes at most one row.
    pub(super) on_sync: &'static [Action],
    /// What the extra volume trades.
    pub(super) traded: &'static [&'static Security],
}

/// Something that happens on certain days.
#[derive(Debug)]
pub(super) struct Rule(pub(super) When, pub(super) Action);

/// Days; one that falls on a weekend moves to the Monday after it.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    /// Once, that many days after the start of the history.
    Day(i64),
    Weekly(Weekday),
    /// On a day of every month.
    Monthly(u32),
    /// On a day of every `months`-th month, `first` (0 is January) being one.
    Every {
        months: u32,
        first: u32,
        day: u32,
    },
}

impl When {
    /// Whether `date` is such a day, in a history that begins on `start`.
    pub(super) fn falls_on(self, date: NaiveDate, start: NaiveDate) -> bool {
        if is_weekend(date) {
            return false;
        }
        if let Self::Day(days) = self {
            return date == weekday_from(start + TimeDelta::days(days));
        }
        let moved_here = if date.weekday() == Weekday::Mon { 2 } else { 0 };
        (0..=moved_here).any(|back| self.names(date - TimeDelta::days(back)))
    }

    /// Whether `date` is such a day, were there no weekends.
    fn names(self, date: NaiveDate) -> bool {
        match self {
            Self::Day(_) => false,
            Self::Weekly(weekday) => date.weekday() == weekday,
            Self::Monthly(day) => date.day() == day,
            Self::Every { months, first, day } => {
                date.day() == day && date.month0() % months == first % months
            }
        }
    }
}

/// One thing that happens in an account.
///
/// Amounts are what a person would say: positive, in the account's currency.
/// Where there is too little cash or nothing to sell, nothing happens.
#[derive(Debug)]
pub(super) enum Action {
    /// Money is paid in.
    Deposit {
        amount: Decimal,
        subtype: &'static str,
        name: &'static str,
    },
    /// Money is taken out.
    Withdraw(Decimal),
    /// Buys for about `amount`, fee included.
    Buy {
        security: &'static Security,
        amount: Decimal,
        fee: Decimal,
    },
    BuyUnits {
        security: &'static Security,
        units: Decimal,
        fee: Decimal,
    },
    /// Takes back the latest purchase.
    CancelLatest(&'static Security),
    /// Money from outside that buys at once: one row, the purchase.
    Contribute(&'static Security, Decimal),
    /// Sells that share of what is held.
    Sell {
        security: &'static Security,
        percent: u32,
        fee: Decimal,
    },
    /// Sells so many units that are not there.
    SellShort(&'static Security, Decimal),
    /// Units arrive without being bought.
    Receive {
        security: &'static Security,
        units: Decimal,
        cost: Option<Decimal>,
        subtype: &'static str,
        name: &'static str,
    },
    /// Pays the dividends due in this month, and may buy more for them.
    Dividends { reinvest: bool },
    /// Pays one dividend outside the calendar.
    Dividend(&'static Security),
    /// Half a year's interest of a bond.
    Coupon(&'static Security),
    /// A month's yield, reinvested: money-market dividends and staking rewards.
    /// With the subtype of the payment.
    Reward(&'static Security, &'static str),
    /// A month's interest on cash, at a yearly rate.
    Interest(Decimal),
    /// Money is taken by the institution, or through it.
    Charge {
        amount: Decimal,
        kind: &'static str,
        subtype: &'static str,
        name: &'static str,
    },
    /// A fee for which units are sold.
    FundFee(&'static Security, Decimal),
    /// The security's split.
    Split(&'static Security),
    /// Stock promised in tranches.
    Grant(&'static GrantPlan),
    /// One tranche becomes the person's own; some of it is sold for the tax.
    Vest(&'static GrantPlan),
}

/// Units of a stock plan that become one's own bit by bit.
#[derive(Debug)]
pub(super) struct GrantPlan {
    pub(super) name: &'static str,
    pub(super) security: &'static Security,
    pub(super) units: Decimal,
    pub(super) tranche: Decimal,
    /// Already vested when it came into the account.
    pub(super) vested: Decimal,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_move_to_monday() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let check = |when: When, date, expected| {
            assert_eq!(
                when.falls_on(day(date), day("2024-11-23")),
                expected,
                "{when:?} on {date}"
            );
        };
        check(When::Monthly(15), "2026-08-15", false);
        check(When::Monthly(15), "2026-08-17", true);
        check(When::Monthly(15), "2026-08-18", false);
        check(When::Monthly(15), "2026-09-15", true);
        check(When::Day(0), "2024-11-25", true);
        check(When::Weekly(Weekday::Wed), "2026-11-18", true);
        let quarterly = When::Every {
            months: 3,
            first: 1,
            day: 15,
        };
        check(quarterly, "2026-11-16", true);
        check(quarterly, "2026-10-15", false);
    }
}
