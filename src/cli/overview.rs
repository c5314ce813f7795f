//! `holdfast overview`

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{
    accounts::currency,
    output::{Cell, Column, Table, either, field, figure, shown},
    world,
};
use crate::{
    analytics::attention::{self, Attention},
    domain::{AccountId, Currency, SecurityId},
    portfolio::{Portfolio, known_empty},
    state::AccountFilter,
    text::{AttentionText as _, format::Figures, no_value},
    valuation::{Total, Totals, Worth},
};

const COLUMNS: &[Column] = &[
    shown("row", "Row"),
    shown("label", "What"),
    figure("holdings", "Holdings"),
    figure("market_value", "Value"),
    figure("without_value", "Not valued"),
    figure("cost_basis", "Cost basis"),
    figure("gain", "Gain"),
    figure("gain_ratio", "Gain ratio"),
    figure("gain_coverage", "Gain covers"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    field("account_id"),
    shown("detail", "Detail"),
];

/// A row that counts.
struct Held<'a> {
    account: &'a AccountId,
    security: &'a SecurityId,
    worth: Worth,
}

/// Shows what the window's first page says: totals per currency, per account,
/// and what needs attention. Hidden accounts are left out.
pub(super) fn table<'a>(
    portfolio: &'a Portfolio,
    accounts: &AccountFilter,
    now: DateTime<Utc>,
) -> Table<'a> {
    let in_view = |account: &AccountId| accounts.contains(portfolio, account);
    let holdings = portfolio.holdings.iter();
    let held: Vec<Held<'_>> = holdings
        .filter(|holding| in_view(&holding.account_id))
        .map(|holding| Held {
            account: &holding.account_id,
            security: &holding.security_id,
            worth: portfolio.worth(holding),
        })
        .collect();
    let mut rows = vec![];
    let empty = known_empty(portfolio, in_view);
    totals(&mut rows, ("total", "Total"), None, held.iter(), &empty);
    for account in portfolio.accounts.iter().filter(|it| in_view(&it.id)) {
        let of_account = held.iter().filter(|it| *it.account == account.id);
        let what = ("account", &*account.display_name());
        let empty = known_empty(portfolio, |id| *id == account.id);
        totals(&mut rows, what, Some(&account.id), of_account, &empty);
    }
    let found = attention::find(
        portfolio,
        in_view,
        |item| accounts.covers(portfolio, item),
        now,
    );
    rows.extend(found.iter().map(attention_row));
    Table::new(COLUMNS, rows).leaving_out(world::hidden(portfolio, accounts))
}

/// Adds a line for each currency of `held`, and where nothing is, for each that
/// is known to be `empty`.
fn totals<'a>(
    rows: &mut Vec<Vec<Cell>>,
    what: (&str, &str),
    account: Option<&AccountId>,
    held: impl Iterator<Item = &'a Held<'a>>,
    empty: &BTreeSet<Option<Currency>>,
) {
    let held: Vec<&Held<'_>> = held.collect();
    for currency in empty {
        let zero = Total::zero();
        rows.push(total_row(what, account, currency.as_ref(), 0, &zero));
    }
    if held.is_empty() && empty.is_empty() {
        // Said rather than left out: nobody knows what is there.
        rows.push(total_row(what, account, None, 0, &Total::default()));
    }
    let totals = Totals::of(held.iter().map(|it| &it.worth));
    for (currency, total) in totals.by_size() {
        // Rows of one account and security are one holding.
        let of_currency = held
            .iter()
            .filter(|it| it.worth.currency.as_ref() == currency);
        let holdings: BTreeSet<_> = of_currency.map(|it| (it.account, it.security)).collect();
        rows.push(total_row(what, account, currency, holdings.len(), total));
    }
}

fn total_row(
    (row, label): (&str, &str),
    account: Option<&AccountId>,
    of: Option<&Currency>,
    holdings: usize,
    total: &Total,
) -> Vec<Cell> {
    let (iso, unofficial) = currency(of);
    let because = total.value.because().next();
    vec![
        row.into(),
        label.into(),
        holdings.into(),
        total.value.known().into(),
        total.value.missing().into(),
        total.cost.known().into(),
        total.gain.known().into(),
        total.gain_ratio().map(|it| it.round_dp(6)).into(),
        total.coverage().map(|it| it.round_dp(6)).into(),
        iso,
        unofficial,
        account.map(AccountId::as_str).into(),
        because.map(|(because, _)| no_value(because)).into(),
    ]
}

fn attention_row(item: &Attention) -> Vec<Cell> {
    let mut cells = vec![Cell::Unknown; COLUMNS.len()];
    cells[0] = "attention".into();
    cells[1] = item.title(Figures { hide: false }).as_str().into();
    cells[COLUMNS.len() - 1] = item.text(Figures { hide: false }).as_str().into();
    cells
}
