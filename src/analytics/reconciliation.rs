//! Whether balances fit holdings, and units fit transactions. Rules:
//! `docs/spec/reconciliation.md`.

mod differences;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use rust_decimal::Decimal;

pub use differences::{Difference, LedgerCheck, Reconciliation, UnitsCheck, reconcile};

use super::performance::{Ledger, Rolled, Units, business_days_after, business_days_before};
use crate::{
    domain::{Account, AccountId, AssetClass, Currency, Holding, TransactionId},
    portfolio::{Portfolio, is_balance},
    valuation::Worth,
};

/// How many business days a transaction may lie from the sync that has it, or
/// not yet.
const UNSETTLED: u32 = 3;

/// How a balance fits what is listed.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Agrees,
    /// The margin loan makes up the difference.
    Margin,
    /// Units of a stock plan that do not count yet.
    Unvested,
    /// Cash that is listed as a fund, too.
    Sweep,
    /// One transaction around the sync, or all of them.
    Unsettled(Vec<TransactionId>),
    /// So much is left: positive where the balance is larger.
    Unexplained(Decimal),
    /// There is no balance, nothing listed, or a value that is not known; or other
    /// currencies are listed, too, and what is left may be their value.
    NotComparable,
}

impl Verdict {
    /// Its name on the command line and in exports.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Margin => "margin",
            Self::Unvested => "unvested",
            Self::Sweep => "sweep",
            Self::Unsettled(_) => "unsettled",
            Self::Unexplained(_) => "unexplained",
            Self::NotComparable => "not comparable",
        }
    }
}

/// An account's balance against what it lists.
#[derive(Clone, Debug, PartialEq)]
pub struct MoneyCheck {
    pub account: AccountId,
    pub currency: Option<Currency>,
    pub balance: Option<Decimal>,
    /// What is listed in the currency of the balance; `None` where a part is not
    /// known.
    pub listed: Option<Decimal>,
    /// When both were read.
    pub synced_at: Option<DateTime<Utc>>,
    pub verdict: Verdict,
}

impl MoneyCheck {
    /// The balance without what is listed: positive where the balance is larger.
    pub fn difference(&self) -> Option<Decimal> {
        self.balance?.checked_sub(self.listed?)
    }
}

/// Compares the balance of every account `in_view` that is still listed. Days
/// begin at midnight in `zone`.
pub fn check_money<Tz: TimeZone>(
    portfolio: &Portfolio,
    in_view: impl Fn(&AccountId) -> bool,
    zone: &Tz,
) -> Vec<MoneyCheck> {
    let accounts = portfolio.accounts.iter();
    let accounts = accounts.filter(|it| in_view(&it.id) && !portfolio.is_gone(it));
    accounts
        .map(|account| {
            let connection = portfolio.connection(&account.item_id);
            let synced_at = connection.and_then(|it| it.last_success);
            let day = synced_at.map(|it| it.with_timezone(zone).date_naive());
            Money::of(portfolio, account).check(synced_at, day)
        })
        .collect()
}

/// What an account lists in the currency of its balance.
struct Money<'a> {
    portfolio: &'a Portfolio,
    account: &'a Account,
    rows: Vec<(&'a Holding, Worth)>,
    /// Whether it lists other currencies, too.
    has_others: bool,
}

impl<'a> Money<'a> {
    fn of(portfolio: &'a Portfolio, account: &'a Account) -> Self {
        let rows = portfolio.holdings.iter();
        let rows = rows.filter(|it| it.account_id == account.id && !is_balance(it));
        let rows = rows.map(|it| (it, portfolio.worth(it)));
        let (rows, others): (Vec<_>, Vec<_>) =
            rows.partition(|(_, worth)| worth.currency == account.balances.currency);
        Self {
            portfolio,
            account,
            rows,
            has_others: !others.is_empty(),
        }
    }

    fn check(&self, synced_at: Option<DateTime<Utc>>, day: Option<NaiveDate>) -> MoneyCheck {
        let balance = self.account.balances.current;
        let listed = self.sum();
        let difference = balance.zip(listed).and_then(|(a, b)| a.checked_sub(b));
        MoneyCheck {
            account: self.account.id.clone(),
            currency: self.account.balances.currency.clone(),
            balance,
            listed,
            synced_at,
            verdict: match difference {
                Some(difference) => self.verdict(difference, day),
                None => Verdict::NotComparable,
            },
        }
    }

