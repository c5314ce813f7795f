//! What the simulator has of a connection, read from its JSON without the
//! program's own reader, and the same of what is stored.

use std::{collections::BTreeMap, str::FromStr as _};

use chrono::NaiveDate;
use holdfast::{
    connect::DateRange,
    domain::{Account, AccountId, Currency, Holding, ItemId, Transaction},
    portfolio::{AccountValue, Portfolio},
    simulator,
    storage::Database,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::common::world::World;

/// Before and after anything in the simulator.
const LONG_AGO: &str = "2000-01-01";
const FAR_AHEAD: &str = "2100-01-01";
/// The most that a page has.
const PAGE: usize = 500;

/// Sums by currency code.
pub(crate) type Sums = BTreeMap<String, Decimal>;

/// One row of the transactions, as far as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    account: String,
    security: Option<String>,
    date: String,
    name: String,
    kind: String,
    subtype: Option<String>,
    amount: Option<Decimal>,
    quantity: Option<Decimal>,
    price: Option<Decimal>,
    fees: Option<Decimal>,
    currency: Option<String>,
}

/// One row of the holdings, in an order that does not depend on who lists them.
#[derive(Clone, Debug, PartialEq, PartialOrd, Eq, Ord)]
struct Position {
    account: String,
    security: String,
    quantity: Decimal,
    price: Option<Decimal>,
    value: Option<Decimal>,
    vested_value: Option<Decimal>,
    cost: Option<Decimal>,
    currency: Option<String>,
    lots: Vec<(Option<Decimal>, Option<Decimal>)>,
}

/// What one connection has to show after a sync.
#[derive(Debug, PartialEq)]
pub(crate) struct Truth {
    /// Name and balance by id.
    accounts: BTreeMap<String, (String, Option<Decimal>)>,
    positions: Vec<Position>,
    pub(crate) transactions: BTreeMap<String, Row>,
    /// Market value by account and currency.
    values: BTreeMap<(String, String), Decimal>,
}

impl Truth {
    /// Asks the simulator, which does not move on by it.
    pub(crate) async fn of(world: &World, http: &reqwest::Client, institution: &str) -> Self {
        let answer = world.simulator.holdings_now(institution);
        let mut answer = answer.expect("one of the three");
        let mut truth = Self::of_holdings(&answer["accounts"].take(), &answer["holdings"].take());
        loop {
            let offset = truth.transactions.len();
            let page = page(world, http, institution, offset).await;
            for row in rows(&page["investment_transactions"]) {
                let id = text(row, "investment_transaction_id").expect("an id");
                let twice = truth.transactions.insert(id, Row::told(row));
                assert_eq!(twice, None, "the simulator tells no row twice");
            }
            if page["total_investment_transactions"] == truth.transactions.len() {
                return truth;
            }
        }
    }

    fn of_holdings(accounts: &Value, holdings: &Value) -> Self {
        let mut truth = Self {
            accounts: BTreeMap::new(),
            positions: rows(holdings).map(Position::told).collect(),
            transactions: BTreeMap::new(),
            values: BTreeMap::new(),
        };
        truth.positions.sort();
        for row in rows(accounts) {
            let id = text(row, "account_id").expect("an id");
            let name = text(row, "name").expect("a name");
            let balances = &row["balances"];
            if !truth.positions.iter().any(|it| it.account == id) {
                let currency = text(balances, "iso_currency_code").expect("a currency");
                truth.values.insert((id.clone(), currency), Decimal::ZERO);
            }
            let balance = number(balances, "current");
            truth.accounts.insert(id, (name, balance));
        }
        for it in &truth.positions {
            let currency = it.currency.clone().unwrap_or_default();
            let value = it.vested_value.or(it.value).expect("a value");
            let sum = truth.values.entry((it.account.clone(), currency));
            *sum.or_default() += value;
        }
        truth
    }

    /// How many values of an account in a currency there are.
    pub(crate) fn values(&self) -> usize {
        self.values.len()
    }

    /// The market value of everything, by currency.
    pub(crate) fn totals(&self) -> Sums {
        let mut totals = Sums::new();
        for ((_, currency), value) in &self.values {
            *totals.entry(currency.clone()).or_default() += value;
        }
        totals
    }
}

/// What is stored of one connection, whole.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Slice {
    pub(crate) accounts: Vec<Account>,
    pub(crate) holdings: Vec<Holding>,
    pub(crate) transactions: Vec<Transaction>,
    /// What its accounts were worth at every sync.
    pub(crate) values: Vec<AccountValue>,
}

impl Slice {
    pub(crate) fn of(portfolio: &Portfolio, item: &ItemId) -> Self {
        let accounts = portfolio.accounts.iter().filter(|it| it.item_id == *item);
        let accounts: Vec<_> = accounts.cloned().collect();
        let owns = |id: &AccountId| accounts.iter().any(|it| it.id == *id);
        let (holdings, rows) = (&portfolio.holdings, &portfolio.transactions);
        let values = &portfolio.account_values;
        Self {
            holdings: picked(holdings, |it| owns(&it.account_id)),
            transactions: picked(rows, |it| owns(&it.account_id)),
            values: picked(values, |it| owns(&it.account_id)),
            accounts,
        }
    }

    /// Whether accounts and holdings are those of `truth`.
    pub(crate) fn holds(&self, truth: &Truth) -> bool {
        let accounts = self.accounts.iter().map(|it| {
            let said = (it.name.to_string(), it.balances.current);
            (it.id.to_string(), said)
        });
        let mut positions: Vec<_> = self.holdings.iter().map(Position::stored).collect();
        positions.sort();
        self.accounts.iter().all(|it| it.missing_since.is_none())
            && accounts.collect::<BTreeMap<_, _>>() == truth.accounts
            && positions == truth.positions
    }

