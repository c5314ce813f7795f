//! Prices of securities by day, as the rows and snapshots of a scope tell them.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::start::{EarlyRow, Start};
use crate::{
    analytics::{
        flows::{Effect, effect, signed_units, within_reach},
        performance::business_days_after,
    },
    domain::{AssetClass, SecurityId, TransactionKind},
    portfolio::Portfolio,
};

/// How many trading days a price is carried at most.
const CARRIED: u32 = 5;

/// Where a price comes from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Snapshot,
    Close,
    Trades,
}

/// What one unit of each security was worth, by day.
#[derive(Default)]
pub(super) struct Prices<'a>(HashMap<&'a SecurityId, Series>);

#[derive(Default)]
struct Series {
    /// By day.
    quotes: Vec<Quote>,
    /// The days of splits and the like: a price of before is not one of after.
    breaks: Vec<NaiveDate>,
}

struct Quote {
    day: NaiveDate,
    /// From this day on it is another trading day's.
    carried_from: NaiveDate,
    /// The last day that it is carried to.
    until: NaiveDate,
    price: Decimal,
}

/// A price for a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Priced {
    pub(super) price: Decimal,
    /// Whether it is that of an earlier trading day.
    pub(super) is_carried: bool,
}

/// Values and units of a day from one source, by size.
type Sums<'a> = HashMap<&'a SecurityId, BTreeMap<NaiveDate, (Source, Decimal, Decimal)>>;

impl<'a> Prices<'a> {
    /// Those that the accounts of a scope tell by themselves.
    pub(super) fn of(portfolio: &'a Portfolio, starts: &[Start<'a>]) -> Self {
        let mut sums = Sums::default();
        let mut breaks: HashMap<&SecurityId, Vec<NaiveDate>> = HashMap::new();
        for start in starts {
            for (security, held) in &start.held {
                if let (Some(units), Some(value)) = (held.units, held.value) {
                    note(
                        &mut sums,
                        security,
                        start.day,
                        Source::Snapshot,
                        units,
                        value,
                    );
                }
                note_close(&mut sums, portfolio, security);
            }
            for row in &start.rows {
                let Some(security) = start.security_of(row.row) else {
                    continue;
                };
                if row.meaning.kind == TransactionKind::CorporateAction {
                    breaks.entry(security).or_default().push(row.row.date);
                } else if let Some((units, value)) = traded(row) {
                    note(
                        &mut sums,
                        security,
                        row.row.date,
                        Source::Trades,
                        units,
                        value,
                    );
                }
            }
        }
        let series = sums.into_iter().map(|(security, days)| {
            let mut breaks = breaks.remove(security).unwrap_or_default();
            breaks.sort_unstable();
            let quotes = days.into_iter().filter_map(|(day, (_, units, value))| {
                Some(Quote {
                    day,
                    carried_from: business_days_after(day, 1),
                    until: business_days_after(day, CARRIED),
                    price: value.checked_div(units)?,
                })
            });
            let quotes = quotes.collect();
            (security, Series { quotes, breaks })
        });
        Self(series.collect())
    }

    /// The price for a day: its own, or that of one of the trading days before.
    /// Neither a later one nor one from before a split.
    pub(super) fn on(&self, security: &SecurityId, day: NaiveDate) -> Option<Priced> {
        let series = self.0.get(security)?;
        let after = series.quotes.partition_point(|it| it.day <= day);
        let quote = &series.quotes[after.checked_sub(1)?];
        let is_of_day = day <= quote.until && !series.breaks_between(quote.day, day);
        is_of_day.then_some(Priced {
            price: quote.price,
            is_carried: day >= quote.carried_from,
        })
    }

    /// The price of the day nearest to `day`, before or after: for how much is
    /// missing, never for what something is worth.
    pub(super) fn nearest(&self, security: &SecurityId, day: NaiveDate) -> Option<Decimal> {
        let series = self.0.get(security)?;
        let after = series.quotes.partition_point(|it| it.day <= day);
        let before = after.checked_sub(1).and_then(|at| series.quotes.get(at));
        let near = before.into_iter().chain(series.quotes.get(after));
        let near = near.filter(|it| !series.breaks_between(it.day.min(day), it.day.max(day)));
        let nearest = near.min_by_key(|it| (it.day - day).num_days().abs());
        nearest.map(|it| it.price)
    }
}

impl Series {
    /// Whether a split or the like took effect after `from`, up to `to`.
    fn breaks_between(&self, from: NaiveDate, to: NaiveDate) -> bool {
        let next = self.breaks.partition_point(|it| *it <= from);
        self.breaks.get(next).is_some_and(|it| *it <= to)
    }
}

/// Adds to the sums of a day, unless a better source has told its price.
fn note<'a>(
    sums: &mut Sums<'a>,
    security: &'a SecurityId,
    day: NaiveDate,
    source: Source,
    units: Decimal,
    value: Decimal,
) {
    let reach = within_reach(units.abs()).zip(within_reach(value.abs()));
    let Some((units, value)) = reach.filter(|it| !it.0.is_zero()) else {
        return;
    };
    let days = sums.entry(security).or_default();
    let sum = days
        .entry(day)
        .or_insert((source, Decimal::ZERO, Decimal::ZERO));
    match source.cmp(&sum.0) {
        std::cmp::Ordering::Less => *sum = (source, units, value),
        std::cmp::Ordering::Equal => *sum = (source, sum.1 + units, sum.2 + value),
        std::cmp::Ordering::Greater => {}
    }
}

/// Adds the closing price, where it is surely that of one unit.
fn note_close<'a>(sums: &mut Sums<'a>, portfolio: &Portfolio, id: &'a SecurityId) {
    let Some(security) = portfolio.security(id) else {
        return;
    };
    let is_of_unit = matches!(
        security.asset_class,
        Some(
            AssetClass::Equity
                | AssetClass::Etf
                | AssetClass::MutualFund
                | AssetClass::Cryptocurrency
        )
    );
    let close = security.close_price.zip(security.close_price_as_of);
    if let Some((price, day)) = close.filter(|it| is_of_unit && it.0 > Decimal::ZERO) {
        note(sums, id, day, Source::Close, Decimal::ONE, price);
    }
}

/// Units and value of a purchase or sale, without its fee where that is told
/// apart; rows of price zero tell nothing.
fn traded(row: &EarlyRow<'_>) -> Option<(Decimal, Decimal)> {
    let is_trade = matches!(
        row.meaning.kind,
        TransactionKind::Buy
            | TransactionKind::Sell
            | TransactionKind::Contribution
            | TransactionKind::Withdrawal
    );
    if !is_trade || row.row.price.is_some_and(|it| it.is_zero()) {
        return None;
    }
    let units = signed_units(row.row, row.meaning)?;
    let Effect::Known(legs) = effect(row.row, row.meaning) else {
        return None;
    };
    let value = Some(legs.securities).filter(|it| !it.is_zero())?;
    (value.is_sign_negative() == units.is_sign_negative()).then_some((units, value))
}
