//! What the overview shows, worked out once per change.

use std::{cmp::Reverse, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use egui_plot::PlotPoint;
use rust_decimal::Decimal;

use crate::{
    analytics::{
        allocation::{CurrencyAllocation, allocate},
        attention::{self, Attention},
        value_history::{ValuePoint, value_history},
    },
    domain::{
        AllocationBy, Currency, Holding, HoldingId, SecurityId, Transaction, TransactionId,
        TransactionKind,
    },
    portfolio::{Portfolio, known_empty},
    state::{AccountFilter, AppState, CurrencyChoice, RangeChoice},
    text,
    ui::{PageModel, allocation::DonutSlice, widgets::point},
    valuation::{PositionRow, Total, Worth, positions},
};

/// Rows in each of the two lists, at most: more than the highest window shows.
const ROWS: usize = 60;

/// What the model depends on, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct OverviewQuery {
    pub accounts: AccountFilter,
    pub range: RangeChoice,
    /// The currency of chart, donut and holdings.
    pub currency: CurrencyChoice,
    /// Today in the person's time zone, where ranges end.
    pub today: NaiveDate,
    /// The full hour, against which ages are judged.
    pub hour: DateTime<Utc>,
}

impl OverviewQuery {
    /// The query that `state` asks for.
    pub fn of(state: &AppState) -> Self {
        use chrono::DurationRound as _;
        Self {
            accounts: state.view.accounts.clone(),
            range: state.view.range,
            currency: state.view.currency.clone(),
            today: state.today(),
            hour: (state.moment())
                .duration_trunc(chrono::TimeDelta::hours(1))
                .unwrap_or(state.now),
        }
    }
}

/// The overview's content.
#[derive(Clone, Debug, Default)]
pub struct OverviewModel {
    /// One for each currency, that of most holdings first.
    pub totals: Vec<CurrencyTotal>,
    /// Index of the total whose currency chart, donut and holdings show.
    pub shown: usize,
    /// Observed values within the range.
    pub points: Vec<ValuePoint>,
    /// The same for the chart.
    pub plot: Vec<PlotPoint>,
    /// Days with a sync, whatever the range.
    pub observed_days: usize,
    pub allocation: Option<CurrencyAllocation>,
    pub slices: Vec<DonutSlice>,
    pub largest: Vec<LargestHolding>,
    pub latest: Vec<LatestTransaction>,
    pub attention: Vec<Attention>,
    /// Accounts that are in no total because the person hid them.
    pub hidden: usize,
}

/// What everything in one currency is worth.
#[derive(Clone, Debug)]
pub struct CurrencyTotal {
    pub currency: Option<Currency>,
    pub total: Total,
    /// Its holdings: rows of one account and security count once.
    pub holdings: usize,
}

/// A row of "Largest holdings".
#[derive(Clone, Debug)]
pub struct LargestHolding {
    pub id: HoldingId,
    pub security: SecurityId,
    pub ticker: Option<Arc<str>>,
    pub name: Arc<str>,
    pub value: Decimal,
    pub gain_ratio: Option<Decimal>,
}

/// A row of "Latest transactions".
#[derive(Clone, Debug)]
pub struct LatestTransaction {
    pub id: TransactionId,
    pub date: NaiveDate,
    pub kind: TransactionKind,
    /// The security's ticker or name, or else the account's name.
    pub what: Arc<str>,
    pub cash_effect: Option<Decimal>,
    pub currency: Option<Currency>,
    /// Neither cancelled nor a cancellation.
    pub counts: bool,
}

/// The days from `start` on, of days in order.
pub(super) fn since(observed: &[ValuePoint], start: Option<NaiveDate>) -> &[ValuePoint] {
    let first = start.map_or(0, |start| observed.partition_point(|it| it.day < start));
    &observed[first..]
}

/// The line of these days.
pub(super) fn plot_of(points: &[ValuePoint]) -> Vec<PlotPoint> {
    let points = points.iter();
    points.filter_map(|it| point(it.day, it.value)).collect()
}

impl PageModel for OverviewModel {
    type Query = OverviewQuery;

