//! The panel of one holding.

use chrono::{Local, Months, NaiveDate};
use egui_plot::PlotPoint;

use super::rows::HoldingRow;
use crate::{
    analytics::{
        holding_history::holding_history,
        value_before::{holding_before, holding_between},
        value_history::ValuePoint,
    },
    domain::{CashRule, Currency, FlowKind, Holding, Transaction, TransactionKind},
    portfolio::Portfolio,
    state::SecurityHistory,
    ui::widgets::{Mark, UnseenLine, marks, point},
    valuation::Amounts,
};

/// How many of its transactions the panel lists.
const MOST_TRANSACTIONS: usize = 40;

/// What the panel shows beside the row itself.
pub struct Detail {
    pub row: HoldingRow,
    /// Its value at the syncs; `None` until that is read.
    pub history: Option<HoldingHistory>,
    /// Dividends of the last twelve months, in this account.
    pub dividends: Amounts,
    /// The earliest purchase on record, from the tax lots or the transactions.
    /// There may have been earlier ones: institutions go back 24 months.
    pub first_bought: Option<NaiveDate>,
    /// Into the portfolio's transactions: the latest of this security in this
    /// account.
    pub transactions: Vec<usize>,
    /// How many there are on record.
    pub transaction_count: usize,
}

/// What the row was worth, oldest first.
pub struct HoldingHistory {
    /// One for each day with a sync on which its value was known.
    pub points: Vec<ValuePoint>,
    /// The same, to be painted.
    pub plot: Vec<PlotPoint>,
    /// What is known of the days without a sync.
    pub unseen: UnseenLine,
    /// Corporate actions of the security, whenever they were.
    pub marks: Vec<Mark>,
}

impl Detail {
    /// Gathers what the portfolio knows of `row`.
    /// Its value over time is there once the `read` snapshots are those of it.
    pub(super) fn of(
        portfolio: &Portfolio,
        row: HoldingRow,
        today: NaiveDate,
        read: Option<&SecurityHistory>,
    ) -> Self {
        let holding = &portfolio.holdings[row.holdings[0]];
        let year_ago = today.checked_sub_months(Months::new(12));
        let mut detail = Self {
            history: history(portfolio, holding, row.currency.as_ref(), read, today),
            dividends: Amounts::default(),
            first_bought: row
                .holdings
                .iter()
                .flat_map(|&at| &portfolio.holdings[at].tax_lots)
                .filter_map(|lot| Some(lot.original_purchase_datetime?.date_naive()))
                .min(),
            transactions: vec![],
            transaction_count: 0,
            row,
        };
        for (at, it) in portfolio.transactions.iter().enumerate() {
            if it.account_id != holding.account_id
                || it.security_id.as_ref() != Some(&holding.security_id)
            {
                continue;
            }
            detail.transaction_count += 1;
            if detail.transactions.len() < MOST_TRANSACTIONS {
                detail.transactions.push(at);
            }
            if !it.counts() {
                continue;
            }
            if is_dividend(it) && Some(it.date) > year_ago {
                for (series, amount) in it.parts() {
                    if series == FlowKind::DividendsAndInterest {
                        detail.dividends.add(amount, it.currency.as_ref());
                    }
                }
            }
            if is_purchase(it) {
                let earlier = detail.first_bought.map_or(it.date, |day| day.min(it.date));
                detail.first_bought = Some(earlier);
            }
        }
        detail
    }
}

/// Whether a row pays a dividend, as cash or by buying more at once.
fn is_dividend(row: &Transaction) -> bool {
    let is_reinvested = || {
        row.subtype
            .as_deref()
            .is_some_and(|it| it.contains("dividend"))
    };
    match row.cash_rule() {
        CashRule::Moves(_) => row.kind() == TransactionKind::Dividend,
        CashRule::BoughtAtOnce(FlowKind::DividendsAndInterest) => is_reinvested(),
        CashRule::BoughtAtOnce(_) | CashRule::SoldAtOnce(_) | CashRule::InKind => false,
    }
}

/// Whether a row bought units; a plan's contribution does, too.
fn is_purchase(row: &Transaction) -> bool {
    match row.cash_rule() {
        CashRule::Moves(_) => row.kind() == TransactionKind::Buy,
        CashRule::BoughtAtOnce(_) => true,
        CashRule::SoldAtOnce(_) | CashRule::InKind => false,
    }
}

fn history(
    portfolio: &Portfolio,
    holding: &Holding,
    currency: Option<&Currency>,
    read: Option<&SecurityHistory>,
    today: NaiveDate,
) -> Option<HoldingHistory> {
    let read = read.filter(|it| it.security == holding.security_id)?;
    let points = holding_history(
        portfolio,
        &holding.account_id,
        currency,
        read.snapshots(),
        &Local,
        today,
    );
    let before = holding_before(
        portfolio,
        &holding.account_id,
        &holding.security_id,
        currency,
        read.snapshots(),
        &Local,
    );
    let between = holding_between(
        portfolio,
        &holding.account_id,
        &holding.security_id,
        currency,
        read.snapshots(),
        &Local,
    );
    let days = points.iter().map(|it| (it.day, it.value)).collect();
    let plot: Vec<_> = (points.iter())
        .filter_map(|it| point(it.day, it.value))
        .collect();
    let unseen = UnseenLine::of(portfolio, before.as_ref(), &between, days, None);
    let in_view = |id: &_| holding.account_id == *id;
    Some(HoldingHistory {
        unseen: unseen.over(&plot),
        marks: marks(portfolio, in_view, Some(&holding.security_id)),
        plot,
        points,
    })
}
