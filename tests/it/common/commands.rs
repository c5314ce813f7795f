//! What the commands print is what the facts add up to.

use holdfast::{
    domain::{AllocationBy, Currency, Transaction},
    portfolio::{Portfolio, is_balance},
    state::AccountFilter,
};
use rust_decimal::Decimal;
use serde_json::Value;

use super::truth::{self, Exact, Row, Tally};

/// Checks every command that names figures. `rows` runs one.
pub(crate) fn check_commands(
    name: &str,
    portfolio: &Portfolio,
    rows: impl Fn(&[&str]) -> Vec<Value>,
) {
    let truth = truth::rows(portfolio, &AccountFilter::All);
    let overview = rows(&["overview"]);
    for (currency, of_currency) in truth::by_currency(&truth) {
        let tally = Tally::of(of_currency.iter().copied());
        let in_currency = |row: &Value| code(row) == currency.map(Currency::code);
        let of_row = |kind: &str| -> Vec<Value> {
            let wanted = overview.iter().filter(|row| row["row"] == kind);
            wanted.filter(|row| in_currency(row)).cloned().collect()
        };
        let [total] = &of_row("total")[..] else {
            panic!("{name}: one total in {currency:?}: {overview:#?}");
        };
        assert!(
            tally.value.is(figure(total, "market_value")),
            "{name}: {total}"
        );
        assert!(tally.gain.is(figure(total, "gain")), "{name}: {total}");
        assert_eq!(total["holdings"], tally.holdings(), "{name}");
        assert_eq!(total["without_value"], tally.value.missing, "{name}");
        check_parts(name, &of_row("account"), total);
        for by in AllocationBy::ALL {
            let divided = rows(&["allocation", "--by", by.as_str()]);
            let parts: Vec<Value> = divided.into_iter().filter(in_currency).collect();
            check_parts(name, &parts, total);
        }
        let positions = rows(&["positions"]);
        let parts: Vec<Value> = positions.into_iter().filter(in_currency).collect();
        check_parts(name, &parts, total);
    }
    let every = portfolio.holdings.iter();
    let every: Vec<Row<'_>> = every
        .map(|holding| truth::row(portfolio, holding))
        .collect();
    check_holdings(name, &every, &rows(&["holdings"]));
    check_accounts(name, portfolio, &rows(&["accounts"]));
    check_transactions(name, portfolio, &rows(&["transactions"]));
    check_cash_flow(name, portfolio, &rows(&["cash-flow"]));
}

/// The parts of a total add up to it, as far as it is known.
fn check_parts(name: &str, parts: &[Value], total: &Value) {
    if figure(total, "market_value").is_none() {
        return;
    }
    for field in ["market_value", "gain"] {
        let known = parts.iter().filter_map(|part| figure(part, field));
        let exact = Exact::of(known.map(Some));
        assert!(
            exact.is(figure(total, field)),
            "{name}: {field} of {parts:#?}"
        );
    }
    let holdings = parts.iter().filter_map(|part| part["holdings"].as_u64());
    let known: Vec<u64> = holdings.collect();
    if known.len() == parts.len() {
        assert_eq!(total["holdings"], known.iter().sum::<u64>(), "{name}");
    }
}