    fn build(portfolio: &Arc<Portfolio>, query: &OverviewQuery) -> Self {
        let in_view = |it: &Holding| query.accounts.contains(portfolio, &it.account_id);
        let by_class = allocate(portfolio, in_view, AllocationBy::AssetClass).currencies;
        let histories = value_history(
            portfolio,
            |it| query.accounts.contains(portfolio, it),
            &chrono::Local,
            query.today,
        );
        let history_of =
            |currency: &Option<Currency>| histories.iter().find(|it| it.currency == *currency);
        let mut totals: Vec<_> = by_class
            .iter()
            .map(|it| CurrencyTotal {
                currency: it.currency.clone(),
                total: it.net.clone(),
                holdings: it.holdings,
            })
            .collect();
        let empty = known_empty(portfolio, |it| query.accounts.contains(portfolio, it));
        totals.extend(empty.into_iter().map(|currency| CurrencyTotal {
            total: Total::zero(),
            holdings: 0,
            currency,
        }));
        let shown = query
            .currency
            .position(totals.iter().map(|it| it.currency.as_ref()));
        let allocation = by_class.into_iter().nth(shown);
        let observed = totals
            .get(shown)
            .and_then(|it| history_of(&it.currency))
            .map_or(&[][..], |it| &it.points);
        let points = since(observed, query.range.start(query.today));
        Self {
            totals,
            shown,
            plot: plot_of(points),
            points: points.to_vec(),
            observed_days: observed.len(),
            largest: allocation
                .as_ref()
                .map(|it| largest(portfolio, query, it.currency.as_ref()))
                .unwrap_or_default(),
            slices: allocation
                .as_ref()
                .map(DonutSlice::all_of)
                .unwrap_or_default(),
            allocation,
            latest: latest(portfolio, query),
            attention: attention::find(
                portfolio,
                |account| query.accounts.contains(portfolio, account),
                |item| query.accounts.covers(portfolio, item),
                query.hour,
            ),
            hidden: query.accounts.hidden(portfolio),
        }
    }
}

impl OverviewModel {
    /// Every currency in view, that of most holdings first.
    pub fn currencies(&self) -> impl Iterator<Item = Option<&Currency>> {
        self.totals.iter().map(|it| it.currency.as_ref())
    }

    /// The currency of chart, donut and holdings.
    pub fn currency(&self) -> Option<&Currency> {
        self.totals.get(self.shown)?.currency.as_ref()
    }
}

/// The largest positions, over all accounts in view.
fn largest(
    portfolio: &Portfolio,
    query: &OverviewQuery,
    currency: Option<&Currency>,
) -> Vec<LargestHolding> {
    let holdings = portfolio.holdings.iter().enumerate();
    let held: Vec<(usize, &Holding, Worth)> = holdings
        .filter(|(_, holding)| query.accounts.contains(portfolio, &holding.account_id))
        .map(|(at, holding)| (at, holding, portfolio.worth(holding)))
        .filter(|(_, _, worth)| worth.currency.as_ref() == currency)
        .collect();
    let rows = held.iter().map(|(row, holding, worth)| PositionRow {
        row: *row,
        account: &holding.account_id,
        security: &holding.security_id,
        worth,
    });
    let mut positions = positions(rows);
    positions.retain(|position| position.total.value.known().is_some());
    positions.sort_by_key(|position| Reverse(position.total.value.known()));
    positions.truncate(ROWS);
    positions
        .into_iter()
        .map(|position| {
            let security = portfolio.security(position.security);
            LargestHolding {
                id: portfolio.holdings[position.rows[0]].id.clone(),
                security: position.security.clone(),
                ticker: security.and_then(|it| it.ticker_symbol.clone()),
                name: text::security_name(portfolio, position.security).into(),
                value: position.total.value.known().unwrap_or_default(),
                gain_ratio: position.total.gain_ratio(),
            }
        })
        .collect()
}

fn latest(portfolio: &Portfolio, query: &OverviewQuery) -> Vec<LatestTransaction> {
    portfolio
        .transactions
        .iter()
        .filter(|it| it.removed_on.is_none() && !it.is_ghost())
        .filter(|it| query.accounts.contains(portfolio, &it.account_id))
        .take(ROWS)
        .map(|it| LatestTransaction {
            id: it.id.clone(),
            date: it.date,
            kind: it.kind(),
            what: what(portfolio, it),
            cash_effect: it.cash_effect(),
            currency: it.currency.clone(),
            counts: it.counts(),
        })
        .collect()
}

/// What a transaction is about. Cash is not worth naming: its account is.
fn what(portfolio: &Portfolio, row: &Transaction) -> Arc<str> {
    let security = row
        .security_id
        .as_ref()
        .and_then(|it| portfolio.security(it))
        .filter(|it| it.asset_class != Some(crate::domain::AssetClass::Cash));
    match security {
        Some(_) if row.context.is_entered => text::transaction_name(portfolio, row).into(),
        Some(security) => security
            .ticker_symbol
            .clone()
            .unwrap_or_else(|| text::transaction_name(portfolio, row).into()),
        None => portfolio
            .account(&row.account_id)
            .map_or_else(|| row.name.clone(), |it| Arc::clone(it.short_name())),
    }
}

#[cfg(test)]
mod tests;
