//! What the holdings page shows: rows, groups and totals, in order.

use std::{borrow::Cow, sync::Arc};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    detail::Detail,
    groups::{Group, Line, Wholes, group},
    rows::{HoldingRow, TotalLine, found, rows_in_view, sort, totals},
};
use crate::{
    domain::{Currency, Holding, Security},
    portfolio::Portfolio,
    state::{AccountFilter, AppState, GroupBy, HoldingsQuery, SecurityHistory},
    text::{
        self, AccountNames,
        format::{self, quantity_length},
    },
    ui::{PageModel, search::Search},
};

/// What the model is built from, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldingsInput {
    pub query: HoldingsQuery,
    pub accounts: AccountFilter,
    /// For what happened in the last twelve months.
    pub today: NaiveDate,
    /// No figure is looked for.
    pub hide_amounts: bool,
    /// Of the security in the panel, once it is read.
    pub history: Option<SecurityHistory>,
}

impl HoldingsInput {
    /// As `state` asks for.
    pub fn of(state: &AppState) -> Self {
        Self {
            query: state.view.holdings.clone(),
            accounts: state.view.accounts.clone(),
            today: state.today(),
            hide_amounts: state.choices.hide_amounts,
            history: state.security_history.clone(),
        }
    }
}

/// The holdings page, ready to paint. Formulas: `docs/spec/figures.md`.
pub struct HoldingsModel {
    /// What all indices point into.
    pub portfolio: Arc<Portfolio>,
    /// The rows found, sorted; the groups divide them.
    pub rows: Vec<HoldingRow>,
    pub groups: Vec<Group>,
    /// What the table lists, from top to bottom.
    pub lines: Vec<Line>,
    /// Over the rows found, folded ones included: one per currency, that of
    /// most holdings first.
    pub totals: Vec<TotalLine>,
    /// How many rows there are in the accounts in view, found or not.
    pub rows_in_view: usize,
    /// How many letters the longest quantity has.
    pub longest_quantity: usize,
    /// What its columns have to have room for.
    pub widest: Widest,
    /// The largest weight, which has the longest bar.
    pub largest_weight: Option<Decimal>,
    account_names: AccountNames,
    /// Whether the groups say what account a row is of.
    pub is_by_account: bool,
    /// The panel of the row that is open.
    pub detail: Option<Detail>,
    /// The line on which the open row is, unless it is folded or filtered away.
    pub open_line: Option<usize>,
}

/// Figures that are written no shorter than any other of their columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Widest {
    pub price: Option<Decimal>,
    pub gain_ratio: Option<Decimal>,
    /// Value, cost and gain by currency.
    pub amounts: Vec<(Option<Currency>, [Option<Decimal>; 3])>,
}

impl Widest {
    fn of(rows: &[HoldingRow], totals: &[TotalLine]) -> Self {
        let amounts = |total: &TotalLine| {
            let rows = rows.iter().filter(|it| it.currency == total.currency);
            let all = || rows.clone().map(|it| &it.total).chain([&total.total]);
            let widest = [
                format::widest(all().filter_map(|it| it.value.known())),
                format::widest(all().filter_map(|it| it.cost.known())),
                format::widest(all().filter_map(|it| it.gain.known())),
            ];
            (total.currency.clone(), widest)
        };
        let prices = rows.iter().filter_map(|it| it.price);
        Self {
            price: prices.max_by_key(|it| quantity_length(it.normalize())),
            gain_ratio: format::widest(rows.iter().filter_map(HoldingRow::gain_ratio)),
            amounts: totals.iter().map(amounts).collect(),
        }
    }
}

impl PageModel for HoldingsModel {
    type Query = HoldingsInput;

    fn build(portfolio: &Arc<Portfolio>, input: &HoldingsInput) -> Self {
        let in_view = rows_in_view(portfolio, &input.accounts);
        let detail = input.query.open.as_ref().and_then(|open| {
            let row = in_view.iter().find(|row| {
                row.holdings
                    .iter()
                    .any(|&at| portfolio.holdings[at].id == *open)
            })?;
            let history = input.history.as_ref();
            Some(Detail::of(portfolio, row.clone(), input.today, history))
        });
        let rows_in_view = in_view.len();
        let wholes = Wholes::of(portfolio, &in_view, input.query.group_by);
        let search = Search::new(&input.query.search).hiding_amounts(input.hide_amounts);
        let mut rows = found(portfolio, in_view, &search);
        sort(portfolio, &mut rows, input.query.sort);
        let quantities = rows.iter().filter_map(|it| it.quantity);
        let longest_quantity = quantities.map(quantity_length).max().unwrap_or_default();
        let totals = totals(&rows, &(0..rows.len()).collect::<Vec<_>>());
        let widest = Widest::of(&rows, &totals);
        let largest_weight = rows.iter().filter_map(|it| it.weight).max();
        let (groups, lines) = group(portfolio, &rows, &input.query, &wholes);
        let open = detail.as_ref().map(|it: &Detail| &it.row.holdings);
        let open_line = open.and_then(|open| {
            lines.iter().position(|line| match line {
                Line::Row(at) => rows[*at].holdings == *open,
                Line::Group { .. } => false,
            })
        });
        Self {
            portfolio: Arc::clone(portfolio),
            rows,
            groups,
            lines,
            totals,
            rows_in_view,
            longest_quantity,
            widest,
            largest_weight,
            account_names: AccountNames::of(portfolio),
            is_by_account: input.query.group_by == GroupBy::Account,
            detail,
            open_line,
        }
    }
}

impl HoldingsModel {
    /// The first holding of a row, for what all of them share.
    pub fn holding(&self, row: &HoldingRow) -> &Holding {
        &self.portfolio.holdings[row.holdings[0]]
    }

    /// What is known of a row's security.
    pub fn security(&self, row: &HoldingRow) -> Option<&Security> {
        self.portfolio.security(&self.holding(row).security_id)
    }

    /// The account of a row, as it is called in a cell.
    pub fn account_name(&self, row: &HoldingRow) -> &str {
        let account = &self.holding(row).account_id;
        self.account_names.get(account).unwrap_or_default()
    }

    /// The longest name of an account.
    pub fn longest_account_name(&self) -> &str {
        self.account_names.longest()
    }

    /// What a row's security is called.
    pub fn name(&self, row: &HoldingRow) -> Cow<'_, str> {
        text::security_name(&self.portfolio, &self.holding(row).security_id)
    }

    /// Every row found in the order of the table, those of folded groups too.
    pub fn rows_in_order(&self) -> impl Iterator<Item = &HoldingRow> {
        let grouped = self.groups.iter().flat_map(|it| &it.members).copied();
        let flat = if self.groups.is_empty() {
            0..self.rows.len()
        } else {
            0..0
        };
        grouped.chain(flat).map(|at| &self.rows[at])
    }
}
