//! What was paid in before the first snapshot.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    prices::Prices,
    start::{EarlyRow, Start},
};
use crate::{
    analytics::flows::{
        CashListing, Crossing, Effect, Legs, Moved, effect, ends_option, match_transfers,
        within_reach,
    },
    analytics::performance::{Cause, Entry, NoLegs},
    domain::{CashRule, Currency, TransactionKind},
    portfolio::Portfolio,
    valuation::is_priced_per_unit,
};

/// What rows before the first snapshot brought across borders.
pub(super) struct Flows {
    /// The value of the first snapshot, less what flowed in after each day.
    pub(super) line: Vec<(NaiveDate, Decimal)>,
    /// Every row that counts, and whether it is one side of a transfer within.
    pub(super) entries: Vec<(Entry, bool)>,
    /// What was on its way between accounts, from a day on up to another.
    pub(super) transits: Vec<(NaiveDate, NaiveDate, Decimal)>,
}

/// A row with what it brought across the border of its account.
struct Flow<'a> {
    day: NaiveDate,
    /// `None` where that is not known.
    amount: Option<Decimal>,
    crossing: Option<Crossing<'a>>,
    cause: Cause,
    legs: Result<Legs, NoLegs>,
    units_in_kind: Option<Decimal>,
    /// Only where it is wanted: there are as many as rows.
    entry: Option<Box<Entry>>,
}

impl Flow<'_> {
    /// With its entry, where that is wanted.
    fn keeping(mut self, start: &Start<'_>, row: &EarlyRow<'_>, is_wanted: bool) -> Self {
        let row = row.row;
        self.entry = is_wanted.then(|| {
            Box::new(Entry {
                day: self.day,
                account: start.account.clone(),
                security: start.security_of(row).cloned(),
                cause: self.cause,
                transaction: Some(row.id.clone()),
                legs: self.legs,
                units_in_kind: self.units_in_kind,
                exchange: None,
                since: None,
                is_estimated: false,
                is_entered: row.context.is_entered,
            })
        });
        self
    }
}

