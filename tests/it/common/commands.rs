//! What the commands print is what the facts add up to, worked out a second
//! time from the rows.

use std::collections::{BTreeMap, HashMap};

use holdfast::{
    domain::{AllocationBy, AssetClass, Currency},
    portfolio::{Portfolio, is_balance},
    state::AccountFilter,
};
use rust_decimal::Decimal;
use serde_json::Value;

use super::truth::{self, Exact, Row, Tally};

/// What the commands print of one group of accounts, or of all.
pub(crate) struct Printed {
    pub(crate) filter: AccountFilter,
    pub(crate) overview: Vec<Value>,
    pub(crate) positions: Vec<Value>,
    pub(crate) holdings: Vec<Value>,
    pub(crate) allocation: Vec<(AllocationBy, Vec<Value>)>,
    pub(crate) transactions: Vec<Value>,
    pub(crate) cash_flow: Vec<Value>,
    accounts: Vec<Value>,
}

impl Printed {
    /// `rows` runs a command.
    pub(crate) fn of(group: Option<&str>, rows: impl Fn(&[&str]) -> Vec<Value>) -> Self {
        let scope = group.map(|name| ["--group", name]);
        let scope = scope.as_ref().map_or(&[][..], |scope| &scope[..]);
        let run = |command: &[&str]| rows(&[command, scope].concat());
        Self {
            filter: group.map_or(AccountFilter::All, |name| AccountFilter::Group(name.into())),
            overview: run(&["overview"]),
            positions: run(&["positions"]),
            holdings: run(&["holdings"]),
            allocation: AllocationBy::ALL
                .map(|by| (by, run(&["allocation", "--by", by.as_str()])))
                .into(),
            transactions: run(&["transactions"]),
            cash_flow: run(&["cash-flow"]),
            accounts: rows(&["accounts"]),
        }
    }

    /// Checks every figure against the rows that it is of.
    pub(crate) fn check(&self, portfolio: &Portfolio) {
        let rows = truth::rows(portfolio, &self.filter);
        self.check_overview(&rows);
        self.check_positions(&rows);
        for (by, divided) in &self.allocation {
            check_allocation(portfolio, &rows, *by, divided);
        }
        self.check_holdings(portfolio);
        self.check_accounts(portfolio);
        self.check_transactions(portfolio);
        self.check_cash_flow(portfolio);
    }

