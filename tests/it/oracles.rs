//! Series made up from a seed, and what Holdfast makes of them. With
//! `HOLDFAST_ORACLES` they are written there for `tests/oracles/check.py`, which
//! `.ci/oracles` runs; without, as few as say that the seed decides everything.

use std::fmt::Write as _;

use chrono::{Datelike as _, Days, Months, NaiveDate, Utc};
use holdfast::{
    analytics::performance::{Measured, measure, xirr},
    domain::{AssetClass, Currency, Security, Snapshot, SnapshotRow, Transaction},
    portfolio::{AccountValue, History, Portfolio},
};
use rust_decimal::{Decimal, dec};

use crate::common::stored;

/// Numbers that follow from a seed (splitmix64).
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    /// From `low` up to, and without, `high`.
    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low)
    }

    /// An amount of cents.
    fn amount(&mut self, low: u64, high: u64) -> Decimal {
        Decimal::new(i64::try_from(self.between(low, high)).expect("small"), 2)
    }
}

fn first() -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 2, 28).expect("a date")
}

/// Paid in, now and then paid out, and what is there in the end.
fn payments(seeded: &mut Seeded) -> Vec<(NaiveDate, Decimal)> {
    let days = match seeded.between(0, 4) {
        0 => seeded.between(1, 40),
        1 => seeded.between(30, 366),
        _ => seeded.between(365, 7300),
    };
    let takes_out = seeded.between(0, 3) == 0;
    let mut paid = vec![(first(), -seeded.amount(100, 10_000_000))];
    let mut net = -paid[0].1;
    for _ in 0..seeded.between(0, 40) {
        let day = first() + Days::new(seeded.between(0, days + 1));
        let amount = seeded.amount(100, 2_000_000);
        let is_out = takes_out && seeded.between(0, 3) == 0;
        paid.push((day, if is_out { amount } else { -amount }));
        net += if is_out { -amount } else { amount };
    }
    let percent = seeded.between(20, 400);
    let end = (net.abs() * Decimal::from(percent) / dec!(100)).round_dp(2);
    paid.push((first() + Days::new(days), end + dec!(0.01)));
    paid
}

fn listed(dated: &[(NaiveDate, Decimal)]) -> String {
    let dated: Vec<_> = dated
        .iter()
        .map(|(day, it)| format!("[\"{day}\", \"{it}\"]"))
        .collect();
    format!("[{}]", dated.join(", "))
}

fn rate_line(seeded: &mut Seeded) -> String {
    let payments = payments(seeded);
    let roots = xirr::roots(&payments);
    let logs: Vec<_> = roots
        .iter()
        .map(|it| format!("\"{:e}\"", it.yearly_log))
        .collect();
    let (payments, logs) = (listed(&payments), logs.join(", "));
    format!("{{\"payments\": {payments}, \"yearly_logs\": [{logs}]}}")
}

/// An account that lists its cash and one fund, and what is paid in and out of it.
struct Book {
    portfolio: Portfolio,
    snapshots: Vec<Snapshot>,
    values: Vec<(NaiveDate, Decimal)>,
    flows: Vec<(NaiveDate, Decimal)>,
}

impl Book {
    fn new() -> Self {
        let mut portfolio = Portfolio {
            accounts: vec![stored::account("a", "item")],
            ..Portfolio::default()
        };
        for (id, class) in [("cash", AssetClass::Cash), ("fund", AssetClass::Etf)] {
            let security = Security {
                asset_class: Some(class),
                ..Security::unknown(id.into())
            };
            portfolio.securities.insert(id.into(), security);
        }
        Self {
            portfolio,
            snapshots: vec![],
            values: vec![],
            flows: vec![],
        }
    }

    /// Paid in, or out where it is negative.
    fn pay(&mut self, day: NaiveDate, amount: Decimal) {
        self.flows.push((day, amount));
        let number = self.portfolio.transactions.len();
        let word = if amount.is_sign_negative() {
            "withdrawal"
        } else {
            "deposit"
        };
        self.portfolio.transactions.push(Transaction {
            date: day,
            security_id: None,
            quantity: None,
            price: None,
            fees: None,
            transaction_type: "cash".into(),
            subtype: Some(word.into()),
            ..stored::transaction(&format!("t{number}"), "a", -amount)
        });
    }

    /// A sync.
    fn value(&mut self, day: NaiveDate, cash: Decimal, units: Decimal, price: Decimal) {
        self.values.push((day, cash + units * price));
        self.snapshots.extend(rows(
            day,
            [("cash", cash, cash), ("fund", units, units * price)],
        ));
        self.portfolio.account_values.push(AccountValue {
            synced_at: stored::noon(day),
            account_id: "a".into(),
            currency: Some(Currency::iso("USD")),
            market_value: None,
            unknown: [].into(),
        });
    }

    fn measured(&self) -> Measured {
        let portfolio = self.portfolio.clone().prepared();
        let mut history = History::default();
        for it in &self.snapshots {
            history.add(&portfolio, it);
        }
        let history = history.handed_on(&portfolio);
        let last = self.values.last().expect("a value").0;
        measure(&portfolio, &history, |_| true, &Utc, last).remove(0)
    }
}

