//! Tables as CSV, as they stand: filter, order, columns.
//!
//! Figures are written with every digit and without grouping, dates as ISO,
//! what is unknown as an empty field. With amounts hidden, every amount and
//! quantity is `•••` here too.

use std::{io, iter};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    allocation::AllocationModel,
    holdings::{HoldingRow, HoldingsModel},
    performance::PerformanceModel,
    transactions::{self, TransactionsModel},
};
use crate::{
    domain::{AssetClass, Currency, Standing},
    state::HoldingColumn,
    text::{self, Label as _, csv_text, format::HIDDEN},
};

/// How many digits of a ratio are written.
const RATIO_DIGITS: u32 = 6;

/// The holdings table, the rows of folded groups included, without the columns
/// in `hidden`; what names a row is always there.
pub fn holdings_csv(
    model: &HoldingsModel,
    hidden: &[HoldingColumn],
    hide_amounts: bool,
) -> io::Result<String> {
    use HoldingColumn as By;
    let columns: [(&str, Option<By>); 16] = [
        ("Institution", None),
        ("Account", None),
        ("Security", None),
        ("Ticker", None),
        ("ISIN", None),
        ("Type", None),
        ("Quantity", Some(By::Quantity)),
        ("Price", Some(By::Price)),
        ("Value", Some(By::Value)),
        ("Weight", Some(By::Weight)),
        ("Cost basis", Some(By::CostBasis)),
        ("Gain", Some(By::Gain)),
        ("Gain ratio", Some(By::GainPercent)),
        ("Gain coverage", Some(By::Gain)),
        ("Currency", None),
        ("As of", None),
    ];
    let is_shown = columns.map(|(_, it)| it.is_none_or(|it| !hidden.contains(&it)));
    let shown = |cells: [String; 16]| {
        let cells = cells.into_iter().zip(is_shown);
        cells.filter_map(|(cell, is_shown)| is_shown.then_some(cell))
    };
    let header = columns.map(|(title, _)| title.to_owned());
    let rows = model
        .rows_in_order()
        .map(|row| holding_cells(model, row, hide_amounts));
    csv_text(iter::once(header).chain(rows).map(shown))
}

fn holding_cells(model: &HoldingsModel, row: &HoldingRow, hide_amounts: bool) -> [String; 16] {
    let amount = |it| figure(it, hide_amounts);
    let holding = model.holding(row);
    let security = model.security(row);
    let text = |it: Option<&str>| it.unwrap_or_default().to_owned();
    let account = model.portfolio.account(&holding.account_id);
    let connection = model.portfolio.connection_of(&holding.account_id);
    [
        text(connection.map(|it| &*it.name)),
        account.map_or_else(
            || holding.account_id.to_string(),
            |it| it.short_name().to_string(),
        ),
        model.name(row).into_owned(),
        text(security.and_then(|it| it.ticker_symbol.as_deref())),
        text(security.and_then(|it| it.isin.as_deref())),
        text(
            security
                .and_then(|it| it.asset_class.as_ref())
                .map(AssetClass::as_str),
        ),
        amount(row.quantity),
        amount(row.price),
        amount(row.value()),
        ratio(row.weight),
        amount(row.cost_basis()),
        amount(row.gain()),
        ratio(row.gain_ratio()),
        ratio(row.total.coverage()),
        text(row.currency.as_ref().map(Currency::code)),
        holding.as_of.to_string(),
    ]
}