    fn check_overview(&self, rows: &[Row<'_>]) {
        let of_kind = |kind: &'static str| self.overview.iter().filter(move |it| it["row"] == kind);
        let mut by_account: BTreeMap<_, Vec<&Row<'_>>> = BTreeMap::new();
        for row in rows {
            let key = (row.holding.account_id.as_str(), currency(row));
            by_account.entry(key).or_default().push(row);
        }
        for (of, rows) in truth::by_currency(rows) {
            let of_currency = of_kind("total").filter(|it| code(it) == of.map(Currency::code));
            check_row(only(of_currency), &Tally::of(rows));
        }
        for ((account, of), rows) in &by_account {
            let of_account = of_kind("account").filter(|it| it["account_id"] == *account);
            let of_currency = of_account.filter(|it| code(it) == *of);
            check_row(only(of_currency), &Tally::of(rows.iter().copied()));
        }
        for row in of_kind("total").chain(of_kind("account")) {
            let account = row["account_id"].as_str();
            let is_listed = rows.iter().any(|it| {
                currency(it) == code(row)
                    && account.is_none_or(|account| it.holding.account_id.as_str() == account)
            });
            let is_empty = row["holdings"] == 0
                && figure(row, "market_value").is_none_or(|value| value.is_zero());
            assert!(is_listed || is_empty, "a total of nothing: {row}");
        }
    }

    fn check_positions(&self, rows: &[Row<'_>]) {
        let mut by_security: BTreeMap<_, Vec<&Row<'_>>> = BTreeMap::new();
        for row in rows {
            let key = (row.holding.security_id.as_str(), currency(row));
            by_security.entry(key).or_default().push(row);
        }
        assert_eq!(self.positions.len(), by_security.len());
        for ((security, of), rows) in by_security {
            let printed = self.positions.iter();
            let printed = printed.filter(|it| it["security_id"] == security && code(it) == of);
            let printed = only(printed);
            check_row(printed, &Tally::of(rows.iter().copied()));
            assert_eq!(printed["rows"], rows.len(), "{printed}");
            let units = Exact::of(rows.iter().map(|it| it.units));
            match figure(printed, "quantity") {
                None => assert!(units.missing > 0 || units.is(None), "{printed}"),
                shown => assert!(units.missing == 0 && units.is(shown), "{printed}"),
            }
        }
    }

    /// Each row says what it counts for; hidden accounts are listed, too.
    fn check_holdings(&self, portfolio: &Portfolio) {
        let every = portfolio.holdings.iter();
        let listed = every.filter(|it| {
            !is_balance(it) && truth::is_named(portfolio, &self.filter, &it.account_id)
        });
        let listed: Vec<Row<'_>> = listed.map(|it| truth::row(portfolio, it)).collect();
        assert_eq!(self.holdings.len(), listed.len());
        let printed: HashMap<_, _> = self.holdings.iter().map(|it| (id(it), it)).collect();
        for row in listed {
            let printed = printed[row.holding.id.as_str()];
            let gain = row.value.zip(row.cost);
            let gain = gain.and_then(|(value, cost)| value.checked_sub(cost));
            for (field, expected) in [
                ("counted_quantity", row.units),
                ("market_value", row.value),
                ("gain", gain),
                ("quantity", row.holding.quantity),
                ("institution_value", row.holding.institution_value),
                ("cost_basis", row.holding.cost_basis),
            ] {
                assert_eq!(figure(printed, field), expected, "{field} of {printed}");
            }
            assert_eq!(code(printed), currency(&row), "{printed}");
            let is_unknown = !printed["value_unknown_because"].is_null();
            assert_eq!(is_unknown, row.value.is_none(), "{printed}");
        }
    }

    /// Every account is listed, with the balances that were reported.
    fn check_accounts(&self, portfolio: &Portfolio) {
        assert_eq!(self.accounts.len(), portfolio.accounts.len());
        for (account, printed) in portfolio.accounts.iter().zip(&self.accounts) {
            assert_eq!(printed["account_id"], account.id.as_str());
            let balances = &account.balances;
            for (field, expected) in [
                ("balance_current", balances.current),
                ("balance_available", balances.available),
                ("margin_loan_amount", balances.margin_loan_amount),
            ] {
                assert_eq!(figure(printed, field), expected, "{field} of {printed}");
            }
        }
    }

    fn check_transactions(&self, portfolio: &Portfolio) {
        let every = portfolio.transactions.iter();
        let listed: Vec<_> = every
            .filter(|it| truth::is_named(portfolio, &self.filter, &it.account_id))
            .collect();
        assert_eq!(self.transactions.len(), listed.len());
        for (row, printed) in listed.into_iter().zip(&self.transactions) {
            assert_eq!(printed["investment_transaction_id"], row.id.as_str());
            assert_eq!(figure(printed, "amount"), row.amount, "{printed}");
            let parts = parts(printed).map(|(_, part)| part);
            let exact = Exact::of(parts.chain([Some(Decimal::ZERO)]));
            let effect = figure(printed, "cash_effect");
            assert!(effect.is_none() || exact.is(effect), "{printed}");
        }
    }

    /// Each series of a month is the sum of the parts that are listed with the
    /// transactions, and each month that of its series.
    fn check_cash_flow(&self, portfolio: &Portfolio) {
        let mut series: BTreeMap<_, [Exact; 2]> = BTreeMap::new();
        let mut months: BTreeMap<_, usize> = BTreeMap::new();
        for row in &self.transactions {
            let account = row["account_id"].as_str().expect("an account").into();
            if row["counts"] != true || !truth::is_in_view(portfolio, &self.filter, &account) {
                continue;
            }
            let month = &row["date"].as_str().expect("a day")[..7];
            let of = row["currency"].as_str();
            for (name, part) in parts(row) {
                let [inflow, outflow] = series.entry((of, month, name)).or_default();
                let is_out = part.is_some_and(|part| part < Decimal::ZERO);
                if is_out { outflow } else { inflow }.add(part);
            }
            let has_part = parts(row).next().is_some();
            if has_part || row["cash_effect"].is_null() {
                *months.entry((of, month)).or_default() += 1;
            }
        }
        let (all, of_series): (Vec<&Value>, Vec<&Value>) = self
            .cash_flow
            .iter()
            .partition(|row| row["series"] == "all");
        let key = |row: &Value| {
            let text = |name: &str| row[name].as_str().expect("a text").to_owned();
            (code(row).map(str::to_owned), text("month"), text("series"))
        };
        for ((of, month, name), [inflow, outflow]) in &series {
            let wanted = (
                of.map(str::to_owned),
                (*month).to_owned(),
                (*name).to_owned(),
            );
            let printed = only(of_series.iter().copied().filter(|it| key(it) == wanted));
            for (field, exact) in [("inflow", inflow), ("outflow", outflow)] {
                let shown = figure(printed, field);
                let is_zero = exact.known == 0 && shown == Some(Decimal::ZERO);
                assert!(
                    is_zero || exact.is(shown),
                    "{field} of {printed}: {exact:?}"
                );
            }
            let rows = inflow.known + outflow.known;
            assert_eq!(printed["transactions"], rows, "{printed}");
        }
        assert_eq!(of_series.len(), series.len());
        assert_eq!(all.len(), months.len());
        for month in all {
            let is_of_month =
                |row: &&&Value| row["month"] == month["month"] && code(row) == code(month);
            for field in ["inflow", "outflow", "net"] {
                let parts = of_series.iter().filter(is_of_month);
                let parts = parts.map(|row| figure(row, field));
                let exact = Exact::of(parts.chain([Some(Decimal::ZERO)]));
                let has_amount = month["transactions"] != month["without_amount"];
                let shown = figure(month, field);
                assert!(has_amount || shown.is_none(), "{month}");
                let is_whole = exact.missing == 0;
                assert!(
                    !has_amount || !is_whole || exact.is(shown),
                    "{field} of {month}"
                );
                assert!(is_whole || shown.is_none(), "{field} of {month}");
            }
            let name = month["month"].as_str().expect("a month");
            assert_eq!(
                month["transactions"],
                months[&(code(month), name)],
                "{month}"
            );
        }
    }
}

/// A row of figures says what facts add up to.
fn check_row(row: &Value, tally: &Tally) {
    for (field, exact) in [
        ("market_value", &tally.value),
        ("cost_basis", &tally.cost),
        ("gain", &tally.gain),
    ] {
        let is_there = row.get(field).is_some();
        let shown = figure(row, field);
        assert!(!is_there || exact.is(shown), "{field} of {row}: {exact:?}");
    }
    assert_eq!(row["holdings"], tally.holdings(), "{row}");
    let without_value = row.get("without_value");
    assert!(
        without_value.is_none_or(|it| *it == tally.value.missing),
        "{row}: {tally:?}"
    );
}

/// Each category is the sum of its rows, what is owed stands apart, and nothing
/// is left out.
fn check_allocation(portfolio: &Portfolio, rows: &[Row<'_>], by: AllocationBy, printed: &[Value]) {
    let mut listed = 0;
    for (of, rows) in truth::by_currency(rows) {
        let in_currency = |it: &&Value| code(it) == of.map(Currency::code);
        let printed: Vec<&Value> = printed.iter().filter(in_currency).collect();
        listed += printed.len();
        let whole = Tally::of(rows.iter().copied());
        if whole.value.is_beyond_counting() {
            continue;
        }
        let owed = truth::owed(&rows);
        let mut negatives: BTreeMap<String, Vec<&Row<'_>>> = BTreeMap::new();
        let mut categories: BTreeMap<String, Vec<&Row<'_>>> = BTreeMap::new();
        for row in rows {
            let security = row.holding.security_id.as_str();
            if owed.contains(security) {
                negatives.entry(security.to_owned()).or_default().push(row);
            } else {
                let key = key(portfolio, row, by);
                categories.entry(key.to_owned()).or_default().push(row);
            }
        }
        assert_eq!(printed.len(), negatives.len() + categories.len(), "{by:?}");
        let is_negative = |it: &&&Value| it["is_negative"] == true;
        for (name, rows) in &categories {
            let tally = Tally::of(rows.iter().copied());
            let printed = if tally.value.is_negative() {
                // An account may owe what another one holds more of.
                let ids = || rows.iter().map(|it| it.holding.id.as_str());
                let apart = printed.iter().filter(is_negative);
                only(apart.filter(|it| ids().any(|id| it["category"] == id)))
            } else {
                let listed = printed.iter().filter(|it| !is_negative(it));
                only(listed.filter(|it| it["category"] == **name))
            };
            check_row(printed, &tally);
        }
        for rows in negatives.values() {
            let ids = || rows.iter().map(|it| it.holding.id.as_str());
            let apart = printed.iter().filter(is_negative);
            let row = only(apart.filter(|it| ids().any(|id| it["category"] == id)));
            check_row(row, &Tally::of(rows.iter().copied()));
        }
        let parts = printed.iter().filter_map(|it| figure(it, "market_value"));
        let sum = Exact::of(parts.map(Some));
        assert!(whole.value.is(sum.shown()), "{by:?}: {sum:?}, {whole:?}");
        let weights = printed.iter().filter_map(|it| figure(it, "weight"));
        let weights: Vec<Decimal> = weights.collect();
        let rounding = Decimal::new(i64::try_from(weights.len()).expect("few"), 6);
        let beside = (weights.iter().sum::<Decimal>() - Decimal::ONE).abs();
        assert!(
            weights.is_empty() || beside <= rounding,
            "{by:?}: {weights:?}"
        );
    }
    assert_eq!(listed, printed.len(), "{by:?}");
}

/// The category of a row, by `docs/spec/allocation.md`.
fn key<'a>(portfolio: &'a Portfolio, row: &Row<'a>, by: AllocationBy) -> &'a str {
    let security = portfolio.securities.get(&row.holding.security_id);
    let key = match by {
        AllocationBy::AssetClass => row.class.map(AssetClass::as_str),
        AllocationBy::Security => Some(row.holding.security_id.as_str()),
        AllocationBy::Sector => security.and_then(|it| it.sector.as_deref()),
        AllocationBy::Account => Some(row.holding.account_id.as_str()),
        AllocationBy::Institution => {
            let account = portfolio.account(&row.holding.account_id);
            let connection = account.and_then(|it| portfolio.connection(&it.item_id));
            connection.map(|it| {
                let institution = it.institution_id.as_ref();
                institution.map_or(it.item_id.as_str(), |id| id.as_str())
            })
        }
        AllocationBy::Currency => currency(row),
    };
    key.unwrap_or("unknown")
}

fn currency<'a>(row: &Row<'a>) -> Option<&'a str> {
    row.currency.map(Currency::code)
}

/// The parts of a transaction: series and amount.
fn parts(row: &Value) -> impl Iterator<Item = (&str, Option<Decimal>)> {
    let parts = row["parts"].as_array().expect("a list").iter();
    parts.map(|part| {
        let series = part["series"].as_str().expect("a series");
        (series, figure(part, "amount"))
    })
}

/// The one row that there is.
pub(crate) fn only<T: std::fmt::Debug>(mut rows: impl Iterator<Item = T>) -> T {
    let row = rows.next().expect("one row");
    let second = rows.next();
    assert!(second.is_none(), "{row:?} and {second:?}");
    row
}

fn id(row: &Value) -> &str {
    row["holding_id"].as_str().expect("an id")
}

pub(crate) fn figure(row: &Value, name: &str) -> Option<Decimal> {
    let text = row[name].as_str()?;
    Some(text.parse().expect("a decimal"))
}

pub(crate) fn code(row: &Value) -> Option<&str> {
    let code = row["iso_currency_code"].as_str();
    code.or_else(|| row["unofficial_currency_code"].as_str())
}