/// The value of the first snapshot, less what flowed in after each day, back to
/// the day `begin` or the last one after which every flow is known. Transfers
/// between the accounts are no flows, and stock plans, whose units come without
/// rows, are left out.
pub(super) fn paid_in<'a>(
    starts: &[Start<'a>],
    (portfolio, prices): (&Portfolio, &Prices<'_>),
    currency: Option<&'a Currency>,
    (begin, observed): (Option<NaiveDate>, NaiveDate),
    (value, keeps_rows): (Decimal, bool),
) -> Flows {
    let starts = starts.iter().filter(|it| !it.is_plan);
    let flows: Vec<Flow<'a>> = starts
        .flat_map(|start| {
            let rows = start.rows.iter();
            let of_row = move |row| flow(start, row, (portfolio, prices), currency, observed);
            rows.map(move |row| of_row(row).keeping(start, row, keeps_rows))
        })
        .collect();
    let crossings: Vec<(usize, Crossing<'a>)> = (flows.iter().enumerate())
        .filter_map(|(at, it)| Some((at, it.crossing?)))
        .collect();
    let sides: Vec<_> = crossings.iter().map(|it| it.1).collect();
    let pairs = match_transfers(&sides).into_iter();
    let pairs: Vec<_> = pairs
        .map(|it| (crossings[it.out].0, crossings[it.into].0))
        .collect();
    let matched: BTreeSet<usize> = pairs.iter().flat_map(|it| [it.0, it.1]).collect();
    let transits = pairs.iter().filter_map(|&(out, into)| {
        let (left, arrived) = (flows[out].day, flows[into].day);
        let value = flows[out].amount.or(flows[into].amount)?.abs();
        let value = if left <= arrived { value } else { -value };
        Some((left.min(arrived), left.max(arrived), value))
    });
    let transits = transits.collect();
    let mut by_day: BTreeMap<NaiveDate, Option<Decimal>> = BTreeMap::new();
    for (at, flow) in flows.iter().enumerate() {
        if !matched.contains(&at) {
            let sum = by_day.entry(flow.day).or_insert(Some(Decimal::ZERO));
            *sum = sum.zip(flow.amount).and_then(|(a, b)| a.checked_add(b));
        }
    }
    let mut line = vec![(observed, value)];
    let mut paid = value;
    let mut is_known = true;
    for (day, sum) in by_day.into_iter().rev() {
        // A row of the day of the snapshot counts as before it.
        let Some((sum, before)) = sum.zip(day.pred_opt()) else {
            is_known = false;
            break;
        };
        if sum.is_zero() {
            continue;
        }
        if day < observed {
            line.push((day, paid));
        }
        paid -= sum;
        if begin.is_some_and(|begin| before >= begin) {
            line.push((before, paid));
        }
    }
    let earlier = begin.filter(|_| is_known);
    let earlier = earlier.filter(|begin| line.last().is_some_and(|it| it.0 > *begin));
    line.extend(earlier.map(|begin| (begin, paid)));
    line.reverse();
    line.dedup_by_key(|it| it.0);
    let entries = flows.into_iter().enumerate();
    let entries = entries.filter_map(|(at, flow)| Some((*flow.entry?, matched.contains(&at))));
    Flows {
        line,
        entries: entries.collect(),
        transits,
    }
}

fn flow<'a>(
    start: &Start<'a>,
    EarlyRow { row, meaning }: &EarlyRow<'a>,
    (portfolio, prices): (&Portfolio, &Prices<'_>),
    currency: Option<&'a Currency>,
    observed: NaiveDate,
) -> Flow<'a> {
    let security = start.security_of(row);
    let may_match = matches!(
        meaning.kind,
        TransactionKind::Transfer | TransactionKind::Contribution | TransactionKind::Withdrawal
    );
    let crossing = |moved, size| Crossing {
        transaction: Some(&row.id),
        account: start.account,
        earliest: row.date,
        date: row.date,
        moved,
        size,
    };
    let mut flow = Flow {
        day: row.date.min(observed),
        amount: None,
        crossing: None,
        cause: Cause::Row(meaning.kind),
        legs: Err(NoLegs::NoPrice),
        units_in_kind: None,
        entry: None,
    };
    match effect(row, *meaning) {
        Effect::Unknown(because) => flow.legs = Err(NoLegs::Row(because)),
        Effect::Known(legs) => {
            let legs = legs.seen_by(start.listing, meaning.kind, security.is_some());
            let amount = legs.flow(start.listing);
            flow.legs = Ok(legs);
            if legs.is_unclassified {
                flow.cause = Cause::Unclassified;
            }
            let is_cash = start.listing == CashListing::Listed
                && matches!(
                    meaning.cash_rule,
                    CashRule::Moves(_) | CashRule::SoldAtOnce(_)
                );
            flow.amount = Some(amount);
            flow.crossing = (may_match && is_cash).then(|| crossing(Moved::Cash(currency), amount));
        }
        Effect::InKind {
            units,
            value,
            by_price,
        } => {
            let class = security.and_then(|it| portfolio.security(it)?.asset_class.as_ref());
            let value = value.or(by_price.filter(|_| is_priced_per_unit(class, Some(units))));
            let by_price = || match security {
                Some(security) => prices.on(security, row.date)?.price.checked_mul(units),
                None => Some(units),
            };
            let value = value.or_else(by_price).and_then(within_reach);
            let value = if ends_option(row, *meaning, class) {
                Some(Decimal::ZERO)
            } else {
                value
            };
            let legs = value.map(|it| Legs::in_kind(it, *meaning));
            flow.amount = legs.map(|it| it.flow(start.listing));
            flow.legs = legs.ok_or(NoLegs::NoPrice);
            if flow.amount.is_some_and(|it| !it.is_zero()) {
                flow.cause = Cause::InKind;
                flow.units_in_kind = Some(units);
            }
            let moved = security.filter(|_| may_match).map(Moved::Units);
            flow.crossing = moved.map(|moved| crossing(moved, units));
        }
    }
    flow
}
