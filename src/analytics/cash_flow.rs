//! Cash that moved in the accounts, per month and currency.
//!
//! Only rows that count are added: none that was removed, cancelled or takes
//! back another. Direction comes from the amount's sign, never from the kind,
//! so the two stacks of a month add up to its net cash effect to the cent.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Months, NaiveDate};
use rust_decimal::Decimal;

use crate::domain::{Currency, Transaction, TransactionKind};

/// What the cash of a month came from or went to, in the order of stacking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FlowKind {
    /// Paid into the account.
    Contributions,
    DividendsAndInterest,
    /// Proceeds of sales: cash of the account, although not new money.
    Sells,
    Buys,
    /// Fees and taxes.
    Fees,
    /// Taken out of the account.
    Withdrawals,
    /// Cash moved by transfers, splits and kinds not known.
    Other,
}

impl FlowKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Contributions,
        Self::DividendsAndInterest,
        Self::Sells,
        Self::Buys,
        Self::Fees,
        Self::Withdrawals,
        Self::Other,
    ];

    /// Where a kind of transaction belongs. Cancelled rows never get here.
    pub fn of(kind: TransactionKind) -> Self {
        match kind {
            TransactionKind::Contribution => Self::Contributions,
            TransactionKind::Dividend | TransactionKind::Interest => Self::DividendsAndInterest,
            TransactionKind::Sell => Self::Sells,
            TransactionKind::Buy => Self::Buys,
            TransactionKind::Fee | TransactionKind::Tax => Self::Fees,
            TransactionKind::Withdrawal => Self::Withdrawals,
            TransactionKind::Split
            | TransactionKind::Transfer
            | TransactionKind::Cancelled
            | TransactionKind::Other => Self::Other,
        }
    }
}

/// Cash of one kind in one month. A sum too large to hold is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Cash that came in, zero or more.
    pub inflow: Option<Decimal>,
    /// Cash that went out, zero or less.
    pub outflow: Option<Decimal>,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            inflow: Some(Decimal::ZERO),
            outflow: Some(Decimal::ZERO),
        }
    }
}

impl Flow {
    fn add(&mut self, cash_effect: Decimal) {
        let side = if cash_effect > Decimal::ZERO {
            &mut self.inflow
        } else {
            &mut self.outflow
        };
        *side = side.and_then(|sum| sum.checked_add(cash_effect));
    }

    /// Inflow and outflow together.
    pub fn net(self) -> Option<Decimal> {
        self.inflow?.checked_add(self.outflow?)
    }

    /// Whether nothing moved.
    pub fn is_zero(self) -> bool {
        self == Self::default()
    }
}

/// One month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthFlow {
    /// Its first day.
    pub month: NaiveDate,
    flows: [Flow; FlowKind::ALL.len()],
}

impl MonthFlow {
    fn empty(month: NaiveDate) -> Self {
        Self {
            month,
            flows: Default::default(),
        }
    }

    /// The cash of one kind.
    pub fn flow(&self, kind: FlowKind) -> Flow {
        self.flows[kind as usize]
    }

    /// All kinds together: the month's net cash effect.
    pub fn net(&self) -> Option<Decimal> {
        self.flows
            .iter()
            .try_fold(Decimal::ZERO, |sum, flow| sum.checked_add(flow.net()?))
    }
}

/// The months of one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashFlow {
    pub currency: Option<Currency>,
    /// Consecutive, oldest first; a month in which nothing moved is there with
    /// zeros.
    pub months: Vec<MonthFlow>,
    /// How many transactions were added.
    pub transactions: usize,
}

impl CashFlow {
    /// The kinds that moved any cash, in the order of stacking.
    pub fn kinds(&self) -> Vec<FlowKind> {
        FlowKind::ALL
            .into_iter()
            .filter(|&kind| self.months.iter().any(|it| !it.flow(kind).is_zero()))
            .collect()
    }
}

/// Adds up the cash that `rows` moved; see [`CashFlowSums`].
pub fn cash_flow_by_month<'a>(rows: impl IntoIterator<Item = &'a Transaction>) -> Vec<CashFlow> {
    let mut sums = CashFlowSums::default();
    for row in rows {
        sums.add(row, row.kind());
    }
    sums.finish()
}

/// Cash flows while they are collected, for who goes through the rows anyway.
#[derive(Default)]
pub struct CashFlowSums<'a> {
    /// A handful at most, so they are looked for one by one.
    currencies: Vec<CurrencySums<'a>>,
}

struct CurrencySums<'a> {
    currency: Option<&'a Currency>,
    transactions: usize,
    months: BTreeMap<NaiveDate, MonthFlow>,
}

impl<'a> CashFlowSums<'a> {
    /// Adds a row of that `kind`, if it counts and moved a known amount of cash.
    pub fn add(&mut self, row: &'a Transaction, kind: TransactionKind) {
        let Some(cash_effect) = row.cash_effect().filter(|it| !it.is_zero()) else {
            return;
        };
        if !row.counts() {
            return;
        }
        let currency = row.currency.as_ref();
        let at = self
            .currencies
            .iter()
            .position(|it| it.currency == currency)
            .unwrap_or_else(|| {
                self.currencies.push(CurrencySums {
                    currency,
                    transactions: 0,
                    months: BTreeMap::new(),
                });
                self.currencies.len() - 1
            });
        let sums = &mut self.currencies[at];
        let month = row.date.with_day(1).unwrap_or(row.date);
        sums.transactions += 1;
        sums.months
            .entry(month)
            .or_insert_with(|| MonthFlow::empty(month))
            .flows[FlowKind::of(kind) as usize]
            .add(cash_effect);
    }