    fn sum(&self) -> Option<Decimal> {
        let mut values = self.rows.iter().map(|(_, worth)| worth.value.ok());
        let sum = values.try_fold(Decimal::ZERO, |sum, it| sum.checked_add(it?))?;
        (!self.rows.is_empty()).then_some(sum)
    }

    fn verdict(&self, difference: Decimal, day: Option<NaiveDate>) -> Verdict {
        if difference.is_zero() {
            return Verdict::Agrees;
        }
        let loan = self.account.balances.margin_loan_amount;
        if loan.is_some_and(|it| it.abs() == difference.abs()) {
            return Verdict::Margin;
        }
        if self.unvested() == Some(difference) {
            return Verdict::Unvested;
        }
        if self.is_swept_twice(-difference) {
            return Verdict::Sweep;
        }
        match day.and_then(|it| self.unsettled(it, difference)) {
            Some(rows) => Verdict::Unsettled(rows),
            None if self.has_others => Verdict::NotComparable,
            None => Verdict::Unexplained(difference),
        }
    }

    /// What the rows are worth beyond what counts of them.
    fn unvested(&self) -> Option<Decimal> {
        let mut rest = self.rows.iter().map(|(row, worth)| {
            let is_plan = row.vested_quantity.is_some() || row.vested_value.is_some();
            if is_plan {
                row.institution_value?.checked_sub(worth.value.ok()?)
            } else {
                Some(Decimal::ZERO)
            }
        });
        let sum = rest.try_fold(Decimal::ZERO, |sum, it| sum.checked_add(it?))?;
        (!sum.is_zero()).then_some(sum)
    }

    /// Whether cash of that size is listed as such and as a fund.
    fn is_swept_twice(&self, size: Decimal) -> bool {
        let has = |is_wanted: fn(&crate::domain::Security) -> bool| {
            self.rows.iter().any(|(row, worth)| {
                let security = self.portfolio.security(&row.security_id);
                worth.value == Ok(size) && security.is_some_and(is_wanted)
            })
        };
        let is_cash = |it: &crate::domain::Security| it.asset_class == Some(AssetClass::Cash);
        let is_fund = |it: &crate::domain::Security| {
            it.asset_class != Some(AssetClass::Cash) && it.is_cash_equivalent == Some(true)
        };
        size > Decimal::ZERO && has(is_cash) && has(is_fund)
    }

    /// The transactions around the sync that make up the difference.
    fn unsettled(&self, day: NaiveDate, difference: Decimal) -> Option<Vec<TransactionId>> {
        let near = business_days_before(day, UNSETTLED)..=business_days_after(day, UNSETTLED);
        let rows = self.portfolio.transactions.iter();
        let rows: Vec<(&TransactionId, Decimal)> = rows
            .filter(|it| {
                it.account_id == self.account.id
                    && near.contains(&it.date)
                    && it.currency == self.account.balances.currency
                    && it.counts()
            })
            .filter_map(|it| Some((&it.id, it.cash_effect().filter(|it| !it.is_zero())?)))
            .collect();
        let fits = |cash: Decimal| cash.abs() == difference.abs();
        if let Some((id, _)) = rows.iter().find(|it| fits(it.1)) {
            return Some(vec![(*id).clone()]);
        }
        let mut cash = rows.iter().map(|it| it.1);
        let sum = cash.try_fold(Decimal::ZERO, Decimal::checked_add)?;
        fits(sum).then(|| rows.iter().map(|it| it.0.clone()).collect())
    }
}

/// How units came out at the latest point of an account, by security.
pub fn latest_units(ledger: &Ledger) -> impl Iterator<Item = &Rolled> {
    let last = ledger.points.last().map(|it| it.day);
    let rolled = ledger.units.iter();
    rolled.filter(move |it| Some(it.day) == last)
}

/// Its name on the command line and in exports.
pub fn units_verdict(rolled: &Rolled) -> &'static str {
    let is_told = rolled.told.as_ref().is_some_and(|it| it.answer.explains());
    match rolled.outcome {
        Units::Agree => "agrees",
        Units::InFlight => "in flight",
        Units::CorporateAction => "corporate action",
        Units::SplitByRatio => "split by ratio",
        Units::Expired(_) => "expired",
        Units::Transferred(_) => "transferred",
        Units::Unexplained(_) if is_told => "resolved",
        Units::Unexplained(_) => "unexplained",
        Units::Unknown => "unknown",
    }
}
