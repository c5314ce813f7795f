//! What accounts or holdings had as their part, in order.

use std::{
    borrow::Cow,
    cmp::Ordering,
    collections::{BTreeMap, btree_map::Entry},
};

use chrono::{Local, NaiveDate};
use rust_decimal::Decimal;

use super::input::PerformanceInput;
use crate::{
    analytics::{
        groups::{group_of_security, groups_of_account},
        performance::{Bridge, Measured, MoneyWeighted, Part, Performance},
        value_before::counted,
    },
    domain::{Grouping, Scope, SecurityId},
    portfolio::{History, Portfolio},
    state::{Direction, PartBy, PerformanceColumn as By},
    text::{group_name, security_name},
    ui::widgets::table::NO_TICKER,
};

/// What the row of the rest is called.
const REST: &str = "Cash, and what no holding has";

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
    /// All of it; `None` where it is not computable.
    pub(super) fn total(of: &Performance) -> Option<Self> {
        let bridge = of.bridge.known()?;
        let share = of.time_weighted.known().copied();
        let mut total = Self::of("Total".to_owned(), None, bridge, share);
        total.measure(of);
        Some(total)
    }

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

/// The rows that are asked for, in order. Those of accounts and of groups of them have
/// the days before their first sync where the history of `early` days is given.
pub(super) fn part_rows(
    measured: &Measured,
    performance: &Performance,
    portfolio: &Portfolio,
    (input, early): (&PerformanceInput, Option<&History>),
) -> Vec<PartRow> {
    let parts = Parts {
        measured,
        performance,
        portfolio,
        early,
        from: input.range.start(input.measured.today),
    };
    let mut rows = match input.query.by.grouping() {
        None if input.query.by == PartBy::Account => parts.accounts(),
        None => parts.holdings(),
        Some(by) if by.is_of_accounts() => parts.of_accounts(by),
        Some(by) => parts.of_holdings(by),
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

/// What the rows are made of.
struct Parts<'a> {
    measured: &'a Measured,
    performance: &'a Performance,
    portfolio: &'a Portfolio,
    early: Option<&'a History>,
    from: Option<NaiveDate>,
}

impl<'a> Parts<'a> {
    fn accounts(&self) -> Vec<PartRow> {
        let row = |(at, part): (usize, &Part)| {
            let account = self.portfolio.account(&part.account);
            let name = account.map_or_else(
                || part.account.as_str().to_owned(),
                |it| it.short_name().to_string(),
            );
            let mut row = PartRow::of(name, None, &part.bridge, part.contribution);
            row.of = Some(Scope::Account(part.account.clone()));
            self.measure(&mut row, &self.measured.account(at));
            row
        };
        let parts = self.performance.accounts.iter().enumerate();
        parts.map(row).collect()
    }

    /// A row for each security over all accounts, and one for the rest, so that the
    /// rows add up to the whole.
    fn holdings(&self) -> Vec<PartRow> {
        let row = |security: &SecurityId, part: &Part| {
            let known = self.portfolio.security(security);
            let ticker = known.and_then(|it| it.ticker_symbol.as_deref());
            let name = security_name(self.portfolio, security).to_string();
            let ticker = Some(ticker.unwrap_or(NO_TICKER).to_owned());
            PartRow::of(name, ticker, &part.bridge, part.contribution)
        };
        let (mut sums, rest) = self.sums(|it| it, row);
        self.measured
            .each_group(SecurityId::clone, self.from, |security, own| {
                if let Some(row) = sums.get_mut(&security) {
                    row.measure(&own.performance(self.from, None));
                }
            });
        for (security, row) in &mut sums {
            row.of = Some(Scope::Security((*security).clone()));
        }
        sums.into_values().chain(rest).collect()
    }

    /// A row for each group of securities, and one for the rest.
    fn of_holdings(&self, by: Grouping) -> Vec<PartRow> {
        let key = |it: &SecurityId| group_of_security(self.portfolio, it, by);
        let row = |security: &SecurityId, part: &Part| {
            let name = group_name(self.portfolio, by, key(security));
            PartRow::of(name, None, &part.bridge, part.contribution)
        };
        let (mut sums, rest) = self.sums(key, row);
        self.measure_groups(by, &mut sums);
        sums.into_values().chain(rest).collect()
    }

    /// A row for each group of accounts. An account that is in several groups of
    /// the person's counts in each of them.
    fn of_accounts(&self, by: Grouping) -> Vec<PartRow> {
        let mut sums: BTreeMap<&str, PartRow> = BTreeMap::new();
        for part in &self.performance.accounts {
            for key in groups_of_account(self.portfolio, &part.account, by) {
                let name = group_name(self.portfolio, by, key);
                let row = PartRow::of(name, None, &part.bridge, part.contribution);
                add(&mut sums, key, row);
            }
        }
        self.measure_groups(by, &mut sums);
        sums.into_values().collect()
    }

    /// Gives the row of accounts their own rates, and where days before their first sync
    /// count, what happened since then.
    fn measure(&self, row: &mut PartRow, own: &Measured) {
        let counts = counted(self.portfolio, self.early, Cow::Borrowed(own), &Local);
        let performance = counts.performance(self.from, None);
        row.measure(&performance);
        if let (Cow::Owned(_), Some(bridge)) = (&counts, performance.bridge.known()) {
            row.flows = bridge.net_flow();
            row.income = bridge.income;
            row.gain = bridge.gain();
        }
    }

    fn measure_groups(&self, by: Grouping, sums: &mut BTreeMap<&str, PartRow>) {
        let measured = self.measured;
        measured.each_grouping(self.portfolio, by, self.from, |key, own| {
            let Some(row) = sums.get_mut(key) else {
                return;
            };
            if by.is_of_accounts() {
                self.measure(row, &own);
            } else {
                row.measure(&own.performance(self.from, None));
            }
        });
        for (key, row) in sums {
            row.of = Some(Scope::Group(by, (*key).to_owned()));
        }
    }

    /// The rows of holdings that `key` names alike, and one for what no holding
    /// has.
    fn sums<K: Ord>(
        &self,
        key: impl Fn(&'a SecurityId) -> K,
        row: impl Fn(&SecurityId, &Part) -> PartRow,
    ) -> (BTreeMap<K, PartRow>, Option<PartRow>) {
        let mut sums = BTreeMap::new();
        let mut rest: Option<PartRow> = None;
        for part in &self.performance.accounts {
            let row = PartRow::of(REST.to_owned(), None, &part.bridge, part.contribution);
            match &mut rest {
                Some(rest) => rest.add(&row),
                None => rest = Some(row),
            }
        }
        for part in &self.performance.holdings {
            let Some(security) = &part.security else {
                continue;
            };
            let row = row(security, part);
            if let Some(rest) = &mut rest {
                // What one holding is bought with has left another one, or the cash.
                rest.take_off(&row);
            }
            add(&mut sums, key(security), row);
        }
        let is_something = |it: &PartRow| !(it.gain.is_zero() && it.flows.is_zero());
        (sums, rest.filter(is_something))
    }
}

fn add<K: Ord>(sums: &mut BTreeMap<K, PartRow>, key: K, row: PartRow) {
    match sums.entry(key) {
        Entry::Occupied(mut sum) => sum.get_mut().add(&row),
        Entry::Vacant(place) => drop(place.insert(row)),
    }
}

impl PartRow {
    /// Gives it its own rates.
    fn measure(&mut self, own: &Performance) {
        self.time_weighted = own.time_weighted.known().copied();
        self.money_weighted = own.money_weighted.known().map(MoneyWeighted::rate);
    }

    fn take_off(&mut self, other: &Self) {
        self.flows = self.flows.saturating_sub(other.flows);
        self.income = self.income.saturating_sub(other.income);
        self.gain = self.gain.saturating_sub(other.gain);
        let both = self.contribution.zip(other.contribution);
        self.contribution = both.and_then(|(a, b)| a.checked_sub(b));
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
