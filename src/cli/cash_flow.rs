//! `holdfast cash-flow`

use super::{
    SpanArgs,
    accounts::currency,
    output::{Cell, Column, Table, either, field, figure, shown},
    world,
};
use crate::{
    analytics::cash_flow::{CashFlow, CashFlowSums, MonthFlow},
    domain::Transaction,
    portfolio::Portfolio,
    state::AccountFilter,
    text::Label as _,
};

const COLUMNS: &[Column] = &[
    shown("month", "Month"),
    field("series"),
    shown("label", "Series"),
    figure("inflow", "In"),
    figure("outflow", "Out"),
    figure("net", "Net"),
    figure("transactions", "Transactions"),
    figure("without_amount", "No amount"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
];

/// Lists what each month's cash came from and went to, the oldest month first:
/// a row for each series that moved, and one for the month. What does not count
/// and what hidden accounts did is in none.
pub(super) fn table<'a>(
    portfolio: &'a Portfolio,
    args: &SpanArgs,
    accounts: &AccountFilter,
) -> Table<'a> {
    let is_wanted = |it: &&Transaction| {
        accounts.contains(portfolio, &it.account_id)
            && args.from.is_none_or(|from| it.date >= from)
            && args.to.is_none_or(|to| it.date <= to)
    };
    let mut sums = CashFlowSums::default();
    for row in portfolio.transactions.iter().filter(is_wanted) {
        sums.add(row);
    }
    let mut rows = vec![];
    for flow in &sums.finish() {
        rows.extend(flow.months.iter().flat_map(|it| month_rows(flow, it)));
    }
    Table::new(COLUMNS, rows).leaving_out(world::hidden(portfolio, accounts))
}

fn month_rows(flow: &CashFlow, month: &MonthFlow) -> Vec<Vec<Cell>> {
    let (iso, unofficial) = currency(flow.currency.as_ref());
    let name = month.month.format("%Y-%m").to_string();
    let series = month.moved().map(|(kind, flow)| {
        vec![
            name.as_str().into(),
            kind.as_str().into(),
            kind.label().into(),
            flow.inflow.into(),
            flow.outflow.into(),
            flow.net().into(),
            flow.transactions.into(),
            0.into(),
            iso.clone(),
            unofficial.clone(),
        ]
    });
    let all = vec![
        name.as_str().into(),
        "all".into(),
        "All".into(),
        month.inflow().into(),
        month.outflow().into(),
        month.net().into(),
        month.transactions.into(),
        month.unknown.into(),
        iso.clone(),
        unofficial.clone(),
    ];
    series.chain([all]).collect()
}
