//! What accounts or holdings had as their part, in order.

use std::{cmp::Ordering, collections::BTreeMap};

use rust_decimal::Decimal;

use super::input::PerformanceInput;
use crate::{
    analytics::performance::{Bridge, Measured, Part, Performance},
    domain::{Scope, SecurityId},
    portfolio::Portfolio,
    state::{Direction, PartBy, PerformanceColumn as By},
    text::security_name,
    ui::widgets::table::NO_TICKER,
};

/// A line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct PartRow {
    pub name: String,
    /// What it is; `None` for what no holding has.
    pub of: Option<Scope>,
    /// Of a holding.
    pub ticker: Option<String>,
    /// What flowed in, less what flowed out.
    pub flows: Decimal,
    pub income: Decimal,
    pub gain: Decimal,
    /// Its share in the return of the whole.
    pub contribution: Option<Decimal>,
    /// Its own returns; `None` where not computable, and of cash.
    pub time_weighted: Option<Decimal>,
    pub money_weighted: Option<Decimal>,
}

impl PartRow {
    fn of(name: String, ticker: Option<String>, bridge: &Bridge, share: Option<Decimal>) -> Self {
        Self {
            name,
            of: None,
            ticker,
            flows: bridge.net_flow(),
            income: bridge.income,
            gain: bridge.gain(),
            contribution: share,
            time_weighted: None,
            money_weighted: None,
        }
    }
}

/// The rows that are asked for, in order.
pub(super) fn part_rows(
    measured: &Measured,
    performance: &Performance,
    portfolio: &Portfolio,
    input: &PerformanceInput,
) -> Vec<PartRow> {
    let mut rows = match input.query.by {
        PartBy::Account => accounts(measured, performance, portfolio, input),
        PartBy::Holding => holdings(measured, performance, portfolio, input),
    };
    let (column, direction) = input.query.sort;
    rows.sort_by(|a, b| {
        let unknown_last = || key_is_known(b, column).cmp(&key_is_known(a, column));
        let order = match direction {
            Direction::Ascending => compare(a, b, column),
            Direction::Descending => compare(b, a, column),
        };
        unknown_last().then(order).then_with(|| a.name.cmp(&b.name))
    });
    rows
}

fn accounts(
    measured: &Measured,
    performance: &Performance,
    portfolio: &Portfolio,
    input: &PerformanceInput,
) -> Vec<PartRow> {
    let from = input.range.start(input.measured.today);
    let row = |(at, part): (usize, &Part)| {
        let account = portfolio.account(&part.account);
        let name = account.map_or_else(
            || part.account.as_str().to_owned(),
            |it| it.short_name().to_string(),
        );
        let own = measured.account(at).performance(from, None);
        let mut row = PartRow::of(name, None, &part.bridge, part.contribution);
        row.of = Some(Scope::Account(part.account.clone()));
        row.measure(&own);
        row
    };
    performance.accounts.iter().enumerate().map(row).collect()
}

/// A row for each security over all accounts, and one for the rest, so that the
/// rows add up to the whole.
fn holdings(
    measured: &Measured,
    performance: &Performance,
    portfolio: &Portfolio,
    input: &PerformanceInput,
) -> Vec<PartRow> {
    let from = input.range.start(input.measured.today);
    let scopes = measured.by_security();
    let mut sums: BTreeMap<&SecurityId, PartRow> = BTreeMap::new();
    let mut rest: Option<PartRow> = None;
    for part in &performance.accounts {
        let name = "Cash, and what no holding has".to_owned();
        let row = PartRow::of(name, None, &part.bridge, part.contribution);
        match &mut rest {
            Some(rest) => rest.add(&row),
            None => rest = Some(row),
        }
    }
    for part in &performance.holdings {
        let Some(security) = &part.security else {
            continue;
        };
        let known = portfolio.security(security);
        let ticker = known.and_then(|it| it.ticker_symbol.as_deref());
        let name = security_name(portfolio, security).to_string();
        let row = PartRow::of(
            name,
            Some(ticker.unwrap_or(NO_TICKER).to_owned()),
            &part.bridge,
            part.contribution,
        );
        if let Some(rest) = &mut rest {
            // What one holding is bought with has left another one, or the cash.
            rest.income = rest.income.saturating_sub(row.income);
            rest.gain = rest.gain.saturating_sub(row.gain);
            rest.flows = rest.flows.saturating_sub(row.flows);
            rest.contribution = rest.contribution.zip(row.contribution).map(|(a, b)| a - b);
        }
        match sums.get_mut(security) {
            Some(sum) => sum.add(&row),
            None => drop(sums.insert(security, row)),
        }
    }
    for (security, row) in &mut sums {
        row.of = Some(Scope::Security((*security).clone()));
        if let Some(scope) = scopes.get(*security) {
            row.measure(&scope.performance(from, None));
        }
    }
    let is_something = |it: &PartRow| !(it.gain.is_zero() && it.flows.is_zero());
    sums.into_values()
        .chain(rest.filter(is_something))
        .collect()
}

impl PartRow {
    /// Gives it its own rates.
    fn measure(&mut self, own: &Performance) {
        self.time_weighted = own.time_weighted.known().copied();
        let money = own.money_weighted.known();
        self.money_weighted = money.map(|it| it.yearly.unwrap_or(it.of_span));
    }

    fn add(&mut self, other: &Self) {
        self.flows = self.flows.saturating_add(other.flows);
        self.income = self.income.saturating_add(other.income);
        self.gain = self.gain.saturating_add(other.gain);
        let both = self.contribution.zip(other.contribution);
        self.contribution = both.and_then(|(a, b)| a.checked_add(b));
    }
}

fn key_is_known(row: &PartRow, column: By) -> bool {
    match column {
        By::Name | By::Flows | By::Income | By::Gain => true,
        By::Contribution => row.contribution.is_some(),
        By::TimeWeighted => row.time_weighted.is_some(),
        By::MoneyWeighted => row.money_weighted.is_some(),
    }
}

fn compare(a: &PartRow, b: &PartRow, column: By) -> Ordering {
    match column {
        By::Name => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
        By::Flows => a.flows.cmp(&b.flows),
        By::Income => a.income.cmp(&b.income),
        By::Gain => a.gain.cmp(&b.gain),
        By::Contribution => a.contribution.cmp(&b.contribution),
        By::TimeWeighted => a.time_weighted.cmp(&b.time_weighted),
        By::MoneyWeighted => a.money_weighted.cmp(&b.money_weighted),
    }
}
