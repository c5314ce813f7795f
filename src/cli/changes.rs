//! `holdfast changes`

use chrono::Local;
use rust_decimal::Decimal;

use super::{
    CliError, Ending, Options, SpanArgs,
    accounts::currency,
    output::{self, Cell, Column, either, field, figure, shown},
    world,
};
use crate::{
    analytics::{
        changes::{Difference, HeldThen, HoldingChange, changes},
        performance::{Bridge, Measured, measure},
    },
    domain::{Account, AccountId},
    portfolio::Portfolio,
    text,
};

const COLUMNS: &[Column] = &[
    shown("row", "Row"),
    shown("label", "What"),
    shown("account_name", "Account"),
    shown("changed", "Changed"),
    shown("from", "From"),
    shown("to", "To"),
    figure("quantity_before", "Units before"),
    figure("quantity_after", "Units after"),
    figure("price_before", "Price before"),
    figure("price_after", "Price after"),
    figure("market_value_before", "Value before"),
    figure("market_value_after", "Value after"),
    field("cost_basis_before"),
    field("cost_basis_after"),
    figure("inflow", "In"),
    figure("outflow", "Out"),
    field("unclassified"),
    field("income"),
    field("fees"),
    field("taxes"),
    field("price_change"),
    field("unexplained"),
    figure("gain", "Gain"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    field("account_id"),
    field("security_id"),
];

/// Lists the holdings that are not as they were, and the bridge of the time for
/// the whole, where every account has a value at both ends. Hidden accounts are
/// left out.
pub(super) fn run(options: &Options, args: &SpanArgs) -> Result<Ending, CliError> {
    let (portfolio, history) = world::portfolio_with_history(options)?;
    let accounts = args.accounts.filter();
    let in_view = |id: &AccountId| accounts.contains(&portfolio, id);
    let today = world::now().with_timezone(&Local).date_naive();
    let days = (args.from, args.to);
    let changed = changes(&portfolio, &history, in_view, &Local, days);
    let scopes = measure(&portfolio, &history, in_view, &Local, today);
    let bridges = scopes.iter().filter_map(|it| bridge_row(it, args));
    let rows = bridges.chain(changed.iter().map(|it| holding_row(&portfolio, it)));
    let printed = output::Table::new(COLUMNS, rows);
    let printed = printed.leaving_out(world::hidden(&portfolio, &accounts));
    output::print(printed, options.format())?;
    Ok(Ending::Well)
}

/// The whole between the two days, or since the valued day before the last.
fn bridge_row(scope: &Measured, args: &SpanArgs) -> Option<Vec<Cell>> {
    let end = args.to.map_or(scope.days.len(), |to| {
        scope.days.partition_point(|it| it.day <= to)
    });
    let before = end.checked_sub(2).map(|at| scope.days[at].day);
    let found = scope.performance(args.from.or(before), args.to);
    let (span, bridge) = (found.span?, *found.bridge.known()?);
    let (iso, unofficial) = currency(scope.currency.as_ref());
    let mut cells = vec![
        "bridge".into(),
        "All accounts in view".into(),
        Cell::Unknown,
        Cell::Unknown,
        span.from.into(),
        span.to.into(),
        Cell::Unknown,
        Cell::Unknown,
        Cell::Unknown,
        Cell::Unknown,
        bridge.begin.into(),
        bridge.end.into(),
        Cell::Unknown,
        Cell::Unknown,
    ];
    let parts: [fn(&Bridge) -> Decimal; 9] = [
        |it| it.inflow,
        |it| it.outflow,
        |it| it.unclassified,
        |it| it.income,
        |it| it.fees,
        |it| it.taxes,
        |it| it.price,
        |it| it.unexplained,
        Bridge::gain,
    ];
    cells.extend(parts.map(|part| Cell::from(part(&bridge))));
    cells.extend([iso, unofficial, Cell::Unknown, Cell::Unknown]);
    Some(cells)
}

fn holding_row(portfolio: &Portfolio, change: &HoldingChange) -> Vec<Cell> {
    let (iso, unofficial) = currency(change.currency.as_ref());
    let account = portfolio.account(&change.account);
    let words: Vec<_> = (change.differences.iter().copied())
        .map(Difference::as_str)
        .collect();
    let mut cells = vec![
        "holding".into(),
        (&*text::security_name(portfolio, &change.security)).into(),
        account.map(Account::display_name).as_deref().into(),
        words.join("; ").as_str().into(),
        change.from.into(),
        change.to.into(),
    ];
    let figures: [fn(HeldThen) -> Option<Decimal>; 4] =
        [|it| it.units, |it| it.price, |it| it.value, |it| it.cost];
    for figure in figures {
        cells.push(change.before.and_then(figure).into());
        cells.push(change.after.and_then(figure).into());
    }
    cells.extend(vec![Cell::Unknown; 9]);
    cells.extend([iso, unofficial]);
    cells.extend([
        change.account.as_str().into(),
        change.security.as_str().into(),
    ]);
    cells
}