/// Each row says what it counts for; hidden accounts are listed, too.
fn check_holdings(name: &str, truth: &[Row<'_>], rows: &[Value]) {
    let reported = || truth.iter().filter(|row| !is_balance(row.holding));
    assert_eq!(rows.len(), reported().count(), "{name}");
    for row in reported() {
        let id = row.holding.id.as_str();
        let printed = rows.iter().find(|printed| printed["holding_id"] == id);
        let printed = printed.expect("every holding is listed");
        let gain = row.value.zip(row.cost);
        let gain = gain.and_then(|(value, cost)| value.checked_sub(cost));
        for (field, expected) in [
            ("counted_quantity", row.units),
            ("market_value", row.value),
            ("gain", gain),
        ] {
            assert_eq!(figure(printed, field), expected, "{name}: {field} of {id}");
        }
        assert_eq!(code(printed), row.currency.map(Currency::code), "{name}");
        let is_unknown = !printed["value_unknown_because"].is_null();
        assert_eq!(is_unknown, row.value.is_none(), "{name}: {id}");
    }
}

fn check_accounts(name: &str, portfolio: &Portfolio, rows: &[Value]) {
    for account in &portfolio.accounts {
        let id = account.id.as_str();
        let printed = rows.iter().find(|printed| printed["account_id"] == id);
        let printed = printed.expect("every account is listed");
        let balance = account.balances.current;
        assert_eq!(figure(printed, "balance_current"), balance, "{name}: {id}");
    }
}

fn check_transactions(name: &str, portfolio: &Portfolio, rows: &[Value]) {
    assert_eq!(rows.len(), portfolio.transactions.len(), "{name}");
    for (row, printed) in portfolio.transactions.iter().zip(rows) {
        let id = row.id.as_str();
        assert_eq!(printed["investment_transaction_id"], id, "{name}");
        assert_eq!(figure(printed, "amount"), row.amount, "{name}: {id}");
        let parts = printed["parts"].as_array().expect("a list");
        let parts = parts.iter().map(|part| figure(part, "amount"));
        let exact = Exact::of(parts.chain([Some(Decimal::ZERO)]));
        let effect = figure(printed, "cash_effect");
        assert!(effect.is_none() || exact.is(effect), "{name}: {printed}");
    }
}

/// Each month is the sum of its series, and all months that of the rows which
/// count.
fn check_cash_flow(name: &str, portfolio: &Portfolio, rows: &[Value]) {
    let is_hidden = |row: &Transaction| {
        let account = portfolio.account(&row.account_id);
        account.is_some_and(|account| account.choice.is_hidden)
    };
    let counted = portfolio.transactions.iter();
    let counted: Vec<&Transaction> = counted
        .filter(|row| row.counts() && !is_hidden(row))
        .collect();
    let (months, series): (Vec<&Value>, Vec<&Value>) =
        rows.iter().partition(|row| row["series"] == "all");
    for field in ["inflow", "outflow", "net"] {
        for month in &months {
            let is_of_month =
                |row: &&&Value| row["month"] == month["month"] && code(row) == code(month);
            let parts = series.iter().filter(is_of_month);
            let parts = parts.map(|row| figure(row, field));
            let exact = Exact::of(parts.chain([Some(Decimal::ZERO)]));
            let shown = figure(month, field);
            let has_amount = month["transactions"] != month["without_amount"];
            assert_eq!(shown.is_some(), has_amount, "{name}: {month}");
            assert!(!has_amount || exact.is(shown), "{name}: {field} {month}");
        }
    }
    let mut codes: Vec<Option<&str>> = months.iter().map(|month| code(month)).collect();
    codes.sort_unstable();
    codes.dedup();
    for currency in codes {
        let in_currency = |month: &&&Value| code(month) == currency;
        let of_months = months.iter().filter(in_currency);
        let net = Exact::of(of_months.filter_map(|month| figure(month, "net")).map(Some));
        let of_rows = counted
            .iter()
            .filter(|row| row.currency.as_ref().map(Currency::code) == currency);
        let known = of_rows.filter_map(|row| row.cash_effect());
        let effects = Exact::of(known.map(Some));
        assert!(
            effects.is(net.shown()) || net.known == 0,
            "{name}: {currency:?}: {net:?}, {effects:?}"
        );
    }
}

fn figure(row: &Value, name: &str) -> Option<Decimal> {
    let text = row[name].as_str()?;
    Some(text.parse().expect("a decimal"))
}

fn code(row: &Value) -> Option<&str> {
    let code = row["iso_currency_code"].as_str();
    code.or_else(|| row["unofficial_currency_code"].as_str())
}
