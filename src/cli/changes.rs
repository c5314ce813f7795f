//! `holdfast changes`

use chrono::Local;
use rust_decimal::Decimal;

use super::{
    CliError, Ending, MeasuredArgs, Options,
    accounts::currency,
    args::check_days,
    explain,
    output::{self, Cell, Column, either, field, figure, shown},
    world,
};
use crate::{
    analytics::{
        changes::{BridgeBetween, Difference, HeldThen, HoldingChange, what_changed},
        explanation::explain_between,
        performance::{Bridge, Part, measure},
    },
    domain::{Account, AccountId, Measure},
    portfolio::Portfolio,
    text::{self, format::Figures},
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
    shown("detail", "Detail"),
];

/// Lists the bridge of the time for the whole and each account, where every account
/// has a value at both ends, and the holdings that are not as they were. Hidden
/// accounts are left out.
pub(super) fn run(options: &Options, args: &MeasuredArgs) -> Result<Ending, CliError> {
    let MeasuredArgs {
        span: args,
        explain,
    } = args;
    check_days(args.from, args.to)?;
    let explained = explain.among(&[Measure::Gain])?;
    let (portfolio, history) = world::portfolio_with_history(options)?;
    world::tell_if_empty(&portfolio);
    let accounts = args.accounts.filter(&portfolio)?;
    let in_view = |id: &AccountId| accounts.contains(&portfolio, id);
    let today = world::today(options);
    let days = (args.from, args.to);
    let scopes = measure(&portfolio, &history, in_view, &Local, today);
    let changed = what_changed(&portfolio, &history, &scopes, in_view, &Local, days);
    if explained.is_some() {
        let explanations = changed.bridges.iter().map(explain_between);
        output::print(explain::table(&portfolio, explanations), options.format())?;
        return Ok(Ending::Well);
    }
    let bridges = changed.bridges.iter();
    let bridges = bridges.flat_map(|it| {
        let accounts = it.accounts.iter().filter(|_| it.bridge.known().is_some());
        let whole = std::iter::once(bridge_row(&portfolio, it));
        whole.chain(accounts.map(|part| account_row(&portfolio, it, part)))
    });
    let holdings = changed.holdings.iter().map(|change| {
        let mut bridges = changed.bridges.iter();
        let bridge = bridges.find_map(|it| it.of_holding(change, &Local));
        holding_row(&portfolio, change, bridge)
    });
    let rows = bridges.chain(holdings);
    let printed = output::Table::new(COLUMNS, rows);
    let printed = printed.leaving_out(world::hidden(&portfolio, &accounts));
    output::print(printed, options.format())?;
    Ok(Ending::Well)
}

/// The whole between the two days, or why that is not known.
fn bridge_row(portfolio: &Portfolio, between: &BridgeBetween) -> Vec<Cell> {
    let of = between.currency.as_ref();
    let (iso, unofficial) = currency(of);
    let bridge = between.bridge.known();
    let figures = Figures { hide: false };
    let because = between.bridge.value.as_ref().err();
    let detail = because.map(|it| text::limit(it, portfolio, of, figures));
    let mut cells = vec![
        "bridge".into(),
        "All accounts in view".into(),
        Cell::Unknown,
    ];
    cells.extend(between_days(between, bridge));
    cells.extend(parts(bridge));
    cells.extend([iso, unofficial, Cell::Unknown, Cell::Unknown]);
    cells.push(detail.as_deref().into());
    cells
}

/// An account between the same two days.
fn account_row(portfolio: &Portfolio, between: &BridgeBetween, part: &Part) -> Vec<Cell> {
    let (iso, unofficial) = currency(between.currency.as_ref());
    let account = portfolio.account(&part.account);
    let name = account.map(Account::display_name);
    let name = || Cell::from(name.as_deref());
    let mut cells = vec!["account".into(), name(), name()];
    cells.extend(between_days(between, Some(&part.bridge)));
    cells.extend(parts(Some(&part.bridge)));
    cells.extend([iso, unofficial, part.account.as_str().into()]);
    cells.extend([Cell::Unknown, Cell::Unknown]);
    cells
}

/// The cells from what is different up to what it cost: days and values.
fn between_days(between: &BridgeBetween, bridge: Option<&Bridge>) -> Vec<Cell> {
    let mut cells = vec![
        Cell::Unknown,
        between.span.map(|it| it.from).into(),
        between.span.map(|it| it.to).into(),
    ];
    cells.extend(vec![Cell::Unknown; 4]);
    cells.push(bridge.map(|it| it.begin).into());
    cells.push(bridge.map(|it| it.end).into());
    cells.extend(vec![Cell::Unknown; 2]);
    cells
}

/// The parts of a bridge, and the gain.
fn parts(bridge: Option<&Bridge>) -> impl Iterator<Item = Cell> {
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
    parts
        .into_iter()
        .map(move |part| Cell::from(bridge.map(part)))
}

fn holding_row(portfolio: &Portfolio, change: &HoldingChange, bridge: Option<Bridge>) -> Vec<Cell> {
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
    cells.extend(parts(bridge.as_ref()));
    cells.extend([iso, unofficial]);
    cells.extend([
        change.account.as_str().into(),
        change.security.as_str().into(),
        Cell::Unknown,
    ]);
    cells
}