/// The transactions table. The cash effect is positive when money comes in.
pub fn transactions_csv(model: &TransactionsModel, hide_amounts: bool) -> io::Result<String> {
    let amount = |it| figure(it, hide_amounts);
    let header = [
        "Date",
        "Type",
        "Security",
        "Ticker",
        "Account",
        "Quantity",
        "Price",
        "Fees",
        "Cash effect",
        "Currency",
        "Status",
        "Id",
    ]
    .map(str::to_owned);
    let rows = (0..model.rows.len()).filter_map(|line| {
        let row = model.row(line)?;
        let ticker = model
            .security(row)
            .and_then(|it| it.ticker_symbol.as_deref());
        Some([
            row.date.to_string(),
            transactions::type_label(row).into_owned(),
            model.name(row).into_owned(),
            ticker.unwrap_or_default().to_owned(),
            model.account_name(row).to_owned(),
            amount(transactions::quantity(row).known()),
            amount(transactions::price(row).known()),
            amount(transactions::fees(row).known()),
            amount(row.cash_effect()),
            row.currency
                .as_ref()
                .map_or_else(String::new, |it| it.code().to_owned()),
            Some(row.standing())
                .filter(|it| *it != Standing::Counted)
                .map_or("", Standing::as_str)
                .to_owned(),
            row.id.to_string(),
        ])
    });
    csv_text(iter::once(header).chain(rows))
}

/// The allocation table in the currency shown; short positions follow the
/// categories, as on the page, and have no weight.
pub fn allocation_csv(model: &AllocationModel, hide_amounts: bool) -> io::Result<String> {
    let amount = |it| figure(it, hide_amounts);
    let header = [
        model.by.label(),
        "Holdings",
        "Value",
        "Weight",
        "Gain",
        "Gain coverage",
        "Currency",
    ]
    .map(str::to_owned);
    let allocation = model.allocation.as_ref();
    let currency = allocation
        .and_then(|it| it.currency.as_ref())
        .map_or("", Currency::code);
    let categories = allocation.iter().flat_map(|it| &it.categories).map(|it| {
        [
            text::category(&it.name).to_owned(),
            it.holdings.to_string(),
            amount(it.value()),
            ratio(it.weight),
            amount(it.total.gain.known()),
            ratio(it.total.coverage()),
            currency.to_owned(),
        ]
    });
    let negatives = allocation.iter().flat_map(|it| &it.negatives).map(|it| {
        [
            text::category(&it.name).to_owned(),
            it.holdings.to_string(),
            amount(it.total.value.known()),
            String::new(),
            amount(it.total.gain.known()),
            String::new(),
            currency.to_owned(),
        ]
    });
    csv_text(iter::once(header).chain(categories).chain(negatives))
}

/// The parts of the gain in the currency shown, over the span that is measured.
pub fn performance_csv(model: &PerformanceModel, hide_amounts: bool) -> io::Result<String> {
    let amount = |it| figure(Some(it), hide_amounts);
    let header = [
        "Name",
        "Ticker",
        "Flows",
        "Income",
        "Gain",
        "Contribution",
        "Time-weighted return",
        "Money-weighted return",
        "From",
        "To",
        "Currency",
    ]
    .map(str::to_owned);
    let shown = model.shown.as_ref();
    let span = shown.and_then(|it| it.performance.span);
    let day = |it: Option<NaiveDate>| it.map_or_else(String::new, |it| it.to_string());
    let currency = shown.and_then(|it| it.currency.as_ref());
    let rows = shown.iter().flat_map(|it| &it.rows).map(|row| {
        [
            row.name.clone(),
            row.ticker.clone().unwrap_or_default(),
            amount(row.flows),
            amount(row.income),
            amount(row.gain),
            ratio(row.contribution),
            ratio(row.time_weighted),
            ratio(row.money_weighted),
            day(span.map(|it| it.from)),
            day(span.map(|it| it.to)),
            currency.map_or("", Currency::code).to_owned(),
        ]
    });
    csv_text(iter::once(header).chain(rows))
}

fn figure(amount: Option<Decimal>, hide: bool) -> String {
    match amount {
        Some(_) if hide => HIDDEN.to_owned(),
        Some(amount) => amount.to_string(),
        None => String::new(),
    }
}

fn ratio(ratio: Option<Decimal>) -> String {
    ratio.map_or_else(String::new, |it| {
        it.round_dp(RATIO_DIGITS).normalize().to_string()
    })
}