    /// The rows by id, each with the day on which it was marked as removed.
    pub(crate) fn rows(&self) -> BTreeMap<String, (Row, Option<NaiveDate>)> {
        let rows = self.transactions.iter();
        rows.map(|it| (it.id.to_string(), (Row::stored(it), it.removed_on)))
            .collect()
    }

    /// Whether the values after the first so many are those of `truth`.
    pub(crate) fn values_since(&self, count: usize, truth: &Truth) -> bool {
        let since = self.values.get(count..).unwrap_or_default();
        let values = since.iter().map(|it| {
            let at = (it.account_id.to_string(), code(it.currency.as_ref()));
            (at, it.market_value.unwrap_or_default())
        });
        since.len() == truth.values.len() && values.collect::<BTreeMap<_, _>>() == truth.values
    }
}

/// Whether nothing of the connection is stored but what `slice` has, looked at
/// in the way a sync does.
pub(crate) fn is_all(database: &Database, item: &ItemId, slice: &Slice) -> bool {
    let window = DateRange {
        start: LONG_AGO.parse().expect("a date"),
        end: FAR_AHEAD.parse().expect("a date"),
    };
    let stored = database.stored(item, window).expect("it can be read");
    let is_stored = |it: &Account| stored.accounts.get(&it.id) == Some(it);
    let holdings: usize = stored.holdings.values().map(Vec::len).sum();
    stored.accounts.len() == slice.accounts.len()
        && slice.accounts.iter().all(is_stored)
        && holdings == slice.holdings.len()
        && stored.transactions.len() == slice.transactions.len()
}

async fn page(world: &World, http: &reqwest::Client, institution: &str, offset: usize) -> Value {
    let token = simulator::access_token(simulator::DEMO_SEED, institution);
    let body = json!({
        "access_token": token.secret().reveal(),
        "start_date": LONG_AGO,
        "end_date": FAR_AHEAD,
        "options": {"count": PAGE, "offset": offset},
    });
    let url = format!("{}/investments/transactions/get", world.simulator.url());
    let request = http
        .post(url)
        .header("PLAID-CLIENT-ID", simulator::CLIENT_ID)
        .header("PLAID-SECRET", simulator::SECRET)
        .json(&body);
    let answer = request.send().await.expect("an answer");
    let bytes = answer.bytes().await.expect("a whole answer");
    serde_json::from_slice(&bytes).expect("JSON")
}

impl Row {
    fn told(row: &Value) -> Self {
        Self {
            account: text(row, "account_id").expect("an account"),
            security: text(row, "security_id"),
            date: text(row, "date").expect("a date"),
            name: text(row, "name").expect("a name"),
            kind: text(row, "type").expect("a type"),
            subtype: text(row, "subtype"),
            amount: number(row, "amount"),
            quantity: number(row, "quantity"),
            price: number(row, "price"),
            fees: number(row, "fees"),
            currency: text(row, "iso_currency_code"),
        }
    }

    fn stored(row: &Transaction) -> Self {
        Self {
            account: row.account_id.to_string(),
            security: row.security_id.as_ref().map(ToString::to_string),
            date: row.date.to_string(),
            name: row.name.to_string(),
            kind: row.transaction_type.as_str().to_owned(),
            subtype: row.subtype.as_deref().map(str::to_owned),
            amount: row.amount,
            quantity: row.quantity,
            price: row.price,
            fees: row.fees,
            currency: row.currency.as_ref().map(|it| it.code().to_owned()),
        }
    }
}

impl Position {
    fn told(row: &Value) -> Self {
        let lots = rows(&row["tax_lots"]);
        Self {
            account: text(row, "account_id").expect("an account"),
            security: text(row, "security_id").expect("a security"),
            quantity: number(row, "quantity").expect("a quantity"),
            price: number(row, "institution_price"),
            value: number(row, "institution_value"),
            vested_value: number(row, "vested_value"),
            cost: number(row, "cost_basis"),
            currency: text(row, "iso_currency_code"),
            lots: lots
                .map(|it| (number(it, "quantity"), number(it, "cost_basis")))
                .collect(),
        }
    }

    fn stored(row: &Holding) -> Self {
        let lots = row.tax_lots.iter();
        Self {
            account: row.account_id.to_string(),
            security: row.security_id.to_string(),
            quantity: row.quantity.expect("units"),
            price: row.institution_price,
            value: row.institution_value,
            vested_value: row.vested_value,
            cost: row.cost_basis,
            currency: row.currency.as_ref().map(|it| it.code().to_owned()),
            lots: lots.map(|it| (it.quantity, it.cost_basis)).collect(),
        }
    }
}

/// The code of a currency, nothing where there is none.
pub(crate) fn code(currency: Option<&Currency>) -> String {
    currency.map(Currency::code).unwrap_or_default().to_owned()
}

fn picked<T: Clone>(all: &[T], is_one: impl Fn(&T) -> bool) -> Vec<T> {
    all.iter().filter(|it| is_one(it)).cloned().collect()
}

fn rows(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().expect("a list").iter()
}

fn text(row: &Value, field: &str) -> Option<String> {
    row[field].as_str().map(str::to_owned)
}

/// A number by its digits.
fn number(row: &Value, field: &str) -> Option<Decimal> {
    Decimal::from_str(&row[field].to_string()).ok()
}