    /// One [`CashFlow`] per currency: that of most transactions first, then by
    /// code.
    pub fn finish(mut self) -> Vec<CashFlow> {
        self.currencies
            .sort_by_key(|it| (std::cmp::Reverse(it.transactions), it.currency));
        self.currencies
            .into_iter()
            .map(|it| CashFlow {
                currency: it.currency.cloned(),
                months: without_gaps(it.months),
                transactions: it.transactions,
            })
            .collect()
    }
}

/// The months in order, with an empty one wherever one is missing.
fn without_gaps(mut months: BTreeMap<NaiveDate, MonthFlow>) -> Vec<MonthFlow> {
    let (Some(first), Some(last)) = (
        months.keys().next().copied(),
        months.keys().next_back().copied(),
    ) else {
        return vec![];
    };
    std::iter::successors(Some(first), |it| it.checked_add_months(Months::new(1)))
        .take_while(|it| *it <= last)
        .map(|month| {
            months
                .remove(&month)
                .unwrap_or_else(|| MonthFlow::empty(month))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date")
    }

    fn row(date: NaiveDate, kind: &str, subtype: &str, amount: Decimal) -> Transaction {
        Transaction {
            id: "row".into(),
            account_id: "account".into(),
            security_id: None,
            date,
            datetime: None,
            name: "row".into(),
            quantity: None,
            amount: Some(amount),
            price: None,
            fees: None,
            transaction_type: kind.into(),
            subtype: Some(subtype.into()),
            currency: Some(Currency::iso("USD")),
            removed_on: None,
            counterpart: None,
        }
    }

    #[test]
    fn a_month_adds_up_to_its_net_cash_effect() {
        let august = day(2026, 8, 14);
        let rows = [
            row(august, "cash", "contribution", dec!(-1250.00)),
            row(august, "cash", "dividend", dec!(-35.00)),
            row(august, "cash", "interest", dec!(-41.20)),
            row(august, "sell", "sell", dec!(-2405.55)),
            row(august, "buy", "buy", dec!(1200.00)),
            row(august, "fee", "account fee", dec!(4.95)),
            row(august, "cash", "tax withheld", dec!(5.25)),
            row(august, "cash", "withdrawal", dec!(500)),
            row(august, "transfer", "split", dec!(0)),
        ];
        let flows = cash_flow_by_month(&rows);
        let [usd] = flows.as_slice() else {
            panic!("one currency, got {flows:?}")
        };
        let month = &usd.months[0];
        assert_eq!(month.month, day(2026, 8, 1));
        assert_eq!(
            month.flow(FlowKind::DividendsAndInterest).inflow,
            Some(dec!(76.20))
        );
        assert_eq!(month.flow(FlowKind::Buys).outflow, Some(dec!(-1200.00)));
        assert_eq!(month.flow(FlowKind::Fees).outflow, Some(dec!(-10.20)));
        let expected: Decimal = rows.iter().filter_map(Transaction::cash_effect).sum();
        assert_eq!(month.net(), Some(expected));
        assert!(!usd.kinds().contains(&FlowKind::Other));
    }

    #[test]
    fn the_sign_decides_the_direction() {
        let rows = [
            row(day(2026, 8, 1), "cash", "dividend", dec!(-35.00)),
            row(day(2026, 8, 2), "cash", "dividend", dec!(5.00)),
            row(day(2026, 8, 3), "fee", "account fee", dec!(-1.50)),
        ];
        let flows = cash_flow_by_month(&rows);
        let month = &flows[0].months[0];
        let dividends = month.flow(FlowKind::DividendsAndInterest);
        assert_eq!(dividends.inflow, Some(dec!(35.00)));
        assert_eq!(dividends.outflow, Some(dec!(-5.00)), "a reversal");
        assert_eq!(month.flow(FlowKind::Fees).inflow, Some(dec!(1.50)));
    }

    #[test]
    fn removed_and_cancelled_rows_do_not_count() {
        let mut removed = row(day(2026, 8, 1), "buy", "buy", dec!(10));
        removed.removed_on = Some(day(2026, 9, 1));
        let mut cancelled = row(day(2026, 8, 1), "buy", "buy", dec!(10));
        cancelled.counterpart = Some("cancel".into());
        let cancel = row(day(2026, 8, 2), "cancel", "", dec!(-10));
        assert_eq!(cash_flow_by_month(&[removed, cancelled, cancel]), []);
    }

    #[test]
    fn a_month_without_cash_is_there_with_zeros() {
        let rows = [
            row(day(2026, 2, 3), "buy", "buy", dec!(1)),
            row(day(2025, 11, 30), "buy", "buy", dec!(1)),
        ];
        let flows = cash_flow_by_month(&rows);
        let months: Vec<_> = flows[0].months.iter().map(|it| it.month).collect();
        assert_eq!(
            months,
            [
                day(2025, 11, 1),
                day(2025, 12, 1),
                day(2026, 1, 1),
                day(2026, 2, 1)
            ]
        );
        assert_eq!(flows[0].months[1].net(), Some(dec!(0)));
    }

    #[test]
    fn two_currencies_never_add() {
        let mut canadian = row(day(2026, 8, 1), "buy", "buy", dec!(7));
        canadian.currency = Some(Currency::iso("CAD"));
        let rows = [
            canadian,
            row(day(2026, 8, 1), "buy", "buy", dec!(1)),
            row(day(2026, 8, 2), "buy", "buy", dec!(2)),
        ];
        let nets: Vec<_> = cash_flow_by_month(&rows)
            .into_iter()
            .map(|it| (it.currency, it.months[0].net()))
            .collect();
        assert_eq!(
            nets,
            [
                (Some(Currency::iso("USD")), Some(dec!(-3))),
                (Some(Currency::iso("CAD")), Some(dec!(-7)))
            ]
        );
    }
}