fn chain_line(seeded: &mut Seeded) -> String {
    let mut book = Book::new();
    let (mut day, mut cash) = (first(), seeded.amount(100_000, 10_000_000));
    let units = Decimal::from(seeded.between(1, 500));
    for at in 0..seeded.between(2, 60) {
        let days = seeded.between(1, 40);
        for _ in 0..seeded.between(0, 4) {
            let is_out = seeded.between(0, 3) == 0;
            let amount = if is_out {
                -seeded.amount(1, 5_000)
            } else {
                seeded.amount(1, 3_000_000)
            };
            let paid = day + Days::new(seeded.between(1, days + 1));
            if at == 0 || (is_out && cash + amount < dec!(1)) {
                continue;
            }
            cash += amount;
            book.pay(paid, amount);
        }
        day = day + Days::new(if at == 0 { 0 } else { days });
        book.value(day, cash, units, seeded.amount(1_000, 20_000));
    }
    let found = book.measured().performance(None, None);
    let Some(rate) = found.time_weighted.known() else {
        // Where the chain breaks there is nothing to compare.
        return String::new();
    };
    let (values, flows) = (listed(&book.values), listed(&book.flows));
    format!("{{\"values\": {values}, \"flows\": {flows}, \"time_weighted\": \"{rate}\"}}")
}

/// More than a year of an account that has a value before and after everything
/// that is paid in or out.
fn year_line(seeded: &mut Seeded) -> String {
    let mut book = Book::new();
    let (mut day, mut cash) = (first(), seeded.amount(1_000_000, 10_000_000));
    let units = Decimal::from(seeded.between(10, 500));
    let mut price = seeded.amount(5_000, 20_000);
    book.value(day, cash, units, price);
    for _ in 0..seeded.between(2, 12) {
        day = day + Days::new(seeded.between(20, 90));
        price = (price * Decimal::new(i64::try_from(seeded.between(90, 113)).expect("small"), 2))
            .round_dp(2);
        book.value(day, cash, units, price);
        let is_out = seeded.between(0, 4) == 0;
        let amount = seeded.amount(1_000, 500_000);
        let amount = if is_out { -amount } else { amount };
        day = day + Days::new(1);
        cash += amount;
        book.pay(day, amount);
        book.value(day, cash, units, price);
    }
    // The end of a span of whole days, after everything.
    day = day.max(first() + Days::new(366)) + Days::new(seeded.between(2, 40));
    book.value(day, cash, units, price);
    let found = book.measured().performance(None, None);
    let rate = found.time_weighted.known().expect("a return");
    let money = found.money_weighted.known().and_then(|it| it.yearly);
    let money = money.expect("a yearly rate");
    let (values, flows) = (listed(&book.values), listed(&book.flows));
    format!(
        "{{\"values\": {values}, \"flows\": {flows}, \"time_weighted\": \"{rate}\", \
         \"money_weighted\": \"{money}\"}}"
    )
}

/// The returns of whole months, and what follows from them: drawdown and
/// volatility.
fn risk_line(seeded: &mut Seeded) -> String {
    let mut book = Book::new();
    let begin = NaiveDate::from_ymd_opt(2016, 1, 31).expect("a date");
    for month in 0..=u32::try_from(seeded.between(12, 80)).expect("small") {
        // The last day of each month.
        let next = begin.with_day(1).expect("a date") + Months::new(month + 1);
        let day = next - Days::new(1);
        book.value(day, dec!(0.01), dec!(10), seeded.amount(5_000, 20_000));
    }
    let measured = book.measured();
    let months = measured.whole_months(None, None);
    let months: Vec<_> = months
        .iter()
        .map(|it| it.1.known().expect("a return"))
        .collect();
    let months: Vec<String> = months.iter().map(|it| format!("\"{it}\"")).collect();
    let volatility = measured.volatility(None, None);
    let volatility = volatility.known().expect("enough months");
    let drawdown = measured.performance(None, None).drawdown;
    let drawdown = drawdown.known().expect("a drawdown").ratio;
    format!(
        "{{\"months\": [{}], \"volatility\": \"{volatility}\", \"drawdown\": \"{drawdown}\"}}",
        months.join(", ")
    )
}

fn rows<const N: usize>(
    day: NaiveDate,
    held: [(&'static str, Decimal, Decimal); N],
) -> impl Iterator<Item = Snapshot> {
    held.into_iter()
        .map(move |(security, units, value)| Snapshot {
            synced_at: stored::noon(day),
            account_id: "a".into(),
            balance: None,
            balance_currency: Some(Currency::iso("USD")),
            row: Some(SnapshotRow {
                security_id: security.into(),
                quantity: Some(units),
                institution_price: None,
                institution_value: Some(value),
                cost_basis: None,
                vested_quantity: None,
                vested_value: None,
                currency: Some(Currency::iso("USD")),
            }),
        })
}

fn series(rates: usize, chains: usize, others: usize) -> String {
    let mut seeded = Seeded(11);
    let mut lines = String::new();
    for _ in 0..rates {
        writeln!(lines, "{}", rate_line(&mut seeded)).expect("memory");
    }
    let mut left = chains;
    while left > 0 {
        let line = chain_line(&mut seeded);
        if !line.is_empty() {
            writeln!(lines, "{line}").expect("memory");
            left -= 1;
        }
    }
    for _ in 0..others {
        writeln!(lines, "{}", year_line(&mut seeded)).expect("memory");
        writeln!(lines, "{}", risk_line(&mut seeded)).expect("memory");
    }
    lines
}

#[test]
fn series_follow_from_their_seed() {
    match std::env::var_os("HOLDFAST_ORACLES") {
        Some(path) => std::fs::write(path, series(10_000, 1_000, 200)).expect("a file"),
        None => assert_eq!(series(20, 5, 3), series(20, 5, 3)),
    }
}
